"""Moves all rows of a database into an empty one of another engine, and proves that they arrived.

Both have the schema of this program. The rows of a table stream from one to the other in the order of its
key and are summed up on the way; then the target is read back in that order and summed up likewise.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any, Final, Protocol, TypeAlias

from storage.backups import CopyRefusedError

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told of the phase, how many of its rows are done, and how many there are."""

TOLD_EVERY: Final = 2000
"""Rows between two signs of progress."""


@dataclass(frozen=True)
class Table:
    """A table of the schema, without what an engine adds to it."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    """The columns of the primary key in its order; empty without one."""
    refers_to: frozenset[str]
    """The tables whose rows its rows name."""

    @property
    def listed(self) -> str:
        """The columns, for a statement."""
        return ", ".join(f'"{column}"' for column in self.columns)

    @property
    def select(self) -> str:
        """A statement that reads all rows in an order that is the same in both engines."""
        order = [f'"{column}"' for column in self.key] or [
            f'"{column}" NULLS FIRST' for column in self.columns
        ]
        return f'SELECT {self.listed} FROM "{self.name}" ORDER BY {", ".join(order)}'  # noqa: S608 - our schema


class RowSource(Protocol):
    """A database that is read in one state, while nobody else may write there."""

    def tables(self) -> Sequence[Table]:
        """Return all tables but that of the migrations."""
        ...

    def count(self, table: Table) -> int:
        """Count the rows of a table."""
        ...

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """Read the rows as ``Table.select`` orders them, a few at a time, with ``bool`` as ``int``."""
        ...


class RowTarget(RowSource, Protocol):
    """A database that is written in one transaction."""

    def fill(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows. Errors: ``CopyRefusedError`` (``unfit``, ``dangling``)."""
        ...

    def settle(self, tables: Sequence[Table]) -> None:
        """Check references, and let new rows be counted on from those that are there.

        Errors: ``CopyRefusedError`` (``dangling``).
        """
        ...


@dataclass
class Sum:
    """The number of rows, and what tells them from any other rows."""

    count: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def over(self, rows: Iterable[Sequence[Any]], told: Callable[[], None]) -> Iterator[Sequence[Any]]:
        """Pass rows on and sum them up; a row is text, whole numbers, bytes and what is empty."""
        for row in rows:
            self._hash.update(f"{tuple(row)!r}\n".encode())
            self.count += 1
            told()
            yield row

    @property
    def digest(self) -> str:
        """The sum so far."""
        digest: str = self._hash.hexdigest()
        return digest


@dataclass(frozen=True)
class CopiedTable:
    """A table that is the same on both sides."""

    name: str
    count: int
    digest: str


@dataclass
class _Meter:
    """Counts the rows of a phase."""

    phase: str
    total: int
    progress: Progress
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        if self.done % TOLD_EVERY == 0 or self.done == self.total:
            self.progress(self.phase, self.done, self.total)


def copy_rows(source: RowSource, target: RowTarget, *, progress: Progress) -> list[CopiedTable]:
    """Copy every row, and compare all tables afterwards; the caller commits.

    Errors: ``CopyRefusedError`` (``schemas-differ``, ``not-empty``, ``tables-differ``, those of the target).
    """
    tables = _in_order(_shared(source.tables(), target.tables()))
    for table in tables:
        if target.count(table):
            raise CopyRefusedError("not-empty", table=table.name)
    counts = {table.name: source.count(table) for table in tables}
    total = sum(counts.values())
    copying, comparing = _Meter("copying", total, progress), _Meter("comparing", total, progress)
    sums = {table.name: Sum() for table in tables}
    for table in tables:
        target.fill(table, sums[table.name].over(source.rows(table), copying))
    target.settle(tables)
    return [_compared(table, sums[table.name], target, comparing) for table in tables]


def _compared(table: Table, wanted: Sum, target: RowTarget, told: Callable[[], None]) -> CopiedTable:
    found = Sum()
    for _ in found.over(target.rows(table), told):
        pass
    if (found.count, found.digest) != (wanted.count, wanted.digest):
        raise CopyRefusedError("tables-differ", table=table.name)
    return CopiedTable(table.name, found.count, found.digest)


def _shared(source: Sequence[Table], target: Sequence[Table]) -> Mapping[str, Table]:
    """Return the tables of the target by their names, if the source has the same."""
    ours, theirs = ({table.name: table for table in tables} for tables in (target, source))
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours or name not in theirs or _shape(ours[name]) != _shape(theirs[name]):
            raise CopyRefusedError("schemas-differ", table=name)
    return ours


def _shape(table: Table) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(table.columns), table.key


def _in_order(tables: Mapping[str, Table]) -> list[Table]:
    """Put what is referred to before what refers to it; a table may refer to itself."""
    graph = {name: sorted(table.refers_to - {name}) for name, table in sorted(tables.items())}
    return [tables[name] for name in TopologicalSorter(graph).static_order() if name in tables]
