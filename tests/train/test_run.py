from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from interrupting import interrupted
from safetensors.torch import load_file
from tiny_rows import SIZE, STEPS, make_rows, plan, run, texts
from tiny_static import tiny_model
from transformers.integrations.integration_utils import get_available_reporting_integrations

from lingmix.errors import LingmixError
from lingmix.objectives.base import Batch, Term
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.objectives.terms.distillation import Distillation
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.train.checkpoints import MANIFEST, newest_checkpoint
from lingmix.train.collate import Collator, Extras
from lingmix.train.rows import Rows, training_rows
from lingmix.train.trainer import WEIGHTS

Seen = list[tuple[list[list[int]], list[int]]]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """For every batch that the loss sees: the token ids of its queries and passages, and its rows' numbers."""
    batches: Seen = []
    forward = ObjectiveLoss.forward

    def recording(self: ObjectiveLoss, batch: Any, labels: torch.Tensor) -> torch.Tensor:
        found = []
        for part in batch["parts"]:
            starts = part["offsets"].tolist()
            ids = part["input_ids"].tolist()
            found += [ids[start:end] for start, end in zip(starts, [*starts[1:], len(ids)], strict=True)]
        places = [*batch["query"].tolist(), *batch["passage"].tolist()]
        batches.append(([found[place] for place in places], labels.tolist()))
        return forward(self, batch, labels)

    monkeypatch.setattr(ObjectiveLoss, "forward", recording)
    return batches


def expected_batches(rows: Rows, query: str = "", passage: str = "") -> Seen:
    tokenizer = tiny_model()[0].tokenizer
    batches = []
    for start in range(0, len(rows), SIZE):
        part = slice(start, start + SIZE)
        strings = [query + text for text in texts(rows, rows.query[part])]
        strings += [passage + text for text in texts(rows, rows.passage[part])]
        strings += [passage + text for text in texts(rows, rows.negatives[part].T.ravel())]
        batches.append(([tokenizer.encode(text).ids for text in strings], list(range(start, start + SIZE))))
    return batches


def test_the_loss_sees_exactly_the_batches_of_the_plan_in_order(tmp_path: Path, seen: Seen) -> None:
    run(tiny_model(), tmp_path)
    assert seen == expected_batches(make_rows())


def test_hard_negatives_come_after_the_passages_with_the_passages_prefix(tmp_path: Path, seen: Seen) -> None:
    rows = make_rows(negatives=2)
    run(tiny_model(prompts={"query": "w38 ", "document": "w39 "}), tmp_path, rows)
    assert seen == expected_batches(rows, "w38 ", "w39 ")
    assert len(seen[0][0]) == 4 * SIZE


@pytest.mark.parametrize("values", [{}, {"temperature_learning_rate": 0.01}])
def test_a_resumed_run_ends_with_the_same_bits(
    values: dict[str, Any], tmp_path: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tiny_model(dropout=0.3)
    record = run(whole, tmp_path / "whole", **values)
    assert len(seen) == STEPS
    interrupted(monkeypatch, lambda: run(tiny_model(dropout=0.3), tmp_path / "parts", **values))
    seen.clear()
    resumed = tiny_model(dropout=0.3)
    assert run(resumed, tmp_path / "parts", **values) == record | {"resumed": True}
    # step 8 was interrupted before its checkpoint
    assert seen == expected_batches(make_rows())[7:]
    assert torch.equal(whole[0].embedding.weight, resumed[0].embedding.weight)
    assert not torch.equal(whole[0].embedding.weight, tiny_model()[0].embedding.weight)


def test_a_resumed_log_has_the_same_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = make_rows(steps=60)
    record = run(tiny_model(), tmp_path / "whole", rows)
    # the checkpoint is of step 7, and a point of the log is the mean of steps 7 and 8
    interrupted(monkeypatch, lambda: run(tiny_model(), tmp_path / "parts", rows))
    assert run(tiny_model(), tmp_path / "parts", rows) == record | {"resumed": True}


def test_a_point_of_the_log_is_the_mean_of_its_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values: list[float] = []
    forward = ObjectiveLoss.forward

    def recording(self: ObjectiveLoss, batch: Any, labels: torch.Tensor) -> torch.Tensor:
        value = forward(self, batch, labels)
        values.append(value.item())
        return value

    monkeypatch.setattr(ObjectiveLoss, "forward", recording)
    log = run(tiny_model(), tmp_path, make_rows(steps=60), checkpoint_seconds=600)["log"]
    assert [entry["step"] for entry in log] == list(range(2, 61, 2))
    np.testing.assert_allclose([entry["loss"] for entry in log], np.reshape(values, (30, 2)).mean(axis=1), rtol=1e-6)


def test_a_half_written_checkpoint_is_passed_over(tmp_path: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, lambda: run(tiny_model(), tmp_path))
    (tmp_path / "checkpoint-7" / MANIFEST).unlink()
    (tmp_path / "checkpoint-7" / "optimizer.pt").write_bytes(b"half")
    seen.clear()
    run(tiny_model(), tmp_path)
    assert seen == expected_batches(make_rows())[6:]


class Diverges(Term):
    """No number at the sixth step."""

    def loss(self, batch: Batch, temperature: Any) -> torch.Tensor:
        calls.append(1)
        return batch.cosine.sum() * (float("nan") if len(calls) == 6 else 1.0)


calls: list[int] = []


def test_a_loss_that_is_no_number_names_the_step_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    calls.clear()
    model = tiny_model()
    with pytest.raises(LingmixError, match=r"the loss is nan at step 5 .*Last checkpoint: .*checkpoint-5$") as caught:
        run(model, tmp_path, terms={"term": Diverges()}, plan="plans/x.s1.parquet")
    # step 5 of the plan has groups 20 to 23, of 14
    assert "in a batch of own g6 (de → en), own g7 (de → en), own g8 (de → en), own g9 (de → en). All" in str(
        caught.value
    )
    assert "All pairs of the step are in plans/x.s1.parquet" in str(caught.value)
    assert (tmp_path / "checkpoint-5" / "trained.safetensors").is_file()
    assert torch.isfinite(model[0].embedding.weight).all()


def test_of_a_large_batch_a_readable_number_of_pairs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls[:] = [1] * 5
    monkeypatch.setattr("lingmix.train.trainer.SHOWN", 2)
    with pytest.raises(LingmixError, match=r"a batch of own g0 \(de → en\), own g1 \(de → en\) … and 2 more\. All"):
        run(tiny_model(), tmp_path, terms={"term": Diverges()})


class Overflow(torch.autograd.Function):
    """Nothing forwards, and a gradient that is no number backwards."""

    @staticmethod
    def forward(context: Any, value: torch.Tensor) -> torch.Tensor:
        return value.clone()

    @staticmethod
    def backward(context: Any, gradient: torch.Tensor) -> torch.Tensor:
        return gradient * float("inf")


class Explodes(Term):
    """A finite loss whose gradient overflows in one step."""

    at: int

    def loss(self, batch: Batch, temperature: Any) -> torch.Tensor:
        calls.append(1)
        value = (1 - batch.cosine).sum()
        return Overflow.apply(value) if len(calls) == self.at + 1 else value  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("seconds", [0, 600])
@pytest.mark.parametrize("at", [5, STEPS - 1])
def test_a_gradient_that_is_no_number_names_its_own_step_and_reaches_no_checkpoint(
    at: int, seconds: float, tmp_path: Path
) -> None:
    calls.clear()
    with pytest.raises(LingmixError, match=f"the gradient is no number at step {at} ") as caught:
        run(tiny_model(), tmp_path, terms={"term": Explodes(at=at)}, checkpoint_seconds=seconds)
    assert f"own g{at * SIZE % 14} (de → en)" in str(caught.value)
    newest = newest_checkpoint(tmp_path)
    assert str(caught.value).endswith(f"Last checkpoint: {newest or 'none yet'}")
    assert (newest is None) == bool(seconds)
    if newest is not None:
        assert newest.name == f"checkpoint-{at}"
        assert all(bool(torch.isfinite(weight).all()) for weight in load_file(newest / WEIGHTS).values())


def test_a_loss_that_is_no_number_at_once_says_that_there_is_no_checkpoint(tmp_path: Path) -> None:
    calls[:] = [1] * 5
    with pytest.raises(LingmixError, match=r"at step 0 .*Last checkpoint: none yet"):
        run(tiny_model(), tmp_path, terms={"term": Diverges()})


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
    log = run(tiny_model(), tmp_path, schedule=schedule, warmup=0.25)["log"]
    assert [entry["step"] for entry in log] == list(range(1, STEPS + 1))
    np.testing.assert_allclose([entry["learning_rate"] / 0.01 for entry in log], expected, atol=1e-9)


def test_the_log_has_at_most_fifty_points(tmp_path: Path) -> None:
    record = run(tiny_model(), tmp_path, make_rows(steps=60), checkpoint_seconds=600)
    assert len(record["log"]) == 30
    assert record["steps"] == 60


def test_bfloat16_trains_float32_weights(tmp_path: Path) -> None:
    model = tiny_model()
    log = run(model, tmp_path, precision="bfloat16")["log"]
    assert model[0].embedding.weight.dtype == torch.float32
    assert np.isfinite([entry["loss"] for entry in log]).all()


def test_a_learned_temperature_moves_from_the_first_and_is_recorded(tmp_path: Path) -> None:
    record = run(tiny_model(), tmp_path / "learned", temperature_learning_rate=0.05)
    path = [entry["temperature"] for entry in record["log"]]
    assert record["temperature"] == path[-1]
    assert len(set(path)) > STEPS / 2
    assert all(0.01 <= value < 1 for value in path)
    # Adam's steps are of the size of the learning rate: ln τ moves by at most 12 × 0.05
    assert abs(np.log(path[-1] / 0.1)) < 0.6


def test_weight_decay_leaves_a_learned_temperature_alone(tmp_path: Path) -> None:
    still = {"learning_rate": 1e-12, "temperature_learning_rate": 0.05}
    free = run(tiny_model(), tmp_path / "free", weight_decay=0, **still)
    decayed = run(tiny_model(), tmp_path / "decayed", weight_decay=5, **still)
    assert decayed["temperature"] == pytest.approx(free["temperature"], abs=1e-6)


def test_a_term_with_a_temperature_of_its_own_does_not_see_the_learned_one(tmp_path: Path) -> None:
    fixed = {"info_nce": InfoNCE(temperature=0.1)}
    with pytest.raises(LingmixError, match="no term of this objective takes the temperature"):
        run(tiny_model(), tmp_path, terms=fixed, temperature_learning_rate=0.05)
    with pytest.raises(LingmixError, match="no term of this objective takes the temperature"):
        run(tiny_model(), tmp_path, terms={"d": Distillation(teacher="t")}, temperature_learning_rate=0.05)


def test_a_learned_temperature_moves_the_terms_that_share_it_and_no_other() -> None:
    model = tiny_model()
    batch = Collator(model, make_rows(), Extras())([{"label": number} for number in range(SIZE)])
    model.train()

    def value(terms: dict[str, Term], tau: float) -> tuple[float, float]:
        loss = ObjectiveLoss(model, terms, tau, learned=True)
        result = loss(batch, batch["label"])
        result.backward()
        assert loss.log_temperature is not None
        slope = loss.log_temperature.grad
        return result.item(), 0.0 if slope is None else slope.item()

    shared, own = InfoNCE(), InfoNCE(temperature=0.3)
    (one, slope), (other, _) = value({"shared": shared}, 0.1), value({"shared": shared}, 0.2)
    (both, both_slope), (both_other, _) = (value({"shared": shared, "own": own}, tau) for tau in (0.1, 0.2))
    assert one != pytest.approx(other, abs=0.01)
    assert both - one == pytest.approx(both_other - other, abs=1e-5)
    assert both_slope == pytest.approx(slope, rel=1e-5)
    assert value({"own": own}, 0.1) == (pytest.approx(both - one, abs=1e-5), 0.0)
    # the slope is that of the loss over ln τ
    h = 1e-2
    rise = [value({"shared": shared}, 0.1 * float(np.exp(step)))[0] for step in (-h, h)]
    assert slope == pytest.approx((rise[1] - rise[0]) / (2 * h), rel=1e-2)


class Constant(Term):
    """A loss of 1 that depends on nothing."""

    def loss(self, batch: Batch, temperature: Any) -> torch.Tensor:
        return batch.cosine.sum() * 0 + 1


def test_weights_follow_the_share_of_the_steps_that_are_done(tmp_path: Path) -> None:
    term = Constant(weight=3, weight_end=1)
    losses = [entry["loss"] for entry in run(tiny_model(), tmp_path, terms={"term": term})["log"]]
    np.testing.assert_allclose(losses, [3 - 2 * step / STEPS for step in range(STEPS)], rtol=1e-4)


def test_a_while_in_which_every_weight_is_zero_trains_nothing_and_does_not_stop(tmp_path: Path) -> None:
    term = Constant(weight=0, weight_end=1, change="step", change_at=0.5)
    losses = [entry["loss"] for entry in run(tiny_model(), tmp_path, terms={"term": term})["log"]]
    np.testing.assert_allclose(losses, [0] * (STEPS // 2) + [1] * (STEPS // 2), atol=1e-6)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"precision": "float16"}, "float16 needs a GPU"),
        ({"gradient_caching": True}, "micro_batch_tokens"),
        ({"micro_batch_tokens": 8, "kept_tokens": 8}, "kept_tokens: says what train.gradient_caching keeps"),
        ({"lora": {"rank": 2}}, "remove it for a static encoder"),
        ({"trackers": ["tensorbord"]}, "did you mean 'tensorboard'"),
        (
            {"extras": Extras(translations=True), "rows": "untranslated"},
            "needs queries' translations, but no row",
        ),
    ],
)
def test_what_cannot_be_done_is_said_before_training(values: dict[str, Any], message: str, tmp_path: Path) -> None:
    from tiny_rows import pairs

    if values.get("rows"):
        values = {**values, "rows": training_rows(plan().assign(translation_lang=None), [pairs()])}
    model = tiny_model()
    with pytest.raises(LingmixError, match=message):
        run(model, tmp_path, **values)
    assert torch.equal(model[0].embedding.weight, tiny_model()[0].embedding.weight)


def test_a_tracker_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    there = get_available_reporting_integrations()
    assert "tensorboard" in there
    with pytest.raises(LingmixError, match="trackers") as caught:
        run(tiny_model(), tmp_path, trackers=["tensorboard", "zzz"])
    assert all(name in str(caught.value) for name in (*there, "zzz"))
    assert not list(tmp_path.iterdir())


def test_tensorboard_writes_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENSORBOARD_LOGGING_DIR", str(tmp_path / "shown"))
    run(tiny_model(), tmp_path / "checkpoints", trackers=["tensorboard"], checkpoint_seconds=600)
    assert list((tmp_path / "shown").glob("events.out.tfevents.*"))
    assert not list((tmp_path / "checkpoints").rglob("events.*"))


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
