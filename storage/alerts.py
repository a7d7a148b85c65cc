"""Alerts to the operators: stored before they are sent, had by one operator at a time, decided once.

Whatever changes an alert leaves a message of kind :data:`MESSAGE_KIND`, which shows the alert as it stands
when it goes out: as a new message, or in place of the one that is there. One waits at a time; a change that
comes while it is on its way is noticed by the alert's ``revision`` and drawn afterwards. What only grows,
such as the number of occurrences, is no such change: it is drawn again at a bounded rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alert import Alert, AlertKind, Care, Hold
from domain.details import Value
from domain.operator import Operator
from services.decisions.consumption import CHART
from services.desk.escalation import ALERT_WAITS, ALERTS_WAIT
from services.ports import Priority
from services.threads.thread import TO_OPERATORS
from storage.alert_bursts import NOBODY_WAITS, BurstBook, Redrawn
from storage.columns import json_object, json_text, moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row
from storage.outbox import OperatorsOutbox

MESSAGE_KIND = "alert"
COUNTED_EVERY = timedelta(seconds=30)
"""How often the message of an alert that happens again and again is changed at most."""

MOST = 10_000
"""Alerts that are listed at once, where nobody asks for fewer."""

OPEN, DECIDED, TOLD = "open", "decided", "told"
"""States. What is only told was never open."""

RAISE = """
    INSERT INTO alerts (kind, key, details, created_at, last_at, waiting_since, state)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        occurrences = alerts.occurrences + 1, last_at = excluded.last_at
    RETURNING id, occurrences
"""
SELECT = """
    SELECT id, kind, details, occurrences, created_at, last_at, message_id, decided_by, decided_at, outcome,
        taken_by_id, taken_by, taken_at, taken_until, waiting_since, revision, burst_of,
        (SELECT count(*) FROM alerts AS member WHERE member.folded_into = alerts.id AND member.state = 'open')
            AS folded
    FROM alerts
"""
GET = SELECT + "WHERE id = ?"
ALERT_OF_MESSAGE = "SELECT alert_id FROM alert_messages WHERE message_id = ?"
LIST_OPEN = (
    SELECT
    + """
    WHERE state = 'open' AND burst_of IS NULL AND (? IS NULL OR kind = ?)
    ORDER BY created_at, id LIMIT ? OFFSET ?
    """
)
COUNT_OPEN = """
    SELECT count(*) FROM alerts
    WHERE state = 'open' AND burst_of IS NULL
        AND (? IS NULL OR kind = ?) AND (? IS NULL OR waiting_since <= ?)
"""
LIST_UNATTENDED = (
    SELECT
    + """
    WHERE state = 'open' AND folded_into IS NULL AND waiting_since <= ?
        AND (reminded_at IS NULL OR reminded_at <= ? OR reminded_at > ?)
    ORDER BY waiting_since, id
    """
)
NOTE_REMINDED = "UPDATE alerts SET reminded_at = ? WHERE id = ?"
END_HOLDS = """
    UPDATE alerts SET taken_by_id = NULL, taken_by = NULL, taken_at = NULL, taken_until = NULL,
        revision = revision + 1
    WHERE state = 'open' AND taken_until <= ? RETURNING id
"""
ADD_MESSAGE = """
    INSERT INTO alert_messages (message_id, alert_id) VALUES (?, ?)
    ON CONFLICT (message_id) DO UPDATE SET alert_id = excluded.alert_id
"""
FORGET_MESSAGE = "UPDATE alerts SET message_id = NULL WHERE id = ?"
SET_MESSAGE = "UPDATE alerts SET message_id = ? WHERE id = ?"
HAS_NO_MESSAGE = "SELECT 1 FROM alerts WHERE id = ? AND folded_into IS NOT NULL AND message_id IS NULL"
COUNT_BY_KIND = "SELECT kind, count(*) AS raised FROM alerts GROUP BY kind"
CHANGED = "UPDATE alerts SET revision = revision + 1 WHERE id = ?"
TAKE = """
    UPDATE alerts SET taken_by_id = ?, taken_by = ?, taken_at = ?, taken_until = ?, waiting_since = ?,
        revision = revision + 1
    WHERE id = ? AND state = 'open' AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
"""
RELEASE = """
    UPDATE alerts SET taken_by_id = NULL, taken_by = NULL, taken_at = NULL, taken_until = NULL,
        waiting_since = ?, revision = revision + 1
    WHERE id = ? AND state = 'open' AND taken_by_id IS NOT NULL
"""
DECIDE = """
    UPDATE alerts SET state = 'decided', decided_by = ?, outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open' AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
"""
EXPECT = """
    UPDATE alerts SET waiting_since = CASE WHEN taken_until > ? THEN taken_until ELSE ? END
    WHERE id = ? AND state = 'open'
"""
ANNOTATE = "UPDATE alerts SET details = ?, revision = revision + 1 WHERE id = ?"
NOT_SHOWN = """
    SELECT id FROM thread_messages AS said WHERE alert_id = ? AND operator_id IS NULL
        AND NOT (? AND id = (SELECT min(id) FROM thread_messages AS one WHERE one.alert_id = said.alert_id))
        AND NOT EXISTS (SELECT 1 FROM thread_places WHERE thread_message_id = said.id)
    ORDER BY id
"""
CLOSE = """
    UPDATE alerts SET state = 'decided', outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open'
"""


@dataclass(frozen=True)
class AlertRepository:
    """``services.alerts.AlertDesk`` in the database, and what sends and edits the messages needs."""

    connection: Connection
    operators: OperatorsOutbox

    def raise_alert(self, kind: str, key: str, details: Mapping[str, Value], at: datetime) -> int:
        """Store an alert, leave its message to the operators and return its id.

        A known ``key`` only counts one occurrence more. Without an operators' chat there is no message.
        """
        state = TOLD if AlertKind(kind).care is Care.NEWS else OPEN
        moment = moment_text(at)
        row = self.connection.execute(
            RAISE, (kind, key, json_text(details), moment, moment, moment, state)
        ).fetchone()
        alert_id: int = row["id"]
        if row["occurrences"] > 1:
            self._draw(alert_id, Priority.ALERT, COUNTED_EVERY)
            return alert_id
        burst = self._bursts.fold(alert_id, AlertKind(kind), at)
        if burst is None:
            self._draw(alert_id, Priority.ALERT)
        else:
            self._draw(burst.id, Priority.ALERT, timedelta(0) if burst.is_new else COUNTED_EVERY)
        return alert_id

    def find(self, alert_id: int) -> Alert | None:
        """Find an alert by its number."""
        row = self.connection.execute(GET, (alert_id,)).fetchone()
        return None if row is None else _alert(row)

    def get(self, alert_id: int) -> Alert:
        """Return an alert; ``LookupError`` if there is none."""
        alert = self.find(alert_id)
        if alert is None:
            raise LookupError(alert_id)
        return alert

    def find_by_message(self, message_id: int) -> Alert | None:
        """Find the alert that a message in the operators' chat shows, or showed before another did."""
        row = self.connection.execute(ALERT_OF_MESSAGE, (message_id,)).fetchone()
        return None if row is None else self.get(row["alert_id"])

    def set_message(self, drawn: Alert, message_id: int) -> None:
        """Keep which message shows an alert as it was ``drawn``; draw it again if it has changed since."""
        self.add_message(drawn.id, message_id)
        self.connection.execute(SET_MESSAGE, (message_id, drawn.id))
        if drawn.message_id is None:
            self._let_follow(drawn)
        current = self.get(drawn.id)
        if current.revision != drawn.revision:
            self._draw(drawn.id, Priority.DESK)
        elif (current.occurrences, current.folded) != (drawn.occurrences, drawn.folded):
            self._draw(drawn.id, Priority.ALERT, COUNTED_EVERY)

    def _let_follow(self, alert: Alert) -> None:
        """Leave what stands under an alert, now that there is a message to stand under.

        Of what the resident said all that is not shown yet; the words of a question are in the alert itself.
        """
        if alert.details.get("history"):
            self.operators.leave(CHART, {"alert": alert.id})
        is_question = alert.kind is AlertKind.QUESTION
        for row in self.connection.execute(NOT_SHOWN, (alert.id, is_question)).fetchall():
            self.operators.leave(TO_OPERATORS, {"message": row["id"]}, once=f"{TO_OPERATORS}:{row['id']}")

    def add_message(self, alert_id: int, message_id: int) -> None:
        """Keep that a message is about an alert: a reply to it is one to the alert."""
        self.connection.execute(ADD_MESSAGE, (message_id, alert_id))

    def show_anew(self, alert_id: int) -> None:
        """Have an alert sent again, because the message that showed it is gone."""
        self.connection.execute(FORGET_MESSAGE, (alert_id,))
        self._draw(alert_id, Priority.ALERT)

    def redraw(self, alert_id: int) -> None:
        """Have the message of an alert drawn again, because something changed that it shows."""
        self.connection.execute(CHANGED, (alert_id,))
        self._draw(alert_id, Priority.DESK)

    def annotate(self, alert_id: int, details: Mapping[str, Value]) -> None:
        """Add to what is kept of an alert, or change it."""
        kept = {**self.get(alert_id).details, **details}
        self._change(alert_id, ANNOTATE, (json_text(kept), alert_id))

    def expect(self, alert_id: int, since: datetime | None) -> None:
        """Note since when an open alert waits for operators; with ``None`` it waits for somebody else."""
        moment = NOBODY_WAITS if since is None else moment_text(since)
        self.connection.execute(EXPECT, (moment, moment, alert_id))
        if since is None:
            self._draw_all(self._bursts.settle(alert_id, self.operators.outbox.clock()))

    def take(self, alert_id: int, operator: Operator, at: datetime, until: datetime) -> bool:
        """Give an open alert to an operator; ``False`` if another one has it, or if it is not open."""
        now, end = moment_text(at), moment_text(until)
        row = (operator.id, operator.name, now, end, end, alert_id, operator.id, now)
        return self._change(alert_id, TAKE, row)

    def release(self, alert_id: int, at: datetime) -> None:
        """Let nobody have an open alert any more."""
        self._change(alert_id, RELEASE, (moment_text(at), alert_id))

    def decide(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> bool:
        """Close an open alert, taken or not; ``False`` if another operator has it or was faster."""
        now = moment_text(at)
        is_decided = self._change(alert_id, DECIDE, (operator.name, outcome, now, alert_id, operator.id, now))
        if is_decided and self._bursts.is_burst(alert_id):
            self._draw_all(self._bursts.close_members(alert_id, operator, outcome, at))
        elif is_decided:
            self._draw_all(self._bursts.settle(alert_id, at))
        return is_decided

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool:
        """Close an open alert that became pointless, whoever has it; ``False`` if it was closed before."""
        is_closed = self._change(alert_id, CLOSE, (outcome, moment_text(at), alert_id))
        if is_closed:
            self._draw_all(self._bursts.settle(alert_id, at))
        return is_closed

    def count_by_kind(self) -> dict[str, int]:
        """Count all alerts that were ever raised."""
        return {row["kind"]: row["raised"] for row in self.connection.execute(COUNT_BY_KIND)}

    def count_open(self, kind: AlertKind | None = None, waiting_since: datetime | None = None) -> int:
        """Count what nobody has decided: of a kind, or all; only what has waited since a moment, if given."""
        since = None if waiting_since is None else moment_text(waiting_since)
        count: int = self.connection.execute(COUNT_OPEN, (kind, kind, since, since)).fetchone()[0]
        return count

    def list_open(self, kind: AlertKind | None = None, skip: int = 0, most: int = MOST) -> list[Alert]:
        """List what nobody has decided, of a kind or all, oldest first."""
        return [_alert(row) for row in self.connection.execute(LIST_OPEN, (kind, kind, most, skip))]

    def end_holds(self, now: datetime) -> None:
        """Let nobody have what was taken for a time that is over."""
        for row in self.connection.execute(END_HOLDS, (moment_text(now),)).fetchall():
            self._draw(row["id"], Priority.DESK)

    def list_unattended(self, since: datetime, now: datetime) -> list[Alert]:
        """List open alerts that nobody has had, or was reminded of, since then; the longest waiting first.

        A reminder from the future was left before the clock was set back, and does not count.
        """
        before = moment_text(since)
        rows = self.connection.execute(LIST_UNATTENDED, (before, before, moment_text(now)))
        return [_alert(row) for row in rows]

    def remind(self, alerts: Sequence[Alert], now: datetime, *, apart: bool) -> None:
        """Leave a message for each of them, or one for all, and note that there was one."""
        self.connection.executemany(NOTE_REMINDED, [(moment_text(now), alert.id) for alert in alerts])
        if not alerts:
            return
        if not apart:
            details = {"count": len(alerts), "alert": alerts[0].id}
            self.operators.leave(ALERTS_WAIT, details, once=ALERTS_WAIT)
            return
        for alert in alerts:
            self.operators.leave(ALERT_WAITS, {"alert": alert.id}, once=f"{ALERT_WAITS}:{alert.id}")

    def _change(self, alert_id: int, sql: str, row: tuple[Value, ...]) -> bool:
        has_changed = self.connection.execute(sql, row).rowcount == 1
        if has_changed:
            self._draw(alert_id, Priority.DESK)
        return has_changed

    @property
    def _bursts(self) -> BurstBook:
        return BurstBook(self.connection)

    def _draw_all(self, redrawn: Redrawn) -> None:
        for alert_id in redrawn.at_once:
            self._draw(alert_id, Priority.ALERT)
        for alert_id in redrawn.in_time:
            self._draw(alert_id, Priority.ALERT, COUNTED_EVERY)

    def _draw(self, alert_id: int, priority: Priority, delay: timedelta = timedelta(0)) -> None:
        if self.connection.execute(HAS_NO_MESSAGE, (alert_id,)).fetchone() is not None:
            return
        self.operators.leave(
            MESSAGE_KIND, {"alert": alert_id}, priority, once=f"{MESSAGE_KIND}:{alert_id}", delay=delay
        )


def _alert(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        kind=AlertKind(row["kind"]),
        details=json_object(row["details"]),
        occurrences=row["occurrences"],
        created_at=moment_from(row["created_at"]),
        last_at=moment_from(row["last_at"]),
        message_id=row["message_id"],
        decided_by=row["decided_by"],
        decided_at=optional_moment_from(row["decided_at"]),
        outcome=row["outcome"],
        hold=_hold(row),
        waiting_since=moment_from(row["waiting_since"]),
        burst_of=None if row["burst_of"] is None else AlertKind(row["burst_of"]),
        folded=row["folded"],
        revision=row["revision"],
    )


def _hold(row: Row) -> Hold | None:
    if row["taken_by_id"] is None:
        return None
    return Hold(
        operator=Operator(row["taken_by_id"], row["taken_by"]),
        since=moment_from(row["taken_at"]),
        until=moment_from(row["taken_until"]),
    )
