"""The articles of a study: received bytes, verified and decoded; edits and clean texts as tables."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from helpers import clean, encoding, tables
from helpers.errors import InputError
from helpers.paths import Study


def receive(study: Study) -> pd.DataFrame:
    """Return the articles that the bibliography names, in its order, with their raw texts.

    Returns
    -------
    DataFrame
        article_id, title, publisher, published_edtf, sha256, encoding, raw_characters, text. The text is decoded
        without newline translation and keeps a byte order mark: all offsets of the study are places in it.

    Raises
    ------
    InputError
        One line for each file that is missing, changed, not named in the bibliography, outside of the study or no
        text.
    """
    bibliography = tables.read(study, "raw/articles/bibliography")
    errors = _strangers(study, set(bibliography["article_id"]))
    rows = []
    for number, entry in enumerate(bibliography.to_dict("records"), start=2):
        try:
            rows.append(_received(study, entry, number))
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputError.several(errors)
    columns = [
        "article_id",
        "title",
        "publisher",
        "published_edtf",
        "sha256",
        "encoding",
        "raw_characters",
        "text",
    ]
    return pd.DataFrame(rows, columns=columns)


def _strangers(study: Study, known: set[str]) -> list[InputError]:
    """Return an error for each file beside the articles that is none of them, nor their saved page or bibliography."""
    own = {"bibliography.csv"} | {name + suffix for name in known for suffix in (".txt", ".html")}
    cure = "add it with: python -m helpers add FILE, and move it out of this folder"
    strange = sorted(
        path for path in study.articles.glob("*") if path.name not in own and not path.name.startswith(".")
    )
    return [InputError(study.name(path), "is not in bibliography.csv", cure) for path in strange]


def _received(study: Study, entry: dict[str, str], number: int) -> dict[str, object]:
    """Return one article, its bytes verified."""
    where = f"{study.name(study.articles)}/bibliography.csv, row {number}"
    path = study.articles / f"{entry['article_id']}.txt"
    # a name with a slash would be a way to other files
    if path.parent != study.articles or not path.is_file() or not path.resolve().is_relative_to(study.root):
        raise InputError(
            f"{where}, column article_id",
            f"there is no file {path.name}",
            "restore the file as it was received",
        )
    data = _bytes(path, study.name(path))
    found = hashlib.sha256(data).hexdigest()
    if found != entry["sha256"]:
        cure = "restore the file; if the change is meant, record the new hash in bibliography.csv"
        raise InputError(
            study.name(path),
            f"its bytes have changed (sha256 {found[:12]}…, not {entry['sha256'][:12]}…)",
            cure,
        )
    text = encoding.decode(data, study.name(path))
    kept = {name: entry[name] for name in ("article_id", "title", "publisher", "published_edtf", "sha256")}
    return kept | {"encoding": encoding.name(data, text), "raw_characters": len(text), "text": text}


def _bytes(path: Path, where: str) -> bytes:
    """Return the bytes of an article's file."""
    try:
        encoding.check_size(path.stat().st_size, where)
        return path.read_bytes()
    except OSError as error:
        raise InputError(where, f"cannot be read ({error.strerror})", "check the file's rights") from None


def edit_table(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the edits of all articles: article_id, start, end, replacement, rule."""
    rows = [
        (article.article_id, edit.start, edit.end, edit.replacement, edit.rule)
        for article in articles.itertuples()
        for edit in clean.find_edits(article.text)
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "replacement", "rule"])


def edits(study: Study, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the edits that the build found, and those of the articles that were added since."""
    names = ("processed/edits", "processed/articles")
    built = [tables.read(study, name) for name in names if tables.declared(name).path(study).is_file()]
    if len(built) < len(names):
        return edit_table(articles)
    added = articles[~articles["article_id"].isin(built[1]["article_id"])]
    return built[0] if added.empty else pd.concat([built[0], edit_table(added)], ignore_index=True)


def as_clean(articles: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with their clean texts in place of the raw ones."""
    return articles.assign(text=[clean_text(article, edits).text for article in articles.to_dict("records")])


def clean_text(article: dict[str, str], edits: pd.DataFrame) -> clean.CleanText:
    """Return an article's clean text, which maps every place back to the raw one."""
    own = edits[edits["article_id"] == article["article_id"]]
    listed = [
        clean.Edit(int(edit["start"]), int(edit["end"]), edit["replacement"], edit["rule"])
        for edit in own.to_dict("records")
    ]
    return clean.apply_edits(article["text"], listed)


def independent_sources(articles: pd.DataFrame, edits: pd.DataFrame) -> dict[str, str]:
    """Return, for each article, the first article that is the same text: copies of one agency text share a source."""
    from helpers.copies import NEAR_DUPLICATE, hashed_runs, jaccard

    clean_articles = as_clean(articles, edits)
    runs = dict(zip(clean_articles["article_id"], map(hashed_runs, clean_articles["text"]), strict=True))
    source: dict[str, str] = {}
    for name, own in runs.items():
        copied = next((other for other in source if jaccard(own, runs[other]) >= NEAR_DUPLICATE), "")
        source[name] = source[copied] if copied else name
    return source


def count_rules(edits: pd.DataFrame) -> pd.DataFrame:
    """Return what each rule did: rule, what it is for, edits, characters touched."""
    lengths = edits.assign(characters=edits["end"] - edits["start"])
    counts = lengths.groupby("rule", sort=True)["characters"].agg(["size", "sum"]).reset_index()
    counts.columns = ["rule", "edits", "characters"]
    return counts.assign(purpose=counts["rule"].map(clean.RULES).fillna(""))[
        ["rule", "purpose", "edits", "characters"]
    ]


def summarise(articles: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``articles``: one row each, with what cleaning removed and mended, in characters."""
    lengths = edits.assign(characters=edits["end"] - edits["start"])
    removed = lengths[lengths["replacement"] == ""].groupby("article_id")["characters"].sum()
    repairs = lengths[lengths["replacement"] != ""].groupby("article_id").size()
    table = articles.drop(columns=["text"])
    table["clean_characters"] = [
        len(clean_text(article, edits).text) for article in articles.to_dict("records")
    ]
    table["removed_characters"] = table["article_id"].map(removed).fillna(0).astype(int)
    table["repairs"] = table["article_id"].map(repairs).fillna(0).astype(int)
    return table


def shares(summary: pd.DataFrame) -> pd.DataFrame:
    """Return, for a person to read: article, characters received and kept, percentage removed, repairs."""
    percent = (100 * summary["removed_characters"] / summary["raw_characters"]).round(1)
    columns = ["article_id", "raw_characters", "clean_characters", "repairs"]
    return summary[columns].assign(percent_removed=percent)
