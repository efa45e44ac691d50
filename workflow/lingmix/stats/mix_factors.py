"""What mixes are, as factors: kind, α and how much data."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from lingmix.config.mix import Crosslingual, Hybrid, Mix, Monolingual

ALL = "all"
FACTORS = ("kind", "alpha", "data_size", "parallel_size")
COLUMNS = ("mix", *FACTORS, "rest")
OWN = {*FACTORS, "alpha_end"}
"""Keys of a mix that factors stand for."""


def mix_factors(mixes: Mapping[str, Mix]) -> pd.DataFrame:
    """One row per mix, to be merged with metrics on ``mix``.

    Returns:
        :data:`COLUMNS`, all strings, so that each is categories: ``alpha`` is ``1`` for monolingual and ``0`` for
        crosslingual mixes, which is what they are, ``1→0`` where it changes, and ``none`` for mixes that have no α;
        ``data_size`` and ``parallel_size`` are numbers of groups or ``all``; ``rest`` is what else is not as by
        default, training values too, as JSON. For slopes, take what has numbers only and turn it into floats.
    """
    rows = [
        (name, mix.kind, _alpha(mix), _size(mix.data_size), _size(mix.parallel_size), _rest(mix))
        for name, mix in mixes.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _alpha(mix: Mix) -> str:
    if isinstance(mix, Hybrid):
        return f"{mix.alpha:g}" if mix.alpha_end is None else f"{mix.alpha:g}→{mix.alpha_end:g}"
    return "1" if isinstance(mix, Monolingual) else "0" if isinstance(mix, Crosslingual) else "none"


def _size(groups: int | None) -> str:
    return ALL if groups is None else str(groups)


def _rest(mix: Mix) -> str:
    return json.dumps(mix.model_dump(mode="json", exclude_defaults=True, exclude=OWN), sort_keys=True)
