"""Turns what Telegram tells into what it may tell one day: with fewer fields, with more, or broken texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from simulator.faults import Fault

DISPENSABLE = (
    "date edit_date chat_instance is_bot first_name last_name username language_code title offset length "
    "file_unique_id file_size width height duration can_* has_* supports_* chat.type entities.type"
)
"""What the Bot API promises and a client hardly needs; `outer.name` is a field inside an `outer` alone."""
TEXTS = "text caption first_name last_name title username file_name"
OF_TOMORROW = "of_tomorrow"
DEPTH = 300
_BYTE, _NEST = "\ue000", "\ue001"
"""Stand in the texts for what JSON cannot be made of."""


def garbled(fault: Fault | None, told: Any) -> bytes:
    """Return the JSON of what is told, as the fault changes it."""
    change = _CHANGES.get(fault.kind) if fault else None
    if fault is None or change is None:
        return json.dumps(told).encode()
    body = json.dumps(change(told, fault.words)).encode()
    if fault.kind == "bytes":
        return body.replace(b"\\ue000", b"\xff")
    if fault.kind == "deep":
        depth = int(fault.words or DEPTH)
        return body.replace(b'"\\ue001"', b"[" * depth + b"]" * depth)
    return body


def _fewer(told: Any, words: str) -> Any:
    names = (words or DISPENSABLE).split()
    exact = {name for name in names if not name.endswith("*")}
    beginnings = tuple(name[:-1] for name in names if name.endswith("*"))

    def is_gone(outer: str, name: str) -> bool:
        return name in exact or f"{outer}.{name}" in exact or bool(beginnings and name.startswith(beginnings))

    return _without(told, is_gone)


def _without(told: Any, is_gone: Callable[[str, str], bool], outer: str = "") -> Any:
    if isinstance(told, list):
        return [_without(each, is_gone, outer) for each in told]
    if not isinstance(told, dict):
        return told
    return {name: _without(value, is_gone, name) for name, value in told.items() if not is_gone(outer, name)}


def _more(told: Any, _words: str = "") -> Any:
    """Add to each object, and to each message an origin and a mark of kinds that nobody knows yet."""
    if isinstance(told, list):
        return [_more(each) for each in told]
    if not isinstance(told, dict):
        return told
    richer = {name: _more(value) for name, value in told.items()}
    richer[OF_TOMORROW] = {"id": 1, "kinds": [OF_TOMORROW, None, 1.5]}
    if "message_id" in told:
        richer.setdefault("forward_origin", {"type": OF_TOMORROW, "date": 1})
        if told.get("text"):
            mark = {"type": OF_TOMORROW, "offset": 0, "length": 1}
            richer["entities"] = [*richer.get("entities", []), mark]
    return richer


def _marked(mark: str) -> Callable[[Any, str], Any]:
    """Return what puts a mark behind each text."""

    def change(told: Any, words: str) -> Any:
        names = set((words or TEXTS).split())

        def marked(value: Any) -> Any:
            if isinstance(value, list):
                return [marked(each) for each in value]
            if not isinstance(value, dict):
                return value
            return {
                name: inner + mark if name in names and isinstance(inner, str) else marked(inner)
                for name, inner in value.items()
            }

        return marked(told)

    return change


def _deep(told: Any, _words: str) -> Any:
    """Put a nest into the newest thing that is told: one update of a batch, if there are several."""
    if isinstance(told, dict) and isinstance(told.get("result"), list):
        return told | {"result": [*told["result"][:-1], *map(_nesting, told["result"][-1:])]}
    return _nesting(told)


def _nesting(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    inner = next((name for name, value in told.items() if isinstance(value, dict)), None)
    return told | ({OF_TOMORROW: _NEST} if inner is None else {inner: told[inner] | {OF_TOMORROW: _NEST}})


_CHANGES: dict[str, Callable[[Any, str], Any]] = {
    "fewer": _fewer,
    "more": _more,
    "halves": _marked("\ud800"),
    "bytes": _marked(_BYTE),
    "deep": _deep,
}
