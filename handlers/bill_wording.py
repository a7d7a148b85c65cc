"""What residents and operators read of a bill: what came of it, its lines and its sums.

Billing's own sums are told, and never counted again: what is rounded or raised there is no mistake here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from domain.bill import Bill, SettledBill
from domain.bill_line import Basis, BillLine, scale_name_of
from domain.dates import Month, format_date
from domain.meter import Meter
from domain.money import format_amount
from domain.reading_text import format_value
from handlers.wording import grouped, month_name
from ui.texts import Speech

LONGEST_LINES = 2800
"""Characters of the lines of a bill, so that its head and its sums fit next to them into a message."""
MOST_LINES = 30
"""Lines of a bill that anybody reads on a phone."""

ORDER = (Basis.READING, Basis.AVERAGE, Basis.NORM, Basis.OTHER, Basis.RECALCULATION, Basis.PENALTY)
EXPLAINED = frozenset({Basis.AVERAGE, Basis.NORM})
"""What a line may be counted by instead of a meter."""


def bill_name(say: Speech, bill: Bill, place: int) -> str:
    """Name a bill by its month; ``place``: as in ``BillPlace``, because a month may have several bills."""
    return name_of_place(say, bill.month, place)


def name_of_place(say: Speech, month: Month, place: int) -> str:
    """Name a bill by where it is found, because it may be gone."""
    name = month_name(say, month)
    return name if place == 0 else say.plain("bill-of-several", month=name, place=str(place + 1))


def bill_label(say: Speech, bill: Bill, place: int) -> str:
    """Give the name of a bill as a label, or at the beginning of a line."""
    name = bill_name(say, bill, place)
    return name[:1].upper() + name[1:]


def rubles(say: Speech, kopecks: int) -> str:
    """Write an amount; what is below zero is said in a word, because a small sign is easily missed."""
    amount = format_amount(abs(kopecks))
    return amount if kopecks >= 0 else say.plain("bill-minus", amount=amount)


def bill_state(say: Speech, settled: SettledBill) -> str:
    """Say what a month costs, and whether it was paid."""
    return say(f"bills-{_state(settled)}", **_state_values(say, settled))


def bill_row(say: Speech, settled: SettledBill, place: int, today: date) -> str:
    """Say in one line of a list what a month costs, whether it was paid, and until when it is to be paid."""
    name, values = bill_label(say, settled.bill, place), _state_values(say, settled)
    row = say(f"bills-row-{_state(settled)}", bill=name, **values)
    due_on = settled.bill.due_on
    if not settled.left or due_on is None:
        return row
    text_id = "bills-until" if due_on >= today else "bills-overdue"
    return f"{row}, {say(text_id, date=format_date(due_on))}"


def _state(settled: SettledBill) -> str:
    bill = settled.bill
    if settled.left:
        return "open" if settled.left == bill.amount else "open-partly"
    if bill.amount <= 0:
        return "nothing"
    if settled.paid_on is None:
        return "paid"
    return "paid-before" if settled.paid_on <= bill.month.last_day else "paid-on"


def _state_values(say: Speech, settled: SettledBill) -> Mapping[str, str]:
    paid_on = "" if settled.paid_on is None else format_date(settled.paid_on)
    left = format_amount(settled.left)
    return {"amount": rubles(say, settled.bill.amount), "left": left, "date": paid_on}


def bill_lines_text(
    say: Speech, lines: Sequence[BillLine], meters: Iterable[Meter], longest: int = LONGEST_LINES
) -> list[str]:
    """Give the lines of a bill, one text for each basis; none if billing does not tell them.

    ``meters`` are those of the number, whose scales the lines name. What does not fit into ``longest``
    characters of HTML, or what nobody would read, is told by its number and its sum.
    """
    return named_lines_text(say, lines, scale_names(say, lines, meters), longest)


def named_lines_text(
    say: Speech, lines: Sequence[BillLine], names: Mapping[BillLine, str], longest: int
) -> list[str]:
    """Like :func:`bill_lines_text`, where the names of the scales are known already."""
    ordered = sorted(lines, key=lambda line: ORDER.index(line.basis))
    for shown in range(min(len(ordered), MOST_LINES), 0, -1):
        texts = _shown_lines(say, ordered, names, shown)
        if sum(map(len, texts)) <= longest:
            return texts
    return _shown_lines(say, ordered, names, 0) if ordered else []


def _shown_lines(
    say: Speech, ordered: Sequence[BillLine], names: Mapping[BillLine, str], shown: int
) -> list[str]:
    groups = groupby(ordered[:shown], key=lambda line: line.basis)
    texts = ["\n".join(_group_lines(say, basis, list(group), names)) for basis, group in groups]
    if rest := ordered[shown:]:
        amount = rubles(say, sum(line.amount for line in rest))
        texts.append(say("bill-lines-more", count=len(rest), amount=amount))
    return texts


def scale_names(say: Speech, lines: Sequence[BillLine], meters: Iterable[Meter]) -> Mapping[BillLine, str]:
    """Name the scale of each line; where there can be only one scale, its name would tell nothing."""
    known = list(meters)
    scales = {line.scale for line in lines if line.scale is not None}
    if len(scales) <= 1 and all(len(meter.scales) == 1 for meter in known):
        return {}
    return {
        line: scale_name_of(line, known) or say.plain("bill-scale", number=str(line.scale))
        for line in lines
        if line.scale is not None
    }


def _group_lines(
    say: Speech, basis: Basis, lines: Sequence[BillLine], names: Mapping[BillLine, str]
) -> Iterator[str]:
    """Say once what all lines of a basis have in common: by what they are counted, and why."""
    notes = {line.note for line in lines}
    note = notes.pop() if len(notes) == 1 else ""
    title = say(f"bill-basis-{basis}")
    yield f"{title} {say('bill-basis-note', note=note)}" if note else title
    if basis in EXPLAINED:
        yield say(f"bill-basis-{basis}-means")
    ends = _range_ends(lines)
    for line in lines:
        about = [names.get(line, ""), _range(say, line, ends), "" if note else line.note]
        label = ", ".join(filter(None, about))
        counted = _counted(say, line)
        if not label:
            yield say("bill-line", counted=counted)
        elif label == about[0]:
            yield say("bill-line-of", label=label, counted=counted)
        else:
            yield say("bill-line-below", label=label, counted=counted)


def _range_ends(lines: Iterable[BillLine]) -> Mapping[int, int]:
    """Give where each range ends, as far as a line of the next one tells it."""
    return dict(pairwise(sorted({line.from_kwh for line in lines if line.from_kwh is not None})))


def _range(say: Speech, line: BillLine, ends: Mapping[int, int]) -> str:
    """Name the range of a line; nothing if there is no other one."""
    if line.from_kwh is None:
        return ""
    begin, end = grouped(Decimal(line.from_kwh)), ends.get(line.from_kwh)
    if end is None:
        return say.plain("bill-range-above", begin=begin) if line.from_kwh else ""
    text_id = "bill-range-between" if line.from_kwh else "bill-range-first"
    return say.plain(text_id, begin=begin, end=grouped(Decimal(end)))


def _counted(say: Speech, line: BillLine) -> str:
    """Say how a line comes to its amount; as an equation only if it is one."""
    amount = rubles(say, line.amount)
    if line.consumption is None and line.price is None:
        return say.plain("bill-counted-amount", amount=amount)
    kwh = "" if line.consumption is None else _kwh(say, line.consumption)
    price = "" if line.price is None else rubles(say, line.price)
    if line.is_product:
        text_id = "bill-counted-product"
    elif line.price is None:
        text_id = "bill-counted-kwh"
    else:
        text_id = "bill-counted-price" if line.consumption is None else "bill-counted-at"
    return say.plain(text_id, kwh=kwh, price=price, amount=amount)


def _kwh(say: Speech, consumption: Decimal) -> str:
    whole, _, decimals = format_value(abs(consumption)).partition(",")
    text = ",".join(filter(None, (grouped(Decimal(whole)), decimals)))
    return text if consumption >= 0 else say.plain("bill-minus", amount=text)


def bill_sums_text(say: Speech, bill: Bill) -> str:
    """Give the sums of a bill as billing counted them when it was made."""
    lines = [say("bills-charged", amount=rubles(say, bill.charged))]
    for text_id, amount in (
        ("bills-recalculated", bill.recalculated),
        ("bills-penalty", bill.penalty),
        ("bill-opening", max(bill.opening or 0, 0)),
        ("bill-opening-overpaid", max(-(bill.opening or 0), 0)),
        ("bill-paid", bill.paid),
    ):
        if amount:
            lines.append(say(text_id, amount=rubles(say, amount)))
    return "\n".join([*lines, _due(say, bill)])


def _due(say: Speech, bill: Bill) -> str:
    amount = format_amount(abs(bill.due))
    if bill.due < 0:
        return say("bill-overpaid", amount=amount)
    if bill.due == 0 or bill.due_on is None:
        return say("bill-due", amount=amount)
    return say("bill-due-until", amount=amount, date=format_date(bill.due_on))
