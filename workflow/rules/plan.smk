# The batches of every mix and seed, drawn before any training.


rule draw:
    input:
        lambda wc: [pairs_table(dataset) for dataset in STUDY.sampling(wc.mix).datasets],
    output:
        plan=results("plans/{mix}.s{seed}.parquet"),
        summary=results("plans/{mix}.s{seed}.json"),
    log:
        results("logs/draw/{mix}.s{seed}.log"),
    benchmark:
        results("benchmarks/draw/{mix}.s{seed}.jsonl")
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=memory("draw/{mix}.s{seed}"),
        runtime=minutes("draw/{mix}.s{seed}"),
    params:
        mix=lambda wc: STUDY.mixes[wc.mix].model_dump(mode="json", exclude={"train"}),
        sampling=lambda wc: STUDY.sampling(wc.mix).model_dump(mode="json"),
        code=code("draw.py"),
    script:
        "../scripts/draw.py"
