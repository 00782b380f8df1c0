"""Where the words of a text stand: found in one pass, which the grammars of dates, quantities and names share."""

import re
from functools import lru_cache

WORD = re.compile(r"[a-z0-9œæ]+")


@lru_cache(maxsize=8)
def word_places(folded: str) -> dict[str, list[int]]:
    """Return the offsets of every word of a folded text, in order of the text; not to be changed.

    >>> word_places("le 8 mars, le lendemain")["le"]
    [0, 11]
    """
    places: dict[str, list[int]] = {}
    for word in WORD.finditer(folded):
        places.setdefault(word[0], []).append(word.start())
    return places


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(word_set("lits patients"))
    ['lits', 'patients']
    """
    return frozenset(text.split())
