"""List-valued parameters: one entry of a study that stands for several named variants.

``hybrid: {kind: hybrid, alpha: [0.25, 0.5]}`` becomes ``hybrid-alpha0.25`` and ``hybrid-alpha0.5``; the grid may name
either, or ``hybrid`` for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, get_origin

from lingmix.config.train import Train
from lingmix.errors import LingmixError

SECTIONS = ("encoders", "mixes", "objectives")
AXIS_OF = {"encoders": "encoder", "mixes": "mix", "objectives": "objective"}
LISTS = {name for name, field in Train.model_fields.items() if get_origin(field.annotation) is tuple}
"""Keys whose value is a list by nature and never expands."""


def expand(raw: dict[str, Any]) -> dict[str, Any]:
    """The study with every list-valued parameter expanded and the grid and baseline referring to the results.

    Args:
        raw: a study as YAML gives it; left as it is. Parts of the wrong type are passed on for validation to report.

    Raises:
        LingmixError: an empty list, or two entries that expand to one name.
    """
    study = dict(raw)
    families: dict[str, dict[str, list[str]]] = {}
    for section in SECTIONS:
        entries = raw.get(section)
        if not isinstance(entries, dict):
            continue
        study[section], families[section] = {}, {}
        for name, entry in entries.items():
            variants = dict(_variants(name, entry, f"{section}.{name}"))
            if clash := variants.keys() & study[section].keys():
                raise LingmixError(f"{section}.{name} expands to '{min(clash)}', which another entry is called")
            study[section] |= variants
            families[section][name] = list(variants)
    if isinstance(raw.get("grid"), list | tuple):
        study["grid"] = [_refer(block, families) for block in raw["grid"]]
    return study


def _variants(name: str, entry: Any, where: str) -> Iterator[tuple[str, Any]]:
    leaves = list(_lists(entry))
    for path, values in leaves:
        if not values:
            raise LingmixError(f"{where}.{'.'.join(path)} is an empty list; give one value or several")
    for chosen in product(*(values for _, values in leaves)):
        variant = entry
        label = name
        for (path, _), value in zip(leaves, chosen, strict=True):
            variant = _with(variant, path, value)
            label += f"-{path[-1].replace('_', '-')}{value:g}" if _number(value) else f"-{path[-1]}-{value}"
        yield label, variant


def _lists(entry: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    if isinstance(entry, dict):
        for key, value in entry.items():
            if isinstance(value, list) and key not in LISTS:
                yield (*path, str(key)), value
            else:
                yield from _lists(value, (*path, str(key)))


def _with(entry: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    head, *rest = path
    return {**entry, head: _with(entry[head], tuple(rest), value) if rest else value}


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refer(block: Any, families: dict[str, dict[str, list[str]]]) -> Any:
    if not isinstance(block, dict):
        return block
    block = dict(block)
    for section, axis in AXIS_OF.items():
        if axis in block:
            names = block[axis] if isinstance(block[axis], list | tuple) else [block[axis]]
            known = families.get(section, {})
            block[axis] = [variant for name in names for variant in known.get(name, [name])]
    return block
