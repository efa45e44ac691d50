"""Keep the study as it was resolved, with every default spelt out, and the versions it ran on."""

from pathlib import Path

import yaml

from lingmix.console import reporting

with reporting(snakemake.log[0]):
    from lingmix.store import write_text

    text = yaml.safe_dump(snakemake.params.study, sort_keys=False, allow_unicode=True)
    write_text("# The resolved study: every value that a run depends on.\n" + text, Path(snakemake.output[0]))
