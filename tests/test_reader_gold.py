"""The reader on the gold set that it was never tuned on: a floor under each score, so that a change cannot lose it unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_score import score

from helpers.archive import read_archive

GOLD = Path(__file__).resolve().parent / "gold"


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Return the scores of the reader as it is."""
    out = tmp_path_factory.mktemp("gold")
    read_archive(GOLD / "articles", out)
    return score(GOLD, out)


@pytest.mark.parametrize("label", ["QUANTITY", "DATE"])
def test_spans_and_values(scores: dict[str, dict], label: str) -> None:
    assert scores[label]["span_and_value"]["f1"] >= 0.95


def test_boilerplate(scores: dict[str, dict]) -> None:
    """The aim is .97, which the fourth hand's pages miss; what is removed must above all be boilerplate."""
    assert scores["boilerplate"]["f1"] >= 0.96
    assert scores["boilerplate"]["precision"] >= 0.97


def test_repairs(scores: dict[str, dict]) -> None:
    assert scores["repairs"]["f1"] >= 0.98
    # one, of an interviewer behind two initials and a slash, is known
    assert {lost["article"] for lost in scores["question_marks_lost"]} <= {"k05-entretien-rssi-groupement"}
    assert not scores["wrong_slices"]
