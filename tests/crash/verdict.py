"""Compares what people saw with what the database holds: plain SQL, by a connection as the bot opens it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from simulator import Chat, Simulator
from storage.connection import Connection
from tests.crash.databases import CrashDatabase, Rows, found
from tests.crash.ledger import Entry, Ledger
from tests.crash.operators import QUESTION
from tests.crash.words import shows

READINGS = """
    SELECT readings.receipt, readings.id, sessions.chat_id, readings.number, reading_values.value / 1000
    FROM readings
    JOIN reading_values ON reading_values.reading_id = readings.id
    JOIN sessions ON sessions.account_id = readings.account_id
    WHERE readings.source <> 'vacant'
    ORDER BY readings.id, reading_values.scale
"""
VACANCIES = """
    SELECT v.number, s.chat_id, r.receipt
    FROM vacancies v JOIN sessions s ON s.account_id = v.account_id
    LEFT JOIN readings r ON r.number = v.number AND r.source = 'vacant'
"""
ROWS_ALONE = """
    SELECT w.batch_id, w.place FROM reading_batch_rows w LEFT JOIN readings r ON r.id = w.reading_id
    WHERE w.reading_id IS NOT NULL AND (r.id IS NULL OR r.meter_id <> w.meter_id)
"""
READINGS_ALONE = """
    SELECT r.receipt FROM readings r
    JOIN reading_batches b ON r.idempotency_key = b.idempotency_key || ':' || r.meter_id
    WHERE NOT EXISTS (
        SELECT 1 FROM reading_batch_rows w WHERE w.batch_id = b.id AND w.reading_id = r.id
    )
"""
NOT_DUE = (
    "(coalesce(error, '') IN ('elsewhere', 'changed-hands')"
    " OR kind = 'notice' AND coalesce(error, '') = 'unreachable')"
)
"""What is not sent any more.

Its chat was signed out and others of the account have it, or none needs it; or it is a notice, which does not
come late, and nothing reached the chat: :func:`_notices` asks whether that is true.
"""
MAY_BE_DROPPED = "kind IN ('bill-comes', 'readings-wanted')"
"""Reminders, which nobody sees once they are out of place: :func:`_reminders` asks which were to be seen."""
TO_RESIDENTS = f"channel = 'telegram' AND recipient NOT LIKE '-%' AND NOT {NOT_DUE} AND NOT {MAY_BE_DROPPED}"
REMINDERS = """
    SELECT s.chat_id, r.subject, r.occasion, (
        SELECT count(*) FROM outbox o WHERE o.kind = 'bill-comes' AND o.account_id = r.account_id
            AND o.details LIKE '%"bill":"' || r.occasion || '"%'
    )
    FROM reminders r JOIN sessions s ON s.account_id = r.account_id WHERE r.kind = 'new-bill'
"""
SHOWN = """
    SELECT id, message_id FROM alerts WHERE message_id IS NOT NULL
    UNION ALL SELECT alert_id, message_id FROM thread_places WHERE chat_id < 0 AND thread_message_id IS NULL
"""
"""The messages that show alerts; those of the group that became a supergroup are kept as places."""

WHERE_ALERT_STANDS = """
    SELECT id, state, message_id, folded_into, created_at, last_at, waiting_since, taken_until, outcome
    FROM alerts WHERE id = ?
"""
MESSAGES_OF_ALERT = """
    SELECT id, recipient, created_at, not_before, attempts, leased_at, sent_at, set_aside_at, error
    FROM outbox WHERE once = ? ORDER BY id
"""


@dataclass
class Verdict:
    """What is wrong, and the figures of the run."""

    problems: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """Both sides of the story."""

    database: CrashDatabase
    connection: Connection
    ledger: Ledger
    sim: Simulator
    group_ids: Sequence[int]
    """The numbers that the operators' group has, and may have had before."""

    def rows(self, sql: str, *values: object) -> Rows:
        """Ask the database."""
        return found(self.connection, sql, *values)

    def count(self, sql: str) -> int:
        """Count in the database."""
        return int(self.rows(sql)[0][0])

    def group_texts(self) -> list[str]:
        """List what the bot wrote to the operators, as it stands now."""
        return [message.text for group in self.groups for message in group.messages if message.from_bot]

    def is_in_group(self, message_id: int) -> bool:
        """Tell whether the bot's message stands in the operators' group, or in the one that it was."""
        return any(group.find(message_id) for group in self.groups)

    @property
    def groups(self) -> list[Chat]:
        """The operators' group, and the one that it was before it became a supergroup."""
        chats = self.sim.world.chats
        return [chats[group_id] for group_id in self.group_ids if group_id in chats]


def judge(database: CrashDatabase, ledger: Ledger, sim: Simulator, group_ids: Sequence[int]) -> Verdict:
    """Look for anything lost, doubled, stuck or damaged."""
    verdict = Verdict()
    with database.place.read_only() as connection:
        evidence = Evidence(database, connection, ledger, sim, group_ids)
        for check in CHECKS:
            verdict.problems += check(evidence)
        verdict.figures = _figures(evidence)
    return verdict


def _integrity(evidence: Evidence) -> Iterator[str]:
    yield from evidence.database.damage()


def _readings(evidence: Evidence) -> Iterator[str]:
    """Every receipt that was seen is kept once, with the values that were confirmed, and nothing besides."""
    ledger = evidence.ledger
    stored = Counter[Entry]()
    receipts = Counter[str]()
    values = defaultdict[tuple[str, int, int, str], list[int]](list)
    for *key, kwh in evidence.rows(READINGS):
        values[tuple(key)].append(kwh)
    for (receipt, _, chat_id, number), kwhs in values.items():
        entry = Entry(chat_id, number, tuple(kwhs))
        stored[entry] += 1
        receipts[receipt] += 1
        if entry not in ledger.confirmed:
            yield f"{receipt} holds {entry}, which nobody confirmed"
        if ledger.receipts.get(receipt, chat_id) != chat_id:
            yield f"{receipt} was shown to another chat than {chat_id}"
    yield from (f"{entry} is stored {times} times" for entry, times in stored.items() if times > 1)
    yield from (f"{receipt} is there {times} times" for receipt, times in receipts.items() if times > 1)
    yield from (f"{lost} was shown but is not stored" for lost in ledger.receipts.keys() - receipts.keys())
    yield from (
        f"{extra} is stored but was never shown" for extra in receipts.keys() - ledger.receipts.keys()
    )


def _standing_readings(evidence: Evidence) -> Iterator[str]:
    """Of the readings of a month one stands; the others were replaced, rejected or wait for review."""
    for meter, month, count in evidence.rows(
        "SELECT meter_id, month, count(*) FROM readings WHERE status = 'accepted' GROUP BY 1, 2"
    ):
        if count > 1:
            yield f"{count} readings of {meter} stand for {month}"


def _lists(evidence: Evidence) -> Iterator[str]:
    """A row of a list and its reading were stored together, and each row became one reading."""
    yield from (f"the row {row} of a list has no reading of its meter" for row in evidence.rows(ROWS_ALONE))
    yield from (
        f"{receipt} is of a list that does not know it" for (receipt,) in evidence.rows(READINGS_ALONE)
    )
    yield from (
        f"{rows} rows of lists became the reading {reading}"
        for reading, rows in evidence.rows(
            "SELECT reading_id, count(*) FROM reading_batch_rows WHERE reading_id IS NOT NULL "
            "GROUP BY 1 HAVING count(*) > 1"
        )
    )


def _accounts(evidence: Evidence) -> Iterator[str]:
    """Everybody who saw the registration end well has one account with its consents, and only they."""
    accounts = evidence.rows(
        "SELECT accounts.login, sessions.chat_id, count(consents.document) FROM accounts "
        "JOIN sessions ON sessions.account_id = accounts.id "
        "LEFT JOIN consents ON consents.account_id = accounts.id GROUP BY accounts.login, sessions.chat_id"
    )
    if {chat_id: login for login, chat_id, _ in accounts} != evidence.ledger.registered:
        yield f"accounts {accounts} do not match {evidence.ledger.registered}"
    if evidence.count("SELECT count(*) FROM accounts") != len(accounts):
        yield "there are accounts that nobody is signed in to"
    yield from (f"{login} has {consents} consents" for login, _, consents in accounts if consents != 2)
    addresses: dict[int, str] = dict(
        evidence.rows("SELECT chat_id, email FROM sessions JOIN accounts ON accounts.id = account_id")
    )
    for chat_id, address in evidence.ledger.addresses.items():
        if addresses.get(chat_id) != address:
            yield f"{chat_id} has the address {addresses.get(chat_id)} instead of {address}"
    held = set(
        evidence.rows(
            "SELECT sessions.chat_id, holdings.number FROM holdings JOIN sessions USING (account_id)"
        )
    )
    yield from (f"{lost} was added but is not held" for lost in evidence.ledger.added - held)


def _letters(evidence: Evidence) -> Iterator[str]:
    """Every letter went out and arrived."""
    arrived = Counter(letter.to for letter in evidence.sim.letters)
    for address, count in evidence.rows(
        "SELECT recipient, count(*) FROM outbox WHERE channel = 'mail' GROUP BY recipient"
    ):
        if arrived[address] < count:
            yield f"of {count} letters to {address} {arrived[address]} arrived"


def _outbox(evidence: Evidence) -> Iterator[str]:
    for table, what in (("outbox", f"sent_at IS NULL AND NOT {NOT_DUE}"), ("inbox", "TRUE")):
        left = evidence.count(f"SELECT count(*) FROM {table} WHERE {what}")  # noqa: S608 (both are ours)
        if left:
            yield f"{left} rows are left in {table}"


def _messages(evidence: Evidence) -> Iterator[str]:
    """Every message to a resident that they did not ask for was seen."""
    expected = Counter[int]()
    for recipient, count in evidence.rows(
        f"SELECT recipient, count(*) FROM outbox WHERE {TO_RESIDENTS} GROUP BY 1"  # noqa: S608 (ours)
    ):
        expected[int(recipient)] = count
    for chat_id, count in expected.items():
        if len(evidence.ledger.heard[chat_id]) < count:
            yield f"of {count} messages to {chat_id} {len(evidence.ledger.heard[chat_id])} were seen"
    for receipt in evidence.ledger.decided:
        chat_id = evidence.ledger.receipts.get(receipt, 0)
        decided = evidence.rows("SELECT status FROM readings WHERE receipt = ?", receipt)
        told = any(receipt in text for text in evidence.ledger.heard[chat_id])
        if decided in ([("accepted",)], [("rejected",)]) and not told:
            yield f"nobody told {chat_id} about {receipt}"
    for question, answer in evidence.ledger.answered.items():
        chat_id = evidence.ledger.asked.get(question, 0)
        if not any(answer in text for text in evidence.ledger.heard[chat_id]):
            yield f"nobody told {chat_id} the answer to {question}"


def _notices(evidence: Evidence) -> Iterator[str]:
    """Every notice that was seen to go out went out once, and reached whoever it was meant for."""
    heard = evidence.ledger.heard
    notices = evidence.rows("SELECT id, text, state FROM notices WHERE confirmed_at IS NOT NULL")
    texts = Counter(text for _, text, _ in notices)
    yield from (f"«{text}» went out {times} times" for text, times in texts.items() if times > 1)
    yield from (f"«{text}» was never sent" for text in evidence.ledger.announced - texts.keys())
    for notice, text, state in notices:
        if state != "finished":
            yield f"«{text}» is {state}"
        meant = evidence.rows("SELECT chat_id, state FROM notice_recipients WHERE notice_id = ?", notice)
        settled = {"delivered", "withdrawn"}  # the latter from chats that were signed out meanwhile
        forgotten = {
            chat for chat, state in meant if state == "unreachable" and chat in evidence.ledger.forgotten
        }
        yield from (
            f"{chat} of «{text}» is {state}"
            for chat, state in meant
            if state not in settled and chat not in forgotten
        )
        reached = {chat for chat, messages in heard.items() if any(text in each for each in messages)}
        # A chat may have it and be forgotten when it is sent again, because the first answer was lost.
        if reached - forgotten != {chat for chat, state in meant if state == "delivered"}:
            yield f"«{text}» is meant for {meant} and reached {reached}"
    for recipient, details, times in evidence.rows(
        "SELECT recipient, details, count(*) FROM outbox WHERE kind = 'notice' "
        "GROUP BY 1, 2 HAVING count(*) > 1"
    ):
        yield f"{recipient} was to get {details} {times} times"


def _reminders(evidence: Evidence) -> Iterator[str]:
    """What was noted as left was left once in the chat of its account, and was seen if it was the newest."""
    left = evidence.rows(REMINDERS)
    newest: dict[str, str] = dict(evidence.rows("SELECT number, max(id) FROM bills GROUP BY number"))
    for chat_id, number, bill, messages in left:
        if messages != 1:
            yield f"the reminder of the bill {bill} was left {messages} times"
            continue
        heard = evidence.ledger.heard[chat_id]
        if newest[number] == bill and not any(_tells(text, number, bill) for text in heard):
            yield f"the reminder of the bill {bill} never came to {chat_id}"
    if evidence.count("SELECT count(*) FROM outbox WHERE kind = 'bill-comes'") != len(left):
        yield "there are reminders of bills that nobody noted"


def _tells(text: str, number: str, bill: str) -> bool:
    """Tell whether a text is about a bill of a number; its id begins with its year."""
    return shows(text, "message-bill-comes") and number in text and bill[:4] in text


def _is_reminder(text: str) -> bool:
    return any(shows(text, each) for each in ("message-bill-comes", "message-readings-wanted"))


def _vacancies(evidence: Evidence) -> Iterator[str]:
    """For each empty home one reading was sent, and its owner was told of it with its receipt."""
    times = Counter(number for number, _, receipt in evidence.rows(VACANCIES) if receipt is not None)
    for number, chat_id, receipt in evidence.rows(VACANCIES):
        if times[number] != 1:
            yield f"for the empty home {number} was sent {times[number]} times"
        elif not any(receipt in text for text in evidence.ledger.heard[chat_id]):
            yield f"nobody told {chat_id} of {receipt}"


def _presses(evidence: Evidence) -> Iterator[str]:
    """Every press was answered: none of what Telegram was told had arrived is lost."""
    answered = {call.params.get("callback_query_id") for call in evidence.sim.calls}
    if lost := evidence.ledger.pressed - answered:
        yield f"{len(lost)} of {len(evidence.ledger.pressed)} presses were never answered"


def _whereabouts(evidence: Evidence, alert_id: int) -> str:
    """Tell where an alert stands, and what became of its messages."""
    alert = evidence.rows(WHERE_ALERT_STANDS, alert_id)
    return f"{alert}, its messages {evidence.rows(MESSAGES_OF_ALERT, f'alert:{alert_id}')}"


def _alerts(evidence: Evidence) -> Iterator[str]:
    """Every alert reached the group; none tells of a fault of the bot's own."""
    texts = evidence.group_texts()
    shown = {alert_id for alert_id, place in evidence.rows(SHOWN) if evidence.is_in_group(place)}
    for alert_id, kind, details in evidence.rows("SELECT id, kind, details FROM alerts"):
        if kind == "unexpected-error":
            yield f"an unexpected error: {details}"
        if alert_id not in shown:
            yield f"the alert {kind} {details} is not in the group: {_whereabouts(evidence, alert_id)}"
    for question in evidence.ledger.asked:
        if not any(question in text for text in texts):
            yield f"{question} did not reach the operators"
    known = [details for (details,) in evidence.rows("SELECT details FROM alerts WHERE kind = 'question'")]
    asked = Counter(match[0] for details in known if (match := QUESTION.search(details)))
    yield from (f"{question} was asked {times} times" for question, times in asked.items() if times > 1)


CHECKS: Sequence[Callable[[Evidence], Iterator[str]]] = (
    _integrity,
    _readings,
    _standing_readings,
    _lists,
    _accounts,
    _letters,
    _outbox,
    _messages,
    _notices,
    _reminders,
    _vacancies,
    _presses,
    _alerts,
)


def _figures(evidence: Evidence) -> dict[str, int]:
    ledger = evidence.ledger
    letters = evidence.count("SELECT count(*) FROM outbox WHERE channel = 'mail'")
    messages = evidence.count(f"SELECT count(*) FROM outbox WHERE {TO_RESIDENTS}")  # noqa: S608 (ours)
    heard = [text for texts in ledger.heard.values() for text in texts]
    return {
        "accounts registered": len(ledger.registered),
        "numbers added": len(ledger.added),
        "addresses changed": len(ledger.addresses),
        "readings stored": evidence.count("SELECT count(*) FROM readings"),
        "receipts seen": len(ledger.receipts),
        "receipts shown again": ledger.shown_again,
        "lists of readings sent": ledger.lists_sent,
        "readings of lists": evidence.count("SELECT count(reading_id) FROM reading_batch_rows"),
        "letters": letters,
        "letters sent again": len(evidence.sim.letters) - letters,
        "alerts": evidence.count("SELECT count(*) FROM alerts"),
        "messages to residents": messages,
        "messages sent again": len([each for each in heard if not _is_reminder(each)]) - messages,
        "reminders seen": len([each for each in heard if _is_reminder(each)]),
        "reminders": evidence.count("SELECT count(*) FROM reminders"),
        "empty homes": evidence.count("SELECT count(*) FROM vacancies"),
        "notices": evidence.count("SELECT count(*) FROM notices WHERE state = 'finished'"),
        "notices to residents": evidence.count("SELECT count(*) FROM notice_recipients"),
        "presses answered": len(ledger.pressed),
        "questions asked": len(ledger.asked),
        "questions answered": len(ledger.answered),
        "readings decided by operators": len(ledger.decided),
        "updates set aside": evidence.count("SELECT count(*) FROM alerts WHERE kind = 'update-set-aside'"),
    }
