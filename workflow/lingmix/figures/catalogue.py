"""Which figures a study has, decided from the study alone: nothing here imports what draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from lingmix.config.study import Study
from lingmix.errors import LingmixError, unknown_name
from lingmix.figures.mixes import alpha_families, mix_facts, mix_table, size_families

Need = Literal["table", "values", "mixes", "plans", "distances", "courses", "costs", "baseline", "benchmark", "metric"]
"""What a figure is drawn from, by the name of its function's argument."""
SUFFIXES = ("svg", "pdf", "png", "json")
DRAWN = "lingmix.figures.drawn"


@dataclass(frozen=True)
class Figure:
    """A sort of figure.

    Attributes:
        shows: what it shows, as a caption says it.
        needs: the arguments of the function ``draw`` in the module of :data:`DRAWN` that bears the figure's name.
        applies: whether it has something to show of a study on a benchmark; on "" if it is of no benchmark.
    """

    shows: str
    needs: tuple[Need, ...]
    applies: Callable[[Study, str], bool]


def _per_pair(study: Study, benchmark: str) -> bool:
    return any(_has(study, benchmark, setting, study.table.heatmap) for setting in ("monolingual", "crosslingual"))


def _with_baseline(study: Study, benchmark: str) -> bool:
    others = {(run.mix, run.objective, run.augmentation) for run in study.runs.values()}
    return study.baseline is not None and _per_pair(study, benchmark) and len(others) > 1


def _over_alpha(study: Study, benchmark: str) -> bool:
    return _per_pair(study, benchmark) and not alpha_families(mix_table(mix_facts(study))).empty


def _over_size(study: Study, benchmark: str) -> bool:
    mixes = mix_table(mix_facts(study))
    varied = any(not size_families(mixes, by).empty for by in ("data_size", "parallel_size"))
    return _per_pair(study, benchmark) and varied


def _both_settings(study: Study, benchmark: str) -> bool:
    variants = {(run.encoder, run.mix, run.objective, run.augmentation) for run in study.runs.values()}
    both = all(_has(study, benchmark, setting, study.table.heatmap) for setting in ("monolingual", "crosslingual"))
    return both and len(variants) > 1


def _one_pool(study: Study, benchmark: str) -> bool:
    return "multilingual" in study.settings_of(benchmark)


def _biased(study: Study, benchmark: str) -> bool:
    return _has(study, benchmark, "multilingual", "rank_distance")


def _trains(study: Study, benchmark: str) -> bool:
    return any(run.trained for run in study.runs.values())


def _trains_several(study: Study, benchmark: str) -> bool:
    return (
        _per_pair(study, benchmark)
        and len({run.id.rpartition(".s")[0] for run in study.runs.values() if run.trained}) > 1
    )


def _has(study: Study, benchmark: str, setting: str, metric: str) -> bool:
    return (setting, metric) in study.cells_of(benchmark)


FIGURES = {
    "heatmap": Figure("query × passage language, by variant", ("table", "benchmark", "metric"), _per_pair),
    "differences": Figure(
        "differences to the baseline by query × passage language",
        ("table", "baseline", "benchmark", "metric"),
        _with_baseline,
    ),
    "alpha": Figure(
        "quality over α, the share of monolingual batches",
        ("table", "values", "mixes", "benchmark", "metric"),
        _over_alpha,
    ),
    "data_size": Figure(
        "quality over the amount of data", ("table", "values", "mixes", "plans", "benchmark", "metric"), _over_size
    ),
    "pareto": Figure(
        "monolingual against crosslingual quality", ("table", "values", "benchmark", "metric"), _both_settings
    ),
    "bias": Figure("language bias by variant and query language", ("table", "values", "benchmark"), _biased),
    "distances": Figure("distribution of rank distances, by variant", ("distances", "benchmark"), _one_pool),
    "training": Figure("loss in the course of training", ("courses",), _trains),
    "cost": Figure(
        "quality over training time and memory", ("table", "values", "costs", "benchmark", "metric"), _trains_several
    ),
}
"""By name, in the order in which a reader wants them."""


def figure(name: str) -> tuple[str, str]:
    """The sort of a figure and its benchmark, "" for none, from the name of its files without the suffix.

    >>> figure("alpha.cldr-qa.test"), figure("training")
    (('alpha', 'cldr-qa/test'), ('training', ''))

    Raises:
        LingmixError: there is no such sort.
    """
    sort, _, benchmark = name.partition(".")
    if sort not in FIGURES:
        raise LingmixError(unknown_name("figure", sort, FIGURES))
    return sort, benchmark.replace(".", "/")


def figures(study: Study) -> list[str]:
    """The names of a study's figures, such as ``alpha.cldr-qa.test``, those of one benchmark together."""
    found = []
    for benchmark in study.evaluate:
        own = [sort for sort, one in FIGURES.items() if "benchmark" in one.needs and one.applies(study, benchmark)]
        found += [f"{sort}.{benchmark.replace('/', '.')}" for sort in own]
    return [*found, *(sort for sort, one in FIGURES.items() if "benchmark" not in one.needs and one.applies(study, ""))]


def drawing_module(sort: str) -> str:
    """The dotted name of the module that draws a sort of figure."""
    return f"{DRAWN}.{sort}"


def drawing(sort: str) -> Callable[..., object]:
    """The function that draws a sort of figure from what it needs; it returns None where there is nothing to show."""
    found: Callable[..., object] = import_module(drawing_module(sort)).draw
    return found
