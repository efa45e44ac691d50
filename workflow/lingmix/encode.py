"""Embeddings of a benchmark's queries and passages under a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lingmix.data.shards import BLOCK, read_blocks
from lingmix.disk import whole
from lingmix.encoders.bag import Bag
from lingmix.errors import LingmixError
from lingmix.seal import seal
from lingmix.tokens import tokenised

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


BATCH_TOKENS = {"cpu": 2048}
"""Tokens of a batch by type of device. On a CPU the activations of more no longer fit into its caches."""
ELSEWHERE = 16_384
"""The same for other devices, which so few would leave idle."""


def encode(model: SentenceTransformer | Bag, texts: Sequence[str], *, prefix: str) -> NDArray[np.float32]:
    """Embed texts: float32 (len(texts), d), L2-normalised, in their order.

    Each distinct text is encoded once, so that equal texts have equal vectors. Texts of as many tokens go together, in
    batches as large in tokens as suits the device; static encoders leave that to sentence-transformers.

    Args:
        model: a loaded sentence-transformers model, or a static one as :func:`lingmix.encoders.bag.read_bag` reads it.
        texts: any number of texts, at least one.
        prefix: what the model puts before such a text.

    Raises:
        LingmixError: the model gives a vector that is not finite.
    """
    distinct = list(dict.fromkeys(texts))
    blocks = (distinct[start : start + BLOCK] for start in range(0, len(distinct), BLOCK))
    vectors = np.concatenate([_encoded(model, block, prefix) for block in blocks])
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(bad):
        raise LingmixError(
            f"{len(bad)} of {len(distinct)} texts have an embedding that is not finite, the first: "
            f"{distinct[bad[0]][:80]!r}. The model has diverged: lower its learning rate and train it again"
        )
    row = {text: number for number, text in enumerate(distinct)}
    return vectors[[row[text] for text in texts]]


def _encoded(model: SentenceTransformer | Bag, texts: list[str], prefix: str) -> NDArray[np.float32]:
    """Distinct texts, of which the tokens are held in memory."""
    if isinstance(model, Bag):
        return model.embed([prefix + text for text in texts])
    tokens = tokenised(model, texts, prefix)
    if tokens is None:
        whole: NDArray[np.float32] = model.encode(
            texts,
            prompt=prefix,  # an empty one, unlike None, keeps the model's default prompt away
            batch_size=64,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        ).astype(np.float32, copy=False)
        return whole
    import torch
    from sentence_transformers.util import batch_to_device

    model.eval()
    vectors = None
    with torch.inference_mode():
        for numbers, features in tokens.batches(BATCH_TOKENS.get(model.device.type, ELSEWHERE)):
            found = model(batch_to_device(features, model.device))["sentence_embedding"][:, : model.truncate_dim]
            found = torch.nn.functional.normalize(found, dim=-1).float().cpu().numpy()
            if vectors is None:
                vectors = np.empty((len(texts), found.shape[1]), dtype=np.float32)
            vectors[numbers] = found
    assert vectors is not None, "there is a text"
    return vectors


def encode_passages(model: SentenceTransformer | Bag, paths: Sequence[str], out: Path, *, prefix: str) -> None:
    """Embed the passages in some tables as :func:`encode` does, into a file with a seal.

    Texts and vectors are not held in memory, but for a block at a time; of each passage a digest of its text is. A
    text that is in several blocks is encoded in the first.

    Args:
        model, prefix: see :func:`encode`.
        paths: tables of passages, read one after the other.
        out: gets float32 (P, d), its rows in the order of :func:`lingmix.data.tables.passage_rows`.

    Raises:
        LingmixError: a table cannot be read, or a vector is not finite.
    """
    places = pd.concat(list(read_blocks(paths, ["part", "lang"])), ignore_index=True)
    order = places.sort_values(["part", "lang"], kind="stable").index.to_numpy()
    row = np.empty(len(order), dtype=np.int64)
    row[order] = np.arange(len(order))
    digests = np.concatenate([_digests(block["text"]) for block in read_blocks(paths, ["text"])])
    _, first, same = np.unique(digests, return_index=True, return_inverse=True)
    source = first[same]
    with whole(out) as part:
        vectors = None
        start = 0
        for block in read_blocks(paths, ["text"]):
            mine = np.arange(start, start + len(block))
            new = mine[source[mine] == mine]
            if len(new):
                found = encode(model, block["text"].iloc[new - start].tolist(), prefix=prefix)
                if vectors is None:
                    shape = (len(order), found.shape[1])
                    vectors = np.lib.format.open_memmap(part, mode="w+", dtype=np.float32, shape=shape)
                vectors[row[new]] = found
            start += len(block)
        assert vectors is not None, "the first text is new"
        copies = np.flatnonzero(source != np.arange(len(source)))
        for some in np.array_split(copies, -(-len(copies) // BLOCK) or 1):
            vectors[row[some]] = vectors[row[source[some]]]
        vectors.flush()
        del vectors
        seal(part)


def _digests(texts: pd.Series[str]) -> NDArray[np.bytes_]:
    """16 bytes for each text, which different texts do not share."""
    return np.array([hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts], dtype="S32")
