"""Each lever of ours let go by itself: ``-gc`` is ours without the collector's rest.

The product has no switches for them; here its parts are exchanged before it starts. The floor, which is
aiogram as its manual shows it, can be given ``+gc``, ``+uvloop`` and ``+orjson`` (``floor_bot``).

=========== ==========================================================================================
gc          the collector passes over what the start made, and runs rarely
uvloop      another event loop
orjson      another JSON
loop        short units of work run on the event loop, and only commits on a thread
group       works that wait share a commit
=========== ==========================================================================================
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import bot.__main__ as program
import bot.intake.acceptance
import bot.intake.turns
import bot.telegram.answers
import bot.telegram.messenger
import storage.conversations
import storage.sqlite.writer
from storage.sqlite.database import Database

Change = Callable[[], None]


def _exchange(owner: Any, **parts: Any) -> None:
    for name, part in parts.items():
        setattr(owner, name, part)


def _no_gc() -> None:
    _exchange(program, spare_the_collector=lambda: None)


def _no_uvloop() -> None:
    _exchange(program, uvloop=SimpleNamespace(run=asyncio.run))


def _no_orjson() -> None:
    slow = SimpleNamespace(
        loads=json.loads,
        dumps=lambda value, **_: json.dumps(value).encode(),
        JSONDecodeError=json.JSONDecodeError,
        JSONEncodeError=TypeError,
    )
    users = (bot.telegram.answers, bot.telegram.messenger, bot.intake.acceptance, bot.intake.turns)
    for module in (*users, storage.conversations):
        _exchange(module, orjson=slow)


def _no_loop() -> None:
    _exchange(Database, read=Database.read_long, write=Database.write_long)


def _no_group() -> None:
    _exchange(storage.sqlite.writer, BATCH=1)


LET_GO: Mapping[str, Change] = {
    "gc": _no_gc,
    "uvloop": _no_uvloop,
    "orjson": _no_orjson,
    "loop": _no_loop,
    "group": _no_group,
}


def main(arguments: Sequence[str]) -> int:
    """Run ours without the levers that come first: ``-uvloop -gc run``."""
    levers = [argument for argument in arguments if argument.startswith("-")]
    for lever in levers:
        LET_GO[lever.removeprefix("-")]()
    return program.main(arguments[len(levers) :])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
