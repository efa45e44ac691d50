"""The registry finds every declared data set, cheaply, and refuses ambiguity."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from lingmix.data import registry
from lingmix.errors import LingmixError

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


def test_every_data_set_is_fully_declared() -> None:
    for dataset in map(registry.get, registry.names()):
        assert dataset.title
        assert dataset.licence
        assert dataset.origin.startswith("https://")
        assert list(dataset.languages) == sorted(set(dataset.languages))
        assert dataset.files or dataset.packages
        assert len({file.name for file in dataset.files}) == len(dataset.files)
        for file in dataset.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert file.url.startswith("https://")


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
