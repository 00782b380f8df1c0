"""Articles that try to be markup, script, a link, a formula, a path or a format string, through the whole line."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
import steps
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, sync_playwright

from helpers import build, display, tables
from helpers.paths import Study
from helpers.report.wording import shown

ARTICLE = "valmure-bilan"
HOSTILE = (
    "<script>document.title = 'pris'</script>",
    "<img src=x onerror=\"document.title='pris'\">",
    "</script></style></title><svg onload=\"document.title='pris'\">",
    "]]> --> <!-- <![CDATA[ pris",
    "<iframe srcdoc=\"<script>parent.document.title='pris'</script>\"></iframe>",
    "<a href=javascript:document.title='pris'>lien</a>",
    "[lien](javascript:alert) et ![image](http://attaque.exemple/pixel.png)",
    "http://attaque.exemple/page et www.attaque.exemple",
    "=cmd|' /C calc'!A",
    "@SUM(A:A)*cmd",
    "+HYPERLINK(\"http://attaque.exemple\")",
    "-pris|calc",
    "{__class__.__init__.__globals__} {} %s %n %(x)s",
    "$(touch pris) `touch pris` ${pris} ;touch pris",
    "{{ cycle.__init__ }} {% include 'x' %} {# x #}",
    "#eval(\"pris\") #read(\"/etc/passwd\") $x^y$ @label <label>",
    "../../../../etc/passwd",
    "&lt;b&gt; &amp;nbsp; &quot;",
    "$\\frac{pris}{a}$ \\input{pris} _a_ *b* **c** ~~d~~ | e |",
    "fichier \u202egpj.exe\u2066\u200f et \u200bpris.",
)  # fmt: skip


def spoil(study: Study) -> None:
    """Let an article say all that is hostile, as its title too, and let claims, labels and notes repeat it."""
    path = study.articles / f"{ARTICLE}.txt"
    before = path.read_bytes()
    path.write_bytes(before + ("\n\n" + "\n\n".join(HOSTILE) + "\n").encode())
    hashes = [hashlib.sha256(content).hexdigest() for content in (before, path.read_bytes())]
    change(
        study,
        "raw/articles/bibliography",
        {"sha256": hashes[0]},
        {"sha256": hashes[1], "title": HOSTILE[1] + HOSTILE[6]},
    )
    change(
        study,
        "curated/incidents",
        {"incident_id": "valmure-2024"},
        {
            "label_en": f"{HOSTILE[0]} Valmure",
            "label_fr": f"{HOSTILE[4]} Valmure",
            "organisation": HOSTILE[8],
        },
    )
    change(
        study,
        "curated/incidents",
        {"incident_id": "beaurivage-2024"},
        {"label_en": f"{HOSTILE[18]} Orvanne", "label_fr": f"{HOSTILE[12]} Orvanne"},
    )
    change(study, "curated/dismissed", {"quote": "depuis lundi"}, {"note": HOSTILE[2]})
    change(
        study,
        "curated/decisions",
        {"field": "persons_exposed"},
        {
            "reason_en": f"{HOSTILE[15]} Said by the attacker.",
            "reason_fr": f"{HOSTILE[6]} Dit par le pirate.",
        },
    )
    for number, words in enumerate(HOSTILE):
        typed = words if words.isprintable() else "marks"  # what a person types may hold no unseen character
        row = {"claim_id": f"hostile-{chr(97 + number)}", "article_id": ARTICLE, "incident_id": "valmure-2024", "field": "notified",
               "value": typed, "speaker": "attacker", "modality": "asserted", "stance": "affirms", "quote": words, "note": typed}  # fmt: skip
        tables.replace(
            tables.declared("curated/claims").path(study), tables.with_row(study, "curated/claims", row)
        )


def change(study: Study, name: str, row: dict[str, str], values: dict[str, str]) -> None:
    """Change the row of a table that `row` describes."""
    frame = tables.read(study, name)
    ((column, wanted),) = row.items()
    found = frame[column] == wanted
    assert found.sum() == 1
    for changed, value in values.items():
        frame.loc[found, changed] = value
    tables.write(study, name, frame)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of hostile words, built for real."""
    folder = tmp_path_factory.mktemp("safe")
    study = steps.second(folder / "study")
    spoil(study)
    command = [sys.executable, "-m", "helpers", "build", "--study", str(study.root)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return study


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    """Return a page that remembers what it was asked to load, to say, and to open."""
    with sync_playwright() as driver:
        opened: Browser = driver.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        found = opened.new_page()
        found.asked = []  # type: ignore[attr-defined]
        found.route(
            "**",
            lambda route: (
                route.continue_()
                if route.request.url.startswith("file:") and route.request.is_navigation_request()
                else (found.asked.append(route.request.url), route.abort())
            ),
        )  # type: ignore[attr-defined]
        found.on("dialog", lambda dialog: (found.asked.append(dialog.message), dialog.dismiss()))  # type: ignore[attr-defined]
        found.on("pageerror", lambda error: found.asked.append(str(error)))  # type: ignore[attr-defined]
        yield found
        opened.close()


def visit(page: Page, path: Path) -> None:
    """Open a file, unfold and touch all that it has, and give what may run the time to run."""
    page.asked.clear()  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.wait_for_timeout(300)
    assert page.asked == []  # type: ignore[attr-defined]
    assert "pris" not in page.title().split(" ")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_report_shows_hostile_words_and_runs_none(study: Study, page: Page, language: str) -> None:
    path = study.reports / f"report.{language}.html"
    visit(page, path)
    root = BeautifulSoup(path.read_bytes(), "html.parser")
    assert (
        root.select("meta[http-equiv='Content-Security-Policy']")[0]
        .get("content")
        .startswith("default-src 'none'")
    )  # type: ignore[union-attr]
    assert (
        page.evaluate("document.scripts.length") == 1
        and page.evaluate("document.querySelectorAll('iframe, object, embed').length") == 0
    )
    words = {quote.get_text() for quote in root.select("blockquote[lang=fr] mark")}
    assert {shown(hostile) for hostile in HOSTILE} <= words
    check_harmless(root)
    links = [link.get("href") for link in root.select("a[href]")]
    assert not [link for link in links if not re.match(r"#|data:text/csv|report\.(en|fr)\.html", str(link))]
    page.locator("a.ref").first.click()
    page.wait_for_selector(".note:not([hidden])")
    assert page.asked == []  # type: ignore[attr-defined]


def check_harmless(root: BeautifulSoup) -> None:
    """Check that no element of a page has a handler, or an address that runs something."""
    for element in root.find_all(True):
        for name, value in element.attrs.items():
            assert not name.lower().startswith("on"), element
            assert not (
                name in ("href", "src", "action", "xlink:href") and "javascript" in str(value).lower()
            ), element


def outputs(study: Study) -> list[dict[str, str]]:
    """Return what the notebooks show, each output by its kind."""
    found = []
    for step in build.STEPS:
        book = json.loads((study.notebooks / f"{step.notebook}.ipynb").read_text(encoding="utf-8"))
        for cell in book["cells"]:
            found += [{kind: "".join(words) for kind, words in output.get("data", {}).items()} for output in cell.get("outputs", [])]  # fmt: skip
    return [output for output in found if output]


def test_notebooks_show_hostile_words_as_words(study: Study) -> None:
    shown_in_tables = ""
    for output in outputs(study):
        assert set(output) <= {"text/html", "text/plain", "text/markdown", "image/svg+xml"}
        check_drawing(output.get("image/svg+xml", "<svg/>").encode())
        root = BeautifulSoup(output.get("text/html", ""), "html.parser")
        frames = root.select("iframe")
        assert all(frame.get("sandbox") == ["allow-scripts"] and frame.get("src") is None for frame in frames)
        assert not root.select("script, img, svg, a, object, embed, form, style, link, base")
        check_harmless(root)
        shown_in_tables += root.get_text()
    for words in HOSTILE:
        assert words in shown_in_tables, words


def test_notebooks_run_nothing_even_in_a_page_without_a_policy(
    study: Study, page: Page, tmp_path: Path
) -> None:
    parts = [output["text/html"] for output in outputs(study) if "text/html" in output]
    path = tmp_path / "outputs.html"
    path.write_text(
        "<!doctype html><meta charset=utf-8><title>outputs</title>" + "<hr>".join(parts), encoding="utf-8"
    )
    visit(page, path)
    assert page.title() == "outputs"


def test_markdown_in_notebooks_holds_no_link_picture_html_or_formula(
    study: Study, page: Page, tmp_path: Path
) -> None:
    import mistune

    told = [output["text/markdown"] for output in outputs(study) if "text/markdown" in output]
    assert any("onerror" in words for words in told), "the hostile title is shown"
    # the widest Markdown there is: HTML let through, bare addresses made links, formulas read
    read = mistune.create_markdown(escape=False, plugins=["url", "math", "table", "footnotes"])
    for words in told:
        root = BeautifulSoup(str(read(words)), "html.parser")
        assert not root.select("a, img, script, svg, iframe, .math"), words
    (tmp_path / "told.html").write_text(
        "<title>told</title>" + "".join(str(read(words)) for words in told), encoding="utf-8"
    )
    visit(page, tmp_path / "told.html")


@pytest.mark.parametrize("words", HOSTILE)
def test_a_sentence_keeps_its_words(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a title holds, the reader sees it: only its first signs are written as entities."""
    import html

    said: list[str] = []
    monkeypatch.setattr(display, "display", lambda output: said.append(output.data))
    display.say(f"### {words}")
    assert html.unescape(said[0]) == f"### {words}"
    assert not re.search(r"[<\[@$]|://", said[0])


def test_no_cell_of_any_table_is_a_formula(study: Study) -> None:
    files = [*study.processed.glob("*.csv"), *study.figures.glob("*.csv")]
    assert len(files) > 10
    for path in files:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                for cell in row:
                    assert not re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", cell), (path.name, cell)
    claims = tables.read(study, "processed/claims")
    assert set(HOSTILE[:-1]) <= set(claims["value"]) and set(HOSTILE) <= set(claims["quote"])


def check_drawing(svg: bytes) -> None:
    """Check that a drawing runs nothing, links to nothing and shows nothing from elsewhere."""
    for element in ElementTree.fromstring(svg).iter():
        assert element.tag.rpartition("}")[2] not in (
            "script",
            "foreignObject",
            "a",
            "image",
            "animate",
            "set",
        )
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert not name.endswith("href") or value.startswith("#")


def test_drawings_are_drawings(study: Study) -> None:
    drawings = [path.read_bytes() for path in study.figures.glob("*.svg")]
    assert drawings
    for drawing in drawings:
        check_drawing(drawing)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pdf_does_nothing_by_itself_and_leads_nowhere(study: Study, language: str) -> None:
    with pikepdf.open(study.reports / f"report.{language}.pdf") as document:
        kinds = {str(item.get("/S")) for item in document.objects if isinstance(item, pikepdf.Dictionary)}
        assert not kinds & {
            "/JavaScript",
            "/Launch",
            "/URI",
            "/SubmitForm",
            "/ImportData",
            "/GoToR",
            "/Rendition",
        }
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(document.Root.keys())
        assert not document.attachments


def test_json_and_data_package_hold_the_words(study: Study) -> None:
    for path in study.processed.glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))


def test_nothing_was_written_elsewhere(study: Study) -> None:
    """No word became a path or a command: around the study, and in the folder of the build, stands what must."""
    assert [path.name for path in study.root.parent.iterdir()] == ["study"]
    assert not list(study.root.rglob("*pris*"))
    assert {path.name for path in study.root.iterdir()} == {
        *(path.name for path in steps.SECOND.iterdir()),
        "build",
        "notebooks",
    }
    assert not os.path.lexists(Path.cwd() / "pris")
