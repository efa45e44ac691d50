"""What a first fetch found of a file that is declared without a checksum, or by a branch of the hub; it then holds.

``<name>.sha256`` has the checksum of a file from a URL. ``<name>.commit`` has, of a file from the hub, the revision as
it was declared, the commit that this was, and the checksum; declared with another revision, the file is a new one.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from lingmix.data.dataset import File, HubFile
from lingmix.disk import whole

HUB = re.compile(r"(?P<revision>\S+) (?P<commit>\S+) (?P<sha256>[0-9a-f]{64})")


def as_recorded(file: File, target: Path) -> File:
    """``file`` with the checksum and the commit that were recorded beside ``target``, as far as it declares none."""
    text = place(file, target).read_text("utf-8", errors="replace").strip() if place(file, target).is_file() else ""
    if isinstance(file, HubFile):
        found = HUB.fullmatch(text)
        if found and found["revision"] == file.revision:
            return replace(file, revision=found["commit"], sha256=file.sha256 or found["sha256"])
    elif file.sha256 is None and re.fullmatch(r"[0-9a-f]{64}", text):
        return replace(file, sha256=text)
    return file


def record(file: File, found: File, target: Path, digest: str) -> None:
    """Keep what a fetch found beside ``target``, unless the file's declaration says it all.

    Args:
        file: as declared.
        found: as fetched.
        target: where the file goes.
        digest: the checksum of its content.
    """
    if isinstance(file, HubFile) and isinstance(found, HubFile):
        text = f"{file.revision} {found.revision} {digest}"
        note = f"{file.name}: {file.revision} of {file.repo} is {found.revision} from now on"
        quiet = file.revision == found.revision
    else:
        text, note = digest, f"{file.name}: no checksum is declared; from now on it is {digest}"
        quiet = file.sha256 is not None
        if quiet:
            return
    if as_recorded(file, target) == found and found.sha256 == digest:
        return
    with whole(place(file, target)) as part:
        part.write_text(f"{text}\n", "utf-8")
    if not quiet:
        print(note, file=sys.stderr)


def place(file: File, target: Path) -> Path:
    """Where what is found of a file is kept."""
    return target.with_name(f"{target.name}.{'commit' if isinstance(file, HubFile) else 'sha256'}")
