"""Whether this machine has what the tests in a browser need, and how Chromium is started."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("playwright", "axe_playwright_python")
OPTIONS = (
    "--disable-gpu",
    "--disable-lcd-text",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
"""Letters and colours come out alike on every machine that has the same fonts."""

SAME_PIXELS = (
    "--disable-partial-raster",
    "--disable-checker-imaging",
    "--disable-threaded-animation",
    "--disable-threaded-scrolling",
)
"""A window is drawn as a whole, with its pictures, so that no pixel depends on what was ready first."""


def program() -> str | None:
    """Return the browser of this machine, or nothing if it has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def missing() -> str | None:
    """Say what is missing and how it is put there; nothing if all is there."""
    if not all(find_spec(package) for package in PACKAGES):
        return "no Playwright: make test-browser installs it"
    if program() is None:
        return "no Chromium on this machine: apt install chromium"
    return None


@asynccontextmanager
async def chromium(*options: str) -> AsyncIterator[Browser]:
    """Start the machine's own Chromium without a window, and end it afterwards."""
    from playwright.async_api import async_playwright  # noqa: PLC0415 (only here, because it may be missing)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program(), args=[*OPTIONS, *options], chromium_sandbox=False
        )
        try:
            yield browser
        finally:
            await browser.close()
