from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_bert import tiny_bert
from tiny_rows import run

from lingmix.config.train import Lora
from lingmix.errors import LingmixError
from lingmix.train.adapters import add_adapters, merge_adapters

TEXTS = ["w1 w2", "w5"]


def test_only_adapters_are_trained_and_merging_changes_no_embedding(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path / "model")
    names = {name for name, _ in model.named_parameters()}
    add_adapters(model, Lora(rank=2, targets=("query", "value")))
    trained = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    assert trained
    assert all("lora_" in name for name in trained)
    with torch.no_grad():
        for weight in trained.values():
            weight.normal_(generator=torch.Generator().manual_seed(3))
    before = model.encode(TEXTS)
    merge_adapters(model)
    assert {name for name, _ in model.named_parameters()} == names
    torch.testing.assert_close(torch.from_numpy(model.encode(TEXTS)), torch.from_numpy(before), atol=1e-5, rtol=1e-5)
    model.save_pretrained(str(tmp_path / "saved"))
    assert not list((tmp_path / "saved").rglob("adapter*"))
    again = type(model)(str(tmp_path / "saved"), device="cpu", local_files_only=True)
    torch.testing.assert_close(torch.from_numpy(again.encode(TEXTS)), torch.from_numpy(before), atol=1e-5, rtol=1e-5)


def test_training_changes_the_targeted_layers_alone_and_the_same_way_twice(tmp_path: Path) -> None:
    first = {name: value.detach().clone() for name, value in tiny_bert(tmp_path / "m").named_parameters()}
    models = [tiny_bert(tmp_path / "m") for _ in range(2)]
    for number, model in enumerate(models):
        run(model, tmp_path / str(number), lora={"rank": 2, "targets": ["query"]}, checkpoint_seconds=600)
    changed = {name for name, value in models[0].named_parameters() if not torch.equal(value, first[name])}
    assert {name.split(".")[-2] for name in changed} == {"query"}
    for one, two in zip(models[0].parameters(), models[1].parameters(), strict=True):
        assert torch.equal(one, two)


def test_layers_that_are_not_there_are_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"train\.lora\.targets(.|\n)*dense.*query"):
        add_adapters(tiny_bert(tmp_path), Lora(targets=("qurey",)))
