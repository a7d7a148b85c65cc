"""Amounts of money as residents type and read them; inside, they are whole kopecks."""

import re

from domain.errors import DomainError

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MOST_RUBLE_DIGITS = 9
"""No household pays more, and the sum of many such amounts still fits a column."""

WORDED_KOPECKS = re.compile(
    r" ?(?:₽|р(?:уб(?:л[а-я]+)?)?\.?),? ?([0-9]{1,2}) ?к(?:оп[а-я]*)?\.?$", re.IGNORECASE
)
CURRENCY = re.compile(r" ?(?:₽|р(?:уб(?:л[а-я]+)?)?\.?)$", re.IGNORECASE)
AMOUNT = re.compile(
    r"""(?P<rubles>[0-9]+|[0-9]{1,3}(?:[ ][0-9]{3})+)
        (?:[.,](?P<kopecks>[0-9]{1,2})|[-=](?P<written_kopecks>[0-9]{2}))?""",
    re.VERBOSE,
)
"""«1234», «1 234», and with kopecks: «,5», «,56», «.56», or «-56» and «=56» as cashiers write by hand."""
DIGITS_AND_MARKS = re.compile(r"(?=.*[0-9])[0-9 .,=\-]+")


def parse_amount(text: str) -> int:
    """Return the kopecks that an amount in rubles means.

    Kopecks follow a comma or a point. What could mean two amounts is not guessed: «1,234» may be one ruble
    or a thousand.

    Errors: ``amount-not-understood``, ``amount-ambiguous``, ``amount-not-positive``, ``amount-too-large``.
    """
    typed = " ".join(text.split())
    if typed.startswith(("-", MINUS)):
        raise DomainError("amount-not-positive")
    typed = WORDED_KOPECKS.sub(lambda match: f",{match[1]:0>2}", typed)
    typed = CURRENCY.sub("", typed)
    match = AMOUNT.fullmatch(typed)
    if match is None:
        is_spelled_otherwise = DIGITS_AND_MARKS.fullmatch(typed) is not None
        raise DomainError("amount-ambiguous" if is_spelled_otherwise else "amount-not-understood")
    rubles = match["rubles"].replace(" ", "").lstrip("0")
    if len(rubles) > MOST_RUBLE_DIGITS:
        raise DomainError("amount-too-large")
    kopecks = int(f"{rubles}{match['kopecks'] or match['written_kopecks'] or '':0<2}")
    if kopecks == 0:
        raise DomainError("amount-not-positive")
    return kopecks


def format_amount(kopecks: int) -> str:
    """Return «1 234,56», with no-break spaces between the thousands; «−» before what is less than nothing."""
    rubles, rest = divmod(abs(kopecks), 100)
    sign = MINUS if kopecks < 0 else ""
    return f"{sign}{rubles:,},{rest:02}".replace(",", NBSP, f"{rubles:,}".count(","))
