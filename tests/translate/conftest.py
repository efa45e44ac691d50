"""The tiny translation models, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_translators import m2m100, nllb


@pytest.fixture(scope="session")
def nllb_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nllb(tmp_path_factory.mktemp("models") / "nllb")


@pytest.fixture(scope="session")
def m2m100_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return m2m100(tmp_path_factory.mktemp("models") / "m2m100")
