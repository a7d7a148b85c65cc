"""An HTTP client for one server, as Telegram's requests need it: POST over connections that are kept.

aiohttp's client spends more time on such a request than the rest of an update takes (docs/performance.md),
because it handles cookies, redirects, proxies and encodings, which do not occur here. Libraries parse the
answers and choose among the server's addresses here too. Requests with files go over aiohttp.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from asyncio import StreamWriter
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

from aiohappyeyeballs import AddrInfoType, start_connection
from httptools import HttpParserError, HttpResponseParser

IDLE_SECONDS = 15.0
"""A connection that was idle for longer is not used again, because the server may be closing it."""
ADDRESS_SECONDS = 60.0
"""How long the looked-up addresses of the server are used."""
NEXT_ADDRESS_SECONDS = 0.25
"""After how long a second address is tried in parallel with the first (RFC 8305)."""


class Answer(NamedTuple):
    """An answer of the server: its status and its body."""

    status: int
    body: bytes


class Opens(Protocol):
    """Opens connections another way than directly: through a proxy."""

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None) -> StreamWriter:
        """Connect to a server; raises ``OSError``."""
        ...


@dataclass
class KeepAliveClient:
    """Sends requests to one server; ``tls`` is empty for plain HTTP, ``tunnel`` for direct connections."""

    host: str
    port: int
    tls: ssl.SSLContext | None
    tunnel: Opens | None = None
    idle_seconds: float = IDLE_SECONDS
    _idle: deque[_Connection] = field(default_factory=deque)
    """Kept connections; the one that was used last stands at the right."""
    _addresses: list[AddrInfoType] = field(default_factory=list)
    _resolved_at: float = 0.0

    def __post_init__(self) -> None:
        shown = self.host if ":" not in self.host else f"[{self.host}]"
        self._rest_of_head = (
            f" HTTP/1.1\r\nHost: {shown}:{self.port}\r\nAccept: */*\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._limits = _TimeLimits()

    def post(self, path: bytes, body: bytes, seconds: float) -> Awaitable[Answer]:
        """Send JSON, at once if a connection is kept, and give the answer, whatever its status.

        :raises OSError: when it is awaited: the server cannot be reached, broke off, answered with something
            that is not HTTP, or took more than ``seconds`` (``TimeoutError``). The server may have carried
            out the request nevertheless.
        """
        request = b"POST %b%b%d\r\n\r\n%b" % (path, self._rest_of_head, len(body), body)
        connection = self._kept()
        if connection is None:
            return self._ask_over_new_connection(request, seconds)
        return connection.ask(request, seconds)

    def close(self) -> None:
        """Close all kept connections."""
        self._limits.forget_all()
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

    async def _ask_over_new_connection(self, request: bytes, seconds: float) -> Answer:
        connection = await self._connect(seconds)
        return await connection.ask(request, seconds)

    async def _connect(self, seconds: float) -> _Connection:
        async with asyncio.timeout(seconds):
            if self.tunnel is None:
                return await self._connect_directly()
            return await self._connect_through(self.tunnel)

    async def _connect_through(self, tunnel: Opens) -> _Connection:
        writer = await tunnel.open(self.host, self.port, self.tls)
        connection = _Connection(asyncio.get_running_loop(), self._limits, self._idle.append, writer)
        writer.transport.set_protocol(connection)
        connection.connection_made(writer.transport)
        return connection

    async def _connect_directly(self) -> _Connection:
        loop = asyncio.get_running_loop()
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
            lambda: _Connection(loop, self._limits, self._idle.append),
            sock=plain,
            ssl=self.tls,
            server_hostname=server_name,
        )
        return connection


class _TimeLimits:
    """Fails requests that take too long, with one timer for all, because a timer for each would cost more."""

    def __init__(self) -> None:
        self._ends: dict[_Connection, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, connection: _Connection, seconds: float, loop: asyncio.AbstractEventLoop) -> None:
        end = self._ends[connection] = loop.time() + seconds
        if self._timer is None or self._timer.when() > end:
            self._wake_at(end, loop)

    def lift(self, connection: _Connection) -> None:
        self._ends.pop(connection, None)

    def forget_all(self) -> None:
        self._ends.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake_at(self, end: float, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_at(end, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        for connection in [each for each, end in self._ends.items() if end <= now]:
            self.lift(connection)
            connection.fail(TimeoutError())
        if self._ends:
            self._wake_at(min(self._ends.values()), loop)


class _Connection(asyncio.Protocol):
    """One connection: it carries one request at a time, until either side closes it."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: _TimeLimits,
        keep: Callable[[_Connection], None],
        writer: StreamWriter | None = None,
    ) -> None:
        self._loop = loop  # kept, because asking for the running loop is a system call each time
        self._limits = limits
        self._keep = keep
        self._writer = writer  # kept, because it hangs up when it is thrown away
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
        """How long the connection has been idle."""
        return self._loop.time() - self._idle_since

    def ask(self, request: bytes, seconds: float) -> asyncio.Future[Answer]:
        """Send a request at once; its answer comes with the future."""
        self._answer = answer = self._loop.create_future()
        self._limits.set(self, seconds, self._loop)
        self._transport.write(request)
        return answer

    def fail(self, error: Exception) -> None:
        """Let the request under way end with an error, and hang up, because its answer may still come."""
        self._limits.lift(self)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self._transport.close()

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
            self.fail(ConnectionError(f"no HTTP: {type(error).__name__}"))

    def connection_lost(self, error: Exception | None) -> None:
        """Part of asyncio's protocol."""
        self.fail(error or ConnectionResetError("the server hung up"))

    def on_body(self, piece: bytes) -> None:
        """Part of the parser's protocol."""
        self._body.append(piece)

    def on_message_complete(self) -> None:
        """Part of the parser's protocol."""
        answer = Answer(self._parser.get_status_code(), b"".join(self._body))
        self._body.clear()
        self._limits.lift(self)
        self._idle_since = self._loop.time()
        is_kept = self._parser.should_keep_alive() and not self._transport.is_closing()
        if self._answer is None or self._answer.done():
            is_kept = False  # an answer to no request, or to one that was given up
        else:
            self._answer.set_result(answer)
        if is_kept:
            self._keep(self)
        else:
            self._transport.close()
