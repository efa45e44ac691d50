"""The factorial view of the tiny study, and what makes it again."""

from __future__ import annotations

import pandas as pd

from lingmix.figures.catalogue import FIGURES

from .project import Project


def test_a_grid_with_a_hole_has_its_factors_and_says_what_is_missing(finished: Project) -> None:
    table = pd.read_parquet(finished.results("factors.parquet"))
    assert set(table["setting"]) == {"monolingual", "crosslingual", "multilingual"}
    assert set(table["metric"]) == {"map", "recall@10", "rank_distance"}
    here = table[(table["setting"] == "crosslingual") & (table["metric"] == "map")]
    assert {"mix", "objective", "family pair", "pair in training"} <= set(here["term"])
    # one seed, and three of four variants
    missing = here[here["term"] == "mix × objective"]
    assert missing["estimate"].isna().all()
    assert missing["note"].str.contains("one seed").all()
    tested = table[(table["setting"] == "monolingual") & (table["term"] == "mix × query family")]
    # so small a study finds all within a language among the first ten, or nearly
    assert tested.loc[tested["metric"] == "map", "p_holm"].between(0, 1).all()
    assert len(tested) == 2 * 2 * 2
    text = finished.results("factors.md").read_text(encoding="utf-8")
    assert "# tiny: factors" in text
    assert "mix, objective: too few plans, runs, languages or pairs to judge it by." in text
    assert len(pd.read_csv(finished.results("factors.csv"))) == len(table)


def test_the_printed_table_ends_with_what_matters_and_where_it_is(finished: Project) -> None:
    done = finished.run("show")
    assert done.returncode == 0, done.stderr
    assert "Across languages, by mAP, no factor of the grid can be judged." in done.stdout
    assert "results/tiny/factors.{md,csv,parquet}" in done.stdout
    assert "reproduction" not in done.stdout


def test_another_family_of_a_language_makes_again_what_reads_families_and_no_more(copy: Project) -> None:
    copy.edit("workflow/lingmix/stats/families.csv", "tr,Turkic", "tr,Other")
    planned = copy.planned()
    # some figures sort languages by family
    assert set(planned) == {"factors", "figure", "report"}
    assert planned["factors"] == 1
    assert planned["figure"] < len(FIGURES) - 1


def test_published_values_are_of_no_concern_to_a_study_without_them(copy: Project) -> None:
    copy.edit("workflow/lingmix/stats/published.csv", "0.792", "0.793")
    assert copy.planned() == {}
    assert not copy.results("reproduction.md").exists()


def test_one_variant_has_nothing_to_estimate(copy: Project) -> None:
    copy.change(grid=[{"encoder": ["static"], "mix": ["monolingual"], "objective": ["contrastive"]}])
    done = copy.run("results/tiny/factors.md")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing to estimate" in copy.results("factors.md").read_text(encoding="utf-8")
    assert pd.read_parquet(copy.results("factors.parquet")).empty


def test_a_mix_that_trains_otherwise_is_no_point_of_the_line_over_alpha(fresh: Project) -> None:
    mixes = {f"h{alpha}": {"kind": "hybrid", "alpha": alpha} for alpha in (0, 1)}
    mixes["longer"] = {"kind": "hybrid", "alpha": 0.5, "train": {"steps": 7}}
    grid = [{"encoder": ["static"], "mix": [*mixes], "objective": ["contrastive"]}]
    fresh.change(mixes=mixes, grid=grid, baseline=None)
    done = fresh.run("results/tiny/factors.md")
    assert done.returncode == 0, done.stdout + done.stderr
    terms = set(pd.read_parquet(fresh.results("factors.parquet"))["term"])
    assert "mix" in terms
    # two are left, of which it would be the mix once more
    assert "α" not in terms
