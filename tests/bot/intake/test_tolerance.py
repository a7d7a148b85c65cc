"""One update's fault is one update's: the others of its batch are handled, and the next batch is fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake.acceptance import NoUpdateError
from bot.telegram.answers import parsed
from storage.sqlite.database import Database
from tests.bot.intake.test_intake import Desk, Handlers, Office, Telegram, a_process, message
from tests.services.fakes import FakeClock
from ui.messenger import OutOfReachError

NESTED: list[Any] = []
for _ in range(300):
    NESTED = [NESTED]

OF_NOBODY: dict[str, dict[str, Any]] = {
    "empty message": {"update_id": 6, "message": {}},
    "message of another type": {"update_id": 6, "message": "hello"},
    "nothing but a number": {"update_id": 6},
    "no chat and no sender": {"update_id": 6, "message": {"text": "1"}},
    "a chat without a number": {"update_id": 6, "message": {"chat": {"type": "private"}, "text": "1"}},
    "nested deeper than can be written": message(6) | {"x": NESTED},
}
NO_UPDATES: dict[str, Any] = {
    "null": None,
    "a text": "update",
    "a number": 5,
    "a list": [],
    "an object without a number": {"message": {}},
    "a number of another type": message(6) | {"update_id": "6"},
    "a number beyond all types": message(6) | {"update_id": 2**63},
    "a negative number": message(6) | {"update_id": -6},
    "a chat that is a text": {"update_id": 6, "message": {"chat": {"id": "anna"}, "text": "1"}},
    "a chat beyond all types": {"update_id": 6, "message": {"chat": {"id": 2**63}, "text": "1"}},
}
STRANGE: dict[str, dict[str, Any]] = {
    "an unknown kind": {"update_id": 6, "of_tomorrow": {"chat": {"id": 2}}},
    "a million characters": message(6, 2) | {"x": "a" * 1_000_000},
    "NUL": message(6, 2) | {"x": "\0"},
    "a sender of another type": {"update_id": 6, "message": {"chat": {"id": 2}, "from": 1}},
    "only a sender": {"update_id": 6, "message": {"from": {"id": 2}}},
}
"""What somebody can be answered for."""


def strange(table: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("update", table.values(), ids=table)


async def others_are_handled(office: Office) -> None:
    await office.intake.idle()
    assert sorted(office.handlers.handled) == [5, 7]
    assert await office.pending() == []


@strange(OF_NOBODY)
async def test_what_belongs_to_nobody_is_set_aside_with_one_alert(
    database: Database, update: dict[str, Any]
) -> None:
    desk = Desk()
    async with a_process(database, desk, Handlers()) as office:
        await office.intake.accept([message(5), update, message(7, chat_id=2)])
        await others_are_handled(office)
    assert desk.strange == [6]
    kept = database.read(lambda unit: unit.connection.execute("SELECT update_id FROM inbox").fetchall())
    assert [row["update_id"] for row in await kept] == [6], "for inspection"


@strange(OF_NOBODY)
async def test_what_belongs_to_nobody_is_taken_alone_too(database: Database, update: dict[str, Any]) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        await office.intake.accept([update])
        assert await office.pending() == []


@strange(NO_UPDATES)
async def test_what_is_no_update_concerns_no_other_of_its_batch(database: Database, update: object) -> None:
    desk = Desk()
    async with a_process(database, desk, Handlers()) as office:
        await office.intake.accept([message(5), update, message(7, chat_id=2)])
        await others_are_handled(office)
    assert desk.strange == [None]


@strange(NO_UPDATES)
async def test_a_batch_of_which_nothing_is_an_update_is_refused(database: Database, update: object) -> None:
    desk = Desk()
    async with a_process(database, desk, Handlers()) as office:
        with pytest.raises(NoUpdateError):
            await office.intake.accept([update, update])
        assert await office.pending() == []
    assert desk.strange == [None]


@strange(STRANGE)
async def test_what_has_a_chat_comes_to_those_who_answer(database: Database, update: dict[str, Any]) -> None:
    desk = Desk()
    async with a_process(database, desk, Handlers()) as office:
        await office.intake.accept([message(5), update, message(7)])
        await office.intake.idle()
        assert sorted(office.handlers.handled) == [5, 6, 7]
        assert await office.pending() == []
    assert desk.strange == []


async def test_half_a_pair_in_a_batch_costs_no_more_than_itself(database: Database) -> None:
    body = (
        rb'[{"update_id": 5, "message": {"chat": {"id": 1}, "text": "\ud800"}},'
        rb' {"update_id": 6, "message": {"chat": {"id": 2}, "text": "1"}}]'
    )
    async with a_process(database, Desk(), Handlers()) as office:
        await office.intake.accept(parsed(body))
        await office.intake.idle()
        assert sorted(office.handlers.handled) == [5, 6]


# Fetching -------------------------------------------------------------------------------------------------


async def fetched(
    database: Database, telegram: Telegram, until: Callable[[Office], bool], desk: Desk | None = None
) -> Office:
    """Let a process fetch until something is so."""
    async with a_process(database, desk or Desk(), Handlers(), telegram=telegram) as office:
        polling = office.nursery.start(office.intake.poll(), name="polling")
        async with asyncio.timeout(10):
            while not until(office):  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)
        polling.cancel()
        await office.intake.idle()
        assert await office.pending() == []
    return office


@strange({**OF_NOBODY, **NO_UPDATES, **STRANGE})
async def test_fetching_goes_on_after_anything(database: Database, update: object) -> None:
    telegram = Telegram([[update], [update, message(7)]])
    office = await fetched(database, telegram, lambda office: 7 in office.handlers.handled)
    assert telegram.asked[-1] in {None, 8}
    assert office.handlers.handled.count(7) == 1


async def test_what_is_read_is_confirmed_whatever_else_came_with_it(database: Database) -> None:
    batch = [message(5), {"update_id": 6, "message": {}}, "no update", {"update_id": -9}, None]
    telegram = Telegram([batch])
    await fetched(database, telegram, lambda _: len(telegram.asked) == 2)
    assert telegram.asked == [None, 7]


async def test_batches_without_updates_are_not_fetched_again_and_again_without_a_pause(
    database: Database,
) -> None:
    paused: list[float] = []

    async def sleep(seconds: float) -> None:
        paused.append(seconds)
        await asyncio.sleep(0)

    telegram = Telegram([[{"message": {}}], [None], OutOfReachError("cut"), [message(7)]])
    async with a_process(database, Desk(), Handlers(), telegram=telegram, sleep=sleep) as office:
        polling = office.nursery.start(office.intake.poll(), name="polling")
        async with asyncio.timeout(10):
            while not office.handlers.handled:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)
        polling.cancel()
    assert len(paused) == 3
    assert min(paused) > 0


# Anything -------------------------------------------------------------------------------------------------

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        "update_id": st.integers(1, 50) | ANY_JSON,
        "message": st.fixed_dictionaries(
            {},
            optional={
                "chat": st.fixed_dictionaries({}, optional={"id": st.integers(1, 5) | ANY_JSON}) | ANY_JSON,
                "from": ANY_JSON,
                "text": ANY_JSON,
            },
        )
        | ANY_JSON,
        "callback_query": ANY_JSON,
        "of_tomorrow": ANY_JSON,
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(batch=st.lists(SHAPED | ANY_JSON, max_size=5))
def test_whatever_comes_the_next_update_is_handled_and_nothing_waits(tmp_path: Any, batch: list[Any]) -> None:
    async def live() -> None:
        async with Database.open(tmp_path / "any.db", clock=FakeClock()) as database:
            await database.write(forget_all)
            telegram = Telegram([batch, [message(900)]])
            office = await fetched(database, telegram, lambda office: 900 in office.handlers.handled)
            assert office.handlers.handled.count(900) == 1

    asyncio.run(live())


def forget_all(unit: Any) -> None:
    unit.connection.execute("DELETE FROM inbox")
    unit.connection.execute("DELETE FROM conversations")
