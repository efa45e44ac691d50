"""The contrasts of queries and passages; each other term has a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from loss_batches import Array, batch_of, embeddings
from sentence_transformers.sentence_transformer.losses import (
    CachedMultipleNegativesRankingLoss,
    MultipleNegativesRankingLoss,
)

from lingmix.config.objective import term_classes
from lingmix.objectives.base import Term
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.objectives.terms.symmetric_info_nce import SymmetricInfoNCE

TERMS: dict[str, Term] = {
    "info_nce": InfoNCE(),
    "symmetric_info_nce": SymmetricInfoNCE(),
    "additive_margin": AdditiveMargin(margin=0.3),
}
# no batch is like this, but it tells rows from columns
ONE_WAY = [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 1, 1]]
# two groups share a passage: rows 0 and 1 have it, rows 0 and 2 are one group, so 1 and 2 are neither
SHARED = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]


def brute_force(cosine: Array, same: Sequence[Sequence[int]], temperature: float, margin: float, ways: int) -> float:
    size = len(cosine)
    total = 0.0
    for i in range(size):
        own = np.exp((cosine[i, i] - margin) / temperature)
        candidates = [np.exp(cosine[i, j] / temperature) for j in range(cosine.shape[1]) if j >= size or not same[i][j]]
        total -= np.log(own / (own + sum(candidates)))
        if ways == 2:
            queries = [np.exp(cosine[j, i] / temperature) for j in range(size) if not same[j][i]]
            total -= np.log(own / (own + sum(queries)))
    return float(total / size / ways)


def test_every_term_is_tested_in_this_folder() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in term_classes() if f"from lingmix.objectives.terms.{name} import" not in tests] == []


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("columns", [2, 3, 5])
@pytest.mark.parametrize("same", [np.eye(4, dtype=int).tolist(), SHARED, ONE_WAY])
def test_values_are_those_of_the_formula(name: str, columns: int, same: list[list[int]]) -> None:
    batch = batch_of(embeddings(1, size=4, columns=columns), torch.tensor(same, dtype=torch.bool))
    margin, ways = {"info_nce": (0, 1), "symmetric_info_nce": (0, 2), "additive_margin": (0.3, 2)}[name]
    expected = brute_force(batch.cosine.numpy(), same, 0.07, margin, ways)
    assert TERMS[name].loss(batch, 0.07).item() == pytest.approx(expected, rel=1e-10)


def test_two_orthogonal_pairs_by_hand() -> None:
    batch = batch_of([torch.eye(2, dtype=torch.float64)] * 2)
    at_one = np.log(1 + np.exp(-1.0))
    assert TERMS["info_nce"].loss(batch, 1.0).item() == pytest.approx(at_one)
    assert TERMS["symmetric_info_nce"].loss(batch, 1.0).item() == pytest.approx(at_one)
    assert TERMS["additive_margin"].loss(batch, 1.0).item() == pytest.approx(np.log(1 + np.exp(-0.7)))


@pytest.mark.parametrize("columns", [2, 4])
@pytest.mark.parametrize("name", TERMS)
def test_values_are_those_of_sentence_transformers_where_it_has_the_loss(name: str, columns: int) -> None:
    both = {"directions": ("query_to_doc", "doc_to_query"), "partition_mode": "per_direction"}
    options = {} if name == "info_nce" else both
    term = AdditiveMargin(margin=0) if name == "additive_margin" else TERMS[name]
    columns_ = embeddings(2, columns=columns)
    value = term.loss(batch_of(columns_), 0.05).item()
    theirs = MultipleNegativesRankingLoss(torch.nn.Sequential(), scale=1 / 0.05, **options)
    assert value == pytest.approx(theirs.compute_loss_from_embeddings(columns_, torch.arange(6)).item(), abs=1e-9)
    model = torch.nn.Sequential(torch.nn.Identity())
    cached = CachedMultipleNegativesRankingLoss(model, scale=1 / 0.05, mini_batch_size=4, **options)
    parts = [list(column.split(4)) for column in columns_]
    assert value == pytest.approx(cached.calculate_loss(parts).item(), abs=1e-9)


def test_a_margin_raises_the_loss_unless_it_is_zero() -> None:
    batch = batch_of(embeddings(3))
    plain = TERMS["symmetric_info_nce"].loss(batch, 0.1).item()
    assert AdditiveMargin(margin=0).loss(batch, 0.1).item() == pytest.approx(plain, rel=1e-12)
    assert AdditiveMargin(margin=0.3).loss(batch, 0.1).item() > plain + 0.5


@pytest.mark.parametrize("name", TERMS)
def test_hard_negatives_compete_with_the_passages_of_queries_only(name: str) -> None:
    two, three = embeddings(4, columns=3)[:2], embeddings(4, columns=3)
    forward_two, forward_three = (TERMS["info_nce"].loss(batch_of(c), 0.1).item() for c in (two, three))
    assert forward_three > forward_two
    if name == "symmetric_info_nce":
        gained = TERMS[name].loss(batch_of(three), 0.1).item() - TERMS[name].loss(batch_of(two), 0.1).item()
        assert gained == pytest.approx((forward_three - forward_two) / 2, rel=1e-9)


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("temperature", [0.1, torch.tensor(0.1, dtype=torch.float64)])
def test_positives_of_other_rows_are_not_pushed_away(name: str, temperature: float | torch.Tensor) -> None:
    batch = batch_of([column.requires_grad_() for column in embeddings(5, size=4)], torch.tensor(SHARED).bool())
    batch.cosine.retain_grad()
    TERMS[name].loss(batch, temperature).backward()
    gradient = batch.cosine.grad
    assert gradient is not None
    for i, j in [(0, 1), (1, 0), (0, 2), (2, 0)]:
        assert gradient[i, j] == 0
    assert gradient[1, 2] > 0
    assert gradient[0, 3] > 0
    assert (gradient.diagonal() < 0).all()


@pytest.mark.parametrize("name", TERMS)
def test_a_batch_given_twice_has_each_group_against_the_others_only(name: str) -> None:
    query, passage = embeddings(6, size=3)
    one = TERMS[name].loss(batch_of([query, passage]), 0.1).item()
    twice = batch_of([torch.cat([query, query]), torch.cat([passage, passage])], [0, 1, 2, 0, 1, 2])
    # every other group counts twice in the denominator now, and none counts against itself
    expected = brute_force(
        twice.cosine.numpy(),
        twice.same_group.int().tolist(),
        0.1,
        *{"info_nce": (0, 1), "symmetric_info_nce": (0, 2), "additive_margin": (0.3, 2)}[name],
    )
    assert TERMS[name].loss(twice, 0.1).item() == pytest.approx(expected, rel=1e-10)
    assert one < expected < one + np.log(2)


@pytest.mark.parametrize("name", TERMS)
def test_gradients_are_those_of_finite_differences_also_for_the_temperature(name: str) -> None:
    columns = [column.requires_grad_() for column in embeddings(6, size=4, columns=3, width=3)]
    tau = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda tau, *c: TERMS[name].loss(batch_of(c, [0, 1, 0, 2]), tau), (tau, *columns))


@pytest.mark.parametrize("name", TERMS)
def test_a_batch_of_one_group_has_nothing_to_learn_and_is_differentiable(name: str) -> None:
    columns = [column.requires_grad_() for column in embeddings(7, size=3)]
    TERMS[name].loss(batch_of(columns, [5, 5, 5]), 0.1).backward()
    for column in columns:
        assert column.grad is not None
        assert torch.equal(column.grad, torch.zeros_like(column.grad))
