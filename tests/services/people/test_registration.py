import asyncio

from services.people.registration import CheckLogin
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from tests.services.residents import CHAT, OTHER_CHAT, People, draft, refused


async def test_a_free_login_is_read(database: Database) -> None:
    login = await CheckLogin(database)(" Anna ")
    assert (login.text, login.key) == ("Anna", "anna")


async def test_a_login_is_taken_whatever_its_case(people: People) -> None:
    await people.registered("Anna")
    with refused("login-taken"):
        await CheckLogin(people.database)("aNNA")


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
        ("personal-data", "2026-02"),
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


def stored_confirmation(unit: SqliteUnit) -> list[str]:
    [row] = unit.connection.execute("SELECT * FROM confirmations").fetchall()
    return [str(value) for value in row]


def count_sessions(unit: SqliteUnit) -> int:
    count: int = unit.connection.execute("SELECT count(*) FROM sessions").fetchone()[0]
    return count
