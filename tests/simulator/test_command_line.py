"""`python -m simulator` as a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE

from aiohttp import ClientSession

from simulator import Simulator
from simulator.__main__ import parse_arguments, settle


async def test_it_says_where_it_is_and_stops_when_told_to() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", "--port", "0", "--smtp-port", "0", stderr=PIPE
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(30):
            lines = [(await process.stderr.readline()).decode().split() for _ in range(5)]
            told = {line[-2]: line[-1] for line in lines}
            async with ClientSession() as http:
                async with http.get(f"{told['TELEGRAM_API_URL']}/bot{told['BOT_TOKEN']}/getMe") as answer:
                    assert (await answer.json())["result"]["username"] == "lk_demo_bot"
                async with http.get(f"{told['TELEGRAM_API_URL']}/ui/state") as answer:
                    state = await answer.json()
        assert [person["first_name"] for person in state["people"]] == ["Анна", "Борис", "Олег", "Ольга"]
        assert str(state["chats"][-1]["id"]) == told["OPERATOR_CHAT_ID"]
        assert told["SMTP_URL"].startswith("smtp://127.0.0.1:")
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_the_demo_has_a_group_where_the_bot_sees_files() -> None:
    sim = Simulator("42:TEST-token_0123456789")
    settle(sim, -1002)
    group = sim.world.chats[-1002]
    await sim.people[1003].send_document("registry.zip", b"PK", to=group)  # type: ignore[arg-type]
    assert len(sim.world.queue) == 1


def test_ports_and_token_can_be_chosen() -> None:
    options = parse_arguments(["--port", "9", "--token", "7:abcdefghij", "--no-limits"])
    assert (options.port, options.token, options.no_limits, options.smtp_port) == (
        9,
        "7:abcdefghij",
        True,
        2525,
    )
