"""Runs works twice, as the port lets a store do, and tells what came out differently.

A work is run and undone, and run again. Its result counts, or what it raised, and so do its statements with
their values: from the same rows, the same statements lead to the same rows.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from inspect import unwrap
from itertools import zip_longest
from typing import Any, TypeVar

from storage.unit import StoredUnit

Result = TypeVar("Result")


@dataclass
class Run:
    """What came of one run of a work: what it returned or raised, and the statements on the way."""

    result: Any = None
    error: Exception | None = None
    statements: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, work: Callable[[StoredUnit], object], unit: StoredUnit) -> "Run":
        run, connection = cls(), connection_of(unit)
        connection.set_trace_callback(run.statements.append)
        try:
            run.result = work(unit)
        except Exception as error:  # noqa: BLE001 - it is raised where the work came from
            run.error = error
        finally:
            connection.set_trace_callback(None)
        return run

    def differences(self, other: "Run") -> list[str]:
        pairs = zip_longest(self.statements, other.statements)
        different = [f"{first} ≠ {second}" for first, second in pairs if first != second][:1]
        for first, second in ((self.error, other.error), (self.result, other.result)):
            if told(first) != told(second):
                different.append(f"{first!r} ≠ {second!r}")
        return different


def told(value: object) -> object:
    """The value, or all that an error tells: works raise refusals, and return those that they count."""
    return (type(value), value.args, vars(value)) if isinstance(value, Exception) else value


def connection_of(unit: StoredUnit) -> sqlite3.Connection:
    assert isinstance(unit.connection, sqlite3.Connection)
    return unit.connection


def twice(work: Callable[[StoredUnit], Result], complaints: list[str]) -> Callable[[StoredUnit], Result]:
    """Return a work that does the same in two runs, and complains if they differ; the second run counts."""

    @wraps(work)
    def both(unit: StoredUnit) -> Result:
        connection = connection_of(unit)
        connection.execute("SAVEPOINT first_run")
        first = Run.of(work, unit)
        if not connection.in_transaction:  # the work or a full disk ended it: there is nothing to go back to
            return outcome(first)
        connection.execute("ROLLBACK TO first_run")
        connection.execute("RELEASE first_run")
        second = Run.of(work, StoredUnit(connection, unit._settings))
        complaints.extend(f"{name_of(work)}: {difference}" for difference in first.differences(second))
        return outcome(second)

    def outcome(run: Run) -> Result:
        if run.error is not None:
            raise run.error
        result: Result = run.result
        return result

    return both


def name_of(work: Callable[[StoredUnit], object]) -> str:
    plain: Any = unwrap(work)
    plain = plain.func if isinstance(plain, partial) else plain
    plain = plain if hasattr(plain, "__qualname__") else type(plain)
    return f"{plain.__module__}.{plain.__qualname__}"
