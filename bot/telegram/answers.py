"""Reads Telegram's answers, or says by a ``MessengerError`` why a request failed.

Only the fields that the bot uses are read, so a newer server with more or fewer fields stops no request. An
answer that is not one of the Bot API, such as the page of a proxy or a result of another shape, counts as
Telegram being out of reach for a while: the request is sent again, although it may have been carried out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from bot.telegram.client import Answer
from ui.event import BEYOND, whole_number
from ui.messenger import (
    NOTHING_SENT,
    LockedOutError,
    MessengerError,
    MovedError,
    OutOfReachError,
    RefusedError,
    Sent,
    TooFastError,
    UnreachableError,
)

BAD_REQUEST, FORBIDDEN, TOO_LARGE, TOO_MANY, SERVER_ERROR = 400, 403, 413, 429, 500
WAIT_SECONDS = 1.0
"""How long to wait after a 429 that does not say it."""
LONGEST_WAIT_SECONDS = 24 * 60 * 60.0
"""The longest wait that is believed: afterwards asking once more does no harm."""
NUMBERS = re.compile(rb'"update_id"\s*:\s*([0-9]{1,19})\b')
"""The number of an update. Telegram puts it first, and in what people type quotation marks are escaped."""

UNKNOWN_CHAT = ("chat not found", "PEER_ID_INVALID")
"""Words of a 400 about a chat that Telegram does not know for this bot, perhaps until the person writes."""

HALVES = re.compile(
    rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""An escaped backslash or a whole pair of surrogates, which both stay, or half a pair, which is replaced."""

STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def result_of(answer: Answer) -> Any:
    """Give the result in an answer; raises ``MessengerError`` if the request failed."""
    told = parsed(answer.body)
    if not isinstance(told, Mapping) or not isinstance(told.get("ok"), bool):
        raise OutOfReachError(f"{answer.status}, and no answer of the Bot API")
    if not told["ok"]:
        raise _error(told, answer.status)
    if told.get("result") is None:
        raise OutOfReachError(f"{answer.status}, and no result")
    return told["result"]


def sent_of(result: Any, *, is_new: bool = False) -> Sent:
    """Read the number of a message, and whether it replies to another message.

    Only a request that sends no message, so that none ``is_new``, may have the result ``True``, or a message
    of which the number is left out.

    :raises OutOfReachError: the result is of another shape, so nobody knows what was done.
    """
    number = whole_number(result.get("message_id")) if isinstance(result, Mapping) else None
    if number is not None:
        return Sent(number, result.get("reply_to_message") is not None)
    is_changed = isinstance(result, Mapping) and bool(result) and "message_id" not in result
    if is_new or not (result is True or is_changed):
        raise OutOfReachError("a message without a number")
    return NOTHING_SENT


class UnreadableError(OutOfReachError):
    """Something names updates of Telegram, but cannot be read; ``body`` is what came."""

    def __init__(self, body: bytes) -> None:
        super().__init__("JSON that cannot be read")
        self.body = body

    @property
    def is_whole(self) -> bool:
        """Whether all that begins in it ends in it, so that it will be the same when it comes again."""
        signs = STRINGS.sub(b"", self.body)
        pairs = (signs.count(begin) == signs.count(end) for begin, end in (b"{}", b"[]"))
        return b'"' not in signs and all(pairs)

    def first_number(self, least: int) -> int | None:
        """Find the number of the first update, no lower than ``least``, without reading the rest."""
        numbers = (int(found[1]) for found in NUMBERS.finditer(self.body))
        return next((number for number in numbers if least <= number < BEYOND), None)


def parsed(body: bytes) -> Any:
    """Read JSON; half a surrogate pair and invalid UTF-8 become replacement characters.

    :raises UnreadableError: the body names an update, but cannot be read: it is nested too deeply, or broken.
    :raises OutOfReachError: the body is not JSON, because a proxy answers with a page.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    text = HALVES.sub(lambda found: found[1] or rb"\ufffd", body.decode(errors="replace").encode())
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(text, strict=False)  # it reads what orjson refuses, such as bare control characters
    except (ValueError, RecursionError):
        raise (UnreadableError(body) if NUMBERS.search(body) else OutOfReachError("no JSON")) from None


def _error(told: Mapping[str, Any], status: int) -> MessengerError:
    code = whole_number(told.get("error_code")) or status
    words = told.get("description")
    if not isinstance(words, str):  # the Bot API always says why
        return OutOfReachError(f"error {code} without words")
    parameters = told.get("parameters")
    parameters = parameters if isinstance(parameters, Mapping) else {}
    moved_to = whole_number(parameters.get("migrate_to_chat_id"))
    if moved_to is not None:
        return MovedError(words, moved_to)
    if code == TOO_MANY:
        seconds = whole_number(parameters.get("retry_after"))
        wait = WAIT_SECONDS if seconds is None else min(max(0, seconds), LONGEST_WAIT_SECONDS)
        return TooFastError(words, wait)
    if code >= SERVER_ERROR or code < BAD_REQUEST:  # the Bot API has no errors below 400
        return OutOfReachError(words)
    if code == FORBIDDEN or any(part in words for part in UNKNOWN_CHAT):
        return UnreachableError(words)
    return RefusedError(words) if code in {BAD_REQUEST, TOO_LARGE} else LockedOutError(words)
