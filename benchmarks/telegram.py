"""A Telegram that costs next to nothing, so that what is measured is the bot.

It speaks the few methods that the bots use, over HTTP/1.1 with keep-alive, by polling and by webhook, and
hands every request to ``answer``. The local Telegram of ``simulator/`` is strict and complete; this is quick.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import orjson

TOKEN = "42:BENCHMARK-token_0123456789"
BOT = {"id": 42, "is_bot": True, "first_name": "Кабинет", "username": "benchmark_bot"}
BATCH = 100
"""Updates in one answer to getUpdates at most, as at Telegram's."""
CONNECTIONS = 40
"""Webhook deliveries at once; Telegram's default."""
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
FIELD = re.compile(rb'name="([^"]+)"')

Answer = Callable[[str, Mapping[str, Any]], Any]
"""Gives the result of a method; an exception ends the measurement."""


class UnexpectedRequestError(AssertionError):
    """The bot did something that has no place in the conversation."""


def _unexpected(method: str, params: Mapping[str, Any]) -> Any:
    raise UnexpectedRequestError(f"{method}: {params}")


@dataclass
class Telegram:
    """The server; ``answer`` gives the results of all methods but those that fetch updates."""

    answer: Answer = _unexpected
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the bot has asked for updates, or has said where to deliver them."""
    failed: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    requests: int = 0
    replicas: int = 1
    """How many bots share the work; each says where it takes updates, and gets its part of them."""
    network_seconds: float = 0.0
    """How much later each request is answered than it is done, as over a network."""
    _updates: deque[dict[str, Any]] = field(default_factory=deque)
    _last_id: int = 0
    _poll: asyncio.Future[None] | None = None
    _couriers: _Couriers | None = None
    _server: asyncio.Server | None = None
    connections: set[asyncio.Transport] = field(default_factory=set)

    async def start(self) -> str:
        """Listen on a free port of this machine and return the address."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Close everything."""
        if self._couriers is not None:
            self._couriers.close()
        for transport in list(self.connections):
            transport.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def deliver(self, event: Mapping[str, Any]) -> None:
        """Let the bot have an update."""
        self._last_id += 1
        update = {"update_id": self._last_id, **event}
        if self._couriers is not None:
            self._couriers.send(orjson.dumps(update))
            return
        self._updates.append(update)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def fail(self, error: Exception) -> None:
        """End the measurement."""
        if not self.failed.done():
            self.failed.set_exception(error)

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """Do what a request asks for and return the result."""
        if method == "getUpdates":
            return await self._get_updates(int(params.get("offset") or 0), float(params.get("timeout") or 0))
        if method == "setWebhook":
            return await self._set_webhook(str(params["url"]), str(params.get("secret_token", "")))
        return self.answer_at_once(method, params)

    def answer_at_once(self, method: str, params: Mapping[str, Any]) -> Any:
        """Do what needs no waiting."""
        self.requests += 1
        match method:
            case "getMe":
                return BOT
            case "setMyCommands" | "deleteWebhook" | "sendChatAction":
                return True
            case "getChatMember":  # of the bot, at its start, and of the operators
                return {"status": "administrator"}
            case _:
                return self.answer(method, params)

    async def _get_updates(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self.polled.set()
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        if not self._updates and seconds:
            self._poll = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._poll], timeout=seconds)
            self._poll = None
        return list(self._updates)[:BATCH]

    async def _set_webhook(self, url: str, secret: str) -> bool:
        if self._couriers is None:
            self._couriers = _Couriers(self, urlsplit(url).path, secret)
        if await self._couriers.go_to(url) == self.replicas:
            self.polled.set()
        return True


class _Connection(asyncio.Protocol):
    """One keep-alive connection of the bot; the bot waits for an answer before its next request."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._transport: asyncio.Transport
        self._waiting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._telegram.connections.add(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 asyncio's
        self._telegram.connections.discard(self._transport)
        if self._waiting is not None:
            self._waiting.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        message = _message(self._buffer)
        if message is None:
            return
        head, body, self._buffer = message
        try:
            method = head[: head.index(b" HTTP/")].decode().partition("?")[0].rpartition("/")[2]
            params = _params(body)
            if method in {"getUpdates", "setWebhook"}:
                self._waiting = asyncio.get_running_loop().create_task(self._answer_later(method, params))
            else:
                self._reply(self._telegram.answer_at_once(method, params))
        except Exception as error:  # noqa: BLE001 whatever it is, the measurement is void
            self._telegram.fail(error)

    async def _answer_later(self, method: str, params: Mapping[str, Any]) -> None:
        self._reply(await self._telegram.call(method, params))

    def _reply(self, result: Any) -> None:
        if self._telegram.network_seconds:
            asyncio.get_running_loop().call_later(self._telegram.network_seconds, self._write, result)
        else:
            self._write(result)

    def _write(self, result: Any) -> None:
        body = orjson.dumps({"ok": True, "result": result})
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


class _Couriers:
    """Keep-alive connections to the webhook, each with one delivery at a time."""

    def __init__(self, telegram: Telegram, path: str, secret: str) -> None:
        self._telegram = telegram
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._bags: deque[bytes] = deque()
        self._free: deque[_Courier] = deque()
        self._all: set[_Courier] = set()
        self._places: set[str] = set()
        self._is_closing = False

    async def go_to(self, url: str) -> int:
        """Also bring updates to a bot, unless it is known; returns how many there are."""
        if url not in self._places:
            self._places.add(url)
            parts, loop = urlsplit(url), asyncio.get_running_loop()
            for _ in range(CONNECTIONS // self._telegram.replicas):
                _, courier = await loop.create_connection(
                    lambda: _Courier(self), parts.hostname or "", parts.port or 80
                )
                self._all.add(courier)
                self._free.append(courier)
        return len(self._places)

    def close(self) -> None:
        self._is_closing = True
        for courier in list(self._all):
            courier.close()

    def lost(self, courier: _Courier) -> None:
        """Bring what a bot that is gone did not confirm to another one."""
        self._all.discard(courier)
        if self._is_closing:
            return
        if courier in self._free:
            self._free.remove(courier)
        if courier.request is not None:
            self._bags.appendleft(courier.request)
            if self._free:
                self._free.popleft().send(self._bags.popleft())

    def send(self, update: bytes) -> None:
        request = self._head + b"%d\r\n\r\n" % len(update) + update
        if self._free:
            self._free.popleft().send(request)
        else:
            self._bags.append(request)

    def returned(self, courier: _Courier, head: bytes, body: bytes) -> None:
        if not head.startswith(b"HTTP/1.1 200 "):
            self._telegram.fail(UnexpectedRequestError(f"a delivery was answered by {head[:40]!r}"))
        elif body:
            reply = orjson.loads(body)
            try:
                self._telegram.answer_at_once(reply.pop("method"), reply)
            except Exception as error:  # noqa: BLE001 as above
                self._telegram.fail(error)
        if self._bags:
            courier.send(self._bags.popleft())
        else:
            self._free.append(courier)


class _Courier(asyncio.Protocol):
    def __init__(self, couriers: _Couriers) -> None:
        self._couriers = couriers
        self._buffer = b""
        self._transport: asyncio.Transport
        self.request: bytes | None = None
        """What is not confirmed yet."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 asyncio's
        self._couriers.lost(self)

    def send(self, request: bytes) -> None:
        self.request = request
        self._transport.write(request)

    def close(self) -> None:
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        message = _message(self._buffer)
        if message is not None:
            head, body, self._buffer = message
            self.request = None
            self._couriers.returned(self, head, body)


def _message(buffer: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Cut head and body of one message off; ``None`` if it is not there as a whole yet."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = buffer[:end]
    match = LENGTH.search(head)
    if match is None and b"transfer-encoding" in head.lower():
        chunks = _unchunked(buffer, end + 4)
        return None if chunks is None else (head, *chunks)
    after = end + 4 + (int(match[1]) if match else 0)
    return (head, buffer[end + 4 : after], buffer[after:]) if len(buffer) >= after else None


def _unchunked(buffer: bytes, start: int) -> tuple[bytes, bytes] | None:
    """Put the chunks of a body together, which is how files come; also give what follows them."""
    body = b""
    while (end := buffer.find(b"\r\n", start)) >= 0:
        size = int(buffer[start:end], 16)
        start = end + 2 + size + 2
        if start > len(buffer):
            return None
        body += buffer[end + 2 : end + 2 + size]
        if size == 0:
            return body, buffer[start:]
    return None


def _fields(body: bytes) -> dict[str, Any]:
    """Read the fields of a form with files, without the files."""
    boundary, _, _ = body.partition(b"\r\n")
    parts = (part.partition(b"\r\n\r\n") for part in body.split(boundary)[1:-1])
    named = ((FIELD.search(head), value) for head, _, value in parts if b"filename=" not in head)
    return {name[1].decode(): value.removesuffix(b"\r\n").decode() for name, value in named if name}


def _params(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if body.startswith(b"{"):
        params: dict[str, Any] = orjson.loads(body)
        return params
    form: dict[str, Any] = (
        _fields(body) if body.startswith(b"--") else dict(parse_qsl(body.decode(), strict_parsing=True))
    )
    if "reply_markup" in form:
        form["reply_markup"] = orjson.loads(form["reply_markup"])
    return form
