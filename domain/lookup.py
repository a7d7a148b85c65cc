"""What an operator may have meant by a few letters or digits: one text can have several meanings."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.login import Login
from domain.phone import Phone
from domain.receipt import parse_receipt
from domain.subscriber_number import SubscriberNumber

MOST_LENGTH = 254
"""The length of the longest e-mail address, because no other meaning is longer."""


class Shape(StrEnum):
    """What a text looks like."""

    NUMBER = "number"
    RECEIPT = "receipt"
    PHONE = "phone"
    EMAIL = "email"
    LOGIN = "login"


PARSERS: Mapping[Shape, Callable[[str], str]] = {
    Shape.RECEIPT: parse_receipt,
    Shape.NUMBER: lambda text: SubscriberNumber.parse(text).text,
    Shape.PHONE: lambda text: Phone.parse(text).text,
    Shape.EMAIL: lambda text: EmailAddress.parse(text).text,
    Shape.LOGIN: lambda text: Login.parse(text).key,
}


def meanings(text: str) -> dict[Shape, str]:
    """Return everything that a text may mean, each in the form in which it is kept.

    Errors: ``lookup-not-understood`` if it looks like nothing.
    """
    found = {}
    for shape, parse in PARSERS.items():
        try:
            found[shape] = parse(text[: MOST_LENGTH + 1])
        except DomainError:
            continue
    if not found:
        raise DomainError("lookup-not-understood")
    return found
