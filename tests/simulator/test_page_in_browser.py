"""The chat page in a real browser: the newest answer stays in sight, and no column is lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

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
from tests.simulator.browser import Page, browser, program
from tests.simulator.town import Town

CHROMIUM = program()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt install chromium")

AWAY_FROM_THE_END = """
    [...document.querySelectorAll('.messages')].filter((each) => each.checkVisibility())
        .map((each) => Math.round(each.scrollHeight - each.scrollTop - each.clientHeight))
"""
COLUMNS = """
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


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    assert CHROMIUM is not None
    async with browser(CHROMIUM, tmp_path / "browser") as opened:
        yield opened


def chat(chat_id: int, part: str) -> str:
    selector = f'[data-chat-id="{chat_id}"] {part}'
    return f"document.querySelector({json.dumps(selector)})"


def shows(chat_id: int, message_id: int) -> str:
    return chat(chat_id, f'[data-message-id="{message_id}"]')


def rows(number: int) -> InlineKeyboardMarkup:
    buttons = [[InlineKeyboardButton(text=f"Кнопка {row}", callback_data=str(row))] for row in range(number)]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


def under_input(number: int) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
    if not number:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Назад")]] * number)


async def chatter(bot: Bot, town: Town, page: Page, turn: int, chat_id: int) -> None:
    """A turn as a bot makes it: the question shrinks to a line or grows, and the answer follows at once."""
    asked = await bot.send_message(chat_id, LONG, reply_markup=rows(turn % 7 + 1))
    if chat_id == town.anna.id:
        await town.anna.send("12 345" if turn % 2 else "абв")
    await page.until(shows(chat_id, asked.message_id))
    shorter = "Принято." if turn % 3 else LONG * 2
    await bot.edit_message_text(shorter, chat_id=chat_id, message_id=asked.message_id)
    words = f"{LONG if turn // 2 % 2 else ''} Ответ"
    answer = await bot.send_message(chat_id, words, reply_markup=under_input(turn % 4))
    await page.until(shows(chat_id, answer.message_id))


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)], ids=["phone", "desk"])
async def test_the_newest_answer_stays_in_sight_while_messages_grow_and_shrink(
    sim: Simulator, bot: Bot, town: Town, page: Page, width: int, height: int
) -> None:
    chats = [town.anna.id] if width < height else [town.anna.id, town.group.id]
    await page.prepare(ONE_EVENT_A_FRAME)
    await page.open(sim.url, width, height)
    away = {}
    for turn in range(TURNS):
        await chatter(bot, town, page, turn, chats[turn % len(chats)])
        distances = await page.run(AWAY_FROM_THE_END)
        if max(distances) > 1:
            away[turn] = distances
    assert away == {}


async def test_who_scrolled_up_stays_there_until_they_write_or_press_the_arrow(
    sim: Simulator, bot: Bot, town: Town, page: Page
) -> None:
    await page.open(f"{sim.url}/?view={town.anna.id}", 360, 740)
    for turn in range(6):
        await chatter(bot, town, page, turn, town.anna.id)
    arrow = chat(town.anna.id, ".scroll-down")
    place = chat(town.anna.id, ".messages") + ".scrollTop"

    async def scroll_up_and_hear_news() -> None:
        before = await page.run(place)
        await page.turn_wheel(f'[data-chat-id="{town.anna.id}"] .messages', -400)
        await page.until(f"{place} === {before - 400}")
        news = await bot.send_message(town.anna.id, LONG)
        await page.until(shows(town.anna.id, news.message_id))
        assert await page.run(place) == before - 400
        assert await page.run(f"{arrow}.checkVisibility() && {arrow}.dataset.unread") == "1"

    await scroll_up_and_hear_news()
    await page.run(f"{arrow}.click()")
    await page.until(f"!{arrow}.checkVisibility()")
    assert await page.run(AWAY_FROM_THE_END) == [0]
    await scroll_up_and_hear_news()
    own = await town.anna.send("Своё")
    await page.until(shows(town.anna.id, own.id))
    assert await page.run(AWAY_FROM_THE_END) == [0]


async def test_whoever_pages_up_by_the_keyboard_stays_there(
    sim: Simulator, bot: Bot, town: Town, page: Page
) -> None:
    await page.open(f"{sim.url}/?view={town.anna.id}", 360, 740)
    for turn in range(6):
        await chatter(bot, town, page, turn, town.anna.id)
    place = chat(town.anna.id, ".messages") + ".scrollTop"
    before = await page.run(place)
    await page.press_key(f'[data-chat-id="{town.anna.id}"] .messages', "PageUp", 33)
    await page.until(f"{chat(town.anna.id, '.scroll-down')}.checkVisibility()")
    news = await bot.send_message(town.anna.id, LONG)
    await page.until(shows(town.anna.id, news.message_id))
    assert await page.run(place) < before


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("width", [1024, 1280, 1440])
async def test_no_column_is_pushed_off_the_edge_by_another(sim: Simulator, page: Page, width: int) -> None:
    await page.open(sim.url, width, 800)
    tab = "document.querySelector('.tab[data-panel=\"mail\"]')"
    if await page.run(f"{tab}.ariaPressed") != "true":
        await page.run(f"{tab}.click()")
    await page.until(f"{tab}.ariaPressed === 'true'")
    columns = await page.run(COLUMNS)
    assert len(columns) == 4, "Анна, Борис, Операторы, Почта"
    assert columns == sorted(columns)
    assert columns[0][0] >= 0
    assert columns[-1][1] <= width
