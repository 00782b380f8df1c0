"""A new article: stored byte for byte with its row, or refused in one line with nothing stored."""

from __future__ import annotations

import csv
import hashlib
import http.server
import shlex
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import __main__ as command
from helpers import articles as received
from helpers import fetch, tables
from helpers.add import add, make_of, prepare, propose, read, slug, told
from helpers.build import HOME
from helpers.errors import InputError
from helpers.paths import Study

SECOND = Path(__file__).parent / "second_study"
LATER = """Un mois après, le centre hospitalier de Valmure rouvre ses accueils

Publié le 9 avril 2024 à 7 h 10

Les consultations reprennent une à une. L'attaque du 10 mars 2024 avait contraint la direction à tout arrêter,
et près de 12 000 patients attendent encore de savoir ce qu'il est advenu de leurs dossiers. Un service
d'écoute a été ouvert ; il reçoit une quarantaine d'appels par jour.
"""
SENTENCES = (
    "Le réseau de soins du Haut-Bréval a découvert une intrusion dans sa messagerie. ",
    "Les courriers de 4 200 patients ont pu être lus entre le 2 et le 5 mai 2024. ",
    "La direction a prévenu les autorités et fait changer tous les mots de passe. ",
    "Aucune consultation n'a été annulée, assure-t-elle, et les urgences sont restées ouvertes. ",
)
PAGE = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Une intrusion au Haut-Bréval</title>
<meta property="og:title" content="Une intrusion au Haut-Bréval"><meta property="og:site_name" content="Le Courrier de Bréval">
<meta property="article:published_time" content="2024-05-08T07:00:00+02:00"></head><body>
<nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav><article><h1>Une intrusion au Haut-Bréval</h1>
<p>{SENTENCES[0]}{SENTENCES[1]}</p><p>{SENTENCES[2]}{SENTENCES[3]}</p><p>« Nous ne savons pas encore qui a lu ces lettres »,
dit la direction du réseau, qui promet un premier bilan avant l'été.</p></article><footer>Mentions légales</footer></body></html>
""".encode()


@pytest.fixture
def second(tmp_path: Path) -> Study:
    """Return a copy of the second study."""
    shutil.copytree(SECOND, tmp_path / "study")
    return Study.find(tmp_path / "study")


def stored(study: Study) -> dict[str, bytes]:
    """Return every file of the study's raw data."""
    return {
        path.relative_to(study.root).as_posix(): path.read_bytes()
        for path in study.raw.rglob("*")
        if path.is_file()
    }


def written(folder: Path, content: str | bytes, name: str = "a.txt") -> str:
    """Write a file to add; return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def refused(study: Study, source: str, says: str, **options: object) -> None:
    """Check that adding fails in one line that says so, and that nothing is stored."""
    before = stored(study)
    with pytest.raises(InputError) as caught:
        add(study, source, **options)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and str(caught.value).count("; ") >= 1
    assert stored(study) == before


# --- texts


@pytest.mark.parametrize(
    "content",
    [LATER.encode(), b"\xef\xbb\xbf" + LATER.replace("\n", "\r\n").encode(), LATER.encode("cp1252")],
)
def test_a_text_is_stored_byte_for_byte_with_its_row(second: Study, tmp_path: Path, content: bytes) -> None:
    bibliography = tables.declared("raw/articles/bibliography").path(second)
    before = bibliography.read_bytes()
    article = add(second, written(tmp_path, content))
    assert (second.articles / "un-mois-apres-le-centre-hospitalier-de.txt").read_bytes() == content
    assert bibliography.read_bytes().startswith(before), "the other rows keep their bytes"
    row = tables.read(second, "raw/articles/bibliography").to_dict("records")[-1]
    assert row == article.entry
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert (row["published_edtf"], row["published_basis"]) == ("2024-04-09", "stated in the text")
    assert len(received.receive(second)) == 4


def test_what_was_read_where_it_may_belong_and_what_is_left_is_told(
    second: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path, LATER)
    assert (
        command.main(
            [
                "add",
                source,
                "--study",
                str(second.root),
                "--id",
                "valmure-reprise",
                "--published",
                "2024-04-09",
            ]
        )
        == 0
    )
    out = capsys.readouterr().out
    assert "stored data/raw/articles/valmure-reprise.txt" in out
    assert "près de 12 000 patients" in out and "10 mars 2024" in out
    assert "may tell of valmure-2024 (Ransomware at Valmure hospital)" in out
    assert "beaurivage-2024" not in out
    assert "left to review: " in out


def test_the_next_steps_can_be_typed_as_they_are_told(
    second: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code's folder has the Makefile, and a path may hold spaces and quotes."""
    root = tmp_path / "l'été 2024"
    shutil.copytree(second.root, root)
    monkeypatch.chdir(HOME)
    assert shlex.split(make_of(Study.find(root))) == [f"STUDY={root}", "make"]
    assert make_of(Study.find(HOME)) == "make"
    monkeypatch.chdir(root)
    assert shlex.split(make_of(Study.find(root))) == [f"STUDY={root}", "make", "-C", str(HOME)]


@pytest.mark.parametrize("name", ["B.TXT", "note.docx", "note.md", "scan.pdf", "other.html", "b.txt"])
def test_every_strange_file_beside_the_articles_is_named(second: Study, name: str) -> None:
    known = tables.read(second, "raw/articles/bibliography")["article_id"].iloc[0]
    (second.articles / f"{known}.html").write_text("<html></html>", encoding="utf-8")
    (second.articles / ".hidden").write_text("", encoding="utf-8")
    assert len(received.receive(second)) == 3
    written(second.articles, "Un texte", name)
    with pytest.raises(InputError) as caught:
        received.receive(second)
    assert str(caught.value).startswith(
        f"data/raw/articles/{name}: is not in bibliography.csv; add it with: "
    )


def test_an_incident_is_proposed_on_facts_that_it_shares(second: Study, tmp_path: Path) -> None:
    def proposed(text: str) -> list[str]:
        article = prepare(fetch.receive(written(tmp_path, text)), "x", "2024-05-30")
        return [proposal.incident_id for proposal in propose(second, article, read(article))]

    number_and_date = (
        "Des pirates ont pris les dossiers de 12 000 patients d'un hôpital le 9 mars 2024, dit-on."
    )
    assert proposed(number_and_date) == ["valmure-2024"]
    assert proposed(number_and_date.replace("2024", "2019").replace("9 mars", "9 juin")) == []
    assert proposed(number_and_date.replace("12 000", "900")) == []
    assert proposed("Le laboratoire Beaurivage recrute, sept ans après son ouverture.") == ["beaurivage-2024"]
    assert proposed("À Orvanne, les dossiers étaient lisibles en mai 2024.") == ["beaurivage-2024"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)) * 4, "a.txt"),
        (b"x" * 10_000_001, "is larger than 10 MB"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40, "a.txt"),
    ],
)
def test_what_is_no_article_is_refused(second: Study, tmp_path: Path, content: bytes, says: str) -> None:
    refused(second, written(tmp_path, content), says)


def test_a_file_that_is_none_is_refused(second: Study, tmp_path: Path) -> None:
    refused(second, str(tmp_path / "absent.txt"), "is not a file")
    refused(second, str(tmp_path), "is not a file")
    refused(second, "x" * 5000, "cannot be read")


def test_a_copy_exact_or_near_is_refused(second: Study, tmp_path: Path) -> None:
    original = (second.articles / "valmure-rancongiciel.txt").read_text(encoding="utf-8")
    refused(second, written(tmp_path, original), "is a copy of valmure-rancongiciel", article_id="other")
    damaged = original.replace("Publié le 12 mars 2024 à 18 h 05\n\n", "").replace(
        "L'établissement", "L?établissement"
    )
    refused(second, written(tmp_path, damaged), "is a near copy of valmure-rancongiciel", article_id="other")
    windows = original.replace("\n", "\r\n")
    refused(second, written(tmp_path, windows), "is a near copy of valmure-rancongiciel", article_id="other")


@pytest.mark.parametrize("name", ["../escape", "A b", "é", "a/b", "", "-a", "a" * 3 + "/"])
def test_a_name_can_never_be_a_path(second: Study, tmp_path: Path, name: str) -> None:
    if name:
        refused(second, written(tmp_path, LATER), "is no plain name", article_id=name)


def test_a_name_in_use_and_a_day_that_is_none_are_refused(second: Study, tmp_path: Path) -> None:
    refused(second, written(tmp_path, LATER), "is the name of another article", article_id="valmure-bilan")
    refused(second, written(tmp_path, LATER), "is no day", published="9 avril")


def test_hostile_words_reach_no_formula_and_no_terminal(second: Study, tmp_path: Path) -> None:
    title = '=HYPERLINK("http://x") \x1b[2J'
    article = add(second, written(tmp_path, f"{title}\n\n" + " ".join(SENTENCES)), article_id="hostile")
    with tables.declared("raw/articles/bibliography").path(second).open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))[-1]
    assert cells["title"].startswith("'=")
    assert all(cell.isprintable() for cell in cells.values())
    assert "\x1b" not in told(second, article)
    assert received.receive(second)["article_id"].iloc[-1] == "hostile"


def test_both_or_neither_when_the_row_cannot_be_written(
    second: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = tables.replace

    def full_disk(path: Path, content: str | bytes) -> None:
        if path.name == "bibliography.csv":
            raise InputError(
                str(path), "cannot be written (No space left on device)", "check the folder's space"
            )
        write(path, content)

    monkeypatch.setattr(tables, "replace", full_disk)
    refused(second, written(tmp_path, LATER), "No space left")


def test_an_addition_cut_short_can_be_repeated(second: Study, tmp_path: Path) -> None:
    (second.articles / "valmure-reprise.txt").write_text(LATER, encoding="utf-8")
    add(second, written(tmp_path, LATER), article_id="valmure-reprise")
    assert len(received.receive(second)) == 4


def test_two_additions_at_once_both_stand(second: Study, tmp_path: Path) -> None:
    sources = [
        written(tmp_path, f"Article {name}\n\n{sentence * 4}", f"{name}.txt")
        for name, sentence in zip("abcd", SENTENCES, strict=True)
    ]
    threads = [
        threading.Thread(target=add, args=(second, source, f"at-once-{number}"))
        for number, source in enumerate(sources)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(received.receive(second)) == 7


@given(st.text(max_size=80))
def test_every_title_gives_a_plain_name(title: str) -> None:
    assert all(part and part.isascii() and part.isalnum() for part in slug(title).split("-"))


# --- pages and addresses


class Site(http.server.BaseHTTPRequestHandler):
    """A small site that answers well or badly."""

    def do_GET(self) -> None:
        status, kind, body = 200, "text/html; charset=utf-8", PAGE
        headers: dict[str, str] = {}
        if self.path == "/empty-page":
            body = b"<html><head><title>Menu</title></head><body><nav><a href='/'>Accueil</a></nav></body></html>"
        elif self.path == "/nothing":
            body = b""
        elif self.path == "/missing":
            status, body = 404, b"<html>introuvable</html>"
        elif self.path == "/picture":
            kind = "image/png"
        elif self.path == "/text":
            kind, body = "text/plain; charset=utf-8", LATER.encode()
        elif self.path == "/zipped":
            headers["Content-Encoding"] = "gzip"
        elif self.path == "/loop":
            status, headers["Location"] = 302, "/loop"
        elif self.path == "/moved":
            status, headers["Location"] = 301, "/article"
        elif self.path == "/to-file":
            status, headers["Location"] = 302, "file:///etc/passwd"
        elif self.path == "/large":
            body = b"<html>" + b"x" * 10_000_001
        elif self.path == "/cut":
            headers["Content-Length"] = str(len(body) + 500)
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Yield the address of a small site on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/article", "/moved"])
def test_a_page_is_kept_beside_its_text(second: Study, site: str, path: str) -> None:
    article = add(second, site + path, allow_private=True)
    name = "une-intrusion-au-haut-breval"
    assert (second.articles / f"{name}.html").read_bytes() == PAGE
    text = (second.articles / f"{name}.txt").read_text(encoding="utf-8")
    assert text.startswith("Une intrusion au Haut-Bréval\n") and SENTENCES[1].strip() in text
    assert "Accueil" not in text and "Mentions" not in text
    entry = article.entry
    assert (entry["publisher"], entry["published_edtf"], entry["published_basis"]) == (
        "Le Courrier de Bréval",
        "2024-05-08",
        "stated by the page",
    )
    assert entry["address"] == f"{site}/article"
    assert entry["received_as"] == f"{name}.html (sha256 {hashlib.sha256(PAGE).hexdigest()})"
    assert len(received.receive(second)) == 4


def test_a_saved_page_and_a_text_at_an_address_are_taken_too(
    second: Study, site: str, tmp_path: Path
) -> None:
    assert add(second, written(tmp_path, PAGE, "page.html")).page == PAGE
    assert add(second, f"{site}/text", allow_private=True).data == LATER.encode()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/empty-page", "is a page without an article"), ("/nothing", "is empty"), ("/missing", "answers 404 Not Found"),
        ("/picture", "is image/png, no page and no text"), ("/zipped", "in the coding gzip"), ("/loop", "redirects more than 5 times"),
        ("/to-file", "has the scheme file"), ("/large", "is larger than 10 MB"), ("/cut", "breaks off after"),
    ],
)  # fmt: skip
def test_an_address_that_fails_stores_nothing(second: Study, site: str, path: str, says: str) -> None:
    refused(second, site + path, says, allow_private=True)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://example.org/a", "has the scheme ftp"), ("file:///etc/passwd", "has the scheme file"), ("data:text/html,x", "has the scheme data"),
        ("javascript:alert(1)", "has the scheme javascript"), ("http://", "names no host"), ("http://[::1", "is not an address"),
        ("http://localhost/a", "inside a private network"), ("http://127.0.0.1/a", "inside a private network"), ("http://[::1]/a", "inside a private network"),
        ("http://10.1.2.3/a", "inside a private network"), ("http://192.168.1.1/a", "inside a private network"), ("http://169.254.169.254/a", "inside a private network"),
        ("http://[::ffff:127.0.0.1]/a", "inside a private network"), ("http://2130706433/a", "inside a private network"), ("http://0.0.0.0/a", "inside a private network"),
        ("http://example.org:99999/", "is not an address"), ("http://a.invalid/", "does not answer"),
    ],
)  # fmt: skip
def test_other_schemes_and_private_addresses_are_refused(second: Study, address: str, says: str) -> None:
    refused(second, address, says)


@pytest.mark.parametrize(
    "number",
    ["64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fc00::1", "224.0.0.1", "100.64.0.1", "172.16.0.1"],
)
def test_a_private_address_in_disguise_is_not_public(number: str) -> None:
    assert not fetch.is_public(number)


def test_a_redirect_into_a_private_network_is_refused(
    second: Study, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host counts as public here; the one it sends to must be checked as well."""
    monkeypatch.setattr(fetch, "is_public", lambda number: number == "127.0.0.1")
    monkeypatch.setattr(Site, "do_GET", _to_other_host)
    refused(second, f"{site}/article", "leads to 127.0.0.2, inside a private network")


def _to_other_host(self: Site) -> None:
    self.send_response(302)
    self.send_header("Location", "http://127.0.0.2:9/")
    self.send_header("Content-Length", "0")
    self.end_headers()


@pytest.mark.parametrize("words", [b"HTTP/1.0 200 OK\r\n\r\n<html>", b"HTTP/1.0 200 OK\r\nX-", b""])
def test_an_endless_answer_is_cut(words: bytes) -> None:
    """A byte now and then keeps every single wait short; the time is limited over all."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connected, _ = listener.accept()
        with connected:
            try:
                connected.sendall(words)
                while True:
                    connected.sendall(b"x")
                    time.sleep(0.05)
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    start = time.monotonic()
    with pytest.raises(InputError, match="does not answer in time"):
        fetch.receive(f"http://127.0.0.1:{listener.getsockname()[1]}/", True, seconds=0.6)
    assert time.monotonic() - start < 3
    listener.close()


def test_a_saved_page_tells_its_own_address(second: Study, tmp_path: Path) -> None:
    page = PAGE.replace(b"</head>", b'<link rel="canonical" href="https://courrier.example/breval"></head>')
    assert (
        add(second, written(tmp_path, page, "page.html")).entry["address"]
        == "https://courrier.example/breval"
    )


def test_a_fault_in_the_curated_tables_stops_no_addition(second: Study, tmp_path: Path) -> None:
    (second.curated / "claims.csv").write_text("nothing\n", encoding="utf-8")
    article = add(second, written(tmp_path, LATER))
    assert "no incident can be proposed: data/curated/claims.csv: has no column" in told(second, article)
