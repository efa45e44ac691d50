"""The JSON Schema of a study as it is written, for editors: one definition, list-valued parameters included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lingmix.config.base import ENTRY_PATTERN
from lingmix.config.expand import SECTIONS, WHOLE
from lingmix.config.study import Study

SCALARS = {"number", "integer", "string", "boolean"}
ANNOTATIONS = ("title", "description", "default")
"""Keywords that describe a property and constrain nothing."""


def json_schema() -> dict[str, Any]:
    """The schema of a study's file, JSON Schema 2020-12.

    It knows types, bounds and keys. That names exist where they are used is for :func:`lingmix.config.load.load`.
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Study.model_json_schema()}
    entries = [schema["properties"][section] for section in SECTIONS]
    for entry in entries:
        entry["propertyNames"] = {"pattern": ENTRY_PATTERN}
    for name in dict.fromkeys(found for entry in entries for found in _definitions(entry, schema["$defs"])):
        properties = schema["$defs"][name].get("properties", {})
        for key in properties.keys() - WHOLE:
            if "const" not in properties[key]:
                properties[key] = _or_several(properties[key])
    return schema


def _definitions(part: Any, definitions: dict[str, Any]) -> Iterator[str]:
    """The definitions that a part of a schema refers to, directly or not."""
    if isinstance(part, dict):
        if "$ref" in part:
            name = part["$ref"].rpartition("/")[2]
            yield name
            yield from _definitions(definitions[name], definitions)
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from _definitions(item, definitions)


def _or_several(value: dict[str, Any]) -> dict[str, Any]:
    """A property that takes a number or word, made to take a list of them too."""
    notes = {key: value[key] for key in ANNOTATIONS if key in value}
    rest = {key: item for key, item in value.items() if key not in ANNOTATIONS}
    options = rest.get("anyOf", [rest])
    scalars = [option for option in options if option.get("type") in SCALARS]
    if not scalars:
        return value
    items = scalars[0] if len(scalars) == 1 else {"anyOf": scalars}
    return {"anyOf": [*options, {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}], **notes}
