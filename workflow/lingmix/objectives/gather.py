"""A batch that several processes share: each embeds its rows, all see the rows of all.

Every process computes the whole batch's loss. A row's gradient is then the sum over processes of equal parts, and the
mean that distributed training takes of the weights' gradients gives what one process would have.
"""

from __future__ import annotations

import torch
import torch.distributed as distributed
from torch import Tensor


def processes() -> int:
    """How many processes train together."""
    return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1


def gather(rows: Tensor) -> Tensor:
    """The rows (n_r, …) of all processes below each other, in the processes' order; gradients flow back to each."""
    if processes() == 1:
        return rows
    sizes = _sizes(rows)
    padded = torch.cat([rows, rows.new_zeros(max(sizes) - len(rows), *rows.shape[1:])])
    if rows.requires_grad:
        from torch.distributed.nn.functional import all_gather

        parts = all_gather(padded)  # type: ignore[no-untyped-call]
    else:
        parts = [torch.empty_like(padded) for _ in sizes]
        distributed.all_gather(parts, padded.contiguous())
    return torch.cat([part[:size] for part, size in zip(parts, sizes, strict=True)])


def gather_numbers(numbers: Tensor, things: Tensor) -> Tensor:
    """Numbers of ``things`` of each process, gathered and made to number the gathered things."""
    if processes() == 1:
        return numbers
    return gather(numbers + sum(_sizes(things)[: distributed.get_rank()]))


def _sizes(rows: Tensor) -> list[int]:
    mine = torch.tensor([len(rows)], device=rows.device)
    sizes = [torch.empty_like(mine) for _ in range(processes())]
    distributed.all_gather(sizes, mine)
    return [int(size) for size in sizes]
