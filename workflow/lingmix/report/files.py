"""The files beside a page: which there are, what they hold, and what the page takes out of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lingmix.report.content import Figure

WHAT = {
    "ablation.md": "the first table of this page, to read",
    "ablation.tex": "the same for LaTeX",
    "ablation.csv": "means over languages",
    "ablation.parquet": "every language pair and metric",
    "effects.csv": "differences between variants",
    "effects.parquet": "differences between variants, with intervals and tests",
    "conclusion.json": "the sentences at the top of this page",
    "values.parquet": "values with intervals",
    "exposure.md": "by what was seen in training, to read",
    "exposure.csv": "the same as CSV",
    "exposure.parquet": "the same as Parquet",
    "factors.md": "what each factor does, to read",
    "factors.csv": "the same as CSV, every level",
    "factors.parquet": "the same as Parquet",
    "reproduction.md": "ours beside published values, to read",
    "reproduction.csv": "the same as CSV",
    "reproduction.parquet": "the same as Parquet",
    "leakage.json": "how many texts training and evaluation share",
    "leakage.parquet": "which texts training and evaluation share",
    "study.yaml": "the study with every default",
}
"""Files of the study by name."""


def links(files: Iterable[str], folder: str) -> list[tuple[str, str]]:
    """Files of the study but those of single runs: paths relative to ``folder``, and what they hold."""
    relative = [str(Path(file).relative_to(folder)) for file in files]
    return [(path, WHAT.get(path, "")) for path in dict.fromkeys(relative) if not path.startswith("runs/")]


def run_files(files: Iterable[str], folder: str) -> dict[str, list[str]]:
    """By run the files that are its own, as paths relative to ``folder``."""
    found: dict[str, list[str]] = {}
    for file in dict.fromkeys(files):
        parts = Path(file).relative_to(folder).parts
        if parts[0] == "runs":
            found.setdefault(parts[1], []).append("/".join(parts))
    return found


def read_figures(files: Iterable[str], folder: str) -> list[Figure]:
    """Figures from files that are called alike but for their endings: ``.json`` is Vega-Lite, ``.svg`` the same as a
    picture, others are linked."""
    together: dict[Path, list[Path]] = {}
    for file in map(Path, files):
        together.setdefault(file.with_name(file.stem), []).append(file)
    return [_figure(stem, paths, folder) for stem, paths in together.items()]


def _figure(stem: Path, paths: Sequence[Path], folder: str) -> Figure:
    texts = {path.suffix: path.read_text(encoding="utf-8") for path in paths if path.suffix in (".json", ".svg")}
    spec = json.loads(texts[".json"]) if ".json" in texts else None
    shown = [str(path.relative_to(folder)) for path in paths]
    return Figure(_title(stem.name, spec or {}), spec, texts.get(".svg"), shown)


def _title(name: str, spec: Mapping[str, Any]) -> str:
    """What the figure says of itself, else its file's name: ``heatmap.cldr-qa.test`` is "heatmap: cldr-qa/test"."""
    title = spec.get("title")
    text = spec.get("description") or (title.get("text") if isinstance(title, Mapping) else title)
    if text:
        return " ".join(text) if isinstance(text, list) else str(text)
    kind, _, rest = name.partition(".")
    return f"{kind}: {rest.replace('.', '/')}" if rest else kind
