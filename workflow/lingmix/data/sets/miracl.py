"""MIRACL (Zhang et al. 2023, arXiv 2210.09984): questions of native speakers in 18 languages, each against the
Wikipedia of its language, cut into up to 33 million passages.

``miracl`` is its development set, the last that has public judgements, and ``miracl-train`` its training set, which
German and Yoruba lack. Eleven languages have their questions from Mr. TyDi, split as there. A passage's text is the
article's title, a space and the passage, as mteb has it; MIRACL's own dense baseline puts blank lines between, which
its tokenizers do not tell from a space. Judged not relevant are passages that a baseline found and a person refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, HubFile, Joined
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    import pandas as pd

    from lingmix.data.tables import Retrieval

TOPICS = ("miracl/miracl", "5be20db9509754dadad47689368639fcec739c00")
CORPUS = ("miracl/miracl-corpus", "d921ec7e349ce0d28daf30b2da9da5ee698bef0d")
NUMBERS = {
    "ar": (5, 2_061_414, 2_896, 3_495),
    "bn": (1, 297_265, 411, 1_631),
    "de": (32, 15_866_222, 305, 0),
    "en": (66, 32_893_221, 799, 2_863),
    "es": (21, 10_373_953, 648, 2_162),
    "fa": (5, 2_207_172, 632, 2_107),
    "fi": (4, 1_883_509, 1_271, 2_897),
    "fr": (30, 14_636_953, 343, 1_143),
    "hi": (2, 506_264, 350, 1_169),
    "id": (3, 1_446_315, 960, 4_071),
    "ja": (14, 6_953_614, 860, 3_477),
    "ko": (3, 1_486_752, 213, 868),
    "ru": (20, 9_543_918, 1_252, 4_683),
    "sw": (1, 131_924, 482, 1_901),
    "te": (2, 518_079, 828, 3_452),
    "th": (2, 542_166, 733, 2_972),
    "yo": (1, 49_043, 119, 0),
    "zh": (10, 4_934_368, 393, 1_312),
}
"""Per language the files of the corpus, its passages, and the questions for development and training."""
MR_TYDI = frozenset(("ar", "bn", "en", "fi", "id", "ja", "ko", "ru", "sw", "te", "th"))
BLOCK = 50_000
"""Passages that are in memory at once."""


class _Miracl(Dataset):
    """One language's files of one split; groups are ``<language>:<query id>``."""

    licence = "Apache-2.0; texts of Wikipedia, CC-BY-SA-3.0"
    origin = "https://arxiv.org/abs/2210.09984"
    split: str

    def __init__(self, language: str, corpus: int) -> None:
        """Declare questions, judgements and so many files of the corpus."""
        self.language = language
        self.languages = (language,)
        families = ("miracl", "mr-tydi") if language in MR_TYDI else ("miracl",)
        self.sources = tuple(f"{family}/{self.split}" for family in families)
        self.documents = tuple(f"docs-{number}.jsonl.gz" for number in range(corpus))
        self.files = (
            HubFile(self._name("topics"), *TOPICS, f"miracl-v1.0-{language}/topics/{self._name('topics')}"),
            HubFile(self._name("qrels"), *TOPICS, f"miracl-v1.0-{language}/qrels/{self._name('qrels')}"),
            *(HubFile(name, *CORPUS, f"miracl-corpus-v1.0-{language}/{name}") for name in self.documents),
        )

    def _name(self, table: str) -> str:
        return f"{table}.miracl-v1.0-{self.language}-{self.split}.tsv"

    def topics(self, raw: Path) -> dict[str, str]:
        """The questions by their id."""
        from lingmix.data.readers.lines import tsv

        found: dict[str, str] = {}
        for place, (query, text) in tsv(raw / self._name("topics"), 2):
            if query in found:
                raise LingmixError(f"{place}: the query '{query}' is there twice")
            found[query] = text
        return found

    def judgements(self, raw: Path, topics: dict[str, str]) -> Iterator[tuple[str, str, str, bool]]:
        """The place, query id, document id and relevance of each judgement, in the order of the file."""
        from lingmix.data.readers.lines import tsv

        for place, (query, _, document, relevance) in tsv(raw / self._name("qrels"), 4):
            if query not in topics:
                raise LingmixError(
                    f"{place}: judges for the query '{query}', which {self._name('topics')} does not hold"
                )
            if relevance not in ("0", "1"):
                raise LingmixError(f"{place}: the relevance '{relevance}' is neither 0 nor 1")
            yield place, query, document, relevance == "1"


class Miracl(_Miracl):
    """The development set in one language."""

    tasks = ("evaluation",)
    settings = ("monolingual",)
    metrics = ("ndcg@10", "recall@100")
    split = "dev"

    def __init__(self, language: str, corpus: int, passages: int, questions: int) -> None:
        """With so many files of the corpus, passages in them, and questions."""
        super().__init__(language, corpus)
        self.name = f"miracl/{language}"
        self.title = f"MIRACL ({language}, development set)"
        self.shards = self.documents
        self.groups, self.size = questions, passages

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`; there are no passages, see :meth:`shard`.

        A question without a relevant passage is left out, which is said.

        Raises:
            LingmixError: a file is missing or not in the format, or a judgement is for a question that is not there.
        """
        import pandas as pd

        from lingmix.data.tables import retrieval

        topics = self.topics(raw)
        rows = [
            (f"{self.language}:{query}", self.language, f"{self.language}:{document}")
            for _, query, document, relevant in self.judgements(raw, topics)
            if relevant
        ]
        qrels = pd.DataFrame(rows, columns=["group", "lang", "passage"])
        queries = pd.DataFrame(
            {"group": [f"{self.language}:{query}" for query in topics], "lang": self.language, "text": topics.values()}
        )
        judged = queries["group"].isin(qrels["group"])
        if not judged.all():
            print(f"{self.name}: questions without a relevant passage, left out: {(~judged).sum()}", file=sys.stderr)
        return retrieval(queries[judged], None, qrels, name=self.name)

    def shard(self, path: Path) -> Iterator[pd.DataFrame]:
        """See :meth:`lingmix.data.dataset.Dataset.shard`; passages are ``<language>:<article>#<number>``.

        Raises:
            LingmixError: the file is missing, truncated, or a line of it is no passage.
        """
        import pandas as pd

        rows: list[tuple[str, str, str]] = []
        for _, document, text in _passages(path):
            rows.append((f"{self.language}:{document}", self.language, text))
            if len(rows) == BLOCK:
                yield pd.DataFrame(rows, columns=["passage", "lang", "text"])
                rows = []
        if rows:
            yield pd.DataFrame(rows, columns=["passage", "lang", "text"])


class MiraclTrain(_Miracl):
    """The training set in one language."""

    tasks = ("training",)
    split = "train"

    def __init__(self, language: str, corpus: int, questions: int) -> None:
        """With so many files of the corpus, and questions."""
        super().__init__(language, corpus)
        self.name = f"miracl-train/{language}"
        self.title = f"MIRACL ({language}, training set)"
        self.groups = self.size = questions

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`: each question with the first passage judged relevant.

        Negatives are the passages judged not relevant. A question without a relevant passage is left out, which is
        said. The corpus is read once and only what is judged is kept.

        Raises:
            LingmixError: a file is missing or not in the format, or a judgement names a question or a passage that is
                not there.
        """
        import pandas as pd

        from lingmix.data.tables import training_pairs

        topics = self.topics(raw)
        positive: dict[str, str] = {}
        negatives: dict[str, list[str]] = {query: [] for query in topics}
        places: dict[str, str] = {}
        for place, query, document, relevant in self.judgements(raw, topics):
            places.setdefault(document, place)
            if not relevant:
                negatives[query].append(document)
            else:
                positive.setdefault(query, document)
        texts = self._texts(raw, places)
        if left_out := len(topics) - len(positive):
            print(f"{self.name}: questions without a relevant passage, left out: {left_out}", file=sys.stderr)
        rows = [
            (f"{self.language}:{query}", topics[query], texts[document], [texts[one] for one in negatives[query]])
            for query, document in positive.items()
        ]
        frame = pd.DataFrame(rows, columns=["group", "query", "passage", "negatives"])
        return training_pairs(frame.assign(dataset=self.name, lang=self.language), name=self.name)

    def _texts(self, raw: Path, places: dict[str, str]) -> dict[str, str]:
        """The texts of judged documents; ``places`` says where the first judgement of each is."""
        texts = {
            document: text
            for name in self.documents
            for _, document, text in _passages(raw / name)
            if document in places
        }
        for document, place in places.items():
            if document not in texts:
                raise LingmixError(f"{place}: judges the passage '{document}', which no file of the corpus holds")
        return texts


def _passages(path: Path) -> Iterator[tuple[str, str, str]]:
    """The place, document id and text of each line of a file of the corpus."""
    from lingmix.data.readers.lines import json_lines, text

    for place, row in json_lines(path):
        if not (document := text(row, "docid", place)).strip():
            raise LingmixError(f"{place}: 'docid' is empty")
        yield place, document, f"{text(row, 'title', place)} {text(row, 'text', place)}".strip()


PARTS = tuple(Miracl(language, files, passages, dev) for language, (files, passages, dev, _) in NUMBERS.items())
TRAIN = tuple(MiraclTrain(language, files, train) for language, (files, _, _, train) in NUMBERS.items() if train)
WHOLE = Joined("miracl", "MIRACL (development set)", PARTS)
WHOLE.groups = sum(part.groups or 0 for part in PARTS)
WHOLE_TRAIN = Joined("miracl-train", "MIRACL (training set)", TRAIN)
WHOLE_TRAIN.groups = sum(part.groups or 0 for part in TRAIN)
DATASETS = (*PARTS, *TRAIN, WHOLE, WHOLE_TRAIN)
