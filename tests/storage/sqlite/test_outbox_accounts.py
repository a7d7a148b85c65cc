"""Messages that wait during an upgrade get the account that they are about, or reach nobody."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.schema import load_migrations
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from tests.storage.conftest import FakeClock

ALL = load_migrations()
BEFORE = next(place for place, each in enumerate(ALL) if each.name.endswith("_outbox_accounts"))
EARLY, LATE = "2026-11-20T08:00:00.000000+00:00", "2026-11-21T08:00:00.000000+00:00"
ANNA, BORIS = 1, 2
HERS, HIS, LENT = "501", "502", "503"
"""Chats: Anna's, that of Boris, and one where Boris signed in after the messages for Anna were left."""

PEOPLE = """
    INSERT INTO accounts (id, login, login_key, password_hash, email, language, created_at, idempotency_key)
    VALUES (1, 'Anna', 'anna', 'h', 'a@pochta.example', 'ru', 'EARLY', 'a'),
        (2, 'Boris', 'boris', 'h', 'b@pochta.example', 'ru', 'EARLY', 'b');
    INSERT INTO sessions (chat_id, account_id, signed_in_at)
    VALUES (501, 1, 'EARLY'), (502, 2, 'EARLY'), (503, 2, 'LATE');
    INSERT INTO subscribers VALUES ('100200301', 'ул. Яблоневая, д. 1', 0, 0, NULL);
    INSERT INTO holdings VALUES (1, '100200301', NULL, 'EARLY', 'h1');
    INSERT INTO meters VALUES ('m1', '100200301', '0934', 'CE', 5, 0, 0, NULL, NULL, NULL);
    INSERT INTO readings
        (id, receipt, meter_id, number, account_id, month, entered_at, status, idempotency_key)
    VALUES (1, 'R-1', 'm1', '100200301', 1, '2026-11', 'EARLY', 'accepted', 'r1');
    INSERT INTO meter_changes
        (id, meter_id, number, account_id, old_serial, new_serial, reported_at, status, idempotency_key)
    VALUES (1, 'm1', '100200301', 1, '0934', '555', 'EARLY', 'accepted', 'c1');
    INSERT INTO alerts (id, kind, key, details, created_at, last_at, state)
    VALUES (7, 'question', 'q', '{}', 'EARLY', 'EARLY', 'open');
    INSERT INTO threads VALUES (7, 1, 503);
    INSERT INTO thread_messages
        (id, alert_id, at, operator_id, operator_name, text, chat_id, message_id, idempotency_key)
    VALUES (9, 7, 'EARLY', 601, 'Олег', 'Ответ', -1, 5, 'm');
"""
CHANGE = '{"number":"100200301","serial":"0934","new_serial":"555"}'
ADD = """
    INSERT INTO outbox
        (channel, priority, recipient, kind, details, language, created_at, not_before, set_aside_at, error)
    VALUES ('telegram', 10, ?, ?, ?, 'ru', ?, ?, ?, ?)
"""


@pytest.fixture
def connection(path: Path, clock: FakeClock) -> Iterator[sqlite3.Connection]:
    connection = connect(path)
    migrate(connection, clock=clock, migrations=ALL[:BEFORE])
    connection.executescript(PEOPLE.replace("EARLY", EARLY).replace("LATE", LATE))
    yield connection
    connection.close()


def left(
    connection: sqlite3.Connection,
    chat: str,
    kind: str,
    details: str,
    at: str = EARLY,
    error: str | None = None,
) -> None:
    aside = None if error is None else at
    connection.execute(ADD, (chat, kind, details, at, at, aside, error))


def accounts(connection: sqlite3.Connection, clock: FakeClock) -> list[int | None]:
    """Bring the database up to date, and tell which account each message has."""
    migrate(connection, clock=clock)
    return [row["account_id"] for row in connection.execute("SELECT account_id FROM outbox ORDER BY id")]


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("thread-to-resident", '{"message":9}'),
        ("thread-rewritten", '{"message":9}'),
        ("photo-asked-reading", '{"alert":7,"number":"100200301","serial":"0934"}'),
        ("photo-asked-act", '{"alert":7,"number":"100200301","serial":"0934"}'),
        *(
            (f"reading-{what}", '{"receipt":"R-1","number":"100200301"}')
            for what in ("accepted", "rejected", "exported", "taken", "billed", "refused")
        ),
        *((f"meter-change-{what}", CHANGE) for what in ("accepted", "rejected", "exported")),
        ("notice", '{"notice":1,"account":1}'),
    ],
)
@pytest.mark.parametrize("error", [None, "unreachable"])
def test_a_message_belongs_to_the_account_of_what_it_is_about_whoever_has_the_chat(
    connection: sqlite3.Connection, clock: FakeClock, kind: str, details: str, error: str | None
) -> None:
    for chat in (HERS, LENT):
        left(connection, chat, kind, details, error=error)
    assert accounts(connection, clock) == [ANNA, ANNA]


@pytest.mark.parametrize("kind", ["number-shared", "email-confirmed", "question-closed"])
def test_a_message_that_names_nothing_belongs_to_its_chat_if_that_was_signed_in_before(
    connection: sqlite3.Connection, clock: FakeClock, kind: str
) -> None:
    for chat in (HERS, HIS, LENT, "999"):
        left(connection, chat, kind, "{}")
    assert accounts(connection, clock) == [ANNA, BORIS, None, None]


@pytest.mark.parametrize("kind", ["number-closed", "number-returned"])
def test_news_of_a_number_belong_to_its_holder(
    connection: sqlite3.Connection, clock: FakeClock, kind: str
) -> None:
    connection.execute("UPDATE sessions SET signed_in_at = ? WHERE chat_id = 501", (LATE,))
    for chat in (HERS, LENT):
        left(connection, chat, kind, '{"number":"100200301"}')
    assert accounts(connection, clock) == [ANNA, None]


def test_what_is_open_to_any_chat_and_what_cannot_be_read_has_no_account(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    for kind in ("signed-out", "thread-withdrawn", "thread-to-operators", "alert"):
        left(connection, HERS, kind, '{"message":9,"alert":7}')
    for kind in ("thread-to-resident", "notice", "reading-accepted"):
        left(connection, HERS, kind, "{")
    left(connection, HERS, "reading-accepted", '{"receipt":"unknown","number":"1"}')
    assert accounts(connection, clock) == [None] * 8


def test_the_same_message_to_two_chats_is_one_message_afterwards(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    for chat, at in ((HERS, "00.000001"), (LENT, "00.000009"), (HERS, "05.000000")):
        left(connection, chat, "reading-accepted", '{"receipt":"R-1"}', f"2026-11-20T08:00:{at}+00:00")
    migrate(connection, clock=clock)
    moments = [row[0][17:26] for row in connection.execute("SELECT created_at FROM outbox ORDER BY id")]
    assert moments == ["00.000001", "00.000001", "05.000000"]


def test_a_chat_that_blocked_the_bot_is_known_as_such(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    connection.execute("INSERT INTO unreachable_chats VALUES (501, ?)", (EARLY,))
    migrate(connection, clock=clock)
    assert [row["reason"] for row in connection.execute("SELECT reason FROM unreachable_chats")] == [
        "blocked"
    ]
