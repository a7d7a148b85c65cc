"""What an operator may have meant by a few letters or digits: one text can have several meanings.

None is longer than an address.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from domain.address import MOST_LENGTH
from domain.address_guess import address_guesses
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.login import Login
from domain.meter import serial_key
from domain.phone import Phone
from domain.receipt import parse_receipt
from domain.subscriber_number import SubscriberNumber


class Shape(StrEnum):
    """What a text looks like."""

    NUMBER = "number"
    RECEIPT = "receipt"
    PHONE = "phone"
    EMAIL = "email"
    LOGIN = "login"
    SERIAL = "serial"
    ADDRESS = "address"


SERIAL = re.compile(r"(?:№|#|n|no|sn|s/n|зав)?[\s.:№]*([^\W_][\w\s./-]*)", re.IGNORECASE)
LEAST_DIGITS = 3
MOST_LETTERS = 6
"""Of a serial number; what has more letters is a name or a sentence."""


def _parse_serial(text: str) -> str:
    """Give what a meter is looked for by; ``lookup-not-understood`` if this is no serial number."""
    found = SERIAL.fullmatch(text.strip())
    key = serial_key(found[1]) if found is not None else ""
    digits = sum(symbol.isdecimal() for symbol in key)
    if digits < LEAST_DIGITS or len(key) - digits > MOST_LETTERS:
        raise DomainError("lookup-not-understood")
    return key


def _parse_address(text: str) -> str:
    """Give the text if it may be an address; ``lookup-not-understood`` otherwise."""
    if not address_guesses(text):
        raise DomainError("lookup-not-understood")
    return text


PARSERS: Mapping[Shape, Callable[[str], str]] = {
    Shape.RECEIPT: parse_receipt,
    Shape.NUMBER: lambda text: SubscriberNumber.parse(text).text,
    Shape.PHONE: lambda text: Phone.parse(text).text,
    Shape.EMAIL: lambda text: EmailAddress.parse(text).text,
    Shape.LOGIN: lambda text: Login.parse(text).key,
    Shape.SERIAL: _parse_serial,
    Shape.ADDRESS: _parse_address,
}


def meanings(text: str) -> dict[Shape, str]:
    """Return everything that a text may mean, each in the form in which it is kept.

    Errors: ``lookup-not-understood`` if it looks like nothing.
    """
    found: dict[Shape, str] = {}
    for shape, parse in PARSERS.items() if len(text) <= MOST_LENGTH else ():
        try:
            found[shape] = parse(text)
        except DomainError:
            continue
    if not found:
        raise DomainError("lookup-not-understood")
    return found
