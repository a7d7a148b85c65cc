"""Values come back as they went, whatever is in them, one by one and in lists."""

from enum import IntEnum, StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.units import StoreRefusedError
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.database import Database
from storage.postgres.errors import ServerError
from storage.postgres.values import wired
from storage.unit import StoredUnit

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
SPECIAL = st.lists(st.sampled_from(list("'\"\\{},$?: \n\t%NULL")), max_size=12).map("".join)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
ONE_EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    BIG = 3


@pytest.fixture
def connection(url: str):  # type: ignore[no-untyped-def]
    with connected(url) as connection:
        yield connection


def returned(connection: BlockingConnection, kind: str, value: object) -> object:
    return connection.execute(f"SELECT CAST(? AS {kind})", (value,)).fetchall()[0][0]


@ONE_EACH
@given(text=TEXTS | SPECIAL)
def test_texts_come_back(connection: BlockingConnection, text: str) -> None:
    assert returned(connection, "TEXT", text) == text
    assert connection.execute("SELECT CAST(:a AS TEXT) AS it WHERE :a <> '?:b'", {"a": text + "."}).fetchall()


@ONE_EACH
@given(number=NUMBERS, data=st.binary())
def test_numbers_of_64_bits_and_bytes_come_back(
    connection: BlockingConnection, number: int, data: bytes
) -> None:
    assert returned(connection, "BIGINT", number) == number
    assert returned(connection, "BYTEA", data) == data


@ONE_EACH
@given(
    texts=st.lists(TEXTS | SPECIAL | st.none()),
    numbers=st.lists(NUMBERS | st.none()),
    data=st.lists(st.binary() | st.none()),
)
def test_lists_come_back_as_rows(
    connection: BlockingConnection,
    texts: list[str | None],
    numbers: list[int | None],
    data: list[bytes | None],
) -> None:
    for kind, values in (("TEXT", texts), ("BIGINT", numbers), ("BYTEA", data)):
        rows = connection.execute(f"SELECT * FROM unnest(CAST(? AS {kind}[]))", (values,))  # noqa: S608
        assert [row[0] for row in rows] == values


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        ("TEXT", None, None),
        ("TEXT", Colour.RED, "red"),
        ("BIGINT", Size.BIG, 3),
        ("BIGINT", True, 1),
        ("BIGINT", False, 0),
        ("NUMERIC", 12, 12),
    ],
)
def test_what_columns_make_of_values_of_python(
    connection: BlockingConnection, kind: str, value: object, result: object
) -> None:
    assert returned(connection, kind, value) == result
    assert type(returned(connection, kind, value)) is type(result)


def test_a_sum_is_a_whole_number_and_an_average_is_not(connection: BlockingConnection) -> None:
    row = connection.execute(
        "SELECT sum(n), avg(n) FROM unnest(CAST(? AS BIGINT[])) AS n", ([1, 2],)
    ).fetchall()[0]

    assert tuple(row) == (3, 1.5)
    assert type(row[0]) is int


@pytest.mark.parametrize("value", [1.5, {"a": 1}, object()], ids=lambda value: type(value).__name__)
def test_what_no_column_keeps_is_a_fault_of_the_program(value: object) -> None:
    with pytest.raises(TypeError, match="no column keeps"):
        wired([value])


@pytest.mark.parametrize("value", ["a\0b", ["a", "\0"]], ids=["text", "list"])
def test_a_text_with_nul_is_refused_because_the_wire_would_end_it_there(value: object) -> None:
    with pytest.raises(ServerError, match="NUL"):
        wired([value])


async def test_a_work_that_stores_nul_is_refused_and_keeps_nothing(postgres: Database) -> None:
    def work(unit: StoredUnit) -> None:
        unit.connection.execute("INSERT INTO facts (number) VALUES (1)")
        unit.connection.execute("SELECT CAST(? AS TEXT)", ("a\0b",))

    for way in (postgres.write, postgres.write_long):
        with pytest.raises(StoreRefusedError, match="NUL"):
            await way(work)
    assert not await postgres.read(lambda unit: unit.connection.execute("SELECT * FROM facts").fetchall())


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("INSERT INTO facts (number) VALUES (?)", "secret"),
        ("INSERT INTO facts (number) VALUES (?)", 2**63),
        ("SELECT CAST(CAST(? AS TEXT) AS BIGINT)", "secret"),
        ("INSERT INTO keyed (number) VALUES (?), (5)", 5),
    ],
)
async def test_the_error_of_a_wrong_value_does_not_tell_the_value(
    postgres: Database, sql: str, value: object
) -> None:
    with pytest.raises(StoreRefusedError) as refused:
        await postgres.write(lambda unit: unit.connection.execute(sql, (value,)).fetchall())

    assert str(value) not in str(refused.value)


@pytest.mark.parametrize("values", [(), (1, 2)], ids=["too few", "too many"])
async def test_a_wrong_number_of_values_is_a_fault_of_the_program(
    postgres: Database, values: tuple[int, ...]
) -> None:
    with pytest.raises(StoreRefusedError):
        await postgres.write(
            lambda unit: unit.connection.execute("SELECT CAST(? AS BIGINT)", values).fetchall()
        )


async def test_rows_are_read_by_name_by_place_and_as_a_whole(postgres: Database) -> None:
    def work(unit: StoredUnit) -> None:
        cursor = unit.connection.execute("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL ORDER BY 1")
        first = cursor.fetchone()
        assert (first["a"], first["b"], first[0], first[-1]) == (1, "x", 1, "x")
        assert (dict(first), tuple(first), len(first)) == ({"a": 1, "b": "x"}, (1, "x"), 2)
        with pytest.raises(KeyError):
            first["c"]
        with pytest.raises(IndexError):
            first[2]
        assert [tuple(row) for row in cursor] == [(2, None)]
        assert cursor.fetchone() is None
        assert cursor.fetchall() == []

    for way in (postgres.read, postgres.read_long, postgres.write, postgres.write_long):
        await way(work)


async def test_the_rows_that_were_changed_are_counted_over_all_values(postgres: Database) -> None:
    def work(unit: StoredUnit) -> list[int]:
        run, run_many = unit.connection.execute, unit.connection.executemany
        insert = "INSERT INTO keyed (number) VALUES (?) ON CONFLICT (number) DO NOTHING"
        return [
            run_many(insert, [(number % 4,) for number in range(6)]).rowcount,
            run_many(insert, []).rowcount,
            run("UPDATE keyed SET value = 1 WHERE number < ?", (3,)).rowcount,
            run("UPDATE keyed SET value = 1 WHERE number > 100").rowcount,
            run("DELETE FROM keyed").rowcount,
        ]

    for way in (postgres.write, postgres.write_long):
        assert await way(work) == [4, 0, 3, 0, 4]


async def test_values_that_fail_on_their_way_leave_nothing_of_those_before_them(postgres: Database) -> None:
    def work(unit: StoredUnit) -> None:
        unit.connection.executemany(
            "INSERT INTO facts (number) VALUES (?)", ((number if number < 3 else 1.5,) for number in range(5))
        )

    with pytest.raises(TypeError):
        await postgres.write(work)
    assert not await postgres.read(lambda unit: unit.connection.execute("SELECT * FROM facts").fetchall())
