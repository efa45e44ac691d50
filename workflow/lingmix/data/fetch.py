"""Files of a data set, from a mirror folder or the network, kept only if their checksum is the declared one.

A file appears under its name complete or not at all. A download that was cut off leaves ``<name>.part``, which the
next call continues where the server supports it. Of a file that is declared without a checksum, the first copy's is
kept in ``<name>.sha256`` and holds from then on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import requests
from pooch import HTTPDownloader
from urllib3.exceptions import ReadTimeoutError

from lingmix.data.dataset import Dataset, RemoteFile
from lingmix.errors import LingmixError

CHUNK = 1 << 16
"""Bytes read from a server at once."""


def fetch(
    file: RemoteFile, folder: Path, *, mirror: Path | None = None, progress: bool = True, timeout: float = 60.0
) -> Path:
    """Put ``file`` at ``folder/file.name``: keep it if it is there, else copy it from the mirror, else download it.

    Args:
        file: its name, URL and checksum.
        folder: created if needed.
        mirror: a folder laid out as ``wget -x`` leaves it (see :func:`mirror_path`); None for the network only.
        progress: whether a download shows a progress bar on standard error.
        timeout: seconds that the server may stay silent.

    Raises:
        LingmixError: the mirror folder does not exist, the file cannot be had, or its content is not the declared
            one, in which case neither the file nor a part of it stays.
    """
    if mirror is not None and not mirror.is_dir():
        raise LingmixError(f"the mirror '{mirror}' is not a folder; correct `mirror` or LINGMIX_MIRROR, or unset it")
    target = folder / file.name
    if file.sha256 is None and _record(target).is_file():
        file = replace(file, sha256=_record(target).read_text("ascii").strip())
    if target.is_file() and _sha256(target) == file.sha256:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    part = target.with_name(target.name + ".part")

    copy = None if mirror is None else mirror_path(mirror, file.url)
    if copy is not None and copy.is_file():
        with copy.open("rb") as source, part.open("wb") as out:
            shutil.copyfileobj(source, out)
            _flush(out)
        return _keep(part, target, file, str(copy))
    if copy is not None:
        print(f"{file.name}: not in the mirror at {copy}; downloading {file.url}", file=sys.stderr)

    try:
        if part.exists():
            _resume(file, part, progress, timeout)
        if not part.exists():
            _download(file.url, part, progress, timeout)
    except (requests.RequestException, LingmixError) as error:
        if part.exists() and not part.stat().st_size:
            part.unlink()
        looked = f"; nor is it in the mirror at {copy}" if copy is not None else ""
        raise LingmixError(f"cannot download {file.url}: {_reason(error, timeout)}{looked}") from error
    return _keep(part, target, file, file.url)


def fetch_all(
    dataset: Dataset, folder: Path, *, mirror: Path | None = None, progress: bool = True, timeout: float = 60.0
) -> list[Path]:
    """Every file of ``dataset`` in ``folder``, which exists afterwards even if there is no file; see :func:`fetch`."""
    folder.mkdir(parents=True, exist_ok=True)
    return [fetch(file, folder, mirror=mirror, progress=progress, timeout=timeout) for file in dataset.files]


def mirror_path(mirror: Path, url: str) -> Path:
    """Where ``wget -x`` puts ``url``: ``<mirror>/<host>[:<port>]/<path>[?<query>]``, percent-escapes resolved."""
    parts = urlsplit(url)
    query = "?" + parts.query.replace("/", "%2F") if parts.query else ""
    return mirror / parts.netloc.rpartition("@")[2] / (unquote(parts.path).lstrip("/") + query)


def _resume(file: RemoteFile, part: Path, progress: bool, timeout: float) -> None:
    """Complete ``part``, or remove it where that is impossible and the download has to start afresh."""
    if file.sha256 is None:
        # nothing could tell that both halves are of one version
        part.unlink()
        return
    if _sha256(part) == file.sha256:
        return
    try:
        _download(file.url, part, progress, timeout)
    except _CannotContinueError:
        part.unlink()
        return
    # The part may have been left by another version of the file.
    if _sha256(part) != file.sha256:
        part.unlink()


def _download(url: str, part: Path, progress: bool, timeout: float) -> None:
    """Append to ``part`` what it lacks, or write it anew if the server sends the whole file."""
    with part.open("ab") as out:
        have = out.tell()

        def check(response: requests.Response, **_: object) -> None:
            answer = response.headers.get("Content-Range", "")
            if response.status_code == 416 or (response.status_code == 206 and not answer.startswith(f"bytes {have}-")):
                raise _CannotContinueError(f"asked for the bytes from {have} on, the server answered '{answer}'")
            if response.status_code == 200:
                out.truncate(0)

        # Compressed transfer has no stable byte offsets to continue from.
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        get = HTTPDownloader(
            progressbar=progress, chunk_size=CHUNK, headers=headers, hooks={"response": check}, timeout=timeout
        )
        try:
            get(url, out, None)
        finally:
            _flush(out)


class _CannotContinueError(LingmixError):
    """The server's answer does not continue the part that is there."""


def _keep(part: Path, target: Path, file: RemoteFile, source: str) -> Path:
    """Give the complete ``part`` its name if the checksum is right; else remove it and raise."""
    got = _sha256(part)
    with part.open("rb") as content:
        start = content.read(CHUNK).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = start.startswith((b"<!doctype html", b"<html"))
    if got != file.sha256 and (file.sha256 is not None or is_page):
        part.unlink()
        hint = "; it is an HTML page, perhaps of a proxy or a login" if is_page else ""
        recorded = _record(target)
        since = f"\n  (recorded by the first download in {recorded})" if recorded.is_file() else ""
        raise LingmixError(
            f"{source} is not the file that was declared as {file.name}{hint}\n"
            f"  expected sha256 {file.sha256 or 'unknown'}{since}\n  got sha256      {got}"
        )
    if file.sha256 is None:
        _record(target).write_text(f"{got}\n", "ascii")
        print(f"{file.name}: no checksum is declared; from now on it is {got}", file=sys.stderr)
    os.replace(part, target)
    return target


def _record(target: Path) -> Path:
    """Where the checksum of a first download is kept."""
    return target.with_name(target.name + ".sha256")


def _flush(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _reason(error: Exception, timeout: float) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return f"no answer within {timeout:g} s"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off; what has arrived is kept, start again to continue"
    if isinstance(error, requests.ConnectionError):
        if error.args and isinstance(error.args[0], ReadTimeoutError):
            return f"the server fell silent for {timeout:g} s; what has arrived is kept, start again to continue"
        return f"no connection ({error})"
    return str(error)
