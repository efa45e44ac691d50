"""A batch as the collator makes it, and the objective on it against embeddings that are made one text at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tiny_bert import tiny_bert
from tiny_rows import make_rows, pairs, plan, texts
from tiny_static import tiny_model

from lingmix.objectives.loss import ObjectiveLoss
from lingmix.objectives.terms.distillation import Distillation
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.objectives.terms.query_alignment import QueryAlignment
from lingmix.teacher import Teacher
from lingmix.train.collate import Collator, Extras
from lingmix.train.rows import Rows, joined, training_rows
from lingmix.train.vocabulary import renumbered

Array = np.ndarray[Any, Any]
# 0 and 14 are of one group; 3 and 5 have a translation, the others have none
NUMBERS = [14, 3, 0, 5, 6]
PROMPTS = {"query": "w38 ", "document": "w39 "}


def encoder(kind: str, folder: Path, prompts: dict[str, str] | None = None) -> SentenceTransformer:
    return tiny_model(prompts=prompts) if kind == "static" else tiny_bert(folder, prompts=prompts)


def teacher(dimensions: int = 5) -> tuple[Teacher, Array, Array]:
    """Unit vectors for two tables of pairs, of 6 and of 28 rows, and the same concatenated."""
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(2, 6 + 28, dimensions)).astype(np.float32)
    query, passage = vectors / np.linalg.norm(vectors, axis=2, keepdims=True)
    return Teacher([query[:6], query[6:]], [passage[:6], passage[6:]]), query, passage


def two_tables() -> Rows:
    return training_rows(plan(), [pairs(groups=3, negatives=1, dataset="first"), pairs(negatives=1)], 1)


def collated(collator: Collator, numbers: list[int] = NUMBERS) -> dict[str, Any]:
    return collator([{"label": number} for number in numbers])


def softmax_loss(logits: Array, out: Array) -> float:
    """Mean −log softmax at the diagonal, without the cells in ``out``."""
    losses = []
    for row, scores in enumerate(logits):
        kept = [score for column, score in enumerate(scores) if not out[row, column]]
        losses.append(np.log(np.sum(np.exp(kept))) - scores[row])
    return float(np.mean(losses))


def divergence(target: Array, given: Array, out: Array) -> float:
    """Mean over rows of KL(softmax of target ‖ softmax of given), without the cells in ``out``."""
    values = []
    for row in range(len(target)):
        kept = ~out[row]
        p, q = (np.exp(scores[row][kept]) / np.exp(scores[row][kept]).sum() for scores in (target, given))
        values.append(np.sum(p * np.log(p / q)))
    return float(np.mean(values))


@pytest.mark.parametrize("tokens", [None, 12])
@pytest.mark.parametrize("kind", ["static", "transformer"])
def test_the_loss_is_the_sum_of_the_terms_worked_out_from_single_embeddings(
    kind: str, tokens: int | None, tmp_path: Path
) -> None:
    model = encoder(kind, tmp_path, PROMPTS)
    rows = two_tables()
    taught, teacher_query, teacher_passage = teacher()
    terms = {
        "info_nce": InfoNCE(weight=2),
        "aligned": QueryAlignment(weight=0.5),
        "taught": Distillation(teacher="t", kind="scores", temperature=0.2, weight=3),
    }
    given = collated(Collator(model, rows, Extras(translations=True, teachers={"t": taught}), tokens=tokens))
    model.train()
    found = ObjectiveLoss(model, terms, 0.1)(given, given["label"]).item()

    model.eval()

    def embedded(prefix: str, numbers: Array) -> Array:
        each = [model.encode(prefix + text, prompt="", normalize_embeddings=True) for text in texts(rows, numbers)]
        return np.array(each, dtype=np.float64)

    query = embedded("w38 ", rows.query[NUMBERS])
    passage = embedded("w39 ", rows.passage[NUMBERS])
    negative = embedded("w39 ", rows.negatives[NUMBERS, 0])
    groups = rows.group[NUMBERS]
    out = (groups[:, None] == groups[None, :]) & ~np.eye(len(NUMBERS), dtype=bool)
    assert out.sum() == 2
    info_nce = softmax_loss(
        query @ np.concatenate([passage, negative]).T / 0.1, np.concatenate([out, np.zeros_like(out)], axis=1)
    )
    with_translation = [place for place, number in enumerate(NUMBERS) if rows.translation[number] >= 0]
    assert with_translation == [1, 3]
    translation = embedded("w38 ", rows.translation[NUMBERS][with_translation])
    across = query[with_translation] @ translation.T / 0.1
    nothing = np.zeros(across.shape, dtype=bool)
    aligned = (softmax_loss(across, nothing) + softmax_loss(across.T, nothing)) / 2
    # the first table's 3 groups in 2 languages come before: group g is at 6 + 2 g in German, one later in English
    places = np.array([6 + 2 * (number % 14) for number in NUMBERS])
    target = teacher_query[places].astype(np.float64) @ teacher_passage[places + 1].T.astype(np.float64) / 0.2
    taught_value = divergence(target, query @ passage.T / 0.2, out)
    assert min(info_nce, aligned, taught_value) > 0.01
    assert found == pytest.approx(2 * info_nce + 0.5 * aligned + 3 * taught_value, rel=1e-5)


def test_a_text_is_embedded_once_for_each_prefix() -> None:
    table = pairs(negatives=1)
    # German passages are the English queries, and one text is the query of two rows
    table.loc[table["lang"] == "en", "passage"] = table.loc[table["lang"] == "de", "query"].to_numpy()
    table.loc[2, "query"] = table.loc[0, "query"]
    rows = training_rows(plan(), [table], 1)
    numbers = [0, 1, 2, 3]
    batch = collated(Collator(tiny_model(prompts=PROMPTS), rows, Extras(translations=True)), numbers)
    asked = {*rows.query[numbers], *rows.translation[[1, 3]]}
    answers = {*rows.passage[numbers], *rows.negatives[numbers, 0]}
    assert asked & answers
    assert sum(len(part["offsets"]) for part in batch["parts"]) == len(asked) + len(answers)
    assert batch["query"][0] == batch["query"][1]
    assert not set(batch["query"].tolist()) & set(batch["passage"].tolist())


def test_translations_are_left_out_where_no_term_needs_them() -> None:
    rows = make_rows()
    plain = collated(Collator(tiny_model(), rows, Extras()))
    asked = collated(Collator(tiny_model(), rows, Extras(translations=True)))
    assert plain["translation"].tolist() == plain["translated"].tolist() == []
    assert asked["translated"].tolist() == [1, 3]
    assert len(asked["translation"]) == 2
    count = [sum(len(part["offsets"]) for part in batch["parts"]) for batch in (plain, asked)]
    assert count[1] == count[0] + len(
        set(texts(rows, rows.translation[[3, 5]])) - set(texts(rows, rows.query[NUMBERS]))
    )


def test_numbers_of_groups_and_languages_are_those_of_the_rows() -> None:
    rows = make_rows()
    batch = collated(Collator(tiny_model(), rows, Extras()))
    for name in ("group", "query_lang", "passage_lang"):
        assert batch[name].dtype == torch.int64
        assert batch[name].tolist() == getattr(rows, name)[NUMBERS].tolist()
    assert batch["label"].tolist() == NUMBERS


def test_held_out_rows_have_no_teacher(tmp_path: Path) -> None:
    taught, _, _ = teacher()
    both = joined(two_tables(), training_rows(plan(2), [pairs()]))
    collator = Collator(tiny_model(), both, Extras(teachers={"t": taught}))
    first = len(two_tables())
    assert "teacher_query.t" in collated(collator)
    assert "teacher_query.t" not in collated(collator, [first, first + 1])


@pytest.mark.parametrize("kind", ["static", "transformer"])
def test_renumbered_tokens_are_the_same_tokens(kind: str, tmp_path: Path) -> None:
    model = encoder(kind, tmp_path)
    renumber = torch.arange(200).flip(0)
    plain = collated(Collator(model, make_rows(), Extras()))
    other = collated(Collator(model, make_rows(), Extras(), renumber=renumber))
    for one, two in zip(plain["parts"], other["parts"], strict=True):
        expected = renumbered(one, renumber)["input_ids"]
        assert torch.equal(two["input_ids"], expected)
        assert not torch.equal(two["input_ids"], one["input_ids"])


class Lengths:
    """In place of instances: puts the tokens of each passage into the batch."""

    def batch(self, rows: Rows, numbers: Array, places: Any, lengths: Array) -> dict[str, Any]:
        return {"lengths": lengths[places["passage"].numpy()].tolist()}


@pytest.mark.parametrize(("kind", "special"), [("static", 0), ("transformer", 2)])
def test_lengths_are_numbers_of_tokens(kind: str, special: int, tmp_path: Path) -> None:
    rows = make_rows()
    extras = Extras(instances=Lengths())  # type: ignore[arg-type]
    batch = collated(Collator(encoder(kind, tmp_path, PROMPTS), rows, extras, tokens=12))
    # the prefix is one word
    expected = [1 + len(text.split()) + special for text in texts(rows, rows.passage[NUMBERS])]
    assert batch["lengths"] == expected


def test_a_plan_without_any_translation_gives_none() -> None:
    untranslated = training_rows(plan().assign(translation_lang=pd.NA), [pairs()])
    assert collated(Collator(tiny_model(), untranslated, Extras(translations=True)))["translated"].tolist() == []
