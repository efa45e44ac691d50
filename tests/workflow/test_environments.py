from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from .project import ROOT

LOCK = {
    name.lower(): version
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.M)
}
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.name)
def test_conda_files_pin_the_versions_of_the_lock_file(path: Path) -> None:
    (pip,) = [entry["pip"] for entry in yaml.safe_load(path.read_text())["dependencies"] if isinstance(entry, dict)]
    assert pip
    for requirement in pip:
        name, version = requirement.split("==")
        assert LOCK[name.lower()] == version, requirement


def test_every_rule_names_an_environment_that_exists() -> None:
    used = {
        name
        for rules in (ROOT / "workflow/rules").glob("*.smk")
        for name in re.findall(r'"\.\./\.\./envs/([^"]+)"', rules.read_text())
    }
    assert used == {path.name for path in ENVIRONMENTS}


@pytest.mark.parametrize("profile", ["default", "slurm"])
def test_profiles_leave_reruns_to_the_digests_and_let_conda_jobs_find_lingmix(profile: str) -> None:
    settings = yaml.safe_load((ROOT / "profiles" / profile / "config.yaml").read_text())
    assert "code" not in settings["rerun-triggers"]
    assert {"mtime", "params", "input"} <= set(settings["rerun-triggers"])
    assert settings["conda-not-block-search-path-envvars"] is True
    assert settings["max-checksum-file-size"] >= 10**9


def test_the_lock_file_pins_every_dependency_of_the_project() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("[tool.setuptools]")]
    names = [re.split(r"[><=\[]", entry)[0].lower() for entry in re.findall(r'^\s+"([^"]+)"', block, re.M)]
    assert len(names) > 25
    assert [name for name in names if name not in LOCK] == []
