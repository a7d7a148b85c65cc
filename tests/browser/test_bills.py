"""From the card to a bill, to what made it higher, and to the answer of an operator, on a phone."""

from __future__ import annotations

from tests.browser.conftest import Windows
from tests.browser.sizes import PHONE
from tests.conversations.harness import OPERATORS, Town, as_seen, say

NUMBER = "100200301"


async def test_a_resident_gets_from_the_card_to_an_answer_about_a_bill(windows: Windows, town: Town) -> None:
    resident, _ = await town.holder(NUMBER), town.guest("Борис")
    async with windows(size=PHONE) as page:
        await page.opens(town.sim.url)
        await page.turns_to("Анна")
        anna, group = page.chat(resident.person.id), page.chat(OPERATORS)
        await anna.presses("Электроэнергия")
        await anna.sees("К оплате")
        await anna.presses("Счета")
        await anna.sees("Октябрь 2026")
        assert await page.sticks_out() == []
        await anna.presses("Октябрь 2026")
        await anna.sees("Счёт за октябрь 2026", "198 кВт·ч × 6,48 ₽")
        assert await page.sticks_out() == []
        await anna.presses("Почему больше?")
        await anna.sees("Сравнение счетов", "Счёт за октябрь 2026", "больше, чем за сентябрь 2026")
        assert await page.sticks_out() == []
        await anna.presses("Спросить об этом счёте")
        await anna.sees("Вопрос о счёте за октябрь 2026")
        await anna.writes("Почему так много?")
        await anna.sees(say("question-sent"))
        await page.turns_to("Операторы")
        await group.sees("Почему так много?", "Счёт за октябрь 2026", "198 кВт·ч × 6,48 ₽")
        assert await page.sticks_out() == []
        assert "Почему так много?" in as_seen(town.alert.text)
        await town.oleg.reply(town.alert, "Выросла цена с октября.")
        await page.turns_to("Анна")
        await anna.sees("Выросла цена с октября.")
        assert set(await page.away_from_the_end()) == {0}
        assert await page.sticks_out() == []
