"""Parallel training pairs: those of one language, and what a model makes of them in others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from lingmix.config.datasets.translated import Translated
from lingmix.data.tables import training_pairs
from lingmix.errors import LingmixError, unknown_name
from lingmix.sentences import joined, sentences
from lingmix.translate.fill import fill
from lingmix.translate.store import Store, Translation
from lingmix.translate.translator import Translator

SLACK = 5
"""Tokens added to both sides of a ratio of lengths: a name of one token may well become three."""
FAULTS = ("blank", "endless", "ratio")
"""Why a translation is not used: no text, no end, or a length that its source cannot have."""
SHOWN = 10
"""Faulty translations of a language that a report shows."""


def translate_pairs(
    pairs: pd.DataFrame,
    spec: Translated,
    translator: Translator,
    store: Store,
    name: str,
    after: Callable[[int], None] = lambda done: None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The pairs in ``spec.source`` and their translations, as data set ``name``.

    A pair of which some translation is faulty (see :data:`FAULTS`) is left out in that language; a hard negative whose
    translation is, is left out alone.

    Args:
        pairs: see :func:`lingmix.data.tables.training_pairs`.
        spec: what to translate, and into which languages.
        translator: the model.
        store: where translations are looked for and kept; it must be for this model as it is set.
        name: the new data set's name.
        after: called after every batch that has been kept, with its size.

    Returns:
        Training pairs with one more column, ``translator``: the model's name and commit, or "" where nothing is
        translated. And a report, JSON values: by language, how many pairs there are and how many were left out, how
        many of the translated texts have which fault, were cut or stayed as they were, and the first that are faulty.

    Raises:
        LingmixError: the model or the data lack a language, or all translations into one are faulty.
    """
    translator.check(spec.source, *spec.languages)
    own = pairs[pairs["lang"] == spec.source].reset_index(drop=True)
    if own.empty:
        there = set(pairs["lang"].unique())
        raise LingmixError(f"datasets.{name}.source: {unknown_name(f'language in {spec.of}', spec.source, there)}")
    tables = [own.assign(translator="")]
    report: dict[str, Any] = {}
    for target in spec.languages:
        texts = _Texts(_to_translate(own, spec), spec, translator, store, target, after)
        table, counts = _in_language(own, spec, texts, target)
        if table.empty:
            raise LingmixError(
                f"datasets.{name}: {spec.translator} made no usable pair in '{target}': of {counts['texts']:,} "
                f"translations {_words(counts)}. They are in {store.path}; see max_length and max_ratio"
            )
        tables.append(table.assign(translator=spec.translator))
        report[target] = counts
    frame = pd.concat(tables, ignore_index=True).assign(dataset=name)
    checked = training_pairs(frame, name=name)
    makers = frame.set_index(["group", "lang"])["translator"]
    checked["translator"] = makers.loc[pd.MultiIndex.from_frame(checked[["group", "lang"]])].to_numpy()
    return checked, {"dataset": name, "of": spec.of, "translator": spec.translator, "languages": report}


class _Texts:
    """Every text's translation into one language, or what is wrong with it."""

    def __init__(
        self,
        texts: Iterable[str],
        spec: Translated,
        translator: Translator,
        store: Store,
        target: str,
        after: Callable[[int], None],
    ) -> None:
        split = spec.unit == "sentence"
        self._units = {text: (sentences(text, spec.source) if split else [text]) for text in texts}
        units = [unit for parts in self._units.values() for unit in parts]
        fill(
            store,
            translator,
            units,
            source=spec.source,
            target=target,
            batch_tokens=spec.batch_tokens,
            after=after,
        )
        self._found = store.find(units, spec.source, target)
        self._max_ratio, self._target = spec.max_ratio, target

    def __iter__(self) -> Iterator[str]:
        return iter(self._units)

    def translation(self, text: str) -> str:
        return joined([part.text for part in self._parts(text)], self._target)

    def fault(self, text: str) -> str | None:
        """The first of :data:`FAULTS` that a part of the translation has."""
        found = {_fault(part, self._max_ratio) for part in self._parts(text)}
        return next((fault for fault in FAULTS if fault in found), None)

    def cut(self, text: str) -> bool:
        return any(part.cut for part in self._parts(text))

    def _parts(self, text: str) -> list[Translation]:
        return [self._found[unit] for unit in self._units[text]]


def _fault(made: Translation, max_ratio: float) -> str | None:
    if not made.text:
        return "blank"
    if made.endless:
        return "endless"
    short, long = sorted((made.source_tokens + SLACK, made.tokens + SLACK))
    return "ratio" if long > max_ratio * short else None


def _to_translate(own: pd.DataFrame, spec: Translated) -> list[str]:
    """Every text of the pairs that is to be translated, each once, in their order."""
    found: dict[str, None] = {}
    for column in _columns(spec):
        found.update(dict.fromkeys(own[column]))
    if spec.texts != "query":
        for negatives in own["negatives"]:
            found.update(dict.fromkeys(negatives[: spec.negatives]))
    return list(found)


def _columns(spec: Translated) -> list[str]:
    return ["query", "passage"] if spec.texts == "both" else [spec.texts]


def _in_language(
    own: pd.DataFrame, spec: Translated, texts: _Texts, target: str
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The pairs in one language, and the language's part of the report."""
    fault = {text: texts.fault(text) for text in texts}
    columns = _columns(spec)
    usable = own[[all(fault[row[column]] is None for column in columns) for row in own[columns].to_dict("records")]]
    negatives = usable["negatives"].map(lambda row: _negatives(row, spec, texts, fault))
    table = usable.assign(lang=target, negatives=negatives)
    for column in columns:
        table[column] = [texts.translation(text) for text in usable[column]]
    faulty = [text for text, found in fault.items() if found]
    counts = Counter(fault[text] for text in faulty)
    return table, {
        "pairs": len(table),
        "left_out": len(own) - len(table),
        "texts": len(fault),
        **{name: counts[name] for name in FAULTS},
        "cut": sum(map(texts.cut, fault)),
        "unchanged": sum(texts.translation(text) == text for text in fault if fault[text] is None),
        "first": [
            {"fault": fault[text], "text": text, "translation": texts.translation(text)} for text in faulty[:SHOWN]
        ],
    }


def _negatives(negatives: Sequence[str], spec: Translated, texts: _Texts, fault: Mapping[str, str | None]) -> list[str]:
    kept = list(negatives[: spec.negatives])
    if spec.texts == "query":
        return kept
    return [texts.translation(text) for text in kept if fault[text] is None]


def _words(counts: Mapping[str, Any]) -> str:
    return ", ".join(f"{counts[name]:,} {name}" for name in FAULTS)
