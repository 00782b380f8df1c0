"""The widgets of the curator's desk; what they do stands in ``helpers.desk``."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets

from helpers import desk, tables
from helpers.errors import InputError
from helpers.paths import Study

Row = dict[str, Any]
NO_MENTION = "(a claim without a number or a date)"
LABELLED = {"style": {"description_width": "7em"}, "layout": {"width": "97%"}}
WIDE = ("quote", "note", "value")


class Form:
    """The desk of one study: choose an article and a mention, fill in the row, save it.

    Parameters
    ----------
    study : Study
        Its curated tables are added to; nothing else is written.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.state = desk.load(study)
        self.article = widgets.Dropdown(description="article", options=list(self.state.texts), **LABELLED)
        self.mention = widgets.Dropdown(description="mention", **LABELLED)
        self.kind = widgets.ToggleButtons(description="becomes a", options=list(desk.TABLES), **LABELLED)
        self.fields: dict[str, widgets.DOMWidget] = {}
        self.named = ""
        self.cells = widgets.VBox()
        self.told = widgets.HTML()
        self.button = widgets.Button(description="Save", button_style="primary")
        self.text, self.claims, self.missing = widgets.HTML(), widgets.HTML(), widgets.HTML()
        left = widgets.VBox([self.text, self.claims], layout={"width": "55%"})
        form = [self.article, self.mention, self.kind, self.cells, self.told, self.button, self.missing]
        self.box = widgets.HBox([left, widgets.VBox(form, layout={"width": "45%"})])
        self.box.add_class("curators-desk")
        self.article.observe(lambda _: self._list_mentions(), "value")
        self.mention.observe(lambda _: self._fill(), "value")
        self.kind.observe(lambda _: self._fill(), "value")
        self.button.on_click(lambda _: self._save())
        self._list_mentions()

    def _list_mentions(self) -> None:
        """Offer the article's mentions, those left to review first."""
        rows = self.state.of_article(self.article.value) if self.article.value else []
        order = sorted(range(len(rows)), key=lambda number: rows[number]["state"] != "unreviewed")
        options = [(f"{rows[number]['quote']} ({rows[number]['state']})", number) for number in order]
        self.mention.options = [*options, (NO_MENTION, -1)]
        self.mention.value = options[0][1] if options else -1
        self.claims.value = desk.claims_beside(self.state, self.article.value) if self.article.value else ""
        self.missing.value = desk.missing(self.state)
        self._fill()

    def _chosen(self) -> Row | None:
        """Return the chosen mention with what the reader read, if one is chosen."""
        if self.mention.value is None or self.mention.value < 0:
            return None
        row = self.state.of_article(self.article.value)[self.mention.value]
        same = self.state.mentions
        for column in ("article_id", "start", "end", "label"):
            same = same[same[column] == row[column]]
        return same.to_dict("records")[0]

    def _fill(self) -> None:
        """Lay out the row that the chosen mention would become."""
        if not self.article.value:
            return
        chosen = self._chosen()
        place = (int(chosen["start"]), int(chosen["end"])) if chosen else None
        self.text.value = desk.marked(self.state, self.article.value, place)
        row = self._draft(chosen)
        self.named = row.get("claim_id", "")
        self.fields = {
            column: self._widget(column, cell) for column, cell in row.items() if column != "article_id"
        }
        for column, field in self.fields.items():
            if column in ("incident_id", "field"):
                field.observe(lambda _: self._rename(), "value")
            field.observe(lambda _: self._check(), "value")
        self.cells.children = list(self.fields.values())
        self._check()

    def _draft(self, chosen: Row | None) -> dict[str, str]:
        """Return the row as the reader would write it."""
        header = tables.declared(desk.TABLES[self.kind.value]).header
        first = desk.likely_incident(self.state, self.article.value)
        if chosen is None:
            blank = {"article_id": self.article.value, "incident_id": first}
            return dict.fromkeys(header, "") | {name: cell for name, cell in blank.items() if name in header}
        if self.kind.value == "claim":
            return desk.draft_claim(self.state, chosen, first)
        drafted = desk.draft_dismissal(self.state, chosen)
        return {column: drafted[column] for column in header}

    def _widget(self, column: str, cell: str) -> widgets.DOMWidget:
        """Return the widget of one cell: a list where only some words are allowed, else a line to type in."""
        options = list(desk.CHOICES.get(column, ()))
        if column == "incident_id":
            options = ["", *self.state.incidents["incident_id"]]
        if options:
            return widgets.Dropdown(
                description=column, options=options, value=cell if cell in options else options[0], **LABELLED
            )
        kind = widgets.Textarea if column in WIDE else widgets.Text
        return kind(description=column, value=cell, continuous_update=True, **LABELLED)

    def _row(self) -> dict[str, str]:
        """Return the row as it stands in the form."""
        return {"article_id": self.article.value} | {
            column: field.value or "" for column, field in self.fields.items()
        }

    def _rename(self) -> None:
        """Give the claim the name that goes with its incident and its field, unless a person has named it."""
        if self.fields["claim_id"].value == self.named:
            row = self._row()
            self.named = desk.named(self.state, row["incident_id"], row["field"])
            self.fields["claim_id"].value = self.named

    def _check(self) -> None:
        """Say what is wrong with the row, as it is typed."""
        row, chosen = self._row(), self._chosen()
        told = desk.faults(self.state, self.kind.value, row)
        self.button.disabled = bool(told)
        hint = ""
        if not told and self.kind.value == "claim" and chosen and not desk.reviews(self.state, chosen, row):
            hint = "<p>The claim does not use the chosen mention, which stays to be reviewed: quote it, with its value.</p>"
        items = "".join(f"<li>{html.escape(line)}</li>" for line in told)
        self.told.value = f'<ul role="alert">{items}</ul>' if told else hint or "<p>Ready to save.</p>"

    def _save(self) -> None:
        """Write the row, and take up the next mention."""
        article = self.article.value
        try:
            desk.save(self.study, self.kind.value, self._row())
            self.state = desk.load(self.study)
        except InputError as error:
            self.told.value = f'<p role="alert">{html.escape(str(error))}</p>'
            return
        self.article.value = article
        self._list_mentions()
        table = tables.declared(desk.TABLES[self.kind.value]).name
        self.told.value = f"<p>Saved in data/{table}.csv.</p>{self.told.value}"
