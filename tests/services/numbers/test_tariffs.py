"""What counts towards the ranges of a number, and which prices its residents see."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from services.numbers.situation import situation_of
from services.numbers.tariffs import Estimate, TariffView, ViewTariffs, estimate
from storage.unit import StoredUnit
from tests.services.counted_reads import NotingConnection
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household
from tests.services.residents import OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}


@pytest.fixture
async def home(flat: Household) -> Household:
    """A flat with two meters, and ranges that begin at 0 and 1200 kWh."""
    await flat.hang_two_rates()
    for rates, scale, price in ((1, 1, 600), (2, 1, 700), (2, 2, 300)):
        for from_kwh, above in ((0, 0), (1200, 100)):
            await flat.sql(
                "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (?, ?, ?, ?, ?)",
                *(rates, scale, from_kwh, price + above, "2026-07-01"),
            )
    return flat


async def view(home: Household, account_id: int, number: str = FLAT) -> TariffView:
    return await ViewTariffs(home.database, home.begin_reading.calendar)(account_id, number)


async def estimated(home: Household, anna: int, value: int) -> Estimate:
    judged = await home.judge_reading(anna, ONE_RATE, {1: Decimal(value)})
    assert judged.estimate is not None
    return judged.estimate


async def test_what_the_other_meter_sent_this_month_fills_the_first_range(home: Household, anna: int) -> None:
    alone = await estimated(home, anna, 12300)
    assert (alone.total, [meter.id for meter in alone.without]) == (300 * 600, [TWO_RATES])
    await home.submit(anna, 12600, 1200, meter=TWO_RATES, insist=True)
    both = await estimated(home, anna, 12300)
    assert (both.total, both.without) == (240 * 600 + 60 * 700, ())
    assert (both.ranges.used, both.ranges.passed) == (Fraction(1500), 1200)


async def test_a_reading_that_waits_for_review_fills_no_range(home: Household, anna: int) -> None:
    await home.submit(anna, 13600, 9000, meter=TWO_RATES, insist=True)
    found = await estimated(home, anna, 12300)
    assert (found.total, [meter.id for meter in found.without]) == (300 * 600, [TWO_RATES])


async def test_a_meter_that_was_taken_off_this_month_still_counts(home: Household, anna: int) -> None:
    await home.submit(anna, 12600, 1200, meter=TWO_RATES)
    await home.sql("UPDATE meters SET closed_at = '2026-11-22' WHERE id = ?", TWO_RATES)
    found = await estimated(home, anna, 12300)
    assert (found.total, found.without) == (240 * 600 + 60 * 700, ())


async def test_what_was_sent_for_another_month_fills_no_range_of_this_one(
    home: Household, anna: int, clock: FakeClock
) -> None:
    await home.submit(anna, 12600, 1200, meter=TWO_RATES)
    clock.pass_time(timedelta(days=14))
    found = await estimated(home, anna, 12300)
    assert (found.total, [meter.id for meter in found.without]) == (300 * 600, [TWO_RATES])


async def test_a_value_that_is_corrected_is_not_counted_beside_itself(home: Household, anna: int) -> None:
    await home.submit(anna, 12900)
    assert (await estimated(home, anna, 12900)).ranges.used == 900


async def test_the_screen_shows_what_the_readings_of_the_month_have_used(home: Household, anna: int) -> None:
    nothing = await view(home, anna)
    assert (nothing.is_used, [meter.id for meter in nothing.unread]) == (False, [ONE_RATE, TWO_RATES])
    await home.submit(anna, 12900)
    some = await view(home, anna)
    assert (some.is_used, some.ranges.used, some.ranges.ahead) == (True, Fraction(900), 1200)
    assert [meter.id for meter in some.unread] == [TWO_RATES]


async def test_meters_of_the_same_scales_are_shown_once(home: Household, anna: int) -> None:
    await home.hang("M3", ("День", 1), ("Ночь", 1))
    await home.hang("M4", ("Т1", 1), ("Т2", 1))
    found = await view(home, anna)
    assert [[meter.id for meter in group.meters] for group in found.groups] == [
        [ONE_RATE],
        [TWO_RATES, "M3"],
        ["M4"],
    ]


async def test_the_prices_of_a_number_of_others_are_not_shown(
    people: People, home: Household, anna: int
) -> None:
    boris = await people.confirmed("Boris", **BORIS)
    with refused("not-yours"):
        await view(home, boris)
    assert (await view(home, anna)).holding.number == FLAT


@pytest.mark.parametrize(("category", "is_priced"), [("", True), ("Сельское население", False)])
async def test_a_category_that_has_no_prices_gets_no_estimate(
    home: Household,
    anna: int,
    category: str,
    is_priced: bool,  # noqa: FBT001 drawn from the table
) -> None:
    calendar = home.begin_reading.calendar

    def judged(unit: StoredUnit) -> Estimate | None:
        found = situation_of(unit, anna, ONE_RATE, calendar, calendar.now())
        situation = replace(found, holding=replace(found.holding, category=category))
        return estimate(unit, situation, situation.judge({1: Decimal(12300)}, ()), calendar)

    assert (await home.database.read(judged) is not None) is is_priced


async def statements(home: Household, anna: int) -> int:
    """Count the statements that an estimate needs."""
    seen: list[str] = []
    calendar = home.begin_reading.calendar

    def judged(unit: StoredUnit) -> None:
        seen.clear()
        situation = situation_of(unit, anna, ONE_RATE, calendar, calendar.now())
        verdict = situation.judge({1: Decimal(12300)}, ())
        noting = StoredUnit(NotingConnection(unit.connection, seen), unit._settings)
        assert estimate(noting, situation, verdict, calendar) is not None

    await home.database.read(judged)
    return len(seen)


async def test_an_estimate_asks_no_more_of_the_database_than_it_needs(home: Household, anna: int) -> None:
    assert await statements(home, anna) == 3, "the prices, the meters, and the readings of the month"
    await home.submit(anna, 12600, 1200, meter=TWO_RATES)
    assert await statements(home, anna) == 4, "also the readings of the other meter"
    await home.sql("DELETE FROM tariffs WHERE from_kwh > 0")
    assert await statements(home, anna) == 1, "without ranges other meters do not matter"
