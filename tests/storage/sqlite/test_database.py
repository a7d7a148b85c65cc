"""Units of work: what is committed together, what is undone alone, what readers see, what a crash leaves."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from services.units import StoreBusyError, StoreLostError, StoreRefusedError
from storage.sqlite.database import BATCH, Database, connect, database_path
from storage.unit import SqliteUnit
from tests.storage.conftest import FakeClock

ROOT = Path(__file__).parents[3]


class OddityError(Exception):
    """Raised by a work that fails."""


def add(unit: SqliteUnit, subject: object) -> str:
    unit.connection.execute(
        "INSERT INTO attempts (kind, subject, at) VALUES ('test', ?, '2026-11-22')", (str(subject),)
    )
    return f"added {subject}"


def add_and_fail(unit: SqliteUnit, subject: object) -> str:
    add(unit, subject)
    raise OddityError(subject)


def subjects(unit: SqliteUnit) -> list[str]:
    return [row["subject"] for row in unit.connection.execute("SELECT subject FROM attempts ORDER BY rowid")]


class Gate:
    """Holds a work in the connection's thread until the test lets it pass."""

    def __init__(self) -> None:
        self._is_reached = threading.Event()
        self._may_pass = threading.Event()

    def hold(self) -> None:
        self._is_reached.set()
        assert self._may_pass.wait(30)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._is_reached.wait, 30)

    def open(self) -> None:
        self._may_pass.set()

    def work(self, _: SqliteUnit) -> None:
        self.hold()


async def test_a_hundred_concurrent_writers_share_two_commits(database: Database) -> None:
    answers = await asyncio.gather(*(database.write(partial(add, subject=number)) for number in range(100)))

    assert answers == [f"added {number}" for number in range(100)]
    assert await database.read(subjects) == [str(number) for number in range(100)]
    assert (database.stats.works, database.stats.commits) == (100, 2)


async def test_works_that_arrive_during_a_commit_wait_for_the_next_one(database: Database) -> None:
    gate = Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(gate.work))
        await gate.reached()
        for number in range(BATCH + 1):
            group.create_task(database.write(partial(add, subject=number)))
        await asyncio.sleep(0)
        gate.open()

    assert database.stats.commits == 3
    assert await database.read(subjects) == [str(number) for number in range(BATCH + 1)]


async def test_a_failing_work_is_undone_alone(database: Database) -> None:
    first, broken, last = await asyncio.gather(
        database.write(partial(add, subject="first")),
        database.write(partial(add_and_fail, subject="broken")),
        database.write(partial(add, subject="last")),
        return_exceptions=True,
    )

    assert (first, last) == ("added first", "added last")
    assert isinstance(broken, OddityError)
    assert database.stats.commits == 1
    assert await database.read(subjects) == ["first", "last"]


async def test_a_work_may_go_on_after_a_statement_that_failed(database: Database) -> None:
    def work(unit: SqliteUnit) -> None:
        add(unit, "before")
        with pytest.raises(sqlite3.IntegrityError):
            unit.connection.execute("INSERT INTO attempts (kind, subject, at) VALUES (NULL, NULL, NULL)")
        add(unit, "after")

    await database.write(work)

    assert await database.read(subjects) == ["before", "after"]


async def test_a_failing_commit_fails_every_work_in_it_and_keeps_none(database: Database) -> None:
    def break_commit(unit: SqliteUnit) -> None:
        unit.connection.execute("PRAGMA defer_foreign_keys = ON")
        unit.connection.execute("INSERT INTO sessions VALUES (1, 404, '2026-11-22')")

    outcomes = await asyncio.gather(
        database.write(partial(add, subject="innocent")),
        database.write(break_commit),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [StoreRefusedError] * 2
    assert await database.read(subjects) == []
    assert database.stats.commits == 0
    assert await database.write(partial(add, subject="later")) == "added later"
    assert await database.read(subjects) == ["later"]


async def test_a_full_disk_fails_the_work_and_leaves_everything_usable(database: Database) -> None:
    def fill_the_disk(unit: SqliteUnit) -> None:
        pages = unit.connection.execute("PRAGMA page_count").fetchone()[0]
        unit.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        add(unit, "x" * 1_000_000)

    def make_room(unit: SqliteUnit) -> None:
        unit.connection.execute("PRAGMA max_page_count = 1000000")

    with pytest.raises(StoreBusyError, match="full"):
        await database.write(fill_the_disk)

    assert await database.read(subjects) == []
    await database.write(make_room)
    await database.write(partial(add, subject="later"))
    assert await database.read(subjects) == ["later"]


async def test_a_transaction_that_is_lost_inside_a_work_fails_the_whole_batch(database: Database) -> None:
    """SQLite may roll back everything by itself, for example when the disk fails."""

    def lose(unit: SqliteUnit) -> None:
        unit.connection.execute("ROLLBACK")
        raise OddityError

    def lose_quietly(unit: SqliteUnit) -> None:
        unit.connection.execute("ROLLBACK")

    for losing, error in ((lose, OddityError), (lose_quietly, StoreRefusedError)):
        outcomes = await asyncio.gather(
            database.write(partial(add, subject="before")),
            database.write(losing),
            database.write(partial(add, subject="after")),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [error] * 3
    assert await database.read(subjects) == []
    await database.write(partial(add, subject="later"))
    assert await database.read(subjects) == ["later"]


@pytest.mark.parametrize("method", ["read", "write"])
async def test_a_stray_stop_iteration_reaches_the_caller(database: Database, method: str) -> None:
    def work(_: SqliteUnit) -> object:
        return next(iter(()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await getattr(database, method)(work)

    assert await database.write(partial(add, subject="later")) == "added later"


async def test_readers_see_only_what_is_committed(database: Database) -> None:
    gate = Gate()

    def work(unit: SqliteUnit) -> None:
        add(unit, "new")
        gate.hold()

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(database.write(work))
        await gate.reached()
        assert await database.read(subjects) == []
        gate.open()
        await writing
        assert await database.read(subjects) == ["new"]


async def test_a_read_stays_on_its_snapshot_while_others_write(database: Database) -> None:
    gate = Gate()

    def look_twice(unit: SqliteUnit) -> tuple[list[str], list[str]]:
        before = subjects(unit)
        gate.hold()
        return before, subjects(unit)

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(database.read(look_twice))
        await gate.reached()
        await database.write(partial(add, subject="meanwhile"))
        assert await database.read(subjects) == ["meanwhile"]
        gate.open()

    assert reading.result() == ([], [])


async def test_a_read_that_would_change_something_is_refused(database: Database) -> None:
    with pytest.raises(StoreRefusedError, match="readonly"):
        await database.read(partial(add, subject="sneaked in"))

    assert await database.read(subjects) == []


async def test_a_read_that_raises_frees_its_connection(database: Database) -> None:
    def fail(_: SqliteUnit) -> None:
        raise OddityError

    for _ in range(10):
        with pytest.raises(OddityError):
            await database.read(fail)


async def test_a_read_whose_caller_gave_up_frees_its_connection(database: Database) -> None:
    for _ in range(10):
        gate = Gate()
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(database.read(gate.work))
            await gate.reached()
            reading.cancel()
            await asyncio.wait([reading])
            gate.open()

    assert await database.read(subjects) == []


async def test_a_write_whose_caller_gave_up_is_done_nevertheless(database: Database) -> None:
    gate = Gate()
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(gate.work))
        await gate.reached()
        given_up = group.create_task(database.write(partial(add, subject="given up")))
        fails_unheard = group.create_task(database.write(partial(add_and_fail, subject="fails unheard")))
        await asyncio.sleep(0)
        given_up.cancel()
        fails_unheard.cancel()
        await asyncio.wait([given_up, fails_unheard])
        gate.open()

    assert given_up.cancelled()
    await database.write(partial(add, subject="later"))
    assert await database.read(subjects) == ["given up", "later"]


async def test_closing_waits_for_what_was_accepted(path: Path, clock: FakeClock) -> None:
    async with asyncio.TaskGroup() as group, Database.open(path, clock=clock) as database:
        writes = [
            group.create_task(database.write(partial(add, subject=number))) for number in range(BATCH * 3)
        ]
        await asyncio.sleep(0)

    assert [write.result() for write in writes] == [f"added {number}" for number in range(BATCH * 3)]
    async with Database.open(path, clock=clock) as database:
        assert len(await database.read(subjects)) == BATCH * 3


async def test_a_closed_database_takes_nothing(path: Path, clock: FakeClock) -> None:
    async with Database.open(path, clock=clock) as database:
        pass

    with pytest.raises(StoreLostError, match="closed"):
        await database.write(partial(add, subject="late"))
    with pytest.raises(StoreLostError, match="closed"):
        await database.read(subjects)


async def test_rows_cannot_refer_to_what_does_not_exist(database: Database) -> None:
    def work(unit: SqliteUnit) -> None:
        unit.connection.execute("INSERT INTO sessions VALUES (1, 404, '2026-11-22')")

    with pytest.raises(StoreRefusedError):
        await database.write(work)


@pytest.mark.parametrize("read_only", [False, True])
def test_every_connection_is_durable_and_checks_references(path: Path, read_only: bool) -> None:  # noqa: FBT001
    connection = connect(path, read_only=read_only, busy_timeout=timedelta(seconds=3))

    def pragma(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 3000
    assert pragma("query_only") == read_only
    connection.close()


async def test_a_write_waits_for_another_process(path: Path, clock: FakeClock) -> None:
    async with Database.open(path, clock=clock) as database, asyncio.TaskGroup() as group:
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        writing = group.create_task(database.write(partial(add, subject="patient")))
        await asyncio.wait([writing], timeout=3)
        assert not writing.done()
        assert await database.read(subjects) == []  # readers do not wait
        other.execute("COMMIT")
        await writing
        other.close()

        assert await database.read(subjects) == ["patient"]


async def test_a_write_fails_when_another_process_holds_the_lock_too_long(
    path: Path, clock: FakeClock
) -> None:
    async with Database.open(path, clock=clock, busy_timeout=timedelta(milliseconds=50)) as database:
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="locked"):
            await database.write(partial(add, subject="unlucky"))
        other.execute("COMMIT")
        other.close()

        await database.write(partial(add, subject="later"))
        assert await database.read(subjects) == ["later"]


WRITE_FOR_EVER = """
import asyncio, sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from storage.sqlite.database import Database

ADD = "INSERT INTO attempts (kind, subject, at) VALUES ('test', ?, ?)"

def add(unit, number):
    unit.connection.execute(ADD, (str(number), "a"))
    unit.connection.execute(ADD, (str(number), "b"))

async def write(database, first):
    for number in range(first, 10**9, 10):
        await database.write(partial(add, number=number))
        print(number, flush=True)

async def main():
    async with Database.open(Path(sys.argv[1]), clock=lambda: datetime(2026, 11, 22, tzinfo=UTC)) as database:
        await asyncio.gather(*(write(database, first) for first in range(10)))

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 100, 357])
async def test_what_was_answered_survives_kill_9(path: Path, clock: FakeClock, lines: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITE_FOR_EVER, path, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    answered = [(await process.stdout.readline()).decode().strip() for _ in range(lines)]
    process.kill()
    rest = (await process.communicate())[0].decode()
    answered += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    async with Database.open(path, clock=clock) as database:
        rows = await database.read(subjects)
        check = await database.read(lambda unit: unit.connection.execute("PRAGMA integrity_check").fetchone())

    assert len(answered) >= lines
    assert {number.strip() for number in answered} <= set(rows)
    assert all(rows.count(number) == 2 for number in set(rows))  # each work whole or not at all
    assert check[0] == "ok"


def test_the_path_is_taken_from_the_url() -> None:
    assert database_path("sqlite:///data/cabinet.db") == Path("data/cabinet.db")
    assert database_path("sqlite:////var/lib/cabinet.db") == Path("/var/lib/cabinet.db")


@pytest.mark.parametrize(
    "url",
    ["", "data/cabinet.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "postgresql://host/cabinet"],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        database_path(url)


def run_at_once(count: int, job: Callable[[], None]) -> list[BaseException]:
    """Run a job in several threads that begin together; return what they raised."""
    barrier = threading.Barrier(count)
    errors: list[BaseException] = []

    def run() -> None:
        barrier.wait()
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_several_processes_may_make_the_database_at_once(path: Path) -> None:
    for number in range(20):  # one new file in twenty was refused to somebody
        fresh = path.with_name(f"{number}.db")
        assert run_at_once(8, partial(_open_and_close, fresh)) == []


def _open_and_close(path: Path) -> None:
    connect(path).close()
