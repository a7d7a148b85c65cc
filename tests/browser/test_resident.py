"""A resident at the chat page: on a phone, at a desk, by keyboard, and with a page that is loaded again."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Windows
from tests.browser.people import adds_number, confirms_address, registers, sends_reading
from tests.browser.sizes import BOTH, PHONE
from tests.conversations.harness import Town


@pytest.mark.parametrize("size", BOTH.values(), ids=BOTH)
async def test_a_resident_gets_from_start_to_a_receipt_and_an_answer(
    windows: Windows, town: Town, size: tuple[int, int]
) -> None:
    resident, _ = town.guest("Анна"), town.guest("Борис")
    async with windows(size=size) as page:
        await page.opens(town.sim.url)
        anna = page.chat(resident.person.id)
        await registers(page, anna, resident)
        assert await page.sticks_out() == []
        await confirms_address(page, town, anna)
        await adds_number(anna)
        assert await page.sticks_out() == []
        await sends_reading(anna)
        await anna.sees("приняты", "2611-0000001-1")
        await anna.presses("Задать вопрос")
        await anna.sees("Вопрос оператору")
        await anna.writes("Почему в счёте пени?")
        await anna.sees("Вопрос передан")
        await town.settled()
        assert "Почему в счёте пени?" in town.alert.text
        await town.oleg.reply(town.alert, "Пересчитаем в декабре.")
        await anna.sees("Пересчитаем в декабре.")
        assert set(await page.away_from_the_end()) == {0}
        assert await page.sticks_out() == []


async def test_a_page_that_is_loaded_again_shows_the_same_and_goes_on(windows: Windows, town: Town) -> None:
    resident, _ = await town.holder("100200302"), town.guest("Борис")
    async with windows(size=PHONE) as page:
        await page.opens(town.sim.url)
        await page.turns_to("Анна")
        anna = page.chat(resident.person.id)
        await anna.presses("Передать показания")
        await anna.sees("День", "какое показание")
        await anna.writes("8400")
        await anna.sees("Ночь", "какое показание")
        before, keys = await anna.messages.all_inner_texts(), await anna.keys.all_inner_texts()
        await page.reloads()
        await page.turns_to("Анна")
        assert await anna.messages.all_inner_texts() == before
        assert await anna.keys.all_inner_texts() == keys
        assert set(await page.away_from_the_end()) == {0}
        await anna.writes("3990")
        await anna.sees("Всё верно?")
        await page.reloads()
        await page.turns_to("Анна")
        await anna.presses("Подтвердить")
        await anna.sees("приняты", "2611-0000001-1")
    assert len(town.readings()) == 1


async def test_the_keyboard_alone_is_enough_for_a_reading(windows: Windows, town: Town) -> None:
    resident = await town.holder("100200302")
    async with windows(size=PHONE) as page:
        await page.opens(town.sim.url)
        await page.presses_by_keyboard("Анна")
        anna = page.chat(resident.person.id)
        await page.presses_by_keyboard("Передать показания")
        await anna.sees("какое показание")
        await page.tabs_to("Сообщение, пишет Анна")
        await page.page.keyboard.type("8400 3990")
        await page.page.keyboard.press("Enter")
        await anna.sees("Всё верно?")
        await page.presses_by_keyboard("Подтвердить")
        await anna.sees("приняты", "2611-0000001-1")
    assert len(town.readings()) == 1


async def test_what_a_menu_or_a_dialog_opened_is_left_by_escape(windows: Windows, town: Town) -> None:
    resident = await town.holder("100200302")
    async with windows(size=PHONE) as page:
        await page.opens(f"{town.sim.url}/?view={resident.person.id}")
        await page.presses_by_keyboard("Действия")
        assert await page.has_focus() == "Отправить свой номер"
        await page.page.keyboard.press("Escape")
        assert await page.has_focus() == "Действия"
        await page.page.keyboard.press("Enter")
        await page.page.keyboard.press("Enter")
        assert await page.has_focus() == "Передать номер"
        await page.page.keyboard.press("Escape")
        await page.presses_by_keyboard("Меню")
        await page.tabs_to("/start Начать сначала")
        await page.page.keyboard.press("Escape")
        assert await page.has_focus() == "Сообщение, пишет Анна"
    assert not any(message.contact for message in resident.chat.messages)


async def test_an_error_of_the_page_is_noticed(windows: Windows, town: Town) -> None:
    async with windows() as page:
        await page.opens(town.sim.url)
        await page.page.evaluate("() => { console.error('so'); setTimeout(() => { throw Error('oh'); }); }")
        await page.drawn()
        assert page.complaints == ["console: so", "error: oh"]
        page.complaints.clear()
