"""How long hostile text takes to decode, clean and read, a megabyte, at sizes up to ten megabytes.

Run with ``make fuzz``, or

    .venv/bin/python benchmarks/bench_hostile.py [--sizes 100000 1000000 10000000] [--only WORDS] [--examples]

Prints a Markdown table, the worst shape first: seconds a megabyte of processor time at each size. Where the last is no
more than a few times the first, time is in proportion to length. Ends with 1 where it is not.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests"))

import hostile  # noqa: E402

from helpers import clean, encoding  # noqa: E402
from helpers.errors import InputError  # noqa: E402
from helpers.read import read_clean_text  # noqa: E402

TOO_LONG = 3.0  # times the time a character, beside the least size: allocation and caches cost some of it
LEAST = 2_000  # characters, read first and not counted: grammars are compiled when they are first met
PATIENCE = 300.0  # seconds a shape and size, foreseen from the size before
Seconds = tuple[float, float, float]


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a function returns and the processor time that it takes."""
    gc.collect()
    before = time.process_time()
    found = act()
    return found, time.process_time() - before


def decode(data: bytes) -> None:
    """Decode some bytes, or have them refused."""
    with suppress(InputError):
        encoding.decode(data, "hostile text")


def measured(shape: tuple[str, str, str], size: int) -> Seconds:
    """Return the seconds a megabyte that a shape takes to decode, to clean and to read."""
    raw = hostile.text(shape, size)
    data = raw.encode()
    _, decoded = timed(lambda: decode(data))
    text, cleaned = timed(lambda: clean.apply_edits(raw, clean.find_edits(raw)).text)
    _, read = timed(lambda: read_clean_text(text))
    megabytes = len(data) / 1e6
    return decoded / megabytes, cleaned / megabytes, read / megabytes


def at_sizes(shape: tuple[str, str, str], sizes: list[int]) -> list[Seconds]:
    """Return what a shape takes at each size, up to the first that would try one's patience."""
    measured(shape, LEAST)
    taken: list[Seconds] = []
    for size in sizes:
        if taken and sum(taken[-1]) * size / 1e6 > PATIENCE:
            break
        taken.append(measured(shape, size))
    return taken


def main() -> int:
    """Measure, and print the table; return 1 where some shape takes more than its length's share of time."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--only", default="", help="shapes whose name holds this")
    parser.add_argument(
        "--examples", action="store_true", help="the examples of all rules, each again and again"
    )
    asked = parser.parse_args()
    every_shape = hostile.examples() if asked.examples else hostile.shapes()
    shapes = [shape for shape in every_shape if asked.only in shape[0]]
    found: dict[str, list[Seconds]] = {}
    # a megabyte of one shape leaves memory behind in which the next is slower
    alone = None if asked.examples else 1
    with ProcessPoolExecutor(max_tasks_per_child=alone, mp_context=get_context("spawn")) as processes:
        every = processes.map(partial(at_sizes, sizes=asked.sizes), shapes)
        for (name, *_), taken in zip(shapes, every, strict=True):
            found[name] = taken
            print(name, *(f"{sum(each):.2f}" for each in taken), file=sys.stderr, flush=True)
    print(table(found, asked.sizes))
    return int(any(len(taken) < len(asked.sizes) or growth(taken) > TOO_LONG for taken in found.values()))


def growth(taken: list[Seconds]) -> float:
    """Return how much longer a character takes at the greatest size than at the least."""
    return sum(taken[-1]) / max(sum(taken[0]), 0.01)


def table(found: dict[str, list[Seconds]], sizes: list[int]) -> str:
    """Return the table, the shape that grows most first."""
    heads = [f"{size / 1e6:g} MB: s/MB (decode + clean + read)" for size in sizes]
    lines = [f"| shape | {' | '.join(heads)} | growth |", "|---" + "|--:" * (len(sizes) + 1) + "|"]
    for name, taken in sorted(found.items(), key=lambda item: -growth(item[1])):
        cells = [f"{sum(each):.2f} ({' + '.join(f'{part:.2f}' for part in each)})" for each in taken]
        cells += ["not tried: too long"] * (len(sizes) - len(taken))
        lines.append(f"| {name} | {' | '.join(cells)} | {growth(taken):.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
