"""Print what the plans drew."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.table.terminal import show_plans

    show_plans([json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input])
