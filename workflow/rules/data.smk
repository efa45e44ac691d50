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


# one rule mines, another makes the pairs of the study's other data sets; both write results/<study>/data/<name>/pairs.parquet
MINED = [name for name, spec in STUDY.datasets.items() if spec.kind == "mined"]
ANY_MINED = "|".join(MINED) or "(?!)"


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
    wildcard_constraints:
        dataset=rf"(?!(?:{ANY_MINED})/pairs\.)[a-z0-9-]+",
    conda:
        "../../envs/data.yaml"
    params:
        spec=lambda wc: STUDY.datasets[wc.dataset].model_dump(mode="json"),
        code=code("pairs_own.py"),
    script:
        "../scripts/pairs_own.py"


rule mine:
    input:
        pairs=lambda wc: pairs_table(STUDY.datasets[wc.dataset].of),
        encoder=lambda wc: results(f"encoders/{STUDY.datasets[wc.dataset].encoder}"),
    output:
        pairs=results("data/{dataset}/pairs.parquet"),
        report=results("data/{dataset}/mined.json"),
    log:
        results("logs/mine/{dataset}.log"),
    wildcard_constraints:
        dataset=ANY_MINED,
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: threads_of(STUDY.datasets[wc.dataset].encoder)
    resources:
        gpu=lambda wc: gpus_of(STUDY.datasets[wc.dataset].encoder),
    params:
        spec=lambda wc: STUDY.datasets[wc.dataset].model_dump(mode="json"),
        trust_remote_code=lambda wc: getattr(
            STUDY.encoders[STUDY.datasets[wc.dataset].encoder],
            "trust_remote_code",
            False,
        ),
        code=code("mine.py"),
    script:
        "../scripts/mine.py"
