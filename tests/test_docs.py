from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lingmix.data.tables import PAIRS, PASSAGES, QRELS, QUERIES
from lingmix.metrics.score import COLUMNS as METRICS
from lingmix.plan.draw import COLUMNS as PLAN
from lingmix.report.worst import COLUMNS as WORST
from lingmix.stats.effects import EFFECT_COLUMNS as EFFECTS
from lingmix.stats.effects import VALUE_COLUMNS as VALUES
from lingmix.stats.factors import COLUMNS as FACTORS
from lingmix.stats.judge import PLACE
from lingmix.stats.published import REPRODUCTION
from lingmix.table.ablation import COLUMNS as ABLATION
from lingmix.table.exposure import COLUMNS as EXPOSURE

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "schema.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", SCHEMA.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
RANKS = ("group", "query_lang", "passage_lang", "passage", "pool", "rank")


def documented() -> list[tuple[str, ...]]:
    """The first column of every table of columns, its names one by one."""
    text = SCHEMA.read_text(encoding="utf-8")
    bodies = re.findall(r"^\| column \|.*\n\| --- .*\n((?:\|.*\n)+)", text, re.MULTILINE)
    first = [[row.split("|")[1] for row in body.splitlines()] for body in bodies]
    return [tuple(name for cell in cells for name in re.findall(r"`(\w+)`", cell)) for cells in first]


@pytest.mark.parametrize(
    "columns",
    [
        QUERIES,
        PASSAGES,
        QRELS,
        PAIRS,
        PLAN,
        RANKS,
        ("encoder", "mix", "objective", "augmentation", "seed", "benchmark", *METRICS),
        WORST,
        ABLATION,
        EXPOSURE,
        (*PLACE, *VALUES),
        (*PLACE, *EFFECTS),
        FACTORS,
        REPRODUCTION,
    ],
)
def test_every_table_is_documented_with_its_columns_in_order(columns: tuple[str, ...]) -> None:
    assert columns in documented()


def test_no_table_is_documented_that_is_not_checked_here() -> None:
    assert len(documented()) == 14


def test_there_is_an_example_to_run() -> None:
    assert any("ablation(" in block for block in BLOCKS)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_examples_of_the_schema_run(block: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "workflow"),
        "PYTHONIOENCODING": "utf-8",
        "TMPDIR": str(tmp_path),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "| static | crosslingual | contrastive |" in done.stdout
