"""How many charts, tables and documents people let the bot make."""

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
    """Counts the files that an account lets the bot make, each ``key`` once.

    Errors: ``files-too-many`` (``until``).
    """

    units: Units[FilesUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, key: str) -> None:
        """Count one, before it is made."""
        now = self.clock()

        def count(unit: FilesUnit) -> None:
            until = count_attempt(unit.attempts, FILES_MADE, str(account_id), key, now)
            if until is not None:
                raise DomainError("files-too-many", until=shown_until(until, now, self.zone))

        await self.units.write(count)
