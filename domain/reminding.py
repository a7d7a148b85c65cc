"""When a resident may be reminded: in the daytime, and while there is still time to do something about it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AFTER = timedelta(hours=1)
"""How long after a reading was typed and not confirmed its resident is reminded."""
DAY_BEGINS, DAY_ENDS = time(9), time(21)
"""The resident's daytime; nobody is woken by a reminder."""
LAST_CALL = timedelta(minutes=10)
"""How long before the end of the last day a reminder goes out at the latest."""


def is_daytime(moment: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a resident in ``zone`` may be reminded now."""
    return DAY_BEGINS <= moment.astimezone(zone).time() < DAY_ENDS


def reminder_at(typed_at: datetime, last_day: date, zone: ZoneInfo) -> datetime | None:
    """Return when to remind of a reading that was typed: :data:`AFTER` it, or next morning.

    On the last day of the window it is the same evening, because next morning would be too late. ``None`` if
    there is no daytime left until the window closes.
    """
    due = (typed_at + AFTER).astimezone(zone)
    if due.time() < DAY_BEGINS:
        due = datetime.combine(due.date(), DAY_BEGINS, zone)
    elif due.time() >= DAY_ENDS:
        due = datetime.combine(due.date() + timedelta(days=1), DAY_BEGINS, zone)
    if due.date() <= last_day:
        return due
    last_call = datetime.combine(last_day, DAY_ENDS, zone) - LAST_CALL
    return last_call if last_call > typed_at else None
