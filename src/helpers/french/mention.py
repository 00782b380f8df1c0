"""What the reader finds: one span of text with its meaning."""

from typing import NamedTuple

LABELS = ("QUANTITY", "DATE", "ORG", "PLACE", "ATTACK", "ACTOR", "DATA")


class Mention(NamedTuple):
    """One span that the reader found, in offsets of the text it was given (half-open, code points).

    A quantity fills ``unit_kind`` to ``high`` (``None`` is an open bound), a date fills ``edtf`` to ``latest``
    (ISO days), a name has its normalised form in ``unit``. ``remarks`` are pairs of kind and detail: what a
    careful reader would note in the margin (a conditional, a contradicted weekday, a repaired scale).
    """

    start: int
    end: int
    label: str
    unit_kind: str = ""
    unit: str = ""
    qualifier: str = ""
    low: float | None = None
    high: float | None = None
    edtf: str = ""
    earliest: str = ""
    latest: str = ""
    remarks: tuple[tuple[str, str], ...] = ()

    def at(self, start: int, end: int) -> "Mention":
        """Return the same mention at another place, as in the raw text."""
        return tuple.__new__(Mention, (start, end, *self[2:]))  # five times as fast as `_replace`

    def with_remarks(self, more: tuple[tuple[str, str], ...]) -> "Mention":
        """Return the mention with more remarks behind its own."""
        return tuple.__new__(Mention, (*self[:-1], self.remarks + more)) if more else self


def reading_order(mention: Mention) -> tuple[int, int, str]:
    """Return the key that orders mentions: by place, the longer first."""
    return mention.start, -mention.end, mention.label
