# What the page of the study is told, and which files it links.

from lingmix.report.embed import sources


def shown_runs():
    """Of each variant the run with its first seed, whose worst queries the page shows."""
    first = {}
    for run in STUDY.runs.values():
        first.setdefault((run.encoder, run.mix, run.objective, run.augmentation), run)
    return list(first.values())


def worst_queries():
    """Run and benchmark of each table of worst queries; a benchmark in shards has none, since one job would hold all."""
    shown = [name for name in STUDY.evaluate if name not in SHARDS]
    return [[run.id, benchmark] for run in shown_runs() for benchmark in shown]


def page_files():
    """The files of the study that the page links; those that it reads have a name."""
    return {
        "table": results("ablation.parquet"),
        "exposure": results("exposure.parquet"),
        "resolved": results("study.yaml"),
        "effects": results("effects.parquet"),
        "conclusion": results("conclusion.json"),
        "factors": results("factors.parquet"),
        **({"reproduction": results("reproduction.parquet")} if reproduced() else {}),
        **({"leakage": leakage_report()} if leakage_report() else {}),
        "others": [
            *(results(f"ablation.{suffix}") for suffix in ("md", "tex", "csv")),
            *(results(f"exposure.{suffix}") for suffix in ("md", "csv")),
            *(results(f"factors.{suffix}") for suffix in ("md", "csv")),
            *reproduction_files("md", "csv"),
            results("effects.csv"),
            results("values.parquet"),
        ],
    }


def page_figures():
    """Figures in all their formats; of those as Vega-Lite the page draws itself, others it shows as pictures."""
    return [
        results(f"figures/{name}.{suffix}")
        for name in catalogue.figures(STUDY)
        for suffix in catalogue.SUFFIXES
    ]


def all_metrics():
    """The metrics of all benchmarks, each of which the page has to read."""
    found = (
        name for benchmark in STUDY.evaluate for name in STUDY.metrics_of(benchmark)
    )
    return list(dict.fromkeys(found))


def page_links(files):
    """Those of a job's inputs that the page links as files of the study."""
    return [
        file for name in page_files() for file in collect("{file}", file=files[name])
    ]
