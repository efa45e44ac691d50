"""Tiny models of both families translate as they were taught, alone or in company."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_translators import FLORES, english, translated

from lingmix.config.dataset import Translated
from lingmix.errors import LingmixError
from lingmix.translate.load import load
from lingmix.translate.translator import Translator

DRAW = random.Random(7)
TEXTS = sorted({english(DRAW) for _ in range(30)})


def spec(folder: Path, **values: Any) -> Translated:
    return Translated(
        **{
            "kind": "translated",
            "of": "own",
            "languages": ("de", "zh"),
            "model": str(folder),
            "max_length": 24,
            **values,
        }
    )


@pytest.fixture(params=["nllb", "m2m100"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(f"{request.param}_folder")
    return found


@pytest.fixture
def translator(folder: Path) -> Translator:
    return load(spec(folder), "datasets.own")[0]


@pytest.mark.parametrize("target", ["de", "zh"])
def test_it_translates_as_it_was_taught(translator: Translator, target: str) -> None:
    made = translator.translate(translator.tokens(TEXTS), "en", target)
    assert [one.text for one in made] == [translated(text, target) for text in TEXTS]
    assert not any(one.cut or one.endless for one in made)


def test_company_in_a_batch_changes_nothing(translator: Translator) -> None:
    tokens = translator.tokens(TEXTS)
    together = translator.translate(tokens, "en", "de")
    assert together == [translator.translate([ids], "en", "de")[0] for ids in tokens]
    assert together == translator.translate(tokens[::-1], "en", "de")[::-1]


def test_transformers_own_way_gives_the_same(folder: Path, translator: Translator) -> None:
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    nllb = folder.name == "nllb"
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, src_lang=FLORES["en"] if nllb else "en")
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True).eval()
    target = tokenizer.convert_tokens_to_ids(FLORES["de"]) if nllb else tokenizer.get_lang_id("de")
    for text in TEXTS[:8]:
        batch = tokenizer(text, return_tensors="pt")
        made = model.generate(**batch, forced_bos_token_id=target, num_beams=4, max_new_tokens=24)
        (own,) = translator.translate(translator.tokens([text]), "en", "de")
        assert own.text == tokenizer.batch_decode(made, skip_special_tokens=True)[0].strip()
        assert own.source_tokens == batch["input_ids"].shape[1] - 2
        # what starts the decoder, the language and the end are not counted
        assert own.tokens == made.shape[1] - 3


def test_what_does_not_fit_is_cut_and_said_to_be(folder: Path) -> None:
    short, _ = load(spec(folder, max_length=8), "datasets.own")
    fits, longer = "red house old", "red house old boat new green sees likes red"
    made = short.translate(short.tokens([fits, longer]), "en", "de")
    assert [one.cut for one in made] == [False, True]
    assert made[1].source_tokens == 9
    assert made[0].text == translated(fits, "de")
    # six words are left beside the marks
    (alone,) = short.translate([short.tokens([longer])[0][:6]], "en", "de")
    assert made[1].text == alone.text


def test_what_does_not_end_is_said_not_to(folder: Path, translator: Translator) -> None:
    eos = translator._tokenizer.eos_token_id
    translator._model.generation_config.suppress_tokens = [eos]
    (made,) = translator.translate(translator.tokens(["red house"]), "en", "de")
    assert made.endless
    assert made.tokens > 3


@pytest.mark.parametrize(("source", "target"), [("xx", "de"), ("en", "xx")])
def test_languages_it_does_not_have_are_refused(translator: Translator, source: str, target: str) -> None:
    with pytest.raises(LingmixError, match="does not translate 'xx': unknown language 'xx'"):
        translator.translate(translator.tokens(["red"]), source, target)
    with pytest.raises(LingmixError, match="does not translate 'xx'"):
        translator.check(source, target)
    translator.check("en", "zh")


def test_too_little_memory_is_told(translator: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**values: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(translator._model, "generate", fail)
    with pytest.raises(LingmixError, match="batch of 2 texts; lower batch_tokens or num_beams"):
        translator.translate(translator.tokens(["red", "green"]), "en", "de")
