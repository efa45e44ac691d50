"""Read an encoder that ``build`` or a training run left behind, and its prefixes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from lingmix.encoders.bag import Bag


PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
"""Suffixes of weight files that run code when read."""


def load(path: Path, device: str | None = None, *, trust_remote_code: bool = False) -> SentenceTransformer:
    """The encoder in the directory ``path``, in the dtype it was saved in, read from local files only.

    ``device`` is a torch device such as ``cpu`` or ``cuda:0``; by default the best one there is.
    Python code inside the directory runs only with ``trust_remote_code``.
    Raises LingmixError if ``path`` is no sentence-transformers directory, or holds pickles, which a module without
    safetensors would be read from.
    """
    from sentence_transformers import SentenceTransformer

    if not (path / "modules.json").is_file():
        there = "holds no modules.json" if path.is_dir() else "does not exist"
        raise LingmixError(f"no encoder in {path}: the directory {there}. `build` writes such a directory.")
    if unsafe := pickles(path):
        raise LingmixError(
            f"the encoder {path} holds pickle files ({', '.join(unsafe)}), which can run code; it is not read"
        )
    return SentenceTransformer(
        str(path),
        device=device,
        trust_remote_code=trust_remote_code,
        local_files_only=True,
        model_kwargs={"use_safetensors": True},
    )


def pickles(path: Path) -> list[str]:
    """The pickles anywhere below ``path``, by their names' endings."""
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.suffix in PICKLES)


def prefixes(model: SentenceTransformer | Bag) -> tuple[str, str]:
    """The strings that ``model`` puts before a query and before a passage; empty where it declares none.

    A passage's prompt goes by ``document``, ``passage`` or ``corpus``. sentence-transformers adds an empty
    ``document`` to models that only declare ``passage``, so the first that is not empty counts.
    """
    prompts = model.prompts
    declared = (prompts.get(name) for name in ("document", "passage", "corpus"))
    return prompts.get("query") or "", next((prompt for prompt in declared if prompt), "")
