"""A dialogue from end to end with an unmodified aiogram."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from simulator import Simulator


def png() -> bytes:
    import io
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (200, 100)).save(out, "PNG")
    return out.getvalue()


async def test_an_unmodified_dispatcher_holds_a_conversation(sim: Simulator, bot: Bot, town) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def greet(message: Message) -> None:
        await message.answer(
            f"<b>{message.text}</b>",
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="Назад", callback_data="back")]]
            ),
        )
        await message.answer_photo(BufferedInputFile(png(), "x.png"), caption="pic")
        await message.delete()

    @dispatcher.callback_query()
    async def back(query: CallbackQuery) -> None:
        await query.message.edit_text("edited")
        await query.answer("done")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await town.anna.send("Привет")
    await sim.delivered()
    while len(sim.calls) < 4:
        await asyncio.sleep(0.01)
    print(sim.calls, town.anna.chat.messages)
    assert town.anna.chat.messages[0].html == "<b>Привет</b>"
    await town.anna.press("Назад")
    while len(sim.calls) < 6:
        await asyncio.sleep(0.01)
    assert town.anna.alerts_seen == ["done"]
    assert town.anna.chat.messages[0].text == "edited"
    await dispatcher.stop_polling()
    await polling
