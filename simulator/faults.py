"""Misfortune on demand: what Telegram, the proxies before it and the network do on bad days.

Scripted faults are used up in order; random ones come from a seeded generator, so a run can be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, TypeAlias, get_args

FaultKind: TypeAlias = Literal[
    "flood",  # 429; `seconds` is retry_after
    "bad_gateway",  # 502 with the HTML of a proxy, nothing executed
    "cut_before",  # the connection ends, nothing executed
    "cut_after",  # executed, but the answer is lost
    "delay",  # executed `seconds` later
    "duplicate",  # getUpdates or webhook: each update delivered twice
    "redeliver",  # getUpdates: its updates come again, although confirmed
    "html",  # the page of a proxy or a captive portal, with `status`
    "shape",  # an answer of another shape, with `status`: a name in bad_answers.SHAPES, or the whole body
    "refused",  # the Bot API refuses with `status` and `words`, nothing executed
    "fewer",  # executed, without the fields that `words` names
    "more",  # executed, with fields and values that no client knows yet
    "halves",  # executed, with half a surrogate pair in the texts that `words` names
    "bytes",  # executed, with a byte that is no UTF-8 in the texts that `words` names
    "deep",  # executed, with a field that is nested `words` levels deep
    "trickle",  # executed, but the answer takes `seconds` to arrive piece by piece
    "hang",  # no answer for `seconds`, or until the client hangs up or all faults are cleared; then cut
]
ANY_METHOD = "*"
ALWAYS = 0
"""So many `times` last until the fault is cleared."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One misfortune; `seconds`, `status` and `words` mean what its kind says, 0 and "" the usual.

    `executed`: for `html`, `shape` and `hang`, whether the request is carried out all the same.
    """

    kind: FaultKind
    seconds: float = 1.0
    status: int = 0
    words: str = ""
    executed: bool = False


@dataclass(slots=True)
class _Scripted:
    method: str
    fault: Fault
    times: int
    chat_id: int | None


@dataclass(frozen=True, slots=True)
class _Chance:
    method: str
    fault: Fault
    chance: float
    chat_id: int | None


class Faults:
    """What goes wrong next. Method names are compared without case; `send*` stands for all that begin so.

    `*` stands for all the bot calls. getUpdates and the pseudo method `webhook` (a delivery) must be named.
    """

    def __init__(self) -> None:
        self.cleared = asyncio.Event()
        """Set once all misfortune that began before was ended."""
        self._scripted: list[_Scripted] = []
        self._random: Random | None = None
        self._chances: list[_Chance] = []

    def add(self, method: str, fault: Fault, *, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next `times` requests of this method (into this chat) meet the fault, or `ALWAYS` all."""
        self._scripted.append(_Scripted(method.lower(), fault, times, chat_id))

    def at_random(
        self,
        seed: int,
        chances: Mapping[Fault, float],
        *,
        method: str = ANY_METHOD,
        chat_id: int | None = None,
    ) -> None:
        """Let each request of `method` (into this chat) meet each fault with its chance (0 to 1)."""
        self._random = self._random or Random(seed)  # noqa: S311 (misfortune is no secret)
        self._chances += [
            _Chance(method.lower(), fault, chance, chat_id) for fault, chance in chances.items()
        ]

    def clear(self) -> None:
        """End all misfortune."""
        self._scripted.clear()
        self._chances.clear()
        self._random = None
        self.cleared.set()
        self.cleared = asyncio.Event()

    def lift(self, method: str, chat_id: int | None = None) -> None:
        """Clear the scripted faults of this method (into this chat), and no others."""
        self._scripted = [
            each for each in self._scripted if (each.method, each.chat_id) != (method.lower(), chat_id)
        ]

    def end(self, fault: Fault) -> None:
        """Clear one scripted fault, whatever method it is for, and no others."""
        self._scripted = [each for each in self._scripted if each.fault != fault]

    def is_ordered(self, fault: Fault) -> bool:
        """Tell whether a scripted fault is still to come."""
        return any(each.fault == fault for each in self._scripted)

    def take(self, method: str, chat_id: int | None = None) -> Fault | None:
        """Return what happens to this request and use it up."""
        if not self._scripted and not self._chances:
            return None
        method = method.lower()
        for scripted in self._scripted:
            if _applies(scripted.method, method) and scripted.chat_id in {None, chat_id}:
                self._use_up(scripted)
                return scripted.fault
        for each in self._chances:
            if not _applies(each.method, method) or each.chat_id not in {None, chat_id}:
                continue
            if self._random and self._random.random() < each.chance:
                return each.fault
        return None

    def _use_up(self, scripted: _Scripted) -> None:
        if scripted.times == ALWAYS:
            return
        scripted.times -= 1
        if not scripted.times:
            self._scripted.remove(scripted)

    def configure(self, order: Mapping[str, Any]) -> None:
        """Do what another process asks for in JSON, see README.md; raise ValueError if it makes no sense."""
        method = str(order.get("method", ANY_METHOD))
        chat_id = int(order["chat_id"]) if order.get("chat_id") else None
        if _is_true(order.get("clear")):
            self._clear_as_asked(order, method, chat_id)
            return
        fault = _fault_of(order)
        if "chance" in order:
            chances = {fault: float(order["chance"])}
            self.at_random(int(order.get("seed", 1)), chances, method=method, chat_id=chat_id)
        else:
            self.add(method, fault, times=int(order.get("times", 1)), chat_id=chat_id)

    def _clear_as_asked(self, order: Mapping[str, Any], method: str, chat_id: int | None) -> None:
        if "method" in order or chat_id is not None:
            self.lift(method, chat_id)
        else:
            self.clear()


def _fault_of(order: Mapping[str, Any]) -> Fault:
    if order.get("kind") not in get_args(FaultKind):
        raise ValueError(f"unknown kind of fault: {order.get('kind')}")
    return Fault(
        order["kind"],
        float(order.get("seconds", 1)),
        int(order.get("status", 0)),
        str(order.get("words", "")),
        executed=_is_true(order.get("executed")),
    )


def _is_true(value: object) -> bool:
    return str(value).lower() in {"true", "1", "yes"}


def _applies(wanted: str, method: str) -> bool:
    if wanted == ANY_METHOD:
        return method not in {"getupdates", "webhook"}
    return method.startswith(wanted[:-1]) if wanted.endswith("*") else wanted == method
