"""A list of readings in a file: reading it costs a worker, so an account may send so many of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.batch_text import RowText
from domain.errors import DomainError
from domain.limits import LISTS_READ, shown_until
from services.limits import count_attempt
from services.numbers.file_counter import FilesUnit
from services.ports import Clock
from services.units import Units


class BatchFiles(Protocol):
    """Reads the rows of a list from the bytes of a file."""

    @property
    def must_wait(self) -> bool:
        """Whether a file that is sent now has to wait for others."""
        ...

    async def read(self, content: bytes) -> Sequence[RowText]:
        """Return the rows.

        Errors: ``batch-file-unreadable``, ``batch-file-too-large``, ``workbook-error-cell`` (``cell``,
        ``found``), ``workers-busy``; those of ``domain.batch_text.rows_of_text``.
        """
        ...


@dataclass(frozen=True)
class ReadBatchFile:
    """Read a list from a file; the same ``key`` counts once. Errors: ``lists-too-many`` (``until``)."""

    units: Units[FilesUnit]
    files: BatchFiles
    clock: Clock
    zone: ZoneInfo

    @property
    def must_wait(self) -> bool:
        """Whether a file that is sent now has to wait for others."""
        return self.files.must_wait

    async def __call__(self, account_id: int, content: bytes, key: str) -> Sequence[RowText]:
        """Return the rows."""
        now = self.clock()

        def count(unit: FilesUnit) -> None:
            until = count_attempt(unit.attempts, LISTS_READ, str(account_id), key, now)
            if until is not None:
                raise DomainError("lists-too-many", until=shown_until(until, now, self.zone))

        await self.units.write(count)
        return await self.files.read(content)
