"""What is translated is kept, once, and found again under what it was made with only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from lingmix.errors import LingmixError
from lingmix.translate.store import LOOKED_UP, Store, Translation

SETTINGS = {"model": "owner/name@0", "num_beams": 4}


def made(text: str) -> Translation:
    return Translation(f"<{text}>", 3, 4, cut=False, endless=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "folder" / "t.sqlite", SETTINGS)
    yield store
    store.close()


def test_what_is_added_is_found_also_by_a_later_process(store: Store) -> None:
    texts = ["a", "b \x00 '\"", "日本", "a\nb"]
    store.add(texts, [made(text) for text in texts], "en", "de")
    store.close()
    later = Store(store.path, dict(reversed(SETTINGS.items())))
    assert later.find([*texts, "c", "a"], "en", "de") == {text: made(text) for text in texts}
    later.close()


@pytest.mark.parametrize(
    ("settings", "text", "source", "target"),
    [
        ({**SETTINGS, "num_beams": 5}, "a", "en", "de"),
        ({**SETTINGS, "model": "owner/name@1"}, "a", "en", "de"),
        (SETTINGS, "A", "en", "de"),
        (SETTINGS, "a ", "en", "de"),
        (SETTINGS, "a", "fr", "de"),
        (SETTINGS, "a", "en", "zh"),
        (SETTINGS, "a", "de", "en"),
    ],
)
def test_everything_that_changes_a_translation_is_in_the_key(
    store: Store, settings: dict[str, object], text: str, source: str, target: str
) -> None:
    store.add(["a"], [made("a")], "en", "de")
    other = Store(store.path, settings)
    assert other.find([text], source, target) == {}
    other.add([text], [made("other")], source, target)
    assert len(store) == 2
    assert store.find(["a"], "en", "de") == {"a": made("a")}
    other.close()


def test_more_texts_than_a_query_takes(store: Store) -> None:
    texts = [str(number) for number in range(2 * LOOKED_UP + 1)]
    store.add(texts, [made(text) for text in texts], "en", "de")
    assert store.find(texts, "en", "de") == {text: made(text) for text in texts}
    assert store.find([], "en", "de") == {}


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    broken = Translation(object(), 1, 1, cut=False, endless=False)  # type: ignore[arg-type]
    with pytest.raises(LingmixError, match=r"t\.sqlite, which keeps translations, cannot be used"):
        store.add(["a", "b"], [made("a"), broken], "en", "de")
    assert len(store) == 0


def test_the_file_can_be_read_without_us(store: Store) -> None:
    store.add(["a"], [made("a")], "en", "de")
    with sqlite3.connect(store.path) as file:
        rows = file.execute("SELECT source, target, text, translation FROM translations").fetchall()
    assert rows == [("en", "de", "a", "<a>")]


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "t.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    with pytest.raises(LingmixError, match=r"t\.sqlite.*delete it: its texts are then translated again"):
        Store(tmp_path / "t.sqlite", SETTINGS)
