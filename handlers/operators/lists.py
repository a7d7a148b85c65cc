"""``/alerts`` lists the open alerts page by page; a press shows one of them again.

Danger comes first, then the oldest alert of each account, then the second of each, so that nobody can fill
the first page alone.
"""

from __future__ import annotations

from domain.alert import LOCK, Alert, AlertKind
from handlers.context import Context
from handlers.operators.alerts import SHOW, alert_screen
from handlers.operators.waiting import age, alert_name
from services.desk.alert_list import LONG_QUESTION, AlertPage, ListAlerts, MoveAlert
from services.desk.alert_lookup import ViewAlert
from ui.buttons import AlertButton, AlertListButton
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech

NUMBERS_IN_ROW = 4
FAR_AHEAD = 2 * LOCK
"""An alert that waits only from a later time on waits for the resident, because no hold lasts so long."""


async def alerts_asked(talk: Talk, context: Context, _argument: str) -> None:
    """Show the first page of the open alerts."""
    await talk.show(_screen(talk.say, await context.cases[ListAlerts](0), context, ""))


async def list_pressed(talk: Talk, context: Context, button: AlertListButton) -> None:
    """Show another page, or the same page again, in its message; a button elsewhere opens a new list."""
    kind = AlertKind(button.kind) if button.kind in set(AlertKind) else None
    page = await context.cases[ListAlerts](button.page, kind)
    screen = _screen(talk.say, page, context, kind or "")
    await talk.hint(talk.say.plain("alerts-count", count=page.total))
    if button.anew:
        await talk.send(screen)
    else:
        await talk.replace(screen)


async def show_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Send an alert again below the list, so that it need not be looked for; its older message retires."""
    alert = await context.cases[ViewAlert](button.alert)
    if alert is None:
        await talk.hint(talk.say.plain("error-alert-unknown"), alert=True)
        return
    await talk.hint(talk.say.plain("alert-shown-hint"))
    message_id = await talk.reply(alert_screen(talk.say, alert, context.facts.zone))
    await context.cases[MoveAlert](alert, message_id)
    if alert.message_id is not None:
        await talk.retire(alert.message_id)


def _screen(say: Speech, page: AlertPage, context: Context, kind: str) -> Screen:
    if not page.total:
        return Screen(say("alerts-none"), rows=((_turn(say, "again", 0, kind),),))
    lines = [say("alerts-title", count=page.total, page=page.page + 1, pages=page.pages)]
    if page.long_questions:
        lines.append(
            say("alerts-long-questions", count=page.long_questions, hours=LONG_QUESTION.seconds // 3600)
        )
    entries = [_line(say, alert, context, number) for number, alert in enumerate(page.alerts, start=1)]
    return Screen("\n".join([*lines, "", *entries]), rows=_rows(say, page, kind))


def _line(say: Speech, alert: Alert, context: Context, number: int) -> str:
    facts = context.facts
    now = facts.clock()
    mark = say("alerts-danger-mark") if alert.is_urgent else ""
    if alert.kind is AlertKind.QUESTION and alert.waiting_since <= now - LONG_QUESTION:
        mark += say("alerts-long-mark")
    line = say(
        "alerts-line",
        number=number,
        mark=mark,
        name=alert_name(say, alert),
        age=age(say, alert.created_at, now),
    )
    if alert.others:
        line += say("alerts-line-others", count=alert.others)
    if alert.waiting_since > now + FAR_AHEAD:
        return line + say("alerts-line-idle")
    hold = alert.hold_at(now)
    if hold is None:
        return line
    until = hold.until.astimezone(facts.zone).strftime("%H:%M")
    return line + say("alerts-line-taken", by=hold.operator.name, until=until)


def _rows(say: Speech, page: AlertPage, kind: str) -> Rows:
    numbers = [
        Button(str(number), AlertButton(action=SHOW, alert=alert.id))
        for number, alert in enumerate(page.alerts, start=1)
    ]
    rows = tuple(
        tuple(numbers[start : start + NUMBERS_IN_ROW]) for start in range(0, len(numbers), NUMBERS_IN_ROW)
    )
    turns = [_turn(say, "again", page.page, kind)]
    if page.page > 0:
        turns.insert(0, _turn(say, "back", page.page - 1, kind))
    if page.page < page.pages - 1:
        turns.append(_turn(say, "forth", page.page + 1, kind))
    return (*rows, tuple(turns))


def _turn(say: Speech, way: str, page: int, kind: str) -> Button:
    return Button(say.plain(f"alerts-{way}-button"), AlertListButton(page=page, kind=kind))
