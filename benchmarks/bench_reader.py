"""How fast the reader is, beside what a user would take instead and beside the limit, in one run on the same texts.

    .venv/bin/python benchmarks/bench_reader.py [--rounds 5] [--articles 300]
    .venv/bin/python benchmarks/bench_reader.py --scale 10000 100000      # whole archives: speed and peak memory

Prints Markdown tables. Each candidate lives in a process of its own and reads one batch a round; the candidates take turns
within a round, so that what else the machine does falls on all of them alike; processor time is counted (each of them
uses one processor), and the medians of the rounds are told.

The texts have the length of articles and are varied so that no cache is favoured: to an article come paragraphs of others
until it is long enough, sentences are shuffled within their line, every group of three digits is drawn anew, and one long
word in twenty is coined from the halves of two others, so that new words keep coming as they do in an archive; how many is
told with the result. No text is read twice by one candidate. There are two kinds, a table each: the study's articles, which
are what the press writes, and the reader's own test texts with them, in which numbers stand many times as close.

edsnlp gets an environment of its own under build/bench; where the package registry cannot be reached it is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
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
LENGTHS = (1_800, 3_200)  # characters, before which a text gets one more paragraph
PARAGRAPH = 120  # characters of a line that is one, and no title and no furniture
BURN = 60_000_000
REACHED = 1.5  # how much two burns must do beside one before the machine can tell anything of two processes
Batch = list[str]


# --- the texts


def press() -> Batch:
    """Return the articles of the study."""
    return _texts(HOME / "data" / "raw" / "articles")


def dense() -> Batch:
    """Return the same with the texts that the reader is developed on, which hold little but numbers and dates."""
    return press() + _texts(HOME / "tests" / "dev" / "articles")


def _texts(folder: Path) -> Batch:
    """Return the decoded texts of a folder."""
    from helpers import encoding

    return [encoding.decode(file.read_bytes(), file.name) for file in sorted(folder.glob("*.txt"))]


def varied(texts: Batch, number: int, seed: int) -> Batch:
    """Return `number` variations of some texts."""
    return list(variations(texts, number, seed))


def variations(texts: Batch, number: int, seed: int) -> Iterator[str]:
    """Yield `number` variations of some texts, each of the length of an article."""
    draw = random.Random(seed)
    words = sorted({word for text in texts for word in re.findall(r"\b[a-zà-ÿ]{6,}\b", text)})
    paragraphs = [line for text in texts for line in text.split("\n") if len(line) > PARAGRAPH]
    for at in range(number):
        yield _varied(_lengthened(texts[at % len(texts)], paragraphs, draw), words, draw)


def _lengthened(text: str, paragraphs: list[str], draw: random.Random) -> str:
    """Return a text with paragraphs of others after its longest line, so that what stands around it stays around it."""
    lines = text.split("\n")
    place = max(range(len(lines)), key=lambda at: len(lines[at])) + 1
    missing = draw.randint(*LENGTHS) - len(text)
    while missing > 0:
        lines.insert(place, draw.choice(paragraphs))
        missing -= len(lines[place]) + 1
    return "\n".join(lines)


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


def in_numbers(batches: list[Batch]) -> str:
    """Return what an article holds on average; a word is new that no article before held."""
    seen: set[str] = set()
    sizes = []
    for batch in batches:
        seen.update(word for text in batch for word in text.split())
        sizes.append(len(seen))
    texts = [text for batch in batches for text in batch]
    characters = sum(map(len, texts)) / len(texts)
    digits = sum(len(re.findall(r"\d+(?:[ .,]\d+)*", text)) for text in texts) / len(texts)
    new = (sizes[-1] - sizes[0]) / sum(map(len, batches[1:]))
    return f"{characters:,.0f} characters, {digits:.0f} numbers in digits, {new:.1f} new words."


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
        start = time.process_time()
        for text in batches[int(line)]:
            reads(text)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(time.process_time() - start, peak, flush=True)


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


# --- one process and two, and whole archives


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
        one.stdin.write(b"\n")  # type: ignore[union-attr]
        one.stdin.flush()  # type: ignore[union-attr]
    for one in running:
        one.communicate()
    return time.perf_counter() - start


def reading(source: Path, folder: Path, jobs: int) -> tuple[float, int]:
    """Return the seconds that the command `read` takes, start included, and the peak of memory in MiB."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "helpers", "read", source, folder / f"out{jobs}", "--jobs", str(jobs)]
    running = subprocess.Popen(list(map(str, command)))
    peaks: dict[int, int] = {}
    while running.poll() is None:
        for process in (running.pid, *children(running.pid)):
            peaks[process] = max(peaks.get(process, 0), peak(process))
        time.sleep(0.1)
    if running.returncode:
        raise RuntimeError(f"reading {source.name} failed")
    shutil.rmtree(folder / f"out{jobs}")
    return time.perf_counter() - start, sum(peaks.values()) // 1024


def children(process: int) -> list[int]:
    """Return the processes that a process has started; none where the system does not tell."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def peak(process: int) -> int:
    """Return the most memory that a process has had, in KiB; 0 where the system does not tell."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().split("\n")
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    return 0


def write_archive(path: Path, number: int, seed: int) -> Path:
    """Write `number` articles as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        for at, text in enumerate(variations(press(), number, seed)):
            record = {"article_id": f"a{at}", "text": text, "published_edtf": PUBLISHED}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def two_beside_one(articles: int, folder: Path, rounds: int) -> list[tuple[float, float]]:
    """Return for each round how much faster two processes read than one, and two burns do twice the work of one."""
    source = write_archive(folder / "archive.jsonl", articles, 99)
    found = []
    for turn in range(rounds):
        acts: list[tuple[str, Callable[[], float]]] = [
            ("burn", lambda: burns(1)),
            ("read", lambda: reading(source, folder, 1)[0]),
            ("read twice", lambda: reading(source, folder, 2)[0]),
            ("burn twice", lambda: burns(2)),
        ]
        # there and back: what grows slower or faster meanwhile falls on both sides of each ratio
        seconds = {name: act() for name, act in (acts if turn % 2 else acts[::-1])}
        found.append((seconds["read"] / seconds["read twice"], 2 * seconds["burn"] / seconds["burn twice"]))
    return found


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
        "| candidate | articles a second of processor time | whole reader is … times as fast | peak memory, MiB |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {speed:,.0f} | {whole / speed:.2f} | {peak} |" for name, (speed, peak) in found.items()
    ]
    return "\n".join(lines)


def pair_table(rounds: list[tuple[float, float]], articles: int) -> str:
    """Return what two processes do beside one as Markdown: the rounds in which the machine had two processors to give."""
    told = f"{articles:,} articles, {len(rounds)} rounds there and back"
    fit = [(read, burnt) for read, burnt in rounds if burnt >= REACHED]
    if len(fit) < max(2, len(rounds) / 2):
        reached = median(burnt for _, burnt in rounds)
        return f"Two processes beside one ({told}): not measurable, the two burns reached only {reached:.2f}."
    rows = {
        "`read --jobs 2`": [read for read, _ in fit],
        "CPU burn": [burnt for _, burnt in fit],
        "the reader's part of what the burns reach": [read / burnt for read, burnt in fit],
    }
    lines = [
        f"| two processes beside one: {told}, {len(fit)} of them with burns of {REACHED} or more | median | least | most |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {median(all_):.2f} | {min(all_):.2f} | {max(all_):.2f} |" for name, all_ in rows.items()
    ]
    return "\n".join(lines)


def scale_table(sizes: list[int], folder: Path) -> Iterator[str]:
    """Yield the lines of a table of whole archives, each as soon as it is read."""
    yield "| archive read by `read` | megabytes | processes | seconds | articles/s | peak memory of all processes, MiB |"
    yield "|---|--:|--:|--:|--:|--:|"
    for articles in sizes:
        source = write_archive(folder / "archive.jsonl", articles, articles)
        size = source.stat().st_size / 1e6
        for jobs in (1, 2):
            seconds, memory = reading(source, folder, jobs)
            speed = articles / seconds
            yield f"| {articles:,} articles | {size:.0f} | {jobs} | {seconds:.0f} | {speed:,.0f} | {memory} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=300, help="in a batch")
    parser.add_argument("--archive", type=int, default=8000, help="articles for one process and two")
    parser.add_argument(
        "--scale", type=int, nargs="+", metavar="ARTICLES", help="read archives of that size, no more"
    )
    parser.add_argument("--work", nargs=2, metavar=("CANDIDATE", "CORPUS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        return work(asked.work[0], Path(asked.work[1]))
    with tempfile.TemporaryDirectory() as folder:
        if asked.scale:
            for line in scale_table(asked.scale, Path(folder)):
                print(line, flush=True)
            return None
        print(f"{machine()}; medians of {asked.rounds} alternating rounds of {asked.articles} articles.\n")
        for kind, texts in (("The study's articles", press()), ("With the reader's test texts", dense())):
            batches = [varied(texts, asked.articles, seed) for seed in range(asked.rounds + 1)]
            print(f"{kind}, varied; an article holds {in_numbers(batches)}\n")
            print(speed_table(speeds(batches, Path(folder))), end="\n\n", flush=True)
        print(pair_table(two_beside_one(asked.archive, Path(folder), asked.rounds), asked.archive))
    return None


if __name__ == "__main__":
    main()
