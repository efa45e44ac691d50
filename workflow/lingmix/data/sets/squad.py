"""Training pairs in SQuAD's format: a question, and the sentence of a paragraph in which its answer starts.

As LAReQA's baselines take them (Roy et al. 2020, arXiv 2004.05484). Sentences are ICU's (see
:mod:`lingmix.sentences`). A group is a question's id; SQuAD and its translations share ids, so that groups align.

===========================  =====================================================================================
``squad``                    SQuAD 1.1, training set (Rajpurkar et al. 2016)
``squad-translate-train``    the same translated by machine into ten languages, as XTREME has it (Hu et al. 2020);
                             an answer that was not found again in the translation is left out
``squadshifts``              SQuADShifts (Miller et al. 2020), on whose loss 2408.10536 chose its checkpoints
===========================  =====================================================================================
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, Joined, RemoteFile
from lingmix.data.readers.squad import get, paragraphs, spans
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    import pandas as pd

TRANSLATED = ("ar", "de", "el", "es", "hi", "ru", "th", "tr", "vi", "zh")
SHIFTS = {
    "amazon": ("amazon_reviews", "9db7bdee84a91f0fb80b9e74f365042fbbb217cb8e0a7e73bb071245472589b6", 9_885),
    "new-wiki": ("new_wiki", "1d50a0ca4cdab88d038b52ea8a2d0510af6038d7f41a0a256b9659237769d0ee", 7_938),
    "nyt": ("nyt", "fd55ae252cc735a695fab4473d4cd605b154183ac3b3eb63068f53cfc86f36d6", 10_065),
    "reddit": ("reddit", "b4ac346dbf1816fdec80fdcf91d06a4b754fa51e47960fa8614a94f37ea42a4b", 9_803),
}
"""File, checksum and questions; checksums and numbers are those that the ``datasets`` library recorded."""


class SquadPairs(Dataset):
    """The questions of one file in one language."""

    tasks = ("training",)

    def __init__(
        self,
        *,
        name: str,
        title: str,
        licence: str,
        origin: str,
        file: RemoteFile,
        sources: tuple[str, ...],
        language: str = "en",
        size: int | None = None,
        lenient: bool = False,
    ) -> None:
        """Declare one file. ``lenient`` leaves out questions whose answer is nowhere in the paragraph."""
        self.name, self.title, self.licence, self.origin = name, title, licence, origin
        self.languages = (language,)
        self.files = (file,)
        self.sources = sources
        self.groups = self.size = size
        self.lenient = lenient

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        Raises:
            LingmixError: the file is missing or not in the format, or an answer starts outside its paragraph.
        """
        import pandas as pd

        from lingmix.data.tables import training_pairs

        path = raw / self.files[0].name
        (language,) = self.languages
        rows = [row for _, where, paragraph in paragraphs(path) for row in _questions(paragraph, language, where)]
        unanswered = [where for where, _, _, sentence in rows if sentence is None]
        if unanswered and not self.lenient:
            raise LingmixError(f"{unanswered[0]}: the answer starts outside the paragraph")
        if unanswered:
            print(f"{path}: {len(unanswered):,} of {len(rows):,} questions without their answer", file=sys.stderr)
        kept = [(group, query, sentence) for _, group, query, sentence in rows if sentence is not None]
        frame = pd.DataFrame(kept, columns=["group", "query", "passage"]).assign(dataset=self.name, lang=language)
        frame["negatives"] = pd.Series([[] for _ in kept], dtype="object")
        return training_pairs(frame, name=self.name)


def _questions(paragraph: Any, language: str, where: str) -> Iterator[tuple[str, str, str, str | None]]:
    """The place, id and text of each question, and the sentence that answers it, if there is one."""
    context = get(paragraph, "context", str, where)
    sentences = spans(context, language)
    for number, question in enumerate(get(paragraph, "qas", list, where)):
        here = f"{where}, question {number}"
        answers = get(question, "answers", list, here)
        start = get(answers[0], "answer_start", int, here) if answers else -1
        found = next((text for begin, end, text in sentences if begin <= start < end and text), None)
        yield here, get(question, "id", str, here), get(question, "question", str, here).strip(), found


SQUAD = SquadPairs(
    name="squad",
    title="SQuAD 1.1 (training set)",
    licence="CC-BY-SA-4.0",
    origin="https://arxiv.org/abs/1606.05250",
    file=RemoteFile(
        "train-v1.1.json",
        "https://rajpurkar.github.io/SQuAD-explorer/dataset/train-v1.1.json",
        "3527663986b8295af4f7fcdff1ba1ff3f72d07d61a20f487cb238a6ef92fd955",
    ),
    sources=("squad/train",),
    size=87_599,
)
TRANSLATIONS = tuple(
    SquadPairs(
        name=f"squad-translate-train/{language}",
        title=f"SQuAD 1.1 (training set), translated by XTREME ({language})",
        licence="CC-BY-SA-4.0",
        origin="https://arxiv.org/abs/2003.11080",
        file=RemoteFile(
            name := f"squad.translate.train.en-{language}.json",
            f"https://storage.googleapis.com/xtreme_translations/SQuAD/translate-train/{name}",
            None,
        ),
        sources=("squad/train",),
        language=language,
        lenient=True,
    )
    for language in TRANSLATED
)
SQUADSHIFTS = tuple(
    SquadPairs(
        name=f"squadshifts/{part}",
        title=f"SQuADShifts ({part})",
        licence="CC-BY-4.0",
        origin="https://arxiv.org/abs/2004.14444",
        file=RemoteFile(
            f"{file}_v1.0.json",
            f"https://raw.githubusercontent.com/modestyachts/squadshifts-website/master/datasets/{file}_v1.0.json",
            sha256,
        ),
        sources=("squadshifts/test",),
        size=size,
    )
    for part, (file, sha256, size) in SHIFTS.items()
)
DATASETS = (
    SQUAD,
    *TRANSLATIONS,
    Joined("squad-translate-train", "SQuAD 1.1 (training set), translated by XTREME", TRANSLATIONS),
    *SQUADSHIFTS,
    Joined("squadshifts", "SQuADShifts", SQUADSHIFTS),
)
