"""Fuzzing led by coverage: bytes that reach new code of the decoder, the cleaner and the reader breed further ones.

``make fuzz`` runs it in an environment of its own where atheris installs:

    python benchmarks/fuzz_by_coverage.py FOLDER_OF_FINDS tests/dev/articles -max_total_time=300 -max_len=4000 -timeout=20

A crash, a broken promise or an input that takes longer than its time ends it; the input is kept in the current folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME / "tests"), str(HOME / "src")]

with atheris.instrument_imports(include=["helpers"]):
    import hostile

    from helpers import encoding
    from helpers.errors import InputError
    from helpers.french.dates import Published

PUBLISHED = Published.from_edtf("2021-02-24")


def read_or_refused(data: bytes) -> None:
    """Read an article of some bytes, or see it refused in one line."""
    try:
        raw = encoding.decode(data, "article")
    except InputError as error:
        assert str(error).startswith("article: is ") and "\n" not in str(error)
    else:
        hostile.check(raw, PUBLISHED)


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_or_refused)
    atheris.Fuzz()
