"""Blocks of variants crossed with pairs, taken out in two small steps, are those of one large fit."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from lingmix.stats.blocks import blocks_of
from lingmix.stats.strata import Stratum, means, strata, units

CROSSED = [stratum for stratum in strata(("mix", "objective")) if stratum.crossed]


@pytest.mark.parametrize("langs", [("a", "b"), ("a", "b", "c"), ("a", "b", "c", "d", "e")])
@pytest.mark.parametrize("cells", [("ax", "bx"), ("ax", "ay", "bx"), ("ax", "ay", "bx", "by", "cx", "cy")])
@pytest.mark.parametrize("itself", [True, False])
@pytest.mark.parametrize("stratum", CROSSED, ids=lambda stratum: stratum.name)
def test_in_two_steps_as_in_one(langs: tuple[str, ...], cells: tuple[str, ...], itself: bool, stratum: Stratum) -> None:
    rng = np.random.default_rng(1)
    pairs = [pair for pair in product(langs, langs) if itself or pair[0] != pair[1]]
    rows = [(cell, *cell, seed, *pair) for cell in cells for seed in (1, 2) for pair in pairs]
    columns = ["variant", "mix", "objective", "seed", "query_lang", "passage_lang"]
    frame = pd.DataFrame(rows, columns=columns).sample(frac=1, random_state=1)
    unit = units(frame, stratum.unit)
    row = np.unique(unit, return_index=True)[1]
    values = means(rng.normal(size=(len(frame), 3)), unit)
    steps, whole = (blocks_of(frame, one, row) for one in (stratum, replace(stratum, crossed=False)))
    assert steps.rank == whole.rank
    np.testing.assert_allclose(steps.without(values), whole.without(values), atol=1e-12)


def test_a_hundred_languages_take_no_gigabytes() -> None:
    langs = [f"l{number}" for number in range(100)]
    rows = [(f"v{v}", f"v{v}", "x", 1, *pair) for v in range(3) for pair in product(langs, langs)]
    frame = pd.DataFrame(rows, columns=["variant", "mix", "objective", "seed", "query_lang", "passage_lang"])
    found = blocks_of(frame, CROSSED[2], np.arange(len(frame)))
    assert found.basis.nbytes < 20_000_000
    assert found.rank == len(frame) - 2 * (10_000 - 199)
