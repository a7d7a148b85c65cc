"""Values and rows between Python and the wire of PostgreSQL, in its text form.

The server is told no types of values, so that it takes those of the columns: a statement then is prepared
once, whatever the size of a number in it. Rows are read by psycopg.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader, Transformer
from psycopg.pq.abc import PGresult

from storage.postgres.errors import ServerError


class _SumLoader(Loader):
    """Reads ``numeric``, which is what sums of whole numbers are."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data)
        return int(text) if b"." not in text else float(text)


class _Reading:
    """How psycopg reads values here; ``psycopg.abc.AdaptContext``."""

    def __init__(self) -> None:
        self.adapters = AdaptersMap(psycopg.adapters)
        self.adapters.register_loader("numeric", _SumLoader)
        self.connection = None


_READING: Final = _Reading()
_ON_THE_LOOP: Final = Transformer(_READING)


def wired(values: Sequence[Any]) -> list[bytes | None]:
    """Write values for the wire."""
    return [_wire(value) for value in values]


def _wire(value: Any) -> bytes | None:
    if value is None:
        return None
    if type(value) is int or (isinstance(value, int) and not isinstance(value, bool)):
        return b"%d" % value
    if isinstance(value, str):  # a StrEnum is one, with its value as text
        text = str.__str__(value).encode()
        if b"\0" in text:  # the wire would end the text there without a word
            raise ServerError("22021", "a text holds the character NUL")
        return text
    if isinstance(value, bool):
        return b"1" if value else b"0"
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    if isinstance(value, list):
        return b"{" + b",".join(map(_element, value)) + b"}"
    raise TypeError(f"no column keeps a {type(value).__name__}")


def _element(value: Any) -> bytes:
    """Write an element of a list, which stands for the rows of a statement."""
    text = _wire(value)
    if text is None:
        return b"NULL"
    if isinstance(value, str | bytes):
        return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return text


class ResultRow:
    """A row of a result; ``storage.connection.Row``."""

    __slots__ = ("_columns", "_values")

    def __init__(self, columns: dict[str, int], values: tuple[Any, ...]) -> None:
        self._columns = columns
        self._values = values

    def __getitem__(self, key: int | str) -> Any:
        return self._values[self._columns[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ResultRow) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)

    def keys(self) -> list[str]:
        """Return the names of the columns, so that ``dict(row)`` works."""
        return list(self._columns)


def columns_of(result: PGresult) -> dict[str, int]:
    """Return the names of the columns with their places; of two of one name the first counts."""
    columns: dict[str, int] = {}
    for place in range(result.nfields):
        columns.setdefault((result.fname(place) or b"").decode(), place)
    return columns


def rows_of(result: PGresult, columns: dict[str, int] | None = None) -> list[ResultRow]:
    """Read all rows of a result; ``columns`` are those of :func:`columns_of`, if they are known.

    With ``columns`` only the thread of the event loop may ask, because what reads values is made once for it.
    """
    count = result.ntuples
    if not count:
        return []
    if columns is None:
        columns, transformer = columns_of(result), Transformer(_READING)
    else:
        transformer = _ON_THE_LOOP
    transformer.set_pgresult(result)
    return transformer.load_rows(0, count, partial(ResultRow, columns))
