"""Phone numbers: any spelling that people in Russia use, one that is kept."""

import re
from dataclasses import dataclass

from domain.errors import DomainError

_FOREIGN_LENGTHS = range(8, 16)
"""Digits of a number with the code of its country."""
_SPELLING = re.compile(r"\+?[0-9\s().‐‑‒–—-]+")


@dataclass(frozen=True)
class Phone:
    """A Russian phone number, kept as ``+79210000000``."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Phone":
        """Read «+7 (921) 000-00-00», «8 921 …», «921…» and what a Telegram contact holds («7921…»).

        Raises ``phone-wrong`` for what is not ten digits, alone or after the country's code, and
        ``phone-foreign`` for a number of another country.
        """
        text = text.strip()
        digits = "".join(symbol for symbol in text if symbol in "0123456789")
        if not _SPELLING.fullmatch(text):
            raise DomainError("phone-wrong")
        if len(digits) == 11 and digits.startswith("7" if text.startswith("+") else ("7", "8")):
            return cls("+7" + digits[1:])
        # No area code begins with 79 or 89: such ten digits are a mobile number that lost a digit.
        if len(digits) == 10 and not text.startswith("+") and not digits.startswith(("79", "89")):
            return cls("+7" + digits)
        raise DomainError("phone-foreign" if _is_foreign(text, digits) else "phone-wrong")

    @classmethod
    def of_contact(cls, text: str) -> "Phone":
        """Read the number of a contact card, which begins with the country's code, often without the plus.

        Raises the errors of :meth:`parse`.
        """
        return cls.parse("+" + text.strip().removeprefix("+"))

    def shown(self) -> str:
        """Return the number as it is shown everywhere: «+7(921)0000000»."""
        return f"+7({self.text[2:5]}){self.text[5:]}"

    def masked(self) -> str:
        """Return the number with only its area code and last two digits: «+7(921)*****00»."""
        return f"+7({self.text[2:5]})*****{self.text[-2:]}"

    def covered(self) -> str:
        """Return the same as operators see it: «+7(921)***-**-00»."""
        return f"+7({self.text[2:5]})***-**-{self.text[-2:]}"


def _is_foreign(text: str, digits: str) -> bool:
    """Tell a number of another country from a Russian one with a slip of the finger."""
    if text.startswith("00"):
        return len(digits) - 2 in _FOREIGN_LENGTHS and not digits.startswith(("007", "008"))
    if digits.startswith(("7", "8")):
        return False
    if text.startswith("+"):
        return len(digits) in _FOREIGN_LENGTHS and not (len(digits) == 10 and digits.startswith("9"))
    return len(digits) in _FOREIGN_LENGTHS and len(digits) > 10
