"""How an alert looks in the operators' group."""

from __future__ import annotations

from collections.abc import Mapping

from services.alerts import Alert, AlertKind
from services.ports import Value
from ui.buttons import AlertButton
from ui.screen import Button, Rows, Screen
from ui.texts import Speech

ACCEPT = "accept"
REJECT = "reject"


def alert_screen(say: Speech, alert: Alert) -> Screen:
    """Give the alert with what can be decided, or with what was."""
    lines = [say(f"alert-{alert.kind}", **alert.details)]
    if alert.kind == AlertKind.READING_REVIEW:
        scales = range(1, int(alert.details["scales"] or 0) + 1)
        lines.append("\n".join(_scale_line(say, alert.details, place) for place in scales))
    if alert.occurrences > 1:
        lines.append(say("alert-occurrences", count=alert.occurrences))
    if alert.is_decided:
        lines.append(say(f"alert-outcome-{alert.outcome}", by=alert.decided_by))
    return Screen("\n\n".join(lines), rows=_rows(say, alert))


def _scale_line(say: Speech, details: Mapping[str, Value], place: int) -> str:
    values = {
        name: details[f"{name}{place}"] for name in ("name", "previous", "value", "consumption", "usual")
    }
    if not values["previous"]:
        return say("alert-reading-row-first", **values)
    return say("alert-reading-row-usual" if values["usual"] else "alert-reading-row", **values)


def _rows(say: Speech, alert: Alert) -> Rows:
    if alert.is_decided or alert.kind != AlertKind.READING_REVIEW:
        return ()
    return (
        (
            Button(say.plain("alert-accept-button"), AlertButton(action=ACCEPT, alert=alert.id)),
            Button(say.plain("alert-reject-button"), AlertButton(action=REJECT, alert=alert.id)),
        ),
    )
