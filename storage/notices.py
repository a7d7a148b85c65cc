"""Notices about the supply, whose numbers they are about, and what became of them in every chat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.address import masked_address, spread
from domain.notice import (
    ACTIVE,
    IN_FORCE,
    Audience,
    Counts,
    FollowUp,
    NewDraft,
    Notice,
    NoticeKind,
    NoticeState,
    Reach,
    RecipientState,
    Validity,
)
from domain.operator import Operator
from domain.words import marks_from, marks_text
from services.notices.preparing import MOST_SAMPLED, SAMPLES
from services.notices.recipients import Fate, LeftMessage, Recipient
from services.people.my_data import HeardNotice
from storage.columns import glob_of, moment_from, moment_text, optional_moment_from, optional_moment_text
from storage.connection import Connection, Row
from storage.outbox import CHANGED_HANDS, UNREACHABLE

KEEP_DRAFT = """
    INSERT INTO notices
        (state, text, marks, audience, asked, kind, begins_at, in_force_until,
        operator_id, operator_name, created_at, idempotency_key)
    VALUES ('draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (idempotency_key) DO UPDATE SET
        text = CASE WHEN notices.state = 'draft' THEN excluded.text ELSE notices.text END,
        marks = CASE WHEN notices.state = 'draft' THEN excluded.marks ELSE notices.marks END,
        audience = CASE WHEN notices.state = 'draft' THEN excluded.audience ELSE notices.audience END,
        asked = CASE WHEN notices.state = 'draft' THEN excluded.asked ELSE notices.asked END,
        kind = CASE WHEN notices.state = 'draft' THEN excluded.kind ELSE notices.kind END,
        begins_at = CASE WHEN notices.state = 'draft' THEN excluded.begins_at ELSE notices.begins_at END,
        in_force_until =
            CASE WHEN notices.state = 'draft' THEN excluded.in_force_until ELSE notices.in_force_until END
    RETURNING id
"""
FORGET_NUMBERS = """
    DELETE FROM notice_numbers
    WHERE notice_id = ? AND EXISTS (SELECT 1 FROM notices WHERE id = notice_id AND state = 'draft')
"""
ADD_NUMBER = """
    INSERT INTO notice_numbers (notice_id, number)
    SELECT id, ? FROM notices WHERE id = ? AND state = 'draft'
    ON CONFLICT (notice_id, number) DO NOTHING
"""
SELECT_NOTICES = """
    SELECT id, state, text, audience, asked, operator_id, operator_name, created_at, confirmed_at,
        last_account, gathered_to, changed_by, ended_at, message_id, marks,
        kind, begins_at, in_force_until, called_off_at, follows, news
    FROM notices
"""
FIND_NOTICE = SELECT_NOTICES + "WHERE id = ?"
LIST_ACTIVE_NOTICES = SELECT_NOTICES + "WHERE state IN (?, ?, ?) ORDER BY id"
CONFIRM_DRAFT = """
    UPDATE notices SET
        state = 'sending', confirmed_at = ?, last_account = (SELECT coalesce(max(id), 0) FROM accounts)
    WHERE id = ? AND state = 'draft'
"""
LIST_IN_FORCE = (
    SELECT_NOTICES
    + """
    WHERE in_force_until > ? AND follows IS NULL AND called_off_at IS NULL AND state IN (?, ?, ?)
    ORDER BY in_force_until, id
    """
)
FIND_NUMBER_OF_NOTICE = "SELECT 1 FROM notice_numbers WHERE notice_id = ? AND number = ?"
PROLONG_NOTICE = "UPDATE notices SET in_force_until = ? WHERE id = ?"
CALL_OFF_NOTICE = "UPDATE notices SET called_off_at = ? WHERE id = ?"
FOLLOW_NOTICE = """
    INSERT INTO notices
        (state, text, marks, audience, asked, kind, begins_at, in_force_until, follows, news,
        operator_id, operator_name, created_at, confirmed_at, last_account, idempotency_key)
    SELECT 'sending', text, marks, audience, asked, kind, begins_at, in_force_until, id, ?,
        ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM accounts), ?
    FROM notices WHERE id = ?
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING id
"""
CHANGE_NOTICE_STATE = "UPDATE notices SET state = ?, changed_by = ? WHERE id = ? AND state = ?"

WANTS_NOTICES = "a.phone IS NOT NULL AND a.notices_muted = 0 AND a.email_confirmed_at IS NOT NULL"
"""Of an account ``a``."""
IS_CONCERNED = """
    u.closed_at IS NULL AND (n.audience = 'all' OR EXISTS (
        SELECT 1 FROM notice_numbers m
        WHERE m.notice_id = coalesce(n.follows, n.id) AND m.number = h.number
    ))
"""
"""Of a number ``u`` that is held, ``h``, and a notice ``n``; what follows a notice has its numbers."""
GETS_NOTICE = f"""
    {WANTS_NOTICES} AND s.account_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM holdings h JOIN subscribers u ON u.number = h.number
        WHERE h.account_id = a.id AND {IS_CONCERNED}
    )
"""  # noqa: S608 (the pieces are ours)
"""The rule of services/notices/recipients.py, of an account ``a``, its session ``s`` and a notice ``n``."""
HOLDINGS_OF_ALL = """
    FROM holdings h
    JOIN accounts a ON a.id = h.account_id
    JOIN subscribers u ON u.number = h.number
    WHERE u.closed_at IS NULL
"""
HOLDINGS_OF_NAMED = """
    FROM notice_numbers m
    JOIN holdings h ON h.number = m.number
    JOIN accounts a ON a.id = h.account_id
    JOIN subscribers u ON u.number = h.number
    WHERE m.notice_id = ? AND u.closed_at IS NULL
"""


def _reach_of(held: str) -> str:
    return f"""
        SELECT count(DISTINCT account_id) AS holders,
            count(DISTINCT CASE WHEN is_reached THEN account_id END) AS people,
            count(DISTINCT CASE WHEN is_reached THEN number END) AS numbers
        FROM (
            SELECT a.id AS account_id, h.number, {WANTS_NOTICES}
                AND EXISTS (SELECT 1 FROM sessions s WHERE s.account_id = a.id) AS is_reached
            {held}
        ) AS held
    """  # noqa: S608


def _chats_of(held: str) -> str:
    return f"""
        SELECT count(*) FROM (SELECT DISTINCT a.id {held} AND {WANTS_NOTICES}) AS wanted
        JOIN sessions s ON s.account_id = wanted.id
    """  # noqa: S608


def _sampled_of(held: str) -> str:
    return f"SELECT DISTINCT u.address {held} AND {WANTS_NOTICES} LIMIT {MOST_SAMPLED}"


REACH_OF_ALL, REACH_OF_NAMED = _reach_of(HOLDINGS_OF_ALL), _reach_of(HOLDINGS_OF_NAMED)
CHATS_OF_ALL, CHATS_OF_NAMED = _chats_of(HOLDINGS_OF_ALL), _chats_of(HOLDINGS_OF_NAMED)
SAMPLED_OF_ALL, SAMPLED_OF_NAMED = _sampled_of(HOLDINGS_OF_ALL), _sampled_of(HOLDINGS_OF_NAMED)
GATHER_RECIPIENTS = f"""
    INSERT INTO notice_recipients (notice_id, chat_id, account_id, state)
    SELECT n.id, s.chat_id, a.id,
        CASE WHEN EXISTS (
            SELECT 1 FROM unreachable_chats x WHERE x.chat_id = s.chat_id AND x.reason <> 'unclear'
        ) THEN 'unreachable' ELSE 'waiting' END
    FROM notices n CROSS JOIN accounts a JOIN sessions s ON s.account_id = a.id
    WHERE n.id = ? AND a.id > ? AND a.id <= ? AND {GETS_NOTICE} AND (n.follows IS NULL OR EXISTS (
        SELECT 1 FROM notice_recipients g
        WHERE g.notice_id = n.follows AND g.chat_id = s.chat_id AND g.account_id = a.id
            AND g.state = 'delivered'
    ))
    ON CONFLICT (notice_id, chat_id) DO NOTHING
"""  # noqa: S608
NOTE_GATHERED = "UPDATE notices SET gathered_to = ? WHERE id = ?"

LIST_LEFT_MESSAGES = """
    SELECT r.chat_id, r.state, r.outbox_id, o.id AS message_id, o.sent_at, o.set_aside_at, o.error
    FROM notice_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
    WHERE r.notice_id = ? AND r.state IN ('queued', 'held')
"""
NOTE_RECIPIENT = "UPDATE notice_recipients SET state = ?, outbox_id = ? WHERE notice_id = ? AND chat_id = ?"
COUNT_RECIPIENTS = "SELECT state, count(*) AS chats FROM notice_recipients WHERE notice_id = ? GROUP BY state"
FIND_MESSAGE_ON_ITS_WAY = """
    SELECT 1 FROM notice_recipients r JOIN outbox o ON o.id = r.outbox_id
    WHERE r.notice_id = ? AND r.state IN ('queued', 'held') AND o.leased_at IS NOT NULL LIMIT 1
"""
FIND_OPEN_RECIPIENT = """
    SELECT 1 FROM notice_recipients WHERE notice_id = ? AND state IN ('waiting', 'queued', 'held') LIMIT 1
"""
LIST_WAITING_RECIPIENTS = f"""
    SELECT r.chat_id, r.account_id, a.language, {GETS_NOTICE} AS gets_notice
    FROM notice_recipients r
    JOIN notices n ON n.id = r.notice_id
    JOIN accounts a ON a.id = r.account_id
    LEFT JOIN sessions s ON s.chat_id = r.chat_id AND s.account_id = r.account_id
    WHERE r.notice_id = ? AND r.state = 'waiting' ORDER BY r.chat_id LIMIT ?
"""  # noqa: S608
FINISH_NOTICE = """
    UPDATE notices SET state = ?, ended_at = ?, delivered = ?, unreachable = ?, failed = ?, withdrawn = ?
    WHERE id = ?
"""
FIND_FINAL_COUNTS = (
    "SELECT delivered, unreachable, failed, withdrawn FROM notices WHERE id = ? AND ended_at IS NOT NULL"
)
SET_PROGRESS_MESSAGE = "UPDATE notices SET message_id = ? WHERE id = ?"
LIST_CONCERNED_ADDRESSES = f"""
    SELECT DISTINCT u.address
    FROM notices n JOIN holdings h ON h.account_id = ? JOIN subscribers u ON u.number = h.number
    WHERE n.id = ? AND {IS_CONCERNED} ORDER BY u.address
"""  # noqa: S608
FORGET_OLD_NUMBERS = """
    DELETE FROM notice_numbers WHERE (notice_id, number) IN (
        SELECT notice_id, number FROM notice_numbers WHERE notice_id IN (
            SELECT id FROM notices
            WHERE coalesce(in_force_until, ended_at, created_at) < ?
                AND coalesce(ended_at, CASE WHEN state = 'draft' THEN created_at END) < ?
        ) LIMIT ?
    )
"""
FORGET_RECIPIENTS = """
    DELETE FROM notice_recipients WHERE (notice_id, chat_id) IN (
        SELECT notice_id, chat_id FROM notice_recipients
        WHERE notice_id IN (
            SELECT id FROM notices WHERE coalesce(in_force_until, ended_at) < ? AND ended_at < ?
        ) LIMIT ?
    )
"""

LIST_HEARD_NOTICES = """
    SELECT DISTINCT n.id, n.confirmed_at, coalesce(n.news, n.kind) AS what, n.in_force_until, n.text
    FROM notice_recipients r
    JOIN notices n ON n.id = r.notice_id
    WHERE r.account_id = ? AND r.state = 'delivered'
    ORDER BY n.id
"""

LIST_SUBSCRIBERS_OF_PAGE = """
    SELECT number, address, EXISTS (SELECT 1 FROM holdings h WHERE h.number = s.number) AS is_held
    FROM subscribers s WHERE number > ? AND number <= ? AND closed_at IS NULL
"""
FIND_LAST_NUMBER_OF_PAGE = """
    SELECT max(number) FROM (SELECT number FROM subscribers WHERE number > ? ORDER BY number LIMIT ?) AS page
"""
FIND_HOLDING = "SELECT 1 FROM holdings WHERE number = ? LIMIT 1"
FIND_OPEN_SUBSCRIBER = "SELECT 1 FROM subscribers WHERE number = ? AND closed_at IS NULL"


@dataclass(frozen=True)
class NoticeRepository:
    """``NoticeBook`` and ``SendingBook`` of services/notices/ in the database."""

    connection: Connection

    def draft(self, draft: NewDraft, key: str, at: datetime) -> int:
        """Keep a draft without numbers, in place of an earlier one with the same key, and return its id."""
        row = (
            draft.text,
            marks_text(draft.marks),
            draft.audience,
            draft.asked,
            draft.validity.kind,
            optional_moment_text(draft.validity.begins),
            optional_moment_text(draft.validity.until),
            draft.operator.id,
            draft.operator.name,
            moment_text(at),
            key,
        )
        notice_id: int = self.connection.execute(KEEP_DRAFT, row).fetchone()["id"]
        self.connection.execute(FORGET_NUMBERS, (notice_id,))
        return notice_id

    def add_numbers(self, notice_id: int, numbers: Collection[str]) -> None:
        """Add numbers to a draft."""
        self.connection.executemany(ADD_NUMBER, [(number, notice_id) for number in numbers])

    def find(self, notice_id: int) -> Notice | None:
        """Find a notice."""
        row = self.connection.execute(FIND_NOTICE, (notice_id,)).fetchone()
        return None if row is None else _notice(row)

    def get(self, notice_id: int) -> Notice:
        """Return a notice; ``LookupError`` if there is no such notice."""
        notice = self.find(notice_id)
        if notice is None:
            raise LookupError(notice_id)
        return notice

    def find_active(self) -> list[Notice]:
        """List the notices that are being sent, paused or cancelled, oldest first."""
        return [_notice(row) for row in self.connection.execute(LIST_ACTIVE_NOTICES, ACTIVE)]

    def list_in_force(self, now: datetime) -> list[Notice]:
        """List the notices that are in force, the one that ends first before the others."""
        rows = self.connection.execute(LIST_IN_FORCE, (moment_text(now), *IN_FORCE))
        return [_notice(row) for row in rows]

    def names(self, notice_id: int, number: str) -> bool:
        """Tell whether a number was among those of a notice when it was prepared."""
        return self.connection.execute(FIND_NUMBER_OF_NOTICE, (notice_id, number)).fetchone() is not None

    def prolong(self, notice_id: int, until: datetime) -> None:
        """Keep another end of a notice."""
        self.connection.execute(PROLONG_NOTICE, (moment_text(until), notice_id))

    def call_off(self, notice_id: int, at: datetime) -> None:
        """Keep since when a notice is not in force any more."""
        self.connection.execute(CALL_OFF_NOTICE, (moment_text(at), notice_id))

    def follow(
        self, notice_id: int, news: FollowUp, operator: Operator, key: str, at: datetime
    ) -> int | None:
        """Let those who got a notice be told what is new; return the mailing, ``None`` for a known key."""
        moment = moment_text(at)
        row = (news, operator.id, operator.name, moment, moment, key, notice_id)
        followed = self.connection.execute(FOLLOW_NOTICE, row).fetchone()
        return None if followed is None else followed["id"]

    def reach(self, notice_id: int, audience: Audience) -> Reach:
        """Count the accounts, chats and numbers that a draft would reach."""
        values: tuple[int, ...] = (notice_id,)
        queries = REACH_OF_NAMED, CHATS_OF_NAMED, SAMPLED_OF_NAMED
        if audience is Audience.ALL:
            values, queries = (), (REACH_OF_ALL, CHATS_OF_ALL, SAMPLED_OF_ALL)
        reach, chats, sampled = (self.connection.execute(query, values).fetchall() for query in queries)
        samples = spread((masked_address(row["address"]) for row in sampled), SAMPLES)
        holders, people, numbers = reach[0]
        return Reach(people, chats[0][0], numbers, tuple(samples), holders - people)

    def counts(self, notice_id: int) -> Counts:
        """Count the chats of a notice; the final figures once it ended."""
        final = self.connection.execute(FIND_FINAL_COUNTS, (notice_id,)).fetchone()
        if final is not None:
            return Counts(0, *final)
        states = {
            row["state"]: row["chats"] for row in self.connection.execute(COUNT_RECIPIENTS, (notice_id,))
        }
        open_states = (RecipientState.WAITING, RecipientState.QUEUED, RecipientState.HELD)
        return Counts(
            waiting=sum(states.get(state, 0) for state in open_states),
            delivered=states.get(RecipientState.DELIVERED, 0),
            unreachable=states.get(RecipientState.UNREACHABLE, 0),
            failed=states.get(RecipientState.FAILED, 0),
            withdrawn=states.get(RecipientState.WITHDRAWN, 0),
        )

    def confirm(self, notice_id: int, at: datetime) -> bool:
        """Let a draft be sent; ``False`` if it is no draft any more."""
        return self.connection.execute(CONFIRM_DRAFT, (moment_text(at), notice_id)).rowcount == 1

    def change(self, notice_id: int, old: Collection[NoticeState], new: NoticeState, by: str) -> bool:
        """Move a notice from one of the old states to the new one; ``False`` if it is in none of them."""
        return any(
            self.connection.execute(CHANGE_NOTICE_STATE, (new, by, notice_id, state)).rowcount == 1
            for state in old
        )

    def gather(self, notice: Notice, last_account: int) -> None:
        """Write down the recipients among the accounts after those gathered, up to ``last_account``."""
        self.connection.execute(GATHER_RECIPIENTS, (notice.id, notice.gathered_to, last_account))
        self.connection.execute(NOTE_GATHERED, (last_account, notice.id))

    def list_left(self, notice_id: int) -> list[LeftMessage]:
        """List the messages that were left in the outbox and whose fate is not noted yet."""
        rows = self.connection.execute(LIST_LEFT_MESSAGES, (notice_id,)).fetchall()
        return [
            LeftMessage(row["chat_id"], row["outbox_id"], row["state"] == RecipientState.HELD, _fate(row))
            for row in rows
        ]

    def list_waiting(self, notice_id: int, most: int) -> list[Recipient]:
        """List recipients that wait for their message."""
        rows = self.connection.execute(LIST_WAITING_RECIPIENTS, (notice_id, most)).fetchall()
        return [
            Recipient(row["chat_id"], row["account_id"], row["language"], bool(row["gets_notice"]))
            for row in rows
        ]

    def note(self, notice_id: int, chat_id: int, state: RecipientState, outbox_id: int | None) -> None:
        """Keep what became of a recipient, and which message of the outbox was left for it."""
        self.connection.execute(NOTE_RECIPIENT, (state, outbox_id, notice_id, chat_id))

    def is_open(self, notice_id: int) -> bool:
        """Whether a recipient of the notice still waits, or a message to one waits in the outbox."""
        return self.connection.execute(FIND_OPEN_RECIPIENT, (notice_id,)).fetchone() is not None

    def is_on_its_way(self, notice_id: int) -> bool:
        """Whether the sender has leased one of the notice's messages and is sending it."""
        return self.connection.execute(FIND_MESSAGE_ON_ITS_WAY, (notice_id,)).fetchone() is not None

    def finish(self, notice_id: int, state: NoticeState, final: Counts, at: datetime) -> None:
        """End a notice and keep the final counts."""
        counts = final.delivered, final.unreachable, final.failed, final.withdrawn
        self.connection.execute(FINISH_NOTICE, (state, moment_text(at), *counts, notice_id))

    def set_message(self, notice_id: int, message_id: int) -> None:
        """Keep which message in the group shows the progress of a notice."""
        self.connection.execute(SET_PROGRESS_MESSAGE, (message_id, notice_id))

    def list_concerned(self, notice_id: int, account_id: int) -> list[str]:
        """List the addresses of an account that a notice is about, without flats."""
        rows = self.connection.execute(LIST_CONCERNED_ADDRESSES, (account_id, notice_id))
        return list(dict.fromkeys(masked_address(row["address"]) for row in rows))

    def list_heard(self, account_id: int) -> list[HeardNotice]:
        """List the notices that reached an account, oldest first."""
        rows = self.connection.execute(LIST_HEARD_NOTICES, (account_id,))
        return [
            HeardNotice(
                moment_from(row["confirmed_at"]),
                row["what"],
                optional_moment_from(row["in_force_until"]),
                row["text"],
            )
            for row in rows
        ]

    def forget(self, before: datetime, limit: int) -> int:
        """Delete the numbers and chats of notices and drafts before a moment; return how many rows."""
        old = moment_text(before), moment_text(before), limit
        numbers = self.connection.execute(FORGET_OLD_NUMBERS, old).rowcount
        return numbers + self.connection.execute(FORGET_RECIPIENTS, old).rowcount


@dataclass(frozen=True)
class AddressRepository:
    """``services.notices.preparing.AddressBook`` in the database."""

    connection: Connection

    def page(
        self, after: str, limit: int, anchors: Collection[Sequence[str]]
    ) -> tuple[list[tuple[str, str, bool]], str | None]:
        """Look at the open subscribers whose numbers come after one."""
        last: str | None = self.connection.execute(FIND_LAST_NUMBER_OF_PAGE, (after, limit)).fetchone()[0]
        if last is None:
            return [], None
        holds_all = " OR ".join(
            f"({' AND '.join(['glob(?, s.address)'] * len(each) or ['TRUE'])})" for each in anchors
        )
        patterns = [glob_of(anchor) for each in anchors for anchor in each]
        rows = self.connection.execute(
            f"{LIST_SUBSCRIBERS_OF_PAGE} AND ({holds_all})", (after, last, *patterns)
        )
        return [tuple(row) for row in rows], last

    def held(self, numbers: Collection[str]) -> set[str]:
        """Return those of the numbers that an account holds."""
        return self._those(FIND_HOLDING, numbers)

    def known(self, numbers: Collection[str]) -> set[str]:
        """Return those of the numbers that the registry knows as open."""
        return self._those(FIND_OPEN_SUBSCRIBER, numbers)

    def _those(self, query: str, numbers: Collection[str]) -> set[str]:
        return {
            number for number in numbers if self.connection.execute(query, (number,)).fetchone() is not None
        }


REASONS = {UNREACHABLE: Fate.UNREACHABLE, CHANGED_HANDS: Fate.CHANGED_HANDS}


def _fate(row: Row) -> Fate:
    if row["sent_at"] is not None:
        return Fate.SENT
    if row["message_id"] is None:
        return Fate.GONE
    if row["set_aside_at"] is None:
        return Fate.WAITS
    return REASONS.get(row["error"], Fate.SET_ASIDE)


def _notice(row: Row) -> Notice:
    values: dict[str, Any] = dict(row)
    return Notice(
        id=values["id"],
        state=NoticeState(values["state"]),
        text=values["text"],
        audience=Audience(values["audience"]),
        asked=values["asked"],
        operator=Operator(values["operator_id"], values["operator_name"]),
        created_at=moment_from(values["created_at"]),
        confirmed_at=optional_moment_from(values["confirmed_at"]),
        last_account=values["last_account"],
        gathered_to=values["gathered_to"],
        changed_by=values["changed_by"],
        ended_at=optional_moment_from(values["ended_at"]),
        message_id=values["message_id"],
        marks=marks_from(values["marks"]),
        validity=Validity(
            NoticeKind(values["kind"]),
            optional_moment_from(values["begins_at"]),
            optional_moment_from(values["in_force_until"]),
        ),
        called_off_at=optional_moment_from(values["called_off_at"]),
        follows=values["follows"],
        news=None if values["news"] is None else FollowUp(values["news"]),
    )
