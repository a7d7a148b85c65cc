"""Which replica is the keeper: the one whose connection has an advisory lock of the server.

The lock is tried and never waited for, because who waits in it keeps the server from cleaning up. It goes
with the connection. A keeper whose machine or network is gone is silent, and the server ends a silent session
a little later than the keeper itself has noticed that it hears nothing.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import psycopg

log = logging.getLogger(__name__)

LOCK: Final = 7_306_012
"""The number of the advisory lock; see ``storage.postgres.migrate.LOCK``."""
ANSWER_SECONDS: Final = 1.5
"""How long an answer of the server may take before the keeper gives up its part."""
SILENCE_MILLISECONDS: Final = 4000
"""How long the server keeps the session of a keeper that says nothing."""


@dataclass
class Keeping:
    """Tries to get the lock, or makes sure that it is still there."""

    address: str
    _connection: "psycopg.AsyncConnection[tuple[Any, ...]] | None" = None
    _has_lock: bool = False

    async def look(self) -> bool:
        """Tell whether this process is the keeper now; it is for as long as looks are not far apart."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._look()
        except (TimeoutError, psycopg.Error, OSError) as error:
            if self._has_lock:
                log.warning("this replica is the keeper no more: %s", str(error).strip() or "silence")
            await self.close()
            return False

    async def _look(self) -> bool:
        connection = self._connection
        if connection is None:
            connection = self._connection = await psycopg.AsyncConnection.connect(
                self.address, autocommit=True
            )
            silence = str(SILENCE_MILLISECONDS)
            await connection.execute("SELECT set_config('idle_session_timeout', %s, false)", (silence,))
        question = "SELECT true" if self._has_lock else f"SELECT pg_try_advisory_lock({LOCK})"
        row = await (await connection.execute(question)).fetchone()
        self._has_lock = row is not None and bool(row[0])
        return self._has_lock

    async def close(self) -> None:
        """Give the lock up, if this process has it."""
        connection, self._connection, self._has_lock = self._connection, None, False
        if connection is not None:
            with suppress(psycopg.Error, OSError):
                await connection.close()
