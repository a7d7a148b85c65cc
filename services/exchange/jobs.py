"""Files that operators exchange with billing in their group: what they sent and asked for, how far it is.

A job is stored before anything is done for it, so that a restart leaves nothing half done: what had begun is
offered again, or goes on by itself where that can change nothing twice. One runs at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.exchange_job import Job, JobKind, JobState, OfferedFile
from domain.export import Export
from domain.operator import Operator
from services.audit import AuditTrail
from services.exchange.exports import ChangeBook, ExportBook
from services.ports import Clock
from services.units import Units

LISTED_EXPORTS = 10
"""How many exports are listed; any other is written on the server."""


class JobBook(Protocol):
    """The jobs that there were."""

    def add(
        self,
        kind: JobKind,
        state: JobState,
        operator: Operator,
        key: str,
        at: datetime,
        *,
        file: OfferedFile | None = None,
        export: int | None = None,
        readings: int = 0,
    ) -> Job:
        """Store a job; a known ``key`` gives the one that was stored with it."""
        ...

    def find(self, job_id: int) -> Job | None: ...

    def show(self, job_id: int, message_id: int, topic: int | None) -> None:
        """Note which message shows a job, and in which topic of the group."""
        ...

    def move(self, job_id: int, state: JobState, at: datetime) -> None: ...


class JobUnit(Protocol):
    """What jobs need of the storage."""

    @property
    def jobs(self) -> JobBook: ...
    @property
    def exports(self) -> ExportBook: ...
    @property
    def meter_changes(self) -> ChangeBook: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class OfferFile:
    """Take note of a file that an operator sent; the same ``key`` takes note of it once."""

    units: Units[JobUnit]
    clock: Clock

    async def __call__(self, file: OfferedFile, operator: Operator, key: str) -> Job:
        """Store it; it is looked at once its message is known."""
        now = self.clock()
        return await self.units.write(
            lambda unit: unit.jobs.add(JobKind.UNKNOWN, JobState.NEW, operator, key, now, file=file)
        )


@dataclass(frozen=True)
class OfferExport:
    """Ask whether what waits shall be exported, or an earlier export be sent again.

    Errors: ``export-nothing``.
    """

    units: Units[JobUnit]
    clock: Clock

    async def __call__(self, operator: Operator, key: str) -> Job:
        """Offer an export of what waits, an interrupted one included."""
        now = self.clock()

        def offer(unit: JobUnit) -> Job:
            unfinished = unit.exports.find_unfinished()
            waiting = unit.exports.count_waiting()
            if unfinished is None and not waiting and not unit.meter_changes.count_unexported():
                raise DomainError("export-nothing")
            number = None if unfinished is None else unfinished.number
            return unit.jobs.add(
                JobKind.EXPORT, JobState.OFFERED, operator, key, now, export=number, readings=waiting
            )

        return await self.units.write(offer)


@dataclass(frozen=True)
class SendExportAgain:
    """Have an earlier export written and sent once more. Errors: ``export-unknown`` (``number``)."""

    units: Units[JobUnit]
    clock: Clock
    wake: Callable[[], None]

    async def __call__(self, number: int, operator: Operator, key: str, message_id: int | None) -> Job:
        """Let it be done, shown in a message."""
        now = self.clock()

        def ask(unit: JobUnit) -> Job:
            export = unit.exports.find(number)
            if export is None:
                raise DomainError("export-unknown", number=str(number))
            job = unit.jobs.add(
                JobKind.EXPORT,
                JobState.NEW,
                operator,
                key,
                now,
                export=number,
                readings=export.readings,
            )
            if job.state is JobState.NEW:
                if message_id is not None:
                    unit.jobs.show(job.id, message_id, None)
                unit.jobs.move(job.id, JobState.WAITING, now)
                _audit(unit, operator, Action.EXCHANGE_STARTED, job, now)
            return job

        job = await self.units.write(ask)
        self.wake()
        return job


@dataclass(frozen=True)
class ShowJob:
    """Note which message shows a job; a file is looked at from then on."""

    units: Units[JobUnit]
    clock: Clock
    wake: Callable[[], None]

    async def __call__(self, job_id: int, message_id: int, topic: int | None = None) -> None:
        """Note it, and in which topic of the group the message stands."""
        now = self.clock()

        def show(unit: JobUnit) -> None:
            unit.jobs.show(job_id, message_id, topic)
            job = unit.jobs.find(job_id)
            if job is not None and job.state is JobState.NEW:
                unit.jobs.move(job_id, JobState.FETCHING, now)

        await self.units.write(show)
        self.wake()


@dataclass(frozen=True)
class StartJob:
    """Let a job be done as soon as no other one runs; pressed twice it is done once.

    Errors: ``job-not-offered``, if it was started, cancelled or done meanwhile.
    """

    units: Units[JobUnit]
    clock: Clock
    wake: Callable[[], None]

    async def __call__(self, job_id: int, operator: Operator) -> Job:
        """Start it."""
        job = await _decide(self.units, self.clock(), job_id, operator, JobState.WAITING)
        self.wake()
        return job


@dataclass(frozen=True)
class CancelJob:
    """Drop a job that nobody started. Errors: those of :class:`StartJob`."""

    units: Units[JobUnit]
    clock: Clock
    wake: Callable[[], None]

    async def __call__(self, job_id: int, operator: Operator) -> Job:
        """Cancel it."""
        job = await _decide(self.units, self.clock(), job_id, operator, JobState.CANCELLED)
        self.wake()
        return job


async def _decide(
    units: Units[JobUnit], now: datetime, job_id: int, operator: Operator, state: JobState
) -> Job:
    def decide(unit: JobUnit) -> Job:
        job = unit.jobs.find(job_id)
        if job is None or job.state is not JobState.OFFERED:
            raise DomainError("job-not-offered")
        unit.jobs.move(job_id, state, now)
        is_start = state is JobState.WAITING
        action = Action.EXCHANGE_STARTED if is_start else Action.EXCHANGE_CANCELLED
        _audit(unit, operator, action, job, now)
        return job

    return await units.write(decide)


def _audit(unit: JobUnit, operator: Operator, action: Action, job: Job, now: datetime) -> None:
    details: dict[str, Value] = {"what": job.kind.value}
    if job.file is not None:
        details["file"] = job.file.name
    if job.export is not None:
        details["export"] = str(job.export)
    unit.audit.add(operator, action, f"exchange:{job.id}", details, now)


@dataclass(frozen=True)
class ListExports:
    """List the newest exports, and count what waits for the next one."""

    units: Units[JobUnit]

    async def __call__(self) -> tuple[list[Export], int]:
        """Return them, newest first."""
        return await self.units.read(
            lambda unit: (unit.exports.list_last(LISTED_EXPORTS), unit.exports.count_waiting())
        )
