"""The driver's errors in the words of the port: what passes by itself, what stays, and what is our fault."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.process.patience import PASSING_ERRORS
from services.units import StoreBusyError, StoreCorruptError, StoreError, StoreLostError, StoreRefusedError
from storage.sqlite.database import Database, connect, open_read_only
from storage.sqlite.errors import translated
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock

SHORT = timedelta(milliseconds=50)


class CodedError(sqlite3.OperationalError):
    """The driver's error with a code that is hard to bring about."""

    def __init__(self, code: int) -> None:
        super().__init__("as SQLite says it")
        self.sqlite_errorcode = code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusyError),
        (sqlite3.SQLITE_LOCKED, StoreBusyError),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreBusyError),
        (sqlite3.SQLITE_FULL, StoreBusyError),
        (sqlite3.SQLITE_CANTOPEN, StoreBusyError),
        (sqlite3.SQLITE_READONLY_RECOVERY, StoreBusyError),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreLostError),
        (sqlite3.SQLITE_READONLY, StoreRefusedError),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreCorruptError),
        (sqlite3.SQLITE_NOTADB, StoreCorruptError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, StoreRefusedError),
        (sqlite3.SQLITE_ERROR, StoreRefusedError),
    ],
)
def test_each_trouble_is_of_one_kind(code: int, kind: type[StoreError]) -> None:
    with pytest.raises(StoreError, match="as SQLite says it") as raised, translated():
        raise CodedError(code)
    assert type(raised.value) is kind


def test_only_what_passes_by_itself_is_waited_out() -> None:
    assert [kind for kind in PASSING_ERRORS if issubclass(kind, StoreError)] == [StoreBusyError]
    assert not issubclass(StoreRefusedError, PASSING_ERRORS)


def test_a_connection_that_is_closed_is_lost(path: Path) -> None:
    connection = connect(path)
    connection.close()
    with pytest.raises(StoreLostError, match="closed database"), translated():
        connection.execute("SELECT 1")


def ask_for_no_table(unit: StoredUnit) -> None:
    unit.connection.execute("SELECT 1 FROM nowhere")


def forget_a_value(unit: StoredUnit) -> None:
    unit.connection.execute("SELECT ?")


def break_a_reference(unit: StoredUnit) -> None:
    unit.connection.execute(
        "INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (1, 404, '2026-11-22')"
    )


@pytest.mark.parametrize("work", [ask_for_no_table, forget_a_value, break_a_reference])
async def test_a_work_that_is_wrong_is_our_fault_and_the_error_leads_to_its_statement(
    database: Database, work: Callable[[StoredUnit], None]
) -> None:
    with pytest.raises(StoreRefusedError) as raised:
        await database.write(work)

    assert raised.traceback[-1].name == work.__name__  # alerts name this place
    assert raised.value.__suppress_context__  # logs tell it once


def test_a_file_that_is_no_database_is_told_from_one_that_is_busy(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Dear administrator, " * 1000)
    with pytest.raises(StoreCorruptError, match="not a database"), open_read_only(path):
        pass


async def test_a_database_that_another_process_holds_is_busy_also_when_it_is_opened(
    path: Path, clock: FakeClock
) -> None:
    with closing(connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="locked"):
            async with Database.open(path, clock=clock, busy_timeout=SHORT):
                pass


async def test_a_command_that_only_reads_cannot_change_anything(database: Database, path: Path) -> None:
    with pytest.raises(StoreRefusedError, match="readonly"), open_read_only(path) as connection:
        connection.execute("DELETE FROM attempts")
    assert database.stats.works == 0
