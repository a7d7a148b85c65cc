"""Counts for the operators; each finds its rows by an index, because the tables have millions of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.limits import FAILED_PROOFS_OF_ACCOUNT
from domain.reading import Status
from domain.spans import Span
from services.desk.statistics import Bar, Figures, NoticeFigures, OpenAlerts, Queue, Refusal
from storage.columns import moment_from, moment_text
from storage.connection import Connection
from storage.inbox import InboxRepository
from storage.outbox import Channel, OutboxRepository

COUNT_REGISTERED_ACCOUNTS = "SELECT count(*) FROM accounts WHERE created_at >= ? AND created_at < ?"
COUNT_CONFIRMED_ACCOUNTS = (
    "SELECT count(*) FROM accounts WHERE email_confirmed_at >= ? AND email_confirmed_at < ?"
)
COUNT_ADDED_NUMBERS = "SELECT count(*) FROM holdings WHERE added_at >= ? AND added_at < ?"
COUNT_READINGS_BY_STATUS = """
    SELECT status, count(*) AS readings FROM readings WHERE entered_at >= ? AND entered_at < ? GROUP BY status
"""
COUNT_REFUSALS = """
    SELECT status, coalesce(reason, '') AS reason, count(*) AS readings FROM readings
    WHERE entered_at >= ? AND entered_at < ? AND status IN ('rejected', 'refused')
    GROUP BY status, coalesce(reason, '') ORDER BY count(*) DESC, reason
"""
COUNT_FAILED_PROOFS = "SELECT count(*) FROM attempts WHERE kind = ? AND at >= ?"
COUNT_CLOSED_PROOFS = """
    SELECT count(*) FROM alerts WHERE kind = 'proof-failed' AND created_at >= ? AND created_at < ?
"""
COUNT_OPEN_ALERTS = """
    SELECT kind, count(*) AS alerts, min(created_at) AS oldest FROM alerts
    WHERE state = 'open' AND burst_of IS NULL
    GROUP BY kind ORDER BY count(*) DESC, kind
"""
COUNT_CONFIRMED_NOTICES = """
    SELECT count(*) AS confirmed, coalesce(sum(delivered), 0) AS delivered
    FROM notices WHERE confirmed_at >= ? AND confirmed_at < ?
"""
COUNT_ACTIVE_NOTICES = "SELECT count(*) FROM notices WHERE state IN ('sending', 'paused', 'cancelling')"
COUNT_DELIVERED_NOW = """
    SELECT count(*) FROM notice_recipients WHERE state = 'delivered' AND notice_id IN (
        SELECT id FROM notices WHERE confirmed_at >= ? AND confirmed_at < ? AND ended_at IS NULL
    )
"""


@dataclass(frozen=True)
class StatisticsRepository:
    """``services.desk.statistics.StatisticsBook`` in the database."""

    connection: Connection
    inbox: InboxRepository
    outbox: OutboxRepository

    def figures(self, whole: Span, parts: tuple[Span, ...], proofs_since: datetime) -> Figures:
        """Count what happened within a span, and what is waiting now."""
        proofs = self.connection.execute(
            COUNT_FAILED_PROOFS, (FAILED_PROOFS_OF_ACCOUNT.kind, moment_text(proofs_since))
        ).fetchone()
        return Figures(
            registered=self._count(COUNT_REGISTERED_ACCOUNTS, whole),
            confirmed=self._count(COUNT_CONFIRMED_ACCOUNTS, whole),
            numbers_added=self._count(COUNT_ADDED_NUMBERS, whole),
            bars=tuple(self._bar(part) for part in parts),
            refusals=tuple(self._refusals(whole)),
            failed_proofs=proofs[0],
            closed_proofs=self._count(COUNT_CLOSED_PROOFS, whole),
            alerts=tuple(self._open_alerts()),
            inbox=Queue(self.inbox.depth(), self.inbox.oldest_received_at()),
            messages=self._queue(Channel.TELEGRAM),
            letters=self._queue(Channel.MAIL),
            notices=self._notices(whole),
        )

    def _count(self, query: str, span: Span) -> int:
        count: int = self.connection.execute(query, _bounds(span)).fetchone()[0]
        return count

    def _bar(self, span: Span) -> Bar:
        rows = self.connection.execute(COUNT_READINGS_BY_STATUS, _bounds(span))
        return Bar(span, {Status(row["status"]): row["readings"] for row in rows})

    def _refusals(self, span: Span) -> Iterator[Refusal]:
        for row in self.connection.execute(COUNT_REFUSALS, _bounds(span)):
            yield Refusal(Status(row["status"]), row["reason"], row["readings"])

    def _open_alerts(self) -> Iterator[OpenAlerts]:
        for row in self.connection.execute(COUNT_OPEN_ALERTS):
            yield OpenAlerts(row["kind"], row["alerts"], moment_from(row["oldest"]))

    def _queue(self, channel: Channel) -> Queue:
        return Queue(self.outbox.depth(channel), self.outbox.oldest_created_at(channel))

    def _notices(self, span: Span) -> NoticeFigures:
        row = self.connection.execute(COUNT_CONFIRMED_NOTICES, _bounds(span)).fetchone()
        active: int = self.connection.execute(COUNT_ACTIVE_NOTICES).fetchone()[0]
        return NoticeFigures(
            row["confirmed"], row["delivered"] + self._count(COUNT_DELIVERED_NOW, span), active
        )


def _bounds(span: Span) -> tuple[str, str]:
    return moment_text(span.begin), moment_text(span.end)
