"""The data sets that lingmix knows by name: whatever the modules of :mod:`lingmix.data.sets` declare."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import ModuleType

from lingmix.data import sets
from lingmix.data.dataset import Dataset
from lingmix.discover import modules
from lingmix.errors import LingmixError, unknown_name


def names() -> list[str]:
    """The names of all data sets, sorted."""
    return sorted(_all())


def get(name: str) -> Dataset:
    """The data set called ``name``.

    Raises:
        LingmixError: there is none; the message lists those there are.
    """
    if name not in _all():
        raise LingmixError(unknown(name))
    return _all()[name]


def unknown(name: str, own: Iterable[str] = ()) -> str:
    """Say that neither the registry nor ``own`` has a data set of this name, and what there is; parts of unions are
    left to their union."""
    parts = {part for dataset in _all().values() for part in dataset.parts}
    return unknown_name("data set", name, [*(set(_all()) - parts), *own], hidden=sorted(parts))


def module(name: str) -> str:
    """The dotted name of the module that declares the data set ``name``."""
    get(name)
    return _homes()[name]


def collect(package: ModuleType) -> dict[str, Dataset]:
    """The data sets by name that the modules of ``package`` declare in their ``DATASETS`` tuples.

    Raises:
        LingmixError: a module without ``DATASETS``, or two data sets of one name.
    """
    found: dict[str, Dataset] = {}
    home: dict[str, str] = {}
    for declaring in modules(package).values():
        here = declaring.__name__
        if not hasattr(declaring, "DATASETS"):
            raise LingmixError(f"{here} declares no DATASETS, the tuple of the data sets that it adds")
        for dataset in declaring.DATASETS:
            if dataset.name in found:
                raise LingmixError(
                    f"the data set name '{dataset.name}' is taken twice, in {home[dataset.name]} and in {here}"
                )
            found[dataset.name] = dataset
            home[dataset.name] = here
    return found


@cache
def _all() -> dict[str, Dataset]:
    return collect(sets)


@cache
def _homes() -> dict[str, str]:
    return {dataset.name: home.__name__ for home in modules(sets).values() for dataset in home.DATASETS}
