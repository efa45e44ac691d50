from __future__ import annotations

from pathlib import Path

from lingmix.train.checkpoints import newest_checkpoint


def checkpoint(folder: Path, step: int, state: str | None) -> Path:
    path = folder / f"checkpoint-{step}"
    path.mkdir()
    if state is not None:
        (path / "trainer_state.json").write_text(state, encoding="utf-8")
    return path


def test_the_one_with_most_steps_that_was_written_to_its_end_counts(tmp_path: Path) -> None:
    assert newest_checkpoint(tmp_path / "absent") is None
    assert newest_checkpoint(tmp_path) is None
    checkpoint(tmp_path, 9, "{}")
    whole = checkpoint(tmp_path, 10, '{"global_step": 10}')
    checkpoint(tmp_path, 20, '{"global_st')
    checkpoint(tmp_path, 30, None)
    assert newest_checkpoint(tmp_path) == whole
