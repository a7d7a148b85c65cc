"""Operators decide about readings that are far above the usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Account
from domain.errors import DomainError
from domain.reading import Reading, Status
from services.alerts import AlertDesk, AlertKind
from services.ports import Clock, Outbox, Priority
from services.units import Units

READING_ACCEPTED = "reading-accepted"
"""The message's kind, details ``receipt`` and ``number``: to the chats of the account that sent it."""
READING_REJECTED = "reading-rejected"
"""Likewise, with ``reason`` (may be empty)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about which reading."""

    reading: Reading
    status: Status


@dataclass(frozen=True)
class DecideReading:
    """Accept or reject a reading that waits for review, and tell the resident.

    An accepted one takes the place of the month's earlier reading, which stood until now.

    Errors: ``alert-unknown``; ``alert-already-decided`` (``by``: who was faster);
    ``reading-replaced`` if the resident has sent another one meanwhile, which closes the alert as well;
    ``already-exported`` if the earlier one of the month has gone to billing, so that this can only be rejected.
    """

    units: Units["ReviewUnit"]
    clock: Clock

    async def __call__(
        self, alert_id: int, operator: str, *, accept: bool, reason: str | None = None
    ) -> Decision:
        """``operator`` is the name that others will see."""
        raise NotImplementedError


class ReviewUnit(Protocol):
    """What a decision needs of the storage."""
