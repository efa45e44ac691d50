from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from interrupting import interrupted
from tiny_rows import make_rows, pairs, plan, run, texts
from tiny_static import tiny_model

from lingmix.config.train import Optimisation
from lingmix.errors import LingmixError
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.train.checkpoints import newest_checkpoint
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


def test_a_learned_temperature_does_not_change_what_is_measured(tmp_path: Path) -> None:
    model, held = tiny_model(), contradicting()
    record = train_validated(model, tmp_path, held, temperature_learning_rate=0.2, checkpoint_seconds=600)
    best = min(entry["loss"] for entry in record["validation"])
    assert abs(np.log(record["temperature"] / 0.1)) > 0.1
    assert info_nce(model, held, 0.1) == pytest.approx(best, abs=1e-4)


def test_measuring_leaves_the_log_alone(tmp_path: Path) -> None:
    values: dict[str, Any] = {"schedule": "constant", "warmup": 0, "learning_rate": 0.05}
    record = train_validated(tiny_model(), tmp_path / "measured", contradicting())
    plain = run(tiny_model(), tmp_path / "plain", **values)
    assert [entry["loss"] for entry in record["log"]] == [entry["loss"] for entry in plain["log"]]


def test_two_checkpoints_are_kept_the_best_and_the_newest(tmp_path: Path) -> None:
    train_validated(tiny_model(), tmp_path, contradicting())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-11", "checkpoint-2"]


def test_a_run_that_patience_stopped_stops_there_again(tmp_path: Path) -> None:
    """It was interrupted after its last step and before its model was written."""
    first, again = tiny_model(), tiny_model()
    record = train_validated(first, tmp_path, contradicting(), check={"patience": 2})
    assert train_validated(again, tmp_path, contradicting(), check={"patience": 2}) == record | {"resumed": True}
    assert torch.equal(first[0].embedding.weight, again[0].embedding.weight)


def test_held_out_batches_are_of_one_language_and_as_large_as_the_data_allow() -> None:
    held = held_out(pairs(groups=5), 32)
    assert held.batch_size == 5
    assert len(held.rows) == 10
    assert (held.rows.query_lang == held.rows.passage_lang).all()
    for start in range(0, len(held.rows), held.batch_size):
        part = slice(start, start + held.batch_size)
        assert len(set(held.rows.query_lang[part])) == 1
        assert len(set(held.rows.group[part])) == held.batch_size
    four = held_out(pairs(), 4)
    assert (four.batch_size, len(four.rows)) == (4, 28)


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


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ({}, 8),
        ({"temperature_learning_rate": 0.01}, 8),
        # one validation was already worse than the best, so that the second, in the resumed part, is the last
        ({"check": {"patience": 2}}, 6),
        ({"check": {"every": 1, "patience": 3}}, 4),
    ],
)
def test_a_resumed_run_with_validation_ends_with_the_same_bits(
    values: dict[str, Any], step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, resumed = tiny_model(dropout=0.3), tiny_model(dropout=0.3)
    record = train_validated(whole, tmp_path / "whole", contradicting(), **values)
    interrupted(
        monkeypatch,
        lambda: train_validated(tiny_model(dropout=0.3), tmp_path / "parts", contradicting(), **values),
        step,
    )
    assert train_validated(resumed, tmp_path / "parts", contradicting(), **values) == record | {"resumed": True}
    assert torch.equal(whole[0].embedding.weight, resumed[0].embedding.weight)


@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_checkpoint_is_kept_whether_or_not_its_step_is_validated(
    every: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = {"every": every}
    interrupted(monkeypatch, lambda: train_validated(tiny_model(), tmp_path, contradicting(), check=check), 7)
    newest = newest_checkpoint(tmp_path)
    assert newest is not None
    assert newest.name == "checkpoint-6"
    # and beside it the best so far
    assert (tmp_path / f"checkpoint-{every}").is_dir()


def test_held_out_batches_that_processes_cannot_share_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(LingmixError, match="held-out batches of 5 pairs cannot be shared evenly by 2 processes"):
        train_validated(tiny_model(), tmp_path, held_out(pairs(groups=5), 32))


def test_a_run_that_was_over_is_not_trained_again(tmp_path: Path) -> None:
    """It was interrupted after its last step, the best, and before its model was written."""
    first, again = tiny_model(), tiny_model()
    record = train_validated(first, tmp_path, HeldOut(make_rows(), 4))
    assert record["best_step"] == 12
    assert train_validated(again, tmp_path, HeldOut(make_rows(), 4)) == record | {"resumed": True}
    assert torch.equal(first[0].embedding.weight, again[0].embedding.weight)
