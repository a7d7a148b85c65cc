"""The bill that a question is about, kept with the question as it stood when it was asked.

Billing may correct a bill, and a resident may give up its number; what operators read stays what was meant.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from domain.bill import Bill
from domain.bill_line import Basis, BillLine
from domain.dates import Month
from domain.details import Value
from domain.frozen import frozen


@frozen
class NamedLine:
    """A line of a bill, and the name that its scale had then; empty if nobody knew it."""

    line: BillLine
    scale: str = ""


@frozen
class AskedBill:
    """A bill that somebody asks about; ``place`` among those of its ``month``, the oldest is 0.

    Without ``bill`` it was gone, or the number was, before the question was sent.
    """

    number: str
    month: Month
    place: int = 0
    bill: Bill | None = None
    lines: tuple[NamedLine, ...] = ()

    @property
    def details(self) -> dict[str, Value]:
        """The details of an alert that :func:`asked_bill` reads; amounts in kopecks."""
        named: dict[str, Value] = {
            "bill_number": self.number,
            "bill_month": str(self.month),
            "bill_place": self.place,
        }
        bill = self.bill
        if bill is None:
            return named
        return named | {
            "bill_id": bill.id,
            "bill_charged": bill.charged,
            "bill_recalculated": bill.recalculated,
            "bill_penalty": bill.penalty,
            "bill_paid": bill.paid,
            "bill_due": bill.due,
            "bill_opening": bill.opening,
            "bill_due_on": None if bill.due_on is None else bill.due_on.isoformat(),
            "bill_lines": _lines_text(self.lines),
        }


def asked_bill(details: Mapping[str, Value]) -> AskedBill | None:
    """Read the bill that an alert is about; ``None`` if it is about no bill, as all alerts once were."""
    number = details.get("bill_number")
    if number is None:
        return None
    month, place = Month.parse(str(details["bill_month"])), int(details["bill_place"] or 0)
    if "bill_due" not in details:
        return AskedBill(str(number), month, place)
    lines = _lines_from(str(details["bill_lines"]))
    return AskedBill(str(number), month, place, _bill_from(details, month), lines)


def _bill_from(details: Mapping[str, Value], month: Month) -> Bill:
    charged, recalculated, penalty, paid, due = (
        int(details[f"bill_{name}"] or 0) for name in ("charged", "recalculated", "penalty", "paid", "due")
    )
    opening, due_on = details["bill_opening"], details["bill_due_on"]
    return Bill(
        month,
        charged,
        recalculated,
        penalty,
        paid,
        due,
        id=str(details["bill_id"]),
        opening=None if opening is None else int(opening),
        due_on=None if due_on is None else date.fromisoformat(str(due_on)),
    )


def _lines_text(lines: Iterable[NamedLine]) -> str:
    rows = [
        [
            each.line.basis,
            each.line.amount,
            each.line.scale,
            None if each.line.consumption is None else str(each.line.consumption),
            each.line.from_kwh,
            each.line.price,
            each.line.note,
            each.scale,
        ]
        for each in lines
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _lines_from(text: str) -> tuple[NamedLine, ...]:
    return tuple(
        NamedLine(
            BillLine(
                Basis(basis),
                amount,
                scale,
                None if consumption is None else Decimal(consumption),
                from_kwh,
                price,
                note,
            ),
            name,
        )
        for basis, amount, scale, consumption, from_kwh, price, note, name in json.loads(text)
    )
