"""MFAQ (De Bruyn et al. 2021, arXiv 2109.12870): questions and answers of FAQ pages from the Common Crawl, in 21
languages.

No page is there in several languages, so that no group is. 2408.10536 trained on the English part.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, HubFile, Joined
from lingmix.data.readers.lines import json_lines, text
from lingmix.data.readers.pairs import Row, collected
from lingmix.data.readers.squad import get

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = (
    *("cs", "da", "de", "en", "es", "fi", "fr", "he", "hr", "hu", "id"),
    *("it", "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "vi"),
)


class Mfaq(Dataset):
    """The pages in one language; a group is a question of a page."""

    licence = "CC0-1.0"
    origin = "https://arxiv.org/abs/2109.12870"
    tasks = ("training",)
    sources = ("mfaq/train",)

    def __init__(self, language: str) -> None:
        """Declare the file of one language."""
        self.name = f"mfaq/{language}"
        self.title = f"MFAQ ({language})"
        self.languages = (language,)
        self.files = (
            HubFile(
                "train.jsonl",
                "clips/mfaq",
                "08eb2bf10b9818601b5c3822bd76afb0db0082b0",
                f"data/{language}/train.jsonl",
            ),
        )

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing or not in the format.
        """
        (language,) = self.languages
        return collected(_rows(raw / self.files[0].name, language), name=self.name, language=language)


def _rows(path: Path, language: str) -> Iterator[Row]:
    for number, (where, page) in enumerate(json_lines(path)):
        for place, pair in enumerate(get(page, "qa_pairs", list, where)):
            here = f"{where}, pair {place}"
            # some pages mix languages
            if pair.get("language", language) == language:
                group = f"mfaq:{language}:{number:06d}:{place:03d}"
                yield group, text(pair, "question", here), text(pair, "answer", here), ()


PARTS = tuple(map(Mfaq, LANGUAGES))
DATASETS = (*PARTS, Joined("mfaq", "MFAQ", PARTS))
