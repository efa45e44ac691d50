"""``cldr-qa``: an embedded data set in 11 languages, for when there is neither network nor mirror."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.cldr.relations import LANGUAGES, Split
from lingmix.data.dataset import Dataset

if TYPE_CHECKING:
    from lingmix.data.tables import Retrieval


class CldrQa(Dataset):
    """Questions on territories, places, languages and currencies, generated from Unicode CLDR.

    The two splits hold different relations over the same entities, so an encoder that never saw two languages in one
    batch has little to match them by across languages.
    """

    licence = "Unicode-3.0"
    origin = "https://cldr.unicode.org"
    languages = LANGUAGES
    packages = ("babel",)

    def __init__(self, split: Split, groups: int) -> None:
        """The data set of one split, which has so many questions."""
        self.split = split
        self.name = f"cldr-qa/{split}"
        self.title = f"CLDR questions and answers ({split})"
        self.groups = groups
        self.size = groups * len(LANGUAGES)

    def retrieval(self, raw: Path) -> Retrieval:
        """The tables of this split; ``raw`` is not read."""
        from lingmix.data.cldr.build import build

        return build(self.split)


DATASETS = (CldrQa("train", 1_584), CldrQa("test", 293))
