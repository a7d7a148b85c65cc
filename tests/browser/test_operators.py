"""Operators at the chat page: a reading to review, a photo of the meter, a notice."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Windows
from tests.browser.sizes import BOTH
from tests.conversations.harness import OPERATORS, Town, say
from tests.simulator.town import picture

NOTICE = "25 ноября с 10 до 14 часов не будет электричества: ремонт кабеля."


@pytest.mark.parametrize("size", BOTH.values(), ids=BOTH)
async def test_an_operator_asks_for_a_photo_and_accepts_the_reading(
    windows: Windows, town: Town, size: tuple[int, int]
) -> None:
    resident = await town.holder("100200302")
    await resident.plays("[Передать показания]", "9900 4300", "[Подтвердить]", "[Подтвердить]")
    async with windows(size=size) as page:
        await page.opens(town.sim.url)
        group, anna = page.chat(OPERATORS), page.chat(resident.person.id)
        await page.turns_to("Операторы")
        await group.sees("Показания на проверку")
        await group.presses("Запросить фото")
        await page.turns_to("Анна")
        await anna.sees("просит фотографию")
        await anna.presses("Отправить фото")
        await anna.sees("Фото для оператора")
        await anna.sends_photo("meter.png", picture())
        await anna.sees(say("thread-file-sent"))
        await page.turns_to("Операторы")
        await group.sees("От абонента")
        assert await page.sticks_out() == []
        await group.presses("Принять")
        await page.turns_to("Анна")
        await anna.sees("принял", "2611-0000001-1")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


@pytest.mark.parametrize("size", BOTH.values(), ids=BOTH)
async def test_a_notice_is_seen_before_it_is_sent_and_reaches_the_house(
    windows: Windows, town: Town, size: tuple[int, int]
) -> None:
    resident = await town.holder("100200302")
    async with windows(size=size) as page:
        await page.opens(town.sim.url)
        group, anna = page.chat(OPERATORS), page.chat(resident.person.id)
        await page.turns_to("Операторы")
        await group.writes("/notice")
        await group.answers(NOTICE)
        await group.presses("Прочее")
        await group.presses("Улица или дом")
        await group.answers("Яблоневая 1")
        await group.sees("Понято так", "Жителей: 1")
        await group.presses("Отправить")
        await group.sees("Рассылка № 1 завершена")
        await page.turns_to("Анна")
        await anna.sees("Уведомление", NOTICE, "Яблоневая, д. 1")
        assert await page.sticks_out() == []
