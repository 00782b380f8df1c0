"""How fast the reader is, beside what a user would take instead and beside the limit, in one run on the same texts.

    .venv/bin/python benchmarks/bench_reader.py [--rounds 5] [--articles 300]

Prints a Markdown table. Each candidate lives in a process of its own and reads one batch a round; the candidates take turns
within a round, so that what else the machine does falls on all of them alike, and the medians of the rounds are told.

The texts are the five articles of the study, varied so that no cache is favoured: sentences are shuffled within their line,
every group of three digits is drawn anew, and one long word in twenty is coined from the halves of two others, so that
new words keep coming as they do in an archive; how many is told with the result. No text is read twice by one candidate.

edsnlp gets an environment of its own under build/bench; where the package registry cannot be reached it is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

HOME = Path(__file__).resolve().parents[1]
OWN = HOME / "build" / "bench" / "edsnlp"
EDSNLP = ("edsnlp", "confit>=0.13.0.dev1")
PUBLISHED = "2021-02-24"
COINED = 1 / 20
BURN = 20_000_000
Batch = list[str]


# --- the texts


def varied(texts: Batch, number: int, seed: int) -> Batch:
    """Return `number` variations of some texts."""
    draw = random.Random(seed)
    words = sorted({word for text in texts for word in re.findall(r"\b[a-zà-ÿ]{6,}\b", text)})
    return [_varied(texts[at % len(texts)], words, draw) for at in range(number)]


def _varied(text: str, words: list[str], draw: random.Random) -> str:
    """Return one variation of a text."""

    def digits(found: re.Match[str]) -> str:
        return str(draw.randint(10 ** (len(found[0]) - 1), 10 ** len(found[0]) - 1))

    def coined(found: re.Match[str]) -> str:
        other = draw.choice(words)
        return (
            found[0][: len(found[0]) // 2] + other[len(other) // 2 :] if draw.random() < COINED else found[0]
        )

    lines = [_shuffled(line, draw) for line in text.split("\n")]
    text = re.sub(r"(?<!\d)\d{3}(?!\d)", digits, "\n".join(lines))
    return re.sub(r"\b[a-zà-ÿ]{6,}\b", coined, text)


def _shuffled(line: str, draw: random.Random) -> str:
    """Return a line with its sentences in another order."""
    sentences = re.split(r"(?<=[a-zé]\.) (?=[A-ZÀÉ])", line)
    draw.shuffle(sentences)
    return " ".join(sentences)


def new_words(batches: list[Batch]) -> float:
    """Return how many words an article of all but the first batch holds, on average, that none before it held."""
    seen: set[str] = set()
    sizes = []
    for batch in batches:
        seen.update(word for text in batch for word in text.split())
        sizes.append(len(seen))
    return (sizes[-1] - sizes[0]) / sum(map(len, batches[1:]))


# --- the candidates: each makes ready once and returns what reads one text


def whole_reader() -> Callable[[str], Any]:
    """The reader: cleaning, dates, quantities, names, and a spaCy document that holds them."""
    from helpers import clean
    from helpers.french.dates import Published
    from helpers.french.pipeline import document, make_nlp

    nlp, published = make_nlp(), Published.from_edtf(PUBLISHED)
    return lambda raw: document(nlp, clean.apply_edits(raw, clean.find_edits(raw)).text, published)


def rows_alone() -> Callable[[str], Any]:
    """What the command `read` does: the same without documents, with remarks on the sentences."""
    from helpers.french.dates import Published
    from helpers.read import read_text

    published = Published.from_edtf(PUBLISHED)
    return lambda raw: read_text(raw, published)


def shipped_tokenizer() -> Callable[[str], Any]:
    """spaCy's French tokenizer as shipped, and nothing else."""
    import spacy

    return spacy.blank("fr")


def edsnlp_dates_and_quantities() -> Callable[[str], Any]:
    """edsnlp's dates and quantities with the components that they need."""
    import edsnlp
    import edsnlp.pipes as eds

    nlp = edsnlp.blank("eds")
    for pipe in (eds.normalizer(), eds.sentences(), eds.dates(), eds.quantities(quantities="all")):
        nlp.add_pipe(pipe)
    return nlp


CANDIDATES: dict[str, Callable[[], Callable[[str], Any]]] = {
    "whole reader": whole_reader,
    "reader, rows only": rows_alone,
    "shipped tokenizer alone": shipped_tokenizer,
    "edsnlp dates + quantities": edsnlp_dates_and_quantities,
}


def work(name: str, corpus: Path) -> None:
    """Be one candidate: read the batch whose number comes in, say how long it took."""
    import resource

    batches: list[Batch] = json.loads(corpus.read_text(encoding="utf-8"))
    reads = CANDIDATES[name]()
    for text in batches[0]:
        reads(text)
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for text in batches[int(line)]:
            reads(text)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(time.perf_counter() - start, peak, flush=True)


class Candidate:
    """A process that reads when it is asked to."""

    def __init__(self, name: str, python: Path, corpus: Path) -> None:
        command = [str(python), __file__, "--work", name, str(corpus)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        if self._answer() != "ready":
            raise RuntimeError(f"{name}: {self._process.communicate()[1].strip().splitlines()[-1:]}")

    def _answer(self) -> str:
        assert self._process.stdout
        return next((line.strip() for line in self._process.stdout if line.strip() != ""), "")

    def read(self, batch: int) -> tuple[float, int]:
        """Return the seconds that a batch took, and the peak of memory so far in MiB."""
        assert self._process.stdin
        self._process.stdin.write(f"{batch}\n")
        self._process.stdin.flush()
        seconds, peak = self._answer().split()
        return float(seconds), int(peak)

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


def speeds(batches: list[Batch], folder: Path) -> dict[str, tuple[float, int]]:
    """Return the median articles per second of each candidate and its peak of memory in MiB."""
    corpus = folder / "corpus.json"
    corpus.write_text(json.dumps(batches), encoding="utf-8")
    running = dict(_started(corpus))
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in running}
    for batch in range(1, len(batches)):
        for name, candidate in running.items():
            taken[name].append(candidate.read(batch))
    for candidate in running.values():
        candidate.end()
    number = len(batches[0])
    return {name: (number / median(s for s, _ in rounds), rounds[-1][1]) for name, rounds in taken.items()}


def _started(corpus: Path) -> Iterator[tuple[str, Candidate]]:
    """Yield the candidates that can be started."""
    for name in CANDIDATES:
        python = edsnlp_python() if name.startswith("edsnlp") else Path(sys.executable)
        if python:
            yield name, Candidate(name, python, corpus)


def edsnlp_python() -> Path | None:
    """Return the Python of edsnlp's own environment, made if need be; None where that fails."""
    python, uv = OWN / "bin" / "python", HOME / ".tools" / "bin" / "uv"
    if (
        python.exists()
        and not subprocess.run([python, "-c", "import edsnlp"], capture_output=True).returncode
    ):
        return python
    with suppress(OSError, subprocess.CalledProcessError):
        subprocess.run([uv, "venv", "-q", "--clear", "-p", sys.executable, OWN], check=True)
        subprocess.run([uv, "pip", "install", "-q", "-p", python, *EDSNLP], check=True)
        return python
    print("edsnlp cannot be installed here: left out", file=sys.stderr)
    return None


# --- one process and two


def burn() -> None:
    """Do a fixed amount of work that touches no memory and no disk."""
    number = 1
    for _ in range(BURN):
        number = number * 1103515245 + 12345 & 0x7FFFFFFF


def burns(processes: int) -> float:
    """Return the seconds that identical burns take side by side."""
    code = "import sys; from bench_reader import burn; print(flush=True); sys.stdin.readline(); burn()"
    where = Path(__file__).parent
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(processes)
    ]
    for one in running:
        one.stdout.readline()  # type: ignore[union-attr]
    start = time.perf_counter()
    for one in running:
        one.communicate(b"\n")
    return time.perf_counter() - start


def reading(source: Path, folder: Path, jobs: int) -> float:
    """Return the seconds that the command `read` takes, start included."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "helpers", "read", source, folder / str(jobs), "--jobs", str(jobs)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def two_beside_one(texts: Batch, folder: Path, rounds: int) -> tuple[float, float]:
    """Return how much faster two processes read than one, and two burns do twice the work of one."""
    source = folder / "archive.jsonl"
    records = [
        {"article_id": f"a{at}", "text": text, "published_edtf": PUBLISHED} for at, text in enumerate(texts)
    ]
    source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    taken = [
        (reading(source, folder, 1), burns(1), reading(source, folder, 2), burns(2)) for _ in range(rounds)
    ]
    alone, burn_alone, both, burn_both = (median(column) for column in zip(*taken, strict=True))
    return alone / both, 2 * burn_alone / burn_both


# --- the tables


def machine() -> str:
    """Return what was measured on what."""
    names = ", ".join(f"{name} {version(name)}" for name in ("spacy", "pyarrow"))
    python = edsnlp_python()
    if python:
        code = (
            "from importlib.metadata import version; print(version('edsnlp'), 'on spaCy', version('spacy'))"
        )
        names += (
            ", edsnlp " + subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()
        )
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, {names}"


def speed_table(found: dict[str, tuple[float, int]]) -> str:
    """Return the speeds as Markdown, each beside the whole reader's."""
    whole = found["whole reader"][0]
    lines = [
        "| candidate | articles/s | whole reader is … times as fast | peak memory, MiB |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {speed:,.0f} | {whole / speed:.2f} | {peak} |" for name, (speed, peak) in found.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=300, help="in a batch")
    parser.add_argument("--archive", type=int, default=3000, help="articles for one process and two")
    parser.add_argument("--work", nargs=2, metavar=("CANDIDATE", "CORPUS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        return work(asked.work[0], Path(asked.work[1]))
    files = sorted((HOME / "data" / "raw" / "articles").glob("*.txt"))
    texts = [file.read_bytes().decode() for file in files]
    batches = [varied(texts, asked.articles, seed) for seed in range(asked.rounds + 1)]
    with tempfile.TemporaryDirectory() as folder:
        told = f"medians of {asked.rounds} alternating rounds of {asked.articles} articles"
        print(f"{machine()}; {told}, {new_words(batches):.1f} new words an article\n")
        print(speed_table(speeds(batches, Path(folder))), end="\n\n", flush=True)
        read_twice, burn_twice = two_beside_one(varied(texts, asked.archive, 99), Path(folder), 3)
        print("| two processes beside one | times as much |\n|---|--:|")
        print(
            f"| `read --jobs 2`, {asked.archive} articles | {read_twice:.2f} |\n| CPU burn | {burn_twice:.2f} |"
        )
        print(f"| the reader's part of what the burns reach | {read_twice / burn_twice:.2f} |")
    return None


if __name__ == "__main__":
    main()
