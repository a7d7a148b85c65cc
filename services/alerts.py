"""Alerts to the operators: each is stored before it is sent, and decided once.

Each change of an alert leaves an :class:`AlertDrawn` in the outbox, which shows the alert as it stands when
the message goes out: as a new message, or in place of the one that is there. Of each alert one such message
waits at a time; a change that comes while it is on its way is noticed by the alert's ``revision`` and drawn
afterwards. A count that grows, such as the number of occurrences, is no such change, because it could grow
many times a second: it is drawn at a bounded rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind, Care
from domain.details import Value
from domain.errors import DomainError
from domain.limits import shown_until
from domain.operator import Operator
from services.bursts import Bursts, Redrawn
from services.messages import AlertChart, AlertDrawn, MessageKind, ThreadToOperators
from services.ports import OperatorsChat, Priority

AT_ONCE = timedelta(0)
COUNTED_EVERY = timedelta(seconds=30)
"""How often the message of an alert that happens again and again is changed at most."""
MOST_LISTED = 10_000
"""Open alerts that are listed together, where the caller asks for no smaller number."""


MOST_SHOWN_ANEW = 100
"""Alerts that are sent at once to a group that has another number; the others are in the list."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A fact that operators are told of: the alert about it, and how often it has happened."""

    alert_id: int
    count: int


class AlertRows(Protocol):
    """The alerts as they are stored."""

    def add(
        self, kind: AlertKind, key: str, details: Mapping[str, Value], at: datetime, *, is_open: bool
    ) -> Occurrence:
        """Store an alert; a known ``key`` only counts one occurrence more."""
        ...

    def belong(self, alert_id: int, account_id: int) -> None:
        """Keep whose alert it is."""
        ...

    def free_key(self, alert_id: int) -> None:
        """Give up the key of an alert, so that another may have it."""
        ...

    def hurry(self, alert_id: int) -> None:
        """Make an alert urgent, in a message to come and not in the one that shows it now."""
        ...

    def find(self, alert_id: int) -> Alert | None: ...

    def find_by_message(self, message_id: int) -> Alert | None:
        """Find the alert that a message in the operators' group shows, or showed before another did."""
        ...

    def is_folded_away(self, alert_id: int) -> bool:
        """Tell whether an alert is folded into a burst and no message shows it."""
        ...

    def set_message(self, alert_id: int, message_id: int | None) -> None:
        """Keep which message shows an alert; ``None``: it is gone."""
        ...

    def add_message(self, alert_id: int, message_id: int) -> None:
        """Keep that a message is about an alert: a reply to the message belongs to the alert."""
        ...

    def list_unshown(self, alert_id: int, *, except_first: bool) -> Sequence[int]:
        """List, in order, the resident's messages about an alert that the group does not see yet.

        ``except_first`` leaves out the first message of the thread.
        """
        ...

    def annotate(self, alert_id: int, details: Mapping[str, Value]) -> None:
        """Replace the details of an alert, which is a change that its message shows."""
        ...

    def expect(self, alert_id: int, since: datetime | None) -> None:
        """Note since when an open alert waits for operators; ``None``: it does not.

        An alert that is assigned to an operator waits from the end of the hold on at the earliest.
        """
        ...

    def take(self, alert_id: int, operator: Operator, at: datetime, until: datetime) -> bool: ...

    def release(self, alert_id: int, at: datetime) -> bool:
        """End the hold of an open alert; ``False`` if it was not assigned to an operator."""
        ...

    def decide(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> bool: ...

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool: ...

    def reopen(self, alert_id: int, at: datetime) -> bool:
        """Let a decided alert wait for operators again; ``False`` if it is open."""
        ...

    def end_holds(self, now: datetime) -> Sequence[int]:
        """End the holds whose time is over, and return the ids of their alerts."""
        ...

    def list_unattended(self, since: datetime, now: datetime) -> list[Alert]: ...

    def note_reminded(self, alerts: Sequence[Alert], at: datetime) -> None: ...

    def count_open(self, kind: AlertKind | None, waiting_since: datetime | None) -> int: ...

    def list_open(self, kind: AlertKind | None, skip: int, most: int) -> list[Alert]: ...

    def count_by_kind(self) -> dict[str, int]: ...


@dataclass(frozen=True)
class AlertDesk:
    """The alerts, for all use cases that raise, change, decide or show one.

    Every change that the message of an alert shows has it drawn. A new alert goes out with the others of
    :attr:`Priority.ALERT <services.ports.Priority>`; a change goes out before them, because the operator who
    made it waits to see it; a counter is put off for :data:`COUNTED_EVERY`.
    """

    rows: AlertRows
    bursts: Bursts
    operators: OperatorsChat

    def raise_alert(
        self,
        kind: str,
        key: str,
        details: Mapping[str, Value],
        at: datetime,
        *,
        account_id: int | None = None,
        is_urgent: bool = False,
    ) -> int:
        """Store an alert, leave its message to the operators and return its id.

        A known ``key`` only counts one occurrence more. Without an operators' chat there is no message.
        ``account_id``: whose alert it is. An urgent alert is never folded, and goes before all others.
        """
        raised = AlertKind(kind)
        occurrence = self.rows.add(raised, key, details, at, is_open=raised.care is not Care.NEWS)
        alert_id = occurrence.alert_id
        if occurrence.count > 1:
            self._show_count(alert_id)
            return alert_id
        if account_id is not None:
            self.rows.belong(alert_id, account_id)
        if is_urgent:
            self.hurry(alert_id, at)
        else:
            self._announce_or_fold(alert_id, raised, at)
        return alert_id

    def hurry(self, alert_id: int, at: datetime) -> None:
        """Raise an alert again as an urgent one: in a new message, before all others."""
        left = self.bursts.leave(alert_id, at)
        self.rows.hurry(alert_id)
        self._draw(alert_id, Priority.DANGER, AT_ONCE)
        self._show_all(left)

    def find(self, alert_id: int) -> Alert | None:
        """Find an alert by its number."""
        return self.rows.find(alert_id)

    def get(self, alert_id: int) -> Alert:
        """Return the alert; ``LookupError`` if there is no such alert."""
        alert = self.rows.find(alert_id)
        if alert is None:
            raise LookupError(alert_id)
        return alert

    def find_by_message(self, message_id: int) -> Alert | None:
        """Find the alert that a message in the operators' group shows, or showed before another did."""
        return self.rows.find_by_message(message_id)

    def count_open(self, kind: AlertKind | None = None, waiting_since: datetime | None = None) -> int:
        """Count the open alerts, of a kind or all; only those that have waited since a moment, if given."""
        return self.rows.count_open(kind, waiting_since)

    def list_open(self, kind: AlertKind | None = None, skip: int = 0, most: int = MOST_LISTED) -> list[Alert]:
        """List the open alerts, of a kind or all: urgent ones first, then by turns of accounts."""
        return self.rows.list_open(kind, skip, most)

    def list_unattended(self, since: datetime, now: datetime) -> list[Alert]:
        """List open alerts without an operator and without a reminder since then; longest waiting first."""
        return self.rows.list_unattended(since, now)

    def note_reminded(self, alerts: Sequence[Alert], at: datetime) -> None:
        """Keep that operators were reminded of these alerts."""
        self.rows.note_reminded(alerts, at)

    def count_by_kind(self) -> dict[str, int]:
        """Count all alerts that were ever raised."""
        return self.rows.count_by_kind()

    def take(self, alert_id: int, operator: Operator, at: datetime, until: datetime) -> bool:
        """Assign an open alert to an operator; ``False`` if another operator has it, or if it is not open."""
        return self._shown(alert_id, is_changed=self.rows.take(alert_id, operator, at, until))

    def release(self, alert_id: int, at: datetime) -> None:
        """End the hold of an open alert, so that any operator may take it."""
        self._shown(alert_id, is_changed=self.rows.release(alert_id, at))

    def end_holds(self, now: datetime) -> None:
        """End the holds whose time is over, so that any operator may take their alerts."""
        for alert_id in self.rows.end_holds(now):
            self._show_change(alert_id)

    def decide(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> bool:
        """Close an open alert, taken or not; ``False`` if another operator has it or was faster."""
        is_decided = self._shown(alert_id, is_changed=self.rows.decide(alert_id, operator, outcome, at))
        if is_decided:
            self._show_all(self.bursts.decided(alert_id, operator, outcome, at))
        return is_decided

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool:
        """Close an open alert that became pointless, taken or not; ``False`` if it was closed before."""
        is_closed = self._shown(alert_id, is_changed=self.rows.close(alert_id, outcome, at))
        if is_closed:
            self._show_all(self.bursts.settle(alert_id, at))
        return is_closed

    def reopen(self, alert_id: int, at: datetime) -> bool:
        """Let a decided alert wait for operators again, because one took the decision back.

        ``False`` if it is open already.
        """
        return self._shown(alert_id, is_changed=self.rows.reopen(alert_id, at))

    def settle_fact(self, alert_id: int) -> None:
        """Let the same fact raise another alert from now on, because what this one was about is settled."""
        self.rows.free_key(alert_id)

    def annotate(self, alert_id: int, details: Mapping[str, Value]) -> None:
        """Add details to an alert, or change some of them."""
        self.rows.annotate(alert_id, {**self.get(alert_id).details, **details})
        self._show_change(alert_id)

    def expect(self, alert_id: int, since: datetime | None, at: datetime) -> None:
        """Note since when an open alert waits for operators; with ``None`` it waits for the resident.

        An alert that waits for the resident leaves room for the next alert of its burst, because operators
        have nothing to do about it now; ``at`` is the present moment.
        """
        self.rows.expect(alert_id, since)
        if since is None:
            self._show_all(self.bursts.settle(alert_id, at))

    def set_message(self, drawn: Alert, message_id: int) -> None:
        """Keep which message shows an alert as it was ``drawn``; draw it again if it has changed since.

        If the alert was to be raised again meanwhile, the message that was on its way is not what shows it.
        """
        current = self.get(drawn.id)
        self.rows.add_message(drawn.id, message_id)
        if _is_raised_again(drawn, current):
            self._draw(drawn.id, Priority.DANGER, AT_ONCE)
            return
        self.rows.set_message(drawn.id, message_id)
        if drawn.message_id is None:
            self._let_follow(drawn)
        if current.revision != drawn.revision:
            self._show_change(drawn.id)
        elif (current.occurrences, current.folded) != (drawn.occurrences, drawn.folded):
            self._show_count(drawn.id)

    def add_message(self, alert_id: int, message_id: int) -> None:
        """Keep that a message is about an alert: a reply to the message belongs to the alert."""
        self.rows.add_message(alert_id, message_id)

    def show_anew(self, alert_id: int) -> None:
        """Have an alert sent again, because the message that showed it is gone."""
        self.rows.set_message(alert_id, None)
        self._announce(alert_id)

    def show_waiting(self, at: datetime) -> None:
        """Have alerts sent that wait for operators and have no message, because the group is another."""
        for alert in self.rows.list_open(None, 0, MOST_SHOWN_ANEW):
            if alert.message_id is None and (alert.waiting_since <= at or alert.hold_at(at) is not None):
                self._announce(alert.id)

    def show_if_missing(self, alert_id: int) -> None:
        """Have an alert sent that no message shows, so that what is said about it can stand under it."""
        if self.get(alert_id).message_id is None:
            self._announce(alert_id)

    def _announce_or_fold(self, alert_id: int, kind: AlertKind, at: datetime) -> None:
        burst = self.bursts.fold(alert_id, kind, at)
        if burst is None:
            self._announce(alert_id)
            return
        if burst.is_new:
            self._announce(burst.id)
        else:
            self._show_count(burst.id)
        self._show_all(self.bursts.settle(burst.id, at))

    def _let_follow(self, alert: Alert) -> None:
        """Leave the messages that stand under an alert, once the message of the alert is there.

        These are a chart, where there is a history to draw, and the resident's messages that the group does
        not see yet; the first words of a question are in the alert itself.
        """
        if alert.details.get("history"):
            self.operators.leave(AlertChart(alert.id))
        is_question = alert.kind is AlertKind.QUESTION
        for message_id in self.rows.list_unshown(alert.id, except_first=is_question):
            show_to_operators(self.operators, message_id)

    def _shown(self, alert_id: int, *, is_changed: bool) -> bool:
        if is_changed:
            self._show_change(alert_id)
        return is_changed

    def _show_all(self, redrawn: Redrawn) -> None:
        for alert_id in redrawn.at_once:
            self._announce(alert_id)
        for alert_id in redrawn.in_time:
            self._show_count(alert_id)

    def _announce(self, alert_id: int) -> None:
        self._draw(alert_id, Priority.ALERT, AT_ONCE)

    def _show_change(self, alert_id: int) -> None:
        self._draw(alert_id, Priority.DESK, AT_ONCE)

    def _show_count(self, alert_id: int) -> None:
        self._draw(alert_id, Priority.ALERT, COUNTED_EVERY)

    def _draw(self, alert_id: int, priority: Priority, delay: timedelta) -> None:
        """Leave the message that draws an alert; an alert that is folded away is shown by its burst alone."""
        if not self.rows.is_folded_away(alert_id):
            once = f"{MessageKind.ALERT}:{alert_id}"
            self.operators.leave(AlertDrawn(alert_id), priority, once=once, delay=delay)


def _is_raised_again(drawn: Alert, current: Alert) -> bool:
    """Tell whether an alert became urgent, or was urgent once more, while its message was on the way."""
    if not current.is_urgent or current.message_id is not None:
        return False
    return not drawn.is_urgent or drawn.message_id is not None


def show_to_operators(operators: OperatorsChat, message_id: int) -> None:
    """Have the operators' group see a message of a resident under its alert, once it has one there."""
    once = f"{MessageKind.THREAD_TO_OPERATORS}:{message_id}"
    operators.leave(ThreadToOperators(message_id), once=once)


def require_open(
    alerts: AlertDesk,
    alert_id: int,
    kind: AlertKind | None,
    operator: Operator,
    now: datetime,
    zone: ZoneInfo,
) -> Alert:
    """Return an alert that this operator may decide; of any kind if ``kind`` is ``None``.

    Errors: ``alert-unknown``, also for an alert of another kind; ``alert-already-decided`` (``by``), or
    ``alert-already-closed`` if no operator did it; ``alert-taken`` (``by``, ``until``) while another operator
    has it.
    """
    alert = alerts.find(alert_id)
    if alert is None or alert.care is Care.NEWS or kind not in {None, alert.kind}:
        raise DomainError("alert-unknown")
    if alert.is_decided:
        if alert.decided_by is None:
            raise DomainError("alert-already-closed")
        raise DomainError("alert-already-decided", by=alert.decided_by)
    hold = alert.held_by_another(operator, now)
    if hold is not None:
        raise DomainError("alert-taken", by=hold.operator.name, until=shown_until(hold.until, now, zone))
    return alert
