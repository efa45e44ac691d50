# The encoders that runs start from, as sentence-transformers directories.


rule encoder:
    input:
        # a seeded encoder's vocabulary is made from the study's training texts
        lambda wc: (
            [pairs_table(name) for name in STUDY.training_datasets()]
            if is_seeded(encoder_spec(wc))
            else []
        ),
    output:
        directory(results("encoders/{encoder}")),
    log:
        results("logs/encoder/{encoder}.log"),
    conda:
        "../../envs/train.yaml"
    params:
        spec=lambda wc: encoder_spec(wc).model_dump(mode="json", exclude={"train"}),
        seed=lambda wc: ENCODERS[wc.encoder][1],
        code=code("encoder.py"),
    script:
        "../scripts/encoder.py"
