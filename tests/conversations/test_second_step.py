"""A new device owes a code in addition to the password, and the owner chooses how it comes."""

from __future__ import annotations

import base64
import re
from zoneinfo import ZoneInfo

import pytest

from domain.operator import Operator
from handlers.residents.sign_in import SignInForm
from integrations.authenticator import totp
from services.people.second_step import LetIn
from tests.conversations.harness import PASSWORD, Resident, Town, code_in, other_than, say

PHONE = "(812) 303-96-96"
DONE = say("sign-in-done", login="anna")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with a confirmed address."""
    return await town.confirmed()


@pytest.fixture
async def other(town: Town, anna: Resident) -> Resident:
    """The same person on another telephone, who was asked for a code."""
    assert anna.keys
    resident = town.guest("Анна дома")
    await resident.plays("/start", "[Войти]", "anna", PASSWORD)
    return resident


def code_of(key: str, town: Town) -> str:
    """Give what an authenticator shows that has this key."""
    made = totp(base64.b32decode(key.replace(" ", "")))
    return made.generate(int(town.clock().timestamp())).decode()


def shown_key(resident: Resident) -> str:
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", resident.sees)
    assert found is not None, resident.sees
    return found[0]


async def connected(town: Town, anna: Resident) -> tuple[str, list[str]]:
    """Let the owner connect an authenticator; give its key and the backup codes."""
    await anna.plays("[Профиль]", "[Защита входа]", "[Коды из программы]", PASSWORD)
    key = shown_key(anna)
    await anna.send(code_of(key, town))
    codes = re.findall(r"\d{4}-\d{4}", anna.sees)
    assert len(codes) == 10
    return key, codes


# Signing in.


async def test_a_new_device_is_asked_for_the_code_of_a_letter(town: Town, other: Resident) -> None:
    assert say("step-mail-ask", email=own_masked(town)) in other.sees
    assert say("step-no-code", phone=PHONE) in other.sees
    assert other.buttons == ["Отправить код ещё раз", "Назад", "Отмена"]
    assert town.letters[-1].subject == say("letter-sign-in-code-subject")
    typed = await other.send(code_in(town.letters[-1]))
    assert other.sees == DONE
    assert typed.deleted
    assert other.keys[0] == "Электроэнергия"


def own_masked(town: Town) -> str:
    [(email,)] = town.query("SELECT email FROM accounts")
    return f"{email[:2]}***@pochta.example"


async def test_a_wrong_code_is_asked_again_and_deleted(town: Town, other: Resident) -> None:
    code = code_in(town.letters[-1])
    wrong = await other.send(other_than(code))
    assert say("error-step-code-wrong", left=4) in other.sees
    assert wrong.deleted
    await other.send("не пришло")
    assert say("error-step-code-no-digits") in other.sees
    await other.send(f"{code[:3]} {code[3:]}")
    assert other.sees == DONE


async def test_too_many_wrong_codes_are_told_until_when(town: Town, other: Resident) -> None:
    code = code_in(town.letters[-1])
    for _ in range(5):
        await other.send(other_than(code))
    assert say("error-step-code-closed", until="12:15") in other.sees
    await town.pass_time(minutes=15)
    await other.send(code)
    assert other.sees == DONE


async def test_another_letter_can_be_asked_for(town: Town, other: Resident) -> None:
    first = code_in(town.letters[-1])
    await other.press("Отправить код ещё раз")
    assert say("error-resend-too-soon", seconds=60) in other.sees
    await town.pass_time(minutes=1)
    await other.press("Отправить код ещё раз")
    assert say("step-sent-again", email=own_masked(town)) in other.sees
    await other.send(first)
    assert say("error-step-code-wrong", left=4) in other.sees
    await other.send(code_in(town.letters[-1]))
    assert other.sees == DONE


async def test_a_restart_forgets_nothing(town: Town, other: Resident) -> None:
    await town.restart()
    await other.send(code_in(town.letters[-1]))
    assert other.sees == DONE


async def test_who_goes_away_and_comes_back_begins_again(town: Town, other: Resident) -> None:
    await other.plays("/menu", "Электроэнергия")
    assert other.sees == say("error-sign-in-needed")
    await town.sign_in(other, "anna")
    assert DONE in other.sees


async def test_who_comes_back_the_day_after_is_told_that_the_sign_in_is_over(
    town: Town, other: Resident
) -> None:
    await town.pass_time(hours=24)
    await other.send(code_in(town.letters[-1]))
    assert other.sees == say("error-second-step-gone")
    assert await town.state_of(other) is None


async def test_where_the_mail_is_down_that_is_said(town: Town, anna: Resident) -> None:
    town.app.http.contacts.mail_answered(ok=False)
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD)
    assert say("step-mail-is-down") in other.sees
    assert anna.keys


async def test_a_person_whom_an_operator_let_in_needs_no_code(town: Town, other: Resident) -> None:
    assert await town.state_of(other) == SignInForm.code.name
    let_in = LetIn(town.app.database, town.clock, ZoneInfo("Europe/Moscow"))
    await let_in(1, other.chat.id, int(town.clock().timestamp()), Operator(601, "Олег"))
    await town.settled()
    assert other.heard == say("message-let-in")
    await other.send("Что писать?")
    assert other.sees == DONE


async def test_the_device_that_registered_owes_no_code(anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]", "[Войти]", "anna", PASSWORD)
    assert anna.sees == DONE


# Choosing.


async def test_the_step_can_be_turned_off_and_on_with_the_password(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Защита входа]")
    assert say("protection-mail", email=own_masked(town)) in anna.sees
    assert anna.buttons == ["Коды из программы", "Новые запасные коды", "Выключить", "Назад в профиль"]
    await anna.press("Выключить")
    wrong = await anna.send("something else")
    assert say("error-password-wrong", left=4) in anna.sees
    typed = await anna.send(PASSWORD)
    assert (wrong.deleted, typed.deleted) == (True, True)
    assert anna.sees == say("protection-is-off")
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD)
    assert other.sees == DONE
    await anna.plays("Профиль", "[Защита входа]")
    assert say("protection-off") in anna.sees
    await anna.plays("[Включить]", PASSWORD)
    assert anna.sees == say("protection-is-on")


async def test_without_a_confirmed_address_there_is_no_second_step(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Профиль]", "[Защита входа]")
    assert say("protection-none") in anna.sees
    assert anna.buttons == ["Ввести код", "Отправить письмо повторно", "Назад в профиль"]
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD)
    assert other.sees == DONE


async def test_an_authenticator_is_connected_and_what_showed_its_key_is_deleted(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Профиль]", "[Защита входа]", "[Коды из программы]", PASSWORD)
    question, key = anna.screen, shown_key(anna)
    wrong = await anna.send("000000")
    assert say("error-step-code-wrong", left=9) in anna.sees
    assert shown_key(anna) == key
    again = anna.screen
    typed = await anna.send(code_of(key, town))
    assert say("protection-app-connected") in anna.sees
    assert all(message.deleted for message in (question, wrong, again, typed))
    assert key.replace(" ", "").encode() not in town.bytes_on_disk()
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD)
    assert say("step-app-ask") in other.sees
    assert other.buttons == ["Назад", "Отмена"]
    await other.send(code_of(key, town))
    assert say("error-step-code-wrong", left=4) in other.sees, "the code counted already"
    await town.pass_time(seconds=30)
    await other.send(code_of(key, town))
    assert other.sees == DONE


async def test_backup_codes_are_shown_once_and_each_counts_once(town: Town, anna: Resident) -> None:
    _, codes = await connected(town, anna)
    shown = anna.screen
    await anna.press("Записал, удалить из чата")
    assert anna.sees == say("protection-codes-gone")
    assert anna.screen is shown
    assert not any(code in (message.text or "") for message in anna.chat.messages for code in codes)
    for name, told in (("Анна дома", DONE), ("Чужой", say("error-step-code-wrong", left=4))):
        other = town.guest(name)
        await other.plays("/start", "[Войти]", "anna", PASSWORD, codes[0])
        assert told in other.sees
    await anna.plays("Профиль", "[Защита входа]")
    assert say("protection-backup-codes", count=9) in anna.sees
    assert anna.buttons == ["Коды по почте", "Новые запасные коды", "Выключить", "Назад в профиль"]


async def test_backup_codes_help_where_no_letter_comes(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Защита входа]", "[Новые запасные коды]", PASSWORD)
    [first, *_] = re.findall(r"\d{4}-\d{4}", anna.sees)
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD, first)
    assert other.sees == DONE


async def test_back_to_letters(town: Town, anna: Resident) -> None:
    await connected(town, anna)
    await anna.plays("Профиль", "[Защита входа]", "[Коды по почте]", PASSWORD)
    assert anna.sees == say("protection-is-on")
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD)
    assert say("step-mail-ask", email=own_masked(town)) in other.sees


# What stays in the chat.


async def test_the_code_that_confirms_an_address_is_deleted(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Профиль]", "[Ввести код]")
    wrong = await anna.send(other_than(code_in(town.letter_to(anna))))
    right = await anna.send(code_in(town.letter_to(anna)))
    assert (wrong.deleted, right.deleted) == (True, True)


async def test_the_amount_that_proved_a_number_is_deleted(anna: Resident) -> None:
    await anna.plays("[Электроэнергия]", "[Добавить абонента]", "100200301", "12.11.2026")
    wrong = await anna.send("1234,50")
    await anna.press("Подтвердить")
    assert not wrong.deleted, "the person sees what was wrong"
    await anna.plays("100200301", "12.11.2026")
    right = await anna.send("1234,56")
    await anna.press("Подтвердить")
    assert say("number-added") in anna.sees
    assert (wrong.deleted, right.deleted) == (True, True)
