"""The operators on duty in their group."""

from dataclasses import dataclass
from datetime import datetime

from domain.operator import Operator


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An operator on duty."""

    operator: Operator
    since: datetime
