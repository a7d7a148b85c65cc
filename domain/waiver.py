"""A waiver: an operator lets somebody register who can read the captcha neither by eye nor by ear."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GOOD_FOR = timedelta(days=7)
"""How long a chat may use what an operator granted, which covers a weekend and a holiday."""


class WaiverState(StrEnum):
    """How a request for a waiver stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Waiver:
    """The latest request of a chat; ``changed_at`` is when it was asked for or decided."""

    chat_id: int
    alert_id: int
    state: WaiverState
    changed_at: datetime

    def is_good(self, now: datetime) -> bool:
        """Tell whether the chat may register without digits."""
        return self.state is WaiverState.GRANTED and now - self.changed_at < GOOD_FOR
