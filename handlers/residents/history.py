"""What the meters of a subscriber number have shown, month by month, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.dates import Month, format_date
from domain.history import HistoryPoint
from domain.reading_text import format_value
from handlers.context import Context
from handlers.residents.senders import sender_name
from handlers.wording import capital, fitting, month_name, reason_words, status_words, value_line
from services.numbers.history import HistoryMonth, HistoryPage, ListHistory, MeterMonth
from ui.buttons import ChartButton, NumberButton
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech

MONTHS = 4
"""Months of a page."""
MOST_LOOKS = 6
"""Looks at one meter in one month that are shown; there are more only if somebody sent readings for fun."""
LONGEST = 3500
"""Characters of a page; a message of Telegram holds 4096."""


async def show_history(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show a page of months."""
    first = max(page, 0) * MONTHS
    found = await context.cases[ListHistory](context.account_id, number, MONTHS, first)
    lines = list(_lines(talk.say, found.months, found.senders))
    body = "\n\n".join(_shortened(talk.say, lines)) if lines else talk.say("history-none")
    title = talk.say("history-title", number=number)
    await talk.show(Screen(f"{title}\n\n{body}", rows=_rows(talk.say, found, number, page)))


@dataclass(frozen=True)
class Look:
    """One look at a meter: all values of a reading, or those that billing had from one source for a day."""

    point: HistoryPoint
    """One of the values, to tell day, source and state by."""
    values: list[tuple[str, HistoryPoint]] = field(default_factory=list)


def looks_of(meter: MeterMonth) -> list[Look]:
    """Put the values of a meter in a month together as they were read, the newest first."""
    looks: dict[tuple[date, int, str], Look] = {}
    for scale in meter.scales:
        for point in scale.points:
            reading = 0 if point.reading is None else point.reading.id
            look = looks.setdefault((point.on, reading, point.source or ""), Look(point))
            look.values.append((scale.name, point))
    return [looks[key] for key in sorted(looks, reverse=True)]


def source_words(say: Speech, point: HistoryPoint, senders: Mapping[int, str]) -> str:
    """Say who told a value, and of a reading its receipt and what became of it."""
    if point.reading is not None:
        return say.plain(
            "history-look-sent",
            who=sender_name(say, point.reading, senders),
            receipt=point.reading.receipt,
            status=status_words(say, point.reading),
        )
    return say.plain(f"history-source-{point.source}")


def months_words(say: Speech, first: Month, last: Month) -> str:
    """Name the months from one to another."""
    if first == last:
        return month_name(say, first)
    return say.plain("history-months", first=month_name(say, first), last=month_name(say, last))


def _lines(say: Speech, months: Iterable[HistoryMonth], senders: Mapping[int, str]) -> Iterator[str]:
    """Give a part for each meter of each month; the first one of a month begins with its name."""
    for month in months:
        head = [_month_line(say, month)]
        for meter in month.meters:
            name = [say("history-meter", serial=meter.meter.serial)] if len(month.meters) > 1 else []
            yield "\n".join([*head, *name, *_looks(say, meter, senders)])
            head = []


def _looks(say: Speech, meter: MeterMonth, senders: Mapping[int, str]) -> list[str]:
    looks = looks_of(meter)
    told = [_look(say, look, senders) for look in looks[:MOST_LOOKS]]
    return told if len(looks) <= MOST_LOOKS else [*told, say("history-more", count=len(looks) - MOST_LOOKS)]


def _month_line(say: Speech, month: HistoryMonth) -> str:
    known = [scale.kwh for meter in month.meters for scale in meter.scales]
    total = [kwh for kwh in known if kwh is not None]
    name = capital(month_name(say, month.month))
    if len(total) < len(known) or len(known) < 2:
        return say("history-month", month=name)
    return say("history-month-use", month=name, kwh=format_value(sum(total, Decimal())))


def _look(say: Speech, look: Look, senders: Mapping[int, str]) -> str:
    point = look.point
    lines = [
        say("history-look", date=format_date(point.on), source=source_words(say, point, senders)),
        *(value_line(say, name, value.value, value.consumption) for name, value in look.values),
    ]
    if point.reading is not None and point.reading.reason:
        lines.insert(1, say("history-reason", reason=reason_words(say, point.reading.reason)))
    return "\n".join(lines)


def _shortened(say: Speech, lines: Sequence[str]) -> list[str]:
    """Return so many lines as fit one message, and say so if there are more."""
    shown = fitting(lines, LONGEST)
    return [*lines[:shown], *([say("history-cut")] if shown < len(lines) else [])]


def _rows(say: Speech, found: HistoryPage, number: str, page: int) -> Rows:
    def button(text_id: str, action: str, page: int = 0) -> Button:
        return Button(say.plain(text_id), NumberButton(action=action, number=number, page=page))

    newer = [button("page-newer-button", "history", page - 1)] if page > 0 else []
    older = [button("page-older-button", "history", page + 1)] if found.is_more else []
    chart = Button(say.plain("history-chart-button"), ChartButton(number=number))
    rows = (
        (*newer, *older),
        (*([chart] if found.months else []), button("history-download-button", "download")),
        (button("card-back-button", "card"),),
    )
    return tuple(row for row in rows if row)
