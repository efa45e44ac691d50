"""Tiny models made on the spot."""

from __future__ import annotations

from pathlib import Path

TEXTS = [
    f"{verb} {noun} {place}?"
    for verb in ("find the", "where is a", "who saw the", "sell that")
    for noun in ("red river", "old town", "high mountain", "small harbour", "lost letter", "long bridge")
    for place in ("in Rome", "near Athens", "of Hanoi", "by Ankara", "from Delhi")
]
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va")
TEXTS += [f"{one}{two} {two}{one}" for one in SYLLABLES for two in SYLLABLES]
SHA = "0123456789abcdef0123456789abcdef01234567"


def plain_transformer(
    folder: Path, *, family: str = "bert", positions: int = 40, model_max_length: int = 10**30
) -> Path:
    """A transformers directory: one layer of 16 dimensions with random weights and a word tokenizer."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    words = sorted({word for text in TEXTS for word in text.strip("?").split()})
    vocabulary = {word: index for index, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    shape = {
        "vocab_size": len(vocabulary),
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": positions,
        "pad_token_id": 1,
    }
    torch.manual_seed(1)
    model = BertModel(BertConfig(**shape)) if family == "bert" else XLMRobertaModel(XLMRobertaConfig(**shape))
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>", model_max_length=model_max_length
    ).save_pretrained(folder)
    return folder


def sentence_transformer(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A sentence-transformers directory around the same model, with CLS pooling."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    body = Transformer(str(plain_transformer(folder.parent / f"{folder.name}-body")))
    model = SentenceTransformer(modules=[body, Pooling(16, "cls")], prompts=prompts, device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


def as_pickle(folder: Path) -> None:
    """Turn the directory's weights into a pickle."""
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def hub_cache(folder: Path, model: Path, repository: str) -> Path:
    """A hub cache that holds ``model`` as ``repository`` at the commit ``SHA``."""
    snapshot = folder / f"models--{repository.replace('/', '--')}" / "snapshots" / SHA
    snapshot.parent.mkdir(parents=True)
    model.rename(snapshot)
    return folder
