"""What billing says of a reading."""

from dataclasses import dataclass

from domain.dates import Month
from domain.reading import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the file; ``first_line`` is another one if the receipt was answered there already."""

    line: int
    receipt: str
    status: Status
    reason: str
    month: Month | None
    first_line: int


@dataclass(frozen=True, slots=True)
class AnsweredReading:
    """A reading, as far as answers are about it."""

    id: int
    number: str
    account_id: int
    status: Status
    reason: str | None
    billed_month: Month | None
