"""What a study may say under ``publish``."""

from __future__ import annotations

from typing import Any

import pytest
from studies import SMALL, changed, small

from lingmix.config.load import load
from lingmix.errors import LingmixError

RUN = "static.hybrid.contrastive.s13"


def problem(**block: Any) -> str:
    with pytest.raises(LingmixError) as caught:
        load(changed({"publish": {"run": RUN, "repo": "me/model", **block}}, SMALL))
    return str(caught.value)


def test_it_is_private_and_no_dry_run_unless_told_otherwise() -> None:
    found = small(publish={"run": RUN, "repo": "me/model"}).publish
    assert found is not None
    assert (found.private, found.dry_run) == (True, False)
    assert small().publish is None


@pytest.mark.parametrize("repo", ["a/b", "me/my-model_1.0", "_/_", "A1/" + "b" * 93])
def test_names_that_the_hub_takes(repo: str) -> None:
    from huggingface_hub.utils import validate_repo_id

    validate_repo_id(repo)
    load(changed({"publish": {"run": RUN, "repo": repo}}, SMALL))


@pytest.mark.parametrize(
    "repo",
    ["model", "a/b/c", "me/", "/model", "me/-model", "me/model.", "me/a--b", "me/a..b", "me/m.git", "me/m m", "me/ü",
     "me/model\n", "https://huggingface.co/me/model", "a/" + "b" * 95],
)  # fmt: skip
def test_names_that_are_none_are_refused(repo: str) -> None:
    assert "publish.repo: " in (said := problem(repo=repo))
    assert "no repository of the hub, which reads owner/name" in said


def test_an_unknown_run_lists_the_trained_ones() -> None:
    trained = ", ".join(sorted(run.id for run in small().runs.values() if run.trained))
    said = problem(run="static.hybrid.contrastve.s13")
    assert f"publish.run: unknown trained run 'static.hybrid.contrastve.s13'; did you mean '{RUN}'?" in said
    assert said.endswith(f"There are: {trained}")


def test_an_untrained_run_is_not_published() -> None:
    said = problem(run="static.untrained.s13")
    assert "publish.run: 'static.untrained.s13' is not trained; trained are: " in said
    assert RUN in said
