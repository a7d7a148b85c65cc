"""Residents who say that they have no light, and what operators answer to all of a house at once.

Reports of one house are one alert for :data:`TOGETHER`, because one cause is behind them; it counts them.
Who reports later in that time gets the answer that was given already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.address import folded, masked_address, short_address
from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.limits import OUTAGES_OF_ACCOUNT, OUTAGES_OF_NUMBER, shown_until
from domain.operator import Operator
from domain.subscriber import Holding
from services.access import AccessUnit, HeldNumbers, require_number
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.limits import all_closed_until
from services.messages import OutageAnswered
from services.notices.in_force import InForceUnit, about
from services.ports import AttemptLog, Clock, Priority
from services.telling import TellingUnit, tell_account
from services.units import Units

TOGETHER = timedelta(hours=1)
"""So long after the first report of a house others join it."""
LONGEST_ANSWER = 1000
"""Characters of an answer to all reports of a house."""


@dataclass(frozen=True, slots=True)
class OutageReport:
    """That an account reported a number of a ``house``, as :func:`house_key` spells it."""

    alert_id: int
    account_id: int
    number: str
    house: str
    at: datetime
    key: str


class ReportBook(Protocol):
    """The reports."""

    def add(self, report: OutageReport) -> None: ...

    def find(self, alert_id: int, account_id: int, number: str) -> OutageReport | None: ...

    def find_alert(self, house: str, since: datetime) -> int | None:
        """Find the newest alert of a house whose first report came after a moment."""
        ...

    def list_accounts(self, alert_id: int) -> list[int]:
        """List the accounts that an alert has reports of, each once."""
        ...


class ReportUnit(AccessUnit, InForceUnit, Protocol):
    """What a report needs of the storage."""

    @property
    def holdings(self) -> HeldNumbers: ...
    @property
    def reports(self) -> ReportBook: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def attempts(self) -> AttemptLog: ...


class AnsweringUnit(TellingUnit, Protocol):
    """What an answer needs of the storage."""

    @property
    def reports(self) -> ReportBook: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report: ``is_new`` unless the account had reported the number already.

    ``answer`` is what operators have answered to the house, empty if they have not.
    """

    house: str
    is_new: bool
    answer: str


def house_of(address: str) -> str:
    """Give an address of the registry without a flat."""
    return " ".join(masked_address(address).split())


def house_key(address: str) -> str:
    """Give what the addresses of one house have in common, however large their letters are."""
    return folded(house_of(address))


@dataclass(frozen=True)
class ReportOutage:
    """Tell operators that there is no light at a number.

    Errors: those of ``services.access.require_number``; ``outage-number-closed``; ``outages-too-many``
    (``until``), for an account and for a number.
    """

    units: Units[ReportUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, number: str, key: str) -> Reported:
        """Report; the same ``key``, and the same number in the time of its alert, count once."""
        now = self.clock()

        def report(unit: ReportUnit) -> Reported:
            holding = require_number(unit, account_id, number)
            if holding.closed:
                raise DomainError("outage-number-closed")
            alert = _alert_of(unit, holding, now)
            known = None if alert is None else unit.reports.find(alert.id, account_id, number)
            if alert is not None and known is not None:
                return Reported(house_of(holding.address), known.key == key, _answer(alert))
            self._count(unit.attempts, account_id, number, key, now)
            alert_id = _raise(unit, holding, alert, key, now)
            unit.reports.add(OutageReport(alert_id, account_id, number, house_key(holding.address), now, key))
            return Reported(
                house_of(holding.address), is_new=True, answer="" if alert is None else _answer(alert)
            )

        return await self.units.write(report)

    def _count(self, attempts: AttemptLog, account_id: int, number: str, key: str, now: datetime) -> None:
        counted = ((OUTAGES_OF_ACCOUNT, str(account_id)), (OUTAGES_OF_NUMBER, number))
        until = all_closed_until(attempts, counted, now)
        if until is not None:
            raise DomainError("outages-too-many", until=shown_until(until, now, self.zone))
        for limit, subject in counted:
            attempts.record(limit.kind, subject, now, key)


@dataclass(frozen=True)
class FindOutage:
    """Return the alert about a house without light, which this operator may answer.

    Errors: those of ``services.alerts.require_open``.
    """

    units: Units[AnsweringUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> Alert:
        now = self.clock()
        return await self.units.read(
            lambda unit: require_open(
                unit.alerts, alert_id, AlertKind.OUTAGE_REPORTED, operator, now, self.zone
            )
        )


@dataclass(frozen=True)
class AnswerOutage:
    """Tell all who reported a house what operators know; the alert stays open and waits for nobody.

    Errors: those of ``services.alerts.require_open``; ``outage-answer-empty``; ``outage-answer-too-long``
    (``most``).
    """

    units: Units[AnsweringUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, words: str, operator: Operator) -> int:
        """Return how many accounts are told."""
        answer = words.strip()
        if not answer:
            raise DomainError("outage-answer-empty")
        if len(answer) > LONGEST_ANSWER:
            raise DomainError("outage-answer-too-long", most=LONGEST_ANSWER)
        now = self.clock()

        def tell(unit: AnsweringUnit) -> int:
            alert = require_open(unit.alerts, alert_id, AlertKind.OUTAGE_REPORTED, operator, now, self.zone)
            reporters: Sequence[int] = unit.reports.list_accounts(alert_id)
            news = OutageAnswered(short_address(str(alert.details["house"])), answer)
            for account_id in reporters:
                tell_account(unit, account_id, news, Priority.DECISION)
            unit.alerts.annotate(alert_id, {"answer": answer, "answered_by": operator.name})
            unit.alerts.expect(alert_id, None, now)
            unit.audit.add(operator, Action.OUTAGE_ANSWERED, f"alert:{alert_id}", {"text": answer}, now)
            return len(reporters)

        return await self.units.write_long(tell)


def _alert_of(unit: ReportUnit, holding: Holding, now: datetime) -> Alert | None:
    """Find the alert that a report joins; one that operators closed without an answer takes no more."""
    alert_id = unit.reports.find_alert(house_key(holding.address), now - TOGETHER)
    alert = None if alert_id is None else unit.alerts.get(alert_id)
    return None if alert is not None and alert.is_decided and not _answer(alert) else alert


def _answer(alert: Alert) -> str:
    return str(alert.details.get("answer") or "")


def _raise(unit: ReportUnit, holding: Holding, alert: Alert | None, key: str, now: datetime) -> int:
    """Raise the alert of a house, or count one more report in it."""
    first = key if alert is None else str(alert.details["first"])
    known = about(unit, unit.notices.list_in_force(now), holding) if alert is None else ()
    details: dict[str, Value] = {
        "house": house_of(holding.address),
        "number": holding.number,
        "first": first,
        "notice": str(known[0].id) if known else None,
    }
    return unit.alerts.raise_alert(
        AlertKind.OUTAGE_REPORTED, f"{AlertKind.OUTAGE_REPORTED}:{first}", details, now
    )
