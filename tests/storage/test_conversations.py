"""Conversation state: what aiogram expects of a storage, and turns that are saved with their update."""

import asyncio
import enum
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.visitor import Visitor
from storage.conversation_state import ConversationStorage, ConversationUnit
from storage.conversations import REMEMBERED
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from tests.storage.conftest import FakeClock

Result = TypeVar("Result")

KEY = StorageKey(bot_id=42, chat_id=501, user_id=501)
OTHERS = [
    StorageKey(bot_id=43, chat_id=501, user_id=501),
    StorageKey(bot_id=42, chat_id=502, user_id=501),
    StorageKey(bot_id=42, chat_id=501, user_id=502),
    StorageKey(bot_id=42, chat_id=501, user_id=501, thread_id=7),
    StorageKey(bot_id=42, chat_id=501, user_id=501, business_connection_id="7"),
    StorageKey(bot_id=42, chat_id=501, user_id=501, destiny="7"),
]
SIGNED_OUT = Visitor(501, account_id=None, login=None, email_confirmed=False, language=None)
ANNA = "INSERT INTO accounts VALUES (1, 'Anna', 'anna', '#', 'a@b.example', ?, NULL, NULL, 'en', 0, '', '')"


class Form(StatesGroup):
    value = State()


@pytest.fixture
def conversations(database: Database, clock: FakeClock) -> ConversationStorage:
    return ConversationStorage(database, clock)


# What aiogram expects, held to by its own storage in memory and by ours, outside a turn and inside one -----


@pytest.fixture(params=["aiogram's memory", "database", "turn"])
async def storage(request: pytest.FixtureRequest, conversations: ConversationStorage) -> BaseStorage:
    if request.param == "aiogram's memory":
        return MemoryStorage()
    if request.param == "turn":
        await conversations.begin(KEY, update_id=1)
    return conversations


async def test_there_is_no_state_at_first(storage: BaseStorage) -> None:
    assert await storage.get_state(KEY) is None


@pytest.mark.parametrize("state", ["Form:value", Form.value])
async def test_a_state_is_set_and_cleared(storage: BaseStorage, state: str | State) -> None:
    await storage.set_state(KEY, state)
    assert await storage.get_state(KEY) == "Form:value"

    await storage.set_state(KEY)
    assert await storage.get_state(KEY) is None


async def test_data_are_replaced_as_a_whole(storage: BaseStorage) -> None:
    assert await storage.get_data(KEY) == {}

    await storage.set_data(KEY, {"login": "anna", "step": 1})
    await storage.set_data(KEY, {"step": 2})
    assert await storage.get_data(KEY) == {"step": 2}

    await storage.set_data(KEY, {})
    assert await storage.get_data(KEY) == {}


async def test_data_are_updated_by_entry(storage: BaseStorage) -> None:
    assert await storage.update_data(KEY, {"login": "anna"}) == {"login": "anna"}
    assert await storage.update_data(KEY, {}) == {"login": "anna"}
    assert await storage.update_data(KEY, {"step": 1}) == {"login": "anna", "step": 1}
    assert await storage.update_data(KEY, {"login": "boris"}) == {"login": "boris", "step": 1}
    assert await storage.get_data(KEY) == {"login": "boris", "step": 1}


async def test_a_single_value_is_found_or_the_default(storage: BaseStorage) -> None:
    await storage.set_data(KEY, {"login": "anna", "phone": None})

    assert await storage.get_value(KEY, "login") == "anna"
    assert await storage.get_value(KEY, "email") is None
    assert await storage.get_value(KEY, "email", "none") == "none"
    assert await storage.get_value(KEY, "phone", "none") is None


async def test_state_and_data_do_not_touch_each_other(storage: BaseStorage) -> None:
    await storage.set_data(KEY, {"step": 1})
    await storage.set_state(KEY, "Form:value")
    assert await storage.get_data(KEY) == {"step": 1}

    await storage.set_data(KEY, {})
    assert await storage.get_state(KEY) == "Form:value"


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_conversations_do_not_touch_each_other(storage: BaseStorage, other: StorageKey) -> None:
    await storage.set_state(KEY, "Form:value")
    await storage.set_data(KEY, {"step": 1})

    assert await storage.get_state(other) is None
    assert await storage.get_data(other) == {}
    await storage.set_data(other, {"step": 2})
    assert await storage.get_data(KEY) == {"step": 1}
    assert await storage.get_data(other) == {"step": 2}


async def test_changing_what_was_given_or_got_changes_nothing_kept(storage: BaseStorage) -> None:
    given = {"step": 1}
    await storage.set_data(KEY, given)
    given["step"] = 2
    (await storage.get_data(KEY))["step"] = 3
    (await storage.update_data(KEY, {}))["step"] = 4

    assert await storage.get_data(KEY) == {"step": 1}


async def test_data_that_are_no_dict_are_refused(storage: BaseStorage) -> None:
    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, ["step"])  # type: ignore[arg-type]


# What a restart must not change ----------------------------------------------------------------------------


@pytest.fixture(params=["database", "turn"])
async def ours(request: pytest.FixtureRequest, conversations: ConversationStorage) -> ConversationStorage:
    if request.param == "turn":
        await conversations.begin(KEY, update_id=1)
    return conversations


class Step(enum.StrEnum):
    FIRST = "first"


@pytest.mark.parametrize(
    "draft",
    [
        {1: "number as a key"},
        {"deep": [{"deeper": {None: 1}}]},
        {"value": Decimal("12.5")},
        {"at": datetime(2026, 11, 22, tzinfo=UTC)},
        {"pair": (1, 2)},
        {"set": {1}},
        {"bytes": b"1"},
        {"step": Step.FIRST},
        {"value": float("nan")},
        {"value": float("inf")},
        {"object": object()},
    ],
    ids=lambda draft: str(next(iter(draft))),
)
async def test_a_draft_holds_json_types_only(ours: ConversationStorage, draft: dict[str, Any]) -> None:
    await ours.set_data(KEY, {"step": 1})

    with pytest.raises(TypeError):
        await ours.set_data(KEY, draft)
    with pytest.raises(TypeError):
        await ours.update_data(KEY, draft)

    assert await ours.get_data(KEY) == {"step": 1}


async def test_what_lies_deep_in_a_draft_is_not_shared(ours: ConversationStorage) -> None:
    given: dict[str, Any] = {"values": ["1234"]}
    await ours.set_data(KEY, given)
    given["values"].append("5")
    (await ours.get_data(KEY))["values"].append("6")
    (await ours.update_data(KEY, {}))["values"].append("7")

    assert await ours.get_data(KEY) == {"values": ["1234"]}


ANY_TEXT = st.text(st.characters(exclude_categories=[]))  # half surrogate pairs and NUL too
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(draft=st.dictionaries(ANY_TEXT, ANY_JSON, max_size=4))
def test_any_draft_comes_back_as_it_was(tmp_path: Path, draft: dict[str, Any]) -> None:
    async def keep_and_restart() -> dict[str, Any]:
        clock = FakeClock()
        async with Database.open(tmp_path / "cabinet.db", clock=clock) as database:
            await ConversationStorage(database, clock).set_data(KEY, draft)
            return await ConversationStorage(database, clock).get_data(KEY)

    assert repr(asyncio.run(keep_and_restart())) == repr(draft)


async def test_concurrent_updates_outside_a_turn_lose_nothing(conversations: ConversationStorage) -> None:
    await asyncio.gather(*(conversations.update_data(KEY, {str(number): number}) for number in range(50)))

    assert await conversations.get_data(KEY) == {str(number): number for number in range(50)}


# Turns -----------------------------------------------------------------------------------------------------


def sign_in(email_confirmed_at: str | None) -> Callable[[SqliteUnit], None]:
    def work(unit: SqliteUnit) -> None:
        unit.connection.execute(ANNA, (email_confirmed_at,))
        unit.connection.execute("INSERT INTO sessions VALUES (501, 1, '')")

    return work


def receive(*update_ids: int) -> Callable[[SqliteUnit], None]:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return lambda unit: unit.inbox.add_batch(IncomingUpdate(number, 501, "{}", at) for number in update_ids)


def waiting(unit: SqliteUnit) -> list[int]:
    return [update.update_id for update in unit.inbox.pending()]


async def handle(conversations: ConversationStorage, update_id: int) -> bool:
    """Whether the update was handled, not skipped."""
    turn = await conversations.begin(KEY, update_id)
    if turn is None:
        return False
    await conversations.set_state(KEY, f"handled:{update_id}")
    await conversations.finish(turn)
    return True


async def test_a_stranger_is_a_visitor_without_account(conversations: ConversationStorage) -> None:
    turn = await conversations.begin(KEY, update_id=1)

    assert turn is not None
    assert turn.visitor == SIGNED_OUT
    assert (turn.state, turn.draft) == (None, {})


@pytest.mark.parametrize(
    ("confirmed_at", "is_confirmed"), [(None, False), ("2026-11-22T00:00:00.000000+00:00", True)]
)
async def test_a_turn_knows_who_is_signed_in(
    database: Database,
    conversations: ConversationStorage,
    confirmed_at: str | None,
    is_confirmed: bool,  # noqa: FBT001
) -> None:
    await database.write(sign_in(confirmed_at))

    turn = await conversations.begin(KEY, update_id=1)
    in_another_chat = await conversations.begin(StorageKey(42, 502, 501), update_id=2)

    assert turn is not None
    assert turn.visitor == Visitor(501, 1, "Anna", is_confirmed, "en")
    assert in_another_chat is not None
    assert in_another_chat.visitor.account_id is None


async def test_a_turn_changes_the_database_only_when_it_is_finished(
    database: Database, clock: FakeClock, conversations: ConversationStorage
) -> None:
    await database.write(receive(1))
    somebody_else = ConversationStorage(database, clock)
    turn = await conversations.begin(KEY, update_id=1)
    assert turn is not None

    await conversations.set_state(KEY, Form.value)
    await conversations.set_data(KEY, {"step": 1})
    await conversations.update_data(KEY, {"step": 2})

    assert (turn.state, turn.draft) == ("Form:value", {"step": 2})
    assert (await somebody_else.get_state(KEY), await somebody_else.get_data(KEY)) == (None, {})

    commits = database.stats.commits
    await conversations.finish(turn)

    assert database.stats.commits == commits + 1
    assert await somebody_else.get_state(KEY) == "Form:value"
    assert await somebody_else.get_data(KEY) == {"step": 2}
    assert await database.read(waiting) == []


async def test_a_turn_that_changed_nothing_still_marks_its_update(
    database: Database, conversations: ConversationStorage
) -> None:
    await database.write(receive(1, 2))
    turn = await conversations.begin(KEY, update_id=1)
    assert turn is not None
    await conversations.finish(turn)

    assert await conversations.begin(KEY, update_id=1) is None
    assert await database.read(waiting) == [2]


async def test_the_next_turn_goes_on_where_the_last_one_ended(conversations: ConversationStorage) -> None:
    first = await conversations.begin(KEY, update_id=1)
    assert first is not None
    await conversations.set_state(KEY, Form.value)
    await conversations.set_data(KEY, {"step": 1})
    await conversations.finish(first)

    second = await conversations.begin(KEY, update_id=2)

    assert second is not None
    assert (second.state, second.draft) == ("Form:value", {"step": 1})


async def test_a_repeated_update_is_not_handled_again(conversations: ConversationStorage) -> None:
    assert await handle(conversations, 10)

    assert not await handle(conversations, 10)
    assert await handle(conversations, 11)
    assert not await handle(conversations, 10)
    assert await conversations.get_state(KEY) == "handled:11"


async def test_a_message_that_comes_after_a_later_press_is_handled_once(
    conversations: ConversationStorage,
) -> None:
    assert await handle(conversations, 11)

    assert await handle(conversations, 10)
    assert not await handle(conversations, 10)
    assert not await handle(conversations, 11)


async def test_what_is_older_than_all_that_is_remembered_counts_as_handled(
    conversations: ConversationStorage,
) -> None:
    for update_id in range(100, 100 + REMEMBERED):
        assert await handle(conversations, update_id)

    assert not await handle(conversations, 99)
    assert await handle(conversations, 200)
    assert not await handle(conversations, 100)
    assert not await handle(conversations, 101)


async def test_a_repeated_update_is_recognised_after_a_restart(
    database: Database, clock: FakeClock, conversations: ConversationStorage
) -> None:
    assert await handle(conversations, 10)

    assert not await handle(ConversationStorage(database, clock), 10)


async def test_numbers_of_another_person_do_not_count(conversations: ConversationStorage) -> None:
    assert await handle(conversations, 10)

    for other in OTHERS:
        assert await conversations.begin(other, update_id=9) is not None


@pytest.mark.parametrize(
    ("pause", "is_handled"),
    [(timedelta(days=5, hours=23), False), (timedelta(days=6, seconds=1), True), (timedelta(days=400), True)],
)
async def test_numbers_that_began_anew_after_a_quiet_week_are_handled(
    conversations: ConversationStorage,
    clock: FakeClock,
    pause: timedelta,
    is_handled: bool,  # noqa: FBT001
) -> None:
    for update_id in range(900_000_000, 900_000_000 + REMEMBERED):
        assert await handle(conversations, update_id)
    clock.pass_time(pause)

    assert await handle(conversations, 17) is is_handled
    assert await handle(conversations, 18) is is_handled
    assert await handle(conversations, 900_000_000) is is_handled


async def test_changes_outside_turns_keep_the_last_update(
    conversations: ConversationStorage,
) -> None:
    assert await handle(conversations, 10)
    await conversations.set_state(KEY, None)
    await conversations.set_data(KEY, {"step": 1})
    await conversations.update_data(KEY, {"step": 2})

    assert not await handle(conversations, 10)


async def test_after_a_crash_an_update_begins_from_the_state_before_it(
    database: Database, clock: FakeClock, conversations: ConversationStorage
) -> None:
    await database.write(receive(10, 11))
    assert await handle(conversations, 10)
    assert await conversations.begin(KEY, update_id=11) is not None
    await conversations.set_state(KEY, "half way")

    after_restart = ConversationStorage(database, clock)
    assert await database.read(waiting) == [11]
    turn = await after_restart.begin(KEY, update_id=11)
    assert turn is not None
    assert turn.state == "handled:10"


async def test_an_abandoned_turn_leaves_no_trace(
    database: Database, conversations: ConversationStorage
) -> None:
    await database.write(receive(1))
    turn = await conversations.begin(KEY, update_id=1)
    assert turn is not None
    await conversations.set_state(KEY, "half way")

    conversations.abandon(turn)
    conversations.abandon(turn)

    assert await conversations.get_state(KEY) is None
    assert await database.read(waiting) == [1]
    assert await handle(conversations, 1)


async def test_an_abandoned_turn_does_not_close_its_successor(conversations: ConversationStorage) -> None:
    first = await conversations.begin(KEY, update_id=1)
    assert first is not None
    conversations.abandon(first)
    second = await conversations.begin(KEY, update_id=1)
    assert second is not None
    await conversations.set_state(KEY, "second")

    conversations.abandon(first)

    assert second.state == await conversations.get_state(KEY) == "second"
    await conversations.set_state(KEY, "still in the turn")
    assert second.state == "still in the turn"


async def test_one_conversation_has_one_turn_at_a_time(conversations: ConversationStorage) -> None:
    begun = await asyncio.gather(
        conversations.begin(KEY, update_id=1), conversations.begin(KEY, update_id=2), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in begun) == ["RuntimeError", "Turn"]

    assert await conversations.begin(OTHERS[1], update_id=3) is not None


class UnitsThatFailOnce:
    """The database, except that the next commit fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_broken = True

    async def read(self, work: Callable[[ConversationUnit], Result]) -> Result:
        return await self._database.read(work)

    async def write(self, work: Callable[[ConversationUnit], Result]) -> Result:
        if self._is_broken:
            self._is_broken = False
            raise OSError("disk full")
        return await self._database.write(work)

    async def read_long(self, work: Callable[[ConversationUnit], Result]) -> Result:
        return await self._database.read_long(work)

    async def write_long(self, work: Callable[[ConversationUnit], Result]) -> Result:
        return await self._database.write_long(work)

    def ride(self, work: Callable[[ConversationUnit], object]) -> None:
        self._database.ride(work)


async def test_a_turn_that_could_not_be_saved_can_be_finished_again(
    database: Database, clock: FakeClock
) -> None:
    await database.write(receive(1))
    conversations = ConversationStorage(UnitsThatFailOnce(database), clock)
    turn = await conversations.begin(KEY, update_id=1)
    assert turn is not None
    await conversations.set_state(KEY, Form.value)

    with pytest.raises(OSError, match="disk full"):
        await conversations.finish(turn)
    assert await database.read(waiting) == [1]
    assert await conversations.get_state(KEY) == "Form:value"

    await conversations.finish(turn)
    assert await database.read(waiting) == []
    assert await ConversationStorage(database, clock).get_state(KEY) == "Form:value"


@asynccontextmanager
async def a_turn(conversations: ConversationStorage, key: StorageKey, update_id: int) -> AsyncIterator[None]:
    turn = await conversations.begin(key, update_id)
    assert turn is not None
    yield
    await conversations.finish(turn)


async def test_many_chats_take_their_turns_at_once(
    database: Database, conversations: ConversationStorage
) -> None:
    async def talk(chat_id: int) -> None:
        key = StorageKey(bot_id=42, chat_id=chat_id, user_id=chat_id)
        for step in range(5):
            async with a_turn(conversations, key, update_id=chat_id * 10 + step):
                await conversations.update_data(key, {str(step): chat_id})

    await asyncio.gather(*(talk(chat_id) for chat_id in range(100)))

    for chat_id in range(100):
        kept = await conversations.get_data(StorageKey(bot_id=42, chat_id=chat_id, user_id=chat_id))
        assert kept == dict.fromkeys("01234", chat_id)
    assert database.stats.commits < database.stats.works / 4


async def test_closing_leaves_the_database_open(
    database: Database, conversations: ConversationStorage
) -> None:
    await conversations.close()

    assert await database.read(waiting) == []
