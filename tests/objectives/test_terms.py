from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch.nn.functional import normalize

from lingmix.config.objective import term_classes
from lingmix.objectives.base import Batch, Term
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.objectives.terms.symmetric_info_nce import SymmetricInfoNCE

TERMS: dict[str, Term] = {
    "info_nce": InfoNCE(),
    "symmetric_info_nce": SymmetricInfoNCE(),
    "additive_margin": AdditiveMargin(margin=0.3),
}


def embeddings(seed: int, size: int = 6, columns: int = 2, width: int = 5) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(size, width, generator=generator, dtype=torch.float64) for _ in range(columns)]


def batch_of(columns: list[torch.Tensor], groups: torch.Tensor | None = None) -> Batch:
    query, passage = normalize(columns[0], dim=-1), normalize(torch.cat(columns[1:]), dim=-1)
    groups = torch.arange(len(query)) if groups is None else groups
    same = torch.zeros(len(query), len(passage), dtype=torch.bool)
    same[:, : len(query)] = groups[:, None] == groups[None, :]
    return Batch(query @ passage.T, same)


def brute_force(
    cosine: NDArray[np.float64], groups: list[int], temperature: float, margin: float, directions: int
) -> float:
    size = len(cosine)
    total = 0.0
    for i in range(size):
        own = np.exp((cosine[i, i] - margin) / temperature)
        candidates = [
            np.exp(cosine[i, j] / temperature) for j in range(cosine.shape[1]) if j >= size or groups[j] != groups[i]
        ]
        total -= np.log(own / (own + sum(candidates)))
        if directions == 2:
            queries = [np.exp(cosine[j, i] / temperature) for j in range(size) if groups[j] != groups[i]]
            total -= np.log(own / (own + sum(queries)))
    return total / size / directions


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("columns", [2, 3, 5])
@pytest.mark.parametrize("groups", [[0, 1, 2, 3, 4, 5], [0, 1, 0, 2, 0, 1]])
def test_values_are_those_of_the_formula(name: str, columns: int, groups: list[int]) -> None:
    batch = batch_of(embeddings(1, columns=columns), torch.tensor(groups))
    margin, directions = {"info_nce": (0, 1), "symmetric_info_nce": (0, 2), "additive_margin": (0.3, 2)}[name]
    expected = brute_force(batch.cosine.numpy(), groups, 0.07, margin, directions)
    assert TERMS[name].loss(batch, 0.07).item() == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("columns", [2, 4])
@pytest.mark.parametrize("name", ["info_nce", "symmetric_info_nce", "additive_margin"])
def test_values_are_those_of_sentence_transformers_where_it_has_the_loss(name: str, columns: int) -> None:
    both = {"directions": ("query_to_doc", "doc_to_query"), "partition_mode": "per_direction"}
    theirs = MultipleNegativesRankingLoss(torch.nn.Identity(), scale=1 / 0.05, **({} if name == "info_nce" else both))
    term = AdditiveMargin(margin=0) if name == "additive_margin" else TERMS[name]
    columns_ = embeddings(2, columns=columns)
    expected = theirs.compute_loss_from_embeddings(columns_, torch.arange(6)).item()
    assert term.loss(batch_of(columns_), 0.05).item() == pytest.approx(expected, abs=1e-9)


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
def test_translations_of_a_group_in_one_batch_are_not_pushed_apart(name: str) -> None:
    columns = [column.requires_grad_() for column in embeddings(5)]
    batch = batch_of(columns, torch.tensor([0, 1, 0, 2, 3, 4]))
    batch.cosine.retain_grad()
    TERMS[name].loss(batch, 0.1).backward()
    gradient = batch.cosine.grad
    assert gradient is not None
    assert gradient[0, 2] == gradient[2, 0] == 0
    assert gradient[0, 1] > 0
    assert (gradient.diagonal() < 0).all()


@pytest.mark.parametrize("name", TERMS)
def test_gradients_are_those_of_finite_differences(name: str) -> None:
    columns = [column.requires_grad_() for column in embeddings(6, size=4, columns=3, width=3)]
    groups = torch.tensor([0, 1, 0, 2])
    assert torch.autograd.gradcheck(lambda *c: TERMS[name].loss(batch_of(list(c), groups), 0.5), tuple(columns))


def test_an_objective_is_the_weighted_sum_of_its_terms_each_at_its_own_temperature() -> None:
    columns = [column.float() for column in embeddings(7, columns=3)]
    groups = torch.tensor([0, 1, 0, 2, 3, 4])
    terms: dict[str, Term] = {
        "info_nce": InfoNCE(weight=0.25),
        "symmetric_info_nce": SymmetricInfoNCE(weight=0),
        "additive_margin": AdditiveMargin(weight=2.0, margin=0.2, temperature=0.5),
    }
    cosine = batch_of(embeddings(7, columns=3)).cosine.numpy()
    expected = 0.25 * brute_force(cosine, groups.tolist(), 0.05, 0, 1) + 2.0 * brute_force(
        cosine, groups.tolist(), 0.5, 0.2, 2
    )
    value = ObjectiveLoss(torch.nn.Identity(), terms, 0.05).value(columns[0], columns[1:], groups)
    assert value.dtype == torch.float32
    assert value.item() == pytest.approx(expected, rel=1e-5)


def test_low_precision_embeddings_are_compared_in_float32() -> None:
    columns = [column.bfloat16() for column in embeddings(8)]
    objective = ObjectiveLoss(torch.nn.Identity(), {"info_nce": InfoNCE()}, 0.01)
    value = objective.value(columns[0], columns[1:], torch.arange(6))
    exact = brute_force(batch_of([column.double() for column in columns]).cosine.numpy(), list(range(6)), 0.01, 0, 1)
    assert value.item() == pytest.approx(exact, rel=1e-4)


def test_every_term_has_a_name_and_an_example_here() -> None:
    assert set(term_classes()) == set(TERMS)
