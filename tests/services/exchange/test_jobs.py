"""Files for billing in the operators' group: offered, started once, cancelled, and what is written of it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import DomainError
from domain.exchange_job import Job, JobKind, JobState, OfferedFile
from domain.export import Export, ExportRow
from domain.meter_change import MeterChange
from services.exchange.exports import ExportReadings, WrittenFile
from services.exchange.jobs import (
    LISTED_EXPORTS,
    CancelJob,
    ListExports,
    OfferExport,
    OfferFile,
    SendExportAgain,
    ShowJob,
    StartJob,
)
from storage.sqlite.database import Database
from storage.unit import UnitSettings
from tests.engines import open_exchange
from tests.services.conftest import OPERATORS
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import OLEG, OLGA, refused
from tests.services.traces import audit, deeds

ANSWERS = OfferedFile("file-1", "answers.csv", 2048)


def nothing(*_: object) -> None:
    """Hear of progress, and pause no longer."""


def written_nowhere(
    export: Export,  # noqa: ARG001
    rows: Iterator[ExportRow],
    changes: Sequence[MeterChange],  # noqa: ARG001
) -> Sequence[WrittenFile]:
    """Take the rows of an export, and write none of them."""
    assert list(rows)
    return ()


@dataclass
class Counter:
    """Counts how often those who do the jobs were woken."""

    times: int = 0

    def __call__(self) -> None:
        self.times += 1


@dataclass
class Desk:
    """The use cases about jobs on one database, and exports as another process makes them."""

    database: Database
    clock: FakeClock
    file: Path
    woken: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.offer_file = OfferFile(self.database, self.clock)
        self.offer_export = OfferExport(self.database, self.clock)
        self.send_again = SendExportAgain(self.database, self.clock, self.woken)
        self.show = ShowJob(self.database, self.clock, self.woken)
        self.start = StartJob(self.database, self.clock, self.woken)
        self.cancel = CancelJob(self.database, self.clock, self.woken)
        self.list_exports = ListExports(self.database)

    async def export(self) -> None:
        """Export what waits."""
        settings = UnitSettings(self.clock, OPERATORS, "ru")

        def work() -> None:
            with open_exchange(self.file, settings, pause=nothing) as store:
                ExportReadings(store, self.clock, written_nowhere, nothing)()

        await asyncio.to_thread(work)

    async def recognised(self, key: str = "file") -> Job:
        """A file that was looked at and is offered."""
        job = await self.offer_file(ANSWERS, OLEG, key)
        now = self.clock()
        await self.database.write(lambda unit: unit.jobs.recognise(job.id, JobKind.ANSWERS, now))
        return await self.job(job.id)

    async def job(self, job_id: int) -> Job:
        return await self.database.read(lambda unit: unit.jobs.get(job_id))


@pytest.fixture
def desk(database: Database, clock: FakeClock, tmp_path: Path) -> Desk:
    return Desk(database, clock, tmp_path / "cabinet.db")


@pytest.fixture
async def reading(flat: Household, anna: int) -> str:
    """The receipt of a reading that waits for the next export."""
    return (await flat.submit(anna, 12100)).receipt


# Files.


async def test_a_file_is_taken_note_of_once_however_often_the_update_comes(desk: Desk) -> None:
    first = await desk.offer_file(ANSWERS, OLEG, "update")
    assert (first.kind, first.state, first.file) == (JobKind.UNKNOWN, JobState.NEW, ANSWERS)
    assert (first.asked_by, first.message_id) == (OLEG, None)
    assert await desk.offer_file(ANSWERS, OLEG, "update") == first
    assert (await desk.offer_file(ANSWERS, OLEG, "another update")).id != first.id


async def test_a_file_is_fetched_once_its_message_is_known(desk: Desk) -> None:
    job = await desk.offer_file(ANSWERS, OLEG, "update")
    assert desk.woken.times == 0
    await desk.show(job.id, 70)
    shown = await desk.job(job.id)
    assert (shown.state, shown.message_id, desk.woken.times) == (JobState.FETCHING, 70, 1)


async def test_a_message_that_is_noted_again_fetches_no_second_time(desk: Desk) -> None:
    job = await desk.recognised()
    await desk.show(job.id, 71)
    again = await desk.job(job.id)
    assert (again.state, again.message_id) == (JobState.OFFERED, 71)


# Starting and cancelling.


async def test_a_started_job_waits_for_its_turn_and_is_written_down(database: Database, desk: Desk) -> None:
    job = await desk.recognised()
    await desk.start(job.id, OLGA)
    assert (await desk.job(job.id)).state is JobState.WAITING
    assert desk.woken.times == 1
    assert await deeds(database, f"exchange:{job.id}") == [
        ("Ольга", "exchange-started", {"what": "answers", "file": "answers.csv"})
    ]


async def test_a_cancelled_job_stays_cancelled_and_is_written_down(database: Database, desk: Desk) -> None:
    job = await desk.recognised()
    await desk.cancel(job.id, OLEG)
    for late in (desk.start, desk.cancel):
        with refused("job-not-offered"):
            await late(job.id, OLGA)
    assert (await desk.job(job.id)).state is JobState.CANCELLED
    assert await deeds(database, f"exchange:{job.id}") == [
        ("Олег", "exchange-cancelled", {"what": "answers", "file": "answers.csv"})
    ]


async def test_of_two_operators_who_start_and_cancel_at_once_one_decides(
    database: Database, desk: Desk
) -> None:
    job = await desk.recognised()
    outcomes = await asyncio.gather(
        desk.start(job.id, OLEG), desk.cancel(job.id, OLGA), return_exceptions=True
    )
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert error.code == "job-not-offered"
    ((name, *_),) = await deeds(database, f"exchange:{job.id}")
    decided = JobState.WAITING if name == "Олег" else JobState.CANCELLED
    assert (await desk.job(job.id)).state is decided


async def test_a_file_that_nobody_has_looked_at_cannot_be_started(desk: Desk) -> None:
    job = await desk.offer_file(ANSWERS, OLEG, "update")
    for job_id in (job.id, 999):
        for deed in (desk.start, desk.cancel):
            with refused("job-not-offered"):
                await deed(job_id, OLEG)
    assert desk.woken.times == 0


# Exports.


@pytest.mark.usefixtures("reading")
async def test_an_export_is_offered_with_the_number_of_readings_that_wait(desk: Desk) -> None:
    job = await desk.offer_export(OLEG, "update")
    assert (job.kind, job.state, job.export, job.readings) == (JobKind.EXPORT, JobState.OFFERED, None, 1)
    assert await desk.offer_export(OLEG, "update") == job


async def test_nothing_to_export_is_said_at_once(desk: Desk, flat: Household, anna: int) -> None:
    await flat.submit(anna, 15000, insist=True)
    with refused("export-nothing"):
        await desk.offer_export(OLEG, "update")


async def test_an_accepted_report_of_another_meter_is_worth_an_export(
    desk: Desk, flat: Household, anna: int
) -> None:
    await flat.report(anna, "55501")
    await flat.decide_meter_change((await flat.alerts())[-1].id, OLEG, accept=True)
    assert (await desk.offer_export(OLEG, "update")).readings == 0


@pytest.mark.usefixtures("reading")
async def test_an_export_that_was_interrupted_is_offered_before_a_new_one(
    database: Database, desk: Desk
) -> None:
    now = desk.clock()
    begun = await database.write(lambda unit: unit.exports.begin(now, with_changes=False))
    assert begun is not None
    assert (await desk.offer_export(OLEG, "update")).export == begun.number


@pytest.mark.usefixtures("reading")
async def test_an_earlier_export_is_sent_again_without_another_question(
    database: Database, desk: Desk
) -> None:
    await desk.export()
    job = await desk.send_again(1, OLEG, "update", 70)
    waits = await desk.job(job.id)
    assert (waits.kind, waits.state, waits.export) == (JobKind.EXPORT, JobState.WAITING, 1)
    assert (waits.readings, waits.message_id, desk.woken.times) == (1, 70, 1)
    assert await deeds(database, f"exchange:{job.id}") == [
        ("Олег", "exchange-started", {"what": "export", "export": "1"})
    ]


@pytest.mark.usefixtures("reading")
async def test_an_export_is_sent_again_once_however_often_the_update_comes(
    database: Database, desk: Desk
) -> None:
    await desk.export()
    first = await desk.send_again(1, OLEG, "update", None)
    second = await desk.send_again(1, OLEG, "update", None)
    assert first.id == second.id
    assert len(await audit(database)) == 1


async def test_an_export_that_there_never_was_cannot_be_sent(desk: Desk) -> None:
    with refused("export-unknown", number="7"):
        await desk.send_again(7, OLEG, "update", None)
    assert desk.woken.times == 0


async def test_the_newest_exports_are_listed_with_what_waits_for_the_next(
    desk: Desk, flat: Household, anna: int
) -> None:
    assert await desk.list_exports() == ([], 0)
    for month in range(LISTED_EXPORTS + 1):
        await flat.submit(anna, 12010 + month)
        await desk.export()
        flat.clock.pass_time(timedelta(days=31))
    await flat.submit(anna, 12050)
    exports, waits = await desk.list_exports()
    assert [export.number for export in exports] == list(range(LISTED_EXPORTS + 1, 1, -1))
    assert (exports[0].readings, waits) == (1, 1)
