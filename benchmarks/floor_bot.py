"""The floor: the least that an aiogram bot with the reading conversation does. State in memory, no database.

Texts and buttons are those of ours in Russian, because what is sent is part of the cost. What a lever needs
is imported only where the lever is pulled.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Collection
from datetime import UTC, datetime
from html import escape
from itertools import count

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks.flats import FIRST_PERSON, Flat

router = Router()
receipts = count(1)
NAVIGATION = [
    InlineKeyboardButton(text="Назад", callback_data="f:1:back:"),
    InlineKeyboardButton(text="Отмена", callback_data="f:1:cancel:"),
]


class Reading(StatesGroup):
    """What the conversation waits for."""

    value = State()
    confirm = State()


@router.message(F.text == "Передать показания")
async def begin(message: Message, state: FSMContext) -> None:
    """Ask for the value."""
    flat = Flat(message.chat.id - FIRST_PERSON)
    await state.set_state(Reading.value)
    await state.set_data({"previous": flat.previous, "number": flat.number})
    await message.answer(
        f"Абонент № {flat.number}, счётчик № S{flat.place}\n\n"
        "<b>Круглосуточно (0–24): какое показание сейчас?</b>\n"
        f"Прошлое показание: <b>{flat.previous}</b> на 23.10.2026\n"
        "На счётчике 6 цифр до запятой.",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[NAVIGATION]),
    )


@router.message(StateFilter(Reading.value), F.text)
async def value_entered(message: Message, state: FSMContext) -> None:
    """Show the summary."""
    data = await state.get_data()
    try:
        value = int(message.text or "")
    except ValueError:
        await message.answer("Это не похоже на показание.")
        return
    previous = data["previous"]
    await state.set_state(Reading.confirm)
    await state.update_data(value=value)
    await message.answer(
        f"<b>Показания за ноябрь 2026</b>\nАбонент № {data['number']}\n\n"
        f"Круглосуточно: {previous} → <b>{escape(str(value))}</b> = {value - previous} кВт·ч\n\n"
        f"Примерная стоимость: {(value - previous) * 648 / 100:.2f} ₽\n\n"
        "Всё верно? Нажмите «Подтвердить».",
        reply_markup=InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton(text="Подтвердить", callback_data="f:2:confirm:")],
                [InlineKeyboardButton(text="Исправить", callback_data="f:2:correct:")],
                NAVIGATION,
            ]
        ),
    )


@router.callback_query(StateFilter(Reading.confirm), F.data == "f:2:confirm:")
async def confirmed(query: CallbackQuery, state: FSMContext) -> None:
    """Give the receipt."""
    number = (await state.get_data())["number"]
    await state.clear()
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(
            "✅ <b>Показания за ноябрь 2026 приняты.</b>\n\n"
            f"Квитанция: <code>2611-{next(receipts):06}</code>\n"
            f"Время приёма: {datetime.fromtimestamp(time.time(), UTC):%d.%m.%Y %H:%M}",
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[
                    [InlineKeyboardButton(text="История показаний", callback_data=f"n:history:{number}:0")],
                    [InlineKeyboardButton(text="К номеру", callback_data=f"n:card:{number}:0")],
                ]
            ),
        )


def session_with(levers: Collection[str]) -> AiohttpSession:
    """Give aiogram's session, or what a lever puts in its place."""
    api = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    if "+orjson" in levers:
        import orjson  # noqa: PLC0415

        return AiohttpSession(
            api=api, json_loads=orjson.loads, json_dumps=lambda value: orjson.dumps(value).decode()
        )
    return AiohttpSession(api=api)


async def main(levers: Collection[str]) -> None:
    """Poll until stopped."""
    properties = DefaultBotProperties(parse_mode="HTML")
    bot = Bot(os.environ["BOT_TOKEN"], session=session_with(levers), default=properties)
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    if "+gc" in levers:
        from bot.__main__ import spare_the_collector  # noqa: PLC0415

        dispatcher.startup.register(spare_the_collector)
    await dispatcher.start_polling(bot)


def run(levers: Collection[str]) -> None:
    """Run on the loop that the levers say."""
    if "+uvloop" in levers:
        import uvloop  # noqa: PLC0415

        uvloop.run(main(levers))
    else:
        asyncio.run(main(levers))


if __name__ == "__main__":
    run(sys.argv[1:])
