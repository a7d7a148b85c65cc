"""How an alert looks in the operators' group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from services.alerts import Alert, AlertKind, Care
from services.ports import Value
from ui.buttons import AlertButton
from ui.screen import Button, Rows, Screen
from ui.texts import Safe, Speech

ACCEPT = "accept"
REJECT = "reject"
TAKE = "take"
RELEASE = "release"
CLOSE = "close"
SHOW = "show"


@dataclass(frozen=True)
class AlertScreens:
    """Makes the screen of an alert as it stands; what has to be looked up or drawn for it belongs here."""

    zone: ZoneInfo

    async def __call__(self, say: Speech, alert: Alert) -> Screen:
        """Give the alert with what can be done about it, or with what was decided."""
        return alert_screen(say, alert, self.zone)


def alert_screen(say: Speech, alert: Alert, zone: ZoneInfo) -> Screen:
    """Give the alert with what can be done about it, or with what was decided."""
    lines = [say(f"alert-{alert.kind}", **alert.details)]
    if alert.kind == AlertKind.READING_REVIEW:
        scales = range(1, int(alert.details["scales"] or 0) + 1)
        lines.append("\n".join(_scale_line(say, alert.details, place) for place in scales))
    if alert.occurrences > 1:
        last = moment_shown(alert.last_at, zone)
        lines.append(say("alert-occurrences", count=alert.occurrences, last=last))
    if alert.decided_at is not None:
        what = Safe(say(f"alert-outcome-{alert.outcome}", by=alert.decided_by))
        lines.append(say("alert-at", what=what, at=moment_shown(alert.decided_at, zone)))
    elif alert.hold is not None:
        since, until = (
            moment.astimezone(zone).strftime("%H:%M") for moment in (alert.hold.since, alert.hold.until)
        )
        lines.append(say("alert-taken", by=alert.hold.operator.name, since=since, until=until))
    return Screen("\n\n".join(lines), rows=_rows(say, alert))


def moment_shown(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment as operators read it: «22.11 12:05»."""
    return moment.astimezone(zone).strftime("%d.%m %H:%M")


def _scale_line(say: Speech, details: Mapping[str, Value], place: int) -> str:
    values = {
        name: details[f"{name}{place}"] for name in ("name", "previous", "value", "consumption", "usual")
    }
    if not values["previous"]:
        return say("alert-reading-row-first", **values)
    return say("alert-reading-row-usual" if values["usual"] else "alert-reading-row", **values)


def _rows(say: Speech, alert: Alert) -> Rows:
    if alert.is_decided or alert.care is Care.NEWS:
        return ()

    def button(action: str) -> Button:
        return Button(say.plain(f"alert-{action}-button"), AlertButton(action=action, alert=alert.id))

    rows: Rows = ()
    if alert.kind is AlertKind.READING_REVIEW:
        rows += ((button(ACCEPT), button(REJECT)),)
    if alert.care is Care.ATTENTION:
        rows += ((button(CLOSE),),)
    return (*rows, (button(TAKE if alert.hold is None else RELEASE),))
