"""Which models the factorial view of a study is made of.

A model is a list of terms for :func:`lingmix.stats.factorial.factorial`. Script and family have a model each, since
they go together in most languages and would leave nothing of each other; so has what mixes are, as mixes are that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import prod

import pandas as pd

from lingmix.config.study import AXES
from lingmix.stats.contrasts import Term
from lingmix.stats.languages import UNKNOWN

GRID, LINE, SCRIPT, FAMILY = "grid", "line", "script", "family"
ALPHA, BEND, DATA, PARALLEL = "α", "bend over α", "data size", "parallel size"
QUERY_SEEN, PASSAGE_SEEN, PAIR_SEEN = (
    "query language in training",
    "passage language in training",
    "pair in training",
)
NAMES = {
    "data_size": DATA,
    "parallel_size": PARALLEL,
    "query_seen": QUERY_SEEN,
    "passage_seen": PASSAGE_SEEN,
    "pair_seen": PAIR_SEEN,
    **{f"{of}_{what}": f"{of} {what}" for what in (SCRIPT, FAMILY) for of in ("query", "passage")},
    **{f"{what}_pair": f"{what} pair" for what in (SCRIPT, FAMILY)},
}
"""Columns of factors as tables name them."""
INCOMPLETE = "the study does not have every combination"
ONE_SEED = "with one seed, it is the noise that objectives and the like are judged by"
UNKNOWN_EXPOSURE = "what training saw is not known"


@dataclass(frozen=True)
class Model:
    """Terms that are fitted together.

    Attributes:
        name: one of the four constants.
        frame: the rows that it is fitted on, with its factors under the names of :data:`NAMES`.
        terms: main effects before their interactions.
        left_out: notes on terms of it that are not fitted.
        numbers: of each factor that is a number, what its effect is of, in words.
    """

    name: str
    frame: pd.DataFrame
    terms: tuple[Term, ...]
    left_out: dict[Term, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


def models(frame: pd.DataFrame) -> list[Model]:
    """The models of one benchmark, setting and metric, those without terms left out.

    Args:
        frame: as :func:`lingmix.stats.factorial.factorial` takes it, in one ``setting``, with the axes of the grid, the
            columns of :func:`lingmix.stats.mix_factors.mix_factors`, those of
            :func:`lingmix.stats.languages.with_languages` and of
            :func:`lingmix.stats.exposure_factors.with_exposure`.
    """
    crosslingual = bool((frame["setting"] == "crosslingual").all())
    named = frame.rename(columns=NAMES)
    axes = _varying(named, AXES)
    found = [
        _grid(named, axes, crosslingual),
        *_line(named, [axis for axis in axes if axis != "mix"], crosslingual),
        *(_languages(named, axes, what, crosslingual) for what in (SCRIPT, FAMILY)),
    ]
    return [model for model in found if model.terms or model.left_out]


def _grid(frame: pd.DataFrame, axes: Sequence[str], crosslingual: bool) -> Model:
    """What the grid varies, and with it what training saw, which differs from variant to variant."""
    exposure = (QUERY_SEEN, PASSAGE_SEEN, PAIR_SEEN) if crosslingual else (QUERY_SEEN,)
    known = [name for name in exposure if frame[name].notna().all()]
    crossings = list(combinations(axes, 2))
    wanted = [*_mains([*axes]), *crossings, *_mains(known), *((axis, name) for axis in axes for name in known)]
    one_seed = frame["seed"].nunique() == 1

    def why_not(term: Term) -> str:
        return ONE_SEED if one_seed and term in crossings else ""

    model = _sorted(GRID, frame, wanted, why_not)
    model.left_out.update({(name,): UNKNOWN_EXPOSURE for name in exposure if name not in known})
    return model


def _line(frame: pd.DataFrame, axes: Sequence[str], crosslingual: bool) -> Iterator[Model]:
    """α as a number from 0 to 1 over its range, and the sizes of data, over the mixes that agree in all else."""
    rows = frame[pd.to_numeric(frame["alpha"], errors="coerce").notna()]
    if rows.empty:
        return
    rows = rows[rows["rest"] == rows.groupby("rest")["mix"].nunique().idxmax()]
    alpha = rows["alpha"].astype("float64")
    points, low, high = alpha.nunique(), float(alpha.min()), float(alpha.max())
    # the effects of going through the range that the study has: beyond it nothing is known
    share = (alpha - low) / (high - low) if points > 1 else alpha
    rows = rows.assign(**{ALPHA: share, BEND: 4 * (share - 0.5) ** 2})
    sizes = _varying(rows, (DATA, PARALLEL))
    if points < 3 and not sizes:
        return  # of two mixes it would be the same once more
    numbers = [name for name, least in ((ALPHA, 2), (BEND, 3)) if points >= least]
    wanted = [*_mains([*_varying(rows, axes), *numbers, *sizes])]
    if numbers:
        scripts = ["script pair"] if crosslingual and not (rows["script pair"] == UNKNOWN).any() else []
        wanted += [(ALPHA, name) for name in (*_varying(rows, axes), *sizes, *scripts)]
    of = {ALPHA: f"from {low:g} to {high:g}", BEND: f"{low:g} and {high:g} over {(low + high) / 2:g}"}
    yield replace(_sorted(LINE, rows, wanted), numbers=of)


def _languages(frame: pd.DataFrame, axes: Sequence[str], what: str, crosslingual: bool) -> Model:
    """Script or family, and where the grid's effects differ by it."""
    query, passage, pair = (f"query {what}", f"passage {what}", f"{what} pair")
    own = [query, passage, pair] if crosslingual else [query]
    rows = frame[(frame[own] != UNKNOWN).all(axis=1)]
    if rows.empty:
        return Model(what, rows, (), {(query,): f"no {what} is known"})
    return _sorted(what, rows, [*_mains(own), *((axis, own[-1]) for axis in axes)])


def _sorted(
    name: str, frame: pd.DataFrame, wanted: Sequence[Term], why_not: Callable[[Term], str] = lambda term: ""
) -> Model:
    """The terms that can be fitted, and notes on others. Interactions with a factor of one level are none."""
    levels = {factor: frame[factor].nunique() for term in wanted for factor in term}
    there = [term for term in wanted if len(term) == 1 or all(levels[factor] > 1 for factor in term)]
    notes = {term: why_not(term) or _incomplete(frame, term) for term in there}
    terms = tuple(term for term, note in notes.items() if not note)
    return Model(name, frame, terms, {term: note for term, note in notes.items() if note})


def _incomplete(frame: pd.DataFrame, term: Term) -> str:
    """A note if not every combination of an interaction's levels is there; of a number, two values are enough."""
    categories = [factor for factor in term if factor != ALPHA]
    numbers = [factor for factor in term if factor == ALPHA]
    together = frame[list(term)].drop_duplicates()
    counts = together.groupby(categories).size() if categories else pd.Series([len(together)])
    whole = len(counts) == prod(frame[factor].nunique() for factor in categories)
    several = not numbers or not categories or bool((counts > 1).all())
    return "" if whole and several else INCOMPLETE


def _mains(factors: Sequence[str]) -> list[Term]:
    return [(factor,) for factor in factors]


def _varying(frame: pd.DataFrame, factors: Sequence[str]) -> list[str]:
    return [factor for factor in factors if frame[factor].nunique() > 1]
