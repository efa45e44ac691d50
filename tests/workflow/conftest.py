"""The tiny study, fresh and finished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from .project import Project, checkout, duplicate, things, tiny_study


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The tiny study, run to the end once. Tests that change it work on a copy.

    Processes that test side by side share the run. Each has its own copy of it, since Snakemake locks the folder in
    which it works.
    """
    base = tmp_path_factory.getbasetemp()
    # that of a worker of pytest-xdist is in the one of all workers
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "whole"
    done = folder.with_name("whole.done")
    project = Project(folder, "study.yaml")
    with FileLock(folder.with_name("whole.lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            checkout(folder, tiny_study())
            things(folder / "things.jsonl")
            run = project.run()
            assert run.returncode == 0, run.stdout + run.stderr
            done.touch()
    return duplicate(project, tmp_path_factory.mktemp("finished") / "copy")


@pytest.fixture
def copy(finished: Project, tmp_path: Path) -> Iterator[Project]:
    """A copy of the finished study with its results, times and Snakemake's memory of them."""
    project = duplicate(finished, tmp_path / "copy")
    yield project
    shutil.rmtree(project.folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    """The tiny study, not run yet."""
    project = checkout(tmp_path, tiny_study())
    things(tmp_path / "things.jsonl")
    return project
