"""A process that exchanges files for an operator in the group: ``python -m bot.exchange.worker``.

The order is one line of JSON on the standard input. The bot keeps that input open as long as it lives; when
the input is closed, this process ends at once. Progress and outcome are lines of JSON on the standard output.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.exchange.files import Exchange, Outcome, Progress, export_readings, import_registry, take_answers
from bot.process.clock import SystemClock
from domain.exchange_job import JobKind
from services.ports import Clock
from storage.places import place_of
from storage.unit import UnitSettings
from ui.texts import Texts

PROGRESS_SECONDS = 1.0
"""How often progress is written at most."""
LONGEST_LINE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Order:
    """What the process is to do; paths and the zone are text, because the order is sent as JSON.

    ``database`` is its address, which may hold a password.
    """

    kind: str
    path: str
    again: int | None
    database: str
    operator_chat_id: int | None
    language: str
    zone: str
    locales: str


def perform(order: Order, clock: Clock, progress: Progress) -> Outcome:
    """Carry out an order in this process."""
    say = Texts.load(Path(order.locales), order.language).within(None).plain
    settings = UnitSettings(clock, order.operator_chat_id, order.language)
    zone = ZoneInfo(order.zone)
    exchange = Exchange(place_of(order.database), settings, zone, say, progress, is_asked_in_group=True)
    match JobKind(order.kind):
        case JobKind.IMPORT:
            return import_registry(exchange, Path(order.path))
        case JobKind.ANSWERS:
            return take_answers(exchange, Path(order.path))
        case _:
            return export_readings(exchange, Path(order.path), order.again)


async def in_process_of_its_own(order: Order, progress: Progress) -> Outcome | None:
    """Carry out an order in another process; ``None`` if that process ended without an outcome."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.exchange.worker"),
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[2],
        limit=LONGEST_LINE_BYTES,
    )
    try:
        return await _heard_from(process, order, progress)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _heard_from(process: Process, order: Order, progress: Progress) -> Outcome | None:
    """Give a process its order, pass its progress on, and return the outcome once the process has ended."""
    if process.stdin is None or process.stdout is None:
        return None
    process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
    await process.stdin.drain()
    outcome = None
    async for line in process.stdout:
        told = json.loads(line)
        if "progress" in told:
            progress(*told["progress"])
        else:
            outcome = Outcome(told["code"], told["lines"], told["export"])
    await process.wait()
    return outcome


def main() -> int:
    """Carry out the order in the first line of the standard input, and return the exit code."""
    order = Order(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_end_with_the_bot, daemon=True).start()
    with place_of(order.database).temporary_files():
        outcome = perform(order, SystemClock(), _Told(partial(_tell, "progress")))
    _write({"code": outcome.code, "lines": list(outcome.lines), "export": outcome.export})
    return 0


@dataclass
class _Told:
    """Writes progress to the standard output, every :data:`PROGRESS_SECONDS` at most."""

    tell: Callable[[list[object]], None]
    _next: float = 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PROGRESS_SECONDS
            self.tell([str(phase), done, total])


def _tell(name: str, value: object) -> None:
    _write({name: value})


def _write(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _end_with_the_bot() -> None:
    """End this process when the bot closes the standard input, or ends."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
