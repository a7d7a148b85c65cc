"""The numbered files that make the schema, for every engine: each is applied once, in order."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.connection import Row

FOLDER = Path(__file__).parent / "migrations"

LIST_APPLIED = "SELECT number, name, checksum FROM migrations ORDER BY number"
RECORD_MIGRATION = "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)"

_SEMICOLON = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|;", re.DOTALL)
"""A semicolon, or what may hold one that ends nothing."""
_TRIGGER = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*CREATE\s+(?:TEMP\w*\s+)?TRIGGER\b", re.IGNORECASE | re.DOTALL
)
_END_OF_TRIGGER = re.compile(r"\bEND\s*;\s*\Z", re.IGNORECASE)


class MigrationError(Exception):
    """The database and this version of the program do not fit together; the message says how."""


@dataclass(frozen=True)
class Migration:
    """One step of the schema: ``0001_initial.sql``."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Tells an edited file from the one that was applied, whatever the line ends of the checkout."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def load_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Read the files of a folder in order; ``MigrationError`` if the numbers are not 1, 2, 3 and so on."""
    migrations = [_load(file) for file in sorted(folder.glob("*.sql"))]
    if [migration.number for migration in migrations] != list(range(1, len(migrations) + 1)):
        raise MigrationError("migrations must be numbered 1, 2, 3 without gaps")
    return migrations


def _load(file: Path) -> Migration:
    number, _, _ = file.stem.partition("_")
    if not number.isdecimal():
        raise MigrationError(f"the name of {file.name} does not begin with a number")
    return Migration(int(number), file.stem, file.read_text(encoding="utf-8"))


def count_applied(applied: Sequence[Row], wanted: Sequence[Migration]) -> int:
    """Count the rows of :data:`LIST_APPLIED`.

    ``MigrationError`` if the database is newer than the program, or an applied migration was edited.
    """
    if len(applied) > len(wanted):
        raise MigrationError(f"the database is newer than this program: it has {applied[-1]['name']}")
    for row, migration in zip(applied, wanted, strict=False):
        if (row["number"], row["checksum"]) != (migration.number, migration.checksum):
            raise MigrationError(f"{row['name']} was applied with other contents than {migration.name} has")
    return len(applied)


def split_statements(sql: str) -> Iterator[str]:
    """Split a script; semicolons in comments, strings and triggers do not end a statement."""
    begin = 0
    for match in _SEMICOLON.finditer(sql):
        statement = sql[begin : match.end()]
        is_end = match[0] == ";" and not (_TRIGGER.match(statement) and not _END_OF_TRIGGER.search(statement))
        if is_end:
            yield statement.strip()
            begin = match.end()
    if sql[begin:].strip():
        yield sql[begin:].strip()
