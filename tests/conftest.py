"""Fixtures that several test modules use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# for the processes that tests start; pytest's own path is set in pyproject.toml
os.environ["PYTHONPATH"] = str(ROOT / "workflow")
LAREQA = "raw.githubusercontent.com/google-research-datasets/lareqa"


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real data laid out as ``wget -x`` leaves it, or a skip."""
    for candidate in (os.environ.get("LINGMIX_MIRROR"), ROOT.parent / "shared" / "mirror"):
        if candidate and (Path(candidate) / LAREQA).is_dir():
            return Path(candidate).resolve()
    pytest.skip("no mirror with LAREQA data: set LINGMIX_MIRROR to a folder in wget -x layout")
