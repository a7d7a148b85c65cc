"""Erases closed accounts whose time is over: nothing is left by which the person could be recognised.

Readings stay, because billing counts with them, and so do alerts and the audit trail, without the person.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain import limits
from domain.account import Account
from domain.audit import Action
from domain.closing import ClosedAccount, erased_login
from domain.details import Value
from domain.email_address import EmailAddress
from domain.erasure import NamingAlert, Traces
from domain.limits import Limit
from domain.operator import Operator
from services.messages import AccountErased
from services.ports import Outbox, Priority

KINDS = sorted({each.kind for each in vars(limits).values() if isinstance(each, Limit)})
LOOKUP = "lookup"
PROGRAM = Operator(0, "")
"""Who erases: the program by itself."""


class AccountBook(Protocol):
    """Accounts, before they are erased."""

    def get(self, account_id: int) -> Account: ...


class ClosingBook(Protocol):
    """The accounts that were closed."""

    def list_due(self, now: datetime, most: int) -> list[ClosedAccount]: ...

    def begin_erasing(self, account_id: int) -> None:
        """Let the audit trail lose the person within this unit of work."""
        ...

    def mark_erased(self, account_id: int, at: datetime) -> None: ...


class Eraser(Protocol):
    """Takes what is personal out of every table."""

    def chats_of(self, account_id: int) -> list[int]: ...

    def addresses_of(self, account_id: int) -> list[str]: ...

    def erase_account(self, account_id: int) -> None: ...

    def erase_talks(self, account_id: int, chats: Iterable[int]) -> None: ...

    def erase_letters(self, addresses: Iterable[str]) -> None: ...

    def erase_attempts(self, kinds: Iterable[str], subjects: Iterable[str], login_key: str) -> None: ...

    def alerts_of(self, account_id: int, login: str) -> list[NamingAlert]: ...

    def entries_about(self, subject: str) -> list[tuple[int, Mapping[str, Value]]]: ...

    def set_entry(self, entry_id: int, details: Mapping[str, Value]) -> None: ...


class AlertDesk(Protocol):
    """The alerts of operators."""

    def annotate(self, alert_id: int, details: Mapping[str, Value]) -> None:
        """Change some details, which the message of the alert shows."""
        ...


class AuditTrail(Protocol):
    """The book of what was done."""

    def add(
        self, operator: Operator, action: Action, subject: str, details: Mapping[str, Value], at: datetime
    ) -> None: ...


class ErasingUnit(Protocol):
    """What erasing needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def closings(self) -> ClosingBook: ...
    @property
    def erasing(self) -> Eraser: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def audit(self) -> AuditTrail: ...
    @property
    def outbox(self) -> Outbox: ...


def erase_next(unit: ErasingUnit, now: datetime) -> bool:
    """Erase one closed account whose time is over; tell whether there was one."""
    for closed in unit.closings.list_due(now, 1):
        _erase(unit, closed, now)
        return True
    return False


def _erase(unit: ErasingUnit, closed: ClosedAccount, now: datetime) -> None:
    """Erase one account, and leave its receipt in the chat that asked for it and in the audit trail."""
    account = unit.accounts.get(closed.account_id)
    unit.closings.begin_erasing(account.id)
    traces = _traces(unit, account)
    chats = unit.erasing.chats_of(account.id)
    alerts = _erase_alerts(unit, account, traces)
    _erase_entries(unit, account.id, alerts, traces)
    subjects = [str(account.id), account.login_key, *map(str, chats)]
    subjects += [EmailAddress(address).mailbox for address in traces.addresses]
    unit.erasing.erase_attempts(KINDS, subjects, account.login_key)
    unit.erasing.erase_talks(account.id, chats)
    unit.erasing.erase_letters(traces.addresses)
    unit.erasing.erase_account(account.id)
    unit.closings.mark_erased(account.id, now)
    unit.audit.add(PROGRAM, Action.ACCOUNT_ERASED, f"account:{account.id}", {"receipt": closed.receipt}, now)
    if closed.chat_id is not None:
        news = AccountErased(closed.receipt)
        unit.outbox.telegram(closed.chat_id, news, language=account.language, priority=Priority.DECISION)


def _traces(unit: ErasingUnit, account: Account) -> Traces:
    addresses = {account.email, account.pending_email or account.email}
    addresses.update(unit.erasing.addresses_of(account.id))
    return Traces(account.login, tuple(sorted(addresses)), account.phone, erased_login(account.id))


def _erase_alerts(unit: ErasingUnit, account: Account, traces: Traces) -> Sequence[int]:
    """Take the person out of alerts; return those that are about the account."""
    theirs = []
    for alert in unit.erasing.alerts_of(account.id, account.login):
        is_theirs = alert.is_theirs or alert.details.get("login") == account.login
        kept = traces.without(alert.details, is_about=is_theirs)
        if kept != alert.details:
            unit.alerts.annotate(alert.id, kept)
        if is_theirs:
            theirs.append(alert.id)
    return theirs


def _erase_entries(unit: ErasingUnit, account_id: int, alerts: Iterable[int], traces: Traces) -> None:
    """Take the person out of what operators did to the account and its alerts, and looked for."""
    about = [f"account:{account_id}", *(f"alert:{alert_id}" for alert_id in alerts)]
    for subject, is_about in (*((each, True) for each in about), (LOOKUP, False)):
        for entry_id, details in unit.erasing.entries_about(subject):
            kept = traces.without(details, is_about=is_about)
            if kept != details:
                unit.erasing.set_entry(entry_id, kept)
