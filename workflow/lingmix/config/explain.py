"""What validation finds wrong with a study, in plain words and by the keys as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from lingmix.config.base import DATASET_PATTERN, ENTRY_PATTERN, LANGUAGE_PATTERN, NAME_PATTERN, PATH_PATTERN, Model
from lingmix.config.expand import SECTIONS, Expanded
from lingmix.config.study import Study
from lingmix.config.train import Sampling
from lingmix.errors import unknown_name

TAGGED = ("encoders", "mixes", "augmentations", "lexicons", "datasets")
"""Sections whose entries have a kind, which pydantic puts into an error's location after the entry's name."""
WORDS = {
    "missing": "required, but not given",
    "string_type": "should be text",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "finite_number": "should be a finite number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "tuple_type": "should be a list",
    "list_type": "should be a list",
    "dict_type": "should be keys with values",
    "model_type": "should be keys with values",
    "model_attributes_type": "should be keys with values",
    "greater_than_equal": "should be at least {ge}",
    "greater_than": "should be above {gt}",
    "less_than_equal": "should be at most {le}",
    "less_than": "should be below {lt}",
    "literal_error": "should be {expected}",
    "string_too_short": "should not be empty",
    "string_too_long": "should have at most {max_length} characters",
    "too_short": "should have at least {min_length} in its list",
    "too_long": "should have at most {max_length} in its list",
    "union_tag_not_found": "its 'kind' is required, but not given",
    "invalid_key": "keys should be text; put it in quotes",
}
PATTERNS = {
    NAME_PATTERN: "should be lower-case letters, digits and '-' only, since it becomes part of a path",
    ENTRY_PATTERN: "should be lower-case letters, digits and '-', since it becomes part of a path",
    DATASET_PATTERN: "should be a data set's name, such as 'cldr-qa/train': lower-case letters, digits and '-'",
    PATH_PATTERN: "should be a path, without braces, line breaks and other characters of control",
    LANGUAGE_PATTERN: "should be a language tag, such as 'en' or 'zh-Hant'",
}


def explain(error: ValidationError, expanded: Expanded) -> list[str]:
    """Every problem of a study that did not validate; what is wrong in several variants of an entry, several times."""
    return [_explain(detail, expanded) for detail in error.errors() if not _follows(detail, expanded)]


def _follows(detail: Any, expanded: Expanded) -> bool:
    """Whether an error only follows from another one, which is reported already."""
    if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
        return True  # pydantic counts the valid items only
    section, *rest = detail["loc"]
    entry = f"{section}.{expanded.written(section, rest[0])}" if rest else ""
    return entry in expanded.broken and detail["type"] in ("missing", "value_error")


def _explain(detail: Any, expanded: Expanded) -> str:
    location, kind, given = detail["loc"], detail["type"], detail["input"]
    where = "".join(_steps(location, expanded)).lstrip(".") or "study"
    if kind == "extra_forbidden":
        return f"{where}: {_unknown_key(location)}"
    if kind == "union_tag_invalid":
        expected = str(detail["ctx"]["expected_tags"]).replace("'", "").split(", ")
        return f"{where}.kind: {unknown_name('kind', str(detail['ctx']['tag']), expected)}"
    words = WORDS.get(kind)
    if words is None:
        words = detail["msg"]
        own = "Value error, "
        words = words.removeprefix(own) if words.startswith(own) else words[:1].lower() + words[1:]
    elif "{" in words:
        words = words.format_map(
            {key: f"{value:g}" if isinstance(value, float) else value for key, value in detail["ctx"].items()}
        )
    if kind == "string_pattern_mismatch":
        words = PATTERNS.get(pattern := detail["ctx"]["pattern"]) or f"should match {pattern}. {_meaning(location)}"
    if kind.startswith("model") and location[0] == "objectives" and len(location) == 3 and location[2] != "train":
        words = "should be a weight, or keys with values"
    if kind == "string_type" and location[-1] == "[key]":
        words = "a name should be text; put it in quotes"
    elif kind == "string_type" and isinstance(given, bool):
        words += "; YAML takes no, off, yes and on for true and false, so put it in quotes"
    shown = repr(given)
    # the input of these is all that is around the key
    silent = kind in ("missing", "union_tag_not_found") or (kind == "value_error" and isinstance(given, dict | Model))
    return f"{where}: {words}" + ("" if silent else f" (got {shown if len(shown) < 80 else shown[:77] + '…'})")


def _steps(location: tuple[Any, ...], expanded: Expanded) -> Iterator[str]:
    """The keys and list positions of a location as they are written: no kinds, families instead of variants."""
    for depth, part in enumerate(location):
        if depth == 1 and location[0] in (*SECTIONS, "lexicons", "datasets"):
            yield f".{expanded.written(location[0], part)}"
        elif part == "[key]" or (depth == 2 and location[0] in TAGGED):
            continue
        else:
            yield f"[{part}]" if isinstance(part, int) else f".{part}"


def _unknown_key(location: tuple[Any, ...]) -> str:
    *place, key = location
    model = _model_at(tuple(place))
    fields = model.model_fields if model else {}
    if place[-1:] == ["train"] and key in Sampling.model_fields:
        return (
            f"'{key}' cannot be overridden here: plans are shared by encoders, objectives and augmentations, so that "
            "runs are paired; put it under the study's 'train', or under 'train' of a mix"
        )
    if "train" in fields and (own := _model_at((*place, "train"))) and key in own.model_fields:
        return f"'{key}' is a training value; put it under 'train' of this entry"
    what = "term or key" if place[:1] == ["objectives"] and len(place) == 2 else "key"
    return unknown_name(what, str(key), fields)


def _meaning(location: tuple[Any, ...]) -> str:
    *place, key = location
    field = model.model_fields.get(key) if (model := _model_at(tuple(place))) else None
    return " ".join((field.description or "").split()) if field else ""


def _model_at(location: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that describes the keys at a location, its kinds included."""
    here: Any = Study
    for part in location:
        if _is_model(here) and part not in here.model_fields and "kind" in here.model_fields and _kind(here) == part:
            continue  # the only kind there is
        if _is_model(here):
            field = here.model_fields.get(part)
            here = field.annotation if field else None
        elif get_origin(here) in (dict, tuple):
            here = get_args(here)[0 if get_origin(here) is tuple else 1]
        else:
            here = next((option for option in get_args(here) if _kind(option) == part), None)
        here = _bare(here)
    return here if _is_model(here) else None


def _bare(annotation: Any) -> Any:
    """An annotation without its metadata and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        options = [option for option in get_args(annotation) if option is not type(None)]
        return _bare(options[0]) if len(options) == 1 else annotation
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _kind(model: type[BaseModel]) -> str:
    return str(get_args(model.model_fields["kind"].annotation)[0])
