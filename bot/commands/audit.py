"""``python -m bot audit``: the audit trail, as text for a terminal or as CSV for a spreadsheet.

People typed the names, reasons and answers in it. A character that a terminal would obey, and a text that a
spreadsheet would calculate, are therefore written in a harmless form.
"""

import csv
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.exchange.files import DONE, FAILED, INTERRUPTED, Say
from domain.audit import AuditEntry
from domain.date_text import parse_date
from domain.errors import DomainError
from domain.typed import plain
from integrations.spreadsheets import COMMANDS
from services.ports import Clock
from services.units import StoreError
from storage.audit import AuditRepository
from storage.places import Place

COLUMNS = ("id", "at", "operator", "operator_id", "action", "subject", "details")
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of characters that move the cursor, turn the direction of writing, or cannot be seen."""


@dataclass(frozen=True)
class Wanted:
    """Which entries of the audit trail to print, and how; ``since`` is a day as typed."""

    since: str | None = None
    subject: str | None = None
    as_csv: bool = False


def run_audit(database: Place, wanted: Wanted, *, zone: ZoneInfo, clock: Clock, say: Say) -> int:
    """Print the entries since the beginning of a day in ``zone``, oldest first, and return the exit code.

    The bot may be running. Entries are printed while they are read, so an audit trail of any length needs
    little memory.
    """
    if not database.is_there:
        return _refused(say, say("copy-no-database", path=database.shown))
    try:
        beginning = None if wanted.since is None else _beginning(wanted.since, zone, clock)
        with database.read_only() as connection:
            entries = AuditRepository(connection).stream(beginning, wanted.subject)
            (_write_csv if wanted.as_csv else _write_text)(entries, zone, sys.stdout)
            sys.stdout.flush()
    except DomainError:
        return _refused(say, say("audit-since-wrong"))
    except StoreError as error:
        return _refused(say, str(error))
    except BrokenPipeError:  # the program that reads the output, such as head, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE


def _refused(say: Say, reason: str) -> int:
    sys.stderr.write(say("audit-failed", reason=reason) + "\n")
    return FAILED


def _beginning(since: str, zone: ZoneInfo, clock: Clock) -> datetime:
    day = parse_date(plain(since), today=clock().astimezone(zone).date())
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _write_text(entries: Iterable[AuditEntry], zone: ZoneInfo, out: TextIO) -> None:
    for entry in entries:
        at = entry.at.astimezone(zone).strftime("%d.%m.%Y %H:%M:%S")
        who = f"{entry.operator.name} ({entry.operator.id})"
        parts = [at, who, entry.action, entry.subject, *_details(entry)]
        out.write("  ".join(_harmless(part) for part in parts) + "\n")


def _write_csv(entries: Iterable[AuditEntry], zone: ZoneInfo, out: TextIO) -> None:
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        at = entry.at.astimezone(zone).isoformat(timespec="seconds")
        cells = (at, entry.operator.name, str(entry.operator.id), entry.action, entry.subject)
        writer.writerow([entry.id, *map(_cell, (*cells, " ".join(_details(entry))))])


def _details(entry: AuditEntry) -> Iterator[str]:
    return (f"{name}={'' if value is None else value}" for name, value in entry.details.items())


def _cell(text: str) -> str:
    """Write a text so that no spreadsheet runs it as a formula, and no terminal obeys it."""
    return _harmless(f"'{text}" if text.lstrip().startswith(COMMANDS) else text)


def _harmless(text: str) -> str:
    """Write invisible characters as their codes: an escape character becomes a backslash and ``x1b``."""
    return "".join(
        letter.encode("unicode_escape").decode() if unicodedata.category(letter) in INVISIBLE else letter
        for letter in text
    )
