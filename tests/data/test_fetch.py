"""Fetching, against a real HTTP server on this machine and mirror folders."""

from __future__ import annotations

import errno
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lingmix.data import registry
from lingmix.data.dataset import Dataset, HubFile, RemoteFile
from lingmix.data.fetch import fetch, fetch_all, mirror_path
from lingmix.data.tables import Retrieval
from lingmix.errors import LingmixError

CONTENT = bytes(range(256)) * 1200
"""More than one chunk."""
HALF = len(CONTENT) // 2


@dataclass
class Server:
    """What the server was asked for: (path, Range header), and the encodings that would have been accepted."""

    port: int = 0
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    encodings: set[str | None] = field(default_factory=set)

    def file(self, path: str, content: bytes = CONTENT) -> RemoteFile:
        return RemoteFile("data.bin", f"http://127.0.0.1:{self.port}/{path}", hashlib.sha256(content).hexdigest())


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def answer(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.asked.append((self.path, wanted))
            state.encodings.add(self.headers.get("Accept-Encoding"))
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            size = len(CONTENT)
            match self.path.split("/")[1:]:
                case ["range", *_] if start >= size:
                    self.answer(416, b"", Content_Range=f"bytes */{size}")
                case ["range", *_] if wanted:
                    self.answer(206, CONTENT[start:], Content_Range=f"bytes {start}-{size - 1}/{size}")
                case ["range" | "plain", *_]:
                    self.answer(200, CONTENT)
                case ["liar"] if wanted:
                    self.answer(206, CONTENT[:HALF], length=size, Content_Range=f"bytes 0-{size - 1}/{size}")
                case ["liar"]:
                    self.answer(200, CONTENT)
                case ["cut"] if wanted:
                    self.answer(206, CONTENT[start:], Content_Range=f"bytes {start}-{size - 1}/{size}")
                case ["cut"]:
                    self.answer(200, CONTENT[:HALF], length=size)
                case ["html"]:
                    self.answer(200, b"\n<!DOCTYPE html><title>log in</title>", Content_Type="text/html")
                case ["busy"]:
                    self.answer(503, b"")
                case ["moved"]:
                    self.answer(302, b"elsewhere", Location="/range")
                case ["away"]:
                    self.answer(302, b"", Location="http://example.org/x")
                case ["slow"]:
                    time.sleep(1)
                    self.answer(200, CONTENT)
                case ["stall"]:
                    self.answer(200, CONTENT[:HALF], length=size)
                    time.sleep(1)
                case _:
                    self.answer(404, b"nothing here")

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    state.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("path", ["range", "plain", "moved"])
def test_a_file_is_downloaded_and_nothing_else_stays(server: Server, tmp_path: Path, path: str) -> None:
    got = fetch(server.file(path), tmp_path / "raw", progress=False)
    assert got == tmp_path / "raw" / "data.bin"
    assert got.read_bytes() == CONTENT
    assert names(tmp_path / "raw") == ["data.bin"]
    assert server.encodings == {"identity"}


def test_progress_is_shown_on_standard_error_only_if_wanted(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(server.file("plain"), tmp_path / "silent", progress=False)
    assert capsys.readouterr() == ("", "")
    fetch(server.file("plain"), tmp_path / "shown", progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "100%" in err


def test_a_right_file_is_kept_without_asking_anyone(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(CONTENT)
    before = (tmp_path / "data.bin").stat().st_mtime_ns
    fetch(server.file("range"), tmp_path)
    assert server.asked == []
    assert (tmp_path / "data.bin").stat().st_mtime_ns == before


def test_a_wrong_file_is_replaced(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(b"old")
    assert fetch(server.file("range"), tmp_path, progress=False).read_bytes() == CONTENT


def test_a_wrong_file_does_not_outlive_a_failed_fetch(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(b"old")
    with pytest.raises(LingmixError, match="404"):
        fetch(server.file("nowhere"), tmp_path, progress=False)
    assert names(tmp_path) == []


def test_a_cut_download_leaves_only_the_part_and_the_next_call_continues_it(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"/cut: the connection broke off.*start again to continue"):
        fetch(server.file("cut"), tmp_path, progress=False)
    assert names(tmp_path) == ["data.bin.part"]
    part = (tmp_path / "data.bin.part").read_bytes()
    assert part
    assert CONTENT[:HALF].startswith(part)
    assert fetch(server.file("cut"), tmp_path, progress=False).read_bytes() == CONTENT
    assert server.asked == [("/cut", None), ("/cut", f"bytes={len(part)}-")]
    assert names(tmp_path) == ["data.bin"]


@pytest.mark.parametrize(
    ("path", "requests"),
    [
        ("plain", [f"bytes={HALF}-"]),
        ("liar", [f"bytes={HALF}-", None]),
    ],
)
def test_a_server_that_cannot_continue_sends_everything(
    server: Server, tmp_path: Path, path: str, requests: list[str | None]
) -> None:
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:HALF])
    assert fetch(server.file(path), tmp_path, progress=False).read_bytes() == CONTENT
    assert [wanted for _, wanted in server.asked] == requests


@pytest.mark.parametrize("part", [b"of another version", b"x" * (len(CONTENT) + 1)], ids=["other", "too long"])
def test_a_part_of_something_else_is_thrown_away(server: Server, tmp_path: Path, part: bytes) -> None:
    (tmp_path / "data.bin.part").write_bytes(part)
    assert fetch(server.file("range"), tmp_path, progress=False).read_bytes() == CONTENT
    assert [wanted for _, wanted in server.asked] == [f"bytes={len(part)}-", None]


def test_a_complete_part_is_only_renamed(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin.part").write_bytes(CONTENT)
    assert fetch(server.file("range"), tmp_path, progress=False).read_bytes() == CONTENT
    assert server.asked == []


def test_a_part_survives_a_server_that_is_busy(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:HALF])
    with pytest.raises(LingmixError, match="503 Service Unavailable"):
        fetch(server.file("busy"), tmp_path, progress=False)
    assert (tmp_path / "data.bin.part").read_bytes() == CONTENT[:HALF]


def test_a_wrong_checksum_names_both_sums_and_leaves_nothing(server: Server, tmp_path: Path) -> None:
    file = server.file("range", b"something else")
    with pytest.raises(LingmixError, match=rf"^{re.escape(file.url)} is not the file") as caught:
        fetch(file, tmp_path, progress=False)
    assert f"expected sha256 {file.sha256}" in str(caught.value)
    assert f"got sha256      {hashlib.sha256(CONTENT).hexdigest()}" in str(caught.value)
    assert names(tmp_path) == []


def test_a_web_page_in_place_of_the_file_is_called_one(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="HTML page"):
        fetch(server.file("html"), tmp_path, progress=False)
    assert names(tmp_path) == []


def test_a_missing_page_is_said_to_be_missing(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"/nowhere: the server answered 404 Not Found$"):
        fetch(server.file("nowhere"), tmp_path, progress=False)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "reason", "left"),
    [("slow", r"no answer within 0\.2 s", []), ("stall", r"silent for 0\.2 s", ["data.bin.part"])],
)
def test_a_silent_server_is_given_up_on(
    server: Server, tmp_path: Path, path: str, reason: str, left: list[str]
) -> None:
    with pytest.raises(LingmixError, match=reason):
        fetch(server.file(path), tmp_path, progress=False, timeout=0.2)
    assert names(tmp_path) == left


def test_the_mirror_is_read_before_the_network(server: Server, tmp_path: Path) -> None:
    file = server.file("a/b.json")
    copy = tmp_path / "mirror" / f"127.0.0.1:{server.port}" / "a" / "b.json"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(CONTENT)
    copy.chmod(0o444)
    got = fetch(file, tmp_path / "raw", mirror=tmp_path / "mirror")
    assert got.read_bytes() == CONTENT
    assert names(tmp_path / "raw") == ["data.bin"]
    assert server.asked == []


def test_a_wrong_copy_in_the_mirror_is_named_and_not_papered_over(server: Server, tmp_path: Path) -> None:
    copy = tmp_path / "mirror" / f"127.0.0.1:{server.port}" / "range"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"spoilt")
    with pytest.raises(LingmixError, match=rf"^{re.escape(str(copy))} is not the file"):
        fetch(server.file("range"), tmp_path / "raw", mirror=tmp_path / "mirror")
    assert names(tmp_path / "raw") == []
    assert server.asked == []


def test_what_the_mirror_lacks_is_downloaded_with_a_note(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mirror").mkdir()
    file = server.file("range")
    assert fetch(file, tmp_path / "raw", mirror=tmp_path / "mirror", progress=False).read_bytes() == CONTENT
    note = capsys.readouterr().err
    assert str(mirror_path(tmp_path / "mirror", file.url)) in note
    assert file.url in note


def test_neither_mirror_nor_network_is_one_error_that_names_both(server: Server, tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    file = server.file("nowhere")
    with pytest.raises(LingmixError) as caught:
        fetch(file, tmp_path / "raw", mirror=tmp_path / "mirror", progress=False)
    assert file.url in str(caught.value)
    assert str(mirror_path(tmp_path / "mirror", file.url)) in str(caught.value)


def test_no_server_at_all_is_an_error_for_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(LingmixError, match=r"cannot download http://127\.0\.0\.1:9/x: no connection"):
        fetch(RemoteFile("x", "http://127.0.0.1:9/x", "0" * 64), tmp_path, progress=False)


def test_a_mirror_that_is_no_folder_is_an_error_even_if_the_file_is_there(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match="absent' is not a folder"):
        fetch(server.file("range"), tmp_path / "raw", mirror=tmp_path / "absent")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a/b.json", "example.org/a/b.json"),
        ("https://user:word@example.org:8080/a%20b?x=/1", "example.org:8080/a b?x=%2F1"),
    ],
)
def test_mirror_paths_are_those_of_wget(url: str, expected: str) -> None:
    assert mirror_path(Path("m"), url) == Path("m") / expected


class Two(Dataset):
    name = "two"

    def retrieval(self, raw: Path) -> Retrieval:
        raise NotImplementedError


@pytest.mark.parametrize("source", ["network", "mirror"])
def test_a_full_disk_is_named_and_nothing_stays(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    file = server.file("plain")
    copy = mirror_path(tmp_path / "mirror", file.url)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(CONTENT)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(LingmixError, match=r"data\.bin does not fit into .*raw: No space left on device"):
        fetch(file, tmp_path / "raw", mirror=tmp_path / "mirror" if source == "mirror" else None, progress=False)
    assert names(tmp_path / "raw") == []


def test_a_folder_that_cannot_be_written_to_is_an_error_for_the_user(server: Server, tmp_path: Path) -> None:
    (tmp_path / "raw").touch()
    with pytest.raises(LingmixError, match=r"data\.bin cannot be put into .*raw"):
        fetch(server.file("plain"), tmp_path / "raw", progress=False)


def test_a_spoilt_record_of_a_checksum_is_replaced(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin.sha256").write_text("")
    file = replace(server.file("plain"), sha256=None)
    fetch(file, tmp_path, progress=False)
    assert (tmp_path / "data.bin.sha256").read_text().strip() == hashlib.sha256(CONTENT).hexdigest()


def test_all_files_of_a_data_set_are_fetched_in_order(server: Server, tmp_path: Path) -> None:
    file = server.file("plain")
    dataset = Two()
    dataset.files = (RemoteFile("b", file.url, file.sha256), RemoteFile("a", file.url, file.sha256))
    assert fetch_all(dataset, tmp_path / "raw", progress=False) == [tmp_path / "raw" / "b", tmp_path / "raw" / "a"]
    assert names(tmp_path / "raw") == ["a", "b"]


def test_a_data_set_without_files_gets_an_empty_folder(tmp_path: Path) -> None:
    assert fetch_all(Two(), tmp_path / "raw") == []
    assert names(tmp_path / "raw") == []
    assert (tmp_path / "raw").is_dir()


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://example.org/x", "file:///etc/passwd", "example.org/x"])
def test_what_others_could_change_on_the_way_is_not_downloaded(tmp_path: Path, url: str) -> None:
    with pytest.raises(LingmixError, match="is no https address"):
        fetch(RemoteFile("x", url, None), tmp_path / "raw", progress=False)
    assert names(tmp_path / "raw") == []


def test_an_answer_that_leads_away_from_https_is_not_followed(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"http://example\.org/x is no https address"):
        fetch(server.file("away"), tmp_path / "raw", progress=False)
    assert names(tmp_path / "raw") == []


def test_every_file_of_the_registry_comes_over_https_and_names_no_user() -> None:
    files = [file for name in registry.names() for file in registry.get(name).files]
    assert len(files) > 300
    for file in files:
        parts = urlsplit(file.url)
        assert (parts.scheme, parts.username, parts.password) == ("https", None, None), file.url
        assert ".." not in file.name
        assert not file.name.startswith(("/", ".", "-"))
        pinned = file.sha256 if isinstance(file, RemoteFile) else file.revision
        assert pinned is None or re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", pinned), file.url


@pytest.mark.parametrize("path", ["../../../etc/passwd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "a/%2E%2E/%2E%2E/b"])
def test_no_address_leads_out_of_the_mirror(tmp_path: Path, path: str) -> None:
    (tmp_path / "mirror").mkdir()
    with pytest.raises(LingmixError, match="leads out of the mirror"):
        fetch(RemoteFile("x", f"https://example.org/{path}", None), tmp_path / "raw", mirror=tmp_path / "mirror")


def test_a_path_of_the_hub_is_no_address_by_itself(tmp_path: Path) -> None:
    file = HubFile("x", "owner/name", "a" * 40, "%2e%2e/a b?c#d")
    folder = tmp_path / "huggingface.co/datasets/owner/name/resolve" / ("a" * 40)
    assert mirror_path(tmp_path, file.url) == folder / "%2e%2e" / "a b?c#d"
