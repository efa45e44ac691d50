from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from interrupting import interrupted
from safetensors.torch import load_file, save_file
from tiny_rows import run
from tiny_static import tiny_model

from lingmix.errors import LingmixError
from lingmix.train.checkpoints import MANIFEST, SECONDS, VARIABLE, damage, interval, newest_checkpoint, seal


def checkpoint(folder: Path, step: int, best: str | None = None) -> Path:
    path = folder / f"checkpoint-{step}"
    path.mkdir()
    (path / "trainer_state.json").write_text(json.dumps({"best_model_checkpoint": best}), encoding="utf-8")
    (path / "trained.safetensors").write_bytes(bytes(range(100)))
    return path


def sealed(folder: Path, step: int, best: str | None = None) -> Path:
    path = checkpoint(folder, step, best)
    seal(path)
    return path


def test_the_whole_one_with_most_steps_counts(tmp_path: Path) -> None:
    assert newest_checkpoint(tmp_path / "absent") is None
    assert newest_checkpoint(tmp_path) is None
    sealed(tmp_path, 9)
    whole = sealed(tmp_path, 10)
    checkpoint(tmp_path, 20)
    (tmp_path / "checkpoint-30").mkdir()
    (tmp_path / "checkpoint-best").mkdir()
    assert newest_checkpoint(tmp_path) == whole
    assert sorted(path.name for path in whole.iterdir()) == ["trained.safetensors", "trainer_state.json", MANIFEST]


def test_a_checkpoint_stands_and_falls_with_the_best_one_until_then(tmp_path: Path) -> None:
    best = sealed(tmp_path, 4, "elsewhere/checkpoint-4")
    last = sealed(tmp_path, 8, "elsewhere/checkpoint-4")
    assert newest_checkpoint(tmp_path) == last
    (best / "trained.safetensors").unlink()
    assert damage(last) == "the best one until then, checkpoint-4, cannot be used: trained.safetensors is missing"
    assert newest_checkpoint(tmp_path) is None


@pytest.mark.parametrize("text", ["null", "[]", '{"trained.safetensors": 5}', '{"trained.safetensors"', "\0\0\0"])
def test_a_manifest_that_is_none_is_no_seal(text: str, tmp_path: Path) -> None:
    path = sealed(tmp_path, 1)
    (path / MANIFEST).write_text(text, encoding="utf-8")
    assert "cannot be read" in str(damage(path))


def cut(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-50]) and None


def turn(name: str) -> Callable[[Path], None]:
    """Turn one bit in the middle of a file."""

    def change(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)

    return change


def others(folder: Path) -> None:
    """Weights of another model, and a seal that says so."""
    weights = load_file(folder / "trained.safetensors")
    save_file({name: weight[:-1].contiguous() for name, weight in weights.items()}, folder / "trained.safetensors")
    seal(folder)


def foreign(folder: Path) -> None:
    """What would run code when it is unpickled, and a seal that says that it was written so."""
    torch.save({"state": Run(folder.parent / "ran"), "param_groups": []}, folder / "optimizer.pt")
    seal(folder)


class Run:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.path,)


def test_what_is_unpickled_elsewhere_would_run(tmp_path: Path) -> None:
    torch.save(Run(tmp_path / "ran"), tmp_path / "x.pt")
    torch.load(tmp_path / "x.pt", weights_only=False)
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize("best", [5, [], {"a": 1}, "\0"])
def test_a_best_checkpoint_that_has_no_name_is_no_traceback(best: object, tmp_path: Path) -> None:
    assert damage(sealed(tmp_path, 1, best)) is not None  # type: ignore[arg-type]


def test_two_checkpoints_that_call_each_other_the_best_are_judged(tmp_path: Path) -> None:
    sealed(tmp_path, 1, "checkpoint-2")
    assert newest_checkpoint(tmp_path) is None
    sealed(tmp_path, 2, "checkpoint-1")
    assert newest_checkpoint(tmp_path) == tmp_path / "checkpoint-2"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (foreign, "optimizer.pt holds more than tensors and numbers (UnpicklingError)"),
        (cut("trained.safetensors"), "trained.safetensors has "),
        (turn("trained.safetensors"), "trained.safetensors is not what was written"),
        (cut("optimizer.pt"), "optimizer.pt has "),
        (turn("optimizer.pt"), "optimizer.pt is not what was written"),
        (lambda folder: (folder / "trainer_state.json").write_text("garbage"), "trainer_state.json has 7 bytes"),
        (lambda folder: (folder / "rng_state.pth").unlink(), "rng_state.pth is missing"),
        (lambda folder: (folder / "scheduler.pt").write_bytes(b""), "scheduler.pt has 0 bytes"),
        (lambda folder: (folder / MANIFEST).unlink(), "it was not written to its end"),
        (others, "trained.safetensors holds other weights than are trained"),
    ],
)
def test_training_passes_over_a_damaged_checkpoint_says_so_and_ends_with_the_same_bits(
    spoil: Callable[[Path], None],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    whole, resumed = tiny_model(dropout=0.3), tiny_model(dropout=0.3)
    record = run(whole, tmp_path / "whole")
    parts = tmp_path / "parts"
    interrupted(monkeypatch, lambda: run(tiny_model(dropout=0.3), parts))
    spoil(parts / "checkpoint-7")
    capfd.readouterr()
    assert run(resumed, parts) == record | {"resumed": True}
    said = capfd.readouterr().err
    assert f"{parts / 'checkpoint-7'} is not used, unusable-7 from now on: {why}" in said
    assert f"training goes on from {parts / 'checkpoint-6'}" in said
    assert torch.equal(whole[0].embedding.weight, resumed[0].embedding.weight)
    assert (parts / "unusable-7").is_dir()
    assert not (parts / "ran").exists()


def test_training_starts_over_where_no_checkpoint_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, again = tiny_model(dropout=0.3), tiny_model(dropout=0.3)
    record = run(whole, tmp_path / "whole")
    parts = tmp_path / "parts"
    interrupted(monkeypatch, lambda: run(tiny_model(dropout=0.3), parts))
    for path in parts.glob("checkpoint-*"):
        turn("trained.safetensors")(path)
    assert run(again, parts) == record
    assert record["resumed"] is False
    assert "training starts from its first step" in capfd.readouterr().err
    assert torch.equal(whole[0].embedding.weight, again[0].embedding.weight)


def test_the_interval_is_of_the_environment_and_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert interval() == SECONDS
    monkeypatch.setenv(VARIABLE, "0.5")
    assert interval() == 0.5
    for text in ("", "soon", "-1", "nan", "inf"):
        monkeypatch.setenv(VARIABLE, text)
        with pytest.raises(LingmixError, match=f"{VARIABLE} is '{text}'; give a number of seconds such as 600"):
            interval()
