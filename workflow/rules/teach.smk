# What a teacher makes of the training pairs, for the objective's term 'distillation'.


rule teach:
    input:
        pairs=lambda wc: pairs_table(wc.dataset),
        encoder=lambda wc: results(f"encoders/{wc.encoder}"),
    output:
        queries=results("teachers/{encoder}/{dataset}/queries.npy"),
        passages=results("teachers/{encoder}/{dataset}/passages.npy"),
    log:
        results("logs/teach/{encoder}/{dataset}.log"),
    benchmark:
        results("benchmarks/teach/{encoder}/{dataset}.jsonl")
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(wc.encoder)
    resources:
        gpu=lambda wc: gpus_of(wc.encoder),
    params:
        trust_remote_code=lambda wc: getattr(
            STUDY.encoders[wc.encoder], "trust_remote_code", False
        ),
        code=code("teach.py"),
    script:
        "../scripts/teach.py"
