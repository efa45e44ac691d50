"""XQuAD-R and MLQA-R of LAReQA (Roy et al. 2020, arXiv 2004.05484): questions in several languages, and the sentence
of a Wikipedia paragraph that answers each.

The files are SQuAD JSON in which a paragraph also has ``sentences`` and ``sentence_breaks``, the half-open character
intervals of the sentences in ``context``. Every sentence of every paragraph is a passage, copies included, and its
text is ``sentences`` as published (in two Turkish sentences of XQuAD-R that is not the slice of the context). The
relevant one is the sentence in which the answer starts; 137 answers run on beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, RemoteFile
from lingmix.data.readers.squad import get, paragraphs
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from lingmix.data.tables import Retrieval

REPOSITORY = "https://raw.githubusercontent.com/google-research-datasets/lareqa"


class Lareqa(Dataset):
    """One of LAReQA's benchmarks: a JSON file per language; a group is a question id."""

    origin = "https://arxiv.org/abs/2004.05484"
    metrics = ("map", "map@20")
    """LAReQA's, over the full ranking, and XTREME-R's."""

    def __init__(
        self,
        *,
        name: str,
        title: str,
        licence: str,
        folder: str,
        sha256: Mapping[str, str],
        groups: int | None = None,
        size: int | None = None,
        queries: int | None = None,
        sources: tuple[str, ...] = (),
    ) -> None:
        """Declare ``<language>.json`` for each language in ``sha256``, found under ``folder`` of the repository."""
        self.name = name
        self.title = title
        self.licence = licence
        self.groups = groups
        self.size = size
        self.queries = queries
        self.sources = sources
        self.languages = tuple(sorted(sha256))
        self.files = tuple(
            RemoteFile(f"{language}.json", f"{REPOSITORY}/{folder}/{language}.json", sha256[language])
            for language in self.languages
        )

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`.

        A passage's id is ``<language>:<article>:<paragraph>:<sentence>``, numbered from 0 and padded, so that the
        ids sort as the file does; its context is the paragraph.

        Raises:
            LingmixError: a file is missing or not in the format, with the place.
        """
        import pandas as pd

        from lingmix.data.tables import retrieval

        queries, passages, qrels = [], [], []
        for language in self.languages:
            for stem, where, paragraph in paragraphs(raw / f"{language}.json"):
                context = get(paragraph, "context", str, where)
                sentences = get(paragraph, "sentences", list, where)
                breaks = _breaks(paragraph, where)
                if len(breaks) != len(sentences):
                    raise LingmixError(f"{where}: {len(sentences)} sentences but {len(breaks)} sentence_breaks")
                ids = [f"{language}:{stem}:{number:03d}" for number in range(len(sentences))]
                passages += [(key, language, text, context) for key, text in zip(ids, sentences, strict=True)]
                for question in get(paragraph, "qas", list, where):
                    group = get(question, "id", str, where)
                    place = f"{where}, question '{group}'"
                    queries.append((group, language, get(question, "question", str, place)))
                    qrels.append((group, language, ids[_answering(question, breaks, place)]))
        return retrieval(
            pd.DataFrame(queries, columns=["group", "lang", "text"]),
            pd.DataFrame(passages, columns=["passage", "lang", "text", "context"]),
            pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
            name=self.name,
        )


def _breaks(paragraph: Any, where: str) -> list[tuple[int, int]]:
    """The intervals of the sentences in the paragraph, ``start <= character < end``."""
    breaks = []
    for pair in get(paragraph, "sentence_breaks", list, where):
        match pair:
            case [int(start), int(end)]:
                breaks.append((start, end))
            case _:
                raise LingmixError(f"{where}: the sentence break {pair!r} is not [start, end]")
    return breaks


def _answering(question: Any, breaks: list[tuple[int, int]], where: str) -> int:
    """The number of the sentence in which the first answer starts."""
    answers = get(question, "answers", list, where)
    if not answers:
        raise LingmixError(f"{where}: no answer")
    position = get(answers[0], "answer_start", int, where)
    for number, (start, end) in enumerate(breaks):
        if start <= position < end:
            return number
    raise LingmixError(f"{where}: the answer starts at character {position}, which is in no sentence")


DATASETS = (
    Lareqa(
        name="xquad-r",
        title="XQuAD-R",
        licence="CC-BY-SA-4.0",
        folder="9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c/xquad-r",
        groups=1_190,
        size=13_014,
        sources=("squad/dev", "xquad/test"),
        sha256={
            "ar": "c52922d3b8ac1ae03ed5ac38647ad59870dca3dda2beefe18ecdc30729acb69d",
            "de": "16fb0f4bf4916154b585a20c24c66074591c9718a1affe764ff4697572328949",
            "el": "163fd43ee785a30eb534ae2061e9eaa766a7ee4e8ffce5e4b422480c150f64b6",
            "en": "7b0954f39297c27a31fef610f0883337dd2907fa8699151dc922afdd0fa12ffe",
            "es": "f8e836b2d91009c4363e04315f7ede363eedbbb49c67dda60de6c4aa782f58de",
            "hi": "ea45ba8ae4513d1533b222bebdc02a90bc319c055d3aeea68584a053d2e92872",
            "ru": "7f4dff853538b9a5fcc28c070b8bb983a5c5d190ac747b8e005a1ada9cab18f1",
            "th": "c3a041864c3a9fb0b4dd91cfdf99cf36b411b3e704c58a303c97bc6dc786cfe4",
            "tr": "f3e8c13002bbce154a4578f535f7533cb70f3da08840e6b62735935baec7bd94",
            "vi": "e35926bf5cc6fc6ecbdfca49467aabeb454f08d152d7818143a906bd31dde995",
            "zh": "80c2cde7b9c2fb134c303cbb52f2ba396ead9eb0014aec43993543d2ba9e93ed",
        },
    ),
    Lareqa(
        name="mlqa-r",
        title="MLQA-R (development set)",
        licence="CC-BY-NC-4.0",
        folder="354d67d1cd066854cdfbf5ad0e6105528976141d/mlqa-r",
        groups=1_148,
        size=20_534,
        queries=4_199,
        sources=("mlqa/dev",),
        sha256={
            "ar": "2132fbc03208535c0fe01f2e2c5121d06f9c2aa799af93b0a719dbc105bdf137",
            "de": "ce9454dc5aa6f2d85c23cd6e49cb367fbb7c4c6e62d7f71e355c6b5dae4d0886",
            "en": "fedd9a5cc0848dda80caf84aa36f482adaae230526a3f6e9e86926a93ef3b1e4",
            "es": "70ecba276b8c96a692b120693a595d076ce94ad21d4b28311538a9fcbfe0f9d7",
            "hi": "4dd0fb3c06f737a5481d705bc1dcac7876712a5815c9265908fbb3a0696cb654",
            "vi": "9d3baff6ba03e6793b25594217265ea59a136b9733833dca8a9582a84a78ff85",
            "zh": "57f01d2fff50cf3392805635b01445339f225ad5bf28ba8443b12f8dbd1e69dc",
        },
    ),
)
