"""Batches of random embeddings for tests of loss terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

from lingmix.objectives.base import Batch

Array = NDArray[np.float64]


def embeddings(seed: int, size: int = 6, columns: int = 2, width: int = 5) -> list[Tensor]:
    """Columns of vectors, float64 (size, width), not normalised."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(size, width, generator=generator, dtype=torch.float64) for _ in range(columns)]


def batch_of(
    columns: Sequence[Tensor],
    groups: Sequence[int] | Tensor | None = None,
    *,
    query_lang: Sequence[int] | None = None,
    passage_lang: Sequence[int] | None = None,
) -> Batch:
    """A batch of queries, passages and hard negatives; each row is a group of its own, in one language, unless told.

    ``groups`` may be a bool (B, B) too: which passage answers which query.
    """
    query, passage = normalize(columns[0], dim=-1), normalize(torch.cat(list(columns[1:])), dim=-1)
    size = len(query)
    number = torch.as_tensor(range(size) if groups is None else groups)
    same = torch.zeros(size, len(passage), dtype=torch.bool)
    same[:, :size] = number if number.ndim == 2 else number[:, None] == number[None, :]
    return Batch(
        cosine=query @ passage.T,
        same_group=same,
        query=query,
        passage=passage,
        query_lang=torch.as_tensor(query_lang or [0] * size),
        passage_lang=torch.as_tensor(passage_lang or [0] * size),
    )


def softmax_loss(logits: Array, own: int, out: Sequence[int]) -> float:
    """−log softmax of one row at ``own``, without the columns in ``out``: the plain sum, for small logits."""
    total = sum(np.exp(value) for column, value in enumerate(logits) if column == own or column not in out)
    return float(np.log(total) - logits[own])
