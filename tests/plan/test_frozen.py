"""Plans of mixes that restrict nothing, as the first release of lingmix drew them: what is added to mixes leaves them.

A new release of NumPy may draw otherwise from the same seed; then, and only then, compute the digests anew.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from plans import LANGUAGES, make
from small import pairs_table

from lingmix.plan.catalogue import Catalogue, catalogue

COLUMNS = ["step", "slot", "regime", "group", "dataset", "query_lang", "passage_lang"]


def uneven() -> Catalogue:
    """Every group lacks some language, every fourth shares its passages with the one before; 2 data sets."""
    tags = list(enumerate(LANGUAGES))
    one = [(f"g{n}", tag, f"{n - n % 4 // 3} {tag}") for n in range(24) for m, tag in tags if (n + m) % 5]
    two = [(f"g{n}", tag, f"two {n} {tag}") for n in range(9) for m, tag in tags if n * m % 3 != 2]
    return catalogue([pairs_table(one), pairs_table(two, "two")])


@pytest.mark.parametrize(
    ("kind", "size", "values", "digest"),
    [
        ("english", 5, {}, "470f0afa71e5400c"),
        ("english", 12, {"size_exponent": 0.5}, "30b392db71f69672"),
        ("mixed-monolingual", 5, {}, "bbc0573f195101df"),
        ("mixed-monolingual", 12, {"size_exponent": 0.5}, "8f1e29e53f54cac5"),
        ("monolingual", 5, {}, "727afbe7d5487c94"),
        ("monolingual", 12, {"size_exponent": 0.5}, "08deb74c4efee312"),
        ("crosslingual", 5, {}, "e2de12cea93c4107"),
        ("crosslingual", 12, {"size_exponent": 0.5}, "47830a9f7e6a91d9"),
        ("hybrid", 5, {}, "5f81411cd818f0ed"),
        ("hybrid", 12, {"size_exponent": 0.5}, "57cd78e954a5574d"),
        ("hybrid", 5, {"alpha": 0.2}, "03c0f9681b2cfa37"),
        ("hybrid", 12, {"alpha": 0.2, "size_exponent": 0.5}, "9faf9dac744dee62"),
    ],
)
def test_unrestricted_mixes_draw_what_they_always_drew(
    kind: str, size: int, values: dict[str, Any], digest: str
) -> None:
    plan = make(uneven(), kind, seed=7, steps=40, size=size, **values)
    text = plan[COLUMNS].to_csv(index=False, lineterminator="\n")
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest
