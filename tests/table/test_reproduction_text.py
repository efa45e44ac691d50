"""Ours beside published values, to read."""

from __future__ import annotations

import pandas as pd

from lingmix.config.published import Tolerance
from lingmix.stats.correspondence import Benchmark, Correspondence, Variant
from lingmix.stats.published import reproductions
from lingmix.table.reproduction_text import PAPERS, STATED, reproduction_markdown, reproduction_sentences

FOUND = Correspondence(
    (Variant("mine", "half", "nce", "xlm-r", "hybrid"),), (Benchmark("xquad-r", "xquad-r", ("ar", "th")),)
)
SETTINGS = {"training data": ["mine"], "steps": [20000], "batch size": [100, 64], "learning rate": [5e-05]}


def ours() -> pd.DataFrame:
    cells = [
        ("monolingual", "macro", "macro", "map", 0.803, 0.004),
        ("crosslingual", "macro", "macro", "map", 0.680, 0.004),
        ("multilingual", "macro", "all", "map", 0.1, float("nan")),
        ("multilingual", "macro", "all", "rank_distance", 290.0, 3.0),
    ]
    columns = ["setting", "query_lang", "passage_lang", "metric", "mean", "sd"]
    axes = {"encoder": "mine", "mix": "half", "objective": "nce", "augmentation": "none", "benchmark": "xquad-r"}
    return pd.DataFrame(cells, columns=columns).assign(**axes)


def test_verdicts_are_counted_and_every_value_has_one() -> None:
    found = reproductions(ours(), FOUND)
    (said,) = reproduction_sentences(found)
    assert said.startswith(
        f"Of {len(found)} values of Elmahdy, Lin and Ahmad 2024 (arXiv 2408.10536): 2 OK, 1 near, 1 off"
    )
    assert set(found["query_lang"]) == {"macro", "ar", "th"}


def test_the_document() -> None:
    text = reproduction_markdown(reproductions(ours(), FOUND), SETTINGS, Tolerance(), study="mine")
    assert "| mine | half | nce | monolingual | mAP | 0.798 | 0.803 ± 0.004 | +0.005 | 0.010 | OK |" in text
    assert "| mine | half | nce | crosslingual | mAP | 0.705 | 0.680 ± 0.004 | −0.025 | 0.010 | near |" in text
    assert "| mine | half | nce | multilingual | mAP | 0.593 | 0.100 | −0.493 | 0.010 | off |" in text
    assert "| rank distance ↓ | 286.6 | 290.0 ± 3.0 | +3.4 | 14.3 | OK |" in text
    assert "| mine | half | nce | monolingual | th | mAP |" in text
    assert "| – | – | 0.010 | missing |" in text
    assert "0.01 for shares of 1, 5 % of the published value for ranks" in text


def test_what_differs_is_said_as_far_as_it_is_known() -> None:
    text = reproduction_markdown(reproductions(ours(), FOUND), SETTINGS, Tolerance(), study="mine")
    assert "| learning rate | 5e-05 | 3e-05 |" in text
    assert "| batch size | 100 or 64 | 100 |" in text
    assert "| steps | 20000 | not known here |" in text


def test_every_paper_has_a_name() -> None:
    assert set(PAPERS) == set(STATED) == {"2408.10536", "2004.05484"}
