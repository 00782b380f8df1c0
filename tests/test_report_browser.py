"""The report in a real browser: accessible, alone, by mouse, keyboard and touch, with and without its script."""

import shutil
from pathlib import Path

import pytest
from browsing import opened, tries_to_reach_out, violations, visit

from helpers import report
from helpers.paths import Study

FIXTURE = Path(__file__).parent / "report_study"
WIDTHS = {"desk": 1280, "phone": 360}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the invented study with its report."""
    folder = tmp_path_factory.mktemp("browser") / "study"
    shutil.copytree(FIXTURE, folder)
    report.write(Study.find(folder))
    return Study.find(folder)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_nothing(browser, study, language, mode, width):
    page = opened(browser, study.reports, language, width, mode)
    page.locator("a.ref").nth(3).click()
    page.wait_for_selector(".note:not([hidden])")
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_asks_for_nothing_complains_of_nothing_and_does_not_overflow(
    browser, study, language, width
):
    page = visit(browser, study.reports, language, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert page.asked == [] and page.said == []
    page.context.close()


def test_words_of_an_article_run_nothing(browser, study):
    page = visit(browser, study.reports)
    assert page.title().startswith("Declared incidents")
    assert page.evaluate("document.scripts.length") == 1
    page.context.close()


def test_the_policy_refuses_script_and_network(browser, study):
    page = visit(browser, study.reports)
    assert not tries_to_reach_out(page)
    page.context.close()


def test_evidence_opens_by_mouse(browser, study):
    page = visit(browser, study.reports)
    page.locator("main p a.ref[href='#claim-persons-exact']").hover()
    note = page.locator(".note:not([hidden])")
    note.wait_for()
    assert note.locator("mark").inner_text() == "Les dossiers de 12.450 patients ont été copiés"
    note.hover()
    page.wait_for_timeout(450)
    assert note.is_visible()
    page.mouse.move(2, 2)
    page.wait_for_timeout(450)
    assert not note.is_visible()
    page.context.close()


def test_evidence_opens_by_keyboard(browser, study):
    page = visit(browser, study.reports)
    link = page.locator("main p a.ref[href='#value-tilleuls-2021-persons_exposed']").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    note = page.locator(".note:not([hidden])")
    note.wait_for()
    assert "12,450" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible() and link.evaluate("(element) => element === document.activeElement")
    page.keyboard.press("Enter")
    note.wait_for()
    assert page.evaluate("document.activeElement.id") == "note"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.note') !== null")
    page.keyboard.press("Escape")
    assert not note.is_visible() and link.evaluate("(element) => element === document.activeElement")
    page.context.close()


def test_evidence_opens_by_touch_within_the_screen(browser, study):
    page = visit(browser, study.reports, "fr", 360, has_touch=True, is_mobile=True)
    page.locator("main p a.ref[href='#measure-rate_declared_2021']").tap()
    note = page.locator(".note:not([hidden])")
    note.wait_for()
    box = note.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert "1,10 à 1,76" in note.inner_text()
    note.get_by_text("Ouvrir dans l’annexe").tap()
    assert page.url.endswith("#measure-rate_declared_2021") and not note.is_visible()
    page.context.close()


def test_a_permanent_link_is_copied(browser, study):
    page = visit(browser, study.reports)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(
        "main p a.ref[href='#claim-night'], main p a.ref[href='#value-tilleuls-2021-event_date']"
    ).first.click()
    page.locator(".note button").first.click()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("report.en.html#value-tilleuls-2021-event_date")
    page.goto(address)
    assert page.locator(":target .entry-value").first.inner_text() == "3 to 4\u00a0March 2021"
    page.context.close()


def test_the_table_behind_a_figure_is_in_the_file(browser, study):
    page = visit(browser, study.reports)
    with page.expect_download() as download:
        page.locator("figure a[download]").click()
    assert download.value.suggested_filename == "rates.csv"
    assert Path(download.value.path()).read_bytes() == (study.figures / "rates.csv").read_bytes()
    page.context.close()


def test_the_incident_table_filters_and_sorts(browser, study):
    page = visit(browser, study.reports, "fr")
    rows = page.locator("table.interactive tbody tr")
    page.locator(".controls input").fill("laboratoire")
    assert [row.is_visible() for row in rows.all()] == [False, True]
    assert page.locator(".controls output").inner_text() == "1 sur 2 lignes"
    page.locator(".controls input").fill("")
    header = page.locator("table.interactive thead th").nth(2)
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    assert rows.first.locator("th").inner_text() == "Une fuite de laboratoire"
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert rows.first.locator("th").inner_text() == "Rançongiciel dans une clinique"
    page.context.close()


def test_the_language_switches_at_the_same_place(browser, study):
    page = visit(browser, study.reports)
    page.goto(page.url + "#tables")
    page.locator("#other-language").click()
    page.wait_for_url("**/report.fr.html#tables")
    assert page.locator("h2:target").inner_text().startswith("Les tables")
    page.context.close()


def test_all_content_is_there_without_script(browser, study):
    page = visit(browser, study.reports, java_script_enabled=False)
    page.locator("main p a.ref[href='#claim-persons-exact']").click()
    assert page.url.endswith("#claim-persons-exact")
    assert page.locator("#claim-persons-exact mark").is_visible()
    assert page.locator("table.interactive tbody tr").count() == 2
    assert page.locator(".controls, .note").count() == 0
    page.context.close()


def test_print_shows_words_without_controls(browser, study):
    page = visit(browser, study.reports)
    page.emulate_media(media="print")
    assert page.locator("#claim-persons-exact mark").is_visible()
    assert not page.locator(".controls").is_visible() and not page.locator("#other-language").is_visible()
    page.context.close()
