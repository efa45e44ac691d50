"""Which code of a model means which language."""

from __future__ import annotations

import pytest
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as M2M100
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as FLORES

from lingmix.errors import LingmixError
from lingmix.translate.languages import code_for, language_codes

NLLB = language_codes(FLORES)
M2M = language_codes(M2M100["m2m100"])
# by hand, from the table of languages in the NLLB paper (2207.04672)
EXPECTED = """
    en eng_Latn, de deu_Latn, ar arb_Arab, ru rus_Cyrl, th tha_Thai, hi hin_Deva, tr tur_Latn, vi vie_Latn,
    el ell_Grek, es spa_Latn, fa pes_Arab, sw swh_Latn, bn ben_Beng, te tel_Telu, id ind_Latn, fi fin_Latn,
    zh zho_Hans, zh-CN zho_Hans, zh-Hant zho_Hant, zh-TW zho_Hant, zh-Hans-SG zho_Hans, yue yue_Hant,
    ja jpn_Jpan, ko kor_Hang, ko-Hang kor_Hang, ko-Kore kor_Hang, my mya_Mymr, et est_Latn, lv lvs_Latn,
    ms zsm_Latn, mn khk_Cyrl, az azj_Latn, ne npi_Deva, uz uzn_Latn, sq als_Latn, or ory_Orya, mg plt_Latn,
    sr srp_Cyrl, nb nob_Latn, no nob_Latn, nn nno_Latn, he heb_Hebr, yi ydd_Hebr, pa pan_Guru, ps pbt_Arab,
    qu quy_Latn, fil tgl_Latn, tl tgl_Latn, ku kmr_Latn, ckb ckb_Arab, pt-BR por_Latn, fa-AF prs_Arab, prs prs_Arab,
    arb arb_Arab, arz arz_Arab, acq acq_Arab, apc apc_Arab, taq-Tfng taq_Tfng
"""
# those of XTREME-R and MIRACL
BENCHMARKS = """
    af ar az bg bn de el en es et eu fa fi fr gu he hi ht hu id it ja jv ka kk ko lt ml mr ms my nl pa pl pt qu ro ru sw
    ta te th tl tr uk ur vi wo yo zh
"""
BOTH = "ar de el en es hi ru th tr vi zh sr sw tl yo ns"


@pytest.mark.parametrize(("tag", "code"), [pair.split() for pair in EXPECTED.split(",")])
def test_nllb_has_the_language_that_a_tag_means(tag: str, code: str) -> None:
    assert code_for(tag, NLLB, model="m") == code


def test_nllb_has_every_language_of_the_benchmarks() -> None:
    found = {code_for(tag, NLLB, model="m") for tag in BENCHMARKS.split()}
    assert found <= {*FLORES}
    assert len(found) == len(BENCHMARKS.split())


@pytest.mark.parametrize(
    ("tag", "code"),
    [*((tag, tag) for tag in BOTH.split()), ("nb", "no"), ("nso", "ns"), ("zh-Hans", "zh"), ("ko-Hang", "ko")],
)
def test_m2m100_has_the_language_that_a_tag_means(tag: str, code: str) -> None:
    assert code_for(tag, M2M, model="m") == code


def test_m2m100_has_one_chinese_and_that_is_simplified() -> None:
    with pytest.raises(LingmixError, match="m does not translate 'zh-Hant'"):
        code_for("zh-Hant", M2M, model="m")


def test_nllb_has_a_code_for_each_of_its_languages_without_script() -> None:
    # to CLDR, Twi is Akan and South Levantine Arabic is Levantine Arabic
    merged = {"twi": "aka", "ajp": "apc"}
    tags = {code.partition("_")[0] for code in FLORES}
    assert {tag: code_for(tag, NLLB, model="m").partition("_")[0] for tag in tags} == {
        tag: tag for tag in tags
    } | merged


def test_every_code_means_something_else() -> None:
    assert sorted(M2M.values()) == sorted(M2M100["m2m100"])
    assert set(FLORES) - set(NLLB.values()) == {"twi_Latn", "ajp_Arab"}


def test_a_language_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(LingmixError) as caught:
        code_for("qu", language_codes(["eng_Latn", "zho_Hant", "prs_Arab", "deu_Latn"]), model="owner/name")
    assert str(caught.value) == (
        "owner/name does not translate 'qu': unknown language 'qu'. There are: de, en, fa-AF, zh-Hant"
    )
