"""The real application between a local Telegram and a mailbox, and residents who talk to it.

Every verb of a :class:`Resident` waits until the bot has handled what the resident did and has sent what it
left in the outbox, so that a test reads as a dialogue. It also holds the bot to its promise: one deed, one
answer.
"""

from __future__ import annotations

import asyncio
import atexit
import io
import json
import re
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import (
    AsyncExitStack,
    asynccontextmanager,
    closing,
)
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from PIL import Image, PngImagePlugin

from bot.app import Application, Outside, build_application
from bot.cases import Means, make_cases
from bot.delivery.pace import Pace
from bot.exchange.files import Outcome, Progress
from bot.exchange.worker import Order, perform
from bot.settings import LOCALES, Settings
from domain.bill import last_day
from domain.dates import ReadingWindow
from domain.email_address import EmailAddress
from domain.login import Login
from domain.phone import Phone
from domain.subscriber_number import SubscriberNumber
from handlers.cases import Cases
from handlers.residents.sign_in import SignInForm
from integrations.passwords import Argon2Passwords, HashingCost
from integrations.sealing import AUTHENTICATOR, Seal
from integrations.tokens import KeyedTokens, server_key
from integrations.workers import Bounds, Workers
from services.numbers.subscribers import AddSubscriber
from services.passwords import Errand
from services.people.captcha import CaptchaPictures, Sound
from services.people.email_confirmation import ConfirmByToken
from services.people.registration import Register, RegistrationDraft
from simulator import Call, CallbackQuery, Chat, Group, Letter, Message, Person, Simulator
from storage.conversations import Conversation, ConversationKey
from storage.unit import StoredUnit
from tests.copies import copied_in, copied_out
from tests.domain.payees import PAYEE
from tests.engines import ON_POSTGRES, url_of
from tests.services.fakes import FakeClock, FakeRandomness
from ui.texts import Texts

TOKEN = "42:TEST-token_0123456789"
OPERATORS = -1001
SEAL = Seal.of(server_key(TOKEN), AUTHENTICATOR)
PASSWORD = "kobalt sosna 75"
HASHER = Argon2Passwords(HashingCost(time_cost=1, memory_kib=8, parallelism=1))
"""As cheap as argon2 can be; one for all tests, because it hashes once to begin with."""


class StandingWorkers(Workers):
    """Processes that serve one town after the other, because each takes its time to begin."""

    def close(self) -> None:
        """Go on; they end with the tests."""


WORKERS = StandingWorkers(bounds=Bounds(seconds=60))
"""On a busy machine a chart may take long."""
atexit.register(Workers.close, WORKERS)
NBSP = "\N{NO-BREAK SPACE}"
AT_ONCE = Pace(per_second=1000, chat_seconds=0, group_per_minute=1000)
"""Time stands still in a dialogue, so nothing may wait for it."""
PAYEE_SETTINGS = {
    "COMPANY_NAME": PAYEE.name,
    "COMPANY_INN": PAYEE.inn,
    "COMPANY_KPP": PAYEE.kpp,
    "PAYEE_ACCOUNT": PAYEE.account,
    "PAYEE_BANK": PAYEE.bank,
    "PAYEE_BIC": PAYEE.bic,
    "PAYEE_CORR_ACCOUNT": PAYEE.corr_account,
}
"""Of a town whose residents can pay by a code."""
NEVER = 1e6
"""Seconds until the alerts are looked after without being told to."""
PATIENCE = 90.0
"""Seconds of real time after which a bot that has not settled never will.

More than :data:`WORKERS` may take for a picture: on a busy machine the first waits until a process has begun.
"""
TEXTS = Texts.load(LOCALES, "ru")

T = TypeVar("T")


def say(text_id: str, **values: str | int) -> str:
    """Give a Russian text as a person reads it: without markup, and trimmed as Telegram does."""
    return say_in("ru", text_id, **values)


def say_in(language: str, text_id: str, **values: str | int) -> str:
    """Give a text of another language likewise."""
    return as_seen(unescape(re.sub(r"<[^>]+>", "", TEXTS.within(language)(text_id, **values))).strip())


def as_seen(text: str) -> str:
    """Give a text with usual spaces: nobody sees which of them keep a line together."""
    return text.replace(NBSP, " ")


class LegiblePictures:
    """Writes the digits where a test can read them: in the picture itself."""

    async def picture(self, digits: str) -> bytes:
        written = PngImagePlugin.PngInfo()
        written.add_text("digits", digits)
        content = io.BytesIO()
        Image.new("RGB", (120, 40)).save(content, "PNG", pnginfo=written)
        return content.getvalue()

    async def audio(self, digits: str, language: str) -> Sound:  # noqa: ARG002 (digits are the same in all)
        return Sound(b"ID3" + digits.encode(), seconds=14)


def digits_in(message: Message) -> str:
    """Read a captcha of :class:`LegiblePictures`, by eye or by ear."""
    assert message.file is not None, f"there is no picture: {message.text}"
    if message.file.kind == "photo":
        image = Image.open(io.BytesIO(message.file.content))
        assert isinstance(image, PngImagePlugin.PngImageFile)
        return str(image.text["digits"])
    return message.file.content.removeprefix(b"ID3").decode()


def other_than(digits: str) -> str:
    """Give digits that are wrong for sure."""
    return str((int(digits) + 1) % 10 ** len(digits)).zfill(len(digits))


class AnswerError(AssertionError):
    """The bot answered a deed twice, or not at all."""


@dataclass(eq=False, repr=False)
class Resident:
    """Somebody with a Telegram client; every verb waits for the bot."""

    town: Town
    person: Person
    answers: list[Message] = field(default_factory=list)
    """What the bot showed in return for the last deed: sent, or put in place of an older message."""
    hints: list[str] = field(default_factory=list)
    """What popped up in return for the last deed."""

    def __repr__(self) -> str:
        return f"<{self.person.user.first_name} sees {self.sees!r} {self.buttons}>"

    @property
    def chat(self) -> Chat:
        """The conversation with the bot."""
        return self.person.chat

    @property
    def screen(self) -> Message:
        """What the resident looks at: the answer to the last deed."""
        return self.answers[-1] if self.answers else self.chat.last

    @property
    def sees(self) -> str:
        """The words of the screen."""
        return as_seen(self.screen.text or self.screen.caption)

    @property
    def document(self) -> tuple[str, bytes]:
        """Name and content of the file that came with the answer."""
        file = self.screen.file
        assert file is not None
        assert file.kind == "document"
        assert file.file_name is not None
        return file.file_name, file.content

    @property
    def heard(self) -> str:
        """The newest words of the bot, asked for or not."""
        return as_seen(self.chat.last.text)

    @property
    def buttons(self) -> list[str]:
        """The labels under the screen."""
        return [label for row in self.screen.button_labels for label in row]

    @property
    def keys(self) -> list[str]:
        """The labels under the input field."""
        return [label for row in self.chat.keyboard or [] for label in row]

    async def send(self, text: str) -> Message:
        """Write a message."""
        return await self._deed(self.person.send(text), f"«{text[:60]}»")

    async def press(self, label: str, *, on: Message | None = None) -> None:
        """Press a button under the screen, or a key under the input field; ``on``: of an older message.

        «№ 100200301» presses the button that ends so, whatever the number is called there.
        """
        label = self._in_full(label)
        buttoned = on or self._newest_with_buttons(label)
        self._check_released(await self._deed(self.person.press(label, on=buttoned), f"[{label}]"))

    async def forge(self, data: str, *, on: Message | None = None) -> None:
        """Press a button that nobody made."""
        query = await self._deed(self.person.press_data(data, on=on or self.chat.last), f"[{data}]")
        self._check_released(query)

    async def edit(self, message: Message, text: str, *, formatted: bool = False) -> None:
        """Change a message that was sent before."""
        await self._deed(self.person.edit(message, text, formatted=formatted), f"edit to «{text}»")

    async def send_formatted(self, html: str) -> Message:
        """Write a message with formatting."""
        return await self._deed(self.person.send_formatted(html), f"«{html[:60]}»")

    async def share_contact(self, *, of: Resident | None = None) -> None:
        """Share a phone: one's own, or somebody else's."""
        await self._deed(self.person.share_contact(of=of.person if of else None), "a contact")

    async def reply(self, message: Message, text: str) -> Message:
        """Answer a message of the bot."""
        return await self._deed(self.person.reply(message, text), f"reply «{text[:60]}»")

    async def send_photo(
        self, caption: str = "", *, reply_to: Message | None = None, content: bytes | None = None
    ) -> Message:
        photo = self.person.send_photo(content or _picture(), caption=caption, reply_to=reply_to)
        return await self._deed(photo, "a photo")

    async def send_album(self, count: int, caption: str = "") -> list[Message]:
        """Send photos together: one deed, one answer."""
        pictures = [_picture() for _ in range(count)]
        return await self._deed(self.person.send_album(pictures, caption=caption), "an album")

    async def send_voice(self) -> None:
        await self._deed(self.person.send_voice(), "a voice")

    async def send_video(self) -> None:
        await self._deed(self.person.send_video(), "a video")

    async def send_sticker(self) -> None:
        await self._deed(self.person.send_sticker(), "a sticker")

    async def send_document(self, caption: str = "", name: str = "list.txt", content: bytes = b"1;2") -> None:
        await self._deed(self.person.send_document(name, content, caption=caption), "a document")

    async def send_location(self) -> None:
        await self._deed(self.person.send_location(), "a location")

    async def open_link(self, url: str) -> None:
        await self._deed(self.person.open_link(url), url)

    async def plays(self, *deeds: str) -> None:
        """Do one thing after another: press ``[label]``, type the digits shown for ``#``, send the rest."""
        for deed in deeds:
            if deed.startswith("["):
                await self.press(deed[1:-1])
            else:
                await self.send(digits_in(self.screen) if deed == "#" else deed)

    async def at_once(self, *deeds: Awaitable[object]) -> None:
        """Do several things before the bot gets to any of them; how often it answers is left open."""
        self._begin()
        for deed in deeds:
            await deed
        await self._end()

    async def again(self) -> None:
        """Let Telegram repeat the last update, under the same number; how often it answers is left open."""
        self._begin()
        self.town.sim.redeliver(self.town.sim.last_update_id)
        await self._end()

    async def _deed(self, deed: Awaitable[T], what: str) -> T:
        self._begin()
        done = await deed
        await self._end()
        self._check_that_answered_once(what)
        return done

    def _begin(self) -> None:
        self._calls_before = len(self.town.sim.calls)
        self._hints_before = len(self.person.alerts_seen)
        self._last_before = max((message.id for message in self.chat.messages), default=0)

    async def _end(self) -> None:
        await self.town.settled()
        self._calls = [
            call for call in self.town.sim.calls[self._calls_before :] if call.chat_id == self.chat.id
        ]
        shown_again = {
            int(call.params["message_id"])
            for call in self._calls
            if call.method.lower() in {"editmessagetext", "editmessagemedia", "editmessagecaption"}
        }
        self.answers = [
            message
            for message in self.chat.messages
            if message.from_bot and (message.id > self._last_before or message.id in shown_again)
        ]
        self.hints = self.person.alerts_seen[self._hints_before :]

    def _check_that_answered_once(self, what: str) -> None:
        screens = self.answers
        if len(screens) > 1 and screens[0].reply_keyboard is not None and screens[0].buttons == []:
            screens = screens[1:]  # the words that carry another keyboard, see ui.screen.Lead
        if not (len(screens) == 1 or (not screens and self.hints)):
            said = [message.text or message.caption for message in self.answers]
            raise AnswerError(f"{self.person.user.first_name}: {what} was answered by {said} {self.hints}")

    @staticmethod
    def _check_released(query: CallbackQuery | None) -> None:
        if query is not None and not query.answered:
            raise AnswerError("the pressed button still shows that something is going on")

    def _in_full(self, label: str) -> str:
        shown = [message for message in self.chat.messages if message.from_bot and message.buttons]
        labels = [button for row in (shown[-1].button_labels if shown else []) for button in row]
        if label in labels or not label.startswith("№ "):
            return label
        return next((button for button in labels if button.endswith(f"· {label}")), label)

    def _newest_with_buttons(self, label: str) -> Message | None:
        """Return the message whose buttons a person would look at; none if the label is a key."""
        if label in [button for row in self.screen.button_labels for button in row]:
            return self.screen
        if label in self.keys:
            return None
        shown = [message for message in self.chat.messages if message.from_bot and message.buttons]
        if not shown or label not in [button for row in shown[-1].button_labels for button in row]:
            raise AssertionError(
                f"no «{label}»: under the screen {self.buttons}, under the input field {self.keys}"
            )
        return shown[-1]


def _picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue()


@dataclass(eq=False, repr=False)
class Operator:
    """A member of the operators' group."""

    town: Town
    person: Person

    @property
    def group(self) -> Group:
        return self.town.group

    @property
    def hints(self) -> list[str]:
        """Everything that ever popped up."""
        return self.person.alerts_seen

    async def send(self, text: str) -> None:
        """Talk in the group."""
        await self.person.send(text, to=self.group)
        await self.town.settled()

    async def press(self, label: str, *, on: Message | None = None) -> None:
        """Press a button in the group."""
        await self.person.press(label, on=on, in_=self.group)
        await self.town.settled()

    async def send_file(self, name: str, content: bytes) -> None:
        """Send a file to the group."""
        await self.person.send_document(name, content, to=self.group)
        await self.town.settled()

    async def reply(self, message: Message, text: str) -> Message:
        """Answer a message of the group."""
        sent = await self.person.reply(message, text, to=self.group)
        await self.town.settled()
        return sent

    async def reply_formatted(self, message: Message, html: str) -> Message:
        """Answer a message of the group with formatting."""
        sent = await self.person.send_formatted(html, to=self.group, reply_to=message)
        await self.town.settled()
        return sent

    async def reply_with_photo(self, message: Message, caption: str = "") -> Message:
        """Answer a message of the group with a picture."""
        sent = await self.person.send_photo(_picture(), caption=caption, to=self.group, reply_to=message)
        await self.town.settled()
        return sent

    async def edit(self, message: Message, text: str) -> None:
        """Change a message of one's own."""
        await self.person.edit(message, text)
        await self.town.settled()


@dataclass(eq=False, repr=False)
class Town:
    """The application, its Telegram, and everybody who lives there."""

    sim: Simulator
    folder: Path
    clock: FakeClock
    settings: dict[str, str]
    randomness: FakeRandomness = field(default_factory=FakeRandomness)
    pictures: CaptchaPictures = field(default_factory=LegiblePictures)
    workers: Workers | None = field(default_factory=lambda: WORKERS)
    """``None``: as in production, of its own."""
    expects_faults: bool = False
    """Whether the test makes the bot stumble on purpose."""

    def __post_init__(self) -> None:
        self.oleg = Operator(self, self.sim.add_person("Олег", phone="+79210000091"))
        self.olga = Operator(self, self.sim.add_person("Ольга", phone="+79210000092"))
        self.group = self.sim.add_group(
            OPERATORS, "Операторы", [self.oleg.person, self.olga.person], bot_is_admin=True
        )
        self._phones = 0
        self._registrations = 0

    @property
    def file(self) -> Path:
        """The database."""
        return self.folder / "cabinet.db"

    @property
    def letters(self) -> list[Letter]:
        """What came by mail."""
        return self.sim.letters

    @property
    def alerts(self) -> list[str]:
        """What the operators read, oldest first."""
        return [as_seen(message.text) for message in self.group.messages if message.from_bot]

    @property
    def alert(self) -> Message:
        """The newest message in the operators' group."""
        return self.group.last

    async def begin(self) -> None:
        """Build the application and let it run."""
        self._stack = AsyncExitStack()
        self.app = await self.built(self._stack)
        self.cases: Cases = make_cases(
            Means(
                units=self.app.database,
                clock=self.clock,
                random=self.randomness,
                zone=ZoneInfo("Europe/Moscow"),
                window=ReadingWindow(),
                languages=frozenset(TEXTS.languages),
                tokens=KeyedTokens(server_key(TOKEN)),
                hasher=HASHER,
                pictures=self.pictures,
                seal=SEAL,
            )
        )
        await self.app.start()
        await self.app.schedule()  # what is due at the start is over before anybody does anything

    async def built(self, stack: AsyncExitStack) -> Application:
        """Build the application with the settings of the town."""
        outside = Outside(
            clock=self.clock,
            random=self.randomness,
            jitter=Random(1),
            hasher=HASHER,
            pictures=self.pictures,
            pace=AT_ONCE,
            mail_pace=AT_ONCE,
            sleep=lambda _seconds: asyncio.sleep(0),
            run_order=self.run_order,
            watch_seconds=NEVER,
            workers=self.workers,
        )
        return await stack.enter_async_context(build_application(Settings.of(self.settings), outside))

    async def run_order(self, order: Order, progress: Progress) -> Outcome | None:
        """Exchange files in this process, by the clock of the town."""
        return await asyncio.to_thread(perform, order, self.clock, progress)

    async def end(self) -> None:
        """Stop the application; what it knows is in the database."""
        await self.app.stop()
        # aiogram would wait for the end of TLS, although the connection has no TLS.
        await (await self.app.messenger._session.create_session()).close()
        await self._stack.aclose()

    async def restart(self, **settings: str) -> None:
        """End the process and start it again on the same database, perhaps with other settings."""
        await self.end()
        self.settings |= settings
        await self.begin()

    async def settled(self) -> None:
        """Wait until everything that came in was handled and everything due went out."""
        async with asyncio.timeout(PATIENCE):
            await self.sim.delivered()
            await self.app.settled()

    async def pass_time(self, **step: float) -> None:
        """Let time pass, as ``timedelta`` counts it."""
        self.clock.pass_time(timedelta(**step))
        await self.settled()

    async def look_after_alerts(self, **step: float) -> None:
        """Let time pass, and then let the watch over the alerts go round."""
        self.clock.pass_time(timedelta(**step))
        await self.app.look_after_alerts()
        await self.settled()

    async def remind_of_readings(self, **step: float) -> None:
        """Let time pass, and then let reminders of readings go out."""
        self.clock.pass_time(timedelta(**step))
        await self.app.remind_of_readings()
        await self.settled()

    async def keep_schedule(self, **step: float) -> None:
        """Let time pass, and then let the schedule do what is due."""
        self.clock.pass_time(timedelta(**step))
        await self.app.schedule()
        await self.settled()

    async def tell_of_claims(self, **step: float) -> None:
        """Let time pass, and then let the watch over claims go round."""
        self.clock.pass_time(timedelta(**step))
        await self.app.tell_of_claims()
        await self.settled()

    # Who lives here.

    def guest(self, name: str = "Анна") -> Resident:
        """Somebody who has not written to the bot yet."""
        self._phones += 1
        return Resident(self, self.sim.add_person(name, phone=f"+7921000{self._phones:04}"))

    async def registered(self, name: str = "Анна", login: str = "anna") -> Resident:
        """Somebody who registered and has not opened the letter yet."""
        resident = self.guest(name)
        await self.register(resident, login)
        await resident.send("/start")
        return resident

    async def registered_by_hand(self) -> Resident:
        """Somebody who went through every step of the registration."""
        resident = self.guest()
        await resident.send("/start")
        await resident.press("Регистрация")
        for answer in ("anna-1957", PASSWORD, PASSWORD, "anna@pochta.example"):
            await resident.send(answer)
        for label in ("Пропустить", "Согласен", "Согласен"):
            await resident.press(label)
        await resident.send(digits_in(resident.screen))
        return resident

    async def confirmed(self, name: str = "Анна", login: str = "anna") -> Resident:
        """Somebody whose address is confirmed, and who has no number yet."""
        resident = await self.registered(name, login)
        await self.confirm_mail_of(resident)
        return resident

    async def holder(self, *numbers: str, name: str = "Анна", login: str = "anna") -> Resident:
        """Somebody who may send readings for these numbers."""
        resident = self.guest(name)
        await self.settle(resident, login, *numbers)
        return resident

    async def settle(self, resident: Resident, login: str, *numbers: str) -> None:
        """Let somebody who has not written yet be registered, their address confirmed and numbers added."""
        await self.register(resident, login)
        await resident.send("/start")
        await self.confirm_mail_of(resident)
        for number in numbers:
            await self.give_number(resident, number)

    async def signed_in_elsewhere(self, resident: Resident, name: str) -> Resident:
        """Let the owner of an account open it in a chat of another Telegram account as well."""
        account_id = await self.account_of(resident)
        other = self.guest(name)
        now = self.clock()
        await self.app.database.write(lambda unit: unit.sessions.put(other.chat.id, account_id, now))
        await other.send("/start")
        return other

    async def sign_in(self, resident: Resident, login: str, password: str = PASSWORD) -> None:
        """Let somebody sign in, by the code of a letter if it is asked for; what waited comes."""
        await resident.plays("Войти", login)
        await resident.at_once(resident.person.send(password))
        await self.settled()
        if await self.state_of(resident) == SignInForm.code.name:
            await resident.at_once(resident.person.send(code_in(self.sign_in_letters[-1])))
            await self.settled()

    @property
    def sign_in_letters(self) -> list[Letter]:
        """The letters with codes for new devices, oldest first."""
        subjects = {say_in(language, "letter-sign-in-code-subject") for language in TEXTS.languages}
        return [letter for letter in self.letters if letter.subject in subjects]

    async def register(self, resident: Resident, login: str) -> None:
        """Let somebody who has not written yet have an account, without a word in the chat."""
        self._registrations += 1
        draft = RegistrationDraft(
            login=Login.parse(login),
            password_hash=await HASHER.hash(PASSWORD, Errand.REGISTRATION),
            email=EmailAddress.parse(f"{resident.person.user.id}@pochta.example"),
            phone=Phone.parse("+79210000000"),
            language="ru",
            chat_id=resident.chat.id,
            agreement_version="2026-11",
            personal_data_version="2026-12",
            name=resident.person.user.first_name,
        )
        await self.cases[Register](draft, f"registration-{self._registrations}")

    async def confirm_mail_of(self, resident: Resident) -> None:
        """Open the newest letter to a resident, without a word in the chat."""
        await self.cases[ConfirmByToken](
            self.token_to(resident), resident.chat.id, f"link-{resident.chat.id}"
        )

    async def give_number(self, resident: Resident, number: str) -> None:
        """Prove a number by what the registry knows of its last payment."""
        known = await self.app.database.read(lambda unit: unit.payments.list_for(number, 100, 0))
        found = last_day(known)
        account_id = await self.account_of(resident)
        parsed = SubscriberNumber.parse(number)
        await self.cases[AddSubscriber](
            account_id,
            parsed,
            found[0].paid_on,
            found[0].amount,
            resident.chat.id,
            f"gift-{account_id}-{number}",
        )
        await self.settled()

    async def account_of(self, resident: Resident) -> int:
        """Return the account that the resident's chat is signed in to."""
        visitor = await self.app.database.read(lambda unit: unit.conversations.visitor(resident.chat.id))
        assert visitor.account_id is not None
        return visitor.account_id

    # What came by mail.

    def letter_to(self, resident: Resident) -> Letter:
        """Return the newest letter to the resident's own address."""
        address = f"{resident.person.user.id}@"
        return next(letter for letter in reversed(self.letters) if letter.to.startswith(address))

    def token_to(self, resident: Resident) -> str:
        """Read the link of the newest letter to a resident, without opening it."""
        return link_in(self.letter_to(resident)).rpartition("confirm_")[2]

    # What is behind the chat: for what cannot be seen there.

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database as another process would."""
        copy = copied_out(url_of(self.file), sql) if ON_POSTGRES else sqlite3.connect(self.file)
        with closing(copy) as connection:
            return connection.execute(sql, values).fetchall()

    async def change(self, *statements: str) -> None:
        """Change the database as nobody in the chat could, in one transaction."""
        await self.app.database.write(
            lambda unit: [unit.connection.execute(statement).rowcount for statement in statements]
        )

    async def change_json(
        self, table: str, column: str, change: Callable[[dict[str, Any]], object], where: str = "TRUE"
    ) -> None:
        """Change what a column holds as JSON, as an earlier version may have left it, in one transaction."""

        def work(unit: StoredUnit) -> None:
            held = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {where}"  # noqa: S608
            for (before,) in unit.connection.execute(held).fetchall():
                after = json.loads(before)
                change(after)
                unit.connection.execute(
                    f"UPDATE {table} SET {column} = ? WHERE {column} = ? AND {where}",  # noqa: S608
                    (json.dumps(after, ensure_ascii=False), before),
                )

        await self.app.database.write(work)

    def bytes_on_disk(self) -> bytes:
        """Read everything that the database left on the disk."""
        if ON_POSTGRES:
            with closing(self.snapshot()) as copy:
                return copy.serialize()
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("cabinet.db*")))

    def readings(self) -> list[tuple[Any, ...]]:
        """List receipt, status and values of all readings, oldest first."""
        return self.query(
            """
            SELECT readings.receipt, readings.status, group_concat(reading_values.value, ' ')
            FROM readings JOIN reading_values ON reading_values.reading_id = readings.id
            GROUP BY readings.id ORDER BY readings.id
            """
        )

    def key_of(self, resident: Resident) -> ConversationKey:
        """Return the key of a resident's conversation."""
        return ConversationKey(self.sim.bot.id, resident.chat.id, resident.person.id)

    async def conversation_of(self, resident: Resident) -> Conversation:
        """Look up state and draft."""
        key = self.key_of(resident)
        return await self.app.database.read(lambda unit: unit.conversations.find(key))

    async def state_of(self, resident: Resident) -> str | None:
        """Look up what the conversation waits for."""
        return (await self.conversation_of(resident)).state

    def snapshot(self) -> sqlite3.Connection:
        """Copy the whole database into memory."""
        if ON_POSTGRES:
            return copied_out(url_of(self.file))
        copy = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.file)) as source:
            source.backup(copy)
        return copy

    def restore(self, copy: sqlite3.Connection) -> None:
        """Put the database back to a snapshot, while the application runs."""
        if ON_POSTGRES:
            copied_in(copy, url_of(self.file), in_use=True)
            return
        with closing(sqlite3.connect(self.file)) as target:
            copy.backup(target)

    def faults_reported(self) -> list[str]:
        """List the faults of ours that operators were told about."""
        rows = self.query("SELECT details FROM alerts WHERE kind = 'unexpected-error'")
        return [str(json.loads(details)) for (details,) in rows]


def link_in(letter: Letter) -> str:
    """Find the link that confirms."""
    links = links_in(letter)
    assert links, letter.text
    return links[0]


def links_in(letter: Letter) -> list[str]:
    """List the links that open a chat with the bot."""
    return re.findall(r"https://t\.me/\S+", letter.text)


def code_in(letter: Letter) -> str:
    """Find the code for typing."""
    match = re.search(r"(?m)^\s*(\d{6})\s*$", letter.text)
    assert match is not None, letter.text
    return match[1]


def calls_of(calls: list[Call], method: str) -> list[Call]:
    """Pick the requests of one method."""
    return [call for call in calls if call.method.lower() == method.lower()]


def webhook_settings() -> dict[str, str]:
    """Let updates come by webhook, on a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": "secret", "HTTP_PORT": str(port)}


@asynccontextmanager
async def running_town(
    folder: Path, pictures: CaptchaPictures | None = None, /, *, telegram: str = "127.0.0.1", **settings: str
) -> AsyncIterator[Town]:
    """Let the application run on the database in a folder, in a Telegram of its own.

    ``telegram`` is the name by which the bot knows it; digits of captchas are legible for a test unless other
    ``pictures`` are given.
    """
    clock = FakeClock()
    async with Simulator(TOKEN, clock=lambda: clock().timestamp(), smtp=True) as sim:
        given = {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": sim.url.replace("127.0.0.1", telegram),
            "DATABASE_URL": url_of(folder / "cabinet.db"),
            "SMTP_URL": sim.smtp_url,
            "MAIL_FROM": "Личный кабинет <cabinet@energy.example>",
            "HTTP_PORT": "0",
            "OPERATOR_CHAT_ID": str(OPERATORS),
            **settings,
        }
        town = Town(sim, folder, clock, given, pictures=pictures or LegiblePictures())
        await town.begin()
        try:
            yield town
            await town.settled()
        finally:
            await town.end()
        if not town.expects_faults:
            assert town.faults_reported() == []
