"""What one unit of work sees: every repository, on one connection, inside one transaction."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from services.ports import Clock

if TYPE_CHECKING:
    from storage.accounts import AccountRepository
    from storage.alerts import AlertRepository
    from storage.attempts import AttemptRepository
    from storage.confirmations import ConfirmationRepository
    from storage.conversations import ConversationRepository
    from storage.inbox import InboxRepository
    from storage.meters import MeterRepository
    from storage.outbox import OutboxRepository
    from storage.readings import ReadingRepository
    from storage.registry import RegistryRepository
    from storage.sessions import SessionRepository
    from storage.subscribers import (
        BillRepository,
        HoldingRepository,
        PaymentRepository,
        SubscriberRepository,
        TariffRepository,
    )

# ruff: noqa: PLC0415


@dataclass(frozen=True)
class UnitSettings:
    """What repositories need besides the connection."""

    clock: Clock
    operator_chat_id: int | None
    operator_language: str


class SqliteUnit:
    """One unit of work; each repository is made when the work first asks for it."""

    def __init__(self, connection: sqlite3.Connection, settings: UnitSettings) -> None:
        self.connection = connection
        self._settings = settings

    @cached_property
    def accounts(self) -> "AccountRepository":
        from storage.accounts import AccountRepository

        return AccountRepository(self.connection)

    @cached_property
    def sessions(self) -> "SessionRepository":
        from storage.sessions import SessionRepository

        return SessionRepository(self.connection)

    @cached_property
    def confirmations(self) -> "ConfirmationRepository":
        from storage.confirmations import ConfirmationRepository

        return ConfirmationRepository(self.connection)

    @cached_property
    def attempts(self) -> "AttemptRepository":
        from storage.attempts import AttemptRepository

        return AttemptRepository(self.connection)

    @cached_property
    def subscribers(self) -> "SubscriberRepository":
        from storage.subscribers import SubscriberRepository

        return SubscriberRepository(self.connection)

    @cached_property
    def holdings(self) -> "HoldingRepository":
        from storage.subscribers import HoldingRepository

        return HoldingRepository(self.connection)

    @cached_property
    def payments(self) -> "PaymentRepository":
        from storage.subscribers import PaymentRepository

        return PaymentRepository(self.connection)

    @cached_property
    def bills(self) -> "BillRepository":
        from storage.subscribers import BillRepository

        return BillRepository(self.connection)

    @cached_property
    def tariffs(self) -> "TariffRepository":
        from storage.subscribers import TariffRepository

        return TariffRepository(self.connection)

    @cached_property
    def meters(self) -> "MeterRepository":
        from storage.meters import MeterRepository

        return MeterRepository(self.connection)

    @cached_property
    def readings(self) -> "ReadingRepository":
        from storage.readings import ReadingRepository

        return ReadingRepository(self.connection)

    @cached_property
    def registry(self) -> "RegistryRepository":
        from storage.registry import RegistryRepository

        return RegistryRepository(self.connection)

    @cached_property
    def conversations(self) -> "ConversationRepository":
        from storage.conversations import ConversationRepository

        return ConversationRepository(self.connection)

    @cached_property
    def inbox(self) -> "InboxRepository":
        from storage.inbox import InboxRepository

        return InboxRepository(self.connection)

    @cached_property
    def outbox(self) -> "OutboxRepository":
        from storage.outbox import OutboxRepository

        return OutboxRepository(self.connection, self._settings.clock)

    @cached_property
    def alerts(self) -> "AlertRepository":
        from storage.alerts import AlertRepository

        return AlertRepository(
            self.connection, self.outbox, self._settings.operator_chat_id, self._settings.operator_language
        )
