"""What one unit of work sees: every repository, on one connection, inside one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from services.alerts import AlertDesk
from services.bursts import Bursts
from services.ports import Clock
from storage.accounts import AccountRepository
from storage.alert_bursts import BurstRepository
from storage.alerts import AlertRepository
from storage.attempts import AttemptRepository
from storage.audit import AuditRepository
from storage.confirmations import ConfirmationRepository
from storage.connection import Connection
from storage.conversations import ConversationRepository
from storage.duty import DutyRepository
from storage.exchange_jobs import JobRepository
from storage.exports import ExportRepository
from storage.inbox import InboxRepository
from storage.meter_changes import MeterChangeRepository
from storage.meters import MeterRepository
from storage.notices import AddressRepository, NoticeRepository
from storage.outbox import OperatorsOutbox, OutboxRepository
from storage.readings import ReadingRepository
from storage.registry import RegistryRepository
from storage.sessions import SessionRepository
from storage.statistics import StatisticsRepository
from storage.subscribers import (
    BillRepository,
    HoldingRepository,
    PaymentRepository,
    SubscriberRepository,
    TariffRepository,
)
from storage.threads import ThreadRepository

Repository = TypeVar("Repository")


@dataclass(frozen=True)
class UnitSettings:
    """What some repositories need in addition to the connection.

    ``operator_chat_id`` is where alerts go; empty if there is no such chat.
    """

    clock: Clock
    operator_chat_id: int | None
    operator_language: str


def _on_connection(make: Callable[[Connection], Repository]) -> cached_property[Repository]:
    return cached_property(lambda unit: make(unit.connection))


class SqliteUnit:
    """One unit of work; each repository is made when the work first asks for it."""

    def __init__(self, connection: Connection, settings: UnitSettings) -> None:
        self.connection = connection
        self._settings = settings

    accounts = _on_connection(AccountRepository)
    sessions = _on_connection(SessionRepository)
    confirmations = _on_connection(ConfirmationRepository)
    attempts = _on_connection(AttemptRepository)

    subscribers = _on_connection(SubscriberRepository)
    holdings = _on_connection(HoldingRepository)
    payments = _on_connection(PaymentRepository)
    bills = _on_connection(BillRepository)
    tariffs = _on_connection(TariffRepository)
    meters = _on_connection(MeterRepository)
    readings = _on_connection(ReadingRepository)
    meter_changes = _on_connection(MeterChangeRepository)
    registry = _on_connection(RegistryRepository)
    exports = _on_connection(ExportRepository)

    audit = _on_connection(AuditRepository)
    threads = _on_connection(ThreadRepository)
    jobs = _on_connection(JobRepository)
    duty = _on_connection(DutyRepository)

    notices = _on_connection(NoticeRepository)
    addresses = _on_connection(AddressRepository)

    conversations = _on_connection(ConversationRepository)
    inbox = _on_connection(InboxRepository)

    @cached_property
    def outbox(self) -> OutboxRepository:
        """Messages that go out; each is left at the present moment of the clock."""
        return OutboxRepository(self.connection, self._settings.clock)

    @cached_property
    def operators(self) -> OperatorsOutbox:
        """Messages to the operators' chat."""
        return OperatorsOutbox(self.outbox, self._settings.operator_chat_id, self._settings.operator_language)

    @cached_property
    def alerts(self) -> AlertDesk:
        """Alerts, with the chat that they are announced in."""
        bursts = Bursts(BurstRepository(self.connection))
        return AlertDesk(AlertRepository(self.connection), bursts, self.operators)

    @cached_property
    def statistics(self) -> StatisticsRepository:
        """Counts for the operators."""
        return StatisticsRepository(self.connection, self.inbox, self.outbox)
