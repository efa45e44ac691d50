"""What a mix may draw: of all groups and languages, those that its restrictions leave."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.config.mix import Crossing, MixBase
from lingmix.errors import LingmixError, unknown_name
from lingmix.plan.catalogue import Catalogue


@dataclass(frozen=True)
class Allowed:
    """The part of a catalogue that a mix may draw from.

    Attributes:
        catalogue: the whole catalogue with ``has`` cut down to what may be drawn; all numbers stay.
        together: bool (L, L), symmetric: the pairs of different languages that may be drawn together.
    """

    catalogue: Catalogue
    together: NDArray[np.bool_]

    @property
    def languages(self) -> NDArray[np.int64]:
        """Numbers of the languages that some group may be drawn in, ascending."""
        return np.flatnonzero(self.catalogue.has.any(axis=0))

    @property
    def groups(self) -> int:
        """How many groups may be drawn."""
        return int(self.catalogue.has.any(axis=1).sum())

    @property
    def parallel(self) -> int:
        """How many groups may be drawn in two languages or more."""
        return int((self.catalogue.has.sum(axis=1) > 1).sum())


def restrict(catalogue: Catalogue, mix: MixBase, seed: int) -> Allowed:
    """Apply a mix's ``data_size``, ``exclude_languages``, ``parallel_size``, ``exclude_pairs`` and ``pivot``, in turn.

    Groups come in the order of a hash of seed, data set and group, and a group that is not parallel is there in the
    language for which a hash of seed, data set, group and language is lowest. So smaller sizes are nested in larger
    ones, all mixes of a seed share them, and neither excluding a language nor another size changes the language of a
    group that keeps one it has.

    Raises:
        LingmixError: a language that is not in the data, a size larger than it, or nothing left.
    """
    named = {
        "exclude_languages": mix.exclude_languages,
        "exclude_pairs": [language for pair in mix.exclude_pairs for language in pair],
        "pivot": [mix.pivot] if isinstance(mix, Crossing) and mix.pivot else [],
    }
    for key, tags in named.items():
        for tag in tags:
            if tag not in catalogue.languages:
                raise LingmixError(f"{key}: {unknown_name('training language', tag, catalogue.languages)}")
    return Allowed(replace(catalogue, has=_has(catalogue, mix, seed)), _together(catalogue, mix))


def _has(catalogue: Catalogue, mix: MixBase, seed: int) -> NDArray[np.bool_]:
    has = catalogue.has
    if mix.data_size is None and mix.parallel_size is None and not mix.exclude_languages:
        return has
    has = has.copy()
    keys = _keys(catalogue, seed)
    order = np.argsort(keys, kind="stable")
    if mix.data_size is not None:
        if mix.data_size > len(order):
            raise LingmixError(
                f"data_size is {mix.data_size}, but the training data has {len(order)} groups: "
                f"{_by_dataset(catalogue, np.arange(len(order)))}"
            )
        has[order[mix.data_size :]] = False
    has[:, [tag in mix.exclude_languages for tag in catalogue.languages]] = False
    if not has.any():
        raise LingmixError(
            f"exclude_languages leaves nothing of {len(order[: mix.data_size])} groups; the training languages are: "
            f"{', '.join(catalogue.languages)}"
        )
    if mix.parallel_size is not None:
        parallel = order[has[order].sum(axis=1) > 1]
        if mix.parallel_size > len(parallel):
            raise LingmixError(
                f"parallel_size is {mix.parallel_size}, but in two languages or more, of those that the mix may draw, "
                f"there are {len(parallel)} groups: {_by_dataset(catalogue, parallel)}"
            )
        single = parallel[mix.parallel_size :]
        has[single] = _one_each(has[single], keys[single], catalogue.languages)
    return has


def _together(catalogue: Catalogue, mix: MixBase) -> NDArray[np.bool_]:
    number = {tag: position for position, tag in enumerate(catalogue.languages)}
    together = ~np.eye(len(number), dtype=bool)
    for tag in mix.exclude_languages:
        together[number[tag]] = together[:, number[tag]] = False
    for first, second in mix.exclude_pairs:
        together[number[first], number[second]] = together[number[second], number[first]] = False
    if isinstance(mix, Crossing) and mix.pivot:
        others = np.arange(len(number)) != number[mix.pivot]
        together[np.ix_(others, others)] = False
    return together


def _keys(catalogue: Catalogue, seed: int) -> NDArray[np.uint64]:
    """A hash of seed, data set and group for each group."""
    names = [catalogue.datasets[number] for number in catalogue.dataset]
    texts = [f"{seed}\n{name}\n{group}" for name, group in zip(names, catalogue.groups, strict=True)]
    return _hashed(np.array(texts, dtype=object))


def _one_each(has: NDArray[np.bool_], keys: NDArray[np.uint64], languages: list[str]) -> NDArray[np.bool_]:
    """Of each row's languages the one whose hash with the row's key is lowest."""
    tags = _hashed(np.array(languages, dtype=object))
    both = _hashed((keys[:, None] ^ tags[None, :]).ravel()).reshape(has.shape)
    chosen = np.where(has, both, np.iinfo(np.uint64).max).argmin(axis=1)
    one: NDArray[np.bool_] = chosen[:, None] == np.arange(has.shape[1])
    return one


def _hashed(values: NDArray[np.object_] | NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed: NDArray[np.uint64] = pd.util.hash_array(values, categorize=False)
    return hashed


def _by_dataset(catalogue: Catalogue, groups: NDArray[np.int64]) -> str:
    counts = np.bincount(catalogue.dataset[groups], minlength=len(catalogue.datasets))
    return ", ".join(f"{name} {count}" for name, count in zip(catalogue.datasets, counts, strict=True))
