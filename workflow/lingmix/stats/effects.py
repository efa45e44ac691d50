"""The effect table: by how much variants differ, how sure that is, and what the study could not have seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from lingmix.stats.bootstrap import Resamples
from lingmix.stats.bootstrap_spread import difference_spread, value_spread
from lingmix.stats.design import Design
from lingmix.stats.holm import holm
from lingmix.stats.linear_spread import each_language, each_pair, linear_spread
from lingmix.stats.permutation import sign_flip_p
from lingmix.stats.sums import Sums
from lingmix.stats.wins import Wins, wins

LEVEL = 0.05
ONE_SEED = "one seed: intervals and p say nothing about other seeds"
NO_SEED = "no seed changes these"
ONE_GROUP = "one group: no interval"
VALUE_COLUMNS = ("variant", "value", "sd", "low", "high", "se", "df", "seeds", "groups", "queries", "note")
COUNTS = ("wins", "ties", "losses", "clear_wins", "clear_losses")
EFFECT_COLUMNS = (
    *("variant", "reference", "value", "reference_value", "difference", "low", "high", "se", "df"),
    *("p", "p_holm", "p_models", "p_models_holm"),
    *(f"{count}_{place}" for place in ("pairs", "languages") for count in ("count", *COUNTS)),
    *("margin", "p_equivalent", "equivalent", "detectable", "family", "seeds", "groups", "queries", "note"),
)


@dataclass(frozen=True)
class Judgement:
    """What decides how differences are read; all in the metric's units.

    Attributes:
        higher_is_better: of the metric.
        margin: a difference smaller than this does not matter; None for no test of equivalence.
        tie: in counts of wins, a difference smaller than this is a tie.
        power: of which :func:`effects` gives the detectable difference.
        pool_seeds: see :func:`lingmix.stats.bootstrap_spread.difference_spread`.
    """

    higher_is_better: bool = True
    margin: float | None = None
    tie: float = 0.0
    power: float = 0.8
    pool_seeds: bool = False


def values(sums: Sums, found: Resamples) -> pd.DataFrame:
    """Every variant's macro value and its 95 % interval.

    Returns:
        :data:`VALUE_COLUMNS`, one row per variant in the order of the design: ``value``, mean over seeds; ``sd``,
        sample standard deviation over seeds (NaN for one); ``low``, ``high``, the interval over seeds and groups;
        ``se``, ``df``, of both (float64); ``seeds``, how many runs have finished, ``groups``, ``queries`` (int64);
        ``note``. A variant that lacks a seed has NaN and a note that says so.
    """
    design, bounds = found.design, value_spread(found)
    half = bounds.half_width()
    rows = []
    for place, variant in enumerate(design.variants):
        seeds = _seeds(design, place)
        several = design.complete[place] and seeds > 1
        rows.append(
            {
                "variant": variant,
                "value": bounds.estimate[place],
                "sd": float(found.point[place].std(ddof=1)) if several else np.nan,
                "low": bounds.estimate[place] - half[place],
                "high": bounds.estimate[place] + half[place],
                "se": bounds.se[place],
                "df": bounds.df[place],
                "seeds": seeds,
                "groups": sums.groups,
                "queries": int(sums.counts.sum()),
                "note": _note(design, [place], sums.groups),
            }
        )
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS))


def effects(
    sums: Sums, found: Resamples, comparisons: Sequence[tuple[str, str]], judgement: Judgement | None = None
) -> pd.DataFrame:
    """Differences between variants, in one setting of one benchmark by one metric.

    The comparisons are one family: what is corrected is corrected for all of them.

    Args:
        sums: of the finished runs.
        found: their resamples.
        comparisons: names of variants; the second of each is the reference.
        judgement: how differences are read.

    Returns:
        :data:`EFFECT_COLUMNS`, one row per comparison, in order.

        - ``difference``: ``value`` minus ``reference_value``, means over seeds; ``low``, ``high``: its 95 % interval
          over seeds and groups, not corrected; ``se``, ``df``: standard error and degrees of freedom over both.
        - ``p``: two-sided, of the null that the two methods do equally well, over other seeds and other questions
          (:mod:`lingmix.stats.spread`); below 0.05 where the interval leaves out 0. With one seed or none it is
          ``p_models``. ``p_models``: of the null that these trained models do equally well on other questions
          (:mod:`lingmix.stats.permutation`). ``_holm``: corrected for the family.
        - ``count_pairs`` and so on: see :class:`lingmix.stats.wins.Wins`; ``_languages``: of queries.
        - ``margin``, ``p_equivalent``, ``equivalent`` (boolean): whether the 90 % interval lies within ± ``margin``
          (p below 0.05, not corrected); missing without a margin.
        - ``detectable``: the smallest true difference that would have been found with the judgement's power at
          0.05 / ``family``, the strictest level of Holm's correction. It follows from the standard error; it is no
          power "at the difference observed".
        - ``family`` (Int64): comparisons that could be made; ``seeds``: runs that have finished, the more of the two;
          ``groups``, ``queries`` (int64); ``note``.

        A comparison whose variants lack a seed has no results and a note that says so.

    Raises:
        KeyError: a comparison names a variant that is not in the design.
    """
    reading, design = judgement or Judgement(), found.design
    places = [(design.number(one), design.number(other)) for one, other in comparisons]
    bounds = difference_spread(found, places, reading.pool_seeds)
    half = bounds.half_width()
    each = design.arrange(sums.contributions().T).mean(axis=2)
    flips = [each[:, one] - each[:, other] for one, other in places]
    p_models = sign_flip_p(np.stack(flips), len(found.values)) if flips else np.empty(0)
    changed = np.array([bool(design.seeded[one] or design.seeded[other]) for one, other in places], dtype=bool)
    p = np.where(changed & (len(design.seeds) > 1), bounds.p(), p_models)
    family = int((~np.isnan(p)).sum())
    table = pd.DataFrame(
        {
            "variant": [one for one, _ in comparisons],
            "reference": [other for _, other in comparisons],
            "value": [found.point[one].mean() for one, _ in places],
            "reference_value": [found.point[other].mean() for _, other in places],
            "difference": bounds.estimate,
            "low": bounds.estimate - half,
            "high": bounds.estimate + half,
            "se": bounds.se,
            "df": bounds.df,
            "p": p,
            "p_holm": holm(p),
            "p_models": p_models,
            "p_models_holm": holm(p_models),
            "margin": np.nan if reading.margin is None else reading.margin,
            "p_equivalent": np.nan if reading.margin is None else bounds.p_within(reading.margin),
            "detectable": bounds.detectable(LEVEL / max(family, 1), reading.power),
            "family": family,
            "seeds": [max(_seeds(design, one), _seeds(design, other)) for one, other in places],
            "groups": sums.groups,
            "queries": int(sums.counts.sum()),
            "note": [_note(design, pair, sums.groups) for pair in places],
        }
    )
    table.loc[table["difference"].isna(), ["value", "reference_value", "family"]] = np.nan
    table["family"] = table["family"].astype("Int64")
    equivalent = (table["p_equivalent"] < LEVEL).astype("boolean")
    table["equivalent"] = equivalent.mask(table["p_equivalent"].isna())
    for name, counts in _wins(sums, design, places, reading).items():
        table[name] = counts
    return table[list(EFFECT_COLUMNS)]


def _wins(
    sums: Sums, design: Design, places: Sequence[tuple[int, int]], reading: Judgement
) -> dict[str, pd.Series[int]]:
    columns: dict[str, pd.Series[int]] = {}
    for place, parts in (("pairs", each_pair(sums)), ("languages", each_language(sums))):
        rows: list[Wins | None] = []
        for one, other in places:
            if not (design.complete[one] and design.complete[other]):
                rows.append(None)
                continue
            bounds = linear_spread(sums, design.run[one], design.run[other], parts)
            rows.append(wins(bounds, reading.tie, reading.higher_is_better))
        for name in ("count", *COUNTS):
            numbers = [None if row is None else asdict(row)[name] for row in rows]
            columns[f"{name}_{place}"] = pd.Series(numbers, dtype="Int64")
    return columns


def _seeds(design: Design, place: int) -> int:
    """How many runs of a variant have finished."""
    there = int((design.run[place] >= 0).sum())
    return there if design.seeded[place] else min(there, 1)


def _note(design: Design, places: Sequence[int], groups: int) -> str:
    absent = [
        f"{design.variants[place]}: {lacks}" for place in places if (lacks := design.lacking(design.variants[place]))
    ]
    if absent:
        return "; ".join(absent)
    if groups < 2:
        return ONE_GROUP
    if not any(design.seeded[place] for place in places):
        return NO_SEED
    return ONE_SEED if len(design.seeds) == 1 else ""
