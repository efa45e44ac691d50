"""sentence-transformers' trainer, made to take exactly the plan's batches in their order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformerTrainer
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch.utils.data import SequentialSampler

from lingmix.errors import LingmixError
from lingmix.train.checkpoints import newest_checkpoint
from lingmix.train.tokens import TokenMemory


class PlanTrainer(SentenceTransformerTrainer):
    """Trains on consecutive slices of the data set, each a batch of the plan, and stops at a loss that is no number."""

    def get_batch_sampler(self, dataset: Any, batch_size: int, drop_last: bool, *_: Any, **__: Any) -> Any:
        """Rows 0 … B − 1, then B … 2B − 1, and so on."""
        return DefaultBatchSampler(SequentialSampler(dataset), batch_size=batch_size, drop_last=drop_last)

    def get_data_collator(self, model: Any, *args: Any, **kwargs: Any) -> Any:
        """The usual one, which for a bag of embeddings remembers the tokens of each text."""
        collator = super().get_data_collator(model, *args, **kwargs)
        if type(model[0]) is StaticEmbedding:
            collator.preprocess_fn = TokenMemory(model[0])
        return collator

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The objective's value; a LingmixError where it is not finite, before it reaches the weights."""
        value = super().compute_loss(model, inputs, *args, **kwargs)
        loss = value[0] if isinstance(value, tuple) else value
        if not torch.isfinite(loss):
            kept = newest_checkpoint(Path(str(self.args.output_dir)))
            raise LingmixError(
                f"the loss is {loss.item()} at step {self.state.global_step} (0-based, as in the plan's 'step'). "
                f"Lower train.learning_rate or raise train.temperature. Last checkpoint: {kept or 'none yet'}"
            )
        return value
