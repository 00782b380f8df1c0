"""What a notebook shows: tables, sentences with computed numbers, articles with their words marked.

Every function displays and returns nothing, so that a cell ends without an object's address. All text of
articles is escaped: it can never become markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from IPython.display import HTML, Markdown, display

from helpers.tables import as_cell

if TYPE_CHECKING:
    import pandas as pd

# what begins HTML, a link, a picture, an address or a formula in the Markdown of JupyterLab and of GitHub
INERT = re.compile(r"[<\[@$]|:(?=//)|(?<=www)\.|&(?=#?\w+;)", re.IGNORECASE)
REMOVED = "background:#f3d9d6;color:#5c1f17;text-decoration:line-through"
MENDED = "background:#d8ead9;color:#173d1b;text-decoration:none"
ARTICLE = "white-space:pre-wrap;max-width:46em;line-height:1.5;border-left:3px solid #999;padding-left:1em"
STATES = {"used": "#cfe3f5", "dismissed": "#e4e4e4", "unreviewed": "#ffd27f"}
LABELS = {
    "QUANTITY": "#cfe3f5", "DATE": "#fbe3b5", "ORG": "#dcd6f0", "PLACE": "#d8ead9",
    "ATTACK": "#f3d9d6", "ACTOR": "#f5cfe3", "DATA": "#d5ecec",
}  # fmt: skip


def say(sentence: str) -> None:
    """Show a sentence of Markdown, whose numbers were computed.

    Emphasis, headings, lists and code are all that it can hold: an article's title in it is no link, picture or HTML.
    """
    display(Markdown(INERT.sub(lambda found: f"&#{ord(found[0])};", sentence)))


def table(frame: pd.DataFrame, caption: str) -> None:
    """Show a table with its caption; empty cells stay empty, and nothing is cut."""
    head = "".join(
        f'<th scope="col" style="text-align:{_side(frame[name].dropna())}">{html.escape(str(name).replace("_", " "))}</th>'
        for name in frame.columns
    )
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in frame.itertuples(index=False))
    words = f'<caption style="caption-side:top;text-align:left">{html.escape(caption)}</caption>'
    display(HTML(f"<table>{words}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"))


def _cells(row: Iterable[Any]) -> str:
    """Return a row's cells; the first heads the row, numbers stand at the right."""
    cells = []
    for number, value in enumerate(row):
        tag = 'th scope="row"' if number == 0 else "td"
        cells.append(
            f'<{tag} style="text-align:{_side([value])};max-width:32em">{html.escape(as_cell(value))}</{tag.split()[0]}>'
        )
    return "".join(cells)


def _side(values: Iterable[Any]) -> str:
    """Return the side at which values stand: numbers at the right, all else at the left."""
    is_number = [isinstance(value, (int, float)) for value in values]
    return "right" if is_number and all(is_number) else "left"


def edited(raw: str, edits: pd.DataFrame) -> None:
    """Show a raw article: what cleaning removed is struck out, what it mended is green; the rule is the tooltip."""
    parts, done = [], 0
    for edit in edits.sort_values("start").to_dict("records"):
        start, end = int(edit["start"]), int(edit["end"])
        parts.append(html.escape(raw[done:start]))
        parts.append(_edit(raw[start:end], edit["replacement"], edit["rule"]))
        done = end
    parts.append(html.escape(raw[done:]))
    display(HTML(f'<div lang="fr" style="{ARTICLE}">{"".join(parts)}</div>'))


def _edit(before: str, after: str, rule: str) -> str:
    """Return one edit as markup."""
    tag, style, words = ("ins", MENDED, after) if after else ("del", REMOVED, before)
    return f'<{tag} title="{html.escape(rule)}" style="{style}">{html.escape(words)}</{tag}>'


def mentions(text: str, spans: Sequence[tuple[int, int, str]]) -> None:
    """Show a text with its mentions highlighted by spaCy's displaCy, coloured by label.

    Parameters
    ----------
    spans : sequence of (start, end, label)
        Half-open offsets into `text`; of two that overlap, the first and longer is shown.
    """
    from spacy import displacy

    shown: list[dict[str, Any]] = []
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not shown or start >= shown[-1]["end"]:
            shown.append({"start": start, "end": end, "label": label})
    document = {"text": text, "ents": shown, "title": None}
    markup = displacy.render(
        document, style="ent", manual=True, jupyter=False, options={"colors": LABELS | STATES}
    )
    display(HTML(f'<div lang="fr">{markup}</div>'))


def page(markup: str, height: int = 720) -> None:
    """Show a whole HTML page in a frame of its own, cut off from the notebook around it.

    Parameters
    ----------
    height : int
        Of the frame, in pixels.
    """
    frame = f'<iframe title="The report" sandbox="allow-scripts" style="width:100%;height:{height}px;border:1px solid #999"'
    shown = f'{frame} srcdoc="{html.escape(markup)}"></iframe>'
    display({"text/html": shown, "text/plain": "The report"}, raw=True)
