"""Names of data sets in a study: each must exist, serve what it is named for, and not be made of itself.

As in :mod:`lingmix.config.references`, the study is read as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lingmix.config.dataset import made_of
from lingmix.config.expand import Expanded
from lingmix.config.roles import trained_on
from lingmix.data import registry
from lingmix.data.dataset import Task
from lingmix.errors import unknown_name

RUN_FOLDERS = ("model", "checkpoints")
"""Folders of a run beside those of its benchmarks."""
TRAINING_ONLY = {"mined": "mined for negatives", "translated": "translated by machine"}
"""Kinds of data set that serve training only, and why in words."""


def dataset_names(expanded: Expanded) -> Iterator[str]:
    """Every problem of this sort, in words for the user."""
    own = _entries(expanded.study.get("datasets"))
    known = [*registry.names(), *own]
    for name, entry in own.items():
        if name in registry.names():
            yield f"datasets.{name}: the registry has a data set of this name; choose another"
        if name in RUN_FOLDERS:
            yield f"datasets.{name}: a run keeps its own in a folder of this name; choose another"
        yield from _entry(name, entry, own, known)
    used = {name for _, name, _ in _uses(expanded)}
    for name in _texts(expanded.study, "allow_leakage"):
        if name not in used:
            yield f"allow_leakage: {unknown_name('data set of this study', name, used)}"
    for where, name, task in _uses(expanded):
        if name not in known:
            yield f"{where}: {registry.unknown(name, own)}"
            continue
        for root in roots(name, own):
            if root in registry.names() and task not in (tasks := registry.get(root).tasks):
                yield f"{where}: data set '{name}' does not serve {task}, only {' and '.join(tasks)}"
        unfit = [part for part in _below(name, own) if _kind(own.get(part)) in TRAINING_ONLY]
        if task == "evaluation" and unfit:
            why = TRAINING_ONLY[_kind(own[unfit[0]])]
            yield f"{where}: data set '{name}' is {why} ({unfit[0]}), which serves training only"


def roots(name: str, own: Mapping[str, Any]) -> list[str]:
    """The data sets that one is made from in the end, each once: of the registry, or of the study and made of none."""
    return [part for part in _below(name, own) if not made_of(own.get(part))]


def _entry(name: str, entry: Any, own: Mapping[str, Any], known: list[str]) -> Iterator[str]:
    """What is wrong with the data sets and languages that an entry names."""
    for of in made_of(entry):
        if of not in known:
            yield f"datasets.{name}.of: {registry.unknown(of, own)}"
    # a circle is reported once, at its first name
    if (circle := _circle(name, own)) and name == min(circle):
        yield f"datasets.{name}: made of itself: {' of '.join(circle)}"
    if _kind(entry) == "subset" and (sources := roots(name, own)) and all(root in registry.names() for root in sources):
        has = {language for root in sources for language in registry.get(root).languages}
        for language in _texts(entry, "languages"):
            if language not in has:
                yield f"datasets.{name}.languages: {unknown_name('language', language, has)}"
        large = [root for root in sources if _in_shards(root)]
        if large and entry.get("groups") is not None:
            yield (
                f"datasets.{name}.groups: '{large[0]}' is asked of millions of passages, of which a part with so many "
                "groups would keep only those that answer; take whole languages"
            )


def _in_shards(name: str) -> bool:
    found = registry.get(name)
    return bool(found.shards) or any(_in_shards(part) for part in found.parts)


def _uses(expanded: Expanded) -> Iterator[tuple[str, str, Task]]:
    """Where a data set is named, its name, and what for."""
    study = expanded.study
    for name in _texts(study, "evaluate"):
        yield "evaluate", name, "evaluation"
    for name in _texts(study.get("train"), "datasets"):
        yield "train.datasets", name, "training"
    for mix, entry in _entries(study.get("mixes")).items():
        train = entry.get("train") if isinstance(entry, dict) else None
        for name in _texts(train, "datasets"):
            yield f"mixes.{expanded.written('mixes', mix)}.train.datasets", name, "training"
    for where, name in trained_on(expanded):
        yield where, name, "training"


def _below(name: str, own: Mapping[str, Any]) -> list[str]:
    """A data set, what it is made of, what that is made of, and so on, each once."""
    found = {name: None}
    waiting = [name]
    while waiting:
        parts = [part for part in made_of(own.get(waiting.pop(0))) if part not in found]
        found |= dict.fromkeys(parts)
        waiting += parts
    return list(found)


def _circle(name: str, own: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[str]:
    """The names from one data set back to itself, or nothing."""
    if name in path:
        return [*path, name] if name == path[0] else []
    for part in made_of(own.get(name)):
        if found := _circle(part, own, (*path, name)):
            return found
    return []


def _kind(entry: Any) -> str:
    return str(entry.get("kind")) if isinstance(entry, dict) else ""


def _entries(part: Any) -> dict[str, Any]:
    """The entries whose names are text."""
    return {name: entry for name, entry in part.items() if isinstance(name, str)} if isinstance(part, dict) else {}


def _texts(value: Any, key: str) -> list[str]:
    part = value.get(key) if isinstance(value, Mapping) else None
    return [item for item in part if isinstance(item, str)] if isinstance(part, list | tuple) else []
