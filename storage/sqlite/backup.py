"""Copies of the database that are known to be good, made while the bot writes, and the way back.

A copy is one file that needs no other file next to it. It is made by SQLite's own backup, page by page, from
a connection that stays on one snapshot: without that, every commit of the bot would make the copying begin
again. A reader keeps no writer waiting; the write-ahead log only grows until the copy is complete.

Whatever goes wrong, there is either no new file or a complete one that was opened and checked: it comes into
being in a folder of its own and gets its name last.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from services.ports import Clock
from storage.backups import Backup, CopyRefusedError, new_file, put_in_place, require_space, stamp, sync
from storage.schema import LIST_APPLIED, load_migrations
from storage.sqlite.database import connect
from storage.sqlite.errors import is_locked, translated
from storage.sqlite.migrate import migrate
from storage.sqlite.private import close_to_others

STEP_PAGES = 256
"""Copied at once: a mebibyte, a few milliseconds."""
PAUSE_SECONDS = 0.005
"""Between steps, so that the disk is free for the bot's commits."""
FOLDING_SECONDS = 1.0
"""How long a restore waits for others to let go of the database that it replaces."""

FIND_SIZE = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
HAS_MIGRATIONS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'"

Pause: TypeAlias = Callable[[float], None]


@translated()
def back_up(database: Path, target: Path, *, clock: Clock, pause: Pause = time.sleep) -> Backup:
    """Copy the database to the new file ``target``, or into that folder under a name with the moment in it.

    The bot may be running. Errors: ``CopyRefusedError``, ``MigrationError`` if the database and this program
    do not fit together, ``StoreError`` and ``OSError``.
    """
    if not database.is_file():
        raise CopyRefusedError("no-database", path=str(database))
    target = new_file(target, f"{database.stem}-{stamp(clock())}.db")
    with (
        closing(connect(database, read_only=True)) as source,
        _good_copy(source, target, clock, pause) as copy,
    ):
        return put_in_place(copy, target)


@translated()
def restore(backup: Path, database: Path, *, clock: Clock, pause: Pause = time.sleep) -> Path | None:
    """Put a copy of ``backup`` in the place of the database; return under which name the old one is kept.

    ``None`` if there was no database. The bot must not be running; the caller makes sure of that. Errors:
    those of :func:`back_up`.
    """
    if not backup.is_file():
        raise CopyRefusedError("no-database", path=str(backup))
    database = database.resolve()  # a link goes on pointing to it
    if database.exists() and backup.samefile(database):
        raise CopyRefusedError("same-file", path=str(backup))
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(_read_only(backup)) as source, _good_copy(source, database, clock, pause) as copy:
        kept = _set_aside(database, database.with_name(f"{database.name}.replaced-{stamp(clock())}"))
        copy.replace(database)
    sync(database.parent)
    return kept


@contextmanager
def _good_copy(source: sqlite3.Connection, place: Path, clock: Clock, pause: Pause) -> Iterator[Path]:
    """Make a checked copy on the disk of ``place``; it is gone at the end unless it was moved there."""
    require_space(source.execute(FIND_SIZE).fetchone()[0], place.parent)
    with TemporaryDirectory(dir=place.parent, prefix=f".{place.name}.") as folder:
        copy = Path(folder) / "copy.db"
        copy.touch(mode=0o600)
        _copy(source, copy, pause)
        _check(copy, clock)
        sync(copy)
        yield copy


def _copy(source: sqlite3.Connection, copy: Path, pause: Pause) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = OFF")  # the file is synchronised once, when it is complete
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_schema").fetchone()  # from here on the snapshot stands
        source.backup(target, pages=STEP_PAGES, progress=lambda *_: pause(PAUSE_SECONDS))
        source.execute("ROLLBACK")  # the log need not grow any longer
        target.execute("PRAGMA journal_mode = DELETE")  # so that it can be read where nothing can be written


def _check(copy: Path, clock: Clock) -> None:
    with closing(_read_only(copy)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise CopyRefusedError("damaged", reason=found)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise CopyRefusedError("dangling", table=broken["table"])
        _check_version(connection, clock)


def _check_version(connection: sqlite3.Connection, clock: Clock) -> None:
    is_ours = connection.execute(HAS_MIGRATIONS).fetchone() is not None
    applied = connection.execute(LIST_APPLIED).fetchall() if is_ours else []
    if not applied:
        raise CopyRefusedError("foreign")
    # Asked for no more than what is there, it applies nothing and tells what does not fit.
    migrate(connection, clock=clock, migrations=load_migrations()[: len(applied)])


def _set_aside(database: Path, kept: Path) -> Path | None:
    """Give the database its second name ``kept``; at no moment is there no database at all.

    Its log must not stay, because SQLite would apply it to the file that gets the database's name.
    """
    is_there = database.exists()
    if is_there:
        _fold(database)
        kept.hardlink_to(database)
        close_to_others(kept)
    for ending in ("-wal", "-journal"):
        log = database.with_name(database.name + ending)
        if log.exists():
            log.rename(kept.with_name(kept.name + ending))
    database.with_name(f"{database.name}-shm").unlink(missing_ok=True)
    return kept if is_there else None


def _fold(database: Path) -> None:
    """Bring the log into the file, which only works while no other process has the database open."""
    try:
        with closing(sqlite3.connect(database, timeout=FOLDING_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if is_locked(error):
            raise CopyRefusedError("in-use", path=str(database)) from None
        # It is damaged, as a database that is replaced may be, and is kept as it is, log and all.


def _read_only(file: Path) -> sqlite3.Connection:
    """Open a copy without changing it: unlike the database in use, it is neither made nor set up here."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection
