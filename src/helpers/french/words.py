"""Where the words of a text stand: found in one pass, which the grammars of dates, quantities and names share."""

import codecs
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from helpers.french.fold import as_bytes

WORD = re.compile(r"[a-z0-9œæ]+")
_KEPT = "".join(
    letter if WORD.match(letter) else " "
    for letter in (bytes([byte]).decode("cp1252", "replace") for byte in range(256))
)
codecs.register_error("helpers.words", lambda error: (b" " * (error.end - error.start), error.end))  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def word_places(folded: str) -> Mapping[str, Sequence[int]]:
    """Return the offsets of every word of a folded text, in order of the text.

    >>> word_places("le 8 mars, le lendemain")["le"]
    [0, 11]
    """
    places, at = defaultdict[str, list[int]](list), 0
    # Blanking what is between words and splitting at blanks takes half the time of a search for the words.
    for word in codecs.charmap_decode(as_bytes(folded, "helpers.words"), "strict", _KEPT)[0].split(" "):
        places[word].append(at)
        at += len(word) + 1
    places.pop("", None)
    places.default_factory = None
    return places


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(word_set("lits patients"))
    ['lits', 'patients']
    """
    return frozenset(text.split())
