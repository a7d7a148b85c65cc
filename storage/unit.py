"""What one unit of work sees: every repository, on one connection, inside one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Self, TypeVar, overload

from services.alerts import AlertDesk
from services.bursts import Bursts
from services.ports import Clock
from storage.accounts import AccountRepository
from storage.ahead import ahead_of
from storage.alert_bursts import BurstRepository
from storage.alerts import AlertRepository
from storage.attempts import AttemptRepository
from storage.audit import AuditRepository
from storage.bans import BanRepository
from storage.batches import BatchRepository
from storage.claims import ClaimRepository
from storage.closing import ClosingRepository
from storage.confirmations import ConfirmationRepository
from storage.connection import Connection
from storage.conversations import ConversationRepository
from storage.duty import DutyRepository
from storage.erasing import ErasingRepository
from storage.exchange_jobs import JobRepository
from storage.exports import ExportRepository
from storage.group import GroupRepository
from storage.hands import HandsRepository
from storage.history import HistoryRepository
from storage.inbox import InboxRepository
from storage.meter_changes import MeterChangeRepository
from storage.meters import MeterRepository
from storage.notices import AddressRepository, NoticeRepository
from storage.outages import OutageReportRepository
from storage.outbox import OperatorsOutbox, OutboxRepository
from storage.readings import ReadingRepository
from storage.recoveries import RecoveryRepository
from storage.registry import RegistryRepository
from storage.reminders import ReminderRepository
from storage.schedule import ScheduleRepository
from storage.second_steps import PendingSignInRepository, SecondStepRepository
from storage.sessions import SessionRepository
from storage.statistics import StatisticsRepository
from storage.subscribers import (
    BillRepository,
    HoldingRepository,
    HomeRepository,
    PaymentRepository,
    SubscriberRepository,
    TariffRepository,
)
from storage.threads import ThreadRepository
from storage.typed_readings import TypedReadingRepository
from storage.vacancies import VacancyRepository
from storage.waivers import WaiverRepository

Repository = TypeVar("Repository")


@dataclass(frozen=True)
class UnitSettings:
    """What some repositories need in addition to the connection.

    ``operator_chat_id`` is where alerts go, by the setting: the group may have another number now. It is
    empty if there is no such chat.
    """

    clock: Clock
    operator_chat_id: int | None
    operator_language: str


class _OnConnection(Generic[Repository]):
    """A repository that a unit makes when it is first asked for, without the lock of ``cached_property``."""

    def __init__(self, make: Callable[[Connection], Repository]) -> None:
        self._make = make

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, unit: None, owner: type) -> Self: ...
    @overload
    def __get__(self, unit: "StoredUnit", owner: type) -> Repository: ...
    def __get__(self, unit: "StoredUnit | None", owner: type) -> Self | Repository:
        if unit is None:
            return self
        repository = unit.__dict__[self._name] = self._make(unit.connection)
        return repository


class StoredUnit:
    """One unit of work; each repository is made when the work first asks for it."""

    def __init__(self, connection: Connection, settings: UnitSettings) -> None:
        self.connection = connection
        self._settings = settings

    ahead = _OnConnection(ahead_of)

    accounts = _OnConnection(AccountRepository)
    sessions = _OnConnection(SessionRepository)
    confirmations = _OnConnection(ConfirmationRepository)
    recoveries = _OnConnection(RecoveryRepository)
    claims = _OnConnection(ClaimRepository)
    attempts = _OnConnection(AttemptRepository)
    waivers = _OnConnection(WaiverRepository)
    bans = _OnConnection(BanRepository)
    closings = _OnConnection(ClosingRepository)
    erasing = _OnConnection(ErasingRepository)
    second_steps = _OnConnection(SecondStepRepository)
    pending_sign_ins = _OnConnection(PendingSignInRepository)

    subscribers = _OnConnection(SubscriberRepository)
    homes = _OnConnection(HomeRepository)
    holdings = _OnConnection(HoldingRepository)
    hands = _OnConnection(HandsRepository)
    payments = _OnConnection(PaymentRepository)
    bills = _OnConnection(BillRepository)
    tariffs = _OnConnection(TariffRepository)
    meters = _OnConnection(MeterRepository)
    readings = _OnConnection(ReadingRepository)
    history = _OnConnection(HistoryRepository)
    meter_changes = _OnConnection(MeterChangeRepository)
    typed_readings = _OnConnection(TypedReadingRepository)
    reminders = _OnConnection(ReminderRepository)
    batches = _OnConnection(BatchRepository)
    vacancies = _OnConnection(VacancyRepository)
    registry = _OnConnection(RegistryRepository)
    exports = _OnConnection(ExportRepository)

    audit = _OnConnection(AuditRepository)
    threads = _OnConnection(ThreadRepository)
    jobs = _OnConnection(JobRepository)
    duty = _OnConnection(DutyRepository)
    group = _OnConnection(GroupRepository)

    notices = _OnConnection(NoticeRepository)
    reports = _OnConnection(OutageReportRepository)
    addresses = _OnConnection(AddressRepository)

    conversations = _OnConnection(ConversationRepository)
    inbox = _OnConnection(InboxRepository)

    @cached_property
    def outbox(self) -> OutboxRepository:
        """Messages that go out; each is left at the present moment of the clock."""
        return OutboxRepository(self.connection, self._settings.clock)

    @cached_property  # mypy holds it to the bound of a type variable before it knows descriptors of our own
    def schedule(self) -> ScheduleRepository:
        """The runs of scheduled tasks."""
        return ScheduleRepository(self.connection)

    @cached_property
    def operators(self) -> OperatorsOutbox:
        """Messages to the operators' chat."""
        settings = self._settings
        return OperatorsOutbox(self.outbox, self.group, settings.operator_chat_id, settings.operator_language)

    @cached_property
    def alerts(self) -> AlertDesk:
        """Alerts, with the chat that they are announced in."""
        bursts = Bursts(BurstRepository(self.connection))
        return AlertDesk(AlertRepository(self.connection), bursts, self.operators)

    @cached_property
    def statistics(self) -> StatisticsRepository:
        """Counts for the operators."""
        return StatisticsRepository(self.connection, self.inbox, self.outbox)
