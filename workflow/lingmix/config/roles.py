"""Names by which parts of a study refer to encoders, lexicons and data sets outside the grid.

As in :mod:`lingmix.config.references`, the study is read as it was written; values of a wrong type are left for
validation to report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lingmix.config.expand import SECTIONS, Expanded
from lingmix.errors import unknown_name


def roles(expanded: Expanded) -> Iterator[str]:
    """Every such name that stands for nothing, or for something that cannot serve."""
    yield from _encoders(expanded)
    yield from _lexicons(expanded)


def trained_on(expanded: Expanded) -> Iterator[tuple[str, str]]:
    """Where a data set is named for training besides ``train.datasets``, and its name."""
    for where, train in _trains(expanded):
        validation = train.get("validation")
        if isinstance(validation, dict) and isinstance(validation.get("dataset"), str):
            yield f"{where}.validation.dataset", validation["dataset"]
    for where, entry in _entries(expanded, "lexicons"):
        for dataset in _texts(entry.get("datasets")):
            yield f"{where}.datasets", dataset
    for where, entry in _entries(expanded, "datasets"):
        if entry.get("kind") in ("mined", "translated") and isinstance(entry.get("of"), str):
            yield f"{where}.of", entry["of"]


def _encoders(expanded: Expanded) -> Iterator[str]:
    used: list[tuple[str, Any, str]] = []
    for where, entry in _entries(expanded, "objectives"):
        for term, values in entry.items():
            if isinstance(values, dict) and "teacher" in values:
                used.append((f"{where}.{term}.teacher", values["teacher"], "a teacher"))
    for where, entry in _entries(expanded, "lexicons"):
        if entry.get("kind") == "neighbours":
            used.append((f"{where}.encoder", entry.get("encoder"), "the maker of a lexicon"))
    for where, entry in _entries(expanded, "datasets"):
        if entry.get("kind") == "mined":
            used.append((f"{where}.encoder", entry.get("encoder"), "a miner"))
    known = _section(expanded, "encoders")
    static = [name for name, entry in known.items() if isinstance(entry, dict) and entry.get("kind") == "static"]
    for where, name, role in used:
        # without a section, that is the problem, and not each of its names
        if not isinstance(name, str) or not known:
            continue
        if name not in known:
            variants = expanded.families.get("encoders", {}).get(name, [])
            several = f"'{name}' stands for variants; name one of: {', '.join(variants)}"
            yield f"{where}: {several if variants else unknown_name('encoder', name, known)}"
        elif name in static:
            there = ", ".join(other for other in known if other not in static) or "none"
            yield (
                f"{where}: '{name}' is of kind static, which knows nothing before training and differs from seed to "
                f"seed; {role} has to be trained already. Pretrained here: {there}"
            )


def _lexicons(expanded: Expanded) -> Iterator[str]:
    known = _section(expanded, "lexicons")
    users = list(_entries(expanded, "augmentations"))
    for where, entry in _entries(expanded, "objectives"):
        users += [(f"{where}.{term}", values) for term, values in entry.items() if isinstance(values, dict)]
    for where, values in users:
        for lexicon in _texts(values.get("lexicons")):
            if lexicon not in known:
                yield f"{where}.lexicons: {unknown_name('lexicon', lexicon, known)}"


def _trains(expanded: Expanded) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where training values stand, and these."""
    if isinstance(train := expanded.study.get("train"), dict):
        yield "train", train
    for section in SECTIONS:
        for where, entry in _entries(expanded, section):
            if isinstance(train := entry.get("train"), dict):
                yield f"{where}.train", train


def _section(expanded: Expanded, section: str) -> dict[str, Any]:
    """The entries of a section whose names are text."""
    part = expanded.study.get(section)
    return {name: entry for name, entry in part.items() if isinstance(name, str)} if isinstance(part, dict) else {}


def _entries(expanded: Expanded, section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where an entry is written, and its keys, variant by variant."""
    for name, entry in _section(expanded, section).items():
        if isinstance(entry, dict):
            yield f"{section}.{expanded.written(section, name)}", entry


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []
