"""Every check of the uniform tables can fail, and training pairs follow from judged queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingmix.data import tables
from lingmix.data.tables import PAIRS, QRELS, Retrieval, pairs_of, retrieval, training_pairs
from lingmix.errors import LingmixError

Rows = list[tuple[Any, ...]]
# most benchmarks do not give the last column, part
QUERIES, PASSAGES = tables.QUERIES[:-1], tables.PASSAGES[:-1]
GOOD: dict[str, Rows] = {
    "queries": [("g1", "en", "who?"), ("g1", "de", "wer?"), ("g2", "en", "what?")],
    "passages": [("p3", "en", "that", "all of that"), ("p2", "en", "me", ""), ("p1", "de", "ich", "")],
    "qrels": [("g2", "en", "p3"), ("g1", "en", "p2"), ("g1", "de", "p1")],
}


def build(changes: dict[str, Rows] | None = None, *, unique_passages: bool = False) -> Retrieval:
    rows = GOOD | (changes or {})
    return retrieval(
        pd.DataFrame(rows["queries"], columns=list(QUERIES)),
        pd.DataFrame(rows["passages"], columns=list(PASSAGES)),
        pd.DataFrame(rows["qrels"], columns=list(QRELS)),
        name="toy",
        unique_passages=unique_passages,
    )


def test_tables_are_sorted_and_other_columns_dropped() -> None:
    queries = pd.DataFrame(GOOD["queries"], columns=list(QUERIES)).assign(extra=1)
    data = retrieval(
        queries,
        pd.DataFrame(GOOD["passages"], columns=list(PASSAGES)),
        pd.DataFrame(GOOD["qrels"], columns=list(QRELS)),
        name="toy",
    )
    assert list(data.queries.columns) == [*QUERIES, "part"]
    assert data.queries.values.tolist() == [
        ["g1", "de", "wer?", ""],
        ["g1", "en", "who?", ""],
        ["g2", "en", "what?", ""],
    ]
    assert data.passages["passage"].tolist() == ["p1", "p2", "p3"]
    assert data.qrels.values.tolist() == [["g1", "de", "p1"], ["g1", "en", "p2"], ["g2", "en", "p3"]]
    assert data.passages.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"queries": [*GOOD["queries"], ("g1", "en", "again?")]},
            r"queries: row 4 repeats row 1 \(group 'g1', lang 'en'\)",
        ),
        ({"passages": [*GOOD["passages"], ("p1", "de", "er", "")]}, r"passages: row 4 repeats row 3 \(passage 'p1'\)"),
        ({"qrels": [*GOOD["qrels"], ("g1", "de", "p1")]}, r"qrels: row 4 repeats row 3 \(group 'g1', passage 'p1'\)"),
        ({"queries": [*GOOD["queries"], ("g3", "en", "why?")]}, "queries: group 'g3' has no relevant passage in qrels"),
        ({"qrels": [*GOOD["qrels"], ("g3", "en", "p3")]}, "qrels: group 'g3' has no query in queries"),
        (
            {"qrels": [*GOOD["qrels"], ("g2", "en", "p9")]},
            "group 'g2' names the passage 'p9', which passages does not hold",
        ),
        ({"qrels": [*GOOD["qrels"], ("g2", "en", "p1")]}, "qrels: passage 'p1' is in 'de', not in 'en'"),
        ({"queries": []}, "toy: queries: no rows"),
        ({"passages": []}, "toy: passages: no rows"),
        ({"qrels": []}, "toy: qrels: no rows"),
    ],
)
def test_tables_that_do_not_fit_are_refused(changes: dict[str, Rows], message: str) -> None:
    with pytest.raises(LingmixError, match=message):
        build(changes)


@pytest.mark.parametrize("blank", ["", "  \n", None])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("queries", column) for column in QUERIES),
        *(("passages", column) for column in ("passage", "lang", "text")),
    ],
)
def test_an_empty_value_is_refused_with_its_row(table: str, column: str, blank: str | None) -> None:
    columns = list({"queries": QUERIES, "passages": PASSAGES}[table])
    rows = [list(row) for row in GOOD[table]]
    rows[1][columns.index(column)] = blank
    with pytest.raises(LingmixError, match=f"{table}: row 2 has an empty {column}"):
        build({table: [tuple(row) for row in rows]})


def test_an_empty_context_is_allowed() -> None:
    assert build().passages["context"].tolist() == ["", "", "all of that"]


@pytest.mark.parametrize("table", ["queries", "passages", "qrels"])
def test_a_missing_column_is_named_with_those_there_are(table: str) -> None:
    columns = {"queries": QUERIES, "passages": PASSAGES, "qrels": QRELS}
    frames = {name: pd.DataFrame(GOOD[name], columns=list(columns[name])) for name in GOOD}
    frames[table] = frames[table].drop(columns="lang")
    with pytest.raises(LingmixError, match=f"toy: {table}: no column lang; there are: {frames[table].columns[0]}"):
        retrieval(frames["queries"], frames["passages"], frames["qrels"], name="toy")


def test_copies_of_a_passage_are_refused_only_on_request_and_only_within_a_language() -> None:
    copy = [*GOOD["passages"], ("p4", "en", "me", "")]
    assert len(build({"passages": copy}).passages) == 4
    with pytest.raises(LingmixError, match=r"passages: row 4 repeats row 2 \(lang 'en', text 'me'\)"):
        build({"passages": copy}, unique_passages=True)
    elsewhere = [*GOOD["passages"], ("p4", "de", "me", "")]
    assert len(build({"passages": elsewhere}, unique_passages=True).passages) == 4


def in_parts(*, qrels: Rows) -> Retrieval:
    return retrieval(
        pd.DataFrame([("g1", "en", "a?", "x"), ("g2", "en", "b?", "y")], columns=list(tables.QUERIES)),
        pd.DataFrame(
            [("p1", "en", "a", "", "y"), ("p2", "de", "b", "", "y"), ("p3", "fr", "c", "", "x")],
            columns=list(tables.PASSAGES),
        ),
        pd.DataFrame(qrels, columns=list(QRELS)),
        name="toy",
    )


def test_passages_are_sorted_by_part_before_language() -> None:
    data = in_parts(qrels=[("g1", "fr", "p3"), ("g2", "en", "p1")])
    assert data.passages["passage"].tolist() == ["p3", "p2", "p1"]


def test_a_judgement_across_parts_is_refused() -> None:
    with pytest.raises(LingmixError, match="qrels: group 'g1' is in part 'x', its passage 'p1' in 'y'"):
        in_parts(qrels=[("g1", "en", "p1"), ("g2", "de", "p2")])


def test_queries_without_judgement_are_allowed_on_request() -> None:
    rows = [*GOOD["queries"], ("g3", "en", "why?")]
    frames = [
        pd.DataFrame(found, columns=list(columns))
        for found, columns in ((rows, QUERIES), (GOOD["passages"], PASSAGES), (GOOD["qrels"], QRELS))
    ]
    assert len(retrieval(*frames, name="toy", unjudged_queries=True).queries) == 4


def test_without_passages_the_rest_is_still_checked() -> None:
    queries = pd.DataFrame(GOOD["queries"], columns=list(QUERIES))
    qrels = pd.DataFrame(GOOD["qrels"], columns=list(QRELS))
    data = retrieval(queries, None, qrels, name="toy")
    assert list(data.passages.columns) == list(tables.PASSAGES)
    assert data.passages.empty
    with pytest.raises(LingmixError, match="queries: group 'g2' has no relevant passage"):
        retrieval(queries, None, qrels[qrels["group"] != "g2"], name="toy")


def write(data: Retrieval, folder: Path) -> dict[str, str]:
    paths = {table: str(folder / f"{table}.parquet") for table in ("queries", "passages", "qrels")}
    tables.write_retrieval(data, paths)
    return paths


def test_several_files_are_read_as_one_benchmark(tmp_path: Path) -> None:
    whole = build()
    only = {
        lang: Retrieval(*(t[t["lang"] == lang] for t in (whole.queries, whole.passages, whole.qrels)))
        for lang in ("en", "de")
    }
    written = [write(data, tmp_path / lang) for lang, data in only.items()]
    paths = {table: [one[table] for one in written] for table in written[0]}
    joined = tables.read_retrieval(paths)
    for table in ("queries", "passages", "qrels"):
        pd.testing.assert_frame_equal(getattr(joined, table), getattr(whole, table), check_dtype=False)
    assert list(tables.read_retrieval(paths, texts=False).passages.columns) == ["passage", "lang", "part"]
    with pytest.raises(LingmixError, match=r"they share ids:\n  - queries: row 2 repeats row 1"):
        tables.read_retrieval({table: [files[0], files[0]] for table, files in paths.items()})
    twice = {**paths, "queries": paths["queries"][:1], "qrels": paths["qrels"][:1], "passages": paths["passages"] * 2}
    with pytest.raises(LingmixError, match=r"tables of passages hold twice:\n  - '"):
        tables.read_retrieval(twice)


def test_rows_of_a_shard_keep_their_order_within_a_language(tmp_path: Path) -> None:
    rows = [("p9", "en", "a", "", ""), ("p1", "en", "b", "", ""), ("p5", "de", "c", "", "")]
    tables.write_table(pd.DataFrame(rows, columns=list(tables.PASSAGES)), tmp_path / "s.parquet")
    found = tables.passage_rows([str(tmp_path / "s.parquet")], ["passage"])
    assert found["passage"].tolist() == ["p5", "p9", "p1"]


def test_all_problems_are_counted_and_ten_shown() -> None:
    with pytest.raises(LingmixError) as caught:
        build({"queries": [*GOOD["queries"], *((f"h{n:02d}", "en", "?") for n in range(12))]})
    lines = str(caught.value).splitlines()
    assert lines[0] == "data set 'toy' cannot be used:"
    assert len(lines) == 12
    assert lines[-1] == "  … and 2 more"


def pairs(rows: Rows) -> pd.DataFrame:
    return training_pairs(pd.DataFrame(rows, columns=list(PAIRS)), name="toy")


def test_training_pairs_are_sorted_and_other_columns_dropped() -> None:
    rows = [("b", "toy", "en", "q", "p", []), ("a", "toy", "en", "q", "p", ["n"]), ("a", "toy", "de", "q", "p", [])]
    frame = training_pairs(pd.DataFrame(rows, columns=list(PAIRS)).assign(extra=1), name="toy")
    assert list(frame.columns) == list(PAIRS)
    assert frame[["group", "lang"]].values.tolist() == [["a", "de"], ["a", "en"], ["b", "en"]]
    assert frame["negatives"].tolist() == [[], ["n"], []]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("a", "toy", "en", "q", "p", []), ("a", "toy", "en", "q2", "p2", [])], r"pairs: row 2 repeats row 1"),
        ([("", "toy", "en", "q", "p", [])], "pairs: row 1 has an empty group"),
        ([("a", "toy", " ", "q", "p", [])], "pairs: row 1 has an empty lang"),
        ([("a", "toy", "en", None, "p", [])], "pairs: row 1 has an empty query"),
        ([("a", "toy", "en", "q", "\t", [])], "pairs: row 1 has an empty passage"),
        ([], "toy: pairs: no rows"),
    ],
)
def test_training_pairs_that_cannot_be_used_are_refused(rows: Rows, message: str) -> None:
    with pytest.raises(LingmixError, match=message):
        pairs(rows)


def test_pairs_take_the_first_relevant_passage_in_the_queries_own_language() -> None:
    data = build(
        {
            "queries": [("g1", "en", "who?"), ("g1", "de", "wer?"), ("g2", "en", "what?"), ("g2", "fr", "quoi ?")],
            "qrels": [
                ("g2", "en", "p3"),
                ("g2", "en", "p2"),
                ("g1", "en", "p2"),
                ("g1", "de", "p1"),
                ("g2", "de", "p1"),
            ],
        }
    )
    frame = pairs_of(data, "toy")
    # g2 has no relevant passage in French and no query in German.
    assert frame[["group", "dataset", "lang", "query", "passage"]].values.tolist() == [
        ["g1", "toy", "de", "wer?", "ich"],
        ["g1", "toy", "en", "who?", "me"],
        ["g2", "toy", "en", "what?", "me"],
    ]
    assert frame["negatives"].tolist() == [[], [], []]


def test_a_benchmark_judged_only_across_languages_has_no_pairs() -> None:
    data = build({"queries": [("g1", "de", "wer?")], "qrels": [("g1", "en", "p2")]})
    with pytest.raises(LingmixError, match="toy: pairs: no rows"):
        pairs_of(data, "toy")


LANGS = ["de", "en", "fr"]


@settings(deadline=None, max_examples=40)
@given(
    st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from(LANGS)), min_size=1),
    st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from(LANGS), st.integers(0, 2)), min_size=1),
    st.randoms(use_true_random=False),
)
def test_pairs_are_exactly_the_groups_with_query_and_passage_in_one_language(
    asked: set[tuple[str, str]], judged: set[tuple[str, str, int]], random: Any
) -> None:
    both = {group for group, _ in asked} & {group for group, _, _ in judged}
    queries = [(group, lang, f"{group}{lang}?") for group, lang in asked if group in both]
    qrels = [(group, lang, f"{lang}{number}") for group, lang, number in judged if group in both]
    passages = [(f"{lang}{number}", lang, f"text {lang}{number}", "") for lang in LANGS for number in range(3)]
    expected = {
        (group, lang): f"text {min(passage for g, at, passage in qrels if (g, at) == (group, lang))}"
        for group, lang, _ in queries
        if any((g, at) == (group, lang) for g, at, _ in qrels)
    }
    if not expected:
        return
    for rows in (queries, passages, qrels):
        random.shuffle(rows)
    frame = pairs_of(build({"queries": queries, "passages": passages, "qrels": qrels}), "toy")
    assert {(row.group, row.lang): row.passage for row in frame.itertuples()} == expected
    assert len(frame) == len(expected)
