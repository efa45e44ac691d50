"""Code-switching of training pairs (Litschko et al. 2023, 2305.05295), as data: drawn before any training.

What happens to a text depends on the text, its language, whether it asks or answers, and the seed; on nothing else. So
rows may come in any order, groups that share a passage still share it afterwards, and a passage that is a hard
negative elsewhere is the same text there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from lingmix.augment.switch import Switched, switch
from lingmix.config.augmentation import CodeSwitching
from lingmix.errors import LingmixError
from lingmix.lexicon.lookup import Lexicon

Role = Literal["query", "passage"]
Key = tuple[Role, str, str]
"""Role, language and text."""
ROLES: dict[str, tuple[Role, ...]] = {
    "queries": ("query",),
    "passages": ("passage",),
    "both": ("query", "passage"),
}
COUNTS = ("texts", "texts_changed", "words", "words_with_translation", "words_replaced")


@dataclass(frozen=True)
class CodeSwitched:
    """Switched pairs and what was done.

    Attributes:
        pairs: the table given, with ``query``, ``passage`` and ``negatives`` changed; same rows, same order.
        report: ``languages``: per language of the texts :data:`COUNTS`, ``coverage`` (share of the words that have a
            translation into the language drawn), ``realised_ratio`` (share of the words that were replaced);
            ``all``: the same over all of them; ``left_as_they_were``: distinct texts that would have become equal to a
            text of another group.
    """

    pairs: pd.DataFrame
    report: dict[str, Any]


def code_switch(pairs: pd.DataFrame, lexicon: Lexicon, spec: CodeSwitching, *, seed: int, where: str) -> CodeSwitched:
    """Code-switch training pairs (see :func:`lingmix.data.tables.training_pairs`).

    Args:
        pairs: any rows in any order.
        lexicon: the study's lexicons in their order.
        spec: which texts, how many words, into which languages.
        seed: what is drawn follows from it.
        where: the line of the study, ``augmentations.<name>``, for messages.

    Raises:
        LingmixError: the lexicon has no entry for a pair of languages that is asked for, or nothing was changed.
    """
    targets = _targets(sorted(pairs["lang"].unique()), lexicon, spec, where)
    roles = ROLES[spec.texts]
    switched: dict[Key, Switched] = {}
    for role, lang, text, _ in _texts(pairs):
        if role in roles and lang in targets and (role, lang, text) not in switched:
            key = "\0".join((str(seed), role, lang, text))
            switched[role, lang, text] = switch(text, lang, targets[lang], lexicon, p=spec.p, style=spec.style, key=key)
    left = _clashes(pairs, switched)
    for kept in left:
        switched[kept] = replace(switched[kept], text=kept[2], replaced=0)

    def new(role: Role, lang: str, text: str) -> str:
        found = switched.get((role, lang, text))
        return text if found is None else found.text

    langs = pairs["lang"].tolist()
    negatives: Any = [
        [new("passage", lang, text) for text in texts] for lang, texts in zip(langs, pairs["negatives"], strict=True)
    ]
    changed = pairs.assign(
        query=[new("query", lang, text) for lang, text in zip(langs, pairs["query"], strict=True)],
        passage=[new("passage", lang, text) for lang, text in zip(langs, pairs["passage"], strict=True)],
        negatives=negatives,
    )
    report = _report(pairs, switched)
    if not report["all"]["words_replaced"]:
        found = report["all"]
        raise LingmixError(
            f"{where}: nothing was changed: of {found['words']:,} words in {found['texts']:,} texts "
            f"{found['words_with_translation']:,} have a translation; look at its lexicons, languages, sources and p"
            if found["texts"]
            else f"{where}: nothing was changed: no text is in a language to be changed; languages of the texts: "
            f"{', '.join(sorted(set(langs)))}"
        )
    return CodeSwitched(changed[list(pairs.columns)], report | {"left_as_they_were": len(left)})


def _targets(present: list[str], lexicon: Lexicon, spec: CodeSwitching, where: str) -> dict[str, list[str]]:
    """Languages to draw from, by the language of the texts; languages without any are left out."""
    sources = [lang for lang in present if spec.sources is None or lang in spec.sources]
    if spec.languages is not None:
        wanted = {lang: sorted({*spec.languages} - {lang}) for lang in sources}
        lexicon.require([(lang, target) for lang in sources for target in wanted[lang]], f"{where}.languages")
        return {lang: targets for lang, targets in wanted.items() if targets}
    wanted = {lang: lexicon.targets(lang) for lang in sources}
    if missing := [lang for lang in sources if not wanted[lang]]:
        there = sorted({lang for pair in lexicon.pairs for lang in pair})
        raise LingmixError(
            f"{where}.lexicons: none has entries for {', '.join(missing)}, in which there are texts; name the "
            f"languages to be changed under `sources`. Languages of the lexicons: {', '.join(there) or 'none'}"
        )
    return wanted


def _texts(pairs: pd.DataFrame) -> Iterator[tuple[Role, str, str, tuple[str, str]]]:
    """Every text with its role and language, and whose it is: a group's, or a hard negative's of its own."""
    for group, lang, query, passage, negatives in zip(
        *(pairs[name] for name in ("group", "lang", "query", "passage", "negatives")), strict=True
    ):
        yield "query", lang, query, ("group", group)
        yield "passage", lang, passage, ("group", group)
        for text in negatives:
            yield "passage", lang, text, ("negative", text)


def _clashes(pairs: pd.DataFrame, switched: dict[Key, Switched]) -> set[Key]:
    """Texts that must stay as they are, since they would become equal to another that has no group in common.

    Batches are drawn from the texts as they were: they keep groups that share a passage apart, and could not know of
    passages that become equal. Where some stay, others may become equal to them, so this goes on until none does.
    """
    owners: dict[Key, set[tuple[str, str]]] = defaultdict(set)
    for role, lang, text, owner in _texts(pairs):
        owners[role, lang, text].add(owner)
    left: set[Key] = set()
    while True:
        becoming: dict[tuple[Role, str], list[Key]] = defaultdict(list)
        for key in owners:
            changes = key in switched and key not in left
            becoming[key[0], switched[key].text if changes else key[2]].append(key)
        clashing = {
            key
            for keys in becoming.values()
            if len({text for _, _, text in keys}) > 1 and not set.intersection(*(owners[key] for key in keys))
            for key in keys
            if key in switched and key not in left and switched[key].text != key[2]
        }
        if not clashing:
            return left
        left |= clashing


def _report(pairs: pd.DataFrame, switched: dict[Key, Switched]) -> dict[str, Any]:
    counts: dict[str, dict[str, int]] = {}
    for role, lang, text, _ in _texts(pairs):
        if (found := switched.get((role, lang, text))) is not None:
            line = counts.setdefault(lang, dict.fromkeys(COUNTS, 0))
            line["texts"] += 1
            line["texts_changed"] += found.text != text
            line["words"] += found.words
            line["words_with_translation"] += found.translated
            line["words_replaced"] += found.replaced
    total = {name: sum(line[name] for line in counts.values()) for name in COUNTS}
    return {
        "languages": {lang: _with_ratios(counts[lang]) for lang in sorted(counts)},
        "all": _with_ratios(total),
    }


def _with_ratios(line: dict[str, int]) -> dict[str, float]:
    words = max(line["words"], 1)
    return line | {
        "coverage": round(line["words_with_translation"] / words, 4),
        "realised_ratio": round(line["words_replaced"] / words, 4),
    }
