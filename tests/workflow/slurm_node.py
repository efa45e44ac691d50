"""A real Slurm of one node on this machine: its own munge, controller and node daemon, in a folder and on free ports.

Nothing of it is outside its folder, so that several may run beside each other and beside a Slurm that the machine has.
"""

from __future__ import annotations

import getpass
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PLUGIN = "LINGMIX_SLURM_PLUGIN"
"""The variable that names the folder into which Snakemake's plugin for Slurm is installed.

It is not among the packages of all tests, since it asks for a controller whenever Snakemake starts: where there are
Slurm's programs and no controller, that takes nine seconds.
"""
PROGRAMS = ("slurmctld", "slurmd", "munged", "munge", "sbatch", "srun", "squeue", "scontrol", "scancel")
CPUS = 8
MEMORY = 100_000
"""Megabytes; as with CPUs, what the node is said to have, whatever the machine has."""
PATIENCE = 30.0
"""Seconds until the node takes jobs, which it does after one or two."""
CONF = """\
ClusterName=lingmix
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={controller}
SlurmdPort={node}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
# memory is watched each second, and a job that takes more than it asked for is ended
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobs.txt
TaskProlog={folder}/bin/scratch
ReturnToService=2
MinJobAge=3600
KillWait=2
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=100000,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} SocketsPerBoard=1 CoresPerSocket={cpus} RealMemory={memory}
PartitionName=main Nodes={host} Default=YES MaxTime=2880 State=UP
"""
# what sites do that give each job a folder for its temporary files
SCRATCH = """\
#!/bin/sh
mkdir -p "{folder}/scratch/$SLURM_JOB_ID"
echo "export SLURM_TMPDIR={folder}/scratch/$SLURM_JOB_ID"
"""
# the plugin starts a job's step without SLURM_CONF
SRUN = """\
#!/bin/sh
SLURM_CONF={folder}/slurm.conf exec {srun} "$@"
"""


def lacking() -> str | None:
    """Why there can be no node here; None if there can be one."""
    absent = [name for name in PROGRAMS if shutil.which(name, path=_path()) is None]
    if absent:
        return f"no {', '.join(absent)}: apt-get install slurm-wlm munge"
    if os.getuid() != 0:
        return "Slurm's daemons are started as root"
    if PLUGIN not in os.environ and importlib.util.find_spec("snakemake_executor_plugin_slurm") is None:
        return f"no snakemake-executor-plugin-slurm: install tests/workflow/slurm.txt into a folder that {PLUGIN} names"
    return None


@dataclass
class Node:
    """A node with its daemons, from :meth:`start` to :meth:`stop`.

    Args:
        folder: where all its files are; there is nothing there yet. Its path is shorter than 90 characters, which is
            what the name of a socket may have.
    """

    folder: Path
    daemons: list[subprocess.Popen[bytes]] = field(default_factory=list)
    users: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment in which Slurm's programs, and Snakemake's plugin, find this node."""
        given = [os.environ.get(PLUGIN), os.environ.get("PYTHONPATH")]
        return {
            **os.environ,
            "HF_HUB_OFFLINE": "1",
            "SLURM_CONF": str(self.folder / "slurm.conf"),
            "PATH": f"{self.folder / 'bin'}:{_path()}",
            "PYTHONPATH": os.pathsep.join(filter(None, given)),
        }

    def start(self) -> None:
        """Start its daemons and wait until it takes jobs.

        Raises:
            RuntimeError: it does not; with the ends of the daemons' logs.
        """
        for name in ("state", "spool", "bin"):
            (self.folder / name).mkdir(parents=True)
        controller, node = _free_ports(2)
        host = socket.gethostname().partition(".")[0]
        values = {"host": host, "user": getpass.getuser(), "cpus": CPUS, "memory": MEMORY, "folder": self.folder}
        (self.folder / "slurm.conf").write_text(CONF.format(**values, controller=controller, node=node))
        for name, text in (("srun", SRUN), ("scratch", SCRATCH)):
            program = self.folder / "bin" / name
            program.write_text(text.format(folder=self.folder, srun=shutil.which("srun")))
            program.chmod(0o755)
        key = self.folder / "munge.key"
        key.touch(0o600)
        key.write_bytes(secrets.token_bytes(128))
        files = [f"--{name}-file={self.folder}/munge.{name}" for name in ("key", "log", "pid", "seed")]
        self._daemon("munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket", *files)
        self._wait(lambda: (self.folder / "munge.socket").exists())
        self._daemon("slurmctld", "-D", "-c")
        self._daemon("slurmd", "-D")
        self._wait(lambda: self.ask("sinfo", "--noheader", "--format=%T") == "idle")

    def stop(self) -> None:
        """End what uses it, its jobs and its daemons."""
        for user in self.users:
            user.kill()
            user.wait()
        if len(self.daemons) == 3:
            self.ask("scancel", f"--user={getpass.getuser()}")
            self._wait(lambda: self.ask("squeue", "--noheader") == "", fail=False)
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.daemons.clear()

    def use(self, *command: str, folder: Path, log: Path) -> subprocess.Popen[bytes]:
        """Start a program that uses it in a folder, and log what it says; it ends with the node at the latest."""
        with log.open("wb") as file:
            user = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file, env=self.environment)
        self.users.append(user)
        return user

    def ask(self, *command: str) -> str:
        """What a program of Slurm prints; nothing where it fails."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout.strip()

    def jobs(self) -> list[dict[str, str]]:
        """What Slurm says of each job that was submitted, oldest first: JobState, Comment, MinMemoryNode and so on."""
        lines = self.ask("scontrol", "--oneliner", "--all", "show", "job").splitlines()
        return [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in lines if "JobId=" in line]

    def _daemon(self, *command: str) -> None:
        with (self.folder / f"{command[0]}.out").open("wb") as out:
            daemon = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out, start_new_session=True)
        self.daemons.append(daemon)

    def _wait(self, until: Callable[[], bool], fail: bool = True) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > end or any(daemon.poll() is not None for daemon in self.daemons):
                if not fail:
                    return
                said = "\n".join(f"{file.name}: {file.read_text()[-2000:]}" for file in self.folder.glob("*.out"))
                raise RuntimeError(f"Slurm did not come up in {self.folder}\n{said}")
            time.sleep(0.1)


def _path() -> str:
    """Where programs are looked for; daemons are where only root looks."""
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
