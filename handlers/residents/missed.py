"""What residents read where no reading was sent for a month or more."""

from __future__ import annotations

from datetime import date

from domain.missed import MissedMonths, Unread
from domain.money import format_amount
from handlers.context import Context
from handlers.wording import month_words
from services.numbers.missed import ViewMissed
from ui.texts import Speech


def missed_words(say: Speech, missed: MissedMonths, today: date) -> str:
    """Say for how long no reading came, by what the last bill was counted, and what follows."""
    counted = missed.counted
    month = month_words(say, missed.last, today)
    parts = [say("missed-months", count=missed.count, month=month)]
    if counted.unread is not Unread.CALCULATED and counted.amount is not None:
        parts.append(
            say(f"missed-{counted.unread}-amount", month=month, amount=format_amount(counted.amount))
        )
    if missed.is_norm_ahead:
        parts.append(say("missed-norm-ahead", count=missed.average_months))
    parts.append(say("missed-send"))
    return " ".join(parts)


async def missed_lines(say: Speech, context: Context, number: str) -> list[str]:
    """Say the same of a number, if it has missed months; otherwise nothing."""
    missed = await context.cases[ViewMissed](context.account_id, number)
    return [] if missed is None else [missed_words(say, missed, context.facts.today())]
