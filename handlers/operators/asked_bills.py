"""The bill under a question of a resident: its head, and the lines and sums that the resident read."""

from __future__ import annotations

from collections.abc import Mapping

from domain.asked_bill import asked_bill
from domain.details import Value
from handlers.bill_wording import bill_sums_text, name_of_place, named_lines_text
from ui.texts import Speech

ROOM = 900
"""Characters of the lines, because the longest question and all that is said about it stand there as well."""


def asked_bill_lines(say: Speech, details: Mapping[str, Value]) -> list[str]:
    """Give the block about the bill; nothing if a question is about none."""
    asked = asked_bill(details)
    if asked is None:
        return []
    name = name_of_place(say, asked.month, asked.place)
    title = say("alert-question-bill", bill=name, number=asked.number)
    if asked.bill is None:
        return [f"{title}\n{say('alert-question-bill-gone')}"]
    lines, names = [each.line for each in asked.lines], {each.line: each.scale for each in asked.lines}
    told = named_lines_text(say, lines, names, ROOM) or [say("bill-lines-none")]
    return ["\n".join([title, *told, bill_sums_text(say, asked.bill)])]
