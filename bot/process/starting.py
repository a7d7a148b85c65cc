"""Says in one line why the bot does not start, where only an administrator can put it right.

What passes by itself is waited out (``bot.process.patience``); a fault of the program leaves a traceback.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EDQUOT, EIO, ENOSPC
from pathlib import Path

from services.units import StoreBusyError, StoreCorruptError, StoreRefusedError
from storage.schema import MigrationError

PASSING = frozenset({EDQUOT, EIO, ENOSPC})
"""Trouble of the disk that a restart may find gone."""


class StartRefusedError(Exception):
    """The bot cannot start; ``code`` names the text ``start-<code>`` in locales/."""

    def __init__(self, code: str, *, passes: bool = False, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.passes = passes
        """Whether trying again later may help without an administrator."""
        self.values: Mapping[str, str | int] = values


@contextmanager
def folder_mistakes(database: Path) -> Iterator[None]:
    """Say it if the folder of the database cannot be made, or written in."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StartRefusedError(
            "database-folder", passes=error.errno in PASSING, path=str(database.parent), reason=reason
        ) from None


@contextmanager
def database_mistakes(database: Path) -> Iterator[None]:
    """Say it if the file is no database of this program, or not for this version or this user."""
    try:
        yield
    except MigrationError as error:
        raise StartRefusedError("database-other", path=str(database), reason=str(error)) from None
    except StoreCorruptError:
        raise StartRefusedError("database-damaged", path=str(database)) from None
    except (StoreBusyError, StoreRefusedError) as error:
        if not _is_writable(database):
            raise StartRefusedError("database-closed", path=str(database)) from None
        if isinstance(error, StoreRefusedError):
            raise
        raise StartRefusedError("database-busy", passes=True, path=str(database), reason=str(error)) from None


def _is_writable(database: Path) -> bool:
    if database.is_dir():
        return False
    places = [place for place in (database, database.parent) if place.exists()]
    return all(os.access(place, os.R_OK | os.W_OK) for place in places)
