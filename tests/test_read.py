"""Reading articles: quotes are slices, boilerplate is not read, files are whole, bad input is told in one line."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.__main__ import main
from helpers.archive import read_archive
from helpers.errors import InputError
from helpers.french.dates import Published
from helpers.read import EDIT_COLUMNS, MENTION_COLUMNS, REMARK_COLUMNS, read_text

ARTICLE = (
    "\ufeffUne clinique attaquée\r\n\r\n"
    "Près de 12\u202f000 dossiers auraient fuité le 3 mars, selon l?agence régionale de santé.\r\n"
    "L?attaque du rançongiciel a coûté 1,5 million d’euros en trois semaines à la clinique de Dax.\r\n"
)
COOKIES = "Nous utilisons des cookies avec nos 842 partenaires. Accepter et fermer\r\n"


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two articles and their bibliography."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "dax.txt").write_bytes(ARTICLE.encode())
    (folder / "latin.txt").write_bytes("Quarante-sept salariés prévenus hier.\n".encode("latin-1"))
    bibliography = "article_id,title,published_edtf\ndax,Dax,2021-03-05\nlatin,Latin,2020-06~\n"
    (folder / "bibliography.csv").write_text(bibliography, encoding="utf-8")
    return folder


def test_every_quote_is_its_slice() -> None:
    """Offsets point into the raw text: repairs and byte order mark included."""
    edits, mentions = read_text(ARTICLE, Published.from_edtf("2021-03-05"))
    found = {(ARTICLE[m.start : m.end], m.label): m for m in mentions}
    assert found["Près de 12\u202f000 dossiers", "QUANTITY"].low == 12_000
    assert found["1,5 million d’euros", "QUANTITY"].high == 1_500_000
    assert found["le 3 mars", "DATE"].earliest == "2021-03-03"
    assert found["rançongiciel", "ATTACK"].unit == "Ransomware"
    assert found["agence régionale de santé", "ORG"]
    assert all(before.end <= after.start for before, after in pairwise(edits))


def test_modality_is_a_remark() -> None:
    """« auraient » and « selon » are noted beside the quantity, not mixed into its value."""
    _, mentions = read_text(ARTICLE)
    leaked = next(mention for mention in mentions if mention.low == 12_000)
    assert dict(leaked.remarks).keys() >= {"conditional", "attributed"}


def test_nothing_is_read_inside_boilerplate() -> None:
    """The partners of a cookie wall are no quantity of the article."""
    raw = COOKIES + ARTICLE
    edits, mentions = read_text(raw)
    removed = [(edit.start, edit.end) for edit in edits if not edit.replacement and edit.end - edit.start > 2]
    assert removed
    for mention in mentions:
        assert not any(start <= mention.start and mention.end <= end for start, end in removed)


def test_dates_and_quantities_are_kept_apart() -> None:
    """A number inside a date is no quantity as well."""
    _, mentions = read_text("Dans la nuit du 8 au 9 février 2021, il y a trois semaines, 300 postes.")
    counted = [mention for mention in mentions if mention.label in ("DATE", "QUANTITY")]
    assert all(before.end <= after.start for before, after in pairwise(counted))
    assert [mention.low for mention in counted if mention.label == "QUANTITY"] == [300]


def test_the_command_writes_three_files(articles: Path, tmp_path: Path) -> None:
    """The columns are those that others build on, and every quote is the slice of its article."""
    out = tmp_path / "out"
    assert main(["read", str(articles), str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["edits.csv", "mentions.csv", "remarks.csv"]
    mentions = rows(out / "mentions.csv")
    assert tuple(mentions[0]) == MENTION_COLUMNS
    assert tuple(rows(out / "edits.csv")[0]) == EDIT_COLUMNS
    assert tuple(rows(out / "remarks.csv")[0]) == REMARK_COLUMNS
    texts = {"dax": ARTICLE, "latin": "Quarante-sept salariés prévenus hier.\n"}
    for row in mentions:
        assert texts[row["article_id"]][int(row["start"]) : int(row["end"])] == row["quote"]
    people = next(row for row in mentions if row["article_id"] == "latin" and row["label"] == "QUANTITY")
    assert (people["quote"], people["low"], people["high"]) == ("Quarante-sept salariés", "47", "47")


def test_reading_twice_gives_the_same_bytes(articles: Path, tmp_path: Path) -> None:
    """Nothing depends on the run."""
    for name in ("one", "two"):
        read_archive(articles, tmp_path / name)
    for name in ("edits.csv", "mentions.csv", "remarks.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("bibliography", "told"),
    [
        ("article_id,title\ndax,Dax\n", "published_edtf"),
        ("article_id,published_edtf\ndax,le trois mars\n", "row 2"),
        ("article_id,published_edtf\ndax,2021-02-31\n", "row 2"),
    ],
)
def test_a_bad_bibliography_is_told(articles: Path, tmp_path: Path, bibliography: str, told: str) -> None:
    """One line names the file, the place and the cure; nothing is written."""
    (articles / "bibliography.csv").write_text(bibliography, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_archive(articles, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command ends with 2 and one line."""
    assert main(["read", str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_read(raw: str) -> None:
    """No text raises, and every mention lies inside it."""
    _, mentions = read_text(raw, Published.from_edtf("2021-02"))
    assert all(0 <= mention.start < mention.end <= len(raw) for mention in mentions)


def test_a_bibliography_in_another_encoding_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Un article.", encoding="utf-8")
    (tmp_path / "bibliography.csv").write_bytes(
        "article_id,published_edtf,titre\na,2021,été\n".encode("latin-1")
    )
    with pytest.raises(InputError, match="is not UTF-8"):
        read_archive(tmp_path, tmp_path / "out")
