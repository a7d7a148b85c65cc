"""For how many months nobody read the meters: what bills, billing's history and the bot's readings tell."""

from datetime import timedelta
from typing import Any, cast

import pytest

from domain.missed import MissedMonths
from services.numbers.missed import ViewMissed
from tests.services.counted_reads import CountedReads
from tests.services.household import FLAT, Household
from tests.services.residents import refused

BILL = (
    "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
    " VALUES (?, ?, ?, 1000, 0, 0, 0, 1000)"
)
LINE = "INSERT INTO bill_lines (bill_id, ordinal, basis, amount, note) VALUES (?, ?, ?, 1000, '')"
MONTH = timedelta(days=30)


async def bill(home: Household, month: str, *bases: str) -> None:
    """Bring a bill of the flat with lines on these bases."""
    await home.sql(BILL, month, FLAT, month)
    for place, basis in enumerate(bases):
        await home.sql(LINE, month, place, basis)


async def missed(home: Household, account_id: int) -> MissedMonths | None:
    return await ViewMissed(home.database, home.begin_reading.calendar)(account_id, FLAT)


async def told(home: Household, account_id: int) -> tuple[int, str, int | None] | None:
    """Give count, way of counting and kopecks, as the card tells them too."""
    found = await missed(home, account_id)
    assert (await home.view_card(account_id, FLAT)).missed == found
    return None if found is None else (found.count, found.counted.unread, found.counted.amount)


@pytest.fixture
async def two_months(flat: Household) -> Household:
    """Billing counted two months by the average, after one by a reading."""
    await bill(flat, "2026-08", "reading")
    await bill(flat, "2026-09", "average")
    await bill(flat, "2026-10", "average")
    return flat


async def test_bills_by_average_are_counted_up_to_one_by_a_reading(two_months: Household, anna: int) -> None:
    assert await told(two_months, anna) == (2, "average", 1000)


async def test_where_the_newest_bill_is_by_a_reading_no_meter_is_looked_up(
    flat: Household, anna: int
) -> None:
    await bill(flat, "2026-09", "average")
    await bill(flat, "2026-10", "reading")
    reads = CountedReads(flat.database)
    assert await ViewMissed(cast("Any", reads), flat.begin_reading.calendar)(anna, FLAT) is None
    assert len(reads.statements) == 3


async def test_more_months_than_are_read_together_are_counted(flat: Household, anna: int) -> None:
    for number in range(1, 11):
        await bill(flat, f"2026-{number:02}", "norm" if number > 4 else "average")
    assert await told(flat, anna) == (10, "norm", 1000)


async def test_a_month_without_a_bill_ends_the_row(flat: Household, anna: int) -> None:
    await bill(flat, "2026-08", "average")
    await bill(flat, "2026-10", "average")
    assert await told(flat, anna) == (1, "average", 1000)


async def test_where_one_meter_was_read_nothing_is_said(flat: Household, anna: int) -> None:
    await bill(flat, "2026-10", "average", "reading")
    assert await told(flat, anna) is None


@pytest.mark.parametrize("source", ["resident", "operator", "inspector"])
async def test_a_value_that_somebody_read_meanwhile_ends_the_row(
    two_months: Household, anna: int, source: str
) -> None:
    await two_months.know("2026-09-20", 11900, source)
    assert await told(two_months, anna) == (1, "average", 1000)
    await two_months.know("2026-11-10", 12100, source)
    assert await told(two_months, anna) is None


async def test_what_was_sent_for_the_month_of_the_bill_is_not_called_missing(
    two_months: Household, anna: int
) -> None:
    await two_months.sql("UPDATE bills SET month = '2026-11' WHERE month = '2026-10'")
    await two_months.submit(anna, 12100)
    two_months.clock.pass_time(MONTH)
    assert await missed(two_months, anna) is None
    await two_months.sql("UPDATE readings SET status = 'rejected'")
    assert (await missed(two_months, anna)) is not None


async def test_once_the_reading_of_the_month_is_sent_nothing_is_said(
    two_months: Household, anna: int
) -> None:
    await two_months.submit(anna, 12100)
    assert await told(two_months, anna) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meters SET automatic = 1",
        "UPDATE meters SET closed_at = '2026-11-01'",
        "UPDATE meters SET verify_by = '2026-10-10'",
        "UPDATE meters SET installed_on = '2026-10-10'",
        "UPDATE bills SET month = '2026-12' WHERE month = '2026-10'",
        "DELETE FROM bill_lines",
    ],
)
async def test_where_it_is_not_known_or_has_another_cause_nothing_is_said(
    two_months: Household, anna: int, change: str
) -> None:
    await two_months.sql(change)
    assert await told(two_months, anna) is None


async def test_an_old_bill_tells_nothing_of_the_present(two_months: Household, anna: int) -> None:
    two_months.clock.pass_time(MONTH)
    assert await told(two_months, anna) == (2, "average", 1000), "the bill of November is on its way"
    two_months.clock.pass_time(MONTH)
    assert await told(two_months, anna) is None


async def test_without_lines_the_values_that_billing_calculated_tell_it(flat: Household, anna: int) -> None:
    await bill(flat, "2026-09")
    await bill(flat, "2026-10")
    await flat.know("2026-08-24", 11600)
    await flat.know("2026-09-25", 11800, "calculated")
    await flat.know("2026-10-24", 12000, "calculated")
    assert await told(flat, anna) == (2, "calculated", None)
    await flat.hang("M9")
    assert await told(flat, anna) is None, "nothing is known of the other meter"
    await flat.know("2026-10-24", 500, "calculated", meter="M9")
    assert await told(flat, anna) == (1, "calculated", None)


async def test_the_months_of_others_are_not_told(two_months: Household, anna: int) -> None:
    await two_months.remove(anna, FLAT)
    with refused("not-yours"):
        await missed(two_months, anna)


async def test_another_meter_of_the_number_that_sends_by_itself_changes_nothing(
    two_months: Household, anna: int
) -> None:
    await two_months.hang("M9", automatic=True)
    assert await told(two_months, anna) == (2, "average", 1000)
