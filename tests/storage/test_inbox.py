"""Updates between Telegram and the handlers: kept once, in order, until they are handled."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import StoredUnit

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def update(number: int, chat_id: int = 501, *, payload: str = "{}", at: datetime = NOW) -> IncomingUpdate:
    return IncomingUpdate(number, chat_id, payload, at)


async def receive(database: Database, *updates: IncomingUpdate) -> None:
    await database.write(lambda unit: unit.inbox.add_batch(updates))


async def pending(database: Database) -> list[IncomingUpdate]:
    return await database.read(lambda unit: unit.inbox.pending())


async def test_updates_wait_in_the_order_of_their_numbers(database: Database) -> None:
    set_back = NOW - timedelta(hours=1)
    await receive(database, update(12, chat_id=502), update(10), update(11, payload='{"text":"день"}'))
    await receive(database, update(13, at=set_back))

    waiting = await pending(database)

    assert waiting == [
        update(10),
        update(11, payload='{"text":"день"}'),
        update(12, chat_id=502),
        update(13, at=set_back),
    ]


async def test_an_update_that_comes_again_stays_as_it_was(database: Database) -> None:
    await receive(database, update(10, payload="first"))
    await database.write(lambda unit: unit.inbox.mark_started(10))

    await receive(database, update(10, payload="again", at=NOW + timedelta(minutes=1)), update(11))

    first, second = await pending(database)
    assert (first.payload, first.received_at, first.starts) == ("first", NOW, 1)
    assert second.update_id == 11


async def test_a_batch_is_kept_as_a_whole_or_not_at_all(database: Database) -> None:
    def receive_and_fail(unit: StoredUnit) -> None:
        unit.inbox.add_batch([update(10), update(11)])
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        await database.write(receive_and_fail)

    assert await pending(database) == []


async def test_an_empty_batch_is_nothing(database: Database) -> None:
    await receive(database)

    assert await pending(database) == []


async def test_starts_are_counted_over_restarts(database: Database) -> None:
    await receive(database, update(10), update(11))

    assert [await database.write(lambda unit: unit.inbox.mark_started(10)) for _ in range(3)] == [1, 2, 3]
    assert [waiting.starts for waiting in await pending(database)] == [3, 0]


async def test_an_update_that_does_not_wait_cannot_start(database: Database) -> None:
    with pytest.raises(LookupError):
        await database.write(lambda unit: unit.inbox.mark_started(404))


async def test_an_update_set_aside_is_kept_but_handled_no_more(database: Database) -> None:
    await receive(database, update(10), update(11))
    await database.write(lambda unit: unit.inbox.set_aside(10, NOW))

    await receive(database, update(10))

    assert [waiting.update_id for waiting in await pending(database)] == [11]
    kept = await database.read(
        lambda unit: unit.connection.execute("SELECT set_aside_at FROM inbox WHERE update_id = 10").fetchone()
    )
    assert kept["set_aside_at"] == "2026-11-22T17:00:00.000000+00:00"


async def test_an_update_that_is_removed_is_gone(database: Database) -> None:
    await receive(database, update(10), update(11))

    await database.write(lambda unit: unit.inbox.remove(10))
    await database.write(lambda unit: unit.inbox.remove(404))

    assert [waiting.update_id for waiting in await pending(database)] == [11]


async def test_depth_and_age_count_what_waits(database: Database) -> None:
    async def depth_and_oldest() -> tuple[int, datetime | None]:
        return await database.read(lambda unit: (unit.inbox.depth(), unit.inbox.oldest_received_at()))

    assert await depth_and_oldest() == (0, None)

    later = NOW + timedelta(minutes=5)
    await receive(database, update(10), update(11, at=later), update(12, at=later))
    assert await depth_and_oldest() == (3, NOW)

    await database.write(lambda unit: unit.inbox.set_aside(10, later))
    assert await depth_and_oldest() == (2, later)
