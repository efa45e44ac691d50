# Ours beside published values, where the study says that some of its encoders are those of a paper.

from lingmix.stats.correspondence import training_settings

if reproduced():

    rule reproduction:
        input:
            table=results("ablation.parquet"),
        output:
            parquet=results("reproduction.parquet"),
            csv=results("reproduction.csv"),
            md=report(
                results("reproduction.md"),
                caption="../report/reproduction.rst",
                category="Tables",
            ),
        log:
            results("logs/reproduction.log"),
        conda:
            "../../envs/table.yaml"
        params:
            study=STUDY.study,
            correspondence=asdict(reproduced()),
            tolerance=STUDY.published.tolerance.model_dump(mode="json"),
            settings=training_settings(STUDY),
            code=code("reproduction.py"),
        script:
            "../scripts/reproduction.py"
