"""A run's model as sentence-transformers itself runs it, each text embedded once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lingmix.encoders.load import load, prefixes


class Model:
    """Embeds texts, and keeps what it has embedded.

    Args:
        folder: of the model.
        symmetric: whether passages are texts of the same sort as queries, and get their prefix.
        trust_remote_code: see :func:`lingmix.encoders.load.load`.
    """

    def __init__(self, folder: Path, *, symmetric: bool, trust_remote_code: bool) -> None:
        self._model = load(folder, trust_remote_code=trust_remote_code)
        asking, answering = prefixes(self._model)
        self._prefix = {True: asking, False: asking if symmetric else answering}
        self._known: dict[str, NDArray[np.float32]] = {}

    def __call__(self, texts: Sequence[str], is_query: bool) -> NDArray[np.float32]:
        """Unit vectors, float32 (len(texts), d)."""
        whole = [self._prefix[is_query] + text for text in texts]
        new = [text for text in dict.fromkeys(whole) if text not in self._known]
        if new:
            # an empty prompt, unlike None, keeps the model's default prompt away
            found = self._model.encode(new, prompt="", normalize_embeddings=True, show_progress_bar=False)
            self._known.update(zip(new, np.asarray(found, dtype=np.float32), strict=True))
        return np.stack([self._known[text] for text in whole])
