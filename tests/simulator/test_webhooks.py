"""Delivery to a webhook: the secret, order, retries, and answers that are requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiohttp import web

from simulator import Fault, Simulator
from tests.simulator.town import Clock, RawClient, Town, in_background


class Receiver:
    """The bot's side: keeps what came, answers what it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.busy = 0
        self.busiest = 0

    async def handle(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await self.gate.wait()
        self.busy -= 1
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies]


@pytest.fixture
async def receiver(sim: Simulator) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    receiver.gate.set()
    await sim.webhooks.close()
    await runner.cleanup()


@pytest.fixture
def waits(sim: Simulator) -> list[float]:
    """The pauses between retries, in seconds; they take no time."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    sim.webhooks.sleep = sleep
    return waits


async def test_an_update_arrives_with_the_secret(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token="Geheim_1-2")
    await town.anna.send("привет")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["привет"]
    assert receiver.secrets == ["Geheim_1-2"]
    assert receiver.bodies[0]["update_id"] == sim.last_update_id


async def test_what_waited_for_getupdates_goes_to_the_webhook_first(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    await town.anna.send("раз")
    await bot.set_webhook(receiver.url)
    await town.anna.send("два")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["раз", "два"]


async def test_pending_updates_can_be_dropped_when_the_webhook_is_set(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    await town.anna.send("раз")
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await town.anna.send("два")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["два"]


async def test_an_update_is_offered_again_at_once_and_then_after_2_4_and_8_seconds(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver, waits: list[float]
) -> None:
    receiver.answers = [web.Response(status=500) for _ in range(5)]
    await bot.set_webhook(receiver.url)
    await town.anna.send("раз")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["раз"] * 6
    assert waits == [2.0, 4.0, 8.0, 16.0]


async def test_a_failing_update_holds_up_only_its_own_chat(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    held = asyncio.Event()

    async def sleep(_: float) -> None:
        await held.wait()

    sim.webhooks.sleep = sleep
    receiver.answers = [web.Response(status=503), web.Response(status=503)]
    await bot.set_webhook(receiver.url)
    await town.anna.send("анна 1")
    while len(receiver.bodies) < 2:
        await bot.get_me()
    await town.anna.send("анна 2")
    await town.oleg.send("олег")
    while len(receiver.bodies) < 3:
        await bot.get_me()
    assert receiver.texts == ["анна 1", "анна 1", "олег"]
    held.set()
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts[3:] == ["анна 1", "анна 2"]


async def test_no_more_than_max_connections_are_open_at_once(
    bot: Bot, sim: Simulator, receiver: Receiver
) -> None:
    people = [sim.add_person(f"Житель {number}") for number in range(6)]
    await bot.set_webhook(receiver.url, max_connections=2)
    receiver.gate.clear()
    for person in people:
        await person.send("x")
    while receiver.busy < 2:
        await bot.get_me()
    receiver.gate.set()
    await asyncio.wait_for(sim.delivered(), 5)
    assert (receiver.busiest, len(receiver.bodies)) == (2, 6)


async def test_an_expired_update_is_given_up(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver, clock: Clock
) -> None:
    async def sleep(_: float) -> None:
        clock.forward(24 * 3600)

    sim.webhooks.sleep = sleep
    receiver.answers = [web.Response(status=500) for _ in range(2)]
    await bot.set_webhook(receiver.url)
    await town.anna.send("раз")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["раз", "раз"]


async def test_an_answer_with_a_method_is_executed(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    reply = {"method": "sendMessage", "chat_id": town.anna.id, "text": "<b>ответ</b>", "parse_mode": "HTML"}
    receiver.answers = [web.json_response(reply)]
    await bot.set_webhook(receiver.url)
    await town.anna.send("вопрос")
    await asyncio.wait_for(sim.delivered(), 5)
    assert town.anna.chat.last.html == "<b>ответ</b>"
    assert sim.calls[-1].method == "sendmessage"


@pytest.mark.parametrize(
    "answer",
    [
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "getMe"}),
        web.json_response({"method": "sendMessage", "chat_id": 1, "text": "мимо"}),
        web.Response(text="ok"),
        web.Response(status=204),
    ],
    ids=["deleteWebhook", "getMe", "refused", "text", "nothing"],
)
async def test_any_other_answer_only_confirms(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver, answer: web.Response
) -> None:
    receiver.answers = [answer]
    await bot.set_webhook(receiver.url)
    await town.anna.send("раз")
    await town.anna.send("два")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["раз", "два"]


async def test_updates_cannot_be_fetched_while_a_webhook_is_set(bot: Bot, receiver: Receiver) -> None:
    poll = in_background(bot.get_updates(timeout=30))
    await bot.get_me()
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await asyncio.wait_for(poll, 5)
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_what_the_webhook_did_not_take_waits_for_getupdates(
    bot: Bot, town: Town, receiver: Receiver, sim: Simulator
) -> None:
    receiver.gate.clear()
    await bot.set_webhook(receiver.url)
    await town.anna.send("раз")
    while not receiver.bodies:
        await bot.get_me()
    await bot.delete_webhook()
    assert [update.update_id for update in await bot.get_updates()] == [sim.last_update_id]


async def test_the_state_of_delivery_is_told(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver, waits: list[float]
) -> None:
    assert (await bot.get_webhook_info()).url == ""
    receiver.answers = [web.Response(status=502), web.Response(status=502)]
    await bot.set_webhook(receiver.url, max_connections=7, allowed_updates=["message"])
    await town.anna.send("раз")
    await asyncio.wait_for(sim.delivered(), 5)
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.allowed_updates) == (receiver.url, 7, ["message"])
    assert info.last_error_message == "Wrong response from the webhook: 502 Bad Gateway"
    assert info.pending_update_count == 0
    assert waits == [2.0]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "ftp://example.org"}, "invalid webhook URL specified"),
        ({"url": "https://example.org", "secret_token": "с пробелом"}, "unallowed characters"),
        ({"url": "https://example.org", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_is_checked(raw: RawClient, params: dict[str, str], refusal: str) -> None:
    assert refusal in await raw.refusal("setWebhook", **params)
    assert (await raw.result("getWebhookInfo"))["url"] == ""


async def test_an_empty_address_deletes_the_webhook(raw: RawClient, town: Town, receiver: Receiver) -> None:
    await raw.result("setWebhook", url=receiver.url)
    await raw.result("setWebhook", url="")
    await town.anna.send("раз")
    assert len(await raw.result("getUpdates")) == 1


async def test_a_delivery_can_be_made_to_come_twice_and_to_lose_its_answer(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    sim.faults.add("webhook", Fault("duplicate"))
    sim.faults.add("webhook", Fault("cut_after"))
    await bot.set_webhook(receiver.url)
    await town.anna.send("раз")
    await asyncio.wait_for(sim.delivered(), 5)
    await town.anna.send("два")
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["раз", "раз", "два", "два"]


async def test_a_confirmed_update_can_come_again(
    bot: Bot, sim: Simulator, town: Town, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    await town.anna.send("раз")
    await asyncio.wait_for(sim.delivered(), 5)
    sim.redeliver(sim.last_update_id)
    await asyncio.wait_for(sim.delivered(), 5)
    assert receiver.texts == ["раз", "раз"]


async def test_replicas_that_tell_the_address_at_the_same_time_get_every_update_that_waits(
    sim: Simulator, bot: Bot, town: Town, receiver: Receiver, waits: list[float]
) -> None:
    """Each announcement ends deliveries that are under way, and begins them again."""
    await bot.set_webhook(receiver.url)
    receiver.answers = [web.Response(status=503) for _ in range(20)]
    texts = [str(number) for number in range(8)]
    for text in texts:
        await town.anna.send(text)
    await asyncio.gather(*(bot.set_webhook(receiver.url) for _ in range(6)))
    await sim.delivered()
    assert set(receiver.texts) == set(texts)
    assert waits
