"""What days an EDTF date (ISO 8601-2) allows: the one place that asks the library."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d[~?%]?")


@cache
def edtf_days(text: str) -> tuple[date, date]:
    """Return the first and the last day that an EDTF date allows.

    Raises
    ------
    ValueError
        Not a date.

    Examples
    --------
    >>> edtf_days("2021-22")
    (datetime.date(2021, 6, 1), datetime.date(2021, 8, 31))
    >>> edtf_days("2015/2020")[1]
    datetime.date(2020, 12, 31)
    """
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        # most dates are days, and the library takes milliseconds to say so
        if WHOLE_DAY.fullmatch(text):
            day = date.fromisoformat(text[:10])
            return day, day
        parsed = parse_edtf(text)
        return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    except (EDTFParseException, ValueError, TypeError) as error:
        raise ValueError(f"{text!r} is not an EDTF date") from error


def iso_days(text: str) -> tuple[str, str]:
    """Return the same as ISO days; "" for an empty date.

    >>> iso_days("2021-02~"), iso_days("")
    (('2021-02-01', '2021-02-28'), ('', ''))
    """
    if not text:
        return "", ""
    first, last = edtf_days(text)
    return first.isoformat(), last.isoformat()
