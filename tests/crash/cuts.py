"""The network between one replica and the database: it is cut now and then, or swallows what is sent."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit, urlunsplit

EVERY = (5.0, 25.0)
"""Seconds from the end of a cut to the next one."""
LASTS = (0.5, 9.0)
"""Seconds of a cut, which is longer than a lease at times."""
KINDS = ("cut", "silent")


@dataclass
class Cuts:
    """A proxy before the server; ``url`` is its address for the database."""

    host: str
    port: int
    random: Random
    url: str = ""
    happened: Counter[str] = field(default_factory=Counter)
    _is_closed: bool = False
    _speaks: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _over_at: float = 0.0

    async def go_on(self) -> None:
        """Cut again and again until cancelled, and leave the network whole."""
        try:
            while True:
                await asyncio.sleep(self.random.uniform(*EVERY))
                kind, seconds = self.random.choice(KINDS), self.random.uniform(*LASTS)
                self.happened[kind] += 1
                self._over_at = time.monotonic() + seconds
                if kind == "cut":
                    self._is_closed = True
                    await self._end_all()
                else:
                    self._speaks.clear()
                await asyncio.sleep(seconds)
                self._mend()
        finally:
            self._mend()

    def was_away_since(self, moment: float) -> bool:
        """Tell whether the network was cut at any time since a moment of ``time.monotonic``."""
        return self._over_at >= moment

    def _mend(self) -> None:
        self._is_closed = False
        self._speaks.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand a connection on."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if not self._is_closed:
                with suppress(OSError, asyncio.CancelledError):  # a cut ends it, which nobody need hear of
                    await self._hand_on(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(self.host, self.port)
        loop = asyncio.get_running_loop()
        ways = [
            loop.create_task(self._pass(reader, to_server)),
            loop.create_task(self._pass(from_server, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            to_server.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._speaks.wait()
                writer.write(data)
                await writer.drain()

    async def _end_all(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def cuts_before(url: str, random: Random) -> AsyncIterator[Cuts]:
    """Run a proxy before the server of an address."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    cuts = Cuts(parts.hostname, parts.port, random)
    cuts._mend()
    server = await asyncio.start_server(cuts.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    cuts.url = urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}"))
    try:
        yield cuts
    finally:
        server.close()
        await cuts._end_all()
