"""Keep the study as it was resolved, with every default spelt out, and the versions it ran on."""

from pathlib import Path

import yaml

from lingmix.console import reporting

with reporting(snakemake.log[0]):
    from lingmix.provenance import versions
    from lingmix.store import write_text

    text = yaml.safe_dump(snakemake.params.study, sort_keys=False, allow_unicode=True)
    made = "\n".join(f"#   {package} {version}" for package, version in versions().items())
    head = f"# The resolved study: every value that a run depends on. Made with\n{made}\n"
    write_text(head + text, Path(snakemake.output[0]))
