"""The reports of augmentations on a terminal."""

from __future__ import annotations

import pytest

from lingmix.augment.show import show


def test_every_language_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    line = {"texts": 4000, "texts_changed": 1234, "words": 56789, "coverage": 0.25, "realised_ratio": 0.125}
    show(
        [
            {
                "augmentation": "switched",
                "seed": 13,
                "dataset": "cldr-qa/train",
                "languages": {"en": line, "th": line | {"words": 7}},
                "all": line,
            }
        ]
    )
    shown = [text.split() for text in capsys.readouterr().out.splitlines() if text.strip()]
    assert shown[2] == ["switched.s13", "cldr-qa/train", "en", "1,234/4,000", "56,789", "25.0%", "12.5%"]
    assert [words[2] for words in shown[2:]] == ["en", "th", "all"]
