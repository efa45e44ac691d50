from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from lingmix.discover import modules


def package(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, **sources: str) -> object:
    home = folder / name
    home.mkdir()
    (home / "__init__.py").touch()
    for module, source in sources.items():
        (home / f"{module}.py").write_text(source)
    monkeypatch.syspath_prepend(str(folder))
    return importlib.import_module(name)


def test_public_modules_are_found_in_alphabetical_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = modules(package(tmp_path, "lingmix_found", monkeypatch, b="X = 1", a="X = 2", _c="X = 3"))  # type: ignore[arg-type]
    assert {name: module.X for name, module in found.items()} == {"a": 2, "b": 1}
    assert list(found) == ["a", "b"]


def test_a_module_that_does_not_import_is_not_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = package(tmp_path, "lingmix_broken", monkeypatch, a="import no_such_module")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        modules(broken)  # type: ignore[arg-type]
