"""One shard of MIRACL as it would really run: ``PYTHONPATH=workflow python benchmarks/miracl_shard.py FOLDER``.

The files of the first shard (Arabic, 1.6 million passages in four files) are made up, of as many passages as MIRACL's,
in a mirror in FOLDER, which takes some hundred megabytes. Then Snakemake plans the whole study of 106 million passages,
and makes the first shard's tables, embeddings and index with a static encoder of 256 dimensions, which is made first.
What each job took is printed. Takes some minutes.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import yaml

from lingmix.config.load import load
from lingmix.config.parts import shards
from lingmix.data.fetch import mirror_path
from lingmix.data.registry import get
from lingmix.data.sets.miracl import NUMBERS

ROOT = Path(__file__).resolve().parents[1]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def study(mirror: Path) -> dict[str, object]:
    """The study of ``config/miracl.yaml`` with the quickstart's static encoder."""
    values = yaml.safe_load((ROOT / "config" / "miracl.yaml").read_text(encoding="utf-8"))
    encoder = {"kind": "path", "path": str(ROOT / "results" / "quickstart" / "encoders" / "static.s13")}
    grid = [{"encoder": ["static"]}]
    return values | {"study": "miracl-shard", "encoders": {"static": encoder}, "grid": grid, "mirror": str(mirror)}


def write_corpus(path: Path, first: int, passages: int, words: list[str], dice: random.Random) -> None:
    """A file of the corpus with so many passages of 20 to 60 words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for number in range(first, first + passages):
            text = " ".join(dice.choices(words, k=dice.randint(20, 60)))
            file.write(json.dumps({"docid": f"{number}#0", "title": "", "text": text}, ensure_ascii=False) + "\n")


def main(folder: Path) -> None:
    """Make the files, plan all, make one shard."""
    dice = random.Random(0)
    words = ["".join(dice.choices(LETTERS, k=dice.randint(2, 8))) for _ in range(50_000)]
    mirror, values = folder / "mirror", study(folder / "mirror")
    shard = shards(load(values | {"mirror": None}), "miracl")[0]
    arabic = get("miracl/ar")
    assert {part.leaf for part in shard} == {"miracl/ar"}
    each = NUMBERS["ar"][1] // NUMBERS["ar"][0]
    urls = {file.name: file.url for file in arabic.files}
    for number, part in enumerate(shard):
        write_corpus(mirror_path(mirror, urls[str(part.file)]), number * each, each, words, dice)
    topics, qrels = (next(url for name, url in urls.items() if name.startswith(kind)) for kind in ("topics", "qrels"))
    asked = range(NUMBERS["ar"][2])
    for url, lines in (
        (topics, (f"{number}\t{' '.join(dice.choices(words, k=8))}" for number in asked)),
        (qrels, (f"{number}\tQ0\t{dice.randrange(each * len(shard))}#0\t1" for number in asked)),
    ):
        mirror_path(mirror, url).parent.mkdir(parents=True, exist_ok=True)
        mirror_path(mirror, url).write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = folder / "miracl-shard.yaml"
    config.write_text(yaml.safe_dump(values), encoding="utf-8")
    snakemake("results/quickstart/encoders/static.s13")
    said = snakemake("-n", "--configfile", str(config))
    print(re.search(r"^job +count.*?^total +\d+", said, re.M | re.S)[0])  # type: ignore[index]
    run = "results/miracl-shard/runs/static.untrained/miracl"
    snakemake(f"{run}/index.000.faiss", "--configfile", str(config))
    print(f"{'job':30}{'seconds':>9}{'MB at most':>12}")
    for file in sorted(ROOT.glob("results/*/benchmarks/**/*.jsonl")):
        if any(word in str(file) for word in ("miracl/ar", "miracl.000")):
            record = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])
            name = file.relative_to(ROOT / "results").as_posix().split("benchmarks/")[1].removesuffix(".jsonl")
            print(f"{name[-30:]:30}{record['s']:9.1f}{record['max_rss']!s:>12}")


def snakemake(*arguments: str) -> str:
    """Run it, and give back what it says."""
    command = [sys.executable, "-m", "snakemake", *arguments, "--cores", "all"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout + done.stderr


if __name__ == "__main__":
    main(Path(sys.argv[1]))
