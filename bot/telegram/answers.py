"""Reads Telegram's answers, or says by a ``MessengerError`` why a request failed.

Only the fields that the bot uses are read, so a newer server with more or fewer fields stops no request. An
answer that is not one of the Bot API, such as the page of a proxy or a result of another shape, counts as
Telegram being out of reach for a while: the request is sent again, although it may have been carried out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from bot.telegram.client import Answer
from ui.event import whole_number
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

UNKNOWN_CHAT = ("chat not found", "PEER_ID_INVALID")
"""Words of a 400 about a chat that Telegram does not know for this bot, perhaps until the person writes."""

HALVES = re.compile(
    rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""An escaped backslash or a whole pair of surrogates, which both stay, or half a pair, which is replaced."""


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

    Only a request that sends no message, so that none ``is_new``, may have the result ``True``.

    :raises OutOfReachError: the result is of another shape, so nobody knows what was done.
    """
    number = whole_number(result.get("message_id")) if isinstance(result, Mapping) else None
    if number is not None:
        return Sent(number, result.get("reply_to_message") is not None)
    if is_new or result is not True:
        raise OutOfReachError("a message without a number")
    return NOTHING_SENT


def parsed(body: bytes) -> Any:
    """Read JSON; half a surrogate pair and invalid UTF-8 become replacement characters.

    :raises OutOfReachError: the body is not JSON, because a proxy answers with a page.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    text = body.decode(errors="replace").encode()
    try:
        return orjson.loads(HALVES.sub(lambda found: found[1] or rb"\ufffd", text))
    except orjson.JSONDecodeError:
        raise OutOfReachError("no JSON") from None


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
        return TooFastError(words, WAIT_SECONDS if seconds is None else max(0, seconds))
    if code >= SERVER_ERROR or code < BAD_REQUEST:  # the Bot API has no errors below 400
        return OutOfReachError(words)
    if code == FORBIDDEN or any(part in words for part in UNKNOWN_CHAT):
        return UnreachableError(words)
    return RefusedError(words) if code in {BAD_REQUEST, TOO_LARGE} else LockedOutError(words)
