"""The factorial view: main effects and interactions of what variants and languages are.

Ordinary least squares of statsmodels, one fit per stratum (:mod:`lingmix.stats.strata`), on values that are complete:
every run has every pair. For such grids it is the analysis that a mixed model with random runs, languages and pairs
leads to, without an optimiser that may fail at a variance of 0. A mix's effect is its whole effect, with what it does
through the languages that it lets training see, over the benchmark's languages, as macro values are; the effect of
having seen a language or a pair is among variants and languages that are otherwise alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.regression.linear_model import OLS

from lingmix.errors import LingmixError
from lingmix.stats.blocks import SMALL, blocks_of, without
from lingmix.stats.contrasts import Coded, Term, coded
from lingmix.stats.holm import holm
from lingmix.stats.strata import Stratum, comparable, constant, means, strata_of, units

Array = NDArray[np.float64]
NEEDED = ("variant", "seed", "query_lang", "passage_lang", "mix", "value")
TERM_COLUMNS = ("term", "stratum", "units", "df", "df_residual", "f", "p", "p_holm", "note")
LEVEL_COLUMNS = ("term", "level", "estimate", "se", "df", "low", "high", "note")
ALIASED = "cannot be told from languages or from the factors before it"
PARTLY = "some levels cannot be told from languages or from the factors before it"
ONE_LEVEL = "one level only"
NO_REPLICATES = "too few plans, runs, languages or pairs to judge it by"
NO_COMMON = "its levels have no combination of the other factors in common"
NO_NOISE = "what it would be judged by does not vary"


@dataclass(frozen=True)
class Factorial:
    """Effects of factors.

    Attributes:
        terms: :data:`TERM_COLUMNS`, one row per term in order: the stratum it is judged in and how many units there
            are, its degrees of freedom and those left for noise, F, p, and p corrected for the number of terms (Holm).
        levels: :data:`LEVEL_COLUMNS`, one row per level or combination of levels: its deviation from the mean of
            levels in the units of ``value`` (of an interaction: beyond what the main effects add up to; of a number:
            the slope per unit), standard error, degrees of freedom and 95 % interval, not corrected.

        What cannot be estimated or judged is NaN, with a note.
    """

    terms: pd.DataFrame
    levels: pd.DataFrame


@dataclass(frozen=True)
class _Estimated:
    """A term's coefficients (k,), their covariance (k, k) and degrees of freedom; None where there are none."""

    stratum: str = ""
    units: int = 0
    note: str = ""
    kept: NDArray[np.bool_] | None = None
    coefficients: Array | None = None
    covariance: Array | None = None
    df_residual: float = float("nan")


def factorial(frame: pd.DataFrame, terms: Sequence[Term]) -> Factorial:
    """Estimate effects.

    Args:
        frame: one row per run and pair of languages, of one setting, benchmark and metric, without means over languages
            and without runs that do not take part in the grid, such as untrained encoders: ``variant`` (string),
            ``seed``, ``query_lang``, ``passage_lang``, ``value`` (float64), and a column per factor. Text is
            categories, numbers have slopes.
        terms: names of factors: ``("mix",)`` is a main effect, ``("mix", "objective")`` an interaction. Main effects
            come before their interactions; what cannot be told from an earlier term counts for that one.

    Raises:
        LingmixError: a column is missing, a factor has missing values, or a run lacks a pair that another has.
    """
    _check(frame, terms)
    models = [coded(frame, term) for term in terms]
    strata = strata_of(frame)
    found: list[_Estimated] = [_Estimated(note=ONE_LEVEL)] * len(models)
    waiting = [number for number, model in enumerate(models) if model.columns.shape[1]]
    for stratum in strata:
        unit = units(frame, stratum.unit)
        here = [number for number in waiting if constant(models[number].columns, unit)]
        waiting = [number for number in waiting if number not in here]
        if here:
            fits = _fit(frame, stratum, [models[number] for number in here])
            for number, fit in zip(here, fits, strict=True):
                found[number] = fit
    table = pd.DataFrame(
        [_term(model, fit) for model, fit in zip(models, found, strict=True)],
        columns=[name for name in TERM_COLUMNS if name != "p_holm"],
    )
    table["p_holm"] = holm(table["p"].to_numpy(np.float64))
    levels = [row for model, fit in zip(models, found, strict=True) for row in _levels(model, fit)]
    return Factorial(table[list(TERM_COLUMNS)], pd.DataFrame(levels, columns=list(LEVEL_COLUMNS)))


def _check(frame: pd.DataFrame, terms: Sequence[Term]) -> None:
    factors = list(dict.fromkeys(factor for term in terms for factor in term))
    if absent := [name for name in (*NEEDED, *factors) if name not in frame]:
        raise LingmixError(
            f"no column {', '.join(absent)} for the factorial view; there are: {', '.join(map(str, frame.columns))}"
        )
    if holes := [name for name in ("value", *factors) if frame[name].isna().any()]:
        raise LingmixError(f"missing values in {', '.join(holes)}; leave out incomplete runs and pairs without queries")
    runs, pairs = units(frame, ("variant", "seed")), units(frame, ("query_lang", "passage_lang"))
    if len(frame) != len(np.unique(runs)) * len(np.unique(pairs)) or frame[list(NEEDED[:4])].duplicated().any():
        raise LingmixError("the factorial view takes every run with every pair once; leave out what is incomplete")


def _fit(frame: pd.DataFrame, stratum: Stratum, models: Sequence[Coded]) -> list[_Estimated]:
    """One least-squares fit of the means of units on terms; blocks are taken out of both (Frisch and Waugh 1933)."""
    chosen = comparable(frame, stratum)
    if not chosen.any():
        return [_Estimated(stratum.name, note=NO_COMMON)] * len(models)
    frame = frame[chosen]
    unit = units(frame, stratum.unit)
    row = np.unique(unit, return_index=True)[1]
    blocks = blocks_of(frame, stratum, row)
    wholes = [means(model.columns[chosen], unit) for model in models]
    columns = [blocks.without(whole) for whole in wholes]
    kept = _independent(np.column_stack(columns), np.column_stack(wholes))
    value = means(frame["value"].to_numpy(np.float64)[:, None], unit)
    model = OLS(blocks.without(value)[:, 0], np.column_stack(columns)[:, kept])
    model.df_resid = float(len(row) - blocks.rank - kept.sum())
    result = model.fit() if kept.any() else None
    judged = model.df_resid >= 1
    # nothing but rounding is left
    flat = result is not None and result.ssr <= (SMALL * np.linalg.norm(value)) ** 2
    place = np.cumsum(kept) - 1
    found, start = [], 0
    for own in columns:
        mine = kept[start : start + own.shape[1]]
        at = place[start : start + own.shape[1]][mine]
        start += own.shape[1]
        note = _note(mine, judged=judged, flat=flat)
        estimate = covariance = None
        if result is not None and mine.any():
            estimate = np.asarray(result.params)[at]
            covariance = None if flat or not judged else np.asarray(result.cov_params())[np.ix_(at, at)]
        found.append(_Estimated(stratum.name, len(row), note, mine, estimate, covariance, float(model.df_resid)))
    return found


def _note(kept: NDArray[np.bool_], *, judged: bool, flat: bool) -> str:
    """What stands in the way of a term of which these columns were kept; empty if nothing."""
    if not kept.any():
        return ALIASED
    if not judged:
        return NO_REPLICATES
    return NO_NOISE if flat else "" if kept.all() else PARTLY


def _independent(rest: Array, whole: Array) -> NDArray[np.bool_]:
    """Which columns are no combination of those before them, and more than rounding of what they were as a whole."""
    kept = np.zeros(rest.shape[1], dtype=bool)
    basis = np.empty((len(rest), 0))
    for number, column in enumerate(rest.T):
        left = without(basis, column[:, None])
        size = np.linalg.norm(left)
        if size > SMALL * np.linalg.norm(whole[:, number]):
            kept[number] = True
            basis = np.column_stack([basis, left / size])
    return kept


def _term(model: Coded, fit: _Estimated) -> dict[str, object]:
    f = p = float("nan")
    df = 0 if fit.kept is None else int(fit.kept.sum())
    if fit.coefficients is not None and fit.covariance is not None:
        f = float(fit.coefficients @ np.linalg.solve(fit.covariance, fit.coefficients)) / df
        p = float(stats.f.sf(f, df, fit.df_residual))
    return {
        "term": model.name,
        "stratum": fit.stratum,
        "units": fit.units,
        "df": df,
        "df_residual": fit.df_residual,
        "f": f,
        "p": p,
        "note": fit.note,
    }


def _levels(model: Coded, fit: _Estimated) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    whole = fit.coefficients is not None and fit.kept is not None and bool(fit.kept.all())
    for level, weights in zip(model.levels, model.effects, strict=True):
        estimate = se = half = float("nan")
        if whole and fit.coefficients is not None:
            estimate = float(weights @ fit.coefficients)
        if whole and fit.covariance is not None:
            se = float(np.sqrt(weights @ fit.covariance @ weights))
            half = float(stats.t.ppf(0.975, fit.df_residual)) * se
        rows.append(
            {
                "term": model.name,
                "level": level,
                "estimate": estimate,
                "se": se,
                "df": fit.df_residual,
                "low": estimate - half,
                "high": estimate + half,
                "note": fit.note,
            }
        )
    return rows
