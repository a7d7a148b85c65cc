"""Subscribers, who holds them, and their money: all but the holdings comes from the registry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from domain.bill import Bill, Payment, PaymentStatus, is_last_payment
from domain.bill_line import Basis, BillLine
from domain.cost import Tariff
from domain.dates import Month
from domain.frozen import frozen
from domain.subscriber import Holder, Holding, Home, Premises, Subscriber
from services.access import Access, Held
from storage.columns import moment_text
from storage.connection import Connection, Row
from storage.meters import optional_kwh_from
from storage.standing_in import nearest

FIND_SUBSCRIBER = """
    SELECT number, address, balance, penalty, closed_at, area, residents, stove, category, bill_delivery
    FROM subscribers WHERE number = ?
"""

SELECT_HOLDING = """
    SELECT h.number, h.name, s.address, s.balance, s.penalty, s.closed_at, s.category
    FROM holdings h JOIN subscribers s ON s.number = h.number
    WHERE h.account_id = ?
"""
FIND_HOLDING = SELECT_HOLDING + "AND h.number = ?"
HOLDS = "SELECT count(*) AS held FROM holdings WHERE account_id = ? AND number = ?"
FIND_HOLDING_BY_KEY = SELECT_HOLDING + "AND h.idempotency_key = ?"
SEE_ACCESS = """
    SELECT a.email_confirmed_at, h.number, h.name, s.address, s.balance, s.penalty, s.closed_at, s.category,
        EXISTS (SELECT 1 FROM holdings o WHERE o.account_id = ? AND o.number <> ?) AS has_others
    FROM accounts a
    LEFT JOIN holdings h ON h.account_id = a.id AND h.number = ?
    LEFT JOIN subscribers s ON s.number = h.number
    WHERE a.id = ?
"""
SEE_ACCESS_TO_METER = """
    SELECT a.email_confirmed_at, h.number, h.name, s.address, s.balance, s.penalty, s.closed_at, s.category,
        EXISTS (SELECT 1 FROM holdings o WHERE o.account_id = a.id AND o.number <> m.number) AS has_others
    FROM accounts a
    LEFT JOIN meters m ON m.id = ?
    LEFT JOIN holdings h ON h.account_id = a.id AND h.number = m.number
    LEFT JOIN subscribers s ON s.number = h.number
    WHERE a.id = ?
"""
SEE_HELD = """
    SELECT a.email_confirmed_at, (SELECT count(*) FROM holdings c WHERE c.account_id = ?) AS total,
        portion.number, portion.name, s.address, s.balance, s.penalty, s.closed_at, s.category
    FROM accounts a
    LEFT JOIN (
        SELECT account_id, number, name, added_at FROM holdings WHERE account_id = ?
        ORDER BY added_at, number LIMIT ? OFFSET ?
    ) portion ON portion.account_id = a.id
    LEFT JOIN subscribers s ON s.number = portion.number
    WHERE a.id = ? ORDER BY portion.added_at, portion.number
"""
EVER_HELD = """
    SELECT 1 FROM holdings WHERE account_id = ?
    UNION ALL SELECT 1 FROM ended_holdings WHERE account_id = ?
    UNION ALL SELECT 1 FROM readings WHERE account_id = ?
    LIMIT 1
"""
COUNT_HOLDINGS = "SELECT count(*) FROM holdings WHERE account_id = ?"
LIST_HOLDINGS = SELECT_HOLDING + "ORDER BY h.added_at, h.number LIMIT ?"
LIST_HOLDERS = """
    SELECT h.account_id, h.name, a.language FROM holdings h JOIN accounts a ON a.id = h.account_id
    WHERE h.number = ? ORDER BY h.account_id
"""
ADD_HOLDING = """
    INSERT INTO holdings (account_id, number, added_at, idempotency_key, paid_on) VALUES (?, ?, ?, ?, ?)
"""
LIST_HOLDING_KEYS = "SELECT number, idempotency_key FROM holdings WHERE account_id = ?"
RENAME_HOLDING = "UPDATE holdings SET name = ? WHERE account_id = ? AND number = ?"
REMOVE_HOLDING = "DELETE FROM holdings WHERE account_id = ? AND number = ?"

LIST_PAYMENTS = """
    SELECT paid_on, amount, source, status FROM payments
    WHERE number = ? ORDER BY paid_on DESC, id DESC LIMIT ? OFFSET ?
"""
LIST_PROVING_PAYMENTS = f"""
    SELECT s.number, s.closed_at, p.paid_on, p.amount, p.source, p.status
    FROM subscribers s LEFT JOIN payments p ON p.number = s.number
    WHERE s.number = {nearest("number", "subscribers")}
    ORDER BY p.paid_on DESC, p.id DESC LIMIT ?
"""  # noqa: S608 (names of ours)
MOST_HELD = 1_000_000
"""More numbers than any account holds."""
AREA_UNITS = 100
"""An area is kept in hundredths of a square metre."""
NEWEST_PAYMENTS = 200
"""Payments among which the last one that stands is looked for; years of them."""
LIST_BILLS = """
    SELECT id, month, charged, recalculated, penalty, paid, due, opening, due_on FROM bills
    WHERE number = ? ORDER BY month DESC, id DESC LIMIT ? OFFSET ?
"""
LIST_BILL_LINES = """
    SELECT scale, basis, consumption, from_kwh, price, amount, note FROM bill_lines
    WHERE bill_id = ? ORDER BY ordinal
"""
LIST_LINES_OF_MONTHS = """
    SELECT l.bill_id, l.scale, l.basis, l.consumption, l.from_kwh, l.price, l.amount, l.note
    FROM bills b JOIN bill_lines l ON l.bill_id = b.id
    WHERE b.number = ? AND b.month IN (?, ?, ?) ORDER BY b.id, l.ordinal
"""
LIST_TARIFFS = "SELECT rates, scale, from_kwh, price, valid_from, category FROM tariffs WHERE rates = ?"


SELECT_HOMES = "SELECT number, address, closed_at FROM subscribers "
LIST_HOMES_IN_STREET = SELECT_HOMES + "WHERE street = ?"
LIST_HOMES_IN_HOUSE = SELECT_HOMES + "WHERE street = ? AND house = ?"
LIST_HOMES_IN_PLACE = SELECT_HOMES + "WHERE place = ?"
LIST_HOMES_IN_HOUSE_OF_PLACE = SELECT_HOMES + "WHERE place = ? AND house = ?"
LIST_HOMES_WITHOUT_KEYS = SELECT_HOMES + "WHERE street IS NULL AND number > ? ORDER BY number LIMIT ?"


@dataclass(frozen=True)
class SubscriberRepository:
    """``services.numbers.subscribers.SubscriberBook`` in the database."""

    connection: Connection

    def find(self, number: str) -> Subscriber | None:
        """Find a subscriber, also a closed one."""
        row = self.connection.execute(FIND_SUBSCRIBER, (number,)).fetchone()
        return None if row is None else _subscriber(row)


@dataclass(frozen=True)
class HomeRepository:
    """``services.desk.lookup.HomeBook`` in the database."""

    connection: Connection

    def in_street(self, name: str, house: str) -> Iterator[Home]:
        """Go through the homes in a street, or in one house of it, closed ones included."""
        return self._list(LIST_HOMES_IN_STREET, LIST_HOMES_IN_HOUSE, name, house)

    def in_place(self, name: str, house: str) -> Iterator[Home]:
        """Go through the homes in a place, or in the houses there that have one number."""
        return self._list(LIST_HOMES_IN_PLACE, LIST_HOMES_IN_HOUSE_OF_PLACE, name, house)

    def without_keys(self, after: str, limit: int) -> list[Home]:
        """List homes whose addresses were never taken apart, by their numbers."""
        return [_home(row) for row in self.connection.execute(LIST_HOMES_WITHOUT_KEYS, (after, limit))]

    def _list(self, anywhere: str, in_house: str, name: str, house: str) -> Iterator[Home]:
        rows = self.connection.execute(*((in_house, (name, house)) if house else (anywhere, (name,))))
        return (_home(row) for row in rows)


@frozen
class HoldingRepository:
    """``services.numbers.subscribers.HoldingBook`` in the database."""

    connection: Connection

    def find(self, account_id: int, number: str) -> Holding | None:
        """Find a number among those of an account."""
        return self._find(FIND_HOLDING, account_id, number)

    def holds(self, account_id: int, number: str) -> bool:
        """Whether an account holds a number; the same work in either case."""
        return bool(self.connection.execute(HOLDS, (account_id, number)).fetchone()["held"])

    def access(self, account_id: int, number: str) -> Access:
        """Tell what an account may do with a number; ``LookupError`` if there is no such account."""
        row = self.connection.execute(SEE_ACCESS, (account_id, number, number, account_id)).fetchone()
        return _access(row)

    def access_to_meter(self, account_id: int, meter_id: str) -> Access:
        """Tell the same about the number of a meter."""
        return _access(self.connection.execute(SEE_ACCESS_TO_METER, (meter_id, account_id)).fetchone())

    def held(self, account_id: int, most: int = MOST_HELD, offset: int = 0) -> Held:
        """Tell which numbers an account holds; ``LookupError`` if there is no such account."""
        rows = self.connection.execute(
            SEE_HELD, (account_id, account_id, most, offset, account_id)
        ).fetchall()
        if not rows:
            raise LookupError("no such account")
        holdings = tuple(_holding(row) for row in rows if row["number"] is not None)
        return Held(rows[0]["email_confirmed_at"] is not None, holdings, rows[0]["total"])

    def count(self, account_id: int) -> int:
        """Count the numbers of an account."""
        count: int = self.connection.execute(COUNT_HOLDINGS, (account_id,)).fetchone()[0]
        return count

    def find_by_key(self, account_id: int, key: str) -> Holding | None:
        """Find the holding that a proof with this key added."""
        return self._find(FIND_HOLDING_BY_KEY, account_id, key)

    def list_for(self, account_id: int, most: int = MOST_HELD) -> list[Holding]:
        """List the first numbers of an account in the order in which they were added."""
        return [_holding(row) for row in self.connection.execute(LIST_HOLDINGS, (account_id, most))]

    def list_keys(self, account_id: int) -> dict[str, str]:
        """Tell by which idempotency key each number of an account was added."""
        rows = self.connection.execute(LIST_HOLDING_KEYS, (account_id,))
        return {row["number"]: row["idempotency_key"] for row in rows}

    def ever_held(self, account_id: int) -> bool:
        """Whether an account holds a number, held one until somebody ended that, or sent a reading."""
        rows = self.connection.execute(EVER_HELD, (account_id, account_id, account_id))
        return rows.fetchone() is not None

    def list_holders(self, number: str) -> list[Holder]:
        """List the accounts that hold a number."""
        return [_holder(row) for row in self.connection.execute(LIST_HOLDERS, (number,))]

    def add(
        self, account_id: int, number: str, key: str, at: datetime, *, paid_on: date | None = None
    ) -> None:
        """Let an account hold a number that a payment of a day proved, as yet without a name."""
        day = None if paid_on is None else paid_on.isoformat()
        self.connection.execute(ADD_HOLDING, (account_id, number, moment_text(at), key, day))

    def rename(self, account_id: int, number: str, name: str | None) -> None:
        """Give a number the account's own name, or take it away."""
        self.connection.execute(RENAME_HOLDING, (name, account_id, number))

    def remove(self, account_id: int, number: str) -> None:
        """Take a number off an account; no error if it is not held."""
        self.connection.execute(REMOVE_HOLDING, (account_id, number))

    def _find(self, query: str, account_id: int, value: str) -> Holding | None:
        row = self.connection.execute(query, (account_id, value)).fetchone()
        return None if row is None else _holding(row)


@dataclass(frozen=True)
class PaymentRepository:
    """``services.numbers.subscribers.PaymentBook`` in the database."""

    connection: Connection

    def proves(self, number: str, paid_on: date, amount: int) -> bool:
        """Tell whether a number had its last payment on a day, of this amount.

        Nothing proves a number that is closed or unknown, which takes the same work: the payments of the
        number that stands in are judged as well.
        """
        rows = self.connection.execute(LIST_PROVING_PAYMENTS, (number, NEWEST_PAYMENTS)).fetchall()
        payments = [_payment(row) for row in rows if row["paid_on"] is not None]
        is_right = is_last_payment(payments, paid_on, amount)
        is_open = any(row["number"] == number and row["closed_at"] is None for row in rows[:1])
        return is_right and is_open

    def list_for(self, number: str, limit: int, offset: int) -> list[Payment]:
        """List payments, newest first."""
        return [_payment(row) for row in self.connection.execute(LIST_PAYMENTS, (number, limit, offset))]


@dataclass(frozen=True)
class BillRepository:
    """``services.numbers.bills.BillBook`` in the database."""

    connection: Connection

    def list_for(self, number: str, limit: int, offset: int) -> list[Bill]:
        """List bills, newest first."""
        return [_bill(row) for row in self.connection.execute(LIST_BILLS, (number, limit, offset))]

    def list_lines(self, bill_id: str) -> list[BillLine]:
        """List the lines of a bill as billing ordered them; none if the registry does not tell them."""
        return [_bill_line(row) for row in self.connection.execute(LIST_BILL_LINES, (bill_id,))]

    def list_lines_of(self, number: str, months: tuple[Month, Month, Month]) -> dict[str, list[BillLine]]:
        """List the lines of the bills of three months, by the ids of bills; one without lines is left out."""
        lines: dict[str, list[BillLine]] = {}
        for row in self.connection.execute(LIST_LINES_OF_MONTHS, (number, *map(str, months))):
            lines.setdefault(row["bill_id"], []).append(_bill_line(row))
        return lines


@frozen
class TariffRepository:
    """``services.numbers.situation.TariffBook`` in the database."""

    connection: Connection

    def list_for(self, rates: int) -> list[Tariff]:
        """List the tariffs of meters with so many scales for all categories, also past and future ones."""
        return [_tariff(row) for row in self.connection.execute(LIST_TARIFFS, (rates,))]


def _subscriber(row: Row) -> Subscriber:
    return Subscriber(
        number=row["number"],
        address=row["address"],
        balance=row["balance"],
        penalty=row["penalty"],
        closed=row["closed_at"] is not None,
        premises=_premises(row),
    )


def _premises(row: Row) -> Premises:
    return Premises(
        area=None if row["area"] is None else Decimal(row["area"]) / AREA_UNITS,
        residents=row["residents"],
        stove=row["stove"],
        category=row["category"],
        bill_delivery=row["bill_delivery"],
    )


def _home(row: Row) -> Home:
    return Home(row["number"], row["address"], row["closed_at"] is not None)


def _access(row: Row | None) -> Access:
    if row is None:
        raise LookupError("no such account")
    return Access(
        email_is_confirmed=row["email_confirmed_at"] is not None,
        holding=None if row["number"] is None else _holding(row),
        has_others=bool(row["has_others"]),
    )


def _holding(row: Row) -> Holding:
    return Holding(
        number=row["number"],
        name=row["name"],
        address=row["address"],
        balance=row["balance"],
        penalty=row["penalty"],
        closed=row["closed_at"] is not None,
        category=row["category"],
    )


def _holder(row: Row) -> Holder:
    return Holder(account_id=row["account_id"], name=row["name"], language=row["language"])


def _payment(row: Row) -> Payment:
    return Payment(
        paid_on=date.fromisoformat(row["paid_on"]),
        amount=row["amount"],
        source=row["source"],
        status=PaymentStatus(row["status"]),
    )


def _bill(row: Row) -> Bill:
    return Bill(
        month=Month.parse(row["month"]),
        charged=row["charged"],
        recalculated=row["recalculated"],
        penalty=row["penalty"],
        paid=row["paid"],
        due=row["due"],
        id=row["id"],
        opening=row["opening"],
        due_on=None if row["due_on"] is None else date.fromisoformat(row["due_on"]),
    )


def _bill_line(row: Row) -> BillLine:
    return BillLine(
        basis=Basis(row["basis"]),
        amount=row["amount"],
        scale=row["scale"],
        consumption=optional_kwh_from(row["consumption"]),
        from_kwh=row["from_kwh"],
        price=row["price"],
        note=row["note"],
    )


def _tariff(row: Row) -> Tariff:
    return Tariff(
        rates=row["rates"],
        scale=row["scale"],
        from_kwh=row["from_kwh"],
        price=row["price"],
        valid_from=date.fromisoformat(row["valid_from"]),
        category=row["category"],
    )
