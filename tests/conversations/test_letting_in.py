"""Operators let a resident in who knows the password and can get no code: what both sides read."""

from __future__ import annotations

import json

import pytest

from domain.second_step import PENDING_LIFETIME
from services.people.second_step import MOST_WAITING
from tests.conversations.harness import PASSWORD, Resident, Town, as_seen, code_in, say, say_in

SINCE = say("find-session-since", since="22.11.2026 12:00")
NAME = "Анна <b> & дома"
SURE = say("let-in-sure-button")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with a confirmed address."""
    return await town.confirmed()


@pytest.fixture
async def other(town: Town, anna: Resident) -> Resident:
    """The same person on another telephone, who was asked for a code."""
    assert anna.keys
    return await waiting(town, NAME)


async def waiting(town: Town, name: str) -> Resident:
    """Let somebody type the right password on a new device."""
    resident = town.guest(name)
    await resident.plays("/start", "[Войти]", "anna", PASSWORD)
    return resident


def whom(resident: Resident) -> str:
    return say("ban-chat-named", chat=str(resident.chat.id), name=resident.person.user.first_name)


def line(resident: Resident) -> str:
    name = resident.person.user.first_name
    return as_seen(say("ban-chat-line", chat=str(resident.chat.id), name=name)) + SINCE


def button(resident: Resident) -> str:
    return say("let-in-button", whom=whom(resident))


def data_of(town: Town, label: str) -> str:
    """Give what a button of the newest message of the group brings back."""
    found = [each.data for row in town.alert.buttons for each in row if each.text == label]
    return str(found[0])


def chats_of(town: Town) -> set[int]:
    return {chat for (chat,) in town.query("SELECT chat_id FROM sessions")}


def audit(town: Town) -> list[tuple[str, str, object]]:
    query = "SELECT operator_name, subject, details FROM audit WHERE action = 'let-in'"
    return [(name, subject, json.loads(details)) for name, subject, details in town.query(query)]


async def asked(town: Town, resident: Resident) -> None:
    """Let an operator look the account up and press «Впустить»."""
    await town.oleg.send("/find anna")
    await town.oleg.press(button(resident))


async def test_who_can_get_no_code_is_let_in_after_a_second_question(
    town: Town, anna: Resident, other: Resident
) -> None:
    await town.oleg.send("/find anna")
    assert f"{say('let-in-waiting')}\n{line(other)}" in town.alerts[-1]
    await town.oleg.press(button(other))
    assert town.alerts[-1] == say("let-in-ask", login="anna", chat=line(other))
    assert "номер, дата и сумма последнего платежа" in town.alerts[-1]
    assert chats_of(town) == {anna.chat.id}, "the first press lets nobody in"
    await town.oleg.press(SURE)
    assert town.oleg.hints[-1] == say("let-in-hint")
    assert as_seen(town.alert.text) == say("let-in-done", by="Олег", login="anna", whom=whom(other))
    assert town.alert.button_labels == []
    assert audit(town) == [("Олег", "account:1", {"login": "anna", "chat": other.chat.id})]
    assert other.heard == say("message-let-in")
    assert anna.heard == say("message-new-sign-in", name=NAME, at="22.11.2026, 12:00")
    assert town.letter_to(anna).subject == say("letter-signed-in-elsewhere-subject")


async def test_who_was_let_in_goes_on_and_is_known_from_then_on(town: Town, other: Resident) -> None:
    await asked(town, other)
    await town.oleg.press(SURE)
    await other.send("/menu")
    assert "Электроэнергия" in other.keys
    await other.plays("Профиль", "[Сменить пароль]")
    assert other.sees == say("password-old-ask"), "the chat is proven"
    await other.plays("/menu", "Профиль", "[Выйти]", "[Выйти]", "[Войти]", "anna", PASSWORD)
    assert other.sees == say("sign-in-done", login="anna")


async def test_a_resident_who_chose_english_hears_it_in_english(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    other = await waiting(town, "Ann")
    await asked(town, other)
    await town.oleg.press(SURE)
    assert other.heard == say_in("en", "message-let-in")
    assert anna.heard == say_in("en", "message-new-sign-in", name="Ann", at="22.11.2026, 12:00")


async def test_who_is_not_sure_lets_nobody_in(town: Town, anna: Resident, other: Resident) -> None:
    await asked(town, other)
    await town.olga.press(say("let-in-keep-out-button"))
    assert as_seen(town.alert.text) == say("let-in-kept-out", by="Ольга", whom=whom(other))
    assert chats_of(town) == {anna.chat.id}
    assert audit(town) == []


async def test_who_presses_second_is_told_that_the_chat_is_in(town: Town, other: Resident) -> None:
    await asked(town, other)
    view, question, sure = town.group.messages[-2], town.alert, data_of(town, SURE)
    await town.oleg.press(SURE)
    done = question.text
    for operator in (town.oleg, town.olga):
        await operator.person.press_data(sure, on=question)
        await town.settled()
        assert operator.hints[-1] == say("error-already-in")
    await town.olga.press(button(other), on=view)
    assert town.olga.hints[-1] == say("operator-error-second-step-gone")
    assert town.alert.text == done
    assert len(audit(town)) == 1


async def test_who_got_the_code_meanwhile_is_told_of_as_being_in(town: Town, other: Resident) -> None:
    await asked(town, other)
    await other.send(code_in(town.sign_in_letters[-1]))
    await town.oleg.press(SURE)
    assert town.oleg.hints[-1] == say("error-already-in")
    assert audit(town) == []


async def test_a_forged_or_an_old_button_lets_nobody_in(town: Town, anna: Resident, other: Resident) -> None:
    await asked(town, other)
    question, old = town.alert, data_of(town, SURE)
    await other.forge(old)
    for forged in (old.replace(":1:", ":2:"), f"{old}1", old.replace("let-in", "dance"), "li:let-in:x:y:z"):
        await town.oleg.person.press_data(forged, on=question)
        await town.settled()
    assert chats_of(town) == {anna.chat.id}
    await town.pass_time(hours=1)
    await other.plays("/start", "Войти", "anna", PASSWORD)
    await town.oleg.press(SURE, on=question)
    assert town.oleg.hints[-1] == say("operator-error-second-step-gone")
    assert chats_of(town) == {anna.chat.id}
    assert audit(town) == []


async def test_after_a_day_nobody_waits(town: Town, anna: Resident, other: Resident) -> None:
    await asked(town, other)
    question = town.alert
    await town.pass_time(hours=PENDING_LIFETIME.total_seconds() / 3600)
    await town.oleg.press(SURE, on=question)
    assert town.oleg.hints[-1] == say("operator-error-second-step-gone")
    await town.oleg.send("/find anna")
    assert say("let-in-waiting") not in town.alerts[-1]
    assert chats_of(town) == {anna.chat.id}


async def test_no_more_than_five_who_wait_are_shown_the_newest_first(town: Town, anna: Resident) -> None:
    assert anna.keys
    chats = []
    for number in range(MOST_WAITING + 1):
        chats.append(await waiting(town, f"Анна {number}"))
        await town.pass_time(minutes=1)
    await town.oleg.send("/find anna")
    labels = [label for row in town.alert.button_labels for label in row if label.startswith("Впустить")]
    assert labels == [button(each) for each in reversed(chats[1:])]


async def test_who_waits_while_mail_is_down_reads_whom_to_call_and_what_operators_can_do(
    town: Town, anna: Resident
) -> None:
    assert anna.keys
    town.app.http.contacts.mail_answered(ok=False)
    other = await waiting(town, "Анна дома")
    assert say("step-mail-is-down") in other.sees
    assert "Позвоните: (812) 303-96-96" in other.sees
    assert "впустит Вас без кода" in other.sees
