"""Money: what was paid, and what is due, as a whole and of each bill.

Billing tells one balance, and of each bill what was charged, but not which payment paid which bill. So the
oldest charges are taken to be paid first, and what is still to pay belongs to the newest bills.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate, pairwise

from domain.dates import Month


class PaymentStatus(StrEnum):
    """What billing says of a payment; only a booked one changes what is to pay."""

    BOOKED = "booked"
    PENDING = "pending"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as billing knows it; ``amount`` in kopecks, below zero where it takes another one back.

    ``source`` says in billing's words where it was paid; empty if that is not known.
    """

    paid_on: date
    amount: int
    source: str = ""
    status: PaymentStatus = PaymentStatus.BOOKED

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an earlier payment back."""
        return self.amount < 0


def booked(payments: Iterable[Payment]) -> list[Payment]:
    """Return the payments that changed what is to pay, in the order in which they come.

    Left out are pending and reversed ones, and also the reversal that takes back one which is marked as
    reversed already: of its amount, of its day or later. Of several payments that a reversal may mean, it
    means such a one.
    """
    known = list(payments)
    standing = [each for each in known if each.status is PaymentStatus.BOOKED]
    for taken_back in known:
        if taken_back.status is PaymentStatus.REVERSED and not taken_back.is_reversal:
            reversals = [
                each
                for each in standing
                if each.amount == -taken_back.amount and each.paid_on >= taken_back.paid_on
            ]
            if reversals:
                standing.remove(min(reversals, key=lambda each: each.paid_on))
    return standing


def last_day(payments: Iterable[Payment]) -> list[Payment]:
    """Return the payments of the last day on which there was one that nobody has taken back.

    A reversal takes back the latest payment of its amount, of its day or earlier. What is not booked is no
    payment here.
    """
    standing: list[Payment] = []
    for payment in sorted(booked(payments), key=lambda each: (each.paid_on, each.is_reversal)):
        if not payment.is_reversal:
            standing.append(payment)
        elif (reversed_one := _latest(standing, -payment.amount)) is not None:
            del standing[reversed_one]
    return [payment for payment in standing if payment.paid_on == standing[-1].paid_on]


def is_last_payment(payments: Iterable[Payment], paid_on: date, amount: int) -> bool:
    """Tell whether a day and an amount are of one payment of the last day, or of all of them together."""
    amounts = [payment.amount for payment in last_day(payments) if payment.paid_on == paid_on]
    return amount in {*amounts, sum(amounts)} and bool(amounts)


@dataclass(frozen=True, slots=True)
class LatestPayments:
    """What was paid last: all payments of that day which nobody has taken back (``day``).

    ``newer`` is a payment that came after them and does not count, such as one that is pending.
    """

    day: tuple[Payment, ...]
    newer: Payment | None

    @property
    def amount(self) -> int:
        """What was paid on that day, in kopecks."""
        return sum(payment.amount for payment in self.day)


def latest(payments: Sequence[Payment]) -> LatestPayments:
    """Tell what was paid last; ``payments`` come newest first."""
    day = tuple(last_day(payments))
    newest = next(iter(payments), None)
    return LatestPayments(day, None if newest in day else newest)


def _latest(payments: Sequence[Payment], amount: int) -> int | None:
    places = (place for place in reversed(range(len(payments))) if payments[place].amount == amount)
    return next(places, None)


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of a month; all amounts in kopecks.

    ``due`` is what was to pay when it was made, older debts included; ``paid`` came in since the one before.
    ``opening`` is what was to pay at the beginning of the month, and ``due_on`` the day until which to pay;
    both are empty where billing does not tell. ``id`` is billing's name of it. A month may have several.
    """

    month: Month
    charged: int
    recalculated: int
    penalty: int
    paid: int
    due: int
    id: str = ""
    opening: int | None = None
    due_on: date | None = None

    @property
    def amount(self) -> int:
        """What this month alone costs, its penalty included; below zero if it brings money back."""
        return self.charged + self.recalculated + self.penalty


@dataclass(frozen=True, slots=True)
class SettledBill:
    """A bill, and what is still to pay of it (kopecks): for electricity (``unpaid``), and of its penalty.

    ``paid_on`` is the day on which it was paid in full; empty if it is not, or if that was before all known
    payments.
    """

    bill: Bill
    unpaid: int
    unpaid_penalty: int
    paid_on: date | None

    @property
    def left(self) -> int:
        """What is still to pay, in kopecks."""
        return self.unpaid + self.unpaid_penalty


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is still to pay, distributed over bills, newest first.

    What is left of the bills and ``elsewhere`` (kopecks; for months whose bills are not known), less
    ``overpaid``, is what is to pay as a whole.
    """

    bills: tuple[SettledBill, ...]
    elsewhere: int
    overpaid: int


def of_newest_month(bills: Sequence[SettledBill]) -> tuple[SettledBill, ...]:
    """Return the bills of the newest month; mostly there is one. ``bills`` come newest first."""
    return tuple(each for each in bills if each.bill.month == bills[0].bill.month)


def due_until(bills: Iterable[SettledBill]) -> date | None:
    """Return until when to pay: the day of the newest bill that is not paid, where billing tells it."""
    return next((each.bill.due_on for each in bills if each.left), None)


CUT_OFF = timedelta(days=15)
"""How long after its month a bill may be made, so that it counts payments of the next month already."""


def settle(bills: Sequence[Bill], payments: Sequence[Payment], balance: int, penalty: int) -> Settlement:
    """Distribute what is to pay over the bills of a subscriber.

    ``bills`` come newest first, ``payments`` in any order; ``balance`` and ``penalty`` as in ``Subscriber``.
    An overpayment covers the penalty as well. Payments count as far as they are booked.
    """
    payments = booked(payments)
    covered = min(max(-balance, 0), max(penalty, 0)) - min(max(balance, 0), max(-penalty, 0))
    owed, fined = balance + covered, penalty - covered
    left, left_penalty = max(owed, 0), max(fined, 0)
    gaps, shares = _gaps(bills, payments, balance + penalty), []
    for bill, gap in zip(bills, gaps, strict=True):
        share = _Share(
            elsewhere=min(gap, left),
            unpaid=min(_charge(bill), max(left - gap, 0)),
            unpaid_penalty=min(max(bill.penalty, 0), left_penalty),
        )
        left -= share.elsewhere + share.unpaid
        left_penalty -= share.unpaid_penalty
        shares.append(share)
    rest = left + left_penalty
    thresholds = _thresholds(bills, gaps, shares, rest)
    days = _days_of_payment(thresholds, [*payments, *_credits(bills)], balance + penalty)
    return Settlement(
        bills=tuple(
            SettledBill(bill, each.unpaid, each.unpaid_penalty, None if each.left else day)
            for bill, each, day in zip(bills, shares, days, strict=True)
        ),
        elsewhere=rest + sum(each.elsewhere for each in shares),
        overpaid=max(-owed, 0) + max(-fined, 0),
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """What is still to pay of a bill, and of months without a bill between it and the one after it."""

    elsewhere: int
    unpaid: int
    unpaid_penalty: int

    @property
    def left(self) -> int:
        return self.unpaid + self.unpaid_penalty


def _charge(bill: Bill) -> int:
    """Return what a bill adds for electricity; money that it brings back is a payment."""
    return max(bill.charged + bill.recalculated, 0)


def _credits(bills: Iterable[Bill]) -> list[Payment]:
    return [
        Payment(bill.month.next.day(1), -amount)
        for bill in bills
        for amount in (bill.charged + bill.recalculated, bill.penalty)
        if amount < 0
    ]


def _gaps(bills: Sequence[Bill], payments: Sequence[Payment], total: int) -> list[int]:
    """Return what months without a bill cost: after the newest bill, and between each bill and the next.

    Only where the sums of the bills add up from month to month, because otherwise they tell nothing of it.
    """
    pairs = list(pairwise(bills))
    following = [(newer, older) for newer, older in pairs if newer.month == older.month.next]
    if not following or any(newer.due - newer.amount != older.due - newer.paid for newer, older in following):
        return [0] * len(bills)
    between = [
        0
        if newer.month <= older.month.next
        else max(newer.due - newer.amount - older.due + _paid(payments, older, newer), 0)
        for newer, older in pairs
    ]
    return [_cost_since(bills[0], payments, total), *between]


def _cost_since(bill: Bill, payments: Iterable[Payment], total: int) -> int:
    """Return what was charged since a bill, of which it may have counted the first payments already."""
    end = bill.month.last_day
    since = sorted(
        (payment for payment in payments if payment.paid_on > end), key=lambda payment: payment.paid_on
    )
    cost = total - bill.due + sum(payment.amount for payment in since)
    early = (payment.amount for payment in since if payment.paid_on <= end + CUT_OFF)
    return 0 if any(cost == counted for counted in accumulate(early)) else max(cost, 0)


def _paid(payments: Iterable[Payment], older: Bill, newer: Bill) -> int:
    days = older.month.last_day, newer.month.last_day
    return sum(payment.amount for payment in payments if days[0] < payment.paid_on <= days[1])


def _thresholds(bills: Sequence[Bill], gaps: Sequence[int], shares: Sequence[_Share], rest: int) -> list[int]:
    """Return how much was still to pay at most, by today's charges, when each bill was paid in full.

    That is what newer months cost, and what is still left of this one and of older ones.
    """
    unpaid = sum(each.left + each.elsewhere for each in shares) + rest
    newer, thresholds = 0, []
    for bill, gap, share in zip(bills, gaps, shares, strict=True):
        newer += gap
        unpaid -= share.elsewhere
        thresholds.append(newer + unpaid)
        newer += _charge(bill) + max(bill.penalty, 0)
        unpaid -= share.left
    return thresholds


def _days_of_payment(thresholds: Iterable[int], payments: Iterable[Payment], total: int) -> list[date | None]:
    """Return the day on which each threshold was passed; ``None`` if that was before all payments."""
    before = sorted(payments, key=lambda payment: payment.paid_on)
    remaining, days = total, list[date | None]()
    for threshold in thresholds:
        while before and remaining + before[-1].amount <= threshold:
            remaining += before.pop().amount
        days.append(before[-1].paid_on if before else None)
    return days
