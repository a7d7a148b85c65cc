"""Choosing a password: checked once, kept as a hash from then on, drafts included."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from domain.limits import PASSWORDS_CHOSEN, shown_until
from domain.password import check_password, normalize_password, spellings
from services.limits import closed_until
from services.ports import AttemptLog, Clock
from services.units import Units


class Errand(IntEnum):
    """What a hash is for; where many wait, the lower number goes first."""

    SIGN_IN = 0
    CHANGE = 1
    REGISTRATION = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """Where a password was typed, by which update, and what for."""

    chat_id: int
    key: str
    errand: Errand


class PasswordHasher(Protocol):
    """Turns passwords into what may be kept; slow on purpose, so never inside a unit of work.

    Both raise ``too-busy`` if so many wait for a hash that it would take too long.
    """

    async def hash(self, text: str, errand: Errand) -> str:
        """Return a salted hash."""
        ...

    async def verify(self, stored: str | None, text: str, errand: Errand) -> bool:
        """Whether the text is the password; ``None`` (nobody's hash) takes as long and is always wrong."""
        ...


async def is_password(hasher: PasswordHasher, stored: str | None, text: str, errand: Errand) -> bool:
    """Tell whether a typed text is the password, with or without what nobody sees in it; ``too-busy``."""
    for spelling in spellings(text):
        if await hasher.verify(stored, spelling, errand):
            return True
    return False


class ChosenUnit(Protocol):
    """What is kept about chosen passwords: how many there were."""

    @property
    def attempts(self) -> AttemptLog: ...


@dataclass(frozen=True)
class ChoosePassword:
    """Check a new password and return the hash that a draft may keep.

    Raises the errors of :func:`domain.password.check_password`, ``password-too-many`` (``until``) after too
    many in a chat, and ``too-busy``.
    """

    units: Units[ChosenUnit]
    hasher: PasswordHasher
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, text: str, *, login: str, email: str | None, typed: Typed) -> str:
        check_password(text, login=login, email=email)
        now = self.clock()
        await self.units.write(lambda unit: _count(unit, typed, now, self.zone))
        return await self.hasher.hash(normalize_password(text), typed.errand)


@dataclass(frozen=True)
class RepeatPassword:
    """Check that the password was typed the same a second time.

    Raises ``password-differs``, and ``password-too-many`` and ``too-busy`` as :class:`ChoosePassword` does.
    """

    units: Units[ChosenUnit]
    hasher: PasswordHasher
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, text: str, password_hash: str, typed: Typed) -> None:
        now = self.clock()
        await self.units.write(lambda unit: _count(unit, typed, now, self.zone))
        if not await is_password(self.hasher, password_hash, text, typed.errand):
            raise DomainError("password-differs")


def _count(unit: ChosenUnit, typed: Typed, now: datetime, zone: ZoneInfo) -> None:
    subject = str(typed.chat_id)
    if unit.attempts.is_recorded(PASSWORDS_CHOSEN.kind, subject, typed.key):
        return
    until = closed_until(unit.attempts, PASSWORDS_CHOSEN, subject, now)
    if until is not None:
        raise DomainError("password-too-many", until=shown_until(until, now, zone))
    unit.attempts.record(PASSWORDS_CHOSEN.kind, subject, now, typed.key)
