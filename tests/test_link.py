"""Linking: no near copy is missed, reports of one event are found by their facts, strangers stay apart."""

from __future__ import annotations

import csv
import json
import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.__main__ import main
from helpers.archive import read_archive
from helpers.copies import NEAR_DUPLICATE, hashed_runs, jaccard
from helpers.errors import InputError
from helpers.link import Facts, Groups, agreement, link, near_copies, same_events
from helpers.paths import Study

AGENCY = (
    "Le centre hospitalier de Valmure a été visé dans la nuit de lundi à mardi par un logiciel malveillant, a annoncé sa "
    "direction. Les urgences restent ouvertes mais les consultations non urgentes sont reportées. Une plainte a été "
    "déposée et les enquêteurs de la gendarmerie sont à l’œuvre depuis ce matin. Les équipes travaillent au papier, et "
    "aucune date n’est avancée pour le retour des serveurs. La rançon demandée n’a pas été payée, assure la direction."
)
ONE = "Le 3 mars 2021, 12 300 patients du laboratoire de Vesoul ont vu leurs résultats publiés. Le laboratoire a écrit à tous."
OTHER = "Fuite massive : un fichier de 12 000 dossiers d’un labo circule depuis le 5 mars 2021, affirme un chercheur de Lyon."
LATER = "Le 3 octobre 2021, 12 300 patients d’un laboratoire de Vesoul ont reçu un courriel frauduleux imitant leur banque."
STRANGER = "Le 4 mars 2021, 12 300 patients ont été vaccinés dans les gymnases, un record pour la préfecture du département."


def read(folder: Path, texts: dict[str, str]) -> tuple[Path, Path]:
    """Read some articles; return the source and what was read."""
    source = folder / "archive.jsonl"
    lines = (json.dumps({"article_id": name, "text": text}) + "\n" for name, text in texts.items())
    source.write_text("".join(lines), encoding="utf-8")
    read_archive(source, folder / "out")
    return source, folder / "out"


def links(out: Path) -> list[tuple[str, str, str]]:
    """Return who is linked to whom, and how."""
    with (out / "links.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["article_id"], row["other_id"], row["kind"]) for row in csv.DictReader(lines)]


def test_the_study_links_the_two_reports_of_one_leak(study: Study, tmp_path: Path) -> None:
    """The broadcaster and the blog tell of the same leak in other words; no other two of the five belong together."""
    for form in ("csv", "parquet"):
        read_archive(study.articles, tmp_path / form, form=form)
        assert main(["link", str(study.articles), str(tmp_path / form)]) == 0
        assert links(tmp_path / form) == [("lab-leak-blog", "lab-leak-radio", "event")]
    assert (tmp_path / "csv" / "links.csv").read_bytes() == (tmp_path / "parquet" / "links.csv").read_bytes()


def test_copies_and_events_are_told_apart(tmp_path: Path) -> None:
    """An agency's copy with a sentence cut is a copy; the same number at another time, or of other things, is nothing."""
    copy = AGENCY.replace(" Une plainte a été déposée et", " Plainte a été déposée,") + "\n\n(avec agence)\n"
    texts = {"a": AGENCY, "b": ONE, "c": copy, "d": OTHER, "e": LATER, "f": STRANGER}
    source, out = read(tmp_path, texts)
    assert link(source, out) == "near copies: 1; of one event: 1; articles: 6"
    assert links(out) == [("a", "c", "copy"), ("b", "d", "event")]


def test_a_reason_is_given(tmp_path: Path) -> None:
    """The curator reads which facts agree, and what each article says."""
    source, out = read(tmp_path, {"b": ONE, "d": OTHER})
    link(source, out)
    reason = next(csv.DictReader((out / "links.csv").open(encoding="utf-8", newline="")))["reason"]
    assert "12300 and 12000 persons or records" in reason
    assert "2021-03-03 and 2021-03-05" in reason and "victim: laboratory" in reason


def test_unread_articles_are_left_out(tmp_path: Path) -> None:
    """What could not be read is linked to nothing, and the others still are."""
    source, out = read(tmp_path, {"a": ONE, "nul": "a\0b", "z": OTHER})
    link(source, out)
    assert links(out) == [("a", "z", "event")]


def test_tables_of_other_articles_are_refused(tmp_path: Path) -> None:
    """Facts are never put on the wrong article."""
    source, out = read(tmp_path, {"a": ONE, "b": OTHER})
    source.write_text(source.read_text().replace('"a"', '"c"'))
    with pytest.raises(InputError, match="other articles"):
        link(source, out)
    with pytest.raises(InputError, match="has no edits"):
        link(source, tmp_path)


def facts(name: str, runs: set[int]) -> Facts:
    """Return an article that is nothing but its runs."""
    return Facts(name, np.array(sorted(runs), np.uint32), (), (), frozenset())


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 14))
def test_no_near_copy_is_missed(seed: int, number: int) -> None:
    """What hangs together is the same as when each article is compared with each other one."""
    draw = random.Random(seed)
    originals = [draw.sample(range(60), draw.randint(1, 30)) for _ in range(3)]
    articles = []
    for at in range(number):
        runs = [run for run in draw.choice(originals) if draw.random() < 0.9]
        articles.append(facts(str(at), {*runs, draw.randrange(200)}))
    found, expected = Groups(number), Groups(number)
    rows = list(near_copies(articles, found))
    for one, other in combinations(range(number), 2):
        if jaccard(articles[one].runs, articles[other].runs) >= NEAR_DUPLICATE:
            expected.join(one, other)
    assert [found.of(at) for at in range(number)] == [expected.of(at) for at in range(number)]
    assert len(rows) == number - len({found.of(at) for at in range(number)})


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(100, 300), st.integers(737_000, 737_100), st.sampled_from(["Dole", "Gap"])),
        max_size=25,
    )
)
def test_no_event_is_missed(said: list[tuple[int, int, str]]) -> None:
    """The grid that articles are looked up in hides no pair that agrees."""
    articles = [
        Facts(str(at), np.empty(0, np.uint32), (size,), ((day, day + 3),), frozenset({("place", town)}))
        for at, (size, day, town) in enumerate(said)
    ]
    found, expected = Groups(len(said)), Groups(len(said))
    list(same_events(articles, found))
    for one, other in combinations(range(len(said)), 2):
        if agreement(articles[one], articles[other]):
            expected.join(one, other)
    assert [found.of(at) for at in range(len(said))] == [expected.of(at) for at in range(len(said))]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_text_is_a_copy_of_itself(text: str) -> None:
    """Whatever the text; one without a word has no runs."""
    runs = hashed_runs(text)
    assert not len(runs) or jaccard(runs, runs) == 1


def test_many_strangers_take_little_time() -> None:
    """Four times the articles take about four times as long: no article is compared with all others."""
    import time

    def seconds(number: int) -> float:
        draw = random.Random(number)
        articles = [facts(str(at), {draw.randrange(2**32) for _ in range(200)} | {7}) for at in range(number)]
        start = time.process_time()
        assert not list(near_copies(articles, Groups(number)))
        return time.process_time() - start

    assert seconds(2000) < 10 * seconds(500) + 0.1
