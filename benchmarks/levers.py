"""Each lever of ours by itself: pulled in the floor (``+lean``) or let go in ours (``-lean``).

The product has no switches for them; here its parts are exchanged before it starts.

=========== ==========================================================================================
lean        requests as JSON over one keep-alive client, answers not validated (``bot.telegram.session``)
gc          the collector passes over what the start made, and runs rarely
uvloop      another event loop
orjson      another JSON
atonce      a press is answered beside the next screen, not before it
group       works that wait share a commit, or a hop to a reader (ours only)
retire      buttons of a typed answer's question are taken away: a request more (ours only)
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
import bot.app
import bot.intake.intake
import bot.telegram.session
import storage.sqlite.database
import ui.talk

Change = Callable[[], None]


def _exchange(owner: Any, **parts: Any) -> None:
    for name, part in parts.items():
        setattr(owner, name, part)


def _no_lean() -> None:
    _exchange(bot.telegram.session, LEAN=())


def _no_gc() -> None:
    _exchange(program, spare_the_collector=lambda: None)


def _no_uvloop() -> None:
    _exchange(program, uvloop=SimpleNamespace(run=asyncio.run))


def _no_orjson() -> None:
    slow = SimpleNamespace(loads=json.loads, dumps=lambda value: json.dumps(value).encode())
    _exchange(bot.telegram.session, orjson=slow)
    _exchange(bot.intake.intake, orjson=slow)


def _no_group() -> None:
    _exchange(storage.sqlite.database, BATCH=1)


def _not_at_once() -> None:
    async def one_by_one(*requests: Any) -> list[Any]:
        return [await request for request in requests]

    _exchange(ui.talk, asyncio=SimpleNamespace(**{**vars(asyncio), "gather": one_by_one}))


def _no_retiring() -> None:
    async def leave(_talk: Any, _message_id: int) -> None:
        return

    _exchange(ui.talk.Talk, retire=leave)


LET_GO: Mapping[str, Change] = {
    "lean": _no_lean,
    "gc": _no_gc,
    "uvloop": _no_uvloop,
    "orjson": _no_orjson,
    "group": _no_group,
    "atonce": _not_at_once,
    "retire": _no_retiring,
}


def main(arguments: Sequence[str]) -> int:
    """Run ours without the levers that come first: ``-lean -gc run``."""
    levers = [argument for argument in arguments if argument.startswith("-")]
    for lever in levers:
        LET_GO[lever.removeprefix("-")]()
    return program.main(arguments[len(levers) :])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
