"""The outbox is emptied in order, at a pace, through every kind of failure."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.delivery.pace import Limiter, Pace
from bot.delivery.residents import TRIES
from bot.delivery.sender import LEASE, LONGEST_PAUSE, Note, Sender
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from integrations.smtp_mailer import MailError
from services.messages import Content, ExchangeDocument, PasswordChanged
from services.ports import Priority
from services.units import StoreBusyError
from storage.outbox import Channel, OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from ui.messenger import (
    MessengerError,
    MovedError,
    OutOfReachError,
    RefusedError,
    TooFastError,
    UnreachableError,
)

LETTER = PasswordChanged("letter")
FAST = Pace(per_second=1000, chat_seconds=0, group_per_minute=1000)


def word_of(content: Content) -> str:
    """What a message of these tests is known by."""
    match content:
        case ExchangeDocument(name=word) | PasswordChanged(login=word):
            return word
    return content.kind


class Post:
    """Takes messages, or fails as it was told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = {}
        self.meanwhile: Callable[[], object] = lambda: None
        """What happens while a message is on its way."""
        self.notes: dict[str, Note] = {}
        """What follows in the database from a message that went out."""

    async def __call__(self, message: OutgoingMessage[Content]) -> Note:
        word = word_of(message.content)
        self.meanwhile()
        failures = self.failures.get(word)
        if failures:
            raise failures.pop(0)
        self.taken.append((message.recipient, word))
        return self.notes.get(word)


class Station:
    """A sender at work."""

    def __init__(self, sender: Sender, post: Post, database: Database, clock: FakeClock) -> None:
        self.sender, self.post, self.database, self.clock = sender, post, database, clock

    async def leave(self, chat: int, word: str, priority: Priority = Priority.ALERT) -> None:
        await self.database.write(
            lambda unit: unit.outbox.telegram(
                chat, ExchangeDocument(1, word), language="ru", priority=priority
            )
        )

    async def pass_time(self, step: timedelta) -> None:
        self.clock.pass_time(step)
        await self.sender.idle()

    async def alerts(self) -> list[str]:
        return [alert.kind for alert in await self.database.read(lambda unit: unit.alerts.list_open())]


@pytest.fixture
async def station(database: Database, clock: FakeClock) -> AsyncIterator[Station]:
    async for station in _running(database, clock, FAST):
        yield station


async def _running(
    database: Database, clock: FakeClock, pace: Pace, channel: Channel = Channel.TELEGRAM
) -> AsyncIterator[Station]:
    post = Post()
    sender = Sender(channel, post, database, clock, Random(1), Limiter(pace), Metrics())
    failures: list[BaseException] = []

    async def report(error: BaseException) -> None:
        failures.append(error)

    nursery = Nursery(report)
    nursery.start(sender.run(), name="sender")
    yield Station(sender, post, database, clock)
    sender.stop()
    await nursery.close(1)
    assert not failures


async def test_the_urgent_goes_before_the_rest_and_equals_in_their_order(station: Station) -> None:
    def leave(unit: StoredUnit) -> None:
        for word, priority in (
            ("late", Priority.NOTICE),
            ("first", Priority.ALERT),
            ("second", Priority.ALERT),
        ):
            unit.outbox.telegram(1, ExchangeDocument(1, word), language="ru", priority=priority)

    await station.database.write(leave)
    await station.sender.idle()
    assert [kind for _, kind in station.post.taken] == ["first", "second", "late"]


async def test_a_slow_chat_does_not_hold_up_the_others(database: Database, clock: FakeClock) -> None:
    pace = Pace(per_second=1000, chat_seconds=1.0, group_per_minute=20)
    async for station in _running(database, clock, pace):
        for kind in ("one", "two", "three"):
            await station.leave(1, kind)
        await station.leave(2, "other")
        await station.sender.idle()
        assert station.post.taken == [("1", "one"), ("2", "other")]
        await station.pass_time(timedelta(seconds=1))
        assert station.post.taken[2:] == [("1", "two")]
        await station.pass_time(timedelta(seconds=1))
        assert station.post.taken[3:] == [("1", "three")]


async def test_retry_after_is_obeyed_to_the_second_and_keeps_the_order(station: Station) -> None:
    flood = TooFastError("Too Many Requests", retry_after=17)
    station.post.failures["first"] = [flood]
    await station.leave(1, "first")
    await station.leave(1, "second")
    await station.sender.idle()
    await station.pass_time(timedelta(seconds=16))
    assert station.post.taken == []
    await station.pass_time(timedelta(seconds=1))
    assert [kind for _, kind in station.post.taken] == ["first", "second"]


@pytest.mark.parametrize(
    "error",
    [
        OutOfReachError("Bad Gateway"),
        OutOfReachError("cut"),
    ],
    ids=["502", "network"],
)
async def test_passing_faults_are_tried_again_ever_more_slowly(
    station: Station, error: MessengerError
) -> None:
    station.post.failures["news"] = [error] * 12
    await station.leave(1, "news")
    waited = timedelta()
    while station.post.failures["news"]:
        await station.pass_time(timedelta(seconds=5))
        waited += timedelta(seconds=5)
    assert waited > timedelta(minutes=20)
    await station.pass_time(LONGEST_PAUSE)
    assert station.post.taken == [("1", "news")]


async def test_a_chat_that_blocked_the_bot_is_marked_and_nobody_is_alarmed(station: Station) -> None:
    station.post.failures["news"] = [UnreachableError("blocked")]
    await station.leave(77, "news")
    await station.sender.idle()
    await station.pass_time(timedelta(days=1))
    assert station.post.taken == []
    assert await station.database.read(lambda unit: unit.outbox.is_unreachable(77))
    assert await station.alerts() == []


async def test_what_telegram_will_never_take_is_set_aside_with_one_alert(station: Station) -> None:
    bad = RefusedError("can't parse entities")
    station.post.failures["broken"] = [bad, bad, bad]

    def leave(
        unit: StoredUnit,
    ) -> None:  # together, because an alert that was sent already is drawn again later
        for chat in (1, 2, 3):
            unit.outbox.telegram(chat, ExchangeDocument(1, "broken"), language="ru", priority=Priority.ALERT)

    await station.database.write(leave)
    await station.sender.idle()
    await station.sender.idle()
    assert await station.alerts() == ["unexpected-error"]
    assert await station.database.read(lambda unit: unit.outbox.depth(Channel.TELEGRAM)) == 0
    assert station.post.taken == [(str(-100500), "alert")]


async def test_a_message_whose_consequences_fail_goes_out_once_and_stops_no_other(station: Station) -> None:
    def fail(_: StoredUnit) -> None:
        raise LookupError("the row is gone")

    station.post.notes["odd"] = fail
    await station.leave(1, "odd")
    await station.sender.idle()
    await station.leave(2, "news")
    await station.sender.idle()
    await station.pass_time(timedelta(days=1))

    assert [word for _, word in station.post.taken if word != "alert"] == ["odd", "news"]
    assert await station.alerts() == ["unexpected-error"]


async def test_a_mail_server_that_is_down_for_a_day_loses_nothing_and_alarms_once(
    database: Database, clock: FakeClock
) -> None:
    async for station in _running(database, clock, FAST, Channel.MAIL):
        down = MailError("refused", permanent=False)
        station.post.failures["letter"] = [down] * 10_000
        for person in range(20):
            address = f"person{person}@pochta.example"
            await database.write(lambda unit, to=address: unit.outbox.letter(to, LETTER, language="ru"))  # type: ignore[misc]
        for _ in range(24 * 4):
            await station.pass_time(timedelta(minutes=15))
        assert await station.alerts() == ["letter-failed"]
        station.post.failures["letter"] = []
        await station.pass_time(timedelta(minutes=15))
        assert sorted(to for to, _ in station.post.taken) == sorted(
            f"person{person}@pochta.example" for person in range(20)
        )


async def test_a_letter_that_is_refused_for_good_is_set_aside(database: Database, clock: FakeClock) -> None:
    async for station in _running(database, clock, FAST, Channel.MAIL):
        station.post.failures["letter"] = [MailError("no such mailbox", permanent=True)]
        await database.write(lambda unit: unit.outbox.letter("nobody@pochta.example", LETTER, language="ru"))
        await station.sender.idle()
        await station.pass_time(timedelta(days=1))
        assert station.post.taken == []
        assert await station.alerts() == ["unexpected-error"]


async def test_a_new_sender_goes_on_where_the_last_one_ended(database: Database, clock: FakeClock) -> None:
    async for station in _running(database, clock, FAST):
        station.post.failures["two"] = [OutOfReachError("cut")]
        for kind in ("one", "two"):
            await station.leave(1, kind)
        await station.sender.idle()
        assert station.post.taken == [("1", "one")]
    clock.pass_time(timedelta(minutes=1))
    async for station in _running(database, clock, FAST):
        await station.sender.idle()
        assert station.post.taken == [("1", "two")]


@contextmanager
def locked_while_sending(station: Station, path: Path) -> Iterator[sqlite3.Connection]:
    """Let another process hold the lock from the moment on in which a message is on its way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        station.post.meanwhile = lambda: other.in_transaction or other.execute("BEGIN IMMEDIATE")
        yield other
    station.post.meanwhile = lambda: None


async def leave_at_once(station: Station, *chats: int) -> None:
    def leave(unit: StoredUnit) -> None:
        for chat in chats:
            unit.outbox.telegram(chat, ExchangeDocument(1, "news"), language="ru", priority=Priority.ALERT)

    await station.database.write(leave)


async def test_what_went_out_but_could_not_be_marked_is_not_sent_again(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "cabinet.db"
    at_once = timedelta(milliseconds=20)
    async with Database.open(path, clock=clock, operator_chat_id=1, busy_timeout=at_once) as database:
        async for station in _running(database, clock, FAST):
            with locked_while_sending(station, path) as other:
                await leave_at_once(station, 1, 2)
                for _ in range(5):
                    await station.pass_time(timedelta(seconds=10))
                assert sorted(station.post.taken) == [("1", "news"), ("2", "news")]
                other.execute("ROLLBACK")
            assert await database.read(lambda unit: unit.outbox.depth(Channel.TELEGRAM)) == 2
            await station.pass_time(timedelta(seconds=10))
            assert await database.read(lambda unit: unit.outbox.depth(Channel.TELEGRAM)) == 0
            assert len(station.post.taken) == 2


async def test_a_failure_that_could_not_be_noted_is_noted_later_and_the_message_goes_out(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "cabinet.db"
    at_once = timedelta(milliseconds=20)
    async with Database.open(path, clock=clock, operator_chat_id=1, busy_timeout=at_once) as database:
        async for station in _running(database, clock, FAST):
            station.post.failures["news"] = [OutOfReachError("cut")]
            with locked_while_sending(station, path) as other:
                await leave_at_once(station, 1)
                for _ in range(5):
                    await station.pass_time(timedelta(seconds=10))
                assert station.post.taken == []
                other.execute("ROLLBACK")
            await station.pass_time(timedelta(seconds=10))
            assert station.post.taken == [("1", "news")]


async def test_a_delivery_that_could_not_read_the_database_is_tried_again(station: Station) -> None:
    station.post.failures["news"] = [StoreBusyError("disk I/O error")]
    await station.leave(1, "news")
    await station.sender.idle()
    await station.pass_time(timedelta(seconds=1))
    assert station.post.taken == [("1", "news")]


async def test_what_was_on_its_way_when_the_process_ended_goes_out_again(
    database: Database, clock: FakeClock
) -> None:
    def die_on_the_way(unit: StoredUnit) -> None:
        unit.outbox.telegram(1, ExchangeDocument(1, "news"), language="ru", priority=Priority.ALERT)
        unit.outbox.take(Channel.TELEGRAM, clock(), 10)

    await database.write(die_on_the_way)
    async for station in _running(database, clock, FAST):
        await station.sender.idle()
        assert station.post.taken == [("1", "news")]


@pytest.mark.parametrize("jump", [timedelta(hours=3), timedelta(days=40)])
async def test_a_clock_that_is_set_back_holds_nothing_up(station: Station, jump: timedelta) -> None:
    station.clock.pass_time(jump)
    station.post.failures["letter"] = [OutOfReachError("cut")]
    await station.leave(1, "letter")
    await station.leave(2, "news")
    await station.sender.idle()
    await station.leave(2, "more news")
    station.clock.pass_time(-jump)
    await station.leave(2, "most recent news")
    await station.sender.idle()
    assert sorted(station.post.taken) == [
        ("1", "letter"),
        ("2", "more news"),
        ("2", "most recent news"),
        ("2", "news"),
    ]


@pytest.mark.parametrize(
    "error",
    [
        UnreachableError("Forbidden: bot was kicked from the group chat"),
        RefusedError("Bad Request: chat not found"),
        MovedError("upgraded", chat_id=-1009),
    ],
    ids=["thrown out", "no such group", "now a supergroup"],
)
async def test_alerts_wait_until_the_operators_group_can_be_reached(
    station: Station, error: MessengerError
) -> None:
    station.post.failures["alert"] = [error] * 3
    now = station.clock()
    await station.database.write(lambda unit: unit.alerts.raise_alert("question", "key", {}, now))
    await station.sender.idle()
    for _ in range(3):
        assert station.post.taken == []
        await station.pass_time(LONGEST_PAUSE)
    assert station.post.taken == [(str(-100500), "alert")]


# Residents whom a message does not reach.


async def test_a_message_that_is_refused_in_unknown_words_waits_until_its_reader_writes(
    station: Station,
) -> None:
    """Others to the same chat go out meanwhile, because the words may be about this message alone."""
    station.post.failures["strange"] = [RefusedError("Bad Request: whatever")] * TRIES
    await station.leave(77, "strange")
    await station.sender.idle()
    await station.leave(77, "plain")
    await station.sender.idle()
    assert station.post.taken == [("77", "plain")]
    for _ in range(5):
        await station.pass_time(LONGEST_PAUSE)
    assert station.post.taken[1:] == [(str(-100500), "alert")]
    assert await station.alerts() == ["unexpected-error"]
    await station.database.write(lambda unit: unit.outbox.mark_reachable(77))
    await station.sender.idle()
    assert station.post.taken[-1] == ("77", "strange")


async def test_a_message_that_is_refused_in_unknown_words_once_goes_out_by_itself(station: Station) -> None:
    station.post.failures["strange"] = [RefusedError("Bad Request: whatever")]
    await station.leave(77, "strange")
    await station.sender.idle()
    await station.pass_time(LONGEST_PAUSE)
    assert station.post.taken == [("77", "strange")]
    assert await station.alerts() == []


@pytest.mark.parametrize("words", ["Unauthorized", "Not Found", "Conflict"])
async def test_no_message_is_given_up_for_what_telegram_says_of_the_bot(station: Station, words: str) -> None:
    station.post.failures["news"] = [MessengerError(words)] * 10
    await station.leave(77, "news")
    await station.sender.idle()
    for _ in range(12):
        await station.pass_time(LONGEST_PAUSE)
    assert station.post.taken == [("77", "news")]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UnreachableError("Forbidden: bot was blocked by the user"), "blocked"),
        (UnreachableError("Forbidden: user is deactivated"), "deleted"),
        (RefusedError("Bad Request: chat not found"), "unknown"),
    ],
)
@pytest.mark.parametrize("priority", [Priority.DECISION, Priority.PROGRESS])
async def test_whatever_did_not_reach_a_person_comes_when_they_write(
    station: Station, error: MessengerError, reason: str, priority: Priority
) -> None:
    station.post.failures["news"] = [error]
    await station.leave(77, "news", priority)
    await station.sender.idle()
    chats = await station.database.read(
        lambda unit: unit.connection.execute("SELECT chat_id, reason FROM unreachable_chats").fetchall()
    )
    assert [tuple(row) for row in chats] == [(77, reason)]
    await station.database.write(lambda unit: unit.outbox.mark_reachable(77))
    await station.sender.idle()
    assert station.post.taken == [("77", "news")]
    assert await station.alerts() == []


async def test_what_the_sender_of_another_replica_has_taken_is_sent_when_it_says_nothing_for_long(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "is_shared", True)
    await database.write(
        lambda unit: unit.outbox.telegram(
            1, ExchangeDocument(1, "taken"), language="ru", priority=Priority.ALERT
        )
    )
    taken_at = clock()
    await database.write(lambda unit: unit.outbox.take(Channel.TELEGRAM, taken_at, 1))

    async for station in _running(database, clock, FAST):
        await station.leave(2, "free")
        await station.sender.idle()
        assert station.post.taken == [("2", "free")]
        await station.pass_time(LEASE - timedelta(seconds=1))
        assert station.post.taken == [("2", "free")]
        await station.pass_time(timedelta(seconds=1))
        assert station.post.taken == [("2", "free"), ("1", "taken")]


async def test_a_sender_that_was_stopped_begins_again(database: Database, clock: FakeClock) -> None:
    async for station in _running(database, clock, FAST):
        station.sender.stop()
        await asyncio.sleep(0.05)
        await station.leave(1, "later")
        running = asyncio.get_running_loop().create_task(station.sender.run())
        await station.sender.idle()
        assert station.post.taken == [("1", "later")]
        station.sender.stop()
        await running
