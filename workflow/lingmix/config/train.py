"""How runs are trained: what their batches are drawn from, and how the weights move."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, create_model

from lingmix.config.base import DatasetName, Model


class Sampling(Model):
    """What a plan is drawn from. Encoders and objectives cannot override it, so that their runs share batches."""

    datasets: tuple[DatasetName, ...] = Field(min_length=1)
    """Training data sets, by registry name or by a name under ``datasets``."""
    steps: int = Field(1000, ge=1)
    """Optimiser steps, one batch each. Budgets are steps, never epochs, so that mixes compare."""
    batch_size: int = Field(64, ge=2)
    """Query–passage pairs in a batch."""
    size_exponent: float = Field(1.0, ge=0, le=1)
    """Data sets are drawn in proportion to size to this power: 1 is proportional, 0 is uniform."""


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
    precision: Literal["float32", "bfloat16"] = "float32"
    """Arithmetic of training; bfloat16 is autocast, the weights stay float32. Encoding is always float32."""
    hard_negatives: int = Field(0, ge=0)
    """Of the negatives that come with the data, how many of each pair's join the candidates."""


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
