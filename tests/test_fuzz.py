"""Hostile input to the decoder, the cleaner and the reader: no crash, every quote its slice, time in proportion to length.

``FUZZ_EXAMPLES=20000`` tries longer than a test run should; ``make fuzz`` sets it.
"""

from __future__ import annotations

import gc
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import encoding
from helpers.errors import InputError
from helpers.french.dates import Published
from helpers.read import read_text

HERE = Path(__file__).parent
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "120"))
HARD = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 120, suppress_health_check=list(HealthCheck)
)
SHAPES = list(hostile.shapes())
REAL = [path.read_bytes() for path in sorted((HERE / "gold" / "articles").glob("*.txt"))]

pieces = st.one_of(
    st.sampled_from(sorted(hostile.UNITS.values())),
    st.text(max_size=6),
    st.text(alphabet="0123456789 .,-/%°€\u00a0\u202f", max_size=12),
    st.sampled_from(
        ["million", "milliard", "patients", "fin", "mi-", "début", "2021", "été", "l?", "d?", "?", "\n\n"]
    ),
)
hostile_texts = st.lists(st.one_of(pieces, st.tuples(pieces, st.integers(1, 40)).map(lambda pair: pair[0] * pair[1])), max_size=25).map("".join)  # fmt: skip
damage = st.tuples(st.integers(0, 10_000), st.integers(0, 6), st.binary(max_size=6))
days = st.one_of(st.none(), st.sampled_from(["2021-02-24", "2021-02~", "2024", "0001-01-01", "9999-12-31"]))


def published(edtf: str | None) -> Published | None:
    return Published.from_edtf(edtf) if edtf else None


@given(hostile_texts, days)
@HARD
def test_any_hostile_text_is_read(raw: str, edtf: str | None) -> None:
    hostile.check(raw, published(edtf))


@given(st.sampled_from(REAL), st.lists(damage, min_size=1, max_size=12), days)
@HARD
def test_a_damaged_article_is_read_or_refused_in_one_line(
    article: bytes, damages: list[tuple[int, int, bytes]], edtf: str | None
) -> None:
    data = article
    for place, length, other in damages:
        at = place % (len(data) + 1)
        data = data[:at] + other + data[at + length :]
    try:
        raw = encoding.decode(data, "article.txt")
    except InputError as error:
        assert "\n" not in str(error) and str(error).startswith("article.txt: is ")
    else:
        hostile.check(raw, published(edtf))


@given(st.sampled_from(REAL), st.sampled_from(["cp1252", "latin-1", "mac_roman", "utf-16-le", "cp850"]))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_article_read_in_another_encoding_is_read(article: bytes, encoding: str) -> None:
    hostile.check(article.decode(encoding, "ignore"), None)


@pytest.fixture
def own_heap() -> Iterator[None]:
    """Hide what other tests left in memory from the garbage collector: walking it is no time of the reader."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def seconds(raw: str) -> float:
    """Return the processor time that reading takes."""
    before = time.process_time()
    read_text(raw)
    return time.process_time() - before


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("shape", SHAPES, ids=[shape[0] for shape in SHAPES])
def test_time_grows_in_proportion_to_length(shape: tuple[str, str, str]) -> None:
    """Eight times the length is at most twice as long a character; sixty-four times the time would be its square.

    A character may cost more in a long text, where what is allocated no longer fits the processor's cache.
    """
    length = 5_000
    while seconds(hostile.text(shape, length)) < 0.01 and length < 80_000:
        length *= 2
    short, long = hostile.text(shape, length), hostile.text(shape, 8 * length)
    ratio = seconds(long) / max(seconds(short), 0.001)
    if ratio >= 16:  # another process may have been in the way
        ratio = min(seconds(long) for _ in range(3)) / max(min(seconds(short) for _ in range(3)), 0.001)
    assert ratio < 16, f"{length} to {8 * length} characters: {ratio:.1f} times the time"


@pytest.mark.usefixtures("own_heap")
def test_ten_times_the_length_takes_ten_times_the_time() -> None:
    """`make fuzz` goes to ten megabytes, in every shape."""
    shape = ("all kinds mixed", hostile.mixed(random.Random(1), 20_000), "")
    short, long = (min(seconds(hostile.text(shape, size)) for _ in range(2)) for size in (20_000, 200_000))
    assert long < 15 * max(short, 0.01)
