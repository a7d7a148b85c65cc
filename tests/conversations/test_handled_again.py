"""An update is handled again until its answer gets through: what it does is done and counted once."""

from __future__ import annotations

import pytest

from simulator import Fault
from tests.conversations.harness import PASSWORD, Resident, Town, code_in, digits_in, other_than, say

MORE_THAN_ANY_LIMIT = 7


def lose_answers(town: Town, *methods: str) -> None:
    """Let the next answers fail so often that counting each time would close every way."""
    for method in methods or ("sendMessage",):
        town.sim.faults.add(method, Fault("bad_gateway"), times=MORE_THAN_ANY_LIMIT)


@pytest.fixture
async def vera(town: Town) -> Resident:
    """Somebody whose address is not confirmed yet."""
    return await town.registered("Вера", login="vera")


@pytest.mark.usefixtures("vera")
async def test_a_wrong_password_at_the_door_counts_once(town: Town, anna: Resident) -> None:
    await anna.send("Войти")
    await anna.send("vera")
    lose_answers(town)
    await anna.send("something else")
    assert say("error-sign-in-wrong") in anna.sees
    await anna.send(PASSWORD)
    assert anna.sees == say("sign-in-done", login="vera")


async def test_a_wrong_password_before_a_new_one_counts_once(town: Town, vera: Resident) -> None:
    await vera.press("Профиль")
    await vera.press("Сменить пароль")
    lose_answers(town)
    await vera.send("something else")
    assert say("error-password-wrong", left=4) in vera.sees


async def test_a_wrong_code_counts_once(town: Town, vera: Resident) -> None:
    code = code_in(town.letter_to(vera))
    await vera.press("Профиль")
    await vera.press("Ввести код")
    lose_answers(town)
    await vera.send(other_than(code))
    assert say("error-code-wrong", left=4) in vera.sees


async def test_a_right_code_confirms_although_the_answer_was_lost(town: Town, vera: Resident) -> None:
    code = code_in(town.letter_to(vera))
    await vera.press("Профиль")
    await vera.press("Ввести код")
    lose_answers(town)
    await vera.send(code)
    assert say("email-confirmed", email=town.letter_to(vera).to[:2] + "***@pochta.example") in vera.sees
    assert await town.state_of(vera) is None


async def test_one_letter_is_sent_again(town: Town, vera: Resident) -> None:
    sent = len(town.letters)
    await vera.press("Профиль")
    lose_answers(town)
    await vera.press("Отправить письмо повторно")
    assert say("email-resent", email=town.letter_to(vera).to[:2] + "***@pochta.example") == vera.sees
    assert len(town.letters) == sent + 1


async def test_one_letter_goes_to_a_new_address(town: Town, vera: Resident) -> None:
    await vera.press("Профиль")
    await vera.press("Изменить эл. почту")
    await vera.send(PASSWORD)
    lose_answers(town)
    await vera.send("new@pochta.example")
    assert vera.sees == say("profile-email-done", email="new@pochta.example")
    assert [letter.to for letter in town.letters].count("new@pochta.example") == 1


async def test_notices_are_switched_once(town: Town, vera: Resident) -> None:
    await vera.press("Профиль")
    await vera.press("Уведомления: включены")
    for label, text_id in (
        ("Выключить уведомления", "notices-are-off"),
        ("Вернуть уведомления", "notices-are-on"),
    ):
        lose_answers(town, "editMessageText")
        await vera.press(label)
        assert say(text_id) in vera.sees


async def test_a_wrong_captcha_counts_once(town: Town, anna: Resident) -> None:
    await anna.send("Регистрация")
    for words in ("anna", "kobalt sosna 75", "kobalt sosna 75", "anna@pochta.example"):
        await anna.send(words)
    await anna.press("Пропустить")
    await anna.press("Согласен")
    await anna.press("Согласен")
    lose_answers(town, "sendPhoto")
    await anna.send(other_than(digits_in(anna.screen)))
    assert say("error-captcha-wrong", left=4) in anna.sees
    await anna.send(digits_in(anna.screen))
    assert anna.answers[0].text.startswith("Вы успешно зарегистрированы!")
