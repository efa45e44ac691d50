"""Translate what a store does not hold yet, in batches of texts of like length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lingmix.progress import bar
from lingmix.translate.store import Store
from lingmix.translate.translator import Translator

WINDOW = 8192
"""Texts that are tokenised and sorted at a time, which bounds the memory that it takes."""
MARKS = 2
"""Tokens that mark a text's language and end."""


def fill(
    store: Store,
    translator: Translator,
    texts: Iterable[str],
    *,
    source: str,
    target: str,
    batch_tokens: int,
    after: Callable[[int], None] = lambda done: None,
) -> int:
    """Put a translation of every text into the store; each batch is kept before the next is begun.

    Args:
        store: where translations are looked for and kept.
        translator: who makes those that are missing.
        texts: any number, in any order, repeated or not.
        source, target: BCP 47 tags.
        batch_tokens: see :func:`batches`.
        after: called with the size of every batch that has been kept.

    Returns:
        How many texts were translated.

    Raises:
        LingmixError: see :class:`lingmix.translate.translator.Translator` and :class:`lingmix.translate.store.Store`.
    """
    distinct = list(dict.fromkeys(texts))
    there = store.find(distinct, source, target)
    missing = [text for text in distinct if text not in there]
    with bar(len(missing), f"{source} → {target}", "texts") as moved:
        for start in range(0, len(missing), WINDOW):
            window = missing[start : start + WINDOW]
            tokens = translator.tokens(window)
            lengths = [min(len(ids) + MARKS, translator.max_length) for ids in tokens]
            for batch in batches(lengths, batch_tokens):
                made = translator.translate([tokens[number] for number in batch], source, target)
                store.add([window[number] for number in batch], made, source, target)
                moved.update(len(batch))
                after(len(batch))
    return len(missing)


def batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Numbers of texts, put together so that a batch's size times its longest is at most ``batch_tokens``.

    The longest first, so that memory that does not suffice is found out at once. A text that is longer is a batch by
    itself.
    """
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        # the first of a batch is its longest
        if batch and (len(batch) + 1) * lengths[batch[0]] > batch_tokens:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
