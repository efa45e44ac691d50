"""The tiny study, fresh and finished."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .project import Project, checkout, things, tiny_study


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The tiny study, run to the end once. Tests that change it work on a copy."""
    project = checkout(tmp_path_factory.mktemp("finished"), tiny_study())
    things(project.folder / "things.jsonl")
    done = project.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def copy(finished: Project, tmp_path: Path) -> Iterator[Project]:
    """A copy of the finished study with its results, times and Snakemake's memory of them."""
    folder = tmp_path / "copy"
    shutil.copytree(finished.folder, folder, symlinks=True)
    yield Project(folder, finished.configfile)
    shutil.rmtree(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    """The tiny study, not run yet."""
    project = checkout(tmp_path, tiny_study())
    things(tmp_path / "things.jsonl")
    return project
