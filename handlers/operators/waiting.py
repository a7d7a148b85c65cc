"""Words about alerts that wait: the name of an alert in a list, and how long it has waited."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.alert import Alert
from ui.texts import Speech

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alert_name(say: Speech, alert: Alert) -> str:
    """Name an alert in a few plain words, with details that tell it from others of its kind."""
    if alert.burst_of is not None:
        return say.plain(f"alert-burst-{alert.burst_of}", count=alert.occurrences)
    values = {name: "" if value is None else value for name, value in alert.details.items()}
    return say.plain(f"alert-name-{alert.kind}", **values)


def age(say: Speech, since: datetime, now: datetime) -> str:
    """Say for how long something has waited: minutes, then whole hours, then whole days."""
    waited = max(now - since, timedelta(0))
    if waited < HOUR:
        return say.plain("age-minutes", count=waited // timedelta(minutes=1))
    if waited < 2 * DAY:
        return say.plain("age-hours", count=waited // HOUR)
    return say.plain("age-days", count=waited // DAY)
