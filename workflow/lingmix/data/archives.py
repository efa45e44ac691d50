"""Archives of other people, looked into and unpacked without trusting them.

A member must lie inside the folder, be a plain file, and unpack to no more than was said. An archive that is damaged or
breaks these rules leaves nothing behind. Neither its headers nor their number can fill the memory.
"""

from __future__ import annotations

import gzip
import lzma
import os
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from typing import IO
from unicodedata import category

from lingmix.disk import writing
from lingmix.errors import LingmixError, listing

LARGEST = 50 << 30
"""Bytes that an archive may unpack to, unless told otherwise."""
RATIO = 1000
"""How many times larger than the archive its content may be; text of much repetition reaches 100."""
FEW = 1 << 20
"""Bytes below which the ratio says nothing."""
MOST = 100_000
"""Members that an archive may have; those of published data sets have up to a few hundred."""
UNSHOWN = ("Cc", "Cs")
"""Unicode's categories of characters of control, and of halves of pairs, which stand for bytes that are no UTF-8."""
NAMING = {
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
}
"""Headers of a tar that name or describe the member after them."""


@dataclass(frozen=True)
class Member:
    """A file in an archive."""

    name: str
    """Its path inside, with forward slashes."""
    size: int
    """Bytes, unpacked."""


def members(path: Path, *, largest: int = LARGEST) -> list[Member]:
    """The files in an archive, in its order.

    Args:
        path: a zip or a tar, the latter perhaps compressed by gzip, bzip2 or xz; its content tells which.
        largest: bytes that it may unpack to.

    Raises:
        LingmixError: it is no such archive, is damaged, holds a member that would land outside a folder, that is no
            plain file or is there twice, or would unpack to too much.
    """
    with _reading(path), _opened(path) as archive:
        return list(_checked(path, archive, largest))


@contextmanager
def member(path: Path, name: str, *, largest: int = LARGEST) -> Iterator[IO[bytes]]:
    """One file in an archive, open for reading while the block runs; errors as of :func:`members`.

    Raises:
        LingmixError: besides, there is no file of this name; the message lists some that there are.
    """
    with _reading(path), _opened(path) as archive:
        known = {found.name: entry for found, entry in _checked(path, archive, largest).items()}
        if name not in known:
            raise LingmixError(f"{path}: holds no file '{name}'; there are:\n{listing(list(known))}")
        with _content(path, archive, known[name]) as content:
            yield content


def extract(path: Path, folder: Path, *, largest: int = LARGEST) -> Path:
    """Unpack an archive into a new folder, which has all of it or is not there; errors as of :func:`members`.

    Args:
        path: see :func:`members`.
        folder: must not be there, or be empty.
        largest: bytes that the archive may unpack to.

    Returns:
        ``folder``.

    Raises:
        LingmixError: besides, ``folder`` holds something already, or its disk is full.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LingmixError(f"{folder}: is there already; {path} is unpacked into a new folder")
    with writing(path.name, folder, folder.with_name(f".{folder.name}.part")):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        try:
            with _reading(path), _opened(path) as archive:
                for found, entry in _checked(path, archive, largest).items():
                    with _content(path, archive, entry) as content:
                        _unpack(path, content, found, temporary / found.name)
            # mkdtemp's is for its owner alone
            temporary.chmod(0o777 & ~_umask())
            os.replace(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return folder


Archive = zipfile.ZipFile | tarfile.TarFile
Entry = zipfile.ZipInfo | tarfile.TarInfo


@contextmanager
def _opened(path: Path) -> Iterator[Archive]:
    if not path.is_file():
        raise LingmixError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
    if zipfile.is_zipfile(path):
        with _parsing(path):
            packed = zipfile.ZipFile(path)
        with packed:
            yield packed
        return
    with path.open("rb") as content:
        start = content.read(1 << 10)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise LingmixError(f"{path}: an HTML page, perhaps of a proxy or a login, and no archive; get it again")
    if start.startswith(b"PK\x03\x04"):
        raise LingmixError(f"{path}: a zip without its end, so it is truncated; get it again")
    # mode r:* would call a truncated file one of another format
    kinds = {b"\x1f\x8b": "r:gz", b"BZh": "r:bz2", b"\xfd7zXZ\0": "r:xz"}
    mode = next((mode for magic, mode in kinds.items() if start.startswith(magic)), "r:")
    with _parsing(path):
        tar = tarfile.open(path, mode, errorlevel=1, tarinfo=_Header)  # type: ignore[call-overload]  # noqa: SIM115
    with tar:
        yield tar


class _Header(tarfile.TarInfo):
    """A header whose size is believed only if it can be: :mod:`tarfile` reads long names and attributes at once, and
    for a size below 0 goes back and reads the same again."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.size < 0 or (self.type in NAMING and self.size > FEW):
            raise tarfile.ReadError(f"a header that says {self.size:,} bytes")
        member: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        return member


@contextmanager
def _parsing(path: Path) -> Iterator[None]:
    """Say in words what stops the modules of Python, where a table of contents holds what they do not expect."""
    try:
        yield
    except (NotImplementedError, RuntimeError) as error:
        raise LingmixError(f"{path}: of a sort that is not unpacked here, such as encrypted ({error})") from error
    except (ValueError, struct.error, OverflowError, LookupError) as error:
        raise LingmixError(f"{path}: truncated, damaged or no archive ({error}); get it again") from error


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say in words that an archive is damaged."""
    damaged = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError)
    try:
        yield
    except damaged as error:
        raise LingmixError(f"{path}: truncated, damaged or no archive ({error}); get it again") from error
    except OSError as error:
        # bz2 has no exception of its own
        if error.errno is None:
            raise LingmixError(f"{path}: truncated, damaged or no archive ({error}); get it again") from error
        raise


def _checked(path: Path, archive: Archive, largest: int) -> dict[Member, Entry]:
    """The files, with what the archive's own module calls them; or LingmixError with what is wrong with them."""
    found: dict[Member, Entry] = {}
    names: set[str] = set()
    problems: list[str] = []
    limit = min(largest, max(FEW, RATIO * path.stat().st_size))
    total = 0
    entries = _entries(archive, limit)
    for number in count(1):
        with _parsing(path):
            following = next(entries, None)
        if following is None:
            break
        entry, name, size, kind = following
        if number > MOST:
            raise LingmixError(f"{path}: has more than {MOST:,} members; it is left as it is")
        if wrong := _outside(name):
            problems.append(f"{_shown(name)} {wrong}")
        elif kind == "other":
            problems.append(f"{_shown(name)} is a link or a device, not a plain file")
        elif size < 0:
            # an attribute has said so, and tarfile would go back and read the same again
            raise LingmixError(f"{path}: {_shown(name)} would have {size:,} bytes, so it is damaged; get it again")
        elif kind == "file" and not PurePosixPath(name).parts:
            problems.append(f"{_shown(name)} names no file")
        elif kind == "file":
            if (path_inside := str(PurePosixPath(name))) in names:
                problems.append(f"{_shown(name)} is there twice")
            names.add(path_inside)
            found[Member(path_inside, size)] = entry
            total += size
            if total > limit:
                raise LingmixError(
                    f"{path}: unpacks to more than {limit:,} bytes, which is not what {path.stat().st_size:,} bytes of "
                    "data should hold; it is left as it is"
                )
    both = ((str(above), name) for name in names for above in PurePosixPath(name).parents if str(above) in names)
    problems += [f"{_shown(above)} is a file, but {_shown(name)} needs it as a folder" for above, name in both]
    if problems:
        raise LingmixError(f"{path} is not unpacked:\n{listing(problems)}")
    return found


def _entries(archive: Archive, limit: int) -> Iterator[tuple[Entry, str, int, str]]:
    """All that is in an archive, with name, unpacked size and kind (file, folder or other)."""
    if isinstance(archive, zipfile.ZipFile):
        for info in archive.infolist():
            # the upper half are Unix's bits of mode; 0 where another system packed it
            mode = (info.external_attr >> 16) & 0o170000
            plain = mode in (0, 0o100000) or info.is_dir()
            yield info, info.filename, info.file_size, "folder" if info.is_dir() else "file" if plain else "other"
    else:
        for entry in archive:
            yield entry, entry.name, entry.size, "folder" if entry.isdir() else "file" if entry.isfile() else "other"
        _to_its_end(archive, limit)


def _to_its_end(tar: tarfile.TarFile, limit: int) -> None:
    """Read on behind the last member: tarfile takes a damaged header or a missing one for the end, and stops before
    the checksum of what is compressed. Zeros without end are not read to theirs."""
    content = tar.fileobj
    assert content is not None
    content.seek(tar.offset)
    if content.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
        raise tarfile.ReadError(f"no member and no end at byte {tar.offset:,}")
    while block := content.read(FEW):
        limit -= len(block)
        if limit < -FEW:
            raise tarfile.ReadError("it goes on and on behind its end")


def _outside(name: str) -> str | None:
    pure = PurePosixPath(name)
    if any(category(character) in UNSHOWN for character in name):
        return "holds characters of control, or bytes that are not UTF-8"
    if pure.is_absolute() or "\\" in name or ":" in name.split("/")[0] or "\0" in name:
        return "is no relative path"
    return "leads out of the folder" if ".." in pure.parts else None


@contextmanager
def _content(path: Path, archive: Archive, entry: Entry) -> Iterator[IO[bytes]]:
    with _parsing(path):
        opened = archive.open(entry) if isinstance(archive, zipfile.ZipFile) else archive.extractfile(entry)  # type: ignore[arg-type]
    assert opened is not None
    with opened as content:
        yield content


def _unpack(path: Path, content: IO[bytes], found: Member, target: Path) -> None:
    """Write one file; it may be no larger than the archive's table of contents says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = found.size
    with target.open("xb") as out:
        while left >= 0 and (block := content.read(min(1 << 20, left + 1))):
            left -= len(block)
            out.write(block)
    if left:
        raise LingmixError(f"{path}: '{found.name}' has not the {found.size:,} bytes that it should; get it again")


def _shown(name: str) -> str:
    """A name in quotes, without what a terminal would obey or could not print."""
    cut = name if len(name) <= 200 else f"{name[:200]}…"
    return "'" + "".join(repr(one)[1:-1] if category(one) in UNSHOWN else one for one in cut) + "'"


def _umask() -> int:
    """Python tells the mask only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
