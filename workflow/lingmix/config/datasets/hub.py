"""Rows in files of a data set repository of the Hugging Face hub."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from lingmix.config.datasets.rows import Rows, one_or_several
from lingmix.config.publish import PART
from lingmix.data.dataset import HubFile

LONGEST = 200
"""Characters of a path, which becomes the name of one file."""


def _inside(path: str) -> str:
    pure = PurePosixPath(path)
    unnamed = not path.strip() or not pure.parts or not path.isprintable() or len(path) > LONGEST
    if unnamed or pure.is_absolute() or ".." in pure.parts or "\\" in path:
        raise ValueError(f"'{path}' is no path inside a repository, such as data/train.parquet")
    if set(path) & set("*?[{}"):
        raise ValueError(f"'{path}' is a pattern; name the files, so that the same are read tomorrow")
    return path


RepositoryPaths = Annotated[
    tuple[Annotated[str, AfterValidator(_inside)], ...],
    Field(min_length=1),
    BeforeValidator(one_or_several, json_schema_input_type=str | Annotated[tuple[str, ...], Field(min_length=1)]),
]
"""A list of files, as paths inside a repository with forward slashes; or one alone."""


class HubRows(Rows):
    """Files of a data set of the Hugging Face hub, of the forms that the study's own may have.

    Either ``pairs``, or the other three together; each is a path in the repository, or a list of paths.
    """

    kind: Literal["hub"]
    repo: str = Field(pattern=rf"^{PART}/{PART}$", max_length=96)
    """``owner/name``, as in the address of its page."""
    revision: str
    """The commit, 40 hexadecimal digits; see the page's history of files."""
    pairs: RepositoryPaths | None = None
    """As for kind ``files``."""
    queries: RepositoryPaths | None = None
    """As for kind ``files``."""
    passages: RepositoryPaths | None = None
    """As for kind ``files``."""
    qrels: RepositoryPaths | None = None
    """As for kind ``files``."""

    def files(self) -> tuple[HubFile, ...]:
        """Every file that is read, once, under the name that it gets in a folder."""
        paths = dict.fromkeys(path for key in self.given() for path in getattr(self, key))
        return tuple(HubFile(_name(path), self.repo, self.revision, path) for path in paths)

    def names(self) -> dict[str, list[str]]:
        """The names of the files by key."""
        return {key: [_name(path) for path in getattr(self, key)] for key in self.given()}

    @field_validator("revision")
    @classmethod
    def _a_commit(cls, revision: str) -> str:
        if len(revision) != 40 or set(revision) - set("0123456789abcdef"):
            raise ValueError(
                f"'{revision}' is not the 40 hexadecimal digits of a commit; a branch or tag can move, and the study's "
                "results with it. The page's 'Files and versions', 'History' has the commit"
            )
        return revision


def _name(path: str) -> str:
    """A path as the name of one file; doubled hyphens stand for slashes, as in the hub's own cache."""
    return path.replace("/", "--")
