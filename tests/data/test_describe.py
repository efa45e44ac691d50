from __future__ import annotations

from pathlib import Path

import pytest

from lingmix.data import registry
from lingmix.data.dataset import Dataset, HubFile, Joined, RemoteFile
from lingmix.data.describe import PAGE, page, pinned

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_up_to_date() -> None:
    if (ROOT / PAGE).read_text(encoding="utf-8") != page():
        pytest.fail(f"{PAGE} no longer agrees with the registry; run: make docs", pytrace=False)


def test_every_data_set_is_on_the_page_alone_or_as_a_part() -> None:
    parts = {part for name in registry.names() for part in registry.get(name).parts}
    for name in registry.names():
        assert (f"| `{name}` |" in page()) == (name not in parts)


def data(*files: RemoteFile | HubFile, packages: tuple[str, ...] = ()) -> Dataset:
    found = Dataset()
    found.files, found.packages = files, packages
    return found


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (data(RemoteFile("a", "https://x", "0" * 64)), "SHA-256"),
        (data(RemoteFile("a", "https://x", None)), "first download"),
        (data(HubFile("a", "o/n", "0" * 40, "a")), "commit"),
        (data(HubFile("a", "o/n", "main", "a"), HubFile("b", "o/n", "0" * 40, "b")), "first download, commit"),
        (data(HubFile("a", "o/n", "main", "a", "0" * 64)), "SHA-256"),
        (data(packages=("babel",)), "package version"),
    ],
)
def test_pinned_says_how_files_are_fixed(dataset: Dataset, expected: str) -> None:
    assert pinned(dataset) == expected


def test_a_union_is_pinned_as_its_parts_are() -> None:
    joined = next(found for name in registry.names() if isinstance(found := registry.get(name), Joined))
    assert pinned(joined) == pinned(registry.get(joined.parts[0]))
