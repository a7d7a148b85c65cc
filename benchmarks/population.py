"""Residents who registered, confirmed their e-mail and added their number, in a database of the bot's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.flats import Flat
from bot.process.clock import SystemClock
from domain.account import NewAccount
from domain.consent import NAMES_SINCE
from integrations.registry_files import open_registry
from services.exchange.registry import ImportRegistry
from services.people.consents import PERSONAL_DATA
from storage.sqlite.database import Database
from storage.sqlite.stage import open_stage
from storage.unit import StoredUnit, UnitSettings


async def settle(database: Path, flats: Sequence[Flat], neighbours: Sequence[Flat] = ()) -> None:
    """Make a database in which everybody is signed in and has one number with a meter of one rate.

    Of ``neighbours`` only billing knows.
    """
    clock = SystemClock()
    folder = database.with_suffix(".registry")
    write_registry(folder, [*flats, *neighbours], "0,00")
    settings = UnitSettings(clock, operator_chat_id=None, operator_language="ru")
    with open_registry(folder) as source, open_stage(database, settings) as stage:
        ImportRegistry(stage, clock, lambda *_: None)(source)

    def register(unit: StoredUnit) -> None:
        now = clock()
        for flat in flats:
            login, email = f"resident{flat.place}", f"resident{flat.place}@mail.example"
            account = unit.accounts.add(
                NewAccount(login, login, "no password fits", email, None, "ru"), f"registered-{login}", now
            )
            assert account is not None
            unit.accounts.confirm_email(account.id, email, now)
            unit.accounts.add_consent(account.id, PERSONAL_DATA, NAMES_SINCE, now, flat.person)
            unit.sessions.put(flat.person, account.id, now)
            unit.holdings.add(account.id, flat.number, f"added-{login}", now)

    async with Database.open(database, clock=clock) as store:
        await store.write(register)


def write_registry(folder: Path, flats: Sequence[Flat], balance: str) -> None:
    """Write what billing hands over about these flats, all of which owe the same (roubles)."""
    folder.mkdir(parents=True)
    read_on = f"{SystemClock()() - timedelta(days=30):%d.%m.%Y}"
    _write(
        folder / "subscribers.csv",
        "number;address;balance;penalty",
        (
            (flat.number, f"г. Светлогорье, ул. Проверочная, д. {flat.place}", balance, "0,00")
            for flat in flats
        ),
    )
    _write(
        folder / "meters.csv",
        "meter;number;serial;model;digits;decimals;automatic;installed_on;verify_by",
        ((f"M{flat.number}", flat.number, f"S{flat.place}", "Ромашка", 6, 0, 0, "", "") for flat in flats),
    )
    _write(
        folder / "scales.csv",
        "meter;scale;name;hours;last_value;last_date",
        ((f"M{flat.number}", 1, "Круглосуточно", "0–24", flat.previous, read_on) for flat in flats),
    )
    _write(folder / "payments.csv", "payment;number;paid_on;amount", ())
    _write(folder / "tariffs.csv", "rates;scale;from_kwh;price;valid_from", [(1, 1, 0, "6,48", read_on)])


def _write(file: Path, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"{columns}\n")
        csv.writer(stream, delimiter=";").writerows(rows)
