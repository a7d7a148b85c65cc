"""Readings that residents of the small town sent, and what goes to billing of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from integrations.export_files import ExportFiles
from integrations.registry_files import open_registry
from services.exchange.answers import FILE, AnswerReport, TakeAnswers
from services.exchange.exports import ExportReadings, ExportReport
from services.exchange.registry import Problem, RegistryRefusedError
from storage.columns import moment_text
from storage.unit import UnitSettings
from tests.engines import open_exchange, rows
from tests.registry.town import NOON, TOWN, Importer

MOSCOW = ZoneInfo("Europe/Moscow")
SIGN_IN = "INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (?, ?, ?)"


def nothing(*_: object) -> None:
    """Hear of progress."""


@dataclass
class Billing:
    """The town of two subscribers, held by Анна (two chats) and Борис (one)."""

    importer: Importer
    receipts: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    def __post_init__(self) -> None:
        self.importer(TOWN)
        for account, (login, language) in enumerate([("anna", "ru"), ("boris", "en")], 1):
            self.sql(
                "INSERT INTO accounts (id, login, login_key, password_hash, email, language, created_at,"
                " idempotency_key) VALUES (?, ?, ?, '', 'a@b.example', ?, ?, ?)",
                *(account, login, login, language, moment_text(NOON), login),
            )
        for chat, account in ((11, 1), (12, 1), (21, 2)):
            self.sql(
                SIGN_IN,
                chat,
                account,
                moment_text(NOON),
            )

    def move_in(self, account: int) -> int:
        """Let somebody else live in the town, with a chat, and return the account."""
        self.sql(
            "INSERT INTO accounts (id, login, login_key, password_hash, email, language, created_at,"
            " idempotency_key) VALUES (?, ?, ?, '', 'a@b.example', 'ru', ?, ?)",
            *(account, f"guest{account}", f"guest{account}", moment_text(NOON), f"guest{account}"),
        )
        self.sql(
            SIGN_IN,
            account * 100,
            account,
            moment_text(NOON),
        )
        return account

    def hold(self, number: str, account: int = 1) -> None:
        """Let an account hold a number."""
        self.sql(
            "INSERT INTO holdings (account_id, number, added_at, idempotency_key) VALUES (?, ?, ?, ?)",
            *(account, number, moment_text(NOON), number),
        )

    @property
    def database(self) -> Path:
        return self.importer.database

    @property
    def settings(self) -> UnitSettings:
        return self.importer.settings

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return rows(self.database, statement, *values)

    def reading(
        self,
        *values: int,
        meter: str = "M301",
        status: str = "accepted",
        account: int = 1,
        previous: int | None = 12_480_000,
        rolled_over: bool = False,
        at: datetime = NOON,
    ) -> str:
        """Store a reading with values in watt-hours and return its receipt."""
        ordinal = next(self.receipts)
        receipt = f"2611-{ordinal:07}-0"
        number = {"M301": "100200301", "M302": "100200302"}[meter]
        self.sql(
            "INSERT INTO readings (id, receipt, meter_id, number, account_id, month, entered_at, status,"
            " idempotency_key) VALUES (?, ?, ?, ?, ?, '2026-11', ?, ?, ?)",
            *(ordinal, receipt, meter, number, account, moment_text(at), status, receipt),
        )
        for scale, value in enumerate(values, 1):
            self.sql(
                "INSERT INTO reading_values (reading_id, scale, previous, value, rolled_over)"
                " VALUES (?, ?, ?, ?, ?)",
                *(ordinal, scale, previous, value, rolled_over),
            )
        return receipt

    def export(
        self,
        target: Path,
        *,
        again: int | None = None,
        pause: Callable[[float], None] = nothing,
        progress: Callable[[str, int, int], None] = nothing,
    ) -> ExportReport | None:
        """Export, some hours after the last one."""
        self.importer.now += timedelta(hours=7)
        with open_exchange(self.database, self.settings, pause=pause) as store:
            writer = ExportFiles(target, MOSCOW)
            return ExportReadings(store, self.settings.clock, writer, progress)(again)

    def exported(self, target: Path, again: int | None = None) -> ExportReport:
        report = self.export(target, again=again)
        assert report is not None
        return report

    def answer(self, *rows: str, header: str = "receipt;status;reason;month") -> AnswerReport:
        """Take over answers.csv with these rows, some hours later."""
        path = self.importer.folder / "answers.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return self.take(path)

    def take(self, path: Path, pause: Callable[[float], None] = nothing) -> AnswerReport:
        """Take over a file, a folder or an archive."""
        self.importer.now += timedelta(hours=7)
        with (
            open_registry(path, (FILE,)) as files,
            open_exchange(self.database, self.settings, pause=pause) as store,
        ):
            return TakeAnswers(store, self.settings.clock, nothing)(files)

    def refusals(self, *rows: str, header: str = "receipt;status;reason;month") -> list[Problem]:
        """The errors of a file that must be refused."""
        try:
            self.answer(*rows, header=header)
        except RegistryRefusedError as refused:
            return refused.findings.errors.first
        raise AssertionError("the answers were taken")

    def statuses(self) -> list[str]:
        return [status for (status,) in self.sql("SELECT status FROM readings ORDER BY id")]

    def told(self) -> list[tuple[Any, ...]]:
        """What waits for residents."""
        return self.sql(
            "SELECT recipient, kind, details, language, priority FROM outbox"
            " WHERE kind <> 'alert' ORDER BY id"
        )
