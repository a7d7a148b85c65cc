"""The readings that were sent for a subscriber number, newest first."""

from __future__ import annotations

from datetime import date

from domain.dates import format_date
from handlers.context import Context
from handlers.residents.pages import PAGE, page_screen
from handlers.wording import (
    reason_words,
    status_words,
    value_line,
)
from services.numbers.readings import HistoryEntry, ReadingHistory
from ui.talk import Talk
from ui.texts import Speech


async def show_history(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show readings, newest first."""
    found = await context.cases[ReadingHistory](context.account_id, number, PAGE + 1, page * PAGE)
    zone = context.facts.zone
    lines = [
        _history_lines(talk.say, entry, entry.reading.entered_at.astimezone(zone).date())
        for entry in found[:PAGE]
    ]
    await talk.show(page_screen(talk.say, "history", number, page, lines, is_more=len(found) > PAGE))


def _history_lines(say: Speech, entry: HistoryEntry, day: date) -> str:
    lines = [
        say(
            "history-row",
            date=format_date(day),
            receipt=entry.reading.receipt,
            status=status_words(say, entry.reading),
        ),
        *(
            [say("history-reason", reason=reason_words(say, entry.reading.reason))]
            if entry.reading.reason
            else []
        ),
        *(value_line(say, value) for value in entry.values),
    ]
    return "\n".join(lines)
