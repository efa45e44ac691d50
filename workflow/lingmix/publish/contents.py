"""What goes to the hub, and how it is shown to a person before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lingmix.errors import LingmixError
from lingmix.publish.repository import Repository

CARD = "README.md"
RECORD = "training.json"
SCORES = "metrics.csv"
MANY = 10
"""Names of files that are listed in a sentence at most."""


@dataclass(frozen=True)
class Item:
    """A file as it will be in the repository."""

    path: str
    """With forward slashes, from the repository's root."""
    content: Path | bytes
    """The file that has the content, or the content itself."""

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size


def contents(model: Path, *, card: str, record: Path, scores: pd.DataFrame) -> tuple[Item, ...]:
    """Everything that goes, by path.

    Args:
        model: a sentence-transformers folder; hidden files in it do not go, nor its own README.md.
        card: the README.md that goes instead.
        record: the ``training.json`` beside the model.
        scores: the run's macro values, one a row: ``benchmark``, ``setting``, ``metric``, ``value``, ``queries``.

    Raises:
        LingmixError: the folder holds no model, or a file of one of the names that are added.
    """
    inside = {path.relative_to(model): path for path in model.rglob("*") if path.is_file()}
    found: dict[str, Path | bytes] = {
        name.as_posix(): path
        for name, path in inside.items()
        if not any(part.startswith(".") for part in name.parts) and name.as_posix() != CARD
    }
    if "modules.json" not in found:
        raise LingmixError(f"{model} is no sentence-transformers model: it has no modules.json. Train the run again")
    for name in (RECORD, SCORES):
        if name in found:
            raise LingmixError(f"{model / name} is where the run's {name} would go; move it away")
    columns = ["benchmark", "setting", "metric", "value", "queries"]
    table = scores[columns].to_csv(index=False, lineterminator="\n").encode()
    added: dict[str, Path | bytes] = {CARD: card.encode(), RECORD: record, SCORES: table}
    return tuple(Item(path, content) for path, content in sorted((found | added).items()))


def listing(items: Sequence[Item], repository: Repository, *, private: bool) -> str:
    """The repository, then the files with their sizes in bytes and whether they are there already, then their sum."""
    sizes = [f"{item.size:,}" for item in items]
    total = f"{sum(item.size for item in items):,}"
    width, longest = max(map(len, [*sizes, total])), max(len(item.path) for item in items)
    remarks = ["replaces the one there" if item.path in repository.files else "" for item in items]
    lines = [
        f"  {size:>{width}}  {item.path:{longest}}  {remark}".rstrip()
        for item, size, remark in zip(items, sizes, remarks, strict=True)
    ]
    return "\n".join(
        [
            f"To {repository.page}",
            _state(repository, private),
            "",
            *lines,
            f"  {total:>{width}}  bytes in {len(items)} files",
            *_staying(items, repository),
        ]
    )


def _state(repository: Repository, private: bool) -> str:
    wanted = "private" if private else "public"
    if repository.there is None:
        return f"Whether it is there could not be asked: {repository.unasked}. If it is not, it will be {wanted}."
    if not repository.there:
        unseen = "" if repository.asked_as else " (or is hidden from who has no token)"
        return f"It is not there yet{unseen} and will be {wanted}."
    if repository.private == private:
        return f"It is there already and {wanted}."
    if private:
        return "It is there already and PUBLIC, but the study says private: the upload will be refused."
    return "It is there already, is private and stays so."


def _staying(items: Sequence[Item], repository: Repository) -> list[str]:
    """Files of a repository that are not replaced; the one that the hub makes itself is no news."""
    others = sorted(repository.files - {item.path for item in items} - {".gitattributes"})
    if not others:
        return []
    more = f" and {len(others) - MANY} more" if len(others) > MANY else ""
    return [f"Other files there stay as they are: {', '.join(others[:MANY])}{more}"]
