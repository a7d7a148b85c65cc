"""The driver's errors in the words of the port, so that nothing outside of this room knows the driver.

Every way into the room is inside of :func:`translated`.
"""

import sqlite3
from contextlib import ContextDecorator

from services.units import StoreBusyError, StoreCorruptError, StoreError, StoreLostError, StoreRefusedError

PASSING = frozenset(
    {
        sqlite3.SQLITE_ABORT,  # a statement that was under way when a failing disk ended the transaction
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PROTOCOL,  # others began at the same moment, again and again
        sqlite3.SQLITE_SCHEMA,  # another process brought the schema up to date meanwhile
    }
)
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
PRIMARY = 0xFF
"""The part of a code that names the kind; the rest says where it happened."""
CLOSED = "closed database"
"""What the driver says of a closed connection, for which SQLite has no code."""


class translated(ContextDecorator):  # noqa: N801 - it is used like a function
    """Raise a ``StoreError`` in the place of the driver's error, with its message and its traceback.

    The traceback goes on to the statement that failed, because alerts name that place. The driver's error is
    left out of the chain, where it would repeat both. It is no generator, because every unit passes it.
    """

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise translation(error) from None


def translation(error: sqlite3.Error) -> StoreError:
    """Say the driver's error in the words of the port, with its message and its traceback."""
    return _kind(error)(str(error)).with_traceback(error.__traceback__)


def passes_by_itself(error: BaseException) -> bool:
    """Tell trouble with the files from a statement that will never work."""
    return isinstance(error, sqlite3.Error) and _kind(error) is StoreBusyError


def is_locked(error: sqlite3.Error) -> bool:
    """Tell whether another connection has what was asked for, mostly the lock of the writer."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & PRIMARY == sqlite3.SQLITE_BUSY


def _kind(error: sqlite3.Error) -> type[StoreError]:
    code: int | None = getattr(error, "sqlite_errorcode", None)  # the driver's own errors have none
    if code is None:
        return StoreLostError if CLOSED in str(error) else StoreRefusedError
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return StoreLostError
    if code & PRIMARY in DAMAGED:
        return StoreCorruptError
    # A connection that only reads gives the bare code; the longer ones are troubles with the files.
    is_trouble_with_files = code & PRIMARY == sqlite3.SQLITE_READONLY and code != sqlite3.SQLITE_READONLY
    return StoreBusyError if code & PRIMARY in PASSING or is_trouble_with_files else StoreRefusedError
