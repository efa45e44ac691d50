"""One file from its URL, continued where an earlier download was cut off and the server can."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from pooch import HTTPDownloader
from urllib3.exceptions import ReadTimeoutError

from lingmix.data.dataset import RemoteFile
from lingmix.disk import flush, sha256
from lingmix.errors import LingmixError

HERE = ("localhost", "127.0.0.1", "::1")
"""Names of this machine."""
CHUNK = 1 << 16
"""Bytes read from a server at once."""


def download(file: RemoteFile, part: Path, *, progress: bool, timeout: float) -> None:
    """Complete ``part`` from the file's URL.

    Args:
        file: its URL, and its checksum, without which nothing is continued.
        part: where the bytes go; what is there already is kept if it is the file's beginning.
        progress: whether to show a progress bar on standard error.
        timeout: seconds that the server may stay silent.

    Raises:
        LingmixError: the server cannot be reached, does not give the file, or sends on to an address that is not https;
            what has arrived stays in ``part``.
    """
    try:
        secure(file.url)
        if part.exists():
            _resume(file, part, progress, timeout)
        if not part.exists():
            _download(file.url, part, progress, timeout)
    except (requests.RequestException, LingmixError) as error:
        if part.exists() and not part.stat().st_size:
            part.unlink()
        raise LingmixError(f"cannot download {file.url}: {_reason(error, timeout)}") from error


def _resume(file: RemoteFile, part: Path, progress: bool, timeout: float) -> None:
    """Complete ``part``, or remove it where that is impossible and the download has to start afresh."""
    if file.sha256 is None:
        # nothing could tell that both halves are of one version
        part.unlink()
        return
    if sha256(part) == file.sha256:
        return
    try:
        _download(file.url, part, progress, timeout)
    except _CannotContinueError:
        part.unlink()
        return
    # The part may have been left by another version of the file.
    if sha256(part) != file.sha256:
        part.unlink()


def _download(url: str, part: Path, progress: bool, timeout: float) -> None:
    """Append to ``part`` what it lacks, or write it anew if the server sends the whole file."""
    with part.open("ab") as out:
        have = out.tell()

        def check(response: requests.Response, **_: object) -> None:
            if response.is_redirect:
                # no headers yet of the file itself
                secure(urljoin(response.url, response.headers["location"]))
                return
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
            flush(out)


def secure(url: str) -> None:
    """See to it that nobody on the way can read or change what comes from ``url``.

    Raises:
        LingmixError: it is no ``https`` address; on this machine ``http`` will do.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise LingmixError(f"{url} is no https address, so that others could change what comes from it")


class _CannotContinueError(LingmixError):
    """The server's answer does not continue the part that is there."""


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
