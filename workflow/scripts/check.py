"""Say before any training what the runs need and the data lack."""

from pathlib import Path

from lingmix.console import reporting

with reporting(snakemake.log[0], threads=snakemake.threads):
    from lingmix.config.study import Study
    from lingmix.errors import LingmixError, listing
    from lingmix.requirements import check
    from lingmix.store import read_table, write_json

    def tables(kind: str, names: list[str]) -> dict[str, object]:
        """The tables of one kind of input, by the names of what they are of."""
        paths = snakemake.input.get(kind, [])
        return {name: read_table(Path(path)) for name, path in zip(names, paths, strict=True)}

    params = snakemake.params
    dimensions = {}
    if params.encoders:
        from lingmix.encoders.load import load

        for (name, trust), path in zip(params.encoders.items(), snakemake.input.encoders, strict=True):
            dimensions[name] = load(Path(path), "cpu", trust_remote_code=trust).get_embedding_dimension()
    problems = check(
        Study.model_validate(params.study),
        tables("pairs", params.datasets),
        tables("lexicons", params.lexicons),
        dimensions,
    )
    if problems:
        raise LingmixError(f"the data lack what the study needs:\n{listing(problems, len(problems))}")
    write_json({"problems": problems}, Path(snakemake.output[0]))
