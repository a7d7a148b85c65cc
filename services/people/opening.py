"""Signing a chat in once it may be, and telling everybody whom that concerns.

Every way into an account ends here: a password, a second step, an operator. It takes a closed account back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.claim import Claim, Ending
from domain.closing import ClosedAccount
from services.messages import AccountOpenAgain, AccountReopened, ClaimOver, NewSignIn, SignedInElsewhere
from services.people.consents import AgreedAccounts, kept_name
from services.ports import Outbox, Priority
from services.units import Units


@dataclass(frozen=True)
class Device:
    """A chat, and the name of its person in Telegram."""

    chat_id: int
    name: str


class OpenedSessions(Protocol):
    """Which chat is signed in to which account."""

    def put(
        self, chat_id: int, account_id: int, at: datetime, *, name: str = "", is_proven: bool = False
    ) -> None: ...

    def is_known(self, chat_id: int, account_id: int) -> bool:
        """Whether a chat is or was signed in to an account."""
        ...

    def is_proven(self, chat_id: int, account_id: int) -> bool: ...

    def list_chats(self, account_id: int) -> list[int]: ...


class OpeningOutbox(Outbox, Protocol):
    """Messages, those about accounts that reached no chat among them."""

    def bring_home(self, account_id: int, chat_id: int) -> bool:
        """Let some of them go to a chat that is signed in now; tells whether there may be more."""
        ...


class OpenClaims(Protocol):
    """The claims that wait for objections, or for a new password."""

    def list_open(self, account_id: int) -> list[Claim]: ...

    def end(self, claim_id: int, ending: Ending, at: datetime) -> None: ...


class ClosedAccounts(Protocol):
    """The accounts that their owners closed."""

    def find(self, account_id: int) -> ClosedAccount | None: ...

    def take_back(self, account_id: int) -> None:
        """Let a closed account be as it was, with its numbers."""
        ...


class OpeningUnit(Protocol):
    """What signing a chat in needs of the storage."""

    @property
    def claims(self) -> OpenClaims: ...
    @property
    def accounts(self) -> AgreedAccounts: ...
    @property
    def closings(self) -> ClosedAccounts: ...
    @property
    def sessions(self) -> OpenedSessions: ...
    @property
    def outbox(self) -> OpeningOutbox: ...


def open_chat(
    unit: OpeningUnit, account: Account, device: Device, now: datetime, zone: ZoneInfo, *, is_proven: bool
) -> None:
    """Sign a chat in; if it was never signed in before, tell the other chats and the confirmed address.

    A chat that is proven ends the claims of those who say that they cannot get in.
    """
    is_new = not unit.sessions.is_known(device.chat_id, account.id)
    name = kept_name(unit.accounts, account.id, device.name)
    unit.sessions.put(device.chat_id, account.id, now, name=name, is_proven=is_proven)
    unit.outbox.bring_home(account.id, device.chat_id)
    if unit.sessions.is_proven(device.chat_id, account.id):
        _end_claims(unit, account, device.chat_id, now)
    _take_back(unit, account, device.chat_id)
    if is_new:
        _tell(unit, account, device.chat_id, name, shown_at(now, zone))


def shown_at(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as residents read it: «ДД.ММ.ГГГГ, ЧЧ:ММ»."""
    return moment.astimezone(zone).strftime("%d.%m.%Y, %H:%M")


def _end_claims(unit: OpeningUnit, account: Account, chat_id: int, now: datetime) -> None:
    for claim in unit.claims.list_open(account.id):
        is_own = claim.chat_id == chat_id
        unit.claims.end(claim.id, Ending.USED if is_own else Ending.OVERTAKEN, now)
        if not is_own:
            unit.outbox.telegram(
                claim.chat_id, ClaimOver(), language=account.language, priority=Priority.DECISION
            )


def _take_back(unit: OpeningUnit, account: Account, chat_id: int) -> None:
    """Let an account that its owner closed be as it was, and say so."""
    if unit.closings.find(account.id) is None:
        return
    unit.closings.take_back(account.id)
    news, language = AccountReopened(), account.language
    unit.outbox.about(account.id, [chat_id], news, language=language, priority=Priority.DECISION)
    if account.email_is_confirmed:
        unit.outbox.letter(account.email, AccountOpenAgain(account.login), language=language)


def _tell(unit: OpeningUnit, account: Account, chat_id: int, name: str, at: str) -> None:
    language = account.language
    others = [chat for chat in unit.sessions.list_chats(account.id) if chat != chat_id]
    if others:
        news = NewSignIn(chat_id, name, at)
        unit.outbox.about(account.id, others, news, language=language, priority=Priority.DECISION)
    if account.email_is_confirmed:
        unit.outbox.letter(account.email, SignedInElsewhere(account.login, name, at), language=language)


async def bring_all_home(units: Units[OpeningUnit], account_id: int, chat_id: int) -> None:
    """Let what waited for a sign-in go; it may be more than one unit of work can move."""
    while await units.write(lambda unit: unit.outbox.bring_home(account_id, chat_id)):
        pass
