"""``python -m bot database copy FROM TO``: from one engine to the other, as an administrator sees it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.commands.backup import told
from bot.commands.bars import Bars
from bot.exchange.files import Say
from bot.process.starting import database_mistakes
from services.ports import Clock
from storage.backups import CopyRefusedError
from storage.copying import CopiedTable, copy_rows
from storage.places import Place
from storage.sqlite.place import SqlitePlace
from storage.store import AlreadyRunningError

SHOWN_DIGITS: Final = 16
"""How much of a sum is printed; the whole of it is compared."""


def run_copy(source: Place, target: Place, *, clock: Clock, say: Say) -> int:
    """Copy all rows into an empty database, print what was compared, and return the exit code.

    The bot may run on neither. Errors: ``StartRefusedError`` if a database cannot be opened.
    """

    def work() -> str:
        if isinstance(source, SqlitePlace) and isinstance(target, SqlitePlace):
            raise CopyRefusedError("two-files")
        with _alone(source), _alone(target):
            if target.is_there:
                with database_mistakes(target):
                    target.looked_at()
            tables = _copied(source, target, clock=clock, say=say)
        for table in tables:
            sys.stdout.write(f"{table.name:<24} {table.count:>12} {table.digest[:SHOWN_DIGITS]}\n")
        rows = sum(table.count for table in tables)
        return say("database-copied", source=source.shown, target=target.shown, tables=len(tables), rows=rows)

    return told(work, "database-copy-refused", say)


def _copied(source: Place, target: Place, *, clock: Clock, say: Say) -> list[CopiedTable]:
    with Bars(say, "copy-phase") as bars, source.rows_from() as rows, target.rows_to(clock=clock) as new:
        return copy_rows(rows, new, progress=bars)


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Keep the bot from a database."""
    try:
        with database_mistakes(place), place.alone():
            yield
    except AlreadyRunningError:
        raise CopyRefusedError("bot-works-on", path=place.shown) from None
