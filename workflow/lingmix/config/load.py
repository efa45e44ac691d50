"""From the merged YAML of a study to a :class:`Study`, with every problem reported at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from lingmix.config.agreement import agreement
from lingmix.config.expand import Expanded, expand
from lingmix.config.explain import explain
from lingmix.config.guard import guard
from lingmix.config.references import references
from lingmix.config.study import Study
from lingmix.errors import LingmixError, listing, unknown_name

LONGEST = 200
"""Characters of a run id; file systems stop at 255 for a name, and logs add an ending."""


def load(raw: Mapping[str, Any], source: str = "the study") -> Study:
    """Expand and validate a study.

    Args:
        raw: the merged configuration, as YAML gives it.
        source: what to call it in messages, such as the file's name.

    Raises:
        LingmixError: naming every key that is wrong, what would be right, and the names there are; or as of
            :func:`lingmix.config.guard.guard`.
    """
    if not isinstance(raw, Mapping):
        raise LingmixError(f"{source} cannot be run: it should be keys with values, such as 'study: my-study'")
    guard(raw, source)
    expanded = expand(raw)
    problems = [*expanded.problems, *references(raw, expanded)]
    try:
        study = Study.model_validate(expanded.study)
    except ValidationError as error:
        problems += explain(error, expanded)
    if not problems:
        problems += [*_run_ids(study), *_publish(study), *_published(study, expanded)]
    if not problems:
        problems += agreement(study, expanded)
    if problems:
        # what is wrong in an entry is found in each of its variants
        raise LingmixError(f"{source} cannot be run:\n{listing(list(dict.fromkeys(problems)), limit=50)}")
    return study


def _run_ids(study: Study) -> Iterator[str]:
    longest = max(study.runs, key=len)
    if len(longest) > LONGEST:
        yield f"grid: '{longest}' has over {LONGEST} characters, too many for a folder's name; choose shorter names"
    ids = [run.id for run in study.all_runs()]
    if len(ids) > len(study.runs):
        twice = next(name for name in ids if ids.count(name) > 1)
        yield f"grid: two runs would both be called '{twice}'; choose names without dots"


def _publish(study: Study) -> Iterator[str]:
    if study.publish is None:
        return
    name, trained = study.publish.run, [run.id for run in study.runs.values() if run.trained]
    if name in study.runs and name not in trained:
        yield f"publish.run: '{name}' is not trained; trained are: {', '.join(trained) or 'none'}"
    elif name not in trained:
        yield f"publish.run: {unknown_name('trained run', name, trained)}"


def _published(study: Study, expanded: Expanded) -> Iterator[str]:
    for name in study.published.encoders if study.published else ():
        if name not in study.encoders:
            variants = expanded.families.get("encoders", {}).get(name, [])
            several = f"'{name}' stands for variants; name one of: {', '.join(variants)}"
            yield f"published.encoders: {several if variants else unknown_name('encoder', name, study.encoders)}"
