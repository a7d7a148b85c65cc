"""What the chat page keeps in sight: the newest answer, the place of one who scrolled up, every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from simulator import Simulator
from tests.browser.conftest import Windows
from tests.browser.sizes import DESK, PHONE
from tests.simulator.conftest import bot as bot  # noqa: PLC0414 (a fixture here too)
from tests.simulator.conftest import clock as clock  # noqa: PLC0414 (likewise)
from tests.simulator.conftest import sim as sim  # noqa: PLC0414 (likewise)
from tests.simulator.conftest import town as town  # noqa: PLC0414 (likewise; it is a town without the bot)
from tests.simulator.town import Town

if TYPE_CHECKING:
    from tests.browser.window import Window

COLUMNS = """() =>
    [...document.querySelectorAll('.panel')].filter((each) => each.checkVisibility())
        .map((each) => each.getBoundingClientRect())
        .map(({left, right}) => [Math.round(left), Math.round(right)])
"""
ONE_EVENT_A_FRAME = """
    const Usual = window.EventSource;
    window.EventSource = class extends Usual {
        set onmessage(handle) {
            const waiting = [];
            const { port1: after, port2: frame } = new MessageChannel();
            const eachFrame = () => { requestAnimationFrame(eachFrame); frame.postMessage(null); };
            super.onmessage = (event) => waiting.push(event);
            after.onmessage = () => waiting.length && handle(waiting.shift());
            eachFrame();
        }
    };
"""
"""News come at the worst moment: a frame was laid out, and what it moved is not told until the next one."""
LONG = "Показания принимаются целыми числами, как на счётчике, без запятой. " * 8
TURNS = 100


def rows(number: int) -> InlineKeyboardMarkup:
    buttons = [[InlineKeyboardButton(text=f"Кнопка {row}", callback_data=str(row))] for row in range(number)]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


def under_input(number: int) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
    if not number:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Назад")]] * number)


async def chatter(bot: Bot, town: Town, page: Window, turn: int, chat_id: int) -> None:
    """A turn as a bot makes it: the question shrinks to a line or grows, and the answer follows at once."""
    chat = page.chat(chat_id)
    asked = await bot.send_message(chat_id, LONG, reply_markup=rows(turn % 7 + 1))
    if chat_id == town.anna.id:
        await town.anna.send("12 345" if turn % 2 else "абв")
    await chat.has(asked.message_id)
    shorter = "Принято." if turn % 3 else LONG * 2
    await bot.edit_message_text(shorter, chat_id=chat_id, message_id=asked.message_id)
    words = f"{LONG if turn // 2 % 2 else ''} Ответ"
    answer = await bot.send_message(chat_id, words, reply_markup=under_input(turn % 4))
    await chat.has(answer.message_id)
    await page.drawn()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_the_newest_answer_stays_in_sight_while_messages_grow_and_shrink(
    sim: Simulator, bot: Bot, town: Town, windows: Windows, size: tuple[int, int]
) -> None:
    chats = [town.anna.id] if size == PHONE else [town.anna.id, town.group.id]
    away = {}
    async with windows(size=size) as page:
        await page.page.add_init_script(ONE_EVENT_A_FRAME)
        await page.opens(sim.url)
        for turn in range(TURNS):
            await chatter(bot, town, page, turn, chats[turn % len(chats)])
            distances = await page.away_from_the_end()
            if max(distances) > 1:
                away[turn] = distances
    assert away == {}


async def test_who_scrolled_up_stays_there_until_they_write_or_press_the_arrow(
    sim: Simulator, bot: Bot, town: Town, windows: Windows
) -> None:
    async with windows(size=PHONE) as page:
        await page.opens(f"{sim.url}/?view={town.anna.id}")
        chat = page.chat(town.anna.id)
        for turn in range(6):
            await chatter(bot, town, page, turn, town.anna.id)

        async def scroll_up_and_hear_news() -> None:
            before = await chat.place()
            await chat.turns_wheel(-400)
            await chat.is_at(before - 400)
            news = await bot.send_message(town.anna.id, LONG)
            await chat.has(news.message_id)
            await page.drawn()
            assert await chat.place() == before - 400
            assert await chat.arrow.get_attribute("data-unread") == "1"

        await scroll_up_and_hear_news()
        await chat.arrow.click()
        await chat.arrow.wait_for(state="hidden")
        assert await page.away_from_the_end() == [0]
        await scroll_up_and_hear_news()
        await chat.writes("Своё")
        await chat.arrow.wait_for(state="hidden")
        assert await page.away_from_the_end() == [0]


async def test_whoever_pages_up_by_the_keyboard_stays_there(
    sim: Simulator, bot: Bot, town: Town, windows: Windows
) -> None:
    async with windows(size=PHONE) as page:
        await page.opens(f"{sim.url}/?view={town.anna.id}")
        chat = page.chat(town.anna.id)
        for turn in range(6):
            await chatter(bot, town, page, turn, town.anna.id)
        before = await chat.place()
        await chat.history.press("PageUp")
        await chat.arrow.wait_for()
        news = await bot.send_message(town.anna.id, LONG)
        await chat.has(news.message_id)
        await page.drawn()
        assert await chat.place() < before


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("width", [1024, 1280, 1440])
async def test_no_column_is_pushed_off_the_edge_by_another(
    sim: Simulator, windows: Windows, width: int
) -> None:
    async with windows(size=(width, 800)) as page:
        await page.opens(sim.url)
        await page.turns_to("Почта")
        columns = await page.page.evaluate(COLUMNS)
        assert len(columns) == 4, "Анна, Борис, Операторы, Почта"
        assert columns == sorted(columns)
        assert columns[0][0] >= 0
        assert columns[-1][1] <= width
