"""Run every benchmark, one after the other, and write what they print to docs/benchmarks.md.

Run with ``make bench``, on a machine that does nothing else; it takes about half an hour on two cores. With names, such
as ``bench_encode``, only these are run, and their parts of the page are replaced.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import measured

from lingmix.provenance import environment

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `make bench`, which fails where a benchmark finds that results differ. Ratios are of both sides measured in one
command; where a goal was set, it is said, met or not.
"""


def main(only: list[str]) -> None:
    """Run all, then write the page; nothing is written where one fails."""
    if only:
        head, *there = re.split(r"(?m)^(?=## )", PAGE.read_text("utf-8"))
        again = {f"## {name}": part(HERE / f"{name}.py") for name in only}
        kept = [again.get(text.partition("\n")[0], text.rstrip() + "\n") for text in there]
        PAGE.write_text(head + "\n".join(kept), "utf-8")
        return
    about = measured.machine()
    versions = environment(about["threads"])["versions"]
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = about["load"]
    busy = f" The machine was not quiet when it began (load {load:.1f})." if load > 0.5 else ""
    parts = [
        HEAD,
        f"{about['processor']}, {about['cores']} cores, {memory:.0f} GiB, {platform.system()}, no GPU used; "
        f"{datetime.now(UTC):%Y-%m-%d}. {listed}.{busy}\n",
    ]
    parts += [part(script) for script in sorted(HERE.glob("bench_*.py"))]
    PAGE.write_text("\n".join(parts), "utf-8")


def part(script: Path) -> str:
    """Run a benchmark: what the page says of it."""
    print(script.name, flush=True)
    done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{script.name} failed; {PAGE.name} is as it was")
    print(done.stdout, flush=True)
    text = ast.get_docstring(ast.parse(script.read_text("utf-8"))) or ""
    return f"## {script.stem}\n\n{text.replace('``', '`')}\n\n```\n{done.stdout.rstrip()}\n```\n"


if __name__ == "__main__":
    main(sys.argv[1:])
