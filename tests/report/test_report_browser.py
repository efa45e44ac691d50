"""The page in a real browser: nothing breaks, nothing is fetched, and it can be used by keyboard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from every_figure import drawn
from page_content import HOSTILE, LANGUAGES, content

from lingmix.figures.catalogue import FIGURES
from lingmix.figures.save import script_json
from lingmix.figures.theme import PALETTE
from lingmix.report.content import Figure
from lingmix.report.page import page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1280,900"
)
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no chromium and chromedriver on PATH")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    # two cores may be busy with other things
    started.set_page_load_timeout(120)
    yield started
    started.quit()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("page") / "report.html"
    plain = content()
    figures = [Figure(sort, spec=json.loads(script_json(drawn(sort)))) for sort in FIGURES]
    path.write_text(page(content(figures=[*plain.figures, *figures])), encoding="utf-8")
    return path


@pytest.fixture
def opened(driver: Any, file: Path) -> Any:
    for log in ("browser", "performance"):
        driver.get_log(log)
    driver.get(file.as_uri())
    WebDriverWait(driver, 120).until(
        lambda one: one.execute_script("return document.documentElement.dataset.drawn") == "yes"
    )
    return driver


def grid(driver: Any, name: str) -> Any:
    return driver.find_element(By.CSS_SELECTOR, f".grid[data-table={name}]")


def rows(box: Any) -> list[list[str]]:
    """The texts of a table's rows, in one call, since there may be many."""
    script = "return [...arguments[0].querySelectorAll('tbody tr')].map(r => [...r.children].map(c => c.textContent))"
    found: list[list[str]] = box.parent.execute_script(script, box)
    return found


def choose(box: Any, name: str, value: str) -> None:
    Select(box.find_element(By.NAME, name)).select_by_value(value)


def test_it_loads_without_a_warning_and_without_network(opened: Any, file: Path) -> None:
    assert file.stat().st_size < 5_000_000
    assert opened.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    # an entry of the page itself, and of what it embeds
    entries = opened.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in entries if not name.startswith("data:")] == []


def test_the_policy_stops_what_would_be_fetched(opened: Any) -> None:
    blocked = """
        const done = arguments[0];
        fetch('https://example.org').then(() => done('fetched'), () => done('blocked'));
    """
    assert opened.execute_async_script(blocked) == "blocked"


def test_charts_are_drawn(opened: Any) -> None:
    charts = opened.find_elements(By.CSS_SELECTOR, ".chart svg")
    assert len(charts) == 1 + len(FIGURES)
    assert all(chart.size["width"] > 100 for chart in charts)
    assert not opened.find_elements(By.CSS_SELECTOR, ".chart .missing")


def test_filters_change_the_rows(opened: Any) -> None:
    box = grid(opened, "cells")
    assert len(rows(box)) == 50
    assert "1,100 rows" in box.find_element(By.CLASS_NAME, "status").text
    choose(box, "query_lang", "th")
    choose(box, "passage_lang", "zh")
    found = rows(box)
    assert len(found) == 10
    assert {(row[2], row[3]) for row in found} == {("th", "zh")}
    choose(box, "setting", "monolingual")
    assert rows(box) == []
    next(one for one in box.find_elements(By.TAG_NAME, "button") if one.text == "Show all").click()
    assert len(rows(box)) == 50
    box.find_element(By.CLASS_NAME, "more").click()
    assert len(rows(box)) == 250


def test_heads_sort_the_rows(opened: Any) -> None:
    box = grid(opened, "effects")
    choose(box, "metric", "mAP")
    head = box.find_element(By.CSS_SELECTOR, "th[data-key=difference]")
    place = [one.get_attribute("data-key") for one in box.find_elements(By.CSS_SELECTOR, "thead th")].index(
        "difference"
    )
    button = head.find_element(By.TAG_NAME, "button")

    def values() -> list[float]:
        return [float(row[place].replace("−", "-")) for row in rows(box)]

    before = values()
    button.send_keys(Keys.ENTER)
    assert head.get_attribute("aria-sort") == "descending"
    assert values() == sorted(before, reverse=True) != before
    button.send_keys(Keys.SPACE)
    assert head.get_attribute("aria-sort") == "ascending"
    assert values() == sorted(before)


def test_factors_are_filtered_and_sorted(opened: Any) -> None:
    box = grid(opened, "factors")
    assert [row[0] for row in rows(box)] == ["mix", "mix", "mix × objective"]
    choose(box, "term", "mix")
    box.find_element(By.CSS_SELECTOR, "th[data-key=estimate] button").click()
    assert [row[3] for row in rows(box)] == ["+0.200", "−0.200"]
    choose(box, "setting", "")
    assert len(rows(box)) == 4


def test_verdicts_on_published_values_are_words(opened: Any) -> None:
    box = grid(opened, "reproduction")
    assert [row[-1] for row in rows(box)] == ["OK", "near", "off"]
    choose(box, "query_lang", "")
    choose(box, "verdict", "missing")
    ((*_, ours, _, difference, _, verdict),) = rows(box)
    assert (ours, difference, verdict) == ("–", "–", "missing")


def test_details_open_by_keyboard_and_hostile_texts_stay_texts(opened: Any) -> None:
    title = opened.title
    box = grid(opened, "cells")
    choose(box, "query_lang", "de")
    choose(box, "passage_lang", "ar")
    button = box.find_element(By.CSS_SELECTOR, "tbody button")
    button.send_keys(Keys.ENTER)
    dialog = opened.find_element(By.ID, "details")
    assert dialog.get_attribute("open") == "true"
    assert opened.switch_to.active_element.text == "Close"
    quoted = dialog.find_elements(By.CLASS_NAME, "quoted")
    assert [one.get_property("textContent") for one in quoted][::3] == [f"{one} de ar" for one in HOSTILE]
    assert quoted[0].get_attribute("lang") == "de"
    assert (quoted[1].get_attribute("lang"), quoted[1].get_attribute("dir")) == ("ar", "auto")
    assert opened.execute_script("return getComputedStyle(arguments[0]).direction", quoted[1]) == "rtl"
    assert len(dialog.find_elements(By.CSS_SELECTOR, "code.command")) in (1, 3)
    assert not dialog.find_elements(By.CSS_SELECTOR, "script, img")
    opened.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert dialog.get_attribute("open") is None
    assert opened.switch_to.active_element == button
    assert opened.title == title
    assert opened.get_log("browser") == []


def test_hostile_texts_make_no_elements(opened: Any) -> None:
    found = opened.execute_script(
        "return [document.scripts.length, [...document.images].map(i => i.src.slice(0, 10)), document.title]"
    )
    assert found == [3, ["data:image"], "quickstart: lingmix report"]


def test_every_control_has_a_name_and_tab_reaches_it(opened: Any) -> None:
    unnamed = opened.execute_script(
        "return [...document.querySelectorAll('button, select, a[href]')].filter("
        "one => !(one.ariaLabel || one.textContent.trim() || one.labels?.length)).length"
    )
    assert unnamed == 0
    opened.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert opened.switch_to.active_element.get_attribute("class") == "skip"


def prefer(driver: Any, scheme: str) -> None:
    wanted = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)


def inks(driver: Any, sort: str) -> dict[str, str]:
    """Colours of a figure: of its ground, its heading, and its first filled cell or bar."""
    return driver.execute_script(  # type: ignore[no-any-return]
        """
        const figures = [...document.querySelectorAll("figure")];
        const own = figures.find((one) => one.querySelector("figcaption").textContent.trim() === arguments[0]);
        const fill = (selector) => getComputedStyle(own.querySelector(selector)).fill;
        const ground = getComputedStyle(own.querySelector("svg")).backgroundColor;
        return { ground, heading: fill(".role-title-text text"), mark: fill(".mark-rect path") };
        """,
        sort,
    )


def test_charts_follow_light_and_dark_and_print_light(opened: Any) -> None:
    sorts = ("heatmap", "differences", "bias")

    def seen(paper: str) -> dict[str, dict[str, str]]:
        """The charts' colours, once all stand on ``paper``; they are drawn again one after the other."""
        WebDriverWait(opened, 120).until(lambda one: {inks(one, sort)["ground"] for sort in sorts} == {paper})
        return {sort: inks(opened, sort) for sort in sorts}

    white, black = "rgb(255, 255, 255)", "rgb(20, 24, 28)"
    prefer(opened, "light")
    light = seen(white)
    prefer(opened, "dark")
    dark = seen(black)
    for sort in sorts:
        assert light[sort]["heading"] != dark[sort]["heading"] == "rgb(230, 233, 236)"
        # a cell's colour is its value, on any page
        assert (light[sort]["mark"] == dark[sort]["mark"]) == (sort != "bias")
    opened.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert seen(white) == light
    opened.execute_script("dispatchEvent(new Event('afterprint'))")
    assert seen(black) == dark
    opened.find_element(By.ID, "theme").click()
    assert seen(white) == light
    assert opened.get_log("browser") == []


def test_the_page_has_every_colour_that_charts_ask_for(opened: Any) -> None:
    found = opened.execute_script(
        "const style = getComputedStyle(document.documentElement);"
        "return arguments[0].filter((name) => !style.getPropertyValue(`--${name}`))",
        list(PALETTE),
    )
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_readers_colours_and_their_switch(opened: Any, scheme: str) -> None:
    prefer(opened, scheme)

    def light() -> bool:
        paper = opened.execute_script("return getComputedStyle(document.body).backgroundColor")
        return sum(map(int, paper.strip("rgb()").split(","))) > 384

    assert light() == (scheme == "light")
    opened.find_element(By.ID, "theme").click()
    assert light() == (scheme == "dark")


def test_no_table_makes_the_page_wider_than_the_window(opened: Any) -> None:
    for width in (1280, 700, 400):
        opened.set_window_size(width, 900)
        wide = opened.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, width
    opened.set_window_size(1280, 900)


def test_languages_of_the_page_are_those_of_the_table(opened: Any) -> None:
    options = Select(grid(opened, "cells").find_element(By.NAME, "query_lang")).options
    assert [one.get_attribute("value") for one in options] == ["", *LANGUAGES]
