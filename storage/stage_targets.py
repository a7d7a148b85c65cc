"""Where each file of a registry goes in the database, and the SQL that finds and writes what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from domain.bill_line import Basis, BillPart
from services.exchange.registry import FILES, RegistryFile

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
    """The condition under which no account sees a difference, neither in the new row nor in the old one.

    Of the past it is enough that the meter keeps its number and its scales: it does not matter that residents
    see an old value a minute earlier, and a city of them has millions.
    """
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
        """Keep in the stage which of its rows are new to the database or differ from it."""
        return f"CREATE TABLE stage.{self.table}_changed AS {self.list_changed}"

    @property
    def list_changed(self) -> str:
        """List which rows of the stage are new to the database or differ from it.

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
            SELECT new.position, {is_new} AS is_new, {self.is_unheld} AS is_unheld{made}
            FROM stage.{self.table} AS new LEFT JOIN main.{self.table} AS old ON {self._same_key}
            WHERE {is_new} OR ({olds}) IS DISTINCT FROM ({news}) {reopens}
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

    def bring_part(self, condition: str) -> str:
        """Write what ``find_changed`` found where a condition of ``changed`` holds."""
        return self._bring(f"stage.{self.table}_changed AS changed", condition, stays_closed=False)

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
    def goes_out_ahead(self) -> bool:
        """Whether also what vanished goes ahead, in portions."""
        return self.vanished is Vanished.CORRECTED

    @property
    def take_out_ahead(self) -> str:
        """Delete a portion of what ``find_vanished`` found: the rows ``:first`` to ``:last``."""
        return self._deletion("rowid BETWEEN :first AND :last")

    def _deletion(self, condition: str) -> str:
        key = ", ".join(self._key)
        vanished = f"SELECT {key} FROM stage.{self.table}_vanished WHERE {condition}"
        return f"DELETE FROM main.{self.table} WHERE ({key}) IN ({vanished})"

    @property
    def take_out(self) -> str | None:
        """Close or delete what ``find_vanished`` found, where there can be such; ``:at`` is the moment."""
        key = ", ".join(self._key)
        are_vanished = f"({key}) IN (SELECT {key} FROM stage.{self.table}_vanished)"
        deletion = self._deletion("TRUE")
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
OF_UNHELD_OR_KNOWN_METER = f"""
    CASE WHEN {OF_UNHELD_METER} THEN TRUE ELSE EXISTS (
        SELECT 1 FROM main.meters AS known JOIN stage.meters AS told ON told.meter = known.id
        WHERE known.id = new.meter AND known.number = told.number
    ) AND NOT EXISTS (SELECT 1 FROM stage.identities AS renamed WHERE renamed.meter = new.meter) END
"""
"""SQLite looks at both sides of an ``OR``, and at one branch of a ``CASE``."""
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


def bases_of(part: BillPart) -> str:
    """Return the words of the bases whose lines belong to a sum of a bill."""
    return ", ".join(f"'{basis}'" for basis in Basis if basis.part is part)


SUMS = ", ".join(
    f"coalesce(sum(amount) FILTER (WHERE basis IN ({bases_of(part)})), 0) AS {part}" for part in BillPart
)
"""What lines of a bill add up to, a column for each sum of the bill."""
ARE_NO_LINES_ANY_MORE = f"""
    (
        EXISTS (SELECT 1 FROM stage.bill_lines AS told WHERE told.bill = old.bill_id)
        OR EXISTS (
            SELECT 1 FROM stage.bills AS whole WHERE whole.bill = old.bill_id
                AND ({", ".join(f"whole.{part}" for part in BillPart)})
                    <> (SELECT {SUMS} FROM main.bill_lines AS known WHERE known.bill_id = old.bill_id)
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
    ORDER BY changed.number, s.chat_id NULLS FIRST
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
    UPDATE stage.history SET scale = -told.identity FROM stage.renumbered AS told
    WHERE told.meter = history.meter AND told.scale = history.scale AND told.identity <> told.scale
    """,
    """
    UPDATE stage.history SET scale = -scale
    WHERE scale < 0 AND meter IN (SELECT meter FROM stage.renumbered)
    """,
    "CREATE TABLE stage.history_since (meter TEXT PRIMARY KEY, since TEXT) WITHOUT ROWID",
    """
    INSERT INTO stage.history_since SELECT meter, min(date) FROM stage.history
    WHERE EXISTS (SELECT 1 FROM main.history) GROUP BY meter
    """,
)
"""Let values of the history go by our numbers of scales, as readings do, and leave those of a left meter.

Numbers that change places pass by negative ones, because two values with one key are refused at any moment.
"""
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
        OF_UNHELD_OR_KNOWN_METER,
        {"meter": "meter_id", "date": "read_on"},
        goes_by_names=True,
    ),
    Target(FILE["tariffs"], Vanished.UNNAMED, "FALSE"),
)
