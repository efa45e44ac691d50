from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_rows import make_rows, pairs, plan, run, texts
from tiny_static import tiny_model

from lingmix.config.train import Optimisation
from lingmix.errors import LingmixError
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.train.rows import training_rows
from lingmix.train.run import train
from lingmix.train.validation import HeldOut, held_out

VALIDATION = {"dataset": "held", "every": 2}


def contradicting() -> HeldOut:
    """The training queries with each other's passages, so that what is learned is wrong here."""
    table = pairs()
    english = table["lang"] == "en"
    table.loc[english, "passage"] = np.roll(table.loc[english, "passage"], 1)
    return HeldOut(training_rows(plan(3), [table]), 4)


def info_nce(model: Any, held: HeldOut, temperature: float) -> float:
    """The mean over batches of InfoNCE, in NumPy."""
    rows, losses = held.rows, []
    for start in range(0, len(rows), held.batch_size):
        part = slice(start, start + held.batch_size)
        query, passage = (
            model.encode(texts(rows, numbers[part]), normalize_embeddings=True)
            for numbers in (rows.query, rows.passage)
        )
        logits = query.astype(np.float64) @ passage.astype(np.float64).T / temperature
        losses.append(np.mean(np.log(np.exp(logits).sum(axis=1)) - np.diag(logits)))
    return float(np.mean(losses))


def test_the_weights_with_the_lowest_loss_are_kept(tmp_path: Path) -> None:
    model = tiny_model()
    record = train_validated(model, tmp_path, contradicting())
    losses = {entry["step"]: entry["loss"] for entry in record["validation"]}
    assert list(losses) == [2, 4, 6, 8, 10, 12]
    assert record["best_step"] == min(losses, key=lambda step: losses[step]) == 2
    assert record["steps"] == 12
    # the loss of the weights that are left, by another path, is the lowest there was
    assert info_nce(model, contradicting(), 0.1) == pytest.approx(losses[2], abs=1e-4)
    assert losses[12] > losses[2] + 0.01


def train_validated(model: Any, folder: Path, held: HeldOut, **values: Any) -> dict[str, Any]:
    seconds = values.pop("checkpoint_seconds", 0)
    terms = values.pop("terms", {"info_nce": InfoNCE()})
    validation = {**VALIDATION, **values.pop("check", {})}
    given = {"learning_rate": 0.05, "temperature": 0.1, "schedule": "constant", "warmup": 0, "validation": validation}
    return train(
        model,
        make_rows(),
        terms,
        Optimisation(**{**given, **values}),
        batch_size=4,
        seed=5,
        checkpoints=folder,
        validation=held,
        checkpoint_seconds=seconds,
    )


def test_training_stops_when_patience_is_over(tmp_path: Path) -> None:
    record = train_validated(tiny_model(), tmp_path, contradicting(), check={"patience": 2})
    assert record["steps"] == 6
    assert record["best_step"] == 2


def test_the_loss_is_info_nce_at_the_studys_temperature_whatever_the_objective(tmp_path: Path) -> None:
    model = tiny_model(dropout=0.5)
    terms = {"margin": AdditiveMargin(temperature=0.5)}
    record = train_validated(model, tmp_path, contradicting(), terms=terms, checkpoint_seconds=600)
    best = min(entry["loss"] for entry in record["validation"])
    assert info_nce(model, contradicting(), 0.1) == pytest.approx(best, abs=1e-4)


def test_held_out_batches_are_of_one_language_and_as_large_as_the_data_allow() -> None:
    held = held_out(pairs(groups=5), 32)
    assert held.batch_size == 5
    assert len(held.rows) % held.batch_size == 0
    assert (held.rows.query_lang == held.rows.passage_lang).all()
    for start in range(0, len(held.rows), held.batch_size):
        part = slice(start, start + held.batch_size)
        assert len(set(held.rows.query_lang[part])) == 1
        assert len(set(held.rows.group[part])) == held.batch_size
    assert held_out(pairs(), 4).batch_size == 4


def test_a_single_pair_cannot_be_told_from_others() -> None:
    with pytest.raises(LingmixError, match="a language with a single pair"):
        held_out(pairs(groups=1), 4)


def test_held_out_rows_are_never_trained_on(tmp_path: Path) -> None:
    alone, beside = tiny_model(), tiny_model()
    run(alone, tmp_path / "alone", schedule="constant", warmup=0, learning_rate=0.05)
    # a validation that only ever improves: the training rows themselves
    record = train_validated(beside, tmp_path / "beside", HeldOut(make_rows(), 4), checkpoint_seconds=600)
    assert record["best_step"] == 12
    assert torch.equal(alone[0].embedding.weight, beside[0].embedding.weight)
