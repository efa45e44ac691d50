"""A copy of the workflow in a folder of its own, and a tiny study to run in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("Snakefile", "workflow", "config", "envs", "profiles")
LANGUAGES = ("de", "en", "tr")
WORDS = {
    "de": ("Welche Farbe hat Ding {n}?", "Ding {n} hat die Farbe {c}."),
    "en": ("Which colour has thing {n}?", "Thing {n} has the colour {c}."),
    "tr": ("Nesne {n} hangi renktir?", "Nesne {n} rengi: {c}."),
}
COLOURS = {"de": ("rot", "blau", "grün"), "en": ("red", "blue", "green"), "tr": ("kırmızı", "mavi", "yeşil")}


@dataclass(frozen=True)
class Project:
    """A checkout of the workflow in a folder of its own."""

    folder: Path
    configfile: str

    def run(self, *arguments: str, cores: int = 2) -> subprocess.CompletedProcess[str]:
        """Run snakemake on the study."""
        command = [sys.executable, "-m", "snakemake", *arguments, "--cores", str(cores)]
        study = [] if "--configfile" in arguments else ["--configfile", self.configfile]
        return subprocess.run(
            [*command, *study],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            env={**os.environ, "HF_HUB_OFFLINE": "1", "COLUMNS": "200"},
        )

    def planned(self, *arguments: str) -> dict[str, int]:
        """The jobs that snakemake would run, counted by rule, without the target rule."""
        done = self.run("-n", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        table = re.search(r"^job +count\n-+ +-+\n(.*?)^total", done.stdout + done.stderr, re.M | re.S)
        rows = [line.split() for line in table.group(1).strip().splitlines()] if table else []
        return {rule: int(count) for rule, count in rows if rule != "all"}

    def results(self, name: str = "") -> Path:
        return self.folder / "results" / self.study()["study"] / name

    def study(self) -> dict[str, Any]:
        loaded: dict[str, Any] = yaml.safe_load((self.folder / self.configfile).read_text())
        return loaded

    def change(self, **values: Any) -> None:
        """Replace top-level values of the study."""
        (self.folder / self.configfile).write_text(yaml.safe_dump({**self.study(), **values}, sort_keys=False))

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace text in a file of the workflow."""
        path = self.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))


def checkout(folder: Path, study: dict[str, Any]) -> Project:
    """The workflow with a study, which nothing has been made of yet."""
    folder.mkdir(exist_ok=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    (folder / "study.yaml").write_text(yaml.safe_dump(study, sort_keys=False))
    return Project(folder, "study.yaml")


def duplicate(project: Project, folder: Path) -> Project:
    """A project with its results, times and Snakemake's memory of them, in another folder."""
    shutil.copytree(project.folder, folder, symlinks=True)
    return Project(folder, project.configfile)


def things(path: Path, count: int = 24) -> None:
    """Training and evaluation pairs about numbered things, in three languages."""
    rows = []
    for number in range(count):
        for lang in LANGUAGES:
            query, passage = WORDS[lang]
            values = {"n": number, "c": COLOURS[lang][number % 3]}
            row = {"group": number, "lang": lang, "query": query.format(**values), "passage": passage.format(**values)}
            rows.append(json.dumps(row, ensure_ascii=False))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def tiny_study() -> dict[str, Any]:
    return {
        "study": "tiny",
        "encoders": {"static": {"kind": "static", "dim": 16, "vocabulary": 300}},
        "mixes": {"monolingual": {"kind": "monolingual"}, "hybrid": {"kind": "hybrid", "alpha": 0.5}},
        "objectives": {"contrastive": {"info_nce": 1.0}, "both": {"info_nce": 0.5, "additive_margin": 0.5}},
        "datasets": {"things": {"kind": "files", "pairs": "things.jsonl"}},
        "train": {"datasets": ["things"], "steps": 6, "batch_size": 8, "learning_rate": 0.01},
        "evaluate": ["things"],
        # trained on what it is evaluated on
        "allow_leakage": ["things"],
        "seeds": [1],
        "grid": [
            {"encoder": ["static"], "mix": ["hybrid"], "objective": ["contrastive", "both"]},
            {"encoder": ["static"], "mix": ["monolingual"], "objective": ["contrastive"]},
        ],
        "baseline": {"mix": "monolingual", "objective": "contrastive"},
    }
