"""Make the lexicon that a study names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from lingmix.config import lexicon as config
from lingmix.lexicon.table import lexicon_table


def build(
    spec: config.LexiconSpec, inputs: Mapping[str, Sequence[str]], *, name: str, trust_remote_code: bool = False
) -> pd.DataFrame:
    """The table of a lexicon, see :func:`lingmix.lexicon.table.lexicon_table`.

    Args:
        spec: the entry under ``lexicons``.
        inputs: paths by what they are: ``dictionaries`` of MUSE; ``page`` and ``langlinks``, the dumps; ``file``,
            the user's; ``pairs`` and ``encoder``, the tables and the folder that neighbours are made from.
        name: the entry's name, for messages.
        trust_remote_code: whether Python code inside the encoder's folder may run.

    Raises:
        LingmixError: what the lexicon is made from is wrong, or gives no entry.
    """
    where = f"lexicons.{name}"
    # imports stay here so that one kind never needs another's packages
    if isinstance(spec, config.Cldr):
        from lingmix.lexicon import cldr

        return lexicon_table(cldr.rows(spec.languages, where=f"{where}.languages"), where=where)
    if isinstance(spec, config.Muse):
        from lingmix.lexicon import muse

        found = (row for path in inputs["dictionaries"] for row in muse.rows(Path(path)))
        return lexicon_table(found, where=where)
    if isinstance(spec, config.WikipediaTitles):
        from lingmix.lexicon import wikipedia_titles

        page, langlinks = Path(inputs["page"][0]), Path(inputs["langlinks"][0])
        return lexicon_table(wikipedia_titles.rows(page, langlinks, spec.language, spec.languages), where=where)
    if isinstance(spec, config.File):
        from lingmix.lexicon import file

        return lexicon_table(file.rows(Path(inputs["file"][0])), where=where)
    from lingmix.encoders.load import load
    from lingmix.lexicon import neighbours
    from lingmix.store import read_table

    tables = [read_table(Path(path), ["lang", "query", "passage"]) for path in inputs["pairs"]]
    # on the processor: the same words from the same encoder everywhere, and there are not many
    model = load(Path(inputs["encoder"][0]), device="cpu", trust_remote_code=trust_remote_code)
    entries = neighbours.rows(tables, model, similarity=spec.similarity, occurrences=spec.occurrences)
    return lexicon_table(entries, where=where)
