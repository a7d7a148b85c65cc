"""Codes for payments: making one for a resident, and telling whose one is that somebody gave them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from domain.genuineness import Genuineness, judge
from domain.limits import PICTURES_CHECKED, shown_until
from domain.payee import Payee
from domain.payment_code import Field, PaymentCode, PaymentOrder, read_payment_code
from domain.subscriber_number import SubscriberNumber
from services.access import AccessUnit
from services.limits import closed_until
from services.ports import AttemptLog, Clock
from services.units import Units

PDF = b"%PDF"


class CodePictures(Protocol):
    """Draws codes, and reads them."""

    @property
    def must_wait(self) -> bool:
        """Whether a picture that is asked for now has to wait for others."""
        ...

    async def draw(self, content: bytes) -> bytes:
        """Return a PNG that can be read off a phone.

        Errors: ``workers-busy``.
        """
        ...

    async def read(self, picture: bytes) -> list[bytes]:
        """Return the contents of the codes in a picture, without doublets.

        Errors: ``picture-unreadable``, ``picture-too-large``, ``workers-busy``.
        """
        ...


@dataclass(frozen=True)
class DrawPaymentCode:
    """Draw the code of a payment; ``workers-busy``."""

    pictures: CodePictures

    @property
    def must_wait(self) -> bool:
        """Whether a picture that is asked for now has to wait for others."""
        return self.pictures.must_wait

    async def __call__(self, order: PaymentOrder) -> bytes:
        """Return a PNG."""
        return await self.pictures.draw(order.compose())


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What was found out about a code: what it says and whose it is, or ``fault``, the code of an error.

    ``is_own``: whether it names a number of the account; ``None`` if it names no number.
    """

    code: PaymentCode | None = None
    genuineness: Genuineness | None = None
    is_own: bool | None = None
    fault: str = ""


class CheckUnit(AccessUnit, Protocol):
    """What the check of codes needs of the storage."""

    @property
    def attempts(self) -> AttemptLog: ...


@dataclass(frozen=True)
class CheckPaymentCodes:
    """Tell whose the codes in a picture are.

    Of the number in a code it is told only whether the account holds it, because anybody could ask about any
    number otherwise.

    The same ``key`` counts once. Errors: ``pictures-too-many`` (``until``), ``picture-no-code``,
    ``picture-pdf``, ``picture-unreadable``, ``picture-too-large``, ``workers-busy``.
    """

    units: Units[CheckUnit]
    pictures: CodePictures
    payee: Payee | None
    clock: Clock
    zone: ZoneInfo

    @property
    def must_wait(self) -> bool:
        """Whether a picture that is sent now has to wait for others."""
        return self.pictures.must_wait

    async def __call__(self, account_id: int, picture: bytes, key: str) -> list[CheckedCode]:
        """Return a result for each code, in the order of the picture."""
        if picture.startswith(PDF):
            raise DomainError("picture-pdf")
        now = self.clock()
        await self.units.write(lambda unit: self._count(unit, str(account_id), key, now))
        contents = await self.pictures.read(picture)
        if not contents:
            raise DomainError("picture-no-code")
        return [await self._checked(account_id, content) for content in contents]

    def _count(self, unit: CheckUnit, subject: str, key: str, now: datetime) -> None:
        attempts = unit.attempts
        if attempts.is_recorded(PICTURES_CHECKED.kind, subject, key):
            return
        until = closed_until(attempts, PICTURES_CHECKED, subject, now)
        if until is not None:
            raise DomainError("pictures-too-many", until=shown_until(until, now, self.zone))
        attempts.record(PICTURES_CHECKED.kind, subject, now, key)

    async def _checked(self, account_id: int, content: bytes) -> CheckedCode:
        try:
            code = read_payment_code(content)
        except DomainError as error:
            return CheckedCode(fault=error.code)
        return CheckedCode(code, judge(code, self.payee), await is_own(self.units, account_id, code))


@dataclass(frozen=True)
class CheckPaymentText:
    """Tell whose a code is that was copied as text; the errors of ``read_payment_code``."""

    units: Units[AccessUnit]
    payee: Payee | None

    async def __call__(self, account_id: int, text: str) -> CheckedCode:
        """Return what was found out."""
        code = read_payment_code(text.strip())
        return CheckedCode(code, judge(code, self.payee), await is_own(self.units, account_id, code))


async def is_own(units: Units[AccessUnit], account_id: int, code: PaymentCode) -> bool | None:
    """Tell whether a code names a number that the account holds; ``None`` if it names no number."""
    if not code[Field.NUMBER]:
        return None
    try:
        number = SubscriberNumber.spelt(code[Field.NUMBER]).text
    except DomainError:
        return False
    access = await units.read(lambda unit: unit.holdings.access(account_id, number))
    return access.email_is_confirmed and access.holding is not None
