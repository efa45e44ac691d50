"""Texts of data sets as CSV that a person opens in a spreadsheet, which would take some of them for formulas."""

from __future__ import annotations

import csv

import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with (OWASP, "CSV Injection"), wide forms too."""


def for_spreadsheets(frame: pd.DataFrame) -> str:
    """A table as CSV in which texts that begin as formulas do have an apostrophe before them; numbers stay.

    >>> for_spreadsheets(pd.DataFrame({"text": ["=1+1"], "score": [-1]}))
    '"text","score"\\n"\\'=1+1",-1\\n'
    """
    safe = frame.copy()
    for name in safe.columns[[not pd.api.types.is_numeric_dtype(one) for one in safe.dtypes]]:
        safe[name] = [f"'{value}" if str(value).startswith(FORMULA) else value for value in safe[name]]
    # all texts in quotes: pandas puts none around a carriage return, which would begin a row
    return str(safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC))
