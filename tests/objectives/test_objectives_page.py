"""docs/objectives.md says what the terms are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from loss_batches import batch_of, embeddings

from lingmix.config.objective import Objective, term_classes
from lingmix.objectives.base import Term

PAGE = (Path(__file__).parents[2] / "docs" / "objectives.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def parameters(section: str) -> dict[str, str]:
    """The parameters in a section's table, and their defaults."""
    rows = [line.strip("| \n").split(" | ") for line in SECTIONS[section].splitlines() if line.startswith("| `")]
    return {name.strip("`"): default.strip("`") for name, default, _ in rows}


def declared(fields: dict[str, Any]) -> dict[str, str]:
    written = {name: "required" if field.is_required() else field.default for name, field in fields.items()}
    return {name: "none" if value is None else str(value) for name, value in written.items()}


def test_every_term_has_a_section_and_no_other_is_there() -> None:
    assert {heading.strip("`") for heading in SECTIONS if heading.startswith("`")} == set(term_classes())
    overview = PAGE.partition("\n## ")[0]
    assert re.findall(r"^\| \[`(\w+)`\]\(#\1\)", overview, flags=re.MULTILINE) == [
        heading.strip("`") for heading in SECTIONS if heading.startswith("`")
    ]


@pytest.mark.parametrize("name", term_classes())
def test_a_sections_table_has_the_terms_own_parameters_with_their_defaults(name: str) -> None:
    own = {key: field for key, field in term_classes()[name].model_fields.items() if key not in Term.model_fields}
    assert parameters(f"`{name}`") == declared(own)


@pytest.mark.parametrize("name", term_classes())
def test_a_section_has_a_formula_what_it_needs_and_when_to_use_it(name: str) -> None:
    for part in ("```math", "**Needs**", "**Use it**"):
        assert part in SECTIONS[f"`{name}`"]


def test_the_parameters_of_all_terms_are_described_once() -> None:
    assert parameters("Weights and their schedules") == declared(Term.model_fields)


def test_the_objectives_on_the_page_are_valid() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    objectives = [entry for block in blocks for entry in yaml.safe_load(block)["objectives"].values()]
    assert len(objectives) >= 4
    for objective in objectives:
        Objective.model_validate(objective)


def test_the_example_of_a_term_is_one() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    found: dict[str, Any] = {"__name__": "spread"}
    exec(code, found)
    term = found["TERM"](weight=0.5)
    assert isinstance(term, Term)
    assert term.loss(batch_of(embeddings(1)), 1.0).item() > 0
