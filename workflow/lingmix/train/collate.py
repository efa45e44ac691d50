"""From the numbers of a batch's rows to the tensors that the objective is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch import Tensor

from lingmix.encoders.load import prefixes
from lingmix.train.instances import Instances
from lingmix.train.masking import Masking
from lingmix.train.parts import parts
from lingmix.train.rows import NONE, Numbers, Rows
from lingmix.train.tokens import TokenMemory
from lingmix.train.vocabulary import renumbered

if TYPE_CHECKING:
    from lingmix.teacher import Teacher


@dataclass(frozen=True)
class Extras:
    """What a run's terms need beside queries and passages.

    Attributes:
        translations: whether queries' translations are embedded too.
        teachers: teachers' embeddings of the pairs, by teacher.
        instances: finds the words of a row's two texts that translate each other, or None.
        masking: hides tokens to be predicted, or None.
    """

    translations: bool = False
    teachers: Mapping[str, Teacher] | None = None
    instances: Instances | None = None
    masking: Masking | None = None


class Collator:
    """Makes a batch from the rows that it is given by number.

    A batch holds ``label`` (the rows' numbers), ``parts`` (features for the model, each text once), for each role the
    place of every text in the parts' concatenation (``query``, ``passage`` (k × B, positives first), ``translation``),
    ``translated`` (rows that have one), ``group``, ``query_lang``, ``passage_lang``, and what ``extras`` ask for.

    Args:
        model: whose texts these are.
        rows: where the texts are.
        extras: what the terms need.
        tokens: see ``train.micro_batch_tokens``.
        renumber: see :class:`lingmix.train.vocabulary.TrimmedVocabulary`; None for a model with its whole vocabulary.
    """

    valid_label_columns = ("label",)

    def __init__(
        self,
        model: SentenceTransformer,
        rows: Rows,
        extras: Extras,
        *,
        tokens: int | None = None,
        renumber: Tensor | None = None,
    ) -> None:
        self.rows = rows
        self.extras = extras
        self.tokens = tokens
        self.renumber = renumber
        self.query_prefix, self.passage_prefix = prefixes(model)
        first: Any = model[0]
        self.preprocess = TokenMemory(first) if type(first) is StaticEmbedding else model.preprocess

    def __call__(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The batch of the rows whose numbers are under ``label``."""
        numbers = np.array([item["label"] for item in items], dtype=np.int64)
        rows = self.rows
        batch: dict[str, Any] = {"label": torch.from_numpy(numbers)}
        for name in ("group", "query_lang", "passage_lang"):
            batch[name] = torch.from_numpy(getattr(rows, name)[numbers])
        translated = np.flatnonzero(rows.translation[numbers] != NONE) if self.extras.translations else numbers[:0]
        negatives = rows.negatives[numbers].T.ravel()
        asked = {"query": rows.query[numbers], "translation": rows.translation[numbers][translated]}
        answers = np.concatenate([rows.passage[numbers], negatives[negatives != NONE]])
        texts = _Texts(self)
        texts.add(self.query_prefix, asked)
        texts.add(self.passage_prefix, {"passage": answers})
        batch |= {"parts": texts.parts, **texts.places, "translated": torch.from_numpy(translated)}
        if self.extras.teachers is not None and (rows.query_pair[numbers] != NONE).all():
            for name, teacher in self.extras.teachers.items():
                batch[f"teacher_query.{name}"] = torch.from_numpy(teacher.queries(rows.query_pair[numbers]))
                batch[f"teacher_passage.{name}"] = torch.from_numpy(teacher.passages(rows.passage_pair[numbers]))
        if self.extras.instances is not None:
            batch |= self.extras.instances.batch(rows, numbers, texts.places, texts.lengths())
        if self.extras.masking is not None:
            batch["masked_parts"] = [self.extras.masking.hidden(part, int(numbers[0])) for part in texts.parts]
        return batch


class _Texts:
    """The features of a batch's distinct texts, and where each text ends up."""

    def __init__(self, collator: Collator) -> None:
        self.collator = collator
        self.parts: list[dict[str, Any]] = []
        self.places: dict[str, Tensor] = {}
        self.count = 0

    def add(self, prefix: str, columns: Mapping[str, Numbers]) -> None:
        """Add the texts of one prefix, each once, and note where those of each column are."""
        collator = self.collator
        distinct, inverse = np.unique(np.concatenate(list(columns.values())), return_inverse=True)
        features = collator.preprocess([collator.rows.texts[number] for number in distinct], prompt=prefix or None)
        if collator.renumber is not None:
            features = renumbered(features, collator.renumber)
        cut, place = parts(features, collator.tokens)
        where = place[torch.from_numpy(inverse)] + self.count
        ends = np.cumsum([len(numbers) for numbers in columns.values()])
        for (name, numbers), end in zip(columns.items(), ends, strict=True):
            self.places[name] = where[end - len(numbers) : end]
        self.parts += cut
        self.count += len(distinct)

    def lengths(self) -> Numbers:
        """Tokens of every text, in the order of the parts' concatenation."""
        found = []
        for part in self.parts:
            if "attention_mask" in part:
                found.append(part["attention_mask"].sum(dim=1).numpy())
            else:
                found.append(np.diff(part["offsets"].numpy(), append=len(part["input_ids"])))
        return np.concatenate(found).astype(np.int64)
