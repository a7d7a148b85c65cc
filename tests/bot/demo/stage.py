"""A demo for a test: the local Telegram, and the bot as the process of its own that ``make demo`` starts."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.cases import Means, make_cases
from bot.demo.running import OPERATORS, Demo, Wishes, open_demo
from bot.process.clock import SystemRandomness
from domain.email_address import EmailAddress
from domain.login import Login
from domain.money import parse_amount
from domain.subscriber_number import SubscriberNumber
from integrations.captcha_pictures import CaptchaArtist
from integrations.passwords import Argon2Passwords
from integrations.sealing import AUTHENTICATOR, Seal
from integrations.tokens import KeyedTokens, server_key
from services.numbers.subscribers import AddSubscriber
from services.people.email_confirmation import ConfirmByToken
from services.people.registration import Register, RegistrationDraft
from simulator import Group, Message, Person
from storage.sqlite.database import Database, database_path
from tests.conversations.harness import TEXTS, as_seen
from tests.services.fakes import FakeClock

MOSCOW = ZoneInfo("Europe/Moscow")
PATIENCE = 60.0
"""Seconds of real time after which what a test waits for never comes."""
NUMBER, PAID_ON, PAID = "100200301", datetime(2026, 11, 12, tzinfo=MOSCOW).date(), "1234,56"

Found = TypeVar("Found")


@dataclass
class Stage:
    """A demo with its people, for a test to play in."""

    demo: Demo

    @property
    def anna(self) -> Person:
        return next(iter(self.demo.simulator.people.values()))

    @property
    def oleg(self) -> Person:
        return next(each for each in self.demo.simulator.people.values() if each.user.first_name == "Олег")

    @property
    def group(self) -> Group:
        """The operators' group."""
        group = self.demo.simulator.world.chats[OPERATORS]
        assert isinstance(group, Group)
        return group

    @property
    def now(self) -> datetime:
        """The present time of the demo."""
        return datetime.fromtimestamp(self.demo.clock(), UTC).astimezone(MOSCOW)

    async def pull(self, name: str) -> str:
        """Pull a lever, as the page does."""
        return await self.demo.simulator.levers.pull(name)

    async def until(self, find: Callable[[], Found | None]) -> Found:
        """Wait until something is found, and look again whenever anything happens in this Telegram."""
        events = self.demo.simulator.world.events
        async with asyncio.timeout(PATIENCE):
            while True:
                number = events.last_number
                found = find()
                if found:
                    return found
                await events.after(number)

    async def sees(self, words: str) -> Message:
        """Wait until Anna reads these words, and return their message."""
        return await self.until(lambda: self._find(words))

    def _find(self, words: str) -> Message | None:
        shown = [message for message in self.anna.chat.messages if message.from_bot]
        return next((each for each in reversed(shown) if words in as_seen(each.text)), None)

    async def press(self, label: str) -> None:
        """Wait until Anna has a button or a key of this name, and press the newest one."""

        def find() -> list[str]:
            rows = [*(self.anna.chat.keyboard or [])]
            for message in self.anna.chat.messages:
                rows += message.button_labels
            return [each for row in rows for each in row if each == label]

        await self.until(find)
        await self.anna.press(label)

    async def settle_anna(self, *, confirmed: bool) -> None:
        """Give Anna an account; one with a confirmed address has a number as well."""
        await self.anna.send("/start")
        settings, demo = self.demo.settings, self.demo
        clock = FakeClock(datetime.fromtimestamp(demo.clock(), UTC))
        tokens = KeyedTokens(server_key(settings.bot_token.get_secret_value()))
        file = database_path(settings.database_url.get_secret_value())
        async with Database.open(file, clock=clock) as units:
            means = Means(
                units=units,
                clock=clock,
                random=SystemRandomness(),
                zone=MOSCOW,
                window=settings.reading_window,
                languages=frozenset({"ru"}),
                tokens=tokens,
                hasher=Argon2Passwords(),
                pictures=CaptchaArtist(),
                seal=Seal.of(tokens.key, AUTHENTICATOR),
            )
            cases = make_cases(means)
            draft = RegistrationDraft(
                login=Login.parse("anna"),
                password_hash="of no password",
                email=EmailAddress.parse("anna@pochta.example"),
                phone=None,
                language="ru",
                chat_id=self.anna.id,
                agreement_version="1",
                personal_data_version="2026-12",
            )
            account = (await cases[Register](draft, "anna")).account_id
            if confirmed:
                with closing(sqlite3.connect(file)) as connection:
                    ((nonce,),) = connection.execute("SELECT nonce FROM confirmations").fetchall()
                await cases[ConfirmByToken](tokens.token(nonce), self.anna.id, "link")
                paid, number = parse_amount(PAID), SubscriberNumber.parse(NUMBER)
                await cases[AddSubscriber](account, number, PAID_ON, paid, self.anna.id, "number")


@asynccontextmanager
async def staged(wishes: Wishes, *, confirmed: bool | None = None) -> AsyncIterator[Stage]:
    """Open a demo, give Anna an account if that is said, and let the bot live until the end."""
    async with open_demo(wishes, TEXTS.within(None)) as demo, asyncio.TaskGroup() as tasks:
        stage = Stage(demo)
        if confirmed is not None:
            await stage.settle_anna(confirmed=confirmed)
        life, saving = tasks.create_task(demo.keeper.run()), tasks.create_task(demo.keep_saving())
        try:
            async with asyncio.timeout(PATIENCE):
                await demo.keeper.ready()
            yield stage
        finally:
            saving.cancel()
            await demo.keeper.stop()
    assert life.result() == 0
