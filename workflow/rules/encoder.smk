# The encoders that runs start from, as sentence-transformers directories.


rule encoder:
    input:
        unpack(encoder_inputs),
    output:
        directory(results("encoders/{encoder}")),
    log:
        results("logs/encoder/{encoder}.log"),
    benchmark:
        results("benchmarks/encoder/{encoder}.jsonl")
    conda:
        "../../envs/train.yaml"
    resources:
        mem_mb=memory("encoder/{encoder}"),
        runtime=minutes("encoder/{encoder}"),
        warm=lambda wc: warm_of(encoder_of(wc)[0]),
    params:
        spec=lambda wc: STUDY.encoders[encoder_of(wc)[0]].model_dump(
            mode="json", exclude={"train"}
        ),
        seed=lambda wc: encoder_of(wc)[1],
        code=lambda wc: code("encoder.py", without=other_encoders(encoder_of(wc)[0])),
    script:
        "../scripts/encoder.py"
