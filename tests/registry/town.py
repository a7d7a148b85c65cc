"""A registry small enough to read, and what tests do with one: spoil it, import it, look at the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from integrations.registry_files import open_registry
from services.exchange.registry import ImportRegistry, ImportReport, Phase, Problem, RegistryRefusedError
from storage.unit import UnitSettings
from tests.engines import open_stage, rows

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OPERATORS = -100500

TOWN = {
    "subscribers.csv": """\
number;address;balance;penalty
00100200301;г. Светлогорье, ул. Яблоневая, д. 1, кв. 1;48,48;0,00
100200302;г. Светлогорье, ул. Яблоневая, д. 1, кв. 2;-7.30;0
""",
    "meters.csv": """\
meter;number;serial;model;digits;decimals;automatic;installed_on;verify_by
M301;100200301;09348817;Ромашка-101;5;0;0;14.06.2019;14.06.2035
M302;100200302;41120563;Ромашка-202;6;2;0;2020-09-03;
""",
    "scales.csv": """\
meter;scale;name;hours;last_value;last_date
M301;1;Круглосуточно;0–24;12480;24.10.2026
M302;1;День;7–23;8214,45;24.10.2026
M302;2;Ночь;23–7;;
""",
    "payments.csv": """\
payment;number;paid_on;amount
P1;100200301;12.11.2026;1234,56
P2;100200302;2026-11-10;1500
""",
    "bills.csv": """\
bill;number;month;charged;recalculated;penalty;paid;due
B1;100200301;2026-10;1283,04;-10,00;0,00;1100,00;1283,04
""",
    "tariffs.csv": """\
rates;scale;from_kwh;price;valid_from
1;1;0;6,48;01.10.2026
1;1;1200;8,10;01.10.2026
2;1;0;7,45;01.10.2026
2;2;0;3,91;01.10.2026
""",
}


def without(text: str, fragment: str) -> str:
    """Lines of a file except those that hold the fragment."""
    kept = [line for line in text.splitlines(keepends=True) if fragment not in line]
    assert len(kept) < text.count("\n"), f"{fragment} is not there"
    return "".join(kept)


def with_row(file: str, row: str) -> dict[str, str]:
    """The town with one row more."""
    return {**TOWN, file: f"{TOWN[file]}{row}\n"}


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The town with other words in one file."""
    assert old in TOWN[file]
    return {**TOWN, file: TOWN[file].replace(old, new)}


@dataclass
class Importer:
    """Imports registries into one database, at noon and then a day later each time."""

    folder: Path
    now: datetime = NOON
    phases: list[tuple[Phase, int, int]] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "cabinet.db"

    @property
    def settings(self) -> UnitSettings:
        return UnitSettings(lambda: self.now, OPERATORS, "ru")

    def write(self, files: Mapping[str, str | bytes]) -> Path:
        folder = self.folder / "registry"
        folder.mkdir(exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    def take(self, path: Path) -> ImportReport:
        self.now += timedelta(days=1)
        with open_registry(path) as source, open_stage(self.database, self.settings, pause=skip) as stage:
            return ImportRegistry(stage, lambda: self.now, self._note)(source)

    def __call__(self, files: Mapping[str, str | bytes]) -> ImportReport:
        return self.take(self.write(files))

    def errors(self, files: Mapping[str, str | bytes]) -> list[Problem]:
        """The errors of a registry that must be refused."""
        try:
            self(files)
        except RegistryRefusedError as refused:
            return refused.findings.errors.first
        raise AssertionError("the registry was accepted")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.database, sql)

    def change(self, sql: str) -> None:
        rows(self.database, sql)

    def everything(self) -> list[str]:
        """All that the registry tables hold."""
        return [
            f'"{table}" {row}'
            for table in REGISTRY_TABLES
            for row in sorted(map(repr, rows(self.database, f"SELECT * FROM {table}")))  # noqa: S608
        ]

    def _note(self, phase: Phase, done: int, total: int) -> None:
        self.phases.append((phase, done, total))


def skip(seconds: float) -> None:
    """A pause that tests do not make."""
    assert seconds > 0


def places(problems: list[Problem]) -> list[tuple[str, int | None, str | None, str]]:
    """Where and why, without the values."""
    return [(problem.file, problem.line, problem.column, problem.code) for problem in problems]


REGISTRY_TABLES = (
    "subscribers",
    "meters",
    "scales",
    "payments",
    "bills",
    "bill_lines",
    "history",
    "tariffs",
    "imports",
)
