"""Conversations: turns that are saved with their update, and drafts that a restart does not change.

A turn is begun from a row and ended by one unit of work, and nothing of it is stored in between.
"""

import asyncio
import enum
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake.turns import OpenTurn, Turns
from services.visitor import Visitor
from storage.conversations import NOTHING_SAID, REMEMBERED, Conversation, ConversationKey
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.turns import Arrival
from storage.unit import StoredUnit
from tests.engines import ON_POSTGRES, opened
from tests.storage.conftest import FakeClock

KEY = ConversationKey(bot_id=42, chat_id=501, user_id=501)
OTHERS = [
    ConversationKey(bot_id=43, chat_id=501, user_id=501),
    ConversationKey(bot_id=42, chat_id=502, user_id=501),
    ConversationKey(bot_id=42, chat_id=501, user_id=502),
]
SIGNED_OUT = Visitor(501, account_id=None, login=None, email_confirmed=False, language=None)
ANNA = """
    INSERT INTO accounts VALUES
        (1, 'Anna', 'anna', '#', 'a@b.example', ?, NULL, NULL, 'en', 0,
        '2026-11-22T09:00:00.000000+00:00', '')
"""
SAID = """
    INSERT INTO conversations (bot_id, chat_id, user_id, state, draft, handled_updates, last_update_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
STATE = "Form:value"


@pytest.fixture
def turns(database: Database, clock: FakeClock) -> Turns:
    return Turns(database, clock)


async def arrive(turns: Turns, update_id: int, key: ConversationKey = KEY) -> None:
    """Let an update wait in the inbox, as each does whose turn begins."""
    update = IncomingUpdate(update_id, key.chat_id, "sealed", turns.clock())
    await turns.database.write(Arrival([update], (), {}))


async def begun(turns: Turns, update_id: int, key: ConversationKey = KEY) -> OpenTurn:
    await arrive(turns, update_id, key)
    turn = await turns.begin(key, update_id, scene=None)
    assert turn is not None
    return turn


async def finish(turns: Turns, turn: OpenTurn) -> None:
    await turns.database.write(turns.ending(turn))


async def kept(database: Database, key: ConversationKey = KEY) -> Conversation:
    return await database.read(lambda unit: unit.conversations.find(key))


def run(statement: str, *values: object) -> Callable[[StoredUnit], None]:
    def work(unit: StoredUnit) -> None:
        unit.connection.execute(statement, values)

    return work


# Drafts: what a restart must not change --------------------------------------------------------------------


class Step(enum.StrEnum):
    FIRST = "first"


@pytest.mark.parametrize(
    "draft",
    [
        {1: "number as a key"},
        {"deep": [{"deeper": {None: 1}}]},
        {"value": Decimal("12.5")},
        {"at": datetime(2026, 11, 22, tzinfo=UTC)},
        {"set": {1}},
        {"bytes": b"1"},
        {"object": object()},
        {"half": "\ud83d"},
    ],
    ids=lambda draft: str(next(iter(draft))),
)
async def test_a_draft_holds_json_types_only(database: Database, turns: Turns, draft: dict[str, Any]) -> None:
    turn = await begun(turns, 1)
    turn.turn.draft = draft

    with pytest.raises(TypeError):
        await finish(turns, turn)

    assert await kept(database) == NOTHING_SAID


ANY_TEXT = st.text()  # NUL too, but no half surrogate pairs: they become other characters on the way in
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(draft=st.dictionaries(ANY_TEXT, ANY_JSON, max_size=4))
def test_any_draft_comes_back_as_it_was(tmp_path: Path, draft: dict[str, Any]) -> None:
    async def keep_and_restart() -> dict[str, Any]:
        clock, path = FakeClock(), tmp_path / "cabinet.db"
        async with opened(path, clock=clock) as database:
            await database.write(lambda unit: unit.conversations.save(KEY, NOTHING_SAID))
            turn = await begun(Turns(database, clock), 1)
            turn.turn.draft = draft
            await finish(Turns(database, clock), turn)
        async with opened(path, clock=clock) as database:
            return (await begun(Turns(database, clock), 2)).turn.draft

    assert repr(asyncio.run(keep_and_restart())) == repr(draft)


@pytest.mark.parametrize("scene_is_known", [True, False])
async def test_what_lies_deep_in_a_draft_is_not_shared(
    database: Database,
    turns: Turns,
    scene_is_known: bool,  # noqa: FBT001
) -> None:
    first = await begun(turns, 1)
    first.turn.draft = {"values": ["1234"]}
    await finish(turns, first)
    first.turn.draft["values"].append("5")
    seen = await database.read(lambda unit: unit.conversations.scene(KEY))

    for _ in range(2):
        again = await turns.begin(KEY, 2, seen if scene_is_known else None)
        assert again is not None
        assert again.turn.draft == {"values": ["1234"]}
        again.turn.draft["values"].append("6")
        again.undo()
        assert again.turn.draft == {"values": ["1234"]}
        again.turn.draft["values"].append("7")


async def test_a_draft_that_an_earlier_version_wrote_is_read(database: Database, turns: Turns) -> None:
    row = (*KEY, STATE, '{"login": "\\u0430", "n": 1.5}', "[7]", "2026-11-22T16:00:00.000000+00:00")
    await database.write(run(SAID, *row))
    turn = await begun(turns, 8)
    assert (turn.turn.state, turn.turn.draft) == (STATE, {"login": "а", "n": 1.5})
    assert await turns.begin(KEY, 7, scene=None) is None


# Turns -----------------------------------------------------------------------------------------------------


def sign_in(email_confirmed_at: str | None) -> Callable[[StoredUnit], None]:
    def work(unit: StoredUnit) -> None:
        unit.connection.execute(ANNA, (email_confirmed_at,))
        unit.connection.execute(
            "INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (501, 1, '')"
        )

    return work


def receive(*update_ids: int) -> Callable[[StoredUnit], None]:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return lambda unit: unit.inbox.add_batch(IncomingUpdate(number, 501, "{}", at) for number in update_ids)


def waiting(unit: StoredUnit) -> list[int]:
    return [update.update_id for update in unit.inbox.pending()]


async def handle(turns: Turns, update_id: int) -> bool:
    """Whether the update was handled, not skipped."""
    await arrive(turns, update_id)
    turn = await turns.begin(KEY, update_id, scene=None)
    if turn is None:
        await turns.database.write(lambda unit: unit.inbox.remove(update_id))
        return False
    turn.turn.state = f"handled:{update_id}"
    await finish(turns, turn)
    return True


async def test_a_stranger_is_a_visitor_without_account(turns: Turns) -> None:
    turn = await begun(turns, 1)

    assert turn.visitor == SIGNED_OUT
    assert not turn.is_unreachable
    assert (turn.turn.state, turn.turn.draft) == (None, {})


@pytest.mark.parametrize(
    ("confirmed_at", "is_confirmed"), [(None, False), ("2026-11-22T00:00:00.000000+00:00", True)]
)
async def test_a_turn_knows_who_is_signed_in(
    database: Database,
    turns: Turns,
    confirmed_at: str | None,
    is_confirmed: bool,  # noqa: FBT001
) -> None:
    await database.write(sign_in(confirmed_at))

    turn = await begun(turns, 1)
    in_another_chat = await begun(turns, 2, ConversationKey(42, 502, 501))

    assert turn.visitor == Visitor(501, 1, "Anna", is_confirmed, "en")
    assert turn.visitor == await database.read(lambda unit: unit.conversations.visitor(501))
    assert in_another_chat.visitor.account_id is None


async def test_who_had_blocked_the_bot_and_writes_again_is_reachable_again(
    database: Database, turns: Turns
) -> None:
    await database.write(run("INSERT INTO unreachable_chats (chat_id, since) VALUES (501, '')"))
    turn = await begun(turns, 1)
    assert turn.is_unreachable
    assert await database.read(lambda unit: unit.outbox.is_unreachable(501))

    await finish(turns, turn)

    assert not await database.read(lambda unit: unit.outbox.is_unreachable(501))
    assert not (await begun(turns, 2)).is_unreachable


async def test_a_turn_changes_the_database_only_when_it_is_finished(database: Database, turns: Turns) -> None:
    await database.write(receive(1))
    turn = await begun(turns, 1)

    turn.turn.state, turn.turn.draft = STATE, {"step": 1}
    assert await kept(database) == NOTHING_SAID
    assert await database.read(waiting) == [1]

    commits = database.stats.commits
    await finish(turns, turn)

    assert database.stats.commits == commits + 1
    saved = await kept(database)
    assert (saved.state, saved.draft) == (STATE, {"step": 1})
    assert await database.read(waiting) == []


async def test_a_turn_that_changed_nothing_still_marks_its_update(database: Database, turns: Turns) -> None:
    await database.write(receive(1, 2))
    await finish(turns, await begun(turns, 1))

    assert await turns.begin(KEY, 1, scene=None) is None
    assert await database.read(waiting) == [2]


async def test_the_next_turn_goes_on_where_the_last_one_ended(turns: Turns) -> None:
    first = await begun(turns, 1)
    first.turn.state, first.turn.draft = STATE, {"step": 1}
    await finish(turns, first)

    second = await begun(turns, 2)

    assert (second.turn.state, second.turn.draft) == (STATE, {"step": 1})


async def test_a_turn_goes_on_where_the_last_one_ended_although_that_waits_for_its_commit(
    database: Database, turns: Turns
) -> None:
    first = await begun(turns, 1)
    first.turn.state = STATE
    database.ride(turns.ending(first))

    assert (await begun(turns, 2)).turn.state == STATE
    assert await turns.begin(KEY, 1, scene=None) is None


async def test_a_turn_begins_from_the_scene_that_was_seen_with_its_update(
    database: Database, turns: Turns
) -> None:
    await database.write(sign_in(None))
    assert await handle(turns, 10)
    scene = await database.write(lambda unit: unit.conversations.scene(KEY))
    works = database.stats.works

    turn = await turns.begin(KEY, 11, scene)

    assert turn is not None
    assert (turn.turn.state, turn.visitor.login) == ("handled:10", "Anna")
    assert await turns.begin(KEY, 10, scene) is None
    assert database.stats.works == works, "it was not looked at again"


async def test_what_the_next_turn_sees_is_what_its_text_says_with_and_without_a_restart(turns: Turns) -> None:
    first = await begun(turns, 1)
    first.turn.draft = {"pair": (1, 2), "none": float("nan"), "step": Step.FIRST}
    await finish(turns, first)

    assert (await begun(turns, 2)).turn.draft == {"pair": [1, 2], "none": None, "step": "first"}


@pytest.mark.parametrize(
    ("draft", "handled", "last_update_at"),
    [
        ("no JSON", "[]", None),
        ("[]", "[]", None),
        ("{}", "no JSON", None),
        ("{}", "7", None),
        ("{}", "[]", "yesterday"),
    ],
)
async def test_a_conversation_that_cannot_be_read_begins_again(
    database: Database, turns: Turns, draft: str, handled: str, last_update_at: str | None
) -> None:
    await database.write(run(SAID, *KEY, STATE, draft, handled, last_update_at))

    turn = await begun(turns, 1)
    assert (turn.turn.state, turn.turn.draft) == (None, {})
    turn.undo()
    await finish(turns, turn)

    assert (await kept(database)).handled == (1,)
    assert await turns.begin(KEY, 1, scene=None) is None


async def test_a_repeated_update_is_not_handled_again(database: Database, turns: Turns) -> None:
    assert await handle(turns, 10)

    assert not await handle(turns, 10)
    assert await handle(turns, 11)
    assert not await handle(turns, 10)
    assert (await kept(database)).state == "handled:11"


async def test_a_message_that_comes_after_a_later_press_is_handled_once(turns: Turns) -> None:
    assert await handle(turns, 11)

    assert await handle(turns, 10)
    assert not await handle(turns, 10)
    assert not await handle(turns, 11)


async def test_what_is_older_than_all_that_is_remembered_counts_as_handled(turns: Turns) -> None:
    for update_id in range(100, 100 + REMEMBERED):
        assert await handle(turns, update_id)

    assert not await handle(turns, 99)
    assert await handle(turns, 200)
    assert not await handle(turns, 100)
    assert not await handle(turns, 101)


async def test_a_repeated_update_is_recognised_after_a_restart(
    path: Path, clock: FakeClock, database: Database, turns: Turns
) -> None:
    assert await handle(turns, 10)
    await database.leave(KEY.chat_id)

    async with opened(path, clock=clock) as same:
        assert not await handle(Turns(same, clock), 10)
    assert database.stats.works


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_conversations_do_not_touch_each_other(
    database: Database, turns: Turns, other: ConversationKey
) -> None:
    assert await handle(turns, 10)

    elsewhere = await begun(turns, 9, other)
    assert (elsewhere.turn.state, elsewhere.turn.draft) == (None, {})
    elsewhere.turn.state, elsewhere.turn.draft = STATE, {"step": 2}
    await finish(turns, elsewhere)

    assert (await kept(database)).state == "handled:10"
    assert (await kept(database, other)).draft == {"step": 2}
    assert await handle(turns, 9), "numbers of another person do not count"


@pytest.mark.parametrize(
    ("pause", "is_handled"),
    [(timedelta(days=5, hours=23), False), (timedelta(days=6, seconds=1), True), (timedelta(days=400), True)],
)
async def test_numbers_that_began_again_after_a_quiet_week_are_handled(
    turns: Turns,
    clock: FakeClock,
    pause: timedelta,
    is_handled: bool,  # noqa: FBT001
) -> None:
    for update_id in range(900_000_000, 900_000_000 + REMEMBERED):
        assert await handle(turns, update_id)
    clock.pass_time(pause)

    assert await handle(turns, 17) is is_handled
    assert await handle(turns, 18) is is_handled
    assert await handle(turns, 900_000_000) is is_handled


async def test_after_a_crash_an_update_begins_from_the_state_before_it(
    path: Path, clock: FakeClock, database: Database, turns: Turns
) -> None:
    await database.write(receive(10, 11))
    assert await handle(turns, 10)
    half_way = await begun(turns, 11)
    half_way.turn.state = "half way"
    await database.leave(KEY.chat_id)
    if ON_POSTGRES:  # what a crash leaves is taken over once its lease is over
        await database.write(run("DELETE FROM leases"))

    async with opened(path, clock=clock) as after_restart:
        assert await after_restart.read(waiting) == [11]
        assert (await begun(Turns(after_restart, clock), 11)).turn.state == "handled:10"


async def test_a_turn_that_is_undone_keeps_the_update_and_nothing_else_of_it(
    database: Database, turns: Turns
) -> None:
    await database.write(receive(10, 11))
    assert await handle(turns, 10)
    turn = await begun(turns, 11)
    turn.turn.state, turn.turn.draft = "half way", {"step": 1}

    turn.undo()
    await finish(turns, turn)

    after = await kept(database)
    assert (after.state, after.draft, after.handled) == ("handled:10", {}, (10, 11))
    assert await database.read(waiting) == []


async def test_a_turn_that_was_never_finished_leaves_no_trace(database: Database, turns: Turns) -> None:
    await database.write(receive(1))
    turn = await begun(turns, 1)
    turn.turn.state = "half way"

    assert await kept(database) == NOTHING_SAID
    assert await database.read(waiting) == [1]
    assert await handle(turns, 1)


async def test_a_turn_that_could_not_be_saved_can_be_finished_again(database: Database, turns: Turns) -> None:
    await database.write(receive(1))
    turn = await begun(turns, 1)
    turn.turn.state = STATE
    ending = turns.ending(turn)

    def fail(unit: StoredUnit) -> None:
        ending(unit)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await database.write(fail)
    assert await database.read(waiting) == [1]
    assert await kept(database) == NOTHING_SAID

    await database.write(ending)
    assert await database.read(waiting) == []
    assert (await kept(database)).state == STATE


async def test_many_chats_take_their_turns_at_once(database: Database, turns: Turns) -> None:
    async def talk(chat_id: int) -> None:
        key = ConversationKey(bot_id=42, chat_id=chat_id, user_id=chat_id)
        for step in range(5):
            turn = await begun(turns, chat_id * 10 + step, key)
            turn.turn.draft[str(step)] = chat_id
            await finish(turns, turn)

    await asyncio.gather(*(talk(chat_id) for chat_id in range(100)))

    for chat_id in range(100):
        conversation = await kept(database, ConversationKey(42, chat_id, chat_id))
        assert conversation.draft == dict.fromkeys("01234", chat_id)
    assert database.stats.commits < database.stats.works / 4
