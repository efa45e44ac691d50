from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from loss_batches import Array, batch_of, embeddings
from pydantic import ValidationError
from sentence_transformers.sentence_transformer.losses import DistillKLDivLoss, EmbedDistillLoss, MSELoss
from torch import Tensor
from torch.nn.functional import normalize

from lingmix.errors import LingmixError
from lingmix.objectives.base import Batch
from lingmix.objectives.terms.distillation import Distillation


def taught(columns: Sequence[Tensor], teacher: Sequence[Tensor], groups: Sequence[int] | None = None) -> Batch:
    query, passage = (normalize(column, dim=-1) for column in teacher)
    return replace(batch_of(columns, groups), teacher_query={"t": query}, teacher_passage={"t": passage})


def divergence(student: Array, teacher: Array, groups: Sequence[int]) -> float:
    total = 0.0
    for i in range(len(student)):
        there = [j for j in range(len(student)) if j == i or groups[j] != groups[i]]
        p = np.exp(teacher[i, there]) / np.exp(teacher[i, there]).sum()
        q = np.exp(student[i, there]) / np.exp(student[i, there]).sum()
        total += float((p * np.log(p / q)).sum())
    return total / len(student)


@pytest.mark.parametrize("columns", [2, 4])
def test_vectors_are_those_of_the_formula_over_queries_and_positives(columns: int) -> None:
    student, teacher = embeddings(1, columns=columns), embeddings(2)
    batch = taught(student, teacher)
    s = [x.numpy() / np.linalg.norm(x.numpy(), axis=1, keepdims=True) for x in student[:2]]
    t = [x.numpy() / np.linalg.norm(x.numpy(), axis=1, keepdims=True) for x in teacher]
    cosines = [float(a @ b) for one, other in zip(s, t, strict=True) for a, b in zip(one, other, strict=True)]
    errors = [(a - b) ** 2 for one, other in zip(s, t, strict=True) for a, b in zip(one.flat, other.flat, strict=True)]
    cosine = Distillation(teacher="t").loss(batch, 1.0).item()
    mse = Distillation(teacher="t", kind="mse").loss(batch, 1.0).item()
    assert cosine == pytest.approx(1 - np.mean(cosines), rel=1e-10)
    assert mse == pytest.approx(np.mean(errors), rel=1e-10)
    assert mse == pytest.approx(2 / 5 * cosine, rel=1e-10)


@pytest.mark.parametrize("groups", [[0, 1, 2, 3, 4, 5], [0, 1, 0, 2, 0, 1]])
def test_scores_are_those_of_the_formula_whatever_the_teachers_dimensions(groups: list[int]) -> None:
    batch = taught(embeddings(3, columns=3), embeddings(4, width=9), groups)
    assert batch.teacher_query is not None
    assert batch.teacher_passage is not None
    teacher = (batch.teacher_query["t"] @ batch.teacher_passage["t"].T).numpy()
    expected = divergence(batch.cosine[:, :6].numpy() / 0.2, teacher / 0.2, groups)
    term = Distillation(teacher="t", kind="scores", temperature=0.2)
    assert term.loss(batch, term.tau(0.9)).item() == pytest.approx(expected, rel=1e-9)


def test_values_are_those_of_sentence_transformers_losses() -> None:
    student, teacher = ([normalize(x, dim=-1) for x in embeddings(seed)] for seed in (5, 6))
    batch = taught(student, teacher)
    model = torch.nn.Sequential()
    for kind, theirs in (("cosine", EmbedDistillLoss(model, "cosine")), ("mse", MSELoss(model))):
        expected = theirs.compute_loss_from_embeddings(student, teacher).item()
        term = Distillation.model_validate({"teacher": "t", "kind": kind})
        assert term.loss(batch, 1.0).item() == pytest.approx(expected, abs=1e-9)
    # theirs wants the candidates of each query as columns, and multiplies by τ²
    candidates = [student[1][j].expand(6, -1) for j in range(6)]
    kl = DistillKLDivLoss(model, temperature=0.3).compute_loss_from_embeddings(
        [student[0], *candidates], teacher[0] @ teacher[1].T
    )
    ours = Distillation(teacher="t", kind="scores").loss(batch, 0.3).item()
    assert ours * 0.3**2 == pytest.approx(kl.item(), abs=1e-9)


def test_a_right_angle_by_hand() -> None:
    two = torch.eye(2, dtype=torch.float64)
    crossed = taught([two, two], [two.flip(0), two])
    assert Distillation(teacher="t").loss(crossed, 1.0).item() == pytest.approx(0.5)
    assert Distillation(teacher="t", kind="mse").loss(crossed, 1.0).item() == pytest.approx(0.5)
    # the teacher's logits are the student's exchanged: KL = (e − 1) / (e + 1)
    scores = Distillation(teacher="t", kind="scores").loss(crossed, 1.0).item()
    assert scores == pytest.approx((np.e - 1) / (np.e + 1))


@pytest.mark.parametrize("kind", ["cosine", "mse", "scores"])
def test_a_perfect_student_has_no_loss_and_no_gradient(kind: str) -> None:
    columns = embeddings(7)
    term = Distillation.model_validate({"teacher": "t", "kind": kind})
    student = [column.clone().requires_grad_() for column in columns]
    value = term.loss(taught(student, columns), 0.1)
    value.backward()
    assert value.item() == pytest.approx(0, abs=1e-12)
    for column in student:
        assert column.grad is not None
        assert column.grad.abs().max() < 1e-12


@pytest.mark.parametrize("kind", ["cosine", "mse", "scores"])
def test_gradients_are_those_of_finite_differences(kind: str) -> None:
    term = Distillation.model_validate({"teacher": "t", "kind": kind})
    teacher = embeddings(8, 4, 2, 3)
    columns = tuple(column.requires_grad_() for column in embeddings(9, 4, 2, 3))
    assert torch.autograd.gradcheck(lambda *c: term.loss(taught(c, teacher, [0, 1, 0, 2]), 0.5), columns)


def test_a_teacher_that_mistakes_a_positive_for_a_negative_is_not_followed() -> None:
    columns = [column.requires_grad_() for column in embeddings(10, size=4)]
    batch = taught(columns, embeddings(11, size=4), [0, 1, 0, 2])
    batch.cosine.retain_grad()
    Distillation(teacher="t", kind="scores").loss(batch, 0.1).backward()
    gradient = batch.cosine.grad
    assert gradient is not None
    assert gradient[0, 2] == gradient[2, 0] == 0
    assert gradient[0, 1] != 0


def test_a_batch_of_one_group_has_no_scores_to_copy() -> None:
    columns = [column.requires_grad_() for column in embeddings(12, size=3)]
    value = Distillation(teacher="t", kind="scores").loss(taught(columns, embeddings(13, size=3), [0, 0, 0]), 0.1)
    value.backward()
    assert value.item() == 0
    assert columns[0].grad is not None
    assert columns[0].grad.abs().max() == 0


def test_a_half_precision_teacher_does() -> None:
    teacher = [normalize(column, dim=-1).half() for column in embeddings(14)]
    columns = [column.float() for column in embeddings(15)]
    for kind in ("cosine", "mse", "scores"):
        term = Distillation.model_validate({"teacher": "t", "kind": kind})
        batch = replace(batch_of(columns), teacher_query={"t": teacher[0]}, teacher_passage={"t": teacher[1]})
        exact = replace(batch, teacher_query={"t": teacher[0].float()}, teacher_passage={"t": teacher[1].float()})
        value = term.loss(batch, 0.1)
        assert value.dtype == torch.float32
        assert value.item() == pytest.approx(term.loss(exact, 0.1).item(), rel=1e-6)


@pytest.mark.parametrize("kind", ["cosine", "mse"])
def test_vectors_of_other_dimensions_are_refused_by_both_numbers(kind: str) -> None:
    term = Distillation.model_validate({"teacher": "t", "kind": kind})
    with pytest.raises(LingmixError, match=r"'t' has 9 dimensions .* has 5; .*'kind: scores'"):
        term.loss(taught(embeddings(16), embeddings(17, width=9)), 0.1)


def test_a_temperature_is_for_scores_alone_and_never_the_learned_one() -> None:
    with pytest.raises(ValidationError, match="'temperature' is for 'kind: scores'; 'kind: mse' has no softmax"):
        Distillation(teacher="t", kind="mse", temperature=0.2)
    term = Distillation(teacher="t", kind="scores")
    assert term.tau(torch.tensor(0.3)) == 0.05
    assert not term.shares_temperature()
    assert term.requirements() == {"teacher"}
