"""Values and rows between Python and the wire of PostgreSQL, in its text form.

The server is told no types of values, so that it takes those of the columns: a statement then is prepared
once, whatever the size of a number in it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from psycopg.pq.abc import PGresult

_INT2, _INT4, _INT8, _OID, _BOOL, _NUMERIC, _FLOAT4, _FLOAT8, _BYTEA = 21, 23, 20, 26, 16, 1700, 700, 701, 17


def wired(values: Sequence[Any]) -> list[bytes | None]:
    """Write values for the wire."""
    return [_wire(value) for value in values]


def _wire(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, str):  # a StrEnum is one, with its value as text
        return str.__str__(value).encode()
    if isinstance(value, bool):
        return b"1" if value else b"0"
    if isinstance(value, int):
        return b"%d" % value
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
    if isinstance(value, str):
        return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return text


def _whole(text: bytes) -> Any:
    """Read a sum of whole numbers, which comes as ``numeric``."""
    return int(text) if b"." not in text else float(text)


_READ: Final[dict[int, Callable[[bytes], Any]]] = {
    **dict.fromkeys((_INT2, _INT4, _INT8, _OID), int),
    _BOOL: lambda text: text == b"t",
    _NUMERIC: _whole,
    **dict.fromkeys((_FLOAT4, _FLOAT8), float),
    _BYTEA: lambda text: bytes.fromhex(text[2:].decode()),
}


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


def rows_of(result: PGresult) -> list[ResultRow]:
    """Read all rows of a result."""
    width = result.nfields
    columns: dict[str, int] = {}
    for index in range(width):
        name = result.fname(index)
        columns.setdefault("" if name is None else name.decode(), index)
    readers = [_READ.get(result.ftype(index), bytes.decode) for index in range(width)]
    get = result.get_value
    rows = []
    for row in range(result.ntuples):
        values = (get(row, index) for index in range(width))
        read = (
            None if value is None else reader(value) for reader, value in zip(readers, values, strict=True)
        )
        rows.append(ResultRow(columns, tuple(read)))
    return rows
