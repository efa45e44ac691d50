"""What a page is made from: the tables and texts of a study, most of which may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lingmix.config.published import Tolerance
from lingmix.config.study import Run
from lingmix.table.labels import Shown
from lingmix.table.made_with import Made


@dataclass(frozen=True)
class Figure:
    """A figure of the study.

    Attributes:
        title: what it shows.
        spec: Vega-Lite with its data inside; None where there is only a picture.
        svg: the same as a picture.
        files: paths relative to the page.
    """

    title: str
    spec: Mapping[str, Any] | None = None
    svg: str | None = None
    files: Sequence[str] = ()


@dataclass(frozen=True)
class Licence:
    """Under which terms a data set may be used, and where it is from."""

    dataset: str
    title: str
    licence: str
    origin: str


@dataclass(frozen=True)
class Content:
    """A study with its results.

    Attributes:
        study: its name.
        table: as :func:`lingmix.table.ablation.ablation` returns it.
        metrics: those that the first table shows.
        runs: all runs, in the study's order.
        baseline: mix, objective and augmentation that variants are compared with.
        conclusion: ``sentences``, and ``benchmarks`` with more by name, both as :mod:`lingmix.stats` words them.
        effects: columns ``benchmark``, ``setting``, ``metric``, and those of the effect table.
        exposure: as :func:`lingmix.table.exposure.exposure_table` returns it.
        factors: as :func:`lingmix.stats.factors.factors` returns it.
        reproduction: as :func:`lingmix.stats.published.reproductions` returns it; None if nothing published
            corresponds to the study.
        tolerance: what its verdicts mean.
        worst: by run and benchmark, as :func:`lingmix.report.worst.worst` returns them.
        figures: in the order in which they are shown.
        remarks: what is to be said of each benchmark, such as leakage.
        licences: of all data sets behind the study.
        records: what ``training.json`` says, by run.
        versions, machines: as :func:`lingmix.table.made_with.made_with` returns them.
        resolved: the study as YAML, with every default.
        links: of files beside the page, their paths relative to it and what they hold.
        run_files: by run, paths of files that are its own.
        folder: the study's folder as the command line has it, with a slash at its end.
        options: what a command needs to mean this study.
    """

    study: str
    table: pd.DataFrame
    metrics: Shown
    runs: Sequence[Run]
    baseline: Sequence[str] | None = None
    conclusion: Mapping[str, Any] | None = None
    effects: pd.DataFrame | None = None
    exposure: pd.DataFrame | None = None
    factors: pd.DataFrame | None = None
    reproduction: pd.DataFrame | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)
    worst: Mapping[tuple[str, str], pd.DataFrame] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    licences: Sequence[Licence] = ()
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    versions: Sequence[Made] = ()
    machines: Sequence[Made] = ()
    resolved: str = ""
    links: Sequence[tuple[str, str]] = ()
    run_files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    folder: str = ""
    options: str = ""

    @property
    def benchmarks(self) -> list[str]:
        """In the study's order."""
        return list(dict.fromkeys(self.table["benchmark"]))

    def command(self, run: str, benchmark: str) -> str:
        """What makes a run's values on a benchmark."""
        options = f" {self.options}" if self.options else ""
        return f"snakemake {self.folder}runs/{run}/{benchmark}/metrics.parquet --cores all{options}"
