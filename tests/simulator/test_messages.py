"""Sending, editing and deleting: what appears in the chat, and every refusal by its words."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from simulator import Simulator
from tests.simulator.town import GROUP_ID, Clock, RawClient, Town

BACK = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Назад", callback_data="back")]])
MENU = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню"), KeyboardButton(text="Помощь")]])
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


async def test_a_formatted_message_appears_with_its_buttons(bot: Bot, town: Town) -> None:
    sent = await bot.send_message(town.anna.id, "<b>Да</b> &amp; нет", parse_mode="HTML", reply_markup=BACK)
    shown = town.anna.chat.last
    assert (shown.text, shown.html) == ("Да & нет", "<b>Да</b> &amp; нет")
    assert shown.button_labels == [["Назад"]]
    assert shown.buttons[0][0].data == "back"
    assert (sent.message_id, sent.text, sent.html_text) == (shown.id, shown.text, shown.html)
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == BACK.model_dump()
    assert sent.from_user is not None
    assert sent.from_user.id == bot.id


async def test_white_space_around_a_text_goes(bot: Bot, town: Town) -> None:
    await bot.send_message(town.anna.id, " \n <b>x</b>\n ", parse_mode="HTML")
    assert town.anna.chat.last.text == "x"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "message text is empty"),
        ("  \n ", "text must be non-empty"),
        ("<b> </b>", "text must be non-empty"),
        ("я" * 4097, "message is too long"),
        ("<i>" * 4000 + "я" * 11_000, "text is too long"),
        ("<br>", 'can\'t parse entities: Unsupported start tag "br" at byte offset 0'),
    ],
)
async def test_a_text_telegram_would_not_take_is_refused(
    raw: RawClient, town: Town, text: str, refusal: str
) -> None:
    answer = await raw.refusal("sendMessage", chat_id=town.anna.id, text=text, parse_mode="HTML")
    assert answer == f"Bad Request: {refusal}"
    assert len(town.anna.chat.messages) == 1


async def test_the_limit_counts_characters_after_parsing(bot: Bot, town: Town) -> None:
    await bot.send_message(town.anna.id, f"<b>{'😀' * 4096}</b>", parse_mode="HTML")
    assert len(town.anna.chat.last.text) == 4096


async def test_an_unknown_formatting_is_refused(raw: RawClient, town: Town) -> None:
    refusal = await raw.refusal("sendMessage", chat_id=town.anna.id, text="x", parse_mode="BBCode")
    assert refusal == "Bad Request: unsupported parse_mode"


async def test_text_that_is_not_unicode_is_refused(raw: RawClient, town: Town) -> None:
    refusal = await raw.refusal("sendMessage", chat_id=town.anna.id, text="\ud83d")
    assert refusal == "Bad Request: strings must be encoded in UTF-8"


async def test_an_unknown_chat_is_not_found(bot: Bot, raw: RawClient) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(999, "x")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message("@somebody", "x")
    assert await raw.refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"


async def test_nobody_can_be_written_to_before_they_wrote(bot: Bot, town: Town) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(town.boris.id, "x")
    await town.boris.send("/start")
    await bot.send_message(town.boris.id, "x")
    assert town.boris.chat.last.text == "x"


async def test_who_blocked_the_bot_gets_nothing_until_they_let_it_in(bot: Bot, town: Town) -> None:
    sent = await bot.send_message(town.anna.id, "x")
    await town.anna.block_bot()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(town.anna.id, "y")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.edit_message_text("y", chat_id=town.anna.id, message_id=sent.message_id)
    await town.anna.unblock_bot()
    await bot.send_message(town.anna.id, "y")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]


async def test_a_deleted_account_is_told_apart(bot: Bot, town: Town) -> None:
    await town.anna.delete_account()
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(town.anna.id, "y")


async def test_a_reply_quotes_a_message_that_exists(bot: Bot, town: Town) -> None:
    question = await town.anna.send("?")
    answer = await bot.send_message(
        town.anna.id, "!", reply_parameters=ReplyParameters(message_id=question.id)
    )
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "?"
    assert town.anna.chat.last.reply_to is question


async def test_a_reply_to_nothing_is_refused_unless_it_may_go_alone(bot: Bot, town: Town) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(town.anna.id, "!", reply_parameters=ReplyParameters(message_id=999))
    await bot.send_message(
        town.anna.id,
        "!",
        reply_parameters=ReplyParameters(message_id=999, allow_sending_without_reply=True),
    )
    assert town.anna.chat.last.reply_to is None


async def test_an_edit_changes_the_message_in_place(bot: Bot, town: Town, clock: Clock) -> None:
    sent = await bot.send_message(town.anna.id, "раз", reply_markup=BACK)
    shown = town.anna.chat.last
    clock.forward(60)
    await bot.edit_message_text(
        "<i>два</i>", chat_id=town.anna.id, message_id=sent.message_id, parse_mode="HTML", reply_markup=BACK
    )
    assert (shown.html, shown.edited, shown.edit_date) == ("<i>два</i>", True, int(clock.now))
    assert town.anna.chat.last is shown


async def test_an_edit_without_keyboard_takes_it_away(bot: Bot, town: Town) -> None:
    sent = await bot.send_message(town.anna.id, "раз", reply_markup=BACK)
    await bot.edit_message_text("два", chat_id=town.anna.id, message_id=sent.message_id)
    assert town.anna.chat.last.buttons == []


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, raw: RawClient, town: Town) -> None:
    sent = await bot.send_message(town.anna.id, "<b>раз</b>", parse_mode="HTML", reply_markup=BACK)
    same = {
        "chat_id": town.anna.id,
        "message_id": sent.message_id,
        "text": " <b>раз</b> ",
        "parse_mode": "HTML",
        "reply_markup": BACK.model_dump(exclude_none=True),
    }
    assert await raw.refusal("editMessageText", **same) == NOT_MODIFIED
    assert not town.anna.chat.last.edited
    await raw.result("editMessageText", **(same | {"parse_mode": ""}))
    assert town.anna.chat.last.text == "<b>раз</b>"


async def test_only_the_keyboard_can_be_edited_too(bot: Bot, town: Town) -> None:
    sent = await bot.send_message(town.anna.id, "раз")
    await bot.edit_message_reply_markup(chat_id=town.anna.id, message_id=sent.message_id, reply_markup=BACK)
    assert town.anna.chat.last.button_labels == [["Назад"]]
    await bot.edit_message_reply_markup(chat_id=town.anna.id, message_id=sent.message_id)
    assert town.anna.chat.last.buttons == []
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=town.anna.id, message_id=sent.message_id)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("я" * 4097, "MESSAGE_TOO_LONG"), ("<b></b>", "text must be non-empty"), ("", "message text is empty")],
)
async def test_an_edit_has_refusals_of_its_own(raw: RawClient, town: Town, text: str, refusal: str) -> None:
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x")
    answer = await raw.refusal(
        "editMessageText",
        chat_id=town.anna.id,
        message_id=sent["message_id"],
        text=text,
        parse_mode="HTML",
    )
    assert answer == f"Bad Request: {refusal}"


async def test_what_is_not_there_cannot_be_edited(bot: Bot, town: Town) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=town.anna.id, message_id=999)
    sent = await bot.send_message(town.anna.id, "раз")
    await bot.delete_message(town.anna.id, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=town.anna.id, message_id=sent.message_id)


async def test_messages_of_people_cannot_be_edited(bot: Bot, town: Town) -> None:
    message = await town.anna.send("раз")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=town.anna.id, message_id=message.id)


@pytest.mark.parametrize("markup", [MENU, ReplyKeyboardRemove(), ForceReply()])
async def test_what_came_with_something_for_the_input_field_cannot_be_edited(
    bot: Bot, town: Town, markup: ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
) -> None:
    sent = await bot.send_message(town.anna.id, "раз", reply_markup=markup)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=town.anna.id, message_id=sent.message_id)


async def test_only_inline_keyboards_go_with_an_edit(raw: RawClient, town: Town) -> None:
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x")
    refusal = await raw.refusal(
        "editMessageText",
        chat_id=town.anna.id,
        message_id=sent["message_id"],
        text="y",
        reply_markup={"keyboard": [["Меню"]]},
    )
    assert refusal == "Bad Request: inline keyboard expected"


async def test_deleting_takes_a_message_out_of_the_chat(bot: Bot, town: Town) -> None:
    theirs = await town.anna.send("пароль")
    sent = await bot.send_message(town.anna.id, "раз")
    await bot.delete_message(town.anna.id, theirs.id)
    await bot.delete_message(town.anna.id, sent.message_id)
    assert [message.text for message in town.anna.chat.messages] == ["/start"]
    assert theirs.deleted
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(town.anna.id, theirs.id)


async def test_nothing_older_than_two_days_can_be_deleted(bot: Bot, town: Town, clock: Clock) -> None:
    message = await town.anna.send("раз")
    clock.forward(48 * 3600 + 1)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(town.anna.id, message.id)
    clock.forward(-1)
    await bot.delete_message(town.anna.id, message.id)


async def test_several_messages_are_deleted_at_once_passing_over_missing_ones(bot: Bot, town: Town) -> None:
    messages = [await town.anna.send(text) for text in "абв"]
    await bot.delete_messages(town.anna.id, [messages[0].id, 999, messages[2].id])
    assert [message.text for message in town.anna.chat.messages] == ["/start", "б"]
    with pytest.raises(TelegramBadRequest, match="too many message identifiers specified"):
        await bot.delete_messages(town.anna.id, list(range(1, 102)))


async def test_a_message_is_forwarded_with_its_author_and_copied_without(bot: Bot, town: Town) -> None:
    original = await town.anna.send("слово в слово")
    forwarded = await bot.forward_message(GROUP_ID, town.anna.id, original.id)
    assert forwarded.forward_origin is not None
    assert forwarded.text == "слово в слово"
    copied = await bot.copy_message(GROUP_ID, town.anna.id, original.id, reply_markup=BACK)
    last = town.group.last
    assert (last.id, last.text, last.button_labels) == (copied.message_id, "слово в слово", [["Назад"]])
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=GROUP_ID, message_id=forwarded.message_id)
    with pytest.raises(TelegramBadRequest, match="message to forward not found"):
        await bot.forward_message(GROUP_ID, town.anna.id, 999)
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(GROUP_ID, town.anna.id, 999)


async def test_requests_are_remembered_in_order_whatever_became_of_them(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    await bot.send_message(town.anna.id, "раз")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(999, "два")
    await bot.get_updates()
    assert [(call.method, call.chat_id, call.params.get("text")) for call in sim.calls] == [
        ("sendMessage", town.anna.id, "раз"),
        ("sendMessage", 999, "два"),
    ]


async def test_a_bounded_history_forgets_the_oldest(clock: Clock) -> None:
    async with Simulator("42:TEST-token_0123456789", clock=clock, keep_messages=3) as sim:
        anna = sim.add_person("Анна")
        for number in range(5):
            await anna.send(str(number))
        assert [message.text for message in anna.chat.messages] == ["2", "3", "4"]
