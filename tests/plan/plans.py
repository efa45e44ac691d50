"""Catalogues to draw from and mixes to draw with, for the tests of plans."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import strategies as st
from pydantic import TypeAdapter
from small import pairs_table

from lingmix.config.mix import Mix
from lingmix.config.train import Sampling
from lingmix.plan.catalogue import Catalogue, catalogue
from lingmix.plan.draw import draw

LANGUAGES = ("de", "en", "fr", "th")
KINDS = ("english", "mixed-monolingual", "monolingual", "crosslingual", "hybrid")
TOO_LITTLE = (
    "unknown training language|share no passage|has a second language|may draw together|leaves nothing of|_size is"
)
"""What errors say that come from data that cannot fill such batches."""


def mix_of(kind: str, **values: Any) -> Mix:
    mix: Mix = TypeAdapter(Mix).validate_python({"kind": kind, **values})
    return mix


def make(
    groups: Catalogue,
    kind: str,
    *,
    seed: int = 1,
    steps: int = 20,
    size: int = 4,
    name: str | None = None,
    **extra: Any,
) -> pd.DataFrame:
    exponent = extra.pop("size_exponent", 1.0)
    sampling = Sampling(datasets=("own",), steps=steps, batch_size=size, size_exponent=exponent)
    return draw(groups, mix_of(kind, **extra), sampling, seed, name)


@st.composite
def catalogues(draw_value: st.DrawFn, least: int = 12) -> tuple[pd.DataFrame, Catalogue]:
    """2 data sets, groups in any of the languages, passages that repeat across groups and data sets; ``least`` rows
    or more."""
    rows = draw_value(
        st.lists(
            st.tuples(st.integers(0, 1), st.integers(0, 25), st.sampled_from(LANGUAGES), st.integers(0, 200)),
            min_size=least,
            max_size=120,
            unique_by=lambda row: row[:3],
        )
    )
    tables = [
        pairs_table([(f"g{group}", lang, f"p{text}") for which, group, lang, text in rows if which == number], name)
        for number, name in enumerate(("one", "two"))
        if any(row[0] == number for row in rows)
    ]
    return pd.concat(tables, ignore_index=True), catalogue(tables)
