# A model card for every trained run, once all are scored. One job, since a card takes milliseconds.


rule cards:
    input:
        records=trained_files("training.json"),
        metrics=metrics_files(),
    output:
        trained_files("README.md"),
    log:
        results("logs/cards.log"),
    benchmark:
        results("benchmarks/cards.jsonl")
    conda:
        "../../envs/train.yaml"
    params:
        study=STUDY.model_dump(mode="json", exclude={"mirror", "trackers"}),
        options=OPTIONS,
        code=code("cards.py"),
    script:
        "../scripts/cards.py"
