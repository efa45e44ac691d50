"""What training saw of languages, and of two languages together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lingmix.config.study import Run
from lingmix.metrics.pools import ALL
from lingmix.metrics.score import MACRO

SEEN_PAIR, UNSEEN_PAIR = "seen pair", "unseen pair"
SEEN_LANGUAGE, UNSEEN_LANGUAGE = "seen language", "unseen language"
EXPOSURES = (SEEN_PAIR, SEEN_LANGUAGE, UNSEEN_PAIR, UNSEEN_LANGUAGE)
"""From the most to the least that training may have seen."""


@dataclass(frozen=True)
class Seen:
    """The languages of training pairs, and the sets of two languages that were together in one."""

    languages: frozenset[str]
    pairs: frozenset[frozenset[str]]

    def exposure(self, query_lang: str, passage_lang: str) -> str:
        """One of :data:`EXPOSURES`; "" for a mean over languages.

        Two different languages are a seen pair if training held a pair in them, whichever was the query's; an unseen
        pair if it held both, but never together; and an unseen language if it lacked one or both. For one language,
        and for a query language against the pool of all, it is whether training held that language.
        """
        if MACRO in (query_lang, passage_lang):
            return ""
        if passage_lang in (query_lang, ALL):
            return SEEN_LANGUAGE if query_lang in self.languages else UNSEEN_LANGUAGE
        if {query_lang, passage_lang} in self.pairs:
            return SEEN_PAIR
        return UNSEEN_PAIR if {query_lang, passage_lang} <= self.languages else UNSEEN_LANGUAGE


def seen(summary: Mapping[str, Any], *, translations: bool = False) -> Seen:
    """What a run saw.

    Args:
        summary: of its plan, as :func:`lingmix.plan.draw.summary` returns it.
        translations: whether its objective also trains on queries' translations.
    """
    languages = {*summary["query_lang"], *summary["passage_lang"]}
    known = languages | {*summary.get("languages", ())}
    pairs = {pair for key in summary["language_pairs"] for pair in _split(key, known)}
    if translations:
        pairs |= {pair for key in summary.get("translation_pairs", ()) for pair in _split(key, known)}
    together = {frozenset(pair) for pair in pairs if pair[0] != pair[1]}
    return Seen(frozenset(languages.union(*together)), frozenset(together))


def seen_by_run(
    runs: Iterable[Run], summaries: Iterable[Mapping[str, Any]], translating: Sequence[str] = ()
) -> dict[str, Seen]:
    """What each trained run saw, by its id; runs whose plan has no summary are left out.

    Args:
        runs: the study's runs.
        summaries: of plans, each with the ``mix`` and the ``seed`` that it is of.
        translating: the objectives that also train on queries' translations.
    """
    plans = {(summary["mix"], summary["seed"]): summary for summary in summaries}
    # many runs share a plan
    found: dict[tuple[str | None, int | None, bool], Seen] = {}
    by_run = {}
    for run in runs:
        key = (run.mix, run.seed, run.objective in translating)
        if key not in found and key[:2] in plans:
            found[key] = seen(plans[key[:2]], translations=key[2])
        if key in found:
            by_run[run.id] = found[key]
    return by_run


def seen_by_variant(runs: Iterable[Run], by_run: Mapping[str, Seen]) -> dict[tuple[str, ...], Seen | None]:
    """What the seeds of each variant saw between them, by the values of its axes, in the order of ``runs``.

    None for untrained encoders, and where it is not known of every seed: what looks unseen might have been seen.
    """
    seeds: dict[tuple[str, ...], list[Seen | None]] = {}
    for run in runs:
        variant = tuple(value for axis, value in run.axes.items() if axis != "seed")
        seeds.setdefault(variant, []).append(by_run.get(run.id) if run.trained else None)
    return {variant: _union(found) for variant, found in seeds.items()}


def _union(found: Sequence[Seen | None]) -> Seen | None:
    there = [one for one in found if one is not None]
    if len(there) < len(found):
        return None
    return Seen(
        frozenset[str]().union(*(one.languages for one in there)),
        frozenset[frozenset[str]]().union(*(one.pairs for one in there)),
    )


def _split(key: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """The two language tags that ``key`` joins by a hyphen. Tags have hyphens too; should several splits fit, all of
    them count, so that nothing seen is taken for unseen."""
    for place, character in enumerate(key):
        if character == "-" and key[:place] in known and key[place + 1 :] in known:
            yield key[:place], key[place + 1 :]
