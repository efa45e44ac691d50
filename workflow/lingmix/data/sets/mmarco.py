"""mMARCO (Bonifacio et al. 2021, arXiv 2108.13897): MS MARCO's passages and queries, translated into 13 languages.

The pairs are those of its file of 39,780,811 triples (the number that 2408.10536 reports): each query with the positive
that the file has first, and as negatives the first :data:`NEGATIVES` that the file has with these two. A group is a
query's id, the same in all languages, so that the languages are parallel.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, HubFile, Joined
from lingmix.data.readers.lines import AGAIN, tsv
from lingmix.data.readers.pairs import Row, collected
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    import pandas as pd

REPOSITORY, REVISION = "unicamp-dl/mmarco", "6d039c4638c0ba3e46a9cb7b498b145e7edc6230"
NEGATIVES = 4
LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "id": "indonesian",
    "it": "italian",
    "ja": "japanese",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "vi": "vietnamese",
    "zh": "chinese",
}


class MMarco(Dataset):
    """The training triples in one language."""

    licence = "Apache-2.0; texts of MS MARCO, for non-commercial research"
    origin = "https://arxiv.org/abs/2108.13897"
    tasks = ("training",)
    sources = ("ms-marco/train",)

    def __init__(self, language: str, english: str) -> None:
        """Declare the files of one language, which goes by its English name there."""
        self.name = f"mmarco/{language}"
        self.title = f"mMARCO ({language}, training triples)"
        self.languages = (language,)
        paths = {
            "triples.tsv": "data/triples.train.ids.small.tsv",
            "queries.tsv": f"data/google/queries/train/{english}_queries.train.tsv",
            "passages.tsv": f"data/google/collections/{english}_collection.tsv",
        }
        self.files = tuple(HubFile(name, REPOSITORY, REVISION, path) for name, path in paths.items())

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`.

        In memory are the triples' numbers (about 0.5 GB, and twice that for a moment) and the texts that are used.

        Raises:
            LingmixError: a file is missing or not in the format, or a triple names what no file has.
        """
        (language,) = self.languages
        triples = _triples(raw / "triples.tsv")
        queries = _texts(raw / "queries.tsv", triples["query"])
        passages = _texts(raw / "passages.tsv", triples["positive"], triples["negative"])
        return collected(_rows(triples, queries, passages), name=self.name, language=language)


def _triples(path: Path) -> pd.DataFrame:
    """``query``, ``positive`` and ``negative``, int32: of each query the first positive and its first negatives."""
    import pyarrow as pa
    from pyarrow import csv

    names = ["query", "positive", "negative"]
    if not path.is_file():
        raise LingmixError(f"{path}: no such file; fetch the data set first")
    try:
        table = csv.read_csv(
            path,
            read_options=csv.ReadOptions(column_names=names),
            parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.int32()), null_values=[]),
        )
    except pa.ArrowException as error:
        raise LingmixError(f"{path}: not three numbers a line with tabs between ({error}); {AGAIN}") from error
    triples: pd.DataFrame = table.to_pandas(self_destruct=True, split_blocks=True)
    first = triples.drop_duplicates("query").set_index("query")["positive"]
    triples = triples[triples["positive"].to_numpy() == first.loc[triples["query"]].to_numpy()].drop_duplicates()
    return triples[triples.groupby("query").cumcount() < NEGATIVES]


def _texts(path: Path, *ids: pd.Series[Any]) -> dict[int, str]:
    """The texts with these ids in a table of ids and texts."""
    wanted = {int(one) for column in ids for one in column.unique()}
    found: dict[int, str] = {}
    for place, (key, text) in tsv(path, 2):
        if not key.isascii() or not key.isdigit():
            raise LingmixError(f"{place}: the id '{key[:40]}' is no number; {AGAIN}")
        if int(key) in wanted:
            found[int(key)] = text
    if absent := sorted(wanted - found.keys()):
        raise LingmixError(f"{path}: {len(absent):,} ids of the triples are not there, the first: {absent[0]}; {AGAIN}")
    return found


def _rows(triples: pd.DataFrame, queries: dict[int, str], passages: dict[int, str]) -> Iterator[Row]:
    together: dict[tuple[int, int], list[int]] = {}
    for query, positive, negative in zip(*(triples[name].tolist() for name in triples.columns), strict=True):
        together.setdefault((query, positive), []).append(negative)
    for (query, positive), negatives in together.items():
        yield f"ms-marco:{query}", queries[query], passages[positive], [passages[one] for one in negatives]


PARTS = tuple(MMarco(*language) for language in LANGUAGES.items())
DATASETS = (*PARTS, Joined("mmarco", "mMARCO (training triples)", PARTS))
