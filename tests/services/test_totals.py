"""What is too much in total is told to operators once, for as long as it lasts."""

from datetime import timedelta
from itertools import count

import pytest

from services.totals import EVERYBODY, Total, tell_if_too_much, too_much_until
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock

MINUTE = timedelta(minutes=1)
KEYS = (f"1-{number}" for number in count())


async def happen(database: Database, clock: FakeClock, total: Total, times: int = 1) -> None:
    keys, now = [next(KEYS) for _ in range(times)], clock()

    for first in range(0, times, 10):
        part = keys[first : first + 10]

        def some(unit: StoredUnit, part: list[str] = part) -> None:
            for key in part:
                unit.attempts.record(total.limit.kind, EVERYBODY, now, key)
            tell_if_too_much(unit, total, part[-1], now)

        await database.write(some)


async def alerts(database: Database) -> list[str]:
    return await database.read(lambda unit: [str(each.details["what"]) for each in unit.alerts.list_open()])


@pytest.mark.parametrize("total", Total)
async def test_what_leaves_the_usual_is_told_once(database: Database, clock: FakeClock, total: Total) -> None:
    await happen(database, clock, total, total.limit.most - 1)
    assert await alerts(database) == []
    await happen(database, clock, total)
    await happen(database, clock, total)
    assert await alerts(database) == [total]


async def test_it_is_told_again_after_an_hour_without(database: Database, clock: FakeClock) -> None:
    await happen(database, clock, Total.SIGN_IN, 150)
    for _ in range(5):
        clock.pass_time(40 * MINUTE)
        await happen(database, clock, Total.SIGN_IN, 150)
    assert await alerts(database) == ["sign-in"]
    clock.pass_time(60 * MINUTE)
    await happen(database, clock, Total.SIGN_IN, 150)
    assert await alerts(database) == ["sign-in", "sign-in"]


async def test_it_is_over_when_the_window_has_passed(database: Database, clock: FakeClock) -> None:
    await happen(database, clock, Total.LETTERS, 200)
    now = clock()
    until = await database.read(lambda unit: too_much_until(unit.attempts, Total.LETTERS, now))
    assert until == now + 10 * MINUTE
    assert await database.read(lambda unit: too_much_until(unit.attempts, Total.LETTERS, until)) is None
