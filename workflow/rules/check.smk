# What the runs need and the data lack, said before any training. No run takes it as input, not even as ancient(): with
# Snakemake 9.27 a missing check.json would then train all runs again, and one that is made anew would hide runs that are
# missing. 'all' asks for it, and it goes first of what is ready.

from lingmix.config.uses import encoders_compared, lexicons_used

# of a seeded encoder any will do, since all have the same dimensions
COMPARED = {
    name: name + (f".s{STUDY.seeds[0]}" if is_seeded(STUDY.encoders[name]) else "")
    for name in encoders_compared(STUDY)
}


rule check:
    input:
        pairs=[pairs_table(name) for name in STUDY.training_datasets()],
        lexicons=[results(f"lexicons/{name}.parquet") for name in lexicons_used(STUDY)],
        encoders=[results(f"encoders/{folder}") for folder in COMPARED.values()],
    output:
        results("check.json"),
    log:
        results("logs/check.log"),
    benchmark:
        results("benchmarks/check.jsonl")
    priority: 100
    conda:
        "../../envs/train.yaml"
    params:
        study=STUDY.model_dump(mode="json", exclude={"mirror", "trackers"}),
        datasets=STUDY.training_datasets(),
        lexicons=lexicons_used(STUDY),
        encoders={
            name: getattr(STUDY.encoders[name], "trust_remote_code", False)
            for name in COMPARED
        },
        code=code("check.py"),
    script:
        "../scripts/check.py"
