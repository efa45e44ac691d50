"""What every start of snakemake waits for."""

from __future__ import annotations

import re
import subprocess
import sys

from .project import ROOT

# not pandas: Snakemake imports it itself, where it is installed, to compare the parameters of jobs
HEAVY = ("scipy", "torch", "altair", "faiss", "datasets")


def test_the_rules_import_nothing_that_only_jobs_need() -> None:
    """The Snakefile is read for -n, for list and once more by every job on a cluster."""
    rules = "\n".join(path.read_text() for path in sorted((ROOT / "workflow/rules").glob("*.smk")))
    # those that are indented are imported when something needs them
    imports = re.findall(r"^(?:from|import) lingmix\S*.*$", rules, re.M)
    assert len(imports) > 15
    code = "\n".join([*imports, "import sys", f"print(*(name for name in {HEAVY} if name in sys.modules))"])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
