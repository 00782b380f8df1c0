"""Step 5: the report, in HTML and PDF and in each language that has prose, from one source.

prose with tags -> one tree of nodes -> the two writers. ``facts`` holds what may be said, ``references`` what a tag
looks up, ``wording`` how a language says it, ``evidence`` the appendix, ``blocks`` tables and figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from helpers import tables
from helpers.errors import InputError
from helpers.paths import Study
from helpers.report import blocks, html, pdf, prose, sentences
from helpers.report.datapackage import datapackage
from helpers.report.evidence import appendix
from helpers.report.facts import Facts, load, read_citation
from helpers.report.prose import languages
from helpers.report.references import Node, References
from helpers.report.sentences import check_ledger
from helpers.report.wording import Wording, read_words

__all__ = ["build", "check", "check_ledger", "datapackage", "languages", "write"]


def build(study: Study, language: str) -> tuple[str, bytes]:
    """Return the report of `study` in `language` as an HTML page and as a PDF.

    Returns
    -------
    str
        One self-contained page.
    bytes
        A tagged PDF (PDF/UA-1).

    Raises
    ------
    InputError
        A table is missing, or the prose does not hold: a line for each bad line, with file and number.
    """
    document = documents(study)[language]
    return html.page(document, study.template), pdf.compiled(pdf.files(document, study.template))


def write(study: Study) -> list[Path]:
    """Write the report in each language that has prose, and the data package; return the paths.

    Everything is made before anything is written, so that a mistake leaves the last report whole.
    """
    made: dict[Path, str | bytes] = {}
    facts, folder = load(study), study.template
    with ThreadPoolExecutor() as threads:  # Typst works outside Python's lock, on all languages at once
        prints = []
        for tree in _each(study, facts):
            read = pdf.files(tree, folder)
            place = pdf.kept(study, tree["language"], read)
            prints.append((tree, place, threads.submit(pdf.printed, place, read)))
        pages = [html.page(tree, folder) for tree, *_ in prints]
        package, rests = datapackage(study), sentences.resting(study, facts)
    others = {path for path in study.reports.glob("report.*") if path.suffix in (".html", ".pdf")}
    for (tree, _, print_), page in zip(prints, pages, strict=True):
        made[study.reports / f"report.{tree['language']}.html"] = page
        made[study.reports / f"report.{tree['language']}.pdf"] = print_.result()
    made[study.processed / "datapackage.json"] = package
    made[sentences.path(study)] = rests
    for path, content in made.items():
        tables.replace(path, content)
    for path in others - made.keys():  # of a language that has no prose any more
        path.unlink()
    for _, place, print_ in prints:
        pdf.keep(place, print_.result())
    return list(made)


def check(study: Study) -> None:
    """Raise `InputError` for all that is wrong with the prose, without printing anything."""
    documents(study)


def documents(study: Study) -> dict[str, Node]:
    """Return the report as a tree for each language.

    Raises
    ------
    InputError
        There is no prose, or it does not hold in one language or between the languages.
    """
    return {tree["language"]: tree for tree in _each(study, load(study))}


def _each(study: Study, facts: Facts) -> Iterator[Node]:
    """Give the report as a tree in each language, when the prose of all of them holds."""
    found = languages(study)
    if not found:
        raise InputError(study.name(study.prose), "has no prose", "write reports/prose/en/10_summary.md")
    drafts, composed, errors, citation = {}, [], [], read_citation(study)
    try:
        sentences.check(study, facts.claims)
    except InputError as error:
        errors.append(error)
    for language in found:
        references = _references(study, facts, citation, language)
        nodes, drafts[language] = prose.compose(study, references)
        errors += drafts[language].errors
        composed.append((references, nodes))
    errors += prose.compare_languages(study, drafts)
    if errors:
        raise InputError.several(errors)
    for references, nodes in composed:
        yield _document(study, references, citation, nodes, found)


def _references(study: Study, facts: Facts, citation: dict[str, Any], language: str) -> References:
    """Return what tags may call in a language."""
    say = Wording(language, read_words([study.template, study.prose], language))
    names = study.prose / "names.txt"
    try:
        known = names.read_text(encoding="utf-8").split("\n") if names.is_file() else []
    except UnicodeDecodeError as error:
        raise InputError(
            study.name(names), f"is not UTF-8 (byte {error.start})", "save it as UTF-8"
        ) from None
    front = {
        "version": str(citation.get("version", "")),
        "data_date": _period(facts, say),
        "released": say.edtf(str(citation["date-released"])) if "date-released" in citation else "",
        "tables_hash": facts.tables_hash[:12],
    }
    return References(facts, say, frozenset(filter(None, known)), front)


def _period(facts: Facts, say: Wording) -> str:
    """Return from when to when the articles were published, in words."""
    dates = sorted(
        row["published_edtf"].rstrip("~?%") for row in facts.articles.values() if row["published_edtf"]
    )
    if not dates:
        return say("page.no_articles")
    return say.edtf("/".join(dict.fromkeys((dates[0], dates[-1]))))


def _document(
    study: Study, references: References, citation: dict[str, Any], nodes: list[Node], found: list[str]
) -> Node:
    """Return the whole report of one language as a tree."""
    say = references.say
    body = list(_expanded(study, references, nodes))
    title = body.pop(0)
    if body and body[0]["kind"] == "paragraph":
        body[0]["kind"] = "standfirst"
    other = next((language for language in found if language != say.language), "")
    return {
        "language": say.language, "other": other, "title": title, "blocks": body, "contents": _contents(body),
        "words": {key: say(key) for key in say.words if key.startswith(("page.", "entry.", "column."))},
        "front": references.front | {"hash": references.facts.tables_hash}, "citation": _cited(citation, title),
    }  # fmt: skip


def _expanded(study: Study, references: References, nodes: list[Node]) -> Iterator[Node]:
    """Give the blocks with their figures, tables and appendix made, all numbered."""
    numbers = {"figure": 0, "table": 0}
    for node in nodes:
        if node["kind"] == "figure":
            node = blocks.figure(study, references, node)
        elif node["kind"] == "report_table":
            node = blocks.table(references, node)
        elif node["kind"] == "evidence":
            node = appendix(references)
        if node["kind"] in numbers:
            numbers[node["kind"]] += 1
            named = prose.plain(node["caption"])
            node |= {"number": numbers[node["kind"]], "named": named}
            node.setdefault("id", f"table-{prose.slug(named)}")
        yield node


def _contents(body: list[Node]) -> list[Node]:
    """Return the headings of the contents list, with those of the appendix."""
    listed = []
    for node in body:
        if node["kind"] == "heading" and node["level"] <= 3:
            listed.append({"level": node["level"], "id": node["id"], "plain": node["plain"]})
        elif node["kind"] == "evidence":
            listed += [{"level": 3, "id": part["id"], "plain": part["title"]} for part in node["sections"]]
    return listed


def _cited(citation: dict[str, Any], title: Node) -> Node:
    """Return what a citation needs."""
    authors = [
        author.get("name") or " ".join(filter(None, (author.get("given-names"), author.get("family-names"))))
        for author in citation.get("authors", [])
    ]  # fmt: skip
    address = str(citation.get("repository-code") or citation.get("url") or "")
    return {
        "title": str(citation.get("title", title["plain"])), "authors": ", ".join(authors),
        "year": str(citation.get("date-released", ""))[:4],
        "address": address if address.startswith(("https://", "http://")) else "",
    }  # fmt: skip
