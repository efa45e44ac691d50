"""BUCC 2018 (Zweigenbaum, Sharoff and Rapp 2018): find the translations in two sets of sentences, German, French,
Russian or Chinese and English, most of which have none.

As in XTREME (``download_bucc18`` of its ``download_data.sh``) the shared task's sample set is for tuning, part
``<language>-dev``, and its training set is scored, part ``<language>-test``: the answers to its test set are not
public. LASER tunes on the training set, and its test results are the organisers'. Scored by ``margin_f1``, see
:mod:`lingmix.metrics.margin`; mteb's BUCC is ``f1`` here, which asks only for sentences that have a translation.
"""

from __future__ import annotations

import bz2
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, Joined, RemoteFile
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from lingmix.data.tables import Retrieval

URL = "https://comparable.limsi.fr/bucc2018"
SPLITS = {"dev": "sample", "test": "training"}
"""What the shared task calls each of our parts."""


class Bucc(Dataset):
    """Sentences of one language against English ones; a group is a sentence of the former."""

    licence = "not stated; texts of Wikipedia and News Commentary"
    origin = "https://comparable.limsi.fr/bucc2018/bucc2018-task.html"
    tasks = ("evaluation",)
    settings = ("crosslingual",)
    metrics = ("margin_f1", "margin_f1_oracle")
    symmetric = True

    def __init__(self, language: str) -> None:
        """The data set of one language and English."""
        self.language = language
        self.name = f"bucc/{language}"
        self.title = f"BUCC 2018 ({language}-en)"
        self.languages = tuple(sorted((language, "en")))
        # the publisher states no checksums
        self.files = tuple(
            RemoteFile(name, f"{URL}/{name}", None) for split in SPLITS.values() for name in [self._archive(split)]
        )

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`.

        Groups and passages are ``<part>:<id>``. Most queries have no relevant passage.

        Raises:
            LingmixError: an archive is missing, damaged or unsafe, or a file in it is not in the format.
        """
        import pandas as pd

        from lingmix.data.tables import retrieval

        queries, passages, qrels = [], [], []
        for split, published in SPLITS.items():
            part = f"{self.language}-{split}"
            pair = f"{self.language}-en"
            ends = (self.language, "en", "gold")
            wanted = [f"bucc2018/{pair}/{pair}.{published}.{end}" for end in ends]
            archive = raw / self._archive(published)
            found = _read(archive, wanted)
            foreign, english, gold = ([_fields(line, archive, name) for line in found[name]] for name in wanted)
            queries += [(f"{part}:{key}", self.language, text, part) for key, text in foreign]
            passages += [(f"{part}:{key}", "en", text, "", part) for key, text in english]
            qrels += [(f"{part}:{theirs}", "en", f"{part}:{ours}") for theirs, ours in dict.fromkeys(gold)]
        return retrieval(
            pd.DataFrame(queries, columns=["group", "lang", "text", "part"]),
            pd.DataFrame(passages, columns=["passage", "lang", "text", "context", "part"]),
            pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
            name=self.name,
            unjudged_queries=True,
        )

    def _archive(self, published: str) -> str:
        return f"bucc2018-{self.language}-en.{published}-gold.tar.bz2"


def _read(archive: Path, wanted: list[str]) -> dict[str, list[str]]:
    """The lines of some files in an archive, of which nothing is written to disk."""
    found: dict[str, list[str]] = {}
    names = []
    try:
        with bz2.open(archive) as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            for member in tar:
                name = tarfile.data_filter(member, str(archive.parent)).name.removeprefix("./")
                names.append(name)
                if name in wanted and (content := tar.extractfile(member)) is not None:
                    found[name] = content.read().decode("utf-8").removesuffix("\n").split("\n")
            # tarfile stops at the end of the tar and would not see that the end of the stream is missing
            while stream.read(1 << 20):
                pass
    except FileNotFoundError as error:
        raise LingmixError(f"{archive}: no such file; fetch the data set first") from error
    except UnicodeDecodeError as error:
        raise LingmixError(f"{archive}, {names[-1]}: not UTF-8 ({error})") from error
    except tarfile.FilterError as error:
        raise LingmixError(f"{archive}: not safe to read ({error}); get it from {URL}") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise LingmixError(f"{archive}: damaged or no tar.bz2 ({error}); remove it and fetch it again") from error
    if missing := [name for name in wanted if name not in found]:
        raise LingmixError(f"{archive}: no {', '.join(missing)} in it; there are: {', '.join(names) or 'none'}")
    return found


def _fields(line: str, archive: Path, name: str) -> tuple[str, str]:
    match line.removesuffix("\r").split("\t"):
        case [first, second, *_]:
            return first, second
    raise LingmixError(f"{archive}, {name}: the line {line[:80]!r} is not two fields with a tab between")


PAIRS = tuple(Bucc(language) for language in ("de", "fr", "ru", "zh"))
DATASETS = (*PAIRS, Joined("bucc", "BUCC 2018", PAIRS))
