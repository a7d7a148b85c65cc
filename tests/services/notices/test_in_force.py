"""Notices in force: for which homes, until when, and who hears that this has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.notice import UNTOLD, Counts, NoticeKind, NoticeState, Validity
from services.notices.in_force import CallOffNotice, FindInForce, ListInForce, ProlongNotice, ViewSupply
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.notices.test_notices import TEXT, Desk
from tests.services.residents import CHAT, OLEG, OLGA, OTHER_CHAT, People, refused

HOUR = timedelta(hours=1)


class Supply(Desk):
    """The use cases about notices in force on one database."""

    def __init__(self, database: Database, clock: FakeClock, people: People) -> None:
        super().__init__(database, clock, people)
        self.view = ViewSupply(database, clock)
        self.list_in_force = ListInForce(database, clock)
        self.find_in_force = FindInForce(database, clock)
        self.prolong = ProlongNotice(database, clock)
        self.call_off = CallOffNotice(database, clock)

    async def told(self, asked: str = "", *, hours: int = 3, kind: NoticeKind = NoticeKind.PLANNED) -> int:
        """A notice that was confirmed and holds for some hours."""
        validity = Validity(kind, None, self.clock() + hours * HOUR)
        if asked:
            found = await self.address_streets(TEXT, asked, OLEG, asked, validity=validity)
            notice_id = found.notice_id
        else:
            notice_id = await self.address_everybody(TEXT, OLEG, "all", validity=validity)
        await self.confirm(notice_id, OLEG)
        return notice_id

    async def known_to(self, account_id: int) -> list[int]:
        """The notices that somebody without light is shown."""
        return [notice.id for home in await self.view(account_id) for notice in home.notices]


@pytest.fixture
async def desk(database: Database, clock: FakeClock, people: People) -> Supply:
    desk = Supply(database, clock, people)
    await desk.build()
    return desk


@pytest.mark.parametrize(
    ("asked", "number", "is_meant"),
    [
        ("", "100200301", True),
        ("Яблоневая 1", "100200301", True),
        ("Яблоневая 1", "100200303", False),
        ("на Яблоневой улице", "100200303", True),
        ("Клюква 17", "100200305", True),
        ("Клюква 17", "100200301", False),
    ],
)
async def test_a_notice_is_known_of_the_homes_that_it_names(
    desk: Supply, asked: str, number: str, *, is_meant: bool
) -> None:
    anna = await desk.resident("anna", number)
    notice_id = await desk.told(asked)
    assert await desk.known_to(anna) == [notice_id] * is_meant


async def test_a_number_that_was_added_after_the_notice_has_it_by_its_address(desk: Supply) -> None:
    notice_id = await desk.told("Яблоневая 1")
    anna = await desk.resident("anna", "100200301")
    assert await desk.known_to(anna) == [notice_id]


async def test_one_who_mutes_notices_is_shown_them_all_the_same(desk: Supply) -> None:
    anna = await desk.resident("anna", "100200301")
    await desk.household.sql("UPDATE accounts SET notices_muted = 1")
    notice_id = await desk.told("Яблоневая 1")
    assert await desk.known_to(anna) == [notice_id]


async def test_who_has_not_confirmed_the_address_has_no_homes(desk: Supply) -> None:
    anna = await desk.resident("anna", "100200301")
    await desk.told()
    await desk.household.sql("UPDATE accounts SET email_confirmed_at = NULL")
    assert await desk.view(anna) == ()


async def test_closed_numbers_are_no_homes_and_one_can_be_asked_for(desk: Supply) -> None:
    anna = await desk.resident("anna", "100200301", "100200303", "100200305")
    await desk.household.sql("UPDATE subscribers SET closed_at = '2026-11-01' WHERE number = '100200303'")
    assert [home.holding.number for home in await desk.view(anna)] == ["100200301", "100200305"]
    assert [home.holding.number for home in await desk.view(anna, "100200303")] == ["100200303"]
    with refused("not-yours"):
        await desk.view(anna, "100200302")


async def test_a_notice_holds_until_its_end_and_not_longer(desk: Supply, clock: FakeClock) -> None:
    notice_id = await desk.told(hours=3)
    clock.pass_time(3 * HOUR - timedelta(seconds=1))
    assert [notice.id for notice in await desk.list_in_force()] == [notice_id]
    clock.pass_time(timedelta(seconds=1))
    assert await desk.list_in_force() == []


async def test_drafts_and_cancelled_notices_and_those_without_an_end_are_not_in_force(desk: Supply) -> None:
    await desk.address_everybody(TEXT, OLEG, "draft", validity=Validity(until=desk.clock() + HOUR))
    await desk.confirmed()
    await desk.cancel(await desk.told("Яблоневая 1"), OLEG)
    assert await desk.list_in_force() == []


async def test_what_holds_is_kept_with_the_notice(desk: Supply) -> None:
    validity = Validity(NoticeKind.EMERGENCY, desk.clock() + HOUR, desk.clock() + 2 * HOUR)
    notice_id = await desk.address_everybody(TEXT, OLEG, "draft", validity=validity)
    assert (await desk.progress(notice_id)).notice.validity == validity
    await desk.address_everybody(TEXT, OLEG, "draft")
    assert (await desk.progress(notice_id)).notice.validity == UNTOLD


async def test_a_draft_whose_end_has_passed_does_not_go_out(desk: Supply, clock: FakeClock) -> None:
    validity = Validity(until=desk.clock() + HOUR)
    notice_id = await desk.address_everybody(TEXT, OLEG, "draft", validity=validity)
    clock.pass_time(HOUR)
    with refused("notice-outdated"):
        await desk.confirm(notice_id, OLEG)


# What follows a notice.


async def test_all_who_got_a_notice_hear_that_it_is_called_off_and_nobody_else(desk: Supply) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.told("Яблоневая 1")
    assert await desk.go_out() == [str(CHAT)]
    await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    await desk.call_off(notice_id, OLGA, "key")
    assert await desk.list_in_force() == []
    assert await desk.go_out() == [str(CHAT)]
    mailing = await desk.progress(notice_id + 1)
    assert (mailing.notice.follows, mailing.notice.state) == (notice_id, NoticeState.FINISHED)
    assert mailing.counts == Counts(delivered=1)


async def test_who_muted_notices_meanwhile_hears_no_more(desk: Supply) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.told("Яблоневая 1")
    await desk.go_out()
    await desk.household.sql("UPDATE accounts SET notices_muted = 1")
    await desk.call_off(notice_id, OLEG, "key")
    assert await desk.go_out() == []


async def test_a_notice_that_is_still_going_out_is_cancelled_when_it_is_called_off(desk: Supply) -> None:
    await desk.resident("anna", "100200301")
    await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    notice_id = await desk.told("Яблоневая 1")
    await desk.advance()
    on_its_way = await desk.take_one()
    await desk.call_off(notice_id, OLEG, "key")
    await desk.advance()
    assert (await desk.progress(notice_id + 1)).counts.total == 0, "it is not known who got the first"
    await desk.mark_sent(on_its_way)
    assert await desk.go_out() == [on_its_way.recipient]
    assert (await desk.progress(notice_id)).counts == Counts(delivered=1, withdrawn=1)


async def test_a_paused_notice_that_is_prolonged_is_followed_where_it_arrived(desk: Supply) -> None:
    await desk.resident("anna", "100200301")
    await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    notice_id = await desk.told("Яблоневая 1")
    await desk.advance()
    on_its_way = await desk.take_one()
    await desk.pause(notice_id, OLEG)
    await desk.mark_sent(on_its_way)
    await desk.prolong(notice_id, desk.clock() + 9 * HOUR, OLEG, "key")
    assert await desk.go_out() == [on_its_way.recipient]


async def test_a_prolonged_notice_holds_longer_and_a_repeat_changes_nothing(
    desk: Supply, clock: FakeClock
) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.told("Яблоневая 1", hours=1)
    await desk.go_out()
    until = desk.clock() + 5 * HOUR
    for _ in range(2):
        await desk.prolong(notice_id, until, OLGA, "key")
    assert await desk.go_out() == [str(CHAT)]
    clock.pass_time(4 * HOUR)
    assert (await desk.find_in_force(notice_id)).validity.until == until
    for _ in range(2):
        await desk.call_off(notice_id, OLGA, "other")
    assert await desk.go_out() == [str(CHAT)]
    assert [action for _, action in await desk.actions()] == [
        "notice-confirmed",
        "notice-prolonged",
        "notice-called-off",
    ]


async def test_what_is_not_in_force_is_neither_prolonged_nor_called_off(
    desk: Supply, clock: FakeClock
) -> None:
    notice_id = await desk.told(hours=1)
    clock.pass_time(HOUR)
    with refused("notice-not-in-force"):
        await desk.prolong(notice_id, desk.clock() + HOUR, OLEG, "key")
    for unknown in (notice_id, 999):
        with refused("notice-not-in-force"):
            await desk.call_off(unknown, OLEG, "key")
    with refused("notice-not-in-force"):
        await desk.find_in_force(notice_id)
    assert await desk.go_out() == []


async def test_who_got_a_notice_is_known_for_as_long_as_it_is_in_force(desk: Supply) -> None:
    await desk.resident("anna", "100200301")
    notice_id = await desk.told("Яблоневая 1", hours=24 * 40)
    await desk.go_out()
    later = desk.clock() + timedelta(days=31)
    assert await desk.database.write(lambda unit: unit.notices.forget(later, 100)) == 0
    await desk.call_off(notice_id, OLEG, "key")
    assert await desk.go_out() == [str(CHAT)]
