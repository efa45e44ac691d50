"""A server on this machine that takes uploads to model repositories as the Hugging Face hub does.

Small files come with the commit, in base64; large ones before it into a store: LFS, by PUT to an address of its own, or
xet, whose client then keeps its blocks in a folder that the server names.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hf_GoodTokenOfTheTest"
READER = "hf_TokenThatMayOnlyRead"


def blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass
class Stored:
    """A repository."""

    private: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    commits: list[str] = field(default_factory=lambda: ["0" * 40])
    messages: list[str] = field(default_factory=list)

    @property
    def head(self) -> str:
        return self.commits[-1]


@dataclass
class Hub:
    """What the server holds, and what it was asked for."""

    port: int = 0
    repositories: dict[str, Stored] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    """The store of large files, by SHA-256."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Sizes of files that came through xet, which this server does not read, by SHA-256."""
    blocks: Path | None = None
    """Where the xet client keeps blocks."""
    bad_card: bool = False
    broken: str = ""
    """Part of a path to which the answer is ``status``."""
    status: int = 500
    meanwhile: bool = False
    """Whether another commit comes between the first question and the upload."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sent(self) -> list[str]:
        """What was asked that may change something."""
        return [line for line in self.asked if not line.startswith("GET")]


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, status: int, value: object = None, **headers: str) -> None:
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Length": str(len(body)), "Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self) -> None:
        self.handle_request()

    def do_POST(self) -> None:
        self.handle_request()

    def do_PUT(self) -> None:
        self.handle_request()

    def handle_request(self) -> None:
        path = unquote(urlsplit(self.path).path).strip("/")
        body = self.body()
        self.hub.asked.append(f"{self.command} {path}")
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        if self.hub.broken and self.hub.broken in path:
            self.answer(self.hub.status)
        elif path.startswith("store/"):
            assert token is None, "the store of large files must not see the token"
            self.hub.objects[path.removeprefix("store/")] = body
            self.answer(200)
        elif token not in (None, TOKEN, READER):
            self.answer(401, X_Error_Message="Invalid credentials in Authorization header")
        elif self.command == "GET" and "-token/" not in path:
            self.describe(path.removeprefix("api/models/").removesuffix("/revision/main"), token)
        elif path == "api/validate-yaml":
            problem = '"language" with value "zh-Hant" is not valid.'
            self.answer(400 if self.hub.bad_card else 200, {"errors": [{"message": problem}], "warnings": []})
        elif token != TOKEN:
            self.answer(403, X_Error_Message="You don't have the rights to create a model under this namespace")
        elif path == "api/repos/create":
            self.create(json.loads(body))
        else:
            self.change(path, body)

    def describe(self, name: str, token: str | None) -> None:
        found = self.hub.repositories.get(name)
        if found is None or (found.private and token is None):
            self.answer(401 if token is None else 404, X_Error_Code="RepoNotFound", X_Error_Message="not found")
            return
        files = [{"rfilename": file} for file in found.files]
        self.answer(200, {"id": name, "sha": found.head, "private": found.private, "siblings": files, "tags": []})
        if self.hub.meanwhile:
            found.commits.append("f" * 40)

    def create(self, asked: dict[str, Any]) -> None:
        self.hub.created.append(asked)
        name = f"{asked['organization']}/{asked['name']}"
        known = name in self.hub.repositories
        self.hub.repositories.setdefault(name, Stored(private=asked.get("visibility") == "private"))
        self.answer(409 if known else 200, {"url": f"{self.hub.url}/{name}"})

    def change(self, path: str, body: bytes) -> None:
        if path.endswith(".git/info/lfs/objects/batch"):
            wanted = json.loads(body)["objects"]
            upload = [{**one, "actions": {"upload": {"href": self.signed(one["oid"])}}} for one in wanted]
            known = [one for one in wanted if one["oid"] in self.hub.objects]
            self.answer(200, {"transfer": "basic", "objects": known + [one for one in upload if not self.known(one)]})
            return
        owner, name, what, revision = path.removeprefix("api/models/").split("/")
        repository = self.hub.repositories[f"{owner}/{name}"]
        assert revision == "main"
        if what == "preupload":
            self.answer(200, {"files": [self.mode(file, repository) for file in json.loads(body)["files"]]})
        elif what == "xet-write-token":
            assert self.hub.blocks is not None
            token = {"accessToken": "xet", "exp": int(time.time()) + 900, "casUrl": f"local://{self.hub.blocks}"}
            self.answer(200, token)
        else:
            self.commit(f"{owner}/{name}", repository, [json.loads(line) for line in body.splitlines()])

    def known(self, one: dict[str, Any]) -> bool:
        return one["oid"] in self.hub.objects

    def signed(self, oid: str) -> str:
        return f"http://localhost:{self.hub.port}/store/{oid}?Signature=secret"

    def mode(self, file: dict[str, Any], repository: Stored) -> dict[str, Any]:
        large = file["path"].endswith(".safetensors")
        there = repository.files.get(file["path"])
        oid = None if there is None else hashlib.sha256(there).hexdigest() if large else blob(there)
        return {
            "path": file["path"],
            "uploadMode": "lfs" if large else "regular",
            "shouldIgnore": False,
            "oid": oid,
        }

    def commit(self, name: str, repository: Stored, lines: list[dict[str, Any]]) -> None:
        header, *operations = lines
        assert header["key"] == "header"
        if header["value"].get("parentCommit", repository.head) != repository.head:
            self.answer(412, X_Error_Message="A commit has happened since. Please refresh and try again.")
            return
        for operation in operations:
            value = operation["value"]
            if operation["key"] == "file":
                repository.files[value["path"]] = base64.b64decode(value["content"])
            elif self.hub.blocks is None:
                repository.files[value["path"]] = self.hub.objects[value["oid"]]
            else:
                self.hub.sizes[value["oid"]] = value["size"]
        repository.messages.append(header["value"]["summary"])
        repository.commits.append(f"{len(repository.commits):040x}")
        self.answer(200, {"commitUrl": f"{self.hub.url}/{name}/commit/{repository.head}", "commitOid": repository.head})


@contextmanager
def serving() -> Iterator[Hub]:
    """The hub, while the block runs."""
    hub = Hub()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
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
