"""Step 2: read articles. Every quantity, date and name, with its exact place in the untouched text."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers import clean
from helpers.french.dates import Published, find_dates
from helpers.french.fold import fold
from helpers.french.mention import Mention, reading_order
from helpers.french.modality import with_modality
from helpers.french.names import find_names
from helpers.french.quantities import find_quantities

EDIT_COLUMNS = ("article_id", "start", "end", "replacement", "rule")
MENTION_COLUMNS = (
    "article_id", "start", "end", "quote", "label", "unit_kind", "unit", "qualifier", "low", "high",
    "edtf", "earliest", "latest",
)  # fmt: skip
REMARK_COLUMNS = ("article_id", "start", "end", "kind", "detail")


def read_clean_text(
    text: str, published: Published | None = None, lexicon: Path | None = None
) -> list[Mention]:
    """Return the mentions of a clean text, in order: dates first, then the quantities that they leave, then names.

    The same mentions that the pipeline of ``helpers.french.pipeline`` finds, without the seconds that spaCy takes to start;
    with the remarks on the sentence that each quantity and date stands in.

    >>> [m.label for m in read_clean_text("Dax : 300 patients touchés le 9 février 2021.")]
    ['PLACE', 'QUANTITY', 'DATE']
    """
    folded = fold(text)
    dates = find_dates(text, folded, published)
    quantities = find_quantities(text, folded, [(date.start, date.end) for date in dates])
    together = [*dates, *quantities, *find_names(text, folded, lexicon)]
    return with_modality(folded, sorted(together, key=reading_order))


def read_text(
    raw: str, published: Published | None = None, lexicon: Path | None = None
) -> tuple[list[clean.Edit], list[Mention]]:
    """Return the edits of a raw text and its mentions, both in offsets of the raw text.

    Nothing is read inside boilerplate, save for the dates of a publication stamp.

    Parameters
    ----------
    raw : str
        The article as decoded by ``helpers.encoding.decode``.
    published : Published, optional
        The publication day, which relative dates and missing years are seen from.
    lexicon : Path, optional
        A study's own folder of names, on top of the package's.

    >>> edits, mentions = read_text("L?AP-HP : 500.000 patients.")
    >>> [(m.start, m.end, m.low) for m in mentions if m.label == "QUANTITY"]
    [(10, 26, 500000.0)]
    """
    edits = clean.find_edits(raw)
    cleaned = clean.apply_edits(raw, edits)
    mentions = read_clean_text(cleaned.text, published, lexicon)
    found = [mention.at(*cleaned.raw_span(mention.start, mention.end)) for mention in mentions]
    found += [date for edit in edits if edit.rule == "stamp" for date in stamp_dates(raw, edit, published)]
    return edits, sorted(found, key=reading_order)


def stamp_dates(raw: str, stamp: clean.Edit, published: Published | None) -> Iterable[Mention]:
    """Return the dates of a publication stamp that cleaning removes."""
    text = raw[stamp.start : stamp.end]
    mended = clean.apply_edits(text, clean.find_repairs(text))
    for date in find_dates(mended.text, fold(mended.text), published):
        start, end = mended.raw_span(date.start, date.end)
        yield date.at(stamp.start + start, stamp.start + end)


def mention_row(article_id: str, raw: str, mention: Mention) -> tuple:
    """Return a mention as a row of ``MENTION_COLUMNS``; the quote is the raw text's own words."""
    return (
        article_id, mention.start, mention.end, raw[mention.start : mention.end], mention.label, mention.unit_kind,
        mention.unit, mention.qualifier, _number(mention.low), _number(mention.high), mention.edtf, mention.earliest,
        mention.latest,
    )  # fmt: skip


def remarks_of(article_id: str, mentions: Sequence[Mention]) -> list[tuple]:
    """Return the remarks on mentions as rows of ``REMARK_COLUMNS``, each kind once a span."""
    rows = {
        (mention.start, mention.end, kind): (article_id, mention.start, mention.end, kind, detail)
        for mention in reversed(mentions)
        for kind, detail in reversed(mention.remarks)
    }
    return [rows[key] for key in sorted(rows)]


def _number(value: float | None) -> str:
    """Return a value without a needless decimal, empty for an open bound."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(round(value, 6))
