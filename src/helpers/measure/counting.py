"""What is counted: the rules and the definitions, written down before any count was looked at, and the counts under them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from helpers.measure.inputs import Sources, chance_within, day_number, days_of_year
from helpers.measure.record import row_keys

CARE_PROVIDERS = ("hospital", "clinic", "laboratory", "practice", "care_home")


HOSPITALS = ("hospital", "clinic")


CLAIMED_RATE = 1.0


PUBLISHED = 0.5  # half a unit: how far a published whole number may lie from the one it was rounded from


ROUNDED = {False: "low and high from the rounding of the share",
           True: "low and high from the rounding of another year’s share and of the change"}  # fmt: skip


AS_COUNTED = "counted; low and high as published, or by dates that may lie outside the year"


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule: which organisations and which scopes it counts; an empty tuple counts all."""

    slug: str
    label_en: str
    label_fr: str
    organisations: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


RULES = (
    Rule("r1", "attacks on care providers", "attaques contre des soignants", CARE_PROVIDERS, ("attack",)),
    Rule("r1_hospitals", "hospitals and clinics only", "hôpitaux et cliniques seuls", HOSPITALS, ("attack",)),
    Rule("r2", "attacks, whole sector", "attaques, tout le secteur", (), ("attack",)),
    Rule("r3", "attacks, exposures, misuse", "attaques, expositions, abus"),
)


PRIMARY = RULES[0]


def rule_table() -> pd.DataFrame:
    """Return the counting rules as a table that a reader can check a row against."""
    rows = [
        (rule.slug, rule.label_en, ", ".join(rule.organisations) or "any", ", ".join(rule.scopes) or "any")
        for rule in RULES
    ]
    return pd.DataFrame(rows, columns=["rule", "counts", "organisations", "scopes"])


@dataclass(frozen=True, slots=True)
class Definition:
    """What a published series counts; a floor is a list that its author calls incomplete."""

    slug: str
    series_id: str
    metric: str
    label_en: str
    label_fr: str
    is_floor: bool = False


DEFINITIONS = (
    Definition("declared", "ans_incidents", "incidents declared",
               "declared, malicious or not", "déclarés, malveillants ou non"),
    Definition("ransomware_cert", "health_ransomware", "ransomware incidents declared",
               "declared ransomware (CERT Santé)", "rançongiciels déclarés (CERT Santé)"),
    Definition("ransomware_hfds", "health_ransomware_hfds", "ransomware attacks",
               "ransomware (ministry)", "rançongiciels (ministère)", True),
    Definition("ransomware_anssi", "anssi_ransomware_health", "attacks = total x share",
               "ransomware known to ANSSI", "rançongiciels connus de l’ANSSI"),
    Definition("state_help", "anssi_fssi_interventions", "structures supported",
               "needed the state’s help", "aidés par l’État"),
    Definition("major_minister", "gov_major_attacks", "attacks qualified as major",
               "“major” attacks (minister)", "attaques « majeures » (ministre)"),
    Definition("public_enisa", "enisa_france", "incidents",
               "publicly reported (ENISA)", "rendus publics (ENISA)", True),
    Definition("named_press", "health_ransomware_public", "attacks named",
               "named on one trade page", "nommés par une page spécialisée", True),
)  # fmt: skip


SHARES = (
    ("malicious", "ans_malicious_share", "share of incidents of malicious origin", False,
     "declared and malicious", "déclarés et malveillants"),
    ("declared_without_suppliers", "ans_supplier_share", "share of incidents due to supplier incidents", True,
     "declared, without supplier incidents", "déclarés, hors prestataires"),
)  # fmt: skip


# another reading of the incidents without those of suppliers, which the same reports give
MONTHLY_MEAN = ("ans_monthly_average", "average incidents per month excluding supplier incidents")


ARTICLE_RULES = ((RULES[0], "told by these articles: care providers", "relatés par ces articles\N{NO-BREAK SPACE}: soignants"),
                 (RULES[2], "told by these articles: whole sector", "relatés par ces articles\N{NO-BREAK SPACE}: tout le secteur"))  # fmt: skip


def covers(register: pd.DataFrame, year: int) -> bool:
    """Return whether the register reaches from the start of `year` into its December: a part year has no yearly rate."""
    start, end = days_of_year(year)
    return (
        len(register) > 0 and register["first_day"].min() <= start and register["last_day"].max() > end - 31
    )


def counted(register: pd.DataFrame, rule: Rule, year: int) -> pd.DataFrame:
    """Return the incidents that `rule` counts and `year` may hold, with the ``chance`` that it does."""
    rows = register.assign(chance=chance_within(register, *days_of_year(year)))
    rows = rows[rows["chance"] > 0]
    if rule.organisations:
        rows = rows[rows["organisation_type"].isin(rule.organisations)]
    return rows[rows["scope"].isin(rule.scopes)] if rule.scopes else rows


def article_events(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents of the articles with the days of the event, else of detection, else of disclosure."""
    found = incidents.copy()
    for bound, column in (("earliest", "first_day"), ("latest", "last_day")):
        steps = found[[f"{step}_{bound}" for step in ("event", "detection", "disclosure")]].to_numpy(
            dtype=str
        )
        found[column] = [next(filter(None, row), "") for row in steps]
    found = found[(found["first_day"] != "") & (found["last_day"] != "")]
    return found.assign(
        first_day=found["first_day"].map(day_number), last_day=found["last_day"].map(day_number)
    )


def yearly(series: pd.DataFrame, series_id: str, metric: str, year: int) -> pd.Series | None:
    """Return the row of a series for one calendar year, reported before derived; None if there is none."""
    rows = series[
        (series["series_id"] == series_id) & (series["metric"].str.startswith(metric))
        & (series["period_start"] == f"{year}-01-01") & (series["period_end"] == f"{year}-12-31")
    ]  # fmt: skip
    rows = rows[rows["kind"] != "misquote"].sort_values("kind", ascending=False, kind="stable")
    return rows.iloc[0] if len(rows) else None


@dataclass(frozen=True, slots=True)
class Count:
    """A yearly count under one definition, before it becomes a rate."""

    slug: str
    label_en: str
    label_fr: str
    year: int
    events: int
    low: float
    high: float
    is_floor: bool
    inputs: str
    source: str
    formula: str
    method: str = AS_COUNTED

    @property
    def names(self) -> dict[str, object]:
        """What the words of a measure about this count need."""
        return {
            "slug": self.slug,
            "en": self.label_en,
            "fr": self.label_fr,
            "year": self.year,
            "formula": self.formula,
            "method": self.method,
        }


def series_counts(series: pd.DataFrame, year: int) -> list[Count]:
    """Return the yearly count of each official or press definition that has one."""
    counts = []
    for item in DEFINITIONS:
        row = yearly(series, item.series_id, item.metric, year)
        if row is not None:
            counts.append(Count(item.slug, item.label_en, item.label_fr, year, int(row["value"]), row["low"], row["high"],
                                item.is_floor, f"official_series:{item.series_id}:{year}", row["source_url"],
                                "x as published" if row["kind"] == "reported" else "x = published total × share"))  # fmt: skip
    return counts


def is_back_computed(share: pd.Series) -> bool:
    """Return whether a share is another year's plus the change told beside it: both of them are rounded."""
    return bool(share["kind"] == "derived")


def shared_counts(series: pd.DataFrame, year: int) -> list[Count]:
    """Return declared incidents times a published share, bounded by the rounding of what the share comes from.

    Where a monthly mean of the same incidents is published and gives another number, the bounds span both.
    """
    declared = yearly(series, "ans_incidents", "incidents declared", year)
    counts = []
    for slug, series_id, metric, is_complement, label_en, label_fr in SHARES:
        row = yearly(series, series_id, metric, year)
        if row is None or declared is None:
            continue
        percent, off = (
            100 - row["value"] if is_complement else row["value"],
            PUBLISHED * (1 + is_back_computed(row)),
        )
        low, events, high = (declared["value"] * (percent + each) / 100 for each in (-off, 0, off))
        inputs = f"official_series:ans_incidents:{year}; official_series:{series_id}:{year}"
        formula = f"x = declared incidents × {'(1 − share)' if is_complement else 'share'}"
        count = Count(slug, label_en, label_fr, year, round(events), math.ceil(low), math.floor(high), False, inputs,
                      row["source_url"], formula, ROUNDED[is_back_computed(row)])  # fmt: skip
        counts.append(_with_monthly_mean(count, series) if is_complement else count)
    return counts


def _with_monthly_mean(count: Count, series: pd.DataFrame) -> Count:
    """Return a count from a share with its bounds widened to what the published monthly mean allows, if there is one."""
    mean = yearly(series, *MONTHLY_MEAN, count.year)
    if mean is None:
        return count
    low, high = (12 * (mean["value"] + half) for half in (-PUBLISHED, PUBLISHED))
    return replace(count, low=min(count.low, math.ceil(low)), high=max(count.high, math.floor(high)),
                   inputs=f"{count.inputs}; official_series:{MONTHLY_MEAN[0]}:{count.year}",
                   method="about, low and high span the published share and the published monthly mean")  # fmt: skip


def register_counts(register: pd.DataFrame, year: int) -> list[Count]:
    """Return the register's counts under each rule; low..high spans incidents that may lie outside the year."""
    counts = []
    for rule in RULES if covers(register, year) else ():
        rows = counted(register, rule, year)
        certain, inputs = int((rows["chance"] == 1).sum()), row_keys("press_incidents", rows["incident_id"])
        counts.append(Count(f"register_{rule.slug}", f"this register: {rule.label_en}", f"ce registre\N{NO-BREAK SPACE}: {rule.label_fr}", year,
                            certain, certain, len(rows), True, inputs, "data/raw/press_incidents.csv",
                            f"x = register rows under rule {rule.slug}"))  # fmt: skip
    return counts


def firm_counts(register: pd.DataFrame, year: int) -> list[Count]:
    """Return the headline count without the incidents that only a line in a list names: how much rests on them."""
    counts = register_counts(register[register["confidence"] != "low"], year)
    words_en, words_fr = (
        "care providers, single lines of lists left out",
        "soignants, hors simples lignes de listes",
    )
    return [
        replace(count, slug="register_r1_firm", label_en=f"this register: attacks on {words_en}",
                label_fr=f"ce registre\N{NO-BREAK SPACE}: attaques contre des {words_fr}", formula="x = register rows under rule r1, confidence not low")
        for count in counts if count.slug == "register_r1"
    ]  # fmt: skip


def article_counts(incidents: pd.DataFrame, year: int) -> list[Count]:
    """Return how many attacks of the year the articles of the study tell of; nothing if they tell of none."""
    counts = []
    for rule, label_en, label_fr in ARTICLE_RULES:
        rows = counted(article_events(incidents), rule, year)
        certain, inputs = int((rows["chance"] == 1).sum()), row_keys("incidents", rows["incident_id"])
        if certain:
            counts.append(Count(f"articles_{rule.slug}", label_en, label_fr, year, certain, certain, len(rows), True, inputs,
                                "data/processed/incidents.csv", f"x = incidents of the articles under rule {rule.slug}"))  # fmt: skip
    return counts


def yearly_counts(sources: Sources, year: int) -> list[Count]:
    """Return every count of `year`, one a definition, largest first."""
    found = series_counts(sources.series, year) + shared_counts(sources.series, year)
    found += register_counts(sources.register, year) + article_counts(sources.incidents, year)
    return sorted(found, key=lambda count: (-count.events, count.slug))
