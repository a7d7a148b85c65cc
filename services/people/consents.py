"""Consents to a newer text about personal data, of those who agreed to an earlier one.

Nobody has to agree: the bot goes on as before, and keeps no name in Telegram for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Account, Consent, device_name
from domain.consent import NAMES_SINCE, covers_names
from services.messages import ConsentAsked
from services.ports import Clock, Outbox, Priority
from services.units import Units

AGREEMENT = "agreement"
PERSONAL_DATA = "personal-data"


class AgreedAccounts(Protocol):
    """What accounts agreed to."""

    def list_consents(self, account_id: int) -> list[Consent]: ...


class AccountBook(AgreedAccounts, Protocol):
    """Accounts, as far as consents need them."""

    def get(self, account_id: int) -> Account: ...

    def add_consent(
        self, account_id: int, document: str, version: str, at: datetime, chat_id: int
    ) -> None: ...

    def note_consent_asked(self, account_id: int, version: str, at: datetime) -> bool:
        """Keep that an account was asked for a version; ``False`` if it was before."""
        ...


class SessionBook(Protocol):
    """The chats that are signed in to accounts."""

    def rename(self, chat_id: int, name: str) -> None: ...


class ConsentUnit(Protocol):
    """What consents need of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def outbox(self) -> Outbox: ...


def kept_name(accounts: AgreedAccounts, account_id: int, name: str) -> str:
    """Return as much of a name in Telegram as is kept for an account: nothing without a consent to that."""
    return device_name(name) if _covers_names(accounts.list_consents(account_id)) else ""


def _covers_names(consents: Iterable[Consent]) -> bool:
    return any(is_of_names(each.document, each.version) for each in consents)


def is_of_names(document: str, version: str) -> bool:
    """Whether a consent to a version of a document lets the name in Telegram be kept."""
    return document == PERSONAL_DATA and covers_names(version)


def ask_once(unit: ConsentUnit, account_id: int, chat_id: int, now: datetime) -> None:
    """Ask a resident who agreed to an earlier text, at their first visit since there is a newer one."""
    if _covers_names(unit.accounts.list_consents(account_id)):
        return
    if unit.accounts.note_consent_asked(account_id, NAMES_SINCE, now):
        language = unit.accounts.get(account_id).language
        unit.outbox.about(
            account_id, [chat_id], ConsentAsked(), language=language, priority=Priority.PROGRESS
        )


@dataclass(frozen=True)
class RenewConsent:
    """Keep that a resident agreed to the text in force, and from then on the name of their chat.

    Doing it again changes nothing. ``version`` is that of the text that they were shown.
    """

    units: Units[ConsentUnit]
    clock: Clock

    async def __call__(self, account_id: int, version: str, chat_id: int, name: str) -> None:
        now = self.clock()

        def renew(unit: ConsentUnit) -> None:
            known = {(each.document, each.version) for each in unit.accounts.list_consents(account_id)}
            if (PERSONAL_DATA, version) not in known:
                unit.accounts.add_consent(account_id, PERSONAL_DATA, version, now, chat_id)
            unit.sessions.rename(chat_id, kept_name(unit.accounts, account_id, name))

        await self.units.write(renew)
