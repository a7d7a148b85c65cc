"""Operators look at a chat where nobody is signed in, and open what limits have closed there."""

from __future__ import annotations

import pytest

from domain.limits import (
    CAPTCHA_PICTURES,
    FAILED_PROOFS_IN_CHAT,
    FAILURES_IN_CHAT,
    FAILURES_OF_LOGIN_IN_CHAT,
    LETTERS_OF_CHAT,
    LOGINS_ASKED,
    PASSWORDS_CHOSEN,
    READMISSIONS_ASKED_IN_CHAT,
    RECOVERIES_IN_CHAT,
    WAIVERS_ASKED_IN_CHAT,
    WRONG_CAPTCHAS,
    WRONG_RECOVERY_CODES,
    WRONG_STEP_CODES,
    Limit,
)
from storage.unit import StoredUnit
from tests.conversations.harness import Resident, Town, as_seen, digits_in, other_than, say
from tests.conversations.places import REGISTRATION
from tests.conversations.test_desk import labels

OF_CHAT = (
    CAPTCHA_PICTURES,
    FAILED_PROOFS_IN_CHAT,
    FAILURES_IN_CHAT,
    LETTERS_OF_CHAT,
    LOGINS_ASKED,
    PASSWORDS_CHOSEN,
    READMISSIONS_ASKED_IN_CHAT,
    RECOVERIES_IN_CHAT,
    WAIVERS_ASKED_IN_CHAT,
    WRONG_CAPTCHAS,
    WRONG_RECOVERY_CODES,
)
OF_LOGIN_IN_CHAT = (FAILURES_OF_LOGIN_IN_CHAT, WRONG_STEP_CODES)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody without an account, who read the captcha wrongly five times."""
    resident = town.guest()
    await resident.plays(*REGISTRATION)
    for _ in range(5):
        await resident.send(other_than(digits_in(resident.screen)))
    return resident


def lift_button(chat: Resident) -> str:
    return say("find-lift-button", what=chat.person.user.first_name)


async def close(town: Town, limits: dict[Limit, str]) -> None:
    """Let so much fail that limits are closed, each for its subject."""
    now = town.clock()

    def work(unit: StoredUnit) -> None:
        for limit, subject in limits.items():
            for number in range(limit.most):
                unit.attempts.record(limit.kind, subject, now, f"chats-{number}")

    await town.app.database.write(work)


async def test_an_operator_opens_a_chat_whose_captchas_are_closed(town: Town, anna: Resident) -> None:
    await town.oleg.send(f"/find чат {anna.chat.id}")
    shown = as_seen(town.alert.text)
    assert say("find-chat-nobody") in shown
    assert as_seen(say("find-lock", what=say("find-lock-captcha", count=1), until="12:15")) in shown
    await town.oleg.press(lift_button(anna))
    assert town.oleg.hints[-1] == say("locks-lifted-hint", count=1)
    assert say("find-chat-open") in as_seen(town.alert.text)
    assert anna.heard == say("message-chat-locks-lifted")
    query = "SELECT operator_name, subject, details FROM audit WHERE action = 'limit-lifted'"
    assert town.query(query) == [("Олег", f"chat:{anna.chat.id}", '{"limits":"captcha"}')]
    await anna.plays("/start", "[Регистрация]", "[Продолжить]")
    await anna.send(digits_in(anna.screen))
    assert town.query("SELECT login FROM accounts") == [("anna",)]


async def test_every_lock_of_a_chat_is_named_and_lifted(town: Town) -> None:
    anna = town.guest()
    await anna.send("/start")
    chat = str(anna.chat.id)
    pairs = dict.fromkeys(OF_LOGIN_IN_CHAT, f"anna {chat}")
    await close(town, dict.fromkeys(OF_CHAT, chat) | pairs)
    await town.oleg.send(f"/find чат {chat}")
    for limit in (*OF_CHAT, *OF_LOGIN_IN_CHAT):
        assert say(f"find-lock-{limit.kind}", count=1) in as_seen(town.alert.text), limit.kind
    await town.oleg.press(lift_button(anna))
    assert town.oleg.hints[-1] == say("locks-lifted-hint", count=len(OF_CHAT) + len(OF_LOGIN_IN_CHAT))
    assert town.query("SELECT count(*) FROM attempts WHERE subject LIKE ?", f"%{chat}") == [(0,)]


async def test_the_locks_of_another_chat_stay(town: Town) -> None:
    anna, boris = town.guest(), town.guest("Борис")
    for each in (anna, boris):
        await each.send("/start")
    longer = f"1{anna.chat.id}"
    await close(town, {FAILURES_OF_LOGIN_IN_CHAT: f"anna {anna.chat.id}"})
    await close(town, {FAILURES_OF_LOGIN_IN_CHAT: f"anna {longer}"})
    await close(town, {FAILURES_OF_LOGIN_IN_CHAT: f"anna {boris.chat.id}"})
    await town.oleg.send(f"/find чат {anna.chat.id}")
    await town.oleg.press(lift_button(anna))
    left = town.query("SELECT DISTINCT subject FROM attempts WHERE kind = 'sign-in-pair' ORDER BY subject")
    assert sorted(left) == sorted([(f"anna {boris.chat.id}",), (f"anna {longer}",)])
    assert boris.heard != say("message-chat-locks-lifted")


async def test_a_reply_to_an_alert_finds_the_chat_that_it_is_about(town: Town) -> None:
    anna = town.guest()
    await anna.plays(*REGISTRATION, f"[{say('captcha-audio-button')}]", f"[{say('captcha-stuck-button')}]")
    await town.oleg.reply(town.alert, "/find")
    shown = as_seen(town.alert.text)
    assert shown.startswith(say("find-chat"))
    assert str(anna.chat.id) in shown


async def test_a_reply_to_the_question_of_a_resident_finds_the_account(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    await town.oleg.reply(town.alert, "/find")
    assert say("find-holder", login="anna") in as_seen(town.alert.text)


async def test_a_chat_that_is_signed_in_leads_to_its_account(town: Town) -> None:
    anna = await town.registered()
    await town.oleg.send(f"/find chat {anna.chat.id}")
    assert labels(town.alert)[0] == say("find-account-button", login="anna")
    assert say("find-chat-open") in as_seen(town.alert.text)
    assert town.query("SELECT action, subject FROM audit") == [("looked-up", f"chat:{anna.chat.id}")]


async def test_a_second_press_says_that_nothing_is_closed(town: Town, anna: Resident) -> None:
    await town.oleg.send(f"/find чат {anna.chat.id}")
    shown = town.alert
    await town.oleg.press(lift_button(anna), on=shown)
    heard = len(anna.chat.messages)
    await town.olga.person.press_data(f"w:lift-chat:{anna.chat.id}", on=shown)
    await town.settled()
    assert town.olga.hints[-1] == say("error-locks-over")
    assert len(anna.chat.messages) == heard


@pytest.mark.parametrize("key", ["99", "x", "9" * 30])
async def test_a_button_that_was_made_up_lifts_nothing(town: Town, anna: Resident, key: str) -> None:
    await town.oleg.send(f"/find чат {anna.chat.id}")
    await town.oleg.person.press_data(f"w:lift-chat:{key}", on=town.alert)
    await town.settled()
    assert town.oleg.hints[-1] in {say("error-locks-over"), say("error-lookup-gone")}
    assert town.query("SELECT count(*) FROM attempts WHERE kind = 'captcha'") == [(5,)]


async def test_a_chat_that_nobody_knows_is_shown_without_a_name(town: Town) -> None:
    await town.oleg.send("/find чат 987654321")
    assert say("ban-chat-nameless") in as_seen(town.alert.text)
    assert say("find-chat-nobody") in as_seen(town.alert.text)


async def test_the_ban_of_a_chat_stands_there_and_can_be_lifted(town: Town) -> None:
    anna = town.guest()
    await anna.send("/start")
    await town.oleg.send(f"/find чат {anna.chat.id}")
    await town.oleg.press(say("ban-button"))
    await town.oleg.press(say("ban-reason-spam"))
    await town.oleg.send(f"/find чат {anna.chat.id}")
    assert "⛔️" in as_seen(town.alert.text)
    assert labels(town.alert) == [say("lift-button")]


async def test_who_asks_for_help_can_tell_which_chat_it_is(town: Town) -> None:
    anna = town.guest()
    await anna.plays("/start", "/help")
    assert say("help-chat", chat=str(anna.chat.id)) in anna.sees
    boris = await town.registered("Борис", "boris")
    await boris.send("/help")
    assert str(boris.chat.id) not in boris.sees
