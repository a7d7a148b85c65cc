"""``python -m bot audit``, and the book that it prints."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.audit import Wanted, run_audit
from bot.settings import LOCALES
from domain.audit import Action
from domain.details import Value
from domain.operator import Operator
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.engines import place
from tests.services.fakes import FakeClock
from tests.structure.project import ROOT
from tests.structure.test_settings import ENOUGH
from ui.texts import Texts

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OLEG = Operator(601, "Олег")
say = Texts.load(LOCALES, "ru").within("ru").plain


async def book(path: Path, *entries: tuple[datetime, Operator, str, dict[str, Value]]) -> None:
    async with Database.open(path, clock=FakeClock(NOON)) as database:
        for at, operator, subject, details in entries:
            await database.write(partial(_add, operator=operator, subject=subject, details=details, at=at))


def _add(unit: StoredUnit, operator: Operator, subject: str, details: dict[str, Value], at: datetime) -> None:
    unit.audit.add(operator, Action.ALERT_TAKEN, subject, details, at)


def run(path: Path, wanted: Wanted) -> int:
    return run_audit(place(path), wanted, zone=MOSCOW, clock=FakeClock(NOON), say=say)


def printed(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    since: str | None = None,
    subject: str | None = None,
    as_csv: bool = False,
) -> str:
    code = run(path, Wanted(since, subject, as_csv))
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cabinet.db"


async def test_every_entry_is_a_line_in_local_time(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await book(path, (NOON, OLEG, "alert:17", {"until": "12:30", "reason": None}))
    assert printed(path, capsys) == (
        "22.11.2026 12:00:00  Олег (601)  alert-taken  alert:17  until=12:30  reason=\n"
    )


async def test_a_day_begins_at_midnight_of_the_time_zone(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    midnight = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    await book(
        path,
        (midnight - timedelta(seconds=1), OLEG, "alert:1", {}),
        (midnight, OLEG, "alert:2", {}),
        (NOON, OLEG, "alert:1", {}),
    )
    assert [line.split()[-1] for line in printed(path, capsys, since="22.11.2026").splitlines()] == [
        "alert:2",
        "alert:1",
    ]
    assert len(printed(path, capsys, subject="alert:1").splitlines()) == 2
    assert len(printed(path, capsys, subject="alert:1", since="22.11.2026").splitlines()) == 1


async def test_what_a_terminal_would_obey_is_written_out(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = Operator(1, "Оле\x1b[2Jг\u202e\r\n22.11.2026 забыто")
    await book(path, (NOON, nasty, "alert:1", {"answer": "a\nb\x9b31m\x07"}))
    out = printed(path, capsys)
    assert out.count("\n") == 1
    assert not set("\x1b\r\u202e\x9b\x07") & set(out)
    assert "Оле\\x1b[2Jг\\u202e\\r\\n22.11.2026 забыто" in out


async def test_what_a_spreadsheet_would_calculate_is_text(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Operator(1, '=HYPERLINK("http://x";"y")')
    await book(path, (NOON, bad, "+1", {}), (NOON, OLEG, " @x", {"reason": 'a;b\n"c"'}))
    rows = list(csv.DictReader(io.StringIO(printed(path, capsys, as_csv=True)), delimiter=";"))
    assert [row["operator"] for row in rows] == ['\'=HYPERLINK("http://x";"y")', "Олег"]
    assert [row["subject"] for row in rows] == ["'+1", "' @x"]
    assert rows[1]["details"] == 'reason=a;b\\n"c"'
    assert rows[1]["at"] == "2026-11-22T12:00:00+03:00"


@pytest.mark.parametrize("since", ["давно", "31.02.2026", "23.11.2026"])
async def test_a_day_that_is_none_is_refused(
    path: Path, capsys: pytest.CaptureFixture[str], since: str
) -> None:
    await book(path)
    code = run(path, Wanted(since))
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (1, "", 1)


def test_a_database_that_is_not_there_is_not_made(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(path, Wanted())
    assert code == 1
    assert str(path) in capsys.readouterr().err
    assert not path.exists()


async def test_nobody_changes_the_book_not_even_by_sql(path: Path) -> None:
    await book(path, (NOON, OLEG, "alert:1", {}))
    with closing(sqlite3.connect(path)) as connection:
        for statement in ("UPDATE audit SET operator_name = 'Ольга'", "DELETE FROM audit"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                connection.execute(statement)
        assert connection.execute("SELECT operator_name FROM audit").fetchall() == [("Олег",)]


async def test_the_command_prints_while_the_bot_runs_and_ends_when_nobody_reads(path: Path) -> None:
    await book(path, *((NOON, OLEG, f"alert:{number}", {}) for number in range(3000)))
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ENOUGH},
        **ENOUGH,
        "DATABASE_URL": f"sqlite:///{path}",
    }
    async with Database.open(path, clock=FakeClock(NOON)):
        shell = await asyncio.create_subprocess_shell(
            f"{sys.executable} -m bot audit --format csv | head -n 2; echo done",
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await shell.communicate()
    assert err == b""
    lines = out.decode().splitlines()
    assert lines[0] == "id;at;operator;operator_id;action;subject;details"
    assert lines[2:] == ["done"]
