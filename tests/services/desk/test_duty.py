"""Operators begin and end their duty, and see the others on duty."""

import asyncio
from datetime import timedelta

import pytest

from domain.duty import OnDuty
from services.desk.duty import ChangeDuty, ViewDuty
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.residents import OLEG, OLGA
from tests.services.traces import audit, deeds


@pytest.fixture
def change(database: Database, clock: FakeClock) -> ChangeDuty:
    return ChangeDuty(database, clock)


@pytest.fixture
def view(database: Database) -> ViewDuty:
    return ViewDuty(database)


async def test_at_first_no_operator_is_on_duty(view: ViewDuty) -> None:
    assert list(await view()) == []


async def test_operators_on_duty_are_listed_in_the_order_in_which_they_began(
    change: ChangeDuty, view: ViewDuty, clock: FakeClock
) -> None:
    began = clock()
    await change(OLGA, on=True)
    clock.pass_time(timedelta(hours=1))
    after = await change(OLEG, on=True)
    assert list(after) == [OnDuty(OLGA, began), OnDuty(OLEG, clock())]
    assert list(await view()) == list(after)


async def test_a_second_beginning_keeps_the_first_and_leaves_no_entry(
    database: Database, change: ChangeDuty, clock: FakeClock
) -> None:
    (first,) = await change(OLEG, on=True)
    clock.pass_time(timedelta(hours=1))
    assert list(await change(OLEG, on=True)) == [first]
    assert await deeds(database, f"operator:{OLEG.id}") == [("Олег", "duty-begun", {})]


async def test_an_operator_ends_only_their_own_duty(change: ChangeDuty) -> None:
    await change(OLEG, on=True)
    await change(OLGA, on=True)
    assert [each.operator for each in await change(OLEG, on=False)] == [OLGA]


async def test_ending_a_duty_that_was_not_begun_leaves_no_entry(
    database: Database, change: ChangeDuty
) -> None:
    assert list(await change(OLEG, on=False)) == []
    assert await audit(database) == []


async def test_beginning_and_ending_are_written_down(database: Database, change: ChangeDuty) -> None:
    for on in (True, False, True):
        await change(OLEG, on=on)
    entries = await audit(database)
    assert [entry.action for entry in entries] == ["duty-begun", "duty-ended", "duty-begun"]
    assert {(entry.operator, entry.subject) for entry in entries} == {(OLEG, "operator:601")}


async def test_two_operators_who_begin_at_once_are_both_on_duty(change: ChangeDuty, view: ViewDuty) -> None:
    await asyncio.gather(change(OLGA, on=True), change(OLEG, on=True))
    assert [each.operator for each in await view()] == [OLEG, OLGA]
