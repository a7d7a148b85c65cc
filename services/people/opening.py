"""Signing a chat in once it may be, and telling everybody whom that concerns.

Every way into an account ends here: a password, a second step, an operator.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, device_name
from domain.claim import Claim, Ending
from services.messages import ClaimOver, NewSignIn, SignedInElsewhere
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


class OpeningUnit(Protocol):
    """What signing a chat in needs of the storage."""

    @property
    def claims(self) -> OpenClaims: ...
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
    name = device_name(device.name)
    unit.sessions.put(device.chat_id, account.id, now, name=name, is_proven=is_proven)
    unit.outbox.bring_home(account.id, device.chat_id)
    if unit.sessions.is_proven(device.chat_id, account.id):
        _end_claims(unit, account, device.chat_id, now)
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
