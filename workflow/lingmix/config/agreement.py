"""Training values that have to fit each other once encoder, mix, objective and augmentation have overridden them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lingmix.config.encoder import Static
from lingmix.config.expand import Expanded
from lingmix.config.study import Run, Study


def agreement(study: Study, expanded: Expanded) -> Iterator[str]:
    """Every contradiction between the values of a run of the grid, where the value is written that cannot be."""
    variants = dict.fromkeys(replace(run, seed=None) for run in study.runs.values() if run.trained)
    for run in variants:
        assert run.mix is not None
        steps, found = study.sampling(run.mix).steps, study.optimisation(run)
        if found.validation is not None and found.validation.every > steps:
            own = study.mixes[run.mix].train.steps is not None
            there = f"mix '{expanded.written('mixes', run.mix)}' has" if own else "there are"
            yield (
                f"{_line(study, expanded, run, 'validation')}.every: {found.validation.every} steps, but {there} only "
                f"{steps}; no validation would take place"
            )
        if found.gradient_caching and found.micro_batch_tokens is None:
            yield (
                f"{_line(study, expanded, run, 'gradient_caching')}: caches the gradients of parts of a batch; say how "
                "large they are with micro_batch_tokens, for example 8192"
            )
        if found.kept_tokens is not None and not found.gradient_caching:
            yield (
                f"{_line(study, expanded, run, 'kept_tokens')}: says what gradient_caching keeps, which is off; set "
                "gradient_caching: true beside it, or leave kept_tokens out"
            )
        if found.lora is not None and isinstance(study.encoders[run.encoder], Static):
            yield (
                f"{_line(study, expanded, run, 'lora')}: encoder '{expanded.written('encoders', run.encoder)}' is of "
                "kind static, which has no layers for adapters; put lora under 'train' of the encoders that have"
            )


def _line(study: Study, expanded: Expanded, run: Run, key: str) -> str:
    """Where a run's training value is written."""
    for section, name, entries in (
        ("augmentations", run.augmentation, study.augmentations),
        ("objectives", run.objective, study.objectives),
        ("mixes", run.mix, study.mixes),
        ("encoders", run.encoder, study.encoders),
    ):
        if name is not None and getattr(entries[name].train, key) is not None:
            return f"{section}.{expanded.written(section, name)}.train.{key}"
    return f"train.{key}"
