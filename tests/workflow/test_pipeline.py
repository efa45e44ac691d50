from __future__ import annotations

import json
import platform
import shutil

import pandas as pd
import yaml

from lingmix.figures.catalogue import FIGURES
from lingmix.store import about

from .project import Project, things

RUNS = {
    "static.untrained.s1",
    "static.hybrid.contrastive.s1",
    "static.hybrid.both.s1",
    "static.monolingual.contrastive.s1",
}


def metrics(project: Project) -> dict[str, bytes]:
    files = sorted(project.results("runs").glob("*/things/metrics.parquet"))
    return {file.parts[-3]: file.read_bytes() for file in files}


def test_every_run_has_metrics_and_every_trained_run_a_model(finished: Project) -> None:
    assert set(metrics(finished)) == RUNS
    for run in RUNS - {"static.untrained.s1"}:
        record = json.loads(finished.results(f"runs/{run}/training.json").read_text())
        assert record["versions"]["torch"]
        assert record["log"][-1]["step"] == 6
        assert record["resumed"] is False
        assert record["seconds"] > 0
        # a process that has imported torch and trained, in bytes
        assert 100e6 < record["memory_bytes"] < 100e9
        assert list(finished.results(f"runs/{run}/model").rglob("*.safetensors"))
        assert not finished.results(f"runs/{run}/checkpoints").exists()
        assert "map" in finished.results(f"runs/{run}/README.md").read_text()
        assert run in finished.results(f"runs/{run}/model/README.md").read_text()
        assert list(finished.results(f"tracking/{run}").glob("events.out.tfevents.*"))


def test_the_table_has_every_variant_and_the_untrained_encoder(finished: Project) -> None:
    table = pd.read_csv(finished.results("ablation.csv"))
    variants = set(table[["mix", "objective"]].itertuples(index=False, name=None))
    assert variants == {
        ("untrained", "untrained"),
        ("hybrid", "contrastive"),
        ("hybrid", "both"),
        ("monolingual", "contrastive"),
    }
    assert set(table["setting"]) == {"monolingual", "crosslingual", "multilingual"}
    assert table["mean"].notna().all()
    assert (table["seeds"] == 1).all()
    assert table["sd"].isna().all()
    baseline = table[(table["mix"] == "monolingual") & (table["objective"] == "contrastive")]
    assert (baseline["difference"] == 0).all()
    for suffix in ("md", "tex", "parquet"):
        assert finished.results(f"ablation.{suffix}").stat().st_size > 500
    for suffix in ("md", "csv", "parquet"):
        assert finished.results(f"exposure.{suffix}").stat().st_size > 500
    # the tiny study's mixes have two values of α, and all its data
    for name in (*(f"{sort}.things" for sort in FIGURES if sort not in ("data_size", "training")), "training"):
        for suffix in ("svg", "pdf", "png", "json"):
            assert finished.results(f"figures/{name}.{suffix}").stat().st_size > 500, name
    assert not list(finished.results("figures").glob("data_size*"))


def test_training_helps(finished: Project) -> None:
    table = pd.read_csv(finished.results("ablation.csv"))
    means = table[(table["metric"] == "map") & (table["setting"] == "monolingual")].set_index("mix")["mean"]
    assert means["monolingual"] > means["untrained"]


def test_the_resolved_study_is_kept_with_its_defaults(finished: Project) -> None:
    study = yaml.safe_load(finished.results("study.yaml").read_text())
    assert study["train"]["temperature"] == 0.05
    assert study["index"] == {"factory": "Flat", "shard": 2_000_000}


def test_the_tables_say_what_they_were_made_with_and_what_leaked(finished: Project) -> None:
    made = f"Made with python {platform.python_version()}, torch "
    for name in ("ablation.md", "ablation.tex"):
        text = finished.results(name).read_text()
        assert made in text
        assert "Also in the training set things: 72 exact of 72 queries" in text
    (one,) = about(finished.results("ablation.parquet"))["versions"]
    assert len(one[1]) == 4


def test_nothing_runs_again_when_nothing_changed(finished: Project) -> None:
    assert finished.planned() == {}


def test_the_same_study_run_twice_gives_identical_metrics(finished: Project, copy: Project) -> None:
    tables = [copy.results(f"ablation.{suffix}") for suffix in ("csv", "md", "tex", "parquet")]
    shutil.rmtree(copy.folder / "results")
    assert copy.run(*(table.relative_to(copy.folder).as_posix() for table in tables)).returncode == 0
    assert metrics(copy) == metrics(finished)
    for name in (table.name for table in tables):
        assert copy.results(name).read_bytes() == finished.results(name).read_bytes()


def test_an_objectives_weight_reruns_only_its_runs(copy: Project) -> None:
    copy.change(objectives={"contrastive": {"info_nce": 1.0}, "both": {"info_nce": 0.5, "additive_margin": 0.25}})
    planned = copy.planned()
    once = ("study", "check", "cards", "ablation", "factors", "statistics", "conclude", "render", "report")
    assert {planned.pop(name) for name in once} == {1}
    figures = len(FIGURES) - 1
    assert planned == {"train": 1, "encode": 1, "index": 1, "score": 1, "worst": 1, "figure": figures}


def test_a_new_seed_adds_runs_and_repeats_none(copy: Project) -> None:
    copy.change(seeds=[1, 2])
    planned = copy.planned()
    assert planned["train"] == 3
    assert planned["score"] == 4
    assert planned["draw"] == 2


def test_comments_rerun_nothing(copy: Project) -> None:
    for file in ("lingmix/train/run.py", "scripts/train.py", "rules/train.smk", "lingmix/ranking.py"):
        path = copy.folder / "workflow" / file
        path.write_text(path.read_text() + "\n# a remark\n")
    assert copy.planned() == {}


def test_scoring_code_rescores_without_training(copy: Project) -> None:
    copy.edit(
        "workflow/lingmix/metrics/measures/map.py",
        "judged.position / judged.rank",
        "1.0 * judged.position / judged.rank",
    )
    planned = copy.planned()
    once = ("ablation", "factors", "statistics", "conclude", "render", "cards", "report")
    assert {planned.pop(name) for name in once} == {1}
    # all but the curves of training
    assert planned == {"score": 4, "worst": 4, "figure": len(FIGURES) - 2}


def test_a_loss_terms_code_retrains_only_the_runs_that_use_it(copy: Project) -> None:
    copy.edit("workflow/lingmix/objectives/terms/additive_margin.py", "Field(0.3,", "Field(0.30001,")
    planned = copy.planned()
    assert planned["train"] == 1


def test_a_figures_code_draws_it_alone(copy: Project) -> None:
    copy.edit("workflow/lingmix/figures/drawn/bias.py", "ROW = 28", "ROW = 29")
    assert copy.planned() == {"figure": 1, "report": 1}


def test_a_figure_that_there_is_not_is_said(copy: Project) -> None:
    done = copy.run("-n", "results/tiny/figures/alhpa.things.svg")
    assert done.returncode != 0
    assert "unknown figure 'alhpa'; did you mean 'alpha'" in done.stdout + done.stderr


def test_checkpointing_and_messages_are_no_part_of_a_result(copy: Project) -> None:
    copy.edit("workflow/lingmix/errors.py", "did you mean '{close", "was it '{close")
    copy.edit("workflow/lingmix/encoders/hub.py", "import ", "import abc\nimport ")
    copy.edit("workflow/lingmix/train/usage.py", "EVERY = 60.0", "EVERY = 30.0")
    assert copy.planned() == {}


def test_a_template_of_the_built_in_data_remakes_it(copy: Project) -> None:
    target = "results/data/cldr-qa/test/queries.parquet"
    assert copy.run(target).returncode == 0
    assert copy.planned(target) == {}
    copy.edit("workflow/lingmix/data/cldr/templates/de.py", "?", "??")
    assert copy.planned(target) == {"prepare": 1}


def test_a_further_benchmark_scores_only_itself(copy: Project) -> None:
    copy.change(evaluate=["things", "cldr-qa/test"])
    planned = copy.planned()
    assert planned["score"] == planned["encode"] == 4
    assert "train" not in planned


def test_an_encoder_of_the_users_is_read_again_when_its_files_change(copy: Project) -> None:
    shutil.copytree(copy.results("runs/static.hybrid.both.s1/model"), copy.folder / "mine")
    study = copy.study()
    grid = [{"encoder": ["mine"], "mix": ["hybrid"], "objective": ["contrastive"]}]
    copy.change(encoders={**study["encoders"], "mine": {"kind": "path", "path": "mine"}}, grid=grid, baseline=None)
    target = "results/tiny/runs/mine.untrained/things/metrics.parquet"
    assert copy.run(target).returncode == 0
    assert copy.planned(target) == {}
    assert "done     mine.untrained" in copy.run("list").stdout
    weights = next((copy.folder / "mine").glob("*.safetensors"))
    other = next(copy.results("runs/static.hybrid.contrastive.s1/model").glob("*.safetensors"))
    weights.write_bytes(other.read_bytes())
    assert copy.planned(target)["encoder"] == 1
    assert "missing  mine.untrained" in copy.run("list").stdout


def test_partial_takes_no_metrics_of_older_data(copy: Project) -> None:
    things(copy.folder / "things.jsonl", count=23)
    assert "0 of 4 runs are done" in copy.run("list").stdout


def test_one_run_can_be_made_alone(fresh: Project) -> None:
    target = "results/tiny/runs/static.untrained.s1/things/metrics.parquet"
    assert fresh.run(target).returncode == 0
    assert set(metrics(fresh)) == {"static.untrained.s1"}
    assert not list(fresh.results("runs").glob("*/model"))

    shown = fresh.run("list")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert sum(line.startswith("done") for line in lines) == 1
    assert sum(line.startswith("missing") for line in lines) == 3
    assert target in shown.stdout

    partial = fresh.run("partial")
    assert partial.returncode == 0, partial.stderr
    table = pd.read_csv(fresh.results("partial.csv"))
    assert table[table["mix"] == "untrained"]["mean"].notna().all()
    missing = table[table["mix"] == "hybrid"]
    assert len(missing)
    assert missing["mean"].isna().all()
    assert "–" in fresh.results("partial.md").read_text()


def test_partial_takes_no_metrics_of_another_configuration(copy: Project) -> None:
    copy.change(objectives={"contrastive": {"info_nce": 1.0}, "both": {"info_nce": 0.5, "additive_margin": 0.25}})
    assert copy.run("partial").returncode == 0
    table = pd.read_csv(copy.results("partial.csv"))
    assert table[table["objective"] == "both"]["mean"].isna().all()
    assert table[table["objective"] == "contrastive"]["mean"].notna().all()


def test_plan_draws_without_training(fresh: Project) -> None:
    shown = fresh.run("plan")
    assert shown.returncode == 0, shown.stderr
    assert "hybrid.s1" in shown.stdout
    assert not fresh.results("runs").exists()
    summary = json.loads(fresh.results("plans/hybrid.s1.json").read_text())
    assert sum(summary["batches"].values()) == 6
    assert summary["pairs"] == 48


def test_show_and_datasets_print(finished: Project) -> None:
    shown = finished.run("show")
    assert shown.returncode == 0, shown.stderr
    assert "monolingual" in shown.stdout
    assert "results/tiny" in shown.stdout
    known = finished.run("datasets")
    assert known.returncode == 0, known.stderr
    for name in ("cldr-qa/train", "xquad-r", "mlqa-r", "CC-BY-SA-4.0"):
        assert name in known.stdout


def test_config_values_can_be_layered(fresh: Project) -> None:
    (fresh.folder / "more.yaml").write_text("train: {steps: 3}\n")
    done = fresh.run("plan", "--config", "seeds=[5]", "--configfile", "study.yaml", "more.yaml")
    assert done.returncode == 0, done.stderr
    summary = json.loads(fresh.results("plans/hybrid.s5.json").read_text())
    assert summary["pairs"] == 3 * 8
    assert not fresh.results("plans/hybrid.s1.json").exists()
