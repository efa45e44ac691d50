from __future__ import annotations

import math

import pytest
from figure_study import spec, trained

from lingmix.config.study import Run
from lingmix.figures.drawn.training import draw, lines
from lingmix.figures.records import courses

RUNS = trained(["mono"])


def record(*losses: float, **more: object) -> dict[str, object]:
    return {"log": [{"step": 10 * n, "loss": loss, "grad_norm": 1.0} for n, loss in enumerate(losses, 1)], **more}


def test_lines_are_means_of_the_seeds_with_their_range() -> None:
    rows = lines(courses(RUNS, [record(4.0, 2.0), record(2.0, 1.0)]))
    assert rows.values.tolist() == [["nce", "mono", 10, 3.0, 2.0, 4.0], ["nce", "mono", 20, 1.5, 1.0, 2.0]]


def test_a_step_that_a_seed_did_not_get_to_is_missing() -> None:
    rows = lines(courses(RUNS, [record(4.0, 2.0), record(2.0)]))
    assert rows["mean"].tolist()[0] == 3.0
    assert rows.loc[1, ["mean", "low", "high"]].isna().all()
    values = spec(draw(courses(RUNS, [record(4.0, 2.0), record(2.0)])))["data"]["values"]
    assert values[1]["mean"] is None


def test_one_seed_has_a_line_and_no_band() -> None:
    rows = lines(courses(RUNS[:1], [record(4.0)]))
    assert rows["mean"].tolist() == [4.0]
    assert math.isnan(rows.loc[0, "low"])
    assert '"area"' not in str(spec(draw(courses(RUNS[:1], [record(4.0)])))).replace("'", '"')


def test_losses_on_validation_data_have_a_panel_of_their_own() -> None:
    rows = lines(courses(RUNS[:1], [record(4.0, validation=[{"step": 5, "loss": 3.5}])]))
    assert rows[["panel", "step", "mean"]].values.tolist() == [["nce", 10, 4.0], ["nce: validation", 5, 3.5]]


@pytest.mark.parametrize("records", [[{}], [{"log": []}]])
def test_no_record_of_a_loss_is_no_figure(records: list[dict[str, object]]) -> None:
    assert draw(courses(RUNS[:1], records)) is None


def test_augmentations_have_panels_and_mixes_lines() -> None:
    runs = [
        Run("static", mix, "nce", augmentation, 1) for mix in ("mono", "cross") for augmentation in (None, "switched")
    ]
    rows = lines(courses(runs, [record(1.0)] * 4))
    assert list(dict.fromkeys(rows["panel"])) == ["texts as they are", "switched"]
    assert list(dict.fromkeys(rows["series"])) == ["mono", "cross"]
