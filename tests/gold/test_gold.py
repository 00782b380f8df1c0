"""The gold set agrees with itself, and its scorer sees faults that are planted."""

import csv
import importlib.util
import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

GOLD = Path(__file__).parent
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MEANT_CONTRADICTIONS = {
    ("g18-sans-date", "Le mercredi 15 mars 2022"),
    ("h51-fuite-512000-suites", "Mardi 3 mars"),
}


def load_scorer() -> ModuleType:
    """Return tests/gold_score.py, which no package holds."""
    spec = importlib.util.spec_from_file_location("gold_score", GOLD.parent / "gold_score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gold_score = load_scorer()
MENTIONS = gold_score.read_rows(GOLD / "mentions.csv")
EDITS = gold_score.read_rows(GOLD / "edits.csv")
RAWS = {path.stem: gold_score.decode(path.read_bytes()) for path in (GOLD / "articles").glob("*.txt")}


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def predict(tmp_path):
    """Return a function that stores predictions and scores them."""

    def store_and_score(edits, mentions):
        write(tmp_path / "edits.csv", edits)
        write(tmp_path / "mentions.csv", mentions)
        return gold_score.score(GOLD, tmp_path)

    return store_and_score


def test_every_quote_is_its_slice():
    for row in MENTIONS:
        assert RAWS[row["article_id"]][int(row["start"]) : int(row["end"])] == row["quote"]


@pytest.mark.parametrize("rows", [MENTIONS, EDITS], ids=["mentions", "edits"])
def test_spans_are_sorted_and_apart(rows):
    by_article = defaultdict(list)
    for row in rows:
        by_article[row["article_id"]].append((int(row["start"]), int(row["end"])))
    for spans in by_article.values():
        assert all(start < end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_days_are_valid_and_agree_with_their_weekday():
    contradictions = set()
    for row in (row for row in MENTIONS if row["label"] == "DATE"):
        earliest, latest = date.fromisoformat(row["earliest"]), date.fromisoformat(row["latest"])
        assert earliest <= latest
        named = [
            day for day in WEEKDAYS if re.search(rf"\b{day}\b", row["quote"].replace("\u00ad", "").lower())
        ]
        if named and not {WEEKDAYS[earliest.weekday()], WEEKDAYS[latest.weekday()]} & set(named):
            contradictions.add((row["article_id"], row["quote"]))
    assert contradictions == MEANT_CONTRADICTIONS


def test_boilerplate_holds_no_mention_but_dates():
    removed = [(r["article_id"], int(r["start"]), int(r["end"])) for r in EDITS if r["rule"] == "boilerplate"]
    for row in (row for row in MENTIONS if row["label"] == "QUANTITY"):
        article, start, end = gold_score.span(row)
        assert not any(a == article and s < end and start < e for a, s, e in removed), row["quote"]


def test_every_article_is_marked_and_listed():
    listed = {row["article_id"] for row in gold_score.read_rows(GOLD / "articles" / "bibliography.csv")}
    assert listed == set(RAWS) == {row["article_id"] for row in MENTIONS}


def test_the_gold_scores_full_marks_against_itself(predict):
    result = predict(EDITS, MENTIONS)
    shares = [
        result[label][way]["f1"] for label in ("QUANTITY", "DATE") for way in ("span", "span_and_value")
    ]
    assert [*shares, result["boilerplate"]["f1"], result["repairs"]["f1"]] == [1.0] * 6
    assert not result["question_marks_lost"] and not result["wrong_slices"]


def test_a_wrong_value_costs_the_value_and_not_the_span(predict):
    first = next(row for row in MENTIONS if row["label"] == "QUANTITY")
    changed = [{**row, "low": "999"} if row is first else row for row in MENTIONS]
    quantity = predict(EDITS, changed)["QUANTITY"]
    assert quantity["span"]["f1"] == 1.0
    assert quantity["span_and_value"]["hits"] == quantity["span"]["hits"] - 1
    assert [each["kind"] for each in quantity["faults"]] == ["value"]


def test_a_missed_and_an_invented_date_are_listed(predict):
    dates = [row for row in MENTIONS if row["label"] == "DATE"]
    invented = {**dates[0], "start": "0", "end": "2", "quote": RAWS[dates[0]["article_id"]][:2]}
    kept = [row for row in MENTIONS if row is not dates[0]]
    result = predict(EDITS, [*kept, invented])["DATE"]
    assert sorted(each["kind"] for each in result["faults"]) == ["false alarm", "missed"]
    assert result["span"]["precision"] < 1 and result["span"]["recall"] < 1


def test_a_duplicate_counts_as_a_false_alarm(predict):
    assert predict(EDITS, [*MENTIONS, MENTIONS[0]])["QUANTITY"]["span"]["precision"] < 1


def test_leaving_boilerplate_and_damage_in_costs_recall(predict):
    boilerplate = [row for row in EDITS if row["rule"] == "boilerplate"]
    repairs = [row for row in EDITS if row["rule"] == "repair"]
    assert predict(boilerplate, MENTIONS)["repairs"]["recall"] == 0
    assert predict(repairs, MENTIONS)["boilerplate"]["recall"] == 0


def test_a_removed_question_is_a_lost_question_mark(predict):
    raw = RAWS["g16-faq-questions"]
    start = raw.index("Suis-je concerné ?")
    edit = {"start": str(start), "end": str(start + 18), "replacement": "", "rule": "boilerplate"}
    result = predict([*EDITS, {"article_id": "g16-faq-questions", **edit}], MENTIONS)
    assert len(result["question_marks_lost"]) == 1
    assert result["boilerplate"]["precision"] < 1


def test_a_wider_repair_that_mends_the_same_text_is_right(predict):
    row = next(row for row in EDITS if row["article_id"].startswith("g12") and row["rule"] == "repair")
    raw, start, end = RAWS[row["article_id"]], int(row["start"]), int(row["end"])
    wider = {
        **row,
        "start": str(start - 1),
        "end": str(end + 1),
        "replacement": f"{raw[start - 1]}'{raw[end]}",
    }
    edits = [wider if each is row else each for each in EDITS]
    assert predict(edits, MENTIONS)["repairs"]["f1"] == 1.0
