"""xPQA (Shen et al. 2023, arXiv 2305.09249) as retrieval: questions about products in 12 languages, the English
sentences that answer them, and answers written in the language of the question.

The study of its authors ranks the candidates of one product, this the whole pool, as mteb's XPQARetrieval does: of each
language the questions, also in English, against all answers in it or all English sentences that answer. Its languages
are parts, since each has English of its own. Questions that read the same are one, and so are such answers. mteb also
merges questions of which only the English reads the same, and does not pair English with English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, RemoteFile
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from lingmix.data.tables import Retrieval

FOLDER = (
    "https://raw.githubusercontent.com/amazon-science/contextual-product-qa/"
    "cec976cc2f2218aa76e562ecc9c7d79f1f3271bc/xPQA"
)
LANGUAGES = ("ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pl", "pt", "ta", "zh")
FILE = "test_answerable_corrected.csv"
COLUMNS = ("lang", "question", "question_en", "candidate", "answer")


class Xpqa(Dataset):
    """The answerable questions of the test set; of the German and Tamil ones people corrected the English."""

    name = "xpqa"
    title = "xPQA (test set, answerable questions)"
    licence = "CDLA-Sharing-1.0"
    origin = "https://arxiv.org/abs/2305.09249"
    tasks = ("evaluation",)
    settings = ("monolingual", "crosslingual")
    metrics = ("ndcg@10",)
    languages = tuple(sorted((*LANGUAGES, "en")))
    sources = ("xpqa/test",)
    files = (RemoteFile(FILE, f"{FOLDER}/{FILE}", None),)

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`.

        A part is called as its language. Groups are ``<part>:<number>`` and passages ``<part>:<language>:<number>``,
        numbered from 0 as they first appear and padded. Rows without an answer are not relevant, and left out.

        Raises:
            LingmixError: the file is missing or not in the format, or a row of it is not, with its place.
        """
        import pandas as pd

        from lingmix.data.readers.lines import cells
        from lingmix.data.tables import retrieval

        groups: dict[tuple[str, str], str] = {}
        queries: list[tuple[str, str, str, str]] = []
        passages: dict[tuple[str, str, str], str] = {}
        qrels: dict[tuple[str, str, str], None] = {}
        for place, row in cells(raw / FILE, COLUMNS):
            if not row["answer"].strip():
                continue
            part = _language(row, place)
            asked = (part, row["question"])
            if asked not in groups:
                groups[asked] = f"{part}:{len(groups):05d}"
                queries.append((groups[asked], part, row["question"], part))
                queries.append((groups[asked], "en", row["question_en"], part))
            for language, text in ((part, row["answer"]), ("en", row["candidate"])):
                passage = passages.setdefault((part, language, text), f"{part}:{language}:{len(passages):06d}")
                qrels[groups[asked], language, passage] = None
        return retrieval(
            pd.DataFrame(queries, columns=["group", "lang", "text", "part"]),
            pd.DataFrame(
                [(passage, language, text, "", part) for (part, language, text), passage in passages.items()],
                columns=["passage", "lang", "text", "context", "part"],
            ),
            pd.DataFrame(list(qrels), columns=["group", "lang", "passage"]),
            name=self.name,
        )


def _language(row: dict[str, Any], place: str) -> str:
    if row["lang"] in LANGUAGES:
        return str(row["lang"])
    raise LingmixError(f"{place}: the language is '{row['lang']}'; there should be: {', '.join(LANGUAGES)}")


DATASETS = (Xpqa(),)
