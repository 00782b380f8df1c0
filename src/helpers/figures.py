"""The figures: one house style, one question each, drawn in English and in French from the same table.

A figure is a function from a table to a drawing. Its words stand in ``lexicon/figures.csv`` and take every number from a
measure. Text in the SVG stays text; the fonts behind DejaVu Sans (Verdana first) have its widths, so no label moves far.
"""

from __future__ import annotations

import csv
import html
import math
import re
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers import tables
from helpers.measure.life_of_claim import speaker_name
from helpers.paths import Study
from helpers.report.references import TINY, most_decimals
from helpers.report.wording import Wording, interval_decimals

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORDS = Path(__file__).parent / "lexicon" / "figures.csv"
LANGUAGES = ("en", "fr")
WIDTH = 4.7  # inches: a phone of 360 pixels leaves 320 to a drawing, where ten points become nine and a half pixels
INK, MUTED, FAINT, PAPER = "#1d2733", "#5b6673", "#d5dbe1", "#ffffff"
# After the Okabe-Ito set, told apart by colour-blind readers; the vermilion is darkened until small text in it is readable
BLUE, ORANGE, SKY = "#0072b2", "#b84c00", "#a6d3ee"
THIN = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"


def house_style() -> dict[Any, Any]:
    """Return the settings of every figure, for ``matplotlib.rc_context``: nothing global is touched."""
    import seaborn

    return {
        **seaborn.axes_style("ticks"),
        **seaborn.plotting_context("notebook"),
        "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
        "font.size": 10, "axes.titlesize": 10, "axes.labelsize": 10, "xtick.labelsize": 10, "ytick.labelsize": 10,
        "text.color": INK, "axes.labelcolor": MUTED, "xtick.color": MUTED, "ytick.color": MUTED, "axes.edgecolor": FAINT,
        "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8, "lines.linewidth": 1.6,
        "figure.facecolor": PAPER, "svg.fonttype": "none", "text.parse_math": False,
    }  # fmt: skip


# Numbers and sentences in both languages


def grouped(value: float, decimals: int, language: str) -> str:
    """Return a number with its language's signs: « 491 840 » and « 0,9 » with a narrow no-break space, or 491,840.

    >>> grouped(491840, 0, "en"), grouped(491840, 0, "fr") == f"491{THIN}840", grouped(0.9, 2, "fr")
    ('491,840', True, '0,90')
    """
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.replace(",", THIN).replace(".", ",")


# words that no study changes; the rest of the report's are in the study's own template
SIZES = {
    "en": {"number.million": "million", "number.millions": "million", "number.billion": "billion", "number.billions": "billion"},
    "fr": {"number.million": "million", "number.millions": "millions", "number.billion": "milliard", "number.billions": "milliards"},
}  # fmt: skip


def number(value: float, unit: str, language: str, places: int | None = None) -> str:
    """Return a value as the report writes it: as many decimals as its size and unit bear, whole millions in words.

    >>> number(1400000, "persons", "en"), number(0.9014, "per_week", "en"), number(14.06, "per_week", "fr")
    ('1.4\xa0million', '0.90', '14,1')
    >>> number(0.0000001, "probability", "fr") == f"moins de 0,001"
    True
    """
    if unit == "probability" and value < TINY:
        return {"en": "less than ", "fr": "moins de "}[language] + grouped(TINY, 3, language)
    if places is None:
        places = interval_decimals(value, None, None, most_decimals({"unit": unit, "value": value}))
    words = Wording(language, SIZES[language]).number(value, places > 0, places)
    return f"{words}{'' if language == 'en' else NO_BREAK}%" if unit == "percent" else words


REFERENCE = re.compile(r"\{(\w+?)(?::(value|interval|low|high))?\}")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý“«])")


def _shown(row: pd.Series, part: str, language: str) -> str:
    """Return one measure as text: its value, a bound, or value and interval; « about » where its method says so."""
    unit, ends = row["unit"], (row["low"], row["high"])
    if part == "interval" and not any(math.isnan(end) for end in ends):
        places = interval_decimals(row["value"], *ends, most_decimals({"unit": unit, "value": row["value"]}))
        # two whole ends are counts or days, not estimates
        between = 0 if all(float(end).is_integer() for end in ends) else places
        low, high = (number(end, unit, language, between) for end in ends)
        return f"{number(row['value'], unit, language, places)} ({low} {TO[language]} {high})"
    is_about = str(row.get("method", "")).startswith("about")
    shown = row[part] if part in ("low", "high") and row[part] == row[part] else row["value"]
    return (ABOUT_WORD[language] if is_about else "") + number(shown, unit, language)


ABOUT_WORD = {"en": "about ", "fr": "environ "}
TO = {"en": "to", "fr": "à"}


def tell(
    template: str, measures: pd.DataFrame, language: str, names: Mapping[str, object]
) -> tuple[str, list[str]]:
    """Return `template` with its measures put in, less the sentences whose measures do not exist, and what was missing.

    Parameters
    ----------
    template : str
        Sentences with references: ``{measure_id}``, ``{measure_id:interval}``, ``:low`` or ``:high``.
    measures : DataFrame
        The table of measures.
    language : str
        en or fr.
    names : mapping
        Words put in before the references are read, such as YEAR: they may stand inside an id.

    Examples
    --------
    >>> table = pd.DataFrame([("rate_2021", 0.9014, "per_week", 0.66, 1.2)], columns=["measure_id", "value", "unit", "low", "high"])
    >>> tell("Il y en eut {rate_YEAR:interval} par semaine. Puis {rate_none}.", table, "fr", {"YEAR": 2021})
    ('Il y en eut 0,90 (0,66 à 1,20) par semaine.', ['rate_none'])
    """
    by_id = measures.set_index("measure_id")
    for name, word in names.items():
        template = template.replace(name, str(word))
    kept, missing = [], []
    for sentence in SENTENCE.split(template):
        absent = [found for found, _ in REFERENCE.findall(sentence) if found not in by_id.index]
        missing += absent
        if not absent:
            kept.append(
                REFERENCE.sub(
                    lambda match: _shown(by_id.loc[match[1]], match[2] or "value", language), sentence
                )
            )
    text = " ".join(kept)
    return (spaced(text) if language == "fr" else text), missing


def spaced(text: str) -> str:
    """Return a French text with the no-break spaces that its signs want.

    >>> spaced("« Une » ; 4 % : oui") == f"«{NO_BREAK}Une{NO_BREAK}»{THIN}; 4{NO_BREAK}%{NO_BREAK}: oui"
    True
    """
    text = re.sub(" ([;!?])", rf"{THIN}\1", text)
    return re.sub("« ", f"«{NO_BREAK}", re.sub(" ([:%»])", rf"{NO_BREAK}\1", text))


def say(text: str, measures: pd.DataFrame, year: int, **names: object) -> None:
    """Display sentences whose numbers come from measures; a last line names the measures that the year does not have."""
    from IPython.display import Markdown, display

    told, missing = tell(text, measures, "en", {"YEAR": year, **names})
    if missing:
        told += f"\n\n*No data for: {', '.join(sorted(set(missing)))}.*"
    display(Markdown(told.strip()))


# Drawing


def _sheet(title: str, height: float) -> tuple[Figure, Axes]:
    """Return a figure of the house's width with its finding as title, and its axes."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.06))
    figure.suptitle(_balanced(title), x=0.015, ha="left", fontsize=11, fontweight="bold")
    return figure, figure.subplots()


def _balanced(title: str, longest: int = 47) -> str:
    """Return a title in as few lines as `longest` allows, of about the same length, so that no word stands alone.

    >>> _balanced("Declared incidents grew from the first year to the last year").splitlines()
    ['Declared incidents grew from', 'the first year to the last year']
    """

    def lines(width: int) -> list[str]:
        return textwrap.wrap(title, width, break_long_words=False)

    fewest = len(lines(longest))
    return "\n".join(next(lines(width) for width in range(1, longest + 1) if len(lines(width)) <= fewest))


def _bare(axes: Axes, *sides: str) -> None:
    """Take the named spines and the y ticks off: rows are named directly."""
    for side in sides:
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0, labelcolor=INK)


def _log_axis(axes: Axes, low: float, high: float, ticks: list[float], language: str) -> None:
    """Set a log axis from `low` to `high` with those of `ticks` that lie on it, written as numbers that a reader knows."""
    on_axis = [tick for tick in ticks if low <= tick <= high]
    labels = [number(tick, "persons", language) if tick >= 1 else f"{tick:g}" for tick in on_axis]
    axes.set(xscale="log", xlim=(low, high))
    axes.set_xticks(on_axis, [label.replace(".", ",") if language == "fr" else label for label in labels])
    axes.minorticks_off()


RATE_AXIS = {"en": "incidents a week (log scale)", "fr": "incidents par semaine (échelle log)"}
VERDICT_STYLES = {"above": (INK, "s"), "compatible": (BLUE, "o"), "below": (ORANGE, "D")}


def draw_rates(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw the weekly rate of each definition with its exact interval on a log axis, and the claimed rate as a line."""
    rows = frame.iloc[::-1].reset_index(drop=True)
    low = min(0.018, 0.9 * rows.loc[rows["rate_low"] > 0, "rate_low"].min())
    high = max(32, 1.2 * rows["rate_high"].max())
    figure, axes = _sheet(title, 1.75 + 0.46 * len(rows))
    axes.axvline(1, color=BLUE, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
    claim = {"en": "“one a week”", "fr": "« une par semaine »"}[language]
    head = {"en": "count · a week", "fr": "nombre · par semaine"}[language]
    axes.text(0.93, len(rows) - 0.1, claim, color=BLUE, ha="right", va="center", fontsize=9)
    _at_side(axes, "right", len(rows) - 0.1, head, MUTED)
    for place, row in enumerate(rows.itertuples()):
        _draw_rate(axes, place, row, low, language)
    axes.set(ylim=(-0.5, len(rows) + 0.25), yticks=[], xlabel=RATE_AXIS[language])
    ticks = [0.03, 0.1, 0.3, 1, 3, 10, 30] if low > 0.01 else [0.001, 0.01, 0.1, 1, 10, 100]
    _log_axis(axes, low, high, ticks, language)
    _bare(axes, "left")
    return figure


def _draw_rate(axes: Axes, place: int, row: Any, low: float, language: str) -> None:
    """Draw one definition: its words and numbers on a line, the interval of its rate under them."""
    colour, marker = VERDICT_STYLES[row.verdict]
    level = place - 0.12
    axes.plot(
        [max(row.rate_low, low), row.rate_high],
        [level] * 2,
        color=colour,
        solid_capstyle="butt",
        linewidth=2.2,
    )
    axes.plot(row.rate, level, marker=marker, color=colour, markersize=6)
    floor = {"en": "at least ", "fr": "au moins "}[language] if row.is_floor else ""
    found = f"{floor}{grouped(row.events, 0, language)} · {number(row.rate, 'per_week', language)}"
    _at_side(axes, "left", place + 0.24, getattr(row, f"label_{language}"), colour)
    _at_side(axes, "right", place + 0.24, found, colour)


def _at_side(axes: Axes, side: str, y: float, text: str, colour: str) -> None:
    """Write a label at the left or right end of the axes, on a patch of paper so that no line runs through it."""
    axes.text(
        {"left": 0.004, "right": 0.996}[side],
        y,
        text,
        ha=side,
        va="center",
        color=colour,
        fontsize=9,
        transform=axes.get_yaxis_transform(),
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
    )


def draw_weeks(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw the year's ISO weeks as tiles: the digit counts attacks dated to the week, the shade those expected."""
    columns = 9
    rows = -(-len(frame) // columns)
    figure, axes = _sheet(title, 1.3 + 0.52 * rows)
    top = max(1.0, frame["incidents_expected"].max())
    for index, week in enumerate(frame.itertuples()):
        x, y = index % columns, rows - 1 - index // columns
        _tile(axes, x, y, week.incidents_expected / top)
        axes.text(x + 0.09, y + 0.88, week.iso_week, fontsize=8.5, va="top", color=INK)
        if week.incidents_certain:
            axes.text(
                x + 0.6,
                y + 0.34,
                week.incidents_certain,
                ha="center",
                va="center",
                fontweight="bold",
                fontsize=12.5,
                color=INK,
            )
    axes.text(0.04, -0.12, WEEK_NOTE[language], va="top", color=MUTED, fontsize=9, linespacing=1.35)
    axes.set(xlim=(0, columns), ylim=(-0.95, rows), xticks=[], yticks=[], aspect="equal")
    _bare(axes, "left", "bottom")
    return figure


WEEK_NOTE = {"en": "small: ISO week · bold: attacks dated to the week\nshade: also those with imprecise dates, by their chance",
             "fr": f"petit{NO_BREAK}: semaine ISO · gras{NO_BREAK}: attaques datées à la semaine\n"
                   f"teinte{NO_BREAK}: aussi celles de date imprécise, selon leur chance"}  # fmt: skip


def _tile(axes: Axes, x: float, y: float, shade: float) -> None:
    """Draw a square from paper to blue by a shade in 0..1; the darkest still lets ink be read on it (4.5 to 1)."""
    from matplotlib.patches import Rectangle

    colour = tuple(1 - 0.74 * shade * (1 - part) for part in (0.0, 0.447, 0.698))
    axes.add_patch(
        Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, facecolor=colour, edgecolor=FAINT, linewidth=0.8)
    )


MONTHS = {"en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
          "fr": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]}  # fmt: skip


def draw_cnil(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw malicious notifications by month: distinct profiles in full colour, repeats of a profile above them hatched."""
    figure, axes = _sheet(title, 3.9)
    place, profiles = range(len(frame)), frame["health_malicious_distinct_profiles"]
    axes.bar(place, profiles, color=BLUE, width=0.86)
    axes.bar(
        place,
        frame["repeated_profiles"],
        bottom=profiles,
        color=SKY,
        width=0.86,
        hatch="////",
        edgecolor=PAPER,
        linewidth=0,
    )
    _name_wave(axes, frame, int(frame["repeated_profiles"].argmax()), language)
    januaries = [index for index, name in enumerate(frame["month"]) if name.endswith("-01")]
    axes.set_xticks(januaries, [frame["month"].iloc[index][:4] for index in januaries])
    axes.set(ylabel=NOTIFICATIONS[language], xlim=(-1, len(frame)))
    return figure


NOTIFICATIONS = {"en": "malicious notifications a month", "fr": "notifications malveillantes par mois"}
WAVE = {"en": ("{month}\n{repeats} repeat another’s profile", "{profiles} distinct profiles"),
        "fr": ("{month}\n{repeats} répètent un autre profil", "{profiles} profils distincts")}  # fmt: skip


def _name_wave(axes: Axes, frame: pd.DataFrame, index: int, language: str) -> None:
    """Write beside the month of the greatest wave what its two parts are, on the side that has room."""
    row = frame.iloc[index]
    words_of_wave = {"month": said_on(row["month"], language), "repeats": grouped(row["repeated_profiles"], 0, language),
                     "profiles": grouped(row["health_malicious_distinct_profiles"], 0, language)}  # fmt: skip
    upper, lower = (text.format(**words_of_wave) for text in WAVE[language])
    x, side = (index - 0.9, "right") if index > len(frame) / 2 else (index + 0.9, "left")
    axes.text(
        x, row["health_external_malicious"] * 0.94, upper, ha=side, va="top", color=INK, linespacing=1.3
    )
    axes.text(x, row["health_malicious_distinct_profiles"] * 0.9, lower, ha=side, va="top", color=BLUE)


ABOUT = {"en": "≈", "fr": f"≈{THIN}"}
UNSAID = {"en": "not\nsaid", "fr": "non\ndit"}
SHADES = {
    "en": "light: declared; dark: of these, malicious",
    "fr": f"clair{NO_BREAK}: déclarés{THIN}; foncé{NO_BREAK}: dont malveillants",
}
BREAKS = {"supplier": {"en": "one supplier’s incident\ndeclared by each client", "fr": "incident d’un prestataire\ndéclaré par chaque client"},
          "decree": {"en": "decree: medico-social\nestablishments declare too", "fr": "décret : le médico-social\ndéclare aussi"}}  # fmt: skip


def draw_declared(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw incidents declared each year, the malicious part in full colour, and a rule where the definition breaks.

    A provisional total is marked ≈, and a malicious part whose share no source states as such.
    """
    figure, axes = _sheet(title, 4.5)
    top, place = frame["declared"].max(), range(len(frame))
    axes.bar(place, frame["declared"], color=SKY, width=0.66)
    axes.bar(place, frame["malicious"].fillna(0), color=BLUE, width=0.66)
    for index, row in enumerate(frame.itertuples()):
        count = (ABOUT[language] if row.is_provisional else "") + grouped(row.declared, 0, language)
        axes.text(index, row.declared + 0.015 * top, count, ha="center", va="bottom")
        _inside_bar(axes, index, row, top, language)
    axes.set_xlim(-0.5, len(frame) - 0.5)
    _name_breaks(axes, list(frame["break_in_definition"]), 1.4 * top, language)
    axes.set_xticks(place, frame["year"].astype(str))
    axes.set(ylim=(0, top * 1.42), yticks=[], xlabel=SHADES[language])
    _bare(axes, "left")
    return figure


def _name_breaks(axes: Axes, kinds: list[str], height: float, language: str) -> None:
    """Rule off the years whose definition breaks; each is told right of its line, a later one lower down."""
    breaks = [(index, kind) for index, kind in enumerate(kinds) if kind]
    for order, (index, kind) in enumerate(breaks):
        top = height * (1 - 0.12 * order)
        axes.plot([index - 0.5] * 2, [0, top], color=ORANGE, linestyle=(0, (4, 2)), linewidth=1.2)
        _right_of(axes, index - 0.42, top, BREAKS[kind][language])


def _right_of(axes: Axes, x: float, top: float, told: str) -> None:
    """Write the words of a break right of its line, or left of it where the year is one of the last."""
    is_late = x > 0.6 * axes.get_xlim()[1]
    axes.text(
        x - 0.16 if is_late else x,
        top,
        told,
        color=ORANGE,
        va="top",
        ha="right" if is_late else "left",
        fontsize=9,
        linespacing=1.25,
    )


def _inside_bar(axes: Axes, index: int, row: Any, top: float, language: str) -> None:
    """Write the malicious part into its bar, or that no source says it."""
    if row.malicious == row.malicious:
        axes.text(
            index,
            row.malicious - 0.02 * top,
            (ABOUT[language] if row.is_share_back_computed else "") + grouped(row.malicious, 0, language),
            ha="center",
            va="top",
            color=PAPER,
            fontsize=9.5,
        )
    else:
        axes.text(index, 0.02 * top, UNSAID[language], ha="center", va="bottom", color=INK, fontsize=9)


def draw_coverage(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw the share of the official ransomware count that each public list tells of, with its exact interval."""
    rows = frame.sort_values("percent", kind="stable").reset_index(drop=True)
    figure, axes = _sheet(title, 1.75 + 0.72 * len(rows))
    of = {"en": "of", "fr": "sur"}[language]
    for place, row in enumerate(rows.itertuples()):
        axes.barh(place, 100, color="#eef1f4", height=0.30)
        axes.barh(place, row.percent, color=BLUE, height=0.30)
        axes.plot(
            [row.percent_low, row.percent_high],
            [place, place],
            color=INK,
            linewidth=1.4,
            marker="|",
            markersize=8,
        )
        share = number(row.percent, "percent", language)
        axes.text(0, place + 0.33, f"{getattr(row, f'label_{language}')}", va="center", color=INK)
        axes.text(
            100, place + 0.33, f"{row.seen} {of} {row.total}, {share}", va="center", ha="right", color=BLUE
        )
    axes.set(xlim=(0, 100), ylim=(-0.4, len(rows) - 0.35), yticks=[],
             xlabel={"en": "% of the ransomware attacks officially counted", "fr": "% des rançongiciels officiellement comptés"}[language])  # fmt: skip
    _bare(axes, "left")
    return figure


QUALIFIERS = {"en": {"exact": "", "near": "nearly ", "at_least": "at least ", "about": "about "},
              "fr": {"exact": "", "near": "presque ", "at_least": "au moins ", "about": "environ "}}  # fmt: skip
NOUNS = {
    "en": {"hospitals": "hospitals", "companies": "companies, administrations", "establishments": "health establishments",
           "establishments_counted": "health establishments", "country": "France"},
    "fr": {"hospitals": "hôpitaux", "companies": "entreprises, administrations", "establishments": "établissements de santé",
           "establishments_counted": "établissements de santé", "country": "France"},
}  # fmt: skip
WEEK = {"en": "a week", "fr": "par semaine"}
ARTICLE = {"en": "an article of this study", "fr": "un article de cette étude"}


def said_on(edtf: str, language: str) -> str:
    """Return an EDTF date as a short date: 17 Feb 2021.

    >>> said_on("2021-02-17", "fr"), said_on("2022-09", "en"), said_on("2021-02-24~", "en"), said_on("2022", "en")
    ('17 févr. 2021', 'Sep 2022', 'about 24 Feb 2021', '2022')
    """
    year, *rest = edtf.rstrip("~?%").split("-")
    words = [str(int(rest[1]))] if len(rest) > 1 else []
    words += [MONTHS[language][int(rest[0]) - 1]] if rest else []
    about = {"en": ["about"], "fr": ["vers le"]}[language] if edtf.endswith("~") else []
    return " ".join([*about, *words, year])


def _as_said(row: Any, language: str) -> str:
    """Return a statement in a few words: « au moins une par semaine »."""
    is_place = row.subject == "establishments_counted"
    many = grouped(row.value, 0, language)
    one = {"en": "one establishment" if is_place else "one", "fr": "un établissement" if is_place else "une"}[
        language
    ]
    return f"{QUALIFIERS[language][row.qualifier]}{one if row.value == 1 else many} {WEEK[language]}"


def draw_claim(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw the dated statements of a weekly rate in the order they were made: who, how many, of whom, how hedged.

    A statement is changed where it differs from the first one in number, in hedge or in who is said to be attacked.
    """
    rows = frame[frame["date_said"] != ""]
    lines = []
    for row in rows.itertuples():
        is_changed = any(
            getattr(row, part) != rows[part].iloc[0] for part in ("value", "qualifier", "subject")
        )
        speaker = (
            ARTICLE[language] if row.speaker.startswith("article:") else speaker_name(row.speaker, language)
        )
        several = f" ({row.pages} pages)" if row.pages > 1 else ""
        lines.append(
            (
                f"{said_on(row.date_said, language)} · {speaker}{several}",
                _as_said(row, language),
                NOUNS[language][row.subject],
                is_changed,
            )
        )
    return _draw_statements(lines, title)


def draw_retold(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw what was made of the official counts, in the order it was said, beside what the series counts; ≠ is another number."""
    lines = []
    for row in frame.itertuples():
        said = f"{grouped(row.value, 0, language)} {UNITS[language].get(row.unit, row.unit)}"
        counted = f"{grouped(row.original, 0, language)} {UNITS[language].get(row.original_unit, row.original_unit)} ({row.year})"
        day = f"{said_on(row.date_said, language)} · " if row.date_said else ""
        lines.append(
            (
                f"{day}{speaker_name(row.speaker, language)}",
                said,
                f"{'≠ ' if row.is_other_number else ''}{COUNTED[language]} {counted}",
                row.kind == "misquoted",
            )
        )
    return _draw_statements(lines, title)


def _draw_statements(lines: list[tuple[str, str, str, bool]], title: str) -> Figure:
    """Draw statements down a line of time: who and when, what was said, of what; a diamond where it was changed."""
    figure, axes = _sheet(title, 1.1 + 0.62 * len(lines))
    axes.plot([0, 0], [-0.2, len(lines) - 0.8], color=FAINT, linewidth=2, zorder=0)
    for place, (who, said, of_what, is_changed) in enumerate(reversed(lines)):
        colour, marker = (ORANGE, "D") if is_changed else (BLUE, "o")
        axes.plot(0, place, marker=marker, color=colour, markersize=8, markeredgecolor=PAPER)
        axes.text(0.035, place + 0.17, who, va="center", color=MUTED, fontsize=9.5)
        axes.text(0.035, place - 0.19, said, va="center", color=colour, fontweight="bold")
        axes.text(1, place - 0.19, of_what, va="center", ha="right", color=INK, fontsize=9)
    axes.set(xlim=(-0.03, 1), ylim=(-0.6, len(lines) - 0.4), xticks=[], yticks=[])
    _bare(axes, "left", "bottom")
    return figure


UNITS = {
    "en": {},
    "fr": {"establishments": "établissements", "attacks": "attaques", "structures": "structures"},
}
COUNTED = {"en": "counted:", "fr": f"compté{NO_BREAK}:"}


STATUS = {"accounts": {"en": "accounts, not persons", "fr": "comptes, non personnes"},
          "potential": {"en": "warned, not counted", "fr": "prévenues, non comptées"}}  # fmt: skip


def draw_exposed(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw reported persons as intervals on a log axis, accounts apart, and the silent incidents as a counted lane."""
    sized = frame[frame["scope"].isin(("attack", "exposure", "credential_sale"))]
    known = sized[sized["status"] != "not_reported"]
    known = known.assign(low=known["low"].fillna(known["high"]), high=known["high"].fillna(known["low"]))
    known = known.sort_values(["unit", "high", "low"], kind="stable")
    silent = int(((sized["status"] == "not_reported") & (sized["scope"] != "credential_sale")).sum())
    figure, axes = _sheet(title, 2.2 + 0.55 * len(known))
    least, most = (known["low"].min(), known["high"].max()) if len(known) else (1e4, 1e6)
    low = 10.0 ** math.floor(math.log10(max(least, 1)))
    _log_axis(axes, low, max(3.5 * most, 10 * low), [10.0**power for power in range(10)], language)
    for place, row in enumerate(known.itertuples(), start=1):
        _draw_exposure(axes, place, row, language)
    lane = {"en": f"not reported: {silent} incidents", "fr": f"non indiqué{NO_BREAK}: {silent} incidents"}[
        language
    ]
    axes.axhspan(-0.75, 0.3, color="#eef1f4", zorder=0)
    axes.text(
        0.015, -0.22, lane, va="center", color=INK, fontweight="bold", transform=axes.get_yaxis_transform()
    )
    axes.set(ylim=(-0.75, len(known) + 0.55), yticks=[],
             xlabel={"en": "persons (log scale)", "fr": "personnes (échelle log)"}[language])  # fmt: skip
    _bare(axes, "left")
    return figure


def _draw_exposure(axes: Axes, place: int, row: Any, language: str) -> None:
    """Draw one incident: who and how many on a line, its interval under it, and a word where it counts something else."""
    colour, marker = (MUTED, "s") if row.unit == "accounts" else (BLUE, "o")
    ends, level = [row.low, row.high], [place - 0.16] * 2
    axes.plot(ends, level, color=colour, linewidth=4, solid_capstyle="butt", alpha=0.55)
    axes.plot(ends, level, linestyle="none", marker=marker, color=colour, markersize=7,
              markerfacecolor=PAPER if row.status == "potential" else colour)  # fmt: skip
    span = " – ".join(number(end, "persons", language) for end in sorted(set(ends)))
    name = textwrap.shorten(getattr(row, f"label_{language}"), 57 - len(span), placeholder="…")
    _at_side(axes, "left", place + 0.2, name if pd.isna(row.year) else f"{name}, {row.year}", INK)
    _at_side(axes, "right", place + 0.2, span, colour)
    note = STATUS.get("accounts" if row.unit == "accounts" else row.status, {}).get(language, "")
    is_right = row.high > math.sqrt(math.prod(axes.get_xlim()))
    x, side = (row.low / 1.14, "right") if is_right else (row.high * 1.14, "left")
    axes.text(x, place - 0.16, note, va="center", ha=side, color=colour, fontsize=9)


def draw_delays(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw the least and the most days of each step, as the dates allow, under the name of each incident."""
    lines: list[Any] = []
    for _, steps in frame.groupby("incident_id", sort=False):
        lines += [getattr(steps.iloc[0], f"label_{language}"), *steps.itertuples()]
    figure, axes = _sheet(title, 1.3 + 0.44 * len(lines))
    for place, line in enumerate(reversed(lines)):
        if isinstance(line, str):
            axes.text(0, place - 0.05, line, va="center", color=INK, fontweight="bold", fontsize=9.5)
        else:
            _draw_delay(axes, place, line, language)
    right = max(frame["days_high"].max() * 1.05, 10)
    axes.set(ylim=(-0.6, len(lines) - 0.4), yticks=[], xlim=(-2, right), xlabel=DAYS[language])
    _bare(axes, "left")
    return figure


DAYS = {"en": "days", "fr": "jours"}


def _draw_delay(axes: Axes, place: int, row: Any, language: str) -> None:
    """Draw one step: its name, its days in figures, and the interval under them; hollow where a date is approximate."""
    step = getattr(row, f"step_{language}")
    span = "–".join(grouped(end, 0, language) for end in sorted({row.days_low, row.days_high}))
    span = (ABOUT[language] if row.is_approximate else "") + span
    is_one = language == "fr" and row.days_high < 2  # « 0 jour », « 1 jour »
    ends, level = [row.days_low, row.days_high], [place - 0.2] * 2
    axes.plot(ends, level, color=BLUE, linewidth=5, solid_capstyle="butt", alpha=0.55)
    axes.plot(ends, level, linestyle="none", marker="o", color=BLUE, markersize=6,
              markerfacecolor=PAPER if row.is_approximate else BLUE)  # fmt: skip
    axes.text(0, place + 0.2, step if language == "en" else f"de {step}", va="center", color=INK, fontsize=9)
    at_right = axes.get_yaxis_transform()
    axes.text(
        1,
        place + 0.2,
        f"{span} {'jour' if is_one else DAYS[language]}",
        va="center",
        ha="right",
        color=BLUE,
        fontsize=9,
        transform=at_right,
    )


TILES = {
    "Hauts-de-France": (3, 5, "Hauts-de-\nFrance"), "Normandie": (2, 4, "Normandie"), "Île-de-France": (3, 4, "Île-de-\nFrance"),
    "Grand Est": (4, 4, "Grand Est"), "Bretagne": (1, 3, "Bretagne"), "Pays de la Loire": (2, 3, "Pays de\nla Loire"),
    "Centre-Val de Loire": (3, 3, "Centre-Val\nde Loire"), "Bourgogne-Franche-Comté": (4, 3, "Bourgogne\nFr.-Comté"),
    "Nouvelle-Aquitaine": (2, 2, "Nouvelle-\nAquitaine"), "Auvergne-Rhône-Alpes": (4, 2, "Auvergne\nRhône-A."),
    "Occitanie": (3, 1, "Occitanie"), "Provence-Alpes-Côte d'Azur": (4, 1, "Provence\nCôte d’A."), "Corse": (5, 1, "Corse"),
    "Guadeloupe": (0, 0, "Guade-\nloupe"), "Martinique": (1, 0, "Marti-\nnique"), "Guyane": (2, 0, "Guyane"),
    "La Réunion": (3, 0, "La\nRéunion"), "Mayotte": (4, 0, "Mayotte"), "": (0, 5, ""),
}  # fmt: skip


def draw_regions(frame: pd.DataFrame, title: str, language: str) -> Figure:
    """Draw the regions of France as tiles in about their places, with the count of incidents in each."""
    figure, axes = _sheet(title, 5.3)
    of_france = frame[frame["region"].isin(TILES)]
    top = max(1, of_france[of_france["region"] != ""]["incidents"].max())
    tiles = [(*TILES[row.region], row.incidents) for row in of_france.itertuples()]
    if len(of_france) < len(frame):
        elsewhere = int(frame["incidents"].sum() - of_france["incidents"].sum())
        tiles.append((0, 4, ELSEWHERE[language], elsewhere))
    for x, y, name, incidents in tiles:
        _tile(axes, x, y, incidents / top if name in ON_THE_MAP else 0)
        axes.text(
            x + 0.5,
            y + 0.90,
            name or NOWHERE[language],
            ha="center",
            va="top",
            fontsize=8.5,
            color=INK,
            linespacing=1.15,
        )
        axes.text(
            x + 0.5,
            y + 0.27,
            incidents,
            ha="center",
            va="center",
            fontsize=14,
            fontweight="bold",
            color=INK,
        )
    axes.set(xlim=(0, 6), ylim=(0, 6), xticks=[], yticks=[], aspect="equal")
    _bare(axes, "left", "bottom")
    return figure


NOWHERE = {"en": "no region\nnamed", "fr": "région\nnon dite"}
ELSEWHERE = {"en": "other\nregions", "fr": "autres\nrégions"}
ON_THE_MAP = {name for _, _, name in TILES.values() if name}


DRAWINGS: dict[str, Callable[[pd.DataFrame, str, str], Figure]] = {
    "rates_by_definition": draw_rates, "weekly": draw_weeks, "cnil_months": draw_cnil, "declared_by_year": draw_declared,
    "coverage": draw_coverage, "claim_life": draw_claim, "retold_counts": draw_retold, "exposures": draw_exposed, "delays": draw_delays, "regions": draw_regions,
}  # fmt: skip


# Publishing


@cache
def words() -> dict[str, dict[str, str]]:
    """Return title, alternative text and caption of every figure, in both languages, by figure id."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["figure_id"]: row for row in csv.DictReader(file)}


def texts(figure_id: str, measures: pd.DataFrame, frame: pd.DataFrame, year: int) -> dict[str, str]:
    """Return the row of ``figures.csv`` for one figure: its words with the numbers put in.

    A figure over definitions lists each of them in its alternative text, since no measure says it all.
    """
    names: dict[str, object] = {"YEAR": year}
    if "year" in frame and len(frame):
        names |= {"FIRST": frame["year"].min(), "LAST": frame["year"].max()}
    row = {"figure_id": figure_id, "data": f"reports/figures/{figure_id}.csv"}
    for column, template in words()[figure_id].items():
        if column != "figure_id":
            language = column[-2:]
            put_in = names | _clauses(figure_id, frame, language)
            row[column] = tell(template, measures, language, put_in)[0]
    for language in LANGUAGES:
        row[f"alt_{language}"] = f"{row[f'alt_{language}']} {listing(figure_id, frame, language)}".strip()
    return row


OF_RANSOMWARE = {
    "en": {1: ", of ransomware", 2: ", both of ransomware", 3: ", all of ransomware"},
    "fr": {1: ", de rançongiciels", 2: ", toutes deux de rançongiciels", 3: ", toutes de rançongiciels"},
}
FLOORS = {
    "en": "; lists marked “at least” are incomplete",
    "fr": " ; les listes « au moins » sont incomplètes",
}


def _clauses(figure_id: str, frame: pd.DataFrame, language: str) -> dict[str, object]:
    """Return what only the rows of a figure over definitions tell: whether all that agree count ransomware, and if any is a floor."""
    if figure_id != "rates_by_definition":
        return {}
    agreeing = frame[frame["verdict"] == "compatible"]["definition"]
    is_of_ransomware = len(agreeing) > 0 and agreeing.str.startswith("ransomware").all()
    return {
        "OFWHAT": OF_RANSOMWARE[language][min(len(agreeing), 3)] if is_of_ransomware else "",
        "FLOORS": FLOORS[language] if frame["is_floor"].any() else "",
    }


def listing(figure_id: str, frame: pd.DataFrame, language: str) -> str:
    """Return the rows of a figure as words, for those whose numbers are its content."""
    colon = {"en": ": ", "fr": f"{NO_BREAK}: "}[language]
    if figure_id == "rates_by_definition":
        parts = [
            f"{getattr(row, f'label_{language}')}{colon}{number(row.rate, 'per_week', language)}"
            for row in frame.itertuples()
        ]
    elif figure_id == "declared_by_year":
        parts = [f"{row.year}{colon}{grouped(row.declared, 0, language)}" for row in frame.itertuples()]
    elif figure_id == "regions":
        parts = [
            f"{row.region}{colon}{row.incidents}"
            for row in frame.itertuples()
            if row.region and row.incidents
        ]
    else:
        return ""
    return {"en": "; ", "fr": f"{THIN}; "}[language].join(parts) + "."


def as_svg(figure: Figure, figure_id: str, alt: str) -> str:
    """Return the drawing as SVG text that is the same for the same figure, with its alternative text on the root."""
    import matplotlib

    buffer = StringIO()
    with matplotlib.rc_context({"svg.hashsalt": figure_id}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    return svg[svg.index("<svg") :].replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)


def show(figure: Figure, figure_id: str, study: Study, language: str, alt: str, inline: bool = True) -> None:
    """Save a drawing as ``reports/figures/<figure_id>.<language>.svg``, whole or not at all, and display it."""
    from IPython.display import display

    svg = as_svg(figure, f"{figure_id}.{language}", alt)
    tables.replace(study.figures / f"{figure_id}.{language}.svg", svg)
    if inline:
        display({"image/svg+xml": svg, "text/plain": alt}, raw=True, metadata={"image/svg+xml": {"alt": alt}})


def publish(figure_id: str, frame: pd.DataFrame, measures: pd.DataFrame, study: Study, year: int) -> None:
    """Draw a figure in both languages, save both and the table behind it, and display the English one.

    Without rows, or without the measures of its title, there is no figure: older files of its name go, and a line says so.
    """
    import matplotlib
    from IPython.display import Markdown, display

    row = texts(figure_id, measures, frame, year)
    if not is_drawn(row, frame):
        for file in study.figures.glob(f"{figure_id}.*"):
            file.unlink()
        display(Markdown(f"*No figure {figure_id}: no data for {year}.*"))
        return
    twin = frame.to_csv(index=False, lineterminator="\n", float_format="%.10g")
    tables.replace(study.figures / f"{figure_id}.csv", twin)
    with matplotlib.rc_context(house_style()):
        for language in LANGUAGES:
            drawing = DRAWINGS[figure_id](frame, row[f"title_{language}"], language)
            show(drawing, figure_id, study, language, row[f"alt_{language}"], inline=language == "en")


def is_drawn(row: Mapping[str, str], frame: pd.DataFrame) -> bool:
    """Return whether there is anything to draw, and a finding to say."""
    return len(frame) > 0 and bool(row["title_en"])


def catalogue(frames: Mapping[str, pd.DataFrame], measures: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of ``figures.csv``: one a figure that was drawn, in the house's order."""
    found = {name: texts(name, measures, frames[name], year) for name in DRAWINGS if name in frames}
    columns = ["figure_id", "title_en", "title_fr", "alt_en", "alt_fr", "caption_en", "caption_fr", "data"]
    return pd.DataFrame([row for name, row in found.items() if is_drawn(row, frames[name])], columns=columns)
