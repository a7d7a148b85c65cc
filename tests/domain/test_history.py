"""What a scale has shown over time, and what was consumed in between."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month, ReadingWindow
from domain.history import HistoryPoint, history_of
from domain.known_value import KnownValue, ValueSource
from domain.meter import Meter
from domain.reading import Reading, ReadingValue, Status
from tests.domain.meters import ONE, TWO
from tests.domain.test_baseline import MOSCOW, reading

RESIDENT, CALCULATED, INSPECTOR = ValueSource.RESIDENT, ValueSource.CALCULATED, ValueSource.INSPECTOR
JUNE = date(2026, 6, 20)


def known(day: date, value: int, source: ValueSource = RESIDENT, scale: int = 1) -> KnownValue:
    return KnownValue(scale, day, Decimal(value), source)


def points(
    values: Sequence[KnownValue] = (), *readings: Reading, meter: Meter = ONE, window: str = ""
) -> list[HistoryPoint]:
    """The history of the first scale."""
    return list(history_of(meter, readings, values, MOSCOW, ReadingWindow.parse(window)).get(1, ()))


def consumed(found: Sequence[HistoryPoint]) -> list[int | None]:
    return [None if point.consumption is None else int(point.consumption) for point in found]


def test_a_meter_of_which_nothing_is_known_has_no_history() -> None:
    assert history_of(TWO, [], [], MOSCOW, ReadingWindow()) == {}


def test_consumption_is_counted_from_value_to_value_whoever_told_it() -> None:
    found = points(
        [known(date(2026, 8, 20), 11900, CALCULATED), known(date(2026, 7, 20), 11800)],
        reading(9, 12100),
        reading(10, 12250),
    )
    assert consumed(found) == [None, 100, 200, 150]
    assert [point.since for point in found[1:]] == [point.on for point in found[:-1]]
    assert [point.is_measured for point in found] == [True, False, True, True]


def test_a_first_reading_is_counted_from_what_it_was_compared_with() -> None:
    first = reading(9, 12100)
    sent = replace(first, values=(ReadingValue(1, Decimal(12000), Decimal(12100), rolled_over=False),))
    [point] = points([], sent)
    assert (point.consumption, point.since) == (Decimal(100), None)


def test_a_reading_that_came_back_stands_there_once() -> None:
    [point] = points([known(date(2026, 9, 25), 12100), known(date(2026, 9, 26), 12100)], reading(9, 12100))
    assert (point.status, point.came_back, point.on) == (Status.ACCEPTED, True, date(2026, 9, 20))


def test_of_one_day_the_measured_value_counts_and_the_other_is_shown() -> None:
    found = points(
        [known(JUNE, 1000), known(JUNE + timedelta(30), 1200, CALCULATED), known(JUNE + timedelta(30), 1100)]
    )
    assert [(int(point.value), point.counts) for point in found] == [
        (1000, True),
        (1200, False),
        (1100, True),
    ]
    assert (
        consumed(
            points(
                [
                    *(known(p.on, int(p.value), p.source or RESIDENT) for p in found),
                    known(JUNE + timedelta(60), 1150),
                ]
            )
        )[-1]
        == 50
    )


def test_a_reading_in_review_is_compared_with_and_nothing_is_compared_with_it() -> None:
    found = points([], reading(8, 12000), reading(9, 90000, status=Status.REVIEW), reading(10, 12300))
    assert consumed(found) == [None, 78000, 300]
    assert [point.counts for point in found] == [True, False, True]


def test_a_register_that_passed_zero_goes_on_and_a_lower_value_is_a_correction() -> None:
    found = points([known(JUNE, 99900), known(JUNE + timedelta(30), 100), known(JUNE + timedelta(60), 50)])
    assert consumed(found) == [None, 200, None]
    rolled = points([known(JUNE, 99900)], reading(7, 200, rolled_over=True))
    assert consumed(rolled) == [None, 300]


def test_consumption_does_not_reach_behind_the_day_on_which_the_meter_was_hung() -> None:
    hung = replace(ONE, installed_on=JUNE + timedelta(10))
    found = points(
        [known(JUNE, 900), known(JUNE + timedelta(20), 1000), known(JUNE + timedelta(50), 1100)], meter=hung
    )
    assert consumed(found) == [None, None, 100]


def test_a_value_counts_for_the_month_whose_window_it_is_in() -> None:
    [point] = points([known(date(2026, 6, 3), 1000)], window="25-5")
    assert point.month == Month(2026, 5)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 500), st.sampled_from(ValueSource)), max_size=12)
)
def test_what_was_consumed_in_between_is_the_whole(steps: list[tuple[int, int, ValueSource]]) -> None:
    """Days and kWh from one value to the next."""
    day, value, values = JUNE, 1000, [known(JUNE, 1000)]
    for days, kwh, source in steps:
        day, value = day + timedelta(days), value + kwh
        values.append(known(day, value, source))
    found = [point for point in points(values) if point.counts]
    assert sum(point.consumption or 0 for point in found) == found[-1].value - found[0].value
