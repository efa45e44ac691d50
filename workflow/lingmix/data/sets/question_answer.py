"""English questions and answers that sentence-transformers has collected as pairs.

=====================  ===========================================================================================
``natural-questions``  questions to Google and the Wikipedia paragraph that answers (Kwiatkowski et al. 2019)
``yahoo-qa``           questions of Yahoo Answers and the answer that was voted best
=====================  ===========================================================================================

2408.10536 trained on selections of both, of 113,535 and 135,557 pairs, which are not public.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, HubFile
from lingmix.data.readers.lines import parquet_rows, text
from lingmix.data.readers.pairs import collected

if TYPE_CHECKING:
    import pandas as pd


class QuestionAnswer(Dataset):
    """Rows of a question and an answer; a group is a row."""

    tasks = ("training",)
    languages = ("en",)

    def __init__(
        self, *, name: str, title: str, licence: str, origin: str, file: HubFile, columns: tuple[str, str], size: int
    ) -> None:
        """Declare the file and its columns of questions and answers."""
        self.name, self.title, self.licence, self.origin = name, title, licence, origin
        self.files = (file,)
        self.columns = columns
        self.sources = (f"{name}/train",)
        self.groups = self.size = size

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing, no Parquet file, or lacks a column.
        """
        asked, answered = self.columns
        rows = (
            (f"{self.name}:{number:07d}", text(row, asked, place), text(row, answered, place), ())
            for number, (place, row) in enumerate(parquet_rows(raw / self.files[0].name, self.columns))
        )
        return collected(rows, name=self.name, language="en")


DATASETS = (
    QuestionAnswer(
        name="natural-questions",
        title="Natural Questions, as pairs",
        licence="CC-BY-SA-3.0",
        origin="https://huggingface.co/datasets/sentence-transformers/natural-questions",
        file=HubFile(
            "pair.parquet",
            "sentence-transformers/natural-questions",
            "f9e894e1081e206e577b4eaa9ee6de2b06ae6f17",
            "pair/train-00000-of-00001.parquet",
        ),
        columns=("query", "answer"),
        size=100_231,
    ),
    QuestionAnswer(
        name="yahoo-qa",
        title="Yahoo Answers, questions with their best answer",
        licence="not stated",
        origin="https://huggingface.co/datasets/sentence-transformers/yahoo-answers",
        file=HubFile(
            "question-answer-pair.parquet",
            "sentence-transformers/yahoo-answers",
            "93b3605c508cf93e3666c9d3e34640b5fe62b507",
            "question-answer-pair/train-00000-of-00001.parquet",
        ),
        columns=("question", "answer"),
        size=681_164,
    ),
)
