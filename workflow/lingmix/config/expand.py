"""List-valued parameters: one entry of a study that stands for several named variants.

``hybrid: {kind: hybrid, alpha: [0.25, 0.5]}`` becomes ``hybrid-alpha0.25`` and ``hybrid-alpha0.5``; the grid may name
either, or ``hybrid`` for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from lingmix.config.augmentation import AugmentationSpec
from lingmix.config.mix import Mix
from lingmix.config.objective import term_classes
from lingmix.config.train import Lora, Train

SECTIONS = ("encoders", "mixes", "objectives", "augmentations")
AXIS_OF = {"encoders": "encoder", "mixes": "mix", "objectives": "objective", "augmentations": "augmentation"}


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models that a union, perhaps with metadata, is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(get_origin(part) is tuple for part in get_args(annotation))


_MODELS: list[type[BaseModel]] = [Train, Lora, *_models(Mix), *_models(AugmentationSpec), *term_classes().values()]
WHOLE = {name for model in _MODELS for name, field in model.model_fields.items() if _is_list(field.annotation)}
"""Keys that never expand, since their value is a list by nature."""
MOST = 1000
"""Variants that one entry may stand for; beyond that it is a slip."""

Leaf = tuple[tuple[Any, ...], list[Any]]
"""Where a list is within an entry, and the list."""


@dataclass(frozen=True)
class Expanded:
    """A study without list-valued parameters.

    Attributes:
        study: the study, its grid and baseline referring to variants.
        families: section → entry as written → names of its variants.
        problems: what could not be expanded, in words for the user. Such a part is left out of ``study``.
        broken: entries with such a part, as ``section.entry``.
    """

    study: dict[str, Any]
    families: dict[str, dict[str, list[str]]]
    problems: list[str]
    broken: set[str]

    def written(self, section: str, variant: str) -> str:
        """The entry that a variant comes from."""
        entries = self.families.get(section, {})
        return next((entry for entry, variants in entries.items() if variant in variants), variant)


def expand(raw: Mapping[str, Any]) -> Expanded:
    """Expand every list-valued parameter of a study.

    Args:
        raw: a study as YAML gives it; left as it is. Parts of the wrong type are passed on for validation to report.
    """
    expanded = Expanded(dict(raw), {}, [], set())
    for section in SECTIONS:
        if isinstance(raw.get(section), dict):
            _expand_section(section, raw[section], expanded)
    if isinstance(raw.get("grid"), list | tuple):
        expanded.study["grid"] = [_refer(block, expanded.families) for block in raw["grid"]]
    if isinstance(raw.get("baseline"), dict):
        expanded.study["baseline"] = _refer_to_one(raw["baseline"], expanded.families)
    return expanded


def _expand_section(section: str, entries: dict[Any, Any], expanded: Expanded) -> None:
    owner: dict[Any, Any] = {}
    names = expanded.families[section] = {}
    expanded.study[section] = {}
    for name, entry in entries.items():
        names[name] = []
        for variant, value in _variants(name, entry, f"{section}.{name}", expanded):
            if variant not in owner:
                owner[variant] = name
                names[name].append(variant)
                expanded.study[section][variant] = value
            elif owner[variant] == name:
                expanded.problems.append(f"{section}.{name}: a list has a value twice; both would be '{variant}'")
            else:
                both = f"'{owner[variant]}' and '{name}'"
                expanded.problems.append(f"{section}: {both} both stand for a variant '{variant}'; rename one")


def _variants(name: Any, entry: Any, where: str, expanded: Expanded) -> Iterator[tuple[Any, Any]]:
    leaves = []
    for path, values in _lists(entry):
        if wrong := _wrong(values):
            expanded.broken.add(where)
            expanded.problems.append(f"{where}.{'.'.join(map(str, path))}: {wrong}")
            entry = _without(entry, path)
        else:
            leaves.append((path, values))
    count = prod(len(values) for _, values in leaves)
    if count > MOST:
        expanded.problems.append(
            f"{where}: its lists stand for {count} variants; {MOST} is the most that one entry may have"
        )
        leaves = [(path, values[:1]) for path, values in leaves]
    last = [path[-1] for path, _ in leaves]
    for chosen in product(*(values for _, values in leaves)):
        variant, label = entry, name
        for (path, _), value in zip(leaves, chosen, strict=True):
            variant = _with(variant, path, value)
            # two lists under one key are told apart by where they are
            label = f"{label}-{_label(path if last.count(path[-1]) > 1 else path[-1:], value)}"
        yield label, variant


def _lists(entry: Any, path: tuple[Any, ...] = ()) -> Iterator[Leaf]:
    if isinstance(entry, dict):
        for key, value in entry.items():
            # an entry's own kind says which keys it has
            if isinstance(value, list) and key not in WHOLE and (*path, key) != ("kind",):
                yield (*path, key), value
            else:
                yield from _lists(value, (*path, key))


def _wrong(values: list[Any]) -> str | None:
    if not values:
        return "an empty list; give one value, or several for several variants"
    if any(isinstance(value, dict | list) for value in values):
        return "a list here stands for several variants and holds numbers or words; write an entry for each instead"
    return None


def _with(entry: dict[Any, Any], path: tuple[Any, ...], value: Any) -> dict[Any, Any]:
    head, *rest = path
    return {**entry, head: _with(entry[head], tuple(rest), value) if rest else value}


def _without(entry: dict[Any, Any], path: tuple[Any, ...]) -> dict[Any, Any]:
    head, *rest = path
    if rest:
        return {**entry, head: _without(entry[head], tuple(rest))}
    return {key: value for key, value in entry.items() if key != head}


def _label(path: tuple[Any, ...], value: Any) -> str:
    key = _slug("-".join(map(str, path)))
    number = _number(value)
    return f"{key}-{_slug(str(value).lower())}" if number is None else f"{key}{number}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _number(value: Any) -> str | None:
    """A number as it stands in a name: 0.25, 8000, 2e-05; None for anything else.

    Text counts too where it reads as a number, since YAML 1.1 takes 2e-5, without a dot, for text.
    """
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]+)?", value.strip().lower()):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int):
        return str(value)
    short = f"{value:g}"
    return (short if float(short) == value else repr(value)).replace("+", "")


def _known(entries: dict[str, list[str]], name: Any) -> list[Any]:
    return entries.get(name) or [name] if isinstance(name, str) else [name]


def _refer(block: Any, families: dict[str, dict[str, list[str]]]) -> Any:
    """A block of the grid with every entry replaced by its variants."""
    if not isinstance(block, dict):
        return block
    block = dict(block)
    for section, axis in AXIS_OF.items():
        value = block.get(axis)
        if isinstance(value, str | list | tuple):
            names = [value] if isinstance(value, str) else value
            block[axis] = [variant for name in names for variant in _known(families.get(section, {}), name)]
    return block


def _refer_to_one(baseline: dict[Any, Any], families: dict[str, dict[str, list[str]]]) -> dict[Any, Any]:
    """The baseline with an entry replaced by its variant, where there is just one."""
    baseline = dict(baseline)
    for section, axis in AXIS_OF.items():
        if axis in baseline and len(variants := _known(families.get(section, {}), baseline[axis])) == 1:
            baseline[axis] = variants[0]
    return baseline
