"""How a confirmed notice goes out when something else happens between two looks at it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest

from domain.notice import Counts, NoticeState
from services.messages import MessageKind
from services.notices.sending import IN_OUTBOX, AdvanceNotices, Step
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.notices.test_notices import Desk, crowd
from tests.services.residents import OLEG, OLGA, People
from tests.services.traces import newest_alert, waiting

Result = TypeVar("Result")


@pytest.fixture
async def desk(database: Database, clock: FakeClock, people: People) -> Desk:
    desk = Desk(database, clock, people)
    await desk.build()
    return desk


@dataclass
class Interrupted:
    """Units of work between which an operator is faster."""

    database: Database
    press: Callable[[], Awaitable[None]]

    async def read(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Read, and let the operator press before anything is written."""
        result = await self.database.read(work)
        await self.press()
        return result

    async def read_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        return await self.database.read_long(work)

    async def write(self, work: Callable[[StoredUnit], Result]) -> Result:
        return await self.database.write(work)

    async def write_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        return await self.database.write_long(work)

    def ride(self, work: Callable[[StoredUnit], object]) -> None:
        self.database.ride(work)


async def test_without_a_confirmed_notice_there_is_nothing_to_do(desk: Desk) -> None:
    await desk.address_everybody("Завтра не будет света", OLEG, "draft")
    assert await desk.advance_notices() is Step.NOTHING


async def test_the_recipients_are_written_down_before_anything_goes_out(desk: Desk) -> None:
    await crowd(desk, 2)
    await desk.confirmed()
    steps = [await desk.advance_notices() for _ in range(3)]
    assert steps == [Step.GATHERED, Step.SENT_ON, Step.NOTHING]


async def test_two_looks_at_once_reach_every_chat_once(desk: Desk) -> None:
    await crowd(desk, 5)
    notice_id = await desk.confirmed()
    for _ in range(3):
        await asyncio.gather(*(desk.advance_notices() for _ in range(3)))
    recipients = [message.recipient for message in await waiting(desk.database, MessageKind.NOTICE)]
    assert sorted(recipients) == sorted({str(1000 + place) for place in range(5)})
    assert (await desk.progress(notice_id)).counts == Counts(waiting=5)


@pytest.mark.parametrize(
    ("press", "state"), [("pause", NoticeState.PAUSED), ("cancel", NoticeState.CANCELLING)]
)
async def test_an_operator_who_presses_between_look_and_work_is_obeyed(
    desk: Desk, press: str, state: NoticeState
) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    await desk.advance_notices()  # the recipients are known now

    async def steer() -> None:
        await (desk.pause if press == "pause" else desk.cancel)(notice_id, OLGA)

    await AdvanceNotices(Interrupted(desk.database, steer), desk.clock)()
    assert await waiting(desk.database, MessageKind.NOTICE) == []
    assert (await desk.progress(notice_id)).notice.state is state


async def test_a_notice_cancelled_before_its_recipients_are_known_ends_without_any(desk: Desk) -> None:
    await crowd(desk, 3)
    notice_id = await desk.confirmed()
    await desk.cancel(notice_id, OLGA)
    assert await desk.go_out() == []
    progress = await desk.progress(notice_id)
    assert (progress.notice.state, progress.counts) == (NoticeState.CANCELLED, Counts())


async def test_the_group_hears_who_cancelled_and_how_many_chats_were_reached(desk: Desk) -> None:
    await crowd(desk, IN_OUTBOX + 1)
    notice_id = await desk.confirmed()
    await desk.advance()
    await desk.send(2)
    await desk.cancel(notice_id, OLGA)
    await desk.go_out()

    alert = await desk.household.alert(await newest_alert(desk.database))
    assert alert.kind == "notice-finished"
    assert alert.details == {
        "notice": str(notice_id),
        "operator": "Олег",
        "outcome": "cancelled",
        "cancelled_by": "Ольга",
        "delivered": 2,
        "unreachable": 0,
        "failed": 0,
        "withdrawn": IN_OUTBOX - 1,
    }
