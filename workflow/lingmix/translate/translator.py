"""A translation model of many languages: NLLB (Costa-jussà et al. 2022, 2207.04672) or M2M-100 (Fan et al. 2020,
2010.11125), as transformers has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import torch

from lingmix.errors import LingmixError
from lingmix.translate.languages import code_for, language_codes
from lingmix.translate.store import Translation

FLORES = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")
"""NLLB's codes, which are tokens of their own."""


class Translator:
    """A model with its tokenizer. Beam search without sampling, so that a text has one translation.

    Batches do not change it but for rounding: padding is masked, and the limit on the length is the same for all.

    Args:
        model: in evaluation mode, on the device to work on.
        tokenizer: the model's own.
        name: the model's, for messages.
        num_beams: width of the beam search.
        max_length: tokens, those that mark language and end included, after which a text is cut, and after which its
            translation is stopped.

    Raises:
        LingmixError: the tokenizer is of neither family.
    """

    def __init__(self, model: Any, tokenizer: Any, *, name: str, num_beams: int, max_length: int) -> None:
        self.name = name
        self._model, self._tokenizer = model, tokenizer
        self._num_beams, self.max_length = num_beams, max_length
        self._ids = _language_ids(tokenizer)
        if not self._ids:
            raise LingmixError(
                f"{name} is neither an NLLB nor an M2M-100 model: its tokenizer, {type(tokenizer).__name__}, has no "
                "language codes"
            )
        self._codes = language_codes(self._ids)
        self._marks = {*tokenizer.all_special_ids, *self._ids.values()}

    def check(self, *languages: str) -> None:
        """Raise LingmixError if the model does not have one of these languages (BCP 47)."""
        for language in languages:
            code_for(language, self._codes, model=self.name)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of each text, without marks, not cut."""
        found: list[list[int]] = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return found

    def translate(self, tokens: Sequence[Sequence[int]], source: str, target: str) -> list[Translation]:
        """Translate a batch.

        Args:
            tokens: of each text, from :meth:`tokens`; at least one text.
            source, target: BCP 47 tags.

        Raises:
            LingmixError: the model does not have one of the languages, or the GPU's memory does not suffice.
        """
        source_code = code_for(source, self._codes, model=self.name)
        target_id = self._ids[code_for(target, self._codes, model=self.name)]
        self._tokenizer.src_lang = source_code
        before, after = list(self._tokenizer.prefix_tokens), list(self._tokenizer.suffix_tokens)
        room = self.max_length - len(before) - len(after)
        rows = [[*before, *list(ids)[:room], *after] for ids in tokens]
        batch = self._tokenizer.pad({"input_ids": rows}, return_tensors="pt").to(self._model.device)
        try:
            with torch.inference_mode():
                made = self._model.generate(
                    **batch,
                    forced_bos_token_id=target_id,
                    forced_eos_token_id=None,
                    num_beams=self._num_beams,
                    num_return_sequences=1,
                    do_sample=False,
                    max_new_tokens=self.max_length,
                ).tolist()
        except torch.OutOfMemoryError as error:
            raise LingmixError(
                f"{self.name} does not fit into the GPU's memory with a batch of {len(rows)} texts; lower batch_tokens "
                "or num_beams. What is translated so far is kept"
            ) from error
        return [self._result(len(ids), len(ids) > room, row) for ids, row in zip(tokens, made, strict=True)]

    def _result(self, source_tokens: int, cut: bool, made: Sequence[int]) -> Translation:
        kept = [token for token in made if token not in self._marks]
        text = self._tokenizer.decode(kept, skip_special_tokens=True, clean_up_tokenization_spaces=False).strip()
        # the first token only starts the decoder, and may be the one that ends
        endless = self._tokenizer.eos_token_id not in made[1:]
        return Translation(text, source_tokens, len(kept), cut, endless)


def _language_ids(tokenizer: Any) -> dict[str, int]:
    """Token ids by the model's language code."""
    if found := getattr(tokenizer, "lang_code_to_id", None):  # M2M-100
        return dict(found)
    return {token: number for token, number in tokenizer.get_added_vocab().items() if FLORES.fullmatch(token)}
