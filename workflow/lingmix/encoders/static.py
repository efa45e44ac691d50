"""A bag of token embeddings that knows nothing before training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lingmix.config.encoder import Static
from lingmix.encoders.unigram import UNKNOWN, train_unigram
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

CHARACTERS = 3_000_000
"""Characters of text that a vocabulary is learned from; of more, texts at even distances are taken."""


def make(spec: Static, texts: Sequence[str], seed: int | None) -> SentenceTransformer:
    """A ``StaticEmbedding`` with a vocabulary learned from ``texts`` and weights drawn from ``seed``.

    Weights are normal with mean 0 and standard deviation dim^-1/2, so that a token's vector has an expected squared
    length of 1. A text is the mean of its tokens' vectors; one without tokens is the zero vector.
    Raises LingmixError without a seed and where the texts do not suit the vocabulary.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    if seed is None:
        raise LingmixError("an encoder of kind static draws its weights from a seed, and none was given.")
    tokenizer = make_tokenizer(texts, spec.vocabulary)
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn(tokenizer.get_vocab_size(), spec.dim, generator=generator) * spec.dim**-0.5
    return SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")


def make_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """A Unigram tokenizer of at most ``vocabulary`` tokens; neither order nor repetition of texts matters.

    Texts are brought to NFKC and lower case, cut at spaces (kept as a leading ``▁``) and around punctuation. In
    Thai or Chinese, a whole clause is one such word, and the Unigram model finds the pieces within.
    Raises LingmixError if there are no texts or if their characters alone exceed the vocabulary.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(prepend_scheme="always"), pre_tokenizers.Punctuation("isolated")]
    )
    words: Counter[str] = Counter()
    for text in _sample(sorted(set(texts))):
        words.update(word for word, _ in pre_tokenizer.pre_tokenize_str(normalizer.normalize_str(text)))
    if not words:
        raise LingmixError("an encoder of kind static learns its vocabulary from texts, and there are none.")
    try:
        pieces = train_unigram(dict(sorted(words.items())), vocabulary)
    except ValueError as error:
        raise LingmixError(f"vocabulary: {vocabulary} is too small for a static encoder: {error}.") from error
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens([UNKNOWN])
    return tokenizer


def _sample(texts: list[str]) -> list[str]:
    step = -(-sum(map(len, texts)) // CHARACTERS)
    return texts[:: max(1, step)]
