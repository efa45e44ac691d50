"""Short names of variants: what sets them apart, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lingmix.config.augmentation import NONE
from lingmix.config.study import AXES, UNTRAINED


def named(frame: pd.DataFrame, columns: Sequence[str] = AXES) -> pd.Series[str]:
    """For each row, the values of those of ``columns`` in which trained variants differ, in one phrase.

    Args:
        frame: with :data:`lingmix.config.study.AXES`, strings.
        columns: which of them tell. Where none differs, all but the encoder do.
    """
    trained = frame[frame["mix"] != UNTRAINED]
    differing = [column for column in columns if trained[column].nunique() > 1]
    told = differing or [column for column in columns if column != "encoder"]
    encoders = "encoder" in columns and frame["encoder"].nunique() > 1
    rows = frame[list(AXES)].itertuples(index=False, name=None)
    names = [_name(dict(zip(AXES, row, strict=True)), told, encoders) for row in rows]
    return pd.Series(names, index=frame.index, dtype="str")


def _name(row: dict[str, str], told: Sequence[str], encoders: bool) -> str:
    if row["mix"] == UNTRAINED:
        return f"{row['encoder']} · {UNTRAINED}" if encoders else UNTRAINED
    parts = [row["encoder"]] if encoders else []
    parts += [row[key] for key in told if key not in ("encoder", "augmentation")]
    if "augmentation" in told and (row["augmentation"] != NONE or not parts):
        parts.append("texts as they are" if row["augmentation"] == NONE else row["augmentation"])
    return " · ".join(parts)
