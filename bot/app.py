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

from bot.delivery.group import is_refusal_of_all
from bot.delivery.notice_runner import NoticeRunner
from bot.delivery.sender import Sender
from bot.exchange.jobs import ExchangeJobs
from bot.intake.http_side import Contacts, HttpSide, Webhook
from bot.intake.intake import Intake
from bot.parts import Outside, Parts
from bot.process.failures import FailureDesk
from bot.process.keeper import Keeper
from bot.process.nursery import Nursery
from bot.process.patience import PASSING_ERRORS, patiently
from bot.process.starting import StartRefusedError, database_mistakes
from bot.process.supervision import Endless, Supervision
from bot.settings import Settings
from bot.telegram.messenger import Me, TelegramMessenger
from bot.telegram.tunnel import Tunnel
from handlers.operators.commands import told_commands
from handlers.residents.start import COMMANDS
from services.desk.escalation import LookAfterAlerts
from services.group import OperatorsGroup
from services.numbers.unconfirmed import RemindOfTypedReadings
from services.people.claims import TellOfDueClaims
from services.schedule import AdvanceSchedule
from storage.store import Store
from storage.turns import NOTHING_NEW
from storage.unit import StoredUnit
from ui.messenger import MessengerError, RefusedError, UnreachableError
from ui.texts import Texts

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
    database: Store
    intake: Intake
    senders: tuple[Sender, ...]
    notices: NoticeRunner
    exchange: ExchangeJobs
    nursery: Nursery
    supervision: Supervision
    failures: FailureDesk
    http: HttpSide
    look_after_alerts: LookAfterAlerts
    remind_of_readings: RemindOfTypedReadings
    schedule: AdvanceSchedule[StoredUnit]
    tell_of_claims: TellOfDueClaims
    keeper: Keeper
    endless: Sequence[Endless]
    group: OperatorsGroup
    sleep: Callable[[float], Awaitable[None]]
    offer_commands: Callable[[], Awaitable[None]]
    """Lets Telegram show the commands; nobody waits for that."""
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
            supervision=parts.supervision,
            failures=parts.failures,
            http=parts.http,
            look_after_alerts=parts.look_after_alerts,
            remind_of_readings=parts.remind_of_readings,
            schedule=parts.schedule,
            tell_of_claims=parts.tell_of_claims,
            keeper=parts.keeper,
            endless=parts.endless,
            group=parts.group,
            sleep=parts.outside.sleep,
            offer_commands=_Commands.of(parts).offer,
            username=parts.username,
        )

    async def start(self) -> None:
        """Handle the updates that nobody answers, then take new ones until :meth:`stop`."""
        asyncio.get_running_loop().set_exception_handler(self._take_error)
        self.group.moved.append(self._offer_anew)
        await self.keeper.look()
        for work in self.endless:
            self.begin(work)
        offered = self._begin_offer()
        await self.intake.recover()
        if self.http.webhook is not None:
            await self._open_webhook(self.http.webhook)
        await offered.wait()

    async def stop(self) -> None:
        """Take no more updates and let those under way finish; the others stay in the inbox."""
        self.supervision.let_go()
        self.http.takes_updates = False
        for task in self._running:
            task.cancel()
        self.keeper.stop()
        await self.nursery.close(GRACE_SECONDS)
        await self.intake.end()
        await self.http.stop()

    async def settled(self) -> None:
        """Wait until every update was handled and every message that is due was sent."""
        await self.intake.idle()
        await self.database.write(NOTHING_NEW)
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

    def _offer_anew(self) -> None:
        """Show the commands in the group that has another number now."""
        if not self.nursery.is_closed:
            self._begin_offer()

    def begin(self, work: Endless) -> None:
        """Let a work go on until :meth:`stop`; if it ends before, the process ends."""
        self._running.append(self.supervision.start(work))

    def _begin_offer(self) -> asyncio.Event:
        """Offer the commands until Telegram takes them; the event is set after the first attempt."""
        tried = asyncio.Event()

        async def offer() -> None:
            try:
                await self.offer_commands()
            finally:
                tried.set()

        offering = patiently(offer, "the commands are not offered", self.sleep)
        self._running.append(self.nursery.start(offering, name="offer of commands"))
        return tried

    async def _open_webhook(self, webhook: Webhook) -> None:
        self.http.takes_updates = True
        announce = partial(self.messenger.begin_webhook, webhook.url, webhook.secret, WEBHOOK_CONNECTIONS)
        try:
            await patiently(announce, "the webhook is not set", self.sleep)
        except RefusedError as error:
            raise StartRefusedError("webhook-refused", reason=error.words) from None


@asynccontextmanager
async def build_application(settings: Settings, outside: Outside | None = None) -> AsyncIterator[Application]:
    """Put the application together; it takes no updates yet, but tells monitoring how it is.

    Waits until Telegram answers, however long that takes, because every letter contains the bot's user name.

    :raises StartRefusedError: only an administrator can put right why it cannot start.
    """
    outside = outside or Outside()
    texts = Texts.load(outside.locales, settings.default_language)
    contacts = Contacts(outside.clock)
    async with AsyncExitStack() as stack:
        with database_mistakes(settings.database):
            database = await stack.enter_async_context(_database(settings, outside))
        messenger = await stack.enter_async_context(_telegram(settings, contacts))
        group = OperatorsGroup(database, outside.clock, messenger.bot_id, settings.operator_chat_id)
        await patiently(group.begin, "the database waits", outside.sleep)
        parts = Parts(
            settings=settings,
            outside=outside,
            texts=texts,
            contacts=contacts,
            database=database,
            messenger=messenger,
            group=group,
        )
        async with _listening(parts.http):
            me = await patiently(partial(_introduce, messenger), "Telegram does not answer", outside.sleep)
            parts.username = me.username
            try:
                yield Application.of(parts)
            finally:
                parts.supervision.let_go()  # what is left of a start that failed ends with it
                parts.workers.close()


def _database(settings: Settings, outside: Outside) -> AbstractAsyncContextManager[Store]:
    return settings.database.opened(
        clock=outside.clock,
        operator_chat_id=settings.operator_chat_id,
        operator_language=settings.default_language,
    )


@asynccontextmanager
async def _listening(http: HttpSide) -> AsyncIterator[None]:
    await http.start()
    try:
        yield
    finally:
        await http.stop()


@asynccontextmanager
async def _telegram(settings: Settings, contacts: Contacts) -> AsyncIterator[TelegramMessenger]:
    token = settings.bot_token.get_secret_value()
    tunnel = None if settings.proxy is None else Tunnel.through(settings.proxy)
    messenger = TelegramMessenger(token, settings.telegram_api_url, contacts.telegram_answered, tunnel)
    try:
        yield messenger
    finally:
        await messenger.close()


async def _introduce(messenger: TelegramMessenger) -> Me:
    try:
        return await messenger.introduce()
    except PASSING_ERRORS:
        raise
    except MessengerError as error:
        raise StartRefusedError("token-refused", reason=error.words) from None


@dataclass(frozen=True)
class _Commands:
    """The commands that Telegram shows, with their words, which must be there when the bot starts."""

    messenger: TelegramMessenger
    of_residents: Mapping[str, Mapping[str, str]]
    """By language."""
    of_operators: Mapping[str, str]
    group: OperatorsGroup

    @classmethod
    def of(cls, parts: Parts) -> _Commands:
        of_residents = {
            say.language: {name: say.plain(f"command-{name}") for name in COMMANDS} for say in parts.texts
        }
        of_operators = told_commands(parts.texts.within(None))
        return cls(parts.messenger, of_residents, of_operators, parts.group)

    async def offer(self) -> None:
        """Let Telegram show the commands; a bot outside the operators' group starts all the same."""
        await _meet_operators(self.messenger, self.group)
        for language, commands in self.of_residents.items():
            await self.messenger.offer_commands(commands, language=language)
        try:
            await self.messenger.offer_commands(self.of_operators, chat_id=self.group.chat_id)
        except (RefusedError, UnreachableError) as error:
            log.warning("OPERATOR_CHAT_ID: the commands cannot be shown there: %s", error)


async def _meet_operators(messenger: TelegramMessenger, group: OperatorsGroup) -> None:
    """Find out where the operators' group is and what the bot may do there.

    A bot that is not in the group, or may not write there, starts all the same.
    """
    moved_to = await messenger.successor_of(group.chat_id)
    if moved_to is not None:
        await group.move(group.chat_id, moved_to)
    try:
        own = await messenger.member(group.chat_id, messenger.bot_id)
        group.standing.heard(own.status, may_write=own.may_write)
    except (RefusedError, UnreachableError) as error:
        if is_refusal_of_all(error):
            group.standing.refused(error.words, "sendMessage")
