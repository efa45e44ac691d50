# What a figure of the study is drawn from.

from lingmix.figures import catalogue
from lingmix.figures.mixes import mix_facts


def figure_of(wc):
    """The sort of a figure and its benchmark."""
    try:
        sort, benchmark = catalogue.figure(wc.figure)
        if benchmark and benchmark not in STUDY.evaluate:
            raise LingmixError(unknown_name("benchmark", benchmark, STUDY.evaluate))
        if bool(benchmark) != ("benchmark" in catalogue.FIGURES[sort].needs):
            raise LingmixError(
                unknown_name("figure", wc.figure, catalogue.figures(STUDY))
            )
        if sort == "differences" and STUDY.baseline is None:
            raise LingmixError("a figure of differences needs a baseline in the study")
        return sort, benchmark
    except LingmixError as error:
        raise WorkflowError(str(error)) from None


def figure_runs(sort):
    """The runs that a figure is drawn from, other than through the study's table."""
    needs = catalogue.FIGURES[sort].needs
    if "distances" in needs:
        return list(STUDY.runs.values())
    if {"courses", "costs"} & set(needs):
        return [run for run in STUDY.runs.values() if run.trained]
    return []


def figure_inputs(wc):
    sort, benchmark = figure_of(wc)
    runs = figure_runs(sort)
    records = [results(f"runs/{run.id}/training.json") for run in runs]
    files = {
        "table": results("ablation.parquet"),
        "values": results("values.parquet"),
        "plans": [plan_summary(name) for name in plan_names()],
        "distances": [
            results(f"runs/{run.id}/{benchmark}/ranks.parquet") for run in runs
        ],
        "courses": records,
        "costs": records,
    }
    needs = catalogue.FIGURES[sort].needs
    return {need: found for need, found in files.items() if need in needs}


def figure_given(wc):
    """What a figure is told beside its files; nothing that it does not need, or it would be drawn again for it."""
    sort, _ = figure_of(wc)
    given = {
        "mixes": mix_facts(STUDY),
        "baseline": baseline(),
        "metric": STUDY.table.heatmap,
    }
    needs = catalogue.FIGURES[sort].needs
    return {
        "runs": [asdict(run) for run in figure_runs(sort)],
        **{need: value for need, value in given.items() if need in needs},
    }
