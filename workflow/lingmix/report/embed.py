"""Data and scripts inside HTML: nothing of a data set may end a script or start one, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

FOLDER = Path(__file__).parent
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What could end a script element, or a line of a script; JSON reads these as the characters themselves."""


def json_text(value: Any) -> Markup:
    """A JSON value to stand within ``<script type="application/json">``.

    >>> json_text("</script>")
    Markup('"\\\\u003c/script\\\\u003e"')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(ESCAPES))


def style() -> Markup:
    """The page's style."""
    return Markup((FOLDER / "assets" / "page.css").read_text(encoding="utf-8"))


def script(*names: str) -> Markup:
    """The page's own scripts, one after the other in a scope of their own."""
    return _scope("\n".join((FOLDER / "assets" / name).read_text(encoding="utf-8") for name in names))


@cache
def vega() -> Markup:
    """Vega, Vega-Lite and Vega-Embed as one script, from the vl-convert package; it takes some seconds."""
    import vl_convert

    return _scope(
        str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
        .replace("\r\n", "\n")
        .replace("</script", r"<\/script")
    )


def _scope(text: str) -> Markup:
    # names at the top of two scripts would clash
    return Markup(f"(() => {{\n{text}\n}})();")


def policy(scripts: Iterable[str]) -> str:
    """The Content-Security-Policy of a page that runs these scripts and no others, and fetches nothing."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def picture(svg: str) -> str:
    """An SVG as an address of an image, in which no script runs."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def sources() -> list[str]:
    """The texts of templates, style and scripts, for a digest of what the page is made by."""
    files = sorted([*FOLDER.glob("templates/*"), *FOLDER.glob("assets/*")])
    return [f"{file.name}\n{file.read_text(encoding='utf-8')}" for file in files if file.is_file()]
