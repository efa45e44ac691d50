"""What stands below a table beside the notes on its numbers: leakage, terms of the data, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lingmix.table.made_with import Made

SHOWN = 3
"""Runs that are named at most where versions differ."""


def footers(
    leakage: Mapping[str, Sequence[str]],
    licences: Mapping[str, Sequence[Mapping[str, Any]]],
    versions: Sequence[Made],
    machines: Sequence[Made] = (),
) -> dict[str, list[str]]:
    """The notes at the end of each benchmark's table.

    Args:
        leakage: by benchmark, what is to be said of texts that training and evaluation share.
        licences: by benchmark, ``dataset`` and ``licence`` of each data set that it or training is made of; the licence
            is None where nobody told us.
        versions, machines: as :func:`lingmix.table.made_with.made_with` returns them.
    """
    made = [*version_notes(versions), *machine_notes(machines)]
    return {name: [*leakage.get(name, ()), *_terms(licences[name]), *made] for name in licences}


def version_notes(made: Sequence[Made]) -> list[str]:
    """What the runs were made with, after a warning where they differ in it."""
    same = [f"{package} {next(iter(known))}" for package, known in _by_version(made).items() if len(known) == 1]
    return [*differing_versions(made), *([f"Made with {', '.join(same)}."] if same else [])]


def differing_versions(made: Sequence[Made]) -> list[str]:
    """A warning if runs were made with different versions, which says which.

    A package that only some runs name is no difference: a job that does not need torch does not have it.
    """
    several = [
        f"{package} ({'; '.join(f'{version} in {_runs(runs)}' for version, runs in known.items())})"
        for package, known in _by_version(made).items()
        if len(known) > 1
    ]
    if not several:
        return []
    return [f"Runs were made with different versions, which may be part of a difference: {', '.join(several)}."]


def machine_notes(made: Sequence[Made]) -> list[str]:
    """What the runs were made on, where they differ in it: rounding may then be part of a difference.

    Threads that differ between the parts of one run, or between encoders, are a study's own choice.
    """
    several = [
        f"{what} ({'; '.join(f'{value} for {_runs(runs)}' for value, runs in known.items())})"
        for what, known in _by_version(made).items()
        if len(known) > 1 and what != "threads"
    ]
    if not several:
        return []
    return [f"Runs were made on different machines, whose rounding differs in the last digits: {', '.join(several)}."]


def _by_version(made: Sequence[Made]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for versions, runs in made:
        for package, version in versions.items():
            found.setdefault(package, {}).setdefault(version, []).extend(runs)
    return found


def _terms(licences: Iterable[Mapping[str, Any]]) -> list[str]:
    under: dict[str | None, list[str]] = {}
    for one in licences:
        under.setdefault(one["licence"], []).append(one["dataset"])
    unknown = under.pop(None, [])
    listed = [f"{', '.join(names)} ({licence})" for licence, names in under.items()]
    listed += [f"not known here of {', '.join(unknown)}"] if unknown else []
    return [f"Terms of the data: {'; '.join(listed)}."] if listed else []


def _runs(runs: Sequence[str]) -> str:
    if len(runs) <= SHOWN:
        return ", ".join(runs)
    return f"{len(runs)} runs such as {runs[0]}"
