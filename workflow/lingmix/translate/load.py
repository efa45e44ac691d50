"""Read a translation model from the hub, pinned to a commit, or from a directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lingmix.config.datasets.translated import Translated
from lingmix.errors import LingmixError
from lingmix.provenance import folder_digest
from lingmix.translate.translator import Translator

NEEDED = ["*.safetensors", "*.json", "*.model"]
"""Files of a repository that are downloaded: weights, configuration, tokenizer. Never pickles or code."""
METHOD = 1
"""Raised when the code would translate a text differently than before: translations in the store then count no more."""


def load(spec: Translated, where: str) -> tuple[Translator, dict[str, Any]]:
    """The model that ``spec`` names, on the GPU if there is one, and what identifies how it translates a text.

    Files come from the hub's cache (``HF_HUB_CACHE``) and are downloaded if missing, unless ``HF_HUB_OFFLINE`` is set.

    Args:
        spec: the entry under ``datasets``.
        where: its name in the study, for messages.

    Raises:
        LingmixError: the model is missing, gated or out of reach, has no safetensors weights, or is of another family.
    """
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    path = _folder(spec, where) if spec.revision is None else _download(spec, where)
    if not any(path.glob("*.safetensors")):
        raise LingmixError(
            f"{where}: {spec.translator} has no safetensors weights; pickles can run code and are neither downloaded "
            "nor read. Name a commit that has them (often that of a conversion among the model's pull requests on the "
            "hub), or convert it where you trust it, with save_pretrained of model and tokenizer, and name the "
            "directory as `model`, without `revision`"
        )
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if spec.precision == "float16" and device == "cpu":
        raise LingmixError(f"{where}.precision: float16 needs a GPU, and there is none; float32 and bfloat16 do not")
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True, trust_remote_code=False)
        model = AutoModelForSeq2SeqLM.from_pretrained(
            path,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=getattr(torch, spec.precision),
        )
    except Exception as error:
        raise LingmixError(f"{where}: {spec.translator} cannot be loaded as a translation model: {error}") from error
    translator = Translator(
        model.to(device).eval(),
        tokenizer,
        name=spec.translator,
        num_beams=spec.num_beams,
        max_length=spec.max_length,
    )
    pinned = {"files": folder_digest(path)} if spec.revision is None else {"model": spec.translator}
    generation = {"num_beams": spec.num_beams, "max_length": spec.max_length, "precision": spec.precision}
    return translator, {**pinned, **generation, "method": METHOD}


def _folder(spec: Translated, where: str) -> Path:
    path = Path(spec.model).expanduser()
    if not path.is_dir():
        raise LingmixError(
            f"{where}.model: there is no directory {spec.model} (looked for {path.resolve()}). For a model of the hub "
            f"give `revision` too, a commit from https://huggingface.co/{spec.model}/commits/main"
        )
    return path


def _download(spec: Translated, where: str) -> Path:
    from huggingface_hub import errors, snapshot_download

    try:
        return Path(snapshot_download(spec.model, revision=spec.revision, allow_patterns=NEEDED))
    except (errors.HfHubHTTPError, errors.HFValidationError, OSError) as error:
        raise LingmixError(f"{where}: {spec.translator} {_reason(error, spec)}") from error


def _reason(error: Exception, spec: Translated) -> str:
    """Why there is no such model, in words for the user."""
    from huggingface_hub import constants, errors

    page = f"https://huggingface.co/{spec.model}"
    match error:
        case errors.GatedRepoError():
            return f"is gated: accept its terms at {page} and run `hf auth login`, or set HF_TOKEN"
        case errors.RevisionNotFoundError():
            return f"is not there: the hub has the model but not this commit; see {page}/commits/main"
        case errors.RepositoryNotFoundError():
            return "is not there, or it is private (then run `hf auth login` or set HF_TOKEN)"
        case errors.HFValidationError():
            return "is no repository, which reads owner/name; for a directory leave `revision` out"
    why = "HF_HUB_OFFLINE forbids downloading it" if constants.HF_HUB_OFFLINE else f"the hub is out of reach ({error})"
    return (
        f"is not complete in the cache {constants.HF_HUB_CACHE}, and {why}. With a network run "
        f"`hf download {spec.model} --revision {spec.revision}`"
    )
