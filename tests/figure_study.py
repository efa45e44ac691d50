"""Tables of a small study for figures, whose numbers one can follow by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from lingmix.config.study import AXES, Run
from lingmix.figures.theme import Drawing
from lingmix.stats.comparisons import name
from lingmix.table.ablation import ablation

BENCH = "bench/test"
BASELINE = ("mono", "nce", "none")
MACRO = [("monolingual", "macro"), ("crosslingual", "macro"), ("multilingual", "all")]
Value = Callable[[Run, str], float]


def trained(mixes: Sequence[str], objectives: Sequence[str] = ("nce",), seeds: Sequence[int] = (1, 2)) -> list[Run]:
    return [Run("static", mix, objective, None, seed) for mix in mixes for objective in objectives for seed in seeds]


def table(runs: Sequence[Run], value: Value, finished: Sequence[Run] | None = None) -> pd.DataFrame:
    """The macro averages of mAP, ``value(run, setting)``, of the finished runs among ``runs``."""
    rows = [
        {**run.axes, "benchmark": BENCH, "setting": setting, "query_lang": "macro", "passage_lang": passage}
        | {"metric": "map", "value": value(run, setting), "queries": 10}
        for run in (runs if finished is None else finished)
        for setting, passage in MACRO
    ]
    return ablation(pd.DataFrame(rows), runs, BASELINE)


def values(means: pd.DataFrame, half: float = 0.02, **more: Any) -> pd.DataFrame:
    """Intervals around the means of :func:`table`, ``half`` to both sides but half as much above."""
    own = means[means["query_lang"] == "macro"]
    names = [name(axes) for axes in own[list(AXES)].itertuples(index=False)]
    ends = {"low": own["mean"] - half, "high": own["mean"] + half / 2, "seeds": 2, **more}
    return own[["benchmark", "setting", "metric"]].assign(variant=names, **ends)


NO_VALUES = pd.DataFrame(columns=["benchmark", "setting", "metric", "variant", "low", "high", "seeds"])
"""Of a study whose metrics have no value per query."""


def mixes(**facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts of mixes, given what is not the default."""
    plain = {"kind": "hybrid", "alpha": None, "data_size": None, "parallel_size": None, "rest": "{}"}
    return [{"mix": name, **plain, **values} for name, values in facts.items()]


def spec(chart: Drawing | None) -> dict[str, Any]:
    """A chart's Vega-Lite, each part of it with its data in it."""
    assert chart is not None
    found: dict[str, Any] = _with_data(chart.to_dict(), chart.to_dict().get("datasets", {}))
    return found


def _with_data(part: Any, datasets: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_with_data(one, datasets) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: _with_data(value, datasets) for key, value in part.items() if key != "datasets"}
    if isinstance(data := part.get("data"), dict) and "name" in data:
        found["data"] = {"values": datasets[data["name"]]}
    return found


def encodings(chart: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    """What a channel encodes, wherever in a chart it is."""
    found = []
    if isinstance(own := chart.get("encoding", {}).get(channel), dict):
        found.append(own)
    for key in ("layer", "vconcat"):
        for part in chart.get(key, ()):
            found += encodings(part, channel)
    return [*found, *(encodings(chart["spec"], channel) if "spec" in chart else [])]


def labels(drawing: str) -> list[str]:
    return re.findall(r"<text[^>]*>(?:<tspan[^>]*>)?([^<]*)<", drawing)
