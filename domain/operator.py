"""An operator, as the rest of the program knows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """A member of the operators' group: Telegram's number of the person, and the name that others see."""

    id: int
    name: str
