"""Works on the files that operators sent or asked for: fetches them, looks what they are, has them exchanged.

The work runs in a process of its own. Its progress is shown in the message of the job, now and then and as
far as Telegram lets us; its outcome goes out from the outbox, in the transaction that ends the job.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import ClientError

from bot.exchange.files import DONE, Outcome, Progress
from bot.exchange.progress import EDIT_SECONDS, ProgressDisplay
from bot.exchange.worker import Order
from domain.audit import Action
from domain.exchange_job import Job, JobKind, JobState, OfferedFile
from domain.operator import Operator
from handlers.operators.exchange import offer_screen
from integrations.export_files import NAMES, export_name
from services.exchange.answers import FILE as ANSWERS_FILE
from services.exchange.jobs import LISTED_EXPORTS
from services.exchange.registry import FILES
from services.messages import ExchangeDocument, ExchangeInterrupted, ExchangeReport
from services.ports import Clock
from services.units import StoreBusyError
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from ui.screen import Screen
from ui.talk import editing
from ui.texts import Speech

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often the program looks whether an order is done, or its progress is news."""
FETCH_PAUSES = (1.0, 5.0, 30.0, 0.0)
"""Seconds after each attempt at bringing a file."""
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
    """Where files lie, and what orders need besides: all of it goes to another process."""

    database: Path
    operator_chat_id: int
    language: str
    zone: str
    locales: Path

    def incoming(self, job: Job) -> Path:
        """The file that was sent for a job."""
        name = "" if job.file is None else Path(job.file.name).suffix.casefold()
        return self.incoming_folder / f"{job.id}{name}"

    @property
    def incoming_folder(self) -> Path:
        """Where files wait until they are taken over."""
        return self.database.with_name(f"{self.database.name}.incoming")

    @property
    def exports(self) -> Path:
        """The folder of the exports that were asked for in the group."""
        return self.database.with_name(f"{self.database.name}.exports")

    def files_of(self, export: int) -> list[Path]:
        """The files of an export, in their order."""
        folder = self.exports / export_name(export)
        return [folder / name for name in NAMES if (folder / name).exists()]

    def path_of(self, job: Job) -> Path:
        """The file that a job reads, or the folder into which it writes."""
        return self.exports if job.kind is JobKind.EXPORT else self.incoming(job)

    def order(self, job: Job) -> Order:
        """The order by which a process of its own does a job."""
        return Order(
            kind=job.kind.value,
            path=str(self.path_of(job)),
            again=job.export,
            database=str(self.database),
            operator_chat_id=self.operator_chat_id,
            language=self.language,
            zone=self.zone,
            locales=str(self.locales),
        )


@dataclass
class ExchangeJobs:
    """Does the jobs, one at a time; files are brought and looked at meanwhile."""

    bot: Bot
    database: Database
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
        """Look for jobs: one may have been stored."""
        self._busy = set(self._wake)
        for event in self._wake.values():
            event.set()

    async def idle(self) -> None:
        """Wait until nothing is left to do without an operator."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._busy)

    async def recover(self) -> None:
        """Offer again what a restart ended, and tell so; an export just goes on."""
        now = self.clock()

        def work(unit: SqliteUnit) -> None:
            while job := unit.jobs.find_first([JobState.RUNNING]):
                is_export = job.kind is JobKind.EXPORT
                unit.jobs.move(job.id, JobState.WAITING if is_export else JobState.OFFERED, now)
                if not is_export:
                    unit.operators.leave(ExchangeInterrupted(job.id))

        await self.database.write(work)
        self.wake()

    async def run(self) -> None:
        """Work until cancelled."""
        await self.recover()
        await asyncio.gather(
            self._work_on(JobState.FETCHING, self._fetch), self._work_on(JobState.WAITING, self._do)
        )

    async def _work_on(self, state: JobState, work: Callable[[Job], Awaitable[None]]) -> None:
        event = self._wake[state]
        while True:
            event.clear()
            try:
                while job := await self.database.read(lambda unit: unit.jobs.find_first([state])):
                    await self._work_on_one(job, work)
            except StoreBusyError as error:
                log.warning("jobs cannot be read or written now: %s", error)
                await self.sleep(EDIT_SECONDS)
                continue
            if state is JobState.FETCHING:
                await self._sweep()
            if not event.is_set():
                async with self._changed:
                    self._busy.discard(state)
                    self._changed.notify_all()
            await event.wait()

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
        """Delete files that no job needs any more, and old exports: those can be written again."""
        for path in await asyncio.to_thread(_listed, self.place.incoming_folder, "*"):
            if await self._is_over(int(path.name.lstrip(".").partition(".")[0])):
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
        kind = await asyncio.to_thread(_kind_of, path)
        now = self.clock()
        await self.database.write(lambda unit: unit.jobs.recognise(job.id, kind, now))
        job = await self.database.read(lambda unit: unit.jobs.get(job.id))
        await self._show(job, offer_screen(self.say, job))

    async def _bring(self, file: OfferedFile | None, path: Path) -> None:
        if file is None:
            raise FileRefusedError("gone")
        path.parent.mkdir(mode=0o700, exist_ok=True)
        partial_path = path.with_name(f".{path.name}.part")
        for pause in FETCH_PAUSES:
            try:
                found = await self.bot.get_file(file.file_id)
                if not found.file_path:
                    raise FileRefusedError("gone")
                await self._download(found.file_path, partial_path)
            except TelegramRetryAfter as error:
                await self.sleep(error.retry_after)
            except TelegramBadRequest as error:
                raise FileRefusedError("too-big" if "too big" in error.message else "gone") from None
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError, ClientError, TimeoutError):
                await self.sleep(pause)
            else:
                partial_path.replace(path)
                return
        raise FileRefusedError("unreachable")

    async def _download(self, source: str, path: Path) -> None:
        if Path(source).is_absolute():  # a Bot API server in local mode names its own file
            await asyncio.to_thread(shutil.copyfile, source, path)
        else:
            await self.bot.download_file(source, path, timeout=DOWNLOAD_SECONDS)

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
        self.wake()  # the file is not needed any more

    async def _watched(self, job: Job, order: Order) -> Outcome | None:
        """Have an order done and show its progress.

        No edit is cut off, because one that is late would hide the outcome.
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

        def work(unit: SqliteUnit) -> None:
            unit.jobs.finish(job.id, report, now, succeeded=succeeded, export=export)
            details = {"what": job.kind.value, "succeeded": int(succeeded)}
            unit.audit.add(THE_PROGRAM, Action.EXCHANGE_ENDED, f"exchange:{job.id}", details, now)
            unit.operators.leave(ExchangeReport(job.id))
            for path in written:
                unit.operators.leave(ExchangeDocument(job.id, path.name))

        await self.database.write(work)

    async def _show(self, job: Job, screen: Screen) -> None:
        """Change the message of a job, if Telegram lets us now; what must be read goes out otherwise."""
        if job.message_id is None:
            return
        with suppress(TelegramAPIError, ClientDecodeError):
            await self.bot(editing(self.place.operator_chat_id, job.message_id, screen))


@asynccontextmanager
async def _running(work: Awaitable[Result]) -> AsyncIterator[asyncio.Future[tuple[Result]]]:
    """Let ``work`` go on while the context lasts, and not longer."""
    future = asyncio.gather(work)
    try:
        yield future
    finally:
        future.cancel()
        await asyncio.gather(future, return_exceptions=True)


def _listed(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def _kind_of(path: Path) -> JobKind:
    """Look what a file is by the names inside; whether it can be read is found out when it is taken over."""
    if path.suffix == ".csv":
        return JobKind.ANSWERS
    try:
        with zipfile.ZipFile(path) as archive:
            names = {Path(name).name.casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, EOFError, OSError):
        raise FileRefusedError("damaged") from None
    if ANSWERS_FILE.name in names:
        return JobKind.ANSWERS
    if any(file.name in names for file in FILES):
        return JobKind.IMPORT
    raise FileRefusedError("unknown")
