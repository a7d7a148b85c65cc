"""An update that was taken is handled in its turn, once, and whatever stands in the way is waited out."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.intake import recovery
from bot.intake.intake import Intake, Surroundings
from bot.intake.recovery import MOST_STARTS
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import PASSING_ERRORS, Progress, Sleep
from integrations.sealing import Seal
from services.units import StoreBusyError
from services.visitor import Visitor
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from ui.event import Event
from ui.messenger import MessengerError, OutOfReachError
from ui.turn import Turn

CUT = OutOfReachError("cut")
SHORT = timedelta(milliseconds=20)


@dataclass
class Handlers:
    """Stands where the room that answers does: notes every update that it is given."""

    handled: list[int] = field(default_factory=list)
    before: Callable[[int], Awaitable[None]] | None = None
    """What happens before an update counts as handled: it may fail, or never end."""

    async def __call__(self, event: Event, _turn: Turn, visitor: Visitor) -> None:
        assert visitor.chat_id == event.chat_id
        if self.before is not None:
            await self.before(event.update_id)
        self.handled.append(event.update_id)


@dataclass
class Telegram:
    """Answers each time with the next of what it has: updates, or an error; then with nothing for ever."""

    answers: list[list[Any] | MessengerError] = field(default_factory=list)
    asked: list[int | None] = field(default_factory=list)
    """With which offsets."""
    most: list[int] = field(default_factory=list)
    """How many updates at once."""

    async def updates(self, offset: int | None, seconds: int, most: int = 100) -> list[Any]:
        assert seconds
        self.most.append(most)
        self.asked.append(offset)
        if not self.answers:
            await asyncio.Event().wait()
        given = self.answers.pop(0)
        if isinstance(given, MessengerError):
            raise given
        return given


@dataclass
class Desk:
    """Hears of what was given up."""

    given_up: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    strange: list[int | None] = field(default_factory=list)
    """What belongs to nobody, or is no update."""
    late: list[tuple[int, int]] = field(default_factory=list)
    """What waited too long, with its chat."""
    floods: list[tuple[int, int]] = field(default_factory=list)
    """Chats that were told how many updates were not kept."""

    async def handling_failed(self, visitor: Visitor, error: Exception) -> None:
        raise AssertionError(visitor) from error

    async def set_aside(self, update: IncomingUpdate, reason: str) -> None:
        self.reasons.append(reason)
        self.given_up.append(update.update_id)

    async def not_understood(self, update_id: int | None) -> None:
        self.strange.append(update_id)

    async def waited_too_long(self, update_id: int, visitor: Visitor, error: Exception) -> None:
        assert isinstance(error, PASSING_ERRORS)
        self.late.append((update_id, visitor.chat_id))

    async def too_much_at_once(self, chat_id: int, count: int) -> None:
        self.floods.append((chat_id, count))


@dataclass
class Office:
    """A process that takes updates; ``desk`` and the database outlive it."""

    intake: Intake
    handlers: Handlers
    desk: Desk
    database: Database
    nursery: Nursery
    clock: FakeClock
    metrics: Metrics
    chats: Progress

    async def pending(self) -> list[int]:
        return list(await self.starts())

    async def starts(self) -> dict[int, int]:
        """How often the handling of what waits has begun; ends of turns that ride are committed first."""
        await self.database.write(lambda _unit: None)
        found = await self.database.read(lambda unit: unit.inbox.pending())
        return {update.update_id: update.starts for update in found}

    async def comes_to(self, starts: dict[int, int]) -> None:
        """Wait until this is what waits."""
        async with asyncio.timeout(10):
            while await self.starts() != starts:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)


SEAL = Seal.of(b"key of this server")


def message(update_id: int, chat_id: int = 1) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Анна"}
    chat = {"id": chat_id, "type": "private"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 0, "chat": chat, "from": person, "text": "1"},
    }


async def hardly_sleep(_seconds: float) -> None:
    await asyncio.sleep(0.001)


@asynccontextmanager
async def a_process(
    database: Database,
    desk: Desk,
    handlers: Handlers,
    seal: Seal = SEAL,
    telegram: Telegram | None = None,
    sleep: Sleep = hardly_sleep,
) -> AsyncIterator[Office]:
    """Run until the block ends; it ends like a power cut: nothing is finished."""
    failures: list[BaseException] = []

    async def report(error: BaseException) -> None:
        failures.append(error)

    nursery, clock, metrics = Nursery(report), FakeClock(), Metrics()
    chats = Progress(clock)
    around = Surroundings(
        database=database,
        nursery=nursery,
        clock=clock,
        failures=desk,
        metrics=metrics,
        chats=chats,
        sleep=sleep,
    )
    intake = Intake(around, telegram or Telegram(), 42, handlers, seal)
    yield Office(intake, handlers, desk, database, nursery, clock, metrics, chats)
    await nursery.close(0)
    assert not failures


async def forever(_update_id: int) -> None:
    await asyncio.Event().wait()


@pytest.fixture
async def lockable(tmp_path: Path, clock: FakeClock) -> AsyncIterator[tuple[Database, sqlite3.Connection]]:
    """A database, and another connection that can lock it: works do not wait for long then."""
    path = tmp_path / "locked.db"
    async with Database.open(path, clock=clock, busy_timeout=SHORT) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            yield database, other


async def test_an_answer_is_given_once_although_the_database_is_locked_meanwhile(
    lockable: tuple[Database, sqlite3.Connection],
) -> None:
    """The next update of the chat waits until the end of this one is on the disk."""
    database, other = lockable

    async def lock(update_id: int) -> None:
        if update_id == 5:
            other.execute("BEGIN IMMEDIATE")

    async with a_process(database, Desk(), Handlers(before=lock)) as office:
        await office.intake.accept([message(5), message(6)])
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(office.intake.idle(), 0.3)
        assert office.handlers.handled == [5]
        other.execute("ROLLBACK")
        await office.intake.idle()
        assert office.handlers.handled == [5, 6]
        assert await office.pending() == []


async def test_an_end_that_rides_with_a_later_commit_waits_for_a_locked_database_too(
    lockable: tuple[Database, sqlite3.Connection],
) -> None:
    database, other = lockable

    async def lock(_update_id: int) -> None:
        other.execute("BEGIN IMMEDIATE")

    async with a_process(database, Desk(), Handlers(before=lock)) as office:
        await office.intake.accept([message(5)])
        await office.intake.idle()
        with pytest.raises(PASSING_ERRORS):
            await database.write(lambda _unit: None)
        other.execute("ROLLBACK")
        assert await office.pending() == []
        await office.intake.accept([message(5)])
        await office.intake.idle()
        assert office.handlers.handled == [5]


async def test_what_ends_the_process_again_and_again_is_set_aside_and_the_rest_is_handled(
    database: Database,
) -> None:
    desk, handled = Desk(), list[int]()

    async def deadly(update_id: int) -> None:
        if update_id == 6:
            await forever(update_id)

    async with a_process(database, desk, Handlers(handled, deadly)) as office:
        await office.intake.accept([message(5), message(6, chat_id=2), message(7, chat_id=2)])
        await office.comes_to({6: 0, 7: 0})
    for number in range(1, MOST_STARTS + 1):
        async with a_process(database, desk, Handlers(handled, deadly)) as office:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(recovery, "ALONE_SECONDS", 0.05)
                await office.intake.recover()
            await office.comes_to({6: number, 7: 0})
    assert desk.given_up == []
    async with a_process(database, desk, Handlers(handled, deadly)) as office:
        await office.intake.recover()
        await office.comes_to({})
    assert (desk.given_up, desk.reasons) == ([6], ["died"])
    assert handled == [5, 7]


async def test_a_start_waits_for_a_database_that_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_process(database, Desk(), Handlers(before=forever)) as office:
        await office.intake.accept([message(5)])
    away, read_long = [StoreBusyError("no connection")], database.read_long

    async def back_soon(work: Callable[[StoredUnit], object]) -> object:
        if away:
            raise away.pop()
        return await read_long(work)

    monkeypatch.setattr(database, "read_long", back_soon)
    async with a_process(database, Desk(), Handlers()) as office:
        await office.intake.recover()
        await office.intake.idle()
        assert office.handlers.handled == [5]


async def test_what_only_waits_for_telegram_is_never_set_aside(database: Database) -> None:
    desk = Desk()

    async def cut(_update_id: int) -> None:
        raise CUT

    for _ in range(MOST_STARTS + 3):
        async with a_process(database, desk, Handlers(before=cut)) as office:
            await office.intake.accept([message(5)])
            await asyncio.sleep(0.05)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(recovery, "ALONE_SECONDS", 0.05)
                await office.intake.recover()
            await asyncio.sleep(0.05)
    assert desk.given_up == []
    async with a_process(database, desk, Handlers()) as office:
        await office.intake.recover()
        await office.intake.idle()
        assert office.handlers.handled == [5]


async def test_what_is_left_at_an_orderly_end_is_never_set_aside(database: Database) -> None:
    desk = Desk()
    for _ in range(MOST_STARTS + 3):
        async with a_process(database, desk, Handlers(before=forever)) as office:
            await office.intake.accept([message(5)])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(recovery, "ALONE_SECONDS", 0.05)
                await office.intake.recover()
            await office.nursery.close(0)
            await office.intake.end()
    assert desk.given_up == []
    assert await office.pending() == [5]


async def test_a_chat_that_telegram_slows_down_does_not_hold_up_the_start(database: Database) -> None:
    desk, handled = Desk(), list[int]()

    async def slow(update_id: int) -> None:
        if update_id == 5:
            await forever(update_id)

    async with a_process(database, desk, Handlers(handled, forever)) as office:
        await office.intake.accept([message(5, chat_id=1), message(6, chat_id=2)])
    async with a_process(database, desk, Handlers(handled, slow)) as office:
        await asyncio.wait_for(office.intake.recover(), 5)
        await office.intake.accept([message(7, chat_id=3)])
        await office.comes_to({5: 1})
        assert sorted(handled) == [6, 7]


async def test_new_messages_of_a_chat_wait_for_those_it_left_behind(database: Database) -> None:
    desk, handled = Desk(), list[int]()
    async with a_process(database, desk, Handlers(handled, forever)) as office:
        await office.intake.accept([message(5), message(6)])
    async with a_process(database, desk, Handlers(handled)) as office:
        await office.intake.recover()
        await office.intake.accept([message(7)])
        await office.intake.idle()
        assert handled == [5, 6, 7]


async def test_a_repeated_delivery_is_handled_once_even_while_the_first_is_under_way(
    database: Database,
) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        await office.intake.accept([message(5), message(5)])
        await office.intake.accept([message(5)])
        await office.intake.idle()
        await office.intake.accept([message(5)])
        await office.intake.idle()
        assert office.handlers.handled == [5]
        assert await office.pending() == []


async def test_fetching_goes_on_after_whatever_telegram_says(database: Database) -> None:
    """Another program that fetches with the same token is told to leave, sooner or later."""
    conflict = MessengerError("Conflict: terminated by other getUpdates")
    telegram = Telegram([conflict, CUT, [message(5)]])
    async with a_process(database, Desk(), Handlers(), telegram=telegram) as office:
        polling = office.nursery.start(office.intake.poll(), name="polling")
        async with asyncio.timeout(5):
            while not office.handlers.handled:  # noqa: ASYNC110 (idle would return before anything came)
                await asyncio.sleep(0.01)
        polling.cancel()
        assert office.handlers.handled == [5]


async def test_what_waits_in_the_inbox_cannot_be_read_there(database: Database) -> None:
    async with a_process(database, Desk(), Handlers(before=forever)) as office:
        secret = message(5)
        secret["message"]["text"] = "my password"
        await office.intake.accept([secret])
        [waiting] = await database.read(lambda unit: unit.inbox.pending())
        assert "password" not in waiting.payload
        assert b"my password" in SEAL.open(5, waiting.payload)


async def test_what_was_sealed_with_another_token_is_set_aside(database: Database) -> None:
    async with a_process(database, Desk(), Handlers(before=forever)) as office:
        await office.intake.accept([message(5)])
    desk = Desk()
    async with a_process(database, desk, Handlers(), Seal.of(b"key of another token")) as office:
        await office.intake.recover()
        assert await office.pending() == []
    assert (desk.given_up, desk.reasons) == ([5], ["sealed"])
