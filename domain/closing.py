"""The end of an account: its owner closes it, may take it back for some days, and then it is erased."""

from datetime import datetime, timedelta

from domain.frozen import frozen

GRACE = timedelta(days=7)
"""How long signing in takes a closed account back: who was talked into it, or whose telephone was in other
hands, notices it within a week. The law leaves thirty days for erasing, so a server may be down meanwhile."""
RECEIPT_DIGITS = 10
ERASED_LOGIN = "#"
"""What the login of an erased account begins with; no login that somebody chooses may hold it."""


@frozen
class ClosedAccount:
    """An account that its owner closed, with the number of its erasure receipt."""

    account_id: int
    receipt: str
    closed_at: datetime
    erase_at: datetime
    chat_id: int | None = None
    """Where it was asked for; ``None`` once that chat was told that all is erased."""
    erased_at: datetime | None = None


def erased_login(account_id: int) -> str:
    """Give what stands for the login of an erased account, so that others may choose that login."""
    return f"{ERASED_LOGIN}{account_id}"
