"""What a handler is given in addition to the update: the visitor, the use cases, and a few facts."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from domain.company import Company
from domain.danger import DangerWords
from domain.errors import DomainError
from domain.payee import Payee
from handlers.cases import Cases
from services.group import OperatorsGroup
from services.ports import Clock
from services.visitor import Visitor
from ui.forms import FormBook
from ui.texts import Texts


@dataclass(frozen=True)
class Facts:
    """Facts that are the same for all residents and operators while the program runs."""

    bot_id: int
    bot_username: str
    company: Company
    payee: Payee | None
    """Whom residents pay, if the administrator gave it."""
    sends_documents: bool
    """Whether residents may be sent what they pay by: codes and bills."""
    support_phone: str
    emergency_phone: str
    danger: DangerWords
    group: OperatorsGroup
    zone: ZoneInfo
    clock: Clock

    def today(self) -> date:
        """Give today's date in the zone of the residents."""
        return self.clock().astimezone(self.zone).date()


@dataclass(frozen=True)
class Shared:
    """What all turns have in common: the use cases, the conversations, facts and texts."""

    cases: Cases
    book: FormBook[Context]
    facts: Facts
    texts: Texts


class Context:
    """One person's turn, as handlers and steps of forms see it."""

    __slots__ = ("book", "cases", "facts", "seen", "texts", "visitor")

    def __init__(self, shared: Shared, visitor: Visitor) -> None:
        self.cases = shared.cases
        self.book = shared.book
        self.facts = shared.facts
        self.texts = shared.texts
        self.visitor = visitor
        self.seen: dict[Hashable, Any] = {}
        """What was looked up in this turn, because one step decides by it, and the next step shows it."""

    @property
    def is_signed_in(self) -> bool:
        """Tell whether this chat is signed in to an account."""
        return self.visitor.account_id is not None

    @property
    def account_id(self) -> int:
        """Give the account that this chat is signed in to.

        :raises DomainError: ``sign-in-needed``.
        """
        if self.visitor.account_id is None:
            raise DomainError("sign-in-needed")
        return self.visitor.account_id
