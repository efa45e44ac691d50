"""What a study found, a fact a sentence, for each encoder and benchmark: what is best, by how much, how sure that is,
and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.config.study import UNTRAINED
from lingmix.data.dataset import SETTINGS
from lingmix.metrics.measure import BitextMeasure, parse
from lingmix.stats.comparisons import parts
from lingmix.stats.effects import LEVEL
from lingmix.table.labels import decimals, label

WHERE = {
    "monolingual": "within a language",
    "crosslingual": "across languages",
    "multilingual": "in one pool of all languages",
}
"""What a setting asks, in words."""
WAYS = ("mix", "objective", "augmentation")
"""What a trained variant is called by, after its encoder."""


def conclusion(values: pd.DataFrame, effects: pd.DataFrame, metrics: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Say what the tables of :func:`lingmix.stats.judge.judge` amount to.

    Args:
        values, effects: of all benchmarks, below each other.
        metrics: of each benchmark the metrics that tables show; the first that was judged leads.

    Returns:
        ``sentences``, those of the first benchmark that there is something to say of, and ``benchmarks``, all by name.
        None is about a variant that lacks a seed.
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
    for benchmark, shown in metrics.items():
        if silent := [label(name) for name in shown if isinstance(parse(name)[0], BitextMeasure)]:
            has = "has no value per query" if len(silent) == 1 else "have no values per query"
            found[benchmark].append(
                f"On {benchmark}, {_listed(silent)} {has}, so that how sure differences in it are cannot be said."
            )
    return {"sentences": next((said for said in found.values() if said), []), "benchmarks": found}


def _of(values: pd.DataFrame, effects: pd.DataFrame, benchmark: str, encoder: str, metrics: Sequence[str]) -> list[str]:
    mine = values[(values["benchmark"] == benchmark) & (values["variant"].map(_encoder) == encoder)]
    judged = set(mine["metric"])
    metric = next((name for name in metrics if name in judged), None)
    mine = mine[(mine["metric"] == metric) & mine["value"].notna()]
    if metric is None or mine.empty:
        return [f"{benchmark}, {encoder}: nothing is finished that could be compared."]
    theirs = effects[(effects["benchmark"] == benchmark) & (effects["metric"] == metric)]
    theirs = theirs[(theirs["variant"].map(_encoder) == encoder) & theirs["difference"].notna()]
    reference = str(theirs["reference"].iloc[0]) if theirs["reference"].nunique() == 1 else None
    return [
        *_what(benchmark, encoder, metric, mine, reference),
        *(
            _best(setting, metric, rows, theirs, reference)
            for setting in SETTINGS
            if len(rows := mine[mine["setting"] == setting])
        ),
        *_told(metric, theirs, reference),
        *_basis(mine, theirs, reference),
    ]


def _what(benchmark: str, encoder: str, metric: str, values: pd.DataFrame, reference: str | None) -> list[str]:
    """What was tested on what, and what it is compared with."""
    better = "higher" if parse(metric)[0].higher_is_better else "lower"
    where = f"tested on {benchmark} by {label(metric)} ({better} is better)"
    trained = [found for variant in dict.fromkeys(values["variant"]) if (found := parts(variant)[1:]) != [UNTRAINED]]
    if not trained:
        return [f"The encoder {encoder} was {where}, untrained."]
    ways = "One way" if len(trained) == 1 else f"{len(trained)} ways"
    axes = " · ".join(WAYS[: max(map(len, trained))])
    said = f"{ways} ({axes}) to train the encoder {encoder} {'was' if len(trained) == 1 else 'were'} {where}."
    return [said, *([f"Each was compared with {_short(reference)}, the baseline."] if reference else [])]


def _best(setting: str, metric: str, values: pd.DataFrame, effects: pd.DataFrame, reference: str | None) -> str:
    """The best variant of a setting, and its difference: to the baseline, or of many to the closest rival."""
    found = values["value"].to_numpy(dtype="float64")
    row = values.iloc[int(found.argmax() if parse(metric)[0].higher_is_better else found.argmin())]
    places = decimals(metric)
    said = f"{_upper(WHERE[setting])}, {_short(str(row['variant']))} is best with {row['value']:.{places}f}"
    columns = ["variant", "reference", "difference", "low", "high", "p_holm"]
    rivals: list[tuple[str, float, float, float, float]] = []
    for variant, other, *numbers in effects.loc[effects["setting"] == setting, columns].itertuples(index=False):
        difference, low, high, p = map(float, numbers)
        if variant == row["variant"]:
            rivals.append((str(other), difference, low, high, p))
        elif other == row["variant"]:
            rivals.append((str(variant), -difference, -high, -low, p))
    if not rivals:
        return f"{said}."
    name, difference, low, high, p = min(rivals, key=lambda rival: abs(rival[1]))
    less = difference < 0
    ends = (-high, -low) if less else (low, high)
    interval = f"95 % interval {ends[0]:.{places}f} to {ends[1]:.{places}f}; " if pd.notna(low) else ""
    than = f"{'less' if less else 'more'} than {'the baseline' if name == reference else _short(name)}"
    # an interval that holds 0 has a minus
    return f"{said}: {abs(difference):.{places}f} {than} ({interval}{p_text(p)}).".replace(" -", " −")


def _told(metric: str, effects: pd.DataFrame, reference: str | None) -> list[str]:
    """In which settings all differences are significant, and in which some cannot be told."""
    if effects.empty:
        return ["Nothing was compared, so how sure this is cannot be said."]
    to = " to the baseline" if reference else ""
    every: dict[int, list[str]] = {}
    some = []
    for setting in SETTINGS:
        rows = effects[effects["setting"] == setting]
        if len(rows) and (rows["p_holm"] < LEVEL).all():
            every.setdefault(len(rows), []).append(WHERE[setting])
        elif len(rows):
            some.append(f"{_upper(WHERE[setting])}, {_counted(metric, rows, to)}.")
    all_of = {count: f"all {count} differences" if count > 1 else "the difference" for count in every}
    return [
        *(f"{_upper(_listed(where))}, {all_of[n]}{to} {_be(n)} significant." for n, where in every.items()),
        *some,
    ]


def _counted(metric: str, rows: pd.DataFrame, to: str) -> str:
    """How many differences of a setting are significant, how many too small to matter, and how many are open."""
    clear = int((rows["p_holm"] < LEVEL).sum())
    small = int((rows["equivalent"].eq(True) & ~(rows["p_holm"] < LEVEL)).sum())
    still_open = rows[~rows["equivalent"].eq(True) & ~(rows["p_holm"] < LEVEL)]
    left = len(still_open)
    said = [f"{clear} of {len(rows)} differences{to} {_be(clear)} significant"]
    if len(rows) == 1:
        said = [f"the difference{to} is not significant"]
    elif not clear:
        said = [f"none of the {len(rows)} differences{to} is significant"]
    if small:
        said.append(f"{small if len(rows) > 1 else 'it'} {_be(small)} too small to matter")
    if left:
        least = still_open["detectable"].max()
        what = f"of the other {left} " if left < len(rows) else ""
        seen = f" (it may well miss true ones of up to {least:.{decimals(metric)}f})" if pd.notna(least) else ""
        said.append(f"{what}this study cannot tell{seen}")
    return "; ".join(said)


def _basis(values: pd.DataFrame, effects: pd.DataFrame, reference: str | None) -> list[str]:
    """What was not tested, and what significant means."""
    seeds, groups = int(values["seeds"].max()), int(values["groups"].max())
    over = f"{seeds} seed{'s' if seeds > 1 else ''} and {groups:,} question{'s' if groups > 1 else ''}"
    if effects.empty:
        return [f"Values are over {over}."]
    said = []
    if reference and effects["variant"].nunique() > 1:
        said.append("Differences between the other variants were not tested, so which of those is best is not sure.")
    said.append(f"Significant is p < {LEVEL:g}, corrected for all comparisons of a setting (Holm), over {over}.")
    if seeds == 1:
        said.append("With one seed, nothing is known of other seeds.")
    return said


def p_text(p: float) -> str:
    """A p as text: ``p < 0.001``, ``p = 0.03``.

    >>> p_text(0.0004), p_text(0.0312), p_text(float("nan"))
    ('p < 0.001', 'p = 0.031', 'no p')
    """
    if pd.isna(p):
        return "no p"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _encoder(variant: str) -> str:
    return parts(variant)[0]


def _short(variant: str) -> str:
    """A variant without its encoder, as tables name it."""
    return " · ".join(parts(variant)[1:])


def _listed(counts: Sequence[str]) -> str:
    *others, last = counts
    return f"{', '.join(others)} and {last}" if others else last
