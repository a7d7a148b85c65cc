"""Builds, starts and stops the application; production, the demo and the tests call the same function.

So what the tests talk to is put together like what residents talk to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.delivery.notice_runner import NoticeRunner
from bot.delivery.sender import Sender
from bot.exchange.jobs import ExchangeJobs
from bot.intake.http_side import Contacts, HttpSide, Webhook
from bot.intake.intake import Intake
from bot.parts import Endless, Outside, Parts
from bot.process.failures import FailureDesk
from bot.process.nursery import Nursery
from bot.process.patience import PASSING_ERRORS, patiently
from bot.process.starting import StartRefusedError, database_mistakes
from bot.settings import Settings
from bot.telegram.messenger import Me, TelegramMessenger
from bot.telegram.tunnel import Tunnel
from handlers.operators.commands import told_commands
from handlers.residents.routing import COMMANDS
from services.desk.escalation import LookAfterAlerts
from storage.sqlite.database import Database, database_path
from ui.messenger import MessengerError, RefusedError, UnreachableError
from ui.texts import Speech, Texts

__all__ = ["Application", "Outside", "build_application"]

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
"""How long updates under way may still take when the process is asked to stop."""
WEBHOOK_CONNECTIONS = 100
"""The most that Telegram offers, because it delivers one update per request."""


@dataclass
class Application:
    """All that runs while the bot is up, ready to be started."""

    messenger: TelegramMessenger
    database: Database
    intake: Intake
    senders: tuple[Sender, ...]
    notices: NoticeRunner
    exchange: ExchangeJobs
    nursery: Nursery
    failures: FailureDesk
    http: HttpSide
    look_after_alerts: LookAfterAlerts
    endless: Sequence[Endless]
    sleep: Callable[[float], Awaitable[None]]
    username: str
    """The bot's own, as Telegram told it."""
    _running: list[asyncio.Task[object]] = field(default_factory=list, init=False)

    @classmethod
    def of(cls, parts: Parts) -> Application:
        """Take from the parts what is started, stopped and waited for."""
        return cls(
            messenger=parts.messenger,
            database=parts.database,
            intake=parts.intake,
            senders=parts.senders,
            notices=parts.notices,
            exchange=parts.exchange,
            nursery=parts.nursery,
            failures=parts.failures,
            http=parts.http,
            look_after_alerts=parts.look_after_alerts,
            endless=parts.endless,
            sleep=parts.outside.sleep,
            username=parts.username,
        )

    async def start(self) -> None:
        """Handle the updates that the last process left behind, then take new ones until :meth:`stop`."""
        asyncio.get_running_loop().set_exception_handler(self._take_error)
        await self.http.start()
        for sender in self.senders:
            self.nursery.start(sender.run(), name=f"sender of {sender.channel}")
        for work in self.endless:
            self._begin(work)
        await self.intake.recover()
        if self.http.webhook is None:
            await self._begin_polling()
        else:
            await self._open_webhook(self.http.webhook)

    async def stop(self) -> None:
        """Take no more updates and let those under way finish; the others stay in the inbox."""
        self.http.takes_updates = False
        for task in self._running:
            task.cancel()
        for sender in self.senders:
            sender.stop()
        await self.nursery.close(GRACE_SECONDS)
        await self.intake.end()
        await self.http.stop()

    async def settled(self) -> None:
        """Wait until every update was handled and every message that is due was sent."""
        await self.intake.idle()
        await self.database.write(lambda _unit: None)  # it takes the riders along
        await self.exchange.idle()
        changes = -1
        while changes != self.notices.changes:
            changes = self.notices.changes
            for sender in self.senders:
                await sender.idle()
            await self.notices.step()

    def _take_error(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        """Log an error of which no caller hears, and tell the operators, as of an error of a task."""
        loop.default_exception_handler(dict(context))
        error = context.get("exception")
        if isinstance(error, Exception) and not self.nursery.is_closed:
            self.nursery.start(self.failures.report(error), name="report of an error")

    def _begin(self, work: Endless) -> None:
        self._running.append(self.nursery.start(work.begin(), name=work.name))

    async def _begin_polling(self) -> None:
        await patiently(self.messenger.end_webhook, "the webhook is not gone", self.sleep)
        self._begin(Endless("polling", self.intake.poll))

    async def _open_webhook(self, webhook: Webhook) -> None:
        self.http.takes_updates = True
        announce = partial(self.messenger.begin_webhook, webhook.url, webhook.secret, WEBHOOK_CONNECTIONS)
        try:
            await patiently(announce, "the webhook is not set", self.sleep)
        except RefusedError as error:
            raise StartRefusedError("webhook-refused", reason=error.words) from None


@asynccontextmanager
async def build_application(settings: Settings, outside: Outside | None = None) -> AsyncIterator[Application]:
    """Put the application together; it is not running yet.

    Waits until Telegram answers, however long that takes, because every letter contains the bot's user name.

    :raises StartRefusedError: only an administrator can put right why it cannot start.
    """
    outside = outside or Outside()
    texts = Texts.load(outside.locales, settings.default_language)
    contacts = Contacts(outside.clock)
    async with AsyncExitStack() as stack:
        with database_mistakes(database_path(settings.database_url)):
            database = await stack.enter_async_context(_database(settings, outside))
        messenger = await stack.enter_async_context(_telegram(settings, contacts))
        me = await patiently(partial(_introduce, messenger, texts), "Telegram does not answer", outside.sleep)
        offer = partial(_offer_to_operators, messenger, texts.within(None), settings.operator_chat_id)
        await patiently(offer, "Telegram does not answer", outside.sleep)
        yield Application.of(
            Parts(
                settings=settings,
                outside=outside,
                texts=texts,
                contacts=contacts,
                database=database,
                messenger=messenger,
                username=me.username,
            )
        )


def _database(settings: Settings, outside: Outside) -> AbstractAsyncContextManager[Database]:
    return Database.open(
        database_path(settings.database_url),
        clock=outside.clock,
        operator_chat_id=settings.operator_chat_id,
        operator_language=settings.default_language,
    )


@asynccontextmanager
async def _telegram(settings: Settings, contacts: Contacts) -> AsyncIterator[TelegramMessenger]:
    token = settings.bot_token.get_secret_value()
    tunnel = None if settings.proxy is None else Tunnel.through(settings.proxy)
    messenger = TelegramMessenger(token, settings.telegram_api_url, contacts.telegram_answered, tunnel)
    try:
        yield messenger
    finally:
        await messenger.close()


async def _introduce(messenger: TelegramMessenger, texts: Texts) -> Me:
    try:
        me = await messenger.introduce()
    except PASSING_ERRORS:
        raise
    except MessengerError as error:
        raise StartRefusedError("token-refused", reason=error.words) from None
    for say in texts:
        commands = {name: say.plain(f"command-{name}") for name in COMMANDS}
        await messenger.offer_commands(commands, language=say.language)
    return me


async def _offer_to_operators(messenger: TelegramMessenger, say: Speech, chat_id: int) -> None:
    """Let Telegram show the operators' commands in their group; a bot outside it starts all the same."""
    try:
        await messenger.offer_commands(told_commands(say), chat_id=chat_id)
    except (RefusedError, UnreachableError) as error:
        log.warning("OPERATOR_CHAT_ID: the bot cannot write there: %s", error)
