"""Builds the whole application from its outside parts; production, demo and tests call the same function."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeChat, User

from bot.delivery.notice_runner import NoticeRunner
from bot.delivery.sender import Sender
from bot.exchange.jobs import ExchangeJobs
from bot.intake.http_side import Contacts, HttpSide, Webhook
from bot.intake.intake import ALLOWED_UPDATES, Intake
from bot.parts import Endless, Outside, Parts
from bot.process.nursery import Nursery
from bot.process.patience import patiently
from bot.settings import Settings
from bot.telegram.session import LeanSession
from handlers.operators.guide import commands as operator_commands
from handlers.routing import COMMANDS
from services.desk.escalation import LookAfterAlerts
from storage.sqlite.database import Database, database_path
from ui.texts import Speech, Texts

__all__ = ["Application", "Outside", "build_application"]

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
"""What running handlers get to finish when the process is asked to stop."""
WEBHOOK_CONNECTIONS = 100
"""The most that Telegram offers: the updates of one batch of ours arrive one by one."""


@dataclass
class Application:
    """The program, ready to run."""

    bot: Bot
    database: Database
    intake: Intake
    senders: tuple[Sender, ...]
    notices: NoticeRunner
    exchange: ExchangeJobs
    nursery: Nursery
    http: HttpSide
    look_after_alerts: LookAfterAlerts
    endless: Sequence[Endless]
    sleep: Callable[[float], Awaitable[None]]
    _running: list[asyncio.Task[object]] = field(default_factory=list, init=False)

    @classmethod
    def of(cls, parts: Parts) -> Application:
        """Put the parts together."""
        return cls(
            bot=parts.bot,
            database=parts.database,
            intake=parts.intake,
            senders=parts.senders,
            notices=parts.notices,
            exchange=parts.exchange,
            nursery=parts.nursery,
            http=parts.http,
            look_after_alerts=parts.look_after_alerts,
            endless=parts.endless,
            sleep=parts.outside.sleep,
        )

    async def start(self) -> None:
        """Handle what the last run left behind, then take and send messages until :meth:`stop`."""
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
        """Take nothing new, let running handlers finish; what is left stays in the inbox."""
        self.http.takes_updates = False
        for task in self._running:
            task.cancel()
        for sender in self.senders:
            sender.stop()
        await self.nursery.close(GRACE_SECONDS)
        await self.intake.end()
        await self.http.stop()

    async def settled(self) -> None:
        """Wait until everything that came in was handled and everything due went out."""
        await self.intake.idle()
        await self.exchange.idle()
        changes = -1
        while changes != self.notices.changes:
            changes = self.notices.changes
            for sender in self.senders:
                await sender.idle()
            await self.notices.step()

    def _begin(self, work: Endless) -> None:
        self._running.append(self.nursery.start(work.begin(), name=work.name))

    async def _begin_polling(self) -> None:
        await patiently(self.bot.delete_webhook, "the webhook is not gone", self.sleep)
        self._begin(Endless("polling", self.intake.poll))

    async def _open_webhook(self, webhook: Webhook) -> None:
        self.http.takes_updates = True
        announce = partial(
            self.bot.set_webhook,
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=WEBHOOK_CONNECTIONS,
        )
        await patiently(announce, "the webhook is not set", self.sleep)


@asynccontextmanager
async def build_application(settings: Settings, outside: Outside | None = None) -> AsyncIterator[Application]:
    """Put the application together; it is not running yet.

    Waits until Telegram answers, however long that takes: its user name is part of every letter.
    """
    outside = outside or Outside()
    texts = Texts.load(outside.locales, settings.default_language)
    contacts = Contacts(outside.clock)
    async with _database(settings, outside) as database, _bot(settings, contacts) as bot:
        me = await patiently(partial(_introduce, bot, texts), "Telegram does not answer", outside.sleep)
        offer = partial(_offer_to_operators, bot, texts.within(None), settings.operator_chat_id)
        await patiently(offer, "Telegram does not answer", outside.sleep)
        yield Application.of(
            Parts(
                settings=settings,
                outside=outside,
                texts=texts,
                contacts=contacts,
                database=database,
                bot=bot,
                username=me.username or "",
            )
        )


def _database(settings: Settings, outside: Outside) -> AbstractAsyncContextManager[Database]:
    return Database.open(
        database_path(settings.database_url),
        clock=outside.clock,
        operator_chat_id=settings.operator_chat_id,
        operator_language=settings.default_language,
    )


def _bot(settings: Settings, contacts: Contacts) -> Bot:
    return Bot(
        settings.bot_token.get_secret_value(),
        session=LeanSession(
            TelegramAPIServer.from_base(settings.telegram_api_url), contacts.telegram_answered
        ),
        default=DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True),
    )


async def _introduce(bot: Bot, texts: Texts) -> User:
    me = await bot.get_me()
    for say in texts:
        commands = [BotCommand(command=name, description=say.plain(f"command-{name}")) for name in COMMANDS]
        await bot.set_my_commands(commands, language_code=say.language)
    return me


async def _offer_to_operators(bot: Bot, say: Speech, chat_id: int) -> None:
    """Let Telegram show the operators' commands in their group; a bot that is not there yet starts too."""
    try:
        await bot.set_my_commands(operator_commands(say), scope=BotCommandScopeChat(chat_id=chat_id))
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        log.warning("OPERATOR_CHAT_ID: the bot cannot write there: %s", error)
