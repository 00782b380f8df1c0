"""The curator's desk: what a mention becomes, what is told while typing, what is written; and once in a real browser."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from helpers import desk, tables
from helpers.archive import read_archive
from helpers.errors import InputError
from helpers.paths import Study

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture
def second(tmp_path: Path) -> Study:
    """Return a copy of the second study, read, in which one mention waits for review."""
    shutil.copytree(HOME / "tests" / "second_study", tmp_path / "study")
    study = Study.find(tmp_path / "study")
    read_archive(study.articles, study.processed)
    path = study.curated / "dismissed.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "une quinzaine" not in line), encoding="utf-8")
    return study


def waiting(state: desk.State) -> list[dict[str, object]]:
    """Return the mentions that wait for review, as the reader read them."""
    left = state.reviewed[state.reviewed["state"] == "unreviewed"]
    return [
        state.mentions[
            (state.mentions["start"] == row.start) & (state.mentions["article_id"] == row.article_id)
        ].to_dict("records")[0]
        for row in left.itertuples()
    ]


def mention(state: desk.State, quote: str) -> dict[str, object]:
    """Return the reader's mention of `quote`."""
    return state.mentions[state.mentions["quote"] == quote].to_dict("records")[0]


def test_what_waits_is_shown_with_what_is_missing(second: Study) -> None:
    state = desk.load(second)
    assert [row["quote"] for row in waiting(state)] == ["une quinzaine de personnes"]
    assert state.problems == ()
    assert "orvanne-laboratoire: 1 left to review" in desk.missing(state)
    markup = desk.marked(state, "orvanne-laboratoire")
    assert markup.count("<mark") == 4
    assert [markup.count(f'title="{word}') for word in ("used", "dismissed", "unreviewed")] == [2, 1, 1]
    assert "beaurivage-records" in desk.claims_beside(state, "orvanne-laboratoire")


def test_an_article_added_since_the_build_is_on_the_desk(second: Study) -> None:
    before = tables.read(second, "processed/mentions")
    kept = before[before["article_id"] != "orvanne-laboratoire"]
    tables.write(second, "processed/mentions", kept)
    pd.testing.assert_frame_equal(
        desk.load(second).mentions.sort_values(["article_id", "start", "label"], ignore_index=True)[
            ["article_id", "start", "end", "quote", "label", "low", "high", "earliest"]
        ],
        before.sort_values(["article_id", "start", "label"], ignore_index=True)[
            ["article_id", "start", "end", "quote", "label", "low", "high", "earliest"]
        ],
    )


def test_a_study_that_was_never_built_has_its_mentions_on_the_desk(second: Study) -> None:
    shutil.rmtree(second.processed)
    assert {row["quote"] for row in waiting(desk.load(second))} == {"une quinzaine de personnes"}


def test_a_contradiction_is_told_and_stops_nothing(second: Study) -> None:
    path = second.curated / "decisions.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    state = desk.load(second)
    assert "claims disagree (near 12000 persons | 11640 persons)" in state.problems[0]
    assert "claims disagree" in desk.missing(state)


def test_a_claim_is_prefilled_with_what_was_read(second: Study) -> None:
    state = desk.load(second)
    row = desk.draft_claim(state, mention(state, "Près de 12.000 patients"), "valmure-2024")
    read = {name: row[name] for name in ("field", "low", "high", "qualifier", "unit", "population", "quote")}
    assert read == {
        "field": "persons_exposed", "low": "12000", "high": "12000", "qualifier": "near", "unit": "persons",
        "population": "exposed", "quote": "Près de 12.000 patients",
    }  # fmt: skip
    assert row["claim_id"] == "valmure-2024-persons-exposed"
    assert row["modality"] == "conditional"  # « pourraient être concernés », behind the mention
    day = desk.draft_claim(state, mention(state, "le 10 mars 2024"), "valmure-2024")
    assert (day["field"], day["edtf"], day["low"], day["modality"]) == ("", "2024-03-10", "", "asserted")
    assert desk.faults(state, "claim", day) == ["field: '' cannot stand here; fill it in"]
    assert desk.faults(state, "claim", day | {"field": "event_date"}) == []


def test_what_the_reader_cannot_tell_is_left_to_the_person(second: Study) -> None:
    state = desk.load(second)
    weeks = desk.draft_claim(state, mention(state, "Six semaines"), "valmure-2024")
    assert (weeks["field"], weeks["unit"], weeks["population"]) == ("", "week", "")
    assert desk.draft_dismissal(state, waiting(state)[0])["reason"] == ""
    assert desk.likely_incident(state, "orvanne-laboratoire") == "beaurivage-2024"
    assert desk.likely_incident(state, "nowhere") == ""
    moved = state.claims.assign(article_id="orvanne-laboratoire")
    assert desk.likely_incident(replace(state, claims=moved), "orvanne-laboratoire") == ""


def test_which_of_several_places_is_chosen_by_itself() -> None:
    assert desk.occurrence("30 patients ; encore 30 patients", "30 patients", 21) == "2"
    assert desk.occurrence("30 patients", "30 patients", 0) == ""


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("low", "beaucoup", "low: 'beaucoup' cannot stand here; write a plain number"),
        ("low", "20000", "low: 20000 is greater than high 12000; swap them"),
        ("high", "", "qualifier: 'near' does not fit"),
        ("unit", "patients", "unit: 'patients' is no unit of persons_exposed; write persons"),
        ("population", "catchment", "population: 'catchment' never counts persons exposed"),
        (
            "quote",
            "Près de 13.000 patients",
            "quote: 'Près de 13.000 patients' is not in the article; copy the words exactly",
        ),
        ("quote", "a", "quote: 'a' stands"),
        ("incident_id", "elsewhere", "incident_id: unknown incident 'elsewhere'"),
        ("incident_id", "", "incident_id: is empty in a claim about persons_exposed"),
        ("claim_id", "", "claim_id: '' cannot stand here; fill it in"),
        ("claim_id", "valmure-event", "claim_id: 'valmure-event' stands in the table already"),
        ("claim_id", "Valmure 1", "claim_id: 'Valmure 1' is no plain name"),
        ("field", "event_date", "low: holds a number in a claim about event_date"),
        ("note", "two\nlines", "note: 'two\\nlines' holds a line break"),
    ],
)
def test_what_is_wrong_with_a_claim_is_told_as_it_is_typed(
    second: Study, column: str, value: str, told: str
) -> None:
    state = desk.load(second)
    row = desk.draft_claim(state, mention(state, "Près de 12.000 patients"), "valmure-2024")
    assert desk.faults(state, "claim", row) == []
    assert any(line.startswith(told) for line in desk.faults(state, "claim", row | {column: value}))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"reason": "dull"}, "reason: 'dull' cannot stand here"),
        ({"quote": "une quinzaine"}, "quote: 'une quinzaine' is no mention of the reader"),
        ({"quote": "3 200 dossiers"}, "quote: the mention is used already"),
        ({"quote": "le 3 juin 2024"}, "quote: the mention is dismissed already"),
        ({"occurrence": "2"}, "occurrence: there is no number 2"),
    ],
)
def test_what_is_wrong_with_a_dismissal_is_told(second: Study, row: dict[str, str], told: str) -> None:
    state = desk.load(second)
    draft = desk.draft_dismissal(state, waiting(state)[0]) | {"reason": "background"}
    assert desk.faults(state, "dismissal", draft) == []
    assert any(line.startswith(told) for line in desk.faults(state, "dismissal", draft | row))


def test_a_claim_uses_its_mention_only_with_the_same_value(second: Study) -> None:
    state = desk.load(second)
    chosen = waiting(state)[0]
    row = desk.draft_claim(state, chosen, "beaurivage-2024")
    assert desk.reviews(state, chosen, row)
    assert not desk.reviews(state, chosen, row | {"low": "16", "high": "16"})
    assert not desk.reviews(state, chosen, row | {"quote": "quinzaine"})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_saving_adds_one_row_and_changes_no_other_byte(second: Study, end: str) -> None:
    path = second.curated / "dismissed.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    before = {file: file.read_bytes() for file in second.root.rglob("*.csv")}
    state = desk.load(second)
    chosen = {"reason": "background", "note": "=staff, not patients"}
    draft = desk.draft_dismissal(state, waiting(state)[0]) | chosen
    desk.save(second, "dismissal", draft)
    after = {file: file.read_bytes() for file in second.root.rglob("*.csv")}
    added = after.pop(path).removeprefix(before.pop(path)).decode()
    assert after == before
    assert (
        added == f'orvanne-laboratoire,une quinzaine de personnes,,background,"\'=staff, not patients"{end}'
    )
    assert waiting(desk.load(second)) == []


def test_what_is_wrong_is_never_written(second: Study) -> None:
    state = desk.load(second)
    draft = desk.draft_dismissal(state, waiting(state)[0]) | {"reason": "background"}
    before = (second.curated / "dismissed.csv").read_bytes()
    with pytest.raises(InputError, match="nothing is written"):
        desk.save(second, "dismissal", draft | {"reason": ""})
    assert (second.curated / "dismissed.csv").read_bytes() == before
    desk.save(second, "dismissal", draft)
    with pytest.raises(InputError, match="dismissed already"):
        desk.save(second, "dismissal", draft)


def test_words_of_an_article_are_no_markup(second: Study) -> None:
    hostile = "<img src=x onerror=alert(1)> 12 patients"
    state = desk.load(second)
    state.texts["valmure-bilan"] = hostile
    assert "<img" not in desk.marked(
        desk.State(state.texts, state.incidents, state.claims, state.mentions, state.reviewed.head(0), ()),
        "valmure-bilan",
    )


# --- the form, without and with a browser


def test_headless_the_desk_is_one_sentence(second: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    monkeypatch.setattr(desk, "display", shown.append)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    desk.show(second)
    assert [type(one).__name__ for one in shown] == ["Markdown"]
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/03_curate_incidents.ipynb")
    desk.show(second)
    assert [type(one).__name__ for one in shown[1:]] == ["Markdown", "HBox"]


def test_the_form_saves_what_it_shows(second: Study) -> None:
    from helpers.desk_form import Form

    form = Form(second)
    form.article.value = "orvanne-laboratoire"
    assert form.mention.label == "une quinzaine de personnes (unreviewed)"
    assert not form.button.disabled and form.fields["low"].value == "15"
    assert form.fields["claim_id"].value == "beaurivage-2024-persons-exposed"
    form.fields["incident_id"].value = "valmure-2024"
    assert form.fields["claim_id"].value == "valmure-2024-persons-exposed"
    form.fields["claim_id"].value = "the-staff"
    form.fields["incident_id"].value = "beaurivage-2024"
    assert form.fields["claim_id"].value == "the-staff"
    form.fields["low"].value = "many"
    assert form.button.disabled and "write a plain number" in form.told.value
    form.kind.value = "dismissal"
    form.fields["reason"].value = "background"
    form.fields["note"].value = "the staff"
    form.button.click()
    assert form.told.value.startswith("<p>Saved in data/curated/dismissed.csv.</p>")
    assert form.mention.label.endswith("(used)") or form.mention.label.endswith("(dismissed)")
    with (second.curated / "dismissed.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file))[-1]["note"] == "the staff"


def test_the_form_stands_in_a_study_without_articles(tmp_path: Path) -> None:
    from helpers.desk_form import Form
    from helpers.new import new

    study = new(tmp_path / "empty")
    for name in ("mentions",):
        path = tables.declared(f"processed/{name}").path(study)
        tables.replace(path, ",".join(tables.declared(f"processed/{name}").header) + "\n")
    assert Form(study).button.disabled or not Form(study).fields


@pytest.fixture
def lab(second: Study, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a JupyterLab on the study, with notebook 03 of this repository in it."""
    (second.notebooks).mkdir(exist_ok=True)
    shutil.copy(HOME / "notebooks" / "03_curate_incidents.ipynb", second.notebooks)
    config = tmp_path / "config" / "labconfig"
    config.mkdir(parents=True)
    off = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (config / "page_config.json").write_text(json.dumps(off), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTER_DATA_DIR": "share",
        "IPYTHONDIR": "ipython",
        "HOME": "home",
    }
    own = {name: str(tmp_path / folder) for name, folder in places.items()} | {
        "STUDY": str(second.root),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    command = [
        sys.executable, "-m", "jupyter", "lab", "--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        "--IdentityProvider.token=t", f"--ServerApp.root_dir={second.root}", "--ServerApp.port_retries=0",
    ]  # fmt: skip
    server = subprocess.Popen(
        command, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/api?token=t", timeout=2).read()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def test_in_jupyterlab_a_mention_is_reviewed_through_the_form(chromium: str, lab: str, second: Study) -> None:
    from playwright.sync_api import sync_playwright

    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(60_000)
        page.goto(f"{lab}/lab/tree/notebooks/03_curate_incidents.ipynb?token=t")
        page.get_by_text("| Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        desk_box = page.locator(".curators-desk")
        desk_box.wait_for()
        desk_box.get_by_label("article", exact=True).select_option("orvanne-laboratoire")
        desk_box.get_by_role("button", name="dismissal").click()
        reason = desk_box.get_by_label("reason", exact=True)
        reason.select_option("background")
        desk_box.get_by_label("note", exact=True).fill("the staff of the laboratory")
        desk_box.get_by_text("Ready to save.").wait_for()
        desk_box.get_by_role("button", name="Save").click()
        desk_box.get_by_text("Saved in data/curated/dismissed.csv.").wait_for()
        browser.close()
    with (second.curated / "dismissed.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file))[-1] == {
            "article_id": "orvanne-laboratoire", "quote": "une quinzaine de personnes", "occurrence": "",
            "reason": "background", "note": "the staff of the laboratory",
        }  # fmt: skip
