from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tiny_static import tiny_model
from transformers import TrainerCallback

from lingmix.config.train import Optimisation
from lingmix.errors import LingmixError
from lingmix.objectives.base import Batch, Term
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.train.run import train
from lingmix.train.trainer import PlanTrainer

SIZE, STEPS = 4, 12


def make_rows(negatives: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    words = rng.integers(0, 40, size=(SIZE * STEPS, 4 + negatives))
    rows = pd.DataFrame({"query": [f"w{a} w{b}" for a, b in words[:, :2]]})
    rows["passage"] = [f"w{a} w{b}" for a, b in words[:, 2:4]]
    for number in range(negatives):
        rows[f"negative_{number + 1}"] = [f"w{a}" for a in words[:, 4 + number]]
    return rows.assign(label=np.arange(len(rows)) % 7)


def run(model: SentenceTransformer, folder: Path, *, rows: pd.DataFrame | None = None, **values: Any) -> Any:
    term = values.pop("term", InfoNCE())
    optimisation = Optimisation(**{"learning_rate": 0.01, "temperature": 0.1, **values})
    rows = make_rows() if rows is None else rows
    return train(
        model, rows, {"term": term}, optimisation, batch_size=SIZE, seed=5, checkpoints=folder, checkpoint_seconds=0
    )


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[list[int]], list[int]]]:
    """Token ids of all columns and the labels, for every batch that the loss sees."""
    batches: list[tuple[list[list[int]], list[int]]] = []
    forward = ObjectiveLoss.forward

    def recording(self: ObjectiveLoss, features: Any, labels: torch.Tensor) -> torch.Tensor:
        features = list(features)
        batches.append(([column["input_ids"].tolist() for column in features], labels.tolist()))
        return forward(self, features, labels)

    monkeypatch.setattr(ObjectiveLoss, "forward", recording)
    return batches


def expected_batches(
    rows: pd.DataFrame, prefixes: dict[str, str] | None = None
) -> list[tuple[list[list[int]], list[int]]]:
    tokenizer = tiny_model()[0].tokenizer
    batches = []
    for start in range(0, len(rows), SIZE):
        part = rows.iloc[start : start + SIZE]
        columns = [
            [i for text in part[column] for i in tokenizer.encode((prefixes or {}).get(column, "") + text).ids]
            for column in rows.columns[:-1]
        ]
        batches.append((columns, part["label"].tolist()))
    return batches


def test_the_loss_sees_exactly_the_batches_of_the_plan_in_order(tmp_path: Path, seen: list[Any]) -> None:
    run(tiny_model(), tmp_path)
    assert seen == expected_batches(make_rows())


def test_hard_negatives_are_columns_after_the_passage(tmp_path: Path, seen: list[Any]) -> None:
    run(tiny_model(), tmp_path, rows=make_rows(2))
    assert seen == expected_batches(make_rows(2))
    assert len(seen[0][0]) == 4


def test_prompts_stand_before_the_texts(tmp_path: Path, seen: list[Any]) -> None:
    run(tiny_model(prompts={"query": "w38 ", "document": "w39 "}), tmp_path, rows=make_rows(1))
    assert seen == expected_batches(make_rows(1), {"query": "w38 ", "passage": "w39 ", "negative_1": "w39 "})


class Interrupt(TrainerCallback):
    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 8:
            raise KeyboardInterrupt


def interrupted(model: SentenceTransformer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = PlanTrainer.__init__
    with monkeypatch.context() as patch:
        patch.setattr(
            PlanTrainer,
            "__init__",
            lambda self, callbacks, **options: plain(self, **options, callbacks=[*callbacks, Interrupt()]),
        )
        with pytest.raises(KeyboardInterrupt):
            run(model, folder)


def test_a_resumed_run_ends_with_the_same_bits(
    tmp_path: Path, seen: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tiny_model(dropout=0.3)
    log = run(whole, tmp_path / "whole")
    assert len(seen) == STEPS
    seen.clear()
    interrupted(tiny_model(dropout=0.3), tmp_path / "parts", monkeypatch)
    assert len(seen) == 8
    seen.clear()
    resumed = tiny_model(dropout=0.3)
    resumed_log = run(resumed, tmp_path / "parts")
    # step 8 was interrupted before its checkpoint
    assert seen == expected_batches(make_rows())[7:]
    assert torch.equal(whole[0].embedding.weight, resumed[0].embedding.weight)
    assert [entry["loss"] for entry in resumed_log] == [entry["loss"] for entry in log]
    assert not torch.equal(whole[0].embedding.weight, tiny_model()[0].embedding.weight)


def test_a_half_written_checkpoint_is_passed_over(
    tmp_path: Path, seen: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(tiny_model(), tmp_path, monkeypatch)
    (tmp_path / "checkpoint-7" / "trainer_state.json").unlink()
    (tmp_path / "checkpoint-7" / "optimizer.pt").write_bytes(b"half")
    seen.clear()
    run(tiny_model(), tmp_path)
    assert seen == expected_batches(make_rows())[6:]


class Diverges(Term):
    """Infinite where the learning rate has moved anything by step 5."""

    def loss(self, batch: Batch, temperature: float) -> torch.Tensor:
        calls.append(1)
        return batch.cosine.sum() * (float("nan") if len(calls) == 6 else 1.0)


calls: list[int] = []


def test_a_loss_that_is_no_number_names_the_step_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    calls.clear()
    model = tiny_model()
    with pytest.raises(LingmixError, match=r"loss is nan at step 5 .*Last checkpoint: .*checkpoint-5$"):
        run(model, tmp_path, term=Diverges())
    assert (tmp_path / "checkpoint-5" / "model.safetensors").is_file()
    assert torch.isfinite(model[0].embedding.weight).all()


def test_a_loss_that_is_no_number_at_once_says_that_there_is_no_checkpoint(tmp_path: Path) -> None:
    calls[:] = [1] * 5
    with pytest.raises(LingmixError, match=r"at step 0 .*Last checkpoint: none yet"):
        run(tiny_model(), tmp_path, term=Diverges())


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", [0, 1 / 3, 2 / 3, *[1] * 9]),
        ("linear", [0, 1 / 3, 2 / 3, *[1 - n / 9 for n in range(9)]]),
        ("cosine", [0, 1 / 3, 2 / 3, *[(1 + np.cos(np.pi * n / 9)) / 2 for n in range(9)]]),
    ],
)
def test_the_learning_rate_rises_and_then_follows_the_schedule(
    schedule: str, expected: list[float], tmp_path: Path
) -> None:
    log = run(tiny_model(), tmp_path, schedule=schedule, warmup=0.25)
    assert [entry["step"] for entry in log] == list(range(1, STEPS + 1))
    np.testing.assert_allclose([entry["learning_rate"] / 0.01 for entry in log], expected, atol=1e-9)


def test_the_log_has_at_most_fifty_points(tmp_path: Path) -> None:
    rows = pd.concat([make_rows()] * 5, ignore_index=True)
    assert len(run(tiny_model(), tmp_path, rows=rows)) == 30


def test_bfloat16_trains_float32_weights(tmp_path: Path) -> None:
    model = tiny_model()
    log = run(model, tmp_path, precision="bfloat16")
    assert model[0].embedding.weight.dtype == torch.float32
    assert np.isfinite([entry["loss"] for entry in log]).all()


def test_training_and_saving_use_no_network_and_leave_no_pickle_in_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        tried.append(1)
        raise OSError("no network here")

    tried: list[int] = []
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    model = tiny_model()
    run(model, tmp_path / "checkpoints")
    model.save_pretrained(str(tmp_path / "model"))
    assert not tried
    suffixes = {path.suffix for path in (tmp_path / "model").rglob("*") if path.is_file()}
    assert suffixes <= {".json", ".safetensors", ".md"}
