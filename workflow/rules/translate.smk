# Parallel training pairs by machine translation.


rule translate:
    input:
        pairs=lambda wc: pairs_table(STUDY.datasets[wc.dataset].of),
        model=lambda wc: STUDY.datasets[wc.dataset].model_files(),
    output:
        pairs=results("data/{dataset}/pairs.parquet"),
        report=results("data/{dataset}/translated.json"),
    log:
        results("logs/translate/{dataset}.log"),
    benchmark:
        results("benchmarks/translate/{dataset}.jsonl")
    wildcard_constraints:
        dataset=ANY_TRANSLATED,
    conda:
        "../../envs/train.yaml"
    threads: 8
    resources:
        gpu=1,
    params:
        store=results("translations/{dataset}"),
        spec=lambda wc: STUDY.datasets[wc.dataset].model_dump(mode="json"),
        code=code("translate.py"),
    script:
        "../scripts/translate.py"
