"""An update that meets trouble alone is given up after some minutes: nobody stands still behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.process.patience import LONG_ENOUGH
from services.units import StoreBusyError
from services.visitor import Visitor
from storage.sqlite.database import Database
from tests.bot.intake.test_intake import CUT, Desk, Handlers, Office, a_process, message
from tests.bot.intake.test_tolerance import kept_aside
from ui.messenger import TooFastError

HOURS = 6 * 3600.0


@dataclass
class Trouble:
    """Update 5 fails for some seconds by the clock of the office; then it is handled."""

    error: Exception
    lasts: float = 1e9
    others: Callable[[], Awaitable[object]] | None = None
    """What happens in each pause."""
    waited: float = 0.0
    office: Office = field(init=False)

    async def __call__(self, update_id: int) -> None:
        if update_id == 5 and self.waited < self.lasts:
            raise self.error

    async def sleep(self, seconds: float) -> None:
        self.waited += seconds
        self.office.clock.pass_time(timedelta(seconds=seconds))
        if self.others is not None:
            await self.others()
        await asyncio.sleep(0)

    async def somebody_is_answered(self) -> None:
        self.office.chats.note(2)

    async def somebody_is_stored(self) -> None:
        await self.office.database.write(lambda _unit: None)


@pytest.mark.parametrize("error", [CUT, TooFastError("slow", 3), TooFastError("slow", HOURS)])
async def test_the_chat_goes_on_when_one_update_waits_for_what_others_get_through(
    database: Database, error: Exception
) -> None:
    trouble, desk = Trouble(error), Desk()
    trouble.others = trouble.somebody_is_answered
    async with a_process(database, desk, Handlers(before=trouble), sleep=trouble.sleep) as office:
        trouble.office = office
        await office.intake.accept([message(5), message(6)])
        await office.intake.idle()
        assert LONG_ENOUGH.total_seconds() <= trouble.waited < 2 * LONG_ENOUGH.total_seconds()
        assert office.handlers.handled == [6]
        assert desk.late == [(5, 1)]
        assert await office.pending() == []
        assert await kept_aside(database) == [5]
        await office.intake.accept([message(5)])
        await office.intake.idle()
        assert (office.handlers.handled, desk.late) == ([6], [(5, 1)]), "it does not begin again"
    async with a_process(database, desk, Handlers()) as office:
        await office.intake.recover()
        await office.intake.idle()
        assert office.handlers.handled == []


async def test_everything_waits_while_telegram_carries_out_nothing_for_anybody(database: Database) -> None:
    trouble, desk = Trouble(CUT, lasts=HOURS), Desk()
    trouble.others = trouble.somebody_is_stored
    async with a_process(database, desk, Handlers(before=trouble), sleep=trouble.sleep) as office:
        trouble.office = office
        await office.intake.accept([message(5), message(6)])
        await office.intake.idle()
        assert trouble.waited >= HOURS
        assert office.handlers.handled == [5, 6]
        assert desk.late == []


async def test_what_the_store_does_not_take_is_given_up_only_where_it_takes_what_others_write(
    database: Database,
) -> None:
    trouble, desk = Trouble(StoreBusyError("locked")), Desk()
    trouble.others = trouble.somebody_is_stored
    async with a_process(database, desk, Handlers(before=trouble), sleep=trouble.sleep) as office:
        trouble.office = office
        await office.intake.accept([message(5), message(6)])
        await office.intake.idle()
        assert office.handlers.handled == [6]
        assert desk.late == [(5, 1)]


@pytest.mark.parametrize("is_last", [True, False])
async def test_a_handler_that_cancels_itself_leaves_its_chat_as_it_is(
    database: Database,
    is_last: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    failed: list[type[Exception]] = []

    async def cancelled(update_id: int) -> None:
        if update_id == 5:
            raise asyncio.CancelledError

    class Told(Desk):
        async def handling_failed(self, visitor: Visitor, error: Exception) -> None:
            assert visitor.chat_id == 1
            failed.append(type(error))

    async with a_process(database, Told(), Handlers(before=cancelled)) as office:
        await office.intake.accept([message(5)] if is_last else [message(5), message(6)])
        await office.intake.idle()
        await office.intake.accept([message(7)])
        await office.intake.idle()
        assert office.handlers.handled == ([7] if is_last else [6, 7])
        assert failed == [RuntimeError]
        assert await office.pending() == []
