"""What the meters of a number have shown month by month, from the bot and from billing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.dates import Month, ReadingWindow
from domain.errors import DomainError
from domain.known_value import ValueSource
from services.numbers.history import HistoryPage, ListHistory, ScaleMonth
from services.numbers.situation import ReadingCalendar
from storage.sqlite.database import Database
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household
from tests.services.residents import MOSCOW

MONTH = timedelta(days=31)


@pytest.fixture
def list_history(database: Database, flat: Household) -> ListHistory:
    return ListHistory(database, ReadingCalendar(flat.clock, MOSCOW, ReadingWindow()))


def told(scale: ScaleMonth) -> list[tuple[int, int | None, str]]:
    """Values, consumption and where each is from."""
    return [
        (
            int(point.value),
            None if point.consumption is None else int(point.consumption),
            point.status or point.source or "",
        )
        for point in scale.points
    ]


def rows(page: HistoryPage) -> list[tuple[str, list[tuple[int, int | None, str]]]]:
    """The months of a page with one meter of one scale."""
    return [(str(month.month), told(month.meters[0].scales[0])) for month in page.months]


async def test_values_of_billing_and_readings_are_one_history_newest_first(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.know("2026-09-24", 11800)
    await flat.know("2026-10-24", 12000, "calculated")
    await flat.submit(anna, 12150)
    page = await list_history(anna, FLAT, 10)
    assert rows(page) == [
        ("2026-11", [(12150, 150, "accepted")]),
        ("2026-10", [(12000, 200, "calculated")]),
        ("2026-09", [(11800, None, "resident")]),
    ]
    assert not page.is_more
    assert page.holding.number == FLAT
    point = page.months[0].meters[0].scales[0].points[0]
    assert (point.is_measured, str(point.since)) == (True, "2026-10-24")
    assert not page.months[1].meters[0].scales[0].points[0].is_measured


async def test_a_reading_that_comes_back_from_billing_stands_there_once(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.submit(anna, 12150)
    await flat.know("2026-11-26", 12150)
    [month] = (await list_history(anna, FLAT, 10)).months
    [point] = month.meters[0].scales[0].points
    assert (point.status, point.came_back) == ("accepted", True)


async def test_another_value_of_billing_stands_next_to_the_reading_with_its_source(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.know("2026-10-24", 12000)
    await flat.submit(anna, 12150)
    await flat.know("2026-11-25", 12100, "inspector")
    [november, _] = rows(await list_history(anna, FLAT, 10))
    assert november == ("2026-11", [(12100, None, "inspector"), (12150, 150, "accepted")])


async def test_pages_are_months_that_have_values(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    for month in (1, 2, 5, 9):
        await flat.know(f"2026-{month:02}-24", 11000 + 100 * month)
    first = await list_history(anna, FLAT, 3)
    assert [str(month.month) for month in first.months] == ["2026-09", "2026-05", "2026-02"]
    assert first.is_more
    second = await list_history(anna, FLAT, 3, 3)
    assert [str(month.month) for month in second.months] == ["2026-01"]
    assert not second.is_more


async def test_every_meter_and_every_scale_has_its_values(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.hang_two_rates()
    await flat.know("2026-10-24", 12000)
    for scale, kwh in ((1, 12000), (2, 600)):
        await flat.know("2026-10-24", kwh, meter=TWO_RATES, scale=scale)
    await flat.submit(anna, 12300, 700, meter=TWO_RATES)
    november, october = (await list_history(anna, FLAT, 10)).months
    assert november.month == Month(2026, 11)
    assert [(each.meter.id, [scale.name for scale in each.scales]) for each in november.meters] == [
        (TWO_RATES, ["День", "Ночь"])
    ]
    assert [scale.kwh for scale in november.meters[0].scales] == [Decimal(300), Decimal(100)]
    assert [each.meter.id for each in october.meters] == [ONE_RATE, TWO_RATES]


async def test_void_readings_are_shown_and_count_for_nothing(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.know("2026-10-24", 12000)
    await flat.submit(anna, 12900)
    flat.clock.pass_time(timedelta(hours=1))
    await flat.submit(anna, 12150)
    [november, _] = (await list_history(anna, FLAT, 10)).months
    [scale] = november.meters[0].scales
    assert [(point.status, point.counts) for point in scale.points] == [
        ("accepted", True),
        ("replaced", False),
    ]
    assert scale.kwh == Decimal(150)


async def test_a_meter_that_was_taken_off_keeps_its_history(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.know("2026-10-24", 12000, "operator")
    await flat.sql("UPDATE meters SET closed_at = '2026-11-01T00:00:00.000000+00:00'")
    assert rows(await list_history(anna, FLAT, 10)) == [("2026-10", [(12000, None, ValueSource.OPERATOR)])]


async def test_what_is_older_than_five_years_is_left_out(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.know("2021-11-24", 5000)
    await flat.know("2021-10-24", 4000)
    [month] = (await list_history(anna, FLAT, 10)).months
    assert (month.month, month.meters[0].scales[0].kwh) == (Month(2021, 11), Decimal(1000))


async def test_a_number_without_any_value_has_an_empty_history(anna: int, list_history: ListHistory) -> None:
    page = await list_history(anna, FLAT, 10)
    assert (page.months, page.is_more) == ((), False)


async def test_nobody_sees_the_history_of_a_number_that_they_do_not_hold(
    flat: Household, anna: int, list_history: ListHistory
) -> None:
    await flat.remove(anna, FLAT)
    with pytest.raises(DomainError, match="not-yours"):
        await list_history(anna, FLAT, 10)
