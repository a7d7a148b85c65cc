"""Reads lists of readings from the files that residents send: texts, tables and workbooks.

The workers do it (``integrations/workers.py``), because a workbook of a stranger may be made to take
all memory.
"""

import io
import json
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from domain.batch_text import RowText, rows_of_table, rows_of_text
from domain.errors import DomainError
from domain.file_text import decoded
from integrations.number_files import ARCHIVE, has_sheets
from integrations.workbooks import open_workbook
from integrations.workers import TaskFailedError, Workers

MOST_TABLE_ROWS = 10_000
"""Rows of a sheet that are looked at: empty ones, headings, and a row for each scale of a meter."""
NO_TEXT = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xd8\xff", b"\x89PNG")
"""How old workbooks, documents and pictures begin."""
UNREADABLE = frozenset(
    {"file-not-text", "encoding-unknown", "encoding-refused", "encoding-twice", "workbook-damaged"}
)
"""What a resident can only answer with another file, whatever is wrong with this one."""


@dataclass(frozen=True)
class BatchFileReader:
    """``services.numbers.batch_files.BatchFiles``."""

    workers: Workers = field(default_factory=Workers)

    @property
    def must_wait(self) -> bool:
        """Whether a file that is sent now has to wait for others."""
        return self.workers.must_wait

    async def read(self, content: bytes) -> list[RowText]:
        """Return the rows of a list."""
        try:
            answer = await self.workers.do("list", partial(found, content))
        except TaskFailedError:
            raise DomainError("batch-file-unreadable") from None
        told = json.loads(answer)
        if isinstance(told, dict):
            raise DomainError(told["code"], **told["values"])
        return [RowText(*row) for row in told]


def found(content: bytes) -> bytes:
    """Give the rows of a file as JSON, or the code and the values of an error."""
    try:
        rows = rows_in(content)
    except MemoryError:
        return json.dumps({"code": "batch-file-too-large", "values": {}}).encode()
    except DomainError as error:
        return json.dumps({"code": _told(error.code), "values": dict(error.values)}).encode()
    return json.dumps([(row.number, row.meter, row.values) for row in rows]).encode()


def _told(code: str) -> str:
    if code in UNREADABLE:
        return "batch-file-unreadable"
    return "batch-file-too-large" if code == "workbook-too-large" else code


def rows_in(content: bytes) -> list[RowText]:
    """Read the rows of a file; of a workbook its first sheet counts.

    Errors: those of ``rows_of_text``, of ``decoded`` and of ``open_workbook``; ``file-not-text``.
    """
    if content.startswith(NO_TEXT):
        raise DomainError("file-not-text")
    if not content.startswith(ARCHIVE):
        return rows_of_text(decoded(content))
    stream = io.BytesIO(content)
    if not has_sheets(stream):
        raise DomainError("file-not-text")
    with open_workbook(stream) as book:
        rows = [row for row in islice(book.rows(book.names[0]), MOST_TABLE_ROWS) if row]
    return rows_of_table(rows)
