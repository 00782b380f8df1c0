"""The report of this repository, as published: the pages in a browser, the PDF page by page, word by word."""

import copy
import csv
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from browsing import opened, tries_to_reach_out, violations, visit
from bs4 import BeautifulSoup, Tag

from helpers import tables
from helpers.articles import receive
from helpers.paths import Study
from helpers.report.wording import shown

HOME = Path(__file__).resolve().parents[1]
STUDY = Study.find(HOME)
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])
FILES = {name: STUDY.reports / f"report.{name}" for name in ("en.html", "fr.html", "en.pdf", "fr.pdf")}


# --- in a browser


# contrast takes axe minutes on thousands of entries: of those that are built of the same parts it needs one
ONE_OF_EACH_SHAPE = """() => {
    const seen = new Set();
    for (const part of document.querySelectorAll("section.evidence > .entry, details tr, .table-block tr")) {
        const shape = [...part.querySelectorAll("*"), part.parentElement].map((one) => [one.tagName, one.className, one.lang].join());
        const name = [...new Set(shape)].sort().join(" ");
        if (seen.has(name)) part.remove();
        seen.add(name);
    }
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("mode", ["light", "dark"])
@LANGUAGES
def test_axe_finds_nothing_with_all_parts_open(browser, language, mode, width):
    page = opened(browser, STUDY.reports, language, width, mode)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for kind in ("measure", "value", "claim", "row"):
        page.keyboard.press("Escape")
        page.locator(f"main p a.ref[href^='#{kind}-']").first.click()
        assert page.locator(".note:not([hidden])").count() == 1
        assert violations(page, ".note") == [], kind
    page.evaluate(ONE_OF_EACH_SHAPE)
    assert violations(page) == []
    assert page.asked == [] and page.said == []
    page.context.close()


@LANGUAGES
def test_axe_finds_nothing_in_any_entry(browser, language):
    page = opened(browser, STUDY.reports, language, 1280, "light")
    assert violations(page, rules={"color-contrast": {"enabled": False}}) == []
    page.context.close()


@LANGUAGES
def test_the_policy_lets_nothing_else_in(browser, language):
    page = visit(browser, STUDY.reports, language)
    assert not tries_to_reach_out(page)
    page.context.close()


@LANGUAGES
def test_a_number_answers_to_the_keyboard(browser, language):
    page = visit(browser, STUDY.reports, language)
    first = page.locator("main a.ref").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if first.evaluate("(element) => element === document.activeElement"):
            break
    note = page.locator(".note:not([hidden])")
    assert note.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "note"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.note') !== null")
    page.keyboard.press("Escape")
    assert not note.is_visible() and first.evaluate("(element) => element === document.activeElement")
    page.context.close()


@LANGUAGES
def test_a_number_answers_to_the_mouse_and_gives_its_address(browser, language):
    page = visit(browser, STUDY.reports, language)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = page.locator("main p a.ref[href='#value-aphp-2021-event_date']").first
    link.hover()
    note = page.locator(".note:not([hidden])")
    note.wait_for()
    assert "eu lieu" in note.locator("mark").first.inner_text()
    link.click()
    note.locator("button").first.click()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == FILES[f"{language}.html"].as_uri() + "#value-aphp-2021-event_date"
    page.goto(address)
    assert page.locator(":target .entry-value").first.is_visible()
    page.context.close()


@LANGUAGES
def test_every_number_answers_to_touch_within_the_screen(browser, language):
    page = visit(browser, STUDY.reports, language, 360, has_touch=True, is_mobile=True)
    for link in page.locator("main > ul a.ref").all():
        link.tap()
        box = page.locator(".note:not([hidden])").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
        page.keyboard.press("Escape")
    page.context.close()


@LANGUAGES
def test_the_table_behind_every_figure_is_in_the_file(browser, language):
    page = visit(browser, STUDY.reports, language)
    links = page.locator("figure a[download]").all()
    assert len(links) == len(tables.read(STUDY, "processed/figures"))
    for link in links:
        with page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        assert Path(download.value.path()).read_bytes() == (STUDY.figures / name).read_bytes()
    page.context.close()


def ordered(words: str) -> str:
    """Return what words are sorted by: as in a dictionary, without accents and signs."""
    letters = unicodedata.normalize("NFKD", words.lower())
    return re.sub(r"[^a-z0-9 ]", "", letters)


@LANGUAGES
def test_the_incidents_filter_and_sort(browser, language):
    page = visit(browser, STUDY.reports, language)
    rows = page.locator("table.interactive tbody tr")
    page.locator(".controls input").fill("dax")
    assert sum(row.is_visible() for row in rows.all()) == 1
    page.locator(".controls input").fill("")
    headers = page.locator("table.interactive thead th")
    for at in range(headers.count()):
        headers.nth(at).locator("button").click()
        keys = page.evaluate(
            f"[...document.querySelectorAll('table.interactive tbody tr')].map((row) => row.cells[{at}].dataset.sort)"
        )
        is_numeric = all(re.fullmatch(r"-?\d+(\.\d+)?", key) for key in keys)
        key = float if is_numeric else ordered
        assert headers.nth(at).get_attribute("aria-sort") == "ascending"
        assert len(keys) > 1 and keys == sorted(keys, key=key), keys
    page.context.close()


@LANGUAGES
def test_the_other_language_opens_at_the_same_number(browser, language):
    other = {"en": "fr", "fr": "en"}[language]
    page = visit(browser, STUDY.reports, language)
    page.goto(page.url + "#measure-rate_ransomware_hfds_2021")
    page.locator("#other-language").click()
    page.wait_for_url(f"**/report.{other}.html#measure-rate_ransomware_hfds_2021")
    assert page.locator(":target .entry-value").is_visible()
    page.context.close()


@LANGUAGES
def test_all_is_there_without_script_and_on_paper(browser, language):
    page = visit(browser, STUDY.reports, language, java_script_enabled=False)
    page.locator("main p a.ref[href='#value-aphp-2021-event_date']").first.click()
    assert page.url.endswith("#value-aphp-2021-event_date")
    assert page.locator(":target mark").first.is_visible()
    assert page.locator("table.interactive tbody tr").count() == len(
        tables.read(STUDY, "processed/incidents")
    )
    assert page.locator(".controls, .note").count() == 0
    page.emulate_media(media="print")
    assert page.locator("figure img").first.is_visible() and page.locator("mark").first.is_visible()
    assert not page.locator("figure a[download]").first.is_visible()
    assert not page.locator("#other-language").is_visible()
    page.context.close()


# --- the words of the page


@cache
def parsed(language: str) -> BeautifulSoup:
    """Return the published page, parsed."""
    return BeautifulSoup(FILES[f"{language}.html"].read_bytes(), "html.parser")


def unlinked(element: Tag) -> str:
    """Return the words of an element outside of links, code and names that carry digits."""
    alone = BeautifulSoup(str(element), "html.parser")
    for part in alone.select("a, code, details, cite"):
        part.decompose()
    names = (STUDY.prose / "names.txt").read_text(encoding="utf-8").split()
    words = re.sub(r"^\s*(Figure|Table|Tableau)\s\d+\.", "", alone.get_text())
    for name in names:
        words = words.replace(name, "")
    return words


@LANGUAGES
def test_every_number_answers(language):
    root = parsed(language)
    seen = root.select("h1, h2, h3, main > p, main > ul > li, figcaption > p, .table-block caption")
    assert [words for words in map(unlinked, seen) if re.search(r"\d", words)] == []
    links = root.select("main a.ref")
    assert len(links) > 150
    for link in links:
        entry = root.find(id=link["href"][1:])
        assert isinstance(entry, Tag) and entry.select("mark, .facts li"), link["href"]


@LANGUAGES
def test_every_row_with_a_number_leads_to_its_evidence(language):
    rows = parsed(language).select(".table-block tbody tr")
    assert len(rows) > 50
    for row in rows:
        if re.search(r"\d", unlinked(row)):
            assert row.select("td a[href^='#'], td a[href^='http']"), row.get_text()


@LANGUAGES
def test_every_quote_stands_in_its_article(language):
    texts = receive(STUDY).set_index("article_id")["text"]
    claims = tables.read(STUDY, "processed/claims")
    for claim in claims.to_dict("records"):
        entry = parsed(language).find(id=f"claim-{claim['claim_id']}")
        assert isinstance(entry, Tag)
        words = texts[claim["article_id"]][int(claim["start"]) : int(claim["end"])]
        assert entry.select("blockquote[lang='fr'] mark")[0].get_text() == shown(words)


def test_the_french_page_is_set_in_french():
    root = copy.deepcopy(parsed("fr"))
    for part in root.select("script, style, code, [lang='en'], figure img, data"):
        part.extract()
    quoted = {id(part) for part in root.select("blockquote, q, [lang='fr'], details, a.source, a.jump")}
    for element in root.select("h1, h2, h3, h4, p, li, th, td, caption"):
        if quoted & {id(part) for part in (element, *element.parents, *element.find_all(True))}:
            continue
        words = element.get_text()
        assert "'" not in words and '"' not in words, words
        assert not re.search(
            r"[^\s\u202f\u00a0(\[…][;!?]|[^\s\u00a0]:(?=\s)|«(?!\u00a0)|(?<!\u00a0)»|\d %", words
        ), words
        assert not re.search(r"\d[ ,]\d{3}(?!\d)|\bmillions? (?!d)\w", words), words
        assert not re.search(r"\b(l|d|qu|n)e? (?=’)|\b[Ll]e (?=[aeiouéèêh]\w+’)", words), words


def test_nothing_english_is_left_in_the_french_page():
    """The columns of the tables behind the figures are those of their files; all else is French."""
    left = parsed("fr").select("main [lang='en']")
    assert [part.get_text() for part in left if not part.find_parent("details")] == []
    assert {part.name for part in left} == {"th"}


@LANGUAGES
def test_units_agree_with_their_number(language):
    with (STUDY.template.parent / "template" / "words.csv").open(encoding="utf-8", newline="") as file:
        words = {row["key"]: row[language] for row in csv.DictReader(file)}
    several = {
        words[f"unit.{key[9:]}"]
        for key in words
        if key.startswith("unit_one.") and words[key] != words[f"unit.{key[9:]}"]
    }
    one_of_several = re.compile(rf"(?<![\d.,\u202f] )(?<![\d.,\u202f])1\s({'|'.join(several)})\b")
    for told in parsed(language).select(".entry-value, .facts li"):
        assert not one_of_several.search(told.get_text()), told.get_text()


@LANGUAGES
def test_what_a_measure_rests_on_is_told_in_words(language):
    label = {"en": "Rests on", "fr": "Repose sur"}[language]
    facts = [fact.get_text() for fact in parsed(language).select(".facts li")]
    told = [fact for fact in facts if fact.startswith(label)]
    assert len(told) == len(tables.read(STUDY, "processed/measures"))
    for words in told:
        assert not re.search(r"[a-z]_[a-z]|\b\d{4}-\d\d|:\s?\d{1,2}\b|\w:\w", words), words


@LANGUAGES
def test_no_probability_is_nothing(language):
    measures = tables.read(STUDY, "processed/measures")
    names = measures.loc[measures["unit"] == "probability", "measure_id"]
    assert len(names) > 10
    for name in names:
        entry = parsed(language).find(id=f"measure-{name}")
        assert isinstance(entry, Tag) and entry.select(".entry-value")[0].get_text() != "0", name


# --- the PDF, read by its structure


@cache
def document(language: str) -> pikepdf.Pdf:
    """Return the published PDF."""
    return pikepdf.open(FILES[f"{language}.pdf"])


def decoder(font: pikepdf.Object) -> dict[int, str]:
    """Return the characters of a font's codes, from its ToUnicode map."""
    found: dict[int, str] = {}
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    pair = re.compile(r"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>)?")
    for kind, body in re.findall(r"begin(bfchar|bfrange)(.*?)end\1", cmap, flags=re.S):
        for line in body.strip().splitlines():
            match = pair.match(line.strip())
            first, second, third = match.groups()  # type: ignore[union-attr]
            if kind == "bfchar":
                found[int(first, 16)] = bytes.fromhex(second).decode("utf-16-be")
            else:
                for step in range(int(second, 16) - int(first, 16) + 1):
                    found[int(first, 16) + step] = chr(int(third, 16) + step)
    return found


@cache
def marked(language: str) -> dict[tuple[int, int], str]:
    """Return the words of every piece of marked content, by page number and mark."""
    fonts: dict[Any, dict[int, str]] = {}
    found: dict[tuple[int, int], str] = {}
    for number, sheet in enumerate(document(language).pages, 1):
        stack, font = [None], {}
        for operands, operator in pikepdf.parse_content_stream(sheet):
            name = str(operator)
            if name in ("BDC", "BMC"):
                inner = (
                    operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
                )
                stack.append(int(inner["/MCID"]) if "/MCID" in inner else stack[-1])
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                resource = sheet.Resources.Font[str(operands[0])]
                font = fonts.setdefault(resource.objgen, {}) or fonts.setdefault(resource.objgen, {})
                if not font:
                    font.update(decoder(resource))
            elif name in ("Tj", "TJ") and stack[-1] is not None:
                parts = operands[0] if name == "TJ" else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                words = "".join(
                    font.get(int.from_bytes(codes[at : at + 2], "big"), "?") for at in range(0, len(codes), 2)
                )
                found[number, stack[-1]] = found.get((number, stack[-1]), "") + words
    return found


def numbered(language: str) -> dict[Any, int]:
    """Return the number of each page by its object."""
    return {sheet.objgen: number for number, sheet in enumerate(document(language).pages, 1)}


def elements(node: Any, page: Any = None) -> Any:
    """Give every structure element below a node, with the page that it inherits."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            own = child.get("/Pg", page)
            yield child, own
            yield from elements(child, own)


def content(
    node: Any, page: Any, words: dict[tuple[int, int], str], pages: dict[Any, int]
) -> tuple[str, list[Any]]:
    """Return the words of an element and the annotations that belong to it."""
    told, links = "", []
    page = node.get("/Pg", page)
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            told += words.get((pages[page.objgen], int(child)), "")
        elif isinstance(child, pikepdf.Dictionary) and child.get("/Type") == "/OBJR":
            links.append(child.Obj)
        elif isinstance(child, pikepdf.Dictionary) and "/MCID" in child:
            told += words.get((pages[child.get("/Pg", page).objgen], int(child.MCID)), "")
        elif isinstance(child, pikepdf.Dictionary):
            inner = content(child, page, words, pages)
            told, links = told + inner[0], links + inner[1]
    return told, links


@LANGUAGES
def test_every_page_reference_names_the_page_that_its_link_opens(language):
    words, pages = marked(language), numbered(language)
    referring = 0
    for element, page in elements(document(language).Root.StructTreeRoot):
        if element.S != "/Link":
            continue
        told, links = content(element, page, words, pages)
        printed = re.search(r"p\.\s?(\d+)$", told.strip())
        assert links, told
        if printed:
            referring += 1
            assert {pages[link.Dest[0].objgen] for link in links} == {int(printed[1])}, told
    in_sentences = "main > p a.ref, main > ul a.ref, figcaption > p a.ref, .table-block caption a.ref"
    assert referring == len(parsed(language).select(in_sentences))


@LANGUAGES
def test_the_pdf_keeps_its_promises(language):
    pdf = document(language)
    root, text = pdf.Root, parsed(language)
    assert str(root.Lang) == language and bool(root.MarkInfo.Marked)
    metadata = pdf.open_metadata()
    assert metadata["pdfuaid:part"] == "1" and metadata["dc:title"] == text.select("title")[0].get_text()
    bookmarks = [str(item.title) for item in pdf.open_outline().root]
    main, appendix = bookmarks[:-2], bookmarks[-1]
    assert [*main, appendix] == [heading.find(string=True) for heading in text.select("main h2")]
    fonts = [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    assert fonts and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
    assert not [item for item in streams if item.get("/Subtype") == "/Image"], "a figure is no drawing"
    kinds = [str(element.S) for element, _ in elements(root.StructTreeRoot)]
    assert kinds.count("/Table") >= len(text.select(".table-block")) and "/TH" in kinds
    figures = [element for element, _ in elements(root.StructTreeRoot) if element.S == "/Figure"]
    assert {str(figure.Alt) for figure in figures} >= {image["alt"] for image in text.select("figure img")}


def broken(language: str, part: str) -> list[str]:
    """Return the words that the PDF breaks with a hyphen where the page has none, below elements of a kind."""
    words, pages = marked(language), numbered(language)
    whole = set(re.findall(r"[^\W\d_]+", parsed(language).get_text()))
    told = [content(element, page, words, pages)[0]
            for element, page in elements(document(language).Root.StructTreeRoot) if part == element.S]  # fmt: skip
    parts = [
        re.split(r"[-\xad]", word)
        for words in told
        for word in re.findall(r"[^\W\d_]+[-\xad][^\W\d_]+", words)
    ]
    return ["".join(pair) for pair in parts if "".join(pair) in whole]


@LANGUAGES
def test_print_breaks_no_name_and_no_word_that_fits(language):
    assert broken(language, "/P") == []
    in_tables = broken(language, "/TD") + broken(language, "/TH")
    assert in_tables and [word for word in in_tables if word[0].isupper() or len(word) < 11] == []


def pages_of(node: Any, page: Any, pages: dict[Any, int]) -> set[int]:
    """Return the numbers of the pages on which an element stands."""
    page, children = node.get("/Pg", page), node.get("/K", [])
    found: set[int] = set()
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            found.add(pages[page.objgen])
        elif isinstance(child, pikepdf.Dictionary) and "/MCID" in child:
            found.add(pages[child.get("/Pg", page).objgen])
        elif isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found |= pages_of(child, page, pages)
    return found


@LANGUAGES
def test_no_table_leaves_a_row_alone_on_a_page(language):
    pages, rows = numbered(language), 0
    for table, page in elements(document(language).Root.StructTreeRoot):
        if table.S != "/Table":
            continue
        stands = [pages_of(row, at, pages) for row, at in elements(table, page) if row.S == "/TR"][1:]
        assert all(len(where) == 1 for where in stands), "a row is broken"
        counted = Counter(page for where in stands for page in where)
        assert len(stands) == 1 or min(counted.values()) > 1, counted
        rows += len(stands)
    assert rows == len(parsed(language).select(".table-block tbody tr"))


@LANGUAGES
def test_no_page_of_the_pdf_is_left_half_empty(language):
    lowest = []
    for sheet in document(language).pages:
        heights, height = [], 0.0
        for operands, operator in pikepdf.parse_content_stream(sheet):
            if str(operator) == "cm":
                height = float(operands[5])
            elif str(operator) in ("Tj", "TJ") and height > 80:  # the page number stands below
                heights.append(height)
        lowest.append(min(heights))
    # a part ends where it ends; the contents fill their page as they can
    appendix = document(language).open_outline().root[-1].destination
    first = numbered(language)[appendix[0].objgen]
    ends = {first - 1, len(lowest)}
    half_empty = {number for number, height in enumerate(lowest[1:], 2) if height > 842 * 0.45}
    assert 0 < first - 1 < len(lowest) and half_empty <= ends
