"""What works, and what is answered honestly, wherever a resident is."""

from __future__ import annotations

import json

import pytest

from tests.conversations.harness import Resident, Town, calls_of, say

GARBAGE = [
    "",
    "x",
    "f:",
    "f:::",
    "f:1:x",
    "f:1:2:3:4",
    "n:card:1:x",
    "n:dance:100200301:0",
    "s:nothing",
    "s:",
    "a:accept:1",
    "я" * 32,
    "\N{NULL}",
    "f" * 64,
    "%s%n{0}",
]
PHONE = "(812) 303-96-96"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who may send readings for a meter with two scales."""
    return await town.holder("100200302")


# Commands.


async def test_start_leaves_a_conversation_and_greets(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "/start")
    assert anna.sees == say("start-known", login="anna")
    assert await town.state_of(anna) is None
    assert anna.keys[0] == "Электроэнергия"


async def test_menu_leaves_a_conversation(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "/menu")
    assert anna.sees == say("menu-text")
    assert await town.state_of(anna) is None


async def test_cancel_leaves_a_conversation_and_says_that_nothing_changed(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "8400", "/cancel")
    assert anna.sees == say("reading-left")
    assert await town.state_of(anna) is None
    await anna.send("/cancel")
    assert anna.sees == say("cancel-nothing")


@pytest.mark.parametrize("asked", ["/help", "Помощь", "помощь"])
async def test_help_explains_and_asks_the_question_again(anna: Resident, asked: str) -> None:
    await anna.plays("[Передать показания]", "8400")
    question = anna.sees
    await anna.send(asked)
    assert anna.sees == say("help-signed-in", phone=PHONE) + "\n\n" + question
    await anna.plays("4000", "[Подтвердить]")
    assert "приняты" in anna.sees


async def test_help_of_a_guest_says_how_to_begin(town: Town) -> None:
    guest = town.guest()
    await guest.send("/help")
    help_chat = say("help-chat", chat=str(guest.chat.id))
    assert guest.sees == say("help-guest", phone=PHONE) + "\n\n" + help_chat
    assert guest.keys == ["Регистрация", "Войти", "Помощь"]


@pytest.mark.parametrize("command", ["/start@lk_demo_bot", "/menu@lk_demo_bot"])
async def test_commands_may_name_the_bot(town: Town, anna: Resident, command: str) -> None:
    await anna.plays("[Передать показания]", command)
    assert await town.state_of(anna) is None


async def test_an_unknown_command_is_not_understood(anna: Resident) -> None:
    await anna.send("/stats")
    assert anna.sees == say("fallback-text")


async def test_the_commands_are_offered_by_the_client(town: Town) -> None:
    calls = calls_of(town.sim.calls, "setMyCommands")
    offered = [call.params["commands"] for call in calls if "scope" not in call.params]
    assert offered
    for commands in offered:
        names = [command["command"] for command in json.loads(commands)]
        assert names == ["start", "menu", "help", "cancel"]


@pytest.mark.parametrize("section", ["Электроэнергия", "Профиль", "Задать вопрос", "ПРОФИЛЬ", " Профиль "])
async def test_a_key_of_the_menu_leads_out_of_a_conversation(
    town: Town, anna: Resident, section: str
) -> None:
    await anna.plays("[Передать показания]", "8400", section)
    assert "ReadingForm" not in str(await town.state_of(anna))
    assert town.readings() == []


async def test_back_and_cancel_may_be_typed(anna: Resident) -> None:
    await anna.plays("[Передать показания]", "8400", "назад")
    assert say("reading-value-ask", scale="День (7–23)") in anna.sees
    await anna.send("ОТМЕНА")
    assert anna.sees == say("reading-left")


async def test_a_conversation_can_go_on_after_a_week(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "8400")
    await town.pass_time(days=7)
    await anna.plays("4000", "[Подтвердить]")
    assert "приняты" in anna.sees


# Buttons that are over.


async def test_a_button_of_the_question_before_says_that_it_was_answered(anna: Resident) -> None:
    await anna.press("Передать показания")
    data = str(anna.screen.buttons[0][0].data)
    await anna.send("8400")
    question = anna.chat.last
    await anna.forge(data)
    assert anna.hints == [say("form-already-answered")]
    assert anna.chat.last is question


async def test_a_button_of_an_older_question_is_told_apart_from_the_present_one(anna: Resident) -> None:
    await anna.press("Передать показания")
    data = str(anna.screen.buttons[0][0].data)
    await anna.plays("8400", "4000")
    question = anna.sees
    await anna.forge(data)
    assert anna.hints == [say("stale-hint")]
    assert anna.sees == say("stale-in-form") + "\n\n" + question
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees


async def test_a_button_of_last_month_gets_an_honest_answer_and_a_fresh_menu(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "8400 4000")
    data = str(anna.screen.buttons[0][0].data)
    await anna.send("/menu")
    await anna.plays("[Задать вопрос]", "[Отмена]")
    await town.pass_time(days=30)
    await anna.forge(data)
    assert anna.hints == [say("stale-hint")]
    assert anna.sees == say("stale-text")
    assert anna.keys[0] == "Электроэнергия"
    assert town.readings() == []


async def test_after_a_typed_answer_the_question_has_no_buttons_any_more(anna: Resident) -> None:
    await anna.press("Передать показания")
    question = anna.screen
    await anna.send("8400")
    assert question.buttons == []


async def test_a_button_of_a_message_that_telegram_no_longer_shows_is_answered_below(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Электроэнергия]")
    card = anna.screen
    pressed = {
        "id": "1",
        "from": {"id": anna.person.id, "is_bot": False, "first_name": "Анна"},
        "message": {"chat": {"id": anna.chat.id, "type": "private"}, "message_id": card.id, "date": 0},
        "chat_instance": "1",
        "data": "n:payments:100200302:0",
    }
    town.sim.world.queue.add("callback_query", pressed, lane="callbacks")
    await town.settled()
    assert anna.chat.last.id > card.id
    assert say("payments-title", number="100200302") in anna.heard
    assert town.faults_reported() == []


async def test_a_card_of_last_month_still_opens(town: Town, anna: Resident) -> None:
    await anna.plays("[Электроэнергия]")
    card = anna.screen
    await town.pass_time(days=30)
    await anna.press("Платежи", on=card)
    assert say("payments-title", number="100200302") in anna.sees


async def test_a_button_opens_its_section_in_the_middle_of_a_conversation(town: Town, anna: Resident) -> None:
    await anna.plays("[Электроэнергия]")
    card = anna.screen
    await anna.plays("[Задать вопрос]")
    await anna.press("Платежи", on=card)
    assert await town.state_of(anna) is None


@pytest.mark.parametrize("data", GARBAGE)
async def test_forged_data_is_answered_and_changes_nothing(town: Town, anna: Resident, data: str) -> None:
    await anna.press("Профиль")
    await anna.forge(data)
    assert anna.hints == [say("stale-hint")]
    assert anna.sees == say("stale-text")
    await anna.plays("[Передать показания]", "8400")
    question = anna.sees
    await anna.forge(data)
    assert anna.sees == say("stale-in-form") + "\n\n" + question
    assert town.faults_reported() == []


@pytest.mark.parametrize("place", [-1, 4, 99, 10**20])
async def test_a_choice_that_the_question_does_not_have_is_not_taken(
    town: Town, anna: Resident, place: int
) -> None:
    await anna.plays("[Передать показания]", "8400 4000")
    question = anna.sees
    data = str(anna.screen.buttons[0][0].data)
    await anna.forge(data.removesuffix(":0") + f":{place}")
    assert anna.sees == say("stale-in-form") + "\n\n" + question
    assert town.readings() == []


async def test_the_button_of_one_person_is_of_no_use_to_another(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "8400 4000")
    boris = await town.holder("100200301", name="Борис", login="boris")
    await boris.press("Профиль")
    await boris.forge(str(anna.screen.buttons[0][0].data))
    assert boris.sees == say("stale-text")
    assert town.readings() == []


# What is no text.


async def test_pictures_voices_and_stickers_are_answered_in_a_conversation(anna: Resident) -> None:
    await anna.press("Передать показания")
    question = anna.sees
    for deed in (
        anna.send_photo,
        anna.send_voice,
        anna.send_sticker,
        anna.send_document,
        anna.send_location,
        anna.share_contact,
    ):
        await deed()
        assert anna.sees == say("form-text-only") + "\n\n" + question
    await anna.send_photo("8400")
    assert anna.sees == say("form-text-only") + "\n\n" + question, "a caption is no answer"


async def test_pictures_voices_and_stickers_are_answered_outside_of_conversations(anna: Resident) -> None:
    for deed, told in (
        (anna.send_photo, "unasked-file"),
        (anna.send_document, "unasked-file"),
        (anna.send_voice, "unasked-file"),
        (anna.send_sticker, "fallback-text"),
        (anna.send_location, "fallback-text"),
        (anna.share_contact, "fallback-text"),
    ):
        await deed()
        assert anna.sees == say(told)
        assert anna.keys[0] == "Электроэнергия"


async def test_an_edited_answer_is_asked_for_as_a_new_message(anna: Resident) -> None:
    await anna.press("Передать показания")
    message = await anna.send("8400")
    question = anna.sees
    await anna.edit(message, "8500")
    assert anna.sees == say("fallback-edited") + "\n\n" + question
    await anna.send("4000")
    assert "8400" in anna.sees


async def test_an_edited_message_outside_of_conversations_is_answered(anna: Resident) -> None:
    message = await anna.send("/menu")
    await anna.edit(message, "/start")
    assert anna.sees == say("fallback-edited")


@pytest.mark.parametrize("text", ["x" * 4096, "я" * 4096, "🙂" * 1500, "&" * 4096])
async def test_a_very_long_text_is_answered_shortly(anna: Resident, text: str) -> None:
    await anna.send(text)
    assert anna.sees == say("unasked-text")
    await anna.press("Передать показания")
    await anna.send(text)
    assert say("form-too-long") in anna.sees


@pytest.mark.parametrize(
    "text", ["\N{ZERO WIDTH SPACE}", "\N{RIGHT-TO-LEFT OVERRIDE}х", "ﷺ", "1\N{COMBINING ACUTE ACCENT}" * 99]
)
async def test_odd_characters_are_answered(anna: Resident, text: str) -> None:
    await anna.send(text)
    await anna.press("Передать показания")
    await anna.send(text)
    assert say("reading-value-ask", scale="День (7–23)") in anna.sees


# People who are not there.


async def test_whoever_blocks_the_bot_does_not_disturb_the_others(town: Town, anna: Resident) -> None:
    boris = await town.holder("100200302", name="Борис", login="boris")
    await anna.person.send("Передать показания")
    await anna.person.block_bot()
    await boris.plays("[Передать показания]", "8400 4000", "[Подтвердить]")
    assert "приняты" in boris.sees
    await anna.person.unblock_bot()
    await anna.send("/start")
    assert anna.sees == say("start-known", login="anna")
    assert town.faults_reported() == []
