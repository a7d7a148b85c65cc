"""A simulator with two residents and an operators' group, and a real aiogram bot that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from simulator import Group, Person, Simulator

TOKEN = "42:TEST-token_0123456789"
GROUP_ID = -1001


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Town:
    """Who lives in the simulator of a test."""

    anna: Person
    boris: Person
    oleg: Person
    olga: Person
    group: Group


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sim(clock: Clock) -> AsyncIterator[Simulator]:
    async with Simulator(TOKEN, clock=clock, smtp=True) as simulator:
        yield simulator


@pytest.fixture
def town(sim: Simulator) -> Town:
    anna = sim.add_person("Анна", username="anna", phone="+79210000001")
    boris = sim.add_person("Борис", phone="+79210000002")
    oleg, olga = sim.add_person("Олег"), sim.add_person("Ольга")
    return Town(anna, boris, oleg, olga, sim.add_group(GROUP_ID, "Операторы", [oleg, olga]))


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sim.url))
    async with Bot(TOKEN, session=session) as bot:
        yield bot
