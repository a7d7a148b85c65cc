"""A meter was replaced: residents report it, operators decide, and billing brings it with a registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.meter import Meter, Scale
from domain.meter_change import ChangedScale, ChangeStatus, MeterChange
from domain.operator import Operator
from domain.reading import Baseline
from domain.reading_text import format_optional_value, parse_values
from domain.thread import Post, Thread
from services.alerts import require_open
from services.messages import MeterChangeAccepted, MeterChangeRejected
from services.numbers.situation import MeterUnit, require_meter_in_use
from services.ports import Clock
from services.threads.thread import ThreadUnit, relay, tell_resident
from services.units import Units

LONGEST_SERIAL = 40
MOST_DIGITS, MOST_DECIMALS = 9, 3
"""Of any register, before and after the comma."""
MOST_SCALES = 3
"""Of any meter in a flat."""


class Objection(StrEnum):
    """Why a report is rejected, where an operator need not type it; each has words for the resident."""

    TYPO = "typo"
    SAME_METER = "same-meter"
    ACT_NEEDED = "act-needed"


@dataclass(frozen=True, slots=True)
class NewMeterChange:
    """A report that is about to be stored."""

    meter_id: str
    number: str
    account_id: int
    old_serial: str
    new_serial: str
    scales: tuple[ChangedScale, ...]
    reported_at: datetime


class MeterChangeBook(Protocol):
    """The reports of other meters."""

    def get(self, change_id: int) -> MeterChange: ...

    def find_by_key(self, key: str) -> MeterChange | None: ...

    def find_pending(self, meter_id: str, serial: str) -> MeterChange | None: ...

    def add(self, change: NewMeterChange, key: str) -> int: ...

    def decide(
        self, change_id: int, status: ChangeStatus, by: str, reason: str | None, at: datetime
    ) -> None: ...


class ChangeUnit(ThreadUnit, Protocol):
    """What a decision about a report needs of the storage."""

    @property
    def meter_changes(self) -> MeterChangeBook: ...


class ReportUnit(ChangeUnit, MeterUnit, Protocol):
    """What a report needs of the storage."""


@dataclass(frozen=True)
class ChangeReport:
    """What a resident reports: kWh by scale number, ``closing`` only as far as the values are known.

    The new meter has the scales that ``opening`` names, which may be more or fewer than the old one's.
    """

    new_serial: str
    closing: Mapping[int, Decimal]
    opening: Mapping[int, Decimal]
    papers: Sequence[Post]
    """Photos of the paper about the replacement; may be empty."""


@dataclass(frozen=True)
class ViewOldMeter:
    """Look at the meter that a resident says was replaced.

    Errors: ``email-not-confirmed``, ``not-yours``, ``meter-closed``; ``meter-change-in-review``,
    ``meter-change-accepted`` if the replacement was reported already.
    """

    units: Units[MeterUnit]

    async def __call__(self, account_id: int, meter_id: str) -> Meter:
        """Return the old meter."""
        return await self.units.read(lambda unit: require_meter_in_use(unit, account_id, meter_id)[1])


def new_meter(old: Meter, names: Sequence[str] = ()) -> Meter:
    """Make the new meter from the old one, with ``names`` of its scales if these are others.

    It has as many digits as a register can have, because billing alone will know how many there are.
    """
    scales = tuple(Scale(number, name, "") for number, name in enumerate(names, start=1)) or old.scales
    return replace(old, digits=MOST_DIGITS, decimals=MOST_DECIMALS, scales=scales)


def values_shown(text: str, meter: Meter, missing: Sequence[int]) -> dict[int, Decimal]:
    """Read values that a meter showed: of its first ``missing`` scale, of all, or of the named scales.

    Errors: those of ``domain.reading_text.parse_values``.
    """
    nothing_known = {scale.number: Baseline() for scale in meter.scales}
    return parse_values(text, meter, [meter.scale(number) for number in missing], nothing_known, date.min)


def checked_serial(text: str, meter: Meter) -> str:
    """Read the serial number of the new meter; ``serial-wrong`` (``most``: characters), ``serial-same``."""
    serial = " ".join(text.split())
    if not 0 < len(serial) <= LONGEST_SERIAL:
        raise DomainError("serial-wrong", most=LONGEST_SERIAL)
    if serial.casefold().lstrip("0") == meter.serial.casefold().lstrip("0"):
        raise DomainError("serial-same")
    return serial


@dataclass(frozen=True)
class ReportMeterChange:
    """Tell operators that a meter was replaced, because the registry will know it only later.

    Errors: those of :class:`ViewOldMeter` and of :func:`checked_serial`; ``scales-incomplete`` if the opening
    values are not those of the scales 1, 2 and so on.
    """

    units: Units[ReportUnit]
    clock: Clock

    async def __call__(self, account_id: int, meter_id: str, report: ChangeReport, key: str) -> None:
        """Report; the same ``key`` reports once."""
        now = self.clock()

        def tell(unit: ReportUnit) -> None:
            if unit.meter_changes.find_by_key(key) is not None:
                return
            holding, meter = require_meter_in_use(unit, account_id, meter_id)
            scales = _changed_scales(meter, report)
            new_serial = checked_serial(report.new_serial, meter)
            change_id = unit.meter_changes.add(
                NewMeterChange(meter.id, holding.number, account_id, meter.serial, new_serial, scales, now),
                key,
            )
            details: dict[str, Value] = {
                "change": change_id,
                "number": holding.number,
                "address": holding.address,
                "serial": meter.serial,
                "new_serial": new_serial,
                **_scale_details(meter, scales),
            }
            alert_id = unit.alerts.raise_alert(
                AlertKind.METER_CHANGED, f"meter-changed:{change_id}", details, now, account_id=account_id
            )
            if report.papers:
                unit.threads.open(Thread(alert_id, account_id, None))
                unit.alerts.annotate(alert_id, {"photos": len(report.papers)})
            for number, paper in enumerate(report.papers):
                relay(unit, alert_id, paper, f"{key}:{number}", now)

        await self.units.write(tell)


def _changed_scales(meter: Meter, report: ChangeReport) -> tuple[ChangedScale, ...]:
    olds, news = [scale.number for scale in meter.scales], sorted(report.opening)
    are_counted = news == list(range(1, len(news) + 1))
    if not 0 < len(news) <= MOST_SCALES or not (are_counted or news == sorted(olds)):
        raise DomainError("scales-incomplete")
    return tuple(
        ChangedScale(number, report.closing.get(number), report.opening.get(number))
        for number in sorted({*olds, *news})
    )


def _scale_details(meter: Meter, scales: Sequence[ChangedScale]) -> dict[str, Value]:
    """Values of the alert; those of each scale end in its place: ``name1``, ``closing2``.

    ``scales`` and ``new_scales`` are how many the old and the new meter have.
    """
    details: dict[str, Value] = {
        "scales": len(meter.scales),
        "new_scales": len([each for each in scales if each.opening is not None]),
    }
    places = {scale.number: place for place, scale in enumerate(meter.scales, 1)}
    for scale in meter.scales:
        details[f"name{places[scale.number]}"] = scale.name
        details[f"last{places[scale.number]}"] = format_optional_value(scale.last_value)
    for each in scales:
        place = places.get(each.scale, each.scale)
        details[f"closing{place}"] = format_optional_value(each.closing)
        details[f"opening{place}"] = format_optional_value(each.opening)
    return details


@dataclass(frozen=True)
class DecideMeterChange:
    """Accept or reject the report of another meter, and tell the resident.

    The registry belongs to billing: an accepted report waits for the next export, and the new meter comes
    with a later registry.

    Errors: those of ``services.alerts.require_open``.
    """

    units: Units[ChangeUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
    ) -> None:
        """Decide."""
        now = self.clock()
        status = ChangeStatus.ACCEPTED if accept else ChangeStatus.REJECTED

        def decide(unit: ChangeUnit) -> None:
            alert = require_open(unit.alerts, alert_id, AlertKind.METER_CHANGED, operator, now, self.zone)
            change = _change(unit, alert)
            unit.alerts.annotate(alert_id, {"reason": reason})
            unit.alerts.decide(alert_id, operator, status, now)
            unit.meter_changes.decide(change.id, status, operator.name, reason, now)
            unit.audit.add(
                operator,
                Action.METER_CHANGE_ACCEPTED if accept else Action.METER_CHANGE_REJECTED,
                f"alert:{alert_id}",
                {"number": change.number, "new_serial": change.new_serial, "reason": reason},
                now,
            )
            about = change.number, change.old_serial, change.new_serial
            news = MeterChangeAccepted(*about) if accept else MeterChangeRejected(*about, reason)
            tell_resident(unit, Thread(alert_id, change.account_id, None), news)

        await self.units.write(decide)


def reporting_account(unit: ChangeUnit, alert: Alert) -> int:
    """Return the account that reported another meter."""
    return _change(unit, alert).account_id


def _change(unit: ChangeUnit, alert: Alert) -> MeterChange:
    return unit.meter_changes.get(int(alert.details["change"] or 0))
