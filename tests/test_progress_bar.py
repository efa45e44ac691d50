from __future__ import annotations

import sys

import pytest

from lingmix import progress


def test_a_log_gets_one_line_of_what_is_soon_done(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar(50, "training", "steps") as moved:
        for _ in range(50):
            moved.update(1)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("training: 100%")
    assert "50/50" in line


def test_a_log_gets_whole_lines_and_no_returns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    with progress.bar(8, "training", "steps", done=5) as moved:
        for _ in range(3):
            moved.update(1)
    written = capsys.readouterr().err
    assert "\r" not in written
    assert all(written.splitlines())
    counts = [line.split("|")[-1].split()[0] for line in written.splitlines()]
    assert list(dict.fromkeys(counts))[-3:] == ["6/8", "7/8", "8/8"]


def test_a_terminal_gets_one_line_that_moves(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress.bar(3, "training", "steps") as moved:
        moved.update(3)
    written = capsys.readouterr().err
    assert "\r" in written
    assert written.count("\n") == 1
