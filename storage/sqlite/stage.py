"""A stage next to the database, where a registry waits until all of it is known to be good.

The stage is a file of its own, attached to the connection of the import. Reading 1.7 million subscribers and
checking them takes minutes and touches the stage only. Comparing reads a snapshot of the database, which does
not disturb the bot, and leaves in the stage what differs.

The differences come in by one transaction, so that an import that is ended at any moment leaves the old
registry or the new one. SQLite has a single writer, though, and the bot waits while that transaction lasts:
half a minute if all of 1.7 million subscribers changed. So where there are very many differences, those of
numbers that no account holds go ahead of it, in small portions with pauses between them. An account that
holds a number still sees everything change at once. New subscribers are closed until then and opened in
portions afterwards. An import that is ended leaves rows behind that are true, only early, and the next import
goes on from there.

Everything here works on the disk, with a page cache of fixed size. The stage keeps no journal, because each
import makes a new one and deletes it at the end. A lock that the system releases with the process keeps out a
second import, whose differences would be out of date.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.address import Address, AddressKey, masked_address
from domain.bill_line import Basis, BillPart
from domain.category import category_key
from domain.meter import scale_key
from domain.money import format_amount
from domain.renumbering import KnownScale, NamedScale, NamesDoNotTellError, numbers_of
from services.exchange.registry import (
    FILES,
    Advance,
    Change,
    Findings,
    HolderNews,
    Problem,
    ProblemList,
    RegistryFile,
    RegistryUnit,
    Row,
)
from storage.columns import moment_text
from storage.sqlite.database import connect
from storage.sqlite.errors import translated
from storage.sqlite.exchange import PAUSE_SECONDS, only_one, transaction
from storage.sqlite.migrate import migrate
from storage.unit import SqliteUnit, UnitSettings

MOST_ROWS_AT_ONCE = 250_000
"""Differences that one transaction writes in a second; with more of them, rows go ahead."""
PORTION_ROWS = 80_000
"""How much goes ahead in one transaction: a fifth of a second, or a whole one where the disk is busy."""
KEYS_AT_ONCE = 10_000
"""Homes whose keys are made in one transaction, which takes a fifth of a second."""
REMEMBERED_NAMES = 1024
"""The names of scales of a registry repeat, and so do its houses."""
CACHE_KIBIBYTES = 32 * 1024
"""Of the stage and of the database each; what does not fit goes through the disk."""

# Names of tables and columns come from the constants of services.registry, never from a file.
# ruff: noqa: S608


class Vanished(Enum):
    """What becomes of rows of the database that the registry does not name any more."""

    KEPT = "a file of payments or bills need not begin at the beginning"
    CLOSED = "marked with closed_at, since readings and holdings refer to it"
    DELETED = "a scale that its meter, which is still there, does not have any more"
    CORRECTED = "a value of a meter, from the first day on that the registry tells of it"
    REPLACED = "a line of a bill that other lines were told of, or that does not add up to its bill any more"
    UNNAMED = "a tariff of a category that the registry, which has tariffs, names no more"


@dataclass(frozen=True)
class Target:
    """The table of the database that a file goes to; ``names`` are those of columns with another name there.

    In the SQL, ``new`` is a row of the stage and ``old`` the one of the database with the same key.
    """

    file: RegistryFile
    vanished: Vanished
    is_unheld: str
    """The condition under which no account sees a difference, neither in the new row nor in the old one."""
    names: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    """What the program makes of a row, by the column of the database; before any lock, because it is slow."""
    stays_closed: bool = False
    """Whether rows that go ahead remain closed until the end, and hide what refers to them."""

    goes_by_names: bool = False
    """Whether rows have our numbers of scales, so that it has to be known before which scale is which."""

    @property
    def table(self) -> str:
        """The table's name, the same in the stage and in the database."""
        return self.file.table

    @property
    def find_changed(self) -> str:
        """Keep in the stage which of its rows are new to the database or differ from it.

        In the order of the keys: rows that come in like this fill the indexes of the database page by page,
        where any other order would bring nearly every page to the disk once for every portion.
        """
        values = [name for name in self.file.value_names if name not in self.file.key]
        news = ", ".join(f"new.{name}" for name in values)
        olds = ", ".join(f"old.{self._name(name)}" for name in values)
        reopens = "OR old.closed_at IS NOT NULL" if self.vanished is Vanished.CLOSED else ""
        is_new = f"old.{self._key[0]} IS NULL"
        made = "".join(f", {expression} AS {name}" for name, expression in self.made.items())
        return f"""
            CREATE TABLE stage.{self.table}_changed AS
            SELECT new.position, {is_new} AS is_new, {self.is_unheld} AS is_unheld{made}
            FROM stage.{self.table} AS new LEFT JOIN main.{self.table} AS old ON {self._same_key}
            WHERE {is_new} OR ({olds}) IS NOT ({news}) {reopens}
            ORDER BY {", ".join(f"new.{name}" for name in self.file.key)}
        """

    @property
    def find_ahead(self) -> str:
        """Keep in the stage, numbered without gaps, which of the changed rows may go ahead."""
        return f"""
            CREATE TABLE stage.{self.table}_ahead AS
            SELECT {", ".join(["position", *self.made])} FROM stage.{self.table}_changed WHERE is_unheld
        """

    @property
    def leave_rest(self) -> str:
        """Take what goes ahead out of what is left for the last transaction."""
        return f"DELETE FROM stage.{self.table}_changed WHERE is_unheld"

    @property
    def find_vanished(self) -> str:
        """Keep in the stage the keys of rows that the database has and the registry has no more."""
        conditions = {
            Vanished.KEPT: "FALSE",
            Vanished.CLOSED: "old.closed_at IS NULL",
            Vanished.DELETED: "EXISTS (SELECT 1 FROM stage.meters AS owner WHERE owner.meter = old.meter_id)",
            Vanished.CORRECTED: IS_NO_VALUE_ANY_MORE,
            Vanished.REPLACED: ARE_NO_LINES_ANY_MORE,
            Vanished.UNNAMED: IS_NO_CATEGORY_ANY_MORE,
        }
        return f"""
            CREATE TABLE stage.{self.table}_vanished AS
            SELECT {", ".join(self._key)} FROM main.{self.table} AS old
            WHERE {conditions[self.vanished]}
                AND NOT EXISTS (SELECT 1 FROM stage.{self.table} AS new WHERE {self._same_key})
        """

    @property
    def bring_ahead(self) -> str:
        """Write a portion of what ``find_ahead`` found: the rows ``:first`` to ``:last``; ``:at`` closes."""
        rows = f"stage.{self.table}_ahead AS ahead"
        return self._bring(rows, "ahead.rowid BETWEEN :first AND :last", stays_closed=self.stays_closed)

    @property
    def bring_in(self) -> str:
        """Write what ``find_changed`` found."""
        return self._bring(f"stage.{self.table}_changed", "TRUE", stays_closed=False)

    def _bring(self, rows: str, condition: str, *, stays_closed: bool) -> str:
        columns = [*(self._name(name) for name in self.file.value_names), *self.made]
        news = [*(f"new.{name}" for name in self.file.value_names), *self.made]
        updates = [f"{name} = excluded.{name}" for name in columns if name not in self._key]
        if stays_closed:
            columns, news = [*columns, "closed_at"], [*news, ":at"]
        elif self.vanished is Vanished.CLOSED:
            updates.append("closed_at = NULL")
        return f"""
            INSERT INTO main.{self.table} ({", ".join(columns)})
            SELECT {", ".join(news)} FROM {rows} JOIN stage.{self.table} AS new USING (position)
            WHERE {condition}
            ON CONFLICT ({", ".join(self._key)}) DO UPDATE SET {", ".join(updates)}
        """

    @property
    def take_out(self) -> str | None:
        """Close or delete what ``find_vanished`` found, where there can be such; ``:at`` is the moment."""
        key = ", ".join(self._key)
        are_vanished = f"({key}) IN (SELECT {key} FROM stage.{self.table}_vanished)"
        deletion = f"DELETE FROM main.{self.table} WHERE {are_vanished}"
        others = {
            Vanished.KEPT: None,
            Vanished.CLOSED: f"UPDATE main.{self.table} SET closed_at = :at WHERE {are_vanished}",
        }
        return others.get(self.vanished, deletion)

    @property
    def _key(self) -> list[str]:
        return [self._name(name) for name in self.file.key]

    @property
    def _same_key(self) -> str:
        return " AND ".join(f"old.{self._name(name)} = new.{name}" for name in self.file.key)

    def _name(self, name: str) -> str:
        return self.names.get(name, name)


NOBODY_HOLDS = "NOT EXISTS (SELECT 1 FROM main.holdings AS held WHERE held.number IN ({numbers}))"
OF_UNHELD_NUMBER = NOBODY_HOLDS.format(numbers="new.number, old.number")
OF_UNHELD_METER = "NOT EXISTS (SELECT 1 FROM stage.held_meters AS held WHERE held.meter = new.meter)"
OF_UNHELD_BILL = "NOT EXISTS (SELECT 1 FROM stage.held_bills AS held WHERE held.bill = new.bill)"


def _find_held(table: str, key: str) -> str:
    """Keep in the stage the few keys that belong, or have belonged, to numbers that accounts hold."""
    return f"""
        CREATE TABLE stage.held_{table} AS
        SELECT new.{key} FROM main.holdings JOIN stage.{table} AS new USING (number)
        UNION SELECT old.id FROM main.holdings JOIN main.{table} AS old USING (number)
    """


FIND_HELD = (
    _find_held("meters", "meter"),
    "CREATE UNIQUE INDEX stage.held_meters_by_key ON held_meters (meter)",
    _find_held("bills", "bill"),
    "CREATE UNIQUE INDEX stage.held_bills_by_key ON held_bills (bill)",
)


def _bases_of(part: BillPart) -> str:
    return ", ".join(f"'{basis}'" for basis in Basis if basis.part is part)


SUMS = ", ".join(
    f"coalesce(sum(amount) FILTER (WHERE basis IN ({_bases_of(part)})), 0) AS {part}" for part in BillPart
)
"""What lines of a bill add up to, a column for each sum of the bill."""
ARE_NO_LINES_ANY_MORE = f"""
    (
        EXISTS (SELECT 1 FROM stage.bill_lines AS told WHERE told.bill = old.bill_id)
        OR EXISTS (
            SELECT 1 FROM stage.bills AS whole WHERE whole.bill = old.bill_id
                AND ({", ".join(f"whole.{part}" for part in BillPart)})
                    IS NOT (SELECT {SUMS} FROM main.bill_lines AS known WHERE known.bill_id = old.bill_id)
        )
    )
"""
IS_NO_VALUE_ANY_MORE = """
    (SELECT count(*) FROM main.history) <> (SELECT count(*) FROM stage.history)
        - (SELECT count(*) FROM stage.history_changed WHERE is_new)
    AND old.read_on >= (SELECT since FROM stage.history_since AS told WHERE told.meter = old.meter_id)
"""
"""The counts are equal where each known value was told again, so that none has to be looked for."""
IS_NO_CATEGORY_ANY_MORE = """
    EXISTS (SELECT 1 FROM stage.tariffs)
    AND NOT EXISTS (SELECT 1 FROM stage.tariffs AS named WHERE named.category = old.category)
"""
ARE_SPREAD = """
    SELECT EXISTS (
        SELECT 1 FROM stage.{table} WHERE {counted} = 1 GROUP BY {within} HAVING count(*) > 1
    )
"""
"""Whether rows with the same key but for their place were counted from 1 twice."""
COUNT_ROWS = """
    UPDATE stage.{table} SET {counted} = places.place FROM (
        SELECT position, row_number() OVER (PARTITION BY {within} ORDER BY line) AS place FROM stage.{table}
    ) AS places WHERE places.position = {table}.position
"""

OPEN_SUBSCRIBERS_AHEAD = """
    UPDATE main.subscribers SET closed_at = NULL
    WHERE closed_at IS NOT NULL AND number IN (
        SELECT new.number FROM stage.subscribers_ahead AS ahead JOIN stage.subscribers AS new USING (position)
        WHERE ahead.rowid BETWEEN :first AND :last
    )
"""
"""Open a portion of what went ahead and was kept closed until all of it was there."""

MAKE_KEYS = """
    UPDATE main.subscribers
    SET street = street_key(address), place = place_key(address), house = house_key(address)
    WHERE number IN (SELECT number FROM main.subscribers WHERE street IS NULL LIMIT :most)
"""
"""Make the keys of addresses that came before there were keys, and have not changed since."""

FIND_RETURNED_NUMBERS = """
    CREATE TABLE stage.subscribers_returned AS
    SELECT DISTINCT held.number FROM main.holdings AS held
    JOIN main.subscribers AS old ON old.number = held.number
    WHERE old.closed_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM stage.subscribers AS new WHERE new.number = held.number)
"""
"""The held numbers that were closed and that the registry names again."""
LIST_NEWS = """
    SELECT a.id AS account_id, s.chat_id, a.language, changed.number, changed.is_closed FROM (
        SELECT number, TRUE AS is_closed FROM stage.subscribers_vanished
        UNION ALL SELECT number, FALSE FROM stage.subscribers_returned
    ) AS changed
    JOIN main.holdings AS held ON held.number = changed.number
    JOIN main.accounts AS a ON a.id = held.account_id
    LEFT JOIN main.sessions AS s ON s.account_id = held.account_id
    ORDER BY changed.number, s.chat_id
"""
"""The accounts that are told of a number that was closed or named again, with their chats."""

FIND_REGROUPED_METERS = """
    SELECT new.meter FROM stage.scales_changed AS changed
    JOIN stage.scales AS new USING (position)
    JOIN main.scales AS old ON old.meter_id = new.meter AND old.scale = new.scale
    WHERE NOT changed.is_new AND old.name <> new.name
    UNION
    SELECT new.meter FROM stage.scales_changed AS changed JOIN stage.scales AS new USING (position)
    WHERE changed.is_new AND EXISTS (SELECT 1 FROM main.scales AS old WHERE old.meter_id = new.meter)
    UNION SELECT meter_id FROM stage.scales_vanished
    ORDER BY 1
"""
"""The meters that have a scale with another name, one more or one less."""
LIST_KNOWN_SCALES = """
    SELECT scale, coalesce(identity, scale) AS number, name, last_value FROM main.scales
    WHERE meter_id = ? ORDER BY scale
"""
LIST_FOUND_SCALES = "SELECT line, scale, name, last_value FROM stage.scales WHERE meter = ? ORDER BY scale"
LIST_SENT_SCALES = """
    SELECT DISTINCT sent.scale FROM main.readings AS reading
    JOIN main.reading_values AS sent ON sent.reading_id = reading.id WHERE reading.meter_id = ?
"""
IS_OTHER_DEVICE = """
    SELECT 1 FROM stage.meters AS new JOIN main.meters AS old ON old.id = new.meter
    WHERE new.meter = ? AND old.serial <> new.serial
"""
CREATE_IDENTITIES = """
    CREATE TABLE stage.identities (
        meter TEXT, scale INTEGER, identity INTEGER, PRIMARY KEY (meter, scale)
    ) WITHOUT ROWID
"""
ADD_IDENTITY = "INSERT INTO stage.identities VALUES (?, ?, ?)"
CREATE_LEFT_METERS = "CREATE TABLE stage.left_meters (meter TEXT PRIMARY KEY) WITHOUT ROWID"
LEAVE_METER = "INSERT INTO stage.left_meters VALUES (?)"
FORGET_LEFT_METERS = (
    """
    DELETE FROM stage.scales_changed WHERE position IN (
        SELECT new.position FROM stage.left_meters JOIN stage.scales AS new USING (meter)
    )
    """,
    """
    DELETE FROM stage.meters_changed WHERE position IN (
        SELECT new.position FROM stage.left_meters JOIN stage.meters AS new USING (meter)
    )
    """,
    "DELETE FROM stage.scales_vanished WHERE meter_id IN (SELECT meter FROM stage.left_meters)",
)
KEEP_RENUMBERED_TOGETHER = """
    UPDATE stage.scales_changed SET is_unheld = FALSE WHERE position IN (
        SELECT new.position FROM stage.identities AS told JOIN stage.scales AS new USING (meter, scale)
    )
"""
"""Let names and identities of a meter change in one transaction, also where no account holds the number."""
NAME_VALUES = (
    "DELETE FROM stage.history WHERE meter IN (SELECT meter FROM stage.left_meters)",
    """
    CREATE TABLE stage.renumbered (
        meter TEXT, scale INTEGER, identity INTEGER, PRIMARY KEY (meter, scale)
    ) WITHOUT ROWID
    """,
    """
    INSERT INTO stage.renumbered
    SELECT meter, scale, coalesce(identity, scale) FROM stage.identities
    UNION ALL
    SELECT meter_id, scale, identity FROM main.scales AS old
    WHERE identity IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM stage.identities AS told WHERE told.meter = old.meter_id AND told.scale = old.scale
    )
    """,
    """
    UPDATE stage.history SET scale = told.identity FROM stage.renumbered AS told
    WHERE told.meter = history.meter AND told.scale = history.scale AND told.identity <> told.scale
    """,
    "CREATE TABLE stage.history_since (meter TEXT PRIMARY KEY, since TEXT) WITHOUT ROWID",
    "INSERT INTO stage.history_since SELECT meter, min(date) FROM stage.history GROUP BY meter",
)
"""Let values of the history go by our numbers of scales, as readings do, and leave those of a left meter."""
SET_IDENTITIES = """
    UPDATE main.scales SET identity = (
        SELECT told.identity FROM stage.identities AS told
        WHERE told.meter = scales.meter_id AND told.scale = scales.scale
    )
    WHERE (meter_id, scale) IN (SELECT meter, scale FROM stage.identities)
"""

FILE = {file.table: file for file in FILES}
TARGETS = (
    Target(
        FILE["subscribers"],
        Vanished.CLOSED,
        OF_UNHELD_NUMBER,
        made={name: f"{name}_key(new.address)" for name in ("street", "place", "house")},
        stays_closed=True,
    ),
    Target(FILE["meters"], Vanished.CLOSED, OF_UNHELD_NUMBER, {"meter": "id"}),
    Target(FILE["scales"], Vanished.DELETED, OF_UNHELD_METER, {"meter": "meter_id"}),
    Target(FILE["payments"], Vanished.KEPT, OF_UNHELD_NUMBER, {"payment": "id"}),
    Target(FILE["bills"], Vanished.KEPT, OF_UNHELD_NUMBER, {"bill": "id"}),
    Target(FILE["bill_lines"], Vanished.REPLACED, OF_UNHELD_BILL, {"bill": "bill_id"}),
    Target(
        FILE["history"],
        Vanished.CORRECTED,
        OF_UNHELD_METER,
        {"meter": "meter_id", "date": "read_on"},
        goes_by_names=True,
    ),
    Target(FILE["tariffs"], Vanished.UNNAMED, "FALSE"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over rows of the stage: ``sql`` selects the lines that break it and the values of the text.

    ``refers_to`` names the table whose keys it looks up: if some of those could not be read, what refers to
    them cannot be judged. A warning stops no import.
    """

    table: str
    column: str | None
    code: str
    sql: str
    refers_to: str | None = None
    is_warning: bool = False
    unless: str | None = None
    """What tells of all rows at once that none of them breaks this rule, nor others with the same words."""


def _duplicates(file: RegistryFile) -> Check:
    key = ", ".join(file.key)
    known = " AND ".join(f"{name} IS NOT NULL" for name in file.key)
    sql = f"""
        SELECT line, first FROM stage.{file.table} JOIN (
            SELECT {key}, MIN(line) AS first FROM stage.{file.table}
            WHERE {known} GROUP BY {key} HAVING COUNT(*) > 1
        ) USING ({key}) WHERE line > first ORDER BY line
    """
    return Check(file.table, file.key[0], "duplicate", sql)


def _unknown(table: str, column: str, refers_to: str) -> Check:
    sql = f"""
        SELECT line, {column} FROM stage.{table} AS row
        WHERE {column} IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM stage.{refers_to} AS known WHERE known.{column} = row.{column})
        ORDER BY line
    """
    return Check(table, column, f"unknown-{column}", sql, refers_to)


def _in_future(table: str, column: str) -> Check:
    sql = f"SELECT line FROM stage.{table} WHERE {column} > :latest ORDER BY line"
    return Check(table, column, "date-in-future", sql)


BEYOND_CAPACITY = """
    SELECT scales.line, digits FROM stage.scales JOIN stage.meters USING (meter)
    WHERE LENGTH(CAST(last_value / 1000 AS TEXT)) > digits ORDER BY scales.line
"""
CREATE_REGISTERS = """
    CREATE TABLE stage.registers (meter TEXT, scale INTEGER, beyond INTEGER, PRIMARY KEY (meter, scale))
    WITHOUT ROWID
"""
FIND_REGISTERS = """
    INSERT OR IGNORE INTO stage.registers
    SELECT meter, scale, CAST('1' || substr('00000000', 1, digits) AS INTEGER) * 1000
    FROM stage.scales JOIN stage.meters USING (meter) WHERE meter IS NOT NULL AND scale IS NOT NULL
"""
"""Every scale with the first watt-hours that do not fit into its digits."""
IS_HISTORY_RIGHT = """
    SELECT NOT EXISTS (
        SELECT 1 FROM stage.history AS row LEFT JOIN stage.registers AS known USING (meter, scale)
        WHERE known.beyond IS NULL OR value >= beyond OR date > :latest
    )
"""
UNKNOWN_SCALES = """
    SELECT line, meter, scale FROM stage.history AS row
    WHERE scale IS NOT NULL AND EXISTS (SELECT 1 FROM stage.meters AS known WHERE known.meter = row.meter)
        AND NOT EXISTS (
            SELECT 1 FROM stage.scales AS known WHERE known.meter = row.meter AND known.scale = row.scale
        )
    ORDER BY line
"""
VALUES_BEYOND_CAPACITY = """
    SELECT history.line, digits FROM stage.history JOIN stage.meters USING (meter)
    WHERE LENGTH(CAST(value / 1000 AS TEXT)) > digits ORDER BY history.line
"""
TOO_PRECISE = """
    SELECT scales.line, decimals FROM stage.scales JOIN stage.meters USING (meter)
    WHERE last_value % (CASE decimals WHEN 0 THEN 1000 WHEN 1 THEN 100 WHEN 2 THEN 10 ELSE 1 END) <> 0
    ORDER BY scales.line
"""
VALUE_WITHOUT_DATE = """
    SELECT line FROM stage.scales
    WHERE is_intact AND last_value IS NOT NULL AND last_date IS NULL ORDER BY line
"""
DATE_WITHOUT_VALUE = """
    SELECT line FROM stage.scales
    WHERE is_intact AND last_value IS NULL AND last_date IS NOT NULL ORDER BY line
"""
SCALES_WITH_GAPS = """
    SELECT MIN(line) AS line, meter, MAX(scale) AS highest FROM stage.scales
    WHERE meter IS NOT NULL GROUP BY meter
    HAVING COUNT(*) = COUNT(scale) AND COUNT(DISTINCT scale) <> MAX(scale) ORDER BY 1
"""
METERS_WITHOUT_SCALES = """
    SELECT line, meter FROM stage.meters AS row
    WHERE meter IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stage.scales WHERE scales.meter = row.meter)
    ORDER BY line
"""
SCALES_ALIKE = """
    SELECT later.line, later.meter, later.name FROM stage.scales AS later
    WHERE later.scale > 1 AND EXISTS (
        SELECT 1 FROM stage.scales AS before
        WHERE before.meter = later.meter AND before.scale < later.scale
            AND scale_key(before.name) = scale_key(later.name)
    )
    ORDER BY later.line
"""
SCALES_BEYOND_RATES = "SELECT line, rates FROM stage.tariffs WHERE scale > rates ORDER BY line"
RANGES_WITHOUT_BEGINNING = """
    SELECT MIN(line) AS line FROM stage.tariffs WHERE is_intact
    GROUP BY rates, scale, category, valid_from HAVING MIN(from_kwh) > 0 ORDER BY 1
"""


CATEGORIES_WITHOUT_TARIFF = """
    SELECT min(line) AS line, category FROM (
        SELECT category, min(line) AS line FROM stage.subscribers WHERE category <> '' GROUP BY category
    ) AS named
    WHERE EXISTS (SELECT 1 FROM stage.tariffs)
        AND NOT EXISTS (
            SELECT 1 FROM stage.tariffs AS known WHERE known.category = category_key(named.category)
        )
    GROUP BY category_key(category) ORDER BY 1
"""


FIRST_LINES = ", ".join(
    f"min(line) FILTER (WHERE basis IN ({_bases_of(part)})) AS {part}_line" for part in BillPart
)
SUMS_OF_BILL = ", ".join(f"whole.{part} AS {part}_of_bill" for part in BillPart)
DIFFERENCES = " UNION ALL ".join(
    f"""
    SELECT coalesce({part}_line, first_line) AS line, bill, '{part}' AS part,
        amount_text({part}) AS found, amount_text({part}_of_bill) AS expected
    FROM sums WHERE {part} <> {part}_of_bill
    """
    for part in BillPart
)
LINES_NOT_ADDING_UP = f"""
    WITH told AS (
        SELECT bill, min(line) AS first_line, {FIRST_LINES}, {SUMS}
        FROM stage.bill_lines GROUP BY bill HAVING min(is_intact)
    ), sums AS MATERIALIZED (
        SELECT told.*, {SUMS_OF_BILL} FROM told JOIN stage.bills AS whole USING (bill)
        WHERE whole.is_intact AND {" + ".join(f"(told.{part} <> whole.{part})" for part in BillPart)}
    )
    {DIFFERENCES} ORDER BY 1
"""
"""Where the lines of a bill do not make one of its sums: at the first of them, if there is any."""

CHECKS = (
    *(_duplicates(file) for file in FILES if not file.counted),
    _unknown("meters", "number", "subscribers"),
    _unknown("scales", "meter", "meters"),
    _unknown("payments", "number", "subscribers"),
    _unknown("bills", "number", "subscribers"),
    _unknown("bill_lines", "bill", "bills"),
    *(
        replace(check, unless=IS_HISTORY_RIGHT)
        for check in (
            _unknown("history", "meter", "meters"),
            Check("history", "scale", "unknown-scale", UNKNOWN_SCALES, "scales"),
            Check("history", "value", "value-beyond-capacity", VALUES_BEYOND_CAPACITY),
            _in_future("history", "date"),
        )
    ),
    Check("bill_lines", "amount", "lines-not-adding-up", LINES_NOT_ADDING_UP, "bill_lines"),
    Check("meters", None, "meter-without-scales", METERS_WITHOUT_SCALES, "scales"),
    Check("scales", "scale", "scales-with-gaps", SCALES_WITH_GAPS, "scales"),
    Check("scales", "name", "scales-alike", SCALES_ALIKE),
    Check("scales", "last_value", "value-beyond-capacity", BEYOND_CAPACITY),
    Check("scales", "last_value", "value-too-precise", TOO_PRECISE),
    Check("scales", "last_date", "value-without-date", VALUE_WITHOUT_DATE),
    Check("scales", "last_value", "date-without-value", DATE_WITHOUT_VALUE),
    _in_future("scales", "last_date"),
    _in_future("payments", "paid_on"),
    Check("subscribers", "category", "category-without-tariff", CATEGORIES_WITHOUT_TARIFF, is_warning=True),
    Check("tariffs", "scale", "scale-beyond-rates", SCALES_BEYOND_RATES),
    Check("tariffs", "from_kwh", "range-without-beginning", RANGES_WITHOUT_BEGINNING, "tariffs"),
)


@contextmanager
def open_stage(
    database: Path, settings: UnitSettings, *, pause: Callable[[float], None] = time.sleep
) -> Iterator["SqliteRegistryStage"]:
    """Open the database with an empty stage next to it, which is removed at the end.

    ``pause`` lets others write for some seconds.

    Errors: ``ExchangeIsRunningError``, ``MigrationError``, and inside as well ``StoreError``.
    """
    with translated(), only_one(database.with_name(f"{database.name}.import-lock")):
        path = database.with_name(f"{database.name}.import-stage")
        with closing(connect(database)) as connection, _private_file(path):
            migrate(connection, clock=settings.clock)
            for name, make in FUNCTIONS.items():
                connection.create_function(name, 1, make, deterministic=True)
            _attach(connection, path)
            yield SqliteRegistryStage(connection, settings, pause)


@contextmanager
def _private_file(path: Path) -> Iterator[None]:
    """Make an empty file, instead of what a killed import may have left, and remove it at the end."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    try:
        yield
    finally:
        path.unlink()


@lru_cache(maxsize=REMEMBERED_NAMES)
def _scale_key(name: str | None) -> str | None:
    return None if name is None else scale_key(name)


@lru_cache(maxsize=REMEMBERED_NAMES)
def _keys_of_house(house: str) -> AddressKey:
    return Address.parse(house).key


@lru_cache(maxsize=1)
def _keys(address: str) -> AddressKey:
    """Take an address apart once for all flats of a house, which follow one another in most registries."""
    return _keys_of_house(masked_address(address))


FUNCTIONS: Mapping[str, Callable[[Any], str | None]] = {
    "scale_key": _scale_key,
    "amount_text": format_amount,
    "category_key": category_key,
    "street_key": lambda address: _keys(address).street,
    "place_key": lambda address: _keys(address).place,
    "house_key": lambda address: _keys(address).house,
}
"""What SQL asks the program for; addresses are never NULL."""


def _attach(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("ATTACH DATABASE ? AS stage", (str(path),))
    connection.execute("PRAGMA stage.journal_mode = OFF")
    connection.execute("PRAGMA stage.synchronous = OFF")
    for schema in ("main", "stage"):
        connection.execute(f"PRAGMA {schema}.cache_size = -{CACHE_KIBIBYTES}")


@dataclass(frozen=True)
class SqliteRegistryStage:
    """Implements ``services.exchange.registry.RegistryStage``."""

    connection: sqlite3.Connection
    settings: UnitSettings
    pause: Callable[[float], None]
    files: dict[str, RegistryFile] = field(default_factory=dict)
    """What is here, without the columns that stay as the database has them, by its tables."""

    @property
    def targets(self) -> list[Target]:
        """The tables to which files go, with the columns that the files have."""
        return [replace(target, file=self.files[target.table]) for target in TARGETS]

    def fill(self, file: RegistryFile, rows: Iterable[Row]) -> int:
        """Take the rows of one file and return how many there were."""
        self.files[file.table] = file
        kept = ", ".join(file.value_names)
        marks = ", ".join("?" * len(file.value_names))
        with transaction(self.connection, "BEGIN"):
            self.connection.execute(
                f"""
                CREATE TABLE stage.{file.table} (
                    position INTEGER PRIMARY KEY, line INTEGER, is_intact INTEGER, {kept}
                )
                """
            )
            inserted = self.connection.executemany(
                f"INSERT INTO stage.{file.table} (line, is_intact, {kept}) VALUES (?, ?, {marks})",
                _counted(file, rows) if file.counted else rows,
            )
            # With the line in it nothing else is read to find doubles.
            key = ", ".join([*file.key, "line"])
            self.connection.execute(f"CREATE INDEX stage.{file.table}_by_key ON {file.table} ({key})")
            if file.counted:
                self._count_spread_rows(file)
        return inserted.rowcount

    def _count_spread_rows(self, file: RegistryFile) -> None:
        """Count rows again if those that belong together do not follow one another."""
        within = ", ".join(name for name in file.key if name != file.counted)
        names = {"table": file.table, "counted": file.counted, "within": within}
        if self._holds(ARE_SPREAD.format(**names), {}):
            self.connection.execute(COUNT_ROWS.format(**names))

    def check(self, latest: date, findings: Findings, advance: Advance) -> None:
        """Report what only the whole registry shows."""
        day = {"latest": latest.isoformat()}
        unreadable = {file.table for file in FILES if self._has_unreadable_keys(file)}
        self.connection.execute(CREATE_REGISTERS)
        self.connection.execute(FIND_REGISTERS)
        kept = {sql for sql in {check.unless for check in CHECKS} if sql and self._holds(sql, day)}
        for done, check in enumerate(CHECKS, 1):
            is_asked = check.unless not in kept and check.refers_to not in unreadable
            if is_asked and self._has_column(check):
                found = findings.warnings if check.is_warning else findings.errors
                for row in self.connection.execute(check.sql, day):
                    found.add(_problem(check, row))
            advance(done, len(CHECKS))

    def _holds(self, sql: str, values: Mapping[str, str]) -> bool:
        return bool(self.connection.execute(sql, values).fetchone()[0])

    def compare(self, left: ProblemList, advance: Advance, *, names_tell: bool) -> list[Change]:
        """Find out what differs from the database, table by table, and which scale is which."""
        with transaction(self.connection, "BEGIN"):
            for statement in FIND_HELD:
                self.connection.execute(statement)
            for done, target in enumerate(self.targets, 1):
                if target.goes_by_names:
                    self._tell_scales(left, names_tell=names_tell)
                self.connection.execute(target.find_changed)
                self.connection.execute(target.find_vanished)
                advance(done, len(self.targets))
            return [self._change(target) for target in self.targets]

    def _tell_scales(self, left: ProblemList, *, names_tell: bool) -> None:
        """Find our numbers of scales with other numbers or names; leave meters where it is open.

        A meter with another serial number is another device, whose names cannot be those of the old one.
        """
        self.connection.execute(CREATE_IDENTITIES)
        self.connection.execute(CREATE_LEFT_METERS)
        for line, meter, known, found in self._regrouped():
            sent = {row["scale"] for row in self.connection.execute(LIST_SENT_SCALES, (meter,))}
            is_other = self.connection.execute(IS_OTHER_DEVICE, (meter,)).fetchone() is not None
            try:
                numbers = numbers_of(known, found, sent, names_tell=names_tell or is_other)
            except NamesDoNotTellError as error:
                left.add(Problem("scales.csv", line, "name", error.code, {"meter": meter, **error.values}))
                self.connection.execute(LEAVE_METER, (meter,))
            else:
                others = [(meter, at, None if at == own else own) for at, own in numbers.items()]
                self.connection.executemany(ADD_IDENTITY, others)
        for statement in FORGET_LEFT_METERS:
            self.connection.execute(statement)
        self.connection.execute(KEEP_RENUMBERED_TOGETHER)
        for statement in NAME_VALUES:
            self.connection.execute(statement)

    def _regrouped(self) -> Iterator[tuple[int, str, list[KnownScale], list[NamedScale]]]:
        """List the meters whose scales are not as before, each with the old scales and the new ones."""
        for (meter,) in self.connection.execute(FIND_REGROUPED_METERS).fetchall():
            olds = self.connection.execute(LIST_KNOWN_SCALES, (meter,)).fetchall()
            news = self.connection.execute(LIST_FOUND_SCALES, (meter,)).fetchall()
            known = [KnownScale(row["number"], _named(row)) for row in olds]
            yield news[0]["line"], meter, known, [_named(row) for row in news]

    def apply(
        self, at: datetime, also: Callable[[RegistryUnit, Iterable[HolderNews]], None], advance: Advance
    ) -> None:
        """Make the differences count, and run ``also`` with what holders have to know, all at once.

        ``advance`` is not called inside of a transaction: a terminal can be halted, and would halt the bot.
        """
        moment = {"at": moment_text(at)}
        are_ahead = sum(self._count(f"{target.table}_changed") for target in self.targets) > MOST_ROWS_AT_ONCE
        portions = list(self._portions_ahead()) if are_ahead else []
        for done, portion in enumerate(portions):
            advance(done, len(portions) + 1)
            with transaction(self.connection, "BEGIN IMMEDIATE"):
                for target, first, last in portion:
                    self.connection.execute(target.bring_ahead, {"first": first, "last": last, **moment})
            self.pause(PAUSE_SECONDS)
        advance(len(portions), len(portions) + 1)
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            self.connection.execute(FIND_RETURNED_NUMBERS)
            for target in self.targets:
                self.connection.execute(target.bring_in)
                if target.take_out is not None:
                    self.connection.execute(target.take_out, moment)
            self.connection.execute(SET_IDENTITIES)
            also(SqliteUnit(self.connection, self.settings), self._news())
        advance(len(portions) + 1, len(portions) + 1)
        if are_ahead:
            self._open_ahead()
        self._make_keys()

    def _make_keys(self) -> None:
        """Make the keys of addresses in portions; an import that is ended leaves the rest to the next one."""
        while self._make_some_keys() == KEYS_AT_ONCE:
            self.pause(PAUSE_SECONDS)

    def _make_some_keys(self) -> int:
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            return self.connection.execute(MAKE_KEYS, {"most": KEYS_AT_ONCE}).rowcount

    def _open_ahead(self) -> None:
        count = self._count("subscribers_ahead")
        for first in range(1, count + 1, PORTION_ROWS):
            self.pause(PAUSE_SECONDS)
            with transaction(self.connection, "BEGIN IMMEDIATE"):
                self.connection.execute(
                    OPEN_SUBSCRIBERS_AHEAD, {"first": first, "last": first + PORTION_ROWS - 1}
                )

    def _news(self) -> Iterator[HolderNews]:
        for row in self.connection.execute(LIST_NEWS):
            holder = row["account_id"], row["chat_id"], row["language"]
            yield HolderNews(*holder, row["number"], bool(row["is_closed"]))

    def write(self, work: Callable[[RegistryUnit], None]) -> None:
        """Run work in a transaction of its own."""
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            work(SqliteUnit(self.connection, self.settings))

    def _portions_ahead(self) -> Iterator[list[tuple[Target, int, int]]]:
        """Divide what goes ahead into portions: ranges of rows of one table or several."""
        portion, room = [], PORTION_ROWS
        for target in self.targets:
            self.connection.execute(target.find_ahead)
            self.connection.execute(target.leave_rest)
            count, last = self._count(f"{target.table}_ahead"), 0
            while last < count:
                first, last = last + 1, min(last + room, count)
                portion.append((target, first, last))
                room -= last - first + 1
                if not room:
                    yield portion
                    portion, room = [], PORTION_ROWS
        if portion:
            yield portion

    def _count(self, table: str) -> int:
        count: int = self.connection.execute(f"SELECT COUNT(*) FROM stage.{table}").fetchone()[0]
        return count

    def _has_column(self, check: Check) -> bool:
        return check.column is None or check.column in self.files[check.table].value_names

    def _has_unreadable_keys(self, file: RegistryFile) -> bool:
        is_unreadable = " OR ".join(f"{name} IS NULL" for name in file.key)
        sql = f"SELECT EXISTS (SELECT 1 FROM stage.{file.table} WHERE {is_unreadable})"
        return self._holds(sql, {})

    def _change(self, target: Target) -> Change:
        sql = f"""
            SELECT (SELECT COUNT(*) FROM stage.{target.table}),
                COUNT(*) FILTER (WHERE is_new), COUNT(*) FILTER (WHERE NOT is_new),
                (SELECT COUNT(*) FROM stage.{target.table}_vanished)
            FROM stage.{target.table}_changed
        """
        rows, added, altered, vanished = self.connection.execute(sql).fetchone()
        return Change(target.table, rows, added, altered, vanished)


def _counted(file: RegistryFile, rows: Iterable[Row]) -> Iterator[Row]:
    """Add to each row its place among those that follow one another with the rest of the key in common."""
    at = [2 + file.column_names.index(name) for name in file.key if name != file.counted]
    last, place = None, 0
    for row in rows:
        key = [row[index] for index in at]
        place = place + 1 if key == last else 1
        last = key
        yield (*row, place)


def _named(row: sqlite3.Row) -> NamedScale:
    return NamedScale(row["scale"], row["name"], row["last_value"])


def _problem(check: Check, row: sqlite3.Row) -> Problem:
    values = {name: row[name] for name in row.keys() if name != "line"}  # noqa: SIM118
    return Problem(f"{check.table}.csv", row["line"], check.column, check.code, values)
