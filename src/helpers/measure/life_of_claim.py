"""The life of a claim: who said which weekly rate when, and what was made of the official counts."""

from __future__ import annotations

import math
import re

import pandas as pd

from helpers.days import edtf_days
from helpers.french.fold import fold
from helpers.measure.counting import yearly
from helpers.measure.inputs import Sources, is_weekly_rate
from helpers.measure.record import Measure, measure, row_keys

SUBJECTS = (
    ("companies", "companies"),
    ("health establishments", "establishments"),
    ("hospital", "hospitals"),
    ("france", "country"),
)


# names that the pages' own words give a speaker, as the study says them in its figures and labels
SPEAKERS = {
    "en": {"not named on the page": "a deputy", "France 3 newsroom": "France 3", "headline aggregator": "a headline",
           "Sénat question (A. Bazin)": "Senate question (A. Bazin)"},
    "fr": {"not named on the page": "un député", "France 3 newsroom": "France 3", "headline aggregator": "un titre",
           "Sénat question (A. Bazin)": "question au Sénat (A. Bazin)"},
}  # fmt: skip


def speaker_name(speaker: str, language: str) -> str:
    """Return the name of a speaker in a language; a proper name is its own.

    >>> speaker_name("Sénat question (A. Bazin)", "en"), speaker_name("TF1", "fr")
    ('Senate question (A. Bazin)', 'TF1')
    """
    return SPEAKERS[language].get(speaker, speaker).replace("'", "’")


def claim_life(sources: Sources) -> pd.DataFrame:
    """Return every statement of a weekly rate, dated, in order: who, what number, of whom, how hedged, on which pages.

    One speaker, day and number is one statement with several pages. The words of the articles stand beside the register's.
    """
    rows = sources.rate_claims[is_weekly_rate(sources.rate_claims)]
    keys = ["speaker", "date_said", "value", "unit", "subject"]
    rows = rows.assign(
        subject=[_subject(scope, unit) for scope, unit in zip(rows["scope"], rows["unit"], strict=True)]
    )
    said = rows.groupby(keys, sort=False).agg(pages=("source_url", "size"), source_url=("source_url", "first"),
                                              publisher=("source_publisher", "first")).reset_index()  # fmt: skip
    said["qualifier"] = [_hedge(unit) for unit in said["unit"]]
    said["period"] = ["year" if "whole" in " ".join(rows[rows["source_url"] == url]["scope"]) or "last year" in
                      " ".join(rows[rows["source_url"] == url]["scope"]) else "start" for url in said["source_url"]]  # fmt: skip
    said = pd.concat([said.assign(tier="cited"), _article_rates(sources)], ignore_index=True)
    spans = [edtf_days(edtf) if edtf else None for edtf in said["date_said"]]
    said["first_day"], said["last_day"] = (
        [str(span[side]) if span else "" for span in spans] for side in (0, 1)
    )
    order = said.assign(sort=said["last_day"].replace("", "9999")).sort_values(
        ["sort", "tier"], kind="stable"
    )
    columns = ["speaker", "date_said", "first_day", "last_day", "value", "qualifier", "subject", "period", "pages", "tier",
               "publisher", "source_url"]  # fmt: skip
    return order[columns].reset_index(drop=True)


def _subject(scope: str, unit: str) -> str:
    """Return who is said to be attacked; what is counted may be the establishment itself."""
    if unit.startswith("establishment"):
        return "establishments_counted"
    return next((subject for mark, subject in SUBJECTS if mark in scope.lower()), "hospitals")


def _hedge(unit: str) -> str:
    """Return how the number is hedged, in the reader's terms."""
    return next(
        (
            name
            for mark, name in (("nearly", "near"), ("at least", "at_least"), ("about", "about"))
            if mark in unit
        ),
        "exact",
    )


def _article_rates(sources: Sources) -> pd.DataFrame:
    """Return the weekly rates that the articles state, in the columns of `claim_life`."""
    rows = sources.claims[
        (sources.claims["field"] == "attack_rate") & sources.claims["unit"].str.contains("per week")
    ]
    rows = rows.merge(
        sources.bibliography[["article_id", "published_edtf", "publisher", "address"]], on="article_id"
    )
    value = rows["low"].fillna(rows["high"])
    return pd.DataFrame({
        "speaker": "article:" + rows["article_id"], "date_said": rows["published_edtf"], "value": value, "unit": rows["unit"],
        "subject": "hospitals", "pages": 1, "source_url": [f"data/raw/articles/{name}.txt" for name in rows["article_id"]],
        "publisher": rows["publisher"], "qualifier": rows["qualifier"].replace("", "exact"), "period": "start", "tier": "quoted",
    })  # fmt: skip


def misquotes(sources: Sources) -> pd.DataFrame:
    """Return what was made of the official counts: each misquote or rounding beside the count that it came from.

    The original of a misquote is the count of the same year that the row's note names; of a rounding, the incidents declared.
    A number that no rounding of the original gives is another number.
    """
    said_on = dict(zip(sources.rate_claims["source_url"], sources.rate_claims["date_said"], strict=True))
    found = []
    for row in sources.series[sources.series["kind"] == "misquote"].itertuples():
        day = row.source_date or said_on.get(row.source_url, "")
        found.append(
            (
                row.publisher,
                day,
                row.value,
                row.unit,
                "misquoted",
                row.source_url,
                int(row.period_start[:4]),
                row.note,
            )
        )
    for row in sources.rate_claims[sources.rate_claims["claim_kind"] == "count"].itertuples():
        what, _, year = row.unit.partition(" in ")
        if what == "incidents":
            found.append(
                (row.speaker, row.date_said, row.value, what, "rounded", row.source_url, int(year[:4]), "")
            )
    table = pd.DataFrame(
        [each[:6] + _original(sources.series, each[6], each[7]) for each in found], columns=list(RETOLD)
    )
    other = [int(is_other_number(*pair)) for pair in zip(table["value"], table["original"], strict=True)]
    return (
        table.assign(is_other_number=other)
        .sort_values(["date_said", "speaker"], kind="stable")
        .reset_index(drop=True)
    )


def is_other_number(said: float, original: float) -> bool:
    """Return whether no rounding of `original` gives `said`: they differ by a unit of its last digit that is not zero, or more.

    >>> is_other_number(700, 733), is_other_number(600, 581), is_other_number(1582, 582)
    (False, False, True)
    """
    digits = f"{said:.0f}"
    unit = 10 ** (len(digits) - len(digits.rstrip("0")))
    return abs(said - original) >= unit


RETOLD = ("speaker", "date_said", "value", "unit", "kind", "source_url", "year", "original",
          "original_unit", "original_url")  # fmt: skip


def _original(series: pd.DataFrame, year: int, note: str) -> tuple[object, ...]:
    """Return year, value, unit and address of the official count that `note` names; of incidents if it names none."""
    structures = yearly(series, "ans_structures", "structures declaring", year)
    incidents = yearly(series, "ans_incidents", "incidents declared", year)
    rows = [
        row for row in (structures, incidents) if row is not None and f"{row['value']:.0f} " in f"{note} "
    ]
    row = rows[0] if rows else incidents
    return (year, math.nan, "", "") if row is None else (year, row["value"], row["unit"], row["source_url"])


def claim_measures(life: pd.DataFrame, wrong: pd.DataFrame) -> list[Measure]:
    """Return how often the rate was said, how it grew, and what was made of the official counts."""
    found = []
    if len(life):
        inputs = row_keys("claim_life", (f"{index + 1}" for index in range(len(life))))
        found = [measure("statements_weekly_rate", len(life), inputs), measure("statements_weekly_rate_pages", life["pages"].sum(), inputs),
                 _dated(life), measure("statements_greatest_rate", life["value"].max(), f"claim_life:{life['value'].idxmax() + 1}"),
                 measure("statements_at_least", int((life["qualifier"] == "at_least").sum()), inputs)]  # fmt: skip
    for row in wrong.itertuples():
        formula = (
            f"said: {row.value:.0f} {row.unit}; the series counts {row.original:.0f} {row.original_unit}"
        )
        inputs = f"retold_counts:{row.speaker}; official_series: {row.original_unit}:{row.year}"
        slug = re.sub(r"[^a-z0-9]+", "_", fold(row.speaker)).strip("_")
        found.append(
            measure(
                "retold_{slug}_{year}",
                row.value,
                inputs,
                slug=slug,
                year=row.year,
                who_en=speaker_name(row.speaker, "en"),
                who_fr=speaker_name(row.speaker, "fr"),
                unit=row.unit,
                formula=formula,
            )
        )
    is_wrong, inputs = wrong["kind"] == "misquoted", "official_series: kind misquote"
    other = int((is_wrong & (wrong["is_other_number"] == 1)).sum())
    return (
        [
            *found,
            measure("misquotes", int(is_wrong.sum()), inputs),
            measure("misquotes_other_number", other, inputs),
        ]
        if len(wrong)
        else found
    )


def _dated(life: pd.DataFrame) -> Measure:
    """Return how many statements have a date: those that a line of time can hold."""
    dated = life.index[life["date_said"] != ""]
    return measure(
        "statements_weekly_rate_dated",
        len(dated),
        row_keys("claim_life", (f"{index + 1}" for index in dated)),
    )
