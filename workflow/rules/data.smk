# From files on the network, on a mirror or of the user to the uniform tables.


rule fetch:
    output:
        "results/data/{dataset}/raw/{file}",
    log:
        "results/logs/fetch/{dataset}/{file}.log",
    conda:
        "../../envs/data.yaml"
    params:
        file=lambda wc: asdict(
            next(f for f in registry.get(wc.dataset).files if f.name == wc.file)
        ),
    script:
        "../scripts/fetch.py"


rule prepare:
    input:
        lambda wc: raw_files(wc.dataset),
    output:
        queries="results/data/{dataset}/queries.parquet",
        passages="results/data/{dataset}/passages.parquet",
        qrels="results/data/{dataset}/qrels.parquet",
    log:
        "results/logs/prepare/{dataset}.log",
    conda:
        "../../envs/data.yaml"
    params:
        raw="results/data/{dataset}/raw",
        code=lambda wc: code("prepare.py", registry.module(wc.dataset)),
        packages=lambda wc: package_versions(wc.dataset),
    script:
        "../scripts/prepare.py"


rule pairs:
    input:
        lambda wc: raw_files(wc.dataset),
    output:
        "results/data/{dataset}/pairs.parquet",
    log:
        "results/logs/pairs/{dataset}.log",
    conda:
        "../../envs/data.yaml"
    params:
        raw="results/data/{dataset}/raw",
        code=lambda wc: code("pairs.py", registry.module(wc.dataset)),
        packages=lambda wc: package_versions(wc.dataset),
    script:
        "../scripts/pairs.py"


rule prepare_own:
    input:
        unpack(own_inputs),
    output:
        queries=results("data/{dataset}/queries.parquet"),
        passages=results("data/{dataset}/passages.parquet"),
        qrels=results("data/{dataset}/qrels.parquet"),
    log:
        results("logs/prepare/{dataset}.log"),
    conda:
        "../../envs/data.yaml"
    params:
        spec=lambda wc: STUDY.datasets[wc.dataset].model_dump(mode="json"),
        code=code("prepare_own.py"),
    script:
        "../scripts/prepare_own.py"


rule pairs_own:
    input:
        unpack(own_inputs),
    output:
        results("data/{dataset}/pairs.parquet"),
    log:
        results("logs/pairs/{dataset}.log"),
    conda:
        "../../envs/data.yaml"
    params:
        spec=lambda wc: STUDY.datasets[wc.dataset].model_dump(mode="json"),
        code=code("pairs_own.py"),
    script:
        "../scripts/pairs_own.py"
