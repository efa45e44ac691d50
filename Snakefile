# lingmix: one command from a grid of batch mixes and objectives to one ablation table.
# The stages are in workflow/rules, one file each; what they run is in workflow/scripts and workflow/lingmix.

from snakemake.utils import min_version

min_version("9.0")

# A study given with --configfile stands alone; the quickstart is not underneath it.
if not workflow.overwrite_configfiles:

    configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/depends.smk"
include: "workflow/rules/ask.smk"
include: "workflow/rules/words.smk"
include: "workflow/rules/lists.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/translate.smk"
include: "workflow/rules/plan.smk"
include: "workflow/rules/encoder.smk"
include: "workflow/rules/augment.smk"
include: "workflow/rules/teach.smk"
include: "workflow/rules/check.smk"
include: "workflow/rules/leakage.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/score.smk"
include: "workflow/rules/statistics.smk"
include: "workflow/rules/table.smk"
include: "workflow/rules/factors.smk"
include: "workflow/rules/reproduction.smk"
include: "workflow/rules/drawn_from.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/page.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/card.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/targets.smk"


# each rule is tried for each file, so that those of large benchmarks are there only where there are some
if SHARDS:

    include: "workflow/rules/shards.smk"


localrules:
    all,
    show,
    list,
    plan,
    partial,
    cost,
    verify,
    study,
    datasets,
    # cluster nodes often have no way to the network
    fetch,
    fetch_own,
    publish,


rule all:
    default_target: True
    input:
        results("study.yaml"),
        results("check.json"),
        leakage_report(),
        results("ablation.md"),
        results("factors.md"),
        reproduction_files("md"),
        results("report.html"),
        trained_files("README.md"),
        page_figures(),
        [plan_summary(name) for name in plan_names()],


# the benchmarks and runs of the study for other tools; no table needs them
rule export:
    input:
        [
            results(f"export/{name}/{layout}")
            for name in STUDY.evaluate
            for layout in ("beir", "trec")
        ],
        [
            results(f"runs/{run}/{name}/trec")
            for run in STUDY.runs
            for name in STUDY.evaluate
        ],
