"""What a number consumed: which values it is counted from, and on which meters."""

from datetime import timedelta

import pytest

from domain.dates import Month
from services.numbers.use_charts import UseView, ViewUse
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household


@pytest.fixture
def view_use(flat: Household) -> ViewUse:
    return ViewUse(flat.list_history)


def told(view: UseView) -> list[tuple[str, int, bool]]:
    """Months, kWh and whether they were calculated."""
    assert view.chart is not None
    return [
        (str(each.month), round(each.use.total), each.use.is_calculated)
        for each in view.chart.months
        if each.use is not None
    ]


async def test_values_of_billing_and_readings_make_one_chart(
    flat: Household, anna: int, view_use: ViewUse
) -> None:
    await flat.know("2026-09-24", 11800)
    await flat.know("2026-10-24", 12000)
    await flat.submit(anna, 12150)
    assert told(await view_use(anna, FLAT)) == [("2026-10", 200, False), ("2026-11", 150, False)]


async def test_a_month_next_to_a_calculated_value_is_calculated_too(
    flat: Household, anna: int, view_use: ViewUse
) -> None:
    for day, kwh, source in (
        ("2026-08-24", 11500, "resident"),
        ("2026-09-24", 11800, "calculated"),
        ("2026-10-24", 12000, "inspector"),
    ):
        await flat.know(day, kwh, source)
    await flat.submit(anna, 12150)
    assert told(await view_use(anna, FLAT)) == [
        ("2026-09", 300, True),
        ("2026-10", 200, True),
        ("2026-11", 150, False),
    ]


async def test_a_reading_that_was_replaced_is_not_drawn(
    flat: Household, anna: int, view_use: ViewUse
) -> None:
    await flat.know("2026-10-24", 12000)
    await flat.submit(anna, 12900)
    flat.clock.pass_time(timedelta(hours=1))
    await flat.submit(anna, 12150)
    assert told(await view_use(anna, FLAT)) == [("2026-11", 150, False)]


async def test_meters_are_added_up_or_chosen_by_their_place(
    flat: Household, anna: int, view_use: ViewUse
) -> None:
    await flat.hang_two_rates()
    await flat.know("2026-10-24", 12000)
    for scale, kwh in ((1, 12000), (2, 600)):
        await flat.know("2026-10-24", kwh, meter=TWO_RATES, scale=scale)
    await flat.submit(anna, 12100)
    await flat.submit(anna, 12300, 650, meter=TWO_RATES)
    together = await view_use(anna, FLAT)
    assert together.meter is None
    assert [meter.id for meter in together.meters] == [ONE_RATE, TWO_RATES]
    assert told(together) == [("2026-11", 450, False)]
    assert together.chart is not None
    assert together.chart.scales == ("Сутки", "День", "Ночь")
    second = await view_use(anna, FLAT, 2)
    assert second.meter == together.meters[1]
    assert told(second) == [("2026-11", 350, False)]


@pytest.mark.parametrize("place", [-1, 2, 10**17])
async def test_a_place_without_a_meter_means_all_of_them(
    flat: Household, anna: int, view_use: ViewUse, place: int
) -> None:
    await flat.know("2026-10-24", 12000)
    await flat.submit(anna, 12150)
    view = await view_use(anna, FLAT, place)
    assert view.meter is None
    assert view.chart is not None
    assert view.chart.months[-1].month == Month(2026, 11)


async def test_without_two_values_nothing_is_drawn(flat: Household, anna: int, view_use: ViewUse) -> None:
    assert (await view_use(anna, FLAT)).chart is None
    await flat.know("2026-10-24", 12000)
    assert (await view_use(anna, FLAT)).chart is None
