"""What the runs of a study need and the training data lack, found before any training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.config.encoder import Static
from lingmix.config.mix import English, MixBase
from lingmix.config.study import Run, Study
from lingmix.config.uses import compares
from lingmix.errors import LingmixError, listing
from lingmix.plan.catalogue import Catalogue, catalogue
from lingmix.plan.restrict import Allowed, restrict

Tables = Mapping[str, pd.DataFrame]
SHOWN = 5
"""Rows that a message names."""


def check(study: Study, pairs: Tables, lexicons: Tables, dimensions: Mapping[str, int]) -> list[str]:
    """Every problem of this sort, in words for the user, each once and in the order of the runs.

    What a mix may not draw is left aside as :mod:`lingmix.plan.restrict` does; a mix that it refuses is left to the
    stage that draws.

    Args:
        study: whose runs are to be trained.
        pairs: training pairs by data set, ``group``, ``dataset``, ``lang``, ``passage``, ``negatives``; all of
            :meth:`lingmix.config.study.Study.training_datasets`.
        lexicons: ``source_lang``, ``target_lang`` by lexicon; all of :func:`lingmix.config.uses.lexicons_used`.
        dimensions: of embeddings, by encoder; all of :func:`lingmix.config.uses.encoders_compared`.
    """
    data = _Data(study, pairs, lexicons)
    problems: dict[str, None] = {}
    for run in study.runs.values():
        if run.trained:
            problems.update(dict.fromkeys(_terms(study, run, data, dimensions)))
            problems.update(dict.fromkeys(_negatives(study, run, data)))
    return list(problems)


class _Data:
    """What each run may draw from, looked up once for each mix and seed."""

    def __init__(self, study: Study, pairs: Tables, lexicons: Tables) -> None:
        self.study, self.pairs = study, pairs
        self.lexicon_pairs = {name: _language_pairs(table) for name, table in lexicons.items()}
        self._of_mix = cache(self._find)
        self._catalogue = cache(lambda names: catalogue([pairs[name] for name in names]))
        self.short = cache(self._short)
        self.together = cache(self._together)

    def allowed(self, run: Run) -> Allowed | None:
        """None if the mix cannot be drawn at all."""
        return self._of_mix(run.mix, run.seed)

    def _find(self, mix: str, seed: int) -> Allowed | None:
        try:
            return restrict(self._catalogue(tuple(self.study.sampling(mix).datasets)), self.study.mixes[mix], seed)
        except LingmixError:
            return None

    def _together(self, mix: str, seed: int) -> NDArray[np.int64]:
        """int64 (L, L): how many groups are in two languages that may be drawn together; 0 where they may not."""
        allowed = self._of_mix(mix, seed)
        assert allowed is not None
        has = allowed.catalogue.has.astype(np.int64)
        counts: NDArray[np.int64] = (has.T @ has) * allowed.together
        return counts

    def _short(self, mix: str, seed: int, wanted: int) -> list[str]:
        """The pairs that may be drawn and have fewer negatives, in words."""
        allowed, spec = self._of_mix(mix, seed), self.study.mixes[mix]
        assert allowed is not None
        found = []
        for name in self.study.sampling(mix).datasets:
            table = self.pairs[name][["dataset", "group", "lang", "negatives"]]
            table = table[table["negatives"].map(len) < wanted]
            if isinstance(spec, English):
                table = table[table["lang"] == spec.language]
            found += [
                f"data set '{row.dataset}', group '{row.group}', language '{row.lang}': {len(row.negatives)}"  # type: ignore[arg-type]
                for row in table[_may_be_drawn(table, allowed.catalogue)].itertuples()
            ]
        return found


def _terms(study: Study, run: Run, data: _Data, dimensions: Mapping[str, int]) -> Iterator[str]:
    allowed = data.allowed(run)
    for name, term in study.objective(run).terms().items():
        if not term.takes_part():
            continue
        needs = term.requirements()
        where = f"objectives.{run.objective}.{name}"
        if allowed is not None and "translations" in needs:
            yield from _translations(where, run, study.mixes[str(run.mix)], allowed.catalogue, data)
        if allowed is not None and "words" in needs:
            yield from _words(where, run, term, allowed.catalogue, data)
        if compares(term):
            yield from _dimensions(where, run, term, dimensions)
        if "masked" in needs and isinstance(study.encoders[run.encoder], Static):
            yield (
                f"{where}: encoder '{run.encoder}' is a bag of embeddings, which cannot predict masked tokens; leave "
                "the term out of its runs, or train a transformer with a language-modelling head"
            )


def _translations(where: str, run: Run, mix: MixBase, known: Catalogue, data: _Data) -> Iterator[str]:
    together = data.together(run.mix, run.seed)
    if not (together[known.languages.index(mix.language)] if isinstance(mix, English) else together).any():
        by_language = ", ".join(
            f"{tag} {count}" for tag, count in zip(known.languages, known.has.sum(axis=0), strict=True)
        )
        yield (
            f"{where}: needs queries with translations, but in the data of mix '{run.mix}' no group has queries in two "
            f"languages that may be drawn together. Groups by language: {by_language}"
        )


def _words(where: str, run: Run, term: Any, known: Catalogue, data: _Data) -> Iterator[str]:
    there = frozenset().union(*(data.lexicon_pairs[name] for name in term.lexicons))
    drawn = [
        (known.languages[one], known.languages[other])
        for one, other in np.argwhere(np.triu(data.together(run.mix, run.seed)))
    ]
    # a lexicon serves both directions
    if there.isdisjoint(drawn):
        names = " and ".join(f"'{name}'" for name in term.lexicons)
        yield (
            f"{where}.lexicons: {names} pair words of {_pairs(sorted(there))}, but the groups of mix '{run.mix}' are "
            f"in {_pairs(drawn)}"
        )


def _dimensions(where: str, run: Run, term: Any, dimensions: Mapping[str, int]) -> Iterator[str]:
    try:
        term.check(dimensions[run.encoder], dimensions[term.teacher])
    except LingmixError as error:
        yield f"{where}, encoder '{run.encoder}': {error}"


def _negatives(study: Study, run: Run, data: _Data) -> Iterator[str]:
    wanted = study.optimisation(run).hard_negatives
    if wanted and data.allowed(run) is not None and (rows := data.short(run.mix, run.seed, wanted)):
        yield (
            f"{_line(study, run, 'hard_negatives')}: {wanted} are asked for, but of the pairs that mix '{run.mix}' may "
            f"draw {len(rows)} have fewer; lower it, give them 'negatives', or mine some (a data set of 'kind: mined'):"
            f"\n{listing(rows, SHOWN)}"
        )


def _may_be_drawn(table: pd.DataFrame, known: Catalogue) -> NDArray[np.bool_]:
    """bool (len(table),): whether the group of each row may be drawn in its language."""
    names = [known.datasets[number] for number in known.dataset]
    groups = pd.MultiIndex.from_arrays([names, known.groups])
    group = groups.get_indexer(pd.MultiIndex.from_arrays([table["dataset"].tolist(), table["group"].tolist()]))
    lang = pd.Index(known.languages).get_indexer(pd.Index(table["lang"].tolist()))
    drawn: NDArray[np.bool_] = known.has[group, lang]
    return drawn


def _language_pairs(lexicon: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """The languages between which a lexicon has entries, each pair in alphabetical order."""
    found = lexicon[["source_lang", "target_lang"]].drop_duplicates().itertuples(index=False, name=None)
    return frozenset((min(pair), max(pair)) for pair in found)


def _line(study: Study, run: Run, key: str) -> str:
    """Where a run's training value is written."""
    parts: Sequence[tuple[str, str | None, Mapping[str, Any]]] = [
        ("augmentations", run.augmentation, study.augmentations),
        ("objectives", run.objective, study.objectives),
        ("mixes", run.mix, study.mixes),
        ("encoders", run.encoder, study.encoders),
    ]
    for section, name, entries in parts:
        if name is not None and getattr(entries[name].train, key) is not None:
            return f"{section}.{name}.train.{key}"
    return f"train.{key}"


def _pairs(pairs: Sequence[tuple[str, ...]]) -> str:
    shown = ", ".join("–".join(pair) for pair in pairs[:20])
    more = f" … and {len(pairs) - 20} more" if len(pairs) > 20 else ""
    return f"{shown}{more}" if pairs else "no two languages"
