"""A model comes from a directory or from the hub's cache; what cannot be had or read is said in words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from huggingface_hub import errors

from lingmix.config.dataset import Translated
from lingmix.errors import LingmixError
from lingmix.translate.load import load

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "encoders"))
from tiny_models import SHA, hub_cache, plain_transformer

TRANSLATE = """
import json, sys
from lingmix.config.dataset import Translated
from lingmix.errors import LingmixError
from lingmix.translate.load import load
try:
    translator, settings = load(Translated(**json.loads(sys.argv[1])), "datasets.own")
    print(json.dumps([translator.translate(translator.tokens(["red house"]), "en", "de")[0].text, settings]))
except LingmixError as error:
    print("ERROR", error)
"""


def spec(model: Path | str, **values: Any) -> Translated:
    return Translated(**{"kind": "translated", "of": "own", "languages": ("de",), "model": str(model), **values})


def in_cache(cache: Path) -> str:
    """Run in a new process, because huggingface_hub reads its environment on import."""
    settings = spec("someone/tiny", revision=SHA).model_dump(mode="json")
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache), "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", TRANSLATE, json.dumps(settings)],
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_model_of_the_hub_comes_out_of_the_cache_offline(nllb_folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(nllb_folder, tmp_path / "copy")  # which the cache takes over
    text, settings = json.loads(in_cache(hub_cache(tmp_path / "cache", copy, "someone/tiny")))
    assert text == "rot haus"
    assert settings["model"] == f"someone/tiny@{SHA}"


def test_one_that_is_not_in_the_cache_is_told_with_how_to_get_it(tmp_path: Path) -> None:
    said = in_cache(tmp_path)
    assert said.startswith(f"ERROR datasets.own: someone/tiny@{SHA} is not complete in the cache {tmp_path}")
    assert "HF_HUB_OFFLINE forbids downloading it" in said
    assert f"hf download someone/tiny --revision {SHA}" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.GatedRepoError, "is gated: accept its terms at https://huggingface.co/someone/tiny and run"),
        (errors.RevisionNotFoundError, "has the model but not this commit; see .*/someone/tiny/commits/main"),
        (errors.RepositoryNotFoundError, "is not there, or it is private"),
        (errors.LocalEntryNotFoundError, "is not complete in the cache"),
        (OSError, "is not complete in the cache"),
    ],
)
def test_what_the_hub_refuses_is_explained(monkeypatch: pytest.MonkeyPatch, error: type[Exception], said: str) -> None:
    def refuse(*args: object, **settings: object) -> str:
        raise error.__new__(error)

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(LingmixError, match=said):
        load(spec("someone/tiny", revision=SHA), "datasets.own")


def test_no_repository_id(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="is no repository, which reads owner/name; for a directory leave"):
        load(spec(tmp_path / "no" / "id", revision=SHA), "datasets.own")


def test_a_missing_directory_may_have_been_meant_for_the_hub() -> None:
    with pytest.raises(LingmixError, match=r"own\.model: there is no directory some/one .*give `revision` too"):
        load(spec("some/one"), "datasets.own")


def test_pickles_are_not_read(nllb_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(nllb_folder, tmp_path / "m", ignore=shutil.ignore_patterns("*.safetensors"))
    (tmp_path / "m" / "pytorch_model.bin").write_bytes(b"anything")
    with pytest.raises(LingmixError, match="has no safetensors weights; pickles can run code"):
        load(spec(tmp_path / "m"), "datasets.own")


def test_a_broken_model_is_named(nllb_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(nllb_folder, tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(LingmixError, match=r"datasets\.own: .*/m cannot be loaded as a translation model"):
        load(spec(tmp_path / "m"), "datasets.own")


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="cannot be loaded as a translation model"):
        load(spec(plain_transformer(tmp_path / "m")), "datasets.own")


def test_a_translation_model_without_language_codes_is_refused(nllb_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(nllb_folder, tmp_path / "m")
    words = json.loads((tmp_path / "m" / "tokenizer.json").read_text())
    words["added_tokens"] = words["added_tokens"][:4]
    (tmp_path / "m" / "tokenizer.json").write_text(json.dumps(words))
    config = json.loads((tmp_path / "m" / "tokenizer_config.json").read_text())
    del config["additional_special_tokens"]
    (tmp_path / "m" / "tokenizer_config.json").write_text(
        json.dumps({**config, "tokenizer_class": "TokenizersBackend"})
    )
    with pytest.raises(LingmixError, match="is neither an NLLB nor an M2M-100 model: its tokenizer, TokenizersBackend"):
        load(spec(tmp_path / "m"), "datasets.own")


def test_what_identifies_a_translation(nllb_folder: Path, tmp_path: Path) -> None:
    _, settings = load(spec(nllb_folder), "datasets.own")
    shutil.copytree(nllb_folder, tmp_path / "elsewhere")
    same = spec(tmp_path / "elsewhere", batch_tokens=7, max_ratio=2, texts="query", unit="text", languages=("zh",))
    assert load(same, "datasets.own")[1] == settings
    for change in ({"num_beams": 2}, {"max_length": 99}, {"precision": "bfloat16"}):
        assert load(spec(nllb_folder, **change), "datasets.own")[1] != settings
    (tmp_path / "elsewhere" / "generation_config.json").write_text('{"no_repeat_ngram_size": 2}')
    assert load(same, "datasets.own")[1] != settings


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_float16_needs_a_gpu(nllb_folder: Path) -> None:
    with pytest.raises(LingmixError, match=r"datasets\.own\.precision: float16 needs a GPU"):
        load(spec(nllb_folder, precision="float16"), "datasets.own")


def test_the_model_computes_as_it_is_told(nllb_folder: Path) -> None:
    translator, _ = load(spec(nllb_folder, precision="bfloat16"), "datasets.own")
    assert translator._model.dtype == torch.bfloat16
    assert not translator._model.training
