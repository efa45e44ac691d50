"""Belebele (Bandarkar et al. 2023, arXiv 2308.16884) as retrieval: 900 questions and the 488 short passages of
FLORES-200 that answer them, the same in 122 languages and scripts.

A question is ranked against all passages of a language, as in mteb's BelebeleRetrieval, which however merges the one or
two questions that read as another does in nine of the languages. The four answers to choose from are not used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lingmix.data.dataset import Dataset, HubFile, Joined
from lingmix.errors import LingmixError

if TYPE_CHECKING:
    from lingmix.data.tables import Retrieval

REPOSITORY, REVISION = "facebook/belebele", "75b399394a9803252cfec289d103de462763db7c"
GROUPS, PASSAGES = 900, 488
CODES = """
acm_Arab:acm-Arab afr_Latn:af als_Latn:sq amh_Ethi:am apc_Arab:apc arb_Arab:ar arb_Latn:ar-Latn ars_Arab:ars
ary_Arab:ary arz_Arab:arz asm_Beng:as azj_Latn:az bam_Latn:bm ben_Beng:bn ben_Latn:bn-Latn bod_Tibt:bo bul_Cyrl:bg
cat_Latn:ca ceb_Latn:ceb ces_Latn:cs ckb_Arab:ckb dan_Latn:da deu_Latn:de ell_Grek:el eng_Latn:en est_Latn:et
eus_Latn:eu fin_Latn:fi fra_Latn:fr fuv_Latn:fuv gaz_Latn:om grn_Latn:gn guj_Gujr:gu hat_Latn:ht hau_Latn:ha
heb_Hebr:he hin_Deva:hi hin_Latn:hi-Latn hrv_Latn:hr hun_Latn:hu hye_Armn:hy ibo_Latn:ig ilo_Latn:ilo ind_Latn:id
isl_Latn:is ita_Latn:it jav_Latn:jv jpn_Jpan:ja kac_Latn:kac kan_Knda:kn kat_Geor:ka kaz_Cyrl:kk kea_Latn:kea
khk_Cyrl:mn khm_Khmr:km kin_Latn:rw kir_Cyrl:ky kor_Hang:ko lao_Laoo:lo lin_Latn:ln lit_Latn:lt lug_Latn:lg
luo_Latn:luo lvs_Latn:lv mal_Mlym:ml mar_Deva:mr mkd_Cyrl:mk mlt_Latn:mt mri_Latn:mi mya_Mymr:my nld_Latn:nl
nob_Latn:nb npi_Deva:ne npi_Latn:ne-Latn nso_Latn:nso nya_Latn:ny ory_Orya:or pan_Guru:pa pbt_Arab:ps pes_Arab:fa
plt_Latn:mg pol_Latn:pl por_Latn:pt ron_Latn:ro rus_Cyrl:ru shn_Mymr:shn sin_Latn:si-Latn sin_Sinh:si slk_Latn:sk
slv_Latn:sl sna_Latn:sn snd_Arab:sd som_Latn:so sot_Latn:st spa_Latn:es srp_Cyrl:sr ssw_Latn:ss sun_Latn:su
swe_Latn:sv swh_Latn:sw tam_Taml:ta tel_Telu:te tgk_Cyrl:tg tgl_Latn:tl tha_Thai:th tir_Ethi:ti tsn_Latn:tn
tso_Latn:ts tur_Latn:tr ukr_Cyrl:uk urd_Arab:ur urd_Latn:ur-Latn uzn_Latn:uz vie_Latn:vi war_Latn:war wol_Latn:wo
xho_Latn:xh yor_Latn:yo zho_Hans:zh zho_Hant:zh-Hant zsm_Latn:ms zul_Latn:zu
"""
"""FLORES's code of each language and what :func:`lingmix.data.languages.bcp47` makes of it, written out to be cheap."""
BCP47 = dict(entry.split(":") for entry in CODES.split())


class Belebele(Dataset):
    """One language; ``belebele/<tag, in lower case>``."""

    licence = "CC-BY-SA-4.0"
    origin = "https://arxiv.org/abs/2308.16884"
    tasks = ("evaluation",)
    metrics = ("ndcg@10",)
    groups, size = GROUPS, PASSAGES
    sources = ("belebele/test", "flores/dev", "flores/devtest")

    def __init__(self, code: str) -> None:
        """The language with this code of FLORES."""
        language = BCP47[code]
        self.name = f"belebele/{language.lower()}"
        self.title = f"Belebele ({language})"
        self.languages = (language,)
        self.files = (HubFile(f"{code}.jsonl", REPOSITORY, REVISION, f"data/{code}.jsonl"),)

    def retrieval(self, raw: Path) -> Retrieval:
        """See :meth:`lingmix.data.dataset.Dataset.retrieval`.

        A group is ``<link>#<question number>``, the same in every language, a passage ``<tag>:<link>``, where the link
        is the address of the page that the passage is from.

        Raises:
            LingmixError: the file is missing or truncated, or a row is not in the format, with its place.
        """
        import pandas as pd

        from lingmix.data.readers.lines import json_lines, text
        from lingmix.data.tables import retrieval

        (language,) = self.languages
        queries: list[tuple[str, str, str]] = []
        qrels: list[tuple[str, str, str]] = []
        passages: dict[str, str] = {}
        for place, row in json_lines(raw / self.files[0].name):
            link, number = text(row, "link", place), row.get("question_number")
            if number not in (1, 2):
                raise LingmixError(f"{place}: 'question_number' is {number!r}, not 1 or 2")
            group = f"{link}#{number}"
            passage = f"{language}:{link}"
            passages.setdefault(passage, text(row, "flores_passage", place))
            queries.append((group, language, text(row, "question", place)))
            qrels.append((group, language, passage))
        found = pd.DataFrame(passages.items(), columns=["passage", "text"])
        return retrieval(
            pd.DataFrame(queries, columns=["group", "lang", "text"]),
            found.assign(lang=language, context=""),
            pd.DataFrame(qrels, columns=["group", "lang", "passage"]),
            name=self.name,
        )


PARTS = tuple(Belebele(code) for code in BCP47)
WHOLE = Joined("belebele", "Belebele (retrieval)", PARTS)
WHOLE.groups = GROUPS
DATASETS = (*PARTS, WHOLE)
