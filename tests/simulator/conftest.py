"""A simulator with two residents and an operators' group, and a real aiogram bot that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession

from simulator import Simulator
from tests.simulator.town import GROUP_ID, TOKEN, Clock, RawClient, Town


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sim(clock: Clock) -> AsyncIterator[Simulator]:
    async with Simulator(TOKEN, clock=clock, smtp=True) as simulator:
        yield simulator


@pytest.fixture
async def town(sim: Simulator) -> Town:
    """Everybody but Boris and Olga has written to the bot; the bot has confirmed what they wrote."""
    anna = sim.add_person("Анна", username="anna", phone="+79210000001")
    boris = sim.add_person("Борис", phone="+79210000002")
    oleg, olga = sim.add_person("Олег"), sim.add_person("Ольга")
    group = sim.add_group(GROUP_ID, "Операторы", [oleg, olga])
    for person in (anna, oleg):
        await person.send("/start")
    sim.world.queue.drop_pending()
    return Town(anna, boris, oleg, olga, group)


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sim.url))
    yield Bot(TOKEN, session=session)
    connections = await session.create_session()
    await connections.close()  # the session's own close() waits a quarter of a second for TLS


@pytest.fixture
async def raw(sim: Simulator) -> AsyncIterator[RawClient]:
    async with ClientSession() as http:
        yield RawClient(sim, http)
