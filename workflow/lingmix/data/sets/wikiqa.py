"""WikiQA (Yang, Yih and Meek 2015): questions to Bing, and the sentences of a Wikipedia summary that answer them.

A question's first sentence that answers is its passage, the sentences that do not are its negatives. Questions without
an answering sentence, two thirds of them, are left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, HubFile
from lingmix.data.readers.lines import parquet_rows, text
from lingmix.data.readers.pairs import collected
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("question_id", "question", "answer", "label")


class WikiQA(Dataset):
    """The training set; a group is a question's id."""

    name = "wikiqa"
    title = "WikiQA (training set)"
    licence = "Microsoft Research Data License"
    origin = "https://aclanthology.org/D15-1237"
    tasks = ("training",)
    languages = ("en",)
    sources = ("wikiqa/train",)
    files = (
        HubFile(
            "train.parquet",
            "microsoft/wiki_qa",
            "3f104672b5de699878fe7907afc486f0de325eb5",
            "data/train-00000-of-00001.parquet",
        ),
    )

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing, no Parquet file, or not in the format.
        """
        asked: dict[str, str] = {}
        answers: dict[str, list[str]] = {}
        others: dict[str, list[str]] = {}
        for place, row in parquet_rows(raw / self.files[0].name, COLUMNS):
            if row["label"] not in (0, 1):
                raise LingmixError(f"{place}: 'label' is {row['label']!r}, neither 0 nor 1")
            group = f"{self.name}:{text(row, 'question_id', place)}"
            asked.setdefault(group, text(row, "question", place))
            (answers if row["label"] else others).setdefault(group, []).append(text(row, "answer", place))
        rows = ((group, asked[group], found[0], others.get(group, [])) for group, found in answers.items())
        return collected(rows, name=self.name, language="en")


DATASETS = (WikiQA(),)
