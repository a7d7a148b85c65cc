"""Misfortune on demand: what Telegram, the proxies before it and the network do on bad days.

Scripted faults are used up in order; random ones come from a seeded generator, so a run can be repeated.
"""

from __future__ import annotations

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
]
ANY_METHOD = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misfortune; `seconds` means what its kind says."""

    kind: FaultKind
    seconds: float = 1.0


@dataclass(slots=True)
class _Scripted:
    method: str
    fault: Fault
    times: int
    chat_id: int | None


class Faults:
    """What goes wrong next. Method names are compared without case; `*` stands for all the bot calls.

    getUpdates and the pseudo method `webhook` (a delivery; cut_after and duplicate) must be named.
    """

    def __init__(self) -> None:
        self._scripted: list[_Scripted] = []
        self._random: Random | None = None
        self._chances: list[tuple[str, Fault, float]] = []

    def add(self, method: str, fault: Fault, *, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next `times` requests of this method (into this chat) meet the fault."""
        self._scripted.append(_Scripted(method.lower(), fault, times, chat_id))

    def at_random(self, seed: int, chances: Mapping[Fault, float], *, method: str = ANY_METHOD) -> None:
        """Let each request of `method` meet each fault with its chance (0 to 1)."""
        self._random = self._random or Random(seed)  # noqa: S311 (misfortune is no secret)
        self._chances += [(method.lower(), fault, chance) for fault, chance in chances.items()]

    def clear(self) -> None:
        """End all misfortune."""
        self._scripted.clear()
        self._chances.clear()
        self._random = None

    def take(self, method: str, chat_id: int | None = None) -> Fault | None:
        """Return what happens to this request and use it up."""
        if not self._scripted and not self._chances:
            return None
        method = method.lower()
        for scripted in self._scripted:
            if _applies(scripted.method, method) and scripted.chat_id in {None, chat_id}:
                scripted.times -= 1
                if not scripted.times:
                    self._scripted.remove(scripted)
                return scripted.fault
        for wanted, fault, chance in self._chances:
            if _applies(wanted, method) and self._random and self._random.random() < chance:
                return fault
        return None

    def configure(self, order: Mapping[str, Any]) -> None:
        """Do what another process asks for in JSON, see README.md; raise ValueError if it makes no sense."""
        if order.get("clear"):
            self.clear()
            return
        if order.get("kind") not in get_args(FaultKind):
            raise ValueError(f"unknown kind of fault: {order.get('kind')}")
        fault = Fault(order["kind"], float(order.get("seconds", 1)))
        method = str(order.get("method", ANY_METHOD))
        if "chance" in order:
            self.at_random(int(order.get("seed", 1)), {fault: float(order["chance"])}, method=method)
        else:
            chat_id = order.get("chat_id")
            self.add(method, fault, times=int(order.get("times", 1)), chat_id=chat_id and int(chat_id))


def _applies(wanted: str, method: str) -> bool:
    return wanted == method or (wanted == ANY_METHOD and method not in {"getupdates", "webhook"})
