"""The pairs of another data set with translations of them by a model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from lingmix.config.base import DatasetName, Language, LocalPath, Model


class Translated(Model):
    """The pairs of another data set in one language, and their translations by a model, as parallel pairs.

    A translation has the group of its source, whose pair comes along unchanged. Serves training only. What is
    translated is kept, so that a stopped job goes on and a further language costs only itself.
    """

    kind: Literal["translated"]
    of: DatasetName
    """The data set to take the pairs from: one of the registry or another of the study's own."""
    source: Language = "en"
    """The language to translate from; pairs in others are left out."""
    languages: tuple[Language, ...] = Field(min_length=1)
    """The languages to translate into, as BCP 47 tags; the model's own codes are found from these."""
    model: LocalPath
    """An NLLB or M2M-100 model with safetensors weights: a directory; or a repository of the hub, ``owner/name``,
    together with ``revision``. ``facebook/nllb-200-distilled-600M`` itself has pickled weights only;
    docs/studies/paper.md shows how to convert it."""
    revision: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")
    """The full commit hash of a model of the hub; a branch or tag would let the model change under a study."""
    texts: Literal["both", "query", "passage"] = "both"
    """What is translated. With one of them only, a pair's other text stays in the source language, although the pair
    counts as one in the target language."""
    negatives: int = Field(0, ge=0)
    """How many of a pair's hard negatives are translated with its passage, the first ones; translations have no
    others. Where only queries are translated, so many stay as they are."""
    unit: Literal["sentence", "text"] = "sentence"
    """What the model is given at a time. Both families were trained on sentences, and of a longer text they tend to
    translate one sentence and drop the rest."""
    num_beams: int = Field(4, ge=1)
    """Width of the beam search; 1 is greedy."""
    max_length: int = Field(256, ge=8, le=1024)
    """Tokens after which a unit is cut, and after which its translation is given up as endless."""
    max_ratio: float = Field(3, gt=1)
    """Translations with more than so many times the tokens of their source, or fewer than that part of them, are
    dropped; to both numbers five are added first, since short texts vary more."""
    batch_tokens: int = Field(4096, ge=1)
    """Tokens of source text in a batch, padding included; memory grows with it and with ``num_beams``."""
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    """Arithmetic of the model. float16 needs a GPU."""

    @property
    def translator(self) -> str:
        """The model's name and, if it is of the hub, its commit, as data and model cards state it."""
        return self.model if self.revision is None else f"{self.model}@{self.revision}"

    def model_files(self) -> list[str]:
        """The files of a model in a directory; none for one of the hub. The directory itself if it holds none."""
        if self.revision is not None:
            return []
        return sorted(str(path) for path in Path(self.model).rglob("*") if path.is_file()) or [self.model]

    @model_validator(mode="after")
    def _other_languages(self) -> Translated:
        if self.source in self.languages:
            raise ValueError(f"languages: '{self.source}' is the source, whose pairs are there anyway; leave it out")
        for language in self.languages:
            if self.languages.count(language) > 1:
                raise ValueError(f"languages: '{language}' is there twice")
        return self
