"""Translations on disk: each text once, kept as soon as its batch is done."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingmix.errors import LingmixError

LOOKED_UP = 500
"""Keys in one query; SQLite allows 999 in its older versions."""


@dataclass(frozen=True)
class Translation:
    """What a model made of a text.

    Attributes:
        text: the translation, perhaps blank.
        source_tokens: how many the model was given, without those that mark languages and ends.
        tokens: how many it made, likewise.
        cut: whether the source was longer than the model was given.
        endless: whether the model had not finished when it was stopped.
    """

    text: str
    source_tokens: int
    tokens: int
    cut: bool
    endless: bool


class Store:
    """Translations by ``settings``, source language, target language and text, in one SQLite file.

    Args:
        path: the file; made if it is not there.
        settings: JSON values that identify how texts are translated, such as the model and its revision.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self.path = path
        self._settings = json.dumps(dict(settings), sort_keys=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._readable():
            self._file = sqlite3.connect(path)
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS translations (key BLOB PRIMARY KEY, source TEXT, target TEXT, "
                "text TEXT, translation TEXT, source_tokens INTEGER, tokens INTEGER, cut INTEGER, endless INTEGER, "
                "settings TEXT) WITHOUT ROWID"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def find(self, texts: Iterable[str], source: str, target: str) -> dict[str, Translation]:
        """Those of the texts that are translated, with their translations.

        Raises:
            LingmixError: the file is damaged.
        """
        wanted = {self._key(text, source, target): text for text in texts}
        keys = list(wanted)
        found: dict[str, Translation] = {}
        for start in range(0, len(keys), LOOKED_UP):
            part = keys[start : start + LOOKED_UP]
            for key, text, source_tokens, tokens, cut, endless in self._rows(part):
                found[wanted[key]] = Translation(text, source_tokens, tokens, bool(cut), bool(endless))
        return found

    def add(self, texts: Sequence[str], translations: Sequence[Translation], source: str, target: str) -> None:
        """Keep a batch, all of it or nothing. What is there already is replaced.

        Raises:
            LingmixError: the file is damaged or the disk full.
        """
        rows = [
            (
                *(self._key(text, source, target), source, target, text, done.text, done.source_tokens, done.tokens),
                *(done.cut, done.endless, self._settings),
            )
            for text, done in zip(texts, translations, strict=True)
        ]
        with self._readable(), self._file:
            self._file.executemany(f"INSERT OR REPLACE INTO translations VALUES ({', '.join('?' * 10)})", rows)

    def __len__(self) -> int:
        """Translations of all settings and languages."""
        with self._readable():
            return int(self._file.execute("SELECT count(*) FROM translations").fetchone()[0])

    def _key(self, text: str, source: str, target: str) -> bytes:
        # the lists keep apart what would run together as plain text
        return hashlib.sha256(json.dumps([self._settings, source, target, text]).encode()).digest()

    def _rows(self, keys: Sequence[bytes]) -> list[tuple[bytes, str, int, int, int, int]]:
        with self._readable():
            return self._file.execute(
                "SELECT key, translation, source_tokens, tokens, cut, endless FROM translations "
                f"WHERE key IN ({', '.join('?' * len(keys))})",
                keys,
            ).fetchall()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise LingmixError(
                f"{self.path}, which keeps translations, cannot be used ({error}). If the disk is full, make room and "
                "run again; if the file is damaged, delete it: its texts are then translated again"
            ) from error
