"""Operators look up subscribers and accounts: masked first, in full on request, and always written down."""

import asyncio
from datetime import timedelta

import pytest

from domain.email_address import EmailAddress
from domain.lookup import Shape
from domain.phone import Phone
from domain.reading import Status
from domain.unreached import Unreached
from integrations.name_forms import first_forms
from services.desk.lookup import (
    HITS_OF_PAGE,
    LAST_READINGS,
    FullAccount,
    FullSubscriber,
    Hit,
    LookUp,
    TurnPage,
    ViewAccount,
    ViewAccountInFull,
    ViewSubscriber,
    ViewSubscriberInFull,
)
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, ONE_RATE, Household
from tests.services.residents import CHAT, OLEG, OLGA, OTHER_CHAT, People, refused
from tests.services.traces import audit, deeds

UNKNOWN = 999


class Desk:
    """The use cases of looking up, on one database."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.look_up = LookUp(database, clock, first_forms)
        self.turn_page = TurnPage(database, self.look_up)
        self.view_subscriber = ViewSubscriber(database, clock)
        self.view_account = ViewAccount(database, clock)
        self.account_in_full = ViewAccountInFull(database, clock)
        self.subscriber_in_full = ViewSubscriberInFull(database, clock)


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)


# What a text may mean.


@pytest.mark.parametrize("asked", [FLAT, f"00{FLAT}", f"  {FLAT}\n", "100 200 301"])
@pytest.mark.usefixtures("flat")
async def test_a_subscriber_is_found_by_any_spelling_of_the_number(desk: Desk, asked: str) -> None:
    found = await desk.look_up(asked, OLEG)
    assert found.hits == (Hit(number=FLAT),)
    assert found.receipt is None


async def test_a_subscriber_is_found_by_the_receipt_of_a_reading(
    desk: Desk, flat: Household, anna: int
) -> None:
    receipt = (await flat.submit(anna, 12100)).receipt
    found = await desk.look_up(receipt.replace("-", " "), OLEG)
    assert (found.hits, found.receipt) == ((Hit(number=FLAT),), receipt)


@pytest.mark.parametrize(
    "asked", ["anna", "ANNA", "anna@pochta.example", "Anna@Pochta.Example", "8 (921) 000-00-00"]
)
async def test_an_account_is_found_by_login_address_and_phone(desk: Desk, anna: int, asked: str) -> None:
    assert (await desk.look_up(asked, OLEG)).hits == (Hit(account_id=anna, login="Anna"),)


async def test_an_account_is_found_by_an_address_that_is_not_confirmed_yet(
    desk: Desk, flat: Household, anna: int
) -> None:
    await flat.sql("UPDATE accounts SET pending_email = 'new@pochta.example' WHERE id = ?", anna)
    assert [hit.account_id for hit in (await desk.look_up("new@pochta.example", OLEG)).hits] == [anna]


@pytest.mark.usefixtures("flat")
async def test_a_text_with_several_meanings_finds_what_fits_any_of_them(desk: Desk, people: People) -> None:
    account = await people.confirmed(FLAT, email="boris@pochta.example")
    found = await desk.look_up(FLAT, OLEG)
    assert {Shape.NUMBER, Shape.LOGIN} <= set(found.shapes)
    assert found.hits == (Hit(number=FLAT), Hit(account_id=account, login=FLAT))


async def test_an_account_that_fits_twice_is_one_hit(desk: Desk, people: People) -> None:
    account = await people.confirmed("89210000000", phone=Phone.parse("89210000000"))
    assert (await desk.look_up("89210000000", OLEG)).hits == (Hit(account_id=account, login="89210000000"),)


async def test_hits_come_page_by_page_each_once(desk: Desk, people: People) -> None:
    for number in range(2 * HITS_OF_PAGE + 1):
        email = f"resident{number}@pochta.example"
        await people.registered(f"resident{number}", chat_id=1000 + number, email=email)
    first = await desk.look_up("89210000000", OLEG)
    assert (first.total, first.page, first.pages, first.is_cut) == (2 * HITS_OF_PAGE + 1, 0, 3, False)
    others = [await desk.turn_page(first.entry, page, OLGA) for page in (1, 2, 7)]
    assert [each.page for each in others] == [1, 2, 2], "the last page stands for those behind it"
    seen = [hit.login for each in (first, *others[:2]) for hit in each.hits]
    assert len(seen) == len(set(seen)) == 2 * HITS_OF_PAGE + 1


@pytest.mark.usefixtures("flat")
async def test_a_page_of_what_was_never_looked_up_is_refused(desk: Desk) -> None:
    await desk.view_subscriber(FLAT, OLEG)
    for entry in (1, UNKNOWN):
        with refused("lookup-gone"):
            await desk.turn_page(entry, 0, OLEG)


async def test_a_text_that_fits_nothing_is_noted_all_the_same(database: Database, desk: Desk) -> None:
    assert (await desk.look_up("nobody", OLEG)).hits == ()
    assert await deeds(database, "lookup") == [("Олег", "looked-up", {"asked": "nobody", "hits": 0})]


@pytest.mark.parametrize("asked", ["", "  ", "?", "x" * 300])
async def test_a_text_that_means_nothing_is_refused_and_leaves_no_entry(
    database: Database, desk: Desk, asked: str
) -> None:
    with refused("lookup-not-understood"):
        await desk.look_up(asked, OLEG)
    assert await audit(database) == []


# A subscriber.


async def test_a_subscriber_is_shown_with_meters_readings_and_holders_but_without_money(
    desk: Desk, flat: Household, anna: int
) -> None:
    receipt = (await flat.submit(anna, 12100)).receipt
    seen = await desk.view_subscriber(FLAT, OLEG)
    assert (seen.number, seen.address, seen.closed) == (FLAT, "ул. Яблоневая, д. 1, кв. 1", False)
    assert [meter.id for meter in seen.meters] == [ONE_RATE]
    assert [(reading.receipt, reading.status) for reading in seen.readings] == [(receipt, Status.ACCEPTED)]
    assert [holder.login for holder in seen.holders] == ["Anna"]
    assert "4848" not in repr(seen)


async def test_address_and_phone_of_a_holder_are_covered(desk: Desk, anna: int) -> None:
    (holder,) = (await desk.view_subscriber(FLAT, OLEG)).holders
    assert holder.account_id == anna
    assert (holder.email_masked, holder.phone_masked) == ("a***@p***.example", "+7(921)***-**-00")
    assert (holder.email_confirmed, holder.email_pending, holder.notices_muted) == (True, False, False)
    for secret in ("anna@", "pochta", "0000000"):
        assert secret not in repr(holder)


async def test_a_holder_without_a_phone_has_none_to_cover(
    desk: Desk, people: People, flat: Household
) -> None:
    await flat.add(await people.confirmed(phone=None))
    (holder,) = (await desk.view_subscriber(FLAT, OLEG)).holders
    assert holder.phone_masked is None


async def test_chats_that_blocked_the_bot_are_counted_as_not_reachable(
    database: Database, desk: Desk, people: People, anna: int
) -> None:
    await people.sign_in_chat(anna, OTHER_CHAT)
    await database.write(
        lambda unit: unit.outbox.mark_unreachable(OTHER_CHAT, people.clock(), Unreached.BLOCKED)
    )
    (holder,) = (await desk.view_subscriber(FLAT, OLEG)).holders
    assert (holder.chats, holder.reachable) == (2, 1)


async def test_only_the_last_readings_are_shown_and_the_one_that_was_asked_for_whatever_its_age(
    desk: Desk, flat: Household, anna: int
) -> None:
    receipts = []
    for month in range(LAST_READINGS + 2):
        receipts.append((await flat.submit(anna, 12010 + month)).receipt)
        flat.clock.pass_time(timedelta(days=31))
    seen = await desk.view_subscriber(FLAT, OLEG, receipts[0])
    assert [reading.receipt for reading in seen.readings] == receipts[: -LAST_READINGS - 1 : -1]
    assert seen.asked is not None
    assert seen.asked.receipt == receipts[0]


async def test_a_receipt_of_another_subscriber_is_not_shown_here(
    desk: Desk, flat: Household, anna: int
) -> None:
    receipt = (await flat.submit(anna, 12100)).receipt
    await flat.settle("100200302")
    assert (await desk.view_subscriber("100200302", OLEG, receipt)).asked is None


async def test_a_closed_subscriber_is_shown_as_closed(desk: Desk, flat: Household) -> None:
    await flat.sql("UPDATE subscribers SET closed_at = '2026-11-01'")
    assert (await desk.view_subscriber(FLAT, OLEG)).closed


# An account.


async def test_an_account_is_shown_with_its_numbers_and_covered(desk: Desk, anna: int) -> None:
    seen = await desk.view_account(anna, OLEG)
    assert seen.numbers == (FLAT,)
    assert (seen.holder.login, seen.holder.email_masked) == ("Anna", "a***@p***.example")
    assert (seen.holder.chats, seen.holder.reachable) == (1, 1)


async def test_an_address_that_waits_for_its_letter_is_told_of_but_not_shown(
    desk: Desk, flat: Household, anna: int
) -> None:
    await flat.sql("UPDATE accounts SET pending_email = 'new@pochta.example' WHERE id = ?", anna)
    seen = await desk.view_account(anna, OLEG)
    assert seen.holder.email_pending
    assert "new@" not in repr(seen)


async def test_open_alerts_about_a_number_or_an_account_are_shown_with_it(
    desk: Desk, flat: Household, anna: int
) -> None:
    await flat.submit(anna, 15000, insist=True)
    await flat.ask(anna, "Когда будет свет?")
    review, question = [alert.id for alert in await flat.alerts()]
    assert [alert.id for alert in (await desk.view_subscriber(FLAT, OLEG)).alerts] == [review]
    assert [alert.id for alert in (await desk.view_account(anna, OLEG)).alerts] == [question]
    await flat.decide_reading(review, OLEG, accept=True)
    await flat.resolve_question(anna, CHAT, question)
    assert (await desk.view_subscriber(FLAT, OLEG)).alerts == ()
    assert (await desk.view_account(anna, OLEG)).alerts == ()


# What is covered or left out otherwise.


async def test_an_account_in_full_shows_address_and_phone(desk: Desk, flat: Household, anna: int) -> None:
    await flat.sql("UPDATE accounts SET pending_email = 'new@pochta.example' WHERE id = ?", anna)
    assert await desk.account_in_full(anna, OLEG) == FullAccount(
        "Anna", "anna@pochta.example", "new@pochta.example", "+7(921)0000000"
    )


async def test_an_address_in_another_alphabet_is_shown_in_it(desk: Desk, people: People) -> None:
    account = await people.registered(email=EmailAddress.parse("anna@почта.рф").text)
    full = await desk.account_in_full(account, OLEG)
    assert (full.email, full.pending_email) == ("anna@почта.рф", None)


async def test_a_subscriber_in_full_shows_debt_and_penalty_in_kopecks(desk: Desk, flat: Household) -> None:
    await flat.sql("UPDATE subscribers SET penalty = 17")
    assert await desk.subscriber_in_full(FLAT, OLEG) == FullSubscriber(FLAT, 4848, 17)


# Errors and entries.


async def test_what_is_gone_since_the_list_was_shown_is_refused_and_leaves_no_entry(
    database: Database, desk: Desk
) -> None:
    with refused("lookup-gone"):
        await desk.view_subscriber(FLAT, OLEG)
    with refused("lookup-gone"):
        await desk.subscriber_in_full(FLAT, OLEG)
    with refused("lookup-gone"):
        await desk.view_account(UNKNOWN, OLEG)
    with refused("lookup-gone"):
        await desk.account_in_full(UNKNOWN, OLEG)
    assert await audit(database) == []


async def test_every_look_is_written_down_with_the_operator_and_without_what_was_seen(
    database: Database, desk: Desk, anna: int
) -> None:
    await desk.view_subscriber(FLAT, OLEG)
    await desk.subscriber_in_full(FLAT, OLEG)
    await desk.view_account(anna, OLGA)
    await desk.account_in_full(anna, OLGA)
    assert [
        (entry.operator.name, entry.action, entry.subject, entry.details) for entry in await audit(database)
    ] == [
        ("Олег", "looked-up", f"number:{FLAT}", {}),
        ("Олег", "seen-in-full", f"number:{FLAT}", {}),
        ("Ольга", "looked-up", f"account:{anna}", {}),
        ("Ольга", "seen-in-full", f"account:{anna}", {}),
    ]


async def test_two_operators_who_look_at_once_both_leave_an_entry(
    database: Database, desk: Desk, anna: int
) -> None:
    await asyncio.gather(desk.account_in_full(anna, OLEG), desk.account_in_full(anna, OLGA))
    assert sorted(name for name, *_ in await deeds(database, f"account:{anna}")) == ["Олег", "Ольга"]


@pytest.mark.usefixtures("anna")
async def test_a_search_is_written_down_as_it_was_typed(database: Database, desk: Desk) -> None:
    await desk.look_up("  8 921 000-00-00 ", OLEG)
    assert await deeds(database, "lookup") == [("Олег", "looked-up", {"asked": "8 921 000-00-00", "hits": 1})]
