"""Operators see what limits have closed to a resident, and lift it."""

from __future__ import annotations

import pytest

from domain.limits import (
    FAILED_PROOFS_IN_CHAT,
    FAILED_PROOFS_OF_ACCOUNT,
    FAILURES_IN_CHAT,
    FAILURES_OF_LOGIN,
    FAILURES_OF_LOGIN_IN_CHAT,
    LETTERS_A_DAY,
    LETTERS_OF_CHAT,
    LETTERS_TO_ADDRESS,
    RECOVERIES_IN_CHAT,
    RECOVERIES_OF_NAMED,
    RECOVERIES_TO_ADDRESS,
    WRONG_CODES,
    WRONG_PASSWORDS,
    WRONG_RECOVERY_CODES,
)
from storage.unit import StoredUnit
from tests.conversations.harness import PASSWORD, Resident, Town, as_seen, say, say_in
from tests.conversations.test_adding_numbers import NUMBER, begin, prove
from tests.conversations.test_sign_in import sign_in

LIFT = say("find-lift-button", what="Anna")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody whose login is closed to new chats, because ten passwords were wrong."""
    owner = await town.registered("Анна на даче", login="Anna")
    for number in range(2):
        await fail(town.guest(f"Чужой {number}"))
    return owner


async def fail(resident: Resident) -> None:
    await sign_in(resident, "anna", "something else")
    for _ in range(4):
        await resident.send("something else")


def lock(kind: str, until: str, count: int = 1) -> str:
    return as_seen(say("find-lock", what=say(f"find-lock-{kind}", count=count), until=until))


@pytest.mark.usefixtures("anna")
async def test_find_shows_what_is_closed_to_an_account_and_when_it_opens(town: Town) -> None:
    await town.oleg.send("/find Anna")
    assert lock("sign-in-login", "12:15") in town.alerts[-1]
    assert lock("sign-in-pair", "12:15", 2) in town.alerts[-1]
    await town.pass_time(minutes=15)
    await town.oleg.send("/find Anna")
    assert say("find-locks") not in town.alerts[-1]


async def test_an_operator_lifts_it_and_the_resident_hears_of_it(town: Town, anna: Resident) -> None:
    guest = town.guest("Анна с нового телефона")
    await sign_in(guest, "anna", PASSWORD)
    assert say("error-sign-in-closed", until="12:15") in guest.sees
    await town.oleg.send("/find Anna")
    await town.oleg.press(LIFT)
    assert town.oleg.hints[-1] == say("locks-lifted-hint", count=2)
    assert say("find-locks") not in as_seen(town.alert.text)
    assert anna.heard == say("message-locks-lifted")
    await guest.send(PASSWORD)
    assert guest.sees == say("sign-in-done", login="Anna")
    query = "SELECT operator_name, subject, details FROM audit WHERE action = 'limit-lifted'"
    assert town.query(query) == [
        ("Олег", "account:1", '{"login":"Anna","limits":"sign-in-login, sign-in-pair"}')
    ]


async def test_every_kind_of_lock_of_an_account_is_named_and_lifted(town: Town) -> None:
    anna = await town.registered("Анна", login="Anna")
    chat, email = str(anna.chat.id), f"{anna.person.user.id}@pochta.example"
    closed = {
        FAILURES_OF_LOGIN: "anna",
        FAILURES_OF_LOGIN_IN_CHAT: f"anna {chat}",
        **dict.fromkeys((FAILURES_IN_CHAT, LETTERS_OF_CHAT, FAILED_PROOFS_IN_CHAT), chat),
        **dict.fromkeys((RECOVERIES_IN_CHAT, WRONG_RECOVERY_CODES), chat),
        RECOVERIES_OF_NAMED: "anna",
        RECOVERIES_TO_ADDRESS: email,
        **dict.fromkeys((WRONG_PASSWORDS, WRONG_CODES, LETTERS_A_DAY, FAILED_PROOFS_OF_ACCOUNT), "1"),
        LETTERS_TO_ADDRESS: email,
    }
    now = town.clock()

    def work(unit: StoredUnit) -> None:
        for limit, subject in closed.items():
            for number in range(limit.most):
                unit.attempts.record(limit.kind, subject, now, f"locks-{number}")

    await town.app.database.write(work)
    await town.oleg.send("/find Anna")
    for limit in closed:
        assert say(f"find-lock-{limit.kind}", count=1) in town.alerts[-1]
    await town.oleg.press(LIFT)
    assert town.oleg.hints[-1] == say("locks-lifted-hint", count=len(closed))
    assert say("find-locks") not in as_seen(town.alert.text)


async def test_a_second_press_says_that_nothing_is_closed(town: Town, anna: Resident) -> None:
    await town.oleg.send("/find Anna")
    shown, heard = town.alert, len(anna.chat.messages)
    await town.oleg.press(LIFT, on=shown)
    await town.olga.person.press_data("w:lift-account:1", on=shown)
    await town.settled()
    assert town.olga.hints[-1] == say("error-locks-over")
    assert len(anna.chat.messages) == heard + 1


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("key", ["99", "x", "9" * 30])
async def test_a_button_that_was_made_up_lifts_nothing(town: Town, key: str) -> None:
    await town.oleg.send("/find Anna")
    await town.oleg.person.press_data(f"w:lift-account:{key}", on=town.alert)
    await town.settled()
    assert town.oleg.hints[-1] == say("error-lookup-gone")


async def test_a_closed_number_is_shown_and_opened(town: Town) -> None:
    boris = await town.confirmed("Борис", "boris")
    await begin(boris)
    for _ in range(5):
        await prove(boris, amount="1")
    await town.oleg.send(f"/find {NUMBER}")
    assert lock("proof-number", "23.11 12:00") in town.alerts[-1]
    await town.oleg.press(say("find-lift-button", what=NUMBER))
    assert boris.heard != say("message-proof-lifted", number=NUMBER), "his own failures keep him from it"
    await town.oleg.send("/find boris")
    assert lock("proof-account", "23.11 12:00") in town.alerts[-1]
    await town.oleg.press(say("find-lift-button", what="boris"))
    assert boris.heard == say("message-locks-lifted")
    await begin(boris)
    await prove(boris)
    assert say("number-added") in boris.sees


async def test_who_met_a_closed_number_hears_that_it_is_open_again(town: Town) -> None:
    boris, anna = await town.confirmed("Борис", "boris"), await town.confirmed("Анна", "anna")
    await begin(boris)
    for _ in range(4):
        await prove(boris, amount="1")
    await begin(anna)
    await prove(anna, amount="1")
    assert say("error-proof-closed", until="23.11 12:00") in anna.sees
    await town.oleg.send(f"/find {NUMBER}")
    await town.oleg.press(say("find-lift-button", what=NUMBER))
    assert anna.heard == say("message-proof-lifted", number=NUMBER)
    await begin(anna)
    await prove(anna)
    assert say("number-added") in anna.sees


async def test_the_message_is_there_in_english(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await town.oleg.send("/find Anna")
    await town.oleg.press(LIFT)
    assert anna.heard == say_in("en", "message-locks-lifted")
