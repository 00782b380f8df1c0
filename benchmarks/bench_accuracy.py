"""How well the reader reads, beside what a user would take instead, on the gold set that it was never tuned on.

Three tables and a list. The first is the gold's own scorer, ``tests/gold_score.py``, on the raw articles: spans to the
character, every part of a value, boilerplate by visible characters, repairs, question marks.

In the other two all read the same clean texts: the gold articles with the gold's own edits applied, so that cleaning
decides nothing. The peers know other conventions, so they are judged gently first: a prediction is right when it touches
the marked words, and its value when it is the gold's number, or a day inside the gold's period. Then strictly: the span
to the character, and a value that is the gold's number, or exactly the gold's day; a convention of spans is enough to
lose here, and no peer knows ours. The reader is judged by the same measures.

The list holds every miss of the reader. It is for those who judge the reader: whoever changes it must not read them.
Peers live in environments of their own under ``build/bench``; one that cannot be had is named.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import clean, encoding
from helpers.archive import read_archive
from helpers.french.dates import Published
from helpers.read import read_clean_text
from helpers.sources import publication_days

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests"))
import gold_score  # noqa: E402

GOLD, BENCH, UV = HOME / "tests" / "gold", HOME / "build" / "bench", HOME / ".tools" / "bin" / "uv"
PACKAGES = {"peers": ("dateparser", "text2num", "quantulum3"), "edsnlp": ("edsnlp",)}

# what each peer runs in its own environment: texts and days come in as JSON, [start, end, value] go out
DATEPARSER = """
from dateparser.search import search_dates
def read(text, day):
    base = datetime.fromisoformat(day) if day else None
    settings = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "past"} | ({"RELATIVE_BASE": base} if base else {})
    at = 0
    for words, value in search_dates(text, languages=["fr"], settings=settings) or []:
        start = text.find(words, at)
        if start >= 0:
            at = start + len(words)
            yield start, at, value.date().isoformat()
"""
EDSNLP = """
import edsnlp, edsnlp.pipes as eds
nlp = edsnlp.blank("eds")
nlp.add_pipe("eds.dates")
def read(text, day):
    for span in nlp(text).spans["dates"]:
        parsed = span._.date if span._.date is not None else span._.relative if hasattr(span._, "relative") else None
        try:
            base = datetime.fromisoformat(day) if day else None
            value = parsed.to_datetime(note_datetime=base, infer_from_context=True)
            value = value.date().isoformat() if value else ""
        except Exception:
            value = ""
        yield span.start_char, span.end_char, value
"""
EDSNLP_QUANTITIES = """
import edsnlp, edsnlp.pipes as eds
nlp = edsnlp.blank("eds")
for pipe in (eds.normalizer(), eds.sentences(), eds.quantities(quantities="all", extract_ranges=True)):
    nlp.add_pipe(pipe)
def read(text, day):
    for span in nlp(text).spans["quantities"]:
        value = span._.value
        yield span.start_char, span.end_char, float(getattr(value, "value", getattr(value, "from_value", None)))
"""
TEXT2NUM = """
import re
from text_to_num import Token, find_numbers
class Word(Token):
    def __init__(self, found):
        self.found = found
    def text(self):
        return self.found[0]
def read(text, day):
    words = [Word(found) for found in re.finditer(r"\\w+(?:[-.,]\\w+)*|[^\\w ]", text)]
    for number in find_numbers(words, "fr", threshold=0):
        first, last = words[number.start].found, words[number.end - 1].found
        yield first.start(), last.end(), float(number.value)
"""
QUANTULUM = """
from quantulum3 import parser
def read(text, day):
    for found in parser.parse(text):
        yield found.span[0], found.span[1], found.value
"""
WORKER = """
import json, sys
from datetime import datetime
{code}
for line in sys.stdin:
    text, day = json.loads(line)
    try:
        print(json.dumps([list(found) for found in read(text, day)]), flush=True)
    except BaseException as error:
        print("[]", flush=True)
"""
PEERS = (
    ("dateparser.search_dates", "DATE", "peers", "dateparser", DATEPARSER),
    ("eds.dates", "DATE", "edsnlp", "edsnlp", EDSNLP),
    ("eds.quantities, all units", "QUANTITY", "edsnlp", "edsnlp", EDSNLP_QUANTITIES),
    ("text2num", "QUANTITY", "peers", "text2num", TEXT2NUM),
    ("quantulum3 (English only)", "QUANTITY", "peers", "quantulum3", QUANTULUM),
)


@dataclass(frozen=True)
class Text:
    """A clean gold text, its publication day and its marks as (label, start, end, row)."""

    text: str
    day: str
    marks: list[tuple[str, int, int, dict[str, str]]]


def gold() -> list[Text]:
    """Return the gold articles, cleaned by the gold's own edits, with their marks at their places in the clean text."""
    days = publication_days(GOLD / "articles" / "bibliography.csv")
    edits, marks = _by_article("edits"), _by_article("mentions")
    return [
        _text(path, edits.get(path.stem, []), marks.get(path.stem, []), days.get(path.stem))
        for path in sorted(GOLD.glob("articles/*.txt"))
    ]


def _by_article(name: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a gold table by article."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (GOLD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["article_id"], []).append(row)
    return rows


def _text(
    path: Path, edits: list[dict[str, str]], marks: list[dict[str, str]], published: Published | None
) -> Text:
    """Return one gold article."""
    raw = encoding.decode(path.read_bytes(), path.name)
    listed = [
        clean.Edit(int(row["start"]), int(row["end"]), row["replacement"], row["rule"]) for row in edits
    ]
    cleaned = clean.apply_edits(raw, sorted(listed, key=lambda edit: edit.start))
    spans = [cleaned.raw_span(at, at + 1) for at in range(len(cleaned.text))]
    starts = {start: at for at, (start, _) in enumerate(spans)}
    ends = {end: at + 1 for at, (_, end) in enumerate(spans)}
    placed = [
        (row["label"], starts[int(row["start"])], ends[int(row["end"])], row)
        for row in marks
        if int(row["start"]) in starts and int(row["end"]) in ends
    ]
    return Text(cleaned.text, published.latest.isoformat() if published else "", placed)


def ours(texts: list[Text], label: str) -> list[list[list[Any]]]:
    """Return what the reader reads."""
    read = []
    for text in texts:
        found = read_clean_text(text.text, Published.from_edtf(text.day) if text.day else None)
        read.append(
            [
                [each.start, each.end, (each.low, each.high, each.earliest, each.latest)]
                for each in found
                if each.label == label
            ]
        )
    return read


def theirs(texts: list[Text], environment: str, code: str) -> list[list[list[Any]]]:
    """Return what a peer reads, in its own environment."""
    lines = "\n".join(json.dumps([text.text, text.day]) for text in texts) + "\n"
    python = BENCH / environment / "bin" / "python"
    run = subprocess.run(
        [str(python), "-c", WORKER.format(code=code)],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    read = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("[")]
    if len(read) != len(texts):
        raise RuntimeError(run.stderr[-400:])
    return read


def right(value: Any, row: dict[str, str]) -> bool:
    """Return whether a value is the gold's number, or a day inside the gold's period."""
    if isinstance(value, tuple):
        low, high, earliest, _ = value
        if row["label"] == "DATE":
            return bool(earliest) and row["earliest"] <= earliest <= row["latest"]
        return any(bound is not None and _same(bound, row) for bound in (low, high))
    if row["label"] == "DATE":
        return bool(value) and row["earliest"] <= value <= row["latest"]
    return value is not None and _same(value, row)


def _same(number: float, row: dict[str, str]) -> bool:
    """Return whether a number is one of the gold's bounds."""
    return any(cell and _close(number, float(cell)) for cell in (row["low"], row["high"]))


def _close(one: float, other: float) -> bool:
    """Return whether two numbers are the same but for rounding; the gold writes two thirds in percent to two places."""
    return abs(one - other) <= max(gold_score.TOLERANCE, 1e-6 * abs(other))


def score(texts: list[Text], read: list[list[list[Any]]], label: str) -> list[float]:
    """Return precision and recall of touching, recall with the right value, and strict F1 of spans and of values."""
    said = touched = marked = reached = valued = exact = exactly = 0
    for text, found in zip(texts, read, strict=True):
        marks = [(start, end, row) for kind, start, end, row in text.marks if kind == label]
        other = [(start, end) for kind, start, end, _ in text.marks if kind != label]
        # a number inside a date is no fault of a reader of numbers
        found = [each for each in found if not any(each[0] < end and start < each[1] for start, end in other)]
        said, marked = said + len(found), marked + len(marks)
        touched += sum(any(each[0] < end and start < each[1] for start, end, _ in marks) for each in found)
        for start, end, row in marks:
            near = [each for each in found if each[0] < end and start < each[1]]
            reached, valued = reached + bool(near), valued + any(right(each[2], row) for each in near)
            same = [each for each in near if (each[0], each[1]) == (start, end)]
            exact, exactly = exact + bool(same), exactly + any(just(each[2], row) for each in same)
    # twice the hits over what was said and what is marked is the harmonic mean of precision and recall
    strict = [2 * hits / (said + marked) for hits in (exact, exactly)]
    return [touched / said if said else 0.0, reached / marked, valued / marked, *strict]


def just(value: Any, row: dict[str, str]) -> bool:
    """Return whether a value is all that the gold says: both bounds of a number, both days of a period.

    A peer has one value, which is all of it where the gold's bounds are the same or only one is known.
    """
    columns = ("earliest", "latest") if row["label"] == "DATE" else ("low", "high")
    wanted = [row[column] for column in columns]
    if not isinstance(value, tuple):
        return len({cell for cell in wanted if cell}) == 1 and right(value, row)
    if row["label"] == "DATE":
        return list(value[2:]) == wanted
    return all(
        (bound is None and not cell) or (bound is not None and bool(cell) and _close(bound, float(cell)))
        for bound, cell in zip(value[:2], wanted, strict=True)
    )


def install(environment: str) -> None:
    """Install the peers of an environment, once."""
    python = BENCH / environment / "bin" / "python"
    if not python.is_file():
        subprocess.run([str(UV), "venv", "-q", "-p", sys.executable, str(BENCH / environment)], check=True)
        subprocess.run(
            [str(UV), "pip", "install", "-q", "-p", str(python), *PACKAGES[environment]], check=True
        )


def version(environment: str, package: str) -> str:
    """Return the installed version of a peer."""
    command = [str(UV), "pip", "show", "-p", str(BENCH / environment / "bin" / "python"), package]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(line.split()[1] for line in shown.splitlines() if line.startswith("Version"))


def rows(texts: list[Text]) -> Iterable[str]:
    """Yield the lines of the table."""
    for label in ("QUANTITY", "DATE"):
        yield _line("this project's reader", label, score(texts, ours(texts, label), label))
        for name, kind, environment, package, code in PEERS:
            if kind != label:
                continue
            try:
                install(environment)
                yield _line(
                    f"{name} {version(environment, package)}",
                    label,
                    score(texts, theirs(texts, environment, code), label),
                )
            except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
                yield f"| {name} | {label.lower()} | not available: {str(error).splitlines()[-1][:80]} | | |"


def _line(name: str, label: str, scores: list[float]) -> str:
    """Return one row."""
    return f"| {name} | {label.lower()} | {' | '.join(f'{share:.2f}' for share in scores)} |"


# --- the gold's own scorer


def own_scores() -> dict[str, Any]:
    """Return what the gold's scorer says of the reader on the raw articles."""
    with tempfile.TemporaryDirectory() as out:
        read_archive(GOLD / "articles", Path(out))
        return gold_score.score(GOLD, out)


def strict(scores: dict[str, Any]) -> Iterator[str]:
    """Yield the table of the gold's own scores."""
    yield "| what | precision | recall | F1 | right | said | in the gold |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    named = [
        (f"{label.lower()}: {way.replace('_', ' ')}", scores[label][way])
        for label in gold_score.VALUE_FIELDS
        for way in ("span", "span_and_value")
    ]
    named += [("boilerplate, by visible characters", scores["boilerplate"]), ("repairs", scores["repairs"])]
    for name, found in named:
        shares = " | ".join(f"{found[share]:.3f}" for share in ("precision", "recall", "f1"))
        yield f"| {name} | {shares} | {found['hits']} | {found['predicted']} | {found['gold']} |"
    yield ""
    lost, sliced = len(scores["question_marks_lost"]), scores["wrong_slices"]
    yield f"Real question marks lost: {lost}. Quotes that are not the raw text at their offsets: {sliced}."


def misses(scores: dict[str, Any]) -> Iterator[str]:
    """Yield every miss of the reader: its article, what the gold says, what the reader says."""
    for name in (*gold_score.VALUE_FIELDS, "boilerplate", "repairs"):
        yield f"**{name.lower()}**: {len(scores[name]['faults'])}\n"
        for fault in scores[name]["faults"]:
            got = f", read: {_short(fault['got'])}" if fault["got"] else ""
            yield f"- {fault['kind']}, {fault['article']}: {_short(fault['expected'])}{got}"
        yield ""
    yield f"**question marks lost**: {len(scores['question_marks_lost'])}\n"
    for fault in scores["question_marks_lost"]:
        yield f"- {fault['article']}: {_short(fault['expected'])}"


def _short(words: str) -> str:
    """Return words as code; of a long run its beginning and its end."""
    plain = words.replace("`", "'")
    return f"`{plain if len(plain) <= 110 else f'{plain[:50]} … {plain[-50:]}'}`"


def main() -> None:
    """Measure, and print the tables and the list."""
    texts, scores = gold(), own_scores()
    told = "`benchmarks/bench_accuracy.py` says how"
    print(
        f"## Accuracy\n\nThe reader on the {len(texts)} raw articles of `tests/gold`, to the character; {told}.\n"
    )
    print(*strict(scores), sep="\n")
    print("\nThe reader and its peers on the same articles, clean: gently, then to the character.\n")
    print(
        "| reader | what | precision | recall | recall with the right value | strict F1 | strict F1 with the value |"
    )
    print("|---|---|--:|--:|--:|--:|--:|")
    for row in rows(texts):
        print(row, flush=True)
    print("\n<details><summary>Every miss; not for those who change the reader</summary>\n")
    print(*misses(scores), sep="\n")
    print("</details>")


if __name__ == "__main__":
    main()
