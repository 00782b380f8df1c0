"""Every measure that the notebook computes, beside the same number worked out anew."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import Any

import measures_anew
import pandas as pd
import pytest
from scipy import stats
from steps import code_cells

from helpers import build, display, figures, tables
from helpers.measure import disagreement_counts
from helpers.paths import Study

READ = tables.read  # before any test replaces it


@cache
def read_once(study: Study, name: str) -> pd.DataFrame:
    """Return a table of the study; it is checked once and not in every test."""
    return READ(study, name)


def computed(
    study: Study, monkeypatch: pytest.MonkeyPatch, **parameters: Any
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the measures and all names that the cells of the notebook compute; nothing is drawn, shown or written."""
    kept: dict[str, pd.DataFrame] = {}
    for module, name in ((figures, "publish"), (figures, "say"), (display, "table"), (display, "say")):
        monkeypatch.setattr(module, name, lambda *_, **__: None)
    monkeypatch.setattr(tables, "read", lambda study, name: read_once(study, name).copy())
    monkeypatch.setattr(tables, "write", lambda _, name, frame: kept.__setitem__(name, frame))
    step = next(step for step in build.STEPS if step.notebook.startswith("04"))
    names: dict[str, Any] = {}
    first, *cells = code_cells(step)
    exec(first, names)
    names |= {"study": str(study.root), **parameters}
    for cell in cells:
        exec(cell, names)
    return kept["processed/measures"], names


def differences(table: pd.DataFrame, wanted: measures_anew.Made) -> list[str]:
    """Return a line for each measure that is not what it must be."""
    found = [f"{name}: without expectation" for name in set(table["measure_id"]) - set(wanted)]
    found += [f"{name}: not computed" for name in set(wanted) - set(table["measure_id"])]
    for row in table.itertuples():
        if (want := wanted.get(row.measure_id)) is None:
            continue
        for part in ("value", "low", "high"):
            one, other = getattr(row, part), getattr(want, part)
            is_same = math.isnan(one) == math.isnan(other) and not abs(one - other) > max(
                want.within, 1e-7 * abs(other)
            )
            found += [] if is_same else [f"{row.measure_id}: {part} {one:.10g}, not {other:.10g}"]
        for part in ("unit", "inputs"):
            one, other = getattr(row, part), getattr(want, part)
            found += [] if one == other else [f"{row.measure_id}: {part} {one!r}, not {other!r}"]
    return sorted(found)


@pytest.fixture(scope="module")
def notebook(study) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return what the notebook computes as it stands."""
    with pytest.MonkeyPatch.context() as patch:
        return computed(study, patch)


@pytest.fixture(scope="module")
def names(notebook) -> dict[str, Any]:
    return notebook[1]


@pytest.fixture(scope="module")
def wanted(study) -> measures_anew.Made:
    return measures_anew.everything(study.root, 0.95, draws=200)


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_every_measure_is_what_its_rows_say(confidence: float, study, notebook, monkeypatch) -> None:
    """Twice, so that no interval has a level of its own: each moves with the parameter."""
    table, _ = notebook if confidence == 0.95 else computed(study, monkeypatch, confidence=confidence)
    wrong = differences(table, measures_anew.everything(study.root, confidence, draws=200))
    assert not wrong, "\n".join(wrong)
    stated = table[table["method"].str.contains(r"\d %")]["method"]
    assert len(stated) > 60 and all(
        f"{100 * confidence:g} %" in method for method in stated if "at 5 %" not in method
    )


WORDS = ["measure_id", "label_en", "label_fr", "unit", "method", "formula"]


def test_the_written_words_are_those_of_the_notebook(study, notebook) -> None:
    """Words are chosen, not computed: the committed table is what was read and agreed to."""
    written = tables.read(study, "processed/measures")
    pd.testing.assert_frame_equal(written[WORDS], notebook[0][WORDS], check_dtype=False)


def test_the_written_numbers_are_those_of_the_notebook(study, notebook) -> None:
    written = tables.read(study, "processed/measures")
    pd.testing.assert_frame_equal(written, notebook[0], check_dtype=False)


# The tables behind the figures, by the same independent numbers


def source_of(study: Study, slug: str) -> str:
    """Return where a definition's count stands: the page of its row, or the table that was counted."""
    if slug.startswith(("register", "articles")):
        return (
            "data/raw/press_incidents.csv" if slug.startswith("register") else "data/processed/incidents.csv"
        )
    shares = {"malicious": "ans_malicious_share", "declared_without_suppliers": "ans_supplier_share"}
    series = shares.get(slug) or measures_anew.PUBLISHED[slug][0]
    rows = [row for row in measures_anew.Tables(study.root)("raw/official_series") if row["series_id"] == series
            and (row["period_start"], row["period_end"]) == ("2021-01-01", "2021-12-31")
            and (slug in shares or row["metric"] == measures_anew.PUBLISHED[slug][1])]  # fmt: skip
    return rows[0]["source_url"]


def test_each_definition_has_the_rate_the_verdict_and_the_floor_of_its_count(names, wanted, study) -> None:
    frame = names["frames"]["rates_by_definition"].set_index("definition")
    assert set(frame.index[frame["is_floor"]]) == measures_anew.FLOORS
    assert frame["events"].is_monotonic_decreasing
    for slug, row in frame.iterrows():
        want = wanted[f"rate_{slug}_2021"]
        assert [row["rate"], row["rate_low"], row["rate_high"]] == pytest.approx(
            [want.value, want.low, want.high]
        )
        assert row["events"] == wanted[f"count_{slug}_2021"].value
        assert row["p_value"] == pytest.approx(wanted[f"p_one_a_week_{slug}_2021"].value)
        assert row["source"] == source_of(study, slug)
        assert row["verdict"] == ("above" if want.low > 1 else "below" if want.high < 1 else "compatible")


def test_weeks_and_months_share_the_incidents_out_by_their_days(names, study) -> None:
    rows = measures_anew.rows_of_year(measures_anew.Tables(study.root), measures_anew.KINDS_OF_CARE["r1"])
    weeks, months = names["frames"]["weekly"], names["months"]
    for week in weeks.itertuples():
        monday = date.fromisocalendar(2021, week.iso_week, 1)
        chances = [measures_anew.within(row, monday, monday + timedelta(6)) for row in rows]
        assert week.week_start == monday.isoformat() and week.iso_year == 2021
        assert week.incidents_certain == chances.count(1)
        assert week.incidents_expected == pytest.approx(
            sum(chances), abs=4 * math.sqrt(sum(chances) / 200) + 1e-9
        )
        assert week.incidents_certain <= week.incidents_low <= week.incidents_high
        assert week.incidents_high <= chances.count(1) + sum(0 < chance < 1 for chance in chances)
    for month in months.itertuples():
        chances = [measures_anew.within(row, *measures_anew.span(month.month)) for row in rows]
        assert (month.incidents_certain, month.incidents_expected) == (
            chances.count(1),
            round(sum(chances), 3),
        )


def test_the_quantiles_of_a_week_enclose_the_stated_share(names) -> None:
    drawn, weeks = names["drawn"], names["frames"]["weekly"]
    for column, week in zip(drawn.T, weeks.itertuples(), strict=True):
        below, above = (column < week.incidents_low).mean(), (column > week.incidents_high).mean()
        assert below <= 0.025 and above <= 0.025
        # no wider than that: as many draws as are left out lie on either bound or beyond
        assert (column <= week.incidents_low).mean() >= 0.025
        assert (column >= week.incidents_high).mean() >= 0.025


def test_official_years_and_months_are_those_of_the_series(names, wanted, study) -> None:
    years = names["frames"]["declared_by_year"]
    for row in years.itertuples():
        want = wanted[f"declared_{row.year}"]
        assert (row.declared, row.declared_low, row.declared_high) == (want.value, want.low, want.high)
        part = wanted.get(f"malicious_{row.year}")
        found = (row.malicious, row.malicious_low, row.malicious_high)
        assert found == (part.value, part.low, part.high) if part else all(map(math.isnan, found))
    assert dict(zip(years["year"], years["break_in_definition"], strict=True)) == {
        2018: "", 2019: "", 2020: "", 2021: "supplier", 2022: "decree", 2023: "", 2024: ""}  # fmt: skip
    assert years.loc[years["is_provisional"] == 1, "year"].tolist() == [2022]
    assert years.loc[years["is_share_back_computed"] == 1, "year"].tolist() == [2021]
    months, rows = names["frames"]["cnil_months"], measures_anew.Tables(study.root)("raw/cnil_health_monthly")
    repeats = [
        int(row["health_external_malicious"]) - int(row["health_malicious_distinct_profiles"]) for row in rows
    ]
    assert months["month"].tolist() == [row["month"] for row in rows]
    assert months["repeated_profiles"].tolist() == repeats and min(repeats) >= 0


def test_the_life_of_the_claim_in_the_order_it_was_said(names) -> None:
    """Read off the rows one by one: when, how many, how hedged, of whom, on how many pages."""
    found = names["frames"]["claim_life"]
    columns = ["date_said", "value", "qualifier", "subject", "period", "pages", "tier"]
    assert list(found[columns].itertuples(index=False, name=None)) == [
        ("2021-02-17", 1, "exact", "hospitals", "start", 3, "cited"),
        ("2021-02-18", 1, "exact", "hospitals", "start", 1, "cited"),
        ("2021-02-24~", 1, "at_least", "hospitals", "start", 1, "quoted"),
        ("2021-02", 1, "exact", "hospitals", "start", 2, "cited"),
        ("2021-03", 1, "exact", "companies", "start", 1, "cited"),
        ("2022-08-26", 1, "near", "establishments", "year", 2, "cited"),
        ("2022-09", 1, "exact", "establishments_counted", "year", 1, "cited"),
        ("2022", 1, "at_least", "hospitals", "year", 1, "cited"),
        ("2023-01-16", 30, "about", "hospitals", "start", 1, "cited"),
        ("", 2.33, "exact", "hospitals", "start", 1, "cited"),
    ]
    assert found["last_day"].tolist()[3] == "2021-02-28" and found["first_day"].tolist()[3] == "2021-02-01"
    assert (found["source_url"] != "").all() and found["speaker"].tolist()[0] == "Cédric O"
    assert found["publisher"].tolist()[0] == "KultureGeek citing AFP" and (found["publisher"][:2] != "").all()


def test_the_retold_counts_in_the_order_they_were_said(names) -> None:
    found = names["frames"]["retold_counts"]
    columns = [
        "date_said",
        "speaker",
        "value",
        "unit",
        "kind",
        "year",
        "original",
        "original_unit",
        "is_other_number",
    ]
    assert list(found[columns].itertuples(index=False, name=None)) == [
        ("2022-02", "Marc Loutrel", 730, "incidents", "rounded", 2021, 733, "incidents", 0),
        ("2022-08", "TF1", 700, "establishments", "misquoted", 2021, 733, "incidents", 0),
        ("2024-10-15", "Egora", 600, "attacks", "misquoted", 2023, 581, "incidents", 0),
        (
            "2024-10-31",
            "Sénat question (A. Bazin)",
            1582,
            "establishments",
            "misquoted",
            2021,
            582,
            "structures",
            1,
        ),
    ]


def test_each_exposure_is_the_interval_of_its_row(names, study) -> None:
    rows, known = measures_anew.exposed(measures_anew.Tables(study.root))
    frame = names["frames"]["exposures"].set_index("incident_id")
    sized = frame[frame["scope"].isin(["attack", "exposure"])]
    assert set(sized.index) == {row["incident_id"] for row in rows}
    assert set(sized.index[sized["status"] == "reported"]) == set(known)
    for name, ends in known.items():
        assert (sized.loc[name, "low"], sized.loc[name, "high"]) == ends
    assert (frame["unit"] == "accounts").equals(frame["scope"] == "credential_sale")
    told = {row["register_id"] or row["incident_id"] for row in measures_anew.Tables(study.root)("processed/incidents")}  # fmt: skip
    assert set(frame.index[frame["tier"] == "quoted"]) == told
    for row in measures_anew.Tables(study.root)("raw/press_incidents"):
        assert frame.loc[row["incident_id"], "year"] == int(row["event_date_edtf"][:4])


def test_an_incident_that_articles_tell_of_has_the_studys_title_and_names_no_one_else(names, study) -> None:
    """No article names the software house behind the leak; the register does."""
    frame = names["frames"]["exposures"].set_index("incident_id")
    for row in measures_anew.Tables(study.root)("processed/incidents"):
        labels = frame.loc[row["register_id"] or row["incident_id"], ["label_en", "label_fr"]].tolist()
        assert labels == [row["label_en"], row["label_fr"]]
    quoted = frame[frame["tier"] == "quoted"]
    assert (
        not quoted[["label_en", "label_fr"]]
        .apply(lambda column: column.str.contains("Dedalus"))
        .any(axis=None)
    )


def test_a_delay_that_a_date_makes_by_construction_is_not_called_exact(notebook) -> None:
    """« Trois semaines plus tard » was added to the day before; the days of these articles were inferred from the events."""
    table = notebook[0].set_index("measure_id")
    told = table.loc["delay_detection_to_complaint_inserm_transfert_2021"]
    assert told["value"] == 21 and math.isnan(told["low"]) and told["method"].startswith("about")
    assert table.loc["delay_longest_detection_to_complaint", "method"].startswith("about")
    assert table.loc["delay_detection_to_complaint_aphp_2021", "method"] == "exact"
    assert not table.loc["delay_shortest_detection_to_complaint", "method"].startswith("about")
    assert not [name for name in table.index if name.startswith("delay") and "publication" in name]


def test_every_power_states_as_many_simulations_as_its_interval_has(notebook) -> None:
    """The interval of a share is exact and binomial: its hits and trials are whole numbers."""
    rows = notebook[0][notebook[0]["measure_id"].str.startswith("power_")]
    assert len(rows) == 4
    for row in rows.itertuples():
        stated = int(row.method.split(" ")[0])
        hits = round(row.value * stated / 100)
        bounds = stats.binomtest(hits, stated).proportion_ci(0.95, "exact")
        assert (row.low, row.high) == pytest.approx((100 * bounds.low, 100 * bounds.high), rel=1e-6), (
            row.measure_id
        )


def test_coverage_delays_regions_and_disagreements_are_counted_row_by_row(names, wanted, study) -> None:
    read = measures_anew.Tables(study.root)
    for row in names["frames"]["coverage"].itertuples():
        want = wanted[f"coverage_{row.list}_2021"]
        assert [row.percent, row.percent_low, row.percent_high] == pytest.approx(
            [want.value, want.low, want.high]
        )
        assert row.seen == pytest.approx(row.percent * row.total / 100)
        assert row.total == wanted[f"count_{row.of}_2021"].value
    for row in names["frames"]["delays"].itertuples():
        want = wanted[f"delay_{row.step}_{row.incident_id.replace('-', '_')}"]
        assert (row.days_low + row.days_high) / 2 == want.value
        if math.isnan(want.low):
            assert row.is_approximate and row.days_low == row.days_high
        else:
            assert (row.days_low, row.days_high) == (want.low, want.high)
    register = read("raw/press_incidents")
    regions = names["frames"]["regions"].set_index("region")
    for name, row in regions.iterrows():
        inside = [each for each in register if name in each["region"].split("; ")]
        assert row["incidents"] == len(inside)
        assert row["attacks"] == sum(each["scope"] == "attack" for each in inside)
        single = Counter(
            each["department"] for each in inside if each["department"] and ";" not in each["department"]
        )
        assert not name or row["departments"] == "; ".join(f"{key} {single[key]}" for key in sorted(single))
    fields = Counter(row["field"] for row in read("processed/disagreements"))
    counted = disagreement_counts(READ(study, "processed/disagreements"))
    assert dict(zip(counted["field"], counted["incidents"], strict=True)) == fields
    assert counted["incidents"].is_monotonic_decreasing
    assert counted["unresolved"].sum() == wanted["unresolved_disagreements"].value
