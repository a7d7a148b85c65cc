"""Names of numbers, scales, months, states and the company, because several screens show them."""

from domain.company import Company
from domain.dates import Month, format_date
from domain.meter import Scale
from domain.reading import Reading
from domain.reading_text import format_value
from domain.subscriber import Holding
from ui.texts import Speech


def label_of(say: Speech, holding: Holding) -> str:
    """Give the label of a number's button."""
    if holding.name:
        return say.plain("number-named-button", name=holding.name, number=holding.number)
    return say.plain("number-button", number=holding.number)


def company_words(say: Speech, company: Company) -> str:
    """Name a company that has a name, with INN and address as far as they are given."""
    inn = say.plain("company-inn", inn=company.inn) if company.inn else ""
    return ", ".join(part for part in (company.name, inn, company.address) if part)


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


def status_words(say: Speech, reading: Reading) -> str:
    """Give the state of a reading, and the bill in which it was counted."""
    if reading.billed_month is not None:
        return say.plain("status-billed-month", month=month_name(say, reading.billed_month))
    return say.plain(f"status-{reading.status.value}")


def reason_words(say: Speech, reason: str) -> str:
    """Give the words of a reason that an operator chose, or a typed reason as it is."""
    return say.plain(f"reason-{reason}") if say.has(f"reason-{reason}") else reason


def scale_line(say: Speech, scale: Scale) -> str:
    """Give the last value of a scale, and its day."""
    name = scale_name(say, scale.name, scale.hours)
    if scale.last_value is None:
        return say("card-scale-unknown", scale=name)
    value = format_value(scale.last_value)
    if scale.last_date is None:
        return say("card-scale-undated", scale=name, value=value)
    return say("card-scale", scale=name, value=value, date=format_date(scale.last_date))
