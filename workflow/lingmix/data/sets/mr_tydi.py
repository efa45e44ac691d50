"""Mr. TyDi 1.1 (Zhang et al. 2021, arXiv 2108.08787): questions in 11 languages, Wikipedia paragraphs that answer them,
and negatives that BM25 found. Questions were asked in each language anew, so that no group is in several.

A paragraph is its title, a line break and its text, as Mr. TyDi's own index has it. MIRACL's questions were taken from
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, HubFile, Joined
from lingmix.data.readers.lines import json_lines, text
from lingmix.data.readers.pairs import Row, collected
from lingmix.data.readers.squad import get

if TYPE_CHECKING:
    import pandas as pd

NEGATIVES = 8
"""How many of a question's negatives, up to 30, are kept: the first, which BM25 ranks highest."""
LANGUAGES = {
    "ar": "arabic",
    "bn": "bengali",
    "en": "english",
    "fi": "finnish",
    "id": "indonesian",
    "ja": "japanese",
    "ko": "korean",
    "ru": "russian",
    "sw": "swahili",
    "te": "telugu",
    "th": "thai",
}


class MrTyDi(Dataset):
    """The training questions in one language; a group is a question."""

    licence = "Apache-2.0"
    origin = "https://arxiv.org/abs/2108.08787"
    tasks = ("training",)
    sources = ("mr-tydi/train",)

    def __init__(self, language: str, english: str) -> None:
        """Declare the file of one language, which goes by its English name there."""
        self.name = f"mr-tydi/{language}"
        self.title = f"Mr. TyDi 1.1 ({language}, training set)"
        self.languages = (language,)
        self.files = (
            HubFile(
                "train.jsonl.gz",
                "castorini/mr-tydi",
                "bec23fcae5f1545771873972e3d1c92b682861dc",
                f"mrtydi-v1.1-{english}/train.jsonl.gz",
            ),
        )

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing, truncated or not in the format.
        """
        (language,) = self.languages
        return collected(_rows(raw / self.files[0].name, language), name=self.name, language=language)


def _rows(path: Path, language: str) -> Iterator[Row]:
    for where, row in json_lines(path):
        positives = get(row, "positive_passages", list, where)
        if positives:
            negatives = [_passage(one, where) for one in get(row, "negative_passages", list, where)[:NEGATIVES]]
            group = f"mr-tydi:{language}:{text(row, 'query_id', where)}"
            yield group, text(row, "query", where), _passage(positives[0], where), negatives


def _passage(passage: Any, where: str) -> str:
    return f"{get(passage, 'title', str, where)}\n{get(passage, 'text', str, where)}".strip()


PARTS = tuple(MrTyDi(*language) for language in LANGUAGES.items())
DATASETS = (*PARTS, Joined("mr-tydi", "Mr. TyDi 1.1 (training set)", PARTS))
