"""Mewsli-X (Ruder et al. 2021, arXiv 2104.07412, XTREME-R): mentions of entities in WikiNews articles of 11 languages,
each to be linked to one of a million entities, described in one of 50 languages each.

There is one pool for all: settings are multilingual only. A query is what XTREME-R's baseline makes of a mention: the
mention, a colon, and the sentence around it with the mention in braces. A passage is the description, one to three
sentences of Wikipedia. With one right entity, MAP@20 is XTREME-R's "MRR/MAP@20". This is version 20220518_6, the one
that was released; the figures in the paper are of an earlier one.

The archive holds no article text. Google's ``get-mewsli-x.sh`` (in the folder :data:`TOOL` of google-research) fetches
the dumps of WikiNews and puts it back; the file that it leaves in ``mewsli_x/output/dataset`` belongs into the mirror
under the address of :data:`MENTIONS`, at which nobody serves it. ``mewsli-x-train``, the English pairs from Wikipedia
that XTREME-R trains on, is in the archive as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingmix.data.dataset import Dataset, RemoteFile
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    import pandas as pd

    from lingmix.data.tables import Retrieval

TOOL = (
    "https://raw.githubusercontent.com/google-research/google-research/master/"
    "dense_representations_for_entity_retrieval/mel"
)
ARCHIVE = RemoteFile(
    "mewsli-x_20220518_6.zip", "https://storage.googleapis.com/gresearch/mewsli/mewsli-x_20220518_6.zip", None
)
MENTIONS = RemoteFile(
    "wikinews_mentions-test.jsonl", f"{TOOL}/mewsli_x/output/dataset/wikinews_mentions-test.jsonl", None
)
ENTITIES, PAIRS = "candidate_set_entities.jsonl", "wikipedia_pairs-train.jsonl"
LANGUAGES = """
af ar az bg bn de el en es et eu fa fi fr gu he hi ht hu id it ja jv ka kk ko lt ml mr ms my nl pa pl pt qu ro ru sw
ta te th tl tr uk ur vi wo yo zh
"""
BLOCK = 50_000
"""Entities that are kept as Python's objects at once."""
BRACED = re.compile(r"\{(.*?)\}")


class _MewsliX(Dataset):
    licence = "not stated; texts of Wikipedia, CC-BY-SA-3.0, and WikiNews, CC-BY-2.5"
    origin = "https://github.com/google-research/google-research/blob/master/dense_representations_for_entity_retrieval/mel/mewsli-x.md"


class MewsliX(_MewsliX):
    """The test set; a group is a mention, a passage an entity of Wikidata."""

    name = "mewsli-x"
    title = "Mewsli-X (test set; its articles have to be put back with get-mewsli-x.sh)"
    tasks = ("evaluation",)
    settings = ("multilingual",)
    metrics = ("map@20",)
    languages = tuple(LANGUAGES.split())
    groups, queries, size = 14_624, 14_624, 1_003_893
    sources = ("mewsli-x/test",)
    files = (ARCHIVE, MENTIONS)

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`.

        Raises:
            LingmixError: a file is missing, damaged or not in the format, the articles' text has not been put back, or
                a mention is of an entity that is no candidate; with the place.
        """
        import pandas as pd

        from lingmix.data.readers.lines import json_lines, text
        from lingmix.data.tables import retrieval

        passages = pd.concat(_entities(raw / ARCHIVE.name), ignore_index=True)
        languages = dict(zip(passages["passage"], passages["lang"], strict=True))
        queries, qrels = [], []
        for place, row in json_lines(raw / MENTIONS.name):
            context = _part(row, "context", dict, place)
            language = text(context, "language", place)
            for mention in _part(row, "mentions", list, place):
                group, entity = text(mention, "example_id", place), text(mention, "entity_id", place)
                if entity not in languages:
                    raise LingmixError(f"{place}: '{group}' mentions the entity '{entity}', which is no candidate")
                queries.append((group, language, marked(context, mention, place)))
                qrels.append((group, languages[entity], entity))
        return retrieval(
            pd.DataFrame(queries, columns=["group", "lang", "text"]),
            passages,
            pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
            name=self.name,
        )


class MewsliXTrain(_MewsliX):
    """English mentions in Wikipedia with the descriptions of their entities, none of which the test set has."""

    name = "mewsli-x-train"
    title = "Mewsli-X (training set, English Wikipedia)"
    tasks = ("training",)
    languages = ("en",)
    groups = size = 167_719
    sources = ("mewsli-x/train",)
    files = (ARCHIVE,)

    def pairs(self, raw: Path) -> pd.DataFrame:
        """See :meth:`lingmix.data.dataset.Dataset.pairs`; a group is a mention, and there are no negatives.

        Raises:
            LingmixError: the archive is missing, damaged or not in the format, with the place.
        """
        import pandas as pd

        from lingmix.data.readers.lines import text
        from lingmix.data.tables import training_pairs

        rows: list[tuple[str, str, str, list[str]]] = []
        for place, row in _lines(raw / ARCHIVE.name, PAIRS):
            pair = _part(row, "contextual_mention", dict, place)
            context, mention = _part(pair, "context", dict, place), _part(pair, "mention", dict, place)
            passage = _description(_part(row, "entity", dict, place), place)
            rows.append((text(mention, "example_id", place), marked(context, mention, place), passage, []))
        frame = pd.DataFrame(rows, columns=["group", "query", "passage", "negatives"])
        return training_pairs(frame.assign(dataset=self.name, lang="en"), name=self.name)


def marked(context: dict[str, Any], mention: dict[str, Any], place: str) -> str:
    """A mention in its sentence, ``Smith: The verdict came for { Smith }, who stepped down``.

    Args:
        context: an article, with ``text`` and ``sentence_spans``, each from ``start`` to before ``end``, in characters.
        mention: with ``mention_span``, which also has its ``text``.
        place: where they are, for messages.

    Raises:
        LingmixError: there is no text, or the mention is not where its span says, or in no sentence.
    """
    from lingmix.data.readers.lines import text

    article = text(context, "text", place)
    if not article:
        raise LingmixError(f"{place}: the article has no text yet; {TOOL}/get-mewsli-x.sh puts it back")
    span = _part(mention, "mention_span", dict, place)
    said = text(span, "text", place)
    start, end = _ends(span, place)
    if article[start:end] != said:
        raise LingmixError(f"{place}: '{said}' is not at characters {start} to {end}, where '{article[start:end]}' is")
    for sentence in _part(context, "sentence_spans", list, place):
        first, last = _ends(sentence, place)
        if first <= start and end <= last:
            # other braces would pass for the mention's
            left, right = (BRACED.sub(r"(\1)", part) for part in (article[first:start], article[end:last]))
            return " ".join(f"{said}: {left} {{ {said} }} {right}".split())
    raise LingmixError(f"{place}: '{said}' at characters {start} to {end} is in no sentence")


def _entities(archive: Path) -> Iterator[pd.DataFrame]:
    """The candidates in blocks, so that only a block of them has strings of Python's own."""
    import pandas as pd

    from lingmix.data.readers.lines import text

    columns = ["passage", "lang", "text"]
    rows: list[tuple[str, str, str]] = []
    for place, row in _lines(archive, ENTITIES):
        language = text(row, "description_language", place)
        rows.append((text(row, "entity_id", place), language, _description(row, place)))
        if len(rows) == BLOCK:
            yield pd.DataFrame(rows, columns=columns).assign(context="")
            rows = []
    yield pd.DataFrame(rows, columns=columns, dtype="str").assign(context="")


def _description(entity: dict[str, Any], place: str) -> str:
    from lingmix.data.readers.lines import text

    return " ".join(text(entity, "description", place).split())


def _lines(archive: Path, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    from lingmix.data.archives import member
    from lingmix.data.readers.lines import json_objects

    with member(archive, name) as content:
        yield from json_objects(content, f"{archive}, {name}")


def _ends(span: Any, place: str) -> tuple[int, int]:
    match span:
        case {"start": int(start), "end": int(end)} if 0 <= start < end:
            return start, end
    raise LingmixError(f"{place}: {span!r} is no span, which has a 'start' and a later 'end'")


def _part(node: Any, key: str, kind: type, place: str) -> Any:
    value = node.get(key) if isinstance(node, dict) else None
    if not isinstance(value, kind):
        raise LingmixError(f"{place}: no '{key}' of type {kind.__name__}")
    return value


DATASETS = (MewsliX(), MewsliXTrain())
