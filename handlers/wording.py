"""Names of numbers, scales, months, states and the company, because several screens show them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from domain.address import short_address
from domain.ban import BanReason, LiftReason
from domain.company import Company
from domain.dates import Month, format_date
from domain.meter import Meter, Scale, Verification
from domain.money import NBSP
from domain.reading import Reading, Status
from domain.reading_text import format_value
from domain.subscriber import Holding
from services.numbers.due import DueState, MeterDue, NumberDue
from ui.texts import Safe, Speech

LONGEST_ON_BUTTON = 24
"""Characters of an address on a button, so that the number next to it stays readable."""
MOST_NUMBERS = 30
"""Numbers of which a list says how they stand, so that it fits one message."""

_BAN_REASONS = frozenset(BanReason)
_LIFT_REASONS = frozenset(LiftReason)


def label_of(say: Speech, holding: Holding) -> str:
    """Give the label of a number's button."""
    return number_label(say, holding.number, holding.name)


def number_label(say: Speech, number: str, name: str | None) -> str:
    """Name a number within a sentence or on a button."""
    if name:
        return say.plain("number-named-button", name=name, number=number)
    return say.plain("number-button", number=number)


def place_label(say: Speech, holding: Holding) -> str:
    """Give the label of a number's button where one of several is chosen: with its name or its address."""
    name = holding.name or ending(short_address(holding.address), LONGEST_ON_BUTTON)
    return say.plain("number-named-button", name=name, number=holding.number)


def ending(text: str, most: int) -> str:
    """Shorten a text from its beginning, because house and flat stand at the end of an address."""
    return text if len(text) <= most else f"…{text[1 - most :].lstrip()}"


def company_words(say: Speech, company: Company) -> str:
    """Name a company that has a name, with INN and address as far as they are given."""
    inn = say.plain("company-inn", inn=company.inn) if company.inn else ""
    return ", ".join(part for part in (company.name, inn, company.address) if part)


def quoted_company(say: Speech, company: Company) -> Safe:
    """Give the lines about the company above a document; nothing without a name."""
    named = say("company-line", company=company_words(say, company)) + "\n\n" if company.is_named else ""
    return Safe(named)


def with_company(say: Speech, company: Company, text: str) -> str:
    """Put below a text who the company is, if it has a name."""
    if not company.is_named:
        return text
    return f"{text}\n{say('company-line', company=company_words(say, company))}"


def scale_name(say: Speech, name: str, hours: str) -> str:
    """Name a scale, with its hours if it has any."""
    return say.plain("scale-with-hours", name=name, hours=hours) if hours else name


def month_name(say: Speech, month: Month) -> str:
    """Name a month with its year."""
    return say.plain("month-of-year", month=say.plain(f"month-{month.month}"), year=str(month.year))


def month_words(say: Speech, month: Month, today: date) -> str:
    """Name a month, with its year where that is not the present one."""
    return say.plain(f"month-{month.month}") if month.year == today.year else month_name(say, month)


def day_words(say: Speech, day: date, today: date) -> str:
    """Name a day with its month in words, and with its year where that is not the present one."""
    words = say.plain(f"day-of-{day.month}", day=str(day.day))
    return words if day.year == today.year else say.plain("day-of-year", day=words, year=str(day.year))


def fitting(texts: Iterable[str], room: int) -> int:
    """Return how many of these texts, with an empty line below each, a number of characters holds."""
    return sum(total <= room for total in accumulate(len(text) + 2 for text in texts))


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def status_words(say: Speech, reading: Reading) -> str:
    """Give the state of a reading, and the bill in which it was counted."""
    if reading.billed_month is not None:
        return say.plain("status-billed-month", month=month_name(say, reading.billed_month))
    return say.plain(f"status-{reading.status.value}")


def reason_words(say: Speech, reason: str) -> str:
    """Give the words of a reason that an operator chose, or a typed reason as it is."""
    return say.plain(f"reason-{reason}") if say.has(f"reason-{reason}") else reason


def ban_reason(say: Speech, reason: str) -> str:
    """Give the words of a reason for a ban, or for its end, that an operator chose; a typed one as it is."""
    if reason in _BAN_REASONS:
        return say.plain(f"ban-reason-{reason}")
    return say.plain(f"lift-reason-{reason}") if reason in _LIFT_REASONS else reason


def scale_line(say: Speech, scale: Scale) -> str:
    """Give the last value of a scale, and its day."""
    name = scale_name(say, scale.name, scale.hours)
    if scale.last_value is None:
        return say("card-scale-unknown", scale=name)
    value = format_value(scale.last_value)
    if scale.last_date is None:
        return say("card-scale-undated", scale=name, value=value)
    return say("card-scale", scale=name, value=value, date=format_date(scale.last_date))


def title_of(say: Speech, number: str, name: str | None) -> str:
    """Name a number in the first line of what is said about it."""
    if name:
        return say("card-title-named", name=name, number=number)
    return say("card-title", number=number)


def meter_label(say: Speech, meter: Meter) -> str:
    """Name a meter by its model and the number engraved on it."""
    return say.plain("reading-meter-button", model=meter.model, serial=meter.serial)


def value_line(say: Speech, scale: str, value: Decimal, consumption: Decimal | None) -> str:
    """Give a value that a scale has shown, and the consumption that it makes (kWh), if that is known."""
    if consumption is None:
        return say("history-first-value", scale=scale, value=format_value(value))
    return say("history-value", scale=scale, value=format_value(value), consumption=format_value(consumption))


def numbers_due(say: Speech, numbers: Sequence[NumberDue]) -> str:
    """Say of each number what is still to be sent this month."""
    first = numbers[0]
    title = (
        say("due-title-closed", opens=format_date(first.opens))
        if first.opens is not None
        else say("due-title", month=month_name(say, first.month))
    )
    rows = [_due_row(say, place_label(say, each.holding), number_words(say, each)) for each in numbers]
    return "\n".join([title, *rows[:MOST_NUMBERS]])


def meters_due(say: Speech, number: NumberDue) -> str:
    """Say of each meter of a number whether its reading is still to be sent this month."""
    rows = [_due_row(say, meter_label(say, each.meter), meter_words(say, each)) for each in number.meters]
    return "\n".join([say("due-title", month=month_name(say, number.month)), *rows])


def _due_row(say: Speech, what: str, state: str) -> str:
    return say("due-row", what=what, state=state)


def meter_words(say: Speech, due: MeterDue) -> str:
    """Say how a meter stands this month."""
    if due.state is DueState.SENT and due.reading is not None and due.sent_on is not None:
        text_id = "due-sent-doubted" if due.reading.status is Status.REVIEW else "due-sent"
        return say.plain(text_id, date=format_date(due.sent_on))
    return say.plain(f"due-{due.state.value}")


def number_words(say: Speech, due: NumberDue) -> str:
    """Say how the meters of a number stand as a whole; automatic ones count only if there are no others."""
    if due.holding.closed:
        return say.plain("due-number-closed")
    if not due.meters:
        return say.plain("due-no-meters")
    meters = [each for each in due.meters if each.state is not DueState.AUTOMATIC] or list(due.meters)
    if len({each.state for each in meters}) == 1:
        latest = max(meters, key=lambda each: each.sent_on or date.min)
        return meter_words(say, latest)
    missing = sum(each.state is DueState.DUE for each in meters)
    if missing:
        return say.plain("due-some", sent=len(meters) - missing, all=len(meters))
    told = next(each for state in DueState for each in meters if each.state is state)
    return meter_words(say, told)


def grouped(number: Decimal) -> str:
    """Write a whole number with no-break spaces between the thousands."""
    return f"{number:,.0f}".replace(",", NBSP)


def verification_warning(say: Speech, meter: Meter, verification: Verification, phone: str) -> str:
    """Say that a meter has to be verified, and whom to call; nothing as long as there is time."""
    if verification is Verification.VALID or meter.verify_by is None:
        return ""
    return say(f"verification-{verification.value}", date=format_date(meter.verify_by), phone=phone)
