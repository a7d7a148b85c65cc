"""Notices in force: what they say about somebody's homes, and telling those who got one that it has changed.

A notice is in force until the moment that the operator named, unless it is called off before. The residents
who got it hear of a later end, and that it was called off, by a mailing that follows it and goes out like any
notice (``services/notices/sending.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.address import Address, AddressQuery
from domain.audit import Action
from domain.errors import DomainError
from domain.notice import Audience, FollowUp, Notice, NoticeState
from domain.operator import Operator
from domain.subscriber import Holding
from services.access import HeldNumbers, require_number
from services.audit import AuditTrail
from services.notices.preparing import NoticeBook, NoticeUnit
from services.notices.progress import show_decision
from services.notices.recipients import NoticeOutbox, hold_back
from services.ports import Clock, OperatorsChat
from services.units import Units


class NoticesInForce(Protocol):
    """The notices, as far as it matters what is in force."""

    def list_in_force(self, now: datetime) -> list[Notice]:
        """List the notices that are in force, the one that ends first before the others."""
        ...

    def names(self, notice_id: int, number: str) -> bool:
        """Tell whether a number was among those of a notice when it was prepared."""
        ...


class InForceUnit(Protocol):
    """What the notices about a number need of the storage."""

    @property
    def notices(self) -> NoticesInForce: ...


class SupplyUnit(InForceUnit, Protocol):
    """What the supply of an account's homes needs of the storage."""

    @property
    def holdings(self) -> HeldNumbers: ...


class FollowedBook(NoticeBook, Protocol):
    """The notices, as far as something follows them."""

    def prolong(self, notice_id: int, until: datetime) -> None:
        """Keep another end of a notice."""
        ...

    def call_off(self, notice_id: int, at: datetime) -> None:
        """Keep since when a notice is not in force any more."""
        ...

    def follow(
        self, notice_id: int, news: FollowUp, operator: Operator, key: str, at: datetime
    ) -> int | None:
        """Let those who got a notice be told what is new; return the mailing, ``None`` for a known key."""
        ...


class FollowingUnit(Protocol):
    """What a mailing that follows a notice needs of the storage."""

    @property
    def notices(self) -> FollowedBook: ...
    @property
    def outbox(self) -> NoticeOutbox: ...
    @property
    def operators(self) -> OperatorsChat: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True, slots=True)
class HomeSupply:
    """A home of an account, and the notices in force that are about it."""

    holding: Holding
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class ViewSupply:
    """Tell what is in force for the homes of an account, or for one of them.

    Each notice is compared with each home, which takes long for somebody with hundreds of them.
    An account whose address is not confirmed has no homes. Whether it mutes notices is not asked.

    Errors, where one home is asked for: those of ``services.access.require_number``.
    """

    units: Units[SupplyUnit]
    clock: Clock

    async def __call__(self, account_id: int, number: str | None = None) -> tuple[HomeSupply, ...]:
        """Return the open numbers in the order in which they were added, or the one that is asked for."""
        now = self.clock()

        def view(unit: SupplyUnit) -> tuple[HomeSupply, ...]:
            homes = [require_number(unit, account_id, number)] if number else _open_homes(unit, account_id)
            in_force = unit.notices.list_in_force(now)
            return tuple(HomeSupply(each, about(unit, in_force, each)) for each in homes)

        return await self.units.read_long(view)


@dataclass(frozen=True)
class ListInForce:
    """List the notices that are in force for the operators, the one that ends first before the others."""

    units: Units[InForceUnit]
    clock: Clock

    async def __call__(self) -> Sequence[Notice]:
        now = self.clock()
        return await self.units.read(lambda unit: unit.notices.list_in_force(now))


@dataclass(frozen=True)
class FindInForce:
    """Return a notice that is in force; ``notice-not-in-force``."""

    units: Units[NoticeUnit]
    clock: Clock

    async def __call__(self, notice_id: int) -> Notice:
        now = self.clock()
        return await self.units.read(lambda unit: _require_in_force(unit.notices.find(notice_id), now))


@dataclass(frozen=True)
class ProlongNotice:
    """Give a notice another end, and tell those who got it; ``notice-not-in-force``, ``until-passed``."""

    units: Units[FollowingUnit]
    clock: Clock

    async def __call__(self, notice_id: int, until: datetime, operator: Operator, key: str) -> None:
        """Prolong; the same ``key`` does it once."""
        now = self.clock()
        if until <= now:
            raise DomainError("until-passed", moment=f"{until:%H:%M}")

        def prolong(unit: FollowingUnit) -> None:
            notice = unit.notices.find(notice_id)
            unit.notices.prolong(notice_id, until)
            if notice is not None and not _follow(unit, notice, FollowUp.PROLONGED, operator, key, now):
                return
            _require_in_force(notice, now)
            details = {"until": until.isoformat()}
            unit.audit.add(operator, Action.NOTICE_PROLONGED, f"notice:{notice_id}", details, now)

        await self.units.write_long(prolong)


@dataclass(frozen=True)
class CallOffNotice:
    """Say that a notice is not in force any more, and tell those who got it; ``notice-not-in-force``.

    One that is still going out is cancelled.
    """

    units: Units[FollowingUnit]
    clock: Clock

    async def __call__(self, notice_id: int, operator: Operator, key: str) -> None:
        """Call off; the same ``key`` does it once."""
        now = self.clock()

        def call_off(unit: FollowingUnit) -> None:
            notice = unit.notices.find(notice_id)
            if notice is not None and not _follow(unit, notice, FollowUp.CALLED_OFF, operator, key, now):
                return
            notice = _require_in_force(notice, now)
            unit.notices.call_off(notice.id, now)
            if unit.notices.change(
                notice.id,
                {NoticeState.SENDING, NoticeState.PAUSED},
                NoticeState.CANCELLING,
                operator.name,
            ):
                hold_back(unit.notices, unit.outbox, notice.id, now)
            unit.audit.add(operator, Action.NOTICE_CALLED_OFF, f"notice:{notice.id}", {}, now)

        await self.units.write_long(call_off)


def about(unit: InForceUnit, in_force: Sequence[Notice], home: Holding) -> tuple[Notice, ...]:
    """Pick the notices that are about a home: by its number, or by its address if it was added later."""
    if not in_force:
        return ()
    address = Address.parse(home.address)
    return tuple(
        notice
        for notice in in_force
        if notice.audience is Audience.ALL
        or unit.notices.names(notice.id, home.number)
        or _names(notice, address)
    )


def _open_homes(unit: SupplyUnit, account_id: int) -> Sequence[Holding]:
    held = unit.holdings.held(account_id)
    return [each for each in held.holdings if held.email_is_confirmed and not each.closed]


def _names(notice: Notice, address: Address) -> bool:
    lines = notice.asked.splitlines() if notice.audience is Audience.ADDRESS else []
    return any(AddressQuery.parse(line).matches(address) for line in lines)


def _require_in_force(notice: Notice | None, now: datetime) -> Notice:
    if notice is None or not notice.is_in_force(now):
        raise DomainError("notice-not-in-force")
    return notice


def _follow(
    unit: FollowingUnit, notice: Notice, news: FollowUp, operator: Operator, key: str, now: datetime
) -> bool:
    """Leave the mailing, and have both messages in the group drawn; ``False``: the key did it before.

    The key is asked first, because a repeat finds a notice that is not in force any more.
    """
    mailing = unit.notices.follow(notice.id, news, operator, key, now)
    for each in (notice.id, mailing):
        if each is not None:
            show_decision(unit.operators, each)
    return mailing is not None
