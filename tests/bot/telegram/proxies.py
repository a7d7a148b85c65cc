"""Small proxies on the loopback, as strict as real ones: SOCKS5 and HTTP CONNECT, with or without a login.

A proxy leads every name to the loopback, so that a name which nobody can look up shows who looked it up.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote

LOGIN = ("кабинет@office", "п:а/р%о ль")
ASCII_LOGIN = ("cabinet@office", "p:a/s%s w")
TELEGRAM = "api.telegram.invalid"
"""A name that no resolver knows."""


@dataclass
class Proxy:
    """Passes connections on for those who know the login."""

    login: tuple[str, str] | None = None
    targets: list[tuple[str, int]] = field(default_factory=list)
    """Where it was asked to connect to."""
    refused: int = 0
    """How often it refused a login."""
    in_pieces: bool = False
    """Whether its answers come byte after byte."""
    port: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        raise NotImplementedError

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Ask for the login, connect, and pass everything on."""
        self._writers.append(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            target = await self.greet(reader, writer)
            if target is not None:
                self.targets.append(target)
                await self._pass_on(reader, writer, target[1])
        writer.close()

    async def greet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        """Find out where to connect to; nothing if the client was refused."""
        raise NotImplementedError

    async def say(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        for piece in [bytes([byte]) for byte in answer] if self.in_pieces else [answer]:
            writer.write(piece)
            await writer.drain()
            for _ in range(3 if self.in_pieces else 0):
                await asyncio.sleep(0)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        self._writers.append(back)
        async with asyncio.TaskGroup() as both:
            both.create_task(_pump(reader, back))
            both.create_task(_pump(there, writer))

    @asynccontextmanager
    async def open(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        """Listen, and give the address with the login."""
        async with await asyncio.start_server(self._take, "127.0.0.1", self.port, ssl=tls) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self.url
            server.close()
            await self.hang_up()

    async def hang_up(self) -> None:
        """End every connection."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await self.serve(reader, writer)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(64 * 1024):
            writer.write(piece)
            await writer.drain()
        writer.close()


def _quoted(login: tuple[str, str] | None) -> str:
    return "" if login is None else ":".join(quote(part, safe="") for part in login) + "@"


@dataclass
class HttpProxy(Proxy):
    """Answers ``CONNECT`` (RFC 9110) and nothing else."""

    @property
    def url(self) -> str:
        return f"http://{_quoted(self.login)}127.0.0.1:{self.port}"

    async def greet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split("\r\n")[0].split(" ")
        if method != "CONNECT":
            await self.say(writer, b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
            return None
        if self.login is not None and self._given(head) != ":".join(self.login):
            self.refused += 1
            await self.say(
                writer,
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n"
                + f"you said {self._given(head)}".encode(),
            )
            return None
        await self.say(writer, b"HTTP/1.1 200 Connection established\r\nVia: 1.1 office\r\n\r\n")
        host, _, port = target.rpartition(":")
        return host.strip("[]"), int(port)

    @staticmethod
    def _given(head: str) -> str:
        for line in head.split("\r\n"):
            name, _, value = line.partition(": ")
            if name == "Proxy-Authorization":
                return b64decode(value.removeprefix("Basic ")).decode()
        return ""


@dataclass
class SocksProxy(Proxy):
    """Answers SOCKS5 (RFC 1928) with a user name and a password (RFC 1929)."""

    scheme: str = "socks5"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{_quoted(self.login)}127.0.0.1:{self.port}"

    async def greet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wanted = 0 if self.login is None else 2
        if wanted not in methods:
            self.refused += 1
            await self.say(writer, b"\x05\xff")
            return None
        await self.say(writer, bytes([5, wanted]))
        if self.login is not None:
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            password = await reader.readexactly((await reader.readexactly(1))[0])
            is_known = (user.decode(), password.decode()) == self.login
            self.refused += not is_known
            await self.say(writer, bytes([1, 0 if is_known else 1]))
            if not is_known:
                return None
        kind = (await reader.readexactly(4))[3]
        if kind == 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            host = str(ip_address(await reader.readexactly(4 if kind == 1 else 16)))
        port = int.from_bytes(await reader.readexactly(2), "big")
        await self.say(writer, b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        return host, port
