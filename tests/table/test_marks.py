from __future__ import annotations

import pandas as pd
from small_study import BASELINE, METRICS, RUNS, metrics_of

from lingmix.table.ablation import ablation
from lingmix.table.marks import marks
from lingmix.table.pivot import sheets
from lingmix.table.render import latex, markdown

KEYS = ("benchmark", "setting", "metric", "variant", "reference", "p_holm", "family")


def effects(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Of bench/test: setting, metric, variant, reference, p."""
    return pd.DataFrame([("bench/test", *row, 4) for row in rows], columns=list(KEYS))


FOUND = effects(
    ("crosslingual", "map", "static.cross.nce", "static.mono.nce", 0.01),
    ("crosslingual", "recall@10", "static.cross.nce", "static.mono.nce", 0.2),
    # any two are compared: the baseline may be the first, and others do not count
    ("multilingual", "map", "e5.mono.nce", "e5.cross.nce", 0.001),
    ("multilingual", "map", "e5.cross.nce", "e5.untrained", 0.001),
    ("monolingual", "map", "static.cross.nce", "static.mono.nce", float("nan")),
)


def test_what_differs_from_the_baseline_is_marked() -> None:
    found = marks(FOUND, BASELINE)
    assert found.differing == {
        ("bench/test", "crosslingual", "map", "static.cross.nce"),
        ("bench/test", "multilingual", "map", "e5.cross.nce"),
    }
    assert found.family == {"bench/test": 4}
    assert not marks(None, BASELINE).differing
    assert not marks(FOUND, None).differing


def test_tables_have_marks_runners_up_and_say_so() -> None:
    table = ablation(metrics_of(), RUNS, BASELINE)
    (sheet,) = sheets(table, METRICS, BASELINE, effects=FOUND)
    marked = {
        (".".join(variant[:3]), column.setting, column.metric)
        for variant, values in sheet.rows
        for column, value in zip(sheet.columns, values, strict=True)
        if value.differs
    }
    assert marked == {("static.cross.nce", "crosslingual", "map"), ("e5.cross.nce", "multilingual", "map")}
    text = markdown(table, METRICS, study="tiny", baseline=BASELINE, effects=FOUND, said={"bench/test": ["It * is."]})
    assert "**0.610 ± 0.010†**" in text
    assert "*0.410 ± 0.010*" in text
    assert "the runner-up in italics" in text
    assert "† differs from the mono mix, nce objective: p < 0.05" in text
    assert "the 4 comparisons of a column (Holm)" in text
    assert "It \\* is." in text
    document = latex(table, METRICS, study="tiny", baseline=BASELINE, effects=FOUND)
    assert r"\textbf{.610 {\scriptsize$\pm$ .010}}$^\dagger$" in document
    assert r"\underline{.410 {\scriptsize$\pm$ .010}}" in document
    plain = markdown(table, METRICS, study="tiny", baseline=BASELINE)
    assert "†" not in plain
