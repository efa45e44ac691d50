"""The registry finds every declared data set, cheaply, and refuses ambiguity."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import TypeAdapter

from lingmix.config.base import DATASET_PATTERN, Language
from lingmix.data import registry
from lingmix.data.dataset import Dataset, HubFile
from lingmix.errors import LingmixError
from lingmix.metrics.measure import parse

DECLARE = """
class Set:
    name = {name!r}
DATASETS = (Set(),)
"""


def package(folder: Path, monkeypatch: pytest.MonkeyPatch, modules: dict[str, str]) -> ModuleType:
    name = f"sets_{folder.name}".replace("-", "_")
    (folder / name).mkdir()
    (folder / name / "__init__.py").touch()
    for module, source in modules.items():
        (folder / name / f"{module}.py").write_text(source)
    monkeypatch.syspath_prepend(str(folder))
    return importlib.import_module(name)


def test_names_are_sorted_and_each_can_be_got_under_its_name() -> None:
    names = registry.names()
    assert names == sorted(names)
    assert {"xquad-r", "mlqa-r"} <= set(names)
    assert [registry.get(name).name for name in names] == names


EVERY = [registry.get(name) for name in registry.names()]


@pytest.mark.parametrize("dataset", EVERY, ids=lambda dataset: dataset.name)
def test_every_data_set_is_fully_declared(dataset: Dataset) -> None:
    assert re.fullmatch(DATASET_PATTERN, dataset.name)
    assert dataset.title
    assert dataset.licence
    assert dataset.origin.startswith("https://")
    assert list(dataset.languages) == sorted(set(dataset.languages))
    for language in dataset.languages:
        TypeAdapter(Language).validate_python(language)
    assert dataset.tasks
    assert all(re.fullmatch("[a-z0-9-]+/[a-z0-9-]+", source) for source in dataset.sources)
    assert dataset.files or dataset.packages or dataset.parts
    assert registry.module(dataset.name).startswith("lingmix.data.sets.")


@pytest.mark.parametrize("dataset", EVERY, ids=lambda dataset: dataset.name)
def test_every_file_is_pinned_as_well_as_it_can_be(dataset: Dataset) -> None:
    assert len({file.name for file in dataset.files}) == len(dataset.files)
    for file in dataset.files:
        assert "/" not in file.name
        assert file.url.startswith("https://")
        assert file.sha256 is None or re.fullmatch("[0-9a-f]{64}", file.sha256)
        if isinstance(file, HubFile):
            assert re.fullmatch("[0-9a-f]{40}|main|refs/convert/parquet", file.revision)
    assert set(dataset.shards) <= {file.name for file in dataset.files}


@pytest.mark.parametrize("dataset", EVERY, ids=lambda dataset: dataset.name)
def test_every_data_set_can_do_what_it_says_it_serves(dataset: Dataset) -> None:
    if dataset.parts:
        assert {registry.get(part).tasks for part in dataset.parts} == {dataset.tasks}
        assert not dataset.files
        return
    reads = type(dataset).retrieval is not Dataset.retrieval
    assert reads == ("evaluation" in dataset.tasks) or "training" in dataset.tasks
    assert reads or not dataset.pairs_from_judgements
    assert bool(dataset.shards) == (type(dataset).shard is not Dataset.shard)
    if "evaluation" in dataset.tasks:
        assert dataset.settings
        for metric in dataset.metrics:
            assert set(parse(metric)[0].settings) & set(dataset.settings)


def test_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(LingmixError, match=r"unknown data set 'xquadr'; did you mean 'xquad-r'.*mlqa-r"):
        registry.get("xquadr")


def test_importing_the_registry_and_listing_names_loads_no_heavy_library() -> None:
    code = (
        "import sys; from lingmix.data.registry import names; names(); "
        "print(*(m for m in ('pandas', 'numpy', 'pyarrow', 'torch', 'requests', 'babel') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_package_is_searched_module_by_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sets = package(tmp_path, monkeypatch, {"b": DECLARE.format(name="two"), "a": DECLARE.format(name="one")})
    assert list(registry.collect(sets)) == ["one", "two"]


def test_a_name_declared_twice_names_both_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sets = package(tmp_path, monkeypatch, {"a": DECLARE.format(name="one"), "b": DECLARE.format(name="one")})
    with pytest.raises(LingmixError, match=r"'one' is taken twice, in .*\.a and in .*\.b"):
        registry.collect(sets)


def test_a_module_without_datasets_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LingmixError, match=r"\.a declares no DATASETS"):
        registry.collect(package(tmp_path, monkeypatch, {"a": ""}))
