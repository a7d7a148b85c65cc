"""How use cases count what is limited.

A refusal that must be remembered cannot be raised inside a unit of work, because raising undoes the unit.
Such work returns the error instead, and the use case passes the outcome through :func:`unless_refused`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from domain.errors import DomainError
from domain.limits import Limit
from services.ports import AttemptLog

Outcome = TypeVar("Outcome")


def closed_until(attempts: AttemptLog, limit: Limit, subject: str, now: datetime) -> datetime | None:
    """Return when the subject may try again, or ``None`` if it may now."""
    return limit.closed_until(_moments(attempts, limit, subject, now), now)


def steps_reached(
    attempts: AttemptLog, limit: Limit, subject: str, now: datetime
) -> list[tuple[int, timedelta]]:
    """Return how many attempts within which time close it, shortest first; nothing if it is open."""
    return limit.reached(_moments(attempts, limit, subject, now), now)


def attempts_left(attempts: AttemptLog, limit: Limit, subject: str, now: datetime) -> int:
    """Return how many attempts the subject still has."""
    return limit.left(_moments(attempts, limit, subject, now), now)


def _moments(attempts: AttemptLog, limit: Limit, subject: str, now: datetime) -> list[datetime]:
    return attempts.newest(limit.kind, subject, now - limit.memory, limit.most_counted)


def all_closed_until(
    attempts: AttemptLog, counted: Iterable[tuple[Limit, str]], now: datetime
) -> datetime | None:
    """Return when all of several limits, each with its subject, allow the next attempt; ``None``: now."""
    moments = [closed_until(attempts, limit, subject, now) for limit, subject in counted]
    return max((moment for moment in moments if moment is not None), default=None)


def count_attempt(
    attempts: AttemptLog, limit: Limit, subject: str, key: str, now: datetime
) -> datetime | None:
    """Count an attempt once for each ``key``; return when the next is allowed if it was one too many."""
    if attempts.is_recorded(limit.kind, subject, key):
        return None
    until = closed_until(attempts, limit, subject, now)
    if until is None:
        attempts.record(limit.kind, subject, now, key)
    return until


def unless_refused(outcome: Outcome | DomainError) -> Outcome:
    """Raise the refusal that a unit of work returned, or pass its result on."""
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome
