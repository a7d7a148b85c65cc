"""The code from which an app of a bank reads a payment (ГОСТ Р 56042-2014): composing and reading it.

A code is «ST», the version of the standard, the digit of a charset and a separator; then fields, each a name,
«=» and a value. Five of them are mandatory and come first. All that a code says must also be printed for the
person who pays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.dates import Month
from domain.errors import DomainError
from domain.payee import ACCOUNT, BIC, CORR_ACCOUNT, LONGEST_BANK, LONGEST_NAME, Payee

VERSION = "0001"
CHARSETS: Mapping[str, str] = MappingProxyType({"1": "cp1251", "2": "utf-8", "3": "koi8-r"})
"""Python's names of the charsets, by their digit."""
UTF_8 = "2"
SEPARATORS = "|^~;#$*"
"""The usual one, and those that are taken if it occurs in a value."""
UTILITIES = "02"
"""The technical code of housing and utilities."""
MOST_BYTES = 666
"""What a QR code of version 20 holds with medium correction; larger ones are hard to read for old cameras."""
LONGEST_OTHER = 300
"""Characters of a field for which the standard knows no limit."""
LONGEST_CODE = 8000
"""Bytes: a QR code holds fewer."""


class Field(StrEnum):
    """Fields that the bot composes or looks at, by their names in the standard."""

    NAME = "Name"
    ACCOUNT = "PersonalAcc"
    BANK = "BankName"
    BIC = "BIC"
    CORR_ACCOUNT = "CorrespAcc"
    SUM = "Sum"
    PURPOSE = "Purpose"
    INN = "PayeeINN"
    KPP = "KPP"
    NUMBER = "PersAcc"
    PERIOD = "PaymPeriod"
    TECH_CODE = "TechCode"
    ADDRESS = "PayerAddress"


MANDATORY = (Field.NAME, Field.ACCOUNT, Field.BANK, Field.BIC, Field.CORR_ACCOUNT)
LONGEST: Mapping[str, int] = MappingProxyType(
    {
        Field.NAME: LONGEST_NAME,
        Field.BANK: LONGEST_BANK,
        Field.SUM: 18,
        Field.PURPOSE: 210,
        Field.INN: 12,
        Field.KPP: 9,
    }
)
"""Characters of a value, where the standard limits them; with them the mandatory fields have 300 at most."""
_DROPPED = (Field.ADDRESS, Field.TECH_CODE, Field.PERIOD, Field.KPP, Field.PURPOSE)
"""What is left out, in this order, of a code that would be too long."""
_NAMES: Mapping[str, Field] = MappingProxyType({field.lower(): field for field in Field})
_SHAPES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        Field.ACCOUNT: ACCOUNT,
        Field.BIC: BIC,
        Field.CORR_ACCOUNT: CORR_ACCOUNT,
        Field.SUM: re.compile(r"[0-9]{1,18}"),
        Field.INN: re.compile(r"[0-9]{10}|[0-9]{12}"),
    }
)
_HEAD = re.compile(rb"ST([0-9]{4})(.)(.)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9_]+")
_PERIOD = re.compile(r"(0[1-9]|1[0-2])(20)?([0-9]{2})")


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a resident is to pay: ``amount`` in kopecks, for a subscriber number.

    ``purpose`` is what the bank and the company read. ``period`` is the month that is paid for, if it is
    known. ``address`` may be empty.
    """

    payee: Payee
    amount: int
    number: str
    purpose: str
    period: Month | None = None
    address: str = ""

    @property
    def fields(self) -> Mapping[Field, str]:
        """The fields of the code in their order, as far as they fit."""
        fields = {name: value for name, value in self._all() if value}
        for name in _DROPPED:
            if len(_composed(fields)) > MOST_BYTES:
                fields.pop(name, None)
        return fields

    def _all(self) -> Iterator[tuple[Field, str]]:
        payee = self.payee
        values = (
            *(payee.name, payee.account, payee.bank, payee.bic, payee.corr_account, str(self.amount)),
            *(self.purpose, payee.inn, payee.kpp, self.number, _period(self.period), UTILITIES),
            self.address,
        )
        has_separator = any(sign not in "".join(values) for sign in SEPARATORS)
        for name, value in zip(Field, values, strict=True):
            shown = _clean(value if has_separator else value.replace(SEPARATORS[0], "/"))
            yield name, shown[: LONGEST.get(name, LONGEST_OTHER)].rstrip()

    def compose(self) -> bytes:
        """Give the code, in UTF-8."""
        return _composed(self.fields)


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A code of anybody, as it was read: the values of its fields, each of which may have been made up.

    ``repeated`` names the fields that occur more than once; the last of them counts.
    """

    fields: Mapping[Field, str]
    repeated: tuple[Field, ...] = ()

    def __getitem__(self, name: Field) -> str:
        return self.fields.get(name, "")

    @property
    def amount(self) -> int | None:
        """The sum in kopecks, if it is named."""
        return int(self[Field.SUM]) if self[Field.SUM] else None

    @property
    def period(self) -> Month | None:
        """The month that is paid for, if it is named and understood: «112026» or «1126»."""
        match = _PERIOD.fullmatch(self[Field.PERIOD])
        return None if match is None else Month(2000 + int(match[3]), int(match[1]))


def read_payment_code(content: bytes | str) -> PaymentCode:
    """Read a code; one that comes as text was decoded already.

    Errors: ``payment-code-other``: it is no code for payments, but a link, for instance;
    ``payment-code-version``; ``payment-code-charset``: the charset is unknown, or is not that of its bytes;
    ``payment-code-field``: something is no field; ``payment-code-missing``: a mandatory field has no value;
    ``payment-code-value``: a value is too long or is not what it should be (all three with ``field``).
    """
    given = content.encode(errors="replace") if isinstance(content, str) else content
    match = _HEAD.match(given)
    if match is None or len(given) > LONGEST_CODE:
        raise DomainError("payment-code-other")
    if match[1] != VERSION.encode():
        raise DomainError("payment-code-version")
    charset = CHARSETS.get(match[2].decode("latin-1"))
    if charset is None:
        raise DomainError("payment-code-charset")
    separator = match[3].decode("latin-1")
    text = _decoded(given[match.end() :], "utf-8" if isinstance(content, str) else charset)
    return _checked(*_parted(text, separator))


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeDecodeError:
        raise DomainError("payment-code-charset") from None


def _parted(text: str, separator: str) -> tuple[Mapping[Field, str], list[Field]]:
    """Give the values that are looked at, and the fields that occur more than once."""
    values: dict[Field, str] = {}
    repeated: list[Field] = []
    for part in text.removesuffix(separator).split(separator):
        name, sign, value = part.partition("=")
        if not (sign and _NAME.fullmatch(name)):
            raise DomainError("payment-code-field", field=_clean(part)[:30])
        known = _NAMES.get(name.lower())
        if known is None:
            continue
        if known in values and known not in repeated:
            repeated.append(known)
        values[known] = _clean(value)
    return values, repeated


def _checked(values: Mapping[Field, str], repeated: Iterable[Field]) -> PaymentCode:
    for name in MANDATORY:
        if not values.get(name):
            raise DomainError("payment-code-missing", field=name.value)
    for name, value in values.items():
        shape = _SHAPES.get(name)
        is_shaped = not value or shape is None or shape.fullmatch(value)
        if not is_shaped or len(value) > LONGEST.get(name, LONGEST_OTHER):
            raise DomainError("payment-code-value", field=name.value)
    return PaymentCode(values, tuple(repeated))


def _composed(fields: Mapping[Field, str]) -> bytes:
    used = "".join(fields.values())
    separator = next(each for each in SEPARATORS if each not in used)
    parts = separator.join(f"{name.value}={value}" for name, value in fields.items())
    return f"ST{VERSION}{UTF_8}{separator}{parts}".encode()


def _period(month: Month | None) -> str:
    return "" if month is None else f"{month.month:02}{month.year:04}"


def _clean(text: str) -> str:
    """Write a value in one line, without what cannot be shown."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
