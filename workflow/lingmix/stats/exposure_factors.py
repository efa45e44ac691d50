"""What training saw of a query's and a passage's language, as factors."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lingmix.table.seen import Seen

YES, NO = "seen", "unseen"


def with_exposure(frame: pd.DataFrame, seen: Mapping[str, Seen]) -> pd.DataFrame:
    """Rows of metrics with what their variants saw.

    Unlike :meth:`lingmix.table.seen.Seen.exposure`, the two languages of a pair are told apart: each is a property of a
    variant and one language, and is judged by those.

    Args:
        frame: with ``variant``, ``query_lang`` and ``passage_lang``.
        seen: what each variant's seeds saw between them.

    Returns:
        The frame with ``query_seen``, ``passage_seen`` and ``pair_seen``: ``seen`` or ``unseen``; NaN where it is not
        known. In the pool of all languages the last two are ``seen``. Two languages were seen together if a training
        pair was in them, in either direction; one with itself, if training held it.
    """
    found = frame.copy()
    columns: dict[str, list[str | None]] = {"query_seen": [], "passage_seen": [], "pair_seen": []}
    for variant, query, passage in frame[["variant", "query_lang", "passage_lang"]].astype("str").to_numpy():
        one = seen.get(variant)
        if one is None:
            answers: tuple[bool | None, ...] = (None, None, None)
        elif passage == "all":
            answers = (query in one.languages, True, True)
        else:
            together = query in one.languages if query == passage else frozenset((query, passage)) in one.pairs
            answers = (query in one.languages, passage in one.languages, together)
        for column, answer in zip(columns.values(), answers, strict=True):
            column.append(None if answer is None else YES if answer else NO)
    for name, answers_of in columns.items():
        found[name] = pd.Series(answers_of, index=found.index, dtype="str")
    return found
