"""Makes each part of the application when it is first asked for, from the parts that it needs.

So nobody has to keep an order: a new part is one more property, and the parts that need it name it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from random import Random

from bot.cases import Means, make_cases
from bot.delivery.access import AccessDelivery
from bot.delivery.channels import MailDelivery, TelegramDelivery
from bot.delivery.charts import ChartDelivery
from bot.delivery.consents import ConsentDelivery
from bot.delivery.exchange import ExchangeDelivery
from bot.delivery.group import GroupMessenger, GroupPatience
from bot.delivery.letters import LetterRenderer
from bot.delivery.mail_watch import EVERY_SECONDS as MAIL_ASKED_EVERY
from bot.delivery.mail_watch import MailWatch
from bot.delivery.notice_runner import NoticeRunner
from bot.delivery.notices import NoticeDelivery
from bot.delivery.number_reminders import NumberReminderDelivery, reminder_jobs
from bot.delivery.pace import Limiter, Pace
from bot.delivery.readmission import ReadmissionDelivery
from bot.delivery.reminders import ReminderDelivery
from bot.delivery.sender import Delivery, Sender
from bot.delivery.threads import ThreadDelivery
from bot.delivery.unconfirmed import UnconfirmedDelivery
from bot.exchange.jobs import ExchangeJobs, RunOrder, Workplace
from bot.exchange.worker import in_process_of_its_own
from bot.intake.http_side import Contacts, HttpSide, Webhook
from bot.intake.intake import Intake, Surroundings
from bot.process.clock import SystemClock, SystemRandomness
from bot.process.failures import FailureDesk
from bot.process.housekeeping import HOUSEKEEPING
from bot.process.keeper import Keeper
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import patiently
from bot.process.supervision import A_FEW, ALL, Endless, Supervision
from bot.settings import LOCALES, Settings
from bot.telegram.messenger import TelegramMessenger
from domain.reminding import is_daytime
from handlers.cases import Cases
from handlers.context import Facts, Shared
from handlers.front import Front
from handlers.operators.members import Members
from handlers.routing import Router, make_book
from integrations.batch_files import BatchFileReader
from integrations.bill_pdf import PdfWriter
from integrations.captcha_pictures import CaptchaArtist
from integrations.charts import ChartArtist
from integrations.passwords import Argon2Passwords
from integrations.payment_pictures import CodeArtist
from integrations.sealing import AUTHENTICATOR, Seal
from integrations.smtp_mailer import SmtpMailer
from integrations.table_files import TableWriter
from integrations.tokens import KeyedTokens, server_key
from integrations.workers import Bounds, Workers
from services.desk.escalation import LookAfterAlerts
from services.group import OperatorsGroup
from services.notices.sending import AdvanceNotices
from services.numbers.readings import SubmitReading
from services.numbers.situation import ReadingCalendar
from services.numbers.unconfirmed import RemindOfTypedReadings
from services.numbers.vacant_readings import SendForVacant
from services.passwords import PasswordHasher
from services.people.captcha import CaptchaPictures
from services.people.claims import TellOfDueClaims
from services.ports import Clock, Randomness
from services.schedule import AdvanceSchedule, Job
from storage.outbox import Channel
from storage.store import Store
from storage.unit import StoredUnit
from ui.texts import Texts

WATCH_SECONDS = 20.0
"""How often to look for alerts that no operator took."""
HOLD_SECONDS = 1.5
"""How often the leases of chats are held for longer, which last five seconds."""
TAKE_OVER_SECONDS = 1.0
"""How often to look for updates of a replica that is gone."""
GROUP_SECONDS = 2.0
"""How soon a replica hears that another one has followed the operators' group to its new number."""


@dataclass(frozen=True)
class Outside:
    """What the program gets from outside: clock, randomness, pace, captchas. Tests give their own."""

    clock: Clock = field(default_factory=SystemClock)
    random: Randomness = field(default_factory=SystemRandomness)
    jitter: Random = field(default_factory=Random)
    hasher: PasswordHasher = field(default_factory=Argon2Passwords)
    pictures: CaptchaPictures = field(default_factory=CaptchaArtist)
    workers: Workers | None = None
    """Processes for pictures and documents; ``None``: as many of its own as the settings say."""
    pace: Pace = field(default_factory=Pace)
    mail_pace: Pace = field(default_factory=lambda: Pace(per_second=10, chat_seconds=0))
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits before what went wrong is tried again."""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits between two rounds of regular work."""
    locales: Path = LOCALES
    run_order: RunOrder = in_process_of_its_own
    watch_seconds: float = WATCH_SECONDS


@dataclass
class Parts:
    """All parts of the application; each is made once."""

    settings: Settings
    outside: Outside
    texts: Texts
    contacts: Contacts
    database: Store
    messenger: TelegramMessenger
    group: OperatorsGroup
    username: str = ""
    """The bot's own user name, for links that lead to it; it is known once Telegram has answered."""

    # What many parts need --------------------------------------------------------------------------------

    @cached_property
    def _key(self) -> bytes:
        return server_key(self.settings.bot_token.get_secret_value())

    @cached_property
    def _tokens(self) -> KeyedTokens:
        return KeyedTokens(self._key)

    @cached_property
    def _metrics(self) -> Metrics:
        metrics, standing = Metrics(), self.group.standing
        metrics.group_reachable.set_function(lambda: float(standing.is_reachable))
        return metrics

    @cached_property
    def workers(self) -> Workers:
        """Processes for pictures and documents, none of which runs before it is needed."""
        settings, metrics = self.settings, self._metrics
        workers = self.outside.workers or Workers(
            settings.worker_processes, Bounds(memory_mib=settings.worker_memory)
        )
        workers.tell = metrics.worked
        metrics.tasks_waiting.set_function(lambda: float(workers.waiting))
        return workers

    @cached_property
    def _charts(self) -> ChartArtist:
        return ChartArtist(self.workers)

    @cached_property
    def _members(self) -> Members:
        return Members(self.messenger, self.group, self.outside.clock)

    @cached_property
    def _patience(self) -> GroupPatience:
        return GroupPatience(self.group.standing)

    @cached_property
    def _answers(self) -> GroupMessenger:
        """Sends answers to whom they are for, also to the operators' group."""
        return GroupMessenger(self.messenger, self.group, self._patience)

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
                seal=Seal.of(self._key, AUTHENTICATOR),
                mail_is_down=lambda: self.contacts.mail_trouble is not None,
                wake_exchange=self.exchange.wake,
                statistics_charts=self._charts,
                use_charts=self._charts,
                table_files=TableWriter(self.workers),
                bill_documents=PdfWriter(self.workers),
                code_pictures=CodeArtist(self.workers),
                batch_files=BatchFileReader(self.workers),
                payee=self.settings.payee,
                reminders=self.settings.reminders,
                average_months=self.settings.average_months,
                support_hours=self.settings.support_hours,
                danger=self.settings.danger_words,
                people=self._members,
            )
        )

    @cached_property
    def _facts(self) -> Facts:
        return Facts(
            bot_id=self.messenger.bot_id,
            bot_username=self.username,
            company=self.settings.company,
            payee=self.settings.payee,
            sends_documents=self.settings.payment_documents == "on",
            support_phone=self.settings.support_phone,
            emergency_phone=self.settings.emergency_phone,
            danger=self.settings.danger_words,
            group=self.group,
            zone=self.settings.timezone,
            clock=self.outside.clock,
        )

    @cached_property
    def _front(self) -> Front:
        shared = Shared(self._cases, make_book(), self._facts, self.texts)
        router = Router.of(self.texts, self._members)
        return Front(shared, router, self._answers, self.outside.sleep)

    # The way in ------------------------------------------------------------------------------------------

    @cached_property
    def failures(self) -> FailureDesk:
        return FailureDesk(
            self.messenger,
            self.database,
            self.texts,
            self.outside.clock,
            self.settings.support_phone,
            self.group,
        )

    @cached_property
    def nursery(self) -> Nursery:
        return Nursery(on_failure=self.failures.report)

    @cached_property
    def supervision(self) -> Supervision:
        return Supervision(self.nursery, self.failures, self.outside.clock, self.outside.sleep)

    @cached_property
    def intake(self) -> Intake:
        around = Surroundings(
            database=self.database,
            nursery=self.nursery,
            clock=self.outside.clock,
            failures=self.failures,
            metrics=self._metrics,
            chats=self.contacts.chats,
            sleep=self.outside.sleep,
            home_of=self.group.home_of,
        )
        return Intake(around, self.messenger, self.messenger.bot_id, self._front, Seal.of(self._key))

    @cached_property
    def http(self) -> HttpSide:
        return HttpSide(
            host=self.settings.http_host,
            port=self.settings.http_port,
            database=self.database,
            metrics=self._metrics,
            contacts=self.contacts,
            clock=self.outside.clock,
            accept=self._accept,
            group=self.group.standing,
            is_keeper=self._is_keeper,
            ended=self.supervision.ended,
            webhook=self._webhook,
        )

    def _is_keeper(self) -> bool:
        """Tell whether the works of the keeper go on, which are not made before Telegram has answered."""
        return "keeper" in self.__dict__ and self.keeper.is_on

    async def _accept(self, body: bytes) -> None:
        await self.intake.deliver(body)  # the server listens before the intake can be made

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

    def _sending(self) -> Iterator[Endless]:
        for each in self.senders:
            yield Endless(f"sender of {each.channel}", each.run, survives=A_FEW, stop=each.stop)

    @cached_property
    def _messages(self) -> Sender:
        bot = GroupMessenger(
            self.messenger, self.group, self._patience, self.settings.operator_topic_id, goes_on=False
        )
        database, clock = self.database, self.outside.clock
        special = (
            NoticeDelivery(bot, database, self.settings.timezone),
            ReminderDelivery(bot, database, self._members, clock),
            ExchangeDelivery(bot, database, self._workplace),
            ThreadDelivery(bot, database, clock),
            UnconfirmedDelivery(bot, database),
            NumberReminderDelivery(
                bot, database, self._calendar, self.settings.average_months, self.settings.support_phone
            ),
            ChartDelivery(bot, database, self._charts, self.settings.timezone),
            ReadmissionDelivery(bot, database, clock, self.settings.timezone, self.settings.support_phone),
            ConsentDelivery(bot, self.settings.company),
            AccessDelivery(
                bot, database, self.texts, self.settings.support_phone, self.settings.emergency_phone
            ),
        )
        zone, home_of = self.settings.timezone, self.group.home_of
        delivery = TelegramDelivery(bot, database, self.texts, zone, special, home_of)
        sender = self._sender(Channel.TELEGRAM, delivery, self.outside.pace)
        for hopes in (self._patience.better, self.group.standing.better, self.group.moved):
            hopes.append(sender.try_group)
        return sender

    @cached_property
    def _mailer(self) -> SmtpMailer:
        url = self.settings.smtp_url.get_secret_value()
        return SmtpMailer(url, self.settings.mail_from, self.outside.clock)

    @cached_property
    def _letters(self) -> Sender:
        renderer = LetterRenderer(
            self.texts,
            self._tokens,
            self.username,
            self.settings.support_phone,
            self.settings.company,
        )
        delivery = MailDelivery(self._mailer, renderer, self.contacts.mail_answered)
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
            group=self._patience,
            may_remind=partial(is_daytime, zone=self.settings.timezone),
        )

    # What goes on by itself ------------------------------------------------------------------------------

    @cached_property
    def notices(self) -> NoticeRunner:
        return NoticeRunner(AdvanceNotices(self.database, self.outside.clock))

    @cached_property
    def exchange(self) -> ExchangeJobs:
        return ExchangeJobs(
            messenger=self.messenger,
            to_group=self._answers,
            group=self.group,
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
            database=self.settings.database,
            operator_chat_id=self.settings.operator_chat_id,
            language=self.settings.default_language,
            zone=self.settings.timezone.key,
            locales=self.outside.locales,
        )

    @cached_property
    def look_after_alerts(self) -> LookAfterAlerts:
        period = timedelta(minutes=self.settings.alert_escalation) or None
        return LookAfterAlerts(self.database, self.outside.clock, period)

    @cached_property
    def remind_of_readings(self) -> RemindOfTypedReadings:
        return RemindOfTypedReadings(self.database, self._calendar)

    @cached_property
    def _calendar(self) -> ReadingCalendar:
        return ReadingCalendar(self.outside.clock, self.settings.timezone, self.settings.reading_window)

    @cached_property
    def tell_of_claims(self) -> TellOfDueClaims:
        return TellOfDueClaims(self.database, self.outside.clock, self.settings.timezone)

    @cached_property
    def _mail_watch(self) -> MailWatch:
        return MailWatch(self._mailer, self.contacts)

    @cached_property
    def schedule(self) -> AdvanceSchedule[StoredUnit]:
        """Work that comes back at a time of day; reminders of readings go before others."""
        days = self.settings.reminder_days
        for_vacant = SendForVacant(SubmitReading(self.database, self._calendar), days)
        vacancies: Job[StoredUnit] = Job(for_vacant.task, for_vacant.portion)
        jobs = (HOUSEKEEPING, vacancies, *reminder_jobs(self._calendar, days))
        return AdvanceSchedule(self.database, self.outside.clock, self.settings.timezone, jobs)

    @cached_property
    def endless(self) -> tuple[Endless, ...]:
        """All work of every replica that no update asks for."""
        mail = Endless.every(
            MAIL_ASKED_EVERY, "watch over the mail server", self._mail_watch, self.outside.pause
        )
        return (mail, *(self._among_replicas() if self.database.is_shared else ()))

    def _among_replicas(self) -> Iterator[Endless]:
        yield Endless("keeper", self.keeper.run)
        yield Endless.every(HOLD_SECONDS, "leases of chats", self.intake.hold)
        yield Endless.every(TAKE_OVER_SECONDS, "updates that nobody answers", self.intake.recover)
        yield Endless.every(GROUP_SECONDS, "number of the operators' group", self.group.look)

    @cached_property
    def keeper(self) -> Keeper:
        """All work that only one replica may do at a time."""
        return Keeper(self.database.keeps, self.supervision, self._metrics, tuple(self._of_keeper()))

    def _of_keeper(self) -> Iterator[Endless]:
        every = partial(Endless.every, sleep=self.outside.pause)
        watch_seconds = self.outside.watch_seconds
        yield from self._sending()
        yield Endless("notices", self.notices.run, survives=ALL)
        yield every(watch_seconds, "schedule", self.schedule)
        yield Endless("exchange with billing", self.exchange.run, survives=ALL)
        yield every(watch_seconds, "watch over the alerts", self.look_after_alerts)
        yield every(watch_seconds, "reminders of readings that were typed", self.remind_of_readings)
        yield every(watch_seconds, "watch over claims of accounts", self.tell_of_claims)
        if self._webhook is None:
            yield Endless("polling", self._poll)

    async def _poll(self) -> None:
        await patiently(self.messenger.end_webhook, "the webhook is not gone", self.outside.sleep)
        await self.intake.has_recovered.wait()
        await self.intake.poll()
