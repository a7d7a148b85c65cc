"""Requests to Telegram, as lean as they can be.

aiogram sends every request as a form and validates every answer into a full model, which is most of what a
reply costs (docs/performance.md). Nobody reads more of an answer than its message number, so requests without
files go out as JSON, and answers that are not read are not validated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ssl import create_default_context
from typing import Any, cast
from urllib.parse import urlsplit

import certifi
import orjson
from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import TelegramObject

from bot.telegram.http_client import KeepAliveClient

LEAN = (AnswerCallbackQuery, DeleteMessage, EditMessageReplyMarkup, EditMessageText, SendMessage)
"""What nearly all requests are; none of them carries files."""


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """``getUpdates`` with the updates as Telegram sent them: that is what the inbox keeps."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What is read of a message that was sent; aiogram's own has 150 fields to fill, which takes longer."""

    message_id: int
    reply_to_message: object | None = None
    """Whatever it replies to; nothing if that is gone."""


class LeanSession(AiohttpSession):
    """aiogram's session with a short way for the requests that matter; ``answered`` hears of each answer."""

    def __init__(self, api: TelegramAPIServer, answered: Callable[[], None]) -> None:
        super().__init__(api=api, limit=0)
        self._answered = answered
        url = urlsplit(api.base)
        tls = create_default_context(cafile=certifi.where()) if url.scheme == "https" else None
        self._client = KeepAliveClient(url.hostname or "", url.port or (443 if tls else 80), tls)
        self._path = url.path
        """With gaps for the token and the method."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 aiogram's
    ) -> TelegramType:
        """Send a request and give its answer; of a message that was sent, only a ``SentMessage``."""
        is_lean = isinstance(method, (*LEAN, GetRawUpdates))
        if not is_lean:
            answer = await super().make_request(bot, method, timeout)
            self._answered()
            return answer
        path = self._path.format(token=bot.token, method=method.__api_method__)
        try:
            status, content = await self._client.post(
                path, orjson.dumps(_body(bot, method)), self.timeout if timeout is None else timeout
            )
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except OSError as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from error
        if status == 200:
            self._answered()
            return cast("TelegramType", _lean(orjson.loads(content)["result"]))
        # The long way says which error it is.
        checked = self.check_response(bot, method, status, content.decode(errors="replace"))
        return cast("TelegramType", checked.result)

    async def close(self) -> None:
        """Close all connections."""
        self._client.close()
        await super().close()


def _body(bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
    """Give what was set, without the copies that ``model_dump`` makes."""
    body = {}
    for name, value in method.__dict__.items():
        given = _given(bot, value)
        if given is not None:
            body[name] = given
    return body


def _given(bot: Bot, value: Any) -> Any:
    """Give a value as JSON knows it, with the bot's own in the place of defaults."""
    if isinstance(value, Default):
        return _given(bot, bot.default[value.name])
    if isinstance(value, TelegramObject):
        fields = value.model_dump(exclude_none=True)
        given = {name: _given(bot, inner) for name, inner in fields.items()}
        return {name: inner for name, inner in given.items() if inner is not None}
    return value


def _lean(result: Any) -> Any:
    if isinstance(result, dict) and "message_id" in result:
        return SentMessage(result["message_id"], result.get("reply_to_message"))
    return result
