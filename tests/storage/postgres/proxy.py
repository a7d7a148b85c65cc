"""A proxy between the store and its server that cuts connections at COMMIT, or keeps answers back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import urlsplit

START, LENGTH = 4, 5
"""The bytes before the rest of the first message, which has no type, and of any other."""


class Cut(Enum):
    """Where a connection is cut."""

    BEFORE = auto()
    """COMMIT never reaches the server."""
    DURING = auto()
    """COMMIT is handed on, and nobody waits for what becomes of it."""
    AFTER = auto()
    """COMMIT is done, and the answer is thrown away."""


@dataclass
class Proxy:
    """Hands messages on, until ``decide`` names a cut for the next COMMIT."""

    host: str
    port: int
    decide: Callable[[], Cut | None] = lambda: None
    cuts: int = 0
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether answers are handed on."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._hand_on(reader, writer)
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, to_server = await asyncio.open_connection(self.host, self.port)
        answers = asyncio.get_running_loop().create_task(self._answer(upstream, writer))
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._hand_on_until_cut(reader, to_server, answers, upstream)
        finally:
            answers.cancel()
            to_server.close()

    async def _hand_on_until_cut(
        self,
        reader: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
        answers: asyncio.Task[None],
        upstream: asyncio.StreamReader,
    ) -> None:
        commits: set[bytes] = set()
        first = await reader.readexactly(START)
        to_server.write(first + await reader.readexactly(int.from_bytes(first, "big") - START))
        while True:
            kind, message = await _message(reader)
            if kind == b"P":
                name, text = message[LENGTH:].split(b"\0")[:2]
                (commits.add if text == b"COMMIT" else commits.discard)(name)
            is_commit = kind == b"B" and message[LENGTH:].split(b"\0")[1] in commits
            cut = self.decide() if is_commit else None
            if cut is not None:
                self.cuts += 1
                await _cut(cut, message, reader, to_server, answers, upstream)
                return
            to_server.write(message)

    async def _answer(self, upstream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await upstream.read(65536):
                await self.speaks.wait()
                writer.write(data)
        writer.close()

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _cut(
    cut: Cut,
    message: bytes,
    reader: asyncio.StreamReader,
    to_server: asyncio.StreamWriter,
    answers: asyncio.Task[None],
    upstream: asyncio.StreamReader,
) -> None:
    if cut is Cut.BEFORE:
        return
    answers.cancel()
    await asyncio.gather(answers, return_exceptions=True)
    kind = b"B"
    while kind != b"S":  # the synchronisation makes the server do what was sent
        to_server.write(message)
        kind, message = await _message(reader)
    to_server.write(message)
    await to_server.drain()
    if cut is Cut.AFTER:
        await _ended(upstream)


async def _ended(upstream: asyncio.StreamReader) -> None:
    """Wait until the server says that no transaction is open."""
    while True:
        kind, message = await _message(upstream)
        if kind == b"Z" and message[LENGTH:] == b"I":
            return


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(LENGTH)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:], "big") - START)


@asynccontextmanager
async def cutting(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """Run a proxy before the server of an address; the second is the address of the proxy."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    proxy = Proxy(parts.hostname, parts.port)
    proxy.speaks.set()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    plain = "sslmode=disable&gssencmode=disable"
    try:
        yield proxy, f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}?{plain}"
    finally:
        server.close()
        await proxy.close()
