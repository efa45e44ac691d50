"""The loss over whole batches: caching, parts, masked tokens, words, and all of it against embeddings by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import CachedMultipleNegativesRankingLoss
from tiny_bert import SPECIAL, tiny_bert
from tiny_rows import make_rows, texts

from lingmix.config.objective import term_classes
from lingmix.errors import LingmixError
from lingmix.lexicon.pairs import WordPairs
from lingmix.objectives.base import Term
from lingmix.objectives.loss import ObjectiveLoss
from lingmix.objectives.terms.additive_margin import AdditiveMargin
from lingmix.objectives.terms.distillation import Distillation
from lingmix.objectives.terms.info_nce import InfoNCE
from lingmix.objectives.terms.language_bias import LanguageBias
from lingmix.objectives.terms.masked_tokens import MaskedTokens
from lingmix.objectives.terms.query_alignment import QueryAlignment
from lingmix.objectives.terms.symmetric_info_nce import SymmetricInfoNCE
from lingmix.objectives.terms.token_alignment import TokenAlignment
from lingmix.teacher import Teacher
from lingmix.train.collate import Collator, Extras
from lingmix.train.instances import Instances
from lingmix.train.masking import IGNORED, Masking

NUMBERS = list(range(6))


def batch(model: SentenceTransformer, extras: Extras | None = None, **options: Any) -> dict[str, Any]:
    rows = make_rows(negatives=1)
    return Collator(model, rows, extras or Extras(), **options)([{"label": number} for number in NUMBERS])


def gradients(model: SentenceTransformer, loss: torch.Tensor) -> list[torch.Tensor]:
    model.zero_grad()
    loss.backward()
    return [weight.grad.clone() for weight in model.parameters() if weight.grad is not None]


def value(
    model: SentenceTransformer, given: dict[str, Any], *, kept: int | None, terms: dict[str, Term] | None = None
) -> tuple[float, list[torch.Tensor]]:
    torch.manual_seed(4)
    model.train()
    loss = ObjectiveLoss(model, terms or {"info_nce": InfoNCE()}, 0.1, kept_tokens=kept)(given, given["label"])
    return loss.item(), gradients(model, loss)


@pytest.mark.parametrize("kept", [0, 24])
@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_caching_gradients_changes_neither_loss_nor_gradients(dropout: float, kept: int, tmp_path: Path) -> None:
    model = tiny_bert(tmp_path, dropout=dropout)
    given = batch(model, tokens=12)
    assert len(given["parts"]) > 3
    plain, cached = value(model, given, kept=None), value(model, given, kept=kept)
    assert cached[0] == pytest.approx(plain[0], abs=1e-6)
    for one, two in zip(plain[1], cached[1], strict=True):
        torch.testing.assert_close(one, two, atol=1e-6, rtol=1e-5)


TERMS: dict[str, Term] = {
    "info_nce": InfoNCE(),
    "symmetric_info_nce": SymmetricInfoNCE(),
    "additive_margin": AdditiveMargin(),
    "query_alignment": QueryAlignment(),
    "token_alignment": TokenAlignment(lexicons=("x",)),
    "distillation": Distillation(teacher="t", kind="scores"),
    "language_bias": LanguageBias(),
}


@pytest.mark.parametrize("kept", [None, 0, 24])
@pytest.mark.parametrize("name", TERMS)
def test_parts_change_neither_loss_nor_gradients(name: str, kept: int | None, tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(2, 28, 5)).astype(np.float32)
    query, passage = vectors / np.linalg.norm(vectors, axis=2, keepdims=True)
    extras = Extras(
        translations=True,
        teachers={"t": Teacher([query], [passage])},
        instances=Instances(model, "passage", first_words) if name == "token_alignment" else None,
    )
    # of two languages, for the term that compares them
    languages = {key: torch.arange(len(NUMBERS)) % 2 for key in ("query_lang", "passage_lang")}
    given = [batch(model, extras, tokens=tokens) | languages for tokens in (None, 12)]
    assert len(given[1]["parts"]) > 3
    whole = value(model, given[0], kept=None, terms={name: TERMS[name]})
    cut = value(model, given[1], kept=kept, terms={name: TERMS[name]})
    assert abs(whole[0]) > 1e-3
    assert cut[0] == pytest.approx(whole[0], abs=1e-6, rel=1e-6)
    assert max(float(gradient.abs().max()) for gradient in whole[1]) > 1e-4
    for one, two in zip(whole[1], cut[1], strict=True):
        torch.testing.assert_close(one, two, atol=1e-6, rtol=1e-5)


def test_every_term_is_among_them_or_predicts_tokens() -> None:
    assert {*TERMS, "masked_tokens"} == set(term_classes())


def test_masked_tokens_that_are_embedded_again_have_the_same_gradients(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path, dropout=0.3)
    given = batch(model, Extras(masking=Masking(model, share=0.5, masked=0.8, random=0.1, seed=2)), tokens=12)
    assert len(given["masked_parts"]) > 3
    kept, again = (value(model, given, kept=tokens, terms={"masked": MaskedTokens()}) for tokens in (None, 0))
    assert again[0] == pytest.approx(kept[0], abs=1e-6)
    for one, two in zip(kept[1], again[1], strict=True):
        torch.testing.assert_close(one, two, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("kept", [None, 0, 12, 24, 1000])
def test_the_last_parts_are_embedded_once_and_the_others_twice(kept: int | None, tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    given = batch(model, tokens=12)
    sizes = [part["input_ids"].numel() for part in given["parts"]]
    seen: list[int] = []
    model[0].register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]["input_ids"].numel()))
    value(model, given, kept=kept)
    again = seen[len(sizes) :]
    once = sizes[len(again) :]
    assert seen[: len(sizes)] == sizes
    # backwards, so that what was kept is free before
    assert again == sizes[: len(again)][::-1]
    if kept is None:
        assert not again
    else:
        assert sum(once) <= kept
        assert not again or sum(once) + again[0] > kept


def test_a_cached_loss_is_that_of_sentence_transformers(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    rows = make_rows(negatives=1)
    columns = [texts(rows, numbers[NUMBERS]) for numbers in (rows.query, rows.passage, rows.negatives[:, 0])]
    theirs = CachedMultipleNegativesRankingLoss(model, scale=10.0, mini_batch_size=2)
    model.train()
    expected = theirs([model.preprocess(column) for column in columns], labels=None)
    ours = value(model, batch(model, tokens=12), kept=0)
    assert len(set(rows.group[NUMBERS])) == len(NUMBERS)
    assert ours[0] == pytest.approx(expected.item(), abs=1e-5)
    for one, two in zip(gradients(model, expected), ours[1], strict=True):
        torch.testing.assert_close(one, two, atol=1e-5, rtol=1e-4)


def test_prefixes_negatives_and_translations_are_where_the_terms_take_them(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path, prompts={"query": "w58 ", "document": "w59 "})
    rows = make_rows(negatives=1)
    given = batch(model, Extras(translations=True), tokens=12)
    terms = {"info_nce": InfoNCE(), "query_alignment": QueryAlignment(weight=0.5)}
    model.train()
    found = ObjectiveLoss(model, terms, 0.1)(given, given["label"]).item()

    def embedded(prefix: str, numbers: Any) -> np.ndarray[Any, Any]:
        return model.encode([prefix + text for text in texts(rows, numbers)], prompt="", normalize_embeddings=True)

    query = embedded("w58 ", rows.query[NUMBERS])
    candidates = embedded("w59 ", [*rows.passage[NUMBERS], *rows.negatives[NUMBERS, 0]])
    translated = [number for number in NUMBERS if rows.translation[number] >= 0]
    other = embedded("w58 ", rows.translation[translated])

    def nce(logits: np.ndarray[Any, Any]) -> float:
        return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - np.diag(logits)))

    aligned = query[translated] @ other.T / 0.1
    expected = nce(query @ candidates.T / 0.1) + 0.5 * (nce(aligned) + nce(aligned.T)) / 2
    assert found == pytest.approx(expected, abs=1e-4)


def test_masked_tokens_are_predicted_through_the_embedding(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    masking = Masking(model, share=0.5, masked=0.8, random=0.1, seed=2)
    given = batch(model, Extras(masking=masking))
    model.train()
    found = ObjectiveLoss(model, {"masked": MaskedTokens()}, 0.1)(given, given["label"]).item()
    losses = []
    for part in given["masked_parts"]:
        features = {key: part[key] for key in ("input_ids", "attention_mask")}
        with torch.no_grad():
            hidden = model[0].auto_model(**features).last_hidden_state
        logits = hidden @ model[0].auto_model.get_input_embeddings().weight.T
        for row, column in (part["labels"] != IGNORED).nonzero().tolist():
            losses.append(-torch.log_softmax(logits[row, column], dim=-1)[part["labels"][row, column]].item())
    assert len(losses) > 10
    assert found == pytest.approx(np.mean(losses), abs=1e-5)


def test_masking_is_fixed_by_seed_and_row_and_spares_special_tokens(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    features = model.preprocess([" ".join(f"w{number % 60}" for number in range(25))] * 200)
    masking = Masking(model, share=0.2, masked=0.5, random=0.25, seed=2)
    part, again, other = (masking.hidden(features, row) for row in (3, 3, 4))
    assert torch.equal(part["input_ids"], again["input_ids"])
    assert not torch.equal(part["labels"], other["labels"])
    ids, chosen = features["input_ids"], part["labels"] != IGNORED
    assert torch.equal(part["labels"][chosen], ids[chosen])
    assert torch.equal(part["input_ids"][~chosen], ids[~chosen])
    assert not torch.isin(ids[chosen], torch.arange(len(SPECIAL))).any()
    count = int(chosen.sum())
    assert abs(count - 0.2 * 5000) < 4 * np.sqrt(5000 * 0.2 * 0.8)
    hidden = int((part["input_ids"][chosen] == SPECIAL.index("<mask>")).sum())
    assert abs(hidden - 0.5 * count) < 4 * np.sqrt(count / 4) + count / 60
    kept = int((part["input_ids"][chosen] == ids[chosen]).sum())
    assert abs(kept - 0.25 * count) < 4 * np.sqrt(count * 0.1875) + count / 60


def test_an_encoder_without_a_mask_token_cannot_hide_any(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    model[0].tokenizer.mask_token = None
    with pytest.raises(LingmixError, match="no mask token"):
        Masking(model, share=0.15, masked=0.8, random=0.1, seed=1)


def spans(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for word in text.split():
        found.append((start, start + len(word)))
        start += len(word) + 1
    return found


def first_words(first: str, second: str, first_lang: str, second_lang: str) -> WordPairs:
    assert (first_lang, second_lang) == ("de", "en")
    return WordPairs(spans(first), spans(second), [(0, 0), (1, 2)])


def test_word_vectors_are_means_of_their_tokens(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path, prompts={"query": "w58 w57 ", "document": "w59 "})
    rows = make_rows(negatives=1)
    given = batch(model, Extras(instances=Instances(model, "passage", first_words)), tokens=12)
    loss = ObjectiveLoss(model, {"t": TokenAlignment(lexicons=("x",))}, 0.1)
    model.train()
    with torch.no_grad():
        words = loss._words(given, [loss._forward(part)[1] for part in given["parts"]])
    assert words is not None
    assert len(words.instance) == 5 * len(NUMBERS)
    for number in NUMBERS:
        for prefix, skip, text, first in (("w58 w57 ", 3, rows.query, 0), ("w59 ", 2, rows.passage, 2)):
            string = rows.texts[text[number]]
            states = model.encode([prefix + string], prompt="", output_value="token_embeddings")[0]
            for place in range(len(string.split())):
                expected = torch.nn.functional.normalize(states[skip + place], dim=-1)
                torch.testing.assert_close(words.vectors[5 * number + first + place], expected, atol=1e-5, rtol=1e-4)
    assert words.pairs.tolist() == [pair for n in NUMBERS for pair in ([5 * n, 5 * n + 2], [5 * n + 1, 5 * n + 4])]


def test_a_word_that_is_cut_off_takes_its_pair_along(tmp_path: Path) -> None:
    model = tiny_bert(tmp_path)
    model.max_seq_length = 4  # two words and two special tokens
    given = batch(model, Extras(instances=Instances(model, "passage", first_words)))
    # of five words, the third of the passage is cut off, and the second of the query was paired with it
    assert given["word_instance"].tolist() == [number for number in NUMBERS for _ in range(3)]
    assert given["word_pairs"].tolist() == [[3 * number, 3 * number + 1] for number in NUMBERS]
