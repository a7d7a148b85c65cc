"""Long works: they hold up no short one longer than their transaction lasts, and are kept out by none."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from services.units import StoreRefusedError
from storage.sqlite.database import LONG_READERS, Database, connect
from storage.sqlite.writer import BATCH
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock
from tests.storage.sqlite.gates import Gate, OddityError, add, add_and_fail, subjects

pytestmark = pytest.mark.once  # works of these tests count their runs, and hold the connection they run on


async def test_short_works_go_on_while_a_long_read_lasts_on_its_snapshot(database: Database) -> None:
    gate = Gate()

    def look_twice(unit: StoredUnit) -> tuple[list[str], list[str]]:
        before = subjects(unit)
        gate.hold()
        return before, subjects(unit)

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(database.read_long(look_twice))
        await gate.reached()
        await database.write(partial(add, subject="meanwhile"))
        assert await database.read(subjects) == ["meanwhile"]
        gate.open()

    assert reading.result() == ([], [])
    assert await database.read_long(subjects) == ["meanwhile"]


async def test_reads_go_on_while_a_long_write_lasts_and_writes_follow_it(database: Database) -> None:
    gate = Gate()

    def work(unit: StoredUnit) -> str:
        gate.hold()
        return add(unit, "long")

    async with asyncio.TaskGroup() as group:
        long = group.create_task(database.write_long(work))
        await gate.reached()
        short = group.create_task(database.write(partial(add, subject="short")))
        for _ in range(100):
            assert await database.read(subjects) == []
        assert await database.read_long(subjects) == []
        gate.open()

    assert (long.result(), short.result()) == ("added long", "added short")
    assert await database.read(subjects) == ["long", "short"]
    assert (database.stats.works, database.stats.commits) == (2, 2)


async def test_long_and_short_writes_take_turns(database: Database) -> None:
    gate = Gate()

    async def write_twice() -> None:
        await database.write(partial(add, subject="short 1"))
        await database.write(partial(add, subject="short 2"))

    async with asyncio.TaskGroup() as group:
        group.create_task(database.write_long(gate.work))
        await gate.reached()
        for number in (1, 2, 3):
            group.create_task(database.write_long(partial(add, subject=f"long {number}")))
        group.create_task(write_twice())
        await asyncio.sleep(0)
        gate.open()

    assert await database.read(subjects) == ["short 1", "long 1", "short 2", "long 2", "long 3"]


async def test_a_crowd_of_short_writes_lets_a_long_one_in_after_each_batch(database: Database) -> None:
    gate = Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write_long(gate.work))
        await gate.reached()
        group.create_task(database.write_long(partial(add, subject="long")))
        for number in range(BATCH + 1):
            group.create_task(database.write(partial(add, subject=number)))
        await asyncio.sleep(0)
        gate.open()

    short = [str(number) for number in range(BATCH + 1)]
    assert await database.read(subjects) == [*short[:BATCH], "long", short[BATCH]]


async def test_a_long_write_that_fails_is_undone(database: Database) -> None:
    with pytest.raises(OddityError):
        await database.write_long(partial(add_and_fail, subject="broken"))

    assert await database.read(subjects) == []


async def test_a_long_read_that_would_change_something_is_refused(database: Database) -> None:
    with pytest.raises(StoreRefusedError, match="readonly"):
        await database.read_long(partial(add, subject="sneaked in"))

    assert await database.read(subjects) == []


async def test_a_long_read_that_raises_frees_its_connection(database: Database) -> None:
    def fail(_: StoredUnit) -> None:
        raise OddityError

    for _ in range(LONG_READERS + 1):
        with pytest.raises(OddityError):
            await database.read_long(fail)


async def test_long_reads_wait_until_a_connection_is_free(database: Database) -> None:
    gates = [Gate() for _ in range(LONG_READERS)]
    async with asyncio.TaskGroup() as group:
        for gate in gates:
            group.create_task(database.read_long(gate.work))
            await gate.reached()
        waiting = group.create_task(database.read_long(subjects))
        await database.write(partial(add, subject="meanwhile"))
        assert not waiting.done()
        for gate in gates:
            gate.open()

    assert waiting.result() == ["meanwhile"]


async def test_a_long_read_whose_caller_gave_up_frees_its_connection(database: Database) -> None:
    for _ in range(LONG_READERS + 1):
        gate = Gate()
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(database.read_long(gate.work))
            await gate.reached()
            reading.cancel()
            await asyncio.wait([reading])
            gate.open()

    assert await database.read_long(subjects) == []


async def test_a_long_write_whose_caller_gave_up_is_done_nevertheless(database: Database) -> None:
    gate = Gate()

    def work(unit: StoredUnit) -> None:
        gate.hold()
        add(unit, "given up")

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(database.write_long(work))
        await gate.reached()
        writing.cancel()
        await asyncio.wait([writing])
        gate.open()

    assert await database.write(subjects) == ["given up"]


async def test_a_long_write_waits_for_another_process_and_holds_up_no_reader(
    path: Path, database: Database
) -> None:
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(database.write_long(partial(add, subject="patient")))
        for _ in range(100):
            assert await database.read(subjects) == []
        assert not waiting.done()
        other.execute("COMMIT")
    other.close()

    assert await database.read(subjects) == ["patient"]


async def test_closing_waits_for_long_works_that_were_accepted(path: Path, clock: FakeClock) -> None:
    async with asyncio.TaskGroup() as group, Database.open(path, clock=clock) as database:
        writes = [group.create_task(database.write_long(partial(add, subject=number))) for number in range(5)]
        reads = [group.create_task(database.read_long(subjects)) for _ in range(5)]
        await asyncio.sleep(0)

    assert [write.result() for write in writes] == [f"added {number}" for number in range(5)]
    assert all(isinstance(read.result(), list) for read in reads)
