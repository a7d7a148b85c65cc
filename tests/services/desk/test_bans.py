"""Bans: who is meant, what is banned and told, and what a repeat changes."""

from __future__ import annotations

import pytest

from domain.account import Session
from domain.ban import Ban, Subject, SubjectKind
from services.desk.acquaintance import KnowChats, KnownChat, Strangers, ViewSessions
from services.desk.bans import (
    BANS_OF_PAGE,
    BanSubjects,
    FindBannable,
    LiftBans,
    ListBans,
    ViewBannable,
)
from services.people.visiting import ViewVisitor
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, Household
from tests.services.residents import CHAT, OLEG, OLGA, OTHER_CHAT, People, refused
from tests.services.traces import deeds, let_go, waiting

SPAM = "spam"


def account(number: int) -> Subject:
    return Subject(SubjectKind.ACCOUNT, number)


def chat(number: int) -> Subject:
    return Subject(SubjectKind.CHAT, number)


class Gate:
    """The use cases about bans, on one database."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self.find = FindBannable(database)
        self.view = ViewBannable(database)
        self.ban = BanSubjects(database, clock)
        self.lift = LiftBans(database, clock)
        self.list = ListBans(database)
        self.visitor = ViewVisitor(database)

    async def told(self) -> list[tuple[str, str]]:
        """List who is told what, and let it go out."""
        left = await waiting(self.database, "access-closed", "access-opened")
        await let_go(self.database)
        return [(each.recipient, each.kind) for each in left]

    async def closed(self, *chats: int) -> list[str | None]:
        """Tell why some chats are banned."""
        return [(await self.visitor(chat_id)).ban for chat_id in chats]


@pytest.fixture
def gate(database: Database, clock: FakeClock) -> Gate:
    return Gate(database, clock)


@pytest.fixture
async def anna(people: People) -> int:
    """Somebody who is signed in in two chats."""
    account_id = await people.confirmed()
    await people.sign_in_chat(account_id, OTHER_CHAT)
    return account_id


# Who is meant.


@pytest.mark.parametrize("text", ["anna", "ANNA", " Anna ", "anna@pochta.example", "8 921 000-00-00"])
async def test_an_account_is_found_by_login_address_and_phone(gate: Gate, anna: int, text: str) -> None:
    [found] = await gate.find(text)
    assert (found.subject, found.login, found.chats) == (account(anna), "Anna", (CHAT, OTHER_CHAT))


async def test_all_holders_of_a_number_are_found(
    gate: Gate, flat: Household, people: People, anna: int
) -> None:
    boris = await people.registered("Boris", chat_id=300)
    await people.confirm_by_token(await people.last_token(), 300)
    for holder in (anna, boris):
        await flat.add(holder)
    assert [found.login for found in await gate.find(FLAT)] == ["Anna", "Boris"]


@pytest.mark.parametrize("text", [f"чат {CHAT}", str(CHAT)])
async def test_a_chat_is_found_by_its_number(gate: Gate, anna: int, text: str) -> None:
    [found] = await gate.find(text)
    assert (found.subject, found.login, found.chats) == (chat(CHAT), "", ())
    assert anna


async def test_bare_digits_of_a_chat_that_nobody_knows_mean_nobody(gate: Gate) -> None:
    with refused("ban-nobody"):
        await gate.find("987654321")
    [found] = await gate.find("чат 987654321")
    assert found.subject == chat(987654321)


@pytest.mark.parametrize("text", ["", "nobody", "nobody@pochta.example", "???", "чат -1001"])
async def test_who_is_not_there_is_nobody(gate: Gate, anna: int, text: str) -> None:
    with refused("ban-nobody"):
        await gate.find(text)
    assert anna


async def test_an_account_that_is_not_there_cannot_be_viewed_banned_or_freed(gate: Gate) -> None:
    with refused("ban-nobody"):
        await gate.view(account(999))
    with refused("ban-nobody"):
        await gate.ban([account(999)], SPAM, OLEG)
    with refused("ban-nobody"):
        await gate.lift(account(999), "mistake", OLEG)


# Banning.


async def test_an_account_is_closed_in_all_its_chats_and_each_is_told(gate: Gate, anna: int) -> None:
    assert await gate.ban([account(anna)], SPAM, OLEG) == 2
    assert await gate.closed(CHAT, OTHER_CHAT, 300) == [SPAM, SPAM, None]
    assert await gate.told() == [(str(CHAT), "access-closed"), (str(OTHER_CHAT), "access-closed")]
    [found] = await gate.find("anna")
    assert [(ban.subject, ban.reason, ban.operator) for ban in found.bans] == [(account(anna), SPAM, OLEG)]


async def test_a_chat_is_closed_whoever_is_signed_in_there(gate: Gate, people: People, anna: int) -> None:
    await gate.ban([chat(CHAT)], SPAM, OLEG)
    assert await gate.closed(CHAT, OTHER_CHAT) == [SPAM, None]
    boris = await people.registered("Boris", chat_id=300)
    await people.sign_in_chat(boris, CHAT)
    assert await gate.closed(CHAT) == [SPAM]
    assert anna


async def test_who_signs_out_of_a_banned_account_is_a_guest_like_others(
    gate: Gate, database: Database, anna: int
) -> None:
    await gate.ban([account(anna)], SPAM, OLEG)
    await database.write(lambda unit: unit.sessions.remove(CHAT))
    assert await gate.closed(CHAT) == [None]


async def test_the_reason_of_the_chat_comes_before_that_of_the_account(gate: Gate, anna: int) -> None:
    await gate.ban([account(anna)], SPAM, OLEG)
    await gate.ban([chat(CHAT)], "Чужой телефон", OLGA)
    assert await gate.closed(CHAT, OTHER_CHAT) == ["Чужой телефон", SPAM]


async def test_account_and_chats_that_are_banned_together_are_told_once(gate: Gate, anna: int) -> None:
    assert await gate.ban([account(anna), chat(CHAT), chat(OTHER_CHAT)], SPAM, OLEG) == 2
    assert len(await gate.told()) == 2


async def test_a_repeat_changes_and_tells_nothing(gate: Gate, database: Database, anna: int) -> None:
    await gate.ban([account(anna)], SPAM, OLEG)
    await gate.told()
    assert await gate.ban([account(anna)], SPAM, OLEG) == 2
    assert await gate.told() == []
    assert len(await deeds(database, f"account:{anna}")) == 1


async def test_another_operator_hears_who_was_faster(gate: Gate, database: Database, anna: int) -> None:
    await gate.ban([account(anna)], SPAM, OLEG)
    with refused("already-banned", by="Олег"):
        await gate.ban([account(anna)], SPAM, OLGA)
    assert len(await deeds(database, f"account:{anna}")) == 1


async def test_chats_are_banned_although_the_account_is_already(gate: Gate, anna: int) -> None:
    await gate.ban([account(anna)], SPAM, OLEG)
    await gate.ban([account(anna), chat(CHAT)], "rudeness", OLGA)
    assert await gate.closed(CHAT, OTHER_CHAT) == ["rudeness", SPAM]


async def test_every_ban_and_its_end_are_noted(gate: Gate, database: Database, anna: int) -> None:
    await gate.ban([account(anna), chat(CHAT)], SPAM, OLEG)
    await gate.lift(account(anna), "mistake", OLGA)
    assert await deeds(database, f"account:{anna}") == [
        ("Олег", "account-banned", {"reason": "spam", "login": "Anna"}),
        ("Ольга", "account-unbanned", {"reason": "mistake", "login": "Anna"}),
    ]
    assert await deeds(database, f"chat:{CHAT}") == [
        ("Олег", "chat-banned", {"reason": "spam"}),
        ("Ольга", "chat-unbanned", {"reason": "mistake"}),
    ]


# Lifting.


async def test_an_account_is_opened_with_its_chats(gate: Gate, anna: int) -> None:
    await gate.ban([account(anna), chat(OTHER_CHAT)], SPAM, OLEG)
    await gate.told()
    assert await gate.lift(account(anna), "settled", OLGA) == 2
    assert await gate.closed(CHAT, OTHER_CHAT) == [None, None]
    assert await gate.told() == [(str(CHAT), "access-opened"), (str(OTHER_CHAT), "access-opened")]


async def test_a_chat_is_opened_and_its_account_stays_closed(gate: Gate, anna: int) -> None:
    await gate.ban([account(anna), chat(CHAT)], SPAM, OLEG)
    await gate.lift(chat(CHAT), "mistake", OLEG)
    assert await gate.closed(CHAT) == [SPAM]
    [found] = await gate.find("anna")
    assert [ban.subject for ban in found.bans] == [account(anna)]


async def test_what_is_open_cannot_be_opened(gate: Gate, anna: int) -> None:
    with refused("not-banned"):
        await gate.lift(account(anna), "mistake", OLEG)
    assert await gate.told() == []


async def test_an_account_that_is_deleted_takes_its_ban_along(gate: Gate, database: Database) -> None:
    insert = """
        INSERT INTO accounts (login, login_key, password_hash, email, language, created_at, idempotency_key)
        VALUES ('x', 'x', 'x', 'x', 'ru', '2026-11-22T09:00:00+00:00', 'x') RETURNING id
    """
    made = await database.write(lambda unit: int(unit.connection.execute(insert).fetchone()[0]))
    await gate.ban([account(made)], SPAM, OLEG)
    await database.write(
        lambda unit: unit.connection.execute("DELETE FROM accounts WHERE id = ?", (made,)).rowcount
    )
    assert (await gate.list(0)).total == 0


# The list, and who is behind a chat.


async def test_bans_are_listed_by_pages_the_newest_first(gate: Gate, anna: int, clock: FakeClock) -> None:
    await gate.ban([account(anna)], SPAM, OLEG)
    for number in range(BANS_OF_PAGE):
        await gate.ban([chat(5000 + number)], SPAM, OLGA)
    first, last, beyond = [await gate.list(page) for page in (0, 1, 99)]
    assert (first.pages, first.total, len(first.bans)) == (2, BANS_OF_PAGE + 1, BANS_OF_PAGE)
    assert first.bans[0].ban == Ban(chat(5000 + BANS_OF_PAGE - 1), SPAM, OLGA, clock())
    assert [(each.login, each.ban.subject) for each in last.bans] == [("Anna", account(anna))]
    assert beyond == last


async def test_a_list_without_bans_has_a_page(gate: Gate) -> None:
    page = await gate.list(3)
    assert (page.bans, page.page, page.pages, page.total) == ((), 0, 1, 0)


class Acquaintances:
    """Telegram that knows Anna, and that Oleg is an operator."""

    async def name_of(self, chat_id: int) -> str:
        return {CHAT: "Анна", OTHER_CHAT: "Олег"}.get(chat_id, "")

    async def includes(self, user_id: int) -> bool | None:
        return {CHAT: False, OTHER_CHAT: True}.get(user_id)


async def test_sessions_are_listed_with_names_and_with_what_is_not_known(
    database: Database, people: People, anna: int
) -> None:
    await people.sign_in_chat(anna, 300)
    [first, second, third] = await ViewSessions(database, KnowChats(Acquaintances()))(anna)
    assert [each.chat for each in (first, second, third)] == [
        KnownChat(CHAT, "Анна", is_operator=False),
        KnownChat(OTHER_CHAT, "Олег", is_operator=True),
        KnownChat(300, "", is_operator=False),
    ]
    sessions: list[Session] = await database.read(lambda unit: unit.sessions.list_for(anna))
    assert [each.since for each in (first, second, third)] == [each.signed_in_at for each in sessions]


async def test_strangers_have_no_names(anna: int) -> None:
    assert await KnowChats(Strangers())([anna]) == (KnownChat(anna, "", is_operator=False),)
