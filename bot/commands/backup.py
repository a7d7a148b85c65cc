"""``python -m bot backup PATH`` and ``python -m bot restore PATH``, as an administrator sees them.

A backup may run while the bot does. A restore may not: it takes the lock that a running bot holds.
"""

import os
import pwd
import sys
from collections.abc import Callable
from pathlib import Path

from bot.exchange.files import DONE, FAILED, INTERRUPTED, Say
from bot.process.starting import database_mistakes
from services.ports import Clock
from services.units import StoreError
from storage.backups import CopyRefusedError
from storage.places import Place
from storage.schema import MigrationError
from storage.sqlite.place import SqlitePlace
from storage.store import AlreadyRunningError


def run_backup(database: Place, target: Path, *, clock: Clock, say: Say) -> int:
    """Copy the database to a new file, or into a folder, and return the exit code."""

    def work() -> str:
        made = database.back_up(target, clock=clock)
        return say("backup-done", path=str(made.path), kibibytes=-(-made.size // 1024))

    return told(work, "backup-refused", say)


def run_restore(backup: Path, database: Place, *, clock: Clock, say: Say) -> int:
    """Put a backup in the place of the database, and return the exit code.

    An old file is kept next to the new one; a database of a server has to be empty. Errors:
    ``StartRefusedError`` if the database cannot be opened.
    """

    def work() -> str:
        if isinstance(database, SqlitePlace):
            _require_owner(database.path)
        with database_mistakes(database), database.alone():
            kept = database.restore(backup, clock=clock)
        return say("restore-done") if kept is None else say("restore-done-kept", path=str(kept))

    return told(work, "restore-refused", say)


def told(work: Callable[[], str], refused: str, say: Say) -> int:
    """Do the work, write its result or the reason of its failure in one line, and return the exit code."""
    try:
        sys.stdout.write(f"{work()}\n")
    except CopyRefusedError as error:
        reason = say(f"copy-{error.code}", **error.values)
    except AlreadyRunningError:
        reason = say("copy-bot-is-running")
    except (StoreError, MigrationError, OSError) as error:
        reason = " ".join(str(error).split())
    except KeyboardInterrupt:
        sys.stderr.write(f"{say('copy-interrupted')}\n")
        return INTERRUPTED
    else:
        return DONE
    sys.stderr.write(f"{say(refused, reason=reason)}\n")
    return FAILED


def _require_owner(database: Path) -> None:
    """Refuse to run as another user than the database's, because the bot could not open the new files."""
    owner = owner_in_the_way(database)
    if owner is not None:
        raise CopyRefusedError("not-owner", user=owner)


def owner_in_the_way(database: Path) -> str | None:
    """Name the user whom the database, or its folder, belongs to, unless that is who runs this process."""
    place = database if database.exists() else database.parent
    if not place.exists():
        return None
    owner = place.stat().st_uid
    return None if owner == os.geteuid() else _name(owner)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # in a container, few users have a name
        return f"'#{user}'"
