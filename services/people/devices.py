"""The devices of an account: the chats that are signed in, and signing them out from one of them.

A device that is new and passed no second step may be a stranger's: it signs out no older one, and changes
nothing that the account is opened by, until the owner had a day to notice it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, Session
from domain.errors import DomainError
from domain.limits import shown_until
from services.messages import SignedOutElsewhere
from services.ports import Clock, Outbox, Priority
from services.units import Units


class AccountBook(Protocol):
    """Accounts, as far as devices need them."""

    def get(self, account_id: int) -> Account: ...


class ListedSessions(Protocol):
    """The chats that are signed in to an account."""

    def list_for(self, account_id: int) -> list[Session]:
        """List them, oldest first."""
        ...


class SessionBook(ListedSessions, Protocol):
    """The chats that are signed in to an account, to be signed out."""

    def remove(self, chat_id: int) -> None: ...

    def forget(self, chat_id: int, account_id: int) -> None:
        """Let an account know a chat no more."""
        ...


class SettledUnit(Protocol):
    """What the age of a device needs of the storage."""

    @property
    def sessions(self) -> ListedSessions: ...


class DeviceUnit(Protocol):
    """What devices need of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def outbox(self) -> Outbox: ...


def require_settled(unit: SettledUnit, account_id: int, chat_id: int, now: datetime, zone: ZoneInfo) -> None:
    """See that a device may change what the account is opened by; raises ``device-too-new`` (``until``)."""
    this = _device(unit.sessions.list_for(account_id), chat_id)
    if not this.is_settled(now):
        raise DomainError("device-too-new", until=shown_until(this.settles_at, now, zone))


def _device(devices: Sequence[Session], chat_id: int) -> Session:
    """Find a chat among the devices of an account; ``sign-in-needed`` if it was signed out meanwhile."""
    for each in devices:
        if each.chat_id == chat_id:
            return each
    raise DomainError("sign-in-needed")


@dataclass(frozen=True)
class CheckDevice:
    """See that a device may change what the account is opened by; raises ``device-too-new`` (``until``)."""

    units: Units[SettledUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, chat_id: int) -> None:
        now = self.clock()
        await self.units.read(lambda unit: require_settled(unit, account_id, chat_id, now, self.zone))


@dataclass(frozen=True)
class Devices:
    """The device that asks, and the others, the newest first."""

    this: Session
    others: tuple[Session, ...]


@dataclass(frozen=True)
class ListDevices:
    """List the devices of an account, as one of them sees them; raises ``sign-in-needed``."""

    units: Units[DeviceUnit]

    async def __call__(self, account_id: int, chat_id: int) -> Devices:
        def work(unit: DeviceUnit) -> Devices:
            devices = unit.sessions.list_for(account_id)[::-1]
            others = tuple(each for each in devices if each.chat_id != chat_id)
            return Devices(_device(devices, chat_id), others)

        return await self.units.read(work)


@dataclass(frozen=True)
class EndDevice:
    """Sign another device out; its chat is told, and has to pass the second step again.

    Doing it again changes nothing. Returns the device, or ``None`` if it was signed out before. Raises
    ``device-too-new`` (``until``) and ``sign-in-needed``.
    """

    units: Units[DeviceUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, chat_id: int, other_id: int) -> Session | None:
        now = self.clock()

        def work(unit: DeviceUnit) -> Session | None:
            devices = unit.sessions.list_for(account_id)
            this = _device(devices, chat_id)
            other = next((each for each in devices if each.chat_id == other_id != chat_id), None)
            if other is None:
                return None
            _require_may_end(this, other, now, self.zone)
            _end(unit, other)
            return other

        return await self.units.write(work)


@dataclass(frozen=True)
class EndOtherDevices:
    """Sign all other devices out, and return how many; raises as :class:`EndDevice` does."""

    units: Units[DeviceUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, chat_id: int) -> int:
        now = self.clock()

        def work(unit: DeviceUnit) -> int:
            devices = unit.sessions.list_for(account_id)
            this = _device(devices, chat_id)
            others = [each for each in devices if each.chat_id != chat_id]
            for other in others:
                _require_may_end(this, other, now, self.zone)
            for other in others:
                _end(unit, other)
            return len(others)

        return await self.units.write(work)


def _require_may_end(this: Session, other: Session, now: datetime, zone: ZoneInfo) -> None:
    if not this.may_end(other, now):
        raise DomainError("device-too-new", until=shown_until(this.settles_at, now, zone))


def _end(unit: DeviceUnit, device: Session) -> None:
    unit.sessions.remove(device.chat_id)
    unit.sessions.forget(device.chat_id, device.account_id)
    language = unit.accounts.get(device.account_id).language
    news = SignedOutElsewhere()
    unit.outbox.telegram(device.chat_id, news, language=language, priority=Priority.DECISION)
