from __future__ import annotations

import pytest

from lingmix.data.cldr.facts import facts
from lingmix.data.cldr.relations import RELATIONS


@pytest.mark.parametrize(
    ("relation", "subject", "answer"),
    [
        ("territory-currency", "JP", "JPY"),
        ("territory-currency", "DE", "EUR"),
        ("territory-timezone", "FR", "Europe_Central"),
        ("city-territory", "Asia/Kolkata", "IN"),
        ("city-timezone", "America/New_York", "America_Eastern"),
        ("language-script", "ru", "Cyrl"),
        ("language-script", "zh", "Hani"),
        ("language-territory", "ab", "GE"),
        ("territory-language", "BR", "pt"),
        ("city-currency", "Europe/Warsaw", "PLN"),
    ],
)
def test_known_fact_is_found(relation, subject, answer):
    assert facts(relation)[subject] == answer


@pytest.mark.parametrize(
    ("relation", "subject"),
    [
        ("territory-currency", "PA"),  # balboa and dollar
        ("territory-timezone", "US"),  # several zones
        ("territory-language", "CH"),  # four official languages
        ("language-territory", "ja"),  # official, so the test relation holds it
        ("city-currency", "America/New_York"),  # one of many places of its territory
    ],
)
def test_ambiguous_fact_is_left_out(relation, subject):
    assert subject not in facts(relation)


def test_every_relation_has_facts_and_no_territory_is_a_grouping():
    for relation in RELATIONS:
        found = facts(relation.name)
        assert len(found) > 100
        territories = {
            *(found if relation.subject == "territory" else ()),
            *(found.values() if relation.answer == "territory" else ()),
        }
        assert not territories & {"EU", "EZ", "UN", "ZZ", "001"}
