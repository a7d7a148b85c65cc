"""One update's fault is one update's: the others of its batch are handled, and the next batch is fetched."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake import queues
from bot.intake.acceptance import BROKEN_ANSWERS, NoUpdateError
from bot.intake.intake import NoRoomError
from bot.telegram.answers import parsed
from storage.sqlite.database import Database
from tests.bot.intake.test_intake import SEAL, Desk, Handlers, Office, Telegram, a_process, message
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


async def kept_aside(database: Database) -> list[int]:
    """What is kept for inspection."""
    sql = "SELECT update_id FROM inbox WHERE set_aside_at IS NOT NULL ORDER BY update_id"
    rows = await database.read(lambda unit: unit.connection.execute(sql).fetchall())
    return [row["update_id"] for row in rows]


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


# What no parser reads -----------------------------------------------------------------------------------

DEEP = b"[" * 2000 + b"]" * 2000


def batch_of(*updates: dict[str, Any] | bytes) -> bytes:
    """What getUpdates answers."""
    told = (update if isinstance(update, bytes) else json.dumps(update).encode() for update in updates)
    return b'{"ok":true,"result":[' + b",".join(told) + b"]}"


def deep(update_id: int) -> bytes:
    return b'{"update_id":%d,"message":{"x":%b}}' % (update_id, DEEP)


CUT_OFF = b'{"update_id":6,"message":{"text":"'
"""An update with which each answer breaks off."""


@dataclass
class RealTelegram:
    """Keeps updates as bytes until they are confirmed, and gives as many as are asked for."""

    updates_kept: dict[int, dict[str, Any] | bytes]
    asked: list[tuple[int | None, int]] = field(default_factory=list)
    cut_answers: int = 0
    """So many answers break off."""

    async def updates(self, offset: int | None, seconds: int, most: int = 100) -> list[Any]:
        assert seconds
        self.asked.append((offset, most))
        for number in [number for number in self.updates_kept if number < (offset or 0)]:
            del self.updates_kept[number]
        if not self.updates_kept:
            await asyncio.Event().wait()
        body = batch_of(*list(self.updates_kept.values())[:most])
        if self.cut_answers:
            self.cut_answers -= 1
            body = body[:-3]
        before, breaks_off, _ = body.partition(CUT_OFF)
        return list(parsed(before + breaks_off)["result"])


async def all_fetched(telegram: RealTelegram, database: Database, expected: list[int]) -> Office:
    """Fetch until these updates were handled and nothing is left at Telegram."""
    async with a_process(database, Desk(), Handlers(), telegram=telegram) as office:  # type: ignore[arg-type]
        polling = office.nursery.start(office.intake.poll(), name="polling")
        async with asyncio.timeout(20):
            while telegram.updates_kept:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)
        await office.intake.idle()
        polling.cancel()
        assert sorted(office.handlers.handled) == expected
        assert await office.pending() == []
    return office


async def test_of_a_batch_only_the_update_that_no_parser_reads_is_passed_over(database: Database) -> None:
    kept: dict[int, dict[str, Any] | bytes] = {number: message(number, number) for number in range(1, 150)}
    kept |= {6: deep(6), 40: deep(40), 41: deep(41)}
    telegram = RealTelegram(kept)
    office = await all_fetched(telegram, database, [n for n in range(1, 150) if n not in {6, 40, 41}])
    assert office.desk.strange == [6, 40, 41]
    assert await kept_aside(database) == [6, 40, 41]
    assert telegram.asked[-1] == (150, 100), "it fetches many at once again"


async def test_the_content_of_an_update_that_was_passed_over_is_kept(database: Database) -> None:
    await all_fetched(RealTelegram({6: deep(6)}), database, [])
    row = await database.read(
        lambda unit: unit.connection.execute("SELECT payload FROM inbox WHERE update_id = 6").fetchone()
    )
    assert SEAL.open(6, row["payload"]) == batch_of(deep(6))


async def test_answers_that_break_off_now_and_then_lose_nothing(database: Database) -> None:
    kept: dict[int, dict[str, Any] | bytes] = {number: message(number, number) for number in range(1, 30)}
    office = await all_fetched(RealTelegram(kept, cut_answers=12), database, list(range(1, 30)))
    assert office.desk.strange == []


async def test_an_update_that_always_breaks_off_is_passed_over_in_the_end(database: Database) -> None:
    kept: dict[int, dict[str, Any] | bytes] = {5: message(5), 6: CUT_OFF, 7: message(7)}
    telegram = RealTelegram(kept)
    office = await all_fetched(telegram, database, [5, 7])
    assert office.desk.strange == [6]
    assert telegram.asked.count((6, 1)) == BROKEN_ANSWERS


@pytest.mark.parametrize(
    ("body", "number"),
    [(deep(6), 6), (b'{"update_id":6,"message":{"text":tru}}', 6), (b'{"message":1,"update_id":6,}', 6)],
)
async def test_a_webhook_goes_on_after_an_update_that_no_parser_reads(
    database: Database, body: bytes, number: int
) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        await office.intake.deliver(body)
        await office.intake.deliver(body)
        assert office.desk.strange == [number, number]
        assert await kept_aside(database) == [number]
        await office.intake.deliver(json.dumps(message(7)).encode())
        await office.intake.idle()
        assert office.handlers.handled == [7]


@pytest.mark.parametrize("body", [DEEP, b"{", b'{"update_id":6,"mess', b'{"x":' + DEEP + b"}", b"<html>"])
async def test_a_webhook_refuses_what_is_no_update_or_breaks_off(database: Database, body: bytes) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        with pytest.raises(NoUpdateError):
            await office.intake.deliver(body)
        assert office.desk.strange == []
        assert await kept_aside(database) == []


async def test_a_webhook_takes_no_more_than_there_is_room_for(database: Database) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(queues, "MOST_WAITING", 0)
            with pytest.raises(NoRoomError):
                await office.intake.deliver(json.dumps(message(7)).encode())
        assert await office.pending() == []
