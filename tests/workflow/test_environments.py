from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


RULE = re.compile(r"^rule \w+:\n(.*?)(?=^\S|\Z)", re.M | re.S)


def scripts() -> dict[str, str]:
    """The environment of every script that a rule runs."""
    found = {}
    for rules in (ROOT / "workflow/rules").glob("*.smk"):
        for body in RULE.findall(rules.read_text()):
            (environment,) = re.findall(r'"\.\./\.\./envs/([^"]+)\.yaml"', body)
            (script,) = re.findall(r'"\.\./scripts/([^"]+)"', body)
            found[f"{script} {environment}"] = environment
    return found


def provided(environment: str) -> set[str]:
    """The names that can be imported with what an environment pins and all that needs."""
    (pip,) = [
        entry["pip"]
        for entry in yaml.safe_load((ROOT / "envs" / f"{environment}.yaml").read_text())["dependencies"]
        if isinstance(entry, dict)
    ]
    waiting = [canonicalize_name(requirement.split("==")[0]) for requirement in pip]
    installed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in installed:
            installed.add(name)
            needed = map(Requirement, importlib.metadata.requires(name) or ())
            waiting += [canonicalize_name(one.name) for one in needed if one.marker is None or one.marker.evaluate()]
    return {
        module
        for module, distributions in importlib.metadata.packages_distributions().items()
        if {canonicalize_name(name) for name in distributions} & installed
    }


def imported(file: Path) -> set[str]:
    """What running a file imports besides the standard library: all of a script's imports, a module's at its top."""
    found: set[str] = set()
    waiting, seen = [file], set()
    while waiting:
        here = waiting.pop()
        seen.add(here)
        tree = ast.parse(here.read_text())
        # what a module imports in a function or for its types only, it may do without
        nodes = ast.walk(tree) if here == file else iter(tree.body)
        for node in nodes:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                found.add(name.split(".")[0])
                path = ROOT / "workflow" / Path(*name.split("."))
                module = next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)
                if name.startswith("lingmix") and module is not None and module not in seen:
                    waiting.append(module)
    return found - set(sys.stdlib_module_names) - {"lingmix", "__future__"}


@pytest.mark.parametrize("job", sorted(scripts()))
def test_an_environment_has_what_its_scripts_import(job: str) -> None:
    script, environment = job.split()
    assert imported(ROOT / "workflow/scripts" / script) - provided(environment) == set()


def copied(recipe: str) -> list[str]:
    """What a recipe takes from this folder."""
    text = (ROOT / "envs" / recipe).read_text()
    if recipe.endswith(".def"):
        return [line.split()[0] for line in text.split("%files")[1].split("%post")[0].strip().splitlines()]
    return [source for line in re.findall(r"^COPY (.+)$", text, re.M) for source in line.split()[:-1]]


@pytest.mark.parametrize("recipe", ["Containerfile", "lingmix.def"])
def test_a_container_has_all_that_runs_and_what_is_locked_for_the_same_python(recipe: str) -> None:
    sources = copied(recipe)
    assert all((ROOT / source).exists() for source in sources)
    assert {"Snakefile", "workflow", "config", "envs", "profiles", "requirements.lock"} <= set(sources)
    text = (ROOT / "envs" / recipe).read_text()
    assert "--no-deps --require-hashes --requirement" in text
    (base,) = re.findall(r"python:(\d+\.\d+)-", text)
    for path in ENVIRONMENTS:
        assert f"python={base}" in yaml.safe_load(path.read_text())["dependencies"]
