"""The HTTP server: it takes updates from Telegram's webhook, and tells monitoring how the bot is.

``/healthz`` says that the process lives, ``/readyz`` that it can do its work, ``/metrics`` is for Prometheus.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from errno import EADDRINUSE
from functools import partial
from socket import gaierror

import orjson
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.intake.acceptance import NoUpdateError
from bot.intake.intake import NoRoomError
from bot.process.metrics import Metrics, exposition
from bot.process.patience import Progress
from bot.process.starting import StartRefusedError
from services.group import GroupStanding
from services.ports import Clock
from services.units import StoreError
from storage.inbox import IncomingUpdate
from storage.store import Store
from storage.unit import StoredUnit

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
LARGEST_UPDATE = 8 * 1024 * 1024
"""Bytes of a request: room for a million characters, each written as an escape."""
DATABASE_SECONDS = 5.0
"""How long monitoring waits for a commit, for which residents wait longer."""
NO_UPDATE = -1
"""The number of no update, because Telegram's are positive."""
TELEGRAM_SILENT = timedelta(seconds=120)
"""A long poll takes half a minute at most, so a longer silence means that Telegram is out of reach."""


@dataclass
class Contacts:
    """When Telegram and the mail server last answered; ``mail_trouble`` is empty while letters go out."""

    clock: Clock
    chats: Progress = field(init=False)
    """In which chats Telegram carried out requests."""
    telegram: datetime | None = None
    mail: datetime | None = None
    mail_trouble: str | None = None
    mail_works: bool = False
    """Whether the mail server took the last letter, or would take one."""

    def __post_init__(self) -> None:
        self.chats = Progress(self.clock)

    def telegram_answered(self, chat_id: int | None) -> None:
        """Note that Telegram carried out a request, which may have been about a chat."""
        self.telegram = self.clock()
        if chat_id is not None:
            self.chats.note(chat_id)

    def mail_answered(self, *, ok: bool) -> None:
        """Note whether the mail server could be reached with a letter."""
        self.mail_works = ok
        if ok:
            self.mail = self.clock()
        self.mail_trouble = None if ok else "the last letter was not taken"

    def mail_asked(self, trouble: str | None) -> None:
        """Note what came of asking the mail server without a letter; nothing if it would take letters."""
        self.mail_works = trouble is None
        self.mail_trouble = None if trouble is None else f"the server takes no letters, {trouble}"


@dataclass(frozen=True)
class Webhook:
    """Where Telegram delivers updates: a path that cannot be guessed; each request carries ``secret``."""

    base_url: str
    path: str
    secret: str

    @classmethod
    def of(cls, base_url: str, secret: str, key: bytes) -> Webhook:
        """Derive the path from the server's key."""
        name = hmac.digest(key, b"webhook path", hashlib.sha256).hex()[:40]
        return cls(base_url, f"/telegram/{name}", secret)

    @property
    def url(self) -> str:
        """The address that Telegram is told."""
        return self.base_url + self.path


@web.middleware
async def _while_connected(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Let a request end quietly whose sender hung up in the middle of it: nobody reads the answer."""
    try:
        return await handler(request)
    except ConnectionResetError:
        if request.transport is not None and not request.transport.is_closing():
            raise
        return web.Response(status=400)


def _no_address(error: OSError, host: str, port: int) -> StartRefusedError:
    if error.errno == EADDRINUSE:
        return StartRefusedError("http-port-taken", host=host, port=str(port))
    is_numbered = error.errno is not None and not isinstance(error, gaierror)
    reason = os.strerror(error.errno or 0) if is_numbered else "no such host"
    return StartRefusedError("http-address", host=host, port=str(port), reason=reason)


def try_to_write(now: datetime, unit: StoredUnit) -> None:
    """Write a row that nobody ever sees, because what changes nothing needs neither disk nor standby."""
    unit.inbox.add_batch([IncomingUpdate(NO_UPDATE, NO_UPDATE, "", now)])
    unit.inbox.remove(NO_UPDATE)


Accept = Callable[[bytes], Awaitable[None]]


@dataclass
class HttpSide:
    """Serves the webhook, the health checks and the metrics on one port."""

    host: str
    port: int
    database: Store
    metrics: Metrics
    contacts: Contacts
    clock: Clock
    accept: Accept
    group: GroupStanding
    is_keeper: Callable[[], bool] = lambda: True
    """Whether this process fetches updates, unless there is a webhook."""
    ended: Sequence[str] = ()
    """The names of endless work that has ended before its time."""
    webhook: Webhook | None = None
    takes_updates: bool = False
    _runner: web.AppRunner | None = field(default=None, init=False)

    async def start(self) -> None:
        """Listen on ``port``; 0 takes a free port and keeps its number there.

        :raises StartRefusedError: another program has the port, or this machine has no such address.
        """
        app = web.Application(client_max_size=LARGEST_UPDATE, middlewares=[_while_connected])
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._readiness)
        app.router.add_get("/metrics", self._metrics)
        if self.webhook is not None:
            app.router.add_post(self.webhook.path, self._update)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as error:
            raise _no_address(error, self.host, self.port) from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        if self.ended:
            return web.Response(status=503, text=f"ended: {', '.join(self.ended)}\n")
        is_waiting = self.contacts.telegram is None
        return web.Response(text="alive, waiting for Telegram\n" if is_waiting else "alive\n")

    async def _readiness(self, _request: web.Request) -> web.Response:
        problems, is_able = [], True
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                await self.database.write(partial(try_to_write, self.clock()))
        except StoreError as error:
            problems.append(f"database: {type(error).__name__}")
            is_able = False
        except TimeoutError:  # a work waits longer than monitoring would
            problems.append("database: silent")
            is_able = False
        now = self.clock()
        telegram = self.contacts.telegram
        polls = self.webhook is None and self.is_keeper()
        if telegram is None or (polls and now - telegram > TELEGRAM_SILENT):
            problems.append("telegram: silent")
            is_able = False
        if self.contacts.mail_trouble is not None:  # the bot is able to work: only letters wait
            problems.append(f"mail: {self.contacts.mail_trouble}")
        if self.group.problem is not None:  # residents are answered: only what operators read waits
            problems.append(f"group: {self.group.problem}")
        body = {
            "ready": is_able,
            "problems": problems,
            "keeper": self.is_keeper(),
            "telegram_answered_at": telegram,
            "mail_taken_at": self.contacts.mail,
        }
        return web.Response(
            body=orjson.dumps(body), status=200 if is_able else 503, content_type="application/json"
        )

    async def _metrics(self, _request: web.Request) -> web.Response:
        body = await exposition(self.metrics, self.database, self.clock)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _update(self, request: web.Request) -> web.Response:
        """Confirm an update once it is stored."""
        if self.webhook is None or not hmac.compare_digest(
            request.headers.get(SECRET_HEADER, "").encode(), self.webhook.secret.encode()
        ):
            return web.Response(status=403)
        if not self.takes_updates:
            return web.Response(status=503)
        try:
            await self.accept(await request.read())
        except NoUpdateError:
            return web.Response(status=400)
        except (StoreError, NoRoomError) as error:  # Telegram will deliver the update again
            log.warning("an update could not be taken: %s", error)
            return web.Response(status=503)
        return web.Response()
