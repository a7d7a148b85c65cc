"""What operators did: every action leaves an entry, in the transaction of what it changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from domain.audit import Action
from domain.details import Value
from domain.operator import Operator


class AuditTrail(Protocol):
    """The book of actions; nothing in it is ever changed, but who is erased is taken out of details."""

    def add(
        self, operator: Operator, action: Action, subject: str, details: Mapping[str, Value], at: datetime
    ) -> None:
        """Write an action down."""
        ...
