"""Replicas behind one webhook: residents and operators see no difference, whichever of them is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import Application
from bot.demo import EXAMPLE_REGISTRY
from bot.exchange.worker import Order, in_process_of_its_own
from bot.settings import LOCALES
from storage.postgres.blocking import connected
from tests.conversations.harness import (
    OPERATORS,
    PATIENCE,
    Town,
    code_in,
    running_town,
    say,
)
from tests.postgres_server import Server

NUMBERS = count()
SECRET = "secret"
NEW = -1_000_000_001_001
READINGS = "SELECT number, count(*) FROM readings GROUP BY number"


@dataclass
class Front:
    """Hands each update to the next replica, as a load balancer does that knows nothing of chats."""

    replicas: list[Application] = field(default_factory=list)
    handed_on: int = 0
    port: int = 0

    async def hand_on(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), dict(request.headers)
        async with aiohttp.ClientSession() as http:
            for _ in self.replicas:
                self.handed_on += 1
                replica = self.replicas[self.handed_on % len(self.replicas)]
                url = f"http://127.0.0.1:{replica.http.port}{request.path}"
                async with http.post(url, data=body, headers=headers) as answer:
                    if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                        return web.Response(status=answer.status)
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)


@asynccontextmanager
async def a_front() -> AsyncIterator[Front]:
    front, app = Front(), web.Application()
    app.router.add_post("/{path:.*}", front.hand_on)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    front.port = runner.addresses[0][1]
    try:
        yield front
    finally:
        await runner.cleanup()


@dataclass
class Replicas:
    """A town whose bot is three replicas."""

    town: Town
    front: Front
    _ends: dict[int, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    """How each replica comes to its end."""

    def __post_init__(self) -> None:
        self._take(self.town.app, self.town.end)

    def _take(self, replica: Application, end: Callable[[], Awaitable[None]]) -> None:
        self.front.replicas.append(replica)
        self._ends[id(replica)] = end

    async def grow(self) -> None:
        """Start one more replica."""
        stack = AsyncExitStack()
        replica = await self.town.built(stack)
        await replica.start()

        async def end() -> None:
            await replica.stop()
            await stack.aclose()

        self._take(replica, end)

    async def settled(self) -> None:
        """Wait until nothing is under way anywhere: what one left to another is still in the inbox."""
        database = self.front.replicas[0].database
        async with asyncio.timeout(PATIENCE):
            await self.town.sim.delivered()
            while await database.read(lambda unit: unit.inbox.depth()):
                for replica in self.front.replicas:
                    await replica.intake.idle()
                    await replica.intake.recover()
                await asyncio.sleep(0.01)
            await (await self.keeper()).settled()

    async def keeper(self) -> Application:
        """Wait until one of them is the keeper, which on a busy machine may change."""
        while not (found := [replica for replica in self.front.replicas if replica.keeper.is_on]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return found[0]

    async def stop(self, replica: Application) -> None:
        """Stop a replica in good order."""
        self.front.replicas.remove(replica)
        await self._ends[id(replica)]()


@pytest.fixture
async def replicas(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Replicas]:
    monkeypatch.chdir(tmp_path)
    url = server.make(f"replicas_{next(NUMBERS)}")
    async with a_front() as front:
        address = f"http://127.0.0.1:{front.port}"
        settings = {"DATABASE_URL": url, "WEBHOOK_URL": address, "WEBHOOK_SECRET": SECRET}
        async with running_town(tmp_path, **settings) as town:
            town.expects_faults = True  # what looks for them reads a file
            replicas = Replicas(town, front)
            for _ in range(2):
                await replicas.grow()
            town.settled = replicas.settled  # type: ignore[method-assign]  # what settles is more than one
            yield replicas
            assert not [alert for alert in town.alerts if "Сбой" in alert]
            del town.settled
            for replica in [each for each in front.replicas if each is not town.app]:
                await replicas.stop(replica)
            if town.app not in front.replicas:
                await town.begin()


async def bring_registry(town: Town) -> None:
    url = town.settings["DATABASE_URL"]
    order = Order("import", str(EXAMPLE_REGISTRY), None, url, OPERATORS, "ru", "Europe/Moscow", str(LOCALES))
    taken = await in_process_of_its_own(order, lambda *_: None)
    assert taken is not None
    assert taken.code == 0, taken.lines


async def test_a_resident_goes_through_the_dialogues_whichever_replica_is_asked(replicas: Replicas) -> None:
    town = replicas.town
    await bring_registry(town)
    anna = await town.registered_by_hand()
    await anna.press("Ввести код")
    await anna.send(code_in(town.letters[-1]))
    assert "подтверждён. Теперь доступны все возможности" in anna.sees
    await town.give_number(anna, "100200302")
    await anna.plays("[Передать показания]", "8400 3990", "[Подтвердить]")
    async with asyncio.timeout(PATIENCE):
        kept = await town.app.database.read(lambda unit: unit.connection.execute(READINGS).fetchall())
    assert [tuple(row) for row in kept] == [("100200302", 1)]
    assert replicas.front.handed_on > 3 * len(replicas.front.replicas)


async def test_a_question_reaches_operators_and_its_answer_the_resident(replicas: Replicas) -> None:
    town = replicas.town
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда поверка?")
    question = town.alert
    assert "Когда поверка?" in question.text
    await town.oleg.reply(question, "В мае.")
    assert anna.heard == say("thread-answer-words", text="В мае.")


async def test_another_replica_sends_what_waits_when_the_keeper_stops(replicas: Replicas) -> None:
    town = replicas.town
    anna = await town.registered()
    await replicas.stop(await replicas.keeper())
    await anna.plays("[Задать вопрос]", "Есть кто-нибудь?")
    assert "Есть кто-нибудь?" in town.alert.text


async def test_what_a_replica_leaves_in_the_inbox_is_answered_by_another_one(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The replica that took the update never comes to an answer, and its lease runs out."""
    town, front = replicas.town, replicas.front
    anna = await town.registered()
    dead = front.replicas[(front.handed_on + 1) % len(front.replicas)]
    monkeypatch.setattr(dead.intake._queues, "add", lambda _update: None)
    seen = len(anna.chat.messages)
    await anna.person.send("/start")
    await town.sim.delivered()
    assert len(anna.chat.messages) == seen + 1
    with connected(town.settings["DATABASE_URL"]) as connection:
        connection.run("UPDATE leases SET until = clock_timestamp() - INTERVAL '1 second'")
    front.replicas.remove(dead)
    await replicas.settled()
    front.replicas.append(dead)
    assert len(anna.chat.messages) > seen + 1


async def test_all_replicas_follow_the_operators_group_to_its_new_number(replicas: Replicas) -> None:
    town = replicas.town
    anna = await town.registered()
    town.group = town.sim.migrate_group(town.group, NEW)
    await town.settled()
    for replica in replicas.front.replicas:
        await replica.group.look()
    assert {replica.group.chat_id for replica in replicas.front.replicas} == {NEW}
    await anna.plays("[Задать вопрос]", "Вы переехали?")
    assert "Вы переехали?" in town.alert.text
