"""Runs works on a connection: those of one transaction, or those that only read.

These functions know nothing of the event loop, because some transactions run on it and others on a thread.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from traceback import clear_frames
from typing import Any, Generic, TypeAlias, TypeVar

from storage.sqlite.errors import passes_by_itself

Result = TypeVar("Result")
Work: TypeAlias = Callable[[sqlite3.Connection], Result]


@dataclass(slots=True, eq=False)
class Request(Generic[Result]):
    """A work and the caller that waits for it; nobody waits for a rider, which has no ``answer``."""

    work: Work[Result]
    answer: "asyncio.Future[Result] | None" = None
    result: Result | None = None
    error: Exception | None = None

    @property
    def is_rider(self) -> bool:
        return self.answer is None

    def settle(self) -> None:
        """Give the caller the result or the error of the work, unless the caller was cancelled."""
        if self.error is not None:
            self.fail(self.error)
        elif self.answer is not None and not self.answer.done():
            self.answer.set_result(self.result)  # type: ignore[arg-type]  # the work returned it

    def fail(self, error: BaseException) -> None:
        """Let the caller raise an error."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error)


def settle_all(requests: Iterable[Request[Any]]) -> None:
    """Give every caller the result or the error of its work."""
    for request in requests:
        request.settle()


def fail_all(requests: Iterable[Request[Any]], error: BaseException) -> None:
    """Let every caller raise an error."""
    for request in requests:
        request.fail(error)


def run_all(connection: sqlite3.Connection, requests: Iterable[Request[Any]]) -> None:
    """Run works in the transaction that was begun, and leave it open.

    A work that raises is undone alone, and its request keeps the error. If the transaction itself is lost, it
    is rolled back, and the error that ended it is raised.
    """
    try:
        for request in requests:
            _run_alone(connection, request)
    except BaseException:
        roll_back(connection)
        raise


def look_at(connection: sqlite3.Connection, requests: Iterable[Request[Any]]) -> None:
    """Run works that only read, on one snapshot that is no older than any of them.

    A work that raises leaves its error in its request. So does a work that changes something: it is undone,
    and refused as a connection for readers refuses it. ``sqlite3.Error`` if there can be no snapshot.
    """
    try:
        for request in requests:
            if not connection.in_transaction:
                connection.execute("BEGIN")
            _look(connection, request)
    finally:
        roll_back(connection)


def commit(connection: sqlite3.Connection) -> None:
    """Bring the transaction to the disk; if that fails, nothing of it is kept."""
    try:
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """End the transaction without a trace, if there is one."""
    if connection.in_transaction:  # SQLite may have done it already, on a full disk or an I/O error
        connection.execute("ROLLBACK")


def _run_alone(connection: sqlite3.Connection, request: Request[Any]) -> None:
    connection.execute("SAVEPOINT work")
    try:
        request.result, request.error = request.work(connection), None
    except Exception as error:
        # The batch is lost and not only this work, or a rider that may succeed later must keep its place.
        if not connection.in_transaction or (request.is_rider and passes_by_itself(error)):
            raise
        request.error = _kept(error)
        connection.execute("ROLLBACK TO work")
    connection.execute("RELEASE work")


def _look(connection: sqlite3.Connection, request: Request[Any]) -> None:
    """Run one work, and end the snapshot if the work changed it.

    The writer's connection cannot be told to refuse changes for a while: after ``PRAGMA query_only``, and
    after a change of authorizer, SQLite prepares every statement again.
    """
    changes = connection.total_changes
    try:
        request.result = request.work(connection)
    except Exception as error:  # noqa: BLE001 - the caller raises it
        request.error = _kept(error)
    if connection.total_changes != changes:
        roll_back(connection)
        request.error = _refusal()


def _refusal() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    error.sqlite_errorname = "SQLITE_READONLY"
    return error


def _kept(error: Exception) -> Exception:
    """Let go of the cursors in an error's frames: one that is open keeps a snapshot, or stops a commit."""
    clear_frames(error.__traceback__)
    return error
