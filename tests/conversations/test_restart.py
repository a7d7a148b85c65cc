"""The process may end at any moment of a conversation, and the conversation goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, code_in, say

NEW_PASSWORD = "three green apples"
REGISTRATION = (
    "/start",
    "[Регистрация]",
    "anna-1957",
    PASSWORD,
    PASSWORD,
    "anna@pochta.example",
    "8 921 123-45-67",
    "[Согласен]",
    "[Назад]",
    "[Согласен]",
    "[Согласен]",
    "[Показать другую картинку]",
    "#",
)
OF_HOLDERS = {
    "sign-in": (
        ("[Профиль]", "[Выйти]", "[Выйти]", "[Войти]", "anna", "a wrong password", PASSWORD),
        say("sign-in-done", login="anna"),
    ),
    "phone": (("[Профиль]", "[Изменить телефон]", PASSWORD, "8 921 123-45-67"), "+7(921)1234567"),
    "email": (
        ("[Профиль]", "[Изменить эл. почту]", PASSWORD, "new@pochta.example"),
        say("profile-email-done", email="new@pochta.example"),
    ),
    "password": (
        ("[Профиль]", "[Сменить пароль]", PASSWORD, NEW_PASSWORD, NEW_PASSWORD),
        say("password-done"),
    ),
    "add-number": (
        ("[Электроэнергия]", "[Добавить абонента]", "100200301", "12.11.2026", "1234,56", "[Подтвердить]"),
        say("number-added"),
    ),
    "rename": (
        ("[Электроэнергия]", "[Садовая, 10, кв. 4 · № 100200324]", "[Ещё]", "[Переименовать]", "Дача"),
        "Дача",
    ),
    "remove": (
        ("[Электроэнергия]", "[Садовая, 10, кв. 4 · № 100200324]", "[Ещё]", "[Удалить]", "[Удалить]"),
        say("remove-done", number="100200324"),
    ),
    "reading": (
        ("[Передать показания]", "[№ 100200324]", "18300", "[Назад]", "18400", "7500", "[Подтвердить]"),
        "приняты",
    ),
    "swapped": (
        ("[Передать показания]", "[№ 100200324]", "7500", "18400", "[Поменять местами]", "[Подтвердить]"),
        "приняты",
    ),
    "rolled-over": (
        (
            "[Передать показания]",
            "[№ 100200308]",
            "50",
            "[Счётчик перешёл через ноль]",
            "[Подтвердить]",
        ),
        "приняты",
    ),
    "far-above": (
        ("[Передать показания]", "[№ 100200308]", "99869", "[Ошибка в цифрах]", "99999", "[Подтвердить]"),
        "приняты",
    ),
    "new-meter": (
        (
            *("[Передать показания]", "[№ 100200308]", "50000", "[Счётчик заменили]"),
            *("99900", "775533", "0", "[Пропустить]", "[Подтвердить]"),
        ),
        say("reading-change-reported"),
    ),
    "question": (("[Задать вопрос]", "Когда будет счёт?"), say("question-sent")),
}


async def play_with_restarts(town: Town, resident: Resident, deeds: tuple[str, ...]) -> None:
    for deed in deeds:
        await town.restart()
        await resident.plays(deed)


async def test_a_registration_goes_on(town: Town, anna: Resident) -> None:
    await play_with_restarts(town, anna, REGISTRATION)
    assert anna.answers[0].text == say("registration-done")
    assert len(town.letters) == 1


async def test_a_code_goes_on(town: Town) -> None:
    anna = await town.registered()
    code = code_in(town.letter_to(anna))
    await play_with_restarts(town, anna, ("[Профиль]", "[Ввести код]", "0", code))
    assert "подтверждён" in anna.sees


@pytest.mark.parametrize("name", OF_HOLDERS)
async def test_it_goes_on(town: Town, name: str) -> None:
    deeds, told = OF_HOLDERS[name]
    anna = await town.holder("100200324", "100200308")
    await play_with_restarts(town, anna, deeds)
    assert told in anna.sees
    assert await town.state_of(anna) is None


async def test_what_is_written_while_the_bot_is_down_is_answered_when_it_is_up_again(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.press("Передать показания")
    await town.end()
    await anna.person.send("8400")
    await anna.person.send("4000")
    await town.begin()
    await town.settled()
    assert "4000" in anna.heard
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees


async def test_a_press_that_waited_too_long_to_be_answered_still_counts(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    await town.end()
    await anna.person.press("Подтвердить")
    town.clock.pass_time(timedelta(minutes=2))
    await town.begin()
    await town.settled()
    assert "приняты" in anna.chat.messages[-1].text
    assert len(town.readings()) == 1


async def test_what_was_to_be_sent_goes_out_after_the_restart(town: Town) -> None:
    anna = await town.registered()
    await town.sim.mailbox.refuse_connections()
    await anna.plays("[Профиль]", "[Отправить письмо повторно]")
    sent = len(town.letters)
    await town.end()
    await town.sim.mailbox.accept_connections()
    await town.begin()
    await town.pass_time(hours=1)
    assert len(town.letters) == sent + 1


async def test_a_decision_after_a_restart_edits_the_alert_of_before(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    alert = town.alert
    await town.restart()
    await town.oleg.press("Принять")
    assert say("alert-outcome-accepted", by="Олег") in alert.text
    assert len(town.alerts) == 1
