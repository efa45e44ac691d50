"""A field of a study in words: its type, its constraints, its default and its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lingmix.config.study import Study
from lingmix.config.train import Train

TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "entries by name",
}
BOUNDS = {"minimum": "≥ {}", "exclusiveMinimum": "> {}", "maximum": "≤ {}", "exclusiveMaximum": "< {}"}
HOMES = {
    "Train": "train",
    "TrainOverride": "train",
    "OptimisationOverride": "train",
    "Block": "grid",
    "Baseline": "baseline",
    "Index": "index",
    "Table": "table",
    "Prefixes": "prefixes",
    "Lora": "lora",
    "Validation": "validation",
    "Statistics": "statistics",
    "Export": "export",
    "Publish": "publish",
}
"""Headings of the reference under which models stand that are no kinds and no terms."""


@cache
def _schema() -> dict[str, Any]:
    return Study.model_json_schema()


def properties(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of each field of a model of the study."""
    schema = _schema() if model is Study else _schema()["$defs"][model.__name__]
    found: dict[str, Any] = schema["properties"]
    return found


def meaning(text: str | None) -> str:
    """The first paragraph of a docstring on one line, code in single backticks."""
    return " ".join((text or "").split("\n\n")[0].split()).replace("``", "`")


def default(field: FieldInfo) -> Any:
    """The plain value that a field has if it is not given."""
    value = field.get_default(call_default_factory=True)
    return value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value


def type_words(schema: dict[str, Any]) -> str:
    """For example ``list of text`` or ``number or keys of train``."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"keys of [{HOMES[name]}](#{HOMES[name]})" if name in HOMES else "keys with values"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        options = [type_words(option) for option in schema["anyOf"] if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(options))
    if schema.get("type") == "array" and "prefixItems" in schema:
        return f"[{', '.join(type_words(item) for item in schema['prefixItems'])}]"
    if schema.get("type") == "array":
        return f"list of {type_words(schema['items'])}"
    return TYPES[schema["type"]]


def constraints(schema: dict[str, Any]) -> str:
    """For example ``≥ 0, ≤ 1``; empty if any value of the type will do."""
    return ", ".join(dict.fromkeys(_constraints(schema)))


def _constraints(schema: dict[str, Any]) -> Iterator[str]:
    for key, words in BOUNDS.items():
        if key in schema:
            yield words.format(f"{schema[key]:g}" if isinstance(schema[key], float) else schema[key])
    if schema.get("minLength") == 1:
        yield "not empty"
    if (schema.get("minItems") and "prefixItems" not in schema) or schema.get("minProperties"):
        yield "at least one"
    if "pattern" in schema:
        yield f"matches `{schema['pattern']}`"
    if schema.get("$ref", "").endswith("Override"):
        keys = Train.model_fields.keys() - _schema()["$defs"][schema["$ref"].rpartition("/")[2]]["properties"].keys()
        if keys:
            yield f"not {', '.join(f'`{key}`' for key in sorted(keys))}: plans are shared, so that runs are paired"
    parts = [schema["items"]] if "items" in schema else schema.get("prefixItems", [])
    for part in [*schema.get("anyOf", []), *parts]:
        yield from _constraints(part)
