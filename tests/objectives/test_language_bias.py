from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
import torch
from loss_batches import Array, batch_of, embeddings
from torch import Tensor

from lingmix.objectives.base import Batch
from lingmix.objectives.terms.language_bias import LanguageBias


def spread(vectors: Array, languages: Sequence[int], groups: Sequence[int]) -> float:
    rows = {lang: [i for i, other in enumerate(languages) if other == lang] for lang in set(languages)}
    within = {}
    for lang, there in rows.items():
        found = [float(vectors[i] @ vectors[j]) for i in there for j in there if groups[i] != groups[j]]
        if found:
            within[lang] = np.mean(found)
    if len(within) < 2:
        return 0.0
    means = {lang: vectors[rows[lang]].mean(axis=0) for lang in within}
    total = sum(within[a] if a == b else means[a] @ means[b] for a in within for b in within)
    return float(np.mean(list(within.values())) - total / len(within) ** 2)


@pytest.mark.parametrize("groups", [range(8), [0, 1, 2, 0, 1, 1, 3, 4]])
def test_values_are_those_of_the_formula_languages_with_one_row_left_out(groups: Sequence[int]) -> None:
    query_lang, passage_lang = [0, 0, 1, 1, 1, 5, 5, 9], [5, 5, 5, 1, 1, 1, 1, 5]
    batch = batch_of(embeddings(1, size=8, columns=3), list(groups), query_lang=query_lang, passage_lang=passage_lang)
    queries = spread(batch.query.numpy(), query_lang, groups)
    passages = spread(batch.passage[:8].numpy(), passage_lang, groups)
    assert LanguageBias().loss(batch, 1.0).item() == pytest.approx((queries + passages) / 2, rel=1e-9)


def test_two_languages_at_a_right_angle_by_hand() -> None:
    # the means are e1 and e2, their centre (½, ½), the squared distance ½ on both sides
    vectors = torch.eye(2, dtype=torch.float64).repeat_interleave(2, dim=0)
    batch = batch_of([vectors, vectors], query_lang=[0, 0, 1, 1], passage_lang=[0, 0, 1, 1])
    assert LanguageBias().loss(batch, 1.0).item() == pytest.approx(0.5)


def test_the_expectation_over_all_batches_is_the_distance_of_the_true_means() -> None:
    e1, e2, e3 = torch.eye(3, dtype=torch.float64)
    values = []
    for rows in product([e1, e2], [e1, e2], [e2, e3], [e2, e3]):
        vectors = torch.stack(rows)
        batch = batch_of([vectors, vectors], query_lang=[0, 0, 1, 1], passage_lang=[0, 0, 1, 1])
        values.append(LanguageBias().loss(batch, 1.0).item())
    # true means (½, ½, 0) and (0, ½, ½): each is at ½ · |(½, 0, −½)| of their centre
    assert np.mean(values) == pytest.approx(0.125)
    assert min(values) < 0


@pytest.mark.parametrize(
    ("query_lang", "passage_lang"), [([3] * 4, [3] * 4), ([0, 1, 2, 3], [3, 2, 1, 0]), ([0, 0, 1, 2], [2, 2, 1, 0])]
)
def test_a_batch_without_two_languages_to_compare_is_zero_with_a_gradient(
    query_lang: list[int], passage_lang: list[int]
) -> None:
    columns = [column.requires_grad_() for column in embeddings(2, size=4, columns=3)]
    value = LanguageBias().loss(batch_of(columns, query_lang=query_lang, passage_lang=passage_lang), 1.0)
    value.backward()
    assert value.item() == 0
    for column in columns:
        assert column.grad is not None
        assert torch.equal(column.grad, torch.zeros_like(column.grad))


def test_gradients_are_those_of_finite_differences() -> None:
    def value(*columns: Tensor) -> Tensor:
        batch = batch_of(columns, [0, 1, 2, 3, 0], query_lang=[0, 0, 1, 1, 0], passage_lang=[1, 1, 0, 0, 0])
        return LanguageBias().loss(batch, 1.0)

    assert torch.autograd.gradcheck(value, tuple(c.requires_grad_() for c in embeddings(3, 5, 2, 3)))


def test_rows_of_one_group_in_one_language_are_not_pushed_apart() -> None:
    vectors = torch.eye(4, dtype=torch.float64)
    lang = [0, 0, 1, 1]
    apart, together = (
        batch_of([vectors, vectors], groups, query_lang=lang, passage_lang=lang)
        for groups in ([0, 1, 2, 3], [0, 0, 2, 3])
    )
    assert LanguageBias().loss(apart, 1.0).item() == pytest.approx(0)
    assert LanguageBias().loss(together, 1.0).item() == 0
    close = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.6, 0.8]], dtype=torch.float64)
    close.requires_grad_()
    batch = batch_of([close, close], [0, 0, 1, 2, 3], query_lang=[0, 0, 1, 1, 0], passage_lang=[0, 0, 1, 1, 0])
    batch.query.retain_grad()
    LanguageBias().loss(batch, 1.0).backward()
    assert batch.query.grad is not None
    # only row 4 is a partner of rows 0 and 1 within their language, so both move alike
    assert torch.allclose(batch.query.grad[0], batch.query.grad[1])


def test_minimising_it_brings_languages_together_without_collapsing_them() -> None:
    generator = torch.Generator().manual_seed(4)
    vectors = torch.randn(40, 8, generator=generator, dtype=torch.float64)
    vectors[:20, 0] += 3
    lang = [0] * 20 + [1] * 20
    vectors.requires_grad_()

    def batch() -> Batch:
        return batch_of([vectors, vectors], query_lang=lang, passage_lang=lang)

    start = LanguageBias().loss(batch(), 1.0).item()
    optimiser = torch.optim.SGD([vectors], lr=5.0)
    for _ in range(50):
        optimiser.zero_grad()
        LanguageBias().loss(batch(), 1.0).backward()
        optimiser.step()
    end = batch_of([vectors.detach()] * 2, query_lang=lang, passage_lang=lang)
    assert start > 0.1
    assert LanguageBias().loss(end, 1.0).item() < start / 10
    apart = end.query[:20] @ end.query[:20].T
    assert apart.mean() < 0.5
