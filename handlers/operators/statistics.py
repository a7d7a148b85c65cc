"""``/stats`` shows what happened today or this month, and what waits: a picture with a table under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.dates import Month, format_date
from handlers.context import Context
from handlers.operators.waiting import age
from handlers.wording import month_name, reason_words
from services.desk.statistics import (
    CountStatistics,
    DrawStatistics,
    Figures,
    Period,
    Queue,
    Statistics,
    StatisticsWords,
)
from ui.buttons import StatisticsButton
from ui.screen import Attachment, Button, Screen
from ui.talk import Talk
from ui.texts import Speech

MOST_LISTED = 5
"""How many kinds and reasons are named, because a caption holds only 1024 characters."""
LONGEST_REASON = 40


async def statistics_asked(talk: Talk, context: Context, _argument: str) -> None:
    """Show the statistics of today."""
    await talk.show(await _screen(talk.say, context, Period.TODAY))


async def period_pressed(talk: Talk, context: Context, button: StatisticsButton) -> None:
    """Show another period, or the newest numbers of the same one, in the same message."""
    await talk.show(await _screen(talk.say, context, Period(button.period)))


async def _screen(say: Speech, context: Context, period: Period) -> Screen:
    statistics = await context.cases[CountStatistics](period)
    zone = context.facts.zone
    title = _title(say, statistics)
    chart = await context.cases[DrawStatistics](statistics, _words(say, statistics, title, zone))
    row = tuple(Button(say.plain(f"stats-{each}-button"), StatisticsButton(period=each)) for each in Period)
    return Screen(
        statistics_text(say, statistics, title, zone),
        rows=(row,),
        attachment=Attachment("photo", "statistics.png", chart),
    )


def _title(say: Speech, statistics: Statistics) -> str:
    if statistics.period is Period.TODAY:
        return say.plain("stats-title-today", day=format_date(statistics.day))
    return say.plain("stats-title-month", month=month_name(say, Month.of(statistics.day)))


def _words(say: Speech, statistics: Statistics, title: str, zone: ZoneInfo) -> StatisticsWords:
    begins = [bar.span.begin.astimezone(zone) for bar in statistics.figures.bars]
    is_day = statistics.period is Period.TODAY
    return StatisticsWords(
        title=say.plain("stats-chart-title", title=title),
        accepted=say.plain("stats-chart-accepted"),
        review=say.plain("stats-chart-review"),
        refused=say.plain("stats-chart-refused"),
        replaced=say.plain("stats-chart-replaced"),
        bars=tuple(f"{begin:%H:%M}" if is_day else str(begin.day) for begin in begins),
    )


def statistics_text(say: Speech, statistics: Statistics, title: str, zone: ZoneInfo) -> str:
    """Write the table of the statistics."""
    figures, now = statistics.figures, statistics.taken_at
    parts = [
        say("stats-head", title=title, at=f"{now.astimezone(zone):%H:%M}"),
        say(
            "stats-people",
            registered=figures.registered,
            confirmed=figures.confirmed,
            numbers=figures.numbers_added,
        ),
        "\n".join([say("stats-readings", count=sum(figures.readings.values())), *_readings(say, figures)]),
        say("stats-proofs", failed=figures.failed_proofs, closed=figures.closed_proofs),
        "\n".join(
            [
                say("stats-alerts", count=sum(each.count for each in figures.alerts)),
                *_alerts(say, figures, now),
            ]
        ),
        _queues(say, figures, now),
        say(
            "stats-notices",
            confirmed=figures.notices.confirmed,
            delivered=figures.notices.delivered,
            active=figures.notices.active,
        ),
    ]
    return "\n\n".join(parts)


def _readings(say: Speech, figures: Figures) -> list[str]:
    lines = [
        say("stats-line", name=say.plain(f"status-{status}"), count=count)
        for status, count in figures.readings.items()
    ]
    reasons = [
        say(
            "stats-reason",
            name=say.plain(f"status-{refusal.status}"),
            reason=_short(reason_words(say, refusal.reason)) or say.plain("stats-no-reason"),
            count=refusal.count,
        )
        for refusal in figures.refusals
    ]
    return [*lines, *_first(say, reasons)]


def _alerts(say: Speech, figures: Figures, now: datetime) -> list[str]:
    lines = [
        say("stats-line", name=say.plain(f"alert-short-{each.kind}"), count=each.count)
        for each in figures.alerts
    ]
    if not figures.alerts:
        return []
    oldest = min(each.oldest for each in figures.alerts)
    return [*_first(say, lines), say("stats-oldest-alert", age=age(say, oldest, now))]


def _queues(say: Speech, figures: Figures, now: datetime) -> str:
    queues: Sequence[tuple[str, Queue]] = (
        ("inbox", figures.inbox),
        ("messages", figures.messages),
        ("letters", figures.letters),
    )
    lines = [say("stats-queues")]
    for name, queue in queues:
        label = say.plain(f"stats-queue-{name}")
        if queue.oldest is None:
            lines.append(say("stats-line", name=label, count=queue.depth))
        else:
            lines.append(say("stats-queue", name=label, count=queue.depth, age=age(say, queue.oldest, now)))
    return "\n".join(lines)


def _first(say: Speech, lines: list[str]) -> list[str]:
    if len(lines) <= MOST_LISTED:
        return lines
    return [*lines[:MOST_LISTED], say("notice-and-more", count=len(lines) - MOST_LISTED)]


def _short(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"
