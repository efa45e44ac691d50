"""Print what the augmentations did."""

import json
from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], show=True):
    from lingmix.augment.show import show

    show([json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input])
