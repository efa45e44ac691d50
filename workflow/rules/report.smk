# The page of the study, and what only it needs.

from lingmix.report.embed import sources


def shown_runs():
    """Of each variant the run with its first seed, whose worst queries the page shows."""
    first = {}
    for run in STUDY.runs.values():
        first.setdefault((run.encoder, run.mix, run.objective, run.augmentation), run)
    return list(first.values())


def worst_queries():
    """Run and benchmark of each table of worst queries."""
    return [[run.id, benchmark] for run in shown_runs() for benchmark in STUDY.evaluate]


def page_files():
    """The files of the study that the page links; those that it reads have a name."""
    return {
        "table": results("ablation.parquet"),
        "exposure": results("exposure.parquet"),
        "resolved": results("study.yaml"),
        **({"leakage": leakage_report()} if leakage_report() else {}),
        "others": [
            *(results(f"ablation.{suffix}") for suffix in ("md", "tex", "csv")),
            *(results(f"exposure.{suffix}") for suffix in ("md", "csv")),
        ],
    }


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


def licences():
    """The terms of all data sets of the registry behind the study."""
    names = [*STUDY.evaluate, *STUDY.training_datasets(), *STUDY.validation_datasets()]
    found = {name: registry.get(name) for name in registered(dict.fromkeys(names))}
    return [
        {
            "dataset": name,
            "title": one.title,
            "licence": one.licence,
            "origin": one.origin,
        }
        for name, one in found.items()
    ]


rule worst:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
        query_vectors=results("runs/{run}/{benchmark}/queries.npy"),
        index=results("runs/{run}/{benchmark}/index.faiss"),
        ranks=results("runs/{run}/{benchmark}/ranks.parquet"),
    output:
        results("runs/{run}/{benchmark}/worst.parquet"),
    log:
        results("logs/worst/{run}/{benchmark}.log"),
    conda:
        "../../envs/score.yaml"
    threads: 8
    params:
        settings=lambda wc: STUDY.settings_of(wc.benchmark),
        code=code("worst.py"),
    script:
        "../scripts/worst.py"


rule report:
    input:
        **page_files(),
        metrics=metrics_files(),
        records=trained_files("training.json"),
        cards=trained_files("README.md"),
        worst=[
            results(f"runs/{run}/{benchmark}/worst.parquet")
            for run, benchmark in worst_queries()
        ],
        figures=figures(),
    output:
        report(
            results("report.html"),
            caption="../report/page.rst",
            category="Report",
        ),
    log:
        results("logs/report.log"),
    conda:
        "../../envs/table.yaml"
    params:
        study=STUDY.study,
        runs=[asdict(run) for run in STUDY.runs.values()],
        benchmarks=STUDY.evaluate,
        baseline=baseline(),
        metrics=columns(),
        worst=worst_queries(),
        licences=licences(),
        files=lambda wc, input: page_links(input),
        folder=results(""),
        options=OPTIONS,
        look=value_digest(sources()),
        code=code("report.py", *measure_modules(all_metrics())),
    script:
        "../scripts/report.py"
