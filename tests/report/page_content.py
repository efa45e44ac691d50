"""The content of a page as large as the quickstart's, with texts that try to break out of it."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from lingmix.config.study import Run
from lingmix.report.content import Content, Figure, Licence
from lingmix.stats.comparisons import key
from lingmix.stats.comparisons import name as variant_id
from lingmix.stats.factors import COLUMNS
from lingmix.stats.published import REPRODUCTION

LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh")
BENCHMARK = "cldr-qa/test"
BASELINE = ("monolingual", "contrastive", "none")
SCRIPT = "<script>document.title = 'hit'</script></script><!--"
IMAGE = '"><img src=x onerror="document.title=\'hit\'">'
HOSTILE = (SCRIPT, IMAGE, "{{ 7 * 7 }} & \u2028 'quoted'")
RUNS = tuple(
    Run("static", mix, objective, None, seed)
    for mix, objective in [(None, None)]
    + [(m, o) for m in ("monolingual", "crosslingual", "hybrid") for o in ("contrastive", "dual-encoder", "hybrid")]
    for seed in (13, 17, 19)
)
CELLS = [
    *(("monolingual", one, one) for one in LANGUAGES),
    *(("crosslingual", one, other) for one in LANGUAGES for other in LANGUAGES if one != other),
    *(("multilingual", one, "all") for one in LANGUAGES),
    *(("monolingual", "macro", "macro"), ("crosslingual", "macro", "macro"), ("multilingual", "macro", "all")),
]
METRICS = ("map", "recall@10", "rank_distance")


def table() -> pd.DataFrame:
    draw = np.random.default_rng(3)
    rows = []
    for run in RUNS[::3]:
        axes = {key: value for key, value in run.axes.items() if key != "seed"}
        for setting, query, passage in CELLS:
            for metric in METRICS:
                if metric == "rank_distance" and setting != "multilingual":
                    continue
                mean = float(draw.random()) * (2000 if metric == "rank_distance" else 1)
                cell = {"setting": setting, "query_lang": query, "passage_lang": passage, "metric": metric}
                rest = {"exposure": "seen pair", "mean": mean, "sd": 0.004, "difference": mean - 0.5}
                counts = {"seeds": 3, "seeds_planned": 3, "queries": 1190}
                rows.append({**axes, "benchmark": BENCHMARK, **cell, **rest, **counts})
    return pd.DataFrame(rows)


def effects() -> pd.DataFrame:
    reference = variant_id(("static", *BASELINE))
    rows = []
    for number, variant in enumerate(dict.fromkeys(key(run).variant for run in RUNS if run.trained)):
        if variant == reference:
            continue
        for setting, metric in [("monolingual", "map"), ("crosslingual", "map"), ("multilingual", "rank_distance")]:
            difference = -0.01 * (3 * number % 8 - 4)
            counts = {f"{c}_{p}": 3 + number for p in ("pairs", "languages") for c in ("wins", "ties", "losses")}
            rows.append(
                {
                    **{"benchmark": BENCHMARK, "setting": setting, "metric": metric},
                    **{"variant": variant, "reference": reference, "value": 0.5, "reference_value": 0.4},
                    **{"difference": difference, "low": difference - 0.01, "high": difference + 0.01},
                    **{"se": 0.004, "df": 9.0, "p": 0.01, "p_holm": 0.02 if number < 8 else 0.4},
                    **{"p_models": 0.01, "p_models_holm": 0.02, **counts},
                    **{"margin": 0.01, "p_equivalent": 0.2, "equivalent": number == 8, "detectable": 0.012},
                    **{"family": 8, "seeds": 3, "groups": 1190, "queries": 13090, "note": None},
                }
            )
    return pd.DataFrame(rows)


def factors() -> pd.DataFrame:
    """Two factors in two settings, one of which lacks a term."""
    rows = []
    for setting in ("monolingual", "crosslingual"):
        place = {"benchmark": BENCHMARK, "setting": setting, "metric": "map", "model": "grid"}
        for level, estimate in (("monolingual", -0.2), (f"crosslingual{SCRIPT}", 0.2)):
            values = {"estimate": estimate, "low": estimate - 0.01, "high": estimate + 0.01, "se": 0.004, "f": 90.0}
            test = {"df": 1, "df_residual": 20.0, "p": 0.0001, "p_holm": 0.0002, "stratum": "runs", "units": 27}
            rows.append({**place, "term": "mix", "level": level, "languages": "", **values, **test, "note": ""})
        nothing = dict.fromkeys(("level", "languages", "stratum"), "")
        missing = {"term": "mix × objective", **nothing, "units": 0, "note": f"not there {IMAGE}"}
        rows.append({**place, **missing, "df": 0})
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(pairs=11, pairs_left_out=0)


def reproduction() -> pd.DataFrame:
    """A value of each verdict, the last by language."""
    values = ((0.8, 0.803, "OK"), (0.7, 0.68, "near"), (0.6, 0.1, "off"), (0.5, float("nan"), "missing"))
    rows = [
        {
            **{"source": "2408.10536", "encoder": "static", "mix": "hybrid", "objective": "contrastive"},
            **{"benchmark": BENCHMARK, "setting": "monolingual", "metric": "map", "published": theirs, "ours": ours},
            **{"query_lang": "th" if verdict == "missing" else "macro", "sd": 0.002, "difference": ours - theirs},
            **{"tolerance": 0.01, "verdict": verdict},
        }
        for theirs, ours, verdict in values
    ]
    return pd.DataFrame(rows, columns=list(REPRODUCTION))


def worst() -> pd.DataFrame:
    rows = []
    for _, query, pool in (cell for cell in CELLS if cell[1] != "macro"):
        for place in (1, 2, 3):
            lang = "ar" if pool == "all" else pool
            first = {"part": "", "query_lang": query, "pool": pool, "place": place, "group": f"g{place}{SCRIPT}"}
            asked = {"query": f"{HOSTILE[place - 1]} {query} {pool}", "rank": 1000 // place}
            right = {"passage": "p1", "passage_lang": lang, "relevant": f"ما هي عاصمة {IMAGE} {query} {place}"}
            wrong = {"wrong_passage": "p2", "wrong_lang": lang, "wrong": f"{SCRIPT} {query} {pool} {'x' * 60}"}
            rows.append({**first, **asked, **right, **wrong})
    return pd.DataFrame(rows)


def spec() -> dict[str, Any]:
    rows = [{"lang": f"{lang}{SCRIPT}", "value": number} for number, lang in enumerate(LANGUAGES)]
    chart = alt.Chart(alt.InlineData(values=rows)).mark_bar()
    drawn = chart.encode(x="lang:N", y="value:Q", tooltip="lang:N").transform_filter("datum.value > 2")
    return drawn.properties(title=IMAGE).to_dict()


def content(**changes: Any) -> Content:
    """Everything there, every text hostile; ``changes`` replace fields."""
    said = {
        "sentences": [f"Crosslingual batches win by 0.33 {SCRIPT}."],
        "benchmarks": {BENCHMARK: [IMAGE], "b": ["x"]},
    }
    first = {key(run).variant: run.id for run in reversed(RUNS)}
    fields: dict[str, Any] = {
        "study": "quickstart",
        "table": table(),
        "metrics": list(METRICS),
        "runs": RUNS,
        "baseline": BASELINE,
        "conclusion": said,
        "effects": effects(),
        "factors": factors(),
        "reproduction": reproduction(),
        "worst": {(run, BENCHMARK): worst() for run in first.values()},
        "figures": [
            Figure(f"Bars {IMAGE}", spec=spec(), files=["figures/bars.svg"]),
            Figure("A picture", svg='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        ],
        "remarks": {BENCHMARK: [f"Also in the training set {SCRIPT}"]},
        "licences": [Licence("cldr-qa/test", f"Names {IMAGE}", "Unicode-3.0", SCRIPT)],
        "records": {RUNS[3].id: {"steps": 400, "seconds": 12.5, "memory_bytes": 612_000_000}},
        "versions": [({"python": "3.11.2", "torch": "2.13.0"}, [run.id for run in RUNS])],
        "resolved": f"study: quickstart\n# {SCRIPT}\n",
        "links": [("ablation.csv", "means"), ("runs/a b.s1/metrics.parquet", "values")],
        "folder": "results/quickstart/",
        "options": "--configfile my-study.yaml",
    }
    return Content(**{**fields, **changes})
