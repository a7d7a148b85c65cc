"""A conversation from end to end: an unmodified dispatcher polls, people talk to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.filters import CommandStart
from aiogram.filters.command import CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from simulator import Simulator
from tests.simulator.town import Town, in_background

YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


@pytest.fixture
async def handled(bot: Bot) -> AsyncIterator[asyncio.Queue[str]]:
    """A small bot that is polling; the queue names what it has handled."""
    dispatcher = Dispatcher()
    handled: asyncio.Queue[str] = asyncio.Queue()

    @dispatcher.message(CommandStart(deep_link=True))
    async def confirmed(message: Message, command: CommandObject) -> None:
        await message.answer(f"Подтверждено: {command.args}")
        handled.put_nowait("start")

    @dispatcher.message(F.text)
    async def asked(message: Message) -> None:
        await message.reply(f"<b>{message.html_text}?</b>", parse_mode="HTML", reply_markup=YES)
        await message.delete()
        handled.put_nowait("text")

    @dispatcher.callback_query(F.data == "yes")
    async def agreed(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("Принято")
        await query.answer("Спасибо")
        handled.put_nowait("yes")

    polling = in_background(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield handled
    await dispatcher.stop_polling()
    await polling


async def test_a_resident_talks_to_a_polling_bot(
    sim: Simulator, town: Town, handled: asyncio.Queue[str]
) -> None:
    async with asyncio.timeout(20):
        written = await town.anna.send("12 < 13")
        assert await handled.get() == "text"
        question = town.anna.chat.last
        assert (question.html, question.reply_to) == ("<b>12 &lt; 13?</b>", written)
        assert written.deleted
        await town.anna.press("Да")
        assert await handled.get() == "yes"
        assert (question.text, question.buttons, question.edited) == ("Принято", [], True)
        assert town.anna.alerts_seen == ["Спасибо"]
        await town.boris.open_link("https://t.me/lk_demo_bot?start=confirm_abc")
        assert await handled.get() == "start"
        assert town.boris.chat.last.text == "Подтверждено: confirm_abc"
        await sim.delivered()
    assert [call.method for call in sim.calls if call.method != "getMe"] == [
        "sendMessage",
        "deleteMessage",
        "editMessageText",
        "answerCallbackQuery",
        "sendMessage",
    ]
