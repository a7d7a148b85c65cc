"""Sends requests to Telegram and reads the parts of the answers that the bot uses.

Nearly all requests are JSON and go over the project's own client, because it is faster. aiogram, the library
for the Bot API, is used for files alone: it builds forms with files in them, and downloads files.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from pathlib import Path
from ssl import create_default_context
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import certifi
import orjson
from aiogram import Bot, methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.types import BufferedInputFile, FSInputFile, InputFile
from aiohttp import ClientError, ClientTimeout

from bot.telegram.answers import result_of, sent_of
from bot.telegram.client import Answer, KeepAliveClient
from bot.telegram.tunnel import ProxyOutOfReachError, Tunnel, TunnelConnector, TunnelError
from ui.event import HEARD, Json, Membership, membership_of, whole_number
from ui.messenger import (
    Fields,
    LockedOutError,
    MessengerError,
    MovedError,
    OutOfReachError,
    Request,
    Sent,
    Upload,
)

REQUEST_SECONDS = 60.0
MOST_UPDATES = 100
"""As many as Telegram gives in one answer."""
UPLOAD_SECONDS = 120.0
USERNAME = re.compile(r"[A-Za-z0-9_]{1,64}")
"""A name as links may contain it: a spoilt name would spoil the link in every letter."""
SENDS = "send"
"""Methods whose names begin with it send a message, and so bring its number."""
SIGN = "sendChatAction"
"""The one that sends no message, but shows that an answer is being written."""
FORMS: Mapping[str, type[methods.TelegramMethod[Any]]] = {
    "sendPhoto": methods.SendPhoto,
    "sendDocument": methods.SendDocument,
    "sendAudio": methods.SendAudio,
    "sendVideo": methods.SendVideo,
    "sendVoice": methods.SendVoice,
    "editMessageMedia": methods.EditMessageMedia,
}
"""The requests that can contain a file, with aiogram's classes for them."""


class Me(NamedTuple):
    """The bot, as Telegram knows it."""

    id: int
    username: str


class _Pending:
    """A request that is under way; when it is awaited, it gives the message that was sent."""

    __slots__ = ("_answer", "_messenger", "_request")

    def __init__(self, messenger: TelegramMessenger, request: Request, answer: Awaitable[Answer]) -> None:
        self._messenger = messenger
        self._request = request
        self._answer = answer

    def __await__(self) -> Generator[Any, None, Sent]:
        chat_id = self._request.fields.get("chat_id")
        result = yield from self._messenger.result(self._answer, chat_id).__await__()
        return sent_of(result, is_new=_sends_message(self._request.method))


def _sends_message(method: str) -> bool:
    return method.startswith(SENDS) and method != SIGN


class TelegramMessenger:
    """``ui.messenger.Messenger`` and all other requests to Telegram.

    Calls ``answered`` for each request that was carried out, with the chat that it was about, if any.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        answered: Callable[[int | None], None],
        tunnel: Tunnel | None = None,
    ) -> None:
        api = TelegramAPIServer.from_base(api_url)
        url = urlsplit(api.base)
        tls = create_default_context(cafile=certifi.where()) if url.scheme == "https" else None
        self._client = KeepAliveClient(url.hostname or "", url.port or (443 if tls else 80), tls, tunnel)
        self._path = url.path.replace("{token}", token)
        self._paths: dict[str, bytes] = {}
        self._answered = answered
        self._session = AiohttpSession(api=api) if tunnel is None else _TunnelSession(tunnel, api=api)
        self._bot = Bot(token, session=self._session)

    @property
    def bot_id(self) -> int:
        """The bot's number, which is a part of its token."""
        return self._bot.id

    def __call__(self, request: Request) -> Awaitable[Sent]:
        """Send a request, at once if a connection is kept; raises ``MessengerError`` when it is awaited."""
        if request.method in FORMS and _has_upload(request.fields):
            return self._upload(request)
        return _Pending(self, request, self._post(request.method, request.fields))

    async def ask(self, method: str, seconds: float = REQUEST_SECONDS, /, **fields: Any) -> Any:
        """Send any request and give Telegram's result unchanged; raises ``MessengerError``."""
        return await self.result(self._post(method, fields, seconds), fields.get("chat_id"))

    async def command(self, method: str, /, **fields: Any) -> None:
        """Send a request whose only result is that it was carried out; raises ``MessengerError``."""
        if await self.ask(method, **fields) is not True:
            raise OutOfReachError(f"{method} told nothing")

    async def result(self, pending: Awaitable[Answer], chat_id: int | None = None) -> Any:
        """Await an answer and give its result; raises ``MessengerError``."""
        try:
            answer = await pending
        except TimeoutError as error:
            raise OutOfReachError("no answer in time") from error
        except OSError as error:
            raise _out_of_reach(error) from error
        result = result_of(answer)
        self._answered(chat_id)
        return result

    def _post(self, method: str, fields: Fields, seconds: float = REQUEST_SECONDS) -> Awaitable[Answer]:
        path = self._paths.get(method)
        if path is None:
            path = self._paths[method] = self._path.replace("{method}", method).encode()
        return self._client.post(path, orjson.dumps(fields), seconds)

    # What Telegram knows ----------------------------------------------------------------------------------

    async def introduce(self) -> Me:
        """Ask who the bot is; a plain ``MessengerError`` if the token is refused."""
        try:
            me = await self.ask("getMe")
        except LockedOutError as error:  # before the first answer a wrong token is the likely reason
            raise MessengerError(error.words) from error
        username = me.get("username") if isinstance(me, Mapping) else None
        if not isinstance(username, str) or not USERNAME.fullmatch(username):  # every bot has one
            raise OutOfReachError("getMe told nothing")
        return Me(whole_number(me.get("id")) or self.bot_id, username)

    async def offer_commands(
        self, commands: Mapping[str, str], *, language: str | None = None, chat_id: int | None = None
    ) -> None:
        """Let Telegram show commands with their descriptions: to speakers of a language, or in a chat."""
        fields: Fields = {
            "commands": [{"command": name, "description": words} for name, words in commands.items()]
        }
        if language is not None:
            fields["language_code"] = language
        if chat_id is not None:
            fields["scope"] = {"type": "chat", "chat_id": chat_id}
        await self.command("setMyCommands", **fields)

    async def member(self, chat_id: int, user_id: int) -> Membership:
        """Tell what somebody is in a group now; raises ``MessengerError`` if Telegram does not say."""
        member = await self.ask("getChatMember", chat_id=chat_id, user_id=user_id)
        if not isinstance(member, Mapping) or not isinstance(member.get("status"), str):
            raise OutOfReachError("getChatMember told nothing")
        return membership_of(member, user_id)

    async def successor_of(self, chat_id: int) -> int | None:
        """Ask for the number that a group has now; ``None`` if it is the same, or Telegram does not say."""
        try:
            await self.ask("sendChatAction", chat_id=chat_id, action="typing")
        except MovedError as error:
            return error.chat_id
        except MessengerError:
            pass
        return None

    # Updates ----------------------------------------------------------------------------------------------

    async def updates(self, offset: int | None, seconds: int, most: int = MOST_UPDATES) -> Sequence[Json]:
        """Wait some seconds for updates, confirming those before ``offset``; gives them as they came.

        :raises UnreadableError: the answer is the Bot API's, but cannot be read; ``most=1`` finds the update.
        """
        fields: Fields = {"timeout": seconds, "allowed_updates": HEARD}
        if most < MOST_UPDATES:
            fields["limit"] = most
        if offset is not None:
            fields["offset"] = offset
        found = await self.ask("getUpdates", seconds + 10.0, **fields)
        if not isinstance(found, list):
            raise OutOfReachError("getUpdates brought no list")
        return found

    async def end_webhook(self) -> None:
        """Let updates wait at Telegram until they are fetched."""
        await self.command("deleteWebhook")

    async def begin_webhook(self, url: str, secret: str, connections: int) -> None:
        """Let Telegram deliver updates to a web address."""
        await self.command(
            "setWebhook",
            url=url,
            secret_token=secret,
            allowed_updates=HEARD,
            max_connections=connections,
        )

    # Files ------------------------------------------------------------------------------------------------

    async def _upload(self, request: Request) -> Sent:
        form = self._session.build_form_data(self._bot, FORMS[request.method](**_with_files(request.fields)))
        url = self._session.api.api_url(self._bot.token, request.method)
        try:
            http = await self._session.create_session()
            async with http.post(url, data=form, timeout=ClientTimeout(total=UPLOAD_SECONDS)) as response:
                answer = Answer(response.status, await response.read())
        except (ClientError, AiogramError, OSError, TimeoutError) as error:
            raise _out_of_reach(error) from error
        result = result_of(answer)
        self._answered(request.fields.get("chat_id"))
        return sent_of(result, is_new=_sends_message(request.method))

    async def file_path(self, file_id: str) -> str | None:
        """Ask for Telegram's path of a file that a person sent; ``None`` if Telegram does not give it."""
        found = await self.ask("getFile", file_id=file_id)
        if not isinstance(found, Mapping) or not ("file_id" in found or "file_path" in found):
            raise OutOfReachError("getFile told nothing")
        path = found.get("file_path")
        return path if isinstance(path, str) else None

    async def download(self, file_id: str) -> bytes:
        """Give the content of a file that a person sent, which Telegram limits to 20 MB."""
        path = await self.file_path(file_id)
        if path is None:
            return b""
        if Path(path).is_absolute():  # a Bot API server in local mode names its own file
            return await asyncio.to_thread(Path(path).read_bytes)
        try:
            content = await self._bot.download_file(path)
        except (ClientError, AiogramError, OSError, TimeoutError) as error:
            raise _out_of_reach(error) from error
        return b"" if content is None else content.read()

    async def download_to(self, path: str, destination: Path, seconds: int) -> None:
        """Write a file to ``destination`` on the disk; ``path`` is Telegram's path of it."""
        try:
            await self._bot.download_file(path, destination, timeout=seconds)
        except (ClientError, AiogramError, OSError, TimeoutError) as error:
            raise _out_of_reach(error) from error

    async def close(self) -> None:
        """Close all connections."""
        self._client.close()
        await self._session.close()


class _TunnelSession(AiohttpSession):
    """aiogram's session, through a tunnel; its own proxies would trust other certificates."""

    def __init__(self, tunnel: Tunnel, api: TelegramAPIServer) -> None:
        super().__init__(api=api)
        self._connector_type = TunnelConnector
        self._connector_init = {"tunnel": tunnel, "ssl": create_default_context(cafile=certifi.where())}


def _out_of_reach(error: Exception) -> OutOfReachError:
    for each in (error, error.__cause__):  # aiohttp makes an error of its own of it
        if isinstance(each, TunnelError):
            return ProxyOutOfReachError(str(each))
    return OutOfReachError(type(error).__name__)


def _has_upload(fields: Fields) -> bool:
    return any(isinstance(value, Upload) for value in fields.values()) or isinstance(
        fields.get("media", {}).get("media"), Upload
    )


def _with_files(fields: Fields) -> Fields:
    """Give the fields with aiogram's objects in place of uploads."""
    return {name: _with_file(value) for name, value in fields.items()}


def _with_file(value: Any) -> Any:
    if isinstance(value, Upload):
        return _input_file(value)
    if isinstance(value, dict) and "media" in value:
        return {name: _with_file(inner) for name, inner in value.items()}
    return value


def _input_file(upload: Upload) -> InputFile:
    if isinstance(upload.content, Path):
        return FSInputFile(upload.content, filename=upload.name)
    return BufferedInputFile(upload.content, filename=upload.name)
