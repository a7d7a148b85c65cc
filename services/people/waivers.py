"""A waiver of the captcha: who can read its digits neither by eye nor by ear is let through by an operator.

The registration stays where it is meanwhile. A waiver is used up in the unit of work that makes the account.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.limits import WAIVERS_ASKED, WAIVERS_ASKED_IN_CHAT, shown_until
from domain.operator import Operator
from domain.waiver import Waiver, WaiverState
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.limits import closed_until
from services.messages import OpenContent, WaiverGranted, WaiverRefused
from services.ports import AttemptLog, Clock, Outbox, Priority
from services.units import Units

REGISTERED = "registered"
"""The outcome of a request whose chat read the digits after all."""


class WaiverBook(Protocol):
    """The latest request of each chat."""

    def put(self, waiver: Waiver) -> None: ...

    def find(self, chat_id: int) -> Waiver | None: ...

    def remove(self, chat_id: int) -> None: ...


class WaiverUnit(Protocol):
    """What a request needs of the storage."""

    @property
    def waivers(self) -> WaiverBook: ...
    @property
    def alerts(self) -> AlertDesk: ...


class AskingUnit(WaiverUnit, Protocol):
    """What asking needs in addition."""

    @property
    def attempts(self) -> AttemptLog: ...


class DecidingUnit(WaiverUnit, Protocol):
    """What a decision needs in addition."""

    @property
    def outbox(self) -> Outbox: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks to be let through: ``name`` is what others see in Telegram, ``login`` what they chose."""

    chat_id: int
    name: str
    login: str
    language: str


@dataclass(frozen=True)
class AskWaiver:
    """Ask operators to let a chat register without the digits; asking again meanwhile changes nothing.

    Errors: ``waivers-too-many`` (``until``), for a chat and for all chats together.
    """

    units: Units[AskingUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, applicant: Applicant, key: str) -> WaiverState:
        """Return how the request stands; the same ``key`` asks once."""
        now, chat_id = self.clock(), applicant.chat_id

        def ask(unit: AskingUnit) -> WaiverState:
            state = standing(unit.waivers.find(chat_id), now)
            if state in {WaiverState.ASKED, WaiverState.GRANTED}:
                return state
            self._count(unit.attempts, chat_id, key, now)
            alert_id = unit.alerts.raise_alert(
                AlertKind.CAPTCHA_UNREADABLE,
                f"{AlertKind.CAPTCHA_UNREADABLE}:{key}",
                _details(applicant),
                now,
            )
            unit.waivers.put(Waiver(chat_id, alert_id, WaiverState.ASKED, now))
            return WaiverState.ASKED

        return await self.units.write(ask)

    def _count(self, attempts: AttemptLog, chat_id: int, key: str, now: datetime) -> None:
        counted = ((WAIVERS_ASKED_IN_CHAT, str(chat_id)), (WAIVERS_ASKED, ""))
        closed = [closed_until(attempts, limit, subject, now) for limit, subject in counted]
        until = max((moment for moment in closed if moment is not None), default=None)
        if until is not None:
            raise DomainError("waivers-too-many", until=shown_until(until, now, self.zone))
        for limit, subject in counted:
            attempts.record(limit.kind, subject, now, key)


@dataclass(frozen=True)
class ViewWaiver:
    """Tell how the request of a chat stands; ``None`` if no request counts."""

    units: Units[WaiverUnit]
    clock: Clock

    async def __call__(self, chat_id: int) -> WaiverState | None:
        now = self.clock()
        return await self.units.read(lambda unit: standing(unit.waivers.find(chat_id), now))


@dataclass(frozen=True)
class DecideWaiver:
    """Let somebody register without the digits, or do not, and tell them.

    Errors: those of ``services.alerts.require_open``.
    """

    units: Units[DecidingUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator, *, grant: bool) -> None:
        """Decide."""
        now = self.clock()
        state = WaiverState.GRANTED if grant else WaiverState.REFUSED
        content: OpenContent = WaiverGranted() if grant else WaiverRefused()
        action = Action.CAPTCHA_WAIVED if grant else Action.CAPTCHA_NOT_WAIVED

        def decide(unit: DecidingUnit) -> None:
            kind = AlertKind.CAPTCHA_UNREADABLE
            alert = require_open(unit.alerts, alert_id, kind, operator, now, self.zone)
            unit.alerts.decide(alert_id, operator, f"waiver-{state}", now)
            chat_id = int(str(alert.details["chat"]))
            unit.waivers.put(Waiver(chat_id, alert_id, state, now))
            language = str(alert.details["language"])
            unit.outbox.telegram(chat_id, content, language=language, priority=Priority.DECISION)
            unit.audit.add(operator, action, f"alert:{alert_id}", {"chat": str(chat_id)}, now)

        await self.units.write(decide)


def standing(waiver: Waiver | None, now: datetime) -> WaiverState | None:
    """Tell how a request stands: what was granted too long ago counts no more."""
    if waiver is None or (waiver.state is WaiverState.GRANTED and not waiver.is_good(now)):
        return None
    return waiver.state


def require_waiver(unit: WaiverUnit, chat_id: int, now: datetime) -> None:
    """See that a chat may register without digits; ``waiver-gone`` otherwise."""
    if standing(unit.waivers.find(chat_id), now) is not WaiverState.GRANTED:
        raise DomainError("waiver-gone")


def end_waiver(unit: WaiverUnit, chat_id: int, now: datetime) -> None:
    """Forget the request of a chat that has registered, with or without it."""
    waiver = unit.waivers.find(chat_id)
    if waiver is not None:
        unit.waivers.remove(chat_id)
        unit.alerts.close(waiver.alert_id, REGISTERED, now)


def _details(applicant: Applicant) -> dict[str, Value]:
    return {
        "chat": str(applicant.chat_id),
        "person": applicant.name,
        "login": applicant.login,
        "language": applicant.language,
    }
