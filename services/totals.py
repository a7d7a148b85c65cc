"""What everybody does together, such as failing to sign in.

Too much of it slows down chats that nobody knows yet, and is told to operators once.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alert import AlertKind
from domain.details import Value
from domain.limits import (
    FAILED_PROOFS_IN_TOTAL,
    FAILURES_IN_TOTAL,
    LETTERS_IN_TOTAL,
    LOGINS_FOUND,
    TOTALS_TOLD,
    Limit,
)
from services.limits import closed_until, steps_reached
from services.ports import AlertBook, AttemptLog

EVERYBODY = ""
"""The subject of a limit that counts what all do."""


class Total(StrEnum):
    """What is counted of everybody together, as alerts name it."""

    SIGN_IN = "sign-in"
    LOGINS = "logins"
    PROOFS = "proofs"
    LETTERS = "letters"

    @property
    def limit(self) -> Limit:
        """From how much on it is too much."""
        return _LIMITS[self]


_LIMITS = {
    Total.SIGN_IN: FAILURES_IN_TOTAL,
    Total.LOGINS: LOGINS_FOUND,
    Total.PROOFS: FAILED_PROOFS_IN_TOTAL,
    Total.LETTERS: LETTERS_IN_TOTAL,
}


class TotalUnit(Protocol):
    """What counting everybody together needs of the storage."""

    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def alerts(self) -> AlertBook: ...


def too_much_until(attempts: AttemptLog, total: Total, now: datetime) -> datetime | None:
    """Return until when there is too much of something in total; ``None``: there is not."""
    return closed_until(attempts, total.limit, EVERYBODY, now)


def tell_if_too_much(unit: TotalUnit, total: Total, key: str, now: datetime) -> None:
    """Tell operators of too much, once for as long as it lasts: the alert after it needs an hour without."""
    reached = steps_reached(unit.attempts, total.limit, EVERYBODY, now)
    if not reached:
        return
    is_told = closed_until(unit.attempts, TOTALS_TOLD, total, now) is not None
    unit.attempts.record(TOTALS_TOLD.kind, total, now, key)
    if not is_told:
        count, window = reached[0]
        minutes = int(window.total_seconds()) // 60
        details: dict[str, Value] = {"what": str(total), "count": count, "minutes": minutes}
        unit.alerts.raise_alert(AlertKind.TOO_MUCH, f"too-much:{total}:{key}", details, now)
