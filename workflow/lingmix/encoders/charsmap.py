"""A per-character normalisation table in the form that SentencePiece models carry and tokenizers can run.

``tokenizers.normalizers.Precompiled`` reads a little-endian blob: the size of a trie in bytes, the trie as a
double array of 32-bit units (layout of darts-clone: bits 0-7 label, 8 has a value, 10-30 offset; a value unit has
bit 31 set), then the replacements, each ended by a NUL. A node's value is its replacement's place in the latter.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

VALUE = 1 << 31
HAS_VALUE = 1 << 8


def compile_charsmap(table: Mapping[str, str]) -> bytes:
    """The blob that replaces each character of ``table`` by its string and leaves all others as they are."""
    if any("\0" in key or not key or "\0" in value for key, value in table.items()):
        raise ValueError("a key must not be empty and neither side may hold a NUL")
    replacements = bytearray()
    trie: dict[int, Any] = {}
    for key in sorted(table):
        node = trie
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[0] = {"value": len(replacements)}
        replacements += table[key].encode() + b"\0"
    units = _double_array(trie)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(replacements)


def _double_array(trie: dict[int, Any]) -> list[int]:
    """Place every node's children at ``base ^ byte``, where base is the node's index xor its offset."""
    units: dict[int, int] = {0: 0}
    waiting = [(0, trie)]
    lowest = 1
    while waiting:
        index, node = waiting.pop()
        while lowest in units:
            lowest += 1
        first = min(node, default=0)
        slot = lowest
        while (slot ^ first) == 0 or any(slot ^ first ^ byte in units for byte in node):
            slot += 1
        base = slot ^ first
        offset = index ^ base
        if offset >= 1 << 21:
            raise ValueError("the table is too large for one-step offsets")
        units[index] |= offset << 10 | (HAS_VALUE if 0 in node else 0)
        for byte, child in node.items():
            if byte == 0:
                units[base] = VALUE | child["value"]
            else:
                units[base ^ byte] = byte
                waiting.append((base ^ byte, child))
    return [units.get(index, 0) for index in range((max(units) | 255) + 1)]
