"""A browser and windows for every test; without Playwright or Chromium all are skipped, with the reason."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from tests.browser.chromium import chromium, missing
from tests.conversations.conftest import read_once as read_once  # noqa: PLC0414 (a fixture here too)
from tests.conversations.conftest import registry_file as registry_file  # noqa: PLC0414 (likewise)
from tests.conversations.harness import Town, running_town

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.browser.window import Window

Windows: TypeAlias = "Callable[..., AbstractAsyncContextManager[Window]]"


@pytest.fixture(scope="session", autouse=True)
def everything_is_there() -> None:
    if (reason := missing()) is not None:
        pytest.skip(reason)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
def windows(browser: Browser) -> Windows:
    """Opens windows, of which none may have anything to complain about in the end."""
    from tests.browser.window import window  # noqa: PLC0415 (here, because Playwright may be missing)

    @asynccontextmanager
    async def opened(**how: Any) -> AsyncIterator[Window]:
        async with window(browser, **how) as opened:
            yield opened
        assert opened.complaints == []

    return opened


@pytest.fixture
async def town(registry_file: Path, tmp_path: Path) -> AsyncIterator[Town]:
    shutil.copy(registry_file, tmp_path / "cabinet.db")
    async with running_town(tmp_path) as running:
        yield running
