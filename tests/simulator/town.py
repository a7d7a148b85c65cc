"""What the tests of the simulator share: a clock, people, pictures, and a raw HTTP client."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import ClientSession
from PIL import Image

from simulator import Group, Person, Simulator

T = TypeVar("T")
TOKEN = "42:TEST-token_0123456789"
GROUP_ID = -1001


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Town:
    """Who lives in the simulator of a test."""

    anna: Person
    boris: Person
    oleg: Person
    olga: Person
    group: Group


class RawClient:
    """The Bot API without a library: what really goes over the wire."""

    def __init__(self, sim: Simulator, http: ClientSession) -> None:
        self.http = http
        self.base = f"{sim.url}/bot{TOKEN}"

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method with a JSON body and return the answer, whatever it is."""
        async with self.http.post(f"{self.base}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            assert body.get("error_code", 200) == response.status
            return body

    async def result(self, method: str, **params: Any) -> Any:
        """Call a method that must succeed and return its result."""
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """Call a method that must be refused and return the words."""
        answer = await self(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])


def in_background(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Begin something that the test goes on beside; the test awaits it in the end."""
    return asyncio.get_running_loop().create_task(work)


def picture(width: int = 200, height: int = 100, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, kind)
    return out.getvalue()
