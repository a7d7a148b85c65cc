"""What a handler has at hand besides the update: who writes, what can be done, and a few facts."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from handlers.cases import Cases
from services.ports import Clock
from services.visitor import Visitor
from ui.texts import Texts


@dataclass(frozen=True)
class Facts:
    """What is the same for everybody while the program runs."""

    bot_username: str
    support_phone: str
    operator_chat_id: int | None
    zone: ZoneInfo
    clock: Clock

    def today(self) -> date:
        """Give the date where the residents live."""
        return self.clock().astimezone(self.zone).date()


@dataclass(frozen=True)
class Context:
    """One resident's turn, as handlers and steps of forms see it."""

    cases: Cases
    visitor: Visitor
    facts: Facts
    texts: Texts
    seen: dict[Hashable, Any] = field(default_factory=dict)
    """What was looked up in this turn: one step decides by it, and the next one shows it."""

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
