"""Kill a study's Snakemake, its jobs, or both at random moments, and see that nothing is lost by it."""

from __future__ import annotations

import base64
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .project import Project

VICTIMS = ("snakemake", "jobs", "both")


@dataclass
class Chaos:
    """A study that is started, killed, and started again.

    Attributes:
        project: whose study it is.
        targets: what is wanted of it.
        random: decides when.
        victims: what is killed in turn.
        longest: seconds after which the latest kill comes.
        kills: how often each of :data:`VICTIMS` was there to be killed.
        again: finished files that were made again nevertheless.
    """

    project: Project
    targets: tuple[str, ...]
    random: random.Random
    victims: Iterator[str]
    longest: float
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VICTIMS, 0))
    again: list[str] = field(default_factory=list)
    _finished: dict[str, tuple[int, int]] = field(default_factory=dict)

    def kill_once(self) -> bool:
        """Start the study and kill; whether it was still running then."""
        self._check()
        process = self._start()
        victim = next(self.victims)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.random.uniform(0.5, self.longest))
            return False
        self._kill(process, victim)
        if victim != "jobs":
            # at once: what outlives a Snakemake has no time to end
            self._unlock()
        return True

    def finish(self) -> subprocess.CompletedProcess[str]:
        """Run the study to its end."""
        self._check()
        done = self.project.run(*self.targets)
        self._check()
        return done

    def _start(self) -> subprocess.Popen[bytes]:
        snakemake = [sys.executable, "-m", "snakemake", *self.targets]
        command = [*snakemake, "--cores", "2", "--configfile", self.project.configfile]
        with (self.project.folder / "chaos.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.project.folder, stdout=log, stderr=log, env={**os.environ, "HF_HUB_OFFLINE": "1"}
            )

    def _kill(self, process: subprocess.Popen[bytes], victim: str) -> None:
        if victim == "both":
            # stopped first, so that it does not see its jobs end
            process.send_signal(signal.SIGSTOP)
        jobs = list(descendants(process.pid)) if victim != "snakemake" else []
        for pid in jobs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills[victim] += 1 if victim == "snakemake" or jobs else 0
        if victim != "jobs":
            process.kill()
        # where only jobs were killed, it goes on with what does not need them
        process.wait(300)

    def _unlock(self) -> None:
        done = self.project.run("--unlock")
        assert done.returncode == 0, done.stdout + done.stderr

    def _check(self) -> None:
        """Note what is finished, and what of that is no longer the file that it was."""
        now = finished(self.project.folder)
        self.again += [path for path, was in self._finished.items() if now.get(path) != was]
        self._finished = now


def finished(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file below ``results`` whose job Snakemake knows to have ended, but logs."""
    marks = folder / ".snakemake" / "incomplete"
    # Snakemake's marks are named by base64 of the output, a folder for each 254 characters
    codes = ["".join(path.relative_to(marks).parts) for path in marks.rglob("*") if path.is_file()]
    begun = [base64.urlsafe_b64decode(code.replace("@", "")).decode() for code in codes]
    found = {}
    for path in (folder / "results").rglob("*"):
        name = str(path.relative_to(folder))
        own = not any(name == start or name.startswith(f"{start}/") for start in begun)
        # logs and measurements are begun anew with their job; checkpoints and tracking are no outputs, nor is what
        # was not whole yet
        others = {"logs", "benchmarks", "tracking", "checkpoints"} & set(path.parts) or ".part" in name
        if own and path.is_file() and not others:
            state = path.stat()
            found[name] = (state.st_ino, state.st_mtime_ns)
    return found


def descendants(process: int) -> Iterator[int]:
    """All processes below one."""
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from descendants(child)


def orphans(folder: Path) -> list[int]:
    """Processes that work in a folder though no Snakemake of it is there."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(path / "cwd") == str(folder):
                found.append(int(path.name))
    return found


def wait_for_none(folder: Path, seconds: float = 20) -> None:
    """Wait until no process works in a folder."""
    end = time.monotonic() + seconds
    while (left := orphans(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not left, [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left]
