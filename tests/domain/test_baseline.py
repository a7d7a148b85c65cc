from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.baseline import baselines, of_number, periods, replaceable, standing
from domain.dates import Month
from domain.known_value import KnownValue, ValueSource
from domain.meter import Meter, Scale
from domain.reading import DAYS_IN_MONTH, Baseline, Reading, ReadingValue, Status
from tests.domain.meters import ONE, TWO

MOSCOW = ZoneInfo("Europe/Moscow")
NOVEMBER = Month(2026, 11)


def reading(
    month: int, *values: int, status: Status = Status.ACCEPTED, rolled_over: bool = False, day: int = 20
) -> Reading:
    """Make a reading of 2026, entered at noon on a day of its month."""
    return Reading(
        id=month,
        receipt=f"26{month:02}",
        meter_id="M1",
        number="100200301",
        account_id=1,
        month=Month(2026, month),
        entered_at=datetime(2026, month, day, 9, 0, tzinfo=UTC),
        status=status,
        values=tuple(
            ReadingValue(scale, None, Decimal(value), rolled_over)
            for scale, value in enumerate(values, start=1)
        ),
    )


def with_last(meter: Meter, value: int, on: date | None) -> Meter:
    """Let billing have accepted a value of the first scale."""
    first, *others = meter.scales
    return replace(meter, scales=(Scale(1, first.name, "", Decimal(value), on), *others))


def baseline(meter: Meter, *readings: Reading) -> Baseline:
    return baselines(meter, readings, NOVEMBER, MOSCOW)[1]


def test_a_meter_that_was_never_read_has_no_baseline() -> None:
    assert baseline(ONE) == Baseline()


def test_what_billing_accepted_is_the_baseline() -> None:
    day = date(2026, 10, 24)
    assert baseline(with_last(ONE, 12000, day)) == Baseline(Decimal(12000), day)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REVIEW, Status.EXPORTED, Status.BILLED])
def test_a_standing_reading_above_it_is_the_baseline(status: Status) -> None:
    meter = with_last(ONE, 12000, date(2026, 9, 24))
    found = baseline(meter, reading(10, 12345, status=status))
    assert (found.value, found.since) == (Decimal(12345), date(2026, 10, 20))


@pytest.mark.parametrize("status", [Status.REJECTED, Status.REPLACED, Status.REFUSED])
def test_a_void_reading_counts_for_nothing(status: Status) -> None:
    assert (
        baseline(with_last(ONE, 12000, date(2026, 9, 24)), reading(10, 12345, status=status)).value == 12000
    )


def test_the_highest_counts_even_if_it_is_not_the_latest() -> None:
    meter = with_last(ONE, 12000, date(2026, 8, 24))
    assert baseline(meter, reading(9, 12500), reading(10, 12100)).value == 12500


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REVIEW, Status.EXPORTED, Status.BILLED])
def test_a_newer_value_of_the_registry_wins_over_what_residents_sent_before(status: Status) -> None:
    day = date(2026, 10, 24)
    found = baseline(with_last(ONE, 12600, day), reading(9, 12500), reading(10, 12750, status=status))
    assert (found.value, found.since) == (Decimal(12600), day)


def test_of_one_day_the_higher_value_counts() -> None:
    day = date(2026, 10, 20)
    assert baseline(with_last(ONE, 12600, day), reading(10, 12750)).value == 12750
    assert baseline(with_last(ONE, 12800, day), reading(10, 12750)).value == 12800


def test_what_was_sent_after_the_registrys_value_counts_again() -> None:
    meter = with_last(ONE, 12600, date(2026, 9, 28))
    assert baseline(meter, reading(9, 12750), reading(10, 12640)).value == 12640


def test_a_newer_value_of_the_registry_undoes_a_rollover() -> None:
    meter = with_last(ONE, 99950, date(2026, 10, 24))
    assert baseline(meter, reading(9, 99900), reading(10, 50, rolled_over=True)).value == 99950


def test_the_registry_may_be_newer_for_one_scale_alone() -> None:
    meter = with_last(TWO, 11900, date(2026, 10, 24))
    found = baselines(meter, [reading(10, 12000, 700)], NOVEMBER, MOSCOW)
    assert {number: one.value for number, one in found.items()} == {1: 11900, 2: 700}


def test_a_reading_of_the_month_that_another_subscriber_sent_is_not_replaced_but_compared_with() -> None:
    before = replace(reading(11, 12300, day=5), number="100200399")
    assert baseline(ONE, reading(10, 12000), before).value == 12300
    assert of_number([reading(10, 1), before], ONE.subscriber_number) == [reading(10, 1)]


def test_the_latest_day_of_the_highest_value_counts() -> None:
    meter = with_last(ONE, 12000, date(2026, 10, 24))
    assert baseline(meter, reading(9, 12000), reading(10, 12000)).since == date(2026, 10, 24)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REVIEW])
def test_this_months_own_reading_is_left_out_because_it_would_be_replaced(status: Status) -> None:
    assert baseline(ONE, reading(10, 12000), reading(11, 99999, status=status)).value == 12000


def test_this_months_own_reading_counts_once_billing_has_it() -> None:
    assert baseline(ONE, reading(10, 12000), reading(11, 12300, status=Status.EXPORTED)).value == 12300


def test_only_what_came_after_a_rollover_counts() -> None:
    meter = with_last(ONE, 99800, date(2026, 8, 24))
    found = baseline(meter, reading(9, 99900), reading(10, 50, rolled_over=True))
    assert (found.value, found.since) == (Decimal(50), date(2026, 10, 20))


def test_what_billing_accepted_on_the_day_of_a_rollover_came_after_it() -> None:
    meter = with_last(ONE, 60, date(2026, 10, 20))
    assert baseline(meter, reading(9, 99900), reading(10, 50, rolled_over=True)).value == 60


def test_an_undated_value_of_billing_is_older_than_a_rollover() -> None:
    assert baseline(with_last(ONE, 99800, None), reading(10, 50, rolled_over=True)).value == 50
    assert baseline(with_last(ONE, 99800, None)) == Baseline(Decimal(99800), None)


def test_a_rollover_that_would_be_replaced_has_not_happened() -> None:
    assert baseline(ONE, reading(10, 99900), reading(11, 50, rolled_over=True)).value == 99900


def test_a_rejected_rollover_has_not_happened() -> None:
    rejected = reading(10, 50, rolled_over=True, status=Status.REJECTED)
    assert baseline(ONE, reading(9, 99900), rejected).value == 99900


def test_readings_of_the_device_that_hung_there_before_do_not_count() -> None:
    meter = replace(with_last(ONE, 3, date(2026, 10, 21)), installed_on=date(2026, 10, 21))
    assert baseline(meter, reading(10, 45000)).value == 3


def test_a_reading_of_the_day_on_which_the_device_was_installed_counts() -> None:
    meter = replace(ONE, installed_on=date(2026, 10, 20))
    assert baseline(meter, reading(10, 3)).value == 3


def test_the_day_of_a_reading_is_that_of_the_residents_zone() -> None:
    late = replace(reading(10, 12000), entered_at=datetime(2026, 10, 20, 21, 30, tzinfo=UTC))
    assert baseline(ONE, late).since == date(2026, 10, 21)


def test_every_scale_has_its_own_baseline() -> None:
    found = baselines(with_last(TWO, 12000, date(2026, 10, 24)), [reading(9, 11900, 600)], NOVEMBER, MOSCOW)
    assert {number: one.value for number, one in found.items()} == {1: 12000, 2: 600}


def test_a_scale_that_a_reading_does_not_know_has_no_baseline() -> None:
    assert baselines(TWO, [reading(10, 12000)], NOVEMBER, MOSCOW)[2] == Baseline()


def test_one_period_tells_nothing_usual() -> None:
    assert baseline(ONE, reading(9, 1000), reading(10, 1100)).usual is None


def test_the_usual_is_the_average_month() -> None:
    # 300 kWh in 61 days
    assert baseline(ONE, reading(8, 1000), reading(9, 1100), reading(10, 1300)).usual == 150


def test_a_month_without_consumption_is_a_period() -> None:
    assert baseline(ONE, reading(8, 1000), reading(9, 1000), reading(10, 1100)).usual == 50  # in 61 days


def test_only_the_last_six_periods_are_usual() -> None:
    wild_then_steady = [reading(3, 0), *(reading(month, 9000 + 100 * month) for month in range(4, 11))]
    found = baseline(ONE, *wild_then_steady).usual
    assert found is not None
    assert 98 <= found <= 101


def test_a_reading_for_review_is_not_usual() -> None:
    doubted = reading(10, 50000, status=Status.REVIEW)
    assert baseline(ONE, reading(7, 900), reading(8, 1000), reading(9, 1100), doubted).usual == 98


def test_what_billing_accepted_ends_a_period() -> None:
    meter = with_last(ONE, 1000, date(2026, 8, 20))
    assert baseline(meter, reading(9, 1100), reading(10, 1300)).usual == 150


def test_a_rollover_is_counted_in_the_usual() -> None:
    over_zero = reading(9, 50, rolled_over=True)
    assert baseline(ONE, reading(8, 99950), over_zero, reading(10, 250)).usual == 150


def test_a_period_that_went_down_is_not_counted() -> None:
    corrected = [reading(6, 1000), reading(7, 5000), reading(8, 1200), reading(9, 1300), reading(10, 1400)]
    found = baseline(ONE, *corrected).usual
    assert found is not None
    assert found > 1000  # 4200 kWh in 92 days: the leap upwards was believed, its correction is skipped


def test_two_values_of_one_day_are_no_period() -> None:
    meter = with_last(ONE, 1100, date(2026, 9, 20))
    assert baseline(meter, reading(8, 1000), reading(9, 1100)).usual is None


def test_only_readings_of_the_month_that_are_not_with_billing_can_be_replaced() -> None:
    readings = [
        reading(10, 1),
        replace(reading(11, 2), id=1, status=Status.REPLACED),
        replace(reading(11, 3), id=2),
        replace(reading(11, 4), id=3, status=Status.REVIEW),
        replace(reading(11, 4), id=4, status=Status.EXPORTED),
    ]
    assert [found.id for found in replaceable(readings, NOVEMBER)] == [2, 3]


def test_the_latest_reading_of_a_month_that_is_not_void_stands() -> None:
    readings = [
        reading(10, 1, day=21),
        replace(reading(11, 3, day=1), id=2),
        replace(reading(11, 4, day=3), id=3, status=Status.REVIEW),
        replace(reading(11, 5, day=4), id=4, status=Status.REJECTED),
    ]
    found = standing(readings, NOVEMBER)
    assert found is not None
    assert found.id == 3
    assert standing(readings, Month(2026, 9)) is None


# Periods.


def test_periods_are_those_of_the_readings_that_stand_with_the_consumption_of_a_month() -> None:
    one = replace(
        ONE, scales=(replace(ONE.scales[0], last_value=Decimal(1000), last_date=date(2026, 8, 20)),)
    )
    kept = [
        sent(date(2026, 9, 20), 1000, 1200),
        sent(date(2026, 9, 20), 1000, 9999, Status.REPLACED),
        sent(date(2026, 11, 20), 1200, 1600),
        sent(date(2026, 11, 22), 1600, 4600, Status.REVIEW),
    ]
    found = periods(one, kept, MOSCOW)
    assert [round(period.kwh[1]) for period in found] == [196, 200, 3000]
    assert found[-1].reading.status is Status.REVIEW


def test_a_first_value_makes_no_period() -> None:
    assert periods(ONE, [sent(date(2026, 9, 20), None, 1200)], MOSCOW) == []


def test_a_rollover_counts_on() -> None:
    (period,) = periods(ONE, [sent(date(2026, 9, 20), 99900, 50, rolled_over=True)], MOSCOW)
    assert period.kwh == {1: Decimal(150)}


def test_what_another_device_counted_before_is_left_out() -> None:
    newer = replace(ONE, installed_on=date(2026, 10, 1))
    kept = [sent(date(2026, 9, 20), 1000, 1200), sent(date(2026, 11, 20), 10, 60)]
    assert [period.kwh for period in periods(newer, kept, MOSCOW)] == [{1: Decimal(50)}]


def sent(
    on: date,
    previous: int | None,
    value: int,
    status: Status = Status.ACCEPTED,
    *,
    rolled_over: bool = False,
) -> Reading:
    """Send a reading of one scale at noon."""
    before = None if previous is None else Decimal(previous)
    return Reading(
        id=on.toordinal(),
        receipt="26-000001",
        meter_id="M1",
        number="100200301",
        account_id=1,
        month=Month.of(on),
        entered_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        status=status,
        values=(ReadingValue(1, before, Decimal(value), rolled_over=rolled_over),),
    )


# Lower than what was known.


def below(month: int, value: int, known: int, status: Status = Status.ACCEPTED, day: int = 20) -> Reading:
    """Make a reading that contradicts what is known."""
    made = reading(month, value, status=status, day=day)
    return replace(
        made, values=(ReadingValue(1, Decimal(known), Decimal(value), rolled_over=False, below_known=True),)
    )


@pytest.mark.parametrize("on", [date(2026, 9, 30), date(2026, 10, 20), date(2026, 10, 31), None])
def test_a_contradiction_that_operators_believed_is_a_new_beginning_whatever_the_day_of_the_estimate(
    on: date | None,
) -> None:
    meter = with_last(ONE, 13000, on)
    found = baseline(meter, below(10, 12610, 13000))
    assert (found.value, found.since) == (Decimal(12610), date(2026, 10, 20))
    assert found.source is not None
    assert found.source.receipt == "2610"


def test_later_values_are_compared_with_what_came_after_the_contradiction() -> None:
    found = baseline(
        with_last(ONE, 13000, date(2026, 8, 31)),
        below(9, 12610, 13000),
        reading(10, 12700),
        reading(8, 13100),
    )
    assert found.value == 12700


@pytest.mark.parametrize("status", [Status.REVIEW, Status.REJECTED, Status.REFUSED, Status.REPLACED])
def test_a_contradiction_that_nobody_believes_changes_nothing(status: Status) -> None:
    found = baseline(with_last(ONE, 13000, date(2026, 9, 30)), below(10, 12610, 13000, status))
    assert (found.value, found.source) == (Decimal(13000), None)


def test_another_value_that_the_registry_brings_later_counts_again() -> None:
    found = baseline(with_last(ONE, 13200, date(2026, 10, 31)), below(10, 12610, 13000))
    assert found.value == 13200


@given(
    known=st.integers(1, 99_999),
    less=st.integers(1, 99_999),
    on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_what_operators_believed_is_the_base_of_the_next_month(known: int, less: int, on: date) -> None:
    value = max(known - less, 0)
    meter = with_last(ONE, known, on)
    found = baseline(meter, reading(8, known), below(10, value, known))
    assert found.value == value


def told(day: date, value: int, source: ValueSource = ValueSource.RESIDENT, scale: int = 1) -> KnownValue:
    return KnownValue(scale, day, Decimal(value), source)


MONTHLY = [told(date(2026, month, 24), 11000 + 100 * month) for month in range(4, 10)]
"""100 kWh a month from April to September."""


def usual(meter: Meter, known: Sequence[KnownValue], *readings: Reading) -> Decimal | None:
    return baselines(meter, readings, NOVEMBER, MOSCOW, known)[1].usual


def test_what_billing_knew_before_tells_what_is_usual_and_is_compared_with_nothing() -> None:
    found = baselines(ONE, [], NOVEMBER, MOSCOW, MONTHLY)[1]
    assert (found.value, found.since) == (None, None)
    assert found.usual == round(500 / Decimal(153) * DAYS_IN_MONTH)


def test_values_of_billing_and_readings_are_usual_together() -> None:
    july_and_august, october = MONTHLY[3:5], reading(10, 12300)
    assert usual(ONE, [], october) is None
    days = Decimal((date(2026, 10, 20) - date(2026, 7, 24)).days)
    assert usual(ONE, july_and_august, october) == round(600 / days * DAYS_IN_MONTH)


def test_calculated_values_are_no_consumption_of_ones_own() -> None:
    estimates = [told(date(2026, month, 28), 20000 + month, ValueSource.CALCULATED) for month in range(4, 11)]
    assert usual(ONE, estimates) is None
    assert usual(ONE, [*MONTHLY, *estimates]) == usual(ONE, MONTHLY)


def test_a_last_value_that_billing_calculated_does_not_tell_what_is_usual() -> None:
    day = date(2026, 10, 24)
    meter, estimate = with_last(ONE, 19000, day), told(day, 19000, ValueSource.CALCULATED)
    assert usual(meter, [*MONTHLY, estimate]) == usual(ONE, MONTHLY)
    assert baselines(meter, [], NOVEMBER, MOSCOW, [*MONTHLY, estimate])[1].value == 19000
    inspected = told(day, 19000, ValueSource.INSPECTOR)
    assert usual(meter, [*MONTHLY, estimate, inspected]) == usual(meter, MONTHLY)


def test_a_reading_that_came_back_counts_once() -> None:
    sent = [reading(month, 11000 + 100 * month, day=20) for month in (8, 9, 10)]
    came_back = [told(date(2026, month, 26), 11000 + 100 * month) for month in (8, 9, 10)]
    assert usual(ONE, came_back, *sent) == usual(ONE, [], *sent) != usual(ONE, came_back, *sent[:1])


def test_of_a_meter_that_tells_every_day_whole_months_count() -> None:
    daily = [told(date(2026, 4, 1) + timedelta(day), 11000 + 10 * day) for day in range(200)]
    assert usual(ONE, daily) == round(10 * DAYS_IN_MONTH)


def test_values_of_another_scale_or_of_the_device_before_count_for_nothing() -> None:
    assert usual(ONE, [replace(value, scale=2) for value in MONTHLY]) is None
    assert usual(replace(ONE, installed_on=date(2026, 9, 1)), MONTHLY) is None
