"""A file's name that a shell would run is a name, and a secret in a study is in nothing that Snakemake says."""

from __future__ import annotations

from .project import Project

NAME = "a b;$(touch pwned)'`touch pwned`\"&|<%*.jsonl"


def test_a_name_that_a_shell_would_run_is_a_name(fresh: Project) -> None:
    (fresh.folder / "things.jsonl").rename(fresh.folder / NAME)
    fresh.change(datasets={"things": {"kind": "files", "pairs": NAME}})
    there = {path.name for path in fresh.folder.iterdir()}
    done = fresh.run("results/tiny/data/things/pairs.parquet", "--printshellcmds")
    assert done.returncode == 0, done.stdout + done.stderr
    assert fresh.results("data/things/pairs.parquet").exists()
    assert {path.name for path in fresh.folder.iterdir()} - there <= {"results", ".snakemake"}


def test_a_password_in_a_study_stops_it_and_is_not_shown(fresh: Project) -> None:
    fresh.change(datasets={"things": {"kind": "files", "pairs": "https://me:pa55word@example.org/x.jsonl"}})
    done = fresh.run("-n")
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "datasets.things.pairs holds an address with a user or a password in it" in said
    assert "pa55word" not in said
    logs = [path for path in fresh.folder.rglob("*") if path.is_file() and ".snakemake" in path.parts]
    assert [str(path) for path in logs if b"pa55word" in path.read_bytes()] == []
