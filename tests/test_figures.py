"""The figures: their words and numbers, that nothing of them is cut or overlaps, and that they come out the same."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import matplotlib
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers import figures, measure, report, tables
from helpers.figures import NO_BREAK, THIN
from helpers.report.references import References

SVG = "{http://www.w3.org/2000/svg}"
YEAR = 2021


@pytest.fixture(scope="module")
def measures(study) -> pd.DataFrame:
    return tables.read(study, "processed/measures")


@pytest.fixture(scope="module")
def frames(study) -> dict[str, pd.DataFrame]:
    """Return the tables behind the figures, computed here and not read from the files that they are compared with."""
    sources = measure.load(study)
    counts = measure.yearly_counts(sources, YEAR)
    return {
        "rates_by_definition": measure.rates(counts, 0.95), "cnil_months": measure.cnil_months(sources.cnil),
        "declared_by_year": measure.declared_by_year(sources.series), "coverage": measure.coverage(sources, counts, YEAR, 0.95),
        "claim_life": measure.claim_life(sources), "retold_counts": measure.misquotes(sources),
        "exposures": measure.exposures(sources), "delays": measure.delays(sources), "regions": measure.regions(sources.register),
        "weekly": pd.read_csv(study.figures / "weekly.csv"),
    }  # fmt: skip


def drawing(figure_id: str, frames: dict[str, pd.DataFrame], measures: pd.DataFrame, language: str):
    words = figures.texts(figure_id, measures, frames[figure_id], YEAR)
    with matplotlib.rc_context(figures.house_style()):
        return figures.DRAWINGS[figure_id](frames[figure_id], words[f"title_{language}"], language)


EVERY = [(figure_id, language) for figure_id in figures.DRAWINGS for language in figures.LANGUAGES]


# Numbers and sentences


@pytest.mark.parametrize(
    ("value", "unit", "en", "fr"),
    [
        (1_400_000, "persons", f"1.4{NO_BREAK}million", f"1,4{NO_BREAK}million"),
        (2_000_000, "persons", f"2{NO_BREAK}million", f"2{NO_BREAK}millions"),
        (491_840, "persons", "491,840", f"491{THIN}840"),
        (526_742.5, "persons", "526,742", f"526{THIN}742"),
        (0.9014, "per_week", "0.90", "0,90"),
        (7.3068, "per_week", "7.31", "7,31"),
        (14.0575, "per_week", "14.1", "14,1"),
        (6.857, "weeks", "6.9", "6,9"),
        (39.8, "weeks", "39.8", "39,8"),
        (4.2553, "percent", "4.3%", f"4,3{NO_BREAK}%"),
        (23.4, "percent", "23%", f"23{NO_BREAK}%"),
        (0.0004, "probability", "less than 0.001", "moins de 0,001"),
    ],
)
def test_numbers_are_written_as_their_readers_write_them(value: float, unit: str, en: str, fr: str) -> None:
    assert figures.number(value, unit, "en") == en
    assert figures.number(value, unit, "fr") == fr


def test_a_sentence_without_its_measure_is_left_out_and_named() -> None:
    table = pd.DataFrame([("count_2021", 47.0, "incidents", float("nan"), float("nan"))],
                         columns=["measure_id", "value", "unit", "low", "high"])  # fmt: skip
    told, missing = figures.tell(
        "On en compta {count_YEAR:interval}. Le reste est {count_else}.", table, "fr", {"YEAR": 2021}
    )
    assert told == "On en compta 47." and missing == ["count_else"]


@pytest.fixture(scope="module")
def references(study) -> dict[str, References]:
    """Return what looks a measure up for the report, in each language."""
    facts, made = report.load(study), {}
    for language in figures.LANGUAGES:
        words = report.read_words([study.template, study.prose], language)
        made[language] = References(facts, report.Wording(language, words), frozenset(), {})
    return made


@pytest.mark.parametrize("language", figures.LANGUAGES)
def test_a_number_of_a_figure_is_written_as_the_report_writes_it(language, references, study) -> None:
    """Every written measure: its value, and its interval where it has one."""
    written, told = tables.read(study, "processed/measures"), references[language]
    for row in written[written["unit"] != "year"].to_dict("records"):
        for part, form in (("value", ""), ("interval", "interval")):
            if form and (math.isnan(row["low"]) or math.isnan(row["high"])):
                continue
            mine = figures._shown(pd.Series({**row, "method": ""}), part, language)
            theirs = told.measure_words(told.facts.measures[row["measure_id"]], form)
            assert plain(mine) == plain(theirs), row["measure_id"]


def plain(text: str) -> str:
    """Return a number without what French puts before an interval, and with one kind of space."""
    return re.sub(f"[{NO_BREAK}{THIN}]", " ", text).replace("(de ", "(")


# The words of the figures


@pytest.mark.parametrize("figure_id", figures.DRAWINGS)
def test_every_word_of_a_figure_is_there_in_both_languages(figure_id: str, frames, measures) -> None:
    words = figures.texts(figure_id, measures, frames[figure_id], YEAR)
    for column, text in words.items():
        assert text.strip(), column
        assert not re.search(r"[{}]|\bnan\b|YEAR|FIRST|LAST", text), text
    for language in figures.LANGUAGES:
        assert words[f"alt_{language}"] not in (words[f"title_{language}"], words[f"caption_{language}"])
        assert re.search(r"\d", words[f"alt_{language}"] + words[f"title_{language}"])


def test_no_number_is_typed_into_the_words_of_a_figure() -> None:
    for row in figures.words().values():
        for column, text in row.items():
            if column != "figure_id":
                typed = re.sub(r"\{[^}]*\}", "", text)
                assert not re.search(r"\d", typed), text


def test_french_words_carry_french_spaces(frames, measures) -> None:
    for figure_id in figures.DRAWINGS:
        words = figures.texts(figure_id, measures, frames[figure_id], YEAR)
        for column in ("title_fr", "alt_fr", "caption_fr"):
            assert not re.search(r"(?<=\w) [:;!?%»]|« ", words[column]), words[column]
            assert "'" not in re.sub(r"Côte d'Azur", "", words[column]), words[column]


def test_the_written_catalogue_is_what_the_measures_say(study, frames, measures) -> None:
    written = tables.read(study, "processed/figures")
    made = figures.catalogue(frames, measures, YEAR)
    pd.testing.assert_frame_equal(written, made, check_dtype=False)
    for path in written["data"]:
        assert (study.root / path).is_file()


# The tables behind the figures


@pytest.mark.parametrize("figure_id", [name for name in figures.DRAWINGS if name != "weekly"])
def test_the_table_behind_a_figure_holds_its_values(figure_id: str, frames, study) -> None:
    written = pd.read_csv(study.figures / f"{figure_id}.csv", keep_default_na=False, na_values=[""])
    made = frames[figure_id].replace("", float("nan")).reset_index(drop=True)
    pd.testing.assert_frame_equal(written, made, check_dtype=False, rtol=1e-8)


def test_the_weeks_behind_the_figure_hold_the_registers_attacks(study, measures) -> None:
    weeks = pd.read_csv(study.figures / "weekly.csv")
    by_id = measures.set_index("measure_id")["value"]
    assert weeks["incidents_expected"].sum() + by_id["outside_iso_weeks_2021"] == pytest.approx(
        by_id["count_register_r1_2021"], abs=0.2
    )
    assert (weeks["incidents_low"] <= weeks["incidents_high"]).all()
    assert (weeks["incidents_certain"] <= weeks["incidents_high"]).all()


# The drawings


@pytest.mark.parametrize(("figure_id", "language"), EVERY)
def test_a_drawing_is_the_same_each_time_and_as_committed(
    figure_id: str, language: str, frames, measures, study
) -> None:
    alt = figures.texts(figure_id, measures, frames[figure_id], YEAR)[f"alt_{language}"]
    with matplotlib.rc_context(figures.house_style()):
        twice = [
            figures.as_svg(drawing(figure_id, frames, measures, language), f"{figure_id}.{language}", alt)
            for _ in range(2)
        ]
    assert twice[0] == twice[1]
    assert (study.figures / f"{figure_id}.{language}.svg").read_text(encoding="utf-8") == twice[0]


@pytest.mark.parametrize(("figure_id", "language"), EVERY)
def test_an_svg_has_real_text_a_role_and_an_alternative(figure_id: str, language: str, study) -> None:
    root = ET.fromstring((study.figures / f"{figure_id}.{language}.svg").read_text(encoding="utf-8"))
    assert root.tag == f"{SVG}svg" and root.get("role") == "img" and len(root.get("aria-label", "")) > 40
    texts = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert len(texts) > 4 and not list(root.iter(f"{SVG}script")) and not list(root.iter(f"{SVG}image"))
    assert "Date" not in ET.tostring(root, encoding="unicode").replace("Dated", "")


@pytest.mark.parametrize(("figure_id", "language"), EVERY)
def test_no_label_is_cut_and_no_two_overlap(figure_id: str, language: str, frames, measures) -> None:
    with matplotlib.rc_context(figures.house_style()):
        figure = drawing(figure_id, frames, measures, language)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        axes = figure.axes[0]
        low, high = axes.get_xlim()
        ticks = [tick for tick in axes.get_xticklabels() if low <= tick.get_position()[0] <= high]
        labels = [*axes.texts, *ticks, axes.xaxis.label, axes.yaxis.label, figure._suptitle]
        shown = [label for label in labels if label.get_text().strip() and label.get_visible()]
        boxes = [(label.get_text(), label.get_window_extent(renderer)) for label in shown]
    width, height = canvas.get_width_height()
    for text, box in boxes:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, (
            f"cut: {text!r}"
        )
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 1 or down <= 1.5, f"overlap: {one!r} and {other!r}"


def test_text_stays_readable_on_a_phone(study) -> None:
    """A phone of 360 pixels leaves 320 to a drawing: no text below eight pixels."""
    for path in study.figures.glob("*.svg"):
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        scale = 320 / float(root.get("viewBox", "").split()[2])
        sizes = [
            float(size)
            for size in re.findall(r"font(?:-size)?: (?:\w+ )?([\d.]+)px", path.read_text(encoding="utf-8"))
        ]
        assert sizes and min(sizes) * scale >= 8, path.name


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in matplotlib.colors.to_rgb(colour)
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_colours_are_told_apart_in_grey_and_text_has_contrast() -> None:
    light = {name: luminance(getattr(figures, name)) for name in ("INK", "BLUE", "ORANGE", "SKY", "MUTED")}
    assert light["SKY"] - light["BLUE"] > 0.3
    for name in ("INK", "BLUE", "ORANGE", "MUTED"):
        assert 1.05 / (light[name] + 0.05) >= 4.5, name
    assert len({marker for _, marker in figures.VERDICT_STYLES.values()}) == 3, "form, not colour alone"


def drawn_tiles(shade: float) -> str:
    """Return the colour of a tile of a shade."""
    axes = matplotlib.figure.Figure().subplots()
    figures._tile(axes, 0, 0, shade)
    return matplotlib.colors.to_hex(axes.patches[0].get_facecolor())


def test_ink_is_read_on_every_shade_of_a_tile_and_shades_rise_in_grey() -> None:
    shades = [luminance(drawn_tiles(step / 10)) for step in range(11)]
    assert shades == sorted(shades, reverse=True) and shades[0] - shades[-1] > 0.6
    assert (shades[-1] + 0.05) / (luminance(figures.INK) + 0.05) >= 4.5


@pytest.mark.parametrize("scale", [1e-3, 1, 1e3])
def test_axes_hold_what_another_study_would_draw(scale: float, frames) -> None:
    """Sizes and rates a thousand times smaller or greater than this study's: every mark lies on its axis."""
    rates = frames["rates_by_definition"].copy()
    sizes = frames["exposures"].copy()
    rates[["rate", "rate_low", "rate_high"]] *= scale
    sizes[["low", "high"]] *= scale
    for draw, frame in ((figures.draw_rates, rates), (figures.draw_exposed, sizes)):
        axes = draw(frame, "title", "en").axes[0]
        low, high = axes.get_xlim()
        marks = [x for line in axes.lines for x in line.get_xdata() if line.get_transform() == axes.transData]
        assert marks and min(marks) >= low and max(marks) <= high
        assert len(axes.get_xticks()) >= 2


def test_no_figure_states_a_level_of_confidence_of_its_own(frames, measures) -> None:
    """The level is a parameter: captions take it from its measure, drawings leave it to them."""
    other = measures.assign(value=measures["value"].where(measures["measure_id"] != "confidence", 80))
    for figure_id in figures.DRAWINGS:
        words = figures.texts(figure_id, other, frames[figure_id], YEAR)
        drawn = figures.as_svg(drawing(figure_id, frames, other, "en"), figure_id, "alt")
        assert "95" not in " ".join(words.values()) + " ".join(re.findall(">([^<]+)</text>", drawn)), (
            figure_id
        )


def test_practices_are_counted_and_never_named(study) -> None:
    register = tables.read(study, "raw/press_incidents")
    names = set(register[register["organisation_type"] == "practice"]["organisation"])
    for path in (*study.figures.glob("*.svg"), *study.figures.glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path.name


def drawn_words(figure_id: str, frames, measures, language: str) -> list[str]:
    """Return the words that a drawing writes, its title apart."""
    with matplotlib.rc_context(figures.house_style()):
        return [label.get_text() for label in drawing(figure_id, frames, measures, language).axes[0].texts]


def test_a_changed_statement_is_a_diamond_and_only_dated_ones_are_told(frames, measures) -> None:
    """Nearly one a week, of establishments, is no repetition of one a week, of hospitals."""
    with matplotlib.rc_context(figures.house_style()):
        axes = drawing("claim_life", frames, measures, "en").axes[0]
    markers = [line.get_marker() for line in axes.lines[1:]]  # the first line is that of time
    who = [text for text in drawn_words("claim_life", frames, measures, "en") if "·" in text]
    changed = [text for text, marker in zip(who, markers, strict=True) if marker == "D"]
    assert [text for text in changed if "Barrot" in text] and not [
        text for text in changed if "Cédric O" in text
    ]
    assert (len(markers), len(changed)) == (9, 6)
    alt = figures.texts("claim_life", measures, frames["claim_life"], YEAR)["alt_en"]
    assert alt.startswith("Timeline of the 9 ")


@pytest.mark.parametrize(
    ("subject", "qualifier", "value"),
    [("establishments", "exact", 1), ("hospitals", "near", 1), ("hospitals", "exact", 2)],
)
def test_each_kind_of_change_makes_a_diamond(subject: str, qualifier: str, value: float, frames) -> None:
    two = frames["claim_life"].iloc[[0, 0]].reset_index(drop=True)
    two.loc[1, ["subject", "qualifier"]], two.loc[1, "value"] = [subject, qualifier], value
    axes = figures.draw_claim(two, "title", "en").axes[0]
    assert sorted(line.get_marker() for line in axes.lines[1:]) == ["D", "o"]


def test_a_number_that_no_rounding_gives_is_marked(frames, measures) -> None:
    for language in figures.LANGUAGES:
        marked = [text for text in drawn_words("retold_counts", frames, measures, language) if "≠" in text]
        assert len(marked) == 1 and "582" in marked[0]


def test_what_is_about_so_is_marked_as_such(frames, measures) -> None:
    """An approximate date, and a share that no source states."""
    assert "≈21 days" in drawn_words("delays", frames, measures, "en")
    assert "≈381" in drawn_words("declared_by_year", frames, measures, "en")
    words = figures.texts("delays", measures, frames["delays"], YEAR)
    assert "3 to about 21 days" in words["title_en"] and "3 à environ 21 jours" in words["title_fr"]


def test_english_drawings_say_the_studys_labels_in_english(frames, measures) -> None:
    """Names of organisations stay French; what the study or its register calls them does not."""
    for figure_id in ("retold_counts", "claim_life", "exposures", "delays"):
        drawn = " ".join(drawn_words(figure_id, frames, measures, "en"))
        assert not re.search("Sénat|hospitaliers français|Dedalus", drawn), figure_id


def test_the_title_says_what_agrees_and_what_is_incomplete_only_where_it_is_so(frames, measures) -> None:
    frame = frames["rates_by_definition"]

    def title(changed: pd.DataFrame, language: str = "en") -> str:
        return figures.texts("rates_by_definition", measures, changed, YEAR)[f"title_{language}"]

    assert "ways to count, both of ransomware; lists marked “at least” are incomplete" in title(frame)
    assert title(frame, "fr").endswith(f"toutes deux de rançongiciels{THIN}; les listes «{NO_BREAK}au moins{NO_BREAK}» sont incomplètes")  # fmt: skip
    declared = frame.assign(verdict=frame["verdict"].mask(frame["definition"] == "declared", "compatible"))
    assert "ransomware" not in title(declared)
    assert "ransomware" not in title(frame.assign(verdict="below"))
    assert title(frame.assign(is_floor=False)).endswith("both of ransomware")


@pytest.mark.parametrize("language", figures.LANGUAGES)
def test_a_region_that_is_not_of_france_has_a_tile_and_is_named(language, frames, measures) -> None:
    abroad = pd.DataFrame([("Wallonie", 3, 2, ""), ("Genève", 4, 1, "")], columns=frames["regions"].columns)
    frame = pd.concat([frames["regions"], abroad], ignore_index=True)
    drawn = drawn_words("regions", {"regions": frame}, measures, language)
    assert drawn[-2:] == [figures.ELSEWHERE[language], "7"] and len(drawn) == 2 * 20
    alt = figures.texts("regions", measures, frame, YEAR)[f"alt_{language}"]
    assert "Wallonie" in alt and "Genève" in alt


def test_an_incident_without_a_year_is_drawn_without_one(frames, measures) -> None:
    frame = frames["exposures"][frames["exposures"]["status"] == "reported"].copy()
    frame["year"] = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    drawn = drawn_words("exposures", {"exposures": frame}, measures, "en")
    assert "NA" not in " ".join(drawn) and frame["label_en"].iloc[0] in drawn


def test_hostile_names_stay_text() -> None:
    frame = pd.DataFrame([("x", *['<script>alert("1")</script>'] * 2, "2021", "attack", "persons", 1e5, 2e5, "", "reported", "cited")],
                         columns=["incident_id", "label_en", "label_fr", "year", "scope", "unit", "low", "high", "qualifier", "status", "tier"])  # fmt: skip
    with matplotlib.rc_context(figures.house_style()):
        svg = figures.as_svg(
            figures.draw_exposed(frame, "a < b & $x^2$", "en"), "exposures.en", 'a "quoted" <alt>'
        )
    root = ET.fromstring(svg)
    assert root.get("aria-label") == 'a "quoted" <alt>'
    assert not list(root.iter(f"{SVG}script"))
    assert "$x^2$" in "".join(root.itertext())
