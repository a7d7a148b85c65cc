"""The connection itself: what leaves together, in which order answers come, and what a lost one tells."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from storage.postgres.errors import ConnectionLostError, ServerError
from storage.postgres.greenlets import start
from storage.postgres.wire import SETTINGS, SETTINGS_OF_SHORT_WORKS, Reply, Wire, address_of
from tests.storage.postgres.test_server_away import cut_all


@pytest.fixture
async def wire(url: str) -> AsyncIterator[Wire]:
    wire = await Wire.open(address_of(url))
    yield wire
    await wire.close()


async def rows(reply: Reply) -> list[tuple[object, ...]]:
    return await start(asyncio.get_running_loop(), lambda: [tuple(row) for row in reply.rows()])


async def test_answers_come_in_the_order_of_their_statements(wire: Wire) -> None:
    replies = [wire.send(b"SELECT $1::bigint", [b"%d" % number]) for number in range(50)]

    assert [await rows(reply) for reply in reversed(replies)] == [
        [(number,)] for number in reversed(range(50))
    ]


async def test_settings_hold_on_each_connection(wire: Wire) -> None:
    for name, value in {**SETTINGS, **SETTINGS_OF_SHORT_WORKS}.items():
        [(held,)] = await rows(
            wire.send(b"SELECT setting FROM pg_settings WHERE lower(name) = $1", [name.encode()])
        )
        assert held == value


async def test_a_table_that_is_read_as_a_whole_is_not_taken_for_a_dear_one_and_compiled(wire: Wire) -> None:
    explained = await rows(wire.send(b"EXPLAIN (ANALYZE) SELECT number + 1 FROM facts WHERE number > 1"))
    plan = [str(line) for (line,) in explained]

    assert "Seq Scan on facts" in plan[0]
    assert [line for line in plan if line.startswith("JIT")] == []


async def test_an_error_skips_what_was_sent_with_it_but_not_what_comes_after_a_mark(wire: Wire) -> None:
    wrong, skipped = wire.send(b"SELECT 1 / 0"), wire.send(b"SELECT 2")
    after = wire.send_after_failure(b"SELECT 3")

    with pytest.raises(ServerError) as error:
        await rows(wrong)
    assert error.value.state == "22012"
    with pytest.raises(ServerError) as error:
        await rows(skipped)
    assert error.value.state == "25P02"
    assert await rows(after) == [(3,)]
    assert await rows(wire.send(b"SELECT 2")) == [(2,)]


async def test_a_lost_connection_is_told_to_all_who_wait_and_all_who_come(url: str, wire: Wire) -> None:
    waiting = [wire.send(b"SELECT pg_sleep(60)"), wire.send(b"SELECT 1")]
    told = [asyncio.get_running_loop().create_task(rows(each)) for each in waiting]
    await asyncio.sleep(0)
    await asyncio.to_thread(cut_all, url)

    assert [type(each) for each in await asyncio.gather(*told, return_exceptions=True)] == [
        ConnectionLostError
    ] * 2
    with pytest.raises(ConnectionLostError):
        await rows(wire.send(b"SELECT 1"))
    assert wire.send_after_failure(b"ROLLBACK").is_over


async def test_a_lot_of_data_goes_both_ways(wire: Wire) -> None:
    text = "я" * 3_000_000
    replies = [
        wire.send(b"SELECT $1::text || $2::text", [text.encode(), b"%d" % number]) for number in range(4)
    ]

    assert [await rows(reply) for reply in replies] == [[(f"{text}{number}",)] for number in range(4)]


def test_an_address_keeps_what_it_says_itself() -> None:
    address = address_of("postgresql://cabinet@127.0.0.1/bad?connect_timeout=7")

    assert "connect_timeout=7" in address
    assert "tcp_user_timeout=" in address
