"""A person at the use cases: registers, signs in, reads letters; and the fakes behind that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.account import Account
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.login import Login
from domain.operator import Operator
from domain.phone import Phone
from integrations.authenticator import AuthenticatorApps
from integrations.sealing import AUTHENTICATOR, Seal
from integrations.tokens import KeyedTokens
from services.messages import Content
from services.passwords import Errand
from services.people.email_confirmation import (
    ConfirmationLetters,
    ConfirmByCode,
    ConfirmByToken,
    Confirmed,
    LetterSent,
    ResendLetter,
)
from services.people.registration import Register, RegistrationDraft
from services.people.second_step import StepLetters
from storage.outbox import Channel, OutgoingMessage
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock, FakeRandomness

MOSCOW = ZoneInfo("Europe/Moscow")
CHAT = 100
OTHER_CHAT = 200
APPS = AuthenticatorApps(Seal.of(b"key", AUTHENTICATOR))
OLEG = Operator(601, "Олег")
OLGA = Operator(602, "Ольга")


@dataclass
class FakeHasher:
    """Remembers what it was asked, and hashes so that tests can read it."""

    verified: list[str | None] = field(default_factory=list)

    async def hash(self, text: str, errand: Errand) -> str:  # noqa: ARG002 (nobody waits here)
        return f"hash of {text}"

    async def verify(self, stored: str | None, text: str, errand: Errand) -> bool:  # noqa: ARG002
        self.verified.append(stored)
        return stored == f"hash of {text}"


def draft(login: str = "Anna", email: str = "anna@pochta.example", **changes: Any) -> RegistrationDraft:
    values: dict[str, Any] = {
        "login": Login.parse(login),
        "password_hash": "hash of Kobalt-75",
        "email": EmailAddress.parse(email),
        "phone": Phone.parse("89210000000"),
        "language": "ru",
        "chat_id": CHAT,
        "agreement_version": "2026-01",
        "personal_data_version": "2026-12",
    }
    return RegistrationDraft(**(values | changes))


@dataclass
class People:
    """The use cases about people on one database, and a look at what they left there."""

    database: Database
    clock: FakeClock
    randomness: FakeRandomness
    tokens: KeyedTokens = field(default_factory=lambda: KeyedTokens(b"key"))

    def __post_init__(self) -> None:
        self.letters = ConfirmationLetters(self.tokens, self.randomness)
        self.register = Register(self.database, self.letters, self.clock, MOSCOW)
        self.step_letters = StepLetters(self.tokens, APPS, self.randomness, MOSCOW)
        self._updates = count(900)

    def update(self) -> str:
        """Give the key of an update that was not seen before."""
        return f"{CHAT}-{next(self._updates)}"

    async def confirm_by_token(self, token: str, chat_id: int, key: str | None = None) -> Confirmed:
        """Open a link, in a new update unless its key is given."""
        confirm = ConfirmByToken(self.database, self.tokens, self.clock)
        return await confirm(token, chat_id, key or self.update())

    async def confirm_by_code(self, account_id: int, code: str, key: str | None = None) -> Confirmed:
        """Type a code, in a new update unless its key is given."""
        confirm = ConfirmByCode(self.database, self.tokens, self.clock, MOSCOW)
        return await confirm(account_id, code, key or self.update())

    async def resend_letter(self, account_id: int, key: str | None = None, chat_id: int = CHAT) -> LetterSent:
        """Ask for another letter, in a new update unless its key is given."""
        resend = ResendLetter(self.database, self.letters, self.clock, MOSCOW)
        return await resend(account_id, chat_id, key or self.update())

    async def registered(self, login: str = "Anna", **changes: Any) -> int:
        """Register somebody and return the account's id."""
        return (await self.register(draft(login, **changes), f"key of {login}")).account_id

    async def confirmed(self, login: str = "Anna", **changes: Any) -> int:
        """Register somebody who opens the letter at once."""
        account_id = await self.registered(login, **changes)
        await self.confirm_by_token(await self.last_token(), CHAT)
        return account_id

    async def account(self, account_id: int) -> Account:
        return await self.database.read(lambda unit: unit.accounts.get(account_id))

    async def chats_of(self, account_id: int) -> list[int]:
        return await self.database.read(lambda unit: unit.sessions.list_chats(account_id))

    async def sign_in_chat(self, account_id: int, chat_id: int) -> None:
        await self.database.write(lambda unit: unit.sessions.put(chat_id, account_id, self.clock()))

    async def outgoing(self, channel: Channel) -> list[OutgoingMessage[Content]]:
        messages = await self.database.read(lambda unit: unit.outbox.due(channel, self.clock(), 1000))
        return sorted(messages, key=lambda message: message.id)

    async def mail(self) -> list[OutgoingMessage[Content]]:
        return await self.outgoing(Channel.MAIL)

    async def telegrams(self) -> list[OutgoingMessage[Content]]:
        return await self.outgoing(Channel.TELEGRAM)

    async def last_token(self) -> str:
        return self.tokens.token(await self._last_nonce())

    async def last_code(self) -> str:
        return self.tokens.code(await self._last_nonce())

    async def _last_nonce(self) -> str:
        return str((await self.mail())[-1].content.details["nonce"])


@contextmanager
def refused(code: str, **values: str | int) -> Iterator[None]:
    """Expect a refusal with exactly this code and these values."""
    with pytest.raises(DomainError) as refusal:
        yield
    assert (refusal.value.code, refusal.value.values) == (code, values)
