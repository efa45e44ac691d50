"""The page's sections on factors and on published values, as text."""

from __future__ import annotations

import re

import pytest
from page_content import BENCHMARK, SCRIPT, content, factors, reproduction

from lingmix.report.content import Figure
from lingmix.report.factor_rows import factor_rows
from lingmix.report.page import data, page
from lingmix.report.reproduction_rows import reproduction_rows

PICTURES = [Figure("A picture", svg="<svg/>")]


def section(text: str, name: str) -> str:
    (found,) = re.findall(rf'<section id="{name}">(.*?)</section>', text, re.S)
    return str(found)


@pytest.fixture(scope="module")
def text() -> str:
    return page(content(figures=PICTURES))


def test_the_section_says_what_matters_before_how_to_read_it(text: str) -> None:
    found = section(text, "factors")
    assert "Across languages, by mAP, mix matters most: 0.400 from monolingual to crosslingual&lt;script&gt;" in found
    assert found.index("matters most") < found.index("How to read it") < found.index("<table")
    assert '<th scope="row">mix</th><td class="number">0.400†</td><td class="number">0.400†</td>' in found
    assert 'data-table="factors"' in found
    assert '<a href="#factors">' in text


def test_rows_of_factors_have_every_level_and_what_is_missing() -> None:
    found = factor_rows(factors())
    columns = {column["key"]: column for column in found["columns"]}
    assert columns["level"]["values"] == ["monolingual", f"crosslingual{SCRIPT}", ""]
    assert columns["estimate"]["data"] == [-0.2, 0.2, None] * 2
    assert [columns["over"]["values"][code] for code in columns["over"]["data"]] == ["27 runs", "27 runs", "–"] * 2
    assert found["start"] == {"benchmark": BENCHMARK, "setting": "crosslingual", "metric": "mAP"}


def test_a_study_without_factors_says_so_and_has_no_table() -> None:
    found = section(page(content(figures=PICTURES, factors=factors().iloc[:0])), "factors")
    assert "fewer than two" in found
    assert "data-table" not in found


def test_verdicts_are_words_and_differences_are_signed(text: str) -> None:
    found = section(text, "reproduction")
    assert "Of 4 values of Elmahdy, Lin and Ahmad 2024 (arXiv 2408.10536): 1 OK, 1 near, 1 off, 1 missing." in found
    assert "0.01 for shares of 1" in found
    rows = reproduction_rows(reproduction())
    columns = {column["key"]: column for column in rows["columns"]}
    assert columns["verdict"]["values"] == ["OK", "near", "off", "missing"]
    assert columns["difference"]["signed"]
    assert columns["ours"]["data"][-1] is None
    assert rows["start"] == {"query_lang": "macro"}


def test_without_published_values_there_is_no_section() -> None:
    bare = content(figures=PICTURES, reproduction=None, factors=None)
    text = page(bare)
    assert "#reproduction" not in text
    assert "#factors" not in text
    assert set(data(bare)["tables"]) == {"cells", "effects"}
