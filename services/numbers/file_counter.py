"""How many charts, tables and documents people let the bot make."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from domain.limits import FILES_MADE, shown_until
from services.limits import count_attempt
from services.ports import AttemptLog, Clock
from services.units import Units


class FilesUnit(Protocol):
    """What counting needs of the storage."""

    @property
    def attempts(self) -> AttemptLog: ...


class Maker(Protocol):
    """Makes charts, tables or documents, without holding anybody up."""

    @property
    def must_wait(self) -> bool:
        """Whether what is asked for now has to wait for others."""
        ...


@dataclass(frozen=True)
class FileCounter:
    """Lets an account have so many files made, each ``key`` once; one that nothing came of does not count.

    Errors: ``files-too-many`` (``until``), and those of making it.
    """

    units: Units[FilesUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """Count a file, and return what ``make`` gives."""
        subject, now = str(account_id), self.clock()

        def count(unit: FilesUnit) -> None:
            until = count_attempt(unit.attempts, FILES_MADE, subject, key, now)
            if until is not None:
                raise DomainError("files-too-many", until=shown_until(until, now, self.zone))

        await self.units.write(count)
        try:
            return await make()
        except DomainError:
            await self.units.write(lambda unit: unit.attempts.take_back(FILES_MADE.kind, subject, key))
            raise
