"""What a data set of the registry declares, and how it turns its files into the uniform tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

if TYPE_CHECKING:
    import pandas as pd

    from lingmix.data.tables import Retrieval

Task = Literal["evaluation", "training"]
Setting = Literal["monolingual", "crosslingual", "multilingual"]
SETTINGS: tuple[Setting, ...] = ("monolingual", "crosslingual", "multilingual")
HUB = "https://huggingface.co"


@dataclass(frozen=True)
class RemoteFile:
    """A file of a data set, pinned: the URL names a commit or version, the checksum its content."""

    name: str
    """File name under ``raw/``."""
    url: str
    sha256: str | None
    """64 hexadecimal digits; None for a file whose publisher states none, whose first download's is recorded."""


@dataclass(frozen=True)
class HubFile:
    """A file of a data set repository of the Hugging Face hub, pinned to a commit."""

    name: str
    """File name under ``raw/``."""
    repo: str
    """``owner/name``."""
    revision: str
    """The 40 hexadecimal digits of a commit."""
    path: str
    """Inside the repository."""
    sha256: str | None = None
    """64 hexadecimal digits, where known; the commit pins the content too."""

    @property
    def url(self) -> str:
        """Where a browser finds the file, and under which name a mirror has it."""
        return f"{HUB}/datasets/{self.repo}/resolve/{self.revision}/{quote(self.path)}"


File = RemoteFile | HubFile


class Dataset:
    """A data set of the registry. Importing it must be cheap: no pandas, no network, no files read.

    A benchmark overrides :meth:`retrieval`. Where its judgements tell one relevant passage from all others it serves
    training too. A training set overrides :meth:`pairs`; one that is no benchmark also sets :attr:`tasks`.
    """

    name: str
    """As a study names it: ``family`` or ``family/part``."""
    title: str
    licence: str
    """SPDX identifier where there is one."""
    origin: str
    """The page or paper that describes it."""
    languages: tuple[str, ...]
    """BCP 47, sorted."""
    files: tuple[File, ...] = ()
    packages: tuple[str, ...] = ()
    """Python distributions whose content the data set is made of; their versions identify it."""
    tasks: tuple[Task, ...] = ("evaluation", "training")
    groups: int | None = None
    """Questions in all their languages, or groups of training pairs; None where no source states the number."""
    queries: int | None = None
    """Queries of a benchmark in all languages together, where they are not its groups in each of its languages."""
    size: int | None = None
    """Passages of a benchmark, pairs of a training set; None where no source states the number."""
    sources: tuple[str, ...] = ()
    """What it was made from, as ``family/split``, such as ``squad/dev``: data sets that share one hold the same texts,
    perhaps translated, and those that share a family only are related."""
    settings: tuple[Setting, ...] = SETTINGS
    """The retrieval settings in which its judgements mean something."""
    metrics: tuple[str, ...] = ()
    """Metrics of its published protocol, computed beside those of the study and shown first."""
    symmetric: bool = False
    """Whether query and passage are texts of one sort, as translations are: both then get the query's prefix."""
    parts: tuple[str, ...] = ()
    """Names of the data sets that it is the union of; it then has no files of its own."""
    shards: tuple[str, ...] = ()
    """Names of files whose passages are kept in a table each, read one after the other, for pools that do not fit
    into memory; :meth:`retrieval` then gives no passages, :meth:`shard` does."""

    def retrieval(self, raw: Path) -> Retrieval:
        """Queries, passages and judgements from the files in ``raw``."""
        raise NotImplementedError(f"{type(self).__name__} has no retrieval()")

    def shard(self, path: Path) -> Iterator[pd.DataFrame]:
        """The passages in one of :attr:`shards`, in blocks with the columns of :attr:`Retrieval.passages`."""
        raise NotImplementedError(f"{type(self).__name__} has no shard()")

    def pairs(self, raw: Path) -> pd.DataFrame:
        """Training pairs (see :func:`lingmix.data.tables.training_pairs`) from the files in ``raw``."""
        from lingmix.data.tables import pairs_of

        return pairs_of(self.retrieval(raw), self.name)

    @property
    def asked(self) -> int | None:
        """Queries of a benchmark in all languages together, as far as they are stated."""
        if self.queries is not None:
            return self.queries
        return None if self.groups is None else self.groups * len(self.languages)

    @property
    def pairs_from_judgements(self) -> bool:
        """Whether its training pairs are those of its judgements, so that a part of these gives a part of those."""
        return type(self).pairs is Dataset.pairs


class Joined(Dataset):
    """A union of data sets of the registry, which differ in language."""

    def __init__(self, name: str, title: str, parts: tuple[Dataset, ...]) -> None:
        """What the parts agree in is taken from the first of them."""
        first = parts[0]
        self.name, self.title = name, title
        self.licence, self.origin, self.tasks = first.licence, first.origin, first.tasks
        self.settings, self.metrics, self.symmetric = first.settings, first.metrics, first.symmetric
        self.packages = first.packages
        self.sources = tuple(sorted({source for part in parts for source in part.sources}))
        self.languages = tuple(sorted({language for part in parts for language in part.languages}))
        self.parts = tuple(part.name for part in parts)
        sizes = [part.size for part in parts]
        self.size = None if None in sizes else sum(size or 0 for size in sizes)
        asked = [part.asked for part in parts]
        self.queries = None if None in asked else sum(number or 0 for number in asked)
