"""Delivery of updates to a webhook: one queue per chat, retries, and answers that are requests themselves."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulator.errors import ApiError, bad_request
from simulator.faults import Faults
from simulator.garbling import garbled
from simulator.model import Json
from simulator.params import Params, params_from_json
from simulator.updates import Update
from simulator.world import World

MAX_CONNECTIONS = 100
DEFAULT_CONNECTIONS = 40
ANSWER_TIMEOUT = 60.0  # seconds
MAX_DELAY = 60.0  # seconds
MAX_SECRET = 256
NOT_EXECUTED = ("get", "setwebhook", "deletewebhook", "close", "logout")


class Webhooks:
    """Where updates go when the bot does not fetch them. `sleep` waits between retries, in seconds."""

    def __init__(self, world: World, faults: Faults, execute: Callable[[str, Params], Any]) -> None:
        self.url = ""
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._world = world
        self._faults = faults
        self._execute = execute
        self._secret = ""
        self._connections = DEFAULT_CONNECTIONS
        self._free = asyncio.Semaphore(self._connections)
        self._lanes: dict[str, deque[Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._last_error: Json = {}
        self._changing = asyncio.Lock()
        """Several processes of a bot may tell the address at the same time: one after the other counts."""

    async def set_webhook(self, world: World, params: Params) -> bool:
        """Begin delivery to a new address; an empty one ends it."""
        url = params.text("url")
        if not url:
            return await self.delete_webhook(world, params)
        secret = params.text("secret_token")
        _check(url, secret)
        async with self._changing:
            await self.close()
            self._open(url, secret, world, params)
        return True

    def _open(self, url: str, secret: str, world: World, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            world.queue.drop_pending()
        world.queue.allow(params.json("allowed_updates"))
        self.url, self._secret = url, secret
        self._connections = min(
            max(params.integer("max_connections", DEFAULT_CONNECTIONS), 1), MAX_CONNECTIONS
        )
        self._free = asyncio.Semaphore(self._connections)
        self._last_error = {}
        self._session = ClientSession(timeout=ClientTimeout(total=ANSWER_TIMEOUT))
        world.queue.end_poll(ApiError(409, "Conflict: terminated by setWebhook request"))
        world.queue.on_added = self._enqueue
        for update in world.queue.pending():
            self._enqueue(update)

    async def delete_webhook(self, world: World, params: Params) -> bool:
        """End delivery; what was not taken waits for getUpdates."""
        async with self._changing:
            await self.close()
            if params.flag("drop_pending_updates"):
                world.queue.drop_pending()
        return True

    def get_webhook_info(self, world: World, _: Params) -> Json:
        """Return how delivery goes."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(world.queue),
        }
        if self.url:
            info |= {"max_connections": self._connections, "ip_address": "127.0.0.1"} | self._last_error
        if world.queue.allowed is not None:
            info["allowed_updates"] = sorted(world.queue.allowed)
        return info

    async def close(self) -> None:
        """Stop delivering."""
        self.url = ""
        self._world.queue.on_added = None
        self._lanes.clear()
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _enqueue(self, update: Update) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        worker = asyncio.create_task(self._work(update.lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[name]

    async def _deliver(self, update: Update) -> None:
        """Offer an update until it is taken or expires: again at once, then after 2, 4, 8… seconds."""
        failures = 0
        while not self._world.queue.is_expired(update):
            async with self._free:
                answer = await self._offer(update)
            if answer is not None:
                self._obey(answer)
                break
            failures += 1
            if failures > 1:
                await self.sleep(min(2.0 ** (failures - 1), MAX_DELAY))
        self._world.queue.confirm(update)

    async def _offer(self, update: Update) -> bytes | None:
        """Post an update; return the body of a 2xx answer, None if it was not taken."""
        if self._session is None:
            return None
        fault = self._faults.take("webhook")
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        body = garbled(fault, update.as_json())
        try:
            for _ in range(2 if fault and fault.kind == "duplicate" else 1):
                async with self._session.post(self.url, data=body, headers=headers) as response:
                    answer = await response.read()
            if fault and fault.kind == "cut_after":
                problem = "Webhook connection closed"
            elif response.ok:
                return answer
            else:
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (ClientError, TimeoutError) as error:
            problem = str(error) or "Read timeout expired"
        self._last_error = {"last_error_date": int(self._world.clock()), "last_error_message": problem}
        return None

    def _obey(self, answer: bytes) -> None:
        """Execute the request that an answer holds; nobody hears whether it worked."""
        try:
            params = params_from_json(answer)
            method = params.pop("method", "").lower()
            if method and not method.startswith(NOT_EXECUTED):
                self._execute(method, Params(params))
        except ApiError:
            return


def _check(url: str, secret: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
