from __future__ import annotations

from string import Formatter

import pytest

from lingmix.data.cldr.relations import LANGUAGES, RELATIONS
from lingmix.data.cldr.templates import wordings


def slots(template):
    return sorted(field for _, field, _, _ in Formatter().parse(template) if field is not None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_relation_has_three_questions_and_two_answers(lang):
    found = wordings(lang)
    assert set(found) == {relation.name for relation in RELATIONS}
    for relation, wording in found.items():
        assert len(set(wording.questions)) >= 3, relation
        assert len(set(wording.answers)) >= 2, relation


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_hold_the_subject_and_answers_both_entities(lang):
    for wording in wordings(lang).values():
        assert all(slots(template) == ["x"] for template in wording.questions)
        assert all(slots(template) == ["x", "y"] for template in wording.answers)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_template_serves_two_relations(lang):
    questions = [template for wording in wordings(lang).values() for template in wording.questions]
    answers = [template for wording in wordings(lang).values() for template in wording.answers]
    assert len(set(questions)) == len(questions)
    assert len(set(answers)) == len(answers)


@pytest.mark.parametrize("lang", sorted(set(LANGUAGES) - {"th"}))
def test_sentences_end_with_the_punctuation_of_their_language(lang):
    question, stop = {"ar": ("؟", "."), "el": (";", "."), "hi": ("?", "।"), "zh": ("？", "。")}.get(lang, ("?", "."))
    for wording in wordings(lang).values():
        assert all(template.endswith(question) for template in wording.questions)
        assert all(template.endswith(stop) for template in wording.answers)
