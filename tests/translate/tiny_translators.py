"""Tiny NLLB and M2M-100 models, taught a dictionary on the spot, as directories in the layout of the hub."""

from __future__ import annotations

import json
import random
import statistics
from pathlib import Path
from typing import Any

WORDS = {
    "en": ("red", "green", "house", "boat", "old", "new", "sees", "likes"),
    "de": ("rot", "gruen", "haus", "boot", "alt", "neu", "sieht", "mag"),
    "zh": ("红", "绿", "房", "船", "旧", "新", "看", "爱"),
}
FLORES = {"en": "eng_Latn", "de": "deu_Latn", "zh": "zho_Hans"}
LONGEST = 4
STEPS = 2000
"""At most; how many it takes differs between processors."""
LEARNT = 0.002
"""Mean loss per token of the last :data:`RECENT` steps below which words are known by heart."""
RECENT = 40


def translated(text: str, target: str) -> str:
    """The right translation of an English text of these words: word for word, a full stop as it is."""
    table = dict(zip(WORDS["en"], WORDS[target], strict=True))
    return " ".join(table[word.strip(".")] + ("." if word.endswith(".") else "") for word in text.split())


def english(draw: random.Random, longest: int = LONGEST) -> str:
    """A sentence of different English words."""
    return " ".join(draw.sample(WORDS["en"], draw.randint(1, longest))) + draw.choice(["", "."])


def _lines() -> list[str]:
    draw = random.Random(1)
    texts = [english(draw) for _ in range(400)]
    return [*texts, *(translated(text, target) for text in texts for target in ("de", "zh"))]


def nllb(folder: Path) -> Path:
    """NLLB's tokenizer, BPE with FLORES codes as added tokens, and a model that has learnt the dictionary."""
    from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

    folder.mkdir(parents=True)
    trained = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    trained.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trained.train_from_iterator(_lines(), trainers.BpeTrainer(vocab_size=120, special_tokens=special))
    # the codes come after the words, the mask is last
    trained.add_special_tokens([*FAIRSEQ_LANGUAGE_CODES, AddedToken("<mask>", lstrip=True, normalized=True)])
    trained.save(str(folder / "tokenizer.json"))
    return _finish(folder, "NllbTokenizer", FLORES, {"additional_special_tokens": FAIRSEQ_LANGUAGE_CODES})


def m2m100(folder: Path) -> Path:
    """M2M-100's tokenizer, SentencePiece with a vocabulary beside it, and a model that has learnt the dictionary."""
    import sentencepiece
    from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

    folder.mkdir(parents=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_lines()),
        model_prefix=str(folder / "sentencepiece.bpe"),
        vocab_size=90,
        model_type="bpe",
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    ordinary = [piece for piece in map(pieces.id_to_piece, range(pieces.get_piece_size())) if not piece.startswith("<")]
    vocabulary = {piece: number for number, piece in enumerate(["<s>", "<pad>", "</s>", "<unk>", *ordinary])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    marks = [f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]]
    about = {"additional_special_tokens": marks, "language_codes": "m2m100", "num_madeup_words": 8}
    return _finish(folder, "M2M100Tokenizer", {tag: f"__{tag}__" for tag in WORDS}, about)


def _finish(folder: Path, tokenizer_class: str, marks: dict[str, str], about: dict[str, Any]) -> Path:
    """Add a configuration as the hub has it, and the model; ``marks`` are the languages' tokens."""
    from transformers import AutoTokenizer

    special = {"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    config = {**special, **about, "src_lang": None, "tgt_lang": None, "tokenizer_class": tokenizer_class}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    # the tokenizer is looked for by the model's kind
    (folder / "config.json").write_text(json.dumps({"model_type": "m2m_100"}), encoding="utf-8")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    ids = {tag: tokenizer.convert_tokens_to_ids(mark) for tag, mark in marks.items()}
    model = _model(max(len(tokenizer), *ids.values()) + 1)
    _teach(model, tokenizer, ids)
    model.eval().save_pretrained(folder)
    return folder


def _model(vocabulary: int) -> Any:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, set_seed

    set_seed(0)
    width = {"d_model": 48, "encoder_ffn_dim": 96, "decoder_ffn_dim": 96, "max_position_embeddings": 64}
    layers = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 4, "decoder_attention_heads": 4}
    none = {"dropout": 0.0, "attention_dropout": 0.0, "encoder_layerdrop": 0.0, "decoder_layerdrop": 0.0}
    # ids of M2M-100's languages are not all in len(tokenizer)
    config = M2M100Config(vocab_size=vocabulary + 120, init_std=0.1, **width, **layers, **none)
    return M2M100ForConditionalGeneration(config)


def _teach(model: Any, tokenizer: Any, ids: dict[str, int]) -> None:
    import torch

    draw = random.Random(2)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    warmup = torch.optim.lr_scheduler.LinearLR(optimiser, start_factor=0.05, total_iters=30)
    assert tokenizer.src_lang in ("en", FLORES["en"])
    losses: list[float] = []
    for step in range(STEPS):
        texts = [english(draw) for _ in range(32)]
        target = ("de", "zh")[step % 2]
        batch = tokenizer(texts, padding=True, return_tensors="pt")
        answers = [translated(text, target) for text in texts]
        made = [
            [ids[target], *answer, tokenizer.eos_token_id]
            for answer in tokenizer(answers, add_special_tokens=False)["input_ids"]
        ]
        labels = tokenizer.pad({"input_ids": made}, return_tensors="pt")["input_ids"]
        labels[labels == tokenizer.pad_token_id] = -100
        found = model(**batch, labels=labels)
        optimiser.zero_grad()
        found.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        warmup.step()
        # not of an answer's first token, its language, which cannot be foreseen
        words = found.logits[:, 1:].flatten(0, 1), labels[:, 1:].flatten()
        losses.append(torch.nn.functional.cross_entropy(*(part.detach() for part in words)).item())
        if len(losses) > RECENT and statistics.fmean(losses[-RECENT:]) < LEARNT:
            return
    raise AssertionError(f"not learnt in {STEPS} steps")
