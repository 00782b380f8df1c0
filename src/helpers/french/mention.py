"""What the reader finds: one span of text with its meaning."""

from dataclasses import dataclass

LABELS = ("QUANTITY", "DATE", "ORG", "PLACE", "ATTACK", "ACTOR", "DATA")


@dataclass(frozen=True, slots=True)
class Mention:
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
