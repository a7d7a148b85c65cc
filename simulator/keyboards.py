"""`reply_markup` of the Bot API: from JSON to keyboards, with the refusals of the real server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

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

MAX_CALLBACK_DATA = 64  # bytes
MAX_BUTTONS = 100
MAX_MARKUP = 10_240  # bytes of JSON
_OTHER_ACTIONS = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def parse_markup(source: str | None) -> tuple[InlineKeyboard, Markup | None]:
    """Return the inline keyboard (empty when there is none) and whatever belongs under the input field."""
    if not source:
        return [], None
    try:
        markup = json.loads(source)
    except ValueError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error
    if markup is None:
        return [], None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if len(source.encode()) > MAX_MARKUP:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in markup:
        return _inline_keyboard(_rows(markup, "inline_keyboard")), None
    if "keyboard" in markup:
        return [], _reply_keyboard(markup)
    if markup.get("remove_keyboard"):
        return [], KeyboardRemoval()
    if markup.get("force_reply"):
        return [], ForcedReply(markup.get("input_field_placeholder"))
    return [], None


def inline_keyboard_json(keyboard: InlineKeyboard) -> Json:
    """Return the keyboard as it goes back to the bot."""
    return {"inline_keyboard": [[dict(button.raw) for button in row] for row in keyboard]}


def _rows(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _inline_keyboard(rows: list[list[Any]]) -> InlineKeyboard:
    return [[_inline_button(raw) for raw in row] for row in rows]


def _inline_button(raw: Any) -> Button:
    if not isinstance(raw, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = raw.get("text", "")
    if not str(text).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    data, url = raw.get("callback_data"), raw.get("url")
    if data is not None:
        if not 0 < len(str(data).encode()) <= MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif url is not None:
        _check_url(str(url))
    elif not any(action in raw for action in _OTHER_ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return Button(text, data, url, raw)


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme.startswith("http") and "." not in (parts.hostname or ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _reply_keyboard(markup: Json) -> ReplyKeyboard:
    rows = [[_reply_button(raw) for raw in row] for row in _rows(markup, "keyboard")]
    if not rows:
        raise bad_request("reply keyboard must be non-empty")
    return ReplyKeyboard(
        rows=rows,
        one_time=bool(markup.get("one_time_keyboard")),
        persistent=bool(markup.get("is_persistent")),
        placeholder=markup.get("input_field_placeholder"),
    )


def _reply_button(raw: Any) -> KeyboardButton:
    if isinstance(raw, str):
        raw = {"text": raw}
    if not isinstance(raw, dict):
        raise bad_request("can't parse keyboard button: expected an Object")
    if not str(raw.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    return KeyboardButton(raw["text"], request_contact=bool(raw.get("request_contact")))
