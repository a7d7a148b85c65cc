"""Works that take long: each on a thread, in a transaction of a connection of its own."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

import psycopg

from storage.connection import Connection
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.errors import ConnectionLostError, ServerError, of_beginning, of_reading
from storage.postgres.outcomes import ASK_OUTCOME, GENERATION, UNKNOWN_NUMBER, was_committed
from storage.postgres.transactions import BEGIN_READ, COMMIT, ROLLBACK, NotCommittedError
from storage.postgres.writes import MOST_TRIES, InDoubtError, Writing, may_succeed

Result = TypeVar("Result")

NUMBER_IF_ANY = "SELECT pg_current_xact_id_if_assigned()::text"
"""A transaction that changed nothing has no number, and no outcome that matters."""
PAUSE_SECONDS = 0.5


def run_long(address: str, begin: bytes, job: Callable[[Connection], Result], writing: Writing) -> Result:
    """Run a work until its transaction is committed.

    ``writing`` counts the tries, knows how long works wait for the server, and whether the store closes.
    Errors: what the work raises, ``ServerError``, ``ConnectionLostError`` and ``psycopg.OperationalError``.
    """
    until = time.monotonic() + writing.pool.patience.total_seconds()
    for tries in range(1, MOST_TRIES + 1):
        try:
            return _run_on_one(address, begin, job, writing)
        except (ConnectionLostError, psycopg.OperationalError):
            if writing.is_closing or tries == MOST_TRIES or time.monotonic() >= until:
                raise
            writing.stats.note_retry("lost")
            time.sleep(PAUSE_SECONDS)
        except ServerError as error:
            if begin == BEGIN_READ:
                raise of_reading(error) from None
            if not may_succeed(error, tries):
                raise
            writing.stats.note_retry(error.state)
    raise AssertionError("the last try returns or raises")


def _run_on_one(address: str, begin: bytes, job: Callable[[Connection], Result], writing: Writing) -> Result:
    try:
        with connected(address) as connection:
            return _run_once(connection, begin, job)
    except InDoubtError as doubt:
        if not _was_committed(address, doubt, writing):
            raise ConnectionLostError(str(doubt)) from None
        return cast("Result", doubt.result)


def _run_once(connection: BlockingConnection, begin: bytes, job: Callable[[Connection], Result]) -> Result:
    generation = str(connection.execute(GENERATION).fetchall()[0][0]).encode()
    try:
        connection.run(begin.decode())
    except ServerError as error:
        raise of_beginning(error) or error from None
    try:
        result = job(connection)
        number = connection.execute(NUMBER_IF_ANY).fetchall()[0][0]
    except BaseException:
        with suppress(ConnectionLostError):
            connection.run(ROLLBACK.decode())
        raise
    try:
        end = connection.run(COMMIT.decode())
    except ConnectionLostError as error:
        if number is None:
            return result
        raise InDoubtError(str(error), number.encode(), generation, result) from None
    if end.command_status != COMMIT:
        raise NotCommittedError
    return result


def _was_committed(address: str, doubt: InDoubtError, writing: Writing) -> bool:
    """Ask until the server is there again, or the store closes."""
    while True:
        outcome = None
        try:
            with connected(address) as connection:
                found = connection.execute(ASK_OUTCOME, (doubt.number.decode(),)).fetchall()[0]
            outcome = was_committed(doubt.number, doubt.generation, tuple(found))
        except (ConnectionLostError, psycopg.OperationalError):
            if writing.is_closing:
                raise
        except ServerError as error:
            if error.state == UNKNOWN_NUMBER:
                return False
            raise
        if outcome is not None:
            return outcome
        time.sleep(PAUSE_SECONDS)
