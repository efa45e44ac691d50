"""Jobs that a warm server runs: as they would run by themselves, and ended by what would end them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lingmix.provenance import PACKAGE
from lingmix.warm import INSIDE, OWNER

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm servers are for Linux")

JOB = """
import os, sys
from lingmix.warm import hand_over
hand_over({modules}, threads=3)
{work}
"""


@pytest.fixture
def owner() -> Iterator[subprocess.Popen[bytes]]:
    """The process that a server is for."""
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


class Jobs:
    """Starts scripts that hand themselves over."""

    def __init__(self, folder: Path, owner: int) -> None:
        self.folder = folder
        self.started = 0
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != INSIDE},
            "PYTHONPATH": str(PACKAGE.parent),
            OWNER: str(owner),
        }

    def start(self, work: str, *modules: str, **variables: str) -> subprocess.Popen[str]:
        self.started += 1
        script = self.folder / f"job{self.started}.py"  # its own: writing it anew would empty it under a running one
        script.write_text(JOB.format(modules=", ".join(map(repr, modules or ("decimal",))), work=work))
        return subprocess.Popen(
            [sys.executable, str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={**self.environment, **variables},
        )

    def run(self, work: str, *modules: str, **variables: str) -> tuple[int, str, str]:
        job = self.start(work, *modules, **variables)
        out, errors = job.communicate(timeout=60)
        return job.returncode, out, errors


@pytest.fixture
def jobs(owner: subprocess.Popen[bytes], tmp_path: Path) -> Jobs:
    return Jobs(tmp_path, owner.pid)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.01)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_jobs_run_in_children_of_one_server_with_what_is_theirs(jobs: Jobs, tmp_path: Path) -> None:
    work = """
print(os.getppid(), os.getpid(), "decimal" in sys.modules, os.getcwd(), os.environ["COLOUR"],
      os.environ["OMP_NUM_THREADS"], repr(os.environ["CUDA_VISIBLE_DEVICES"]), __name__, sys.argv)
print("said aside", file=sys.stderr)
sys.exit(3)
"""
    first, second = (jobs.run(work, COLOUR=colour) for colour in ("red", "blue"))
    for number, ((status, out, errors), colour) in enumerate(((first, "red"), (second, "blue")), start=1):
        assert status == 3
        assert out.split()[2:] == f"True {tmp_path} {colour} 3 '' __main__ ['{tmp_path}/job{number}.py']".split()
        assert errors == "said aside\n"
    assert first[1].split()[0] == second[1].split()[0]
    assert first[1].split()[1] != second[1].split()[1]


def test_what_one_job_changes_is_not_there_for_the_next(jobs: Jobs) -> None:
    work = "import decimal; print(decimal.getcontext().prec); decimal.getcontext().prec = 5"
    assert [jobs.run(work)[1] for _ in range(2)] == ["28\n", "28\n"]


def test_an_error_is_told_where_the_job_was_started(jobs: Jobs) -> None:
    status, out, errors = jobs.run("raise ValueError('a wrong number')")
    assert (status, out) == (1, "")
    assert "job1.py" in errors
    assert errors.endswith("ValueError: a wrong number\n")
    assert jobs.run("sys.exit('in words')") == (1, "", "in words\n")


def test_several_jobs_at_once_share_a_server(jobs: Jobs) -> None:
    started = [jobs.start("import time; time.sleep(0.3); print(os.getppid())") for _ in range(4)]
    said = {(*job.communicate(timeout=60), job.returncode) for job in started}
    assert len(said) == 1
    assert said.pop()[1:] == ("", 0)


def test_a_child_that_is_killed_says_by_what(jobs: Jobs) -> None:
    assert jobs.run("os.kill(os.getpid(), 9)")[0] == 128 + signal.SIGKILL


@pytest.mark.parametrize("with_", [signal.SIGKILL, signal.SIGTERM])
def test_what_kills_a_job_kills_its_child(jobs: Jobs, tmp_path: Path, with_: signal.Signals) -> None:
    job = jobs.start("import time; open('child', 'w').write(f'{os.getpid()} '); time.sleep(600)")
    child = tmp_path / "child"
    wait_until(lambda: child.is_file() and child.read_text().endswith(" "))
    process = int(child.read_text())
    assert process != job.pid
    assert is_running(process)
    job.send_signal(with_)
    job.communicate(timeout=60)
    wait_until(lambda: not is_running(process))


def test_a_server_ends_with_its_owner_and_a_running_job_does_not(
    jobs: Jobs, owner: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    job = jobs.start("""
import time
open('server', 'w').write(f'{os.getppid()} ')
while not os.path.exists('go'): time.sleep(0.01)
sys.exit(5)
""")
    told = tmp_path / "server"
    wait_until(lambda: told.is_file() and told.read_text().endswith(" "))
    server = int(told.read_text())
    owner.kill()
    owner.wait()
    assert is_running(server)
    (tmp_path / "go").touch()
    job.communicate(timeout=60)
    assert job.returncode == 5
    wait_until(lambda: not is_running(server))


@pytest.mark.parametrize(
    "module",
    [
        "import threading, time; threading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
        "raise ImportError('not for servers')",
        "import os; os._exit(1)",
    ],
)
def test_a_job_runs_where_it_is_if_no_server_can_be_had(jobs: Jobs, tmp_path: Path, module: str) -> None:
    (tmp_path / "unfit.py").write_text(module)
    jobs.environment["PYTHONPATH"] += os.pathsep + str(tmp_path)
    job = jobs.start("print(os.getpid()); sys.exit(4)", "unfit")
    out, errors = job.communicate(timeout=60)
    assert (job.returncode, int(out), errors) == (4, job.pid, "")


def test_a_job_without_an_owner_runs_where_it_is(jobs: Jobs) -> None:
    for environment in ({OWNER: ""}, {OWNER: "x"}, {INSIDE: "1"}):
        job = jobs.start("print(os.getpid())", **environment)
        assert int(job.communicate(timeout=60)[0]) == job.pid


def test_a_server_knows_nothing_of_lingmix_but_itself(jobs: Jobs) -> None:
    # what it had imported would be used by jobs that come after an edit
    _, out, _ = jobs.run("print(sorted(name for name in sys.modules if name.startswith('lingmix')))")
    assert out == "['lingmix', 'lingmix.warm']\n"
