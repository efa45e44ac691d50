from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import vl_convert
from figure_study import encodings, labels, spec
from small_study import BASELINE, RUNS, metrics_of

from lingmix.config.study import Run
from lingmix.figures.drawn import differences
from lingmix.figures.drawn.heatmap import draw
from lingmix.figures.languages import ordered
from lingmix.figures.theme import MISSING, Drawing
from lingmix.table.ablation import ablation


def table_of(runs: list[Run] = RUNS) -> pd.DataFrame:
    return ablation(metrics_of(runs), RUNS, BASELINE)


def heatmap(table: pd.DataFrame, benchmark: str, metric: str) -> Drawing:
    chart = draw(table, benchmark, metric)
    assert chart is not None
    return chart


def svg(table: pd.DataFrame) -> str:
    return str(vl_convert.vegalite_to_svg(heatmap(table, "bench/test", "map").to_dict()))


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` or ``rgb(r, g, b)`` as WCAG 2 defines it."""
    if colour.startswith("#"):
        values = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    else:
        values = [int(value) for value in re.findall(r"\d+", colour)]
    linear = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in values]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_both_formats_are_written_and_the_same_twice(tmp_path: Path) -> None:
    for number in (1, 2):
        chart = heatmap(table_of(), "bench/test", "map")
        chart.save(tmp_path / f"{number}.svg")
        chart.save(tmp_path / f"{number}.png", scale_factor=2)
    assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "2.png").read_bytes()
    assert (tmp_path / "1.png").read_bytes().startswith(b"\x89PNG")


def test_panels_are_the_variants_in_the_tables_order() -> None:
    chart = heatmap(table_of(), "bench/test", "map").to_dict()
    assert chart["facet"]["sort"] == [
        "static\nuntrained",
        "e5\nuntrained",
        "static\nmono · nce",
        "static\ncross · nce",
        "e5\nmono · nce",
        "e5\ncross · nce",
    ]


def test_a_mix_and_an_objective_of_one_name_are_not_untrained() -> None:
    runs = [Run("static", None, None, None, 1), Run("static", "hybrid", "hybrid", None, 1)]
    table = ablation(metrics_of(runs, value=lambda run, metric: 0.5), runs, None)
    chart = heatmap(table, "bench/test", "map").to_dict()
    assert chart["facet"]["sort"] == ["static\nuntrained", "static\nhybrid · hybrid"]


def test_a_missing_pair_is_grey_with_a_dash_and_no_number() -> None:
    drawing = svg(table_of())
    found = labels(drawing)
    assert found.count("–") == 6  # en → de, once per variant
    assert drawing.count(f'fill="{MISSING}"') == 6
    assert drawing.count('aria-roledescription="text mark"') == 6 * 4  # three numbers and the dash
    assert found.count("61") == 2 * 3
    assert found.count("41") == 2 * 3


def test_a_variant_that_has_not_finished_is_all_missing() -> None:
    drawing = svg(table_of([run for run in RUNS if run != Run("static", "cross", "nce", None, 1)]))
    assert labels(drawing).count("–") == 5 + 4
    assert "cross · nce" in drawing


def test_title_and_axes_say_what_is_drawn() -> None:
    found = labels(svg(table_of()))
    assert "bench/test: mAP × 100" in found
    assert "mono · nce" in svg(table_of())
    assert {"query language", "passage language", "mAP × 100"} <= set(found)


def test_numbers_contrast_with_their_cells() -> None:
    runs = [Run("static", None, None, None, 1)] + [Run("static", f"m{n}", "nce", None, 1) for n in range(20)]
    table = ablation(metrics_of(runs, value=lambda run, _: 0.05 * int((run.mix or "m0")[1:])), runs, None)
    drawing = svg(table)
    cells = re.findall(r'aria-roledescription="rect mark"[^>]*fill="(rgb[^"]*)"', drawing)
    texts = re.findall(r'aria-roledescription="text mark"[^>]*fill="(black|white)"', drawing)
    assert len(cells) == len(texts) == 3 * len(runs)
    for cell, text in zip(cells, texts, strict=True):
        ink = 1.0 if text == "white" else 0.0
        light, dark = max(ink, luminance(cell)), min(ink, luminance(cell))
        assert (light + 0.05) / (dark + 0.05) >= 4.3


def test_many_variants_make_a_tall_figure_and_not_an_error() -> None:
    runs = [Run("static", f"mix{number}", "nce", None, 1) for number in range(60)]
    languages = [f"l{chr(97 + number)}" for number in range(11)]
    rows = [
        {**run.axes, "benchmark": "b", "setting": "monolingual" if q == p else "crosslingual", "query_lang": q,
         "passage_lang": p, "metric": "map", "value": 0.5, "queries": 1}
        for run in runs for q in languages for p in languages
    ]  # fmt: skip
    chart = heatmap(ablation(pd.DataFrame(rows), runs, None), "b", "map").to_dict()  # 7,260 values
    assert chart["columns"] == 2
    assert len(chart["facet"]["sort"]) == 60
    assert len(next(iter(chart["datasets"].values()))) == 60 * 121


def test_long_language_tags_stand_upright() -> None:
    table = table_of().replace({"query_lang": {"de": "zh-Hant"}, "passage_lang": {"de": "zh-Hant"}})
    assert '"labelAngle": -90' in heatmap(table, "bench/test", "map").to_json()


def test_nothing_to_draw_is_no_figure() -> None:
    for benchmark, metric in (("bench/test", "rank_distance"), ("gone", "map")):
        assert draw(table_of(), benchmark, metric) is None
        assert differences.draw(table_of(), BASELINE, benchmark, metric) is None


def test_languages_stand_by_script() -> None:
    assert ordered(["en", "zh", "de", "ru", "uk", "ar", "en"]) == ["ar", "ru", "uk", "zh", "de", "en"]
    assert ordered(["junk!", "de"]) == ["de", "junk!"]  # no language, and still drawn
    table = table_of().replace({"query_lang": {"de": "ru"}, "passage_lang": {"de": "ru"}})
    chart = spec(draw(table, "bench/test", "map"))
    for axis in ("x", "y"):
        assert encodings(chart, axis)[0]["sort"] == ["ru", "en"]


def test_differences_are_to_the_baseline_and_centred_at_0() -> None:
    chart = spec(differences.draw(table_of(), BASELINE, "bench/test", "map"))
    values = {(row["variant"], row["query_lang"], row["passage_lang"]): row for row in chart["data"]["values"]}
    # cross is at 0.6, mono at 0.4, untrained at 0.1; e5 is untrained once, without its seeds' 0.01
    assert values["static\ncross · nce", "de", "en"]["text"] == "+20"
    assert values["static\nuntrained", "de", "de"]["text"] == "−30"
    assert values["static\ncross · nce", "en", "de"]["shown"] is None
    assert "static\nmono · nce" not in chart["facet"]["sort"]
    (colour,) = [one for one in encodings(chart, "color") if "scale" in one]
    low, middle, high = colour["scale"]["domain"]
    assert middle == 0
    assert low == -high == -31
    assert colour["scale"]["range"][1] == differences.SAME


def test_differences_that_round_to_nothing_have_no_sign() -> None:
    assert [differences.printed(value) for value in (0.4, -0.4, -0.6, float("nan"))] == ["0", "0", "−1", ""]


def test_black_numbers_are_legible_on_all_colours_of_differences() -> None:
    for colour in (differences.WORSE, differences.SAME, differences.BETTER):
        assert (luminance(colour) + 0.05) / 0.05 >= 7


def test_a_missing_difference_is_grey_with_a_dash() -> None:
    chart = differences.draw(table_of(), BASELINE, "bench/test", "map")
    assert chart is not None
    drawing = str(vl_convert.vegalite_to_svg(chart.to_dict()))
    assert labels(drawing).count("–") == 4  # en → de, once per variant but the baselines
    assert drawing.count(f'fill="{MISSING}"') == 4
