"""Step 4: how often, how large, how sure. From incidents and series to measures and the tables behind the figures.

Data go down this list and never sideways: each module of the second half takes from the first three alone.

- ``record``: a measure, its words, its row; ``inputs``: the tables, and what their dates allow;
  ``counting``: the rules and definitions, written down before any count was looked at, and the counts under them;
- ``how_often`` rates and the claim; ``each_week`` weeks with imputed dates; ``official`` CNIL's months, declared years;
  ``press`` coverage and two lists; ``life_of_claim`` who said what; ``how_large`` persons; ``how_late`` delays;
  ``how_sure`` disagreements and evidence; ``how_alike`` two people's codes; ``where_what`` regions and kinds.
"""

from helpers.measure.counting import (
    PRIMARY,
    RULES,
    Count,
    Rule,
    article_counts,
    article_events,
    counted,
    covers,
    firm_counts,
    register_counts,
    rule_table,
    series_counts,
    shared_counts,
    yearly,
    yearly_counts,
)  # fmt: skip
from helpers.measure.each_week import (
    draw_days,
    empty_week_measures,
    monthly,
    precision_measures,
    week_counts,
    week_measures,
    weekly,
)  # fmt: skip
from helpers.measure.how_alike import (
    agreement,
    agreement_measures,
    alike_by_column,
    cohen_kappa,
    gwet_ac1,
)  # fmt: skip
from helpers.measure.how_large import exposure_measures, exposures, short_name
from helpers.measure.how_late import delay_measures, delays
from helpers.measure.how_often import (
    comparison_measures,
    first_rate_day,
    known_measures,
    power_measures,
    prior_measures,
    rate_measures,
    rates,
    verdict,
    verdict_measures,
)  # fmt: skip
from helpers.measure.how_sure import disagreement_counts, disagreement_measures, tier_measures
from helpers.measure.inputs import (
    Sources,
    chance_within,
    dated,
    day_number,
    days_of_year,
    is_weekly_rate,
    iso_mondays,
    load,
    weeks_of_year,
)  # fmt: skip
from helpers.measure.life_of_claim import claim_life, claim_measures, misquotes
from helpers.measure.official import cnil_measures, cnil_months, declared_by_year, declared_measures
from helpers.measure.press import coverage, coverage_measures, press_lists, two_list_measures
from helpers.measure.record import (
    Measure,
    as_table,
    in_percent,
    level,
    measure,
    ranged,
    row_keys,
    with_comma,
    words,
)
from helpers.measure.where_what import composition_measures, region_measures, regions

__all__ = [
    "PRIMARY", "RULES", "Count", "Measure", "Rule", "Sources", "agreement", "agreement_measures", "alike_by_column", "article_counts", "article_events", "as_table", "chance_within",
    "claim_life", "claim_measures", "cnil_measures", "cnil_months", "cohen_kappa", "comparison_measures", "composition_measures", "counted",
    "coverage", "coverage_measures", "covers", "dated", "day_number", "days_of_year", "declared_by_year", "declared_measures",
    "delay_measures", "delays", "disagreement_counts", "disagreement_measures", "draw_days", "empty_week_measures",
    "exposure_measures", "exposures", "firm_counts", "first_rate_day", "gwet_ac1", "in_percent", "is_weekly_rate", "iso_mondays",
    "known_measures", "level", "load", "measure", "misquotes", "monthly", "power_measures", "precision_measures", "press_lists",
    "prior_measures", "ranged", "rate_measures", "rates", "region_measures", "regions", "register_counts", "row_keys",
    "rule_table", "series_counts", "shared_counts", "short_name", "tier_measures", "two_list_measures", "verdict",
    "verdict_measures", "week_counts", "week_measures", "weekly", "weeks_of_year", "with_comma", "words", "yearly",
    "yearly_counts",
]  # fmt: skip
