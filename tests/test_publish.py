"""What goes to the hub, and that it arrives: against a server that takes uploads as the hub does."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hub_uploads import READER, TOKEN, Hub, Stored, serving
from huggingface_hub import constants

from lingmix.errors import LingmixError
from lingmix.publish.contents import Item, contents, listing
from lingmix.publish.upload import look, upload

CARD = "---\nlanguage: en\n---\n# The card\n"
WEIGHTS = bytes(range(256)) * 400
SCORES = pd.DataFrame(
    [("things", "monolingual", "map", 0.5, 24), ("things", "crosslingual", "map", 0.25, 48)],
    columns=["benchmark", "setting", "metric", "value", "queries"],
)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The server as huggingface_hub's endpoint, with a token that may write, and LFS as its store."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # the client tries several times, a second and more apart
    with serving() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        yield server


@pytest.fixture
def items(tmp_path: Path) -> tuple[Item, ...]:
    model = tmp_path / "run" / "model"
    files = {
        "modules.json": b"[]",
        "model.safetensors": WEIGHTS,
        "README.md": b"the folder's own",
        "1_Pooling/config.json": b"{}",
        ".snakemake_timestamp": b"",
        ".cache/x.json": b"{}",
    }
    for name, content in files.items():
        (model / name).parent.mkdir(parents=True, exist_ok=True)
        (model / name).write_bytes(content)
    record = tmp_path / "run" / "training.json"
    record.write_text('{"seconds": 1}')
    return contents(model, card=CARD, record=record, scores=SCORES)


def send(items: tuple[Item, ...], repo: str = "me/model", private: bool = True) -> str:
    return upload(items, repo, private=private, message="lingmix: a run", timeout=5).url


def test_what_goes_is_the_model_with_the_runs_card_record_and_scores(items: tuple[Item, ...]) -> None:
    content = {
        item.path: item.content if isinstance(item.content, bytes) else item.content.read_bytes() for item in items
    }
    assert content == {
        "1_Pooling/config.json": b"{}",
        "README.md": CARD.encode(),
        "metrics.csv": b"benchmark,setting,metric,value,queries\n"
        b"things,monolingual,map,0.5,24\nthings,crosslingual,map,0.25,48\n",
        "model.safetensors": WEIGHTS,
        "modules.json": b"[]",
        "training.json": b'{"seconds": 1}',
    }
    assert {item.path: item.size for item in items} == {path: len(value) for path, value in content.items()}
    assert [item.path for item in items] == sorted(content)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"no sentence-transformers model: it has no modules\.json"):
        contents(tmp_path, card=CARD, record=tmp_path / "training.json", scores=SCORES)


def test_a_file_that_another_would_cover_is_not_lost_silently(tmp_path: Path) -> None:
    for name in ("modules.json", "metrics.csv"):
        (tmp_path / name).touch()
    with pytest.raises(LingmixError, match=r"metrics\.csv would go"):
        contents(tmp_path, card=CARD, record=tmp_path / "training.json", scores=SCORES)


@pytest.mark.parametrize("private", [True, False])
def test_an_upload_is_one_commit_of_these_very_bytes(hub: Hub, items: tuple[Item, ...], private: bool) -> None:
    url = send(items, private=private)
    repository = hub.repositories["me/model"]
    assert {path: len(content) for path, content in repository.files.items()} == {
        item.path: item.size for item in items
    }
    for item in items:
        there = item.content if isinstance(item.content, bytes) else item.content.read_bytes()
        assert repository.files[item.path] == there, item.path
    assert repository.messages == ["lingmix: a run"]
    assert url == f"{hub.url}/me/model/commit/{repository.head}"
    (created,) = hub.created
    assert created == {"organization": "me", "name": "model", "visibility": "private" if private else "public"}
    assert len([line for line in hub.sent() if "/commit/" in line]) == 1


def test_weights_go_through_xet_where_the_client_has_it(
    hub: Hub, items: tuple[Item, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hf_xet = pytest.importorskip("hf_xet")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    hub.blocks = tmp_path / "blocks"
    hub.blocks.mkdir()
    send(items)
    (weights,) = (item.content for item in items if item.path == "model.safetensors")
    assert hub.sizes == {hashlib.sha256(WEIGHTS).hexdigest(): len(WEIGHTS)}
    assert "model.safetensors" not in hub.repositories["me/model"].files
    # what the client stored gives the file again
    (stored,) = hf_xet.hash_files([str(weights)])
    back = hf_xet.PyXetDownloadInfo(str(tmp_path / "back"), stored.hash, len(WEIGHTS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        hf_xet.download_files([back], f"local://{hub.blocks}", None, None, None)
    assert (tmp_path / "back").read_bytes() == WEIGHTS


def test_a_second_upload_of_the_same_files_commits_nothing(hub: Hub, items: tuple[Item, ...]) -> None:
    first = upload(items, "me/model", private=True, message="one", timeout=5)
    second = upload(items, "me/model", private=True, message="two", timeout=5)
    assert first.new
    assert not second.new
    assert second.url == first.url
    assert hub.repositories["me/model"].messages == ["one"]
    assert len(hub.created) == 1


def test_files_of_a_repository_that_are_not_sent_stay(hub: Hub, items: tuple[Item, ...]) -> None:
    hub.repositories["me/model"] = Stored(True, {"README.md": b"old", "notes.txt": b"mine", ".gitattributes": b""})
    shown = listing(items, look("me/model"), private=True)
    assert "It is there already and private." in shown
    assert [line.split()[1] for line in shown.splitlines() if "replaces" in line] == ["README.md"]
    assert shown.endswith("Other files there stay as they are: notes.txt")
    assert hub.sent() == []
    send(items)
    files = hub.repositories["me/model"].files
    assert files["notes.txt"] == b"mine"
    assert files["README.md"] == CARD.encode()
    assert hub.created == []


def test_a_public_repository_is_not_taken_for_a_private_one(hub: Hub, items: tuple[Item, ...]) -> None:
    hub.repositories["me/model"] = Stored(private=False)
    assert "PUBLIC, but the study says private: the upload will be refused" in listing(
        items, look("me/model"), private=True
    )
    with pytest.raises(LingmixError, match="is there already and is public, but the study says it should be private"):
        send(items)
    assert hub.sent() == []
    send(items, private=False)
    assert hub.repositories["me/model"].messages == ["lingmix: a run"]


def test_another_commit_in_between_is_not_built_upon(hub: Hub, items: tuple[Item, ...]) -> None:
    hub.repositories["me/model"] = Stored(private=True)
    hub.meanwhile = True
    with pytest.raises(LingmixError, match="another commit to me/model came first; run again"):
        send(items)
    assert hub.repositories["me/model"].messages == []


def test_looking_changes_nothing(hub: Hub, items: tuple[Item, ...]) -> None:
    shown = listing(items, look("me/model"), private=True).splitlines()
    assert shown[:2] == [f"To {hub.url}/me/model", "It is not there yet and will be private."]
    assert "  102,400  model.safetensors" in shown
    assert shown[-1] == "  102,551  bytes in 6 files"
    assert hub.sent() == []


def no_token(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("HF_TOKEN")


def a_reader(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HF_TOKEN", READER)


def wrong_token(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HF_TOKEN", "hf_WrongToken")


def offline(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(constants, "HF_HUB_OFFLINE", True)


def nobody(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")


def bad_card(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    hub.bad_card = True


def broken_store(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    hub.broken = "store/"


def broken_commit(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    hub.broken = "/commit/"


def a_reader_of_what_is_there(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    a_reader(hub, patch)
    hub.repositories["me/model"] = Stored(private=True)


def a_refused_xet_token(hub: Hub, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    hub.broken, hub.status = "xet-write-token", 403


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (no_token, "needs a token, and there is none; run `hf auth login`, or set HF_TOKEN to a token that may write"),
        (wrong_token, "the hub does not know the token; run `hf auth login`"),
        (a_reader, r"the token may not write to me/model .*You don't have the rights to create a model"),
        (a_reader_of_what_is_there, "the token may not write to me/model"),
        (offline, "HF_HUB_OFFLINE forbids to ask the hub for https?://.*/me/model; unset it"),
        (nobody, r"the hub is out of reach \(ConnectError"),
        (bad_card, r"the hub refuses the card: .*with value \"zh-Hant\" is not valid.* was created and may be empty"),
        (broken_store, r"me/model cannot be uploaded to \(HfHubHTTPError: Server error '500"),
        (broken_commit, r"me/model cannot be uploaded to \(HfHubHTTPError: Server error '500"),
        (a_refused_xet_token, r"me/model cannot be uploaded to|out of reach"),
    ],
)
def test_what_stops_an_upload_is_explained_without_secrets(
    hub: Hub,
    items: tuple[Item, ...],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    harm: Callable[[Hub, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    harm(hub, monkeypatch)
    with pytest.raises(LingmixError, match=said) as caught:
        send(items)
    shown = str(caught.value) + "".join(capfd.readouterr())
    assert not any(token in shown for token in (TOKEN, READER, "hf_WrongToken"))
    assert "Signature" not in str(caught.value)
    assert all(not stored.messages for stored in hub.repositories.values())


@pytest.mark.parametrize("harm", [wrong_token, offline, nobody])
def test_looking_says_why_the_hub_could_not_be_asked(
    hub: Hub, items: tuple[Item, ...], monkeypatch: pytest.MonkeyPatch, harm: Callable[[Hub, pytest.MonkeyPatch], None]
) -> None:
    harm(hub, monkeypatch)
    found = look("me/model", timeout=5)
    assert found.there is None
    assert f"Whether it is there could not be asked: {found.unasked}. If it" in listing(items, found, private=True)
    assert "hf_WrongToken" not in found.unasked


def test_without_a_token_a_private_repository_is_not_seen(
    hub: Hub, items: tuple[Item, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.repositories["me/model"] = Stored(private=True)
    no_token(hub, monkeypatch)
    assert "not there yet (or is hidden from who has no token)" in listing(items, look("me/model"), private=True)
