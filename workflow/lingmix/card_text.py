"""The text of a model card: its template, and how values are written so that Markdown shows them as they are."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jinja2
import yaml

TEXT = """
# <<run|md>>

A sentence-transformers model: the encoder **<<encoder|md>>** trained with the batch mix **<<mix|md>>** and the
objective **<<objective|md>>**<% if changed %>, texts changed by **<<changed|md>>**<% endif %>, seed <<seed>>.
One run of the lingmix study **<<study|md>>**, an ablation of cross-lingual retrieval, made to be compared with the
other runs of that study.

## Use

<<use|fenced('python')>>

Before a query it puts <<prefixes[0]|quoted>>, before a passage <<prefixes[1]|quoted>>: `encode_query` and
`encode_document` do so by themselves.

## Scores

<% if scores is none %>
They are in `../README.md`, once the study has been evaluated.
<% elif not scores %>
None.
<% else %>
Macro means over languages or pairs of languages, for this run alone (one seed), beside the encoder before training.
<% for benchmark, rows in scores %>

### <<benchmark|md>>

| setting | metric | this run | untrained | queries |
|:--|:--|--:|--:|--:|
<% for row in rows %>
| <<row.setting|md>> | <<row.metric|md>> | <<row.value|number>> | <<row.untrained|number>> | <<row.queries>> |
<% endfor %>
<% endfor %>
<% endif %>

## Training

<<sampling.steps>> steps of <<sampling.batch_size>> pairs, peak learning rate <<optimisation.learning_rate>><%
if seconds is not none %>, <<seconds>> seconds<% endif %>.

Data:

<% for dataset in datasets %>
- **<<dataset.name|md>>**: <<dataset.title|md>>. Licence: <<dataset.licence|md>>.<<dataset.origin|md|after>>
<% endfor %>

The weights carry no licence of their own here: the encoder's and the data's apply.

Everything that the study says of this run:

<<config|yaml|fenced('yaml')>>

## Reproduce

In a checkout of lingmix<% if commit %> (commit <<commit|md>>)<% endif %>, with the study's file:

<<command|fenced('sh')>>

Made with <<versions|md>>.
"""
MISSING = "–"


def render(**values: Any) -> str:
    """The card's text. The names that it takes are those in :data:`TEXT`; one that is missing is an error."""
    return _template().render(**values)


@cache
def _template() -> jinja2.Template:
    # Markdown, not HTML: what is filled in is escaped by the filters below
    environment = jinja2.Environment(
        autoescape=False,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "md": _md,
        "fenced": _fenced,
        "quoted": _quoted,
        "number": _number,
        "yaml": _yaml,
        "after": _after,
    }
    return environment.from_string(TEXT)


def _md(value: object) -> str:
    """Text that Markdown shows as it is, on one line. Addresses stay links."""
    text = " ".join(str(value).split())
    if re.fullmatch(r"https?://[^\s<>|\\`]+", text):
        return f"<{text}>"
    return re.sub(r"([\\`*_{}\[\]<>#|~$&])", r"\\\1", text)


def _fence(text: str, least: int) -> str:
    return "`" * max(least, *(len(run) + 1 for run in re.findall("`+", text)), 0)


def _fenced(text: str, language: str) -> str:
    """A block of code, whatever is in it."""
    fence = _fence(text, 3)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _quoted(text: str) -> str:
    """A string in quotes as code, or the word for none."""
    if not text:
        return "nothing"
    shown = json.dumps(text, ensure_ascii=False)
    fence = _fence(shown, 1)
    return f"{fence}{shown}{fence}"


def _after(text: str) -> str:
    """The text with a space before it, if there is any."""
    return f" {text}" if text else ""


def _number(value: float) -> str:
    if value != value:
        return MISSING
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.4f}"


# the one in C, where there is one: a study may have a thousand cards
FAST: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(FAST):  # type: ignore[misc]
    """Lists on one line."""


_Dumper.add_representer(
    list, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)


def _yaml(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def metadata(value: dict[str, Any]) -> str:
    """The block at the head of a card, as the hub's own writer has it."""
    text: str = yaml.dump(value, Dumper=FAST, sort_keys=False, allow_unicode=True)
    return f"---\n{text}---\n"
