"""Texts as tokens, and from them batches of texts of similar length, in which little is padding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lingmix.lengths import cuts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

AT_ONCE = 512
"""Texts tokenised at a time, which are padded to the longest among them."""


@dataclass(frozen=True)
class Tokens:
    """The features of n texts without padding.

    Attributes:
        tokenizer: which pads them.
        numbers: int64 (n,), the texts in the order in which their tokens are here.
        starts: int64 (n + 1,), where the tokens of each begin, and where the last one's end.
        columns: by feature, int32 (tokens,), one text after the other.
        rest: features that are the same for all texts.
    """

    tokenizer: Any
    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    columns: dict[str, NDArray[np.int32]]
    rest: dict[str, Any]

    def batches(self, tokens: int) -> Iterator[tuple[NDArray[np.int64], dict[str, Any]]]:
        """The numbers and the features of texts of similar length, until every text was there once.

        Args:
            tokens: at most so many tokens a batch, padding included, but at least one text. The longest texts come
                first, so that memory that does not suffice shows at once.
        """
        lengths = np.diff(self.starts)
        order = np.argsort(-lengths, kind="stable")
        first = 0
        for end in cuts(lengths[order], tokens):
            chosen = order[first:end]
            texts = {
                name: [values[self.starts[place] : self.starts[place + 1]].tolist() for place in chosen]
                for name, values in self.columns.items()
            }
            padded = self.tokenizer.pad(texts, padding=True, return_tensors="pt", verbose=False)
            yield self.numbers[chosen], {**padded, **self.rest}
            first = end


def tokenised(model: SentenceTransformer, texts: Sequence[str], prefix: str) -> Tokens | None:
    """What ``model`` makes of ``texts``, at least one, with ``prefix`` before each.

    None where that is not the same features for each text with a mask of padding: static encoders, models that choose
    among several ways in, and those that leave out padding by themselves.
    """
    from sentence_transformers.sentence_transformer.modules import Transformer

    first: Any = model[0]
    if not isinstance(first, Transformer) or first.tokenizer is None or first.tokenizer.pad_token_id is None:
        return None
    # texts with as many characters have about as many tokens, so that little is padded here already
    numbers = np.argsort([len(text) for text in texts], kind="stable")
    lengths, columns = [], defaultdict(list)
    for start in range(0, len(numbers), AT_ONCE):
        block = [texts[number] for number in numbers[start : start + AT_ONCE]]
        features = model.preprocess(block, prompt=prefix or None)
        mask = features.pop("attention_mask", None)
        if mask is None:
            return None
        lengths.append(mask.sum(dim=1).numpy())
        for name in [name for name, value in features.items() if getattr(value, "shape", None) == mask.shape]:
            columns[name].append(features.pop(name)[mask.bool()].numpy().astype(np.int32))
        if any(hasattr(value, "shape") for value in features.values()):
            return None
    return Tokens(
        tokenizer=first.tokenizer,
        numbers=numbers,
        starts=np.concatenate([[0], np.cumsum(np.concatenate(lengths))]),
        columns={name: np.concatenate(parts) for name, parts in columns.items()},
        rest=features,
    )
