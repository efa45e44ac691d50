"""Ask the hub about a model repository and upload to it in one commit, through the hub's own client.

The client reads HF_TOKEN (or the login of ``hf auth login``), HF_ENDPOINT and HF_HUB_OFFLINE. Small files go with the
commit, weights before it, into the store that the hub names: xet, or LFS with HF_HUB_DISABLE_XET.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lingmix import __version__
from lingmix.errors import LingmixError
from lingmix.hub_errors import endpoint, short, without_secrets
from lingmix.publish.contents import Item
from lingmix.publish.repository import Repository

if TYPE_CHECKING:
    from huggingface_hub import HfApi

LOGIN = "run `hf auth login`, or set HF_TOKEN to a token that may write"


@dataclass(frozen=True)
class Commit:
    """What an upload left on the hub."""

    url: str
    new: bool
    """False if the repository held these very files already, so that there was nothing to commit."""


def look(repo: str, *, timeout: float = 60.0) -> Repository:
    """What the hub says of ``repo``, without changing anything; also that it could not be asked, and why."""
    try:
        return _ask(repo, timeout)
    except LingmixError as error:
        from huggingface_hub import get_token

        return Repository(repo, _page(repo), None, unasked=str(error), asked_as=get_token() is not None)


def upload(items: Sequence[Item], repo: str, *, private: bool, message: str, timeout: float = 60.0) -> Commit:
    """Upload to the branch ``main`` of ``repo`` in one commit; create the repository if it is not there.

    Files there that are not among ``items`` stay.

    Args:
        items: the files, each path once.
        repo: ``owner/name``.
        private: whether a repository that is created is private. One that is there and public is refused.
        message: the commit's first line.
        timeout: seconds that the hub may take to say what it has.

    Raises:
        LingmixError: there is no token, it is wrong or may not write there, the hub is out of reach or HF_HUB_OFFLINE
            forbids it, the name is no repository's, the repository is public, or the hub refuses card or files.
    """
    from huggingface_hub import CommitOperationAdd, get_token

    if get_token() is None:
        raise LingmixError(f"who uploads to {repo} needs a token, and there is none; {LOGIN} to it")
    there = _ask(repo, timeout)
    if there.there and private and not there.private:
        raise LingmixError(
            f"{there.page} is there already and is public, but the study says it should be private. Set "
            "'private: false' under publish, make it private on its page's settings, or name another repository"
        )
    hub = _client()
    additions = [CommitOperationAdd(path_in_repo=item.path, path_or_fileobj=item.content) for item in items]
    created = False
    try:
        if not there.there:
            hub.create_repo(repo, private=private, exist_ok=True)
            created = True
        # no other commit may come between what was looked at and this one
        made = hub.create_commit(repo, additions, commit_message=message, parent_commit=there.commit)
    except _failures() as error:
        left = f". {there.page} was created and may be empty" if created else ""
        raise LingmixError(f"{_why(repo, error)}{left}") from error
    return Commit(made.commit_url, new=made.oid != there.commit)


def _ask(repo: str, timeout: float) -> Repository:
    from huggingface_hub import errors, get_token

    unknown = Repository(repo, _page(repo), False, asked_as=get_token() is not None)
    try:
        info = _client().model_info(repo, timeout=timeout)
    except _failures() as error:
        if isinstance(error, errors.RepositoryNotFoundError) and not isinstance(error, errors.GatedRepoError):
            return unknown
        raise LingmixError(_why(repo, error)) from error
    files = frozenset(sibling.rfilename for sibling in info.siblings or ())
    return replace(unknown, there=True, private=bool(info.private), files=files, commit=info.sha)


def _client() -> HfApi:
    from huggingface_hub import HfApi, get_token

    # False: not the token that the client would take by itself, which is the same, and nothing if there is none
    return HfApi(token=get_token() or False, library_name="lingmix", library_version=__version__)


def _page(repo: str) -> str:
    return f"{endpoint()}/{repo}"


def _failures() -> tuple[type[Exception], ...]:
    """What the client raises: its own errors are of these, those of the xet store too."""
    from httpx2 import HTTPError

    return HTTPError, OSError, ValueError, RuntimeError


def _why(repo: str, error: Exception) -> str:
    """What stopped the client, and what to do about it."""
    from httpx2 import TransportError
    from huggingface_hub import errors

    if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception):
        # the client only says which file it was at
        error = error.__cause__
    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else None
    page = _page(repo)
    match error:
        case errors.OfflineModeIsEnabled():
            return f"HF_HUB_OFFLINE forbids to ask the hub for {page}; unset it"
        case errors.HFValidationError():
            return f"'{repo}' is no repository of the hub, which reads owner/name ({short(error)})"
        case errors.RepositoryNotFoundError():
            return f"the hub has no {repo} that this token may write to; {LOGIN} to it"
        case TransportError() | ConnectionError() | TimeoutError():
            return f"the hub is out of reach ({short(error)}); run again when it is not"
    if status == 401:
        return f"the hub does not know the token; {LOGIN} to {repo}"
    if status == 403:
        return f"the token may not write to {repo} ({short(error)}); {LOGIN} to it"
    if status == 412:
        return f"another commit to {repo} came first; run again to see what is there now"
    if str(error).startswith("Invalid metadata in README.md"):
        return f"the hub refuses the card: {' '.join(without_secrets(str(error)).split())}"
    return f"{repo} cannot be uploaded to ({short(error)})"
