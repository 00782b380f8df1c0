"""The curator's desk: an article with its mentions, and a form that turns one into a claim or a dismissal.

The form is a thin layer: what stands in a new row, what is wrong with it and how it is written are functions here.
The same can be done by editing the tables in ``data/curated`` in any editor.
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
from IPython.display import Markdown, display

from helpers import articles as received
from helpers import checks, consistency, curate, schemas, second_coding, tables
from helpers.errors import InputError
from helpers.french.modality import modality_of
from helpers.paths import Study

Row = dict[str, Any]
CURATED = [f"curated/{name}" for name in ("incidents", "claims", "decisions", "dismissed", "second_coding")]
TABLES = {"claim": "curated/claims", "dismissal": "curated/dismissed"}
SENTENCE = (
    "The desk opens here in a live JupyterLab (`make lab`). Without it, edit `data/curated` in any editor:"
    " the checks are the same."
)
FIELD_OF = {
    "people": "persons_exposed", "records": "records_exposed", "organisations": "organisations_affected",
    "money": "funding", "rate": "attack_rate",
}  # fmt: skip
CHOICES = {
    "field": ("", *schemas.FIELDS), "qualifier": ("", *schemas.QUALIFIERS), "population": ("", *schemas.POPULATIONS),
    "speaker": schemas.SPEAKERS, "modality": schemas.MODALITIES, "stance": schemas.STANCES, "reason": ("", *schemas.DISMISSALS),
}  # fmt: skip
STYLE = {
    "used": "background:#cfe3f5;color:#12324d",
    "dismissed": "background:#e4e4e4;color:#333;text-decoration:line-through",
    "unreviewed": "background:#ffd27f;color:#4a3000;font-weight:bold", "chosen": "outline:2px solid #b00",
}  # fmt: skip
BOX = "white-space:pre-wrap;line-height:1.5;max-height:32em;overflow:auto;border-left:3px solid #999;padding-left:1em"


def show(study: Study) -> None:
    """Show the desk in a live JupyterLab; elsewhere a sentence, so that every headless run shows the same."""
    display(Markdown(SENTENCE))
    if not is_live():
        return
    from helpers.desk_form import Form

    try:
        display(Form(study).box)
    except InputError as error:
        print(error)


def is_live() -> bool:
    """Return whether a person's JupyterLab runs this kernel.

    A Jupyter server names the session to the kernels that it starts; papermill, nbval and nbconvert do not.
    """
    return bool(os.environ.get("JPY_SESSION_NAME"))


@dataclass(frozen=True)
class State:
    """What lies on the desk: the articles' texts, the tables as they stand, and what became of each mention."""

    texts: dict[str, str]
    incidents: pd.DataFrame
    claims: pd.DataFrame
    mentions: pd.DataFrame
    reviewed: pd.DataFrame
    problems: tuple[str, ...]

    def of_article(self, article_id: str) -> list[Row]:
        """Return the reviewed mentions of one article, in order."""
        own = self.reviewed[self.reviewed["article_id"] == article_id]
        return own.sort_values(["start", "end"]).to_dict("records")


def load(study: Study) -> State:
    """Return what lies on the desk; contradictions and stale rows are told in `problems` and stop nothing.

    Raises
    ------
    InputError
        A table or an article cannot be read at all.
    """
    entries = received.receive(study)
    texts = dict(zip(entries["article_id"], entries["text"], strict=True))
    curated = tables.read_all(study, CURATED)
    incidents, claims, decisions, dismissed, coded = curated
    mentions = mentions_of(study, entries)
    placed = curate.place_claims(claims, texts)
    register = tables.read(study, "raw/press_incidents")
    problems = _problems(lambda: consistency.check(curated, register, texts, mentions))
    problems += _problems(lambda: curate.resolve(placed, decisions, curate.context(entries)))
    problems += _problems(lambda: second_coding.require_rows(coded, second_coding.by_name(curated)))
    located = curate.locate(dismissed, texts, "data/curated/dismissed.csv")
    stale = _problems(lambda: curate.review(mentions, placed, located))
    reviewed = curate.review(mentions, placed, located.head(0) if stale else located)
    return State(texts, incidents, placed, mentions, reviewed, tuple(problems + stale))


def mentions_of(study: Study, entries: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions that the build found, and those of the articles that were added since."""
    from helpers.mentions import mention_tables

    known, *built = (
        tables.read(study, name)
        if tables.declared(name).path(study).is_file()
        else pd.DataFrame({"article_id": []})
        for name in ("processed/mentions", "processed/articles")
    )
    added = entries[~entries["article_id"].isin({*known["article_id"], *built[0]["article_id"]})]
    if added.empty and len(known.columns) > 1:
        return known
    found, _ = mention_tables(added, received.edit_table(added), lexicon=study.lexicon)
    table = tables.declared("processed/mentions")
    typed = tables.framed(tables.typed(found.to_dict("records"), table), table)
    return pd.concat([known, typed], ignore_index=True) if len(known) else typed


def _problems(check: Any) -> list[str]:
    """Return what a check tells, a line each."""
    try:
        check()
    except InputError as error:
        return str(error).splitlines()
    return []


# --- a new row


def occurrence(text: str, quote: str, start: int) -> str:
    """Return which of the places of `quote` in `text` begins at `start`, from 1; "" where it stands once.

    >>> occurrence("30 postes, puis 30 postes", "30 postes", 16)
    '2'
    """
    places = [found.start() for found in re.finditer(re.escape(quote), text)] if quote else []
    return str(places.index(start) + 1) if len(places) > 1 and start in places else ""


def likely_incident(state: State, article_id: str) -> str:
    """Return the incident that all claims of an article speak of; "" where there is none, or more than one.

    A person chooses then: an incident that is filled in by chance would be saved by mistake.
    """
    named = set(state.claims[state.claims["article_id"] == article_id]["incident_id"]) - {""}
    return named.pop() if len(named) == 1 else ""


def draft_claim(state: State, mention: Row, incident_id: str = "") -> dict[str, str]:
    """Return a claim as the reader would write it: its number or period, its words, its place, how firm they are.

    What the reader cannot tell is empty, and must be filled in: the field of 60 servers, the kind of a date.
    """
    is_date = mention["label"] == "DATE"
    field = "" if is_date else FIELD_OF.get(mention["unit_kind"], "")
    row = dict.fromkeys(tables.declared("curated/claims").header, "") | {
        "article_id": mention["article_id"], "incident_id": incident_id, "field": field, "quote": mention["quote"],
        "speaker": "press", "modality": _modality(state, mention), "stance": "affirms",
        "edtf": mention["edtf"] if is_date else "",
    }  # fmt: skip
    if not is_date:
        row |= {"low": tables.as_cell(mention["low"]), "high": tables.as_cell(mention["high"])}
        row |= {
            "unit": _unit(field, mention["unit"]),
            "qualifier": mention["qualifier"] or _qualifier(mention),
        }
        row["population"] = "exposed" if field in ("persons_exposed", "records_exposed") else ""
    text = state.texts[mention["article_id"]]
    row["occurrence"] = occurrence(text, mention["quote"], int(mention["start"]))
    row["claim_id"] = named(state, incident_id, field)
    return row


def named(state: State, incident_id: str, field: str) -> str:
    """Return a free name for a claim about a field of an incident."""
    return free_name(
        state, "-".join(part for part in (incident_id, field.replace("_", "-")) if part) or "claim"
    )


def _modality(state: State, mention: Row) -> str:
    """Return how firmly the sentence around a mention says it, as far as its verbs tell."""
    words = consistency.sentence_around(mention, state.texts[mention["article_id"]])
    found = {kind for kind, _ in modality_of(words)}
    return next((kind for kind in ("conditional", "question", "planned") if kind in found), "asserted")


def _unit(field: str, unit: str) -> str:
    """Return the unit as the ledger writes it."""
    return {"persons_exposed": "persons", "records_exposed": "records"}.get(field, unit)


def _qualifier(mention: Row) -> str:
    """Return the qualifier of a plain number or a range."""
    return "exact" if mention["low"] == mention["high"] else "range"


def draft_dismissal(state: State, mention: Row) -> dict[str, str]:
    """Return the dismissal of a mention; the reason stays with the curator."""
    text = state.texts[mention["article_id"]]
    return {
        "article_id": mention["article_id"], "quote": mention["quote"], "reason": "", "note": "",
        "occurrence": occurrence(text, mention["quote"], int(mention["start"])),
    }  # fmt: skip


def free_name(state: State, name: str) -> str:
    """Return `name`, or with the next number where a claim has it already."""
    taken = set(state.claims["claim_id"])
    names = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))]
    return next(free for free in names if free not in taken)


# --- what is wrong with it


def faults(state: State, kind: str, row: dict[str, str]) -> list[str]:
    """Return what the build would say against `row`, a line each as ``column: what; cure``."""
    table = tables.declared(TABLES[kind])
    cells = {name: row.get(name, "") for name in table.header}
    found = _problems(lambda: tables.check([cells], table, kind))
    if not found:
        typed = tables.framed(tables.typed([cells], table), table)
        lost = _problems(lambda: curate.locate(typed, state.texts, kind))
        found += lost
        found += (
            _claim_faults(state, typed, bool(lost))
            if kind == "claim"
            else _dismissal_faults(state, typed, bool(lost))
        )
    return [line.replace(f"{kind}, row 2, column ", "") for line in found]


def _claim_faults(state: State, typed: pd.DataFrame, is_lost: bool) -> list[str]:
    """Return the faults of a claim that its cells do not show alone."""
    found = _problems(lambda: checks.check_claims(typed, state.incidents, "claim"))
    if not found and not is_lost:
        placed = curate.place_claims(typed, state.texts)
        found += [
            str(told) for told in consistency.beside_words(placed, state.mentions, state.texts, "claim")
        ]
    name = typed["claim_id"].iloc[0]
    if name in set(state.claims["claim_id"]):
        found.append(f"claim_id: {name!r} stands in the table already; choose another name")
    return found


def _dismissal_faults(state: State, typed: pd.DataFrame, is_lost: bool) -> list[str]:
    """Return the faults of a dismissal: no mention, or one that is used or dismissed already."""
    if is_lost:
        return []
    place = curate.locate(typed, state.texts, "dismissal").to_dict("records")[0]
    same = [
        row for row in state.of_article(place["article_id"])
        if (row["start"], row["end"]) == (place["start"], place["end"])
    ]  # fmt: skip
    if not same:
        return [f"quote: {place['quote']!r} is no mention of the reader; quote a mention whole"]
    known = [row["state"] for row in same if row["state"] != "unreviewed"]
    return [f"quote: the mention is {known[0]} already; choose another"] if known else []


def reviews(state: State, mention: Row, row: dict[str, str]) -> bool:
    """Return whether a claim without faults uses `mention`: it quotes it, and says the same value."""
    table = tables.declared("curated/claims")
    cells = {name: row.get(name, "") for name in table.header}
    frame = tables.framed(tables.typed([cells], table), table)
    placed = curate.place_claims(frame, state.texts)
    only = state.mentions[
        (state.mentions["start"] == mention["start"]) & (state.mentions["end"] == mention["end"])
    ]
    only = only[only["article_id"] == mention["article_id"]]
    none = pd.DataFrame(columns=["article_id", "start", "end", "quote", "reason", "note"])
    return bool((curate.review(only, placed, none)["state"] == "used").all())


def save(study: Study, kind: str, row: dict[str, str]) -> None:
    """Add `row` to its table, checked once more against what the files hold now; all other bytes stay.

    Raises
    ------
    InputError
        Something stands against it; nothing is written.
    """
    name = TABLES[kind]
    with tables.alone(study.curated):
        told = faults(load(study), kind, row)
        if told:
            raise InputError.several(
                InputError(f"{kind}, column {line}", "nothing is written", "correct it") for line in told
            )
        tables.replace(tables.declared(name).path(study), tables.with_row(study, name, row))


# --- what the curator sees


def marked(state: State, article_id: str, chosen: tuple[int, int] | None = None) -> str:
    """Return an article as markup, its quantities and dates coloured by state; its own words are escaped."""
    text, parts, done = state.texts[article_id], [], 0
    for row in state.of_article(article_id):
        start, end = int(row["start"]), int(row["end"])
        if start < done:
            continue
        style = STYLE[row["state"]] + (";" + STYLE["chosen"] if (start, end) == chosen else "")
        words = html.escape(text[start:end])
        told = html.escape(f"{row['state']} {row['claims'] or row['reason']}".strip())
        parts += [html.escape(text[done:start]), f'<mark title="{told}" style="{style}">{words}</mark>']
        done = end
    parts.append(html.escape(text[done:]))
    return f'{_legend()}<div lang="fr" style="{BOX}">{"".join(parts)}</div>'


def _legend() -> str:
    """Return what the colours mean, in words."""
    states = ("used", "dismissed", "unreviewed")
    return "<p>" + " ".join(f'<span style="{STYLE[state]}">{state}</span>' for state in states) + "</p>"


def claims_beside(state: State, article_id: str) -> str:
    """Return the claims that an article carries, as a table."""
    own = state.claims[state.claims["article_id"] == article_id].to_dict("records")
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _claim_cells(claim)) + "</tr>"
        for claim in own
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("claim", "field", "says", "speaker"))
    return f"<table><caption>Claims of this article: {len(own)}</caption><tr>{head}</tr>{rows}</table>"


def _claim_cells(claim: Row) -> list[str]:
    """Return one claim in four words."""
    return [claim["claim_id"], claim["field"], curate.shown(claim), claim["speaker"]]


def missing(state: State) -> str:
    """Return what is left to do in the study: mentions to review, contradictions to decide, rows to correct."""
    left = state.reviewed[state.reviewed["state"] == "unreviewed"]["article_id"].value_counts(sort=False)
    lines = [f"{name}: {count} left to review" for name, count in left.items()] + list(state.problems)
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return (
        f"<ul>{items}</ul>"
        if lines
        else "<p>Nothing is left to review, and every contradiction is decided.</p>"
    )
