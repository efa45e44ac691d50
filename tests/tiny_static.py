"""A bag of embeddings over the words w0 … w39, optionally with dropout."""

from __future__ import annotations

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dropout, StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

VOCABULARY = {"[UNK]": 0, **{f"w{number}": number + 1 for number in range(40)}}


def tiny_model(*, dropout: float = 0.0, prompts: dict[str, str] | None = None) -> SentenceTransformer:
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    weights = torch.randn(len(VOCABULARY), 8, generator=torch.Generator().manual_seed(0))
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), *([Dropout(dropout)] if dropout else [])]
    return SentenceTransformer(modules=modules, device="cpu", prompts=prompts, local_files_only=True)
