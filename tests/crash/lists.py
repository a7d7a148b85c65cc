"""Lists of readings: how a resident writes one, and reads what the bot makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.crash.ledger import Values
from tests.crash.words import shows

RIGHT = "✅"
ROW = re.compile(r"(\S+) \d+\. .*омер (\d+), счётчик № ")
VALUE = re.compile(r"→ (\d+) = ")
RECEIPT = re.compile(r"(?m)^Квитанция (\d{4}-\d{7}-\d)")


@dataclass(frozen=True)
class ShownRow:
    """A row as the bot shows it; one that was sent has a receipt instead of values (kWh by scale)."""

    mark: str
    number: str
    values: Values
    receipt: str

    @property
    def is_right(self) -> bool:
        """Whether it would be sent."""
        return self.mark == RIGHT


def written(values: Mapping[str, Values]) -> str:
    """Write a list, a line for each number."""
    return "\n".join(f"{number} {' '.join(map(str, each))}" for number, each in values.items())


def is_list(text: str) -> bool:
    """Tell whether a message shows a list that waits to be sent."""
    return shows(text, "batch-title") and any(ROW.match(block) for block in text.split("\n\n"))


def rows_shown(text: str) -> Iterator[ShownRow]:
    """Read the rows of a list that waits to be sent."""
    for block in text.split("\n\n"):
        row, receipt = ROW.match(block), RECEIPT.search(block)
        if row is not None:
            values = tuple(int(value) for value in VALUE.findall(block))
            yield ShownRow(row[1], row[2], values, receipt[1] if receipt else "")
