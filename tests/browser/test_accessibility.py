"""The chat page for those who see little or nothing: axe-core finds no fault in either width or colour."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Windows
from tests.browser.sizes import BOTH
from tests.conversations.harness import Town

if TYPE_CHECKING:
    from tests.browser.window import Window

ONE_COLOUR = """(colour) => {
    for (const each of document.querySelectorAll('.history')) each.style.background = `var(${colour})`;
}"""
IN_ALL_LOOKS = pytest.mark.parametrize(
    "look",
    [{"size": size, "dark": dark} for size in BOTH.values() for dark in (False, True)],
    ids=[f"{size} {colours}" for size in BOTH for colours in ("light", "dark")],
)


async def faults(page: Window) -> list[str]:
    """What axe-core finds, one line for each element.

    It judges no colour before a gradient, so the wallpaper has the colour of its beginning, then of its end.
    """
    from axe_playwright_python.async_playwright import Axe  # noqa: PLC0415 (because it may be missing)

    found = set()
    for colour in ("--wallpaper", "--wallpaper-end"):
        await page.page.evaluate(ONE_COLOUR, colour)
        answer = (await Axe().run(page.page)).response
        for rule in answer["violations"]:
            found |= {f"{rule['id']}: {each['html']} {each['failureSummary']}" for each in rule["nodes"]}
    return sorted(found)


def sound() -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(bytes(8000))
    return content.getvalue()


@IN_ALL_LOOKS
async def test_a_chat_with_all_kinds_of_messages_has_no_fault(
    windows: Windows, town: Town, look: dict[str, Any]
) -> None:
    resident = await town.holder("100200302")
    await resident.plays("[Передать показания]", "8400 3990")
    await resident.share_contact()
    await resident.plays("[Задать вопрос]")
    await resident.send_photo("Вот счётчик")
    await resident.send_formatted(
        "<b>жирный</b>, <code>код</code>, <blockquote>цитата</blockquote>, <tg-spoiler>тайна</tg-spoiler>"
    )
    await resident.send_photo()
    await resident.send_voice()
    await resident.send_document("Квитанция")
    await town.oleg.reply(town.alert, "Посмотрим. Команды: /help, https://example.org")
    edited = await resident.send("Спасибо")
    await resident.edit(edited, "Большое спасибо")
    await resident.reply(resident.chat.last, "Ещё вопрос")
    async with windows(**look) as page:
        await page.opens(f"{town.sim.url}/?view={resident.person.id}")
        chat = page.chat(resident.person.id)
        assert await faults(page) == []
        await chat.root.get_by_role("button", name="Меню").click()
        assert await faults(page) == []
        await page.page.keyboard.press("Escape")
        await chat.messages.last.hover()
        await chat.messages.last.get_by_role("button", name="Действия с сообщением").click()
        assert await faults(page) == []
        await page.page.get_by_role("menuitem", name="Удалить").click()
        assert await faults(page) == []


@IN_ALL_LOOKS
async def test_the_page_of_everybody_with_the_group_and_the_mail_has_no_fault(
    windows: Windows, town: Town, look: dict[str, Any]
) -> None:
    resident = await town.holder("100200302")
    town.guest("Борис")
    await resident.plays("[Передать показания]", "9900 4300", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.send("/stats")
    async with windows(**look) as page:
        await page.opens(town.sim.url)
        await page.turns_to("Операторы")
        assert await faults(page) == []
        await page.turns_to("Почта")
        assert await faults(page) == []
        await page.mailbox.opens_letter("Подтвердите адрес")
        assert await faults(page) == []
        await page.turns_to("Борис")
        assert await faults(page) == []
