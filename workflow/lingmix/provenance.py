"""What a result was made with: a digest of the code behind it, and the versions it ran on."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
PACKAGES = (
    "torch",
    "sentence-transformers",
    "transformers",
    "tokenizers",
    "faiss-cpu",
    "numpy",
    "numba",
    "pandas",
    "pyarrow",
    "snakemake",
    "babel",
)


NEUTRAL = frozenset(
    {
        "lingmix.errors",
        "lingmix.console",
        "lingmix.provenance",
        "lingmix.card",
        "lingmix.card_text",
        "lingmix.told",
        "lingmix.devices",
        "lingmix.disk",
        "lingmix.seal",
        "lingmix.footer",
        "lingmix.train.usage",
        "lingmix.train.memory",
        "lingmix.progress",
        "lingmix.train.step_bar",
        "lingmix.owner",
        "lingmix.warm",
        "lingmix.warm_server",
    }
)
"""Modules that change what is said or recorded, never a result; digests leave them out."""


def code_digest(*sources: str | Path, without: Iterable[str] = ()) -> str:
    """A digest of what some modules and scripts do.

    It covers each source and every lingmix module it imports, directly or not, as syntax trees without docstrings:
    comments, docstrings and formatting do not count, anything else does. So do the bytes of files of data that lie
    beside one of them and that it names in a text of their name alone, such as ``"families.csv"``.

    Args:
        sources: dotted names of lingmix modules, or paths of Python files.
        without: dotted names of modules that do not count, besides :data:`NEUTRAL`; nor does what only they import.

    Returns:
        16 hexadecimal digits.

    Raises:
        ValueError: a source does not exist, or a module imports by a relative name, which this does not follow.
    """
    absent = [str(source) for source in sources if _source(source) is None]
    if absent:
        raise ValueError(f"no such module or file: {', '.join(absent)}")
    files: dict[Path, None] = {}
    ignored = {_file_of(name) for name in {*NEUTRAL, *without}}
    waiting = [_source(source) for source in sources]
    while waiting:
        file = waiting.pop()
        if file is not None and file not in files and file not in ignored:
            files[file] = None
            waiting += [_file_of(name) for name in _parse(file)[1]]
    digest = hashlib.sha256()
    for text in sorted(_parse(file)[0] for file in files):
        digest.update(text.encode())
    for data in sorted(data for file in files for data in _data_beside(file)):
        digest.update(f"{data.name} {hashlib.sha256(data.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def folder_digest(folder: Path) -> str:
    """16 hexadecimal digits that identify the names and contents of the files below ``folder``, but hidden ones."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        with path.open("rb") as file:
            digest.update(f"{path.relative_to(folder)} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def value_digest(value: Any) -> str:
    """16 hexadecimal digits that identify a JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Versions of Python and of those of ``packages`` that are installed."""
    found = {"python": platform.python_version()}
    for package in packages:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def environment(threads: int) -> dict[str, Any]:
    """Versions, source commit, machine and threads, for a run's record."""
    return {
        "versions": versions(),
        "made_on": made_on(threads),
        "commit": _commit(),
        "machine": platform.machine(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "threads": threads,
    }


def made_on(threads: int) -> dict[str, str]:
    """What of a machine rounding depends on: its processor, a job's threads, and its GPUs if torch has any."""
    found = {"processor": _processor(), "threads": str(threads)}
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        names = [torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())]
        found["GPU"] = ", ".join(dict.fromkeys(names))
    return found


def _processor() -> str:
    """The model's name, where the system says it."""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        if names:
            return names[0]
    return platform.processor() or platform.machine()


def _commit() -> str | None:
    """The git commit of this source with ``+changes`` where files differ from it; None outside a repository."""
    command = ["git", "-C", str(PACKAGE), "describe", "--always", "--abbrev=40", "--dirty=+changes", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def _source(source: str | Path) -> Path | None:
    if isinstance(source, Path):
        return source if source.is_file() else None
    return _file_of(source)


def _file_of(name: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*name.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)


def _data_beside(file: Path) -> list[Path]:
    """The files beside a source, but other sources, whose names it holds."""
    named = _parse(file)[2]
    return [path for path in file.parent.iterdir() if path.name in named and path.suffix != ".py" and path.is_file()]


@cache
def _parse(file: Path) -> tuple[str, tuple[str, ...], frozenset[str]]:
    """A file's syntax tree without docstrings, as text, the lingmix modules that it imports, and the texts in it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    # what is imported for type checkers is not there when the code runs
    tree.body = [part for part in tree.body if not _is_for_types(part)]
    imports: list[str] = []
    texts: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise ValueError(f"{file}, line {node.lineno}: import by the full name, not relative to the package")
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [part for part in body if not _is_text(part)]
            node.body = kept if kept or isinstance(node, ast.Module) else [ast.Pass()]  # type: ignore[attr-defined]
    modules = {name for name in imports if name.split(".")[0] == "lingmix"}
    return ast.dump(tree), tuple(sorted(modules)), frozenset(texts)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
