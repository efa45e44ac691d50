from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import errors
from safetensors.numpy import load_file
from tiny_models import SHA, as_pickle, hub_cache, plain_transformer, sentence_transformer

from lingmix.config import encoder as config
from lingmix.encoders.build import build
from lingmix.encoders.load import load
from lingmix.errors import LingmixError

BUILD = """
import json, sys
from pathlib import Path
from lingmix.config.encoder import Hub
from lingmix.encoders.build import build
from lingmix.errors import LingmixError
try:
    build(Hub(**json.loads(sys.argv[1])), Path(sys.argv[2]))
except LingmixError as error:
    print("ERROR", error)
"""


def spec(path: Path, **settings: object) -> config.Path:
    return config.Path(kind="path", path=str(path), **settings)


def build_from_hub(cache: Path, out: Path, **settings: object) -> str:
    """Run in a new process, because huggingface_hub reads its environment on import."""
    settings = {"kind": "hub", "model": "someone/tiny", "revision": SHA, **settings}
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache), "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, json.dumps(settings), str(out)],
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_sentence_transformers_directory_keeps_vectors_and_pooling(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    build(spec(source), tmp_path / "out")
    a, b = (load(folder, "cpu") for folder in (source, tmp_path / "out"))
    assert np.array_equal(a.encode(["the red river"]), b.encode(["the red river"]))
    assert b[1].pooling_mode == "cls"


def test_pooling_of_the_study_replaces_the_models_own(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    build(spec(source, pooling="mean"), tmp_path / "out")
    assert load(tmp_path / "out", "cpu")[1].pooling_mode == "mean"


def test_a_plain_model_is_pooled_as_asked(tmp_path: Path) -> None:
    source = plain_transformer(tmp_path / "source")
    build(spec(source, pooling="mean"), tmp_path / "mean")
    build(spec(source, pooling="max"), tmp_path / "max")
    mean, most = load(tmp_path / "mean", "cpu"), load(tmp_path / "max", "cpu")
    tokens = mean.encode("the red river", output_value="token_embeddings").numpy()
    assert np.allclose(mean.encode("the red river"), tokens.mean(0), atol=1e-6)
    assert np.allclose(most.encode("the red river"), tokens.max(0), atol=1e-6)


def test_a_plain_model_without_pooling_is_an_error_for_the_user(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="set `pooling` to mean, cls, max or lasttoken"):
        build(spec(plain_transformer(tmp_path / "source")), tmp_path / "out")


def test_weights_that_the_source_lacks_are_the_same_every_time(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    source = plain_transformer(tmp_path / "source")
    weights = load_file(source / "model.safetensors")
    save_file({k: v for k, v in weights.items() if "pooler" not in k}, source / "model.safetensors", {"format": "pt"})
    for name in ("a", "b"):
        build(spec(source, pooling="mean"), tmp_path / name)
    a, b = (load_file(tmp_path / name / "model.safetensors") for name in ("a", "b"))
    assert set(a) == set(weights)
    assert all(np.array_equal(a[key], b[key]) for key in a)


@pytest.mark.parametrize("make", [plain_transformer, sentence_transformer])
def test_pickle_weights_are_refused_with_a_way_out(tmp_path: Path, make: object) -> None:
    source = make(tmp_path / "source")
    as_pickle(source)
    with pytest.raises(LingmixError, match=r"only pickle weights \(pytorch_model.bin\).*kind: path"):
        build(spec(source, pooling="mean"), tmp_path / "out")


def test_half_precision_weights_become_float32(tmp_path: Path) -> None:
    from transformers import AutoModel

    source = plain_transformer(tmp_path / "source")
    AutoModel.from_pretrained(source).half().save_pretrained(source)
    assert {str(v.dtype) for v in load_file(source / "model.safetensors").values()} == {"float16"}
    build(spec(source, pooling="mean"), tmp_path / "out")
    assert {str(v.dtype) for v in load_file(tmp_path / "out" / "model.safetensors").values()} == {"float32"}


def test_code_in_a_repository_runs_only_if_the_study_says_so(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    modules = json.loads((source / "modules.json").read_text())
    modules[1]["type"] = "mine.Mine"
    (source / "modules.json").write_text(json.dumps(modules))
    (source / "mine.py").write_text(
        "from pathlib import Path\n"
        "from sentence_transformers.sentence_transformer.modules import Pooling\n"
        f"Path({str(tmp_path / 'ran')!r}).touch()\n"
        "class Mine(Pooling): pass\n"
    )
    with pytest.raises(LingmixError, match="set `trust_remote_code: true`"):
        build(spec(source), tmp_path / "out")
    assert not (tmp_path / "ran").exists()
    build(spec(source, trust_remote_code=True), tmp_path / "trusted")
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(("files", "said"), [([], "no files"), (["a.txt"], "There are: a.txt")])
def test_a_directory_without_a_model_lists_what_it_holds(tmp_path: Path, files: list[str], said: str) -> None:
    (tmp_path / "source").mkdir()
    for name in files:
        (tmp_path / "source" / name).touch()
    with pytest.raises(LingmixError, match=f"neither modules.json nor config.json.*{said}"):
        build(spec(tmp_path / "source"), tmp_path / "out")


def test_a_missing_directory_is_an_error_for_the_user(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="no such directory"):
        build(spec(tmp_path / "missing"), tmp_path / "out")


def test_broken_weights_are_an_error_for_the_user(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    (source / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(LingmixError, match="cannot be loaded"):
        build(spec(source), tmp_path / "out")


def test_a_hub_model_comes_out_of_the_cache_offline(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    expected = load(source, "cpu").encode("the red river")
    cache = hub_cache(tmp_path / "cache", source, "someone/tiny")
    assert build_from_hub(cache, tmp_path / "out") == ""
    assert np.array_equal(load(tmp_path / "out", "cpu").encode("the red river"), expected)


def test_a_hub_model_that_is_not_in_the_cache_says_how_to_get_it(tmp_path: Path) -> None:
    said = build_from_hub(tmp_path, tmp_path / "out")
    assert said.startswith("ERROR")
    assert "HF_HUB_OFFLINE" in said
    assert f"hf download someone/tiny --revision {SHA}" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.GatedRepoError, "is gated: accept its terms at .*hf auth login"),
        (errors.RevisionNotFoundError, "has the model but not this commit"),
        (errors.RepositoryNotFoundError, "no such model, or it is private"),
        (errors.LocalEntryNotFoundError, "is not complete in the cache"),
    ],
)
def test_what_the_hub_refuses_is_explained(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: type[Exception], said: str
) -> None:
    def refuse(*args: object, **settings: object) -> str:
        raise error.__new__(error)

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(LingmixError, match=said):
        build(config.Hub(kind="hub", model="someone/tiny", revision=SHA), tmp_path / "out")


def test_a_directory_given_as_a_hub_model_is_pointed_to_the_other_kind(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="use `kind: path`"):
        build(config.Hub(kind="hub", model="/models/mine/e5", revision=SHA), tmp_path / "out")


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ("[", "is no list of modules"),
        ("5", "is no list of modules"),
        ('[{"type": "a.B"}]', "is no list of modules"),
        ("[" * 100_000, "is no list of modules"),
        ('[{"path": "../../elsewhere"}]', "not inside the model's"),
        ('[{"path": "/etc"}]', "not inside the model's"),
    ],
)
def test_a_list_of_modules_that_is_none_is_refused_in_words(tmp_path: Path, modules: str, said: str) -> None:
    source = sentence_transformer(tmp_path / "source")
    (source / "modules.json").write_text(modules)
    with pytest.raises(LingmixError, match=said):
        build(spec(source), tmp_path / "out")


def test_a_module_is_no_function_that_happens_to_be_installed(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    for kind in ("os.system", "subprocess.Popen", "builtins.exec"):
        (source / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": kind}]))
        with pytest.raises(LingmixError, match="set `trust_remote_code: true`"):
            build(spec(source), tmp_path / "out")
        with pytest.raises(ValueError, match="trust_remote_code"):
            load(source, "cpu")


def test_a_folder_with_pickles_is_not_loaded(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    (source / "1_Pooling" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(LingmixError, match=r"holds pickle files \(1_Pooling/pytorch_model\.bin\)"):
        load(source, "cpu")
