from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lingmix import provenance
from lingmix.provenance import code_digest, environment, made_on, value_digest, versions

TOP = '''"""Top."""

from lingmix.part import middle
from lingmix.part.direct import value


def work(x: int) -> int:
    """Say what."""
    return middle.go(x) + value  # why
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lingmix"
    (folder / "part").mkdir(parents=True)
    for name, text in {
        "top.py": TOP,
        "part/__init__.py": '"""Part."""\n',
        "part/middle.py": "def go(x):\n    from lingmix.part import deep\n    return deep.f(x)\n",
        "part/deep.py": "import os\nimport lingmix.part.circle\n\n\ndef f(x):\n    return x\n",
        "part/circle.py": "import lingmix.top\n",
        "part/direct.py": "value = 1\n",
        "part/unused.py": "value = 1\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(provenance, "PACKAGE", folder)
    return folder


@pytest.fixture
def digest(package: Path) -> Callable[[], str]:
    def take() -> str:
        provenance._parse.cache_clear()
        return code_digest("lingmix.top")

    return take


def test_comments_docstrings_and_layout_do_not_count(package: Path, digest: Callable[[], str]) -> None:
    before = digest()
    (package / "top.py").write_text(
        "from lingmix.part import middle\nfrom lingmix.part.direct import value\n# new\n"
        "def work(x : int)->int:\n  return (middle.go(x)\n    + value)\n",
        encoding="utf-8",
    )
    assert digest() == before
    (package / "part" / "direct.py").write_text('"""New."""\n\nvalue = 1\n"""Its docstring."""\n', encoding="utf-8")
    assert digest() == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("top.py", "+ value", "- value"),
        ("part/direct.py", "1", "2"),
        ("part/middle.py", "deep.f(x)", "deep.f(x + 1)"),
        ("part/deep.py", "return x", "return 'x'"),
        ("part/circle.py", "import lingmix.top", "import lingmix.top\nx = 1"),
        ("part/__init__.py", '"""Part."""', "x = 1"),
    ],
)
def test_code_counts_in_the_file_and_in_all_it_imports(
    file: str, old: str, new: str, package: Path, digest: Callable[[], str]
) -> None:
    before = digest()
    text = (package / file).read_text(encoding="utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new), encoding="utf-8")
    assert digest() != before


def test_modules_that_are_not_imported_do_not_count_unless_named(package: Path, digest: Callable[[], str]) -> None:
    before = digest()
    assert code_digest("lingmix.top", "lingmix.part.unused") != before
    (package / "part" / "unused.py").write_text("value = 2\n", encoding="utf-8")
    assert digest() == before


def test_what_only_type_checkers_import_does_not_count(package: Path, digest: Callable[[], str]) -> None:
    top = package / "top.py"
    typed = "if TYPE_CHECKING:\n    from lingmix.part.unused import value\n"
    top.write_text(top.read_text(encoding="utf-8") + "from typing import TYPE_CHECKING\n" + typed, encoding="utf-8")
    before = digest()
    (package / "part" / "unused.py").write_text("value = 2\n", encoding="utf-8")
    assert digest() == before


def test_training_does_not_depend_on_how_far_it_is_said_to_be() -> None:
    train = provenance.PACKAGE.parent / "scripts" / "train.py"
    told = {"lingmix.progress", "lingmix.train.step_bar", "lingmix.train.usage"}
    assert told <= provenance.NEUTRAL
    # teachers encode, so that they are left out where there are none
    plain = code_digest(train, without=["lingmix.teacher"])
    assert plain == code_digest(train, without=["lingmix.teacher", *told, "lingmix.encoders.bag", "lingmix.encode"])


def test_a_script_is_followed_into_the_package(package: Path, tmp_path: Path, digest: Callable[[], str]) -> None:
    script = tmp_path / "script.py"
    script.write_text("with open('x'):\n    from lingmix.top import work\n", encoding="utf-8")
    before = code_digest(script)
    (package / "part" / "deep.py").write_text("def f(x):\n    return -x\n", encoding="utf-8")
    digest()
    assert code_digest(script) != before


def test_data_beside_a_module_count_where_it_names_them(package: Path, digest: Callable[[], str]) -> None:
    for name in ("table.csv", "other.csv"):
        (package / "part" / name).write_text("a,1\n", encoding="utf-8")
    without = digest()
    named = 'from pathlib import Path\n\n\ndef f(x):\n    return Path(__file__).with_name("table.csv")\n'
    (package / "part" / "deep.py").write_text(f'"""Reads other.csv."""\n{named}', encoding="utf-8")
    before = digest()
    assert before != without
    (package / "part" / "other.csv").write_text("a,2\n", encoding="utf-8")
    assert digest() == before
    (package / "part" / "table.csv").write_text("a,2\n", encoding="utf-8")
    assert digest() != before


def test_the_data_of_the_library_count() -> None:
    data = set(provenance.PACKAGE.rglob("*.csv"))
    named = {path for file in provenance.PACKAGE.rglob("*.py") for path in provenance._data_beside(file)}
    assert {"families.csv", "published.csv"} <= {path.name for path in data}
    assert named == data


def test_what_cannot_be_followed_is_an_error(package: Path, tmp_path: Path, digest: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"no such module or file: lingmix\.tpo"):
        code_digest("lingmix.top", "lingmix.tpo")
    with pytest.raises(ValueError, match="no such module or file"):
        code_digest(tmp_path / "absent.py")
    (package / "top.py").write_text("from .part import middle\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"top\.py, line 1: import by the full name"):
        digest()


def test_every_module_of_the_library_can_be_followed() -> None:
    files = sorted(path for path in provenance.PACKAGE.rglob("*.py"))
    assert len(files) > 20
    assert all(len(code_digest(file)) == 16 for file in files)


def test_the_order_of_keys_does_not_count_and_values_do() -> None:
    assert value_digest({"a": 1, "b": [1, 2]}) == value_digest({"b": [1, 2], "a": 1})
    assert value_digest({"a": [1, 2]}) != value_digest({"a": [2, 1]})


def test_versions_are_of_what_is_installed() -> None:
    found = versions(["numpy", "no-such-distribution"])
    assert set(found) == {"python", "numpy"}
    assert environment(3)["threads"] == 3


def test_a_machine_is_its_processor_and_the_threads() -> None:
    found = made_on(3)
    assert found["threads"] == "3"
    assert found["processor"].strip()
    assert set(found) <= {"processor", "threads", "GPU"}
