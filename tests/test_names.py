"""Names: longest form, word borders, capitals, plurals, a study's own lexicon."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import InputError
from helpers.french.fold import fold
from helpers.french.modality import MODALITIES, modality_of, sentences
from helpers.french.names import LEXICONS, find_names, load_names
from helpers.french.words import WORD, find_words, look_for


def names(text: str, folder: Path | None = None) -> list[tuple[str, str, str]]:
    """Return the quote, label and name of each name of a text."""
    return [(text[m.start : m.end], m.label, m.unit) for m in find_names(text, fold(text), folder)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’AP-HP", [("AP-HP", "ORG", "Assistance publique-Hôpitaux de Paris")]),
        ("la Cnil et l'ANSSI", [("Cnil", "ORG", "CNIL"), ("ANSSI", "ORG", "ANSSI")]),
        ("à Villefranche-sur-Saône", [("Villefranche-sur-Saône", "PLACE", "Villefranche-sur-Saône")]),
        ("deux rançongiciels", [("rançongiciels", "ATTACK", "Ransomware")]),
        ("le groupe LockBit 3.0", [("LockBit 3.0", "ACTOR", "LockBit")]),
        ("les données médicales", [("données médicales", "DATA", "Medical")]),
        ("des numéros de sécurité sociale", [("numéros de sécurité sociale", "DATA", "Government ID")]),
        ("l'hôpital de Dax", [("hôpital de Dax", "ORG", "hôpital de Dax"), ("Dax", "PLACE", "Dax")]),
        ("le CHU de Rouen", [("CHU de Rouen", "ORG", "CHU de Rouen"), ("Rouen", "PLACE", "Rouen")]),
    ],
)
def test_names_of_each_label(text: str, expected: list[tuple[str, str, str]]) -> None:
    """One name each; a place inside an organisation's name is a place of its own."""
    assert names(text) == expected


@pytest.mark.parametrize(
    "text", ["le nord-ouest", "une belle orne", "les ars nouveaux", "un trait de dent", "prêt à tout"]
)
def test_no_names(text: str) -> None:
    """Common words that look like a name without its capitals, and parts of words, are none."""
    assert names(text) == []


def test_places_have_department_and_region() -> None:
    """A town knows where it lies."""
    (place,) = find_names("À Dax.", fold("À Dax."))
    assert dict(place.remarks) == {"kind": "town", "department": "Landes", "region": "Nouvelle-Aquitaine"}


@pytest.mark.parametrize("file_name", sorted(LEXICONS))
def test_every_form_is_found(file_name: str) -> None:
    """Each line of the lexicon is reached as it is written."""
    source = files("helpers") / "lexicon" / file_name
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        text = f"Vu : {row['form']}, hier."
        assert (row["form"], LEXICONS[file_name]) in [quote[:2] for quote in names(text)], row


def test_a_study_adds_its_own_names(tmp_path: Path) -> None:
    """A file in a study's folder is read on top of the package's."""
    (tmp_path / "organisations.csv").write_text(
        "form,name\nMaison du Test,Maison du Test\n", encoding="utf-8"
    )
    found = names("La Maison du Test et la Cnil", tmp_path)
    assert [name for _, _, name in found] == ["Maison du Test", "CNIL"]


def test_a_lexicon_without_its_columns_is_refused(tmp_path: Path) -> None:
    """The error names the file and the column."""
    (tmp_path / "places.csv").write_text("town\nDax\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"places\.csv.*form"):
        load_names(tmp_path)


@given(st.text(max_size=120))
def test_any_text_has_names_in_order(text: str) -> None:
    """No text raises, and names of one label never overlap."""
    ends: dict[str, int] = {}
    for mention in find_names(text, fold(text)):
        assert ends.get(mention.label, 0) <= mention.start < mention.end <= len(text)
        ends[mention.label] = mention.end


@pytest.mark.parametrize(("kind", "hints", "pattern", "example"), MODALITIES)
def test_example_of_each_modality(kind: str, hints: tuple[str, ...], pattern: str, example: str) -> None:
    """Each remark is made on the sentence it was made for, by its own pattern."""
    assert any(hint in fold(example) for hint in hints) and re.search(pattern, fold(example))
    assert kind in [remark[0] for remark in modality_of(fold(example))]


@pytest.mark.parametrize(
    "text",
    [
        "300 patients ont été touchés.",
        "Le portrait paraît extrait.",
        "Une enquête est ouverte.",
        "Les 300 patients n'ont pas été prévenus.",
        "Il ne faut pas payer les 50 euros.",
    ],
)
def test_plain_statements_have_no_remark(text: str) -> None:
    """What is simply stated is left without a remark."""
    assert modality_of(fold(text)) == ()


@given(st.text(alphabet="ab .!?\n…»", max_size=60))
def test_sentences_cover_the_text(text: str) -> None:
    """Sentences follow each other without a gap."""
    assert "".join(text[start:end] for start, end in sentences(text)) == text


@given(st.text(max_size=80).map(fold))
def test_words_stand_where_a_search_finds_them(folded: str) -> None:
    """Splitting at what is no word finds each word that is looked for, and each number, at the place where a search does."""
    words = [(word.start(), word[0]) for word in WORD.finditer(folded)]
    look_for(word for _, word in words)
    places = find_words(folded).places
    assert sorted((at, word) for word in places for at in places[word]) == words
    assert find_words(folded).numbers == [(at, word) for at, word in words if word[0] in "0123456789"]
