"""All that is kept about a person, for this person: what they told us, what they did, what they were told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from domain.account import Account, Confirmation, Consent, HeldNumber, Session
from domain.alert import Alert
from domain.asked_bill import asked_bill
from domain.ban import Ban, Subject, SubjectKind
from domain.bill import Bill, Payment
from domain.bill_line import BillLine
from domain.claim import Claim
from domain.dates import Month
from domain.frozen import frozen
from domain.known_value import KnownValue
from domain.meter import Meter
from domain.meter_change import MeterChange
from domain.money import format_amount
from domain.phone import Phone
from domain.reading import Reading, Source
from domain.reading_text import format_optional_value, format_value
from domain.recovery import Recovery
from domain.reminder import ReminderKind
from domain.second_step import SecondStep
from domain.subscriber import BillDelivery, EndedHold, Premises, Stove, Subscriber
from domain.thread import ThreadMessage
from domain.vacancy import Vacancy
from services.numbers.vacancies import VacantUnit
from services.units import Units

EVERYTHING = 10_000
"""Payments, bills and values of a number that are listed, more than a lifetime has."""


class Kind(StrEnum):
    """What a term is one of."""

    STATUS = "status"
    CHANGE = "change"
    DOCUMENT = "document"
    AUTHOR = "author"
    FILE = "file"
    LANGUAGE = "language"
    REASON = "reason"
    PAYMENT = "payment"
    BASIS = "basis"
    STOVE = "stove"
    STEP = "step"
    DELIVERY = "delivery"
    TOLD_BY = "told-by"
    BAN = "ban"
    ENDING = "ending"
    NOTICE = "notice"


@frozen
class Term:
    """One of the values that a field can have, such as the status of a reading; handlers have its words."""

    kind: Kind
    value: str


Fact: TypeAlias = "str | int | bool | date | datetime | Month | Term | list[Fact] | dict[str, Fact] | None"
"""What is kept, by names of fields; amounts are rubles as people read them, values of meters are kWh."""


@frozen
class HeardNotice:
    """A notice about the supply that reached a person, and when it began to go out.

    ``what`` is a ``NoticeKind``, or a ``FollowUp`` of what followed a notice and has its text.
    """

    at: datetime
    what: str
    until: datetime | None
    text: str


@frozen
class OwnReport:
    """That a person told operators that there is no light at a number, and when."""

    number: str
    at: datetime


class OwnAccount(Protocol):
    """The account, with what belongs to it."""

    def get(self, account_id: int) -> Account: ...

    def list_consents(self, account_id: int) -> list[Consent]: ...

    def list_numbers(self, account_id: int) -> list[HeldNumber]: ...


class OwnSessions(Protocol):
    """Which chats are signed in to the account."""

    def list_for(self, account_id: int) -> list[Session]: ...

    def list_known(self, account_id: int) -> list[Session]:
        """List the chats that are or were signed in, each with its first time."""
        ...


class OwnBans(Protocol):
    """The bans in force."""

    def find(self, subject: Subject) -> Ban | None: ...


class OwnProtection(Protocol):
    """What is asked for in new chats."""

    def find(self, account_id: int) -> SecondStep: ...


class OwnConfirmations(Protocol):
    """The letters that ask to confirm an address."""

    def list_for(self, account_id: int) -> list[Confirmation]: ...


class OwnRecoveries(Protocol):
    """The letters that let in who forgot the password."""

    def list_for(self, account_id: int) -> list[Recovery]: ...


class OwnClaims(Protocol):
    """The claims of the account."""

    def list_for(self, account_id: int) -> list[Claim]: ...


class OwnChanges(Protocol):
    """The reports of other meters."""

    def list_for(self, account_id: int) -> list[MeterChange]: ...


class OwnTalks(Protocol):
    """What was said between the resident and operators."""

    def list_of_account(self, account_id: int) -> list[ThreadMessage]: ...


class OwnAlerts(Protocol):
    """What the talks with operators are about."""

    def find(self, alert_id: int) -> Alert | None: ...


class OwnReadings(Protocol):
    """The readings that the account sent, also for numbers that it holds no more."""

    def list_of_account(self, account_id: int) -> list[Reading]: ...


class OwnReports(Protocol):
    """What the account told operators about the supply."""

    def list_of_account(self, account_id: int) -> list[OwnReport]: ...


class OwnNotices(Protocol):
    """The notices that reached the account, as long as it is kept whom they reached."""

    def list_heard(self, account_id: int) -> list[HeardNotice]: ...


class KnownSubscribers(Protocol):
    """Flats and houses, as billing knows them."""

    def find(self, number: str) -> Subscriber | None: ...


class KnownMeters(Protocol):
    """Meters, as billing knows them."""

    def find(self, meter_id: str) -> Meter | None: ...

    def list_for(self, number: str) -> list[Meter]: ...

    def list_ever_for(self, number: str) -> list[Meter]: ...


class KnownHistory(Protocol):
    """Values of the meters of a number, as billing knew them, newest first."""

    def list_for_number(self, number: str, since: date, limit: int) -> Mapping[str, list[KnownValue]]: ...


class KnownPayments(Protocol):
    """Payments of a number, newest first."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Payment]: ...


class KnownBills(Protocol):
    """Bills of a number, newest first, and the lines of each."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Bill]: ...

    def list_lines(self, bill_id: str) -> list[BillLine]: ...


class OwnEndedHolds(Protocol):
    """The numbers that the person held until another resident ended that."""

    def list_ended_of(self, account_id: int) -> list[EndedHold]: ...


class OwnReminders(Protocol):
    """Of what the person wants to be reminded."""

    def list_wanted(self, account_id: int) -> Mapping[ReminderKind, bool]: ...


class MyDataUnit(VacantUnit, Protocol):
    """What an export of everything about a person needs of the storage."""

    @property
    def accounts(self) -> OwnAccount: ...
    @property
    def reminders(self) -> OwnReminders: ...
    @property
    def sessions(self) -> OwnSessions: ...
    @property
    def bans(self) -> OwnBans: ...
    @property
    def second_steps(self) -> OwnProtection: ...
    @property
    def confirmations(self) -> OwnConfirmations: ...
    @property
    def recoveries(self) -> OwnRecoveries: ...
    @property
    def claims(self) -> OwnClaims: ...
    @property
    def hands(self) -> OwnEndedHolds: ...
    @property
    def subscribers(self) -> KnownSubscribers: ...
    @property
    def meters(self) -> KnownMeters: ...
    @property
    def history(self) -> KnownHistory: ...
    @property
    def payments(self) -> KnownPayments: ...
    @property
    def bills(self) -> KnownBills: ...
    @property
    def readings(self) -> OwnReadings: ...
    @property
    def meter_changes(self) -> OwnChanges: ...
    @property
    def threads(self) -> OwnTalks: ...
    @property
    def alerts(self) -> OwnAlerts: ...
    @property
    def reports(self) -> OwnReports: ...
    @property
    def notices(self) -> OwnNotices: ...


@dataclass(frozen=True)
class ExportMyData:
    """Give a person everything that is kept about them.

    Hashes of passwords and codes are left out: only an attacker has a use for them. So are the names of
    operators, because residents hear from operators as one.
    """

    units: Units[MyDataUnit]

    async def __call__(self, account_id: int) -> dict[str, Fact]:
        def export(unit: MyDataUnit) -> dict[str, Fact]:
            held = unit.accounts.list_numbers(account_id)
            sessions = unit.sessions.list_for(account_id)
            return {
                "account": _account(unit.accounts.get(account_id), unit.second_steps.find(account_id)),
                "reminders": _reminders(unit.reminders.list_wanted(account_id)),
                "consents": [_consent(each) for each in unit.accounts.list_consents(account_id)],
                "sessions": [_session(each) for each in sessions],
                "known_chats": [_known_chat(each) for each in unit.sessions.list_known(account_id)],
                "bans": [_ban(each) for each in _bans(unit, account_id, sessions)],
                "letters": [_letter(each) for each in unit.confirmations.list_for(account_id)],
                "recoveries": [_recovery(each) for each in unit.recoveries.list_for(account_id)],
                "claims": [_claim(each) for each in unit.claims.list_for(account_id)],
                "numbers": [_number(unit, each) for each in held],
                "ended_numbers": [_ended_number(each) for each in unit.hands.list_ended_of(account_id)],
                "readings": [_reading(unit, each) for each in unit.readings.list_of_account(account_id)],
                "meter_changes": [_change(each) for each in unit.meter_changes.list_for(account_id)],
                "talks": _talks(unit, unit.threads.list_of_account(account_id)),
                "outages": [_outage(each) for each in unit.reports.list_of_account(account_id)],
                "notices": [_notice(each) for each in unit.notices.list_heard(account_id)],
            }

        return await self.units.read_long(export)


def _account(account: Account, step: SecondStep) -> Fact:
    kind = step.kind(email_is_confirmed=account.email_is_confirmed)
    return {
        "login": account.login,
        "email": account.email,
        "email_confirmed_at": account.email_confirmed_at,
        "pending_email": account.pending_email,
        "phone": None if account.phone is None else Phone(account.phone).shown(),
        "language": Term(Kind.LANGUAGE, account.language),
        "wants_notices": not account.notices_muted,
        "second_step": Term(Kind.STEP, kind),
        "registered_at": account.created_at,
    }


def _reminders(wanted: Mapping[ReminderKind, bool]) -> Fact:
    return {f"reminders_{kind}": is_wanted for kind, is_wanted in wanted.items()}


def _consent(consent: Consent) -> Fact:
    return {
        "document": Term(Kind.DOCUMENT, consent.document),
        "version": consent.version,
        "given_at": consent.given_at,
        "chat": consent.chat_id,
    }


def _session(session: Session) -> Fact:
    return {
        "chat": session.chat_id,
        "device_name": session.name or None,
        "signed_in_at": session.signed_in_at,
        "seen_on": session.seen_on,
    }


def _known_chat(session: Session) -> Fact:
    return {"chat": session.chat_id, "known_since": session.signed_in_at}


def _bans(unit: MyDataUnit, account_id: int, sessions: Sequence[Session]) -> Iterator[Ban]:
    """Go through the bans of the account and of its chats."""
    chats = (Subject(SubjectKind.CHAT, session.chat_id) for session in sessions)
    for subject in (Subject(SubjectKind.ACCOUNT, account_id), *chats):
        if (ban := unit.bans.find(subject)) is not None:
            yield ban


def _ban(ban: Ban) -> Fact:
    is_chat = ban.subject.kind is SubjectKind.CHAT
    return {
        "banned_at": ban.since,
        "banned_because": Term(Kind.BAN, ban.reason),
        "chat": ban.subject.id if is_chat else None,
    }


def _letter(confirmation: Confirmation) -> Fact:
    return {
        "email": confirmation.email,
        "sent_at": confirmation.created_at,
        "used_at": confirmation.used_at,
    }


def _recovery(recovery: Recovery) -> Fact:
    return {
        "email": recovery.email,
        "asked_at": recovery.created_at,
        "good_until": recovery.expires_at,
    }


def _claim(claim: Claim) -> Fact:
    return {
        "claimed_by": claim.name or None,
        "number": claim.number,
        "asked_at": claim.begun_at,
        "ending": Term(Kind.ENDING, claim.ending or "open"),
    }


def _ended_number(hold: EndedHold) -> Fact:
    return {"number": hold.number, "name": hold.name, "ended_at": hold.ended_at}


def _number(unit: MyDataUnit, held: HeldNumber) -> Fact:
    number = held.number
    return {
        "number": number,
        "name": held.name,
        "added_at": held.added_at,
        "proof_paid_on": held.paid_on,
        **_vacancy(unit.vacancies.find(number)),
        **_known(unit.subscribers.find(number)),
        "meters": [_meter(each) for each in unit.meters.list_for(number)],
        "known_values": _history(unit, number),
        "payments": [_payment(each) for each in unit.payments.list_for(number, EVERYTHING, 0)],
        "bills": [_bill(unit, each) for each in unit.bills.list_for(number, EVERYTHING, 0)],
    }


def _vacancy(vacancy: Vacancy | None) -> dict[str, Fact]:
    if vacancy is None:
        return {}
    return {"vacant_since": vacancy.begun_at, "vacant_until": vacancy.last_day}


def _known(subscriber: Subscriber | None) -> dict[str, Fact]:
    if subscriber is None:
        return {}
    return {
        "address": subscriber.address,
        "to_pay": format_amount(subscriber.due),
        "balance": format_amount(subscriber.balance),
        "penalty": format_amount(subscriber.penalty),
        "closed": subscriber.closed,
        **_premises(subscriber.premises),
    }


def _premises(premises: Premises) -> dict[str, Fact]:
    return {
        "area": None if premises.area is None else format_value(premises.area),
        "residents": premises.residents,
        "stove": _word(Stove, Kind.STOVE, premises.stove),
        "category": premises.category or None,
        "bill_delivery": _word(BillDelivery, Kind.DELIVERY, premises.bill_delivery),
    }


def _word(known: type[StrEnum], kind: Kind, word: str) -> Fact:
    """Give a word that the program knows as a term, and any other one of billing's as it is."""
    return Term(kind, word) if word in list(known) else word or None


def _meter(meter: Meter) -> Fact:
    return {
        "serial": meter.serial,
        "model": meter.model,
        "automatic": meter.automatic,
        "installed_on": meter.installed_on,
        "verify_by": meter.verify_by,
        "closed": meter.closed,
    }


def _history(unit: MyDataUnit, number: str) -> Fact:
    serials = {meter.id: meter.serial for meter in unit.meters.list_ever_for(number)}
    known = unit.history.list_for_number(number, date.min, EVERYTHING)
    return [_known_value(serials[meter_id], each) for meter_id, values in known.items() for each in values]


def _known_value(serial: str, known: KnownValue) -> Fact:
    return {
        "serial": serial,
        "ordinal": known.scale,
        "read_on": known.on,
        "value": format_value(known.value),
        "told_by": Term(Kind.TOLD_BY, known.source),
    }


def _payment(payment: Payment) -> Fact:
    return {
        "paid_on": payment.paid_on,
        "amount": format_amount(payment.amount),
        "source": payment.source or None,
        "status": Term(Kind.PAYMENT, payment.status),
    }


def _bill(unit: MyDataUnit, bill: Bill) -> Fact:
    return {
        "month": bill.month,
        "charged": format_amount(bill.charged),
        "recalculated": format_amount(bill.recalculated),
        "penalty": format_amount(bill.penalty),
        "paid": format_amount(bill.paid),
        "due": format_amount(bill.due),
        "opening_balance": _optional_amount(bill.opening),
        "due_on": bill.due_on,
        "lines": [_line(each) for each in unit.bills.list_lines(bill.id)],
    }


def _line(line: BillLine) -> Fact:
    return {
        "basis": Term(Kind.BASIS, line.basis),
        "ordinal": line.scale,
        "consumption": format_optional_value(line.consumption),
        "from_kwh": line.from_kwh,
        "price": _optional_amount(line.price),
        "amount": format_amount(line.amount),
        "note": line.note or None,
    }


def _optional_amount(kopecks: int | None) -> str | None:
    return None if kopecks is None else format_amount(kopecks)


def _reading(unit: MyDataUnit, reading: Reading) -> Fact:
    meter = unit.meters.find(reading.meter_id)
    return {
        "number": reading.number,
        "serial": None if meter is None else meter.serial,
        "month": reading.month,
        "entered_at": reading.entered_at,
        "values": [_value(each.name, each.value, each.previous) for each in reading.values],
        "receipt": reading.receipt,
        "status": Term(Kind.STATUS, reading.status),
        "reason": _reason(reading.reason),
        "replaced_by": reading.replaced_by,
        "billed_month": reading.billed_month,
        "sent_for_you": reading.source is Source.VACANT,
    }


def _value(scale: str, value: Decimal, previous: Decimal | None) -> Fact:
    return {
        "scale": scale or None,
        "value": format_value(value),
        "previous": format_optional_value(previous),
    }


def _change(change: MeterChange) -> Fact:
    return {
        "number": change.number,
        "old_serial": change.old_serial,
        "new_serial": change.new_serial,
        "reported_at": change.reported_at,
        "change_status": Term(Kind.CHANGE, change.status),
        "reason": _reason(change.reason),
        "values": [
            {
                "ordinal": each.scale,
                "closing": format_optional_value(each.closing),
                "opening": format_optional_value(each.opening),
            }
            for each in change.scales
        ],
    }


def _reason(reason: str | None) -> Fact:
    return None if reason is None else Term(Kind.REASON, reason)


def _talks(unit: MyDataUnit, said: list[ThreadMessage]) -> list[Fact]:
    """Tell what was said, and with the first words of a question which bill it is about, if any."""
    begun = {each.alert_id: each for each in reversed(said)}
    return [_said(each) | (_about(unit, each) if begun[each.alert_id] is each else {}) for each in said]


def _about(unit: MyDataUnit, first: ThreadMessage) -> dict[str, Fact]:
    alert = unit.alerts.find(first.alert_id)
    asked = None if alert is None else asked_bill(alert.details)
    return {} if asked is None else {"about_bill": {"number": asked.number, "month": asked.month}}


def _said(message: ThreadMessage) -> dict[str, Fact]:
    return {
        "said_at": message.at,
        "author": Term(Kind.AUTHOR, "resident" if message.operator is None else "operator"),
        "text_of": message.post.text,
        "file": None if message.post.file is None else Term(Kind.FILE, message.post.file.kind),
        "withdrawn_at": message.withdrawn_at,
    }


def _outage(report: OwnReport) -> Fact:
    return {"number": report.number, "reported_at": report.at}


def _notice(notice: HeardNotice) -> Fact:
    return {
        "told_at": notice.at,
        "notice_about": Term(Kind.NOTICE, notice.what),
        "in_force_until": notice.until,
        "text_of": notice.text,
    }
