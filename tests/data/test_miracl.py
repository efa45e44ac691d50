"""MIRACL's questions, judgements and corpus become tables, the corpus in blocks."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from lingmix.data.fetch import fetch_all, mirror_path
from lingmix.data.registry import get
from lingmix.data.sets.miracl import BLOCK, Miracl, MiraclTrain
from lingmix.data.shards import read_blocks, write_shard
from lingmix.errors import LingmixError

SWAHILI = Miracl("sw", 1, 3, 2)
TRAIN = MiraclTrain("sw", 2, 2)
DOCUMENTS = [
    {"docid": "1#0", "title": "Kenya", "text": "Kenya ni nchi."},
    {"docid": "1#1", "title": "Kenya", "text": "Mji mkuu ni Nairobi."},
    {"docid": "7#0", "title": "Ziwa", "text": "Ziwa ni kubwa."},
]


def topics(raw: Path, split: str, content: str) -> None:
    (raw / f"topics.miracl-v1.0-sw-{split}.tsv").write_text(content, encoding="utf-8")


def qrels(raw: Path, split: str, content: str) -> None:
    (raw / f"qrels.miracl-v1.0-sw-{split}.tsv").write_text(content, encoding="utf-8")


def corpus(path: Path, documents: Iterable[dict[str, str]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    return path


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for split in ("dev", "train"):
        topics(tmp_path, split, '0\tMji mkuu wa Kenya?\n12\tZiwa "kubwa" ni lipi?\n')
        qrels(tmp_path, split, "0\tQ0\t1#0\t0\n0\tQ0\t1#1\t1\n0\tQ0\t7#0\t0\n12\tQ0\t7#0\t1\n12\tQ0\t1#0\t1\n")
    corpus(tmp_path / "docs-0.jsonl.gz", DOCUMENTS[:2])
    corpus(tmp_path / "docs-1.jsonl.gz", DOCUMENTS[2:])
    return tmp_path


def test_development_questions_and_what_is_relevant(raw: Path) -> None:
    data = SWAHILI.retrieval(raw)
    assert data.queries.values.tolist() == [
        ["sw:0", "sw", "Mji mkuu wa Kenya?", ""],
        ["sw:12", "sw", 'Ziwa "kubwa" ni lipi?', ""],
    ]
    assert data.qrels.values.tolist() == [
        ["sw:0", "sw", "sw:1#1"],
        ["sw:12", "sw", "sw:1#0"],
        ["sw:12", "sw", "sw:7#0"],
    ]
    assert data.passages.empty


def test_only_a_question_with_a_relevant_passage_is_asked(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qrels(raw, "dev", "0\tQ0\t1#0\t0\n12\tQ0\t7#0\t1\n")
    assert SWAHILI.retrieval(raw).queries["group"].tolist() == ["sw:12"]
    assert "miracl/sw: questions without a relevant passage, left out: 1\n" in capsys.readouterr().err


def test_a_passage_is_its_title_and_text(raw: Path) -> None:
    (block,) = SWAHILI.shard(raw / "docs-0.jsonl.gz")
    assert block.values.tolist() == [
        ["sw:1#0", "sw", "Kenya Kenya ni nchi."],
        ["sw:1#1", "sw", "Kenya Mji mkuu ni Nairobi."],
    ]


def test_a_large_corpus_comes_in_blocks(tmp_path: Path) -> None:
    count = 4 * BLOCK + 7
    path = corpus(
        tmp_path / "docs-0.jsonl.gz", ({"docid": f"{n}#0", "title": f"t{n}", "text": f"x{n}"} for n in range(count))
    )
    sizes = [len(block) for block in SWAHILI.shard(path)]
    assert sizes == [BLOCK] * 4 + [7]
    assert write_shard(SWAHILI.shard(path), tmp_path / "shard.parquet", name="docs") == count
    last = list(read_blocks([str(tmp_path / "shard.parquet")], ["passage", "lang", "text"]))[-1].iloc[-1]
    assert last.tolist() == [f"sw:{count - 1}#0", "sw", f"t{count - 1} x{count - 1}"]


def test_the_first_block_comes_before_the_file_has_been_read(tmp_path: Path) -> None:
    documents = [{"docid": f"{n}#0", "title": f"t{n}", "text": f"x{n}"} for n in range(BLOCK + 20_000)]
    path = corpus(tmp_path / "docs-0.jsonl.gz", documents)
    path.write_bytes(path.read_bytes()[:-1000])
    blocks = SWAHILI.shard(path)
    assert len(next(blocks)) == BLOCK
    with pytest.raises(LingmixError, match=r"docs-0\.jsonl\.gz is truncated"):
        next(blocks)


def test_training_pairs_have_the_first_relevant_passage_and_the_refused_ones(raw: Path) -> None:
    pairs = TRAIN.pairs(raw)
    assert pairs[["group", "dataset", "lang", "query", "passage"]].values.tolist() == [
        ["sw:0", "miracl-train/sw", "sw", "Mji mkuu wa Kenya?", "Kenya Mji mkuu ni Nairobi."],
        ["sw:12", "miracl-train/sw", "sw", 'Ziwa "kubwa" ni lipi?', "Ziwa Ziwa ni kubwa."],
    ]
    assert list(map(list, pairs["negatives"])) == [["Kenya Kenya ni nchi.", "Ziwa Ziwa ni kubwa."], []]


def test_of_the_corpus_only_judged_texts_are_kept(raw: Path) -> None:
    assert TRAIN._texts(raw, {"7#0": "qrels:1"}) == {"7#0": "Ziwa Ziwa ni kubwa."}


def test_a_training_question_without_a_relevant_passage_is_left_out(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    qrels(raw, "train", "0\tQ0\t1#0\t0\n12\tQ0\t7#0\t1\n")
    assert TRAIN.pairs(raw)["group"].tolist() == ["sw:12"]
    assert "miracl-train/sw: questions without a relevant passage, left out: 1\n" in capsys.readouterr().err


def test_a_judged_passage_that_is_not_in_the_corpus_is_named(raw: Path) -> None:
    corpus(raw / "docs-1.jsonl.gz", [{"docid": "8#0", "title": "", "text": "x"}])
    with pytest.raises(LingmixError, match=r"qrels\.miracl-v1\.0-sw-train\.tsv:3: judges the passage '7#0', which no"):
        TRAIN.pairs(raw)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("0\tQ0\t1#0\t1\n99\tQ0\t1#0\t1\n", r"qrels.*-dev\.tsv:2: judges for the query '99', which topics.* does not"),
        ("0\tQ0\t1#0\tyes\n", r"qrels.*-dev\.tsv:1: the relevance 'yes' is neither 0 nor 1"),
        ("0 Q0 1#0 1\n", r"qrels.*-dev\.tsv:1: 1 fields instead of 4"),
        ("0\tQ0\t1#0\t0\n", "no rows"),
        ("0\tQ0\t1#0\t1\n0\tQ0\t1#0\t1\n", "row 2 repeats row 1"),
        ("<!doctype html><title>Login", r"qrels.*-dev\.tsv: an HTML page"),
    ],
)
def test_judgements_that_are_not_in_the_format(raw: Path, content: str, message: str) -> None:
    qrels(raw, "dev", content)
    with pytest.raises(LingmixError, match=message):
        SWAHILI.retrieval(raw)


def test_a_question_that_is_there_twice(raw: Path) -> None:
    topics(raw, "dev", "0\tx\n0\ty\n")
    with pytest.raises(LingmixError, match=r"topics.*-dev\.tsv:2: the query '0' is there twice"):
        SWAHILI.retrieval(raw)


def test_a_passage_without_a_title_column_is_named(raw: Path) -> None:
    path = corpus(raw / "docs-0.jsonl.gz", [DOCUMENTS[0], {"docid": "1#1", "text": "x"}])
    with pytest.raises(LingmixError, match=r"docs-0\.jsonl\.gz:2: no 'title'; there are: docid, text"):
        list(SWAHILI.shard(path))


def test_an_empty_passage_leaves_no_shard(raw: Path) -> None:
    path = corpus(raw / "docs-0.jsonl.gz", [DOCUMENTS[0], {"docid": "1#1", "title": "", "text": " "}])
    with pytest.raises(LingmixError, match="row 2 has an empty text"):
        write_shard(SWAHILI.shard(path), raw / "shard.parquet", name="docs")
    assert not (raw / "shard.parquet").exists()


def test_a_passage_without_an_id_is_named(raw: Path) -> None:
    path = corpus(raw / "docs-0.jsonl.gz", [DOCUMENTS[0], {"docid": "", "title": "a", "text": "b"}])
    with pytest.raises(LingmixError, match=r"docs-0\.jsonl\.gz:2: 'docid' is empty"):
        list(SWAHILI.shard(path))


def test_what_is_declared() -> None:
    whole, train = get("miracl"), get("miracl-train")
    assert len(whole.parts) == 18
    assert len(train.parts) == 16
    # table 1 of the paper, without the languages that it kept secret: 13,071 and 40,203
    assert sum(get(part).groups or 0 for part in whole.parts) == 13_071 + 305 + 119
    assert sum(get(part).groups or 0 for part in train.parts) == 40_203
    assert (whole.groups, train.groups) == (13_495, 40_203)
    assert whole.size == 90_416_887 + 15_866_222 + 49_043
    assert whole.settings == ("monolingual",)
    assert whole.metrics == ("ndcg@10", "recall@100")
    assert get("miracl/zh").sources == ("miracl/dev",)
    assert get("miracl-train/sw").sources == ("miracl/train", "mr-tydi/train")


def test_every_file_of_the_corpus_is_a_shard_of_half_a_million() -> None:
    for part in get("miracl").parts:
        dataset = get(part)
        assert len(dataset.shards) == -(-(dataset.size or 0) // 500_000)
        assert [file.name for file in dataset.files][2:] == list(dataset.shards)


def test_files_are_found_in_a_mirror(raw: Path, tmp_path: Path) -> None:
    swahili = get("miracl/sw")
    for file in swahili.files:
        there = mirror_path(tmp_path / "mirror", file.url)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(raw / file.name, there)
    fetch_all(swahili, tmp_path / "raw", mirror=tmp_path / "mirror", progress=False)
    assert swahili.retrieval(tmp_path / "raw").queries.equals(SWAHILI.retrieval(raw).queries)
    (shard,) = swahili.shards
    assert sum(map(len, swahili.shard(tmp_path / "raw" / shard))) == 2


def test_where_the_files_are() -> None:
    urls = [file.url for file in get("miracl/sw").files]
    hub = "https://huggingface.co/datasets/miracl"
    assert urls == [
        f"{hub}/miracl/resolve/5be20db9509754dadad47689368639fcec739c00/miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-dev.tsv",
        f"{hub}/miracl/resolve/5be20db9509754dadad47689368639fcec739c00/miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-dev.tsv",
        f"{hub}/miracl-corpus/resolve/d921ec7e349ce0d28daf30b2da9da5ee698bef0d/miracl-corpus-v1.0-sw/docs-0.jsonl.gz",
    ]
