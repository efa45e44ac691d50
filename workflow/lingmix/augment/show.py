"""What augmentations did, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

COLUMNS = ("augmentation", "data set", "language", "texts changed", "words", "translated", "replaced")


def show(reports: Sequence[Mapping[str, Any]]) -> None:
    """Print the reports of augmentations, a line for each language and one for all.

    Each report is that of :class:`lingmix.augment.code_switching.CodeSwitched`, with ``augmentation``, ``seed`` and
    ``dataset``.
    """
    sheet = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(COLUMNS):
        sheet.add_column(Text(name), justify="right" if number > 2 else "left", no_wrap=True)
    for report in reports:
        name = f"{report['augmentation']}.s{report['seed']}"
        for lang, line in {**report["languages"], "all": report["all"]}.items():
            cells = (
                name,
                report["dataset"],
                lang,
                f"{line['texts_changed']:,}/{line['texts']:,}",
                f"{line['words']:,}",
                f"{line['coverage']:.1%}",
                f"{line['realised_ratio']:.1%}",
            )
            sheet.add_row(*map(Text, cells), style="bold" if lang == "all" else "")
        sheet.add_section()
    # nothing may be cut off, so a terminal with fewer columns wraps the lines
    console = Console(highlight=False)
    console.width = max(console.width, Console(width=10_000).measure(sheet).maximum)
    console.print(sheet)
