"""Copies of a database of a server by ``pg_dump``, known to be good, and the way back by ``pg_restore``.

The copy holds the moment in which its rows were counted: ``pg_dump`` is given the snapshot of the connection
that counts. It is read through as a whole before it gets its name. A copy is restored into a database without
tables, in one transaction: a server keeps many databases, so the old one need not make room, and stays.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Final

import psycopg

from services.ports import Clock
from storage.backups import Backup, CopyRefusedError, new_file, put_in_place, require_space, stamp, sync
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.errors import translated
from storage.postgres.looking import FIND_SIZE
from storage.schema import count_applied, load_migrations

POSTGRES_BIN: Final = "POSTGRES_BIN"
"""Names the folder of PostgreSQL's programs, if ``PATH`` does not lead to those of the server's version."""
BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
EXPORT_SNAPSHOT = "SELECT pg_export_snapshot(), current_schema()"
FIND_SCHEMA = "SELECT current_schema()"
LIST_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
WHOLE: Final = ("--no-owner", "--no-privileges")
"""Owner and rights are those of the user who restores."""
_ROWS_BEGIN = re.compile(
    rb'COPY "?(?P<schema>[^".]+)"?\."?(?P<table>[^". ]+)"? \((?P<columns>.*)\) FROM stdin;\n'
)
_ROWS_END = b"\\.\n"
_ERROR = re.compile(r"^pg_\w+: (?:error: )?(.*)$", re.MULTILINE)


class _ProgramFailedError(Exception):
    """A program of PostgreSQL ended otherwise than well; the message is its own."""


@dataclass
class _Contents:
    """What a copy holds."""

    schema: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    migrations: list[dict[str, str | int]] = field(default_factory=list)

    def require_fitting(self) -> None:
        """Refuse what this version of the program could not work with.

        Errors: ``CopyRefusedError`` (``foreign``), ``MigrationError``.
        """
        if not self.migrations:
            raise CopyRefusedError("foreign")
        applied = sorted(self.migrations, key=lambda row: row["number"])
        count_applied(applied, load_migrations())  # type: ignore[arg-type]  # a dict has what is asked of a row

    def require(self, counts: Mapping[str, int]) -> None:
        """Compare tables and numbers of rows. Errors: ``CopyRefusedError`` (``tables-differ``)."""
        for table in sorted(self.counts.keys() | counts.keys()):
            if self.counts.get(table) != counts.get(table):
                raise CopyRefusedError("tables-differ", table=table)


@translated()
def back_up(address: str, target: Path, *, clock: Clock, stem: str) -> Backup:
    """Copy the database to the new file ``target``, or into that folder, named by ``stem`` and the moment.

    The bot may be running. Errors: ``CopyRefusedError``, ``MigrationError`` if the database and this program
    do not fit together, ``StoreError`` and ``OSError``.
    """
    target = new_file(target, f"{stem}-{stamp(clock())}.dump")
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        copy = Path(folder) / "copy.dump"
        copy.touch(mode=0o600)
        counts = _dump(address, copy)
        contents = _read(copy)
        contents.require(counts)
        contents.require_fitting()
        sync(copy)
        return put_in_place(copy, target)


@translated()
def restore(backup: Path, address: str) -> None:
    """Put the contents of ``backup`` into a database without tables; all of them, or none.

    The bot must not be running; the caller makes sure of that. Errors: as of :func:`back_up`.
    """
    if not backup.is_file():
        raise CopyRefusedError("no-database", path=str(backup))
    contents = _read(backup)
    contents.require_fitting()
    with connected(address) as connection:
        [schema] = connection.execute(FIND_SCHEMA).fetchall()[0]
        if schema != contents.schema:
            raise CopyRefusedError("other-schema", found=contents.schema, wanted=str(schema))
        for table in _tables(connection):
            raise CopyRefusedError("has-tables", table=table)
        _run(
            "pg_restore",
            *WHOLE, "--exit-on-error", "--single-transaction", f"--schema={schema}", str(backup),
            address=address,
        )  # fmt: skip
        contents.require(_counts(connection))


def _dump(address: str, copy: Path) -> Mapping[str, int]:
    """Write the copy, and return how many rows the tables had at its moment."""
    with connected(address) as connection:
        connection.run(BEGIN_SNAPSHOT)
        [snapshot, schema] = connection.execute(EXPORT_SNAPSHOT).fetchall()[0]
        [size] = connection.execute(FIND_SIZE).fetchall()[0]
        require_space(size, copy.parent)
        _run(
            "pg_dump",
            *WHOLE, "--format=custom", f"--snapshot={snapshot}", f"--schema={schema}", f"--file={copy}",
            address=address,
        )  # fmt: skip
        return _counts(connection)


def _counts(connection: BlockingConnection) -> Mapping[str, int]:
    counts = {}
    for table in _tables(connection):
        [counts[table]] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0]  # noqa: S608
    return counts


def _tables(connection: BlockingConnection) -> list[str]:
    return [table for [table] in connection.execute(LIST_TABLES)]


def _read(copy: Path) -> _Contents:
    """Read a copy from its first byte to the last. Errors: ``CopyRefusedError`` (``damaged``)."""
    try:
        with _running("pg_restore", "--data-only", "--file=-", str(copy), output=subprocess.PIPE) as process:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            return _contents_of(process.stdout)
    except _ProgramFailedError as error:
        raise CopyRefusedError("damaged", reason=str(error)) from None


def _contents_of(lines: IO[bytes]) -> _Contents:
    contents = _Contents()
    for line in lines:
        begin = _ROWS_BEGIN.fullmatch(line)
        if begin is not None:
            _read_table(begin, lines, contents)
    return contents


def _read_table(begin: "re.Match[bytes]", lines: IO[bytes], contents: _Contents) -> None:
    table, columns = begin["table"].decode(), begin["columns"].decode().split(", ")
    contents.schema = begin["schema"].decode()
    count = 0
    for line in lines:
        if line == _ROWS_END:
            break
        count += 1
        if table == "migrations":
            row = dict(zip(columns, line.decode().rstrip("\n").split("\t"), strict=True))
            contents.migrations.append({**row, "number": int(row["number"])})
    contents.counts[table] = count


def _run(program: str, *arguments: str, address: str) -> None:
    try:
        with _running(program, *arguments, address=address):
            pass
    except _ProgramFailedError as error:
        raise CopyRefusedError("program-failed", program=program, reason=str(error)) from None


@contextmanager
def _running(
    program: str, *arguments: str, address: str | None = None, output: int = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program until it ends; the password reaches it by its environment, which others cannot read.

    Errors: ``CopyRefusedError`` (``no-program``), ``_ProgramFailedError``.
    """
    command, environment = [_path_of(program), *arguments], {**os.environ, "LC_ALL": "C"}
    if address is not None:
        given = psycopg.conninfo.conninfo_to_dict(address)
        parameters = {name: str(value) for name, value in given.items()}
        if "password" in parameters:
            environment["PGPASSWORD"] = parameters.pop("password")
        command.append(f"--dbname={psycopg.conninfo.make_conninfo('', **parameters)}")
    with TemporaryFile() as complaints:
        with subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, with arguments of ours
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=complaints, env=environment
        ) as process:
            try:
                yield process
                process.wait()
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            complaints.seek(0)
            raise _ProgramFailedError(_first_error(complaints.read().decode(errors="replace"), process))


def _first_error(said: str, process: "subprocess.Popen[bytes]") -> str:
    """Return the first complaint without its details, which may hold values of rows."""
    found = _ERROR.search(said)
    return found[1] if found is not None else f"exit code {process.returncode}"


def _path_of(program: str) -> str:
    found = shutil.which(program, path=os.environ.get(POSTGRES_BIN)) or shutil.which(program)
    if found is None:
        raise CopyRefusedError("no-program", program=program)
    return found
