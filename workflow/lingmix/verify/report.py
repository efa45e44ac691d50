"""What ``verify`` found, for people."""

from __future__ import annotations

from collections.abc import Sequence

from lingmix.table.markdown_text import plain, table_of
from lingmix.verify.check import Checked


def markdown(found: Sequence[Checked], rows: Sequence[str], study: str) -> str:
    """A page with a row for each value.

    Args:
        found: the values.
        rows: what disagrees in the table.
        study: its name.
    """
    heads = ["run", "benchmark", "setting", "languages", "metric", "outcome"]
    numbers = ["study", "recomputed", "ranks", "by rounding"]
    cells = []
    for one in found:
        outcome = f"not recomputed: {one.skipped}" if one.skipped else "; ".join(one.wrong) or "agrees"
        texts = [one.run, one.benchmark, one.setting, f"{one.query_lang} → {one.passage_lang}", one.metric, outcome]
        again = "–" if one.recomputed is None else f"{one.recomputed:.6f}"
        cells.append([*map(plain, texts), f"{one.value:.6f}", again, f"{one.ranks:,}", f"{one.rounded:,}"])
    table = table_of([*heads, *numbers], len(heads), cells)
    parts = [f"# Values of {plain(study)}, recomputed", summary(found, rows), table, *map(plain, rows)]
    return "\n\n".join(parts) + "\n"


def summary(found: Sequence[Checked], rows: Sequence[str]) -> str:
    """What came of it, in a sentence or three."""
    done = [one for one in found if not one.skipped]
    wrong = [one for one in done if one.wrong]
    ranks, rounded = sum(one.ranks for one in done), sum(one.rounded for one in done)
    said = [
        f"{len(done) - len(wrong)} of {len(done)} values agree with texts and models, by {ranks:,} ranks, of which "
        f"rounding may have decided {rounded:,}."
    ]
    if len(done) < len(found):
        said.append(f"{len(found) - len(done)} were not recomputed.")
    said.append(f"{len(rows)} rows of the table disagree." if rows else "Their rows of the table follow from them.")
    return " ".join(said)
