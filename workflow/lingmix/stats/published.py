"""The papers' figures beside ours.

``published.csv`` holds 664 published values, one a line: ``source`` (arXiv id), ``encoder``, ``mix``, ``dataset``,
``setting``, ``query_language`` (or ``macro``), ``metric``, ``value``. They are facts from

- Elmahdy, Lin and Ahmad 2024, https://arxiv.org/abs/2408.10536: tables 1 and 2 (macro values), 3 to 8 (by query
  language), 12 and 13 (MIRACL);
- Roy et al. 2020, https://arxiv.org/abs/2004.05484: mAP of mBERT on XQuAD-R.

Values are shares of 1, but ``rank_distance`` in ranks; papers round them to three places or one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from lingmix.config.augmentation import NONE
from lingmix.config.published import Tolerance
from lingmix.metrics.score import MACRO
from lingmix.stats.correspondence import Correspondence
from lingmix.table.labels import RANKS

COLUMNS = ("source", "encoder", "mix", "dataset", "setting", "query_language", "metric", "value")
KEYS = ("encoder", "mix", "benchmark", "setting", "query_lang", "metric")
NUMBERS = ("published", "ours", "sd", "difference", "tolerance")
REPRODUCTION = ("source", "encoder", "mix", "objective", *KEYS[2:], *NUMBERS, "verdict")


def published() -> pd.DataFrame:
    """All published figures: :data:`COLUMNS`, strings and ``value`` (float64)."""
    names = list(COLUMNS)
    text = dict.fromkeys(names[:-1], "str")
    return pd.read_csv(
        Path(__file__).with_name("published.csv"), header=None, names=names, dtype=text, keep_default_na=False
    ).astype({"value": "float64"})


def reproductions(table: pd.DataFrame, found: Correspondence, tolerance: Tolerance | None = None) -> pd.DataFrame:
    """Set a study's values beside the papers'.

    Args:
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        found: what of the study corresponds.
        tolerance: what counts as reproduced.

    Returns:
        :data:`REPRODUCTION`: a row for every published value of the variants and benchmarks that correspond, macro
        values first; see :func:`reproduction`.
    """
    parts = []
    for one in found.variants:
        own = table[(table["objective"] == one.objective) & (table["augmentation"] == NONE)]
        benchmarks = {where.name: where.paper for where in found.benchmarks}
        rows = reproduction(own, {one.encoder: one.paper_encoder}, benchmarks, {one.mix: one.paper_mix}, tolerance)
        parts.append(rows.assign(objective=one.objective))
    rows = pd.concat(parts, ignore_index=True)
    languages = {where.name: {MACRO, *where.languages} for where in found.benchmarks}
    # a part of a benchmark has some of its languages
    ours = [language in languages[name] for name, language in zip(rows["benchmark"], rows["query_lang"], strict=True)]
    rows = rows[ours]
    macro_first = (rows["query_lang"] != MACRO).argsort(kind="stable")
    return rows.iloc[macro_first][list(REPRODUCTION)].reset_index(drop=True)


def reproduction(
    table: pd.DataFrame,
    encoders: Mapping[str, str],
    benchmarks: Mapping[str, str],
    mixes: Mapping[str, str] | None = None,
    tolerance: Tolerance | None = None,
) -> pd.DataFrame:
    """Set our values beside the papers'.

    Args:
        table: rows of one objective and augmentation of an ablation table: ``encoder``, ``mix``, ``benchmark``,
            ``setting``, ``query_lang``, ``passage_lang``, ``metric``, ``mean``, and ``sd`` if wanted.
        encoders: from the study's names to the papers' (``xlm-r``, ``labse``, ``mbert``); others are left out.
        benchmarks: the same for benchmarks (``xquad-r``, ``mlqa-r``, ``miracl-dev``).
        mixes: the same for mixes; by default those that have the papers' names.
        tolerance: what counts as reproduced.

    Returns:
        A row for every published value of these encoders, benchmarks and mixes: ``source``, :data:`KEYS` in the study's
        names, ``published``, ``ours``, ``sd`` (of ours over seeds), ``difference`` (ours − published), ``tolerance``
        (float64, in the metric's units) and ``verdict``, one of
        :data:`~lingmix.stats.reproduction_words.VERDICTS`: within the tolerance, within
        ``near`` times that, further off, or missing here. A published value by query language is set beside our mean
        over passage languages where the setting is crosslingual.
    """
    allowed, papers = tolerance or Tolerance(), published()
    names = {"encoder": encoders, "mix": mixes or {mix: mix for mix in papers["mix"].unique()}, "dataset": benchmarks}
    for column, known in names.items():
        theirs = pd.DataFrame({column: list(known.values()), f"our_{column}": list(known)}, dtype="str")
        papers = papers.merge(theirs, on=column, how="inner")
    papers = papers.drop(columns=["encoder", "mix", "dataset"]).rename(
        columns={
            "our_encoder": "encoder",
            "our_mix": "mix",
            "our_dataset": "benchmark",
            "query_language": "query_lang",
            "value": "published",
        }
    )
    found = papers.merge(_ours(table), on=list(KEYS), how="left")
    difference = found["ours"] - found["published"]
    limit = pd.Series(
        np.where(found["metric"].isin(RANKS), allowed.ranks * found["published"], allowed.share), index=found.index
    )
    found = found.assign(difference=difference, tolerance=limit, verdict=_verdicts(difference, limit, allowed.near))
    columns = ["source", *KEYS, "published", "ours", "sd", "difference", "tolerance", "verdict"]
    return found[columns].reset_index(drop=True)


def _ours(table: pd.DataFrame) -> pd.DataFrame:
    """Our rows that a published one can stand beside: whole settings, and query languages."""
    query, passage = table["query_lang"].astype("str"), table["passage_lang"].astype("str")
    whole = {"monolingual": passage == query, "crosslingual": passage == "macro", "multilingual": passage == "all"}
    chosen = sum(((table["setting"] == setting) & fits for setting, fits in whole.items()), passage != passage)
    rows = table[chosen].rename(columns={"mean": "ours"})
    if "sd" not in rows:
        rows = rows.assign(sd=np.nan)
    return rows[[*KEYS, "ours", "sd"]].astype(dict.fromkeys(KEYS, "str"))


def _verdicts(difference: pd.Series[float], limit: pd.Series[float], near: float) -> list[str]:
    # a hair more than the tolerance is the rounding of decimal fractions
    away = difference.abs() / limit - 1e-9
    return ["missing" if np.isnan(far) else "OK" if far <= 1 else "near" if far <= near else "off" for far in away]
