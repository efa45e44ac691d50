"""Run every benchmark, one after the other, and write what they print to docs/benchmarks.md.

Run with ``make bench``, on a machine that does nothing else; it takes about half an hour on two cores.
"""

from __future__ import annotations

import ast
import os
import platform
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


def main() -> None:
    """Run all, then write the page; nothing is written where one fails."""
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
    for script in sorted(HERE.glob("bench_*.py")):
        print(script.name, flush=True)
        done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{script.name} failed; {PAGE.name} is as it was")
        print(done.stdout, flush=True)
        text = ast.get_docstring(ast.parse(script.read_text("utf-8"))) or ""
        parts.append(f"## {script.stem}\n\n{text.replace('``', '`')}\n\n```\n{done.stdout.rstrip()}\n```\n")
    PAGE.write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
