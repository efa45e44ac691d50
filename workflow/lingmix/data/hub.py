"""Files of data set repositories of the Hugging Face hub, through its own client and cache.

The client reads HF_TOKEN (or the login of ``hf auth login``), HF_ENDPOINT, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from lingmix.data.dataset import HubFile
from lingmix.disk import FULL
from lingmix.errors import LingmixError
from lingmix.hub_errors import endpoint, short

COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Cached:
    """A file in the hub's cache."""

    path: Path
    commit: str
    """40 hexadecimal digits: the revision that was asked for, resolved."""
    sha256: str | None
    """What the hub says of the content; None of files that it keeps in git, whose content is checked already."""


def download(file: HubFile, *, progress: bool = True, timeout: float = 60.0) -> Cached:
    """Get ``file`` into the hub's cache, unless it is there, and say where.

    Args:
        file: its repository, revision (a commit, or a branch or tag as it is now) and path.
        progress: whether a download may show a progress bar on standard error.
        timeout: seconds that the hub may take to say what it has.

    Raises:
        LingmixError: the repository is gated, private or not there, the revision or the path is not in it, the hub is
            out of reach or HF_HUB_OFFLINE forbids it, the cache's disk is full, or what arrived is not what the hub
            holds.
    """
    from httpx2 import HTTPError
    from huggingface_hub import HfApi, errors
    from huggingface_hub.utils.tqdm import disable_progress_bars

    if not progress:
        disable_progress_bars()
    hub = HfApi()
    try:
        commit = file.revision
        if not COMMIT.fullmatch(commit):
            commit = hub.resolve_revision(file.repo, repo_type="dataset", revision=commit).resolved
        found = hub.hf_hub_download(file.repo, file.path, repo_type="dataset", revision=commit, etag_timeout=timeout)
    except (HTTPError, errors.RevisionResolutionError, OSError, ValueError, RuntimeError) as error:
        raise LingmixError(_why(file, error)) from error
    path = Path(found)
    etag = Path(os.readlink(path)).name if path.is_symlink() else ""
    if COMMIT.fullmatch(etag) and _git_blob(path) != etag:
        raise LingmixError(
            f"{path} is not what the hub holds as {_where(file)}: it is truncated or was changed. "
            f"Delete {path.resolve()} and run again"
        )
    return Cached(path, commit, etag if len(etag) == 64 else None)


def _where(file: HubFile) -> str:
    return f"{file.path} of the data set {file.repo} at {file.revision}"


def _why(file: HubFile, error: Exception) -> str:
    """What stopped a download, and what to do about it."""
    from huggingface_hub import constants, errors

    page = f"{endpoint()}/datasets/{file.repo}"
    where = _where(file)
    login = "run `hf auth login`, or set HF_TOKEN to a token that may read it"
    if isinstance(error.__cause__, errors.HfHubHTTPError) and error.__cause__.response.status_code < 500:
        # the client only says that the file is not in the cache either
        error = error.__cause__
    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else None
    match error:
        case errors.GatedRepoError():
            return f"{where} is gated: accept its terms at {page}, then {login}"
        case errors.DisabledRepoError():
            return f"{where}: its authors or the hub have disabled the data set, see {page}"
        case errors.RevisionNotFoundError():
            return f"{where}: the data set is there, but not this revision; see {page}/commits/main"
        case errors.RepositoryNotFoundError():
            return f"{where}: the hub has no such data set, or it is private (then {login})"
        case errors.HFValidationError():
            return f"'{file.repo}' is no repository of the hub, which reads owner/name ({short(error)})"
        case errors.LocalEntryNotFoundError() | errors.RevisionResolutionError() | errors.OfflineModeIsEnabled():
            offline = constants.is_offline_mode()
            cause = error.__cause__ or error
            reason = "HF_HUB_OFFLINE forbids a download" if offline else f"the hub is out of reach ({short(cause)})"
            return (
                f"{where} is not in the cache {constants.HF_HUB_CACHE}, and {reason}. Where there is a network run "
                f"`hf download --repo-type dataset {file.repo} {file.path} --revision {file.revision}`, "
                f"or put the file into the mirror as {file.url.removeprefix('https://')}"
            )
        case errors.EntryNotFoundError():
            return f"{where}: there is no such file; see {page}/tree/{file.revision}"
        case OSError() if error.errno in FULL:
            return f"{where}: {constants.HF_HUB_CACHE} takes no more ({error.strerror}); make room, or set HF_HOME"
    if status == 401:
        return f"{where}: the hub does not know the token; {login}, or unset HF_TOKEN"
    if status == 403:
        return f"{where}: the token may not read it; {login}"
    if "onsistency check failed" in str(error):
        return f"{where}: the download was cut off; run again"
    return f"{where} cannot be downloaded ({short(error)})"


def _git_blob(path: Path) -> str:
    """The id of a file's content in git, under which the hub keeps small files: SHA-1 of ``blob <size>\\0`` and it."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
