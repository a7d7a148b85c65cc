"""Builds the whole application from its outside parts; production, demo and tests call the same function."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Protocol

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeChat, User

from bot.cases import Means, make_cases
from bot.delivery.channels import MailDelivery, TelegramDelivery
from bot.delivery.charts import ChartDelivery
from bot.delivery.exchange import ExchangeDelivery
from bot.delivery.letters import LetterRenderer
from bot.delivery.notice_runner import NoticeRunner
from bot.delivery.notices import NoticeDelivery
from bot.delivery.pace import Limiter, Pace
from bot.delivery.reminders import ReminderDelivery
from bot.delivery.sender import Sender
from bot.delivery.threads import ThreadDelivery
from bot.exchange.jobs import ExchangeDesk, RunOrder, Workplace
from bot.exchange.worker import in_process_of_its_own
from bot.intake.http_side import Contacts, HttpSide, Webhook
from bot.intake.intake import ALLOWED_UPDATES, Intake
from bot.intake.sealing import Seal
from bot.process.clock import SystemClock, SystemRandomness
from bot.process.failures import FailureDesk
from bot.process.housekeeping import EVERY as CLEANED_EVERY
from bot.process.housekeeping import clean_up
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import patiently
from bot.process.regularly import regularly
from bot.settings import LOCALES, Settings
from bot.telegram.session import LeanSession
from handlers.context import Facts
from handlers.middleware import TurnMiddleware
from handlers.operators.guide import commands as operator_commands
from handlers.operators.members import Members
from handlers.routing import COMMANDS, build_dispatcher
from integrations.captcha_pictures import CaptchaArtist
from integrations.charts import ChartArtist
from integrations.passwords import Argon2Passwords
from integrations.smtp_mailer import SmtpMailer
from integrations.tokens import KeyedTokens, server_key
from services.decisions.consumption import ConsumptionCharts
from services.desk.escalation import LookAfterAlerts
from services.desk.statistics import StatisticsCharts
from services.notices.sending import AdvanceNotices
from services.passwords import PasswordHasher
from services.people.captcha import CaptchaPictures
from services.ports import Clock, Randomness
from storage.conversation_state import ConversationStorage
from storage.outbox import Channel
from storage.sqlite.database import Database, database_path
from ui.texts import Speech, Texts

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
"""What running handlers get to finish when the process is asked to stop."""
WATCH_SECONDS = 20.0
"""How late an alert may be repeated that nobody looks after."""
WEBHOOK_CONNECTIONS = 100
"""The most that Telegram offers: the updates of one batch of ours arrive one by one."""


class Charts(ConsumptionCharts, StatisticsCharts, Protocol):
    """Draws everything that operators see as a picture."""


@dataclass(frozen=True)
class Outside:
    """What the program cannot make up by itself; tests give their own."""

    clock: Clock = field(default_factory=SystemClock)
    random: Randomness = field(default_factory=SystemRandomness)
    jitter: Random = field(default_factory=Random)
    hasher: PasswordHasher = field(default_factory=Argon2Passwords)
    pictures: CaptchaPictures = field(default_factory=CaptchaArtist)
    charts: Charts = field(default_factory=ChartArtist)
    pace: Pace = field(default_factory=Pace)
    mail_pace: Pace = field(default_factory=lambda: Pace(per_second=10, chat_seconds=0))
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    locales: Path = LOCALES
    run_order: RunOrder = in_process_of_its_own
    watch_seconds: float = WATCH_SECONDS


@dataclass
class Application:
    """The program, ready to run."""

    bot: Bot
    database: Database
    intake: Intake
    senders: tuple[Sender, ...]
    notices: NoticeRunner
    exchange: ExchangeDesk
    nursery: Nursery
    http: HttpSide
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]
    look_after_alerts: LookAfterAlerts
    watch_seconds: float
    _endless: list[asyncio.Task[object]] = field(default_factory=list)

    async def start(self) -> None:
        """Handle what the last run left behind, then take and send messages until :meth:`stop`."""
        await self.http.start()
        for sender in self.senders:
            self.nursery.start(sender.run(), name=f"sender of {sender.channel}")
        self._endless.append(self.nursery.start(self.notices.run(), name="notices"))
        cleaning = regularly(
            lambda: clean_up(self.database, self.clock()), CLEANED_EVERY.total_seconds(), "housekeeping"
        )
        self._endless.append(self.nursery.start(cleaning, name="housekeeping"))
        self._endless.append(self.nursery.start(self.exchange.run(), name="exchange with billing"))
        watch = regularly(self.look_after_alerts, self.watch_seconds, "watch over the alerts")
        self._endless.append(self.nursery.start(watch, name="watch over the alerts"))
        await self.intake.recover()
        webhook = self.http.webhook
        if webhook is None:
            await patiently(self.bot.delete_webhook, "the webhook is not gone", self.sleep)
            self._endless.append(self.nursery.start(self.intake.poll(), name="polling"))
        else:
            self.http.takes_updates = True
            announce = partial(
                self.bot.set_webhook,
                webhook.url,
                secret_token=webhook.secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=WEBHOOK_CONNECTIONS,
            )
            await patiently(announce, "the webhook is not set", self.sleep)

    async def stop(self) -> None:
        """Take nothing new, let running handlers finish; what is left stays in the inbox."""
        self.http.takes_updates = False
        for task in self._endless:
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


@asynccontextmanager
async def build_application(settings: Settings, outside: Outside | None = None) -> AsyncIterator[Application]:
    """Put the application together; it is not running yet.

    Waits until Telegram answers, however long that takes: its user name is part of every letter.
    """
    outside = outside or Outside()
    texts = Texts.load(outside.locales, settings.default_language)
    contacts = Contacts(outside.clock)
    api = TelegramAPIServer.from_base(settings.telegram_api_url)
    session = LeanSession(api, contacts.telegram_answered)
    token = settings.bot_token.get_secret_value()
    properties = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
    async with (
        Database.open(
            database_path(settings.database_url),
            clock=outside.clock,
            operator_chat_id=settings.operator_chat_id,
            operator_language=settings.default_language,
        ) as database,
        Bot(token, session=session, default=properties) as bot,
    ):
        me = await patiently(partial(_introduce, bot, texts), "Telegram does not answer", outside.sleep)
        offer = partial(_offer_to_operators, bot, texts.within(None), settings.operator_chat_id)
        await patiently(offer, "Telegram does not answer", outside.sleep)
        yield _assemble(settings, outside, texts, database, bot, me, contacts)


def _assemble(
    settings: Settings,
    outside: Outside,
    texts: Texts,
    database: Database,
    bot: Bot,
    me: User,
    contacts: Contacts,
) -> Application:
    username = me.username or ""
    key = server_key(settings.bot_token.get_secret_value())
    tokens = KeyedTokens(key)
    metrics = Metrics()
    place = Workplace(
        database=database_path(settings.database_url).absolute(),
        operator_chat_id=settings.operator_chat_id,
        language=settings.default_language,
        zone=settings.timezone.key,
        locales=outside.locales,
    )
    say = texts.within(settings.default_language)
    exchange = ExchangeDesk(bot, database, place, say, outside.clock, outside.run_order, outside.sleep)
    cases = make_cases(
        Means(
            units=database,
            clock=outside.clock,
            random=outside.random,
            zone=settings.timezone,
            window=settings.reading_window,
            languages=frozenset(texts.languages),
            tokens=tokens,
            hasher=outside.hasher,
            pictures=outside.pictures,
            wake_exchange=exchange.wake,
            statistics_charts=outside.charts,
        )
    )
    facts = Facts(
        bot_username=username,
        support_phone=settings.support_phone,
        operator_chat_id=settings.operator_chat_id,
        zone=settings.timezone,
        clock=outside.clock,
    )
    conversations = ConversationStorage(database, outside.clock)
    failures = FailureDesk(
        bot, database, texts, outside.clock, settings.support_phone, settings.operator_chat_id
    )
    mailer = SmtpMailer(settings.smtp_url.get_secret_value(), settings.mail_from, outside.clock)
    letters = LetterRenderer(texts, tokens, username, settings.support_phone)
    members = Members(bot, settings.operator_chat_id, outside.clock)
    messages = Sender(
        Channel.TELEGRAM,
        TelegramDelivery(
            bot,
            database,
            texts,
            settings.timezone,
            (
                NoticeDelivery(bot, database),
                ReminderDelivery(bot, database, members, outside.clock),
                ExchangeDelivery(bot, database, place),
                ThreadDelivery(bot, database, outside.clock),
                ChartDelivery(bot, database, outside.charts, settings.timezone),
            ),
        ),
        database,
        outside.clock,
        outside.jitter,
        Limiter(outside.pace),
        metrics,
    )
    mail = Sender(
        Channel.MAIL,
        MailDelivery(mailer, letters, contacts.mail_answered),
        database,
        outside.clock,
        outside.jitter,
        Limiter(outside.mail_pace),
        metrics,
    )
    senders = (messages, mail)

    nursery = Nursery(on_failure=failures.report)
    intake = Intake(
        bot=bot,
        dispatcher=build_dispatcher(
            texts, conversations, TurnMiddleware(cases, facts, texts, outside.sleep), members
        ),
        database=database,
        conversations=conversations,
        nursery=nursery,
        clock=outside.clock,
        failures=failures,
        seal=Seal.of(key),
        metrics=metrics,
        sleep=outside.sleep,
    )
    webhook = None
    if settings.webhook_url is not None and settings.webhook_secret is not None:
        webhook = Webhook.of(settings.webhook_url, settings.webhook_secret.get_secret_value(), key)
    http = HttpSide(
        settings.http_host,
        settings.http_port,
        database,
        metrics,
        contacts,
        outside.clock,
        intake.accept,
        webhook,
    )
    notices = NoticeRunner(AdvanceNotices(database, outside.clock))
    escalation = timedelta(minutes=settings.alert_escalation) or None
    return Application(
        bot,
        database,
        intake,
        senders,
        notices,
        exchange,
        nursery,
        http,
        outside.clock,
        outside.sleep,
        LookAfterAlerts(database, outside.clock, escalation),
        outside.watch_seconds,
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
