# Bilingual lexicons, and training pairs whose words are replaced through them.


# a dictionary is a file of its own, not of a data set of the registry
ruleorder: dictionary > fetch


localrules:
    # cluster nodes often have no way to the network
    dictionary,
    augmentation,


rule dictionary:
    output:
        "results/data/muse/raw/{pair}.txt",
    log:
        "results/logs/dictionary/{pair}.log",
    benchmark:
        "results/benchmarks/dictionary/{pair}.jsonl"
    wildcard_constraints:
        pair=r"[a-z]+-[a-z]+",
    conda:
        "../../envs/data.yaml"
    params:
        file=lambda wc: asdict(muse.remote_file(*wc.pair.split("-"))),
    script:
        "../scripts/fetch.py"


rule lexicon:
    input:
        unpack(lexicon_inputs),
    output:
        results("lexicons/{lexicon}.parquet"),
    log:
        results("logs/lexicon/{lexicon}.log"),
    benchmark:
        results("benchmarks/lexicon/{lexicon}.jsonl")
    wildcard_constraints:
        lexicon=ENTRY_PATTERN.strip("^$"),
    conda:
        "../../envs/train.yaml"
    threads: lambda wc: lexicon_threads(wc.lexicon)
    params:
        spec=lambda wc: lexicon_spec(wc.lexicon).model_dump(mode="json"),
        trust_remote_code=lambda wc: getattr(
            STUDY.encoders.get(lexicon_encoder(wc.lexicon)), "trust_remote_code", False
        ),
        packages=lambda wc: versions(["babel", "icu4py"]),
        code=lambda wc: code(
            "lexicon.py", without=other_lexicons([lexicon_spec(wc.lexicon).kind])
        ),
    script:
        "../scripts/lexicon.py"


rule augment:
    input:
        pairs=lambda wc: pairs_table(wc.dataset),
        lexicons=lambda wc: [
            lexicon_table(name)
            for name in STUDY.augmentations[wc.augmentation].lexicons
        ],
    output:
        pairs=results("augmented/{augmentation}.s{seed}/{dataset}/pairs.parquet"),
        report=results("augmented/{augmentation}.s{seed}/{dataset}/report.json"),
    log:
        results("logs/augment/{augmentation}.s{seed}/{dataset}.log"),
    benchmark:
        results("benchmarks/augment/{augmentation}.s{seed}/{dataset}.jsonl")
    wildcard_constraints:
        augmentation=r"[^/]+",
    conda:
        "../../envs/data.yaml"
    params:
        spec=lambda wc: STUDY.augmentations[wc.augmentation].model_dump(
            mode="json", exclude={"train"}
        ),
        packages=lambda wc: versions(["icu4py"]),
        code=code("augment.py"),
    script:
        "../scripts/augment.py"


rule augmentation:
    input:
        augmentation_reports(),
    log:
        results("logs/augmentation.log"),
    conda:
        "../../envs/table.yaml"
    script:
        "../scripts/show_augmentation.py"
