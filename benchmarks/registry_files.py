"""A registry of any size, the same every time.

``python -m benchmarks.registry_files FOLDER --subscribers N [--bill-months B] [--history-months H]``. The
proportions are those of a large city: per 100 subscribers 112 meters, 155 scales, 300 payments and 6 bills.
Addresses, names of scales and amounts vary as far as indexes and compression notice. Rows are written in
blocks, so memory does not grow with the size.

With ``--bill-months`` every subscriber has a bill of each of so many months, with a line for each scale; with
``--history-months`` every scale has a value of each of so many months.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SEED = 20261122
FIRST_NUMBER = 100_000_000
LAST_DAY = date(2026, 11, 15)
STREETS = ("Яблоневая", "Садовая", "Речная", "Школьная", "Ленинградская", "Набережная", "Заводская", "Лесная")
MODELS = ("Ромашка-101", "Ромашка-202", "Василёк-3", "Лютик-1М")
PRICE = 648
"""Kopecks per kWh in lines of bills."""
BLOCK = 5_000
"""Lines that are written at once."""


def write_registry(
    folder: Path, subscribers: int, bill_months: int = 0, history_months: int = 0
) -> dict[str, int]:
    """Write the files of a registry and return how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "subscribers.csv": ("number;address;balance;penalty", _subscribers(subscribers)),
        "meters.csv": (
            "meter;number;serial;model;digits;decimals;automatic;installed_on;verify_by",
            _meters(subscribers),
        ),
        "scales.csv": ("meter;scale;name;hours;last_value;last_date", _scales(subscribers)),
        "payments.csv": ("payment;number;paid_on;amount", _payments(subscribers)),
        "bills.csv": (
            "bill;number;month;charged;recalculated;penalty;paid;due",
            _bills_with_lines(subscribers, bill_months) if bill_months else _bills(subscribers),
        ),
        "tariffs.csv": ("rates;scale;from_kwh;price;valid_from", _tariffs()),
    }
    if bill_months:
        header = "bill;scale;basis;consumption;from_kwh;price;amount;note"
        files["bill_lines.csv"] = header, _bill_lines(subscribers, bill_months)
    if history_months:
        files["history.csv"] = "meter;scale;date;value;source", _history(subscribers, history_months)
    return {name: _write(folder / name, header, rows) for name, (header, rows) in files.items()}


def _write(path: Path, header: str, rows: Iterator[str]) -> int:
    count, block = 0, [header]
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            block.append(row)
            count += 1
            if len(block) == BLOCK:
                file.write("\n".join(block) + "\n")
                block.clear()
        file.write("\n".join([*block, ""]))
    return count


def _amount(kopecks: int) -> str:
    sign = "-" if kopecks < 0 else ""
    return f"{sign}{abs(kopecks) // 100},{abs(kopecks) % 100:02}"


def _subscribers(count: int) -> Iterator[str]:
    chance = random.Random(SEED)
    for place in range(count):
        street = STREETS[place // 5_000 % len(STREETS)]
        house, flat = place // 60 % 90 + 1, place % 60 + 1
        balance = _amount(chance.randrange(-50_000, 300_000))
        penalty = _amount(chance.choice((0, 0, 0, chance.randrange(5_000))))
        address = f"г. Светлогорье-{place // 400_000 + 1}, ул. {street}, д. {house}, кв. {flat}"
        yield f"{FIRST_NUMBER + place};{address};{balance};{penalty}"


def _meters_of(place: int) -> Iterator[tuple[str, int]]:
    """The meters of a subscriber with how many scales each has: every eighth has a second one."""
    rates = (1, 1, 2, 1, 1, 2, 1, 1, 3, 1)
    for meter in range(2 if place % 8 == 0 else 1):
        yield f"M{place}-{meter}", rates[(place + meter) % len(rates)]


def _meters(count: int) -> Iterator[str]:
    chance = random.Random(SEED + 1)
    for place in range(count):
        for meter, _ in _meters_of(place):
            day = date(2005, 1, 1) + timedelta(days=chance.randrange(7_500))
            model, digits = chance.choice(MODELS), 5 + place % 2
            serial = f"{chance.randrange(10**8):08}"
            verify = day.replace(year=day.year + 16, day=min(day.day, 28))
            number, automatic = FIRST_NUMBER + place, int(place % 20 == 7)
            yield f"{meter};{number};{serial};{model};{digits};0;{automatic};{day:%d.%m.%Y};{verify}"


def _scales(count: int) -> Iterator[str]:
    chance = random.Random(SEED + 2)
    names = {
        1: (("Круглосуточно", "0–24"),),
        2: (("День", "7–23"), ("Ночь", "23–7")),
        3: (("Пик", "7–10, 17–21"), ("Полупик", "10–17, 21–23"), ("Ночь", "23–7")),
    }
    for place in range(count):
        for meter, rates in _meters_of(place):
            for scale, (name, hours) in enumerate(names[rates], 1):
                value = f"{chance.randrange(90_000)};24.10.2026" if chance.random() < 0.97 else ";"
                yield f"{meter};{scale};{name};{hours};{value}"


def _payments(count: int) -> Iterator[str]:
    chance = random.Random(SEED + 3)
    for place in range(count):
        for payment in range(chance.choice((2, 3, 3, 3, 3, 3, 3, 3, 3, 4))):
            day = LAST_DAY - timedelta(days=30 * payment + chance.randrange(20))
            amount = _amount(chance.randrange(1, 500_000))
            yield f"P{place}-{payment};{FIRST_NUMBER + place};{day:%d.%m.%Y};{amount}"


def _bills(count: int) -> Iterator[str]:
    chance = random.Random(SEED + 4)
    for place in range(0, count, 16):
        due = _amount(chance.randrange(1, 500_000))
        yield f"B{place};{FIRST_NUMBER + place};2026-10;{due};0;0,00;0;{due}"


def _months(count: int) -> Iterator[date]:
    """The last months up to October 2026, oldest first."""
    for place in reversed(range(count)):
        years, month = divmod(LAST_DAY.year * 12 + 9 - place, 12)
        yield date(years, month + 1, 24)


def _lines_of(count: int, months: int) -> Iterator[tuple[int, date, list[tuple[int, int]]]]:
    """A bill of each subscriber and month: the kWh of each line and its scale."""
    chance = random.Random(SEED + 5)
    for place in range(count):
        scales = [scale for _, rates in _meters_of(place) for scale in range(1, rates + 1)]
        for day in _months(months):
            yield place, day, [(scale, chance.randrange(20, 400)) for scale in scales]


def _bills_with_lines(count: int, months: int) -> Iterator[str]:
    for place, day, lines in _lines_of(count, months):
        charged = _amount(sum(kwh * PRICE for _, kwh in lines))
        bill = f"B{place}-{day:%y%m}"
        yield f"{bill};{FIRST_NUMBER + place};{day:%Y-%m};{charged};0,00;0,00;0,00;{charged}"


def _bill_lines(count: int, months: int) -> Iterator[str]:
    for place, day, lines in _lines_of(count, months):
        for scale, kwh in lines:
            yield f"B{place}-{day:%y%m};{scale};reading;{kwh};0;{_amount(PRICE)};{_amount(kwh * PRICE)};"


def _history(count: int, months: int) -> Iterator[str]:
    chance = random.Random(SEED + 6)
    sources = ("resident",) * 7 + ("operator", "inspector", "calculated")
    for place in range(count):
        for meter, rates in _meters_of(place):
            for scale in range(1, rates + 1):
                value = chance.randrange(60_000)
                for day in _months(months):
                    value += chance.randrange(20, 400)
                    yield f"{meter};{scale};{day:%d.%m.%Y};{value};{chance.choice(sources)}"


def _tariffs() -> Iterator[str]:
    for rates in (1, 2, 3):
        for scale in range(1, rates + 1):
            yield f"{rates};{scale};0;{8 - scale},{rates}1;01.07.2026"


def main() -> None:
    """Write a registry and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--bill-months", type=int, default=0)
    parser.add_argument("--history-months", type=int, default=0)
    options = parser.parse_args()
    sizes = options.subscribers, options.bill_months, options.history_months
    for name, rows in write_registry(options.folder, *sizes).items():
        print(f"{name}: {rows:,} rows, {(options.folder / name).stat().st_size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
