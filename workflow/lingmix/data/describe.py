"""The page of all data sets of the registry, ``docs/datasets.md``: ``python -m lingmix.data.describe``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lingmix.data import registry
from lingmix.data.dataset import SETTINGS, Dataset, HubFile

PAGE = Path("docs", "datasets.md")
HEAD = """\
# Data sets

<!-- written by `make docs` from the registry -->

Each is one word in a study, under `evaluate` or under `train.datasets`. `snakemake datasets --cores 1` prints this list
with what is on your disk. Files are fetched when a study names them. How the protocols differ from those of mteb and of
XTREME's scripts is in [protocols.md](protocols.md).

- **Pinned** says how well a source is fixed: by the SHA-256 of each file, by a commit of a hub repository, or, where
  the publisher gives neither, by the first download, whose checksum or commit is kept and holds from then on.
- **Made of** names what a data set's texts come from. Data sets that share such a source hold the same texts, perhaps
  translated; a study that trains on one and evaluates on another is told so.
- Where a name stands for several parts, `name/<part>` takes one of them alone.
"""


def page() -> str:
    """The whole page, in Markdown."""
    every = [registry.get(name) for name in registry.names()]
    parts = {part for dataset in every for part in dataset.parts}
    shown = [dataset for dataset in every if dataset.name not in parts]
    evaluation = [dataset for dataset in shown if "evaluation" in dataset.tasks]
    training = [dataset for dataset in shown if "evaluation" not in dataset.tasks]
    return "\n".join(
        [
            HEAD,
            "## Benchmarks\n",
            "A benchmark with training pairs serves training too. Its own metrics, those of its published protocol, "
            "are computed besides the study's and shown first.\n",
            _table(evaluation, benchmarks=True),
            "\n## Training sets\n",
            _table(training, benchmarks=False),
            "\n## Where they are described, and their licences\n",
            _sources(shown),
            "",
        ]
    )


def pinned(dataset: Dataset) -> str:
    """How a data set's files are fixed, in words."""
    leaves = [registry.get(part) for part in dataset.parts] or [dataset]
    ways = dict.fromkeys(_pin(file) for leaf in leaves for file in leaf.files)
    return ", ".join(ways) or "package version"


def _pin(file: object) -> str:
    if getattr(file, "sha256", None):
        return "SHA-256"
    if isinstance(file, HubFile) and len(file.revision) == 40:
        return "commit"
    return "first download"


def _table(datasets: Sequence[Dataset], *, benchmarks: bool) -> str:
    heads = ["name", "languages", "groups", "passages" if benchmarks else "pairs"]
    heads += ["settings", "own metrics", "trains"] if benchmarks else []
    rows = []
    for dataset in datasets:
        row = [f"`{dataset.name}`", _languages(dataset.languages), _count(dataset.groups), _count(dataset.size)]
        if benchmarks:
            settings = "all" if dataset.settings == SETTINGS else ", ".join(dataset.settings)
            metrics = ", ".join(f"`{name}`" for name in dataset.metrics) or "–"
            row += [settings, metrics, "yes" if "training" in dataset.tasks else "no"]
        rows.append(row)
    return _markdown(heads, rows)


def _sources(datasets: Sequence[Dataset]) -> str:
    rows = [
        [
            f"`{dataset.name}`",
            f"[{_escaped(dataset.title)}]({dataset.origin})",
            _escaped(dataset.licence),
            pinned(dataset),
            ", ".join(dataset.sources) or "–",
        ]
        for dataset in datasets
    ]
    return _markdown(["name", "title", "licence", "pinned", "made of"], rows)


def _languages(tags: Sequence[str]) -> str:
    return " ".join(tags) if len(tags) <= 20 else f"{len(tags)} languages"


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
