"""A bot that reaches Telegram through a proxy: residents notice nothing, and nothing goes past the proxy."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from bot.process.logs import set_up_logs
from tests.bot.telegram.proxies import ASCII_LOGIN, LOGIN, TELEGRAM, HttpProxy, Proxy, SocksProxy
from tests.conversations.harness import Town, digits_in, running_town, say

PASSWORD = "kobalt sosna 75"
A_MOMENT = 0.2
"""Seconds of real time in which a bot that can answer has answered."""


@asynccontextmanager
async def behind(proxy: Proxy, registry_file: Path, folder: Path) -> AsyncIterator[Town]:
    """A town whose bot knows Telegram by a name that leads nowhere but at the proxy."""
    shutil.copy(registry_file, folder / "cabinet.db")
    async with (
        proxy.open() as url,
        running_town(folder, telegram=TELEGRAM, TELEGRAM_PROXY=url) as town,
    ):
        yield town


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the log says, written as in production."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers, root.level
    stream = StringIO()
    set_up_logs("DEBUG", "console", stream)
    yield stream
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)


async def readiness(town: Town) -> dict[str, Any]:
    def asked() -> dict[str, Any]:
        try:
            with urlopen(f"http://127.0.0.1:{town.app.http.port}/readyz") as answer:
                return dict(json.loads(answer.read()))
        except OSError as error:
            with error:  # type: ignore[attr-defined]
                return dict(json.loads(error.read()))  # type: ignore[attr-defined]

    return await asyncio.to_thread(asked)


@pytest.mark.parametrize(
    "proxy",
    [
        pytest.param(HttpProxy(), id="http"),
        pytest.param(HttpProxy(LOGIN), id="http with a login"),
        pytest.param(HttpProxy(LOGIN, in_pieces=True), id="http byte after byte"),
        pytest.param(SocksProxy(), id="socks5"),
        pytest.param(SocksProxy(ASCII_LOGIN, in_pieces=True), id="socks5 with a login, byte after byte"),
        pytest.param(SocksProxy(ASCII_LOGIN, scheme="socks5h"), id="socks5h with a login"),
    ],
)
async def test_a_registration_with_its_picture_and_a_file_of_operators_go_through_the_proxy_alone(
    proxy: Proxy, registry_file: Path, tmp_path: Path
) -> None:
    async with behind(proxy, registry_file, tmp_path) as town:
        anna = town.guest()
        await anna.plays("/start", "[Регистрация]", "anna-1957", PASSWORD, PASSWORD, "anna@pochta.example")
        await anna.plays("[Пропустить]", "[Согласен]", "[Согласен]")
        assert anna.screen.photo is not None, "the picture was uploaded"
        await anna.send(digits_in(anna.screen))
        assert "успешно зарегистрированы" in anna.answers[0].text
        await town.oleg.send_file("answers.csv", b"receipt;status;reason;month\n")
        await town.oleg.press(say("exchange-load-button"))
        assert town.query("SELECT count(*) FROM exchange_jobs") == [(1,)]
        assert {host for host, _ in proxy.targets} == {TELEGRAM}
        assert proxy.refused == 0
        assert len(proxy.targets) < 10, "connections are kept"


@pytest.mark.parametrize("make", [lambda: HttpProxy(LOGIN), lambda: SocksProxy(ASCII_LOGIN)])
async def test_a_proxy_that_goes_away_is_waited_out_and_telegram_counts_as_silent(
    make: Any, registry_file: Path, tmp_path: Path, log: StringIO
) -> None:
    proxy = make()
    async with behind(proxy, registry_file, tmp_path) as town:
        anna = await town.registered()
        assert (await readiness(town))["ready"] is True
        known, proxy.login = proxy.login, ("another", "password")
        await proxy.hang_up()
        await anna.person.send("Помощь")
        await asyncio.sleep(A_MOMENT)
        town.clock.pass_time(timedelta(minutes=3))
        assert "telegram: silent" in (await readiness(town))["problems"]
        assert proxy.refused > 0
        proxy.login = known
        await town.settled()
        assert town.sim.calls[-1].chat_id == anna.chat.id
    assert "ProxyOutOfReachError" in log.getvalue()
    for secret in (*LOGIN, *ASCII_LOGIN, "cabinet%40office", "%3A"):
        assert secret not in log.getvalue()
