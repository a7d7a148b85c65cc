"""What residents and operators read of a bill: what came of it, its lines and its sums.

Billing's own sums are told, and never counted again: what is rounded or raised there is no mistake here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from domain.bill import Bill, SettledBill
from domain.bill_line import Basis, BillLine, scale_name_of
from domain.dates import Month, format_date
from domain.frozen import frozen
from domain.meter import Meter
from domain.money import format_amount
from domain.reading_text import format_value
from handlers.wording import capital, grouped, month_name
from services.numbers.bill_documents import DocumentGroup, DocumentLine
from ui.texts import Speech

LONGEST_LINES = 2800
"""Characters of the lines of a bill, so that its head and its sums fit next to them into a message."""
MOST_LINES = 30
"""Lines of a bill that anybody reads on a phone."""

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
    return capital(bill_name(say, bill, place))


def rubles(say: Speech, kopecks: int) -> str:
    """Write an amount; what is below zero is said in a word, because a small sign is easily missed."""
    amount = format_amount(abs(kopecks))
    return amount if kopecks >= 0 else say.plain("bill-minus", amount=amount)


def bill_state(say: Speech, settled: SettledBill) -> str:
    """Say what a month costs, and whether it was paid."""
    return say(f"bills-{_state(settled)}", **_state_values(say, settled))


def bill_line(say: Speech, settled: SettledBill, name: str) -> str:
    """Say of a bill under this name what the month costs, and whether it was paid."""
    return say(f"bills-row-{_state(settled)}", bill=name, **_state_values(say, settled))


def bill_rows(say: Speech, placed: Sequence[tuple[SettledBill, int]], today: date) -> list[str]:
    """Give a line for each bill of a list, newest first, and for the months without a bill between them.

    It says what a month costs, whether it was paid, and until when it is to be paid. Each bill comes with its
    place, as in :func:`bill_name`.
    """
    rows = []
    for index, (settled, place) in enumerate(placed):
        month = settled.bill.month
        if index and month.next < (newer := placed[index - 1][0].bill.month):
            rows.append(_gap(say, month.next, newer.previous))
        rows.append(_row(say, settled, place, today))
    return rows


def _gap(say: Speech, first: Month, last: Month) -> str:
    since, until = (capital(month_name(say, month)) for month in (first, last))
    return (
        say("bills-gap-month", month=since) if first == last else say("bills-gap", since=since, until=until)
    )


def _row(say: Speech, settled: SettledBill, place: int, today: date) -> str:
    row = bill_line(say, settled, bill_label(say, settled.bill, place))
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
    say: Speech, lines: Sequence[BillLine], meters: Sequence[Meter], longest: int = LONGEST_LINES
) -> list[str]:
    """Give the lines of a bill, one text for each basis, in billing's order; none if it does not tell them.

    ``meters`` are those of the number, whose scales the lines name. What does not fit into ``longest``
    characters of HTML, or what nobody would read, is told by its number and its sum.
    """
    return named_lines_text(say, lines, scale_names(say, lines, meters), longest)


def named_lines_text(
    say: Speech, lines: Sequence[BillLine], names: Mapping[BillLine, str], longest: int
) -> list[str]:
    """Like :func:`bill_lines_text`, where the names of the scales are known already."""
    bases = list(dict.fromkeys(line.basis for line in lines))
    ordered = sorted(lines, key=lambda line: bases.index(line.basis))
    groups = _groups(say, ordered, names)
    for shown in range(min(len(ordered), MOST_LINES), 0, -1):
        texts = _shown(say, groups, shown)
        if sum(map(len, texts)) <= longest:
            return texts
    return _shown(say, groups, 0)


@frozen
class _Group:
    """The lines of a basis, and what is said once for all of them."""

    title: str
    lines: tuple[str, ...]
    amounts: tuple[int, ...]


def _groups(say: Speech, ordered: Sequence[BillLine], names: Mapping[BillLine, str]) -> list[_Group]:
    return [
        _group(say, basis, tuple(lines), names)
        for basis, lines in groupby(ordered, key=lambda line: line.basis)
    ]


def _group(say: Speech, basis: Basis, lines: Sequence[BillLine], names: Mapping[BillLine, str]) -> _Group:
    notes = {line.note for line in lines}
    note = notes.pop() if len(notes) == 1 else ""
    title = say(f"bill-basis-{basis}")
    if note:
        title = f"{title} {say('bill-basis-note', note=note)}"
    if basis in EXPLAINED:
        title = f"{title}\n{say(f'bill-basis-{basis}-means')}"
    ends = _range_ends(lines)
    texts = tuple(
        _line(say, line, names.get(line, ""), (_range(say, line, ends), "" if note else line.note))
        for line in lines
    )
    return _Group(title, texts, tuple(line.amount for line in lines))


def _shown(say: Speech, groups: Iterable[_Group], most: int) -> list[str]:
    """Give so many lines, and say how many there are more."""
    texts: list[str] = []
    rest: list[int] = []
    for group in groups:
        if most > 0:
            texts.append("\n".join([group.title, *group.lines[:most]]))
        rest += group.amounts[max(most, 0) :]
        most -= len(group.lines)
    if rest:
        texts.append(say("bill-lines-more", count=len(rest), amount=rubles(say, sum(rest))))
    return texts


def scale_names(say: Speech, lines: Sequence[BillLine], meters: Sequence[Meter]) -> Mapping[BillLine, str]:
    """Name the scale of each line; where there can be only one scale, its name would tell nothing."""
    scales = {line.scale for line in lines if line.scale is not None}
    if len(scales) <= 1 and all(len(meter.scales) == 1 for meter in meters):
        return {}
    return {
        line: scale_name_of(line, meters) or say.plain("bill-scale", number=str(line.scale))
        for line in lines
        if line.scale is not None
    }


def _line(say: Speech, line: BillLine, scale: str, details: Iterable[str]) -> str:
    """Say what a line is about and how it comes to its amount, below each other if both are long."""
    label, counted = ", ".join(filter(None, (scale, *details))), _counted(say, line)
    if not label:
        return say("bill-line", counted=counted)
    is_short = label == scale or line.consumption is None
    return say("bill-line-of" if is_short else "bill-line-below", label=capital(label), counted=counted)


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
    kwh = "" if line.consumption is None else kwh_of(say, line.consumption)
    price = "" if line.price is None else rubles(say, line.price)
    if line.is_product:
        text_id = "bill-counted-product"
    elif line.price is None:
        text_id = "bill-counted-kwh"
    else:
        text_id = "bill-counted-price" if line.consumption is None else "bill-counted-at"
    return say.plain(text_id, kwh=kwh, price=price, amount=amount)


def kwh_of(say: Speech, consumption: Decimal) -> str:
    """Write a consumption: «1 200,5», and in words that it is taken off."""
    whole, _, decimals = format_value(abs(consumption)).partition(",")
    text = ",".join(filter(None, (grouped(Decimal(whole)), decimals)))
    return text if consumption >= 0 else say.plain("bill-minus", amount=text)


def bill_tables(say: Speech, lines: Sequence[BillLine], meters: Iterable[Meter]) -> list[DocumentGroup]:
    """Give all lines of a bill as tables of a document, one for each basis, in billing's order."""
    known = list(meters)
    bases = list(dict.fromkeys(line.basis for line in lines))
    of_basis = {basis: [line for line in lines if line.basis is basis] for basis in bases}
    names = scale_names(say, lines, known)
    return [_table(say, basis, of_basis[basis], names) for basis in bases]


def _table(
    say: Speech, basis: Basis, lines: Sequence[BillLine], names: Mapping[BillLine, str]
) -> DocumentGroup:
    title, ends = capital(say.plain(f"my-data-basis-{basis}")), _range_ends(lines)
    note = say.plain(f"bill-basis-{basis}-means") if basis in EXPLAINED else ""
    return DocumentGroup(title, note, tuple(_cells(say, line, names, ends) for line in lines))


def _cells(
    say: Speech, line: BillLine, names: Mapping[BillLine, str], ends: Mapping[int, int]
) -> DocumentLine:
    label = ", ".join(filter(None, (names.get(line, ""), _range(say, line, ends), line.note)))
    return DocumentLine(
        capital(label) or say.plain("document-electricity"),
        kwh="" if line.consumption is None else kwh_of(say, line.consumption),
        price="" if line.price is None else rubles(say, line.price),
        amount=rubles(say, line.amount),
    )


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
