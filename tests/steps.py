"""Holds short units of work to a number of SQLite's steps, because all residents wait while they run.

Steps of SQLite's virtual machine are counted and not time, so that a busy machine changes nothing. What is
counted are the units of ``read``, ``write`` and ``ride``; ``read_long`` and ``write_long`` may take what they
need. In production nobody counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.twice import connection_of, name_of

MOST_STEPS = 10_000
"""Of one unit: a quarter of a millisecond.

Measured in ``tests/storage``, ``services`` and half of ``conversations``: half of the short units take up to
50 steps, 99 of 100 up to 450, and the longest of the bot 2,050; what tests do for themselves up to 6,600.
"""
PRECISION = 50
"""Steps between two looks at the count."""

Work = Callable[[StoredUnit], Any]


class TooLongError(AssertionError):
    """A unit of work on the event loop takes so many steps that others have to wait for it."""


class StepCounter:
    """Runs works and keeps how many steps each of them took."""

    def __init__(self) -> None:
        self.counts: list[tuple[int, str]] = []

    def counting(self, work: Work) -> Work:
        """Wrap a work."""

        @wraps(work)
        def counted(unit: StoredUnit) -> object:
            looks = 0

            def look() -> None:
                nonlocal looks
                looks += 1

            connection = connection_of(unit)
            connection.set_progress_handler(look, PRECISION)
            try:
                return work(unit)
            finally:
                connection.set_progress_handler(None, 0)
                self.counts.append((looks * PRECISION, name_of(work)))

        return counted

    def check(self) -> None:
        """Raise ``TooLongError`` if a work took more than :data:`MOST_STEPS`."""
        too_long = {name: steps for steps, name in sorted(self.counts) if steps > MOST_STEPS}
        if too_long:
            raise TooLongError(f"these belong into read_long or write_long: {too_long}")


@contextmanager
def only_short_units_on_the_loop() -> Iterator[StepCounter]:
    """Count the steps of all short units inside, and check them in the end."""
    counter = StepCounter()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("read", "write", "ride"):
            patch.setattr(Database, name, _counted(getattr(Database, name), counter))
        yield counter
    counter.check()


def _counted(
    method: Callable[[Database, Work], Any], counter: StepCounter
) -> Callable[[Database, Work], Any]:
    return lambda database, work: method(database, counter.counting(work))
