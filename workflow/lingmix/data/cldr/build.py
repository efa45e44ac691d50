"""Put names, facts and wordings together into the tables of ``cldr-qa``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from lingmix.data.cldr.facts import facts
from lingmix.data.cldr.names import names
from lingmix.data.cldr.relations import LANGUAGES, RELATIONS, Kind, Relation, Split
from lingmix.data.cldr.templates import wordings
from lingmix.data.tables import Retrieval, retrieval


class Item(NamedTuple):
    """One fact that can be asked for in every language."""

    group: str
    """``<relation>:<code of the entity asked about>``, ASCII."""
    relation: str
    subject: str
    answer: str


def items(split: Split) -> list[Item]:
    """The facts of a split that can be told apart in every language, sorted by group.

    Left out are facts that lack a name in some language, facts whose subject shares its name with another subject of
    the relation, places that are named like their territory ("Singapore is in Singapore"), and test facts of which
    one entity occurs in no training fact.
    """
    found = {name: [item for r in RELATIONS if r.split == name for item in _items(r)] for name in ("train", "test")}
    seen = {entity for item in found["train"] for entity in entities(item)}
    return sorted(item for item in found[split] if seen.issuperset(entities(item)))


def entities(item: Item) -> tuple[tuple[Kind, str], tuple[Kind, str]]:
    """The kind and code of the entity asked about, and those of the answer."""
    relation = _BY_NAME[item.relation]
    return (relation.subject, item.subject), (relation.answer, item.answer)


def build(split: Split) -> Retrieval:
    """The tables of a split: each group has one question and one relevant passage in each of the 11 languages.

    Passage ids are ``<lang>:<group>``. Which phrasing a text uses is drawn by a hash of group, language and part, so
    that translations do not share their phrasing and two calls give the same tables.
    """
    queries, passages, qrels = [], [], []
    for lang in LANGUAGES:
        wording = wordings(lang)
        for item in items(split):
            relation = _BY_NAME[item.relation]
            x = names(relation.subject)[item.subject][lang]
            y = names(relation.answer)[item.answer][lang]
            phrases = wording[item.relation]
            question = _sentence(phrases.questions, f"{item.group}|{lang}|question", x, y)
            answer = _sentence(phrases.answers, f"{item.group}|{lang}|answer", x, y)
            passage = f"{lang}:{item.group}"
            queries.append((item.group, lang, question))
            passages.append((passage, lang, answer, ""))
            qrels.append((item.group, lang, passage))
    return retrieval(
        pd.DataFrame(queries, columns=["group", "lang", "text"]),
        pd.DataFrame(passages, columns=["passage", "lang", "text", "context"]),
        pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
        name=f"cldr-qa/{split}",
        unique_passages=True,
    )


_BY_NAME = {relation.name: relation for relation in RELATIONS}


def _items(relation: Relation) -> list[Item]:
    subjects, answers = names(relation.subject), names(relation.answer)
    named = {x: y for x, y in facts(relation.name).items() if x in subjects and y in answers}
    shared = Counter((lang, subjects[x][lang].casefold()) for x in named for lang in LANGUAGES)
    found = []
    for x, y in named.items():
        unique = all(shared[lang, subjects[x][lang].casefold()] == 1 for lang in LANGUAGES)
        if unique and not (relation.subject == "place" and _named_after_territory(x)):
            found.append(Item(f"{relation.name}:{x}", relation.name, x, y))
    return found


def _named_after_territory(place: str) -> bool:
    own, territories = names("place")[place], names("territory")
    home = territories.get(facts("city-territory").get(place, ""), {})
    return any(own[lang].casefold() == name.casefold() for lang, name in home.items())


def _sentence(phrases: Sequence[str], key: str, x: str, y: str) -> str:
    digest = hashlib.sha256(key.encode("utf-8")).digest()
    text = phrases[int.from_bytes(digest[:8], "big") % len(phrases)].format(x=x, y=y)
    return text[0].upper() + text[1:]
