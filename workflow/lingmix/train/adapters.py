"""Low-rank adapters through peft: put in before training, merged into the weights afterwards."""

from __future__ import annotations

from typing import Any

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Transformer

from lingmix.config.train import Lora
from lingmix.errors import LingmixError


def add_adapters(model: SentenceTransformer, lora: Lora) -> None:
    """Freeze the model and give its linear layers adapters that are trained.

    Raises:
        LingmixError: the encoder is no transformer, or has no layers of these names, or peft knows no names for it.
    """
    from peft import LoraConfig

    if not isinstance(model[0], Transformer):
        raise LingmixError("train.lora: only transformers have layers for adapters; remove it for a static encoder")
    transformer = model[0].auto_model
    targets = list(lora.targets) if lora.targets else None
    config = LoraConfig(r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules=targets)
    for weight in model.parameters():
        weight.requires_grad_(False)
    try:
        transformer.add_adapter(config)
    except ValueError as error:
        layers = sorted({name.rpartition(".")[2] for name, part in transformer.named_modules() if _is_linear(part)})
        raise LingmixError(f"train.lora.targets: {error}. Linear layers here are: {', '.join(layers)}") from error
    for name, weight in transformer.named_parameters():
        weight.requires_grad_("lora_" in name)


def merge_adapters(model: SentenceTransformer) -> None:
    """Add every adapter's product to its layer's weight and take it out, so that the model is a plain one again."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    first: Any = model[0]
    transformer = first.auto_model
    layers = [(name, part) for name, part in transformer.named_modules() if isinstance(part, BaseTunerLayer)]
    for name, layer in layers:
        layer.merge(safe_merge=True)
        parent, _, child = name.rpartition(".")
        setattr(transformer.get_submodule(parent), child, layer.get_base_layer())
    transformer._hf_peft_config_loaded = False
    del transformer.peft_config
    for weight in model.parameters():
        weight.requires_grad_(True)


def _is_linear(part: Any) -> bool:
    return type(part).__name__ == "Linear"
