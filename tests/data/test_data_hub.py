"""Files of the hub, against a server that speaks its protocol and caches in its own layout."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hub_server import COMMIT, FILES, LARGE, LATER, SMALL, TOKEN, Hub, dataset_cache, serving
from huggingface_hub import constants

from lingmix.data.dataset import HubFile
from lingmix.data.fetch import fetch, mirror_path
from lingmix.errors import LingmixError
from lingmix.hub_errors import endpoint

FILE = HubFile("small.jsonl", "someone/open", COMMIT, "data/small.jsonl")
BIG = HubFile("large.bin", "someone/open", COMMIT, "large.bin")
RUN = """
import json, sys
from pathlib import Path
from lingmix.data.dataset import HubFile
from lingmix.data.fetch import fetch
from lingmix.errors import LingmixError
for number, values in enumerate(json.loads(sys.argv[1])):
    try:
        fetch(HubFile(**values), Path(sys.argv[2]) / str(number))
    except LingmixError as error:
        print("ERROR", error)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Hub]:
    with serving() as hub:
        yield hub


@pytest.fixture
def hub(server: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The server as huggingface_hub's endpoint, with an empty cache and nobody logged in."""
    server.asked.clear()
    server.tokens.clear()
    server.main, server.truncated, server.spoilt = COMMIT, False, False
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(constants, "ENDPOINT", server.url)
    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace("https://huggingface.co", server.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # the client tries six times, a second and more apart
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    return server


def get(file: HubFile, folder: Path, **settings: Path) -> Path:
    return fetch(file, folder, progress=False, timeout=5, **settings)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def run(files: list[HubFile], folder: Path, first: str = "", **environment: str) -> str:
    """In a new process, because huggingface_hub reads its environment on import; ``folder`` gets a folder of each."""
    done = subprocess.run(
        [sys.executable, "-c", first + RUN, json.dumps([asdict(file) for file in files]), str(folder)],
        env={**os.environ, "NO_PROXY": "127.0.0.1,localhost", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(("file", "content"), [(FILE, SMALL), (BIG, LARGE)], ids=["in git", "in the store"])
def test_a_file_comes_from_the_hub_and_a_second_call_asks_nobody(
    hub: Hub, tmp_path: Path, file: HubFile, content: bytes
) -> None:
    assert get(file, tmp_path / "raw").read_bytes() == content
    assert names(tmp_path / "raw") == [file.name, f"{file.name}.commit"]
    digest = hashlib.sha256(content).hexdigest()
    assert (tmp_path / "raw" / f"{file.name}.commit").read_text() == f"{COMMIT} {COMMIT} {digest}\n"
    hub.asked.clear()
    assert get(file, tmp_path / "raw").read_bytes() == content
    assert hub.asked == []


def test_a_file_that_was_changed_comes_again_from_the_cache(hub: Hub, tmp_path: Path) -> None:
    get(FILE, tmp_path / "raw")
    hub.asked.clear()
    (tmp_path / "raw" / FILE.name).unlink()
    (tmp_path / "raw" / FILE.name).write_bytes(b"changed")
    assert get(FILE, tmp_path / "raw").read_bytes() == SMALL
    assert hub.asked == []


@pytest.mark.parametrize("branch", ["main", "refs/convert/parquet"])
def test_a_branch_is_resolved_once_and_the_commit_holds(
    hub: Hub, tmp_path: Path, capfd: pytest.CaptureFixture[str], branch: str
) -> None:
    file = replace(FILE, revision=branch)
    get(file, tmp_path / "raw")
    assert f"{branch} of someone/open is {COMMIT} from now on" in capfd.readouterr().err
    assert (tmp_path / "raw" / f"{FILE.name}.commit").read_text().split()[:2] == [branch, COMMIT]
    hub.main = LATER
    (tmp_path / "raw" / FILE.name).unlink()
    assert get(file, tmp_path / "raw").read_bytes() == SMALL
    assert get(file, tmp_path / "other").read_bytes() == (SMALL if branch != "main" else FILES[LATER][FILE.path])


def test_another_revision_is_another_file_whatever_was_recorded(hub: Hub, tmp_path: Path) -> None:
    get(FILE, tmp_path / "raw")
    assert get(replace(FILE, revision=LATER), tmp_path / "raw").read_bytes() == b"{}\n"


def test_the_mirror_is_read_before_the_hub(hub: Hub, tmp_path: Path) -> None:
    copy = tmp_path / "mirror" / "huggingface.co" / "datasets" / "someone" / "open" / "resolve" / COMMIT / FILE.path
    assert copy == mirror_path(tmp_path / "mirror", FILE.url)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"of the mirror")
    assert get(FILE, tmp_path / "raw", mirror=tmp_path / "mirror").read_bytes() == b"of the mirror"
    assert hub.asked == []


def test_a_file_is_as_new_as_its_fetch_and_the_cache_survives_what_follows(hub: Hub, tmp_path: Path) -> None:
    cache = dataset_cache(tmp_path / "cache", FILE.repo, {FILE.path: SMALL})
    (blob,) = cache.rglob("blobs/*")
    os.utime(blob, (0, 0))
    got = get(FILE, tmp_path / "raw")
    assert got.stat().st_mtime > 10**9
    # killed between linking and renaming, then fetched from a mirror
    got.rename(tmp_path / "raw" / f"{FILE.name}.part")
    copy = mirror_path(tmp_path / "mirror", replace(FILE, revision=LATER).url)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"other")
    get(replace(FILE, revision=LATER), tmp_path / "raw", mirror=tmp_path / "mirror")
    assert blob.read_bytes() == SMALL


def test_a_declared_checksum_is_checked(hub: Hub, tmp_path: Path) -> None:
    good, bad = (replace(FILE, sha256=hashlib.sha256(content).hexdigest()) for content in (SMALL, b"other"))
    assert get(good, tmp_path / "raw").read_bytes() == SMALL
    with pytest.raises(LingmixError, match=f"expected sha256 {bad.sha256}"):
        get(bad, tmp_path / "raw")
    assert FILE.name not in names(tmp_path / "raw")


def repo(name: str) -> HubFile:
    return replace(FILE, repo=f"someone/{name}")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (repo("gated"), "is gated: accept its terms at http://127.0.0.1:.*/datasets/someone/gated, then run `hf auth"),
        (repo("missing"), "the hub has no such data set, or it is private .*set HF_TOKEN"),
        (repo("disabled"), "have disabled the data set"),
        (repo("forbidden"), "is not in the cache .*403 Forbidden|the token may not read it"),
        (repo("proxy"), "is not in the cache .*the hub is out of reach .*missing the 'X-Repo-Commit' header"),
        (replace(FILE, path="data/none.jsonl"), "data/none.jsonl of .*there is no such file; see .*/tree/aaaa"),
        (replace(FILE, revision="c" * 40), "not this revision; see .*/commits/main"),
        (replace(FILE, revision="no-branch"), "not this revision; see .*/commits/main"),
        (replace(FILE, repo="/someone/x/y"), "no repository of the hub, which reads owner/name"),
        (replace(FILE, repo="someone/missing", revision="main"), "the hub has no such data set"),
    ],
    ids=lambda value: f"{value.repo}@{value.revision[:9]}/{value.path}" if isinstance(value, HubFile) else "",
)
def test_what_the_hub_refuses_is_explained(hub: Hub, tmp_path: Path, file: HubFile, said: str) -> None:
    with pytest.raises(LingmixError, match=said):
        get(file, tmp_path / "raw")
    assert names(tmp_path / "raw") == []


def test_a_gated_data_set_opens_with_a_token_that_large_files_never_see(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert get(repo("gated"), tmp_path / "raw").read_bytes() == SMALL
    assert get(replace(BIG, repo="someone/gated"), tmp_path / "raw").read_bytes() == LARGE
    assert hub.tokens == {TOKEN, None}


@pytest.mark.parametrize("token", ["hf_WrongToken", "hf_With\x01Control", "hf_Wïth"])
def test_a_token_that_is_wrong_is_not_shown(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], token: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(LingmixError, match=r"token|cannot be downloaded") as caught:
        get(FILE, tmp_path / "raw")
    said = str(caught.value) + "".join(capfd.readouterr())
    assert token not in said
    assert repr(token)[1:-1] not in said


def test_neither_a_token_nor_a_signature_in_an_error_is_shown(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **settings: object) -> str:
        raise OSError(f"'Bearer {TOKEN}' refused by https://me:word@cdn.example/x?Signature=secret today")

    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr("huggingface_hub.HfApi.hf_hub_download", fail)
    with pytest.raises(LingmixError, match=r"OSError: 'Bearer …' refused by https://cdn.example/x today"):
        get(FILE, tmp_path / "raw")


def truncate(hub: Hub) -> None:
    hub.truncated = True


def spoil(hub: Hub) -> None:
    hub.spoilt = True


@pytest.mark.parametrize("file", [FILE, BIG], ids=["in git", "in the store"])
@pytest.mark.parametrize(
    ("harm", "said"), [(truncate, "the download was cut off; run again"), (spoil, "is not (what|the file)")]
)
def test_a_download_that_is_not_what_the_hub_holds_is_refused(
    hub: Hub, tmp_path: Path, harm: Callable[[Hub], None], said: str, file: HubFile
) -> None:
    harm(hub)
    with pytest.raises(LingmixError, match=said):
        get(file, tmp_path / "raw")
    assert names(tmp_path / "raw") == []


def test_the_cache_alone_serves_offline(tmp_path: Path) -> None:
    cache = dataset_cache(tmp_path / "cache", "someone/tiny", {"a/b.jsonl": SMALL, "c.bin": LARGE})
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache), "HF_TOKEN": TOKEN}
    asked = [(COMMIT, "a/b.jsonl"), ("main", "c.bin"), (LATER, "a/b.jsonl")]
    said = run([HubFile("got", "someone/tiny", *where) for where in asked], tmp_path / "raw", **offline)
    assert (tmp_path / "raw" / "0" / "got").read_bytes() == SMALL
    assert (tmp_path / "raw" / "1" / "got").read_bytes() == LARGE
    assert said.count("ERROR") == 1
    assert "HF_HUB_OFFLINE forbids a download" in said
    assert f"hf download --repo-type dataset someone/tiny a/b.jsonl --revision {LATER}" in said


def test_a_truncated_file_in_the_cache_is_named_and_not_used(hub: Hub, tmp_path: Path) -> None:
    for name, content in (("a.jsonl", SMALL), ("c.bin", LARGE)):
        cache = dataset_cache(tmp_path / "cache", "someone/tiny", {name: content})
        (blob,) = (path for path in cache.rglob("blobs/*") if path.stat().st_size == len(content))
        blob.write_bytes(content[:-1])
        with pytest.raises(LingmixError, match=r"snapshots/a+/.* is not (what|the file)") as caught:
            get(HubFile(name, "someone/tiny", COMMIT, name), tmp_path / "raw")
        assert f"elete {blob} and run again" in str(caught.value)
        assert names(tmp_path / "raw") == []


def test_the_environment_says_where_the_hub_is(server: Hub, tmp_path: Path) -> None:
    server.truncated = server.spoilt = False
    there = {"HF_ENDPOINT": server.url, "HF_HOME": str(tmp_path / "home"), "HF_TOKEN": TOKEN, "HF_HUB_OFFLINE": ""}
    assert run([repo("gated")], tmp_path / "raw", **there).count("ERROR") == 0
    assert (tmp_path / "raw" / "0" / FILE.name).read_bytes() == SMALL
    assert list((tmp_path / "home" / "hub").glob("datasets--someone--gated"))


def test_a_hub_out_of_reach_is_an_error_for_the_user(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "http://127.0.0.1:9"
    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(hub.url, nowhere)
    monkeypatch.setattr(constants, "ENDPOINT", nowhere)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    with pytest.raises(LingmixError, match=r"is not in the cache .* the hub is out of reach \(ConnectError"):
        get(FILE, tmp_path / "raw")


@pytest.mark.parametrize("where", ["cache", "raw"])
def test_a_full_disk_is_named_and_nothing_stays(hub: Hub, tmp_path: Path, where: str) -> None:
    """The system refuses files above a size, as it would refuse any byte on a full disk."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    there = {"HF_ENDPOINT": hub.url, "HF_HUB_CACHE": str(tmp_path / "cache"), "HF_HUB_OFFLINE": ""}
    if where == "raw":
        dataset_cache(tmp_path / "cache", BIG.repo, {BIG.path: LARGE})
        limit += "import os\ndef refuse(*a): raise OSError(18, 'Invalid cross-device link')\nos.link = refuse\n"
    said = run([BIG], tmp_path / "raw", limit, **there)
    assert said.count("ERROR") == 1
    assert str(tmp_path / where) in said
    assert "File too large" in said
    assert names(tmp_path / "raw" / "0") == []


def test_a_password_in_the_address_of_the_hub_is_in_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "https://me:pa55word@hub.example/")
    assert endpoint() == "https://hub.example"
