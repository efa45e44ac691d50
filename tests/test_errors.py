from __future__ import annotations

import pytest

from lingmix.errors import SHOWN, LingmixError, listing, unknown_name


def test_an_unknown_name_is_answered_with_the_nearest_and_with_all() -> None:
    assert (
        unknown_name("mix", "hybird", ["monolingual", "hybrid"])
        == "unknown mix 'hybird'; did you mean 'hybrid'? There are: hybrid, monolingual"
    )


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert unknown_name("mix", "zzz", ["hybrid"]) == "unknown mix 'zzz'. There are: hybrid"


def test_having_no_names_is_said() -> None:
    assert unknown_name("mix", "a", []) == "unknown mix 'a'. There are: none"


def test_names_beyond_a_screenful_are_counted() -> None:
    text = unknown_name("run", "run-0998", [f"run-{number:04}" for number in range(1000)])
    assert "did you mean 'run-0998'?" in text
    assert text.endswith(f"run-{SHOWN - 1:04} … and {1000 - SHOWN} more")


@pytest.mark.parametrize(
    ("count", "lines"), [(0, []), (2, ["  - 0", "  - 1"]), (3, ["  - 0", "  - 1", "  … and 1 more"])]
)
def test_a_listing_shows_the_first_and_counts_the_rest(count: int, lines: list[str]) -> None:
    assert listing([str(number) for number in range(count)], limit=2).splitlines() == lines


def test_a_message_shows_no_password_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret-of-mine")
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", "a")
    said = str(LingmixError("https://me:pa55@hub.example/x?y and http://me@host/, Bearer secret-of-mine"))
    assert said == "https://hub.example/x?y and http://host/, Bearer …"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x07\r", "\\x1b[2J\\x07\\r"),
        ("\x9b31m", "\\x9b31m"),
        ("half \ud800", "half \\ud800"),
        ("ü 語\n\t…", "ü 語\n\t…"),
        ("", ""),
    ],
)
def test_a_message_holds_nothing_that_a_terminal_obeys(text: str, shown: str) -> None:
    assert str(LingmixError(text)) == shown
