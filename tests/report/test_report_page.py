"""The page as text: what it says, what it holds, and that no text of a data set becomes a part of it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from page_content import BENCHMARK, HOSTILE, LANGUAGES, RUNS, SCRIPT, content, effects, spec, table

from lingmix.report.cells import cells
from lingmix.report.content import Figure
from lingmix.report.effect_rows import effect_rows
from lingmix.report.embed import json_text, policy, script, sources, style
from lingmix.report.page import data, page
from lingmix.report.verdict import against_baseline, verdict
from lingmix.report.worst_rows import worst_rows


class Elements(HTMLParser):
    """What elements a page has, with their attributes, and the texts of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.scripts[-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def drawn_without_vega(**changes: Any) -> str:
    """The page with pictures for figures, since Vega takes seconds."""
    return page(content(**{"figures": [Figure("A picture", svg="<svg/>")], **changes}))


def test_texts_of_data_sets_make_no_elements() -> None:
    text = drawn_without_vega()
    elements = Elements(text)
    assert [sorted(one) for one in elements.named("script")] == [["id", "type"], []]
    assert all(one["src"].startswith("data:") for one in elements.named("img"))  # type: ignore[union-attr]
    assert not any(name.startswith("on") for _, attributes in elements.found for name in attributes)
    assert "7 * 7" in text
    assert "{{" in text
    # all of it arrives, though
    found = json.loads(elements.scripts[0])
    assert {f"{one} {lang} {lang}" for one in HOSTILE for lang in LANGUAGES} <= set(found["worst"]["texts"])


@pytest.mark.parametrize("value", [*HOSTILE, "\u2029", {"</script>": ["<", ">", "&", None, 0.5, "ü語"]}])
def test_json_within_html_reads_back(value: Any) -> None:
    text = json_text(value)
    assert json.loads(str(text)) == value
    assert not re.search("[<>&\u2028\u2029]", text)


def test_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text(float("nan"))


def test_the_policy_names_every_script_and_no_network() -> None:
    text = drawn_without_vega()
    elements = Elements(text)
    (stated,) = [one["content"] for one in elements.named("meta") if "http-equiv" in one]
    assert stated == policy([elements.scripts[1]])
    assert "http" not in stated
    assert "unsafe-eval" not in stated
    assert stated.startswith("default-src 'none'; script-src 'sha256-")
    assert not elements.named("iframe")
    assert [one for one in elements.named("link") if one["href"] != "data:,"] == []
    own = script("format.js", "grid.js", "details.js", "start.js") + style()
    assert re.findall(r"https?:|innerHTML|@import|url\(|eval\(", own) == []


def test_a_page_of_a_table_alone_says_what_is_missing() -> None:
    bare = content(
        conclusion=None, effects=None, worst={}, figures=[], remarks={}, licences=[], records={}, versions=[]
    )
    text = page(type(bare)(bare.study, bare.table, bare.metrics, bare.runs))
    for said in ("No conclusion has been drawn", "effects.parquet is missing", "No figures", "study.yaml is missing"):
        assert said in text
    assert "vegaEmbed=" not in text


def test_nothing_finished_still_makes_a_page() -> None:
    found = table().assign(mean=float("nan"), sd=float("nan"), difference=float("nan"), seeds=0)
    assert "Not finished: 10 of 10 variants" in drawn_without_vega(table=found, effects=effects().iloc[:0], worst={})


def test_the_first_screen_has_the_sentences_and_marks() -> None:
    text = drawn_without_vega()
    head = text[text.index("<main") : text.index('id="effects"')]
    assert "Crosslingual batches win by 0.33 &lt;script&gt;" in head
    assert head.index("Crosslingual batches win") < head.index("<table")
    assert 'class="mark better" aria-hidden="true">▲' in head
    assert 'class="mark worse" aria-hidden="true">▼' in head
    assert 'class="mark equivalent" aria-hidden="true">≈' in head


def test_every_table_has_a_caption_and_every_head_a_scope() -> None:
    elements = Elements(drawn_without_vega())
    assert len(elements.named("table")) == len(elements.named("caption")) > 2
    assert {one.get("scope") for one in elements.named("th")} == {"col", "row", "colgroup"}


@pytest.mark.parametrize(
    ("metric", "difference", "p", "equivalent", "said"),
    [
        ("map", 0.1, 0.01, False, "better"),
        ("map", -0.1, 0.01, pd.NA, "worse"),
        ("rank_distance", -9.0, 0.01, False, "better"),
        ("map", 0.1, 0.3, True, "equivalent"),
        ("map", 0.1, 0.3, None, "no difference shown"),
        ("map", 0.1, 0.3, float("nan"), "no difference shown"),
        ("map", float("nan"), 0.3, False, ""),
        ("map", 0.1, float("nan"), True, ""),
    ],
)
def test_verdict(metric: str, difference: float, p: float, equivalent: object, said: str) -> None:
    assert verdict(metric, difference, p, equivalent) == said


def test_comparisons_with_the_baseline_count_in_either_direction() -> None:
    one = effects()[lambda rows: (rows["metric"] == "map") & (rows["setting"] == "monolingual")].head(1)
    names = one[["variant", "reference"]].to_numpy()[0]
    baseline = ("monolingual", "contrastive", "none")
    forward = against_baseline(one, baseline)
    assert forward == {(names[0], BENCHMARK, "monolingual", "map"): "better"}
    turned = one.assign(variant=names[1], reference=names[0], difference=-one["difference"])
    assert against_baseline(turned, baseline) == forward
    assert against_baseline(one.assign(reference="static.other.one"), baseline) == {}


def test_rows_by_language_pair_are_those_of_the_table_without_means() -> None:
    found = cells(content())
    columns = {column["key"]: column for column in found["columns"]}
    rows = table()[lambda frame: frame["query_lang"] != "macro"]
    assert len(columns["mean"]["data"]) == len(rows)
    assert [columns["query_lang"]["values"][code] for code in columns["query_lang"]["data"]] == list(rows["query_lang"])
    assert columns["mean"]["data"] == pytest.approx(rows["mean"].tolist(), rel=1e-5)
    assert found["start"] == {"benchmark": BENCHMARK, "setting": "crosslingual", "metric": "mAP"}
    assert found["note"] == ""


def test_more_rows_than_a_page_holds_are_cut_and_counted() -> None:
    found = cells(content(), limit=500)
    assert len(found["columns"][0]["data"]) == 500
    assert found["note"].startswith("500 of")


def test_effects_count_wins_and_order_by_them() -> None:
    found = {column["key"]: column for column in effect_rows(effects(), ["static.monolingual.contrastive"])["columns"]}
    assert found["pairs"]["values"][0] == "4 / 4 / 4"
    assert set(found["pairs"]["order"]) == {0}
    assert set(found["verdict"]["values"]) == {"better", "worse", "equivalent"}
    missing = effects().assign(wins_pairs=float("nan"), difference=float("nan"))
    found = {column["key"]: column for column in effect_rows(missing, [])["columns"]}
    assert found["pairs"]["values"] == ["–"]
    assert set(found["difference"]["data"]) == {None}


def test_worst_queries_keep_each_text_once_and_within_the_limit() -> None:
    whole = worst_rows(content())
    assert len(whole["texts"]) == len(set(whole["texts"]))
    group, query, rank, _, _, wrong_lang, wrong = whole["cells"][BENCHMARK]["static.untrained"]["de en"][0]
    assert (group, rank, wrong_lang) == (f"g1{SCRIPT}", 1000, "en")
    assert whole["texts"][query] == f"{SCRIPT} de en"
    assert whole["texts"][wrong].startswith(f"{SCRIPT} de en")
    assert whole["runs"]["static.untrained"] == RUNS[0].id
    some = worst_rows(content(), limit=120_000)
    assert len(some["cells"][BENCHMARK]["static.untrained"]["de en"]) in (1, 2)
    assert "of 3 worst queries" in some["note"]
    assert worst_rows(content(), limit=10)["texts"] == []


def test_commands_are_those_of_every_seed() -> None:
    found = data(content(figures=[]))["commands"][BENCHMARK]["static.hybrid.hybrid"]
    assert found[0] == (
        "snakemake results/quickstart/runs/static.hybrid.hybrid.s13/cldr-qa/test/metrics.parquet --cores all "
        "--configfile my-study.yaml"
    )
    assert len(found) == 3


def test_runs_say_what_their_training_took() -> None:
    (row,) = re.findall(rf'<th scope="row">{re.escape(RUNS[3].id)}</th>.*?</tr>', drawn_without_vega(), re.S)
    assert re.findall('class="number">([^<]*)<', row) == ["400", "12", "0.61 GB", "–"]


def test_links_are_relative_and_quoted() -> None:
    hrefs = [one["href"] for one in Elements(drawn_without_vega()).named("a")]
    assert "runs/a%20b.s1/metrics.parquet" in hrefs
    assert not any(href.startswith(("/", "http")) for href in hrefs if href)


def test_the_digest_of_the_page_covers_templates_style_and_scripts() -> None:
    names = {source.splitlines()[0] for source in sources()}
    assert {"page.html.j2", "answer.html.j2", "page.css", "grid.js"} <= names


def test_charts_have_vega_and_their_data_inside() -> None:
    text = page(content())
    assert "vegaEmbed=" in text
    assert len(text.encode()) < 5_000_000
    assert json.loads(Elements(text).scripts[0])["figures"] == [spec(), None]
