"""Secrets in a study, and studies larger than any can be, are refused before anything shows or walks through them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from studies import changed, message

from lingmix.config.guard import DEEPEST, MOST
from lingmix.config.load import load
from lingmix.errors import LingmixError

TOKEN = "hf_ThisIsTheTokenOfNobodyAtAll0123456"
ADDRESS = "https://me:pa55word@example.org/data"


@pytest.mark.parametrize("secret", [TOKEN, ADDRESS, f"see {ADDRESS}", "ftp://me@example.org", f"a {TOKEN}."])
@pytest.mark.parametrize(
    "place",
    ["study", "mirror", "encoders.static.kind", "evaluate.0", "junk", "mixes.hybrid.alpha", "train.datasets.0"],
)
def test_a_secret_is_refused_by_its_place_and_not_shown(place: str, secret: str) -> None:
    base = changed({"mirror": "here"})
    said = message_of(changed({place: secret}, base))
    assert "pa55word" not in said
    assert "NobodyAtAll" not in said
    assert place.split(".")[0] in said
    assert "HF_TOKEN" in said


def message_of(study: dict[str, Any]) -> str:
    with pytest.raises(LingmixError) as caught:
        load(study, "study.yaml")
    return str(caught.value)


@pytest.mark.parametrize("secret", [TOKEN, ADDRESS])
def test_a_secret_for_a_key_is_not_shown_either(secret: str) -> None:
    said = message_of(changed({"mixes": {secret: {"kind": "monolingual", "x": [secret]}}}))
    assert "a key in mixes holds" in said
    assert secret not in said


def test_the_token_in_the_environment_is_known_whatever_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "enterprise-4711")
    assert "enterprise" not in message({"mirror": "folder/enterprise-4711"})


def test_addresses_without_users_and_words_that_are_no_tokens_are_none() -> None:
    values = {"encoders.e": {"kind": "path", "path": "https://example.org/a@b"}, "grid.0.encoder": ["e"]}
    load(changed({**values, "encoders.e.prefixes": {"query": "hf_tokens: me@example.org "}}))


def test_aliases_that_stand_for_billions_of_values_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    said = message_of(yaml.safe_load("\n".join(lines)))
    assert f"over {MOST:,} values" in said


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}"])
def test_an_alias_of_itself_is_refused(text: str) -> None:
    assert f"nested more than {DEEPEST} deep" in message_of(yaml.safe_load(text))
