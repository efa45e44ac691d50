"""What the target ``publish`` uploads, and where to."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from lingmix.config.base import Model

PART = r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?"
"""An owner or a name on the hub."""
LONGEST = 96


def _repository(repo: str) -> str:
    wrong = not re.fullmatch(f"{PART}/{PART}", repo) or len(repo) > LONGEST
    if wrong or "--" in repo or ".." in repo or repo.endswith(".git"):
        raise ValueError(
            f"'{repo}' is no repository of the hub, which reads owner/name: letters, digits, '-', '_' and '.' (not "
            f"'--' or '..', not at an end), no '.git' behind it, at most {LONGEST} characters"
        )
    return repo


class Publish(Model):
    """What ``snakemake publish`` uploads to the Hugging Face hub: a trained run's model, its card and its scores.
    Nothing else depends on these values."""

    run: str
    """The id of a trained run of this study; ``snakemake list`` prints them."""
    repo: Annotated[str, AfterValidator(_repository)]
    """The model repository, ``owner/name``. One that is not there is created."""
    private: bool = True
    """Whether only its owner may see it. A repository that is public already is refused if this is true."""
    dry_run: bool = False
    """Print what would be uploaded, and upload nothing."""
