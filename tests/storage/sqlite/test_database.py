"""Units of work: what is committed together, what is undone alone, what readers see, what a crash leaves."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from services.units import StoreBusyError, StoreLostError, StoreRefusedError
from storage.sqlite.database import Database, connect, database_path
from storage.sqlite.writer import BATCH
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock
from tests.storage.sqlite.gates import (
    CommitGate,
    OddityError,
    add,
    add_and_fail,
    add_much,
    break_commit,
    leave_no_room,
    subjects,
)

pytestmark = pytest.mark.once  # works of these tests count their runs, and hold the connection they run on

ROOT = Path(__file__).parents[3]


async def test_a_hundred_concurrent_writers_share_two_commits(database: Database) -> None:
    answers = await asyncio.gather(*(database.write(partial(add, subject=number)) for number in range(100)))

    assert answers == [f"added {number}" for number in range(100)]
    assert await database.read(subjects) == [str(number) for number in range(100)]
    assert (database.stats.works, database.stats.commits) == (100, 2)


async def test_works_that_arrive_during_a_commit_wait_for_the_next_one(database: Database) -> None:
    gate = CommitGate()
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
    def work(unit: StoredUnit) -> None:
        add(unit, "before")
        with pytest.raises(sqlite3.IntegrityError):
            unit.connection.execute("INSERT INTO attempts (kind, subject, at) VALUES (NULL, NULL, NULL)")
        add(unit, "after")

    await database.write(work)

    assert await database.read(subjects) == ["before", "after"]


async def test_a_failing_commit_fails_every_work_in_it_and_keeps_none(database: Database) -> None:
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
    def fill_the_disk(unit: StoredUnit) -> None:
        leave_no_room(unit)
        add_much(unit)

    def make_room(unit: StoredUnit) -> None:
        unit.connection.execute("PRAGMA max_page_count = 1000000")

    with pytest.raises(StoreBusyError, match="full"):
        await database.write(fill_the_disk)

    assert await database.read(subjects) == []
    await database.write(make_room)
    await database.write(partial(add, subject="later"))
    assert await database.read(subjects) == ["later"]


async def test_a_transaction_that_is_lost_inside_a_work_fails_the_whole_batch(database: Database) -> None:
    """SQLite may roll back everything by itself, for example when the disk fails."""

    def lose(unit: StoredUnit) -> None:
        unit.connection.execute("ROLLBACK")
        raise OddityError

    def lose_quietly(unit: StoredUnit) -> None:
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


@pytest.mark.parametrize("method", ["read", "read_long", "write", "write_long"])
async def test_a_stray_stop_iteration_reaches_the_caller(database: Database, method: str) -> None:
    def work(_: StoredUnit) -> object:
        return next(iter(()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await getattr(database, method)(work)

    assert await database.write(partial(add, subject="later")) == "added later"


async def test_the_error_of_a_work_keeps_no_statement_that_would_stop_the_commit(database: Database) -> None:
    def add_and_keep_the_cursor(unit: StoredUnit) -> None:
        cursor = unit.connection.execute(
            "INSERT INTO attempts (kind, subject, at) VALUES ('test', 'kept', '2026') RETURNING subject"
        )
        raise OddityError(cursor.fetchone())

    broken, answer = await asyncio.gather(
        database.write(add_and_keep_the_cursor),
        database.write(partial(add, subject="innocent")),
        return_exceptions=True,
    )

    assert isinstance(broken, OddityError)
    assert answer == "added innocent"
    assert await database.read(subjects) == ["innocent"]


async def test_readers_see_only_what_is_committed(database: Database) -> None:
    gate = CommitGate()

    def work(unit: StoredUnit) -> None:
        add(unit, "new")
        gate.work(unit)

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(database.write(work))
        await gate.reached()
        assert await database.read(subjects) == []
        gate.open()
        await writing
        assert await database.read(subjects) == ["new"]


async def test_a_read_sees_everything_that_was_committed_before_it(path: Path, database: Database) -> None:
    gate, other = CommitGate(), connect(path)
    await database.write(partial(add, subject="ours"))
    other.execute("INSERT INTO attempts (kind, subject, at) VALUES ('test', 'of another process', '2026')")
    other.close()
    with_free_writer = await database.read(subjects)
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(gate.work))
        await gate.reached()
        with_busy_writer = await database.read(subjects)
        gate.open()

    assert with_free_writer == with_busy_writer == ["ours", "of another process"]


async def test_a_read_stays_on_its_snapshot_while_others_write(path: Path, database: Database) -> None:
    other = connect(path)

    def look_twice(unit: StoredUnit) -> tuple[list[str], list[str]]:
        before = subjects(unit)
        other.execute("INSERT INTO attempts (kind, subject, at) VALUES ('test', 'meanwhile', '2026')")
        return before, subjects(unit)

    first, second = await asyncio.gather(database.read(look_twice), database.read(subjects))
    other.close()

    assert (first, second) == (([], []), [])  # they were asked for together
    assert await database.read(subjects) == ["meanwhile"]


async def refused_reads(database: Database) -> None:
    def add_quietly(unit: StoredUnit) -> None:
        with suppress(sqlite3.OperationalError):
            add(unit, "sneaked in")
        subjects(unit)

    before, refused, after = await asyncio.gather(
        database.read(subjects),
        database.read(partial(add, subject="sneaked in")),
        database.read(subjects),
        return_exceptions=True,
    )
    assert (before, after) == ([], [])
    assert isinstance(refused, StoreRefusedError)
    assert str(refused) == "attempt to write a readonly database"
    with suppress(StoreRefusedError):
        await database.read(add_quietly)
    assert await database.read(subjects) == []


async def test_a_read_that_would_change_something_is_refused(database: Database) -> None:
    await refused_reads(database)

    assert await database.write(partial(add, subject="later")) == "added later"
    assert await database.read(subjects) == ["later"]


async def test_a_read_that_would_change_something_is_refused_while_a_commit_is_under_way(
    database: Database,
) -> None:
    gate = CommitGate()
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(gate.work))
        await gate.reached()
        await refused_reads(database)
        gate.open()


async def test_a_read_that_raises_keeps_no_snapshot(path: Path, database: Database) -> None:
    def fail_with_an_open_cursor(unit: StoredUnit) -> None:
        rows = unit.connection.execute("SELECT subject FROM attempts")
        raise OddityError(rows.fetchone())

    for subject in ("first", "second"):
        await database.write(partial(add, subject=subject))
    with pytest.raises(OddityError) as kept:
        await database.read(fail_with_an_open_cursor)
    other = connect(path)
    other.execute("INSERT INTO attempts (kind, subject, at) VALUES ('test', 'third', '2026')")
    other.close()

    await database.write(partial(add, subject="fourth"))
    assert await database.read(subjects) == ["first", "second", "third", "fourth"]
    assert kept.value.args[0]["subject"] == "first"


async def test_more_reads_than_go_together_are_all_answered(database: Database) -> None:
    answers = await asyncio.gather(*(database.read(subjects) for _ in range(BATCH * 2 + 1)))

    assert answers == [[]] * (BATCH * 2 + 1)


async def test_a_read_whose_caller_gave_up_disturbs_no_other(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        given_up = group.create_task(database.read(subjects))
        reading = group.create_task(database.read(subjects))
        await asyncio.sleep(0)
        given_up.cancel()

    assert given_up.cancelled()
    assert reading.result() == []


async def test_a_write_whose_caller_gave_up_is_done_nevertheless(database: Database) -> None:
    gate = CommitGate()
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

    for write in (database.write, database.write_long):
        with pytest.raises(StoreLostError, match="closed"):
            await write(partial(add, subject="late"))
    for read in (database.read, database.read_long):
        with pytest.raises(StoreLostError, match="closed"):
            await read(subjects)
    with pytest.raises(StoreLostError, match="closed"):
        database.ride(partial(add, subject="late"))


async def test_rows_cannot_refer_to_what_does_not_exist(database: Database) -> None:
    def work(unit: StoredUnit) -> None:
        unit.connection.execute(
            "INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (1, 404, '2026-11-22')"
        )

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


async def test_a_write_waits_for_another_process_and_holds_up_no_reader(
    path: Path, database: Database
) -> None:
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(database.write(partial(add, subject="patient")))
        for _ in range(100):  # turns of the loop, which would stand still if it waited for the lock
            assert await database.read(subjects) == []
        joining = group.create_task(database.write(partial(add, subject="joined")))
        await asyncio.sleep(0)
        assert not waiting.done()
        assert not joining.done()
        other.execute("COMMIT")
    other.close()

    assert await database.read(subjects) == ["patient", "joined"]
    assert database.stats.commits == 1


async def test_what_the_event_loop_runs_never_waits_for_a_lock(path: Path, database: Database) -> None:
    def patience(unit: StoredUnit) -> int:
        return int(unit.connection.execute("PRAGMA busy_timeout").fetchone()[0])

    async def all_patience() -> list[int]:
        gate = CommitGate()
        async with asyncio.TaskGroup() as group:
            free = await database.read(patience)
            group.create_task(database.write(gate.work))
            await gate.reached()
            busy = await database.read(patience)
            gate.open()
        return [free, busy, await database.write(patience)]

    assert await all_patience() == [0, 0, 0]
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(partial(add, subject="patient")))
        await database.read(subjects)  # by now the thread waits
        other.execute("COMMIT")
    other.close()
    assert await all_patience() == [0, 0, 0]


async def test_a_write_fails_when_another_process_holds_the_lock_too_long(
    path: Path, clock: FakeClock
) -> None:
    patience = timedelta(milliseconds=300)
    async with (
        Database.open(path, clock=clock, busy_timeout=patience) as database,
        asyncio.TaskGroup() as group,
    ):
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        unlucky = group.create_task(_refused(database.write(partial(add, subject="unlucky"))))
        await database.read(subjects)  # by now the lock was asked for
        later = group.create_task(_refused(database.write(partial(add, subject="later"))))
        await unlucky
        await asyncio.sleep(0)
        assert not later.done()  # it has not waited long enough yet
        await later
        other.execute("COMMIT")
        other.close()

        await database.write(partial(add, subject="last"))
        assert await database.read(subjects) == ["last"]


async def _refused(writing: Awaitable[object]) -> None:
    with pytest.raises(StoreBusyError, match="locked"):
        await writing


async def test_other_processes_get_the_lock_between_the_commits_of_a_busy_bot(
    path: Path, database: Database
) -> None:
    is_over = asyncio.Event()

    async def write_on() -> None:
        while not is_over.is_set():
            await database.write(partial(add, subject="ours"))

    def write_once() -> None:
        with closing(connect(path)) as patient:
            patient.execute("BEGIN IMMEDIATE")
            patient.execute("INSERT INTO attempts (kind, subject, at) VALUES ('test', 'theirs', '2026')")
            patient.execute("COMMIT")

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(write_on())
        await asyncio.to_thread(write_once)
        is_over.set()

    assert "theirs" in await database.read_long(subjects)


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
        rows = await database.read_long(subjects)
        check = await database.read_long(
            lambda unit: unit.connection.execute("PRAGMA integrity_check").fetchone()
        )

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
