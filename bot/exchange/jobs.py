"""Does the jobs of the operators' group: fetches a file, finds out its kind, and has it taken over.

Another process takes the file over. The progress of a job is shown in its message, from time to time and as
far as Telegram allows. The outcome goes out from the outbox, written in the transaction that ends the job,
because it must not be lost.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import TypeAlias, TypeVar

from bot.exchange.files import DONE, Outcome, Progress
from bot.exchange.progress import EDIT_SECONDS, ProgressDisplay
from bot.exchange.worker import Order
from bot.process.patience import patiently
from bot.telegram.messenger import TelegramMessenger
from domain.audit import Action
from domain.errors import DomainError
from domain.exchange_job import Job, JobKind, JobState, OfferedFile
from domain.file_text import tidy
from domain.operator import Operator
from handlers.operators.exchange import offer_screen
from integrations.export_files import NAMES, export_name
from integrations.registry_files import table_name
from integrations.workbooks import is_workbook, open_workbook
from services.exchange.answers import FILE as ANSWERS_FILE
from services.exchange.jobs import LISTED_EXPORTS
from services.exchange.registry import FILES
from services.group import OperatorsGroup
from services.messages import ExchangeDocument, ExchangeInterrupted, ExchangeReport
from services.ports import Clock
from services.units import StoreBusyError
from storage.places import Place
from storage.store import Store
from storage.unit import StoredUnit
from ui.messenger import Messenger, MessengerError, OutOfReachError, RefusedError, TooFastError
from ui.screen import Screen, editing
from ui.texts import Speech

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often to look whether an order is done, or has made progress."""
OTHERS_SECONDS = 0.5
"""How soon a job is found that another replica has stored."""
SWEEP_SECONDS = 60.0
"""How soon a file is deleted whose job was cancelled in another replica."""
FETCH_PAUSES = (1.0, 5.0, 30.0, 0.0)
"""Seconds to wait after each attempt to fetch a file."""
DOWNLOAD_SECONDS = 600
THE_PROGRAM = Operator(0, "")

RunOrder: TypeAlias = Callable[[Order, Progress], Awaitable[Outcome | None]]
Result = TypeVar("Result")


class FileRefusedError(Exception):
    """A file cannot be taken; ``code`` names the text ``exchange-refused-<code>``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Workplace:
    """Where the files of jobs lie, and the settings that an order passes to another process."""

    database: Place
    operator_chat_id: int
    language: str
    zone: str
    locales: Path

    def incoming(self, job: Job) -> Path:
        """Give the file that was sent for a job."""
        name = "" if job.file is None else Path(job.file.name).suffix.casefold()
        return self.incoming_folder / f"{job.id}{name}"

    @property
    def incoming_folder(self) -> Path:
        """The folder in which files wait until they are taken over."""
        return self._folder("incoming")

    @property
    def exports(self) -> Path:
        """The folder of the exports that were asked for in the group."""
        return self._folder("exports")

    def _folder(self, ending: str) -> Path:
        place = self.database.files
        return place.with_name(f"{place.name}.{ending}")

    def files_of(self, export: int) -> list[Path]:
        """Give the files of an export, in their order."""
        folder = self.exports / export_name(export)
        return [folder / name for name in NAMES if (folder / name).exists()]

    def path_of(self, job: Job) -> Path:
        """Give the file that a job reads, or the folder into which it writes."""
        return self.exports if job.kind is JobKind.EXPORT else self.incoming(job)

    def order(self, job: Job) -> Order:
        """Give the order by which another process does a job."""
        return Order(
            kind=job.kind.value,
            path=str(self.path_of(job)),
            again=job.export,
            database=self.database.url,
            operator_chat_id=self.operator_chat_id,
            language=self.language,
            zone=self.zone,
            locales=str(self.locales),
        )


@dataclass
class ExchangeJobs:
    """Does the jobs one at a time, and fetches the files of the next ones meanwhile."""

    messenger: TelegramMessenger
    """For files."""
    to_group: Messenger
    group: OperatorsGroup
    database: Store
    place: Workplace
    say: Speech
    clock: Clock
    run_order: RunOrder
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _wake: dict[JobState, asyncio.Event] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _busy: set[JobState] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._wake = {JobState.FETCHING: asyncio.Event(), JobState.WAITING: asyncio.Event()}
        self.wake()

    def wake(self) -> None:
        """Look for jobs, because one may have been stored."""
        self._busy = set(self._wake)
        for event in self._wake.values():
            event.set()

    async def idle(self) -> None:
        """Wait until every job is done, or waits for an operator."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._busy)

    async def recover(self) -> None:
        """Offer jobs that a restart ended again, and tell the operators; an export begins again by itself."""
        now = self.clock()

        def work(unit: StoredUnit) -> None:
            while job := unit.jobs.find_first([JobState.RUNNING]):
                is_export = job.kind is JobKind.EXPORT
                unit.jobs.move(job.id, JobState.WAITING if is_export else JobState.OFFERED, now)
                if not is_export:
                    unit.operators.leave(ExchangeInterrupted(job.id))

        await self._write(work, "jobs that a restart ended cannot be offered again")
        self.wake()

    async def run(self) -> None:
        """Work until cancelled."""
        await self.recover()
        async with asyncio.TaskGroup() as group:  # if one fails, the other ends too, and both begin again
            group.create_task(self._work_on(JobState.FETCHING, self._fetch))
            group.create_task(self._work_on(JobState.WAITING, self._do))

    async def _work_on(self, state: JobState, work: Callable[[Job], Awaitable[None]]) -> None:
        event, is_woken, swept_at = self._wake[state], True, -inf
        while True:
            event.clear()
            try:
                while job := await self.database.read(lambda unit: unit.jobs.find_first([state])):
                    await self._work_on_one(job, work)
                if state is JobState.FETCHING and (is_woken or monotonic() - swept_at >= SWEEP_SECONDS):
                    await self._sweep()
                    swept_at = monotonic()
            except StoreBusyError as error:
                log.warning("jobs cannot be read or written now: %s", error)
                await self.sleep(EDIT_SECONDS)
                continue
            if not event.is_set():
                async with self._changed:
                    self._busy.discard(state)
                    self._changed.notify_all()
            is_woken = await self._woken(event)

    async def _woken(self, event: asyncio.Event) -> bool:
        """Wait until a job may have been stored, and tell whether this process knows of one.

        Another replica may store one as well, and does not tell.
        """
        with suppress(TimeoutError):
            return await asyncio.wait_for(event.wait(), OTHERS_SECONDS if self.database.is_shared else None)
        return False

    async def _work_on_one(self, job: Job, work: Callable[[Job], Awaitable[None]]) -> None:
        try:
            await work(job)
        except FileRefusedError as refused:
            await self._end(job, self.say.plain(f"exchange-refused-{refused.code}"), succeeded=False)
        except StoreBusyError:
            raise
        except Exception:
            log.exception("a job failed")
            await self._end(job, self.say.plain("exchange-died"), succeeded=False)

    async def _sweep(self) -> None:
        """Delete the files that no job needs any more, and old exports, because they can be written again."""
        for path in await asyncio.to_thread(_listed, self.place.incoming_folder, "*"):
            number = path.name.lstrip(".").partition(".")[0]
            if number.isdecimal() and await self._is_over(int(number)):
                await asyncio.to_thread(path.unlink, missing_ok=True)
        for folder in (await asyncio.to_thread(_listed, self.place.exports, "export-*"))[:-LISTED_EXPORTS]:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _is_over(self, job_id: int) -> bool:
        job = await self.database.read(lambda unit: unit.jobs.find(job_id))
        return job is None or job.state in {JobState.DONE, JobState.CANCELLED}

    # Files that were sent ---------------------------------------------------------------------------------

    async def _fetch(self, job: Job) -> None:
        path = self.place.incoming(job)
        await self._bring(job.file, path)
        kind = await asyncio.to_thread(_kind_of, path, "" if job.file is None else job.file.name)
        now = self.clock()
        await self.database.write(lambda unit: unit.jobs.recognise(job.id, kind, now))
        job = await self.database.read(lambda unit: unit.jobs.get(job.id))
        # Without the offer nobody could answer it, so it is shown as soon as Telegram takes it.
        offer = partial(self._edit, job, offer_screen(self.say, job))
        with suppress(MessengerError):
            await patiently(offer, "a file is not offered", self.sleep)

    async def _bring(self, file: OfferedFile | None, path: Path) -> None:
        if file is None:
            raise FileRefusedError("gone")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial_path = path.with_name(f".{path.name}.part")
        for pause in FETCH_PAUSES:
            try:
                found = await self.messenger.file_path(file.file_id)
                if not found:
                    raise FileRefusedError("gone")
                await self._download(found, partial_path)
            except TooFastError as error:
                await self.sleep(error.retry_after)
            except RefusedError as error:
                raise FileRefusedError("too-big" if "too big" in error.words else "gone") from None
            except OutOfReachError:
                await self.sleep(pause)
            else:
                partial_path.replace(path)
                return
        raise FileRefusedError("unreachable")

    async def _download(self, source: str, path: Path) -> None:
        if Path(source).is_absolute():  # a Bot API server in local mode names its own file
            await asyncio.to_thread(shutil.copyfile, source, path)
        else:
            await self.messenger.download_to(source, path, DOWNLOAD_SECONDS)

    # Work -------------------------------------------------------------------------------------------------

    async def _do(self, job: Job) -> None:
        now = self.clock()
        await self.database.write(lambda unit: unit.jobs.move(job.id, JobState.RUNNING, now))
        path = self.place.path_of(job)
        if job.kind is not JobKind.EXPORT and not path.exists():
            await self._bring(job.file, path)
        outcome = await self._watched(job, self.place.order(job))
        if outcome is None:
            outcome = Outcome(1, [self.say.plain("exchange-died")])
        await self._end(job, "\n".join(outcome.lines), succeeded=outcome.code == DONE, export=outcome.export)
        self.wake()  # so that the file, which is not needed any more, is deleted

    async def _watched(self, job: Job, order: Order) -> Outcome | None:
        """Have an order done, and show its progress meanwhile.

        Every edit is waited for, because an edit that comes late would hide the outcome.
        """
        display = ProgressDisplay(self.say, job, self._show)
        async with _running(self.run_order(order, display.hear)) as work:
            await display.begin()
            while not work.done():
                await asyncio.wait([work], timeout=LOOK_SECONDS)
                await display.refresh()
            [outcome] = work.result()
        return outcome

    async def _end(self, job: Job, report: str, *, succeeded: bool, export: int | None = None) -> None:
        now = self.clock()
        written = [] if export is None else await asyncio.to_thread(self.place.files_of, export)

        def work(unit: StoredUnit) -> None:
            unit.jobs.finish(job.id, report, now, succeeded=succeeded, export=export)
            details = {"what": job.kind.value, "succeeded": int(succeeded)}
            unit.audit.add(THE_PROGRAM, Action.EXCHANGE_ENDED, f"exchange:{job.id}", details, now)
            unit.operators.leave(ExchangeReport(job.id))
            for path in written:
                unit.operators.leave(ExchangeDocument(job.id, path.name))

        await self._write(work, "the outcome of a job cannot be written")

    async def _write(self, work: Callable[[StoredUnit], None], trouble: str) -> None:
        """Write when the store can be written: a job that has ended must not look as if it went on."""
        await patiently(partial(self.database.write, work), trouble, self.sleep, passing=(StoreBusyError,))

    async def _show(self, job: Job, screen: Screen) -> None:
        """Change the message of a job if Telegram allows it now; the outcome goes out from the outbox."""
        with suppress(MessengerError):
            await self._edit(job, screen)

    async def _edit(self, job: Job, screen: Screen) -> None:
        if job.message_id is not None:
            await self.to_group(editing(self.group.chat_id, job.message_id, screen))


@asynccontextmanager
async def _running(work: Awaitable[Result]) -> AsyncIterator[asyncio.Future[tuple[Result]]]:
    """Let ``work`` go on while the context lasts, and cancel it at the end."""
    future = asyncio.gather(work)
    try:
        yield future
    finally:
        future.cancel()
        await asyncio.gather(future, return_exceptions=True)


def _listed(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def _kind_of(path: Path, sent_name: str) -> JobKind:
    """Find out the kind of a file by the names of what is inside; the content is checked by the job."""
    if path.suffix == ".csv":
        if sent_name.casefold() in {file.name for file in FILES}:
            raise FileRefusedError("part")
        return JobKind.ANSWERS
    if is_workbook(path):
        return _kind_of_workbook(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = {table_name(Path(name).name) for name in archive.namelist()}
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, EOFError, OSError):
        raise FileRefusedError("damaged") from None
    if ANSWERS_FILE.name in names:
        return JobKind.ANSWERS
    if any(file.name in names for file in FILES):
        return JobKind.IMPORT
    raise FileRefusedError("unknown")


def _kind_of_workbook(path: Path) -> JobKind:
    """Find out the kind of a workbook by the names of its sheets, or by the first row of the first one."""
    try:
        with path.open("rb") as stream, open_workbook(stream) as book:
            names = {table_name(f"{name}.csv") for name in book.names}
            titles = {tidy(cell).casefold() for cell in next(book.rows(book.names[0]), [])}
    except DomainError:
        raise FileRefusedError("damaged") from None
    if any(file.name in names for file in FILES):
        return JobKind.IMPORT
    if ANSWERS_FILE.name in names or set(ANSWERS_FILE.key) <= titles:
        return JobKind.ANSWERS
    raise FileRefusedError("unknown")
