"""Receipt numbers: what a resident reads out on the phone to say which reading is meant.

«2611-0000123-4»: the month that the reading counts for, its ordinal in that month, and a check digit that
tells a misheard digit at once.
"""

import re

from domain.dates import Month
from domain.errors import DomainError

SPELLING = re.compile(r"([0-9]{4})[ \-–—]?([0-9]{7})[ \-–—]?([0-9])")


def receipt_number(month: Month, ordinal: int) -> str:
    """Return the receipt number of the ``ordinal``-th reading of a month."""
    head, body = f"{month.year % 100:02}{month.month:02}", f"{ordinal:07}"
    return f"{head}-{body}-{_check_digit(head + body)}"


def parse_receipt(text: str) -> str:
    """Return a receipt number in its one spelling; ``receipt-wrong`` if a digit is missing or misheard."""
    match = SPELLING.fullmatch(text.strip())
    if match is None or _check_digit(match[1] + match[2]) != match[3]:
        raise DomainError("receipt-wrong")
    return "-".join(match.groups())


def _check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10: notices every single wrong digit and nearly every exchange of two neighbours."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)
