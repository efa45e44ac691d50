from __future__ import annotations

import pandas as pd

from lingmix.config.mix import Crosslingual, English, Hybrid, Mix, Monolingual
from lingmix.config.train import TrainOverride
from lingmix.stats.exposure_factors import with_exposure
from lingmix.stats.mix_factors import mix_factors
from lingmix.table.seen import Seen


def test_mixes() -> None:
    mixes: dict[str, Mix] = {
        "english": English(kind="english"),
        "mono": Monolingual(kind="monolingual"),
        "cross": Crosslingual(kind="crosslingual", data_size=1000, parallel_size=100),
        "half": Hybrid(kind="hybrid", alpha=0.5),
        "first-mono": Hybrid(kind="hybrid", alpha=1, alpha_end=0),
        "pivot": Hybrid(kind="hybrid", alpha=0, pivot="en"),
        "longer": Hybrid(kind="hybrid", alpha=0.5, train=TrainOverride(steps=9)),
    }
    assert mix_factors(mixes).to_numpy().tolist() == [
        ["english", "english", "none", "all", "all", "{}"],
        ["mono", "monolingual", "1", "all", "all", "{}"],
        ["cross", "crosslingual", "0", "1000", "100", "{}"],
        ["half", "hybrid", "0.5", "all", "all", "{}"],
        ["first-mono", "hybrid", "1→0", "all", "all", "{}"],
        ["pivot", "hybrid", "0", "all", "all", '{"pivot": "en"}'],
        ["longer", "hybrid", "0.5", "all", "all", '{"train": {"steps": 9}}'],
    ]


def test_exposure() -> None:
    seen = {"a": Seen(frozenset({"de", "en", "th"}), frozenset({frozenset({"de", "en"})}))}
    rows = [
        ("a", "de", "de"),
        ("a", "en", "de"),
        ("a", "de", "th"),
        ("a", "vi", "de"),
        ("a", "vi", "all"),
        ("b", "de", "en"),
    ]
    found = with_exposure(pd.DataFrame(rows, columns=["variant", "query_lang", "passage_lang"]), seen)
    columns = ["query_seen", "passage_seen", "pair_seen"]
    assert found.loc[:4, columns].to_numpy().tolist() == [
        ["seen", "seen", "seen"],
        ["seen", "seen", "seen"],
        ["seen", "seen", "unseen"],
        ["unseen", "seen", "unseen"],
        ["unseen", "seen", "seen"],
    ]
    assert found.loc[5, columns].isna().all()
