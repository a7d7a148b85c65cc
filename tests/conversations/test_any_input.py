"""Any input in any state gets exactly one answer.

That it is one, and that a pressed button is released, is checked by every verb of the harness.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from handlers.residents.routing import TABLES
from simulator import Message
from tests.conversations.harness import Resident, Town, say
from tests.conversations.places import WAYS, check_way_out, go_to

STATES = [step.state.name for table in TABLES for step in table.steps]
TYPED = [
    "Привет",
    "0",
    "-1",
    "12650",
    "7500 18400",
    "99999999999999999999",
    "01.01.2020",
    "🙂",
    "<b>&amp;</b>",
    "{ $login }",
    "\N{ZERO WIDTH SPACE}",
    "a@b.example",
    "+7 921 123-45-67",
    "x" * 4096,
    "/stats",
    "/start",
    "/start confirm_abc",
    "/menu",
    "/help",
    "/cancel",
    "Помощь",
    "Профиль",
    "Регистрация",
    "Передать показания",
    "Назад",
    "Отмена",
    "Согласен",
    "Подтвердить",
]
FORGED = [
    "",
    "x",
    "f:0:0",
    "n:card:100200301:0",
    "n:remove:100200308:-1",
    "s:sign-out",
    "s:sign-out-now",
    "l:ru",
    "a:accept:1",
]
PLACES = ["-1", "0", "1", "99", "x", ""]
"""Of a choice among those of the question in force."""


def test_a_way_is_known_to_every_state() -> None:
    assert sorted(WAYS) == sorted(STATES)


@pytest.mark.parametrize("state", STATES)
async def test_any_input_gets_one_answer(town: Town, state: str) -> None:
    anna = await go_to(town, state)
    kept = town.snapshot()
    for deed in deeds_of(anna):
        town.restore(kept)
        await deed()
        await check_way_out(town, anna)
        assert town.faults_reported() == []


@pytest.mark.parametrize("state", STATES)
async def test_cancel_leads_out_of_any_state(town: Town, state: str) -> None:
    anna = await go_to(town, state)
    await anna.press("Отмена")
    assert await town.state_of(anna) is None
    assert (await town.conversation_of(anna)).draft["answers"] == {}


@pytest.mark.parametrize("state", STATES)
async def test_back_leads_out_of_any_state_in_the_end(town: Town, state: str) -> None:
    anna = await go_to(town, state)
    for _ in range(len(WAYS[state][1]) + 1):
        if await town.state_of(anna) is None:
            break
        await anna.press("Назад")
    assert await town.state_of(anna) is None


@pytest.mark.parametrize("state", STATES)
async def test_the_same_question_comes_again_after_help(town: Town, state: str) -> None:
    anna = await go_to(town, state)
    question, buttons, keys = anna.sees, anna.buttons, anna.keys
    await anna.send("/help")
    assert anna.sees.endswith(question)
    assert (anna.buttons, anna.keys) == (buttons, keys)
    assert await town.state_of(anna) == state


def deeds_of(anna: Resident) -> list[Callable[[], Awaitable[object]]]:
    """Everything that a hand may do here."""
    asked = anna.screen
    shown = [str(button.data) for row in asked.buttons for button in row]
    question = (shown or ["f:0:0"])[0].rpartition(":")[0]
    pressed = [*shown, *FORGED, *(f"{question}:{place}" for place in PLACES)]
    return [
        *(lambda text=text: anna.send(text) for text in TYPED),
        *(lambda data=data: anna.forge(data, on=shown_still(anna, asked)) for data in pressed),
        *(lambda label=label: anna.send(label) for label in [*anna.buttons, *anna.keys]),
        anna.send_photo,
        anna.send_voice,
        anna.send_sticker,
        anna.send_document,
        anna.send_location,
        anna.share_contact,
        lambda: anna.edit(newest_own(anna), "changed"),
    ]


def shown_still(anna: Resident, asked: Message) -> Message:
    """Give the question, or what the bot showed last if an answer before has deleted the question."""
    shown = [message for message in anna.chat.messages if message.from_bot and not message.deleted]
    return shown[-1] if asked.deleted else asked


def newest_own(anna: Resident) -> Message:
    own = [each for each in anna.chat.messages if each.text and not (each.from_bot or each.deleted)]
    return own[-1]


async def test_without_a_conversation_any_input_gets_one_answer(town: Town) -> None:
    anna = await town.holder("100200308")
    await anna.press("Профиль")
    kept = town.snapshot()
    for deed in deeds_of(anna):
        town.restore(kept)
        await anna.plays("/menu", "Профиль")
        await deed()
        await check_way_out(town, anna)


async def test_a_guest_gets_one_answer_to_anything(town: Town, anna: Resident) -> None:
    await anna.send("/start")
    for text in TYPED:
        await anna.send("/menu")
        await anna.send(text)
        await check_way_out(town, anna)
    await anna.send("/menu")
    for data in FORGED:
        await anna.forge(data)
        await check_way_out(town, anna)
    assert town.query("SELECT count(*) FROM accounts") == [(0,)]
    assert say("error-sign-in-needed")
