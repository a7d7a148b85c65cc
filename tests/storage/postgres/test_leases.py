"""Replicas on one database: a chat is answered by one of them at a time, and nobody's update is forgotten."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random

import pytest

from storage.conversations import NOTHING_SAID, ConversationKey
from storage.inbox import IncomingUpdate
from storage.postgres.blocking import connected
from storage.postgres.database import Database
from storage.turns import Accepted, Arrival, Ending
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import sql

BOT, CHAT = 42, 7
MANY_CHATS, MANY_UPDATES = 6, 120
EXPIRE = "UPDATE leases SET until = clock_timestamp() - INTERVAL '1 second'"
LOSE = "TRUNCATE leases"
"""What a crash of the server does."""


@dataclass
class Replica:
    """A process of the bot, as far as its database knows it."""

    database: Database
    clock: FakeClock

    async def accept(self, *numbers: int, chat_id: int = CHAT) -> Accepted:
        updates = [IncomingUpdate(number, chat_id, f"sealed {number}", self.clock()) for number in numbers]
        keys = {numbers[0]: key_of(chat_id)} if numbers else {}
        return await self.database.write(Arrival(updates, (), keys))

    async def end(self, number: int, chat_id: int = CHAT, draft: str = "{}") -> None:
        before = NOTHING_SAID
        after = before.after(number, self.clock(), None, draft)
        key, now = key_of(chat_id), self.clock()
        ending = Ending(key, number, before, after, now, is_first_of_day=False, is_back=False)
        await self.database.write(ending)

    async def leave(self, chat_id: int = CHAT) -> list[int]:
        return numbers_of(await self.database.leave(chat_id))

    async def take_over(self) -> list[int]:
        return numbers_of(await self.database.take_over())

    async def kept(self, chat_id: int = CHAT) -> tuple[int, ...]:
        """The updates that the conversation remembers."""
        found = await self.database.read(lambda unit: unit.conversations.find(key_of(chat_id)))
        return found.handled

    async def waiting(self) -> list[int]:
        return numbers_of(await self.database.read(lambda unit: unit.inbox.pending()))


def key_of(chat_id: int) -> ConversationKey:
    return ConversationKey(BOT, chat_id, chat_id)


def numbers_of(updates: Iterable[IncomingUpdate]) -> list[int]:
    return [update.update_id for update in updates]


@pytest.fixture
async def three(url: str, clock: FakeClock) -> AsyncIterator[Sequence[Replica]]:
    sql(url, LOSE, "DELETE FROM inbox", "DELETE FROM conversations")
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(Database.open(url, clock=clock)) for _ in range(3)]
        yield [Replica(database, clock) for database in databases]


async def test_a_chat_is_answered_by_one_replica_at_a_time(three: Sequence[Replica]) -> None:
    first, second, _ = three

    ours = await first.accept(1)
    theirs = await second.accept(2)

    assert list(ours.elsewhere) == []
    assert list(theirs.elsewhere) == [2]
    assert await first.waiting() == [1, 2]


async def test_an_update_that_two_replicas_accept_is_answered_by_one(three: Sequence[Replica]) -> None:
    first, second, _ = three

    accepted = await asyncio.gather(first.accept(1), second.accept(1))

    assert sorted(len(each.elsewhere) for each in accepted) == [0, 1]
    assert await first.waiting() == [1]


async def test_who_leaves_a_chat_finds_what_others_left_there(three: Sequence[Replica]) -> None:
    first, second, third = three
    await first.accept(1)
    await second.accept(2)
    await third.accept(3)

    await first.end(1)
    assert await first.leave() == [2, 3]
    assert list((await second.accept(4)).elsewhere) == [4]


async def test_a_chat_that_was_left_is_free_for_any_replica(three: Sequence[Replica]) -> None:
    first, second, _ = three
    await first.accept(1)
    await first.end(1)
    assert await first.leave() == []

    assert list((await second.accept(2)).elsewhere) == []
    assert list((await first.accept(3)).elsewhere) == [3]


async def test_a_chat_that_gets_an_update_while_it_is_left_stays_with_its_replica(
    three: Sequence[Replica],
) -> None:
    first, second, _ = three
    await first.accept(1)
    await first.end(1)
    await asyncio.gather(first.accept(2), first.leave())

    assert list((await second.accept(3)).elsewhere) == [3]


async def test_the_updates_of_a_replica_that_died_are_taken_over_by_one_of_the_others(
    three: Sequence[Replica], url: str
) -> None:
    first, second, third = three
    await first.accept(1, 2)
    assert await second.take_over() == []

    sql(url, EXPIRE)
    taken = await asyncio.gather(second.take_over(), third.take_over())

    assert sorted(taken) == [[], [1, 2]]
    assert await first.take_over() == []


async def test_a_replica_that_holds_its_chats_keeps_them(three: Sequence[Replica], url: str) -> None:
    first, second, _ = three
    await first.accept(1)
    sql(url, EXPIRE)

    await first.database.hold([CHAT])

    assert await second.take_over() == []
    assert list((await second.accept(2)).elsewhere) == [2]


async def test_a_turn_counts_for_nothing_in_a_chat_that_another_replica_took_over(
    three: Sequence[Replica], url: str
) -> None:
    first, second, _ = three
    await first.accept(1)
    sql(url, EXPIRE)
    assert await second.take_over() == [1]

    await first.end(1, draft='{"of": "first"}')
    assert await first.kept() == ()
    assert await first.waiting() == [1]

    await second.end(1, draft='{"of": "second"}')
    await second.leave()
    await first.end(1, draft='{"of": "first"}')
    found = await first.database.read(lambda unit: unit.conversations.find(key_of(CHAT)))
    assert found.draft == {"of": "second"}
    assert await first.waiting() == []


async def test_an_update_that_is_given_up_in_a_chat_of_another_replica_stays_with_that_one(
    three: Sequence[Replica], url: str, clock: FakeClock
) -> None:
    first, second, _ = three
    await first.accept(1)
    sql(url, EXPIRE)
    await second.take_over()

    after = NOTHING_SAID.after(1, clock(), None, "{}")
    await first.database.write(
        Ending(
            key_of(CHAT), 1, NOTHING_SAID, after, clock(), is_first_of_day=False, is_back=False,
            is_given_up=True,
        )
    )  # fmt: skip

    assert await second.waiting() == [1]
    assert await second.kept() == ()


async def test_a_replica_whose_lease_the_server_lost_goes_on_unless_another_one_was_faster(
    three: Sequence[Replica], url: str
) -> None:
    first, second, _ = three
    await first.accept(1)
    sql(url, LOSE)
    await first.end(1)
    assert await first.kept() == (1,)

    await first.accept(2)
    sql(url, LOSE)
    assert await second.take_over() == [2]
    await second.end(2)
    await second.leave()
    await first.end(2, draft='{"of": "first"}')
    found = await first.database.read(lambda unit: unit.conversations.find(key_of(CHAT)))
    assert found.draft == {}


async def test_who_claims_a_chat_anew_finds_what_a_replica_left_there_that_died(
    three: Sequence[Replica], url: str
) -> None:
    first, second, _ = three
    await first.accept(1)
    sql(url, EXPIRE)

    accepted = await second.accept(2)

    assert list(accepted.elsewhere) == []
    assert numbers_of(accepted.found) == [1]


async def test_an_update_comes_after_those_that_other_replicas_took_before(three: Sequence[Replica]) -> None:
    first, second, _ = three
    await first.accept(1)
    await second.accept(2)

    accepted = await first.accept(3)

    assert 2 in numbers_of(accepted.found)
    assert 3 not in numbers_of(accepted.found)


async def test_a_scene_is_refused_to_a_replica_that_lost_its_chat(three: Sequence[Replica], url: str) -> None:
    first, second, _ = three
    await first.accept(1)
    sql(url, EXPIRE)
    await second.take_over()

    accepted = await first.database.write(Arrival((), (), {1: key_of(CHAT)}))

    assert list(accepted.elsewhere) == [1]


async def test_a_replica_that_stops_gives_up_its_chats(url: str, clock: FakeClock) -> None:
    sql(url, LOSE, "DELETE FROM inbox")
    async with Database.open(url, clock=clock) as database:
        await Replica(database, clock).accept(1)
    with connected(url) as connection:
        assert connection.execute("SELECT count(*) FROM leases").fetchall()[0][0] == 0


@dataclass
class Work:
    """A replica that answers what it accepts, and goes on with what it finds."""

    replica: Replica
    random: Random
    handled: list[int]
    queues: dict[int, deque[int]] = field(default_factory=dict)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def bring(self, number: int, chat_id: int) -> None:
        accepted = await self.replica.accept(number, chat_id=chat_id)
        self.add([*numbers_of(accepted.found), *({number} - set(accepted.elsewhere))], chat_id)

    def add(self, numbers: Iterable[int], chat_id: int) -> None:
        for number in numbers:
            if chat_id in self.queues:
                if number not in self.queues[chat_id]:
                    self.queues[chat_id].append(number)
            else:
                self.queues[chat_id] = deque([number])
                self.tasks.append(asyncio.get_running_loop().create_task(self._answer(chat_id)))

    async def _answer(self, chat_id: int) -> None:
        queue = self.queues[chat_id]
        while queue:
            key = key_of(chat_id)
            accepted = await self.replica.database.write(Arrival((), (), {queue[0]: key}))
            assert list(accepted.elsewhere) == []
            conversation = accepted.scenes[queue[0]].conversation
            if queue[0] not in conversation.handled:
                await asyncio.sleep(self.random.uniform(0, 0.003))
                self.handled.append(queue[0])
                now = self.replica.clock()
                after = conversation.after(queue[0], now, None, "{}")
                self.replica.database.ride(
                    Ending(key, queue[0], conversation, after, now, is_first_of_day=False, is_back=False)
                )
            queue.popleft()
        del self.queues[chat_id]
        self.add(numbers_of(await self.replica.database.leave(chat_id)), chat_id)


async def test_updates_of_many_chats_over_three_replicas_are_each_answered_once(
    three: Sequence[Replica], url: str
) -> None:
    random = Random(5)
    handled: list[int] = []
    works = [Work(replica, random, handled) for replica in three]

    async def bring(chat_id: int) -> None:
        """Bring a chat's updates one after the other, as Telegram does, each to any of the replicas."""
        for number in range(chat_id, MANY_UPDATES, MANY_CHATS):
            await random.choice(works).bring(number, 100 + chat_id)

    async with asyncio.timeout(60):
        await asyncio.gather(*map(bring, range(MANY_CHATS)))
        while pending := [task for work in works for task in work.tasks if not task.done()]:
            await asyncio.gather(*pending)

    assert Counter(handled) == Counter(range(MANY_UPDATES))
    for chat_id in range(MANY_CHATS):
        of_chat = [number for number in handled if number % MANY_CHATS == chat_id]
        assert of_chat == sorted(of_chat)
    with connected(url) as connection:
        assert connection.execute("SELECT count(*) FROM leases").fetchall()[0][0] == 0
        assert connection.execute("SELECT count(*) FROM inbox").fetchall()[0][0] == 0
