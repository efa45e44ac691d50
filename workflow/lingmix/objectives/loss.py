"""An objective as the loss module that sentence-transformers' trainer calls."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from lingmix.objectives.base import Batch, Term, Words, query_to_passage
from lingmix.objectives.gather import gather, gather_numbers

LEAST_TEMPERATURE = 0.01
"""τ is not learned below this: CLIP's bound of 100 on 1/τ (Radford et al. 2021, 2103.00020)."""


class ObjectiveLoss(nn.Module):
    """The weighted sum of an objective's terms over a batch; in evaluation mode InfoNCE alone, at the first τ.

    Args:
        model: the sentence-transformers model that is trained.
        terms: loss terms by name.
        temperature: τ for the terms that set none.
        learned: whether τ is a parameter, as its logarithm.
        kept_tokens: parts of up to so many tokens in all keep what their gradients need; the others are embedded again
            for them, one after the other, so that memory is bounded (Gao et al. 2021, 2101.06983). None keeps all.

    Attributes:
        progress: the share of the steps that are done, which the trainer sets before each; weights may depend on it.
    """

    def __init__(
        self,
        model: nn.Module,
        terms: Mapping[str, Term],
        temperature: float,
        *,
        learned: bool = False,
        kept_tokens: int | None = None,
    ) -> None:
        super().__init__()
        self.model = model
        self.terms = dict(terms)
        self.first_temperature = temperature
        self.kept_tokens = kept_tokens
        self.progress = 0.0
        # in a list, so that it stays what it is when the trainer wraps the model for several processes
        self._first: list[Any] = [model[0]]  # type: ignore[index]
        self.hidden_states = any("words" in term.requirements() for term in self.terms.values())
        self.log_temperature = nn.Parameter(torch.tensor(math.log(temperature))) if learned else None

    @property
    def temperature(self) -> float | Tensor:
        """τ as it is now."""
        if self.log_temperature is None:
            return self.first_temperature
        return self.log_temperature.clamp(min=math.log(LEAST_TEMPERATURE)).exp()

    def forward(self, batch: Mapping[str, Any], labels: Tensor) -> Tensor:
        """The objective on a batch as :class:`lingmix.train.collate.Collator` makes it: a scalar."""
        # masked parts come after all texts, so that nothing that is kept of these is free before them
        kept = 0 if "masked_parts" in batch and self.kept_tokens is not None else self.kept_tokens
        again = self._again(batch["parts"], kept)
        embedded = [self._embed(part, again=number < again) for number, part in enumerate(batch["parts"])]
        texts = torch.cat([sentences for sentences, _ in embedded])
        # float32 whatever autocast made of the embeddings: τ multiplies rounding errors
        texts = nn.functional.normalize(texts.float(), dim=-1)
        query = gather(texts[batch["query"]])
        group = gather(batch["group"])
        rows = len(batch["group"])
        passage = torch.cat([gather(texts[batch["passage"][:rows]]), gather(texts[batch["passage"][rows:]])])
        same = group[:, None] == group[None, :]
        # a hard negative is wrong for its own query and unjudged for others, so it is masked for none
        same_group = nn.functional.pad(same, (0, len(passage) - len(query)), value=False)
        cosine = query @ passage.T
        if not self.model.training:
            return query_to_passage(cosine / self.first_temperature, same_group)
        return self.value(
            Batch(
                cosine=cosine,
                same_group=same_group,
                query=query,
                passage=passage,
                query_lang=gather(batch["query_lang"]),
                passage_lang=gather(batch["passage_lang"]),
                translation=gather(texts[batch["translation"]]),
                translated=gather_numbers(batch["translated"], batch["group"]),
                teacher_query=_gathered(batch, "teacher_query."),
                teacher_passage=_gathered(batch, "teacher_passage."),
                words=self._words(batch, [tokens for _, tokens in embedded]),
                masked_loss=self._masked_loss(batch, texts),
            )
        )

    def value(self, batch: Batch) -> Tensor:
        """The weighted sum of the terms."""
        parts = [
            weight * term.loss(batch, term.tau(self.temperature))
            for term in self.terms.values()
            if (weight := term.weight_at(self.progress)) > 0
        ]
        # between two weights that both are 0 for a while, nothing is learned, but backward() still needs a graph
        return torch.stack(parts).sum() if parts else batch.cosine.sum() * 0

    def _again(self, parts: Sequence[Mapping[str, Any]], kept_tokens: int | None) -> int:
        """How many parts, from the first on, are embedded again for their gradients.

        The last ones are kept, since gradients go through parts from the last to the first: what was kept is free again
        before anything is embedded again.
        """
        if kept_tokens is None or not torch.is_grad_enabled():
            return 0
        left, number = kept_tokens, len(parts)
        while number and (size := parts[number - 1]["input_ids"].numel()) <= left:
            left -= size
            number -= 1
        return number

    def _embed(self, part: dict[str, Any], *, again: bool) -> tuple[Tensor, Tensor | None]:
        """Sentence vectors (n, d) and, where words are needed, the vectors of all tokens in a row (tokens, d)."""
        if again:
            embedded: tuple[Tensor, Tensor | None] = checkpoint(self._forward, part, use_reentrant=False)
            return embedded
        return self._forward(part)

    def _forward(self, part: dict[str, Any]) -> tuple[Tensor, Tensor | None]:
        found = self.model(dict(part))
        if not self.hidden_states:
            return found["sentence_embedding"], None
        if type(self._first[0]) is StaticEmbedding:
            tokens = self._first[0].embedding.weight[part["input_ids"]]
        else:
            tokens = found["token_embeddings"][part["attention_mask"].bool()]
        return found["sentence_embedding"], tokens

    def _words(self, batch: Mapping[str, Any], tokens: list[Tensor | None]) -> Words | None:
        """Each word's vector is the mean of its tokens' vectors, normalised."""
        if "word_of" not in batch:
            return None
        found = torch.cat([part for part in tokens if part is not None]).float()
        word_of, count = batch["word_of"], len(batch["word_instance"])
        sums = found.new_zeros(count, found.shape[1]).index_add(0, word_of, found[batch["word_tokens"]])
        return Words(
            # the mean's length does not matter to a cosine
            vectors=gather(nn.functional.normalize(sums, dim=-1)),
            instance=gather_numbers(batch["word_instance"], batch["group"]),
            pairs=gather_numbers(batch["word_pairs"], sums),
        )

    def _masked_loss(self, batch: Mapping[str, Any], texts: Tensor) -> Tensor | None:
        """Cross entropy of the hidden tokens, predicted through the token embedding (weight tying)."""
        if "masked_parts" not in batch:
            return None
        # with a graph even where no token is hidden, since another process may have hidden one
        total, count = texts.sum() * 0, 0
        for part in batch["masked_parts"]:
            hidden = int((part["labels"] >= 0).sum())
            if hidden and self.kept_tokens is not None and torch.is_grad_enabled():
                total = total + checkpoint(self._masked_part, part, use_reentrant=False)
            elif hidden:
                total = total + self._masked_part(part)
            count += hidden
        everywhere = gather(batch["label"].new_tensor([count])).sum()
        loss: Tensor = gather(total[None]).sum() / everywhere.clamp(min=1)
        return loss

    def _masked_part(self, part: Mapping[str, Tensor]) -> Tensor:
        """The sum of a part's cross entropies."""
        transformer = self._first[0]
        chosen = part["labels"] >= 0
        features = {key: value for key, value in part.items() if key != "labels"}
        embedding = transformer.auto_model.get_input_embeddings().weight
        logits = transformer(features)["token_embeddings"][chosen].float() @ embedding.T
        return nn.functional.cross_entropy(logits, part["labels"][chosen], reduction="sum")


def _gathered(batch: Mapping[str, Any], prefix: str) -> dict[str, Tensor] | None:
    found = {name.removeprefix(prefix): gather(batch[name]) for name in sorted(batch) if name.startswith(prefix)}
    return found or None
