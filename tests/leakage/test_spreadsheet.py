"""No text of a data set is a formula where a person opens the table of overlap in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from lingmix.leakage.spreadsheet import for_spreadsheets

HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_text(text: str) -> None:
    frame = pd.DataFrame({"id": [text, "a"], "similarity": [-0.5, 1.0], "text": ["b", text]})
    rows = list(csv.reader(io.StringIO(for_spreadsheets(frame), newline="")))
    assert rows == [["id", "similarity", "text"], [f"'{text}", "-0.5", "b"], ["a", "1.0", f"'{text}"]]
    assert frame["id"][0] == text


def test_other_texts_stay_as_they_are() -> None:
    frame = pd.DataFrame({"text": ['a "b", c', "'d'", "1=1", "", None]})
    rows = list(csv.reader(io.StringIO(for_spreadsheets(frame), newline="")))
    assert [row[0] if row else "" for row in rows[1:]] == ['a "b", c', "'d'", "1=1", "", ""]
