"""What the terms of a study's objectives use besides training pairs: known from the study alone, without its data."""

from __future__ import annotations

from collections.abc import Iterator

from lingmix.config.study import Run, Study
from lingmix.objectives.base import Term


def lexicons_used(study: Study) -> list[str]:
    """The lexicons that the runs' objectives name, each once."""
    found: dict[str, None] = {}
    for _, term in _all_terms(study):
        if "words" in term.requirements():
            found.update(dict.fromkeys(term.lexicons))  # type: ignore[attr-defined]
    return list(found)


def encoders_compared(study: Study) -> list[str]:
    """The encoders, teachers and students, whose vectors some term compares with each other's, each once."""
    found: dict[str, None] = {}
    for run, term in _all_terms(study):
        if compares(term):
            found.update(dict.fromkeys([term.teacher, run.encoder]))  # type: ignore[attr-defined]
    return list(found)


def compares(term: Term) -> bool:
    """Whether a term compares a teacher's vectors with those of the encoder that is trained."""
    return "teacher" in term.requirements() and getattr(term, "kind", None) != "scores"


def _all_terms(study: Study) -> Iterator[tuple[Run, Term]]:
    """The runs with the terms of their objectives that count."""
    for run in study.runs.values():
        if run.trained:
            for term in study.objective(run).terms().values():
                if term.takes_part():
                    yield run, term
