"""What a resident sees while Telegram is slow, overloaded or hardly reachable: the same, a little later."""

from __future__ import annotations

import pytest

from simulator import Fault
from tests.conversations.harness import Resident, Town, say


async def test_a_screen_of_two_messages_comes_once_although_the_second_came_too_fast(
    town: Town, anna: Resident
) -> None:
    for words in ("Регистрация", "anna", "зимний вечер у реки", "зимний вечер у реки", "anna@pochta.example"):
        await anna.send(words)
    before = len(anna.chat.messages)
    town.sim.faults.add("sendMessage", Fault("flood", 1.0), times=1)
    town.sim.faults.add("editMessageReplyMarkup", Fault("flood", 1.0), times=1)
    await anna.send("Пропустить")
    shown = [message.text for message in anna.chat.messages[before:] if message.from_bot]
    assert shown == [say("form-going-on"), anna.sees]


@pytest.mark.parametrize("kind", ["bad_gateway", "cut_before"])
async def test_an_answer_that_did_not_get_through_is_given_again(
    town: Town, anna: Resident, kind: str
) -> None:
    town.sim.faults.add("sendMessage", Fault(kind), times=2)  # type: ignore[arg-type]
    await anna.send("Регистрация")
    assert anna.buttons == ["Назад", "Отмена"]
    await anna.send("anna")
    assert say("registration-password-ask").splitlines()[0].strip("</b>") in anna.sees


@pytest.mark.parametrize("kind", ["bad_gateway", "cut_before", "cut_after"])
async def test_a_pressed_button_that_cannot_be_released_does_not_bring_the_answer_twice(
    town: Town, kind: str
) -> None:
    vera = await town.registered("Вера", login="vera")
    await vera.press("Профиль")
    town.sim.faults.add("answerCallbackQuery", Fault(kind))  # type: ignore[arg-type]
    await vera.press("Отправить письмо повторно")
    assert len(vera.answers) == 1


@pytest.mark.parametrize("kind", ["bad_gateway", "cut_before", "cut_after"])
async def test_an_old_question_that_cannot_lose_its_buttons_does_not_bring_the_next_twice(
    town: Town, anna: Resident, kind: str
) -> None:
    await anna.send("Регистрация")
    town.sim.faults.add("editMessageReplyMarkup", Fault(kind))  # type: ignore[arg-type]
    await anna.send("anna")
    assert [message.text for message in anna.answers] == [say("form-secret"), anna.sees]
