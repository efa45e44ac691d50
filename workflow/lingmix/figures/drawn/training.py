"""The course of the loss in training, a panel per objective."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lingmix.config.study import AXES
from lingmix.figures.names import named
from lingmix.figures.panels import panels
from lingmix.figures.theme import Drawing, finished

KEYS = [*AXES, "part", "step"]


def draw(courses: pd.DataFrame) -> Drawing | None:
    """Mean over seeds, in a band from the lowest to the highest. Losses of different objectives do not compare.

    Args:
        courses: as :func:`lingmix.figures.records.courses` returns it.

    Returns:
        None where no run has recorded a loss.
    """
    rows = lines(courses)
    if rows["mean"].isna().all():
        return None
    x = alt.X("step:Q", title="step (batches)", axis=alt.Axis(tickCount=4, format="~s"))
    y = alt.Y("mean:Q", title="loss, sum of terms").scale(zero=False).axis(tickCount=4)
    return finished(
        panels(rows, x, y, band=bool(rows["low"].notna().any()), shared=False),
        "Loss in training",
        "mean over seeds and their range; scales differ by panel, and losses of two objectives do not compare",
        "Loss over training steps, by objective and mix",
    )


def lines(courses: pd.DataFrame) -> pd.DataFrame:
    """What is drawn: ``panel`` (the objective and what else tells variants apart, but the mix, and whether it is the
    loss on validation data), ``series`` (the mix), ``step``, ``mean``, ``low`` and ``high`` (float64). The last three
    are NaN at a step that some seed did not get to, the last two also where there is one seed."""
    grouped = courses.groupby(KEYS, sort=False)["loss"]
    found = {"mean": grouped.mean(), "low": grouped.min(), "high": grouped.max(), "seeds": grouped.size()}
    rows = pd.DataFrame(found).reset_index()
    seeds = courses.groupby(list(AXES), sort=False)["seed"].nunique().rename("planned").reset_index()
    rows = rows.merge(seeds, on=list(AXES))
    rows.loc[rows["seeds"] < rows["planned"], ["mean", "low", "high"]] = float("nan")
    rows.loc[rows["planned"] < 2, ["low", "high"]] = float("nan")
    told = [axis for axis in ("encoder", "objective", "augmentation") if axis != "encoder" or rows[axis].nunique() > 1]
    rows["panel"] = named(rows, told)
    rows.loc[rows["part"] == "validation", "panel"] += ": validation"
    rows["series"] = rows["mix"]
    return rows[["panel", "series", "step", "mean", "low", "high"]]
