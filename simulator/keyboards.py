"""`reply_markup` of the Bot API: from JSON to keyboards, with the refusals of the real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from simulator.entities import checked_url
from simulator.errors import bad_request
from simulator.model import (
    Button,
    ForcedReply,
    InlineKeyboard,
    Json,
    KeyboardButton,
    KeyboardRemoval,
    Markup,
    ReplyKeyboard,
)

T = TypeVar("T", Button, KeyboardButton)

MAX_CALLBACK_DATA = 64  # bytes
MAX_ROW = 12  # buttons; the rest of a longer row is dropped without a word
MAX_BUTTONS = 100
MAX_MARKUP = 10_240  # bytes of all labels, data and links together
_OTHER_ACTIONS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


def parse_markup(source: str | None) -> tuple[InlineKeyboard, Markup | None]:
    """Return the inline keyboard, which may be empty, and what belongs under the input field."""
    if not source:
        return [], None
    try:
        markup = json.loads(source)
    except ValueError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return _parsed(markup)


def _parsed(markup: Json) -> tuple[InlineKeyboard, Markup | None]:
    if keys := _rows(markup, "keyboard", _reply_button, "keyboard button"):
        return [], ReplyKeyboard(
            rows=keys,
            one_time=bool(markup.get("one_time_keyboard")),
            persistent=bool(markup.get("is_persistent")),
            placeholder=markup.get("input_field_placeholder"),
        )
    if buttons := _rows(markup, "inline_keyboard", _inline_button, "inline keyboard button"):
        return buttons, None
    if markup.get("remove_keyboard"):
        return [], KeyboardRemoval()
    if markup.get("force_reply"):
        return [], ForcedReply(selective=bool(markup.get("selective")))
    return [], None


def inline_keyboard_json(keyboard: InlineKeyboard) -> Json:
    """Return the keyboard as it goes back to the bot."""
    return {"inline_keyboard": [[dict(button.raw) for button in row] for row in keyboard]}


def _rows(markup: Json, name: str, parse: Callable[[Any], T], what: str) -> list[list[T]]:
    """Return the parsed rows of buttons; those without text and rows without buttons are left out."""
    rows = markup.get(name) or []
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        of = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
        raise bad_request(f'field "{name}"{of} must be an Array of Arrays')
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    try:
        parsed = [[button for raw in row if (button := parse(raw)).text] for row in rows]
    except ValueError as error:
        raise bad_request(f"can't parse {what}: {error}") from error
    buttons = [button for row in parsed for button in row]
    if not all(button.text.strip() for button in buttons):
        raise bad_request(f"{what} text must be non-empty")
    if sum(map(_size, buttons)) > MAX_MARKUP:
        raise bad_request("reply markup is too long")
    return [row[:MAX_ROW] for row in parsed if row]


def _inline_button(raw: Any) -> Button:
    if not isinstance(raw, dict):
        raise ValueError("InlineKeyboardButton must be an Object")  # noqa: TRY004 (answered, not a bug)
    text, data, url = _text(raw), str(raw.get("callback_data") or ""), str(raw.get("url") or "")
    if url:
        _check_url(url)
        return Button(text, url=url, raw=raw)
    if data:
        if len(data.encode(errors="replace")) > MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        return Button(text, data=data, raw=raw)
    if not any(action in raw for action in _OTHER_ACTIONS):
        raise ValueError("Text buttons are unallowed in the inline keyboard")
    return Button(text, raw=raw)


def _reply_button(raw: Any) -> KeyboardButton:
    if isinstance(raw, str):
        return KeyboardButton(raw)
    if not isinstance(raw, dict):
        raise ValueError("KeyboardButton must be a String or an Object")  # noqa: TRY004 (answered, not a bug)
    return KeyboardButton(_text(raw), request_contact=bool(raw.get("request_contact")))


def _size(button: Button | KeyboardButton) -> int:
    words = [button.text]
    if isinstance(button, Button):
        words += [button.data or "", button.url or ""]
    return len("".join(words).encode(errors="replace"))


def _text(raw: Json) -> str:
    if not isinstance(raw.get("text"), str):
        raise ValueError('Can\'t find field "text"')  # noqa: TRY004 (answered, not a bug)
    return str(raw["text"])


def _check_url(url: str) -> None:
    if checked_url(url) is None:
        has_scheme = "://" in url and not url.lower().startswith(("http://", "https://"))
        reason = "Unsupported URL protocol" if has_scheme else "Wrong HTTP URL"
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
