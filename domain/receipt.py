"""Receipt numbers: what a resident reads out on the phone to say which reading is meant.

«2611-0000123-4»: the month that the reading counts for, its ordinal in that month, and a check digit that
tells a misheard digit at once. Ordinals have so many digits that receipts sort as text.
"""

import re

from domain.dates import Month
from domain.errors import DomainError

ORDINAL_DIGITS = 7
SPELLING = re.compile(rf"([0-9]{{4}})[ \-–—]?([0-9]{{{ORDINAL_DIGITS}}})[ \-–—]?([0-9])")


def receipt_number(month: Month, ordinal: int) -> str:
    """Return the receipt number of the ``ordinal``-th reading of a month."""
    digits = f"{ordinal:0{ORDINAL_DIGITS}}"
    prefix = receipt_prefix(month)
    return f"{prefix}{digits}-{_check_digit(prefix[:4] + digits)}"


def receipt_prefix(month: Month) -> str:
    """Return what the receipts of a month begin with."""
    return f"{month.year % 100:02}{month.month:02}-"


def receipt_ordinal(receipt: str) -> int:
    """Return the ordinal that ``receipt_number`` was given."""
    return int(receipt.split("-")[1])


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
