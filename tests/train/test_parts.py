from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from lingmix.train.parts import parts


def padded(lengths: list[int], left: bool) -> dict[str, object]:
    width = max(lengths)
    ids = torch.zeros(len(lengths), width, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        where = slice(width - length, width) if left else slice(0, length)
        ids[row, where] = torch.arange(1, length + 1) + 100 * row
        mask[row, where] = 1
    return {"input_ids": ids, "attention_mask": mask, "modality": "text"}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 30), st.booleans())
def test_every_text_is_in_one_part_within_the_budget_and_found_again(
    lengths: list[int], tokens: int, left: bool
) -> None:
    features = padded(lengths, left)
    found, place = parts(features, tokens)
    rows = []
    for part in found:
        ids, mask = part["input_ids"], part["attention_mask"]
        assert ids.numel() <= tokens or len(ids) == 1
        assert part["modality"] == "text"
        rows += [row[kept.bool()].tolist() for row, kept in zip(ids, mask, strict=True)]
    for number, length in enumerate(lengths):
        assert rows[place[number]] == [100 * number + token for token in range(1, length + 1)]
    assert sorted(place.tolist()) == list(range(len(lengths)))


def test_without_a_budget_nothing_is_cut() -> None:
    features = padded([3, 1], left=False)
    found, place = parts(features, None)
    assert found == [features]
    assert place.tolist() == [0, 1]
