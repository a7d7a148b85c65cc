"""Makes the parts of the application, each when it is first asked for, from the parts that it needs.

So there is no order to keep: a new part is one more property, and the parts that need it name it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import Any, Protocol

from aiogram import Bot, Dispatcher

from bot.cases import Means, make_cases
from bot.delivery.channels import MailDelivery, TelegramDelivery
from bot.delivery.charts import ChartDelivery
from bot.delivery.exchange import ExchangeDelivery
from bot.delivery.letters import LetterRenderer
from bot.delivery.notice_runner import NoticeRunner
from bot.delivery.notices import NoticeDelivery
from bot.delivery.pace import Limiter, Pace
from bot.delivery.reminders import ReminderDelivery
from bot.delivery.sender import Delivery, Sender
from bot.delivery.threads import ThreadDelivery
from bot.exchange.jobs import ExchangeJobs, RunOrder, Workplace
from bot.exchange.worker import in_process_of_its_own
from bot.intake.http_side import Contacts, HttpSide, Webhook
from bot.intake.intake import Intake
from bot.intake.sealing import Seal
from bot.process.clock import SystemClock, SystemRandomness
from bot.process.failures import FailureDesk
from bot.process.housekeeping import EVERY as CLEANED_EVERY
from bot.process.housekeeping import clean_up
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.regularly import regularly
from bot.settings import LOCALES, Settings
from handlers.cases import Cases
from handlers.context import Facts
from handlers.middleware import TurnMiddleware
from handlers.operators.members import Members
from handlers.routing import build_dispatcher
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
from ui.texts import Texts

WATCH_SECONDS = 20.0
"""How late an alert may be repeated that nobody looks after."""


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


@dataclass(frozen=True)
class Endless:
    """Work that goes on until it is cancelled; ``name`` tells in the log what it is."""

    name: str
    begin: Callable[[], Coroutine[Any, Any, object]]

    @classmethod
    def every(cls, seconds: float, name: str, work: Callable[[], Awaitable[None]]) -> Endless:
        """Work that is short, and is done again after so many seconds."""
        return cls(name, partial(regularly, work, seconds, name))


@dataclass(frozen=True)
class Parts:
    """All parts of the application; each is made once."""

    settings: Settings
    outside: Outside
    texts: Texts
    contacts: Contacts
    database: Database
    bot: Bot
    username: str
    """The bot's own, which links that lead to it begin with."""

    # What many parts need --------------------------------------------------------------------------------

    @cached_property
    def _key(self) -> bytes:
        return server_key(self.settings.bot_token.get_secret_value())

    @cached_property
    def _tokens(self) -> KeyedTokens:
        return KeyedTokens(self._key)

    @cached_property
    def _metrics(self) -> Metrics:
        return Metrics()

    @cached_property
    def _members(self) -> Members:
        return Members(self.bot, self.settings.operator_chat_id, self.outside.clock)

    # What people can do ----------------------------------------------------------------------------------

    @cached_property
    def _cases(self) -> Cases:
        return make_cases(
            Means(
                units=self.database,
                clock=self.outside.clock,
                random=self.outside.random,
                zone=self.settings.timezone,
                window=self.settings.reading_window,
                languages=frozenset(self.texts.languages),
                tokens=self._tokens,
                hasher=self.outside.hasher,
                pictures=self.outside.pictures,
                wake_exchange=self.exchange.wake,
                statistics_charts=self.outside.charts,
            )
        )

    @cached_property
    def _facts(self) -> Facts:
        return Facts(
            bot_username=self.username,
            support_phone=self.settings.support_phone,
            operator_chat_id=self.settings.operator_chat_id,
            zone=self.settings.timezone,
            clock=self.outside.clock,
        )

    @cached_property
    def _conversations(self) -> ConversationStorage:
        return ConversationStorage(self.database, self.outside.clock)

    @cached_property
    def _dispatcher(self) -> Dispatcher:
        middleware = TurnMiddleware(self._cases, self._facts, self.texts, self.outside.sleep)
        return build_dispatcher(self.texts, self._conversations, middleware, self._members)

    # The way in ------------------------------------------------------------------------------------------

    @cached_property
    def _failures(self) -> FailureDesk:
        return FailureDesk(
            self.bot,
            self.database,
            self.texts,
            self.outside.clock,
            self.settings.support_phone,
            self.settings.operator_chat_id,
        )

    @cached_property
    def nursery(self) -> Nursery:
        return Nursery(on_failure=self._failures.report)

    @cached_property
    def intake(self) -> Intake:
        return Intake(
            bot=self.bot,
            dispatcher=self._dispatcher,
            database=self.database,
            conversations=self._conversations,
            nursery=self.nursery,
            clock=self.outside.clock,
            failures=self._failures,
            seal=Seal.of(self._key),
            metrics=self._metrics,
            sleep=self.outside.sleep,
        )

    @cached_property
    def http(self) -> HttpSide:
        return HttpSide(
            host=self.settings.http_host,
            port=self.settings.http_port,
            database=self.database,
            metrics=self._metrics,
            contacts=self.contacts,
            clock=self.outside.clock,
            accept=self.intake.accept,
            webhook=self._webhook,
        )

    @cached_property
    def _webhook(self) -> Webhook | None:
        url, secret = self.settings.webhook_url, self.settings.webhook_secret
        if url is None or secret is None:
            return None
        return Webhook.of(url, secret.get_secret_value(), self._key)

    # The way out -----------------------------------------------------------------------------------------

    @cached_property
    def senders(self) -> tuple[Sender, ...]:
        return self._messages, self._letters

    @cached_property
    def _messages(self) -> Sender:
        bot, database, clock = self.bot, self.database, self.outside.clock
        special = (
            NoticeDelivery(bot, database),
            ReminderDelivery(bot, database, self._members, clock),
            ExchangeDelivery(bot, database, self._workplace),
            ThreadDelivery(bot, database, clock),
            ChartDelivery(bot, database, self.outside.charts, self.settings.timezone),
        )
        delivery = TelegramDelivery(bot, database, self.texts, self.settings.timezone, special)
        return self._sender(Channel.TELEGRAM, delivery, self.outside.pace)

    @cached_property
    def _letters(self) -> Sender:
        url = self.settings.smtp_url.get_secret_value()
        mailer = SmtpMailer(url, self.settings.mail_from, self.outside.clock)
        renderer = LetterRenderer(self.texts, self._tokens, self.username, self.settings.support_phone)
        delivery = MailDelivery(mailer, renderer, self.contacts.mail_answered)
        return self._sender(Channel.MAIL, delivery, self.outside.mail_pace)

    def _sender(self, channel: Channel, delivery: Delivery, pace: Pace) -> Sender:
        return Sender(
            channel=channel,
            deliver=delivery,
            database=self.database,
            clock=self.outside.clock,
            random=self.outside.jitter,
            limiter=Limiter(pace),
            metrics=self._metrics,
        )

    # What goes on by itself ------------------------------------------------------------------------------

    @cached_property
    def notices(self) -> NoticeRunner:
        return NoticeRunner(AdvanceNotices(self.database, self.outside.clock))

    @cached_property
    def exchange(self) -> ExchangeJobs:
        return ExchangeJobs(
            bot=self.bot,
            database=self.database,
            place=self._workplace,
            say=self.texts.within(self.settings.default_language),
            clock=self.outside.clock,
            run_order=self.outside.run_order,
            sleep=self.outside.sleep,
        )

    @cached_property
    def _workplace(self) -> Workplace:
        return Workplace(
            database=database_path(self.settings.database_url).absolute(),
            operator_chat_id=self.settings.operator_chat_id,
            language=self.settings.default_language,
            zone=self.settings.timezone.key,
            locales=self.outside.locales,
        )

    @cached_property
    def look_after_alerts(self) -> LookAfterAlerts:
        period = timedelta(minutes=self.settings.alert_escalation) or None
        return LookAfterAlerts(self.database, self.outside.clock, period)

    async def _clean_up(self) -> None:
        await clean_up(self.database, self.outside.clock())

    @cached_property
    def endless(self) -> tuple[Endless, ...]:
        """All work that no update asks for, except that of senders, which are stopped and not cancelled."""
        return (
            Endless("notices", self.notices.run),
            Endless.every(CLEANED_EVERY.total_seconds(), "housekeeping", self._clean_up),
            Endless("exchange with billing", self.exchange.run),
            Endless.every(self.outside.watch_seconds, "watch over the alerts", self.look_after_alerts),
        )
