"""What a study's mixes are, as far as figures put them on an axis."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from lingmix.config.mix import Hybrid, MixBase
from lingmix.config.study import Study

PURE = {"monolingual": 1.0, "crosslingual": 0.0}
"""The share of monolingual batches in mixes that have one sort only."""
ON_AXES = ("kind", "alpha", "data_size", "parallel_size")


def mix_facts(study: Study) -> list[dict[str, Any]]:
    """The mixes that the study trains on, in its order, as JSON values.

    Returns:
        ``mix``, ``kind``; ``alpha``: the probability of a monolingual batch, None where it changes or means nothing;
        ``data_size`` and ``parallel_size``: groups, None for all; ``rest``: all other settings that are not the
        defaults, as JSON, so that mixes that differ in more than what an axis shows are not joined by a line.
    """
    names = dict.fromkeys(run.mix for run in study.runs.values() if run.mix is not None)
    return [_facts(name, study.mixes[name]) for name in names]


def mix_table(facts: list[dict[str, Any]]) -> pd.DataFrame:
    """:func:`mix_facts` as a table; numbers are float64, NaN for None."""
    frame = pd.DataFrame(facts, columns=["mix", *ON_AXES, "rest"])
    return frame.astype(dict.fromkeys(("alpha", "data_size", "parallel_size"), "float64"))


def alpha_families(mixes: pd.DataFrame) -> pd.DataFrame:
    """The mixes that lie on a curve over α: those that agree in all else, have two values of α or more, and a hybrid
    among them. Of a hybrid and a pure mix with the same α, the hybrid.

    Returns:
        Rows of :func:`mix_table` with ``family``, a string: the sizes and ``rest``.
    """
    rows = mixes[mixes["alpha"].notna()].copy()
    rows["family"] = [json.dumps(key) for key in rows[["data_size", "parallel_size", "rest"]].values.tolist()]
    rows["pure"] = rows["kind"] != "hybrid"
    rows = rows.sort_values("pure", kind="stable").drop_duplicates(["family", "alpha"]).sort_index()
    kept = [
        family
        for family, own in rows.groupby("family", sort=False)
        if own["alpha"].nunique() > 1 and not own["pure"].all()
    ]
    return rows[rows["family"].isin(kept)].drop(columns="pure")


def size_families(mixes: pd.DataFrame, by: str) -> pd.DataFrame:
    """The mixes that lie on a curve over ``by``, which is ``data_size`` or ``parallel_size``: those that agree in all
    else and have two sizes or more, of which all of the data is one. ``family`` as for :func:`alpha_families`."""
    other = "parallel_size" if by == "data_size" else "data_size"
    rows = mixes.copy()
    # hybrid with α = 1 is monolingual, and 0 crosslingual
    kind = rows["kind"].where(~rows["kind"].isin(["hybrid", *PURE]) | rows["alpha"].isna(), "hybrid")
    keys = zip(kind, rows["alpha"], rows[other], rows["rest"], strict=True)
    rows["family"] = [json.dumps(key) for key in keys]
    rows = rows[~rows.assign(size=rows[by].fillna(-1)).duplicated(["family", "size"])]
    sizes = rows.groupby("family")[by].transform(lambda own: own.fillna(-1).nunique())
    return rows[sizes > 1]


def _facts(name: str, mix: MixBase) -> dict[str, Any]:
    values = mix.model_dump(mode="json")
    alpha = PURE.get(values["kind"])
    if isinstance(mix, Hybrid) and mix.alpha_end is None:
        alpha = mix.alpha
    left_out = {*ON_AXES, "alpha_end"} if alpha is not None else {*ON_AXES} - {"alpha"}
    rest = mix.model_dump(mode="json", exclude_defaults=True, exclude=left_out)
    return {
        "mix": name,
        "kind": values["kind"],
        "alpha": alpha,
        "data_size": mix.data_size,
        "parallel_size": mix.parallel_size,
        "rest": json.dumps(rest, sort_keys=True),
    }
