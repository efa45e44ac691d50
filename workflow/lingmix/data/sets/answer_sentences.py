"""English reading comprehension as pairs: a question, and the sentence of a long text that holds the answer.

==========  ======================================================================================================
``newsqa``  questions about CNN articles (Trischler et al. 2017), as the MRQA 2019 shared task released them
``duorc``   questions about film plots whose answer is in the same plot, SelfRC (Saha et al. 2018)
==========  ======================================================================================================

Sentences are ICU's (see :mod:`lingmix.sentences`). Questions whose answer no sentence holds, such as those of DuoRC
that are answered in other words, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, HubFile, RemoteFile
from lingmix.data.readers.lines import json_lines, parquet_rows, text
from lingmix.data.readers.pairs import Row, collected
from lingmix.data.readers.squad import get, spans

if TYPE_CHECKING:
    import pandas as pd


class NewsQA(Dataset):
    """JSON lines of articles; a group is a question's id."""

    name = "newsqa"
    title = "NewsQA (training set, as in MRQA 2019)"
    licence = "not stated; texts of CNN"
    origin = "https://arxiv.org/abs/1910.09753"
    tasks = ("training",)
    languages = ("en",)
    sources = ("newsqa/train",)
    # the checksum is the one that the datasets library recorded
    files = (
        RemoteFile(
            "NewsQA.jsonl.gz",
            "https://s3.us-east-2.amazonaws.com/mrqa/release/v2/train/NewsQA.jsonl.gz",
            "f1ccbf2d259ce1094aacde21a53592894248e5778814205dac94f0b086dbe968",
        ),
    )

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing, truncated or not in the format.
        """
        return collected(_of_articles(raw / self.files[0].name, self.name), name=self.name, language="en")


class DuoRC(Dataset):
    """Rows of a plot and a question; a group is a question's id."""

    name = "duorc"
    title = "DuoRC (SelfRC, training set)"
    licence = "MIT"
    origin = "https://arxiv.org/abs/1804.07927"
    tasks = ("training",)
    languages = ("en",)
    sources = ("duorc/train",)
    files = (
        HubFile(
            "SelfRC.parquet",
            "ibm-research/duorc",
            "2de12436b8945030c283bf4af83925d60efe10c6",
            "SelfRC/train-00000-of-00001.parquet",
        ),
    )

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing, no Parquet file, or lacks a column.
        """
        return collected(_of_plots(raw / self.files[0].name, self.name), name=self.name, language="en")


def _of_articles(path: Path, name: str) -> Iterator[Row]:
    lines = iter(json_lines(path))
    next(lines, None)  # says what the file is
    for where, article in lines:
        sentences = spans(text(article, "context", where), "en")
        for number, question in enumerate(get(article, "qas", list, where)):
            here = f"{where}, question {number}"
            start = _first_character(get(question, "detected_answers", list, here), here)
            found = next((one for begin, end, one in sentences if begin <= start < end), "")
            if found:
                yield f"{name}:{text(question, 'qid', here)}", text(question, "question", here), found, ()


def _first_character(answers: list[Any], where: str) -> int:
    """Where in the article the first answer that was found there begins; -1 if there is none."""
    if not answers:
        return -1
    match get(answers[0], "char_spans", list, where):
        case [[int(start), int()], *_]:
            return start
    return -1


def _of_plots(path: Path, name: str) -> Iterator[Row]:
    plot, sentences = "", []
    for where, row in parquet_rows(path, ("plot", "question_id", "question", "answers")):
        # a plot's questions follow each other
        if text(row, "plot", where) != plot:
            plot = text(row, "plot", where)
            sentences = [one for _, _, one in spans(plot, "en")]
        answers = [answer for answer in get(row, "answers", list, where) if isinstance(answer, str) and answer.strip()]
        found = next((one for answer in answers for one in sentences if answer in one), "")
        if found:
            yield f"{name}:{text(row, 'question_id', where)}", text(row, "question", where), found, ()


DATASETS = (DuoRC(), NewsQA())
