"""How large what jobs hold is, against FAISS's own indexes."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from lingmix.cost.memory import activations, encoding, index_bytes, training

SIZE, WIDTH = 4096, 32


@pytest.mark.parametrize("factory", ["Flat", "SQfp16", "SQ8", "PQ8", "IVF16,Flat", "IVF16,PQ4", "HNSW16", "HNSW8,SQ8"])
def test_an_index_is_as_large_as_faiss_makes_it(factory: str) -> None:
    vectors = np.random.default_rng(0).standard_normal((SIZE, WIDTH)).astype(np.float32)
    index = faiss.index_factory(WIDTH, factory, faiss.METRIC_INNER_PRODUCT)
    if "PQ" in factory:
        # codes are as large however good they are, and most of the time would go into numbering them
        index.pq.cp.niter, index.do_polysemous_training = 1, False
    index.train(vectors)
    # a codebook is as large as the codes of so few vectors
    empty = len(faiss.serialize_index(index))
    index.add(vectors)
    said = index_bytes(factory, SIZE, WIDTH)
    assert said == pytest.approx(len(faiss.serialize_index(index)) - empty, rel=0.05)


@pytest.mark.parametrize("factory", ["LSH", "OPQ16_64,IVF1000(IVF20,PQ4),PQ16", "PCA64,RaBitQ"])
def test_an_index_that_is_not_known_has_no_size(factory: str) -> None:
    assert index_bytes(factory, SIZE, WIDTH) is None


def test_no_more_than_a_block_of_texts_is_held() -> None:
    small, large = (encoding(1000, passages, 384, 5e8) for passages in (1e6, 1e8))
    assert small is not None
    assert large is not None
    # what says of each passage where it goes
    assert large - small == pytest.approx(99e6 * 120)


def test_training_by_hand() -> None:
    # 1 GB of weights four times, a batch, and the texts of ten pairs, however often they are drawn
    assert training(1e9, 2e9, 1e6, 10, adapters=False) == 6e9 + 15_000
    assert training(1e9, 0, 5, None, adapters=True) == 1e9 + 7_500
    assert training(None, 0, 5, 5, adapters=False) is None
    assert training(1e9, None, 5, 5, adapters=False) is None


def test_a_batch_keeps_what_its_texts_do_or_a_part_of_it() -> None:
    assert activations(100, 6_000, 3) == 250 * 100 * 2_000
    # two thousand and eighty tokens are eighty texts
    assert activations(1e9, 6_000, 3, at_once=2_080) == activations(80, 6_000, 3)
    assert activations(10, 6_000, 3, at_once=2_080) == activations(10, 6_000, 3)
    assert activations(10, None, 3) is None
    assert activations(10, 6_000, None) is None
