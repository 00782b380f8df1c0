"""The statistics of small counts: exact intervals, tests and bounds, as pure functions of plain numbers.

Every function names the source of its formula. Nothing here knows of incidents or of tables.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, bdtrc, betaincinv, gammaincc, gammaincinv, ndtri, pdtr, pdtrc


class Estimate(NamedTuple):
    """A number with its interval; NaN where a bound does not exist."""

    value: float
    low: float = math.nan
    high: float = math.nan


class Ranks(NamedTuple):
    """Order statistics (counted from 1) that enclose a median, and how often they do."""

    lower: int
    upper: int
    coverage: float


def poisson_rate(events: float, weeks: float, confidence: float = 0.95) -> Estimate:
    """Return events per week with the exact interval (Garwood 1936, Biometrika 28, 437-442).

    Chi-square quantiles written as gamma quantiles: ``chi2.ppf(p, 2x) / 2 = gammaincinv(x, p)``.

    >>> [round(bound, 2) for bound in poisson_rate(47, 365 / 7)]
    [0.9, 0.66, 1.2]
    >>> poisson_rate(0, 10).low
    0.0
    """
    tail = (1 - confidence) / 2
    low = float(gammaincinv(events, tail)) if events > 0 else 0.0
    return Estimate(events / weeks, low / weeks, float(gammaincinv(events + 1, 1 - tail)) / weeks)


def jeffreys_rate(events: float, weeks: float, confidence: float = 0.95) -> Estimate:
    """Return events per week with the interval of Jeffreys' prior, Gamma(events + 1/2, weeks).

    Narrower than Garwood's: it covers the stated share on average over rates, not at each rate.
    """
    tail = (1 - confidence) / 2
    shape = events + 0.5
    return Estimate(
        events / weeks, float(gammaincinv(shape, tail)) / weeks, float(gammaincinv(shape, 1 - tail)) / weeks
    )


def poisson_p_value(events: int, weeks: float, rate: float = 1.0) -> float:
    """Return the two-sided exact p-value of `rate`, twice the smaller tail: it agrees with Garwood's interval.

    >>> round(poisson_p_value(47, 365 / 7), 2)
    0.53
    """
    mean = rate * weeks
    at_least = pdtrc(events - 1, mean) if events > 0 else 1.0
    return float(min(1.0, 2 * min(pdtr(events, mean), at_least)))


def rate_ratio(
    first: int, first_weeks: float, second: int, second_weeks: float, confidence: float = 0.95
) -> Estimate:
    """Return the ratio of the second rate to the first, with its exact conditional interval.

    Given the total, the second count is binomial; Clopper and Pearson's limits p become p / (1 - p)
    (Przyborowski and Wilenski 1940, Biometrika 31, 313-323).
    """
    share = proportion(second, first + second, confidence)
    scale = first_weeks / second_weeks
    odds = [bound / (1 - bound) if bound < 1 else math.inf for bound in share]
    return Estimate(*(scale * bound for bound in odds))


def ratio_p_value(first: int, first_weeks: float, second: int, second_weeks: float) -> float:
    """Return the two-sided exact p-value that two Poisson rates are equal, twice the smaller tail of the binomial.

    It agrees with the interval of `rate_ratio`; at equal periods it is the sum of all outcomes no likelier than the one seen.
    """
    total, share = first + second, second_weeks / (first_weeks + second_weeks)
    at_least = bdtrc(second - 1, total, share) if second > 0 else 1.0
    return float(min(1.0, 2 * min(bdtr(second, total, share), at_least)))


def smallest_significant_count(first: int, level: float = 0.05) -> int:
    """Return the least count in a second period of equal length that differs from `first` at `level`, upwards.

    >>> [smallest_significant_count(first) for first in (10, 20, 40)]
    [23, 36, 61]
    """
    second = first + 1
    while ratio_p_value(first, 1, second, 1) >= level:
        second += 1
    return second


def proportion(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """Return a share with the exact interval of Clopper and Pearson (1934, Biometrika 26, 404-413)."""
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, trials - successes + 1, tail)) if successes > 0 else 0.0
    high = float(betaincinv(successes + 1, trials - successes, 1 - tail)) if successes < trials else 1.0
    return Estimate(successes / trials, low, high)


def gamma_poisson(
    events: int, weeks: float, shape: float, prior_weeks: float, confidence: float = 0.95
) -> Estimate:
    """Return the posterior mean rate and its credible interval under a Gamma(shape, prior_weeks) prior."""
    posterior_shape, posterior_weeks = shape + events, prior_weeks + weeks
    tail = (1 - confidence) / 2
    bounds = (float(gammaincinv(posterior_shape, p)) / posterior_weeks for p in (tail, 1 - tail))
    return Estimate(posterior_shape / posterior_weeks, *bounds)


def gamma_poisson_exceeds(
    events: int, weeks: float, shape: float, prior_weeks: float, rate: float = 1.0
) -> float:
    """Return the posterior probability that the rate is at least `rate`, under the same prior."""
    return float(gammaincc(shape + events, rate * (prior_weeks + weeks)))


def poisson_at_most(events: int, mean: float) -> float:
    """Return the probability of `events` or fewer when `mean` are expected."""
    return float(gammaincc(events + 1, mean)) if mean > 0 else 1.0


def chapman(first: int, second: int, both: int, confidence: float = 0.95) -> Estimate:
    """Return how many there are in all, from two lists and their overlap (Chapman 1951), if the lists are independent.

    The interval is log-normal on the unseen part, so that it never falls below the number seen.

    >>> [round(bound) for bound in chapman(15, 25, 10)]
    [37, 32, 53]
    """
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    seen = first + second - both
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    unseen = estimate - seen
    if unseen <= 0 or variance == 0:
        return Estimate(estimate, float(seen), estimate)
    spread = math.exp(float(ndtri((1 + confidence) / 2)) * math.sqrt(math.log1p(variance / unseen**2)))
    return Estimate(estimate, seen + unseen / spread, seen + unseen * spread)


def total_under_dependence(first: int, second: int, both: int, odds_ratio: float) -> float:
    """Return how many there are in all if being on one list multiplies the odds of being on the other by `odds_ratio`.

    >>> [round(total_under_dependence(15, 25, 10, odds)) for odds in (0.5, 1, 2, 4, 8)]
    [34, 38, 45, 60, 90]
    """
    return first + second - both + odds_ratio * (first - both) * (second - both) / both


def odds_ratio_needed(first: int, second: int, both: int, total: float) -> float:
    """Return the dependence between two lists that would square them with a known `total`."""
    return (total - (first + second - both)) * both / ((first - both) * (second - both))


def median_ranks(size: int, confidence: float = 0.95) -> Ranks | None:
    """Return the order statistics that enclose the median with at least `confidence`; None if the sample is too small.

    The tightest symmetric pair r, n + 1 - r with P(Binomial(n, 1/2) < r) at most half the error
    (Thompson 1936; David and Nagaraja, Order Statistics, section 7.1).

    >>> [median_ranks(size)[:2] for size in (10, 15, 20, 30, 40)]
    [(2, 9), (4, 12), (6, 15), (10, 21), (14, 27)]
    >>> median_ranks(4) is None
    True
    """
    lower = [rank for rank in range(1, size // 2 + 1) if 2 * bdtr(rank - 1, size, 0.5) <= 1 - confidence]
    if not lower:
        return None
    return Ranks(lower[-1], size + 1 - lower[-1], 1 - 2 * float(bdtr(lower[-1] - 1, size, 0.5)))


def median(values: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Return the median with its order-statistic interval; bounds are NaN where the sample is too small for one."""
    ordered = sorted(values)
    middle = float(np.median(ordered))
    ranks = median_ranks(len(ordered), confidence)
    if ranks is None:
        return Estimate(middle)
    return Estimate(middle, ordered[ranks.lower - 1], ordered[ranks.upper - 1])


def share_of_largest(low: Sequence[float], high: Sequence[float], largest: int = 1) -> Estimate:
    """Return the share of the sum that the `largest` values hold, in percent, with its bounds over the intervals.

    Bounds: the others at their high ends against the largest at their low ends, and the reverse.
    """
    low, high = list(low), list(high)
    middle = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
    order = sorted(range(len(middle)), key=lambda index: -middle[index])
    top, rest = order[:largest], order[largest:]

    def share(of_top: Sequence[float], of_rest: Sequence[float]) -> float:
        held = sum(of_top[index] for index in top)
        return 100 * held / (held + sum(of_rest[index] for index in rest))

    return Estimate(share(middle, middle), share(low, high), share(high, low))


def dispersion_index(counts: np.ndarray) -> np.ndarray:
    """Return variance over mean along the last axis; 1 for a Poisson process, NaN without events."""
    counts = np.asarray(counts, dtype=float)
    mean = counts.mean(axis=-1)
    return np.divide(
        counts.var(axis=-1, ddof=1),
        mean,
        out=np.full_like(np.atleast_1d(mean), np.nan).reshape(mean.shape),
        where=mean > 0,
    )


def null_dispersion(events: int, periods: int, draws: int, generator: np.random.Generator) -> np.ndarray:
    """Return the index of `draws` tables in which `events` fall on `periods` evenly by chance (conditional multinomial)."""
    return dispersion_index(generator.multinomial(events, np.full(periods, 1 / periods), size=draws))


def dispersion_p_value(counts: np.ndarray, draws: int, generator: np.random.Generator) -> float:
    """Return the probability of an index at least as large, given the total (Monte Carlo, so never 0)."""
    counts = np.asarray(counts)
    null = null_dispersion(int(counts.sum()), len(counts), draws, generator)
    return float((1 + np.sum(null >= dispersion_index(counts) - 1e-12)) / (1 + draws))


def dispersion_power(
    mean: float,
    variance_ratio: float,
    periods: int,
    draws: int,
    generator: np.random.Generator,
    level: float = 0.05,
) -> Estimate:
    """Return how often the dispersion test finds a negative binomial of `mean` and `variance_ratio`, with its simulation error.

    `variance_ratio` is variance / mean. The critical value of each total comes from its own multinomial draws, as in
    `dispersion_p_value`; the interval is the exact binomial one of the draws.
    """
    shape = mean / (variance_ratio - 1)
    counts = generator.negative_binomial(shape, 1 / variance_ratio, size=(draws, periods))
    totals, index = counts.sum(axis=1), dispersion_index(counts)
    critical = {
        int(total): np.quantile(null_dispersion(int(total), periods, draws, generator), 1 - level)
        for total in np.unique(totals[totals > 1])
    }
    needed = np.array([critical.get(int(total), np.inf) for total in totals])
    return proportion(int(np.sum(index > needed)), draws)


def dispersion_of_wave(events: int, periods: int, copies: int) -> float:
    """Return the expected index when `events` fall evenly and one of them is counted `copies` times in its period.

    Exact, from E[sum x^2] of a multinomial: n + n (n - 1) / W, plus 2 c n / W + c^2 + 2 c (1 - 1 / W) for c = copies - 1
    further counts in the period of one of the n events.
    """
    further, total = copies - 1, events + copies - 1
    squares = events + events * (events - 1) / periods
    squares += further**2 + 2 * further * (1 + (events - 1) / periods)
    return (squares - total**2 / periods) / ((periods - 1) * total / periods)


def empty_periods(events: float, periods: int) -> Estimate:
    """Return how many of `periods` stay empty when `events` fall evenly by chance: expectation, and plus or minus two sd.

    Classical occupancy: W (1 - 1/W)^n; the second moment takes (1 - 2/W)^n.
    """
    one, two = (1 - 1 / periods) ** events, (1 - 2 / periods) ** events
    variance = periods * one * (1 - one) + periods * (periods - 1) * (two - one**2)
    half = 2 * math.sqrt(max(variance, 0.0))
    return Estimate(periods * one, max(periods * one - half, 0.0), min(periods * one + half, float(periods)))


def pooled(estimates: np.ndarray, variances: np.ndarray, confidence: float = 0.95) -> Estimate:
    """Return one estimate from many imputations (Rubin 1987): T = mean U + (1 + 1/M) var Q, normal limits."""
    estimates = np.asarray(estimates, dtype=float)
    between = estimates.var(ddof=1) if len(estimates) > 1 else 0.0
    total = float(np.mean(variances) + (1 + 1 / len(estimates)) * between)
    half = float(ndtri((1 + confidence) / 2)) * math.sqrt(total)
    return Estimate(float(estimates.mean()), float(estimates.mean() - half), float(estimates.mean() + half))


def rate_behind_coverage(
    seen: int,
    known_seen: int,
    known: int,
    weeks: float,
    draws: int,
    generator: np.random.Generator,
    confidence: float = 0.95,
) -> Estimate:
    """Return the rate behind a rate that is seen in part: Gamma draws of the one over Beta draws of the coverage.

    Jeffreys' priors for both; circular when `known` is the very count that one wants to confirm.
    """
    rates = generator.gamma(seen + 0.5, 1 / weeks, size=draws)
    coverage = generator.beta(known_seen + 0.5, known - known_seen + 0.5, size=draws)
    tail = (1 - confidence) / 2
    low, middle, high = np.quantile(rates / coverage, [tail, 0.5, 1 - tail])
    return Estimate(float(middle), float(low), float(high))
