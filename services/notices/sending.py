"""How a confirmed notice goes out: a little at a time, so that neither decisions nor residents have to wait.

First its recipients are written down, in portions by account: one transaction over a hundred thousand of them
would hold up every resident. Then a few messages at a time are left in the outbox, which sends them last of
all. What became of them is read from the outbox, so after a crash it goes on where it was, and no chat is
taken twice: the row of a chat is there once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from domain.alert import AlertKind
from domain.notice import Counts, Notice, NoticeState
from services.notices.progress import show_counts, show_decision
from services.notices.recipients import NoticeOutbox, RecipientBook, fill_outbox, settle
from services.ports import AlertBook, Clock, OperatorsChat
from services.units import Units

GATHERED_AT_ONCE = 1000
"""Accounts that are looked at in one transaction."""
IN_OUTBOX = 60
"""Messages of a notice that wait in the outbox at most: two seconds of Telegram's pace, so that it never runs
dry between two looks and is never full of notices."""


class Step(Enum):
    """What came of looking after the notices once."""

    NOTHING = auto()
    """There was nothing to do."""
    SENT_ON = auto()
    """Something changed; the outbox has enough for a while."""
    GATHERED = auto()
    """A portion of the recipients was written down; the next one can follow at once."""


class SendingBook(RecipientBook, Protocol):
    """The notices, as far as sending changes them."""

    def find(self, notice_id: int) -> Notice | None: ...

    def find_active(self) -> list[Notice]: ...

    def gather(self, notice: Notice, last_account: int) -> None:
        """Write down the recipients among the accounts after those gathered, up to ``last_account``."""
        ...

    def is_open(self, notice_id: int) -> bool:
        """Whether anything of it is still to be sent or waits in the outbox."""
        ...

    def is_on_its_way(self, notice_id: int) -> bool:
        """Whether one of its messages is being sent this moment."""
        ...

    def counts(self, notice_id: int) -> Counts: ...

    def finish(self, notice_id: int, state: NoticeState, final: Counts, at: datetime) -> None:
        """End a notice and keep the final counts."""
        ...


class SendingUnit(Protocol):
    """What sending a notice needs of the storage."""

    @property
    def notices(self) -> SendingBook: ...
    @property
    def outbox(self) -> NoticeOutbox: ...
    @property
    def operators(self) -> OperatorsChat: ...
    @property
    def alerts(self) -> AlertBook: ...


@dataclass(frozen=True)
class AdvanceNotices:
    """Bring the notices that were confirmed a step further; called again and again."""

    units: Units[SendingUnit]
    clock: Clock

    async def __call__(self) -> Step:
        """Do one step.

        Of several notices the oldest goes out, and the next one when that one ends or is paused. What follows
        a notice that is being cancelled waits until it is known who got that one.
        """
        active = await self.units.read(lambda unit: unit.notices.find_active())
        ending = {notice.id for notice in active if notice.state is NoticeState.CANCELLING}
        sending = [
            notice
            for notice in active
            if notice.state is NoticeState.SENDING and notice.follows not in ending
        ]
        if sending and not sending[0].is_gathered:
            return await self._gather(sending[0])
        changed = bool(sending) and await self._send(sending[0])
        for notice in active:
            if notice.state is NoticeState.CANCELLING:
                changed = await self._end(notice) or changed
        return Step.SENT_ON if changed else Step.NOTHING

    async def _gather(self, notice: Notice) -> Step:
        last = min(notice.gathered_to + GATHERED_AT_ONCE, notice.last_account)

        def gather(unit: SendingUnit) -> None:
            if notice.follows is not None:
                settle(unit.notices, notice.follows)
            unit.notices.gather(notice, last)

        await self.units.write_long(gather)
        return Step.GATHERED

    async def _send(self, notice: Notice) -> bool:
        now = self.clock()

        def send(unit: SendingUnit) -> bool:
            current = unit.notices.find(notice.id)
            if current is None or current.state is not NoticeState.SENDING:
                return False  # paused or cancelled since it was looked up
            changed = settle(unit.notices, notice.id)
            changed += fill_outbox(unit.notices, unit.outbox, notice.id, IN_OUTBOX)
            if not unit.notices.is_open(notice.id):
                self._finish(unit, notice, NoticeState.FINISHED, now)
                return True
            if changed:
                show_counts(unit.operators, notice.id)
            return changed > 0

        return await self.units.write_long(send)

    async def _end(self, notice: Notice) -> bool:
        now = self.clock()

        def end(unit: SendingUnit) -> bool:
            if unit.notices.is_on_its_way(notice.id):
                return False
            settle(unit.notices, notice.id)
            self._finish(unit, notice, NoticeState.CANCELLED, now)
            return True

        return await self.units.write_long(end)

    @staticmethod
    def _finish(unit: SendingUnit, notice: Notice, state: NoticeState, at: datetime) -> None:
        counts = unit.notices.counts(notice.id).ended()
        unit.notices.finish(notice.id, state, counts, at)
        show_decision(unit.operators, notice.id)
        unit.alerts.raise_alert(
            AlertKind.NOTICE_FINISHED,
            f"notice:{notice.id}",
            {
                "notice": str(notice.id),
                "operator": notice.operator.name,
                "outcome": state,
                "cancelled_by": notice.changed_by if state is NoticeState.CANCELLED else "",
                "delivered": counts.delivered,
                "unreachable": counts.unreachable,
                "failed": counts.failed,
                "withdrawn": counts.withdrawn,
            },
            at,
        )
