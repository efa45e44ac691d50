"""How runs are trained: what their batches are drawn from, and how the weights move."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, create_model

from lingmix.config.base import DatasetName, Model


class Sampling(Model):
    """What a plan is drawn from. Only mixes can override it, so that other runs share batches."""

    datasets: tuple[DatasetName, ...] = Field(min_length=1)
    """Training data sets, by registry name or by a name under ``datasets``."""
    steps: int = Field(1000, ge=1)
    """Optimiser steps, one batch each. Budgets are steps, never epochs, so that mixes compare."""
    batch_size: int = Field(64, ge=2)
    """Query–passage pairs in a batch."""
    size_exponent: float = Field(1.0, ge=0, le=1)
    """Data sets are drawn in proportion to size to this power: 1 is proportional, 0 is uniform."""


class Lora(Model):
    """Low-rank adapters (Hu et al. 2021, 2106.09685) are trained instead of all weights, and merged afterwards."""

    rank: int = Field(8, ge=1)
    """r, the rank of each adapter."""
    alpha: int = Field(16, ge=1)
    """The adapter's output is scaled by alpha / rank."""
    dropout: float = Field(0.0, ge=0, lt=1)
    """Dropout before the adapter."""
    targets: tuple[str, ...] | None = Field(None, min_length=1)
    """Names of the linear layers that get one, such as ``query``; those that peft knows for the architecture if not
    given."""


class Validation(Model):
    """A held-out loss during training, after which the best weights are kept."""

    dataset: DatasetName
    """A data set that serves training; a subset of one can restrict its languages."""
    every: int = Field(100, ge=1)
    """Steps between two validations."""
    patience: int | None = Field(None, ge=1)
    """Stop after so many validations without a lower loss; None trains all steps and then takes the best weights."""


class Optimisation(Model):
    """How the weights move."""

    learning_rate: float = Field(2e-5, gt=0)
    """Peak learning rate of AdamW."""
    weight_decay: float = Field(0.01, ge=0)
    """Decoupled weight decay of AdamW."""
    warmup: float = Field(0.1, ge=0, lt=1)
    """Share of the steps over which the learning rate rises from 0."""
    schedule: Literal["linear", "cosine", "constant"] = "linear"
    """What the learning rate does after warm-up: fall to 0 in a line or a half cosine, or stay."""
    max_grad_norm: float = Field(1.0, gt=0)
    """Gradients are scaled down to this norm."""
    temperature: float = Field(0.05, gt=0)
    """τ, by which cosines are divided, for all terms that do not set their own."""
    temperature_learning_rate: float | None = Field(None, gt=0)
    """If given, τ is learned from ``temperature`` on, as its logarithm, with this peak learning rate."""
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    """Arithmetic of training; the others are autocast, the weights stay float32. float16 needs a GPU. Encoding is
    always float32."""
    hard_negatives: int = Field(0, ge=0)
    """Of the negatives that come with the data, how many of each pair's join the candidates."""
    micro_batch_tokens: int | None = Field(None, ge=1)
    """If given, a batch's texts are embedded in parts of at most so many tokens, sorted by length, before the loss is
    taken over all of them. The mathematics stays; time that padding costs is saved."""
    gradient_caching: bool = False
    """Embed a part again for its gradients, so that memory is that of one part and not of the batch (Gao et al. 2021,
    2101.06983). Needs ``micro_batch_tokens``."""
    kept_tokens: int | None = Field(None, ge=0)
    """With ``gradient_caching``: the last parts, of up to so many tokens in all, are embedded once only, which takes
    less time and more memory. ``micro_batch_tokens`` if not given, which takes no more memory than one part does. With
    masked tokens none are kept."""
    lora: Lora | None = None
    """If given, train low-rank adapters only. Not for static encoders."""
    validation: Validation | None = None
    """If given, measure the InfoNCE loss on held-out pairs and keep the weights with the lowest."""


class Train(Optimisation, Sampling):
    """All training values of a study."""


def _override(name: str, *bases: type[Model]) -> Any:
    fields: dict[str, Any] = {}
    for base in bases:
        for field, info in base.model_fields.items():
            changed: Any = Field(None, description=info.description)
            changed.metadata = list(info.metadata)
            fields[field] = (info.annotation | None, changed)  # type: ignore[operator]
    return create_model(name, __base__=Model, __doc__="Training values to override; those left out stay.", **fields)


OptimisationOverride = _override("OptimisationOverride", Optimisation)
TrainOverride = _override("TrainOverride", Sampling, Optimisation)
