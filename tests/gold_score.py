"""Score a reader's predictions against the gold set: ``python tests/gold_score.py GOLD_DIR PREDICTED_DIR``.

GOLD_DIR holds ``articles/``, ``edits.csv`` and ``mentions.csv`` (see tests/gold/README.md); PREDICTED_DIR is what
``python -m helpers read`` wrote. Nothing of the package is imported, so that a fault of the reader cannot hide here.
"""

import csv
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u0092", "''''")
INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]")
VALUE_FIELDS = {"QUANTITY": ("unit_kind", "low", "high"), "DATE": ("earliest", "latest")}
TOLERANCE = 0.005  # two thirds in percent points have no exact decimal form


class Edit(NamedTuple):
    """One change of the raw text, `[start, end)` in code points."""

    start: int
    end: int
    replacement: str


def decode(data: bytes) -> str:
    """Return the text of a file as the gold offsets count it: newlines untouched, byte order mark kept."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file as dictionaries; none when the file has a header only."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_edits(path: Path) -> dict[str, list[Edit]]:
    """Return the edits of each article, sorted."""
    edits: dict[str, list[Edit]] = defaultdict(list)
    for row in read_rows(path):
        edits[row["article_id"]].append(Edit(int(row["start"]), int(row["end"]), row["replacement"]))
    return {article: sorted(found) for article, found in edits.items()}


def ratios(hits: int, predicted: int, gold: int) -> dict[str, float]:
    """Return precision, recall and F1; 1.0 where there was nothing to find and nothing was claimed.

    >>> ratios(3, 4, 6)["recall"]
    0.5
    """
    precision = hits / predicted if predicted else float(not gold)
    recall = hits / gold if gold else float(not predicted)
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "hits": hits,
        "predicted": predicted,
        "gold": gold,
    }


# --- mentions -------------------------------------------------------------------------------------------------------


def same_field(expected: str, got: str) -> bool:
    """Tell whether two cells hold the same text or the same number.

    >>> same_field("1400000", "1400000.0"), same_field("", "200")
    (True, False)
    """
    try:
        return math.isclose(float(expected), float(got), rel_tol=0, abs_tol=TOLERANCE)
    except ValueError:
        return expected.strip() == got.strip()


def same_value(expected: dict[str, str], got: dict[str, str]) -> bool:
    """Tell whether two mentions of one label carry the same value."""
    return all(same_field(expected[field], got[field]) for field in VALUE_FIELDS[expected["label"]])


def span(row: dict[str, str]) -> tuple[str, int, int]:
    """Return the article and the offsets of a mention."""
    return row["article_id"], int(row["start"]), int(row["end"])


def describe(row: dict[str, str] | None) -> str:
    """Return the quote and the value of a mention on one line, or a dash."""
    if row is None:
        return "-"
    values = ", ".join(f"{field}={row[field]}" for field in VALUE_FIELDS[row["label"]])
    return f"{row['quote']!r} {values}"


def overlapping(row: dict[str, str], others: Iterable[dict[str, str]]) -> dict[str, str] | None:
    """Return the first of the other mentions that shares a character with this one."""
    article, start, end = span(row)
    for other in others:
        other_article, other_start, other_end = span(other)
        if other_article == article and other_start < end and start < other_end:
            return other
    return None


def fault(kind: str, gold: dict[str, str] | None, got: dict[str, str] | None) -> dict[str, str]:
    """Return one line of the list of misses and false alarms."""
    article = (gold or got or {})["article_id"]
    return {"kind": kind, "article": article, "expected": describe(gold), "got": describe(got)}


def mention_faults(gold: list[dict[str, str]], got: list[dict[str, str]]) -> list[dict[str, str]]:
    """List each gold mention that was missed or misread, and each predicted one that touches no gold mention."""
    by_span = {span(row): row for row in got}
    faults = []
    for row in gold:
        exact = by_span.get(span(row))
        if exact is not None and same_value(row, exact):
            continue
        other = exact or overlapping(row, got)
        kind = "value" if exact else "span" if other else "missed"
        faults.append(fault(kind, row, other))
    return faults + [fault("false alarm", None, row) for row in got if not overlapping(row, gold)]


def score_label(label: str, gold_rows: list[dict[str, str]], rows: list[dict[str, str]]) -> dict[str, Any]:
    """Return exact-span and exact-span-and-value scores of one label, and its faults."""
    gold = [row for row in gold_rows if row["label"] == label]
    got = [row for row in rows if row["label"] == label]
    gold_by_span = {span(row): row for row in gold}
    # A span that is predicted twice is one hit at most: duplicates count as false alarms.
    matched = {span(row): row for row in got if span(row) in gold_by_span}
    right = sum(same_value(gold_by_span[key], row) for key, row in matched.items())
    return {
        "span": ratios(len(matched), len(got), len(gold)),
        "span_and_value": ratios(right, len(got), len(gold)),
        "faults": mention_faults(gold, got),
    }


# --- edits ----------------------------------------------------------------------------------------------------------


def is_removal(edit: Edit, raw: str) -> bool:
    """Tell whether an edit takes visible text away and puts nothing in its place."""
    return not edit.replacement and bool(INVISIBLE.sub("", raw[edit.start : edit.end]))


def is_neutral(edit: Edit, raw: str) -> bool:
    """Tell whether an edit only exchanges kinds of white space, or drops a byte order mark: nobody's error."""
    return comparable(raw[edit.start : edit.end]) == comparable(edit.replacement)


def comparable(text: str) -> str:
    """Return the text with one kind of apostrophe and of white space, without byte order mark and returns."""
    return re.sub(r"\s+", " ", re.sub("[\ufeff\r]", "", text.translate(APOSTROPHES)))


def visible_characters(edits: Iterable[Edit], raw: str) -> set[int]:
    """Return the offsets of the visible characters that the edits cover."""
    return {i for edit in edits for i in range(edit.start, edit.end) if not INVISIBLE.match(raw[i])}


def inside(edit: Edit, others: Iterable[Edit]) -> bool:
    """Tell whether an edit lies within one of the others."""
    return any(other.start <= edit.start and edit.end <= other.end for other in others)


def apply(edits: Iterable[Edit], raw: str, start: int, end: int) -> str:
    """Return `raw[start:end]` with the edits inside it applied."""
    parts, position = [], start
    for edit in sorted(edits):
        parts += [raw[position : edit.start], edit.replacement]
        position = edit.end
    return "".join([*parts, raw[position:end]])


def segments(gold: list[Edit], got: list[Edit]) -> list[tuple[list[Edit], list[Edit]]]:
    """Group gold and predicted repairs that share characters, so that a wider edit can equal several small ones."""
    groups: list[tuple[list[Edit], list[Edit]]] = []
    reach = -1
    for edit, side in sorted([(edit, 0) for edit in gold] + [(edit, 1) for edit in got]):
        if edit.start >= reach:
            groups.append(([], []))
        groups[-1][side].append(edit)
        reach = max(reach, edit.end)
    return groups


def segment_is_right(gold: list[Edit], got: list[Edit], raw: str) -> bool:
    """Tell whether the predicted repairs of a segment leave the same text as the gold repairs."""
    start, end = min(e.start for e in gold + got), max(e.end for e in gold + got)
    if not gold or not got:
        return False
    return comparable(apply(gold, raw, start, end)) == comparable(apply(got, raw, start, end))


class ArticleEdits(NamedTuple):
    """Gold and predicted edits of one article, told apart into removals and repairs."""

    article: str
    raw: str
    gold_removals: list[Edit]
    gold_repairs: list[Edit]
    removals: list[Edit]
    repairs: list[Edit]


def sort_edits(article: str, raw: str, gold: list[Edit], got: list[Edit]) -> ArticleEdits:
    """Tell removals from repairs; repairs of white space, or inside gold boilerplate, count for nobody."""
    gold_removals = [edit for edit in gold if is_removal(edit, raw)]
    gold_repairs = [edit for edit in gold if edit not in gold_removals and not is_neutral(edit, raw)]
    removals = [edit for edit in got if is_removal(edit, raw) and not inside(edit, gold_repairs)]
    rest = [edit for edit in got if edit not in removals and not is_neutral(edit, raw)]
    repairs = [edit for edit in rest if not inside(edit, gold_removals)]
    return ArticleEdits(article, raw, gold_removals, gold_repairs, removals, repairs)


def score_boilerplate(articles: list[ArticleEdits]) -> dict[str, Any]:
    """Return precision, recall and F1 by visible characters, and the runs that were missed or taken too much."""
    hits = predicted = expected = 0
    faults = []
    for each in articles:
        gold, got = (visible_characters(edits, each.raw) for edits in (each.gold_removals, each.removals))
        hits, predicted, expected = hits + len(gold & got), predicted + len(got), expected + len(gold)
        for kind, offsets in (("missed", gold - got), ("false alarm", got - gold)):
            for text in runs(offsets, each.raw):
                faults.append({"kind": kind, "article": each.article, "expected": text, "got": ""})
    return {**ratios(hits, predicted, expected), "faults": faults}


def runs(offsets: set[int], raw: str) -> list[str]:
    """Return the stretches of text that the offsets cover, joined over white space."""
    marked = "".join(char if i in offsets or INVISIBLE.match(char) else "\0" for i, char in enumerate(raw))
    return [" ".join(part.split()) for part in marked.split("\0") if INVISIBLE.sub("", part)]


def score_repairs(articles: list[ArticleEdits]) -> dict[str, Any]:
    """Return precision, recall and F1 of the repairs, and the segments that differ."""
    hits = right = predicted = expected = 0
    faults = []
    for each in articles:
        for gold, got in segments(each.gold_repairs, each.repairs):
            expected, predicted = expected + len(gold), predicted + len(got)
            if segment_is_right(gold, got, each.raw):
                hits, right = hits + len(gold), right + len(got)
                continue
            shown = [
                ", ".join(f"{each.raw[e.start : e.end]!r}->{e.replacement!r}@{e.start}" for e in edits) or "-"
                for edits in (gold, got)
            ]
            faults.append({"kind": "repair", "article": each.article, "expected": shown[0], "got": shown[1]})
    precision, recall = ratios(right, predicted, 0)["precision"], ratios(hits, 0, expected)["recall"]
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    counts = {"hits": hits, "predicted": predicted, "gold": expected}
    return {"precision": precision, "recall": recall, "f1": f1, **counts, "faults": faults}


def lost_question_marks(each: ArticleEdits) -> list[dict[str, str]]:
    """List the real question marks that a predicted edit takes away."""
    unreal = visible_characters(each.gold_removals + each.gold_repairs, each.raw)
    lost = []
    for edit in each.removals + each.repairs:
        marks = [i for i in range(edit.start, edit.end) if each.raw[i] == "?" and i not in unreal]
        for i in marks if "?" not in edit.replacement else []:
            context = each.raw[max(0, i - 30) : i + 10]
            lost.append({"kind": "lost", "article": each.article, "expected": context, "got": ""})
    return lost


# --- the whole ------------------------------------------------------------------------------------------------------


def score(gold_dir: Path | str, predicted_dir: Path | str) -> dict[str, Any]:
    """Score predictions against the gold set.

    Parameters
    ----------
    gold_dir, predicted_dir
        Folders as described at the head of this file.

    Returns
    -------
    dict
        ``QUANTITY`` and ``DATE`` (each ``span``, ``span_and_value``, ``faults``), ``boilerplate``, ``repairs`` (each
        precision, recall, f1, counts, faults), ``question_marks_lost`` (a list) and ``wrong_slices`` (the number of
        predicted mentions whose quote is not the raw text at their offsets). Shares are between 0 and 1.
    """
    gold_dir, predicted_dir = Path(gold_dir), Path(predicted_dir)
    raws = {path.stem: decode(path.read_bytes()) for path in sorted((gold_dir / "articles").glob("*.txt"))}
    gold_edits, edits = read_edits(gold_dir / "edits.csv"), read_edits(predicted_dir / "edits.csv")
    articles = [
        sort_edits(key, raw, gold_edits.get(key, []), edits.get(key, [])) for key, raw in raws.items()
    ]
    gold_rows, rows = read_rows(gold_dir / "mentions.csv"), read_rows(predicted_dir / "mentions.csv")
    labels = {label: score_label(label, gold_rows, rows) for label in VALUE_FIELDS}
    return {
        **labels,
        "boilerplate": score_boilerplate(articles),
        "repairs": score_repairs(articles),
        "question_marks_lost": [fault for each in articles for fault in lost_question_marks(each)],
        "wrong_slices": sum(raws[row["article_id"]][slice(*span(row)[1:])] != row["quote"] for row in rows),
    }


def show(result: dict[str, Any], write: Callable[[str], Any] = print) -> None:
    """Write a result as text: one line a score, then every fault."""
    lines = [
        (f"{label} {way}", result[label][way]) for label in VALUE_FIELDS for way in ("span", "span_and_value")
    ]
    lines += [(name, result[name]) for name in ("boilerplate", "repairs")]
    for name, line in lines:
        shares = "  ".join(f"{key} {line[key]:.3f}" for key in ("precision", "recall", "f1"))
        write(f"{name:<26} {shares}  ({line['hits']} right, {line['predicted']} said, {line['gold']} gold)")
    write(f"real question marks lost   {len(result['question_marks_lost'])}")
    write(f"quotes unlike their slice  {result['wrong_slices']}")
    for name in (*VALUE_FIELDS, "boilerplate", "repairs"):
        for each in result[name]["faults"]:
            write(
                f"{name} {each['kind']}: {each['article']}: expected {each['expected']} | got {each['got']}"
            )
    for each in result["question_marks_lost"]:
        write(f"question mark lost: {each['article']}: {each['expected']!r}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python tests/gold_score.py GOLD_DIR PREDICTED_DIR")
    show(score(sys.argv[1], sys.argv[2]))
