"""An operator takes an alert in work, gives it back or closes it, and the others hear of that."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from domain.alert import LOCK, Hold
from domain.errors import DomainError
from domain.operator import Operator
from services.desk.taking import CloseAlert, ReleaseAlert, TakeAlert
from services.notices.preparing import AddressEverybody, ConfirmNotice
from services.notices.sending import AdvanceNotices, Step
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import CHAT, MOSCOW, OLEG, OLGA, refused
from tests.services.traces import deeds, let_go, newest_alert, waiting

ALERT = "alert"
UNKNOWN = 999


class Desk:
    """The use cases about an alert in work, on one database."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.take = TakeAlert(database, clock, MOSCOW)
        self.release = ReleaseAlert(database, clock, MOSCOW)
        self.close = CloseAlert(database, clock, MOSCOW)

    @property
    def deeds(self) -> tuple[Callable[[int, Operator], Awaitable[object]], ...]:
        """Everything that can be done to an alert here."""
        return self.take, self.release, self.close


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)


async def news(database: Database, clock: FakeClock) -> int:
    """An alert that is only to be read: a notice that reached nobody has ended."""
    notice = await AddressEverybody(database, clock)("Завтра не будет света", OLEG, "draft")
    await ConfirmNotice(database, clock)(notice, OLEG)
    advance = AdvanceNotices(database, clock)
    while await advance() is not Step.NOTHING:
        pass
    return await newest_alert(database)


# Taking.


async def test_a_taken_alert_belongs_to_one_operator_for_half_an_hour(
    database: Database, desk: Desk, flat: Household, review: int
) -> None:
    now = flat.clock()
    hold = await desk.take(review, OLEG)
    assert hold == Hold(OLEG, now, now + LOCK)
    assert (await flat.alert(review)).hold == hold
    assert await deeds(database, f"alert:{review}") == [
        ("Олег", "alert-taken", {"until": "2026-11-22T09:30:00+00:00"})
    ]


async def test_an_operator_who_takes_again_keeps_the_first_half_hour(
    database: Database, desk: Desk, clock: FakeClock, review: int
) -> None:
    first = await desk.take(review, OLEG)
    clock.pass_time(timedelta(minutes=10))
    assert await desk.take(review, OLEG) == first
    assert len(await deeds(database, f"alert:{review}")) == 1


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        (timedelta(), "12:30"),
        (timedelta(seconds=1), "12:31"),
        (timedelta(hours=11, minutes=50), "23.11 00:20"),
    ],
    ids=["today", "rounded up", "tomorrow"],
)
async def test_the_others_hear_who_has_it_and_until_when(
    desk: Desk, clock: FakeClock, forgery: int, later: timedelta, shown: str
) -> None:
    clock.pass_time(later)
    await desk.take(forgery, OLEG)
    for deed in desk.deeds:
        with refused("alert-taken", by="Олег", until=shown):
            await deed(forgery, OLGA)


async def test_after_half_an_hour_another_operator_may_take_it(
    database: Database, desk: Desk, flat: Household, review: int
) -> None:
    await desk.take(review, OLEG)
    flat.clock.pass_time(LOCK - timedelta(seconds=1))
    with refused("alert-taken", by="Олег", until="12:30"):
        await desk.take(review, OLGA)
    flat.clock.pass_time(timedelta(seconds=1))
    await desk.take(review, OLGA)
    hold = (await flat.alert(review)).hold
    assert hold is not None
    assert hold.operator == OLGA
    assert [name for name, *_ in await deeds(database, f"alert:{review}")] == ["Олег", "Ольга"]


async def test_of_two_operators_who_take_at_once_the_second_is_told_of_the_first(
    database: Database, desk: Desk, flat: Household, review: int
) -> None:
    outcomes = await asyncio.gather(desk.take(review, OLEG), desk.take(review, OLGA), return_exceptions=True)
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    hold = (await flat.alert(review)).hold
    assert hold is not None
    assert (error.code, error.values) == ("alert-taken", {"by": hold.operator.name, "until": "12:30"})
    assert [name for name, *_ in await deeds(database, f"alert:{review}")] == [hold.operator.name]


async def test_the_message_of_an_alert_is_drawn_again_only_when_something_changed(
    database: Database, desk: Desk, review: int
) -> None:
    await let_go(database)
    await desk.take(review, OLEG)
    assert [message.details for message in await waiting(database, ALERT)] == [{"alert": review}]
    await let_go(database)
    await desk.take(review, OLEG)
    assert await waiting(database, ALERT) == []
    await desk.release(review, OLEG)
    assert [message.details for message in await waiting(database, ALERT)] == [{"alert": review}]


# Giving back.


async def test_a_released_alert_waits_from_then_on_and_another_operator_may_take_it(
    database: Database, desk: Desk, flat: Household, review: int
) -> None:
    await desk.take(review, OLEG)
    flat.clock.pass_time(timedelta(minutes=5))
    await desk.release(review, OLEG)
    released = await flat.alert(review)
    assert (released.hold, released.waiting_since) == (None, flat.clock())
    await desk.take(review, OLGA)
    assert [deed[:2] for deed in await deeds(database, f"alert:{review}")] == [
        ("Олег", "alert-taken"),
        ("Олег", "alert-released"),
        ("Ольга", "alert-taken"),
    ]


async def test_releasing_an_alert_that_no_operator_has_changes_nothing(
    database: Database, desk: Desk, flat: Household, review: int
) -> None:
    before = await flat.alert(review)
    await desk.release(review, OLEG)
    assert await flat.alert(review) == before
    assert await deeds(database, f"alert:{review}") == []


# Closing.


@pytest.mark.parametrize("taken_before", [False, True])
async def test_an_alert_that_asks_for_attention_is_closed_by_the_operator_who_looked(
    database: Database,
    desk: Desk,
    flat: Household,
    forgery: int,
    taken_before: bool,  # noqa: FBT001
) -> None:
    if taken_before:
        await desk.take(forgery, OLEG)
    await desk.close(forgery, OLEG)
    closed = await flat.alert(forgery)
    assert (closed.decided_by, closed.outcome, closed.decided_at) == ("Олег", "closed", flat.clock())
    assert (await deeds(database, f"alert:{forgery}"))[-1] == (
        "Олег",
        "alert-closed",
        {"kind": "forged-press"},
    )


async def test_of_two_operators_who_close_at_once_the_second_is_told_of_the_first(
    desk: Desk, flat: Household, forgery: int
) -> None:
    outcomes = await asyncio.gather(
        desk.close(forgery, OLEG), desk.close(forgery, OLGA), return_exceptions=True
    )
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    closed_by = (await flat.alert(forgery)).decided_by
    assert (error.code, error.values) == ("alert-already-decided", {"by": closed_by})


async def test_an_alert_that_asks_for_a_decision_cannot_just_be_closed(
    desk: Desk, flat: Household, review: int, question: int
) -> None:
    for alert_id in (review, question):
        with refused("alert-unknown"):
            await desk.close(alert_id, OLEG)
        assert not (await flat.alert(alert_id)).is_decided


async def test_a_closed_alert_can_be_neither_taken_nor_released_nor_closed(desk: Desk, forgery: int) -> None:
    await desk.close(forgery, OLEG)
    for deed in desk.deeds:
        with refused("alert-already-decided", by="Олег"):
            await deed(forgery, OLGA)


async def test_an_alert_that_the_resident_ended_names_no_operator(
    desk: Desk, flat: Household, anna: int, question: int
) -> None:
    await flat.resolve_question(anna, CHAT, question)
    for deed in desk.deeds:
        with refused("alert-already-closed"):
            await deed(question, OLEG)


async def test_news_and_unknown_alerts_can_be_neither_taken_nor_released_nor_closed(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    for alert_id in (await news(database, clock), UNKNOWN):
        for deed in desk.deeds:
            with refused("alert-unknown"):
                await deed(alert_id, OLEG)
        assert await deeds(database, f"alert:{alert_id}") == []
