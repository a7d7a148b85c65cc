"""«Удалить учётную запись»: closed at once, taken back by signing in for a week, then erased."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta

import pytest

from domain.closing import GRACE
from tests.conversations.harness import PASSWORD, Resident, Town, say
from tests.conversations.places import DELETING
from tests.conversations.test_bans import ban

LOGIN, NUMBER = "kuznetsova-71", "100200301"
PHONE = "+79210000000"
QUESTION, ANSWER = "Почему так много за сентябрь", "Алевтина Петровна, это перерасчёт"
UNTIL = "29.11.2026, 12:00"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds a number, and whose name nobody else has."""
    return await town.holder(NUMBER, name="Алевтина", login=LOGIN)


async def close(resident: Resident) -> str:
    """Close the account and return the receipt."""
    await resident.plays(*DELETING, PASSWORD, "[Да, удалить]")
    found = re.search(r"\d{10}", resident.sees)
    assert found is not None, resident
    return found[0]


async def keep_house(town: Town, **passed: float) -> None:
    await town.keep_schedule(**passed)


def everything(town: Town) -> str:
    """Give all that the database holds, row by row."""
    with closing(town.snapshot()) as copy:
        return "\n".join(copy.iterdump())


async def test_it_says_what_is_deleted_what_stays_and_why_before_it_asks_for_anything(
    town: Town, anna: Resident
) -> None:
    await anna.plays(*DELETING[:-1])
    assert anna.sees == say("deletion-what", days=7, phone=town.app.failures.support_phone)
    assert anna.buttons == ["Продолжить", "Не удалять"]


async def test_it_asks_for_the_password_and_once_more(town: Town, anna: Resident) -> None:
    await anna.plays(*DELETING)
    assert anna.sees == say("password-confirm-ask")
    assert (await anna.send("not the password")).deleted
    assert (await anna.send(PASSWORD)).deleted
    assert anna.sees == say("deletion-confirm-ask", login=LOGIN, until=UNTIL)
    await anna.press("Отмена")
    assert anna.sees == say("deletion-left")
    assert town.query("SELECT * FROM closed_accounts") == []


async def test_a_closed_account_is_signed_in_nowhere_and_holds_nothing(town: Town, anna: Resident) -> None:
    other = await town.signed_in_elsewhere(anna, "Дача")
    receipt = await close(anna)
    assert anna.sees == say("deletion-done", receipt=receipt, until=UNTIL)
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]
    assert other.heard == say("message-account-closed", until=UNTIL)
    assert town.letter_to(anna).subject == say("letter-account-closing-subject")
    assert receipt in town.letter_to(anna).text
    assert town.query("SELECT * FROM holdings") == town.query("SELECT * FROM sessions") == []


async def test_open_questions_are_closed_and_operators_read_why(town: Town, anna: Resident) -> None:
    await anna.plays("Задать вопрос", QUESTION)
    await close(anna)
    assert say("alert-outcome-account-closed") in town.alerts[-1]
    assert town.query("SELECT state, outcome FROM alerts WHERE kind = 'question'") == [
        ("decided", "account-closed")
    ]


async def test_signing_in_within_a_week_takes_it_back_with_its_numbers(town: Town, anna: Resident) -> None:
    await close(anna)
    await keep_house(town, seconds=GRACE.total_seconds() - 1)
    await town.sign_in(anna, LOGIN)
    assert anna.heard == say("message-account-reopened")
    assert town.letter_to(anna).subject == say("letter-account-open-again-subject")
    assert town.query("SELECT number FROM holdings") == [(NUMBER,)]
    await keep_house(town, days=30)
    await anna.send("/start")
    assert anna.sees == say("start-known", login=LOGIN)


async def test_a_device_that_is_new_cannot_delete_the_account(town: Town, anna: Resident) -> None:
    stranger = await town.signed_in_elsewhere(anna, "Чужой")
    await stranger.plays(*DELETING)
    assert stranger.sees == say("error-device-too-new", until="23.11 12:00")


async def test_a_banned_resident_may_delete_the_account(town: Town, anna: Resident) -> None:
    await ban(town, LOGIN)
    await anna.plays(*DELETING)
    assert (await anna.send(PASSWORD)).deleted
    await anna.press("Да, удалить")
    assert "Квитанция об удалении" in anna.sees
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]


async def test_a_ban_leaves_nothing_else_open_in_that_conversation(town: Town, anna: Resident) -> None:
    await ban(town, LOGIN)
    await anna.plays(*DELETING)
    await anna.send("/menu")
    assert "Личный кабинет для Вас закрыт" in anna.sees
    assert await town.state_of(anna) is None


async def test_nothing_is_left_by_which_the_person_could_be_recognised(town: Town, anna: Resident) -> None:
    email = f"{anna.person.user.id}@pochta.example"
    await anna.plays("Электроэнергия", "[Ещё]", "[Переименовать]", "Домик у реки")
    await anna.plays("Передать показания", "99480", "[Подтвердить]", "[Подтвердить]")
    await anna.plays("Задать вопрос", QUESTION)
    await town.oleg.reply(town.alert, ANSWER)
    for asked in (LOGIN, email, PHONE):
        await town.oleg.send(f"/find {asked}")
    await town.guest("Чужой").plays("/start", "[Войти]", LOGIN, "wrong password", "/cancel")
    await anna.plays("Задать вопрос", "Вопрос, который не дописан", "/menu")
    receipt = await close(anna)
    before = everything(town)
    for trace in (LOGIN, email, QUESTION, ANSWER, "Домик у реки"):
        assert trace in before or trace.encode("unicode_escape").decode() in before

    await keep_house(town, days=7)
    after = everything(town)
    for trace in (
        LOGIN,
        email,
        PHONE,
        "9210000000",
        QUESTION,
        ANSWER,
        "Домик у реки",
        "не дописан",
        "Алевтина",
    ):
        assert trace not in after, trace
        assert trace.encode("unicode_escape").decode() not in after, trace
    assert anna.heard == say("message-account-erased", receipt=receipt)
    assert town.query("SELECT receipt, erased_at IS NULL, chat_id FROM closed_accounts") == [
        (receipt, 0, None)
    ]
    assert town.query("SELECT count(*), count(number) FROM readings") == [(1, 1)]
    entry = town.query("SELECT operator_name, details FROM audit WHERE action = 'account-erased'")
    assert entry == [("", f'{{"receipt":"{receipt}"}}')]


async def test_operators_still_read_alerts_about_it(town: Town, anna: Resident) -> None:
    await anna.plays("Передать показания", "99480", "[Подтвердить]", "[Подтвердить]")
    await anna.plays("Задать вопрос", QUESTION)
    await close(anna)
    await keep_house(town, days=7)
    assert not [text for text in town.alerts if LOGIN in text or QUESTION in text]
    await town.oleg.send("/alerts")
    assert NUMBER in town.alerts[-1]
    await town.oleg.press("Принять", on=next(m for m in town.group.messages if "99480" in m.text))


async def test_the_login_is_free_again_and_a_new_account_has_nothing_of_the_old_one(
    town: Town, anna: Resident
) -> None:
    await close(anna)
    await keep_house(town, days=7)
    await anna.plays("Войти", LOGIN, PASSWORD)
    assert say("error-sign-in-wrong") in anna.sees
    await town.register(anna, LOGIN)
    await anna.plays("/start", "Профиль")
    assert say("profile-numbers", count=0) in anna.sees


async def test_operators_see_that_an_account_is_closed_and_when_it_is_erased(
    town: Town, anna: Resident
) -> None:
    await close(anna)
    await town.oleg.send(f"/find {LOGIN}")
    assert say("find-closing", at="29.11.2026 12:00") in town.alerts[-1]


async def test_an_operator_with_an_old_button_reads_that_it_is_gone(town: Town, anna: Resident) -> None:
    await town.oleg.send(f"/find {LOGIN}")
    found = town.group.last
    await close(anna)
    await keep_house(town, days=7)
    await town.oleg.press(found.button_labels[-1][-1], on=found)
    assert LOGIN not in town.alerts[-1]


async def test_what_is_erased_twice_is_erased_once(town: Town, anna: Resident) -> None:
    await close(anna)
    await keep_house(town, days=8)
    shown = len(anna.chat.messages)
    await keep_house(town, hours=1)
    assert len(anna.chat.messages) == shown
    assert timedelta(days=7) == GRACE
