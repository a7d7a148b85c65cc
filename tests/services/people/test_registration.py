import asyncio
from dataclasses import dataclass

import pytest

from domain.errors import DomainError
from domain.login import Login
from services.people.registration import CheckLogin
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, People, draft, refused


async def test_a_free_login_is_read(database: Database) -> None:
    login = await CheckLogin(database, FakeClock(), MOSCOW)(" Anna ", CHAT, "100-1")
    assert (login.text, login.key) == ("Anna", "anna")


async def test_a_login_is_taken_whatever_its_case(people: People) -> None:
    await people.registered("Anna")
    with refused("login-taken"):
        await CheckLogin(people.database, people.clock, MOSCOW)("aNNA", CHAT, people.update())


@dataclass
class Question:
    """The question for a login, in some chat."""

    people: People

    async def ask(self, login: str, chat_id: int = CHAT, key: str | None = None) -> Login:
        check = CheckLogin(self.people.database, self.people.clock, MOSCOW)
        return await check(login, chat_id, key or self.people.update())


async def test_ten_logins_can_be_tried_in_a_chat_taken_or_not(people: People) -> None:
    await people.registered("Anna")
    question = Question(people)
    for number in range(9):
        await question.ask(f"login-{number}")
    with refused("login-taken"):
        await question.ask("Anna")
    for login in ("Anna", "free"):
        with refused("logins-too-many", until="12:15"):
            await question.ask(login)
    await question.ask("free", OTHER_CHAT)


async def test_what_cannot_be_a_login_does_not_count_as_a_try(people: People) -> None:
    question = Question(people)
    for _ in range(12):
        with pytest.raises(DomainError, match="login-characters"):
            await question.ask("?")
    await question.ask("free")


async def test_a_login_that_is_handled_again_counts_once(people: People) -> None:
    question = Question(people)
    for _ in range(12):
        await question.ask("free", key="100-7")
    await question.ask("free")


async def test_chats_may_ask_less_while_taken_logins_are_found_in_many_of_them(people: People) -> None:
    await people.registered("Anna")
    question = Question(people)
    for number in range(150):
        with refused("login-taken"):
            await question.ask("Anna", 1000 + number)
    for _ in range(2):
        await question.ask("free")
    with refused("logins-too-many", until="12:15"):
        await question.ask("free")
    [alert] = await people.database.read(lambda unit: unit.alerts.list_open())
    assert alert.details == {"what": "logins", "count": 150, "minutes": 60}


async def test_an_address_may_belong_to_several_accounts(people: People) -> None:
    await people.registered("Anna", email="family@pochta.example")
    await people.registered("Boris", email="family@pochta.example", chat_id=OTHER_CHAT)
    assert len(await people.mail()) == 2


async def test_registration_keeps_what_was_entered(people: People) -> None:
    registered = await people.register(draft(), "key")
    account = await people.account(registered.account_id)
    assert registered.email_masked == "an***@pochta.example"
    assert (account.login, account.login_key) == ("Anna", "anna")
    assert account.password_hash == "hash of Kobalt-75"
    assert account.phone == "+79210000000"
    assert account.email == "anna@pochta.example"
    assert not account.email_is_confirmed
    assert account.created_at == people.clock.now


async def test_registration_signs_the_chat_in(people: People) -> None:
    account_id = await people.registered()
    assert await people.chats_of(account_id) == [CHAT]


async def test_registration_keeps_both_consents_with_their_versions(people: People) -> None:
    account_id = await people.registered()
    consents = await people.database.read(lambda unit: unit.accounts.list_consents(account_id))
    assert {(each.document, each.version) for each in consents} == {
        ("agreement", "2026-01"),
        ("personal-data", "2026-12"),
    }
    assert all(each.given_at == people.clock.now and each.chat_id == CHAT for each in consents)


async def test_registration_leaves_a_letter_that_holds_no_secret(people: People) -> None:
    await people.registered()
    [letter] = await people.mail()
    assert (letter.recipient, letter.kind, letter.language) == ("anna@pochta.example", "confirm-email", "ru")
    assert set(letter.content.details) == {"nonce", "login"}
    kept = await people.database.read(stored_confirmation)
    assert await people.last_token() not in kept
    assert await people.last_code() not in kept


async def test_repeating_a_registration_makes_nothing_twice(people: People) -> None:
    first = await people.register(draft(), "key")
    assert await people.register(draft(), "key") == first
    assert len(await people.mail()) == 1


async def test_a_login_taken_meanwhile_leaves_nothing_behind(people: People) -> None:
    await people.registered("Anna")
    with refused("login-taken"):
        await people.register(draft("ANNA", chat_id=OTHER_CHAT), "another key")
    assert len(await people.mail()) == 1
    assert await people.database.read(count_sessions) == 1


async def test_of_two_registrations_at_once_one_gets_the_login(people: People) -> None:
    results = await asyncio.gather(
        *(people.register(draft("Anna", chat_id=chat), f"key {chat}") for chat in range(1, 11)),
        return_exceptions=True,
    )
    assert sum(not isinstance(each, Exception) for each in results) == 1
    assert await people.database.read(count_sessions) == 1


async def test_a_registration_without_a_phone_is_complete(people: People) -> None:
    account_id = await people.registered(phone=None)
    assert (await people.account(account_id)).phone is None


async def test_a_chat_that_registers_again_is_signed_in_to_the_new_account(people: People) -> None:
    first = await people.registered("Anna")
    second = await people.registered("Boris")
    assert await people.chats_of(first) == []
    assert await people.chats_of(second) == [CHAT]


def stored_confirmation(unit: StoredUnit) -> list[str]:
    [row] = unit.connection.execute("SELECT * FROM confirmations").fetchall()
    return [str(value) for value in row]


def count_sessions(unit: StoredUnit) -> int:
    count: int = unit.connection.execute("SELECT count(*) FROM sessions").fetchone()[0]
    return count
