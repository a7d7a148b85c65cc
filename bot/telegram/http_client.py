"""HTTP to one server, as Telegram's requests need it: POST over connections that are kept.

aiohttp's client spends more time on such a request than the rest of an update takes (docs/performance.md): it
weighs cookies, redirects, proxies and encodings that are not there. Parsing and the race for addresses are
left to libraries here too. What has files goes over aiohttp still.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from aiohappyeyeballs import AddrInfoType, start_connection
from httptools import HttpParserError, HttpResponseParser

IDLE_SECONDS = 15.0
"""A kept connection that nobody used for longer is not trusted: the server may be closing it."""
ADDRESS_SECONDS = 60.0
"""How long the addresses of the server are believed."""
NEXT_ADDRESS_SECONDS = 0.25
"""After which a second address is tried beside the first (RFC 8305)."""


class Answer(NamedTuple):
    """What the server said."""

    status: int
    body: bytes


@dataclass
class KeepAliveClient:
    """Sends requests to one server; ``tls`` is empty for plain HTTP."""

    host: str
    port: int
    tls: ssl.SSLContext | None
    idle_seconds: float = IDLE_SECONDS
    _idle: deque[_Connection] = field(default_factory=deque)
    """The one that was used last at the right."""
    _addresses: list[AddrInfoType] = field(default_factory=list)
    _resolved_at: float = 0.0

    def __post_init__(self) -> None:
        shown = self.host if ":" not in self.host else f"[{self.host}]"
        self._host_line = f"Host: {shown}:{self.port}"

    async def post(self, path: str, body: bytes, seconds: float) -> Answer:
        """Send JSON and give the answer, whatever its status.

        :raises OSError: the server cannot be reached, broke off, talks nonsense, or took more than
            ``seconds`` (``TimeoutError``). It may have done what it was asked for nevertheless.
        """
        head = (
            f"POST {path} HTTP/1.1\r\n{self._host_line}\r\nAccept: */*\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = self._kept() or await self._connect(seconds)
        try:
            answer = await connection.ask(head.encode() + body, seconds)
        except BaseException:
            connection.close()
            raise
        if connection.is_open:
            self._idle.append(connection)
        return answer

    def close(self) -> None:
        """Close what is kept."""
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> _Connection | None:
        while self._idle and self._idle[0].idle_seconds > self.idle_seconds:
            self._idle.popleft().close()
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        return None

    async def _connect(self, seconds: float) -> _Connection:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(seconds):
            if not self._addresses or loop.time() > self._resolved_at + ADDRESS_SECONDS:
                found = await loop.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
                self._addresses, self._resolved_at = list(found), loop.time()
            try:
                plain = await start_connection(self._addresses, happy_eyeballs_delay=NEXT_ADDRESS_SECONDS)
            except OSError:
                self._addresses = []
                raise
            server_name = self.host if self.tls else None
            _, connection = await loop.create_connection(
                lambda: _Connection(loop), sock=plain, ssl=self.tls, server_hostname=server_name
            )
        return connection


class _Connection(asyncio.Protocol):
    """One connection: one request at a time, until one side has enough."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop  # asking for the running one is a call of the system, every time
        self._idle_since = 0.0
        self._transport: asyncio.Transport
        self._parser = HttpResponseParser(self)
        self._body: list[bytes] = []
        self._answer: asyncio.Future[Answer] | None = None

    @property
    def is_open(self) -> bool:
        """Whether another request may be sent."""
        return not self._transport.is_closing()

    @property
    def idle_seconds(self) -> float:
        """How long nobody has used it."""
        return self._loop.time() - self._idle_since

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """Send a request and wait for its answer."""
        self._answer = self._loop.create_future()
        limit = self._loop.call_later(seconds, self._fail, TimeoutError())
        try:
            self._transport.write(request)
            return await self._answer
        finally:
            limit.cancel()
            self._idle_since = self._loop.time()

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Part of asyncio's protocol."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Part of asyncio's protocol."""
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(ConnectionError(f"no HTTP: {type(error).__name__}"))
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Part of asyncio's protocol."""
        self._fail(error or ConnectionResetError("the server hung up"))

    def on_body(self, piece: bytes) -> None:
        """Part of the parser's protocol."""
        self._body.append(piece)

    def on_message_complete(self) -> None:
        """Part of the parser's protocol."""
        answer = Answer(self._parser.get_status_code(), b"".join(self._body))
        self._body.clear()
        if not self._parser.should_keep_alive():
            self._transport.close()
        if self._answer is None or self._answer.done():
            self._transport.close()  # nobody asked
        else:
            self._answer.set_result(answer)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
