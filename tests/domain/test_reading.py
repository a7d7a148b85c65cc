from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.meter import Meter
from domain.reading import (
    Baseline,
    Consumption,
    Outcome,
    ReadingValue,
    ScaleOutcome,
    Status,
    Verdict,
    check_scale,
    judge,
    judge_value,
)
from tests.domain.meters import LAST_MONTH, ONE, THREE, TODAY, TWO, known, meter


def judged(value: str, baseline: Baseline, of: Meter = ONE, *, rolled_over: bool = False) -> Consumption:
    return judge_value(of, of.scales[0], Decimal(value), baseline, TODAY, rolled_over=rolled_over)


def verdict(
    of: Meter, values: list[str], baselines: dict[int, Baseline], rolled_over: set[int] | None = None
) -> Verdict:
    numbered = {number: Decimal(value) for number, value in enumerate(values, start=1)}
    return judge(of, numbered, baselines, TODAY, rolled_over or ())


def test_consumption_is_the_difference_to_the_previous_value() -> None:
    consumption = judged("12345.6", Baseline(Decimal("12000.1"), LAST_MONTH), meter("Сутки", decimals=1))
    assert consumption.kwh == Decimal("345.5")
    assert consumption.passes


def test_a_first_value_passes_whatever_it_is() -> None:
    consumption = judged("99999", Baseline())
    assert consumption.passes
    assert consumption.kwh is None


def test_the_same_value_as_before_passes() -> None:
    consumption = judged("12000", Baseline(Decimal(12000), LAST_MONTH))
    assert consumption.passes
    assert consumption.kwh == 0


def test_a_lower_value_fails_and_means_no_consumption() -> None:
    consumption = judged("11999", Baseline(Decimal(12000), LAST_MONTH))
    assert consumption.is_lower
    assert consumption.kwh is None


@pytest.mark.parametrize(
    ("kwh", "usual", "is_far_above"),
    [
        (1200, None, False),  # nothing is known: the first consumption range
        (1201, None, True),
        (600, 200, False),  # three times the usual
        (601, 200, True),
        (300, 10, False),  # 300 kWh a month are always plausible
        (301, 10, True),
        (300, 0, False),
    ],
)
def test_far_above_is_three_times_the_usual(kwh: int, usual: int | None, *, is_far_above: bool) -> None:
    baseline = Baseline(Decimal(1000), LAST_MONTH, None if usual is None else Decimal(usual))
    assert judged(str(1000 + kwh), baseline).is_far_above is is_far_above


def test_longer_than_a_month_may_consume_more() -> None:
    since = TODAY - timedelta(days=61)  # two months and a bit
    assert not judged("2200", Baseline(Decimal(1000), since, Decimal(200))).is_far_above
    assert judged("2300", Baseline(Decimal(1000), since, Decimal(200))).is_far_above


@pytest.mark.parametrize("since", [None, TODAY, TODAY - timedelta(days=3), TODAY + timedelta(days=5)])
def test_less_than_a_month_or_an_unknown_time_counts_as_a_month(since: date | None) -> None:
    assert not judged("1600", Baseline(Decimal(1000), since, Decimal(200))).is_far_above
    assert judged("1601", Baseline(Decimal(1000), since, Decimal(200))).is_far_above


def test_a_register_that_passed_zero_is_plausible_but_not_believed_without_a_word() -> None:
    consumption = judged("50", Baseline(Decimal(99900), LAST_MONTH))
    assert consumption.rollover_is_plausible
    assert consumption.is_lower
    assert not consumption.rolled_over


def test_a_register_that_passed_zero_counts_across_its_end() -> None:
    consumption = judged("50", Baseline(Decimal(99900), LAST_MONTH), rolled_over=True)
    assert consumption.kwh == 150
    assert consumption.rolled_over
    assert consumption.passes


def test_decimals_count_across_the_end_of_a_register() -> None:
    with_decimals = meter("Сутки", digits=4, decimals=2)
    consumption = judged("0.25", Baseline(Decimal("9999.75"), LAST_MONTH), with_decimals, rolled_over=True)
    assert consumption.kwh == Decimal("0.5")


@pytest.mark.parametrize(
    ("previous", "value", "is_plausible"),
    [
        ("9500", "500", True),  # exactly a tenth of the register
        ("9500", "501", False),
        ("9000", "0", True),
        ("8999", "0", False),
    ],
)
def test_a_rollover_is_plausible_within_a_tenth_of_the_register(
    previous: str, value: str, *, is_plausible: bool
) -> None:
    four_digits = meter("Сутки", digits=4)
    assert (
        judged(value, Baseline(Decimal(previous), LAST_MONTH), four_digits).rollover_is_plausible
        is is_plausible
    )


def test_a_rollover_far_above_the_usual_is_not_plausible() -> None:
    baseline = Baseline(Decimal(99900), LAST_MONTH, usual=Decimal(100))
    assert judged("200", baseline).rollover_is_plausible
    assert not judged("201", baseline).rollover_is_plausible


def test_the_word_for_an_implausible_rollover_does_not_count() -> None:
    consumption = judged("500", Baseline(Decimal(60000), LAST_MONTH), rolled_over=True)
    assert consumption.is_lower
    assert not consumption.rolled_over


def test_the_word_for_a_rollover_does_not_count_where_the_value_rose() -> None:
    consumption = judged("12100", Baseline(Decimal(12000), LAST_MONTH), rolled_over=True)
    assert (consumption.kwh, consumption.rolled_over) == (Decimal(100), False)


@given(
    previous=st.integers(0, 99999),
    value=st.integers(0, 99999),
    usual=st.none() | st.integers(0, 5000),
    rolled_over=st.booleans(),
)
def test_consumption_is_never_negative_and_below_the_register(
    previous: int, value: int, usual: int | None, *, rolled_over: bool
) -> None:
    baseline = Baseline(Decimal(previous), LAST_MONTH, None if usual is None else Decimal(usual))
    consumption = judged(str(value), baseline, rolled_over=rolled_over)
    assert consumption.is_lower is (consumption.kwh is None)
    if consumption.kwh is not None:
        assert 0 <= consumption.kwh < ONE.capacity
        assert (previous + consumption.kwh) % ONE.capacity == value
    assert consumption.is_lower is (value < previous and not consumption.rolled_over)


def test_a_plausible_reading_is_fine() -> None:
    found = verdict(TWO, ["12345", "678"], known("12000", "600"))
    assert found.outcome is Outcome.OK
    assert [scale.kwh for scale in found.scales] == [345, 78]


def test_exchanged_scales_are_noticed() -> None:
    found = verdict(TWO, ["650", "12100"], known("12000", "600"))
    assert found.outcome is Outcome.SWAPPABLE
    assert found.swapped == {1: Decimal(12100), 2: Decimal(650)}
    assert found.is_lower


def test_exchanged_scales_are_noticed_even_if_nothing_is_lower() -> None:
    baselines = known("1000", usual=600) | {2: Baseline(Decimal(1100), LAST_MONTH, usual=Decimal(60))}
    found = verdict(TWO, ["1150", "1600"], baselines)
    assert found.outcome is Outcome.SWAPPABLE
    assert not found.is_lower
    assert found.is_far_above


def test_exchanging_is_not_offered_if_that_fails_as_well() -> None:
    assert verdict(TWO, ["650", "50000"], known("12000", "600")).outcome is Outcome.LOWER


def test_a_plausible_reading_is_not_exchanged() -> None:
    assert verdict(TWO, ["700", "690"], known("600", "650")).swapped is None


def test_two_of_three_scales_are_exchanged() -> None:
    found = verdict(THREE, ["5100", "900", "1150"], known("1000", "5000", "800"))
    assert found.swapped is None  # all three are out of place
    found = verdict(THREE, ["5100", "1100", "900"], known("1000", "5000", "800"))
    assert found.swapped == {1: Decimal(1100), 2: Decimal(5100), 3: Decimal(900)}


def test_exchanging_is_not_offered_if_it_may_be_meant_in_two_ways() -> None:
    found = verdict(THREE, ["1010", "990", "1020"], known("900", "1000", "950"))
    assert found.is_lower
    assert found.swapped is None


def test_far_above_is_told_for_the_reading() -> None:
    found = verdict(TWO, ["15000", "650"], known("12000", "600"))
    assert found.outcome is Outcome.FAR_ABOVE
    assert [scale.is_far_above for scale in found.scales] == [True, False]


def test_lower_is_more_urgent_than_far_above() -> None:
    assert verdict(TWO, ["15000", "500"], known("12000", "600")).outcome is Outcome.LOWER


def test_a_rollover_of_one_scale_counts_for_that_scale() -> None:
    found = verdict(TWO, ["50", "650"], known("99900", "600"), rolled_over={1})
    assert found.outcome is Outcome.OK
    assert [scale.kwh for scale in found.scales] == [150, 50]


def scale_outcome(of: Meter, value: str, baselines: dict[int, Baseline], missing: set[int]) -> ScaleOutcome:
    consumption = judge_value(of, of.scales[0], Decimal(value), baselines[1], TODAY)
    return check_scale(of, consumption, baselines, missing, TODAY)


@pytest.mark.parametrize(
    ("value", "missing", "outcome"),
    [
        ("12100", {2}, ScaleOutcome.OK),
        ("99999", {2}, ScaleOutcome.OK),  # far above is asked about the whole reading
        ("650", {2}, ScaleOutcome.DEFER),
        ("650", set(), ScaleOutcome.LOWER),  # no other scale is left that it could be of
        ("500", {2}, ScaleOutcome.LOWER),
        ("5000", {2}, ScaleOutcome.LOWER),  # far above for the other one
    ],
)
def test_a_low_value_waits_for_the_others_only_if_it_fits_one(
    value: str, missing: set[int], outcome: ScaleOutcome
) -> None:
    assert scale_outcome(TWO, value, known("12000", "600"), missing) is outcome


def test_a_plausible_rollover_is_asked_about_at_once() -> None:
    assert scale_outcome(TWO, "50", known("99900", "20"), {2}) is ScaleOutcome.LOWER


def test_a_reading_ends_its_life_in_every_case() -> None:
    final = {status for status in Status if not any(status.may_become(other) for other in Status)}
    assert final == {
        *(Status.REJECTED, Status.REPLACED, Status.BILLED, Status.REFUSED, Status.WITHDRAWN),
    }


@pytest.mark.parametrize(
    "life",
    [
        [Status.ACCEPTED, Status.EXPORTED, Status.BILLED],
        [Status.ACCEPTED, Status.REPLACED],
        [Status.ACCEPTED, Status.WITHDRAWN],
        [Status.REVIEW, Status.ACCEPTED, Status.EXPORTED, Status.REFUSED],
        [Status.REVIEW, Status.REJECTED],
        [Status.REVIEW, Status.REPLACED],
    ],
)
def test_a_reading_can_live_so(life: list[Status]) -> None:
    assert all(now.may_become(then) for now, then in pairwise(life))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (Status.EXPORTED, Status.REPLACED),  # it has left the house
        (Status.EXPORTED, Status.WITHDRAWN),
        (Status.REVIEW, Status.EXPORTED),  # an operator decides first
        (Status.REJECTED, Status.ACCEPTED),
        (Status.ACCEPTED, Status.REJECTED),
        (Status.ACCEPTED, Status.ACCEPTED),
    ],
)
def test_a_reading_cannot_live_so(now: Status, then: Status) -> None:
    assert not now.may_become(then)


@pytest.mark.parametrize(
    ("previous", "value", "rolled_over", "kwh"),
    [(None, 5, False, None), (100, 130, False, 30), (99990, 10, True, 20)],
)
def test_a_stored_value_knows_its_consumption(
    previous: int | None, value: int, kwh: int | None, *, rolled_over: bool
) -> None:
    stored = ReadingValue(1, None if previous is None else Decimal(previous), Decimal(value), rolled_over)
    assert stored.consumption(ONE.capacity) == kwh


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_a_value_below_what_is_known_passes_only_on_the_residents_word_and_is_always_reviewed(
    known: int, less: int
) -> None:
    value = Decimal(max(known - less, 0))
    known_of = {1: Baseline(Decimal(known), date(2026, 10, 24))}
    today = date(2026, 11, 22)
    refused = judge(ONE, {1: value}, known_of, today)
    assert refused.is_lower
    assert not refused.needs_review
    insisted = judge(ONE, {1: value}, known_of, today, below_known=(1,))
    assert (insisted.is_lower, insisted.needs_review, insisted.swapped) == (False, True, None)
    assert insisted.scales[0].kwh is None


def test_the_word_counts_only_where_the_value_is_lower() -> None:
    known_of = {1: Baseline(Decimal(12000), date(2026, 10, 24))}
    verdict = judge(ONE, {1: Decimal(12100)}, known_of, date(2026, 11, 22), below_known=(1,))
    assert not verdict.needs_review
