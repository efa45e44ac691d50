# From files on the network, on a mirror or of the user to the uniform tables.


rule fetch:
    output:
        "results/data/{dataset}/raw/{file}",
    log:
        "results/logs/fetch/{dataset}/{file}.log",
    benchmark:
        "results/benchmarks/fetch/{dataset}/{file}.jsonl"
    conda:
        "../../envs/data.yaml"
    params:
        file=lambda wc: asdict(
            next(f for f in registry.get(wc.dataset).files if f.name == wc.file)
        ),
    script:
        "../scripts/fetch.py"


# Data sets with passages in shards have one table of passages for each; unions have no tables beside their parts'.
SHARDED = [name for name in registry.names() if registry.get(name).shards]
JOINED = [name for name in registry.names() if registry.get(name).parts]
# a folder of fetched files is no data set
TABLES = r"[a-z0-9-]+(/(?!raw/)[a-z0-9-]+)?"
ANY_SHARDED = "|".join(SHARDED) or "(?!)"
ANY_JOINED = "|".join(JOINED) or "(?!)"


rule prepare:
    input:
        lambda wc: raw_files(wc.dataset),
    output:
        queries="results/data/{dataset}/queries.parquet",
        passages="results/data/{dataset}/passages.parquet",
        qrels="results/data/{dataset}/qrels.parquet",
    log:
        "results/logs/prepare/{dataset}.log",
    benchmark:
        "results/benchmarks/prepare/{dataset}.jsonl"
    wildcard_constraints:
        dataset=rf"(?!(?:{ANY_SHARDED}|{ANY_JOINED})/[a-z]+\.){TABLES}",
    conda:
        "../../envs/data.yaml"
    params:
        raw="results/data/{dataset}/raw",
        code=lambda wc: code("prepare.py", registry.module(wc.dataset)),
        packages=lambda wc: package_versions(wc.dataset),
    script:
        "../scripts/prepare.py"


rule prepare_judgements:
    input:
        lambda wc: judged_files(wc.dataset),
    output:
        queries="results/data/{dataset}/queries.parquet",
        qrels="results/data/{dataset}/qrels.parquet",
    log:
        "results/logs/prepare/{dataset}.log",
    benchmark:
        "results/benchmarks/prepare/{dataset}.jsonl"
    wildcard_constraints:
        dataset=ANY_SHARDED,
    conda:
        "../../envs/data.yaml"
    params:
        raw="results/data/{dataset}/raw",
        code=lambda wc: code("prepare.py", registry.module(wc.dataset)),
        packages=lambda wc: package_versions(wc.dataset),
    script:
        "../scripts/prepare.py"


rule prepare_shard:
    input:
        "results/data/{dataset}/raw/{shard}",
    output:
        "results/data/{dataset}/passages/{shard}.parquet",
    log:
        "results/logs/prepare/{dataset}/{shard}.log",
    benchmark:
        "results/benchmarks/prepare/{dataset}/{shard}.jsonl"
    wildcard_constraints:
        dataset=ANY_SHARDED,
        shard=r"[^/]+",
    conda:
        "../../envs/data.yaml"
    params:
        code=lambda wc: code("prepare_shard.py", registry.module(wc.dataset)),
    script:
        "../scripts/prepare_shard.py"


rule pairs:
    input:
        lambda wc: raw_files(wc.dataset),
    output:
        "results/data/{dataset}/pairs.parquet",
    log:
        "results/logs/pairs/{dataset}.log",
    benchmark:
        "results/benchmarks/pairs/{dataset}.jsonl"
    wildcard_constraints:
        dataset=rf"(?!(?:{ANY_JOINED})/pairs\.){TABLES}",
    conda:
        "../../envs/data.yaml"
    params:
        raw="results/data/{dataset}/raw",
        code=lambda wc: code("pairs.py", registry.module(wc.dataset)),
        packages=lambda wc: package_versions(wc.dataset),
    script:
        "../scripts/pairs.py"


rule pairs_joined:
    input:
        lambda wc: [pairs_table(part) for part in registry.get(wc.dataset).parts],
    output:
        "results/data/{dataset}/pairs.parquet",
    log:
        "results/logs/pairs/{dataset}.log",
    benchmark:
        "results/benchmarks/pairs/{dataset}.jsonl"
    wildcard_constraints:
        dataset=ANY_JOINED,
    conda:
        "../../envs/data.yaml"
    params:
        code=code("pairs_joined.py"),
    script:
        "../scripts/pairs_joined.py"


# A rule mines, one translates, another makes the pairs of the study's other data sets; all of them write
# results/<study>/data/<name>/pairs.parquet
OWN = r"[a-z0-9-]+"
ANY_MINED = "|".join(of_kind("mined")) or "(?!)"
ANY_TRANSLATED = "|".join(of_kind("translated")) or "(?!)"


rule fetch_own:
    output:
        results("data/{dataset}/raw/{file}"),
    log:
        results("logs/fetch/{dataset}/{file}.log"),
    benchmark:
        results("benchmarks/fetch/{dataset}/{file}.jsonl")
    wildcard_constraints:
        dataset=OWN,
    conda:
        "../../envs/data.yaml"
    params:
        file=own_file,
    script:
        "../scripts/fetch.py"


rule prepare_own:
    input:
        unpack(own_tables),
    output:
        queries=results("data/{dataset}/queries.parquet"),
        passages=results("data/{dataset}/passages.parquet"),
        qrels=results("data/{dataset}/qrels.parquet"),
    log:
        results("logs/prepare/{dataset}.log"),
    benchmark:
        results("benchmarks/prepare/{dataset}.jsonl")
    wildcard_constraints:
        dataset=OWN,
    conda:
        "../../envs/data.yaml"
    params:
        spec=lambda wc: STUDY.datasets[wc.dataset].model_dump(mode="json"),
        code=code("prepare_own.py"),
    script:
        "../scripts/prepare_own.py"


rule pairs_own:
    input:
        unpack(own_pairs),
    output:
        results("data/{dataset}/pairs.parquet"),
    log:
        results("logs/pairs/{dataset}.log"),
    benchmark:
        results("benchmarks/pairs/{dataset}.jsonl")
    wildcard_constraints:
        dataset=rf"(?!(?:{ANY_MINED}|{ANY_TRANSLATED})/pairs\.){OWN}",
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
    benchmark:
        results("benchmarks/mine/{dataset}.jsonl")
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
