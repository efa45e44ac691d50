# From the study's tables, ranks and records of training to figures: for papers, and as JSON for the page.


rule figure:
    input:
        unpack(figure_inputs),
    output:
        **{
            suffix: results(f"figures/{{figure}}.{suffix}")
            for suffix in catalogue.SUFFIXES
            if suffix != "svg"
        },
        svg=report(
            results("figures/{figure}.svg"),
            caption="../report/figure.rst",
            category="Figures",
        ),
    log:
        results("logs/figure/{figure}.log"),
    benchmark:
        results("benchmarks/figure/{figure}.jsonl")
    wildcard_constraints:
        figure=r"[^/]+",
    conda:
        "../../envs/table.yaml"
    params:
        given=figure_given,
        code=lambda wc: code("figure.py", catalogue.drawing_module(figure_of(wc)[0])),
    script:
        "../scripts/figure.py"
