"""The measures: each formula against a published or independent result, each rule against a small made-up table."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson, test_poisson_2indep

from helpers import intervals, ledger, measure, schemas, tables
from helpers.days import edtf_days
from helpers.intervals import Estimate
from helpers.paths import Study

test_poisson_2indep.__test__ = False  # a function of statsmodels, not a test of ours
WEEKS = 365 / 7


# Intervals and tests against published tables and independent implementations


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (2, 0.2422, 7.225),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (20, 12.217, 30.888),
    ],
)
def test_the_exact_poisson_interval_is_garwoods_table(events: int, low: float, high: float) -> None:
    """Garwood (1936), the 95 % limits of a Poisson mean as reprinted in every table of them."""
    found = intervals.poisson_rate(events, 1)
    assert found.low == pytest.approx(low, abs=6e-4)
    assert found.high == pytest.approx(high, abs=6e-4)


@given(st.integers(0, 2000), st.floats(0.1, 200), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
@settings(max_examples=60, deadline=None)
def test_rates_agree_with_statsmodels(events: int, weeks: float, confidence: float) -> None:
    exact = intervals.poisson_rate(events, weeks, confidence)
    assert exact[1:] == pytest.approx(
        confint_poisson(events, weeks, method="exact-c", alpha=1 - confidence), rel=1e-6, abs=1e-9
    )
    jeffreys = intervals.jeffreys_rate(events, weeks, confidence)
    assert jeffreys[1:] == pytest.approx(
        confint_poisson(events, weeks, method="jeff", alpha=1 - confidence), rel=1e-6
    )
    assert exact.low <= exact.value <= exact.high


@given(st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_shares_agree_with_statsmodels(successes: int, more: int) -> None:
    trials = successes + more
    assert intervals.proportion(successes, trials)[1:] == pytest.approx(
        proportion_confint(successes, trials, method="beta"), abs=1e-9
    )


def test_the_clopper_pearson_interval_of_a_published_example() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 gives 0.2527 to 0.3676."""
    assert intervals.proportion(81, 263)[1:] == pytest.approx((0.2527, 0.3676), abs=5e-5)


def test_the_p_value_agrees_with_its_interval() -> None:
    for events in (0, 1, 11, 37, 47, 59):
        rate = intervals.poisson_rate(events, WEEKS)
        for bound in rate[1:]:
            if bound > 0:
                assert intervals.poisson_p_value(events, WEEKS, bound) == pytest.approx(0.05, abs=1e-6)


def test_the_ratio_of_rates_agrees_with_an_exact_binomial_test() -> None:
    for first, second in ((27, 47), (10, 23), (49, 59), (3, 0)):
        exact = stats.binomtest(second, first + second, 0.5)
        assert intervals.ratio_p_value(first, 1, second, 1) == pytest.approx(exact.pvalue, rel=1e-6)
        low, high = exact.proportion_ci(0.95, "exact")
        found = intervals.rate_ratio(first, 1, second, 1)
        assert found.low == pytest.approx(low / (1 - low), rel=1e-6)
        assert found.high == pytest.approx(high / (1 - high), rel=1e-6)
    similar = test_poisson_2indep(47, 1, 27, 1, method="etest").pvalue
    assert intervals.ratio_p_value(27, 1, 47, 1) == pytest.approx(similar, abs=0.01)


def test_chapmans_estimate_of_a_published_example() -> None:
    """Chapman's estimator as worked in Seber (1982): 200 marked, 150 caught, 30 marked among them; N = 978."""
    found = intervals.chapman(200, 150, 30)
    assert found.value == pytest.approx(201 * 151 / 31 - 1)
    variance = 201 * 151 * 170 * 120 / (31**2 * 32)
    assert math.sqrt(variance) == pytest.approx(141.9, abs=0.1)
    assert 320 < found.low < found.value < found.high


def test_the_two_list_estimate_covers_the_truth_when_lists_are_independent() -> None:
    generator, truth, hits = np.random.default_rng(4), 120, 0
    for _ in range(400):
        first, second = (generator.random(truth) < share for share in (0.5, 0.6))
        found = intervals.chapman(int(first.sum()), int(second.sum()), int((first & second).sum()))
        hits += found.low <= truth <= found.high
    assert 0.91 <= hits / 400 <= 0.99


def test_dependence_moves_the_total_as_its_odds_ratio_says() -> None:
    for odds in (0.5, 1, 3.7, 15):
        total = intervals.total_under_dependence(12, 10, 7, odds)
        assert intervals.odds_ratio_needed(12, 10, 7, total) == pytest.approx(odds)


@pytest.mark.parametrize("mean", [0.4, 3.0, 15.0])
def test_the_exact_interval_covers_at_least_what_it_says(mean: float) -> None:
    events = np.arange(0, 80)
    bounds = [intervals.poisson_rate(int(count), 1) for count in events]
    inside = np.array([bound.low <= mean <= bound.high for bound in bounds])
    assert stats.poisson.pmf(events, mean)[inside].sum() >= 0.95


def test_median_ranks_have_the_coverage_that_they_state() -> None:
    generator = np.random.default_rng(5)
    for size in (6, 10, 25):
        ranks = intervals.median_ranks(size)
        samples = np.sort(generator.lognormal(size=(4000, size)), axis=1)
        inside = (samples[:, ranks.lower - 1] <= 1) & (samples[:, ranks.upper - 1] >= 1)
        assert inside.mean() == pytest.approx(ranks.coverage, abs=0.015)
        assert ranks.coverage >= 0.95
    assert intervals.median_ranks(5) is None
    assert intervals.median([3, 1, 2]).value == 2 and math.isnan(intervals.median([1, 2, 3]).low)


def test_the_largest_incidents_share_is_bounded_by_the_intervals() -> None:
    share = intervals.share_of_largest([100, 900], [300, 1100])
    assert share.value == pytest.approx(100 * 1000 / 1200)
    assert share.low == pytest.approx(100 * 900 / 1200)
    assert share.high == pytest.approx(100 * 1100 / 1200)
    assert intervals.share_of_largest([1, 2, 3], [1, 2, 3], 3).value == 100


def test_the_edges_of_the_formulas() -> None:
    """Nothing unseen, nothing counted, everything counted, a count at its mean: what the formula becomes there."""
    assert intervals.chapman(5, 5, 5) == (5, 5, 5)  # both lists are one list: by hand, 6 x 6 / 6 - 1
    assert intervals.chapman(3, 5, 3)[:2] == (5, 5)
    assert (
        intervals.chapman(2, 2, 1).high > intervals.chapman(2, 2, 1).value > 3
    )  # half an incident unseen, by hand
    assert intervals.rate_ratio(0, 1, 3, 1).high == math.inf and intervals.rate_ratio(3, 1, 0, 1).low == 0
    assert intervals.poisson_p_value(2, 2.3) == 1.0  # both tails are above a half
    assert intervals.ratio_p_value(4, 1, 4, 1) == 1.0
    assert intervals.poisson_p_value(0, 3) == pytest.approx(2 * math.exp(-3))
    assert intervals.poisson_p_value(1, 0.1) == pytest.approx(2 * (1 - math.exp(-0.1)))
    assert intervals.ratio_p_value(0, 9, 1, 1) == pytest.approx(0.2)  # one event, in the tenth week of ten
    assert intervals.poisson_at_most(0, 0.5) == pytest.approx(math.exp(-0.5))
    assert intervals.poisson_at_most(0, 0) == 1.0
    assert intervals.dispersion_index(np.array([0, 2])) == 2  # s^2 = 2 about a mean of 1
    assert math.isnan(intervals.dispersion_index(np.zeros(4)))
    assert intervals.jeffreys_rate(3, 2)[1:] == pytest.approx(stats.gamma(3.5, scale=0.5).ppf([0.025, 0.975]))
    assert intervals.proportion(0, 7).low == 0 and intervals.proportion(7, 7).high == 1
    # by hand: each of 2 x 2 ways leaves 0 or 1 of two periods empty, half of them
    assert intervals.empty_periods(2, 2) == (0.5, 0, 1.5)  # and their variance is a quarter
    assert intervals.empty_periods(0, 3) == (3, 3, 3)
    assert intervals.empty_periods(500, 52).low == 0 and intervals.empty_periods(1, 52).high < 52
    assert intervals.pooled(np.array([4.0]), np.array([0.0])) == (4, 4, 4)


def test_a_p_value_far_in_the_tail_keeps_its_digits() -> None:
    """One less the lower tail would be rounding error here."""
    exact = 2 * stats.binom.sf(732, 733 + 369, 365 / 731)
    assert intervals.ratio_p_value(369, 366 / 7, 733, 365 / 7) == pytest.approx(exact, rel=1e-6)
    assert 0 < exact < 1e-20


def test_the_posterior_is_a_gamma() -> None:
    law = stats.gamma(2 + 47, scale=1 / (4 + WEEKS))
    assert intervals.gamma_poisson(47, WEEKS, 2, 4) == pytest.approx((law.mean(), *law.ppf([0.025, 0.975])))
    assert intervals.gamma_poisson_exceeds(47, WEEKS, 2, 4) == pytest.approx(law.sf(1))
    assert intervals.poisson_at_most(4, 6.9) == pytest.approx(stats.poisson.cdf(4, 6.9))


def test_the_dispersion_test_keeps_its_size() -> None:
    generator = np.random.default_rng(6)
    found = [intervals.dispersion_p_value(generator.poisson(0.5, 52), 300, generator) for _ in range(300)]
    assert 0.01 <= np.mean(np.array(found) <= 0.05) <= 0.09


def test_a_wave_moves_the_dispersion_as_its_expectation_says() -> None:
    generator = np.random.default_rng(7)
    tables_of_weeks = generator.multinomial(47, np.full(52, 1 / 52), size=4000)
    hit = np.array([generator.choice(52, p=row / 47) for row in tables_of_weeks])
    tables_of_weeks[np.arange(4000), hit] += 14
    assert intervals.dispersion_of_wave(47, 52, 15) == pytest.approx(
        intervals.dispersion_index(tables_of_weeks).mean(), rel=0.02
    )
    assert intervals.dispersion_of_wave(47, 52, 1) == pytest.approx(1.0)


def test_empty_weeks_agree_with_a_simulation() -> None:
    generator = np.random.default_rng(8)
    empty = (generator.multinomial(20, np.full(52, 1 / 52), size=20_000) == 0).sum(axis=1)
    found = intervals.empty_periods(20, 52)
    assert found.value == pytest.approx(empty.mean(), rel=0.01)
    assert (found.high - found.value) / 2 == pytest.approx(empty.std(), rel=0.03)


def test_even_counts_are_never_too_uneven() -> None:
    """Every draw is at least as uneven, so the probability is one, whatever the number of draws."""
    for draws in (1, 10, 200):
        assert intervals.dispersion_p_value(np.ones(6, dtype=int), draws, np.random.default_rng(1)) == 1


def test_the_rate_behind_a_coverage_follows_its_law() -> None:
    """The quantiles of Gamma over Beta by integration instead of draws."""
    found = intervals.rate_behind_coverage(11, 11, 47, WEEKS, 200_000, np.random.default_rng(12))
    share, rate = stats.beta(11.5, 36.5), stats.gamma(11.5, scale=1 / WEEKS)
    for level, bound in zip((0.5, 0.025, 0.975), found, strict=True):
        reached, _ = integrate.quad(lambda part, bound=bound: share.pdf(part) * rate.cdf(bound * part), 0, 1)
        assert reached == pytest.approx(level, abs=0.004)


def test_pooling_adds_both_kinds_of_variance() -> None:
    pooled = intervals.pooled(np.array([1.0, 3.0]), np.array([4.0, 4.0]))
    assert pooled.value == 2
    assert pooled.high - 2 == pytest.approx(1.959964 * math.sqrt(4 + 1.5 * 2), rel=1e-6)


def test_pooled_imputations_cover_the_truth() -> None:
    """Dates known to the quarter only: the interval of the empty weeks still covers what truly happened, on the whole."""
    generator, hits = np.random.default_rng(9), 0
    for _ in range(120):
        days = generator.integers(0, 364, size=18)
        rows = pd.DataFrame({"first_day": days // 91 * 91, "last_day": days // 91 * 91 + 90})
        counts = measure.week_counts(measure.draw_days(rows, 40, generator), np.arange(0, 364, 7))
        expected = [intervals.empty_periods(18, 52)] * 40
        within = np.array([((each.high - each.value) / 2) ** 2 for each in expected])
        found = intervals.pooled((counts == 0).sum(axis=1), within)
        truth = (measure.week_counts(days[None, :], np.arange(0, 364, 7)) == 0).sum()
        hits += found.low <= truth <= found.high
    assert hits / 120 >= 0.93


# The reference table of rates, number by number


REFERENCE = {
    "rate_named_press_2021": "0.21 0.11 0.38", "rate_major_minister_2020": "0.52 0.34 0.75",
    "rate_ransomware_hfds_2021": "0.90 0.66 1.20", "rate_ransomware_cert_2021": "1.13 0.86 1.46",
    "rate_malicious_2021": "7.31 6.59 8.08", "rate_declared_2021": "14.1 13.1 15.1",
    "rate_named_press_2021_jeffreys": "0.21 0.11 0.37", "rate_major_minister_2020_jeffreys": "0.52 0.35 0.74",
    "rate_ransomware_hfds_2021_jeffreys": "0.90 0.67 1.19", "rate_malicious_2021_jeffreys": "7.31 6.60 8.07",
    "rate_eight_days_before_claim": "1.75 0.2 6.3",
    "posterior_rate_ransomware_hfds_2021_jeffreys": "0.91", "posterior_rate_ransomware_hfds_2021_one_week": "0.90",
    "posterior_rate_ransomware_hfds_2021_four_weeks": "0.87", "posterior_reaches_one_ransomware_hfds_2021_jeffreys": "0.24",
    "posterior_reaches_one_ransomware_hfds_2021_one_week": "0.22", "posterior_reaches_one_ransomware_hfds_2021_four_weeks": "0.15",
    "p_one_a_week_ransomware_hfds_2021": "0.53", "p_one_a_week_named_press_2021": "0.00000000001",
    "next_year_needed_from_10": "23", "next_year_needed_from_20": "36", "next_year_needed_from_40": "61",
    "weeks_empty_at_ransomware_hfds_2021": "21", "share_empty_at_ransomware_hfds_2021": "40.6",
    "share_two_or_more_at_ransomware_hfds_2021": "23", "coverage_named_2021": "23 12 38",
}  # fmt: skip
# simulated or computed for years of equal length: the same up to the error of the simulation, or a leap day
NEARLY = {
    "ratio_two_populations_2021_to_2020": (0.01, "1.74 1.06 2.91"), "rate_behind_named_2021": (0.03, "0.91 0.42 1.99"),
    "p_ratio_two_populations_2021_to_2020": (0.002, "0.027"), "power_dispersion_mean_0p2_ratio_1p2": (3, "19"),
    "power_dispersion_mean_0p9_ratio_1p45": (4, "52"), "power_dispersion_mean_0p9_ratio_1p9": (3, "84"),
}  # fmt: skip


def of_study(study, measure_id: str) -> list[float]:
    """Return value, low and high of one of the study's measures."""
    return list(
        tables.read(study, "processed/measures")
        .set_index("measure_id")
        .loc[measure_id, ["value", "low", "high"]]
    )


@pytest.mark.parametrize("measure_id", REFERENCE)
def test_the_study_reproduces_the_reference_table(measure_id: str, study) -> None:
    """Computed by others from the same counts; each figure agrees to the last digit that they print."""
    for found, printed in zip(of_study(study, measure_id), REFERENCE[measure_id].split(), strict=False):
        assert f"{found:.{len(printed.partition('.')[2])}f}" == printed


@pytest.mark.parametrize("measure_id", NEARLY)
def test_the_study_reproduces_the_reference_table_up_to_a_known_difference(measure_id: str, study) -> None:
    tolerance, printed = NEARLY[measure_id]
    for found, wanted in zip(of_study(study, measure_id), printed.split(), strict=False):
        assert found == pytest.approx(float(wanted), abs=tolerance)


def test_the_other_lines_of_the_reference_table(study) -> None:
    """Said there without a number to print: fifty-nine a year is not rejected, and how two ways to test agree."""
    assert of_study(study, "p_one_a_week_ransomware_cert_2021")[0] > 0.05
    assert of_study(study, "count_malicious_2021")[0] == round(0.52 * 733) == 381
    assert test_poisson_2indep(47, 1, 27, 1, method="etest").pvalue == pytest.approx(0.020, abs=5e-4)
    assert intervals.ratio_p_value(27, 1, 47, 1) == pytest.approx(0.027, abs=5e-4)


def test_where_the_study_differs_from_the_reference_table(study) -> None:
    """There one wave counted fifteen times moves the dispersion of a year from 1.0 to 5.4; the expectation here is 4.4.

    The table gives one year and not its mean: single years scatter, and 5.4 lies among them.
    """
    generator = np.random.default_rng(11)
    years = generator.multinomial(46, np.full(52, 1 / 52), size=4000)
    years[np.arange(4000), generator.integers(52, size=4000)] += 15
    index = years.var(axis=1, ddof=1) / years.mean(axis=1)
    expected = of_study(study, "dispersion_of_one_wave")[0]
    assert index.mean() == pytest.approx(expected, rel=0.01)
    low, high = np.quantile(index, [0.025, 0.975])
    assert low < 5.4 < high and abs(expected - 5.4) > 0.5


def test_the_wave_and_the_power_are_of_the_studys_own_year(sources) -> None:
    """2020 has 53 ISO weeks, and its own count; nothing of another year is said of it."""
    count = next(each for each in measure.yearly_counts(sources, 2021) if each.slug == "ransomware_hfds")
    made = measure.power_measures([replace(count, events=30, year=2020)], 2020, 20, np.random.default_rng(1))
    found = {each.measure_id: each for each in made}
    wave = found["dispersion_of_one_wave"]
    assert wave.value == pytest.approx(intervals.dispersion_of_wave(30, 53, 15))
    assert "one of 30 even events is counted 15 times" in wave.label_en and "53 weeks" in wave.formula
    assert wave.inputs == count.inputs
    assert found["power_dispersion_mean_0p9_ratio_1p9"].label_fr.endswith("en 53 semaines")
    none = measure.power_measures([replace(count, events=0)], 2021, 20, np.random.default_rng(1))
    assert "dispersion_of_one_wave" not in {each.measure_id for each in none}


def test_the_power_at_the_registers_rate_is_that_of_the_weeks_of_its_year(monkeypatch) -> None:
    asked: list[int] = []
    real = intervals.dispersion_power
    monkeypatch.setattr(intervals, "dispersion_power", lambda mean, ratio, weeks, *rest: (
        asked.append(weeks) or real(mean, ratio, weeks, 10, *rest[1:])))  # fmt: skip
    generator = np.random.default_rng(1)
    rows = measure.counted(register(incident("x", event_date_edtf="2020-12-30")), measure.PRIMARY, 2020)
    drawn = measure.week_counts(measure.draw_days(rows, 5, generator), measure.iso_mondays(2020))
    measure.week_measures(rows, 2020, drawn, 0.95, generator)
    assert asked == [53]


def test_the_circular_rate_names_the_count_that_it_divides_by(sources) -> None:
    counts = [
        replace(each, events=40) if each.slug == "ransomware_hfds" else each
        for each in measure.yearly_counts(sources, 2021)
    ]
    table = measure.coverage(sources, counts, 2021, 0.95)
    made = measure.coverage_measures(table, 2021, 0.95, np.random.default_rng(1))
    found = next(each for each in made if each.measure_id == "rate_behind_named_2021")
    assert found.formula.endswith("n = 40 official")


# Rules and tables on made-up incidents


def incident(name: str, **changes: object) -> dict[str, object]:
    """Return a register row; a hospital attacked on 3 March 2021 unless told otherwise."""
    row: dict[str, object] = {
        "incident_id": name, "organisation": f"Hôpital {name}", "organisation_type": "hospital", "place": "", "department": "",
        "region": "", "event_date_edtf": "2021-03-03", "date_meaning": "attack", "scope": "attack", "attack_type": "ransomware",
        "persons_exposed_low": math.nan, "persons_exposed_high": math.nan, "records_note": "", "source_publisher": "TICsanté",
        "source2_publisher": "", "confidence": "high",
    }  # fmt: skip
    return row | changes


def register(*rows: dict[str, object], framed: bool = True) -> pd.DataFrame:
    """Return a register; framed by two insurers so that it covers 2021 and no rule on care providers counts them."""
    frame = [incident("before", organisation_type="insurer", event_date_edtf="2020-06-01"),
             incident("after", organisation_type="insurer", event_date_edtf="2022-06-01")] if framed else []  # fmt: skip
    return measure.dated(pd.DataFrame([*frame, *rows]))


@pytest.fixture(scope="module")
def sources(study) -> measure.Sources:
    """Return the tables of the study itself; no test changes them."""
    return measure.load(study)


def rule(slug: str) -> measure.Rule:
    return next(each for each in measure.RULES if each.slug == slug)


def test_each_rule_counts_what_its_words_say() -> None:
    rows = register(
        incident("hospital"), incident("clinic", organisation_type="clinic"), incident("practice", organisation_type="practice"),
        incident("care-home", organisation_type="care_home"), incident("laboratory", organisation_type="laboratory"),
        incident("vendor", organisation_type="vendor"), incident("pharma", organisation_type="pharma"),
        incident("open-server", scope="exposure"), incident("borrowed-account", scope="misuse"),
        incident("passwords", scope="credential_sale"), incident("last-year", event_date_edtf="2020-12-31"),
    )  # fmt: skip
    counts = {each.slug: len(measure.counted(rows, each, 2021)) for each in measure.RULES}
    assert counts == {"r1": 5, "r1_hospitals": 2, "r2": 7, "r3": 10}


def test_a_date_across_new_year_counts_as_possible_not_as_certain() -> None:
    rows = register(incident("straddles", event_date_edtf="2020-12-22/2021-01-10"), incident("certain"))
    found = measure.counted(rows, measure.PRIMARY, 2021).set_index("incident_id")["chance"]
    assert found["straddles"] == pytest.approx(0.5)
    count = next(each for each in measure.register_counts(rows, 2021) if each.slug == "register_r1")
    assert (count.events, count.low, count.high) == (1, 1, 2)


def test_a_year_is_covered_from_its_first_day_into_december() -> None:
    def spanning(first: str, last: str) -> bool:
        rows = [incident("first", event_date_edtf=first), incident("last", event_date_edtf=last)]
        return measure.covers(register(*rows, framed=False), 2021)

    assert spanning("2021-01-01", "2021-12-01") and spanning("2020-12-31", "2022-01-31")
    assert not spanning("2021-01-02", "2021-12-31") and not spanning("2021-01-01", "2021-11-30")


def test_the_rules_are_shown_as_they_count() -> None:
    table = measure.rule_table().set_index("rule")
    assert list(table.index) == ["r1", "r1_hospitals", "r2", "r3"]
    assert table.loc["r1_hospitals", ["organisations", "scopes"]].tolist() == ["hospital, clinic", "attack"]
    assert table.loc["r3", ["organisations", "scopes"]].tolist() == ["any", "any"]


def test_a_register_that_does_not_span_the_year_gives_no_rate() -> None:
    assert measure.register_counts(register(incident("lonely"), framed=False), 2021) == []
    assert measure.register_counts(register(incident("lonely")), 2024) == []


def test_single_lines_of_lists_can_be_left_out() -> None:
    rows = register(incident("told"), incident("listed", confidence="low"))
    assert [count.events for count in measure.firm_counts(rows, 2021)] == [1]
    assert next(count.events for count in measure.register_counts(rows, 2021)) == 2


def test_an_article_event_falls_back_to_detection_then_disclosure() -> None:
    empty = dict.fromkeys(
        f"{step}_{end}" for step in ("event", "detection", "disclosure") for end in ("earliest", "latest")
    )
    rows = [
        dict.fromkeys(empty, "") | {"incident_id": name}
        for name in ("event", "detection", "disclosure", "nothing")
    ]
    rows[0] |= {
        "event_earliest": "2021-02-09",
        "event_latest": "2021-02-09",
        "disclosure_earliest": "2021-05-01",
    }
    rows[1] |= {"detection_earliest": "2021-06-18", "detection_latest": "2021-06-18"}
    rows[2] |= {"disclosure_earliest": "2021-02-23", "disclosure_latest": "2021-02-24"}
    found = measure.article_events(pd.DataFrame(rows)).set_index("incident_id")
    assert list(found.index) == ["event", "detection", "disclosure"]
    assert found.loc["event", "first_day"] == measure.day_number("2021-02-09")
    assert found.loc["disclosure", "last_day"] == measure.day_number("2021-02-24")


def test_incidents_outside_the_iso_weeks_are_counted() -> None:
    """In 2019 the last ISO week ends on 29 December; in 2021 the first begins on 4 January."""
    for year, days, outside in ((2021, ("2021-01-03", "2021-01-04", "2021-12-31"), 1),
                                (2019, ("2019-01-01", "2019-12-29", "2019-12-30", "2019-12-31"), 2)):  # fmt: skip
        rows = measure.counted(
            register(*(incident(day, event_date_edtf=day) for day in days)), measure.PRIMARY, year
        )
        mondays, generator = measure.iso_mondays(year), np.random.default_rng(2)
        drawn = measure.week_counts(measure.draw_days(rows, 5, generator), mondays)
        found = {
            each.measure_id: each.value for each in measure.week_measures(rows, year, drawn, 0.95, generator)
        }
        assert found[f"outside_iso_weeks_{year}"] == outside
        assert found[f"weeks_empty_{year}"] == len(mondays) - (len(days) - outside)


def test_iso_weeks_keep_to_the_iso_year() -> None:
    mondays = measure.iso_mondays(2021)
    days = np.array(
        [[measure.day_number(day) for day in ("2021-01-03", "2021-01-04", "2022-01-02", "2022-01-03")]]
    )
    counts = measure.week_counts(days, mondays)[0]
    assert len(counts) == 52 and counts.sum() == 2
    assert counts[0] == 1 and counts[51] == 1


@given(
    st.lists(st.tuples(st.integers(18600, 19100), st.integers(0, 400)), min_size=1, max_size=12),
    st.integers(0, 99),
)
@settings(max_examples=40, deadline=None)
def test_drawn_days_stay_within_their_dates(spans: list[tuple[int, int]], seed: int) -> None:
    rows = pd.DataFrame(
        {"first_day": [first for first, _ in spans], "last_day": [first + length for first, length in spans]}
    )
    days = measure.draw_days(rows, 20, np.random.default_rng(seed))
    assert ((days >= rows["first_day"].to_numpy()) & (days <= rows["last_day"].to_numpy())).all()
    certain = measure.chance_within(rows, 18500, 19600)
    assert (certain == 1).all()


def test_imputation_does_not_pile_up_where_the_first_day_does() -> None:
    rows = register(*(incident(f"year-{index}", event_date_edtf="2021") for index in range(26)))
    rows = measure.counted(rows, measure.PRIMARY, 2021)
    counts = measure.week_counts(
        measure.draw_days(rows, 100, np.random.default_rng(1)), measure.iso_mondays(2021)
    )
    found = {
        each.measure_id: each.value for each in measure.precision_measures(rows, rows, 2021, counts, 0.95)
    }
    assert found["weeks_empty_if_first_day_2021"] == 52
    assert found["weeks_empty_if_fractions_2021"] == 0
    assert found["weeks_empty_if_imputed_2021"] == pytest.approx(52 * (51 / 52) ** 26, rel=0.05)
    assert found["share_day_precise_2021"] == 0


def test_expected_weeks_and_months_add_up_to_the_incidents() -> None:
    rows = measure.counted(
        register(incident("month", event_date_edtf="2021-06"), incident("day")), measure.PRIMARY, 2021
    )
    counts = measure.week_counts(
        measure.draw_days(rows, 50, np.random.default_rng(2)), measure.iso_mondays(2021)
    )
    weeks = measure.weekly(rows, 2021, counts, 0.95)
    assert weeks["incidents_expected"].sum() == pytest.approx(2, abs=0.05)
    assert weeks["incidents_certain"].sum() == 1 and weeks.loc[8, "incidents_certain"] == 1
    assert measure.monthly(rows, 2021)["incidents_certain"].tolist() == [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def series(*rows: tuple[str, str, int, float, str, str]) -> pd.DataFrame:
    """Return official rows from (series, metric, year, value, unit, kind)."""
    columns = ["series_id", "metric", "year", "value", "unit", "kind"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(period_start=table["year"].map("{}-01-01".format), period_end=table["year"].map("{}-12-31".format),
                        low=math.nan, high=math.nan, source_url="https://example.org/report", publisher="Office", note="",
                        source_date="")  # fmt: skip


def test_a_reported_count_stands_before_a_derived_one_and_a_misquote_never_counts() -> None:
    table = series(("ans_incidents", "incidents declared (back-computed)", 2022, 593, "incidents", "derived"),
                   ("ans_incidents", "incidents declared", 2022, 588, "incidents", "reported"),
                   ("ans_incidents", "incidents declared", 2023, 9999, "incidents", "misquote"))  # fmt: skip
    assert measure.yearly(table, "ans_incidents", "incidents declared", 2022)["value"] == 588
    assert measure.yearly(table, "ans_incidents", "incidents declared", 2023) is None
    years = measure.declared_by_year(table)
    assert years.loc[0, ["declared", "declared_low", "declared_high"]].tolist() == [588, 588, 593]


def test_a_rounded_share_keeps_its_rounding_as_bounds() -> None:
    table = series(("ans_incidents", "incidents declared", 2021, 733, "incidents", "reported"),
                   ("ans_malicious_share", "share of incidents of malicious origin", 2021, 52, "percent", "derived"),
                   ("ans_supplier_share", "share of incidents due to supplier incidents", 2021, 40, "percent", "reported"))  # fmt: skip
    malicious, direct = measure.shared_counts(table, 2021)
    assert (malicious.events, malicious.low, malicious.high) == (
        381,
        374,
        388,
    )  # 51 to 53 percent: two roundings
    assert (direct.events, direct.low, direct.high) == (440, 437, 443)
    stated, _ = measure.shared_counts(table.assign(kind="reported"), 2021)
    assert (stated.low, stated.high) == (378, 384)
    assert malicious.method != stated.method == direct.method
    [row] = [
        each
        for each in measure.declared_measures(measure.declared_by_year(table))
        if each.measure_id == "malicious_2021"
    ]
    assert (row.low, row.high, row.method) == (374, 388, malicious.method)


def test_a_monthly_mean_that_gives_another_number_widens_the_bounds() -> None:
    """Forty percent of suppliers leave 440; forty a month are 480, or 474 to 486 as rounded."""
    mean = (
        "ans_monthly_average",
        "average incidents per month excluding supplier incidents",
        2021,
        40,
        "incidents per month",
        "reported",
    )
    table = series(("ans_incidents", "incidents declared", 2021, 733, "incidents", "reported"), mean,
                   ("ans_supplier_share", "share of incidents due to supplier incidents", 2021, 40, "percent", "reported"))  # fmt: skip
    [direct] = measure.shared_counts(table, 2021)
    assert (direct.events, direct.low, direct.high) == (440, 437, 486)
    assert direct.method.startswith("about") and direct.inputs.endswith(
        "official_series:ans_monthly_average:2021"
    )
    [count] = [each for each in measure.rate_measures([direct], 0.95) if each.measure_id.startswith("count")]
    assert count.method == direct.method


def test_the_verdict_turns_with_the_interval() -> None:
    counts = [
        replace(measure.Count("x", "x", "x", 2021, events, events, events, False, "x:1", "", "x"))
        for events in (37, 38, 67, 68)
    ]
    assert measure.rates(counts, 0.95)["verdict"].tolist() == ["below", "compatible", "compatible", "above"]


def test_the_eight_days_before_the_claim_end_on_the_eve(sources) -> None:
    """Said on the seventeenth: the ninth to the sixteenth are the eight days before."""
    days = ("2021-02-08", "2021-02-09", "2021-02-16", "2021-02-17")
    rows = register(*(incident(day, event_date_edtf=day) for day in days))
    told = pd.DataFrame({"register_id": list(days)})
    said = pd.DataFrame(
        [("rate", "2021-02-17", 1.0, "attack per week")], columns=["claim_kind", "date_said", "value", "unit"]
    )
    found = measure.known_measures(
        replace(sources, register=rows, incidents=told, rate_claims=said), 2021, 0.95
    )
    by_id = {each.measure_id: each for each in found}
    assert by_id["rate_eight_days_before_claim"].value == pytest.approx(2 / (8 / 7))
    assert (
        by_id["rate_eight_days_before_claim"].inputs
        == "press_incidents:2021-02-09; press_incidents:2021-02-16"
    )
    assert by_id["count_known_at_claim_r1"].value == 4 and by_id[
        "weeks_known_at_claim"
    ].value == pytest.approx(48 / 7)


def test_an_interval_that_ends_at_the_claim_holds_it() -> None:
    assert measure.verdict(Estimate(1.5, 1, 2)) == measure.verdict(Estimate(0.5, 0.2, 1)) == "compatible"


def test_a_wave_of_notifications_is_told_apart() -> None:
    table = pd.DataFrame({"month": ["2021-04", "2021-05"], "health_notifications": [30, 460], "health_external_malicious": [15, 424],
                          "health_malicious_distinct_profiles": [15, 125]})  # fmt: skip
    found = {each.measure_id: each for each in measure.cnil_measures(measure.cnil_months(table), 2021)}
    assert found["cnil_wave_repeats_2021"].value == 299
    assert found["cnil_wave_repeats_2021"].inputs == "cnil_health_monthly:2021-05"
    assert found["cnil_wave_share_2021"].value == pytest.approx(100 * 424 / 439)
    assert measure.cnil_measures(measure.cnil_months(table), 2022) == []


def test_the_months_add_up_to_the_published_year(sources) -> None:
    """CNIL's open data by month and the total that was published for the whole of 2020 are the same number."""
    found = {
        each.measure_id: each.value for each in measure.cnil_measures(measure.cnil_months(sources.cnil), 2020)
    }
    assert found["cnil_months_2020"] == 12
    assert (
        found["cnil_notifications_2020"]
        == measure.yearly(sources.series, "cnil_health", "notifications", 2020)["value"]
    )


def test_two_lists_come_from_the_kinds_of_press() -> None:
    rows = register(incident("both", source2_publisher="France 3"), incident("trade"), incident("general", source_publisher="RTL"),
                    incident("twice-trade", source2_publisher="LeMagIT"))  # fmt: skip
    assert measure.press_lists(rows, 2021)[:3] == (3, 2, 1)
    found = {each.measure_id: each.value for each in measure.two_list_measures(rows, [], 2021, 0.95)}
    assert found["two_list_seen_2021"] == 4
    assert found["two_list_total_2021"] == pytest.approx(4 * 3 / 2 - 1)


def test_two_lists_hold_only_what_the_official_count_holds() -> None:
    """The ministry counts ransomware on health establishments: no theft of data, no dentist."""
    rows = register(incident("both", source2_publisher="France 3"), incident("trade"), incident("general", source_publisher="RTL"),
                    incident("theft", attack_type="data_theft"), incident("dentist", organisation_type="practice"))  # fmt: skip
    assert measure.press_lists(rows, 2021)[:3] == (2, 2, 1)
    count = measure.Count("ransomware_hfds", "x", "x", 2021, 47, 47, 47, True, "x:1", "", "x")
    found = {each.measure_id: each for each in measure.two_list_measures(rows, [count], 2021, 0.95)}
    assert found["two_list_odds_needed_2021"].value == 44  # by hand: (47 - 3) * 1 / (1 * 1)
    assert "dentist" not in found["two_list_total_2021"].inputs


def test_a_list_of_attacks_named_is_not_called_one_of_ransomware(sources) -> None:
    table = measure.coverage(sources, measure.yearly_counts(sources, 2021), 2021, 0.95).set_index("list")
    assert (
        "attacks named" in table.loc["named", "label_en"]
        and "attaques nommées" in table.loc["named", "label_fr"]
    )


@pytest.mark.parametrize("pages", [("TICsanté", ""), ("RTL", ""), ("TICsanté", "RTL")])
def test_two_lists_of_which_one_adds_nothing_give_no_estimate(pages: tuple[str, str]) -> None:
    """All on one list, or all on both: the fourth cell has nothing to be read from."""
    first, second = pages
    rows = register(
        *(incident(f"{index}", source_publisher=first, source2_publisher=second) for index in range(4))
    )
    assert measure.two_list_measures(rows, [], 2021, 0.95) == []


def test_two_lists_with_one_inside_the_other_give_no_estimate() -> None:
    inside = register(incident("both", source2_publisher="RTL"), incident("trade"))
    apart = register(incident("trade"), incident("general", source_publisher="RTL"))
    assert (
        measure.two_list_measures(inside, [], 2021, 0.95)
        == measure.two_list_measures(apart, [], 2021, 0.95)
        == []
    )


def test_six_numbers_have_an_interval_and_say_which(sources) -> None:
    """By hand: the least and the greatest of six miss the median with chance 2 / 64."""
    rows = register(*(incident(f"{size}", persons_exposed_low=float(size), persons_exposed_high=float(size))
                      for size in (100, 200, 300, 500, 800, 900)), framed=False)  # fmt: skip
    table = measure.exposures(replace(sources, register=rows, incidents=sources.incidents.iloc[:0]))
    found = {each.measure_id: each for each in measure.exposure_measures(table, 0.95)}["persons_median"]
    assert (found.value, found.low, found.high) == (400, 100, 900)
    assert found.method == "order statistics 1 and 6 of 6, coverage 96.9%"
    surer = {each.measure_id: each for each in measure.exposure_measures(table, 0.99)}["persons_median"]
    assert math.isnan(surer.low) and surer.method == "no interval: 6 values are too few for 99 %"
    assert table.loc[0, ["label_en", "label_fr"]].tolist() == ["Hôpital 100"] * 2


def test_an_abbreviation_stands_only_for_a_long_name() -> None:
    assert measure.short_name("Dedalus Biologie (DB)") == "Dedalus Biologie"
    assert (
        measure.short_name("Groupement hospitalier de territoire des Deux-Rives")
        == "Groupement hospitalier de territoire des Deux-Rives"
    )


def test_an_article_that_gives_one_end_still_stands_before_the_register(sources) -> None:
    told = sources.incidents[sources.incidents["persons_low"].notna()].index[0]
    incidents = sources.incidents.copy()
    incidents.loc[told, ["persons_low", "persons_high"]] = [123.0, math.nan]
    table = measure.exposures(replace(sources, incidents=incidents)).set_index("incident_id")
    found = table.loc[incidents.loc[told, "register_id"]]
    assert found["low"] == 123 and math.isnan(found["high"]) and found["status"] == "reported"


def test_an_article_without_a_date_gives_no_publication() -> None:
    columns = [
        f"{step}_{end}"
        for step in ("event", "detection", "complaint", "disclosure")
        for end in ("earliest", "latest")
    ]
    row = dict.fromkeys(columns, "") | {"incident_id": "dax", "organisation_type": "hospital", "label_en": "a", "label_fr": "b",
                                        "disclosure_earliest": "2021-02-09", "disclosure_latest": "2021-02-09"}  # fmt: skip
    papers = pd.DataFrame(
        {"article_id": ["undated", "early", "late"], "published_edtf": ["", "2021-02-11", "2021-03-01"]}
    )
    claims = pd.DataFrame(
        {"incident_id": ["dax", "dax", "dax", ""], "article_id": ["undated", "late", "early", "early"]}
    )
    none = pd.DataFrame()
    sources = measure.Sources(none, none, none, none, pd.DataFrame([row]), none, claims, papers, none, none)
    assert measure.delays(sources)[["step", "days_low", "days_high"]].to_numpy().tolist() == [
        ["disclosure_to_publication", 2, 2]
    ]
    inferred = papers.replace("2021-02-11", "2021-02-11~")
    assert measure.delays(replace(sources, bibliography=inferred)).empty


def test_an_empty_evidence_counts_nothing(sources) -> None:
    nothing = replace(sources, incidents=sources.incidents.iloc[:0], register=sources.register.iloc[:0])
    assert [(each.value, each.inputs) for each in measure.tier_measures(nothing)] == [(0, "none")] * 3


def test_regions_without_an_incident_are_not_those_with_one() -> None:
    rows = register(
        incident("one", region="Bretagne"),
        incident("two", region="Corse"),
        incident("three", region="Corse"),
        framed=False,
    )
    found = {each.measure_id: each.value for each in measure.region_measures(measure.regions(rows), rows)}
    assert (found["regions_with_incident"], found["regions_without"], found["region_greatest"]) == (2, 16, 2)


def test_a_region_is_known_however_it_is_typed_and_another_keeps_its_name() -> None:
    """The register is kept as it came: no spelling of its regions, and no region abroad, may drop a row."""
    rows = register(
        incident("bare", region="Ile-de-France"),
        incident("curly", region="Provence-Alpes-Côte d’Azur; île de france"),
        incident("abroad", region="Wallonie; ", department="Liège"),
        incident("none"),
        framed=False,
    )
    table = measure.regions(rows).set_index("region")
    assert table["incidents"].sum() == 5 and table.index[-1] == "Wallonie"
    assert table.loc[["Île-de-France", "Provence-Alpes-Côte d'Azur", "", "Wallonie"], "incidents"].tolist() == [2, 1, 1, 1]  # fmt: skip
    assert table.loc["Wallonie", "departments"] == "Liège 1"
    found = {each.measure_id: each for each in measure.region_measures(table.reset_index(), rows)}
    assert (found["regions_with_incident"].value, found["regions_without"].value) == (2, 16)
    assert (found["incidents_without_region"].value, found["incidents_other_region"].value) == (1, 1)
    assert found["incidents_other_region"].label_en.endswith("Wallonie")


def told_only(sources, **changes: object) -> pd.DataFrame:
    """Return one incident that articles tell of and no register holds: 8,500 persons, in 2024 unless told otherwise."""
    empty = sources.incidents.iloc[0].map(lambda cell: "" if isinstance(cell, str) else math.nan)
    row = {
        **empty, "incident_id": "clinique-2024", "label_en": "Theft at a clinic", "label_fr": "Vol dans une clinique", "register_id": "",
        "organisation_type": "clinic", "scope": "attack", "detection_earliest": "2024-03-04", "detection_latest": "2024-03-06",
        "persons_low": 8500.0, "persons_high": 8500.0, "persons_qualifier": "about", "persons_status": "single_claim",
    }  # fmt: skip
    return pd.DataFrame([row | changes], columns=sources.incidents.columns)


def test_an_incident_of_the_articles_alone_is_sized_too(sources) -> None:
    both = replace(sources, incidents=pd.concat([sources.incidents, told_only(sources)], ignore_index=True))
    table, before = measure.exposures(both), measure.exposures(sources)
    assert len(table) == len(before) + 1 == len(sources.register) + 1
    row = table.iloc[-1]
    assert row.tolist() == ["clinique-2024", "Theft at a clinic", "Vol dans une clinique", 2024, "attack", "persons", 8500, 8500,
                            "about", "reported", "quoted"]  # fmt: skip
    now, then = (
        {each.measure_id: each.value for each in measure.exposure_measures(each, 0.95)}
        for each in (table, before)
    )
    assert now["persons_incidents"] == then["persons_incidents"] + 1
    assert now["persons_reported"] == then["persons_reported"] + 1
    assert now["persons_not_reported"] == then["persons_not_reported"]


def test_a_study_without_a_register_sizes_what_its_articles_tell(sources) -> None:
    alone = replace(sources, register=sources.register.iloc[:0], incidents=told_only(sources))
    found = {each.measure_id: each for each in measure.exposure_measures(measure.exposures(alone), 0.95)}
    assert (found["persons_incidents"].value, found["persons_reported"].value) == (1, 1)
    assert found["persons_largest"].value == 8500
    assert found["persons_largest"].inputs == "exposures:clinique-2024"


def test_of_articles_alone_too_accounts_are_no_persons_and_no_number_is_not_zero(sources) -> None:
    sale = {
        "incident_id": "sale",
        "scope": "credential_sale",
        "persons_low": math.nan,
        "persons_high": math.nan,
    }
    accounts = {"records_low": 50_000.0, "records_high": 50_000.0, "records_unit": "accounts"}
    silent = {
        "incident_id": "silent",
        "persons_low": math.nan,
        "persons_high": math.nan,
        "detection_earliest": "",
    }
    incidents = pd.concat([told_only(sources, **sale, **accounts), told_only(sources, **silent),
                           told_only(sources, incident_id="practice", organisation_type="practice")])  # fmt: skip
    alone = replace(sources, register=sources.register.iloc[:0], incidents=incidents)
    table = measure.exposures(alone).set_index("incident_id")
    assert table.loc["sale", ["unit", "low", "status"]].tolist() == ["accounts", 50_000, "reported"]
    assert table.loc["silent", "status"] == "not_reported" and pd.isna(table.loc["silent", "year"])
    assert table.loc["practice", ["label_en", "label_fr"]].tolist() == ["", ""]


def test_a_number_with_one_end_stands_for_both(sources) -> None:
    """« Plus de 300 » has no upper end: the bounds take what is said, and the median is theirs."""
    rows = register(
        incident("more-than", persons_exposed_low=300.0),
        incident("up-to", persons_exposed_high=500.0),
        framed=False,
    )
    table = measure.exposures(replace(sources, register=rows, incidents=sources.incidents.iloc[:0]))
    found = {each.measure_id: each for each in measure.exposure_measures(table, 0.95)}
    assert found["persons_median"].value == found["persons_median_all_low"].value == 400
    assert found["persons_share_largest"].value == pytest.approx(62.5)


def test_an_incident_that_may_lie_in_another_year_is_named() -> None:
    rows = register(incident("sure"), incident("straddles", event_date_edtf="2021-12-20/2022-01-05"))
    counted = measure.counted(rows, measure.PRIMARY, 2021)
    drawn = measure.week_counts(
        measure.draw_days(counted, 20, np.random.default_rng(3)), measure.iso_mondays(2021)
    )
    found = {
        each.measure_id: each for each in measure.precision_measures(counted, counted, 2021, drawn, 0.95)
    }
    assert found["straddling_2021"].value == 1
    assert found["straddling_2021"].inputs == "press_incidents:straddles"
    # by hand: one week in March; the other date begins in week 51 and may as well be in week 52
    assert (
        found["weeks_empty_if_first_day_2021"].value == 50
        and found["weeks_empty_if_fractions_2021"].value == 49
    )


def test_the_range_of_a_week_is_one_of_its_counts() -> None:
    """Of forty draws one is empty: the lower bound is that draw, and not a number between two."""
    rows = measure.counted(register(incident("x", event_date_edtf="2021-06")), measure.PRIMARY, 2021)
    counts = np.zeros((40, 52), dtype=int)
    counts[1:, 24], counts[0, 25] = 1, 1
    week = measure.weekly(rows, 2021, counts, 0.95).set_index("iso_week")
    assert (week.loc[25, "incidents_low"], week.loc[25, "incidents_high"]) == (0, 1)
    assert (week.loc[26, "incidents_low"], week.loc[26, "incidents_high"]) == (0, 1)


def test_two_populations_are_compared_only_where_both_are_known() -> None:
    count = measure.Count("ransomware_hfds", "x", "x", 2021, 47, 47, 47, True, "x:1", "", "x")
    major = replace(count, slug="major_minister", year=2020, events=27)
    assert (
        measure.comparison_measures([count], [], 0.95) == measure.comparison_measures([], [major], 0.95) == []
    )
    both = {each.measure_id for each in measure.comparison_measures([count], [major], 0.95)}
    assert both == {"ratio_two_populations_2021_to_2020", "p_ratio_two_populations_2021_to_2020"}


def test_a_kind_without_a_french_word_keeps_its_own() -> None:
    rows = measure.counted(register(incident("x", attack_type="worm")), measure.PRIMARY, 2021)
    found = {each.measure_id: each for each in measure.composition_measures(rows, 2021)}
    assert (
        found["incidents_attack_type_worm_2021"].label_fr
        == "Incidents par type d’attaque\N{NO-BREAK SPACE}: worm, 2021"
    )


def test_accounts_are_never_persons_and_practices_never_named(sources) -> None:
    rows = register(
        incident("sale", scope="credential_sale", persons_exposed_low=50_000.0, persons_exposed_high=50_000.0),
        incident("practice", organisation_type="practice", persons_exposed_low=300.0, persons_exposed_high=400.0),
        incident("warned", persons_exposed_low=1e6, persons_exposed_high=1.5e6, records_note="warned, not a counted exposure"),
        incident("silent"), framed=False,
    )  # fmt: skip
    table = measure.exposures(
        replace(sources, register=rows, incidents=sources.incidents.iloc[:0])
    ).set_index("incident_id")
    assert table.loc["sale", "unit"] == "accounts" and table.loc[
        "practice", ["label_en", "label_fr"]
    ].tolist() == ["", ""]
    assert table["status"].to_dict() == {
        "sale": "reported",
        "practice": "reported",
        "warned": "potential",
        "silent": "not_reported",
    }
    found = {each.measure_id: each for each in measure.exposure_measures(table.reset_index(), 0.95)}
    counts = [found[f"persons_{name}"].value for name in ("reported", "warned", "not_reported", "incidents")]
    assert counts == [1, 1, 1, 3]
    assert (found["persons_median_all_low"].value, found["persons_median_all_high"].value) == (300, 400)
    assert found["accounts_reported"].value == 50_000
    assert "too few" in found["persons_median"].method


def test_resolved_values_of_the_articles_stand_before_the_registers(sources) -> None:
    told = sources.incidents[sources.incidents["persons_low"].notna()].iloc[0]
    table = measure.exposures(sources).set_index("incident_id").loc[told["register_id"]]
    assert (table["low"], table["high"], table["tier"]) == (
        told["persons_low"],
        told["persons_high"],
        "quoted",
    )


def test_a_delay_spans_what_both_dates_allow() -> None:
    columns = [
        f"{step}_{end}"
        for step in ("event", "detection", "complaint", "disclosure")
        for end in ("earliest", "latest")
    ]
    row = dict.fromkeys(columns, "") | {
        "incident_id": "inserm",
        "organisation_type": "research",
        "label_en": "a",
        "label_fr": "b",
    }
    row |= {"event_earliest": "2021-06-01", "event_latest": "2021-06-30", "detection_earliest": "2021-06-18",
            "detection_latest": "2021-06-18", "complaint_earliest": "2021-07-05", "complaint_latest": "2021-07-11"}  # fmt: skip
    none = pd.DataFrame(columns=["incident_id", "article_id", "published_edtf"])
    sources = measure.Sources(none, none, none, none, pd.DataFrame([row]), none, none, none, none, none)
    found = measure.delays(sources).set_index("step")[["days_low", "days_high"]]
    assert found.loc["detection_to_complaint"].tolist() == [17, 23]
    assert found.loc["event_to_detection"].tolist() == [0, 17]
    assert "event_to_disclosure" not in found.index


@pytest.mark.parametrize(
    ("edtf", "method", "low"),
    [("2021-07-09", "exact", 21), ("2021-07-09~", "about, as one date is approximate", math.nan),
     ("2021-07-08~/2021-07-10~", "about, as one date is approximate; bounds from the precision of both dates; value is their middle", 20)],
)  # fmt: skip
def test_an_approximate_date_gives_no_exact_delay(edtf: str, method: str, low: float) -> None:
    steps = ("event", "detection", "complaint", "disclosure")
    columns = [f"{step}_{end}" for step in steps for end in ("earliest", "latest")]
    first, last = (str(day) for day in edtf_days(edtf))
    row = dict.fromkeys(columns, "") | {"incident_id": "x", "organisation_type": "research", "label_en": "a", "label_fr": "b",
                                        "detection_earliest": "2021-06-18", "detection_latest": "2021-06-18",
                                        "complaint_earliest": first, "complaint_latest": last}  # fmt: skip
    none = pd.DataFrame(columns=["incident_id", "article_id", "published_edtf"])
    values = pd.DataFrame(
        [("x", "detection_date", "2021-06-18"), ("x", "complaint_date", edtf)],
        columns=["incident_id", "field", "edtf"],
    )
    sources = measure.Sources(none, none, none, none, pd.DataFrame([row]), none, none, none, none, values)
    delay, longest, _ = measure.delay_measures(measure.delays(sources))
    assert (delay.value, delay.method) == (21, method)
    assert delay.low == pytest.approx(low, nan_ok=True)
    assert longest.method.startswith("about") == ("~" in edtf)


def test_an_incident_in_three_regions_counts_in_each() -> None:
    rows = register(incident("three", region="Bretagne; Normandie; Centre-Val de Loire", department="Morbihan; Eure"),
                    incident("one", region="Bretagne", department="Finistère"), incident("none"),
                    incident("two words", region="Grand Est", department="Territoire de Belfort"), framed=False)  # fmt: skip
    table = measure.regions(rows).set_index("region")
    assert table["incidents"].sum() == 6 and table.loc["Bretagne", "incidents"] == 2
    assert table.loc["Grand Est", "departments"] == "Territoire de Belfort 1"
    assert table.loc["Bretagne", "departments"] == "Finistère 1" and table.loc["", "incidents"] == 1
    assert len(table) == 19


def test_one_speaker_day_and_number_is_one_statement(sources) -> None:
    said = pd.DataFrame([("La ministre", "rate", "2021-02-17", 1.0, "attack per week", "French hospitals", f"https://example.org/{page}", "Page")
                         for page in (1, 2)] + [("Un député", "rate", "2022", 1.0, "attack per week (at least)", "hospitals", "https://example.org/3", "Page"),
                        ("Un journal", "count", "2022", 30.0, "attacks", "hospitals", "https://example.org/4", "Page")],
                        columns=["speaker", "claim_kind", "date_said", "value", "unit", "scope", "source_url", "source_publisher"])  # fmt: skip
    life = measure.claim_life(replace(sources, rate_claims=said, claims=sources.claims.iloc[:0]))
    assert life["speaker"].tolist() == ["La ministre", "Un député"]
    assert life["pages"].tolist() == [2, 1] and life["qualifier"].tolist() == ["exact", "at_least"]
    assert measure.first_rate_day(said) == "2021-02-17"


def test_the_first_day_is_that_of_the_rate_and_not_of_another_number() -> None:
    rows = [("rate", "2021-03-02", 1.0, "attack per week"), ("rate", "2021-02-20", 2.0, "attacks per week"),
            ("count", "2021-01-05", 1.0, "attacks"), ("rate", "2021-02", 1.0, "attack per week")]  # fmt: skip
    said = pd.DataFrame(rows, columns=["claim_kind", "date_said", "value", "unit"])
    assert measure.first_rate_day(said) == "2021-03-02"
    assert measure.first_rate_day(said.iloc[3:]) == measure.first_rate_day(said.iloc[:0]) == ""


def test_the_article_that_says_at_least_one_stands_in_the_life_of_the_claim(sources) -> None:
    life = measure.claim_life(sources)
    quoted = life[life["tier"] == "quoted"]
    assert quoted["qualifier"].tolist() == ["at_least"] and quoted["value"].tolist() == [1]


def test_every_retelling_stands_beside_the_count_that_its_note_names(sources) -> None:
    wrong = measure.misquotes(sources).set_index("value")
    assert wrong["original"].to_dict() == {730: 733, 700: 733, 600: 581, 1582: 582}
    assert (wrong["original_url"] != "").all()
    assert wrong["is_other_number"].to_dict() == {730: 0, 700: 0, 600: 0, 1582: 1}


def test_labels_say_who_in_their_own_language(sources) -> None:
    """The register's name for a speaker is half French and half English."""
    found = measure.claim_measures(measure.claim_life(sources), measure.misquotes(sources))
    [row] = [each for each in found if each.measure_id == "retold_senat_question_a_bazin_2021"]
    assert (
        "Sénat" not in row.label_en
        and "Senate question" in row.label_en
        and "question au Sénat" in row.label_fr
    )


# The table of measures as a whole


def test_no_measure_is_computed_twice_and_none_without_words() -> None:
    one = measure.measure("iso_weeks_{year}", 52, "calendar:2021", year=2021)
    with pytest.raises(ValueError, match="iso_weeks_2021"):
        measure.as_table([one, one])
    with pytest.raises(KeyError):
        measure.measure("rate_of_nothing", 1, "none")


def test_the_written_measures_are_whole(study) -> None:
    table = tables.read(study, "processed/measures")
    assert table["measure_id"].is_unique and table["measure_id"].is_monotonic_increasing
    assert table["value"].notna().all()
    for row in table.itertuples():
        assert row.low != row.low or row.low <= row.value + 1e-9, row.measure_id
        assert row.high != row.high or row.high >= row.value - 1e-9, row.measure_id
        assert "{" not in row.label_en + row.label_fr + row.method + row.formula, row.measure_id
    assert set(table["unit"]) <= {"per_week", "incidents", "persons", "accounts", "percent", "days", "weeks", "months", "ratio",
                                  "probability", "definitions", "notifications", "profiles", "statements", "pages", "fields",
                                  "regions", "establishments", "attacks", "articles", "characters", "mentions", "claims", "cells", "year"}  # fmt: skip


def test_measures_name_rows_that_exist(study, sources) -> None:
    names = {"press_incidents": set(sources.register["incident_id"]), "incidents": set(sources.incidents["incident_id"]),
             "cnil_health_monthly": set(sources.cnil["month"])}  # fmt: skip
    for row in tables.read(study, "processed/measures").itertuples():
        for part in row.inputs.split("; "):
            table, _, key = part.partition(":")
            if table in names and key and not key.startswith(" "):
                assert key in names[table], f"{row.measure_id}: {part}"
            if (
                table == "official_series"
                and key.count(":") == 1
                and key[-4:].isdigit()
                and not key.startswith(" ")
            ):
                series_id, year = key.split(":")
                rows = sources.series[
                    (sources.series["series_id"] == series_id)
                    & (sources.series["period_start"].str[:4] == year)
                ]
                assert len(rows), f"{row.measure_id}: {part}"


def test_data_go_one_way_through_the_measures(study) -> None:
    """What the package says of itself: a question takes from the shared modules, never from another question."""
    shared = ["record", "inputs", "counting"]
    for path in sorted((study.root / "src/helpers/measure").glob("[!_]*.py")):
        taken = set(
            re.findall(r"^from helpers\.measure\.(\w+) import", path.read_text(encoding="utf-8"), re.M)
        )
        allowed = shared[: shared.index(path.stem)] if path.stem in shared else shared
        assert taken <= set(allowed), path.name


def test_every_word_of_the_dictionary_of_measures_is_used(study) -> None:
    modules = (
        "ledger.py",
        *(
            path.relative_to(study.root / "src/helpers")
            for path in sorted((study.root / "src/helpers/measure").glob("*.py"))
        ),
    )
    source = "".join((study.root / "src/helpers" / name).read_text(encoding="utf-8") for name in modules)
    computed = ("p_ratio_", "coverage_least", "coverage_greatest", "register_first", "register_last")
    unused = [name for name in measure.words() if f'"{name}"' not in source and not name.startswith(computed)]
    assert unused == []


@pytest.mark.parametrize("year", [2019, 2020, 2022, 2023, 2024])
def test_another_year_has_fewer_measures_and_no_error(year: int, sources) -> None:
    counts, before = measure.yearly_counts(sources, year), measure.yearly_counts(sources, year - 1)
    found = measure.rate_measures(counts, 0.95) + measure.rate_measures(before, 0.95)
    found += measure.known_measures(sources, year, 0.95) + measure.comparison_measures(counts, before, 0.95)
    found += measure.cnil_measures(measure.cnil_months(sources.cnil), year)
    table = measure.coverage(sources, counts, year, 0.95)
    assert (table["seen"] <= table["total"]).all() and "ransomware_hfds" not in set(table["of"])
    found += measure.coverage_measures(table, year, 0.95, np.random.default_rng(1))
    assert not [each for each in found if "_at_claim" in each.measure_id]
    assert all(str(year) in each.measure_id or str(year - 1) in each.measure_id for each in found)


def test_the_estimate_of_a_plain_number_has_no_interval() -> None:
    assert math.isnan(Estimate(3.0).low) and math.isnan(Estimate(3.0).high)


def test_a_decree_told_of_twice_is_one_measure(sources) -> None:
    broken = sources.series[sources.series["series_id"] == "definition_break"]
    twice = pd.concat([sources.series, broken.assign(value=2030)], ignore_index=True)
    found = [
        each
        for each in ledger.register_measures(sources.register, twice)
        if each.measure_id == "declaration_widened_year"
    ]
    assert [each.value for each in found] == [2022]


def test_an_empty_study_has_measures_of_the_method_and_no_error(tmp_path: Path) -> None:
    """Header-only tables: nothing is counted, nothing fails, and nothing claims to be zero."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    empty = Study.find(tmp_path)
    for name in schemas.TABLES:
        path = schemas.TABLES[name].path(empty)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(schemas.TABLES[name].header) + "\n", encoding="utf-8")
    kept = {each.measure_id: each.value for each in ledger.ledger_measures(empty, 2021, 0.95)}
    assert math.isnan(kept.pop("ledger_removed_share")) and (kept.pop("year"), kept.pop("confidence")) == (
        2021,
        95,
    )
    assert set(kept.values()) == {0}
    nothing = measure.load(empty)
    generator = np.random.default_rng(1)
    counts = measure.yearly_counts(nothing, 2021)
    table = measure.rates(counts, 0.95)
    found = measure.rate_measures(counts, 0.95) + measure.verdict_measures(table, 2021, 0.95)
    found += measure.known_measures(nothing, 2021, 0.95) + measure.cnil_measures(
        measure.cnil_months(nothing.cnil), 2021
    )
    found += measure.declared_measures(measure.declared_by_year(nothing.series))
    found += measure.coverage_measures(measure.coverage(nothing, counts, 2021, 0.95), 2021, 0.95, generator)
    found += measure.two_list_measures(nothing.register, counts, 2021, 0.95)
    powers = measure.power_measures(counts, 2021, 20, generator)
    assert {each.inputs for each in powers} == {"none: a property of the method"}
    assert "dispersion_of_one_wave" not in [each.measure_id for each in powers]
    found += measure.claim_measures(measure.claim_life(nothing), measure.misquotes(nothing))
    found += measure.exposure_measures(measure.exposures(nothing), 0.95) + measure.delay_measures(
        measure.delays(nothing)
    )
    found += measure.region_measures(measure.regions(nothing.register), nothing.register)
    assert found == []
