"""A server on this machine that answers as the Hugging Face hub does for data set repositories."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT, LATER = "a" * 40, "b" * 40
TOKEN = "hf_GoodTokenOfTheTest"
SMALL = b'{"query": "who?", "passage": "me"}\n'
LARGE = bytes(range(256)) * 4000
FILES = {COMMIT: {"data/small.jsonl": SMALL, "large.bin": LARGE}, LATER: {"data/small.jsonl": b"{}\n"}}


def git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass
class Hub:
    """Where the server is, what it was asked for, and what its branch points to."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    main: str = COMMIT
    truncated: bool = False
    """Whether contents end half-way."""
    spoilt: bool = False
    """Whether contents are others, of the same length."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", length: int | None = None, **headers: str | int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str, message: str = "no") -> None:
        self.answer(status, X_Error_Code=code, X_Error_Message=message)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).strip("/")
        self.hub.asked.append(f"{self.command} {path}")
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        self.hub.tokens.add(token)
        if path.startswith("cdn/"):
            assert token is None, "the store of large files must not see the token"
            self.content(LARGE)
            return
        if "datasets/" not in path:
            # the client asks for lists of its own
            self.answer(404)
            return
        is_api = path.startswith("api/")
        _, owner, name, _, rest = path.removeprefix("api/").split("/", 4)
        if token not in (None, TOKEN):
            self.answer(401, X_Error_Message="Invalid credentials in Authorization header")
        elif name == "gated" and token != TOKEN:
            self.refuse(403 if token else 401, "GatedRepo", "Access to dataset is restricted")
        elif name == "forbidden":
            self.answer(403, X_Error_Message="Forbidden")
        elif name == "disabled":
            self.answer(403, X_Error_Message="Access to this resource is disabled.")
        elif name == "proxy":
            self.answer(200, b"<html>log in</html>", ETag='"x"')
        elif name == "busy":
            self.answer(500)
        elif name not in ("open", "gated"):
            self.refuse(401, "RepoNotFound", "Repository not found")
        else:
            self.repository(f"{owner}/{name}", rest, is_api)

    def repository(self, repo: str, rest: str, is_api: bool) -> None:
        named = {"main": self.hub.main, "refs/convert/parquet": COMMIT, COMMIT: COMMIT, LATER: LATER}
        revision = next((name for name in named if rest == name or rest.startswith(f"{name}/")), None)
        if revision is None:
            self.refuse(404, "RevisionNotFound", "Invalid rev id")
            return
        commit, path = named[revision], rest[len(revision) + 1 :]
        if is_api:
            self.answer(200, json.dumps({"id": repo, "sha": commit, "siblings": [], "tags": []}).encode())
        elif path not in FILES[commit]:
            self.answer(404, X_Error_Code="EntryNotFound", X_Error_Message="Entry not found", X_Repo_Commit=commit)
        elif path == "large.bin":
            self.answer(
                302,
                X_Repo_Commit=commit,
                X_Linked_Etag=f'"{hashlib.sha256(LARGE).hexdigest()}"',
                X_Linked_Size=len(LARGE),
                Location=f"http://localhost:{self.hub.port}/cdn/large?Signature=secret",
            )
        else:
            self.content(FILES[commit][path], X_Repo_Commit=commit)

    def content(self, content: bytes, **headers: str) -> None:
        etag = f'"{git_blob(content)}"'
        if self.command == "GET" and self.hub.truncated:
            content = content[: len(content) // 2]
        if self.hub.spoilt:
            content = content[::-1]
        self.answer(200, content, ETag=etag, **headers)


@contextmanager
def serving() -> Iterator[Hub]:
    """The hub, while the block runs."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    hub.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def dataset_cache(cache: Path, repo: str, files: dict[str, bytes], commit: str = COMMIT, ref: str = "main") -> Path:
    """A cache in the hub's own layout that holds files of a data set."""
    folder = cache / f"datasets--{repo.replace('/', '--')}"
    (folder / "refs" / ref).parent.mkdir(parents=True, exist_ok=True)
    (folder / "refs" / ref).write_text(commit)
    (folder / "blobs").mkdir(exist_ok=True)
    for name, content in files.items():
        large = name.endswith(".bin")
        etag = hashlib.sha256(content).hexdigest() if large else git_blob(content)
        blob = folder / "blobs" / etag
        blob.write_bytes(content)
        pointer = folder / "snapshots" / commit / name
        pointer.parent.mkdir(parents=True, exist_ok=True)
        up = "/".join([".."] * (len(name.split("/")) + 1))
        pointer.symlink_to(f"{up}/blobs/{etag}")
    return cache
