"""What a card and the list of numbers tell, and how much they ask of the database."""

from datetime import date
from typing import Any, cast

import pytest

from domain.bill import PaymentStatus
from domain.dates import Month
from domain.meter_change import ChangeStatus
from services.numbers.card import Card, ListHeld, NumberPage, ViewCard, ViewNumbers
from services.numbers.due import DueState, ListDue
from services.numbers.unconfirmed import NoteTypedReading
from tests.services.counted_reads import CountedReads
from tests.services.household import FLAT, ONE_RATE, PAID, PAID_ON, TWO_RATES, Household
from tests.services.residents import OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}


async def bill(
    home: Household, month: str, charged: int, *, name: str = "", due_on: str | None = None
) -> None:
    """Bring a bill of the flat; ``charged`` in kopecks."""
    await home.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due, due_on)"
        " VALUES (?, ?, ?, ?, 0, 0, 0, ?, ?)",
        *(name or month, FLAT, month, charged, charged, due_on),
    )


async def hold(home: Household, account_id: int, *numbers: str) -> None:
    """Let an account hold more numbers, each with a meter."""
    for number in numbers:
        await home.settle(number)
        await home.hang(f"M{number}", number=number)
        await home.add(account_id, number)


async def page(home: Household, account_id: int, number: int = 0, size: int = 6) -> NumberPage:
    found = await home.view_numbers(account_id, number, size)
    assert isinstance(found, NumberPage)
    return found


# What is to pay.


async def test_a_card_tells_the_newest_bill_until_when_to_pay_and_the_last_payment(
    flat: Household, anna: int
) -> None:
    await bill(flat, "2026-09", PAID, due_on="2026-10-15")
    await bill(flat, "2026-10", 4848, due_on="2026-11-15")
    card = await flat.view_card(anna, FLAT)
    assert [(each.bill.month, each.left) for each in card.bills] == [(Month(2026, 10), 4848)]
    assert card.until == date(2026, 11, 15)
    assert (card.payments.amount, card.payments.day[0].paid_on, card.payments.newer) == (PAID, PAID_ON, None)


async def test_who_owes_nothing_is_not_told_a_day(flat: Household, anna: int) -> None:
    await bill(flat, "2026-10", 4848, due_on="2026-11-15")
    await flat.sql("UPDATE subscribers SET balance = 0")
    card = await flat.view_card(anna, FLAT)
    assert (card.until, card.bills[0].left) == (None, 0)


async def test_all_bills_of_the_newest_month_are_told(flat: Household, anna: int) -> None:
    await bill(flat, "2026-09", 100)
    for name in ("first", "second"):
        await bill(flat, "2026-10", 3000, name=name)
    card = await flat.view_card(anna, FLAT)
    assert [each.bill.id for each in card.bills] == ["second", "first"]
    assert sum(each.left for each in card.bills) == 4848


async def test_without_bills_and_payments_nothing_is_told_of_them(flat: Household, anna: int) -> None:
    await flat.sql("DELETE FROM payments")
    card = await flat.view_card(anna, FLAT)
    assert (card.bills, card.until, card.payments.day, card.payments.newer) == ((), None, (), None)


async def test_a_newer_payment_that_does_not_count_is_told_besides(flat: Household, anna: int) -> None:
    await flat.sql(
        "INSERT INTO payments (id, number, paid_on, amount, status)"
        " VALUES ('p', ?, '2026-11-20', 100, 'pending')",
        FLAT,
    )
    payments = (await flat.view_card(anna, FLAT)).payments
    assert payments.newer is not None
    assert (payments.newer.status, payments.amount) == (PaymentStatus.PENDING, PAID)


# What is to be sent.


@pytest.mark.parametrize("status", ["rejected", "refused"])
async def test_a_reading_that_was_not_accepted_is_told_until_another_is_sent(
    flat: Household, anna: int, status: str
) -> None:
    await flat.submit(anna, 12100)
    await flat.sql("UPDATE readings SET status = ?, reason = 'Прибор не поверен'", status)
    (view,) = (await flat.view_card(anna, FLAT)).meters
    assert view.void is not None
    assert (view.void.reason, view.due.state) == ("Прибор не поверен", DueState.DUE)
    await flat.submit(anna, 12120)
    (view,) = (await flat.view_card(anna, FLAT)).meters
    assert (view.void, view.due.state) == (None, DueState.SENT)


async def test_values_that_were_typed_and_not_confirmed_are_told_to_who_typed_them(
    people: People, flat: Household, anna: int
) -> None:
    boris = await people.confirmed("Boris", **BORIS)
    await flat.add(boris)
    NoteTypedReading(flat.database, flat.begin_reading.calendar)(anna, ONE_RATE, 1)
    await flat.sql("SELECT 1")
    assert [(await flat.view_card(each, FLAT)).meters[0].is_typed for each in (anna, boris)] == [True, False]
    await flat.submit(boris, 12100)
    assert not (await flat.view_card(anna, FLAT)).meters[0].is_typed


async def test_what_was_typed_last_month_is_forgotten(flat: Household, anna: int) -> None:
    NoteTypedReading(flat.database, flat.begin_reading.calendar)(anna, ONE_RATE, 1)
    await flat.sql("UPDATE typed_readings SET month = '2026-10'")
    assert not (await flat.view_card(anna, FLAT)).meters[0].is_typed


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (ChangeStatus.REVIEW, DueState.CHANGE_IN_REVIEW),
        (ChangeStatus.ACCEPTED, DueState.CHANGE_ACCEPTED),
        (ChangeStatus.EXPORTED, DueState.CHANGE_ACCEPTED),
        (ChangeStatus.REJECTED, DueState.DUE),
    ],
)
async def test_card_and_list_tell_the_same_of_a_meter_that_was_reported_as_changed(
    flat: Household, anna: int, status: ChangeStatus, state: DueState
) -> None:
    await flat.hang_two_rates()
    await hold(flat, anna, "100200302")
    await flat.submit(anna, 12200, 700, meter=TWO_RATES)
    await flat.report(anna, "555")
    await flat.sql("UPDATE meter_changes SET status = ?", status)
    card = await flat.view_card(anna, FLAT)
    assert {each.meter.id: each.due.state for each in card.meters} == {
        ONE_RATE: state,
        TWO_RATES: DueState.SENT,
    }
    assert card.due == (await page(flat, anna)).numbers[0] == (await flat.list_due(anna))[0]


# The list.


async def test_the_only_number_is_shown_at_once(flat: Household, anna: int) -> None:
    card = await flat.view_numbers(anna, 0, 6)
    assert isinstance(card, Card)
    assert card.is_only
    assert card == await flat.view_card(anna, FLAT)


async def test_numbers_are_told_page_by_page(flat: Household, anna: int) -> None:
    numbers = [FLAT, *(f"9{place:08}" for place in range(4))]
    await hold(flat, anna, *numbers[1:])
    pages = [await page(flat, anna, each, size=2) for each in (0, 1, 2)]
    assert [due.holding.number for each in pages for due in each.numbers] == numbers
    assert [each.is_more for each in pages] == [True, True, False]
    assert not (await flat.view_card(anna, FLAT)).is_only


async def test_a_page_that_is_not_there_is_the_first_or_the_last(flat: Household, anna: int) -> None:
    await hold(flat, anna, "100200302", "100200303")
    assert [(await page(flat, anna, each, size=2)).page for each in (-5, 1, 10**9)] == [0, 1, 1]


async def test_without_numbers_the_list_is_empty(people: People, flat: Household) -> None:
    found = await page(flat, await people.confirmed(), 7)
    assert (found.numbers, found.page, found.is_more) == ((), 0, False)


async def test_without_a_confirmed_address_nothing_is_shown(people: People, flat: Household) -> None:
    account_id = await people.registered()
    with refused("email-not-confirmed"):
        await flat.view_numbers(account_id, 0, 6)
    with refused("email-not-confirmed"):
        await flat.view_card(account_id, FLAT)


async def test_the_number_of_others_is_not_shown(people: People, flat: Household, anna: int) -> None:
    await hold(flat, anna, "100200302")
    boris = await people.confirmed("Boris", **BORIS)
    with refused("not-yours"):
        await flat.view_card(boris, FLAT)


# What they ask of the database.


class Counted:
    """The looks at numbers, and how many statements the last of them took."""

    def __init__(self, home: Household) -> None:
        self._reads = CountedReads(home.database)
        units, calendar = cast("Any", self._reads), home.begin_reading.calendar
        self.view_card = ViewCard(units, calendar)
        self.view_numbers = ViewNumbers(units, self.view_card)
        self.list_due = ListDue(units, calendar)

    @property
    def statements(self) -> int:
        return len(self._reads.statements)


async def test_a_card_takes_seven_statements_however_many_meters_there_are(
    flat: Household, anna: int
) -> None:
    counted = Counted(flat)
    for meter in ("M3", "M4", "M5"):
        await counted.view_card(anna, FLAT)
        assert counted.statements == 7
        await counted.view_numbers(anna, 0, 6)
        assert counted.statements == 7, "the card of the only number"
        await flat.hang(meter)
        await flat.submit(anna, 12100, meter=meter)


async def test_a_number_without_meters_takes_fewer(flat: Household, anna: int) -> None:
    await flat.sql("UPDATE meters SET closed_at = '2026-11-01'")
    counted = Counted(flat)
    await counted.view_card(anna, FLAT)
    assert counted.statements == 5


async def test_the_list_takes_three_statements_for_each_number_that_it_shows(
    flat: Household, anna: int
) -> None:
    await hold(flat, anna, "100200302", "100200303")
    counted = Counted(flat)
    for size in (6, 2):
        await counted.view_numbers(anna, 0, size)
        assert counted.statements == 1 + 3 * min(size, 3)


async def test_what_is_still_to_be_sent_takes_few_statements_however_many_numbers_there_are(
    flat: Household, anna: int
) -> None:
    """A receipt tells it, so it is on the way of every reading of several numbers."""
    counted = Counted(flat)
    await counted.list_due(anna)
    assert counted.statements == 6
    await flat.settle_many(*(str(100200302 + place) for place in range(499)), account_id=anna)
    await counted.list_due(anna)
    assert counted.statements == 4, "after the count, beside the event loop"


async def test_five_hundred_numbers_make_no_screen_longer_than_a_few_do(flat: Household, anna: int) -> None:
    """What works on the event loop is short; otherwise everybody would wait for who holds many."""
    await flat.settle_many(*(str(100200302 + place) for place in range(499)), account_id=anna)
    counted = Counted(flat)
    found = await counted.view_numbers(anna, 7, 8)
    assert isinstance(found, NumberPage)
    assert (found.page, found.pages, counted.statements) == (7, 63, 1 + 3 * 8)
    await counted.view_card(anna, FLAT)
    assert counted.statements == 7
    assert len(await ListHeld(flat.database)(anna)) == 500
