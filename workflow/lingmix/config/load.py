"""From the merged YAML of a study to a :class:`Study`, with every problem reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from lingmix.config.base import NAME_PATTERN
from lingmix.config.expand import AXIS_OF, SECTIONS, expand
from lingmix.config.study import Study
from lingmix.data import registry
from lingmix.errors import LingmixError, listing, unknown_name


def load(raw: Mapping[str, Any], source: str = "the study") -> Study:
    """Expand and validate a study.

    Args:
        raw: the merged configuration, as YAML gives it.
        source: what to call it in messages, such as the file's name.

    Raises:
        LingmixError: naming every key that is wrong, what would be right, and the names there are.
    """
    problems = _bad_names(raw)
    expanded = dict(raw)
    try:
        expanded = expand(expanded)
    except LingmixError as error:
        problems.append(str(error))
    problems += _unknown_references(expanded)
    try:
        study = Study.model_validate(expanded)
    except ValidationError as error:
        problems += [_explain(detail) for detail in error.errors()]
    else:
        problems += _inconsistencies(study)
    if problems:
        raise LingmixError(f"{source} cannot be run:\n{listing(problems, limit=50)}")
    return study


def _names(raw: Mapping[str, Any], section: str) -> list[str]:
    entries = raw.get(section)
    return [str(name) for name in entries] if isinstance(entries, dict) else []


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _bad_names(raw: Mapping[str, Any]) -> list[str]:
    return [
        f"{section}.{name}: a name has lower-case letters, digits and '-' only, since it becomes part of a path"
        for section in SECTIONS
        for name in _names(raw, section)
        if not re.fullmatch(NAME_PATTERN, name)
    ]


def _unknown_references(raw: Mapping[str, Any]) -> list[str]:
    problems = []
    for number, block in enumerate(_list(raw.get("grid"))):
        for section, axis in AXIS_OF.items():
            for name in _list(block.get(axis)) if isinstance(block, dict) else []:
                if name not in (known := _names(raw, section)):
                    problems.append(f"grid[{number}].{axis}: {unknown_name(axis, str(name), known)}")
    for where, name in _dataset_references(raw):
        if name not in (known := [*registry.names(), *_names(raw, "datasets")]):
            problems.append(f"{where}: {unknown_name('data set', name, known)}")
    for name in set(_names(raw, "datasets")) & set(registry.names()):
        problems.append(f"datasets.{name}: the registry has a data set of this name; choose another")
    return problems


def _dataset_references(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _list(raw.get("evaluate")):
        yield "evaluate", str(name)
    train = raw.get("train")
    for name in _list(train.get("datasets")) if isinstance(train, dict) else []:
        yield "train.datasets", str(name)
    mixes = raw.get("mixes")
    for mix, entry in mixes.items() if isinstance(mixes, dict) else []:
        own = entry.get("train") if isinstance(entry, dict) else None
        for name in _list(own.get("datasets")) if isinstance(own, dict) else []:
            yield f"mixes.{mix}.train.datasets", str(name)
    datasets = raw.get("datasets")
    for name, entry in datasets.items() if isinstance(datasets, dict) else []:
        if isinstance(entry, dict) and entry.get("kind") == "subset" and "of" in entry:
            yield f"datasets.{name}.of", str(entry["of"])


def _inconsistencies(study: Study) -> list[str]:
    problems = []
    if study.study == "data":
        problems.append("study: 'data' is the folder that studies share; choose another name")
    for name, spec in study.datasets.items():
        seen = [name]
        while spec.kind == "subset" and spec.of in study.datasets and spec.of not in seen:
            seen.append(spec.of)
            spec = study.datasets[spec.of]
        if spec.kind == "subset" and spec.of in seen:
            problems.append(f"datasets.{name}: a subset of itself: {' of '.join([*seen, spec.of])}")
    for task, names in (("evaluation", study.evaluate), ("training", study.training_datasets())):
        for name in names:
            if name in registry.names() and task not in registry.get(name).tasks:
                problems.append(f"data set '{name}' does not serve {task}; it serves {registry.get(name).tasks[0]}")
    if study.baseline:
        chosen = (study.baseline.mix, study.baseline.objective)
        variants = sorted({(run.mix, run.objective) for run in study.runs.values() if run.mix and run.objective})
        if chosen not in variants:
            known = [".".join(variant) for variant in variants]
            problems.append(f"baseline: {unknown_name('variant', '.'.join(chosen), known)}")
    for name in dict.fromkeys([*study.table.metrics, study.table.heatmap]):
        if name not in study.metrics:
            problems.append(f"table: metric '{name}' is not computed; add it to 'metrics', which has: {study.metrics}")
    for what, values in (("seeds", study.seeds), ("evaluate", study.evaluate), ("metrics", study.metrics)):
        if repeated := sorted({str(value) for value in values if values.count(value) > 1}):
            problems.append(f"{what}: named twice: {', '.join(repeated)}")
    return problems


def _explain(detail: Any) -> str:
    location, kind = detail["loc"], detail["type"]
    where = _path(location)
    if kind == "extra_forbidden":
        return f"{_path(location[:-1])}: {unknown_name('key', str(location[-1]), _fields(location[:-1]))}"
    if kind == "missing":
        return f"{where}: required, but not given"
    if kind == "union_tag_invalid":
        expected = str(detail["ctx"]["expected_tags"]).replace("'", "").split(", ")
        return f"{where}: {unknown_name('kind', str(detail['ctx']['tag']), expected)}"
    if kind == "union_tag_not_found":
        return f"{where}: 'kind' is required"
    message = detail["msg"].removeprefix("Value error, ")
    shown = repr(detail["input"])
    return f"{where}: {message[0].lower()}{message[1:]} (got {shown if len(shown) < 80 else shown[:77] + '…'})"


def _path(location: tuple[Any, ...]) -> str:
    steps = _walk(location)
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part, _ in steps).lstrip(".") or "study"


def _fields(location: tuple[Any, ...]) -> list[str]:
    steps = list(_walk(location))
    model = steps[-1][1] if steps else Study
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _walk(location: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """Each written key of an error's location with the type found there; tags of unions are no keys and left out."""
    here: Any = Study
    skip = False
    for part in location:
        if skip and not isinstance(part, int):
            skip = False
            chosen = [option for option in _options(here) if part in (_tag(option), getattr(option, "__name__", None))]
            if chosen:
                here = chosen[0]
                continue
        here = _child(here, part)
        skip = len(_options(here)) > 1
        yield part, here if len(_options(here)) != 1 else _options(here)[0]


def _options(annotation: Any) -> list[Any]:
    """The models that a value of this type may be."""
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if type(None) in get_args(annotation) or all(_tag(arg) for arg in get_args(annotation)):
        return [option for arg in get_args(annotation) for option in _options(arg)]
    return []


def _tag(model: Any) -> str | None:
    kind = getattr(model, "model_fields", {}).get("kind")
    return str(get_args(kind.annotation)[0]) if kind else None


def _child(annotation: Any, part: Any) -> Any:
    for option in _options(annotation):
        if part in option.model_fields:
            return option.model_fields[part].annotation
    args = get_args(get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation)
    return args[1] if get_origin(annotation) is dict and len(args) == 2 else args[0] if args else None
