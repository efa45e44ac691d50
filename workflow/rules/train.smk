# Fine-tuning: one job per run.


rule train:
    input:
        encoder=lambda wc: encoder_folder(run_of(wc)),
        plan=lambda wc: results(
            f"plans/{plan_name(run_of(wc).mix, run_of(wc).seed)}.parquet"
        ),
        pairs=lambda wc: training_pairs(run_of(wc)),
        lexicons=lambda wc: [
            lexicon_table(name) for name in STUDY.lexicons_of(run_of(wc))
        ],
        teachers=lambda wc: [
            f"{teacher_folder(teacher, dataset)}/{texts}.npy"
            for teacher in STUDY.teachers_of(run_of(wc))
            for dataset in STUDY.sampling(run_of(wc).mix).datasets
            for texts in ("queries", "passages")
        ],
        validation=lambda wc: [
            pairs_table(name) for name in [STUDY.validation_of(run_of(wc))] if name
        ],
    output:
        model=directory(results("runs/{run}/model")),
        record=results("runs/{run}/training.json"),
    log:
        results("logs/train/{run}.log"),
    benchmark:
        results("benchmarks/train/{run}.jsonl")
    group:
        group_of("train/{run}")
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(run_of(wc).encoder)
    resources:
        mem_mb=memory("train/{run}"),
        runtime=minutes("train/{run}"),
        beside=1,
        gpu=lambda wc: gpus_of(run_of(wc).encoder),
        warm=lambda wc: warm_of(run_of(wc).encoder),
    params:
        spec=train_params,
        tracking=lambda wc: results(f"tracking/{wc.run}"),
    script:
        "../scripts/train.py"


rule encode:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
        model=lambda wc: model_folder(run_of(wc)),
    output:
        queries=results("runs/{run}/{benchmark}/queries.npy"),
        passages=results("runs/{run}/{benchmark}/passages.npy"),
    log:
        results("logs/encode/{run}/{benchmark}.log"),
    benchmark:
        results("benchmarks/encode/{run}/{benchmark}.jsonl")
    wildcard_constraints:
        benchmark=IN_ONE,
    group:
        group_of("encode/{run}/{benchmark}")
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(run_of(wc).encoder)
    resources:
        mem_mb=memory("encode/{run}/{benchmark}"),
        runtime=minutes("encode/{run}/{benchmark}"),
        beside=1,
        gpu=lambda wc: gpus_of(run_of(wc).encoder),
    params:
        **encode_params(),
    script:
        "../scripts/encode.py"
