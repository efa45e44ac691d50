from __future__ import annotations

import pytest
import torch
from tiny_static import tiny_model

from lingmix.train import tokens
from lingmix.train.tokens import TokenMemory


@pytest.mark.parametrize("prompt", [None, "", "w0 "])
def test_tokens_are_those_of_the_module(prompt: str | None) -> None:
    module = tiny_model()[0]
    memory = TokenMemory(module)
    for texts in (["w1 w2 w3", "w4"], ["w4", "w5 w6", "w4", "nothing known"], ["", "w1 w2 w3"]):
        expected, found = module.preprocess(texts, prompt=prompt), memory(texts, prompt=prompt, task=None)
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            assert torch.equal(found[key], value)
            assert found[key].dtype == value.dtype


def test_each_text_is_tokenised_once_until_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class Counting:
        def encode_batch_fast(self, texts: list[str], **options: bool) -> object:
            seen.extend(texts)
            return tiny_model()[0].tokenizer.encode_batch_fast(texts, **options)

    memory = TokenMemory(tiny_model()[0])
    memory.tokenizer = Counting()
    memory(["w1", "w2", "w1"])
    memory(["w2", "w3"])
    assert seen == ["w1", "w2", "w3"]
    monkeypatch.setattr(tokens, "LIMIT", 2)
    memory(["w1"])
    assert seen == ["w1", "w2", "w3", "w1"]
