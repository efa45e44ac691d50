from __future__ import annotations

import pandas as pd
import pytest

from lingmix.data.tables import Retrieval

LETTER = "who wrote the long letter to the harbour master"


@pytest.fixture
def benchmark() -> Retrieval:
    """Of these, the training pairs have g1 in English, g2 nearly as a query and exactly as a passage, and p2."""
    return Retrieval(
        pd.DataFrame(
            [
                ("g1", "de", "Wer hat den langen Brief geschrieben?"),
                ("g1", "en", LETTER),
                ("g1", "fr", "Qui?"),
                ("g2", "en", "How high is the mountain behind the village?"),
            ],
            columns=["group", "lang", "text"],
        ),
        pd.DataFrame(
            [
                ("p1", "en", "A clerk of the town wrote it by candle light."),
                ("p2", "en", "Nine hundred metres, they say."),
            ],
            columns=["passage", "lang", "text"],
        ),
        pd.DataFrame([("g1", "en", "p1"), ("g2", "en", "p2")], columns=["group", "lang", "passage"]),
    )


@pytest.fixture
def pairs() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("t1", "en", "Who wrote the long letter to the harbour master?", "It is not known who did."),
            ("t2", "en", "How high is the mountain behind the villages?", "Nine hundred metres, they say!"),
            ("t3", "en", "What colour is the sea in the evening?", "How high is the mountain behind the village."),
        ],
        columns=["group", "lang", "query", "passage"],
    )
