"""What became of a transaction whose COMMIT got no answer, also where a crash gives its number again."""

import pytest

from storage.postgres.blocking import connected
from storage.postgres.outcomes import ASK_NUMBER, ASK_OUTCOME, GENERATION, was_committed
from tests.postgres_server import DURABLE, NoServerError, running
from tests.storage.postgres.facts import sql

BEFORE, NOW = "2026-12-01 02:26:02+00", "2026-12-01 02:26:03+00"


@pytest.mark.parametrize(
    ("status", "generation", "outcome"),
    [
        ("committed", NOW, True),
        ("aborted", NOW, False),
        ("in progress", NOW, None),
        (None, NOW, False),
        ("committed", BEFORE, False),
        ("aborted", BEFORE, False),
        ("in progress", BEFORE, False),
    ],
)
def test_a_number_counts_if_the_server_did_not_crash_since(
    status: str, generation: str, *, outcome: bool | None
) -> None:
    assert was_committed(b"735", generation.encode(), (status, NOW, "0:735")) is outcome


def test_a_number_from_before_a_crash_counts_if_new_ones_began_above_it() -> None:
    assert was_committed(b"734", BEFORE.encode(), ("committed", NOW, "0:735")) is True
    assert was_committed(b"4294967297", BEFORE.encode(), ("committed", NOW, "1:2")) is True
    assert was_committed(b"4294967298", BEFORE.encode(), ("committed", NOW, "1:2")) is False


def test_a_number_that_a_crash_gave_to_another_transaction_says_nothing_of_the_first() -> None:
    try:
        with running(DURABLE) as server:
            with connected(server.url()) as connection:
                generation = connection.execute(GENERATION).fetchall()[0][0].encode()
                connection.run("BEGIN")
                number = connection.execute(ASK_NUMBER).fetchall()[0][0]
                server.stop("immediate")
            server.start()
            given: str = ""
            with connected(server.url()) as connection:
                while given != number:
                    given = connection.execute(ASK_NUMBER).fetchall()[0][0]
                    assert int(given) <= int(number)
                found = connection.execute(ASK_OUTCOME, (number,)).fetchall()[0]
    except NoServerError as missing:
        pytest.skip(str(missing))

    assert found[0] == "committed"
    assert was_committed(number.encode(), generation, tuple(found)) is False


def test_a_restart_without_a_crash_keeps_numbers_and_generation() -> None:
    try:
        with running(DURABLE) as server:
            sql(server.url(), "CREATE TABLE facts (number BIGINT)")
            with connected(server.url()) as connection:
                generation = connection.execute(GENERATION).fetchall()[0][0].encode()
                connection.run("BEGIN")
                number = connection.execute(ASK_NUMBER).fetchall()[0][0]
                connection.run("INSERT INTO facts VALUES (1)")
                connection.run("COMMIT")
            server.stop("fast")
            server.start()
            with connected(server.url()) as connection:
                found = connection.execute(ASK_OUTCOME, (number,)).fetchall()[0]
    except NoServerError as missing:
        pytest.skip(str(missing))

    assert was_committed(number.encode(), generation, tuple(found)) is True
    assert found[1].encode() == generation
