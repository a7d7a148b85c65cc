"""A meter: what its registers can show, and what billing accepted from them last."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.address import LOOK_ALIKES, folded
from domain.frozen import frozen

VERIFICATION_NEAR = 60
"""Days before the end of a verification from which residents are warned: enough to agree on a visit."""


class Verification(Enum):
    """How the verification of a meter stands on a day."""

    VALID = "valid"
    """It is far from its end, or the registry does not tell the end."""
    NEAR = "near"
    """It ends today or soon."""
    OVER = "over"
    """It has ended: billing may count an average instead of the readings."""


def scale_key(name: str) -> str:
    """Spell names of scales alike: «Т1» is typed with the Latin T as well, and «день» means «День»."""
    return " ".join(name.casefold().replace("ё", "е").translate(LOOK_ALIKES).split())


def serial_key(serial: str) -> str:
    """Give what stays of a serial number however it is spelled.

    Letters are capitals, Latin ones count as the Cyrillic ones that look alike; separators do not count, nor
    do zeros at the beginning.
    """
    return re.sub(r"[\W_]", "", folded(serial).translate(LOOK_ALIKES).upper()).lstrip("0")


@frozen
class Scale:
    """One register of a meter.

    Which hours it counts comes from the data, never from its ordinal: T2 is night in one region and
    half-peak in another. ``number`` is the one by which values refer to it, and stays the same as long as
    billing gives it the same name; ``ordinal`` is the present number in billing, if that is another one.
    ``last_value`` (kWh) is what billing accepted last; empty for a meter that was never read.
    """

    number: int
    name: str
    hours: str
    last_value: Decimal | None = None
    last_date: date | None = None
    ordinal: int | None = None

    @property
    def place(self) -> int:
        """The number of the scale in billing, by which tariffs and exports name it."""
        return self.number if self.ordinal is None else self.ordinal


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter of a subscriber; its registers show ``digits`` before the comma and ``decimals`` after it.

    A ``closed`` one was taken off: it is kept for the history and takes no readings.
    """

    id: str
    subscriber_number: str
    serial: str
    model: str
    digits: int
    decimals: int
    automatic: bool
    installed_on: date | None
    verify_by: date | None
    scales: tuple[Scale, ...]
    closed: bool = False

    @property
    def capacity(self) -> Decimal:
        """How many kWh bring a register back to zero."""
        return Decimal(10) ** self.digits

    def verification(self, today: date) -> Verification:
        """Tell how the verification stands; ``verify_by`` is its last day."""
        if self.verify_by is None or (self.verify_by - today).days > VERIFICATION_NEAR:
            return Verification.VALID
        return Verification.OVER if self.verify_by < today else Verification.NEAR

    def scale(self, number: int) -> Scale:
        """Return a scale by its number; ``LookupError`` if the meter has no such scale."""
        for scale in self.scales:
            if scale.number == number:
                return scale
        raise LookupError(f"the meter has no scale {number}")
