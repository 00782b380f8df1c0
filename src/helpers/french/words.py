"""Where the words of a text stand that a grammar looks for: one pass for those of dates, quantities and names."""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from helpers.french.fold import as_bytes

WORD = re.compile(r"[a-z0-9œæ]+")
_KEPT = "".join(
    letter if WORD.match(letter) else " "
    for letter in (bytes([byte]).decode("cp1252", "replace") for byte in range(256))
)
codecs.register_error("helpers.words", lambda error: (b" " * (error.end - error.start), error.end))  # type: ignore[attr-defined]


_LOOKED_FOR: set[str] = set()


class Words(NamedTuple):
    """Where the words stand that are looked for, and where each stands that begins with a digit, in order of the text."""

    places: Mapping[str, Sequence[int]]
    numbers: Sequence[tuple[int, str]]


def look_for(words: Iterable[str]) -> frozenset[str]:
    """Return the words as a set, after which they are looked for in every text: most of its words need no place."""
    looked_for = frozenset(words)
    if not looked_for <= _LOOKED_FOR:
        _LOOKED_FOR.update(looked_for)
        find_words.cache_clear()
    return looked_for


@lru_cache(maxsize=1)
def find_words(folded: str) -> Words:
    """Return where the words of a folded text stand that any grammar looks for.

    >>> _ = look_for(["mars"])
    >>> find_words("le 8 mars ou un jour de mars").places["mars"], find_words("le 8 mars 2021").numbers
    ([5, 24], [(3, '8'), (10, '2021')])
    """
    places, numbers, at = defaultdict[str, list[int]](list), [], 0
    # Blanking what is between words and splitting at blanks takes half the time of a search for the words.
    for word in codecs.charmap_decode(as_bytes(folded, "helpers.words"), "strict", _KEPT)[0].split(" "):
        if word in _LOOKED_FOR:
            places[word].append(at)
        if word < ":" and word:  # digits come before letters
            numbers.append((at, word))
        at += len(word) + 1
    places.default_factory = None
    return Words(places, numbers)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(word_set("lits patients"))
    ['lits', 'patients']
    """
    return frozenset(text.split())
