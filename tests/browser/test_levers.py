"""The levers of the demo in a browser: without fault in any look, and within reach of the keyboard."""

from __future__ import annotations

from typing import Any

from simulator import Lever
from tests.browser.conftest import Windows
from tests.browser.sizes import PHONE
from tests.browser.test_accessibility import IN_ALL_LOOKS, faults
from tests.conversations.harness import Town


class Weather:
    """A lever that stays where it was put, and one that only says something."""

    def __init__(self, town: Town) -> None:
        self.is_bad = False
        levers = [
            Lever("day", "Время", "Следующий день", self.pass_day),
            Lever("bad", "Неполадки", "Почта не работает", self.turn, lambda: self.is_bad),
        ]
        town.sim.levers.offer("Что случится", levers, zone="Europe/Moscow")

    async def pass_day(self) -> str:
        return "Наступил следующий день"

    async def turn(self) -> str:
        self.is_bad = not self.is_bad
        return ""


@IN_ALL_LOOKS
async def test_levers_have_no_fault(windows: Windows, town: Town, look: dict[str, Any]) -> None:
    Weather(town)
    async with windows(**look) as page:
        await page.opens(town.sim.url)
        await page.turns_to("Что случится")
        assert await faults(page) == []
        assert await page.sticks_out() == []


async def test_levers_are_pulled_by_the_keyboard(windows: Windows, town: Town) -> None:
    weather = Weather(town)
    async with windows(size=PHONE) as page:
        await page.opens(town.sim.url)
        await page.presses_by_keyboard("Что случится")
        await page.presses_by_keyboard("Следующий день")
        await page.page.get_by_text("Наступил следующий день").wait_for()
        await page.presses_by_keyboard("Почта не работает")
        await page.page.get_by_role("button", name="Почта не работает", pressed=True).wait_for()
    assert weather.is_bad
