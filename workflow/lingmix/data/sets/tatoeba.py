"""Tatoeba's test set as LASER selected it (Artetxe and Schwenk 2019, arXiv 1812.10464): up to 1,000 English sentences
and their translations for each of 112 languages.

Every language has English sentences of its own, so each pair of languages is a part and values are not comparable
across languages. The nearest candidate of each sentence is its translation or it is wrong:

===========================  ===============================  ==========================================
where                        direction                        value
===========================  ===============================  ==========================================
``tatoeba/36``, XTREME       English to the other language    ``accuracy``, mean over 36 languages
``tatoeba/41``, XTREME-R     English to the other language    ``accuracy``, mean over 41 languages
``tatoeba/112``              English to the other language    ``accuracy``, mean over all
``tatoeba/112-to-english``   to English, as mteb's Tatoeba    ``f1``, mteb's; and ``accuracy``
===========================  ===============================  ==========================================

XTREME's script (``similarity_search`` of its ``utils_retrieve.py``) indexes the other language and searches with the
English sentences; mteb searches the English ones with those of the other language and reports a weighted F1. LASER
itself gives error rates of both directions. The languages are those of ``tatoeba_preprocess`` in XTREME's
``utils_preprocess.py``, of which XTREME-R added the last five.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, RemoteFile
from lingmix.data.sets._tatoeba_files import SHA256
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from lingmix.data.tables import Retrieval

FOLDER = (
    "https://raw.githubusercontent.com/facebookresearch/LASER/74bc6ae7ffb7cba670fe0f428d0ede9f666fb821/data/tatoeba/v1"
)
CHECKSUMS = {name: digest for digest, name in map(str.split, SHA256.strip().splitlines())}
ALL = tuple(dict.fromkeys(name[8:11] for name in CHECKSUMS))
"""ISO 639-3 codes as the files have them."""
XTREME = """
afr ara bul ben deu ell spa est eus pes fin fra heb hin hun ind ita jpn jav kat kaz kor mal mar nld por rus swh tam tel
tha tgl tur urd vie cmn
"""
XTREME_R = XTREME + "aze lit pol ukr ron"
SHORT = """
afr:af amh:am ara:ar aze:az bel:be ben:bn bos:bs bre:br bul:bg cat:ca ces:cs cha:ch cmn:zh cor:kw cym:cy dan:da deu:de
ell:el epo:eo est:et eus:eu fao:fo fin:fi fra:fr fry:fy gla:gd gle:ga glg:gl heb:he hin:hi hrv:hr hun:hu hye:hy ido:io
ile:ie ina:ia ind:id isl:is ita:it jav:jv jpn:ja kat:ka kaz:kk khm:km kor:ko kur:ku lat:la lit:lt lvs:lv mal:ml mar:mr
mkd:mk mon:mn nld:nl nno:nn nob:nb oci:oc pes:fa pol:pl por:pt ron:ro rus:ru slk:sk slv:sl spa:es sqi:sq srp:sr swe:sv
swh:sw tam:ta tat:tt tel:te tgl:tl tha:th tuk:tk tur:tr uig:ug ukr:uk urd:ur uzb:uz vie:vi xho:xh yid:yi zsm:ms
"""
"""BCP 47 codes where they are shorter. The rest stay: among them ``kzj``, which the IANA registry has replaced by
``dtp``, since both have files, and ``ber``, a group of languages."""
BCP47 = {code: code for code in ALL} | dict(entry.split(":") for entry in SHORT.split())


class Tatoeba(Dataset):
    """The pairs of some languages with English; a group is a line of a pair of files."""

    title = "Tatoeba (LASER's test set v1)"
    licence = "CC BY 2.0 FR"
    origin = "https://arxiv.org/abs/1812.10464"
    tasks = ("evaluation",)
    settings = ("crosslingual",)
    symmetric = True

    def __init__(
        self, name: str, codes: Iterable[str], groups: int, *, metrics: tuple[str, ...], to_english: bool = False
    ) -> None:
        """The data set of the languages with these ISO 639-3 codes; ``groups`` is their number of lines."""
        self.name = f"tatoeba/{name}"
        self.codes = tuple(sorted(codes))
        self.metrics = metrics
        self.to_english = to_english
        self.groups = self.queries = self.size = groups
        self.languages = tuple(sorted(["en", *(BCP47[code] for code in self.codes)]))
        self.files = tuple(
            RemoteFile(name, f"{FOLDER}/{name}", CHECKSUMS[name])
            for code in self.codes
            for name in (_file(code, code), _file(code, "eng"))
        )

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`.

        A part is called as its language; groups and passages are ``<ISO 639-3 code>:<line>``, numbered from 0 and
        padded, so that ids sort as the files do.

        Raises:
            LingmixError: a file is missing, not UTF-8, has an empty line, or not as many lines as its counterpart.
        """
        import pandas as pd

        from lingmix.data.tables import retrieval

        rows = [row for code in self.codes for row in _lines(raw, code)]
        pairs = pd.DataFrame(rows, columns=["group", "part", "foreign", "english"])
        sides = {
            "foreign": pd.DataFrame({"lang": pairs["part"], "text": pairs["foreign"]}),
            "english": pd.DataFrame({"lang": "en", "text": pairs["english"]}),
        }
        asking, answering = ("foreign", "english") if self.to_english else ("english", "foreign")
        return retrieval(
            sides[asking].assign(group=pairs["group"], part=pairs["part"]),
            sides[answering].assign(passage=pairs["group"], part=pairs["part"], context=""),
            sides[answering][["lang"]].assign(group=pairs["group"], passage=pairs["group"]),
            name=self.name,
        )


def _lines(raw: Path, code: str) -> Iterator[tuple[str, str, str, str]]:
    """Group, part, foreign and English sentence of each line of a pair of files."""
    foreign, english = (_read(raw / _file(code, side)) for side in (code, "eng"))
    if len(foreign) != len(english):
        raise LingmixError(
            f"{raw / _file(code, code)} has {len(foreign)} lines, but {_file(code, 'eng')} has {len(english)}; they "
            "are translations line by line. Remove both and fetch them again"
        )
    for number, (theirs, ours) in enumerate(zip(foreign, english, strict=True)):
        yield f"{code}:{number:03d}", BCP47[code], theirs, ours


def _read(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LingmixError(f"{path}: no such file; fetch the data set first") from error
    except UnicodeDecodeError as error:
        raise LingmixError(f"{path}: not UTF-8 ({error}); remove it and fetch it again") from error
    # only \n ends a line: the sentences may hold other separators
    lines = text.removesuffix("\n").split("\n")
    if empty := [number for number, line in enumerate(lines, 1) if not line.strip()]:
        raise LingmixError(f"{path}, line {empty[0]}: no sentence; remove the file and fetch it again")
    return lines


def _file(code: str, side: str) -> str:
    return f"tatoeba.{code}-eng.{side}"


DATASETS = (
    Tatoeba("36", XTREME.split(), 31_692, metrics=("accuracy",)),
    Tatoeba("41", XTREME_R.split(), 36_692, metrics=("accuracy",)),
    Tatoeba("112", ALL, 88_877, metrics=("accuracy",)),
    Tatoeba("112-to-english", ALL, 88_877, metrics=("f1", "accuracy"), to_english=True),
)
