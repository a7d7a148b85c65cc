"""Connections to the server of a run that serve one application after the other.

The server makes a process for each, which then has to read the catalogue and to plan every statement: for the
few seconds of a dialogue that takes longer than the dialogue. How connections are opened and closed is tested
in ``tests/storage/postgres``, whose databases are on another server.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from storage.postgres import database, long_works, looking
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.greenlets import start
from storage.postgres.pool import Pool
from storage.postgres.wire import Wire, address_of

FILL, CLOSE = Pool.fill, Pool.close


@dataclass
class Standing:
    """The connections that nobody has now, by the address of their database."""

    lasting: set[str] = field(default_factory=set)
    """The addresses of databases that outlive the applications that work on them."""
    wires: dict[str, list[Wire]] = field(default_factory=lambda: defaultdict(list))
    plain: dict[tuple[str, bool], list[tuple[BlockingConnection, ExitStack]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def serve(self, url: str) -> None:
        """Keep the connections to a database from now on."""
        self.lasting |= {url, address_of(url)}

    async def fill(self, pool: Pool, size: int) -> None:
        """Fill a pool with the connections of an earlier one, and with new ones."""
        kept = self.wires[pool.address]
        while size and kept:
            pool._free.append(_taken_up(kept.pop()))
            size -= 1
        await FILL(pool, size)

    async def close(self, pool: Pool) -> None:
        """Close a pool, and keep its connections if they are as good as new."""
        if pool.address in self.lasting:
            for wire in list(pool._free):
                if await _is_at_rest(wire):
                    pool._free.remove(wire)
                    self.wires[pool.address].append(_laid_down(wire))
        await CLOSE(pool)

    @contextmanager
    def connected(self, address: str, *, is_patient: bool = True) -> Iterator[BlockingConnection]:
        """Give a connection as ``storage.postgres.blocking.connected`` does."""
        kept = self.plain[address, is_patient]
        with ExitStack() as stack:
            if kept:
                connection, opened = kept.pop()
            else:
                opened = ExitStack()
                connection = opened.enter_context(connected(address, is_patient=is_patient))
            stack.push(opened)
            yield connection
            if address in self.lasting and _is_idle(connection.connection):
                kept.append((connection, opened))
                stack.pop_all()

    def processes(self) -> list[int]:
        """Return the numbers of the server's processes for what nobody has now."""
        wires = [wire.connection for kept in self.wires.values() for wire in kept]
        plain = [connection.connection for kept in self.plain.values() for connection, _ in kept]
        return [each.info.backend_pid for each in [*wires, *plain]]

    async def end(self) -> None:
        """Close what nobody has now, and keep nothing any more."""
        self.lasting.clear()
        for wires in self.wires.values():
            while wires:
                await wires.pop().connection.close()
        for plain in self.plain.values():
            while plain:
                plain.pop()[1].close()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Let applications have these connections."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Pool, "fill", lambda pool, size: self.fill(pool, size))  # noqa: PLW0108 - a method
            patch.setattr(Pool, "close", lambda pool: self.close(pool))  # noqa: PLW0108 - of the pool
            for module in (database, long_works, looking):
                patch.setattr(module, "connected", self.connected)
            yield


STANDING = Standing()


async def _is_at_rest(wire: Wire) -> bool:
    """Wait for the answers that nobody waits for, and tell whether the connection can be used again."""
    if wire.lost is None:
        await start(asyncio.get_running_loop(), wire.send_after_failure(b"SELECT").result)
    return wire.lost is None and _is_idle(wire.connection)


def _is_idle(connection: psycopg.Connection[object] | psycopg.AsyncConnection[object]) -> bool:
    return connection.pgconn.transaction_status == TransactionStatus.IDLE


def _laid_down(wire: Wire) -> Wire:
    """Take a connection from its loop, which ends."""
    wire.loop.remove_reader(wire._socket)
    if wire._watching is not None:
        wire._watching.cancel()
        wire._watching = None
    return wire


def _taken_up(wire: Wire) -> Wire:
    """Give a connection to the loop that runs."""
    wire.loop = asyncio.get_running_loop()
    wire.loop.add_reader(wire._socket, wire._read)
    return wire
