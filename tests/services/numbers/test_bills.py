"""One bill of a number: which one a button means, what is next to it, and what a look at it costs."""

from datetime import date
from typing import Any, cast

import pytest

from domain.bill_line import Basis
from services.numbers.bills import BillPlace, ListBills, ViewBill
from services.numbers.card import ViewCard
from tests.services.counted_reads import CountedReads
from tests.services.household import FLAT, Household
from tests.services.residents import OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}
NOVEMBER, OCTOBER, JULY = 202611, 202610, 202607


@pytest.fixture
async def home(flat: Household) -> Household:
    """A flat with bills of July and October, and two of November."""
    for bill, month in (("B1", "2026-07"), ("B2", "2026-10"), ("B3", "2026-11"), ("B4", "2026-11")):
        await make_bill(flat, bill, month)
    await flat.sql(
        "INSERT INTO bill_lines (bill_id, ordinal, scale, basis, consumption, from_kwh, price, amount, note)"
        " VALUES ('B2', 1, 1, 'reading', 20000, 0, 500, 10000, ''),"
        " ('B2', 2, NULL, 'penalty', NULL, NULL, NULL, 300, 'за август')"
    )
    return flat


async def make_bill(home: Household, bill: str, month: str, charged: int = 10000) -> None:
    await home.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES (?, ?, ?, ?, 0, 300, 0, ?)",
        *(bill, FLAT, month, charged, charged + 300),
    )


async def test_a_bill_is_shown_with_its_lines_and_the_meters_that_they_name(
    home: Household, anna: int
) -> None:
    view = await home.view_bill(anna, FLAT, BillPlace(OCTOBER))
    assert (view.bill.id, view.at) == ("B2", BillPlace(OCTOBER))
    assert [(line.basis, line.amount) for line in view.lines] == [
        (Basis.READING, 10000),
        (Basis.PENALTY, 300),
    ]
    assert [meter.subscriber_number for meter in view.meters] == [FLAT]
    assert view.holding.number == FLAT


async def test_of_two_bills_of_a_month_the_older_one_comes_first(home: Household, anna: int) -> None:
    """So a correction that comes later does not move those whose buttons are in chats."""
    found = [(await home.view_bill(anna, FLAT, BillPlace(NOVEMBER, place))).bill.id for place in (0, 1)]
    assert found == ["B3", "B4"]
    await make_bill(home, "B5", "2026-11")
    assert (await home.view_bill(anna, FLAT, BillPlace(NOVEMBER, 1))).bill.id == "B4"


async def test_the_bills_next_to_a_bill_are_known_over_a_gap_too(home: Household, anna: int) -> None:
    places = [BillPlace(NOVEMBER, 1), BillPlace(NOVEMBER), BillPlace(OCTOBER), BillPlace(JULY)]
    views = [await home.view_bill(anna, FLAT, at) for at in places]
    assert [view.newer for view in views] == [None, *places[:-1]]
    assert [view.older for view in views] == [*places[1:], None]


async def test_a_list_says_where_each_of_its_bills_is_found(home: Household, anna: int) -> None:
    page = await home.list_bills(anna, FLAT, 2, 1)
    assert page.places == (BillPlace(NOVEMBER), BillPlace(OCTOBER))
    assert [(await home.view_bill(anna, FLAT, at)).settled for at in page.places] == list(page.bills)


async def test_a_bill_is_settled_as_in_the_list(home: Household, anna: int) -> None:
    await home.sql("UPDATE subscribers SET balance = 15000, penalty = 0 WHERE number = ?", FLAT)
    await home.pay(FLAT, date(2026, 11, 20), 25000)
    page = await home.list_bills(anna, FLAT, 10)
    views = [await home.view_bill(anna, FLAT, at) for at in page.places]
    assert [view.settled for view in views] == list(page.bills)
    assert [view.settled.left for view in views] == [10000, 5000, 0, 0]


@pytest.mark.parametrize(
    "at",
    [
        BillPlace(NOVEMBER, 2),
        BillPlace(NOVEMBER, -1),
        BillPlace(202609),
        BillPlace(0),
        BillPlace(-202610),
        BillPlace(202613),
        BillPlace(10**18 - 1, 10**18 - 1),
    ],
)
async def test_a_bill_that_is_not_there_is_unknown(home: Household, anna: int, at: BillPlace) -> None:
    with refused("bill-unknown"):
        await home.view_bill(anna, FLAT, at)


async def test_a_bill_that_a_registry_has_taken_back_is_unknown(home: Household, anna: int) -> None:
    await home.sql("DELETE FROM bills WHERE id = 'B1'")
    with refused("bill-unknown"):
        await home.view_bill(anna, FLAT, BillPlace(JULY))


async def test_nobody_sees_a_bill_of_others(people: People, home: Household, anna: int) -> None:
    boris = await people.confirmed("boris", **BORIS)
    with refused("not-yours"):
        await home.view_bill(boris, FLAT, BillPlace(OCTOBER))
    await home.remove(anna, FLAT)
    with refused("not-yours"):
        await home.view_bill(anna, FLAT, BillPlace(OCTOBER))


async def test_a_look_at_bills_costs_hardly_more_than_the_card(home: Household, anna: int) -> None:
    units = CountedReads(home.database)
    store = cast("Any", units)

    await ViewCard(store, home.begin_reading.calendar)(anna, FLAT)
    of_the_card = len(units.statements)
    await ViewBill(store)(anna, FLAT, BillPlace(OCTOBER))
    assert len(units.statements) <= of_the_card + 1
    await ListBills(store)(anna, FLAT, 6)
    assert len(units.statements) == 3, "the number, its bills and its payments"
