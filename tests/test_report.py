"""The report: its references, guards, wording, HTML, PDF and data package, on a small invented study."""

import csv
import json
import re
import shutil
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import report, schemas, tables
from helpers.errors import InputError
from helpers.paths import Study
from helpers.report import html, pdf, prose
from helpers.report.facts import context, load
from helpers.report.references import text
from helpers.report.wording import Wording, french_spaces, read_words, shown, typeset

FIXTURE = Path(__file__).parent / "report_study"
TEMPLATE = Path(__file__).parents[1] / "reports" / "template"
ENGLISH = Wording("en", read_words([TEMPLATE], "en"))
FRENCH = Wording("fr", read_words([TEMPLATE], "fr"))
THIN, FIXED = "\u202f", "\u00a0"


def copied(folder: Path) -> Study:
    """Return a copy of the invented study."""
    shutil.copytree(FIXTURE, folder / "study")
    return Study.find(folder / "study")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = copied(tmp_path_factory.mktemp("report"))
    report.write(study)
    return study


def page(study: Study, language: str) -> BeautifulSoup:
    """Return the written page, parsed."""
    return BeautifulSoup((study.reports / f"report.{language}.html").read_bytes(), "html.parser")


def by_id(root: BeautifulSoup, name: str) -> Tag:
    """Return the element of that id."""
    found = root.find(id=name)
    assert isinstance(found, Tag), name
    return found


def write_prose(study: Study, lines: str, language: str = "en", name: str = "20_more.md") -> None:
    """Add a file of prose."""
    (study.prose / language / name).write_text(lines, encoding="utf-8")


def faults(study: Study) -> list[str]:
    """Return the lines of the error that the prose causes."""
    with pytest.raises(InputError) as error:
        report.check(study)
    return str(error.value).split("\n")


def together(words: str) -> str:
    """Return words with each day fixed to its month, as print keeps them."""
    return re.sub(r"\b(\d{1,2}(?:er)?) (?=(?!and)[A-Zjfmasond]\w{2})", rf"\1{FIXED}", words)


def change(study: Study, name: str, old: str, new: str) -> None:
    """Replace words in a table."""
    path = study.root / "data" / f"{name}.csv"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


# --- wording


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (1400000, f"1.4{FIXED}million", f"1,4{FIXED}million"),
        (2000000, f"2{FIXED}million", f"2{FIXED}millions"),
        (1e9, f"1{FIXED}billion", f"1{FIXED}milliard"),
        (491840, "491,840", f"491{THIN}840"),
        (1234567, "1,234,567", f"1{THIN}234{THIN}567"),
        (0.9, "0.90", "0,90"),
        (47, "47", "47"),
        (-3.25, "−3.25", "−3,25"),
        (0.00042, "0.00042", "0,00042"),
    ],
)
def test_numbers_are_written_as_in_the_language(value, english, french):
    assert ENGLISH.number(value) == english
    assert FRENCH.number(value) == french


@pytest.mark.parametrize(
    ("edtf", "form", "english", "french"),
    [
        ("2021-02-23", "", "23 February 2021", "23 février 2021"),
        ("2021-03-01", "", "1 March 2021", "1er mars 2021"),
        ("2021-02-23", "when", "on 23 February 2021", "le 23 février 2021"),
        ("2021-02-23", "weekday", "Tuesday 23 February 2021", "mardi 23 février 2021"),
        ("2021-02-23", "day_month", "23 February", "23 février"),
        ("2021-06", "when", "in June 2021", "en juin 2021"),
        ("2021-22", "", "summer 2021", "été 2021"),
        ("2021-22", "when", "in the summer of 2021", "à l’été 2021"),
        ("2015/2020", "", "2015 to 2020", "de 2015 à 2020"),
        ("2021-04/2021-05", "", "April to May 2021", "d’avril à mai 2021"),
        ("2021-02-08/2021-02-09", "", "8 to 9 February 2021", "du 8 au 9 février 2021"),
        ("2021-02-08/2021-02-09", "when", "between 8 and 9 February 2021", "entre le 8 et le 9 février 2021"),
        ("2020-12-30/2021-01-02", "", "30 December 2020 to 2 January 2021", "du 30 décembre 2020 au 2 janvier 2021"),
        ("2021-02-24~", "", "around 24 February 2021", "vers le 24 février 2021"),
        ("2021-02~", "", "around February 2021", "vers février 2021"),
        ("/2021-02", "", "until February 2021", "jusqu’à février 2021"),
        ("2021-02-23", "year", "2021", "2021"),
        ("2020-12/2021-02", "year", "2020 to 2021", "de 2020 à 2021"),
        ("2021-02~/2023-03-20", "", "February 2021 to 20 March 2023 (approximately)", "de février 2021 au 20 mars 2023 (environ)"),
        ("2021-02-09/2021-02-24~", "when", "between 9 and 24 February 2021 (approximately)", "entre le 9 et le 24 février 2021 (environ)"),
        ("2021-02?/2021-03", "", "February to March 2021 (uncertain)", "de février à mars 2021 (incertain)"),
        ("2021-02-24~/", "", "since 24 February 2021 (approximately)", "depuis le 24 février 2021 (environ)"),
        ("2021-02-31", "", "2021-02-31", "2021-02-31"),
    ],
)  # fmt: skip
def test_dates_of_any_precision_are_worded(edtf, form, english, french):
    assert ENGLISH.edtf(edtf, form) == together(english)
    assert FRENCH.edtf(edtf, form) == together(french)


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "english", "french"),
    [
        (500000, 500000, "near", "nearly 500,000", f"près de 500{THIN}000"),
        (200, None, "", "at least 200", "au moins 200"),
        (200, None, "more_than", "more than 200", "plus de 200"),
        (None, 300, "up_to", "up to 300", "jusqu’à 300"),
        (200, 300, "range", "200 to 300", "200 à 300"),
        (7, 7, "exact", "7", "7"),
        (None, None, "", "", ""),
    ],
)
def test_bounds_keep_their_qualifier(low, high, qualifier, english, french):
    assert ENGLISH.bounds(low, high, qualifier) == english
    assert FRENCH.bounds(low, high, qualifier) == french


def test_french_punctuation_gets_its_spaces():
    assert french_spaces("Vraiment ? Oui ; « peut-être » : 5 %!") == (
        f"Vraiment{THIN}? Oui{THIN}; «{FIXED}peut-être{FIXED}»{FIXED}: 5{THIN}%{THIN}!"
    )
    assert typeset("l'été", "fr") == "l’été"
    assert typeset('"so" it\'s', "en") == "“so” it’s"
    assert typeset("« so » it is", "en") == "“so” it is"


def test_a_list_of_lists_keeps_its_parts_apart():
    assert FRENCH.listed(["le titre", "le corps"], "or") == "le titre ou le corps"
    assert FRENCH.listed(["un", "deux", "trois"]) == "un, deux et trois"
    assert FRENCH.listed(["le logiciel", "la clinique", "la clinique et le centre"], "or") == (
        f"le logiciel{THIN}; la clinique{THIN}; ou la clinique et le centre"
    )


def test_unseen_characters_of_an_article_are_shown_never_obeyed():
    assert shown("a\u202eb\u200bc\x00\r\nd") == "a[U+202E]b[U+200B]c[U+0000] d"


def test_every_term_of_the_tables_has_words_in_both_languages():
    groups = {
        "field": schemas.FIELDS, "scope": schemas.SCOPES, "organisation_type": schemas.ORGANISATION_TYPES,
        "qualifier": schemas.QUALIFIERS, "population": schemas.POPULATIONS, "speaker": schemas.SPEAKERS,
        "modality": schemas.MODALITIES, "stance": schemas.STANCES, "rule": schemas.RULES, "status": schemas.STATUSES,
        "dismissal": schemas.DISMISSALS, **schemas.TERMS,
    }  # fmt: skip
    missing = [
        f"{group}.{term}"
        for group, terms in groups.items()
        for term in terms
        if not FRENCH.knows(group, term)
    ]
    assert missing == []
    with (TEMPLATE / "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            holes = [sorted(re.findall(r"\{\w+\}", row[language])) for language in ("en", "fr")]
            assert row["en"] and row["fr"] and holes[0] == holes[1], row


def test_a_study_may_translate_its_own_words(study):
    own = "key,en,fr\nmethod.counted,counted,dénombrement\n"
    (study.prose / "words.csv").write_text(own, encoding="utf-8")
    report.write(study)
    assert "Méthode dénombrement" in page(study, "fr").get_text()
    assert page(study, "fr").find("span", lang="en", string="exact Poisson (Garwood 1936), 95 %")
    (study.prose / "words.csv").write_text(own + "note.x,x\n", encoding="utf-8")
    assert faults(study) == [
        "reports/prose/words.csv, row 3: has no key or no fr; the columns are key, en, fr"
    ]


def test_a_phrase_of_the_tables_is_translated_by_its_parts():
    words = {"formula.rule r#": "règle r#", "formula.of # of #": "sur # de #", "formula.a, b": "exact"}
    say = Wording("fr", words)
    assert say.translated("formula", "x / T, rule r3; of 7 of 52") == f"x / T, règle r3{THIN}; sur 7 de 52"
    assert say.translated("formula", "a, b") == "exact"
    assert say.translated("formula", "rule r3, unknown words") == ""
    assert say.translated("formula", "words without a row") == ""


@pytest.mark.parametrize(
    ("number", "unit", "value", "french"),
    [
        (f"1,4{FIXED}million", "persons", 1.4e6, f"1,4{FIXED}million de personnes"),
        (f"1{FIXED}milliard", "EUR", 1e9, f"1{FIXED}milliard d’euros"),
        (f"491{THIN}840", "persons", 491840, f"491{THIN}840 personnes"),
        ("1", "incidents", 1, "1 incident"),
        ("0,90", "days", 0.9, "0,90 jour"),
        ("2", "incidents", 2, "2 incidents"),
        ("1", "unheard of", 1, "1 unheard of"),
    ],
)
def test_a_number_agrees_with_its_unit(number, unit, value, french):
    assert FRENCH.in_unit(number, unit, value) == french
    assert ENGLISH.in_unit("1", "incidents", 1) == "1 incident"
    assert ENGLISH.in_unit("0.90", "days", 0.9) == "0.90 days"


def test_context_is_the_article_around_the_quote():
    words = "mot " * 60 + "PREUVE" + " mot" * 60
    start = words.index("PREUVE")
    before, quote, after = context(words, start, start + 6)
    assert quote == "PREUVE"
    assert before.startswith(f"…{FIXED}mot") and before.endswith("mot ") and 70 <= len(before) <= 84
    assert after.startswith(" mot") and after.endswith(f"mot{FIXED}…") and 70 <= len(after) <= 84


# --- prose


def test_references_are_formatted_and_linked(written):
    links = {link.get("href"): link.get_text() for link in page(written, "en").select("main > p a.ref")}
    assert links["#value-tilleuls-2021-persons_exposed"] == "12,450"
    assert links["#value-tilleuls-2021-event_date"] == together("between 3 and 4 March 2021")
    assert links["#measure-rate_declared_2021"] == "1.40 (1.10 to 1.76)"
    assert links["#measure-share_practices"] == "50%"
    assert links["#measure-p_rate"] == "less than 0.001"
    assert links["#claim-persons-near"] == "nearly 12,000"
    assert links["#row-press_incidents-tilleuls-clinic-2021-03"] == together("on 4 March 2021")
    french = {link.get("href"): link.get_text() for link in page(written, "fr").select("main > p a.ref")}
    assert french["#value-tilleuls-2021-persons_exposed"] == f"12{THIN}450"
    assert french["#value-tilleuls-2021-event_date"] == together("entre le 3 et le 4 mars 2021")
    assert french["#measure-share_practices"] == f"50{THIN}%"


BAD_LINES = [
    ("There were 47 attacks.", "a digit is typed by hand (47)"),
    ("### Attacks of 2021", "a digit is typed by hand (2021)"),
    ("See [page 4](https://exemple.fr/4).", "a digit is typed by hand"),
    ("See `data/raw/none-2021.csv`.", "a digit is typed by hand"),
    ("١٢ attacks.", "a digit is typed by hand"),
    ("##", "this heading has no words"),
    ('Odd {{ m("incidents_register") articles.', "a tag is not closed on its line"),
    ('Odd m("incidents_register") }} articles.', "a tag is not closed on its line"),
    ('{{ m("no_such") }} attacks.', "there is no measure 'no_such'"),
    ('{{ c("no-such") }}', "there is no claim 'no-such'"),
    ('{{ q("no-such") }}', "there is no claim 'no-such'"),
    ('{{ a("no-such") }}', "there is no article 'no-such'"),
    ('{{ v("dax", "persons_exposed") }}', "there is no incident 'dax'"),
    ('{{ v("tilleuls-2021", "size") }}', "there is no field 'size'"),
    ('{{ v("laboratory-2021", "persons_exposed") }}', "no claim reports persons_exposed"),
    ('{{ v("tilleuls-2021", "event_date", "words") }}', "event_date has no form 'words'"),
    ('{{ m("year", "when") }}', "year has no form 'when'"),
    ('{{ m("year", "interval") }}', "year has no low"),
    ('{{ r("press_incidents:none", "event_date_edtf") }}', "there is no row 'press_incidents:none'"),
    ('{{ r("press_incidents:cabinet-2021-05", "persons_exposed_low") }}', "is empty or unknown"),
    ('{{ figure("none") }}', "there is no figure 'none'"),
    ('{{ table("none") }}', "there is no table 'none'"),
    ('{{ table("measures", "none_*") }}', "no measure is named 'none_*'"),
    ('So: {{ table("incidents") }}', "does not stand alone"),
    ('{{ holds("more", "rate_declared_2021 < 1") }}', "“more” no longer holds: rate_declared_2021 < 1 is 1.4 < 1.0"),
    ('{{ holds("a", "rate_declared_2021 > 1 and year < 1999") }}', "“a” no longer holds"),
    ('{{ holds("a", "rate_declared_2021") }}', "is no comparison"),
    ('{{ holds("a", "rate_declared_2021 < \'x\'") }}', "compares a number with words"),
    ('{{ holds("a", "tilleuls-2021:attack_type.term == \'ddos\'") }}', "no longer holds"),
    ('{{ holds("a", "tilleuls-2021:event_date.latest > tilleuls-2021:complaint_date.earliest") }}', "no longer holds"),
    ('{{ plural("tilleuls-2021:attack_type", "a", "b") }}', "has no value"),
    ('{{ name("491 840 persons") }}', "is not in the list of names"),
    ('{{ name("2022") }}', "is not in the list of names"),
    ("{{ 7 * 7 }}", "is no tag"),
    ("{{ m }}", "is no tag"),
    ('{{ __import__("os") }}', "is no tag"),
    ('{{ m.__class__("a") }}', "is no tag"),
    ('{{ m(form="low") }}', "is no tag"),
    ("{{ m(1) }}", "takes words in quotation marks"),
    ("{{ m() }}", "too few or too many arguments"),
    ("{{ m( }}", "cannot be read"),
    ("{% if x %}", "HTML, an image or a template statement"),
    ("A <b>bold</b> word.", "HTML, an image or a template statement"),
    ("![x](y.png)", "HTML, an image or a template statement"),
    ("[x](javascript:alert)", "leads neither to an address nor to an id"),
    ("[x](#nowhere)", "no heading or entry has the id 'nowhere'"),
    ("# A second title", "level does not follow"),
    ("##### Too deep", "level does not follow"),
    ("## Again {#summary}", "the id 'summary' stands twice"),
    ("A \U000f0001 character.", "private-use"),
    ('{{ figure("rates") }}', "figure rates stands twice"),
    ('{{ table("incidents") }}', "table incidents stands twice"),
    ("{{ evidence() }}", "evidence stands twice"),
    (": A caption of nothing.", "stands above no table or figure"),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Return what one check says of each line of a file in which every other line is bad."""
    study = copied(tmp_path_factory.mktemp("bad"))
    for language in ("en", "fr"):
        write_prose(
            study, "## More {#more}\n\n" + "\n\n".join(line for line, _ in BAD_LINES) + "\n", language
        )
    errors = [fault for fault in faults(study) if fault.startswith("reports/prose/en/20_more.md, line ")]
    return {int(re.search(r"line (\d+)", error)[1]): error for error in errors}  # type: ignore[index]


@pytest.mark.parametrize("at", range(len(BAD_LINES)), ids=[line for line, _ in BAD_LINES])
def test_a_bad_line_fails_with_file_and_line(told, at):
    fault = told.get(3 + 2 * at, "")
    assert BAD_LINES[at][1] in fault, fault
    assert re.fullmatch(r"reports/prose/en/20_more\.md, line \d+: .+; .+", fault)


def test_only_the_bad_lines_are_told(told):
    assert sorted(told) == [3 + 2 * at for at in range(len(BAD_LINES))]


@pytest.mark.parametrize(
    "line",
    [
        "A file, `data/raw/press_incidents.csv`, and an [address](https://exemple.fr/2021/03).",
        "<!-- 47 attacks -->Nothing.",
        '{{ name("Covid-19") }} is a name.',
        '{{ holds("one", "0.5 < 1 and rate_declared_2021.low >= 1.09") }}',
        '{{ m("incidents_register", "Words") }} {{ plural("incidents_register", "incident", "incidents") }}.',
        "To [the claim](#claim-night) and [the tables](#tables).",
        "See {{ version }}, {{ data_date }}, {{ tables_hash }}.",
    ],
)
def test_a_good_line_passes(study, line):
    for language in ("en", "fr"):
        write_prose(study, f"{line}\n", language)
    report.check(study)


def test_a_caption_of_the_prose_answers_for_its_numbers(study):
    for path in study.prose.glob("*/10_summary.md"):
        source = path.read_text(encoding="utf-8")
        for block in ('{{ figure("rates") }}', '{{ table("measures", "rate_*") }}'):
            assert block in source
            source = source.replace(block, f': Of the year {{{{ m("year") }}}}.\n{block}')
        path.write_text(source, encoding="utf-8")
    report.write(study)
    root = page(study, "en")
    captions = [root.select("figcaption p")[0], root.select(".table-block caption")[-2]]
    for caption in captions:
        assert caption.get_text().endswith("Of the year 2021.")
        assert caption.select("a.ref")[0].get("href") == "#measure-year"


def test_all_bad_lines_are_told_at_once(study):
    write_prose(study, 'In 2021.\nIn 2022.\n\n{{ m("none") }}\n')
    write_prose(study, 'En 2023.\n\n{{ m("none") }}\n', "fr")
    found = faults(study)
    assert [told.split(": ")[0] for told in found] == [
        "reports/prose/en/20_more.md, line 1", "reports/prose/en/20_more.md, line 2",
        "reports/prose/en/20_more.md, line 4", "reports/prose/fr/20_more.md, line 1",
        "reports/prose/fr/20_more.md, line 3",
    ]  # fmt: skip


def test_a_reference_of_one_language_only_fails(study):
    write_prose(study, 'So {{ m("year") }}.\n')
    write_prose(study, "Ainsi.\n", "fr")
    assert faults(study) == [
        "reports/prose/fr/20_more.md: lacks m(year), which en has; say the same in both languages"
    ]
    (study.prose / "fr" / "20_more.md").unlink()
    assert faults(study) == [
        "reports/prose/fr/20_more.md: does not exist; translate reports/prose/en/20_more.md"
    ]


def test_a_deleted_claim_breaks_each_sentence_that_rested_on_it(study):
    rows = tables.read(study, "processed/claims")
    for name in ("persons-near", "hostile", "rate", "night", "persons-exact"):
        source = "\n".join((study.prose / "en" / "10_summary.md").read_text(encoding="utf-8").split("\n"))
        resting = [at for at, line in enumerate(source.split("\n"), 1) if f'"{name}"' in line]
        tables.write(study, "processed/claims", rows[rows["claim_id"] != name])
        told = [int(re.search(r"line (\d+)", fault)[1]) for fault in faults(study) if "/en/" in fault]  # type: ignore[index]
        assert resting and told == resting, name


def test_a_value_that_is_no_longer_reported_breaks_its_sentences(study):
    change(
        study,
        "processed/values",
        "tilleuls-2021,complaint_date,single_claim",
        "tilleuls-2021,complaint_date,not_reported",
    )
    assert [fault.split(":")[0] for fault in faults(study)] == [
        "reports/prose/en/10_summary.md, line 8", "reports/prose/fr/10_summary.md, line 8",
    ]  # fmt: skip


def test_a_comparison_that_its_numbers_no_longer_support_fails(study):
    change(study, "processed/measures", "0.13855", "2.5")
    assert all("“" in fault and "no longer holds" in fault and "line 1" in fault for fault in faults(study))


def test_prose_without_title_or_appendix_fails(study):
    for language in ("en", "fr"):
        (study.prose / language / "10_summary.md").write_text("Words.\n", encoding="utf-8")
    assert [fault.split("; ")[0].split(": ")[1] for fault in faults(study)][:2] == [
        "has no title",
        "has no appendix",
    ]


def test_prose_that_is_not_utf8_fails(study):
    (study.prose / "en" / "10_summary.md").write_bytes("# été\n".encode("latin-1"))
    assert "is not UTF-8 (byte 2)" in faults(study)[0]


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_a_tag_is_read_never_run(tag):
    calls = SimpleNamespace(functions={}, front={})
    with pytest.raises(prose.Unresolved):
        prose.resolve(tag, calls)  # type: ignore[arg-type]


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Co")), max_size=80))
@settings(max_examples=80, deadline=None)
@example("#")
def test_any_markdown_makes_a_tree(words):
    nodes = prose.parsed(words, [], "fr")
    assert json.loads(json.dumps(nodes)) == nodes


# --- HTML


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_needs_nothing_else(written, language):
    root = page(written, language)
    assert root.select("html")[0].get("lang") == language
    assert not root.select("link, iframe, object, embed, script[src], base, form")
    assert all(image.get("src").startswith("data:image/svg+xml;base64,") for image in root.select("img"))
    policy = root.select("meta[http-equiv]")[0].get("content")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    targets = {link.get("href") for link in root.select("a[href]")}
    assert all(
        re.match(r"#|https://exemple\.fr/|data:text/csv|report\.(en|fr)\.html$", target) for target in targets
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_link_inside_the_page_leads_somewhere(written, language):
    root = page(written, language)
    ids = [element.get("id") for element in root.select("[id]")]
    assert len(ids) == len(set(ids))
    inner = {link.get("href")[1:] for link in root.select("a[href^='#']")}
    assert inner <= set(ids)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_number_of_the_prose_is_an_orphan(written, language):
    root = page(written, language)
    for number in root.select("main > p a.ref, main > p.standfirst a.ref, h1 a.ref, td a.ref"):
        entry = by_id(root, number.get("href")[1:])
        assert entry.select("mark, .facts li"), number.get("href")
    for paragraph in root.select("main > p, main > ul > li, main > blockquote p"):
        for part in paragraph.select("a.ref, code"):
            part.decompose()
        assert not re.search(r"\d", paragraph.get_text().replace("Covid-19", "")), paragraph.get_text()


def test_quotes_are_verbatim_marked_and_in_french(written):
    root = page(written, "en")
    claims = tables.read(written, "processed/claims").set_index("claim_id")
    for name, row in claims.iterrows():
        quote = by_id(root, f"claim-{name}").select("blockquote[lang='fr'] mark")[0]
        assert quote.get_text() == shown(row["quote"])
    assert all(quote.get("lang") == "fr" for quote in root.select("q"))


def test_words_of_an_article_never_become_markup(written):
    for language in ("en", "fr"):
        root = page(written, language)
        assert len(root.select("script")) == 1
        assert not root.select("main b, main img:not([alt]), main [onerror]")
        assert not [link for link in root.select("a") if "javascript:" in link.get("href", "")]
        words = root.get_text()
        assert "<script>document.title = 'pris'</script>" in words
        assert '#eval("1 + 1") et $x^2$' in words
        assert "{{ 7 * 7 }}" in words
        assert "\u202e" not in words and "[U+202E]selon un pirate" in words


def test_small_practices_are_not_named(written):
    for name in ("report.en.html", "report.fr.html"):
        assert "Inventé" not in (written.reports / name).read_text(encoding="utf-8")
    rests_on = by_id(page(written, "fr"), "measure-share_practices").select(".facts li")[-1]
    assert rests_on.get_text() == (
        f"Repose sur Clinique des Tilleuls{THIN}; un cabinet médical non nommé (mai 2021)"
    )


def test_an_organisation_keeps_its_language(written):
    root = page(written, "en")
    assert root.select("#measure-share_practices .facts li")[-1].select("[lang=fr]")[0].get_text() == (
        "Clinique des Tilleuls"
    )
    practice = by_id(root, "row-press_incidents-cabinet-2021-05").select(".entry-title")[0]
    assert practice.get_text() == "An unnamed medical practice (May 2021)" and not practice.get("lang")


def test_numbers_of_a_measure_claim_no_more_than_they_know(study):
    change(study, "processed/measures", "probability,exact Poisson", "probability,exact")
    change(study, "processed/measures", ",2.5e-188,,,", ",0,,,")
    change(study, "processed/measures", ",2,,,incidents", ",57.5,12,103,days")
    report.write(study)
    root = page(study, "en")
    assert by_id(root, "measure-p_rate").select(".entry-value")[0].get_text() == "less than 0.001"
    delay = by_id(root, "measure-incidents_register")
    assert delay.select(".entry-value")[0].get_text() == "57.5 days"
    assert delay.select(".facts li")[0].get_text() == "Interval 12 to 103"


def test_headings_tables_and_figures_are_labelled(written):
    root = page(written, "fr")
    levels = [int(element.name[1]) for element in root.find_all(["h1", "h2", "h3", "h4"])]
    assert levels.count(1) == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.select("table"):
        assert table.select("caption")[0].get_text().strip()
        assert all(header.get("scope") == "col" for header in table.select("thead th"))
        assert all(row.select("th[scope='row']") for row in table.select("tbody tr"))
    image = root.select("figure img")[0]
    assert image.get("alt") == f"Deux barres{THIN}; celle des incidents déclarés est la plus longue."
    download = root.select("figure a[download]")[0]
    assert download.get("download") == "rates.csv"


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_stays_text(words):
    document = {
        "language": "en", "other": "", "title": {"inlines": [text(shown(words))], "plain": shown(words)}, "contents": [],
        "blocks": [{"kind": "paragraph", "inlines": [text(shown(words))]}], "words": dict(ENGLISH.words),
        "front": {"version": "", "released": "", "data_date": "", "tables_hash": "", "hash": ""},
        "citation": {"title": "", "authors": "", "year": "", "address": ""},
    }  # fmt: skip
    root = BeautifulSoup(html.page(document, TEMPLATE), "html.parser")
    paragraph = root.select("main > p")[-1]
    assert paragraph.find_all(True) == []
    assert paragraph.get_text() == shown(words)
    assert len(root.select("script, style")) == 2


# --- PDF


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pdf_is_tagged_and_named(written, language):
    with pikepdf.open(written.reports / f"report.{language}.pdf") as document:
        root = document.Root
        assert str(root.Lang) == language
        assert bool(root.MarkInfo.Marked) and bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in root and int(root.Outlines.Count) != 0
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == page(written, language).select("title")[0].get_text()
        assert "/CreationDate" not in document.docinfo or str(document.docinfo.CreationDate).startswith(
            "D:1970"
        )


def structure(node: pikepdf.Object, found: list[pikepdf.Object]) -> list[pikepdf.Object]:
    """Return all structure elements below a node."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found.append(child)
            structure(child, found)
    return found


def test_the_pdf_has_alt_texts_headers_and_links(written):
    with pikepdf.open(written.reports / "report.fr.pdf") as document:
        elements = structure(document.Root.StructTreeRoot, [])
        kinds = [str(element.S) for element in elements]
        figures = [element for element in elements if str(element.S) == "/Figure"]
        assert figures and all("Deux barres" in str(element.Alt) for element in figures)
        assert kinds.count("/Table") == 8 and "/TH" in kinds and "/Caption" in kinds and "/H1" in kinds
        links = [annotation for sheet in document.pages for annotation in sheet.get("/Annots", [])]
        references = len(page(written, "fr").select("main > p a.ref"))
        assert len(links) > references and kinds.count("/Link") >= references


def test_quotes_in_the_english_pdf_are_marked_as_french(written):
    with pikepdf.open(written.reports / "report.en.pdf") as document:
        marked = sum(sheet.Contents.read_bytes().count(b"/Lang(fr)") for sheet in document.pages)
    assert marked >= len(tables.read(written, "processed/claims"))


def test_all_fonts_of_the_pdf_are_embedded_and_figures_are_vectors(written):
    with pikepdf.open(written.reports / "report.en.pdf") as document:
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert fonts and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        images = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
        assert images == []


@pytest.mark.parametrize(
    "words",
    ['#eval("1")', "$x$ _a_ *b* `c` @d <e> = f", "\\u{202e} // */ #[", "- + 1. / a: b", "’''\"--...~"],
)
def test_words_never_become_typst(study, words):
    change(study, "processed/incidents", "Ransomware at a clinic", '"' + words.replace('"', '""') + '"')
    document = report.documents(study)["en"]
    with pikepdf.open(BytesIO(pdf.compiled(pdf.files(document, TEMPLATE)))) as made:
        titles = [
            str(item.Title)
            for item in made.objects
            if isinstance(item, pikepdf.Dictionary) and "/Title" in item and "/Parent" in item
        ]
    assert typeset(words, "en") in titles


# --- as a product


def test_two_builds_give_the_same_bytes(written, tmp_path):
    other = copied(tmp_path)
    report.write(other)
    for path in [*written.reports.glob("report.*"), written.processed / "datapackage.json"]:
        assert path.read_bytes() == (other.root / path.relative_to(written.root)).read_bytes(), path.name


def test_a_language_is_printed_again_only_when_its_report_has_changed(study, monkeypatch):
    printed, compiled = [], pdf.compiled

    def watched(read):
        printed.append(json.loads(read["document.json"])["language"])
        return compiled(read)

    monkeypatch.setattr(pdf, "compiled", watched)
    report.write(study)
    first = {path.name: path.read_bytes() for path in study.reports.glob("report.*.pdf")}
    report.write(study)
    assert sorted(printed) == ["en", "fr"]
    chapter = study.prose / "en" / "10_summary.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    report.write(study)
    assert sorted(printed) == ["en", "en", "fr"]
    assert (study.reports / "report.en.pdf").read_bytes() != first["report.en.pdf"]
    # what is published is put right from what is kept, and only the last print is kept
    (study.reports / "report.fr.pdf").write_bytes(b"damaged")
    report.write(study)
    assert (study.reports / "report.fr.pdf").read_bytes() == first["report.fr.pdf"]
    assert len(list((study.root / "build").glob("report.*.pdf"))) == 2 and len(printed) == 3
    own = study.reports / "template"
    shutil.copytree(TEMPLATE, own)
    template = own / "report.typ"
    template.write_text(template.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    report.write(study)
    assert sorted(printed[3:]) == ["en", "fr"]


def test_nothing_of_this_machine_is_in_the_report(written):
    for name in ("report.en.html", "report.en.pdf"):
        assert str(written.root).encode() not in (written.reports / name).read_bytes()


def test_a_mistake_leaves_the_last_report_whole(study):
    report.write(study)
    before = {path: path.read_bytes() for path in study.reports.glob("report.*")}
    write_prose(study, "In 2021.\n")
    with pytest.raises(InputError):
        report.write(study)
    assert len(before) == 4 and before == {path: path.read_bytes() for path in study.reports.glob("report.*")}


@pytest.mark.parametrize(("language", "other"), [("en", "fr"), ("fr", "en")])
def test_one_language_alone_is_built_alone_and_leaves_nothing_of_another(study, language, other):
    report.write(study)
    shutil.rmtree(study.prose / other)
    names = [path.name for path in report.write(study)]
    assert names == [f"report.{language}.html", f"report.{language}.pdf", "datapackage.json", "rests_on.csv"]
    assert sorted(path.name for path in study.reports.glob("report.*")) == names[:2]
    page = (study.reports / f"report.{language}.html").read_text(encoding="utf-8")
    assert f"report.{other}.html" not in page


def test_a_study_without_articles_gives_an_honest_report(study):
    empty = [
        name for name in schemas.TABLES
        if name == "raw/articles/bibliography" or (name.startswith("processed/") and (study.root / "data" / f"{name}.csv").is_file())
    ]  # fmt: skip
    for name in empty:
        tables.write(study, name, tables.read(study, name).iloc[:0])
    for language, words in (("en", "No article was read."), ("fr", "Aucun article n'a été lu.")):
        source = f'# {words}\n\n## Incidents {{#incidents}}\n\n{{{{ table("incidents") }}}}\n\n## End {{#end}}\n\n{{{{ evidence() }}}}\n'
        (study.prose / language / "10_summary.md").write_text(source, encoding="utf-8")
    assert len(report.write(study)) == 6
    assert "Aucun article n’a encore été lu." in page(study, "fr").get_text()


def test_a_citation_that_cannot_be_read_is_told(study):
    (study.root / "CITATION.cff").write_text("title: [", encoding="utf-8")
    assert faults(study)[0].startswith("CITATION.cff: cannot be read")
    (study.root / "CITATION.cff").write_text("url: javascript:alert(4)", encoding="utf-8")
    report.write(study)
    assert "alert(4)" not in page(study, "en").get_text()


def test_a_missing_drawing_is_told(study):
    (study.figures / "rates.fr.svg").unlink()
    with pytest.raises(InputError, match=r"reports/figures/rates.fr.svg: does not exist"):
        report.write(study)


def test_a_missing_table_is_told(study):
    (study.processed / "measures.csv").unlink()
    with pytest.raises(InputError, match=r"data/processed/measures.csv: does not exist"):
        report.check(study)


def test_the_hash_of_the_tables_follows_the_tables(study):
    before = load(study).tables_hash
    change(study, "processed/measures", "0.13855", "0.13856")
    assert load(study).tables_hash != before


def test_the_data_package_is_valid(written):
    import frictionless

    package = json.loads((written.processed / "datapackage.json").read_text(encoding="utf-8"))
    names = {resource["path"] for resource in package["resources"]}
    assert names == {path.name for path in written.processed.glob("*.csv")}
    keys = {
        key["reference"]["resource"]
        for resource in package["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert keys == {"articles", "incidents"}
    outcome = frictionless.validate(str(written.processed / "datapackage.json"))
    assert outcome.valid, outcome.flatten(["type", "note"])


def test_the_data_package_notices_a_broken_key(study):
    import frictionless

    change(study, "processed/claims", "night,tilleuls-matin", "night,tilleuls-midi")
    # the article of that claim does not exist: the package is written before the report would notice
    (study.processed / "datapackage.json").write_text(report.datapackage(study), encoding="utf-8")
    outcome = frictionless.validate(str(study.processed / "datapackage.json"))
    assert "foreign-key" in {error[0] for error in outcome.flatten(["type"])}


def test_a_denial_is_marked_and_a_value_that_is_denied_is_not_reported(study):
    words = "Les dossiers de 12.450 patients ont été copiés,,,176,222,,\n"
    said = {"told": "press,asserted,affirms", "denied": "victim,asserted,denies"}
    added = {
        "claims": [f"{name}-{term},tilleuls-matin,tilleuls-2021,{field},{term},,,,,,,{who},{words}"
                   for field, term in (("data_disclosure", "Yes"), ("data_variety", "Medical")) for name, who in said.items()],
        "values": ["tilleuls-2021,data_disclosure,not_reported,official_over_press,,,,,,,,,denied-Yes,told-Yes\n",
                   "tilleuls-2021,data_variety,disputed,unresolved,Medical | Medical (denied),,,,,,,,told-Medical denied-Medical,\n"],
        "disagreements": ["tilleuls-2021,data_disclosure,told-Yes denied-Yes,Yes | Yes (denied),official_over_press,not reported,Why.,Pourquoi.\n",
                          "tilleuls-2021,data_variety,told-Medical denied-Medical,Medical | Medical (denied),unresolved,unresolved,Why.,Pourquoi.\n"],
    }  # fmt: skip
    for name, rows in added.items():
        with (study.processed / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(rows)
    report.write(study)
    for language, yes, medical, value, taken in (
        ("en", "yes; yes (denied)", "medical; medical (denied)", "medical or medical (denied)", ["not reported", "left open"]),
        ("fr", "oui ; oui (démenti)", "médicales ; médicales (démenti)", "médicales ou médicales (démenti)", ["non indiqué", "non tranché"]),
    ):  # fmt: skip
        root = page(study, language)
        table = next(table for table in root.find_all("table") if "(d" in table.get_text())
        rows = [[" ".join(cell.get_text().split()) for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]  # fmt: skip
        assert [row[2:4] for row in rows[2:]] == [[yes, taken[0]], [medical, taken[1]]]
        assert value in " ".join(by_id(root, "value-tilleuls-2021-data_variety").get_text().split())
