"""Regular work, such as the watch over the alerts, goes on whatever the database says meanwhile."""

import asyncio

import pytest

from bot.process.regularly import regularly
from services.units import StoreBusyError


async def test_a_locked_database_does_not_end_the_watch() -> None:
    looks: list[str] = []
    pauses: list[float] = []

    async def look() -> None:
        looks.append("look")
        if len(looks) == 1:
            raise StoreBusyError("database is locked")

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await regularly(look, 20.0, "watch", sleep)
    assert (len(looks), pauses) == (3, [20.0, 20.0, 20.0])
