"""Messages that go out: left with the fact they report, sent by urgency, tried again, given up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.account import NewAccount
from domain.unreached import Unreached
from services.messages import (
    Addressed,
    ConfirmEmail,
    Content,
    NumberClosed,
    ReadingRejected,
    SignedOut,
    Unreadable,
)
from services.ports import Outbox, Priority
from storage.outbox import LIST_DUE_MESSAGES, Channel, OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock

MINUTE = timedelta(minutes=1)


def leave(outbox: Outbox, chat_id: int, priority: Priority = Priority.NOTICE) -> None:
    outbox.telegram(chat_id, SignedOut(), language="ru", priority=priority)


async def account(database: Database, login: str = "anna") -> int:
    """Make an account, to which no chat is signed in."""
    new = NewAccount(login, login, "hash", f"{login}@pochta.example", None, "ru")

    def add(unit: StoredUnit) -> int:
        made = unit.accounts.add(new, f"key of {login}", datetime(2026, 11, 1, tzinfo=UTC))
        assert made is not None
        return made.id

    return await database.write(add)


async def leave_for(database: Database, *chat_ids: int, priority: Priority = Priority.NOTICE) -> None:
    def work(unit: StoredUnit) -> None:
        for chat_id in chat_ids:
            leave(unit.outbox, chat_id, priority=priority)

    await database.write(work)


async def due(
    database: Database, clock: FakeClock, *, limit: int = 100, excluding: tuple[str, ...] = ()
) -> list[OutgoingMessage[Content]]:
    return await database.read(
        lambda unit: unit.outbox.due(Channel.TELEGRAM, clock(), limit, excluding=excluding)
    )


async def recipients(database: Database, clock: FakeClock) -> list[str]:
    return [message.recipient for message in await due(database, clock)]


async def test_a_message_comes_out_as_it_was_left(database: Database, clock: FakeClock) -> None:
    content = ReadingRejected("Дача \ud83d", "100200301", None)
    account_id = await account(database)
    await database.write(
        lambda unit: unit.outbox.about(account_id, [501], content, language="en", priority=Priority.DECISION)
    )

    (message,) = await due(database, clock)

    assert message == OutgoingMessage(
        id=message.id,
        priority=Priority.DECISION,
        recipient="501",
        content=content,
        language="en",
        created_at=clock(),
        attempts=0,
        account_id=account_id,
    )


async def test_letters_and_chat_messages_go_separate_ways(database: Database, clock: FakeClock) -> None:
    def work(unit: StoredUnit) -> None:
        unit.outbox.letter("anna@pochta.example", ConfirmEmail("n", "anna"), language="ru")
        leave(unit.outbox, 501)

    await database.write(work)

    letters = await database.read(lambda unit: unit.outbox.due(Channel.MAIL, clock(), 100))
    assert [(letter.recipient, letter.priority) for letter in letters] == [
        ("anna@pochta.example", Priority.LETTER)
    ]
    assert await recipients(database, clock) == ["501"]
    assert await database.read(lambda unit: unit.outbox.depth(Channel.MAIL)) == 1


async def test_a_message_is_undone_with_the_fact_that_it_reports(
    database: Database, clock: FakeClock
) -> None:
    def work(unit: StoredUnit) -> None:
        leave(unit.outbox, 501)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        await database.write(work)

    assert await recipients(database, clock) == []


async def test_the_urgent_goes_first_then_what_came_first(database: Database, clock: FakeClock) -> None:
    await leave_for(database, 1, 2, priority=Priority.NOTICE)
    clock.pass_time(MINUTE)
    await leave_for(database, 3, priority=Priority.ALERT)
    await leave_for(database, 4, priority=Priority.DECISION)
    clock.pass_time(MINUTE)
    await leave_for(database, 5, priority=Priority.DECISION)

    assert await recipients(database, clock) == ["4", "5", "3", "1", "2"]
    assert [message.recipient for message in await due(database, clock, limit=2)] == ["4", "5"]


async def test_recipients_that_must_wait_do_not_hold_up_others(database: Database, clock: FakeClock) -> None:
    await leave_for(database, *[-100500] * 10, -100600, priority=Priority.ALERT)
    await leave_for(database, 501)

    messages = await due(database, clock, limit=2, excluding=("-100500", "-100600"))

    assert [message.recipient for message in messages] == ["501"]


async def test_what_was_sent_does_not_go_out_again(database: Database, clock: FakeClock) -> None:
    await leave_for(database, 1, 2)
    first, _ = await due(database, clock)

    await database.write(lambda unit: unit.outbox.mark_sent(first.id, clock()))

    assert await recipients(database, clock) == ["2"]


async def test_a_postponed_message_comes_back_in_time(database: Database, clock: FakeClock) -> None:
    await leave_for(database, 1, 2)
    first, _ = await due(database, clock)

    await database.write(lambda unit: unit.outbox.postpone(first.id, clock() + MINUTE, "bad-gateway"))
    assert await recipients(database, clock) == ["2"]

    clock.pass_time(MINUTE)
    messages = await due(database, clock)
    assert [(message.recipient, message.attempts) for message in messages] == [("1", 1), ("2", 0)]


async def test_a_message_set_aside_goes_out_no_more(database: Database, clock: FakeClock) -> None:
    await leave_for(database, 1, 2)
    first, _ = await due(database, clock)

    await database.write(lambda unit: unit.outbox.set_aside(first.id, clock(), "blocked"))
    clock.pass_time(timedelta(days=400))

    assert await recipients(database, clock) == ["2"]
    row = await database.read(
        lambda unit: unit.connection.execute("SELECT * FROM outbox WHERE id = ?", (first.id,)).fetchone()
    )
    assert (row["error"], row["attempts"], row["sent_at"]) == ("blocked", 1, None)


async def test_the_sender_can_tell_how_long_to_wait(database: Database, clock: FakeClock) -> None:
    async def next_due_at() -> object:
        return await database.read(lambda unit: unit.outbox.next_due_at(Channel.TELEGRAM, clock()))

    assert await next_due_at() is None

    await leave_for(database, 1, 2)
    assert await next_due_at() is None, "both may be sent at once"

    first, second = await due(database, clock)
    await database.write(lambda unit: unit.outbox.postpone(first.id, clock() + 2 * MINUTE, "timeout"))
    await database.write(lambda unit: unit.outbox.postpone(second.id, clock() + MINUTE, "timeout"))
    assert await next_due_at() == clock() + MINUTE

    await database.write(lambda unit: unit.outbox.mark_sent(second.id, clock()))
    await database.write(lambda unit: unit.outbox.set_aside(first.id, clock(), "blocked"))
    assert await next_due_at() is None


async def test_depth_and_age_count_what_waits(database: Database, clock: FakeClock) -> None:
    async def depth_and_oldest() -> tuple[int, object]:
        return await database.read(
            lambda unit: (
                unit.outbox.depth(Channel.TELEGRAM),
                unit.outbox.oldest_created_at(Channel.TELEGRAM),
            )
        )

    assert await depth_and_oldest() == (0, None)
    beginning = clock()
    await leave_for(database, 1)
    clock.pass_time(MINUTE)
    await leave_for(database, 2, 3)
    assert await depth_and_oldest() == (3, beginning)

    first, second, _ = await due(database, clock)
    await database.write(lambda unit: unit.outbox.postpone(first.id, clock() + MINUTE, "timeout"))
    assert await depth_and_oldest() == (3, beginning)  # a letter that is tried for hours shows its age

    await database.write(lambda unit: unit.outbox.mark_sent(first.id, clock()))
    await database.write(lambda unit: unit.outbox.set_aside(second.id, clock(), "blocked"))
    assert await depth_and_oldest() == (1, beginning + MINUTE)


async def test_a_blocked_chat_is_known_until_the_person_writes_again(
    database: Database, clock: FakeClock
) -> None:
    async def is_unreachable() -> bool:
        return await database.read(lambda unit: unit.outbox.is_unreachable(501))

    assert not await is_unreachable()

    for _ in range(2):
        await database.write(lambda unit: unit.outbox.mark_unreachable(501, clock(), Unreached.BLOCKED))
        clock.pass_time(MINUTE)
    assert await is_unreachable()
    assert not await database.read(lambda unit: unit.outbox.is_unreachable(502))

    await database.write(lambda unit: unit.outbox.mark_reachable(501))
    assert not await is_unreachable()


async def take(database: Database, clock: FakeClock, limit: int = 100) -> list[OutgoingMessage[Content]]:
    return await database.write(lambda unit: unit.outbox.take(Channel.TELEGRAM, clock(), limit))


async def test_what_is_on_its_way_is_not_due_and_goes_to_each_recipient_one_by_one(
    database: Database, clock: FakeClock
) -> None:
    await leave_for(database, 1, 1, 2)

    taken = await take(database, clock)

    assert [message.recipient for message in taken] == ["1", "2"]
    assert [message.id for message in await due(database, clock)] == [2]
    assert await database.read(lambda unit: unit.outbox.depth(Channel.TELEGRAM)) == 3, "it still waits"


async def test_what_became_of_a_message_ends_its_lease(database: Database, clock: FakeClock) -> None:
    await leave_for(database, 1, 2, 3, 4)
    sent, postponed, aside, nothing = await take(database, clock)

    def conclude(unit: StoredUnit) -> list[int]:
        unit.outbox.mark_sent(sent.id, clock())
        unit.outbox.postpone(postponed.id, clock(), "timeout")
        unit.outbox.set_aside(aside.id, clock(), "blocked")
        unit.outbox.end_lease(nothing.id)
        rows = unit.connection.execute("SELECT id FROM outbox WHERE leased_at IS NOT NULL")
        return [row["id"] for row in rows]

    assert await database.write(conclude) == []
    assert await recipients(database, clock) == ["2", "4"]


async def test_a_new_process_ends_the_leases_of_its_own_channel(database: Database, clock: FakeClock) -> None:
    def work(unit: StoredUnit) -> None:
        unit.outbox.letter("anna@pochta.example", ConfirmEmail("n", "anna"), language="ru")
        leave(unit.outbox, 501)
        for channel in Channel:
            unit.outbox.take(channel, clock(), 10)
        unit.outbox.end_leases(Channel.TELEGRAM)

    await database.write(work)

    assert await recipients(database, clock) == ["501"]
    assert await database.read(lambda unit: unit.outbox.due(Channel.MAIL, clock(), 100)) == []


async def test_many_messages_that_are_left_at_once_come_out_as_if_left_one_by_one(
    database: Database, clock: FakeClock
) -> None:
    account_id = await account(database)
    news = [Addressed(account_id, 500 + place, "ru", NumberClosed(str(place))) for place in range(3)]

    def work(unit: StoredUnit) -> None:
        unit.outbox.telegrams(news, priority=Priority.PROGRESS)
        for each in news:
            unit.outbox.leave(each, priority=Priority.PROGRESS)

    await database.write(work)

    messages = await due(database, clock)
    assert [replace(message, id=0) for message in messages[:3]] == [
        replace(message, id=0) for message in messages[3:]
    ]


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("from-the-future", "{}"),
        ("notice", '{"notice":7}'),
        ("notice", '{"notice":7,"account":"seven"}'),
        ("notice", "[]"),
        ("notice", "{"),
    ],
)
async def test_a_row_that_cannot_be_read_does_not_hide_the_others(
    database: Database, clock: FakeClock, kind: str, details: str
) -> None:
    await leave_for(database, 1, 2)

    def spoil(unit: StoredUnit) -> None:
        unit.connection.execute("UPDATE outbox SET kind = ?, details = ? WHERE id = 1", (kind, details))

    await database.write(spoil)

    unreadable, other = await due(database, clock)
    assert isinstance(unreadable.content, Unreadable)
    assert unreadable.kind == kind
    assert other.content == SignedOut()


@pytest.mark.of_sqlite("its query plans")
async def test_looking_for_what_is_due_neither_scans_nor_sorts_the_history(database: Database) -> None:
    def plan(unit: StoredUnit) -> str:
        sql = "EXPLAIN QUERY PLAN " + LIST_DUE_MESSAGES.format(excluded="?")
        rows = unit.connection.execute(sql, (Channel.TELEGRAM, "2026", "2027", "501", Priority.NOTICE, 10))
        return " / ".join(row["detail"] for row in rows)

    of_the_chat = "SEARCH s USING INDEX sqlite_autoindex_sessions_1 (chat_id=?) LEFT-JOIN"
    of_the_outbox = "SEARCH o USING INDEX outbox_waiting (channel=? AND priority<?)"
    assert await database.read(plan) == f"{of_the_outbox} / {of_the_chat}"
