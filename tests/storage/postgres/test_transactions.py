"""A transaction as repositories see it: what is asked ahead, and what is left to be rolled back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from storage.postgres.errors import ServerError
from storage.postgres.greenlets import start
from storage.postgres.transactions import BEGIN_WRITE, Transaction
from storage.postgres.wire import Wire, address_of
from tests.storage.postgres.facts import sql

COUNT = "SELECT count(*) AS kept FROM facts WHERE number <= ?"


class CountingWire:
    """Counts what is sent; the rest is a wire's."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.sent: list[bytes] = []

    def send(self, text: bytes, values: Any = ()) -> Any:
        self.sent.append(text)
        return self._wire.send(text, values)

    def send_after_failure(self, text: bytes) -> Any:
        self.sent.append(text)
        return self._wire.send_after_failure(text)


@pytest.fixture
async def wire(url: str) -> AsyncIterator[CountingWire]:
    wire = await Wire.open(address_of(url))
    yield CountingWire(wire)
    await wire.close()


async def in_greenlet(work: Any) -> Any:
    return await start(asyncio.get_running_loop(), work)


async def test_the_answer_to_what_was_asked_ahead_is_that_of_the_statement(wire: CountingWire) -> None:
    def work() -> tuple[int, int]:
        transaction = Transaction(wire, BEGIN_WRITE)  # type: ignore[arg-type]  # what it does with a wire
        transaction.execute("INSERT INTO facts (number) VALUES (1)")
        transaction.ask_ahead(COUNT, (5,))
        transaction.ask_ahead(COUNT, (5,))
        kept = transaction.execute(COUNT, (5,)).fetchall()[0]["kept"]
        others = transaction.execute(COUNT, (0,)).fetchall()[0]["kept"]
        transaction.commit()
        return kept, others

    assert await in_greenlet(work) == (1, 0)
    assert len([text for text in wire.sent if b"count" in text]) == 2


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
async def test_what_was_asked_before_a_change_is_asked_again(wire: CountingWire, many: bool) -> None:  # noqa: FBT001
    def work() -> int:
        transaction = Transaction(wire, BEGIN_WRITE)  # type: ignore[arg-type]
        transaction.ask_ahead(COUNT, (5,))
        if many:
            transaction.executemany("INSERT INTO facts (number) VALUES (?)", [(1,)])
        else:
            transaction.execute("INSERT INTO facts (number) VALUES (?)", (1,))
        kept: int = transaction.execute(COUNT, (5,)).fetchall()[0]["kept"]
        transaction.commit()
        return kept

    assert await in_greenlet(work) == 1


async def test_a_transaction_that_its_commit_has_ended_is_not_rolled_back(
    url: str, wire: CountingWire
) -> None:
    sql(
        url,
        """CREATE FUNCTION be_slower() RETURNS TRIGGER LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'slower' USING ERRCODE = '40001'; END $$""",
        """CREATE CONSTRAINT TRIGGER slower AFTER INSERT ON facts DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION be_slower()""",
    )
    try:

        def work() -> bool:
            transaction = Transaction(wire, BEGIN_WRITE)  # type: ignore[arg-type]
            transaction.execute("INSERT INTO facts (number) VALUES (1)")
            with pytest.raises(ServerError):
                transaction.commit()
            return transaction.is_over

        assert await in_greenlet(work) is True
        [answer] = await in_greenlet(lambda: wire.send(b"SELECT txid_current_if_assigned() IS NULL").rows())
        assert answer[0] is True
    finally:
        sql(url, "DROP TRIGGER slower ON facts", "DROP FUNCTION be_slower")


async def test_a_transaction_whose_statement_failed_is_rolled_back(wire: CountingWire) -> None:
    def work() -> bool:
        transaction = Transaction(wire, BEGIN_WRITE)  # type: ignore[arg-type]
        transaction.execute("INSERT INTO facts (number) VALUES (NULL)")
        with pytest.raises(ServerError):
            transaction.commit()
        is_over = transaction.is_over
        transaction.roll_back()
        return is_over

    assert await in_greenlet(work) is False
