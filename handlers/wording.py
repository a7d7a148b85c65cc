"""Names of things that several screens show."""

from domain.dates import Month, format_date
from domain.meter import Scale
from domain.reading import Reading
from domain.reading_text import format_value
from domain.subscriber import Holding
from ui.texts import Speech


def label_of(say: Speech, holding: Holding) -> str:
    """Give the words on the button of a number."""
    if holding.name:
        return say.plain("number-named-button", name=holding.name, number=holding.number)
    return say.plain("number-button", number=holding.number)


def scale_name(say: Speech, name: str, hours: str) -> str:
    """Name a scale with its hours, where it has any."""
    return say.plain("scale-with-hours", name=name, hours=hours) if hours else name


def month_name(say: Speech, month: Month) -> str:
    """Name a month with its year."""
    return say.plain("month-of-year", month=say.plain(f"month-{month.month}"), year=str(month.year))


def status_words(say: Speech, reading: Reading) -> str:
    """Say how far a reading has come, and in which bill it was counted."""
    if reading.billed_month is not None:
        return say.plain("status-billed-month", month=month_name(say, reading.billed_month))
    return say.plain(f"status-{reading.status.value}")


def reason_words(say: Speech, reason: str) -> str:
    """Give the words for a reason that an operator chose, and one that was typed as it is."""
    return say.plain(f"reason-{reason}") if say.has(f"reason-{reason}") else reason


def scale_line(say: Speech, scale: Scale) -> str:
    """Say what a scale showed last, and when."""
    name = scale_name(say, scale.name, scale.hours)
    if scale.last_value is None:
        return say("card-scale-unknown", scale=name)
    value = format_value(scale.last_value)
    if scale.last_date is None:
        return say("card-scale-undated", scale=name, value=value)
    return say("card-scale", scale=name, value=value, date=format_date(scale.last_date))
