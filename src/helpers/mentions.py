"""The mentions of a study as tables: the reader's pipeline applied to its articles, with places in the raw texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import clean, read
from helpers.articles import clean_text
from helpers.errors import InputError
from helpers.french.dates import Published
from helpers.french.mention import Mention


def mention_tables(
    articles: pd.DataFrame, edits: pd.DataFrame, model: str = "", lexicon: Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``mentions`` and ``remarks`` of all articles.

    Parameters
    ----------
    articles : DataFrame
        With raw texts, see `helpers.articles.receive`.
    edits : DataFrame
        The edits of step 1; nothing is read in what they remove, save the dates of a stamp.
    model : str
        An installed French spaCy model, which adds organisations and places; empty for none.
    lexicon : Path, optional
        The study's own word lists, on top of the package's.
    """
    from helpers.french.pipeline import make_nlp

    nlp = make_nlp(model, lexicon)
    mentions: list[tuple[Any, ...]] = []
    remarks: list[tuple[Any, ...]] = []
    for article in articles.to_dict("records"):
        found = sorted(
            _found(nlp, article, edits), key=lambda mention: (mention.start, -mention.end, mention.label)
        )
        mentions += [read.mention_row(article["article_id"], article["text"], mention) for mention in found]
        remarks += read.remarks_of(article["article_id"], found)
    return _frame(mentions, read.MENTION_COLUMNS), _frame(remarks, read.REMARK_COLUMNS)


def _found(nlp: Any, article: dict[str, str], edits: pd.DataFrame) -> Iterable[Mention]:
    """Yield the mentions of one article at their places in its raw text."""
    from helpers.french.pipeline import document

    published = Published.from_edtf(article["published_edtf"]) if article["published_edtf"] else None
    cleaned = clean_text(article, edits)
    for mention in document(nlp, cleaned.text, published)._.mentions:
        yield mention.at(*cleaned.raw_span(mention.start, mention.end))
    own = edits[(edits["article_id"] == article["article_id"]) & (edits["rule"] == "stamp")]
    for stamp in own.itertuples():
        yield from read.stamp_dates(
            article["text"], clean.Edit(int(stamp.start), int(stamp.end), "", "stamp"), published
        )


def _frame(rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a frame whose numbers are float, NaN where a bound is open."""
    frame = pd.DataFrame(rows, columns=list(columns))
    for name in frame.columns.intersection(["start", "end", "low", "high"]):
        frame[name] = pd.to_numeric(frame[name].replace("", None)).astype(float)
    return frame


def count_labels(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return how many mentions of each kind each article has."""
    return pd.crosstab(mentions["article_id"], mentions["label"]).reset_index()


def spans(mentions: pd.DataFrame, article_id: str) -> list[tuple[int, int, str]]:
    """Return the mentions of one article as (start, end, label)."""
    own = mentions[mentions["article_id"] == article_id]
    return [(int(row.start), int(row.end), row.label) for row in own.itertuples()]


def with_quotes(remarks: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the remarks with the words that they are about."""
    quotes = mentions.drop_duplicates(["article_id", "start", "end"])[["article_id", "start", "end", "quote"]]
    return remarks.merge(quotes, on=["article_id", "start", "end"], how="left")[
        ["quote", "kind", "detail", "article_id"]
    ]


def check_quotes(mentions: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Raise `InputError` unless every quote is the slice of its raw text that its offsets name."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    for row in mentions.itertuples():
        if texts[row.article_id][int(row.start) : int(row.end)] != row.quote:
            where = f"{row.article_id}, characters {row.start:.0f} to {row.end:.0f}"
            raise InputError(
                where, f"{row.quote!r} does not stand there", "run the notebooks again from the first"
            )
