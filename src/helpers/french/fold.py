"""One folded character for each character, so that a grammar may ignore case, accents and typography."""

import codecs
import unicodedata
from encodings.cp1252 import encoding_table
from functools import lru_cache

QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"
SPACES = "\t\v\f\x1c\x1d\x1e\x1f\x85\u1680\u180e\u2028\u2029\u202f\u205f\u3000\u00a0\u00ad\u200b\u2060\ufeff"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def _folded_character(character: str) -> str:
    """Fold one character to exactly one character."""
    if character in QUOTES:
        return "'"
    if character in DASHES:
        return "-"
    if character == "\r" or character in SPACES or "\u2000" <= character <= "\u200a":
        return " "
    base = unicodedata.normalize("NFD", character)[0].lower()
    if base in QUOTES:
        return "'"
    return base if len(base) == 1 else character


class _FoldTable(dict[int, str]):
    """A table for ``str.translate`` that learns each character on first sight."""

    def __missing__(self, code: int) -> str:
        folded = _folded_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _FoldTable()


def _folded_byte(byte: int) -> str:
    """Return the folded character of a cp1252 byte; U+FFFE marks the five bytes that have none."""
    try:
        return _folded_character(bytes([byte]).decode("cp1252"))
    except UnicodeDecodeError:
        return "\ufffe"


_BYTES = "".join(map(_folded_byte, range(256)))


def _fold_others(error: UnicodeError) -> tuple[str | bytes, int]:
    """Fold the characters that cp1252 does not have, which French articles seldom use."""
    assert isinstance(error, UnicodeEncodeError)
    return error.object[error.start : error.end].translate(_TABLE), error.end


codecs.register_error("helpers.fold", _fold_others)


def as_bytes(text: str, errors: str) -> bytes:
    """Return a text in cp1252, as ``str.encode`` does that looks for the codec first."""
    return codecs.charmap_encode(text, errors, encoding_table)[0]


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Return the text in lower case, without accents, with plain quotes, spaces and dashes.

    The result has the same length as the text, so an offset in one is an offset in the other. A newline stays;
    every other space, a soft hyphen and a zero-width space become a space.

    >>> fold("L’Été à Nîmes : 500\\u202f000 dossiers")
    "l'ete a nimes : 500 000 dossiers"
    """
    try:  # ten times faster than str.translate
        return codecs.charmap_decode(as_bytes(text, "helpers.fold"), "strict", _BYTES)[0]
    except UnicodeEncodeError:
        return text.translate(_TABLE)
