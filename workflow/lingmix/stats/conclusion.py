"""What a study found, in a few sentences for each encoder and benchmark: who is best by how much, and how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.data.dataset import SETTINGS
from lingmix.metrics.measure import parse
from lingmix.stats.comparisons import parts
from lingmix.stats.effects import LEVEL
from lingmix.table.labels import decimals, label

WHERE = {
    "monolingual": "within a language",
    "crosslingual": "across languages",
    "multilingual": "in one pool of all languages",
}
"""What a setting asks, in words."""


def conclusion(values: pd.DataFrame, effects: pd.DataFrame, metrics: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Say what the tables of :func:`lingmix.stats.judge.judge` amount to.

    Args:
        values, effects: of all benchmarks, below each other.
        metrics: of each benchmark the metrics that tables show; the first that was judged leads.

    Returns:
        ``sentences``, those of the first benchmark, and ``benchmarks``, all by name. None is about a variant that lacks
        a seed.
    """
    found = {
        benchmark: [
            sentence
            for encoder in dict.fromkeys(
                _encoder(name) for name in values.loc[values["benchmark"] == benchmark, "variant"]
            )
            for sentence in _of(values, effects, benchmark, encoder, shown)
        ]
        for benchmark, shown in metrics.items()
    }
    return {"sentences": next(iter(found.values()), []), "benchmarks": found}


def _of(values: pd.DataFrame, effects: pd.DataFrame, benchmark: str, encoder: str, metrics: Sequence[str]) -> list[str]:
    mine = values[(values["benchmark"] == benchmark) & (values["variant"].map(_encoder) == encoder)]
    judged = set(mine["metric"])
    metric = next((name for name in metrics if name in judged), None)
    mine = mine[(mine["metric"] == metric) & mine["value"].notna()]
    if metric is None or mine.empty:
        return [f"{benchmark}, {encoder}: nothing is finished that could be compared."]
    theirs = effects[(effects["benchmark"] == benchmark) & (effects["metric"] == metric)]
    theirs = theirs[(theirs["variant"].map(_encoder) == encoder) & theirs["difference"].notna()]
    best: dict[str, pd.Series[Any]] = {
        setting: _best(rows, metric) for setting in SETTINGS if len(rows := mine[mine["setting"] == setting])
    }
    return [_who(benchmark, encoder, metric, best, theirs), _how_sure(metric, mine, theirs)]


def _who(benchmark: str, encoder: str, metric: str, best: Mapping[str, pd.Series[Any]], effects: pd.DataFrame) -> str:
    """Best variants, settings with the same one together."""
    together: dict[str, list[str]] = {}
    for setting, row in best.items():
        together.setdefault(str(row["variant"]), []).append(setting)
    told = []
    for variant, settings in together.items():
        said = "; ".join(_by_how_much(setting, metric, best[setting], effects) for setting in settings)
        told.append(f"{_short(variant)} is best {said}")
    return f"On {benchmark} by {label(metric)}, of {encoder}: {'. '.join(told)}."


def _by_how_much(setting: str, metric: str, row: pd.Series[Any], effects: pd.DataFrame) -> str:
    """Where a variant is best, its value, and its difference: to the reference, or of many to the closest rival."""
    places = decimals(metric)
    columns = ["variant", "reference", "difference", "low", "high", "p_holm"]
    rivals: list[tuple[str, float, float, float, float]] = []
    for variant, reference, *numbers in effects.loc[effects["setting"] == setting, columns].itertuples(index=False):
        difference, low, high, p = map(float, numbers)
        if variant == row["variant"]:
            rivals.append((str(reference), difference, low, high, p))
        elif reference == row["variant"]:
            rivals.append((str(variant), -difference, -high, -low, p))
    said = f"{WHERE[setting]} ({row['value']:.{places}f}"
    if not rivals:
        return f"{said})"
    name, difference, low, high, p = min(rivals, key=lambda rival: abs(rival[1]))
    interval = f" [{low:+.{places}f}, {high:+.{places}f}]" if pd.notna(low) else ""
    return f"{said}, {difference:+.{places}f}{interval} on {_short(name)}, {p_text(p)})"


def _how_sure(metric: str, values: pd.DataFrame, effects: pd.DataFrame) -> str:
    seeds, groups = int(values["seeds"].max()), int(values["groups"].max())
    over = f"{seeds} seed{'s' if seeds > 1 else ''} and {groups:,} questions"
    if effects.empty:
        return f"Nothing is compared; values are over {over}."
    counts = []
    for setting in SETTINGS:
        rows = effects[effects["setting"] == setting]
        if len(rows):
            clear = int((rows["p_holm"] < LEVEL).sum())
            counts.append(f"{clear} of {len(rows)} {WHERE[setting]}")
    least = effects["detectable"].median()
    seen = f", with which this study would mostly have seen differences of {least:.{decimals(metric)}f} or more"
    one = " Other seeds may give something else: with one, nothing is known of them." if seeds == 1 else ""
    references = effects["reference"].nunique()
    what = f"differences to {_short(str(effects['reference'].iloc[0]))}" if references == 1 else "differences"
    return (
        f"Of the {what}, {_listed(counts)} are significant (p < {LEVEL:g}, Holm), over {over}"
        f"{seen if pd.notna(least) else ''}.{one}"
    )


def p_text(p: float) -> str:
    """A p as text: ``p < 0.001``, ``p = 0.03``.

    >>> p_text(0.0004), p_text(0.0312), p_text(float("nan"))
    ('p < 0.001', 'p = 0.031', 'no p')
    """
    if pd.isna(p):
        return "no p"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _best(rows: pd.DataFrame, metric: str) -> pd.Series[Any]:
    found = rows["value"].to_numpy(dtype="float64")
    return rows.iloc[int(found.argmax() if parse(metric)[0].higher_is_better else found.argmin())]


def _encoder(variant: str) -> str:
    return parts(variant)[0]


def _short(variant: str) -> str:
    """A variant without its encoder, as tables name it."""
    return " · ".join(parts(variant)[1:])


def _listed(counts: Sequence[str]) -> str:
    *others, last = counts
    return f"{', '.join(others)} and {last}" if others else last
