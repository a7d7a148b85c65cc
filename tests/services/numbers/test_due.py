"""What is still to be sent, for accounts with many numbers and in months at their edges."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.dates import Month
from services.numbers.due import DueState, next_due
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, ONE_RATE, Household
from tests.services.residents import People, refused


async def test_many_numbers_are_looked_through_in_a_short_unit(flat: Household, anna: int) -> None:
    """A house manager: 40 numbers with two rates each; tests count the steps of every short unit."""
    for place in range(40):
        number = f"9{place:08}"
        await flat.settle(number)
        await flat.hang(f"M{number}", ("День", 1), ("Ночь", 2), number=number)
        await flat.add(anna, number)
    found = await flat.list_due(anna)
    assert len(found) == 41
    assert sum(len(each.due) for each in found) == 41


async def test_a_reading_of_the_first_minute_of_a_month_is_of_that_month(flat: Household, anna: int) -> None:
    """Moscow's December begins while it is November in UTC."""
    flat.clock.now = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
    await flat.submit(anna, 12100)
    (number,) = await flat.list_due(anna)
    assert number.month == Month(2026, 12)
    by_meter = {each.meter.id: each for each in number.meters}
    assert by_meter[ONE_RATE].state is DueState.SENT
    assert f"{by_meter[ONE_RATE].sent_on}" == "2026-12-01"


async def test_next_month_everything_is_to_be_sent_again(flat: Household, anna: int) -> None:
    await flat.submit(anna, 12100)
    flat.clock.pass_time(timedelta(days=20))
    (number,) = await flat.list_due(anna)
    assert {each.state for each in number.meters} == {DueState.DUE}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", DueState.SENT),
        ("review", DueState.SENT),
        ("rejected", DueState.DUE),
        ("refused", DueState.DUE),
        ("exported", DueState.WITH_BILLING),
        ("taken", DueState.WITH_BILLING),
        ("billed", DueState.WITH_BILLING),
    ],
)
async def test_what_became_of_a_reading_says_whether_it_is_still_to_be_sent(
    flat: Household, anna: int, status: str, state: DueState
) -> None:
    await flat.submit(anna, 12100)
    await flat.sql("UPDATE readings SET status = ?", status)
    (number,) = await flat.list_due(anna)
    assert {each.meter.id: each.state for each in number.meters}[ONE_RATE] is state


async def test_outside_the_window_nothing_is_due_today(
    people: People, database: Database, clock: FakeClock
) -> None:
    flat = Household(database, clock, window="1-20")
    await flat.settle()
    await flat.hang()
    anna = await people.confirmed()
    await flat.add(anna)
    (number,) = await flat.list_due(anna)
    assert (number.due, number.offered, str(number.opens)) == ((), (), "2026-12-01")
    assert next_due([number], FLAT) is None


async def test_without_a_confirmed_address_nothing_is_told(people: People, flat: Household) -> None:
    with refused("email-not-confirmed"):
        await flat.list_due(await people.registered())
