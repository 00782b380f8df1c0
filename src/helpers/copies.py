"""Whether two texts are copies of one another: the share of the runs of three words that both have."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from helpers.french.fold import fold

if TYPE_CHECKING:
    import numpy as np

NEAR_DUPLICATE = (
    0.7  # copies of one text share .74 and more of their three-word runs, strangers less than .04
)
_WORD = re.compile(r"\w+")


def hashed_runs(text: str) -> np.ndarray:
    """Return the runs of three words of a clean text as sorted 32-bit hashes, each once.

    >>> len(hashed_runs("L'hôpital de Dax est paralysé."))
    4
    """
    import numpy as np

    words = _WORD.findall(fold(text))
    if not words:
        return np.empty(0, np.uint32)
    runs = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    return np.unique(np.array([zlib.crc32(run.encode()) for run in runs], np.uint32))


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of their elements that two sets have in common, 0 to 1; 0 for two empty ones."""
    import numpy as np

    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both) if len(one) or len(other) else 0.0
