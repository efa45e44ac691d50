"""How long ``snakemake -n`` takes for a study of 1,000 runs, against a bare chain of six rules over as many.

The bare chain is what Snakemake itself needs: six rules, a wildcard, one target that asks for all. The study is the
quickstart with ten α, ten margins and ten seeds, and all that it makes. Goal: 1.5 times the bare chain. Run with
``PYTHONPATH=workflow python benchmarks/bench_dry_run.py``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import measured
import yaml

ROOT = Path(__file__).resolve().parents[1]
RULES = 6


def chain(runs: int) -> str:
    """A Snakefile with a chain of rules for each run."""
    rules = [f'rule all:\n    input: expand("s{RULES}/{{run}}", run=range({runs}))\n']
    for number in range(1, RULES + 1):
        before = f'    input: "s{number - 1}/{{run}}"\n' if number > 1 else ""
        rules.append(f'rule r{number}:\n{before}    output: "s{number}/{{run}}"\n    shell: "touch {{output}}"\n')
    return "\n".join(rules)


def study(runs: int) -> dict[str, object]:
    """The quickstart with that many trained runs, a tenth of them a seed."""
    made: dict[str, object] = yaml.safe_load((ROOT / "config" / "config.yaml").read_text("utf-8"))
    kinds = max(1, round((runs / 10) ** 0.5))
    made["mixes"] = {
        "monolingual": {"kind": "monolingual"},
        "hybrid": {"kind": "hybrid", "alpha": [round(number / 20, 2) for number in range(1, kinds + 1)]},
    }
    margins = [round(0.05 * number, 2) for number in range(1, kinds + 1)]
    made["objectives"] = {"contrastive": {"info_nce": 1.0}, "dual-encoder": {"additive_margin": {"margin": margins}}}
    made["seeds"] = list(range(1, 11))
    made["grid"] = [
        {"encoder": ["static"], "mix": ["hybrid"], "objective": ["dual-encoder"]},
        {"encoder": ["static"], "mix": ["monolingual"], "objective": ["contrastive"]},
    ]
    return made


def dry_run(folder: Path, *options: str) -> tuple[float, float, int]:
    """Seconds, seconds of processors, and jobs."""
    clock = measured.Clock()
    command = [sys.executable, "-m", "snakemake", "-n", "--quiet", "rules", "--cores", "2", "--directory", str(folder)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    wall, processors = clock.read_children()
    assert done.returncode == 0, done.stderr[-2000:]
    jobs = re.findall(r"^total +(\d+)", done.stdout + done.stderr, re.M)[0]
    return wall, processors, int(jobs)


def main() -> None:
    """Measure and print."""
    parser = measured.parser(__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lingmix-bench-") as name:
        folder = Path(name)
        (folder / "Snakefile").write_text(chain(asked.runs), "utf-8")
        (folder / "study.yaml").write_text(yaml.safe_dump(study(asked.runs), sort_keys=False), "utf-8")
        ours = dry_run(folder, "--snakefile", str(ROOT / "Snakefile"), "--configfile", str(folder / "study.yaml"))
        bare = dry_run(folder, "--snakefile", str(folder / "Snakefile"))
    result = {
        "runs": asked.runs,
        "seconds": ours[0],
        "processors": ours[1],
        "jobs": ours[2],
        "bare": dict(zip(("seconds", "processors", "jobs"), bare, strict=True)),
        "ratio": ours[0] / bare[0],
        "ratio_per_job": (ours[0] / ours[2]) / (bare[0] / bare[2]),
    }
    print(f"{asked.runs:,} runs{'':12}{'jobs':>8}{'seconds':>10}{'processor s':>13}")
    for what, (wall, processors, jobs) in {"lingmix": ours, "bare chain": bare}.items():
        print(f"{what:22}{jobs:8,}{wall:10.1f}{processors:13.1f}")
    print(f"{result['ratio']:.2f} times the bare chain (goal 1.5), {result['ratio_per_job']:.2f} times per job")
    measured.keep(result, asked.json)


if __name__ == "__main__":
    main()
