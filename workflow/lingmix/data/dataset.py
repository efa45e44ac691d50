"""What a data set of the registry declares, and how it turns its files into the uniform tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    import pandas as pd

    from lingmix.data.tables import Retrieval

Task = Literal["evaluation", "training"]


@dataclass(frozen=True)
class RemoteFile:
    """A file of a data set, pinned: the URL names a commit or version, the checksum its content."""

    name: str
    """File name under ``raw/``."""
    url: str
    sha256: str | None
    """64 hexadecimal digits; None for a file whose publisher states none, whose first download's is recorded."""


class Dataset(ABC):
    """A data set of the registry. Importing it must be cheap: no pandas, no network, no files read.

    A data set whose judgements tell one relevant passage from all others serves both tasks; a subclass for a plain
    training set overrides :meth:`pairs` and :attr:`tasks`.
    """

    name: str
    """As a study names it: ``family`` or ``family/split``."""
    title: str
    licence: str
    """SPDX identifier where there is one."""
    origin: str
    """The page or paper that describes it."""
    languages: tuple[str, ...]
    """BCP 47, sorted."""
    files: tuple[RemoteFile, ...] = ()
    packages: tuple[str, ...] = ()
    """Python distributions whose content the data set is made of; their versions identify it."""
    tasks: ClassVar[tuple[Task, ...]] = ("evaluation", "training")

    @abstractmethod
    def retrieval(self, raw: Path) -> Retrieval:
        """Queries, passages and judgements from the files in ``raw``."""

    def pairs(self, raw: Path) -> pd.DataFrame:
        """Training pairs (see :func:`lingmix.data.tables.training_pairs`) from the files in ``raw``."""
        from lingmix.data.tables import pairs_of

        return pairs_of(self.retrieval(raw), self.name)
