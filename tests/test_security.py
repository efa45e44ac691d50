"""What the code does not do, read from its syntax trees, and names that cannot lead anywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lingmix.config.load import load
from lingmix.errors import LingmixError
from lingmix.provenance import PACKAGE

ROOT = PACKAGE.parents[1]
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "workflow" / "scripts").glob("*.py")])
RULES = [ROOT / "Snakefile", *sorted((ROOT / "workflow" / "rules").glob("*.smk"))]
FORBIDDEN = {
    "pickle": "pickles run code",
    "cPickle": "pickles run code",
    "dill": "pickles run code",
    "joblib": "pickles run code",
    "shelve": "pickles run code",
    "marshal": "runs code",
}
CLDR = PACKAGE / "lexicon" / "cldr.py"
"""Reads what the installed Babel package brings, as Babel itself does."""
CALLS = {
    "eval": "runs code",
    "exec": "runs code",
    "os.system": "is a shell",
    "os.popen": "is a shell",
    "torch.save": "writes pickles",
    "pd.read_pickle": "reads pickles",
    "yaml.load": "makes any object; safe_load does not",
    "yaml.unsafe_load": "makes any object",
    "shutil.unpack_archive": "unpacks without a check; lingmix.data.archives checks",
}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    assert len(SOURCES) > 250
    for path in SOURCES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def name_of(node: ast.expr) -> str:
    return f"{name_of(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def calls() -> Iterator[tuple[str, ast.Call, dict[str, ast.expr]]]:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                given = {word.arg: word.value for word in node.keywords if word.arg}
                yield f"{path.name}:{node.lineno}", node, given


def test_nothing_reads_or_writes_pickles_or_runs_text_as_code() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            runs_code = {module.split(".")[0] for module in modules} & FORBIDDEN.keys()
            assert not runs_code or path == CLDR, path
    for where, call, given in calls():
        name = name_of(call.func)
        assert name not in CALLS, f"{where}: {name} {CALLS[name]}"
        if name == "torch.load":
            # the trainer's checkpoints, before the trainer reads them
            assert ast.unparse(given["weights_only"]) == "True", where
        assert not name.endswith((".extractall", ".extract")) or name == "archives.extract", where
        if name in ("np.load", "np.save", "numpy.load"):
            allowed = given.get("allow_pickle")
            assert isinstance(allowed, ast.Constant), where
            assert allowed.value is False, where


def test_no_shell_is_given_anything() -> None:
    for where, _, given in calls():
        shell = given.get("shell")
        assert shell is None or (isinstance(shell, ast.Constant) and shell.value is False), where
    for path in RULES:
        assert not re.search(r"^\s+shell:|\bshell\(", path.read_text(encoding="utf-8"), re.M), path


def test_the_trainer_reads_checkpoints_without_running_code() -> None:
    import transformers.trainer

    tree = ast.parse(Path(transformers.trainer.__file__).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and name_of(node.func) == "torch.load"]
    assert len(found) >= 5
    for node in found:
        assert "weights_only=True" in [ast.unparse(word) for word in node.keywords], node.lineno


def test_no_call_trusts_code_that_comes_with_a_model() -> None:
    for where, _, given in calls():
        trust = given.get("trust_remote_code")
        assert trust is None or not isinstance(trust, ast.Constant) or trust.value is False, where


def test_models_are_read_from_safetensors_alone() -> None:
    """What calls a model's constructor or ``from_pretrained`` says so in the same module."""
    readers = {
        path: path.read_text(encoding="utf-8")
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (name_of(node.func) == "SentenceTransformer" or name_of(node.func).endswith(".from_pretrained"))
        and "Tokenizer" not in name_of(node.func)
        and "modules" not in {word.arg for word in node.keywords}
    }
    assert len(readers) >= 3
    for path, text in readers.items():
        assert re.search(r"\"use_safetensors\": True|use_safetensors=True", text), path


STUDY: dict[str, Any] = {
    "study": "mine",
    "encoders": {"static": {"kind": "static"}},
    "mixes": {"hybrid": {"kind": "hybrid", "alpha": 0.5}},
    "objectives": {"contrastive": {"info_nce": 1.0}},
    "datasets": {"faq": {"kind": "subset", "of": "cldr-qa/train", "groups": 10}},
    "train": {"datasets": ["cldr-qa/train"], "steps": 2, "batch_size": 4},
    "evaluate": ["cldr-qa/test"],
    "seeds": [1],
    "grid": [{"encoder": ["static"], "mix": ["hybrid"], "objective": ["contrastive"]}],
}
HOSTILE = [
    "../up",
    "/etc/passwd",
    "a/../../b",
    "a;rm -rf b",
    "$(touch x)",
    "`x`",
    "a b",
    "a\nb",
    "a\n",
    "-rf",
    ".hidden",
    "",
    "a\0b",
    "ａ",
    "а",  # Cyrillic
    "{wildcards}",
    "a*",
    "CON:",
]


def test_the_study_that_hostile_names_go_into_is_valid() -> None:
    load(STUDY)


@pytest.mark.parametrize("name", HOSTILE, ids=map(ascii, HOSTILE))
@pytest.mark.parametrize("place", ["study", "encoders", "mixes", "objectives", "datasets"])
def test_a_name_that_is_no_plain_word_is_refused(place: str, name: str) -> None:
    (value,) = STUDY[place].values() if isinstance(STUDY[place], dict) else (None,)
    with pytest.raises(LingmixError):
        load(STUDY | {place: name if value is None else {**STUDY[place], name: value}})


def test_a_name_that_no_file_can_have_is_refused() -> None:
    long = "x" * 300
    with pytest.raises(LingmixError, match="200"):
        load(STUDY | {"mixes": {long: {"kind": "monolingual"}}, "grid": [{**STUDY["grid"][0], "mix": [long]}]})


def test_every_locked_version_but_torch_has_checksums() -> None:
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    text = (ROOT / "requirements.hashes").read_text(encoding="utf-8")
    hashed = dict(re.findall(r"^([\w.-]+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", text, re.M))
    assert hashed == {name: version for name, version in locked.items() if name not in ("torch", "setuptools")}
