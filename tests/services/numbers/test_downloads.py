"""Tables of a number, and how many of them somebody may have made."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.dates import Month
from domain.errors import DomainError
from domain.limits import FILES_MADE
from services.numbers.downloads import CollectRecords, FileFormat, Table, WriteTables
from services.numbers.file_counter import FileCounter
from storage.sqlite.database import Database
from tests.services.household import FLAT, PAID, Household
from tests.services.residents import MOSCOW, refused


class Paper:
    """Writes nothing but how often it was asked to."""

    asked = 0
    must_wait = False

    async def write(self, tables: Sequence[Table], form: FileFormat) -> bytes:
        if self.must_wait:
            raise DomainError("workers-busy")
        self.asked += 1
        return f"{form}{len(tables)}".encode()


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def write_tables(database: Database, flat: Household, paper: Paper) -> WriteTables:
    return WriteTables(FileCounter(database, flat.clock, MOSCOW), paper)


async def test_all_that_is_known_of_a_number_is_collected(
    database: Database, flat: Household, anna: int
) -> None:
    await flat.know("2026-10-24", 12000)
    await flat.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES ('B1', ?, '2026-10', 4848, 0, 0, 0, 4848)",
        FLAT,
    )
    records = await CollectRecords(database, flat.list_history)(anna, FLAT)
    assert [month.month for month in records.history.months] == [Month(2026, 10)]
    assert [each.bill.id for each in records.bills] == ["B1"]
    assert records.bills[0].left == 4848
    assert [payment.amount for payment in records.payments] == [PAID]


async def test_nobody_collects_what_is_known_of_another_number(
    database: Database, flat: Household, anna: int
) -> None:
    with refused("not-yours"):
        await CollectRecords(database, flat.list_history)(anna, "100200399")


async def test_files_are_limited_and_a_repeated_update_counts_once(
    flat: Household, anna: int, write_tables: WriteTables, paper: Paper
) -> None:
    for place in range(FILES_MADE.most):
        await write_tables(anna, [], FileFormat.CSV, f"press {place}")
        await write_tables(anna, [], FileFormat.CSV, f"press {place}")
    with refused("files-too-many", until="13:00"):
        await write_tables(anna, [], FileFormat.XLSX, "one more")
    assert paper.asked == 2 * FILES_MADE.most
    flat.clock.pass_time(timedelta(hours=1))
    assert await write_tables(anna, [], FileFormat.XLSX, "one more") == b"xlsx0"


async def test_what_could_not_be_made_does_not_count(
    anna: int, write_tables: WriteTables, paper: Paper
) -> None:
    paper.must_wait = True
    for place in range(FILES_MADE.most + 1):
        with refused("workers-busy"):
            await write_tables(anna, [], FileFormat.CSV, f"press {place}")
    paper.must_wait = False
    assert await write_tables(anna, [], FileFormat.CSV, "another press") == b"csv0"
