from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from sentence_transformers import SentenceTransformer
from tiny_bert import SPECIAL, tiny_bert
from tiny_rows import run
from tiny_static import tiny_model

from lingmix.train import run as run_module
from lingmix.train.vocabulary import TrimmedVocabulary, can_trim, decay_of_idle, renumbered, used_tokens


def weights(model: SentenceTransformer) -> dict[str, torch.Tensor]:
    return {name: value.detach().clone() for name, value in model.named_parameters()}


@pytest.mark.parametrize("values", [{}, {"schedule": "cosine"}, {"micro_batch_tokens": 16}])
def test_training_a_part_of_the_vocabulary_is_training_all_of_it(
    values: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"weight_decay": 0.1, "checkpoint_seconds": 600, **values}
    part = tiny_bert(tmp_path / "model")
    first = weights(part)
    run(part, tmp_path / "part", **given)
    whole = tiny_bert(tmp_path / "model")
    monkeypatch.setattr(run_module, "can_trim", lambda *_: False)
    run(whole, tmp_path / "whole", **given)
    found, expected = weights(part), weights(whole)
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value, atol=2e-6, rtol=1e-5, msg=name)
    (name,) = [name for name in expected if "word_embeddings" in name]
    # words above 39 are in no text: AdamW's decay alone moves them
    assert not torch.equal(expected[name][len(SPECIAL) + 40 :], first[name][len(SPECIAL) + 40 :])
    assert found[name].shape == first[name].shape


def test_only_used_and_special_tokens_are_kept_and_the_padding_stays(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    texts = ["w7 w3", "w7 w50"]
    assert used_tokens(model, texts).tolist() == [0, 1, 2, 3, 4, 8, 12, 55]
    before = model.encode(texts)
    full = model[0].auto_model.get_input_embeddings()
    trimmed = TrimmedVocabulary(model, texts)
    small = model[0].auto_model.get_input_embeddings()
    assert small.weight.shape == (8, 16)
    assert small.padding_idx == 1
    features = renumbered(model.preprocess(texts), trimmed.renumber)
    with torch.no_grad():
        torch.testing.assert_close(model(features)["sentence_embedding"], torch.from_numpy(before))
    with pytest.raises(ValueError, match="trimmed of"):
        renumbered(model.preprocess(["w8"]), trimmed.renumber)
    trimmed.restore(0.5)
    assert model[0].auto_model.get_input_embeddings() is full
    torch.testing.assert_close(torch.from_numpy(model.encode(texts)), torch.from_numpy(before))


def test_what_cannot_be_trimmed_exactly_is_left_alone(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    assert can_trim(model, 10)
    assert not can_trim(model, 10**7)
    assert not can_trim(tiny_model(), 10)
    # position numbers count from the padding token's, which would move
    model[0].auto_model.get_input_embeddings().padding_idx = 20
    assert not can_trim(model, 10)


def test_the_decay_of_an_idle_weight_is_that_of_adamw() -> None:
    weight = torch.nn.Parameter(torch.ones(()))
    rates = [0.1, 0.05, 0.2]
    optimizer = torch.optim.AdamW([weight], lr=1.0, weight_decay=0.3)
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = torch.zeros(())
        optimizer.step()
    assert decay_of_idle(rates, 0.3) == pytest.approx(weight.item())
