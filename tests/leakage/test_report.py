from __future__ import annotations

import pandas as pd
import pytest

from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError
from lingmix.leakage.find import overlap
from lingmix.leakage.groups import with_groups
from lingmix.leakage.report import footnotes, refuse, summary
from lingmix.leakage.texts import evaluated, trained


@pytest.fixture
def found(benchmark: Retrieval, pairs: pd.DataFrame) -> pd.DataFrame:
    exact = overlap(evaluated(benchmark, "bench"), "train", trained(pairs))
    return with_groups(exact, benchmark.queries, "bench", "train", None)


def test_the_summary_counts_by_side_kind_and_language(benchmark: Retrieval, found: pd.DataFrame) -> None:
    counted = summary(found, {"query": 4, "passage": 2}, evaluated(benchmark, "bench"), "bench", "train")
    assert counted["query"] == {
        "texts": 4,
        "short": 1,  # "Qui?"
        "exact": 2,
        "near": 0,
        "group": 2,  # g1 in German and French
        "languages": {"de": {"group": 1}, "en": {"exact": 2}, "fr": {"group": 1}},
    }
    assert counted["passage"] == {
        "texts": 2,
        "short": 0,
        "exact": 1,
        "near": 0,
        "group": 0,
        "languages": {"en": {"exact": 1}},
    }
    (note,) = footnotes([counted], [])["bench"]
    assert note == (
        "Also in the training set train: 2 exact of 4 queries; 1 exact of 2 relevant passages; "
        "2 more queries by others of their group, such as translations. Too short to be compared: 1 queries."
    )


def test_no_overlap_is_said_too(benchmark: Retrieval, found: pd.DataFrame) -> None:
    counted = summary(found.iloc[:0], {"query": 4, "passage": 2}, evaluated(benchmark, "bench"), "bench", "train")
    (note,) = footnotes([counted], [])["bench"]
    assert note.startswith("Also in the training set train: no query and no relevant passage, exact or nearly.")


def test_a_study_is_stopped_unless_it_is_allowed(found: pd.DataFrame) -> None:
    with pytest.raises(LingmixError) as caught:
        refuse(found, ["another"], "leakage.csv")
    said = str(caught.value)
    assert (
        "'train' has 2 queries of 'bench'; 'train' has 1 relevant passages of 'bench'; "
        "'train' has the groups of 2 queries of 'bench'."
    ) in said
    letter = "who wrote the long letter to the harbour master"
    assert f"  - bench, query g1 (en) is train, query of group t1 (en): '{letter}'" in said
    assert "  - bench, query g1 (fr) has the group of train, query of group t1 (en): 'Qui?'" in said
    assert "leakage.csv" in said
    assert "allow_leakage" in said
    for name in ("bench", "train"):
        refuse(found, [name], "leakage.csv")
    refuse(found.assign(kind="near"), [], "leakage.csv")
    refuse(found.iloc[:0], [], "leakage.csv")
    with pytest.raises(LingmixError):
        refuse(found[found["kind"] == "group"], [], "leakage.csv")
