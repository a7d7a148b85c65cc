"""The retailer itself: who residents deal with, and who processes their data."""

import re
from dataclasses import dataclass

LONGEST_NAME = 200
LONGEST_ADDRESS = 300
"""Characters: a welcome, a document and a letter hold both in addition to their own words."""
_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
"""Of the eleven digits before the last of twelve; where fewer are weighed, the last of these count."""
_CHECKED = {10: (9,), 12: (10, 11)}
"""Which digits of an INN are made from those before them: one of an organisation, two of a person."""


@dataclass(frozen=True, slots=True)
class Company:
    """Name, taxpayer number (INN) and postal address; each is empty if the administrator gave none."""

    name: str = ""
    inn: str = ""
    address: str = ""

    @property
    def is_named(self) -> bool:
        """Whether residents can be told who the company is; without a name the rest says nothing."""
        return bool(self.name)

    def version_of(self, document: str) -> str:
        """Give the version of a document that names the company, because a consent is given to somebody.

        Without a name it is the version of the words alone, as it was before there were names.
        """
        parts = [document, self.name, self.inn, self.address] if self.is_named else [document]
        return "; ".join(part for part in parts if part)


NOBODY = Company()
"""The company of an administrator who gave none."""


def parse_inn(text: str) -> str:
    """Return the digits of an INN without what may stand between them.

    :raises ValueError: there are neither 10 nor 12 digits, or the last ones do not fit those before them.
    """
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", digits):
        raise ValueError("not 10 digits (of an organisation) or 12 (of an entrepreneur)")
    if digits.startswith("00") or any(
        int(digits[place]) != _check_digit(digits[:place]) for place in _CHECKED[len(digits)]
    ):
        raise ValueError("a digit is wrong: the last ones do not fit those before them")
    return digits


def _check_digit(digits: str) -> int:
    weights = _WEIGHTS[len(_WEIGHTS) - len(digits) :]
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 % 10
