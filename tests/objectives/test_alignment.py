from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from loss_batches import Array, batch_of, embeddings, softmax_loss
from pydantic import ValidationError
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch import Tensor
from torch.nn.functional import normalize

from lingmix.objectives.base import Batch, Words
from lingmix.objectives.terms.query_alignment import QueryAlignment
from lingmix.objectives.terms.token_alignment import TokenAlignment

LEXICONS = ("l",)
# words of instances 3 and 1, not in order; instance 1 has a word in two pairs, instance 7 has no pair
INSTANCE = [3, 1, 1, 3, 1, 3, 1, 1, 7, 3]
PAIRS = [(0, 3), (1, 4), (1, 6)]


def translated_batch(columns: Sequence[Tensor], translation: Tensor, rows: Sequence[int], groups: object) -> Batch:
    return replace(
        batch_of(columns, groups),  # type: ignore[arg-type]
        translation=normalize(translation, dim=-1),
        translated=torch.as_tensor(rows, dtype=torch.int64),
    )


def words_batch(vectors: Tensor, instance: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Batch:
    words = Words(
        normalize(vectors, dim=-1),
        torch.tensor(instance, dtype=torch.int64),
        torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2),
    )
    return replace(batch_of(embeddings(0, size=2)), words=words)


def query_brute_force(cosine: Array, groups: Sequence[int], temperature: float) -> float:
    size = len(cosine)
    out = [[j for j in range(size) if groups[j] == groups[i]] for i in range(size)]
    forward = [softmax_loss(cosine[i] / temperature, i, out[i]) for i in range(size)]
    backward = [softmax_loss(cosine[:, i] / temperature, i, out[i]) for i in range(size)]
    return float(np.mean(forward) + np.mean(backward)) / 2


def word_brute_force(vectors: Array, temperature: float) -> float:
    cosine = vectors @ vectors.T / temperature
    paired = {word for pair in PAIRS for word in pair}
    losses = []
    for a, b in [*PAIRS, *((b, a) for a, b in PAIRS)]:
        unpaired = [word for word in range(len(vectors)) if INSTANCE[word] == INSTANCE[a] and word not in paired]
        losses.append(softmax_loss(cosine[a], b, [word for word in range(len(vectors)) if word not in unpaired]))
    return float(np.mean(losses))


@pytest.mark.parametrize(("rows", "groups"), [([4, 0, 3], range(6)), ([0, 1, 2, 5], [0, 1, 0, 2, 3, 0])])
def test_query_alignment_is_the_formula_over_rows_with_a_translation(rows: list[int], groups: Sequence[int]) -> None:
    columns, (translation,) = embeddings(1, columns=3), embeddings(2, size=len(rows), columns=1)
    batch = translated_batch(columns, translation, rows, list(groups))
    assert batch.translation is not None
    expected = query_brute_force((batch.query[rows] @ batch.translation.T).numpy(), [groups[row] for row in rows], 0.07)
    assert QueryAlignment().loss(batch, 0.07).item() == pytest.approx(expected, rel=1e-10)


def test_query_alignment_is_sentence_transformers_loss_in_both_directions() -> None:
    queries, passages, translations = embeddings(3, columns=3)
    theirs = MultipleNegativesRankingLoss(
        torch.nn.Sequential(),
        scale=1 / 0.05,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    expected = theirs.compute_loss_from_embeddings([queries, translations], torch.arange(6)).item()
    batch = translated_batch([queries, passages], translations, range(6), None)
    assert QueryAlignment().loss(batch, 0.05).item() == pytest.approx(expected, abs=1e-9)


def test_query_alignment_by_hand() -> None:
    # q0·t0 = q1·t1 = 1, q0·t1 = q1·t0 = 0; row 2 has no translation and counts nowhere
    three, two = torch.eye(3, dtype=torch.float64), torch.eye(3, dtype=torch.float64)[:2]
    batch = translated_batch([three, three], two, [0, 1], None)
    assert QueryAlignment().loss(batch, 0.5).item() == pytest.approx(np.log(1 + np.exp(-2.0)))


def test_query_alignment_does_not_push_translations_of_one_group_apart() -> None:
    columns, (translation,) = embeddings(4), embeddings(5, size=3, columns=1)
    translation.requires_grad_()
    batch = translated_batch(
        [column.requires_grad_() for column in columns], translation, [0, 1, 2], [0, 0, 0, 1, 2, 3]
    )
    QueryAlignment().loss(batch, 0.1).backward()
    assert translation.grad is not None
    assert torch.equal(translation.grad, torch.zeros(3, 5, dtype=torch.float64))


def test_gradients_of_query_alignment_are_those_of_finite_differences() -> None:
    def value(tau: Tensor, query: Tensor, translation: Tensor) -> Tensor:
        batch = translated_batch([query, query], translation, [0, 2, 3], [0, 1, 0, 2])
        return QueryAlignment().loss(batch, tau)

    (query,), (translation,) = embeddings(6, 4, 1, 3), embeddings(7, 3, 1, 3)
    inputs = (torch.tensor(0.5, dtype=torch.float64), query, translation)
    assert torch.autograd.gradcheck(value, tuple(x.requires_grad_() for x in inputs))


def test_token_alignment_is_the_formula_whatever_the_order_of_the_words() -> None:
    (vectors,) = embeddings(8, size=10, columns=1)
    batch = words_batch(vectors, INSTANCE, PAIRS)
    assert batch.words is not None
    expected = word_brute_force(batch.words.vectors.numpy(), 0.2)
    assert TokenAlignment(lexicons=LEXICONS).loss(batch, 0.2).item() == pytest.approx(expected, rel=1e-10)


def test_token_alignment_by_hand() -> None:
    # a and b are at 60°, u at a right angle to a and at 30° to b
    a, b, u = [1.0, 0.0], [0.5, 0.75**0.5], [0.0, 1.0]
    batch = words_batch(torch.tensor([a, b, u], dtype=torch.float64), [0, 0, 0], [(0, 1)])
    from_a, from_b = np.log(1 + np.exp(-0.5)), np.log(1 + np.exp(0.75**0.5 - 0.5))
    value = TokenAlignment(lexicons=LEXICONS).loss(batch, 1.0).item()
    assert value == pytest.approx((from_a + from_b) / 2)


def test_token_alignment_pushes_unpaired_words_of_the_same_instance_only() -> None:
    vectors = embeddings(9, size=10, columns=1)[0].requires_grad_()
    TokenAlignment(lexicons=LEXICONS).loss(words_batch(vectors, INSTANCE, PAIRS), 0.2).backward()
    assert vectors.grad is not None
    moved = (vectors.grad.norm(dim=1) > 1e-9).tolist()
    assert moved == [instance != 7 for instance in INSTANCE]


def test_token_alignment_does_not_push_two_translations_of_a_word_apart() -> None:
    vectors = embeddings(10, size=3, columns=1)[0].requires_grad_()
    batch = words_batch(vectors, [0, 0, 0], [(0, 1), (0, 2)])
    value = TokenAlignment(lexicons=LEXICONS).loss(batch, 0.2)
    value.backward()
    assert value.item() == pytest.approx(0, abs=1e-12)
    assert vectors.grad is not None
    assert vectors.grad.abs().max() < 1e-12


def test_gradients_of_token_alignment_are_those_of_finite_differences() -> None:
    def value(tau: Tensor, vectors: Tensor) -> Tensor:
        return TokenAlignment(lexicons=LEXICONS).loss(words_batch(vectors, INSTANCE, PAIRS), tau)

    inputs = (torch.tensor(0.5, dtype=torch.float64), *embeddings(11, 10, 1, 3))
    assert torch.autograd.gradcheck(value, tuple(x.requires_grad_() for x in inputs))


def nothing_translated(columns: list[Tensor]) -> Tensor:
    return QueryAlignment().loss(translated_batch(columns, torch.zeros(0, 5).double(), [], None), 0.1)


def nothing_paired(columns: list[Tensor]) -> Tensor:
    words = Words(normalize(embeddings(1)[0], dim=-1), torch.arange(6), torch.zeros(0, 2, dtype=torch.int64))
    return TokenAlignment(lexicons=LEXICONS).loss(replace(batch_of(columns), words=words), 0.1)


def no_words(columns: list[Tensor]) -> Tensor:
    none = torch.zeros(0, dtype=torch.int64)
    words = Words(torch.zeros(0, 5).double(), none, none.reshape(0, 2))
    return TokenAlignment(lexicons=LEXICONS).loss(replace(batch_of(columns), words=words), 0.1)


@pytest.mark.parametrize("loss", [nothing_translated, nothing_paired, no_words])
def test_a_batch_with_nothing_to_align_is_zero_with_a_gradient(loss: Callable[[list[Tensor]], Tensor]) -> None:
    columns = [column.requires_grad_() for column in embeddings(12)]
    value = loss(columns)
    value.backward()
    assert value.item() == 0
    for column in columns:
        assert column.grad is not None
        assert torch.equal(column.grad, torch.zeros_like(column.grad))


def test_one_translation_alone_has_no_contrast() -> None:
    batch = translated_batch(embeddings(13), embeddings(14, size=1, columns=1)[0], [2], None)
    assert QueryAlignment().loss(batch, 0.1).item() == 0


def test_what_alignment_needs_of_the_data() -> None:
    assert QueryAlignment().requirements() == {"translations"}
    assert TokenAlignment(lexicons=LEXICONS).requirements() == {"words"}
    assert TokenAlignment(lexicons=LEXICONS, between="translation").requirements() == {"words", "translations"}
    with pytest.raises(ValidationError, match="lexicons"):
        TokenAlignment()  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="at least 1"):
        TokenAlignment(lexicons=())


def test_words_have_a_temperature_of_their_own_unless_it_is_null() -> None:
    assert TokenAlignment(lexicons=LEXICONS).tau(0.05) == 0.1
    assert TokenAlignment(lexicons=LEXICONS, temperature=None).tau(0.05) == 0.05
