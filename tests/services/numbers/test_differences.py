"""Which months are compared, who may compare them, and what a comparison costs."""

from datetime import date
from typing import Any, cast

import pytest

from domain.dates import Month
from domain.difference import Cause, Trend
from services.numbers.bills import BillPlace, ViewBill
from services.numbers.card import ViewCard
from services.numbers.differences import BillComparison, CompareBill
from tests.services.counted_reads import CountedReads
from tests.services.household import FLAT, Household
from tests.services.residents import OTHER_CHAT, People, refused

NOVEMBER = 202611


async def make_bill(
    home: Household, bill: str, month: str, kwh: int, price: int, *, told: bool = True
) -> None:
    await home.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES (?, ?, ?, ?, 0, 0, 0, 0)",
        *(bill, FLAT, month, kwh * price),
    )
    if told:
        await home.sql(
            "INSERT INTO bill_lines VALUES (?, 1, 1, 'reading', ?, 0, ?, ?, '')",
            *(bill, kwh * 1000, price, kwh * price),
        )


@pytest.fixture
async def home(flat: Household) -> Household:
    """A flat with bills of this November, of last November, and of the month before."""
    await make_bill(flat, "B1", "2025-11", 200, 500)
    await make_bill(flat, "B2", "2026-10", 150, 600)
    await make_bill(flat, "B3", "2026-11", 170, 600)
    for price, since in ((500, "2025-01-01"), (600, "2026-07-01")):
        await flat.sql(
            "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (1, 1, 0, ?, ?)",
            *(price, since),
        )
    return flat


async def compare(home: Household, account_id: int, at: BillPlace) -> BillComparison:
    return await CompareBill(home.database)(account_id, FLAT, at)


async def test_a_month_is_compared_with_the_one_before_and_with_that_of_last_year(
    home: Household, anna: int
) -> None:
    found = await compare(home, anna, BillPlace(NOVEMBER))
    before, last_year = found.comparisons
    assert (before.month, last_year.month) == (Month(2026, 10), Month(2025, 11))
    assert before.difference is not None
    assert [(part.cause, part.amount) for part in before.difference.parts] == [(Cause.CONSUMPTION, 20 * 600)]
    assert last_year.difference is not None
    assert [(part.cause, part.amount) for part in last_year.difference.parts] == [
        (Cause.PRICE, 170 * 100),
        (Cause.CONSUMPTION, -30 * 500),
    ]
    assert (before.since, last_year.since) == ({}, {1: date(2026, 7, 1)})


async def test_the_day_of_a_price_is_not_guessed(home: Household, anna: int) -> None:
    await home.sql(
        "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (1, 1, 9, 600, '2026-01-01')"
    )
    _, last_year = (await compare(home, anna, BillPlace(NOVEMBER))).comparisons
    assert last_year.since == {}
    await home.sql("DELETE FROM tariffs")
    _, last_year = (await compare(home, anna, BillPlace(NOVEMBER))).comparisons
    assert last_year.since == {}


async def test_a_month_without_a_bill_is_told_and_no_older_one_takes_its_place(
    home: Household, anna: int
) -> None:
    found = await compare(home, anna, BillPlace(202610))
    assert [each.difference for each in found.comparisons] == [None, None]
    assert [each.month for each in found.comparisons] == [Month(2026, 9), Month(2025, 10)]


async def test_all_bills_of_a_month_count_whichever_is_asked_about(home: Household, anna: int) -> None:
    await make_bill(home, "B4", "2026-11", 30, 600)
    for place in (0, 1):
        found = await compare(home, anna, BillPlace(NOVEMBER, place))
        assert found.bills == 2
        assert found.comparisons[0].difference is not None
        assert found.comparisons[0].difference.amount == 50 * 600


async def test_where_one_bill_has_no_lines_the_sums_are_compared(home: Household, anna: int) -> None:
    await make_bill(home, "B4", "2026-11", 30, 600, told=False)
    found = (await compare(home, anna, BillPlace(NOVEMBER))).comparisons[0].difference
    assert found is not None
    assert not found.by_lines
    assert [(part.cause, part.amount) for part in found.parts] == [(Cause.CHARGED, 50 * 600)]


async def test_lines_that_are_not_all_of_their_bill_do_not_count(home: Household, anna: int) -> None:
    await home.sql("UPDATE bill_lines SET amount = amount - 1 WHERE bill_id = 'B3'")
    found = (await compare(home, anna, BillPlace(NOVEMBER))).comparisons[0].difference
    assert found is not None
    assert (found.by_lines, found.amount) == (False, 20 * 600)


async def test_a_bill_that_costs_nothing_needs_no_lines(home: Household, anna: int) -> None:
    await make_bill(home, "B4", "2026-12", 0, 600, told=False)
    found = (await compare(home, anna, BillPlace(202612))).comparisons[0].difference
    assert found is not None
    assert found.by_lines
    assert [(part.cause, part.amount) for part in found.parts] == [(Cause.CONSUMPTION, -170 * 600)]


@pytest.mark.parametrize(
    "at", [BillPlace(NOVEMBER, 1), BillPlace(NOVEMBER, -1), BillPlace(202609), BillPlace(0)]
)
async def test_a_bill_that_is_not_there_is_unknown(home: Household, anna: int, at: BillPlace) -> None:
    with refused("bill-unknown"):
        await compare(home, anna, at)


async def test_nobody_compares_the_bills_of_others(people: People, home: Household, anna: int) -> None:
    boris = await people.confirmed("boris", email="boris@pochta.example", chat_id=OTHER_CHAT)
    with refused("not-yours"):
        await compare(home, boris, BillPlace(NOVEMBER))
    await home.sql("UPDATE accounts SET email_confirmed_at = NULL WHERE id = ?", anna)
    with refused("email-not-confirmed"):
        await compare(home, anna, BillPlace(NOVEMBER))


async def test_a_bill_says_what_its_comparison_will_say(home: Household, anna: int) -> None:
    trends = [
        (await ViewBill(home.database)(anna, FLAT, BillPlace(month))).trend
        for month in (NOVEMBER, 202610, 202511)
    ]
    assert trends == [Trend.MORE, None, None]


async def test_a_comparison_costs_hardly_more_than_the_card(home: Household, anna: int) -> None:
    units = CountedReads(home.database)
    store = cast("Any", units)
    await ViewCard(store, home.begin_reading.calendar)(anna, FLAT)
    of_the_card = len(units.statements)
    await CompareBill(store)(anna, FLAT, BillPlace(NOVEMBER))
    assert len(units.statements) <= of_the_card + 1
    assert len(units.statements) == 5, "the number, its bills, their lines, its meters and prices"
