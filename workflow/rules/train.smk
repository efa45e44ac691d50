# Fine-tuning: one job per run.


rule train:
    input:
        encoder=lambda wc: encoder_folder(STUDY.run(wc.run)),
        plan=lambda wc: results(
            f"plans/{plan_name(STUDY.run(wc.run).mix, STUDY.run(wc.run).seed)}.parquet"
        ),
        pairs=lambda wc: [
            pairs_table(name)
            for name in STUDY.sampling(STUDY.run(wc.run).mix).datasets
        ],
    output:
        model=directory(results("runs/{run}/model")),
        record=results("runs/{run}/training.json"),
    log:
        results("logs/train/{run}.log"),
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(STUDY.run(wc.run).encoder)
    params:
        spec=train_params,
    script:
        "../scripts/train.py"


rule encode:
    input:
        unpack(lambda wc: retrieval_tables(wc.benchmark)),
        model=lambda wc: model_folder(STUDY.run(wc.run)),
    output:
        queries=results("runs/{run}/{benchmark}/queries.npy"),
        passages=results("runs/{run}/{benchmark}/passages.npy"),
    log:
        results("logs/encode/{run}/{benchmark}.log"),
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(STUDY.run(wc.run).encoder)
    params:
        trust_remote_code=lambda wc: getattr(
            STUDY.encoders[STUDY.run(wc.run).encoder], "trust_remote_code", False
        ),
        code=code("encode.py"),
    script:
        "../scripts/encode.py"
