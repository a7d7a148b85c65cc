"""A window with the chat page, and the hands and eyes of whoever sits before it.

All verbs wait for what they look for, because the bot answers when it has answered.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, FilePayload, Locator, Page, Request, expect

from tests.browser.sizes import DESK

PATIENCE_MS = 15_000
ZONE = "Europe/Moscow"
AWAY_FROM_THE_END = """() =>
    [...document.querySelectorAll('.messages')].filter((each) => each.checkVisibility())
        .map((each) => Math.round(each.scrollHeight - each.scrollTop - each.clientHeight))
"""
BUTTONS_OF_THE_BOT = ".inline-button, .reply-button, .start-button"
STICKS_OUT = """() =>
    [...document.querySelectorAll('body *:not(.label)')].filter((each) => each.checkVisibility())
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.panel-tabs'))
        .map((each) => `${each.className} ${each.innerText?.slice(0, 40)}`)
"""
FOCUS_IS_MARKED = """() => {
    const { activeElement: one } = document;
    const writes = one.closest('.composer-row:focus-within');
    return one === document.body || getComputedStyle(one).outlineStyle !== 'none'
        || (writes !== null && getComputedStyle(writes).boxShadow !== 'none');
}"""
MOST_STOPS = 150
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

expect.set_options(timeout=PATIENCE_MS)


@dataclass(eq=False)
class Panel:
    """A chat, or the mailbox, as one of the columns of the page."""

    root: Locator

    @property
    def messages(self) -> Locator:
        """The messages, oldest first."""
        return self.root.locator(".message")

    @property
    def history(self) -> Locator:
        """What scrolls."""
        return self.root.locator(".messages")

    @property
    def keys(self) -> Locator:
        """The keys under the input field."""
        return self.root.locator(".reply-button")

    @property
    def arrow(self) -> Locator:
        """What leads to the newest message, and counts those that were not seen."""
        return self.root.locator(".scroll-down")

    async def place(self) -> int:
        """How many pixels the history is scrolled down."""
        top: int = await self.history.evaluate("(each) => each.scrollTop")
        return top

    async def is_at(self, place: int) -> None:
        """Wait until the history is scrolled down so far."""
        await expect(self.history).to_have_js_property("scrollTop", place)

    async def turns_wheel(self, pixels: int) -> None:
        """Turn the wheel over the history; less than nothing is up."""
        await self.history.hover()
        await self.root.page.mouse.wheel(0, pixels)

    async def has(self, message_id: int) -> None:
        """Wait until a message is there."""
        await self.root.locator(f'[data-message-id="{message_id}"]').wait_for()

    async def presses(self, label: str) -> None:
        """Press the newest button with a label: under a message, or under the input field."""
        await self.button(label).click()

    def button(self, label: str) -> Locator:
        """The newest button with a label that is the bot's, and not the page's own."""
        named = self.root.get_by_role("button", name=label, exact=True)
        return self.root.locator(BUTTONS_OF_THE_BOT).and_(named).last

    async def writes(self, text: str) -> None:
        """Type a message and send it by Enter."""
        field = self.root.locator(".composer-input")
        await field.fill(text)
        await field.press("Enter")

    async def answers(self, text: str) -> None:
        """Answer the newest message, as a bot asks for it in a group."""
        await expect(self.root.locator(".composer-context")).to_be_visible()
        await self.writes(text)

    async def sends_photo(self, name: str, content: bytes, caption: str = "") -> None:
        """Attach a picture and send it."""
        picture = FilePayload(name=name, mimeType="image/png", buffer=content)
        await self.root.locator(".file-photo").set_input_files(picture)
        dialog = self.root.page.get_by_role("dialog")
        await dialog.get_by_role("textbox").fill(caption)
        await dialog.get_by_role("button", name="Отправить", exact=True).click()

    async def sees(self, *words: str) -> Locator:
        """See words in one message of the bot that is on the screen; return the message."""
        found = self.root.locator(".message.incoming")
        for each in words:
            found = found.filter(has_text=each)
        await expect(found.last).to_be_in_viewport()
        return found.last

    async def opens_letter(self, subject: str) -> Locator:
        """Open the newest letter with these words, and return what is in it."""
        await self.root.locator(".letter", has_text=subject).first.click()
        await expect(self.root.locator(".letter-html")).to_be_visible()
        return self.root.frame_locator(".letter-html").locator("body")


@dataclass(eq=False)
class Window:
    """The page, and everything that went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)

    async def opens(self, address: str) -> None:
        """Open the page and wait until its chats are there."""
        await self.page.goto(address)
        await self.settles()

    async def reloads(self) -> None:
        """Load the page again."""
        await self.page.reload()
        await self.settles()

    async def settles(self) -> None:
        """Wait until the chats are there."""
        await expect(self.page.locator(".panel").first).to_be_attached()

    def chat(self, chat_id: int) -> Panel:
        """Return the column of a chat."""
        return Panel(self.page.locator(f'.panel[data-chat-id="{chat_id}"]'))

    @property
    def mailbox(self) -> Panel:
        """The column of the mailbox."""
        return Panel(self.page.locator(".mailbox"))

    async def turns_to(self, title: str) -> None:
        """Choose a tab, unless what it shows is on the screen already."""
        tab = self.page.get_by_role("navigation").get_by_role("button", name=re.compile(f"^{title}"))
        if await tab.get_attribute("aria-pressed") != "true":
            await tab.click()
        await expect(tab).to_have_attribute("aria-pressed", "true")

    async def chooses(self, label: str) -> None:
        """Press a button of the dialog that is open."""
        await self.page.get_by_role("dialog").get_by_role("button", name=label, exact=True).click()

    async def drawn(self) -> None:
        """Wait until the browser has drawn what it knows."""
        await self.page.evaluate(DRAWN)

    async def away_from_the_end(self) -> list[int]:
        """Return for each chat on the screen how many pixels it is away from its newest message."""
        distances: list[int] = await self.page.evaluate(AWAY_FROM_THE_END)
        return distances

    async def sticks_out(self) -> list[str]:
        """Name what is wider than the window, so that it would have to be moved sideways to be read."""
        found: list[str] = await self.page.evaluate(STICKS_OUT)
        return found

    async def tabs_to(self, name: str) -> None:
        """Go from stop to stop by the Tab key until the one with a name has the focus; each is marked."""
        stops: list[str] = []
        while (stop := await self.has_focus()) != name:
            assert len(stops) < MOST_STOPS, f"no {name!r} in {stops}"
            stops.append(stop)
            await self.page.keyboard.press("Tab")
            assert await self.page.evaluate(FOCUS_IS_MARKED), f"nobody sees where the focus is: {stops}"

    async def presses_by_keyboard(self, name: str) -> None:
        """Go to a button by the Tab key and press Enter."""
        await self.tabs_to(name)
        await self.page.keyboard.press("Enter")

    async def has_focus(self) -> str:
        """Name the element that has the focus, for a person who hears it."""
        said: str = await self.page.evaluate(
            "() => document.activeElement.ariaLabel || document.activeElement.innerText"
        )
        return " ".join(said.split())

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A stream of events ends with its page, and a download is no page.
        if "/ui/events" not in request.url:
            self.complaints.append(f"{request.failure}: {request.url}")


@asynccontextmanager
async def window(
    browser: Browser,
    *,
    now: datetime | None = None,
    size: tuple[int, int] = DESK,
    dark: bool = False,
    **context: Any,
) -> AsyncIterator[Window]:
    """Open a window of a size in CSS pixels; ``now`` is what the page takes for the present."""
    opened = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale="ru-RU",
        timezone_id=ZONE,
        **context,
    )
    opened.set_default_timeout(PATIENCE_MS)
    try:
        page = await opened.new_page()
        if now is not None:
            await page.clock.set_fixed_time(now)
        yield Window(page)
    finally:
        await opened.close()
