"""The report's tree as one HTML page that needs nothing else: styles, script, figures and tables are inside."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import InputError
from helpers.report.references import Node

if TYPE_CHECKING:
    from jinja2 import Environment


def page(document: Node, folder: Path) -> str:
    """Return the page.

    Every word of the tree is escaped by the template. The content security policy allows the page's own style and
    script by their hash and pictures from inside the file; all else, the network first, is refused.

    Parameters
    ----------
    document : dict
        The report's tree.
    folder : Path
        Holds ``report.html.j2``, ``report.css`` and ``report.js``.

    Raises
    ------
    InputError
        The template is missing or wrong.
    """
    style, script = (_read(folder / name) for name in ("report.css", "report.js"))
    from jinja2 import TemplateError

    given = {"document": document, "words": document["words"], "style": style, "script": script}
    try:
        return (
            _environment(folder).get_template("report.html.j2").render(policy=policy(style, script), **given)
        )
    except TemplateError as error:
        where = f"reports/template/report.html.j2, line {getattr(error, 'lineno', None) or '?'}"
        raise InputError(
            where, f"cannot be filled in ({error.message or error})", "mend the template"
        ) from None


@cache
def _environment(folder: Path) -> Environment:
    """Return the template engine: every value is escaped, and an unknown one is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["picture"] = picture
    environment.filters["script_words"] = script_words
    return environment


def _read(path: Path) -> str:
    """Return a style sheet or script, as it stands between its tags."""
    return "\n" + path.read_text(encoding="utf-8").strip() + "\n"


def policy(style: str, script: str) -> str:
    """Return the content security policy: nothing but this style, this script and pictures of the file.

    >>> policy("", "").split("; ")[0]
    "default-src 'none'"
    """
    rules = ("default-src 'none'", f"style-src {_hashed(style)}", f"script-src {_hashed(script)}", "img-src data:",
             "base-uri 'none'", "form-action 'none'")  # fmt: skip
    return "; ".join(rules)


def _hashed(content: str) -> str:
    """Return the hash by which a policy names an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def picture(svg: str) -> str:
    """Return a drawing as an address inside the file, where no script of it can run."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def script_words(words: dict[str, str]) -> str:
    """Return the words that the script needs, as JSON."""
    needed = (
        "open",
        "copy",
        "copied",
        "close",
        "filter",
        "filter_words",
        "rows_shown",
        "sort_by",
        "evidence_of",
        "number",
    )
    return json.dumps({name: words[f"page.{name}"] for name in needed}, ensure_ascii=False, sort_keys=True)
