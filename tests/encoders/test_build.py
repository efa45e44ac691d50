from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_models import TEXTS, plain_transformer, sentence_transformer

from lingmix.config import encoder as config
from lingmix.encoders.build import build
from lingmix.encoders.load import load, prefixes
from lingmix.errors import LingmixError


def spec(path: Path, **settings: object) -> config.Path:
    return config.Path(kind="path", path=str(path), **settings)


def test_prefixes_of_the_study_reach_every_way_of_encoding(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source", prompts={"query": "sell ", "passage": "who "})
    build(spec(source, prefixes=config.Prefixes(query="find ", passage="where ")), tmp_path / "out")
    model = load(tmp_path / "out", "cpu")
    assert prefixes(model) == ("find ", "where ")
    query, passage = model.encode("find red river"), model.encode("where red river")
    assert not np.allclose(query, passage)
    assert np.array_equal(model.encode_query("red river"), query)
    assert np.array_equal(model.encode("red river", prompt_name="query"), query)
    assert np.array_equal(model.encode_document("red river"), passage)
    assert np.array_equal(model.encode("red river", prompt_name="document"), passage)
    assert np.array_equal(model.encode("red river", prompt_name="passage"), passage)


def test_declared_passage_prefix_also_serves_encode_document(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source", prompts={"query": "sell ", "passage": "who "})
    build(spec(source), tmp_path / "out")
    model = load(tmp_path / "out", "cpu")
    assert prefixes(load(source, "cpu")) == prefixes(model) == ("sell ", "who ")
    assert np.array_equal(model.encode_document("red river"), model.encode("who red river"))


def test_empty_prefixes_switch_declared_ones_off(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source", prompts={"query": "sell ", "passage": "who "})
    build(spec(source, prefixes=config.Prefixes()), tmp_path / "out")
    model = load(tmp_path / "out", "cpu")
    assert prefixes(model) == ("", "")
    assert np.array_equal(model.encode_query("red river"), model.encode("red river"))


def test_max_length_survives_and_cuts_texts(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    build(spec(source, max_length=8), tmp_path / "out")
    model = load(tmp_path / "out", "cpu")
    assert model.max_seq_length == 8
    assert model.preprocess(["red " * 50])["input_ids"].shape == (1, 8)


def test_max_length_beyond_the_positions_is_an_error_for_the_user(tmp_path: Path) -> None:
    source = sentence_transformer(tmp_path / "source")
    with pytest.raises(LingmixError, match="max_length: 41 is beyond the 40 positions"):
        build(spec(source, max_length=41), tmp_path / "out")


@pytest.mark.parametrize(("family", "usable"), [("bert", 40), ("xlm-roberta", 38)])
def test_a_model_without_a_length_gets_the_positions_it_can_use(tmp_path: Path, family: str, usable: int) -> None:
    source = plain_transformer(tmp_path / "source", family=family)
    build(spec(source, pooling="mean"), tmp_path / "out")
    model = load(tmp_path / "out", "cpu")
    assert model.max_seq_length == usable
    assert np.isfinite(model.encode("red " * 100)).all()


def test_max_length_of_a_bag_of_tokens_is_an_error_for_the_user(tmp_path: Path) -> None:
    build(config.Static(kind="static", dim=8, vocabulary=300), tmp_path / "source", texts=TEXTS, seed=1)
    with pytest.raises(LingmixError, match="reads texts whole"):
        build(spec(tmp_path / "source", max_length=16), tmp_path / "out")


def test_an_encoder_is_never_written_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(LingmixError, match="exists already"):
        build(config.Static(kind="static", vocabulary=300), tmp_path, texts=TEXTS, seed=1)


def test_loading_a_directory_that_is_no_encoder_says_so(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"holds no modules\.json"):
        load(tmp_path)
    with pytest.raises(LingmixError, match="does not exist"):
        load(tmp_path / "missing")
