"""Reminds residents of readings, verifications and bills: in the daytime, once each, behind all else.

Reminders are gathered by a cursor, a portion at a time, and only as many as go out in a few minutes wait in
the outbox. What is asked here before a reminder is left is asked again when it goes out, because it may have
waited for hours: a reading that was sent meanwhile needs no reminder.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from domain.bill import SettledBill
from domain.dates import ReadingWindow
from domain.errors import DomainError
from domain.meter import Meter
from domain.reminder import (
    VERIFICATION_STAGES,
    ReminderDays,
    ReminderKind,
    is_due_soon,
    is_recent,
    verification_stage,
)
from domain.schedule import FINISHED, Pace, Progress, Run, Task
from domain.subscriber import Holding
from services.access import AccessUnit, AccountBook, require_number
from services.messages import (
    AccountContent,
    Addressed,
    BillComes,
    BillDueSoon,
    ReadingsWanted,
    VerificationEnds,
)
from services.numbers.bills import BillPlace, BillsUnit, places_of, settled_bills
from services.numbers.due import MetersUnit, NumberDue, number_due
from services.numbers.situation import MeterUnit, ReadingCalendar, require_meter_in_use
from services.numbers.vacancies import VacantUnit, is_sent_for
from services.ports import Priority
from services.telling import SessionBook

BEGINS, ENDS = time(10), time(20, 30)
"""When reminders are left: nobody is woken at a week-end, and what waits goes out before the night."""
AT_ONCE = 200
"""Holders that one unit of work looks at, because residents who write meanwhile wait for it."""
MOST_WAITING = 3000
"""Reminders that wait in the outbox at most: some minutes of Telegram's pace."""
MOST_OF_OTHERS = MOST_WAITING // 2
"""The same for what has more time than readings, which therefore go first if there are many."""


class Held(NamedTuple):
    """A number that an account holds."""

    account_id: int = 0
    number: str = ""


class NearVerification(NamedTuple):
    """A meter whose verification ends on ``verify_by`` (YYYY-MM-DD), and an account that holds its number."""

    verify_by: str = ""
    meter_id: str = ""
    account_id: int = 0


@dataclass(frozen=True, slots=True)
class NumberBill:
    """A bill of a number, and where it is found."""

    holding: Holding
    settled: SettledBill
    at: BillPlace


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of an account: ``subject`` is a number or a meter, ``occasion`` why it comes just now."""

    account_id: int
    kind: ReminderKind
    subject: str
    occasion: str


class ReminderBook(Protocol):
    """Who wants to be reminded, who was, and who may be next."""

    def is_wanted(self, account_id: int, kind: ReminderKind) -> bool:
        """Tell whether an account wants to be reminded of something."""
        ...

    def note(self, reminder: Reminder, at: datetime) -> bool:
        """Keep that a reminder was left; ``False`` if it was left before."""
        ...

    def list_held(self, after: Held, most: int) -> list[Held]:
        """List numbers with the accounts that hold them, after one in the order of both."""
        ...

    def list_near_verifications(
        self, first: date, last: date, after: NearVerification, most: int
    ) -> list[NearVerification]:
        """List meters whose verification ends in some days, with those who hold their number."""
        ...

    def list_who_want(self, kind: ReminderKind, after: int, most: int) -> list[int]:
        """List accounts that switched a reminder on, after one in the order of their ids."""
        ...


class ReminderOutbox(Protocol):
    """The outbox, as reminders use it."""

    def telegrams(self, messages: Iterable[Addressed], *, priority: Priority) -> None:
        """Leave many messages about accounts at once."""
        ...

    def count_waiting(self, priority: Priority, most: int) -> int:
        """Count the messages of a priority that wait for Telegram, up to ``most``."""
        ...

    def is_unreachable(self, chat_id: int) -> bool:
        """Whether nothing reaches this chat until the person writes again."""
        ...


class ChoiceUnit(Protocol):
    """What tells of what an account wants to be reminded."""

    @property
    def reminders(self) -> ReminderBook: ...


class WantedReadingsUnit(AccessUnit, MetersUnit, ChoiceUnit, VacantUnit, Protocol):
    """What tells whether a reminder of readings is in place."""


class WantedVerificationUnit(MeterUnit, ChoiceUnit, Protocol):
    """What tells whether a reminder of a verification is in place."""


class WantedBillUnit(BillsUnit, ChoiceUnit, Protocol):
    """What tells whether a reminder of a bill is in place."""


class RemindersUnit(WantedReadingsUnit, WantedVerificationUnit, WantedBillUnit, Protocol):
    """What leaving reminders needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def outbox(self) -> ReminderOutbox: ...


# Whether a reminder is in place -------------------------------------------------------------------------


def wanted_readings(
    unit: WantedReadingsUnit, held: Held, month: str, calendar: ReadingCalendar, now: datetime
) -> NumberDue | None:
    """Return how a number stands if its holder is to be reminded of readings of ``month``; else ``None``.

    Not if the account does not want it or does not hold the number any more, if the number is closed, if the
    window is closed or of another month, if no meter waits for a reading, because any holder sent it, or if
    the home is empty and the last values are sent for them.
    """
    holding = _open_number(unit, held, ReminderKind.READINGS)
    if holding is None:
        return None
    due = number_due(unit, holding, calendar, now)
    if f"{due.month}" != month or not due.due or is_sent_for(unit, due, calendar, now):
        return None
    return due


def near_verification(
    unit: WantedVerificationUnit, account_id: int, meter_id: str, verify_by: str, today: date
) -> Meter | None:
    """Return a meter if an account is to be reminded that its verification ends on ``verify_by``."""
    if not unit.reminders.is_wanted(account_id, ReminderKind.VERIFICATION):
        return None
    try:
        holding, meter = require_meter_in_use(unit, account_id, meter_id)
    except DomainError:
        return None
    is_near = meter.verify_by is not None and verification_stage(meter.verify_by, today) is not None
    return meter if is_near and f"{meter.verify_by}" == verify_by and not holding.closed else None


def new_bill(unit: WantedBillUnit, held: Held, today: date) -> NumberBill | None:
    """Return the newest bill of a number, if its holder is to be told that it has come."""
    found = _newest_bill(unit, held, ReminderKind.NEW_BILL)
    return found if found is not None and is_recent(found.settled.bill.month, today) else None


def due_bill(unit: WantedBillUnit, held: Held, today: date) -> NumberBill | None:
    """Return the newest bill of a number, if it has to be paid soon and is not paid."""
    found = _newest_bill(unit, held, ReminderKind.BILL_DUE)
    if found is None:
        return None
    return found if found.settled.left > 0 and is_due_soon(found.settled.bill.due_on, today) else None


def _newest_bill(unit: WantedBillUnit, held: Held, kind: ReminderKind) -> NumberBill | None:
    holding = _open_number(unit, held, kind)
    if holding is None:
        return None
    settled = settled_bills(unit, holding)
    return NumberBill(holding, settled.bills[0], places_of(settled)[0]) if settled.bills else None


class _NumberUnit(AccessUnit, ChoiceUnit, Protocol): ...


def _open_number(unit: _NumberUnit, held: Held, kind: ReminderKind) -> Holding | None:
    """Return a number that is not closed, if its holder wants a reminder."""
    if not unit.reminders.is_wanted(held.account_id, kind):
        return None
    try:
        holding = require_number(unit, held.account_id, held.number)
    except DomainError:
        return None
    return None if holding.closed else holding


# The jobs -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RemindOfReadings:
    """Remind on some days of the window those who hold a number and have not sent its readings.

    What a day is not enough for goes on next day, as long as readings of the month are taken.
    """

    calendar: ReadingCalendar
    days: ReminderDays

    @property
    def task(self) -> Task:
        window: ReadingWindow = self.calendar.window
        return Task("readings", BEGINS, ENDS, lambda day: self.days.include(day, window), makes_up=True)

    def portion(self, unit: RemindersUnit, run: Run, now: datetime) -> Progress:
        """Look at the next holders."""
        month, today = self.calendar.month(now), self.calendar.day(now)
        if not self.calendar.window.is_open(today) or self.calendar.window.month_of(run.day) != month:
            return FINISHED
        if not _has_room(unit, MOST_WAITING):
            return Progress(run.cursor, Pace.LATER)
        account, _, number = run.cursor.partition(" ")
        found = unit.reminders.list_held(Held(int(account or 0), number), AT_ONCE)
        for held in found:
            if wanted_readings(unit, held, f"{month}", self.calendar, now) is not None:
                reminder = Reminder(held.account_id, ReminderKind.READINGS, held.number, f"{run.day}")
                _leave(unit, reminder, ReadingsWanted(held.account_id, held.number, f"{month}"), now)
        return _went_on(found, " ".join(map(str, found[-1])) if found else "")


@dataclass(frozen=True)
class RemindOfVerifications:
    """Remind holders of a meter before its verification runs out, those with least time first."""

    calendar: ReadingCalendar

    task = Task("verifications", BEGINS, ENDS)

    def portion(self, unit: RemindersUnit, run: Run, now: datetime) -> Progress:
        """Look at the next meters."""
        if not _has_room(unit, MOST_OF_OTHERS):
            return Progress(run.cursor, Pace.LATER)
        today = self.calendar.day(now)
        last = today + timedelta(days=max(VERIFICATION_STAGES))
        after = _near_from(run.cursor)
        found = unit.reminders.list_near_verifications(today, last, after, AT_ONCE)
        for near in found:
            self._remind(unit, near, today, now)
        return _went_on(found, _cursor_of(found[-1]) if found else "")

    def _remind(self, unit: RemindersUnit, near: NearVerification, today: date, now: datetime) -> None:
        meter = near_verification(unit, near.account_id, near.meter_id, near.verify_by, today)
        if meter is not None:
            stage = verification_stage(date.fromisoformat(near.verify_by), today)
            occasion = f"{near.verify_by} {stage}"
            reminder = Reminder(near.account_id, ReminderKind.VERIFICATION, meter.id, occasion)
            _leave(unit, reminder, VerificationEnds(near.account_id, meter.id, near.verify_by), now)


@dataclass(frozen=True)
class RemindOfBills:
    """Tell those who want it that a bill has come, or that one has to be paid soon."""

    calendar: ReadingCalendar
    kind: ReminderKind

    @property
    def task(self) -> Task:
        return Task(self.kind, BEGINS, ENDS)

    def portion(self, unit: RemindersUnit, run: Run, now: datetime) -> Progress:
        """Look at the numbers of the next accounts."""
        if not _has_room(unit, MOST_OF_OTHERS):
            return Progress(run.cursor, Pace.LATER)
        accounts = unit.reminders.list_who_want(self.kind, int(run.cursor or 0), AT_ONCE)
        for account_id in accounts:
            for holding in unit.holdings.held(account_id).holdings:
                self._remind(unit, Held(account_id, holding.number), now)
        return _went_on(accounts, str(accounts[-1]) if accounts else "")

    def _remind(self, unit: RemindersUnit, held: Held, now: datetime) -> None:
        wanted, message = _BILL_RULES[self.kind]
        found = wanted(unit, held, self.calendar.day(now))
        if found is not None:
            bill_id = found.settled.bill.id
            reminder = Reminder(held.account_id, self.kind, held.number, bill_id)
            _leave(unit, reminder, message(held.account_id, held.number, bill_id), now)


_BILL_RULES: dict[
    ReminderKind,
    tuple[
        Callable[[WantedBillUnit, Held, date], NumberBill | None],
        Callable[[int, str, str], AccountContent],
    ],
] = {
    ReminderKind.NEW_BILL: (new_bill, BillComes),
    ReminderKind.BILL_DUE: (due_bill, BillDueSoon),
}


def _cursor_of(near: NearVerification) -> str:
    return f"{near.account_id} {near.verify_by} {near.meter_id}"  # only the id of a meter may hold a blank


def _near_from(cursor: str) -> NearVerification:
    account, verify_by, *meter = cursor.split(" ", 2) if cursor else ("0", "")
    return NearVerification(verify_by, "".join(meter), int(account))


def _has_room(unit: RemindersUnit, most: int) -> bool:
    return unit.outbox.count_waiting(Priority.REMINDER, most) < most


def _went_on(found: Sequence[object], cursor: str) -> Progress:
    """Go on behind what was found; the last portion finds less than it could."""
    return FINISHED if len(found) < AT_ONCE else Progress(cursor, Pace.AT_ONCE)


def _leave(unit: RemindersUnit, reminder: Reminder, content: AccountContent, now: datetime) -> None:
    """Leave a reminder to the chats of its account that can be reached, unless it was left before."""
    chats = unit.sessions.list_chats(reminder.account_id)
    reached = [chat_id for chat_id in chats if not unit.outbox.is_unreachable(chat_id)]
    if reached and unit.reminders.note(reminder, now):
        language = unit.accounts.get(reminder.account_id).language
        messages = [Addressed(reminder.account_id, chat_id, language, content) for chat_id in reached]
        unit.outbox.telegrams(messages, priority=Priority.REMINDER)
