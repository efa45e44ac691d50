"""Files of a data set, from a mirror folder or the network, kept only if their checksum is the declared one.

A file appears under its name complete or not at all. A download that was cut off leaves ``<name>.part``, which the
next call continues where the server supports it. Files of the hub go through its own cache.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from lingmix.data import hub, web
from lingmix.data.dataset import Dataset, File, HubFile, RemoteFile
from lingmix.data.recorded import as_recorded, place, record
from lingmix.disk import copy, link, sha256, writing
from lingmix.errors import LingmixError


def fetch(
    file: File, folder: Path, *, mirror: Path | None = None, progress: bool = True, timeout: float = 60.0
) -> Path:
    """Put ``file`` at ``folder/file.name``: keep it if it is there, else copy it from the mirror, else download it.

    Args:
        file: its name, where it is, and its checksum.
        folder: created if needed.
        mirror: a folder laid out as ``wget -x`` leaves it (see :func:`mirror_path`); None for the network only.
        progress: whether a download shows a progress bar on standard error.
        timeout: seconds that the server may stay silent.

    Raises:
        LingmixError: the mirror folder does not exist, the file cannot be had, the disk is full, or its content is not
            the declared one; in the last two cases neither the file nor a part of it stays.
    """
    if mirror is not None and not mirror.is_dir():
        raise LingmixError(f"the mirror '{mirror}' is not a folder; correct `mirror` or LINGMIX_MIRROR, or unset it")
    target = folder / file.name
    wanted = as_recorded(file, target)
    if target.is_file() and sha256(target) == wanted.sha256:
        return target
    part = target.with_name(target.name + ".part")
    with writing(file.name, folder, part):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        here = None if mirror is None else mirror_path(mirror, file.url)
        if here is not None and here.is_file():
            copy(here, part)
            digest = _checked(part, wanted, str(here), file)
        else:
            wanted, digest = _from_network(wanted, part, here, file, progress, timeout)
        record(file, wanted, target, digest)
        os.replace(part, target)
    return target


def fetch_all(
    dataset: Dataset, folder: Path, *, mirror: Path | None = None, progress: bool = True, timeout: float = 60.0
) -> list[Path]:
    """Every file of ``dataset`` in ``folder``, which exists afterwards even if there is no file; see :func:`fetch`."""
    folder.mkdir(parents=True, exist_ok=True)
    return [fetch(file, folder, mirror=mirror, progress=progress, timeout=timeout) for file in dataset.files]


def mirror_path(mirror: Path, url: str) -> Path:
    """Where ``wget -x`` puts ``url``: ``<mirror>/<host>[:<port>]/<path>[?<query>]``, percent-escapes resolved.

    Raises:
        LingmixError: that would be outside the mirror.
    """
    parts = urlsplit(url)
    query = "?" + parts.query.replace("/", "%2F") if parts.query else ""
    inside = PurePosixPath(parts.netloc.rpartition("@")[2]) / (unquote(parts.path).lstrip("/") + query)
    if ".." in inside.parts:
        raise LingmixError(f"{url} leads out of the mirror {mirror}; an address has no '..' in it")
    return mirror / inside


def _from_network(
    file: File, part: Path, here: Path | None, declared: File, progress: bool, timeout: float
) -> tuple[File, str]:
    """Complete ``part``; the file as it is now pinned, and its checksum. ``here`` is where the mirror lacks it."""
    if here is not None:
        print(f"{file.name}: not in the mirror at {here}; downloading {file.url}", file=sys.stderr)
    try:
        if isinstance(file, RemoteFile):
            web.download(file, part, progress=progress, timeout=timeout)
            return file, _checked(part, file, file.url, declared)
        cached = hub.download(file, progress=progress, timeout=timeout)
    except LingmixError as error:
        raise LingmixError(f"{error}{f'; nor is it in the mirror at {here}' if here else ''}") from error
    link(cached.path, part)
    file = replace(file, revision=cached.commit, sha256=file.sha256 or cached.sha256)
    return file, _checked(part, file, str(cached.path), declared)


def _checked(part: Path, file: File, source: str, declared: File) -> str:
    """The checksum of the complete ``part``, which is removed where that is not the declared one."""
    got = sha256(part)
    with part.open("rb") as content:
        start = content.read(1 << 12).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = start.startswith((b"<!doctype html", b"<html"))
    if got == file.sha256 or (file.sha256 is None and not is_page):
        return got
    part.unlink()
    hint = "; it is an HTML page, perhaps of a proxy or a login" if is_page else ""
    if isinstance(file, HubFile) and Path(source).is_symlink():
        hint += f"; it is truncated or was changed: delete {Path(source).resolve()} and run again"
    recorded = place(declared, part.with_suffix(""))
    known = declared.sha256 is None and recorded.is_file()
    since = f"\n  (recorded by the first download in {recorded})" if known else ""
    raise LingmixError(
        f"{source} is not the file that was declared as {file.name}{hint}\n"
        f"  expected sha256 {file.sha256 or 'unknown'}{since}\n  got sha256      {got}"
    )
