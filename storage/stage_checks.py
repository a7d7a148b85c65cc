"""What must be true of a registry as a whole, as statements over its rows in the stage."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from domain.bill_line import BillPart
from domain.category import category_key
from domain.meter import scale_key
from domain.money import format_amount
from services.exchange.registry import FILES, Findings, Problem, RegistryFile
from storage.connection import Row
from storage.stage_targets import SUMS, bases_of

# Names of tables and columns come from the constants of services.registry, never from a file.
# ruff: noqa: S608


DUPLICATE = "duplicate"
"""The code of a rule that an index has looked after already where no key stands twice."""


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
    amounts: frozenset[str] = frozenset()
    """The values that are kopecks."""


def _duplicates(file: RegistryFile) -> Check:
    key = ", ".join(file.key)
    known = " AND ".join(f"{name} IS NOT NULL" for name in file.key)
    sql = f"""
        SELECT line, first FROM stage.{file.table} JOIN (
            SELECT {key}, MIN(line) AS first FROM stage.{file.table}
            WHERE {known} GROUP BY {key} HAVING COUNT(*) > 1
        ) AS doubled USING ({key}) WHERE line > first ORDER BY line
    """
    return Check(file.table, file.key[0], DUPLICATE, sql)


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
MOST_DIGITS = 8
"""Of a meter, as ``services.exchange.registry.FILES`` has it."""
BEYOND = " ".join(f"WHEN {digits} THEN {10**digits * 1000}" for digits in range(MOST_DIGITS + 1))
FIND_REGISTERS = f"""
    INSERT INTO stage.registers SELECT meter, scale, CASE digits {BEYOND} END
    FROM stage.scales JOIN stage.meters USING (meter) WHERE meter IS NOT NULL AND scale IS NOT NULL
    ON CONFLICT DO NOTHING
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
    SELECT later.line, later.meter, later.name
    FROM stage.scales AS later JOIN stage.scale_keys AS spelled ON spelled.name = later.name
    WHERE later.scale > 1 AND EXISTS (
        SELECT 1 FROM stage.scales AS before JOIN stage.scale_keys AS same ON same.name = before.name
        WHERE before.meter = later.meter AND before.scale < later.scale AND same.alike = spelled.alike
    )
    ORDER BY later.line
"""
SCALES_BEYOND_RATES = "SELECT line, rates FROM stage.tariffs WHERE scale > rates ORDER BY line"
RANGES_WITHOUT_BEGINNING = """
    SELECT MIN(line) AS line FROM stage.tariffs WHERE is_intact
    GROUP BY rates, scale, category, valid_from HAVING MIN(from_kwh) > 0 ORDER BY 1
"""


CATEGORIES_WITHOUT_TARIFF = """
    SELECT line, category FROM (
        SELECT line, category, row_number() OVER (PARTITION BY alike ORDER BY line) AS place FROM (
            SELECT category, min(line) AS line FROM stage.subscribers WHERE category <> '' GROUP BY category
        ) AS named
        JOIN stage.category_keys AS spelled ON spelled.name = named.category
        WHERE EXISTS (SELECT 1 FROM stage.tariffs)
            AND NOT EXISTS (SELECT 1 FROM stage.tariffs AS known WHERE known.category = spelled.alike)
    ) AS unknown
    WHERE place = 1 ORDER BY line
"""


FIRST_LINES = ", ".join(
    f"min(line) FILTER (WHERE basis IN ({bases_of(part)})) AS {part}_line" for part in BillPart
)
SUMS_OF_BILL = ", ".join(f"whole.{part} AS {part}_of_bill" for part in BillPart)
DIFFERENCES = " UNION ALL ".join(
    f"""
    SELECT coalesce({part}_line, first_line) AS line, bill, '{part}' AS part,
        {part} AS found, {part}_of_bill AS expected
    FROM sums WHERE {part} <> {part}_of_bill
    """
    for part in BillPart
)
LINES_NOT_ADDING_UP = f"""
    WITH told AS (
        SELECT bill, min(line) AS first_line, {FIRST_LINES}, {SUMS}
        FROM stage.bill_lines GROUP BY bill HAVING count(*) = count(*) FILTER (WHERE is_intact)
    ), sums AS MATERIALIZED (
        SELECT told.*, {SUMS_OF_BILL} FROM told JOIN stage.bills AS whole USING (bill)
        WHERE whole.is_intact
            AND ({", ".join(f"told.{part}" for part in BillPart)})
                <> ({", ".join(f"whole.{part}" for part in BillPart)})
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
    Check(
        "bill_lines",
        "amount",
        "lines-not-adding-up",
        LINES_NOT_ADDING_UP,
        "bill_lines",
        amounts=frozenset({"found", "expected"}),
    ),
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


@dataclass(frozen=True, slots=True)
class Spelling:
    """Names that are spelled differently and mean the same; ``table`` keeps what they have in common."""

    table: str
    file: str
    column: str
    key: Callable[[str], str]

    @property
    def create(self) -> str:
        """Make the table."""
        return f"CREATE TABLE stage.{self.table} (name TEXT PRIMARY KEY, alike TEXT) WITHOUT ROWID"

    @property
    def list_names(self) -> str:
        """List each name once."""
        return f"SELECT DISTINCT {self.column} FROM stage.{self.file} WHERE {self.column} <> ''"


SPELLINGS = (
    Spelling("scale_keys", "scales", "name", scale_key),
    Spelling("category_keys", "subscribers", "category", category_key),
)


Find: TypeAlias = Callable[[str, Mapping[str, str]], Iterable[Row]]
"""Gives what a query with these values finds, row by row, because a wrong file has millions of errors."""


def judge(
    find: Find, checks: Iterable[Check], values: Mapping[str, str], advance: Callable[[int], None]
) -> dict[Check, Findings]:
    """Return what each rule finds; ``advance`` hears how many were looked at."""
    is_right: dict[str, bool] = {}
    found = {}
    for done, check in enumerate(checks, 1):
        if check.unless is not None and check.unless not in is_right:
            is_right[check.unless] = all(row[0] for row in find(check.unless, values))
        found[check] = Findings()
        if check.unless is None or not is_right[check.unless]:
            problems = found[check].warnings if check.is_warning else found[check].errors
            for row in find(check.sql, values):
                problems.add(_problem(check, row))
        advance(done)
    return found


def _problem(check: Check, row: Row) -> Problem:
    values = {name: row[name] for name in row.keys() if name != "line"}  # noqa: SIM118
    told = {name: format_amount(value) if name in check.amounts else value for name, value in values.items()}
    return Problem(f"{check.table}.csv", row["line"], check.column, check.code, told)
