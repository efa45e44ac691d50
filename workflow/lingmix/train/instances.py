"""The words of a batch's bilingual instances, as positions of their tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch import Tensor

from lingmix.encoders.load import prefixes
from lingmix.errors import LingmixError
from lingmix.train.rows import NONE, Numbers, Rows

if TYPE_CHECKING:
    from lingmix.lexicon.pairs import WordPairs

Between = Literal["passage", "translation"]
Matcher = Callable[[str, str, str, str], "WordPairs"]
"""Two texts and their languages to their words and the pairs among them."""


class Instances:
    """Finds the words of two texts of a row in two languages, and the tokens of each.

    Args:
        model: whose tokens they are; its tokenizer has to tell where a token comes from.
        between: whether the second text is the passage or the query's translation.
        match: finds words and pairs.
    """

    def __init__(self, model: SentenceTransformer, between: Between, match: Matcher) -> None:
        self.between = between
        self.match = match
        self.query_prefix, self.passage_prefix = prefixes(model)
        first: Any = model[0]
        self.static = type(first) is StaticEmbedding
        self.tokenizer = first.tokenizer
        self.max_length = model.max_seq_length
        if not self.static and not self.tokenizer.is_fast:
            raise LingmixError("token_alignment: this encoder's tokenizer does not tell where its tokens come from")
        self._spans: dict[tuple[str, str], Numbers] = {}

    def batch(self, rows: Rows, numbers: Numbers, places: Mapping[str, Tensor], lengths: Numbers) -> dict[str, Tensor]:
        """The words of the rows ``numbers``.

        Args:
            rows: where the texts are.
            numbers: int64 (B,), the batch's rows.
            places: for ``query``, ``passage`` and ``translation``, where each text is among the batch's texts.
            lengths: int64 (texts,), tokens of each of the batch's texts.

        Returns:
            ``word_tokens`` int64 (K,), positions among the tokens of all the batch's texts; ``word_of`` int64 (K,), the
            word that each belongs to; ``word_instance`` int64 (W,); ``word_pairs`` int64 (P, 2). Words whose tokens
            were cut off are left out, and so are instances without a pair.
        """
        starts = np.concatenate([[0], np.cumsum(lengths)])
        translated = iter(places["translation"].tolist())
        tokens: list[Numbers] = []
        instance: list[int] = []
        pairs: list[tuple[int, int]] = []
        for row, number in enumerate(numbers):
            if self.between == "translation":
                second = int(rows.translation[number])
                lang = int(rows.translation_lang[number])
                place = next(translated) if second != NONE else -1
                prefix = self.query_prefix
            else:
                second, lang = int(rows.passage[number]), int(rows.passage_lang[number])
                place, prefix = int(places["passage"][row]), self.passage_prefix
            if second == NONE or lang == rows.query_lang[number]:
                continue
            first_text, second_text = rows.texts[rows.query[number]], rows.texts[second]
            languages = rows.languages[rows.query_lang[number]], rows.languages[lang]
            found = self.match(first_text, second_text, *languages)
            if not len(found.pairs):
                continue
            ours = self._tokens(self.query_prefix, first_text, found.first_spans)
            theirs = self._tokens(prefix, second_text, found.second_spans)
            ours = [word + starts[int(places["query"][row])] for word in ours]
            theirs = [word + starts[place] for word in theirs]
            whole = [pair for pair in found.pairs if len(ours[pair[0]]) and len(theirs[pair[1]])]
            if not whole:
                continue
            # the other half of a pair that was cut off is no unpaired word, which would repel
            halved = {(0, left) for left, _ in found.pairs} | {(1, right) for _, right in found.pairs}
            halved -= {(0, left) for left, _ in whole} | {(1, right) for _, right in whole}
            position: dict[tuple[int, int], int] = {}
            for side, words in enumerate((ours, theirs)):
                for word, positions in enumerate(words):
                    if len(positions) and (side, word) not in halved:
                        position[side, word] = len(tokens)
                        tokens.append(positions)
                        instance.append(row)
            pairs += [(position[0, left], position[1, right]) for left, right in whole]
        sizes = [len(word) for word in tokens]
        return {
            "word_tokens": _tensor(np.concatenate(tokens) if tokens else []),
            "word_of": _tensor(np.repeat(np.arange(len(tokens)), sizes)),
            "word_instance": _tensor(instance),
            "word_pairs": _tensor(pairs).reshape(-1, 2),
        }

    def _tokens(self, prefix: str, text: str, words: Any) -> list[Numbers]:
        """For each word the positions of the tokens that share a character with it."""
        spans = self._offsets(prefix, text)
        begin, end = spans[:, 0], spans[:, 1]
        shift = len(prefix)
        return [np.flatnonzero((begin < stop + shift) & (end > start + shift)) for start, stop in words]

    def _offsets(self, prefix: str, text: str) -> Numbers:
        """The characters that each token comes from, int64 (tokens, 2); special tokens come from none."""
        if (prefix, text) not in self._spans:
            if self.static:
                offsets = self.tokenizer.encode(prefix + text, add_special_tokens=False).offsets
            else:
                offsets = self.tokenizer(
                    prefix + text, truncation=True, max_length=self.max_length, return_offsets_mapping=True
                )["offset_mapping"]
            self._spans[prefix, text] = np.array(offsets, dtype=np.int64).reshape(-1, 2)
        return self._spans[prefix, text]


def _tensor(values: Any) -> Tensor:
    return torch.from_numpy(np.asarray(values, dtype=np.int64))
