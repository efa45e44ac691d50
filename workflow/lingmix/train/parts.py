"""Cut a batch's texts into parts of similar length, so that little is spent on padding."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from lingmix.lengths import cuts


def parts(features: dict[str, Any], tokens: int | None) -> tuple[list[dict[str, Any]], Tensor]:
    """Cut the features of n texts.

    Args:
        features: what ``preprocess`` of a sentence-transformers model returns for them, padded.
        tokens: at most so many tokens a part, padding included, but at least one text; None leaves them as they are,
            as do features without an attention mask.

    Returns:
        The parts, longest texts first, and int64 (n,): where each text now stands in the parts' concatenation.
    """
    mask = features.get("attention_mask")
    if tokens is None or mask is None:
        count = len(mask) if mask is not None else len(features["offsets"])
        return [features], torch.arange(count)
    lengths = mask.sum(dim=1)
    order = torch.argsort(lengths, descending=True, stable=True)
    place = torch.empty_like(order)
    place[order] = torch.arange(len(order))
    left = bool((mask[:, 0] == 0).any())
    found = []
    first = 0
    for end in cuts(lengths[order].numpy(), tokens):
        longest = max(1, int(lengths[order[first]]))
        found.append({key: _cut(value, mask, order[first:end], longest, left) for key, value in features.items()})
        first = end
    return found, place


def _cut(value: Any, mask: Tensor, chosen: Tensor, longest: int, left: bool) -> Any:
    if not isinstance(value, Tensor) or value.shape[:1] != mask.shape[:1]:
        return value
    value = value[chosen]
    if value.shape[1:2] != mask.shape[1:2]:
        return value
    return value[:, -longest:] if left else value[:, :longest]
