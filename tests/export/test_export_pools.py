from __future__ import annotations

from exported import asked, in_parts

from lingmix.export.pools import pools


def test_every_pair_with_a_query_and_all_languages_together() -> None:
    data = asked()
    found = {pool.path: pool for pool in pools(data)}
    assert list(found) == [
        *("de.de", "en.de", "tr.de", "de.en", "en.en", "tr.en", "de.tr", "en.tr", "tr.tr"),
        *("de.all", "en.all", "tr.all"),
    ]
    one = found["tr.en"]
    assert data.queries.iloc[one.queries][["group", "lang"]].values.tolist() == [[f"g{n}", "tr"] for n in (1, 2, 3)]
    assert set(data.passages.iloc[one.begin : one.end]["lang"]) == {"en"}
    assert one.end - one.begin == 7
    assert one.qrels.values.tolist() == [["g1", "en-1"], ["g1", "en-other0"], ["g2", "en-2"], ["g3", "en-3"]]
    everything = found["de.all"]
    assert (everything.begin, everything.end) == (0, 21)
    assert len(everything.qrels) == 13


def test_settings_and_parts_are_kept_apart() -> None:
    assert [pool.path for pool in pools(asked(), ["monolingual"])] == ["de.de", "en.en", "tr.tr"]
    assert [pool.path for pool in pools(asked(), ["multilingual"])] == ["de.all", "en.all", "tr.all"]
    found = pools(in_parts())
    assert [pool.path for pool in found] == ["a/de.en", "b-dev/de.en"]
    assert [pool.qrels["passage"].tolist() for pool in found] == [["p1", "p2"], ["p3"]]
    assert [(pool.begin, pool.end) for pool in found] == [(0, 2), (2, 3)]
