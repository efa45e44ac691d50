"""MUSE's bilingual dictionaries: Conneau et al. 2018 (1710.04087), github.com/facebookresearch/MUSE, CC BY-NC 4.0.

Non-commercial use only. Their publisher states no checksums, and we have not seen the files: the first download's is
recorded beside the file, and later ones must be the same. Up to 100,000 pairs of lower-case words each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from lingmix.data.dataset import RemoteFile
from lingmix.errors import LingmixError, listing
from lingmix.lexicon.table import Row

URL = "https://dl.fbaipublicfiles.com/arrival/dictionaries"
LICENCE = "CC-BY-NC-4.0"


def remote_file(source_lang: str, target_lang: str) -> RemoteFile:
    """The dictionary from one language into another."""
    name = f"{source_lang}-{target_lang}.txt"
    return RemoteFile(name, f"{URL}/{name}", None)


def rows(path: Path) -> Iterator[Row]:
    """The entries of a dictionary named ``<source>-<target>.txt``, in its order.

    A line holds a word and a translation, with spaces or a tab between them. Lines of another form are left out, as
    MUSE's own reader does, and said on standard error.

    Raises:
        LingmixError: more than one line in a hundred is of another form: the first ten by file and line.
    """
    source_lang, _, target_lang = path.stem.partition("-")
    problems = []
    number = 0
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            words = line.split("\t") if "\t" in line else line.split()
            if len(words) == 2 and "\ufffd" not in line:
                yield source_lang, words[0].strip(), target_lang, words[1].strip()
            elif line.strip():
                problems.append(f"{path}:{number}: not a word and its translation: {line.strip()[:60]!r}")
    if len(problems) * 100 > number:
        raise LingmixError(f"{path} cannot be used:\n{listing(problems)}")
    if problems:
        print(f"left out:\n{listing(problems)}", file=sys.stderr)
