"""Keyboards: what is shown, what is pressed, what Telegram refuses."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove

from simulator import Impossible
from tests.simulator.town import Clock, RawClient, Town

CONTACT = [
    [KeyboardButton(text="Отправить мой номер", request_contact=True)],
    [KeyboardButton(text="Пропустить")],
]


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
        ({"inline_keyboard": {}}, None),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
        (inline({"text": "x", "callback_data": "я" * 33}), "BUTTON_DATA_INVALID"),
        (
            inline({"text": "x"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "x", "callback_data": ""}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (inline({"text": " ", "callback_data": "x"}), "inline keyboard button text must be non-empty"),
        (
            inline({"text": "x", "url": "ftp://example.org"}),
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        (
            inline({"text": "x", "url": "http://localhost"}),
            "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        (
            {"inline_keyboard": [["x"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            {"keyboard": [[1]]},
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        ({"keyboard": [[{"text": " "}]]}, "keyboard button text must be non-empty"),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
            "reply markup is too long",
        ),
        (inline({"text": "x" * 10_240, "callback_data": "x"}), "reply markup is too long"),
    ],
)
async def test_a_broken_keyboard_is_refused_with_the_words_of_the_real_server(
    raw: RawClient, town: Town, markup: Any, refusal: str | None
) -> None:
    answer = await raw("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    assert answer.get("description") == (refusal and f"Bad Request: {refusal}")


async def test_64_bytes_of_data_and_100_buttons_are_taken(raw: RawClient, town: Town) -> None:
    button = {"text": "Квартира 1234567", "callback_data": "я" * 32}
    await raw.result(
        "sendMessage", chat_id=town.anna.id, text="x", reply_markup={"inline_keyboard": [[button]] * 100}
    )
    assert len(town.anna.chat.last.buttons) == 100


async def test_buttons_without_words_and_beyond_the_twelfth_of_a_row_vanish(
    raw: RawClient, town: Town
) -> None:
    row = [{"text": str(number), "callback_data": "x"} for number in range(14)]
    nameless = [{"text": "", "callback_data": "x"}]
    markup = {"inline_keyboard": [nameless, row]}
    await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    assert town.anna.chat.last.button_labels == [[str(number) for number in range(12)]]


async def test_the_reply_keyboard_stays_until_it_is_replaced_or_removed(bot: Bot, town: Town) -> None:
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]], is_persistent=True)
    await bot.send_message(town.anna.id, "раз", reply_markup=menu)
    await bot.send_message(town.anna.id, "два")
    assert town.anna.chat.keyboard == [["Меню"]]
    await bot.send_message(town.anna.id, "три", reply_markup=ReplyKeyboardMarkup(keyboard=CONTACT))
    assert town.anna.chat.keyboard == [["Отправить мой номер"], ["Пропустить"]]
    assert town.boris.chat.keyboard is None
    await bot.send_message(town.anna.id, "четыре", reply_markup=ReplyKeyboardRemove())
    assert town.anna.chat.keyboard is None


async def test_deleting_the_message_that_brought_the_keyboard_takes_it_away(bot: Bot, town: Town) -> None:
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]])
    older = await bot.send_message(town.anna.id, "раз", reply_markup=menu)
    newer = await bot.send_message(town.anna.id, "два", reply_markup=menu)
    await bot.delete_message(town.anna.id, older.message_id)
    assert town.anna.chat.keyboard == [["Меню"]]
    await bot.delete_message(town.anna.id, newer.message_id)
    assert town.anna.chat.keyboard is None


async def test_pressing_a_key_sends_its_words_or_the_phone_number(bot: Bot, town: Town) -> None:
    await bot.send_message(town.anna.id, "?", reply_markup=ReplyKeyboardMarkup(keyboard=CONTACT))
    await town.anna.press("Отправить мой номер")
    await town.anna.press("Пропустить")
    contact, words = (update.message for update in await bot.get_updates())
    assert contact is not None
    assert contact.contact is not None
    assert (contact.contact.phone_number, contact.contact.user_id) == ("79210000001", town.anna.id)
    assert words is not None
    assert words.text == "Пропустить"


async def test_a_one_time_keyboard_folds_away_once_it_is_used(bot: Bot, town: Town) -> None:
    once = ReplyKeyboardMarkup(keyboard=CONTACT, one_time_keyboard=True)
    await bot.send_message(town.anna.id, "?", reply_markup=once)
    await town.anna.send("сначала другое")
    await town.anna.press("Пропустить")
    assert town.anna.chat.keyboard is None


async def test_sharing_the_number_uses_a_one_time_keyboard_too(bot: Bot, town: Town) -> None:
    once = ReplyKeyboardMarkup(keyboard=CONTACT, one_time_keyboard=True)
    await bot.send_message(town.anna.id, "?", reply_markup=once)
    await town.anna.share_contact()
    assert town.anna.chat.keyboard is None


async def test_the_newest_message_with_the_button_is_pressed(bot: Bot, raw: RawClient, town: Town) -> None:
    for data in ("старое", "новое"):
        markup = inline({"text": "Назад", "callback_data": data})
        await raw.result("sendMessage", chat_id=town.anna.id, text=data, reply_markup=markup)
    older = town.anna.chat.messages[1]
    await town.anna.press("Назад")
    await town.anna.press("Назад", on=older)
    await town.anna.press_data("подделка", on=older)
    queries = [update.callback_query for update in await bot.get_updates()]
    assert [query.data for query in queries if query] == ["новое", "старое", "подделка"]


async def test_a_button_that_is_not_shown_cannot_be_pressed(raw: RawClient, town: Town) -> None:
    markup = inline({"text": "Назад", "callback_data": "back"})
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    with pytest.raises(AssertionError, match=r"there is no button «Вперёд»; shown are .*Назад"):
        await town.anna.press("Вперёд")
    shown = town.anna.chat.last
    await raw.result("deleteMessage", chat_id=town.anna.id, message_id=sent["message_id"])
    with pytest.raises(Impossible, match="no button"):
        await town.anna.press("Назад")
    with pytest.raises(Impossible, match="is deleted"):
        await town.anna.press("Назад", on=shown)


async def test_a_link_button_with_a_deep_link_starts_the_bot(bot: Bot, raw: RawClient, town: Town) -> None:
    markup = inline({"text": "Открыть", "url": "https://t.me/lk_demo_bot?start=confirm_abc-1"})
    await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    await town.anna.press("Открыть")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start confirm_abc-1"


async def test_a_pressed_button_is_answered_within_15_seconds(
    bot: Bot, raw: RawClient, town: Town, clock: Clock
) -> None:
    markup = inline({"text": "Назад", "callback_data": "back"})
    await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    first, second = await town.anna.press("Назад"), await town.anna.press("Назад")
    assert first is not None
    assert second is not None
    clock.forward(15)
    await bot.answer_callback_query(first.id, "Готово")
    assert (first.answered, town.anna.alerts_seen) == (True, ["Готово"])
    clock.forward(0.1)
    with pytest.raises(
        TelegramBadRequest, match="query is too old and response timeout expired or query ID is invalid"
    ):
        await bot.answer_callback_query(second.id, "Поздно")
    with pytest.raises(TelegramBadRequest, match="query ID is invalid"):
        await bot.answer_callback_query("777")
    assert town.anna.alerts_seen == ["Готово"]


async def test_only_the_first_answer_is_shown_and_silent_ones_are_not(
    bot: Bot, raw: RawClient, town: Town
) -> None:
    markup = inline({"text": "Назад", "callback_data": "back"})
    await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    query = await town.anna.press("Назад")
    assert query is not None
    await bot.answer_callback_query(query.id)
    await bot.answer_callback_query(query.id, "второй")
    assert town.anna.alerts_seen == []


async def test_an_answer_longer_than_200_characters_is_refused(raw: RawClient) -> None:
    refusal = await raw.refusal("answerCallbackQuery", callback_query_id="1", text="я" * 201)
    assert refusal == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_press_carries_the_message_and_who_pressed(bot: Bot, raw: RawClient, town: Town) -> None:
    markup = inline({"text": "Назад", "callback_data": "back"})
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    await town.anna.press("Назад")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert query.message.message_id == sent["message_id"]
    assert query.from_user.id == town.anna.id


async def test_what_the_bot_sends_besides_a_button_text_comes_back(raw: RawClient, town: Town) -> None:
    button = {"text": "Код", "copy_text": {"text": "123456"}, "style": "primary"}
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=inline(button))
    assert sent["reply_markup"] == inline(button)
    with pytest.raises(Impossible, match="neither a callback nor a link"):
        await town.anna.press("Код")
