"""What a run's terms need beside queries and passages, from the files of other stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.objectives.base import Term
from lingmix.store import read_table
from lingmix.train.collate import Extras
from lingmix.train.instances import Instances
from lingmix.train.masking import Masking

if TYPE_CHECKING:
    import pandas as pd
    from sentence_transformers import SentenceTransformer


def extras(
    model: SentenceTransformer,
    terms: Mapping[str, Term],
    pairs: Sequence[pd.DataFrame],
    *,
    teachers: Mapping[str, Sequence[str | Path]],
    lexicons: Sequence[str | Path],
    seed: int,
) -> Extras:
    """Open what the terms ask for (see :meth:`lingmix.objectives.base.Term.requirements`).

    Args:
        model: the encoder that is trained.
        terms: the objective's terms by name.
        pairs: the tables of training pairs.
        teachers: by name, the folders with a teacher's embeddings of each of these tables, in their order.
        lexicons: tables of words that translate each other, the preferred first.
        seed: of which tokens are masked.

    Raises:
        LingmixError: the encoder cannot give what a term asks for.
    """
    needs = {need: term for term in terms.values() for need in term.requirements()}
    opened, instances, masking = None, None, None
    if "teacher" in needs:
        from lingmix.teacher import read

        sizes = [len(table) for table in pairs]
        opened = {name: read([Path(folder) for folder in found], sizes) for name, found in teachers.items()}
    if "words" in needs:
        from lingmix.lexicon.lookup import Lexicon
        from lingmix.lexicon.pairs import word_pairs

        lexicon = Lexicon([read_table(Path(path)) for path in lexicons])
        instances = Instances(
            model,
            needs["words"].between,  # type: ignore[attr-defined]
            lambda first, second, first_lang, second_lang: word_pairs(first, second, first_lang, second_lang, lexicon),
        )
    if "masked" in needs:
        term = needs["masked"]
        masking = Masking(
            model,
            share=term.share,  # type: ignore[attr-defined]
            masked=term.masked,  # type: ignore[attr-defined]
            random=term.random,  # type: ignore[attr-defined]
            seed=seed,
        )
    return Extras(translations="translations" in needs, teachers=opened, instances=instances, masking=masking)
