"""An article's bytes: how many there may be, and the text that they are."""

from __future__ import annotations

import codecs

from helpers.errors import InputError

LARGEST = 10_000_000  # bytes of an article, however it comes in: a file, an address, a record of an archive
CP1252_OR_LATIN1 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
OTHER_FORMATS = {b"PK\x03\x04": "a zip archive", b"%PDF-": "a PDF", b"\x1f\x8b": "a gzip archive"}
CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")


def check_size(size: int, where: str) -> None:
    """Raise `InputError` for an article of more than `LARGEST` bytes."""
    if size > LARGEST:
        raise InputError(
            where, f"is larger than {LARGEST // 1_000_000} MB", "save the text of the article alone"
        )


def decode(data: bytes, where: str) -> str:
    r"""Return the text of an article's bytes: UTF-8, or else cp1252 with Latin-1 for the bytes it leaves open.

    Newlines are never translated and a byte order mark is kept, so offsets into the result are offsets into the file.

    Raises
    ------
    InputError
        When the file is empty or no text.

    >>> decode("Santé\r\n".encode("cp1252"), "article.txt")
    'Santé\r\n'
    """
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise InputError(where, "is empty", "save the article's text into it, or take the file away")
    for magic, kind in OTHER_FORMATS.items():
        if data.startswith(magic):
            raise InputError(where, f"is {kind}, not a text", "save the article as plain text in UTF-8")
    if b"\0" in data or len(data) - len(data.translate(None, CONTROL_BYTES)) > len(data) // 50:
        raise InputError(where, "is binary, not a text", "save the article as plain text in UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return codecs.charmap_decode(data, "strict", CP1252_OR_LATIN1)[0]


def name(data: bytes, text: str) -> str:
    """Return the name of the encoding in which `data` reads as `text`."""
    for known in ("utf-8", "cp1252", "latin-1"):
        try:
            if data.decode(known) == text:
                return known
        except UnicodeDecodeError:
            continue
    return "mixed"
