"""What repositories need of a database: a connection, the cursor of a statement, and its rows.

Repositories are written against these protocols, because the statements in them are meant for every database
that stands behind them. ``storage.sqlite`` alone knows a driver.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]
"""The values of a statement, by their order or by name."""


class Row(Protocol):
    """A row of a result: ``row["name"]``, ``row[0]``, or unpacked in the order of the columns."""

    def __getitem__(self, key: int | str, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...

    def keys(self) -> Iterable[str]:
        """Return the names of the columns."""
        ...


class Cursor(Protocol):
    """What a statement gives back."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""
        ...

    def __iter__(self) -> Iterator[Row]:
        """Give the rows that were not fetched yet."""
        ...

    def fetchone(self) -> Any:
        """Return the next ``Row``; ``None`` if there is no further one."""
        ...

    def fetchall(self) -> list[Row]:
        """Return the rows that were not fetched yet."""
        ...


class Connection(Protocol):
    """A connection inside a transaction, which repositories neither begin nor end."""

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Cursor: ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Run a statement once for each of the parameters."""
        ...
