"""One clear message that names the place and the remedy, exit code 1, and nothing finished is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from .project import Project


def message(project: Project, *arguments: str) -> str:
    done = project.run(*arguments)
    assert done.returncode == 1
    text = done.stdout + done.stderr
    assert "Traceback" not in text
    return text


def test_all_config_problems_come_at_once_before_any_job(fresh: Project) -> None:
    fresh.change(
        mixes={"hybrid": {"kind": "hybrid", "alpha": 1.5}, "monolingual": {"kind": "monolingual", "langage": "en"}},
        evaluate=["thing"],
    )
    text = message(fresh)
    assert "mixes.hybrid.alpha" in text
    assert "langage" in text
    assert "did you mean 'things'" in text
    assert "study.yaml" in text
    assert not (fresh.folder / "results").exists()


def test_a_malformed_line_of_the_users_data_is_named(fresh: Project) -> None:
    path = fresh.folder / "things.jsonl"
    lines = path.read_text().splitlines()
    lines[4] = lines[4][:-3]
    path.write_text("\n".join(lines))
    text = message(fresh)
    assert "things.jsonl:5" in text
    assert text.count("things.jsonl:5") <= 4


def test_empty_and_duplicate_texts_are_named(fresh: Project) -> None:
    path = fresh.folder / "things.jsonl"
    lines = path.read_text().splitlines()
    lines[0] = lines[0].replace("Welche Farbe hat Ding 0?", "  ")
    path.write_text("\n".join([*lines, lines[-1]]))
    text = message(fresh)
    assert "things.jsonl:1" in text
    assert "things.jsonl:73" in text


def test_a_batch_larger_than_the_data_is_refused_before_training(fresh: Project) -> None:
    fresh.change(train={**fresh.study()["train"], "batch_size": 50})
    text = message(fresh, "results/tiny/runs/static.hybrid.contrastive.s1/model")
    assert "50" in text
    assert "batch_size" in text
    assert not list(fresh.results().glob("runs/*/model"))


def test_a_missing_users_file_is_named(fresh: Project) -> None:
    (fresh.folder / "things.jsonl").unlink()
    assert "things.jsonl" in message(fresh)


def test_an_absent_mirror_file_is_named(fresh: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        # an address that refuses at once, so that the test needs no network to fail
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    fresh.change(evaluate=["xquad-r"], mirror=str(mirror))
    text = message(fresh, "results/data/xquad-r/raw/en.json", "--retries", "0")
    assert "en.json" in text
    assert str(mirror) in text
    assert not (fresh.folder / "results/data/xquad-r/raw/en.json").exists()


def test_a_diverging_run_stops_and_the_others_stay(copy: Project) -> None:
    study = copy.study()
    study["objectives"]["wild"] = {
        "info_nce": 1.0,
        "train": {"learning_rate": 1e38, "max_grad_norm": 1e30, "warmup": 0},
    }
    study["grid"].append({"encoder": ["static"], "mix": ["hybrid"], "objective": ["wild"]})
    copy.change(**study)
    before = {file: file.stat().st_mtime_ns for file in copy.results("runs").glob("*/things/metrics.parquet")}
    text = message(copy)
    assert "loss is" in text or "not finite" in text
    assert {file: file.stat().st_mtime_ns for file in before} == before
    study["objectives"].pop("wild")
    study["grid"].pop()
    copy.change(**study)
    after = {"study", "check", "cards", "ablation", "render", "statistics", "conclude", "figure", "report"}
    assert set(copy.planned()) <= after
