"""A stage next to the database, where a registry waits until all of it is known to be good.

Reading 1.7 million subscribers and checking them takes minutes and touches the stage only. Comparing reads a
snapshot of the database, which does not disturb the bot, and leaves in the stage what differs. The
differences come in by one transaction, so that an import that is ended at any moment leaves the old registry
or the new one.

Here is what the engines have in common. Each says in its room where the stage lies, how rows get into it, and
what of the differences may go ahead of that transaction.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from domain.address import Address, AddressKey, masked_address
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
)
from services.exchange.registry import Row as FileRow
from storage.connection import Connection, Row
from storage.stage_checks import (
    CHECKS,
    CREATE_REGISTERS,
    DUPLICATE,
    FIND_REGISTERS,
    SPELLINGS,
    Check,
    Spelling,
)
from storage.stage_targets import (
    ADD_IDENTITY,
    COUNT_ROWS,
    CREATE_IDENTITIES,
    CREATE_LEFT_METERS,
    FIND_HELD,
    FIND_REGROUPED_METERS,
    FIND_RETURNED_NUMBERS,
    FORGET_LEFT_METERS,
    IS_OTHER_DEVICE,
    KEEP_RENUMBERED_TOGETHER,
    LEAVE_METER,
    LIST_FOUND_SCALES,
    LIST_KNOWN_SCALES,
    LIST_NEWS,
    LIST_SENT_SCALES,
    NAME_VALUES,
    SET_IDENTITIES,
    TARGETS,
    Target,
)
from storage.unit import StoredUnit, UnitSettings

REMEMBERED_HOUSES = 1024
NAMES_AT_ONCE = 10_000

# Names of tables and columns come from the constants of services.registry, never from a file.
# ruff: noqa: S608

Also = Callable[[RegistryUnit, Iterable[HolderNews]], None]


@lru_cache(maxsize=REMEMBERED_HOUSES)
def _keys_of_house(house: str) -> AddressKey:
    return Address.parse(house).key


@lru_cache(maxsize=1)
def _keys(address: str) -> AddressKey:
    """Take an address apart once for all flats of a house, which follow one another in most registries."""
    return _keys_of_house(masked_address(address))


KEYS_OF_ADDRESS: Mapping[str, Callable[[str], str | None]] = {
    "street": lambda address: _keys(address).street,
    "place": lambda address: _keys(address).place,
    "house": lambda address: _keys(address).house,
}
"""What the program makes of an address, by the column of ``subscribers``."""


@dataclass(frozen=True, kw_only=True)
class Stage(ABC):
    """Implements ``services.exchange.registry.RegistryStage`` but for what an engine does in its own way."""

    connection: Connection
    settings: UnitSettings
    pause: Callable[[float], None]
    """Lets others write for some seconds."""
    files: dict[str, RegistryFile] = field(default_factory=dict)
    """What is here, without the columns that stay as the database has them, by its tables."""
    without_doubles: set[str] = field(default_factory=set)
    """The tables in which no key stands twice."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[None]:
        """Look at one state of the database, and write into the stage."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """Run what is inside as one transaction of the database."""

    @abstractmethod
    def find(self, sql: str, values: Mapping[str, str]) -> Iterator[Row]:
        """Give what a query finds without having all of it in memory, inside of one of the two."""

    @abstractmethod
    def insert(self, table: str, names: Sequence[str], rows: Iterable[FileRow]) -> int:
        """Add many rows to a table of the stage and return how many there were."""

    @abstractmethod
    def has_unique(self, index: str) -> bool:
        """Make an index of keys; ``False`` and no index if a key stands there twice."""

    @abstractmethod
    def apply(self, at: datetime, also: Also, advance: Advance) -> None:
        """Make the differences count; see ``services.exchange.registry.RegistryStage``."""

    @abstractmethod
    def make_some_keys(self, most: int) -> int:
        """Make the keys of so many addresses that have none, and return how many there were."""

    @property
    def targets(self) -> list[Target]:
        """The tables to which files go, with the columns that the files have."""
        return [replace(target, file=self.files[target.table]) for target in TARGETS]

    def fill(self, file: RegistryFile, rows: Iterable[FileRow]) -> int:
        """Take the rows of one file and return how many there were."""
        self.files[file.table] = file
        names = ["line", "is_intact", *file.value_names]
        with self.snapshot():
            self.connection.execute(_creation(file))
            count = self.insert(file.table, names, _counted(file, rows) if file.counted else rows)
        self._index(file)
        return count

    def _index(self, file: RegistryFile) -> None:
        """Let rows be found by their keys; that tells by the way whether a key stands there twice."""
        index = f"INDEX stage.{file.table}_by_key ON {file.table}"
        key = ", ".join(file.key)
        if self.has_unique(f"CREATE UNIQUE {index} ({key})"):
            self.without_doubles.add(file.table)
            return
        if file.counted:
            within = ", ".join(name for name in file.key if name != file.counted)
            sql = COUNT_ROWS.format(table=file.table, counted=file.counted, within=within)
            self.connection.execute(sql)
        # With the line in it nothing else is read to find doubles.
        self.connection.execute(f"CREATE {index} ({key}, line)")

    def check(self, latest: date, findings: Findings, advance: Advance) -> None:
        """Report what only the whole registry shows."""
        self.connection.execute(CREATE_REGISTERS)
        self.connection.execute(FIND_REGISTERS)
        for spelling in SPELLINGS:
            self._spell(spelling)
        unreadable = {file.table for file in FILES if self._has_unreadable_keys(file)}
        asked = [check for check in CHECKS if check.refers_to not in unreadable and self._is_asked(check)]
        day = {"latest": latest.isoformat()}
        found = self.judged(asked, day, lambda done: advance(done, len(CHECKS)))
        for check in asked:
            findings.add_all(found[check])
        advance(len(CHECKS), len(CHECKS))

    @abstractmethod
    def judged(
        self, checks: Sequence[Check], values: Mapping[str, str], advance: Callable[[int], None]
    ) -> Mapping[Check, Findings]:
        """Return what each rule finds."""

    def _spell(self, spelling: Spelling) -> None:
        """Keep what names have in common that are spelled differently."""
        if spelling.column not in self.files[spelling.file].value_names:
            return
        with self.snapshot():
            self.connection.execute(spelling.create)
            names = (row[0] for row in self.find(spelling.list_names, {}))
            while some := list(islice(names, NAMES_AT_ONCE)):
                self.insert(spelling.table, ("name", "alike"), [(name, spelling.key(name)) for name in some])

    def _is_asked(self, check: Check) -> bool:
        """Tell whether a file has the column of a rule, and something that may break the rule."""
        if check.code == DUPLICATE and check.table in self.without_doubles:
            return False
        return check.column is None or check.column in self.files[check.table].value_names

    def compare(self, left: ProblemList, advance: Advance, *, names_tell: bool) -> list[Change]:
        """Find out what differs from the database, table by table, and which scale is which."""
        with self.snapshot():
            for statement in FIND_HELD:
                self.connection.execute(statement)
            for done, target in enumerate(self.targets, 1):
                if target.goes_by_names:
                    self._tell_scales(left, names_tell=names_tell)
                self.find_changed(target)
                self.connection.execute(target.find_vanished)
                advance(done, len(self.targets))
            return [self._change(target) for target in self.targets]

    def find_changed(self, target: Target) -> None:
        """Keep in the stage which of its rows are new to the database or differ from it."""
        self.connection.execute(target.find_changed)

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

    def bring_in(self, moment: Mapping[str, str], also: Also, *, gone: Collection[str] = ()) -> None:
        """Write the differences inside of a transaction, and run ``also`` with what holders have to know.

        What vanished from the tables ``gone`` went ahead.
        """
        self.connection.execute(FIND_RETURNED_NUMBERS)
        for target in self.targets:
            self.bring(target)
            if target.take_out is not None and target.table not in gone:
                self.connection.execute(target.take_out, moment)
        self.connection.execute(SET_IDENTITIES)
        also(StoredUnit(self.connection, self.settings), self._news())

    def bring(self, target: Target) -> None:
        """Write what differs of one table."""
        self.connection.execute(target.bring_part("TRUE"))

    def _news(self) -> Iterator[HolderNews]:
        for row in self.find(LIST_NEWS, {}):
            holder = row["account_id"], row["chat_id"], row["language"]
            yield HolderNews(*holder, row["number"], bool(row["is_closed"]))

    def make_keys(self, most: int, pause_seconds: float) -> None:
        """Make the keys of addresses in portions; an import that is ended leaves the rest to the next one."""
        while self.make_some_keys(most) == most:
            self.pause(pause_seconds)

    def write(self, work: Callable[[RegistryUnit], None]) -> None:
        """Run work in a transaction of its own."""
        with self.writing():
            work(StoredUnit(self.connection, self.settings))

    def count(self, table: str) -> int:
        """Count the rows of a table of the stage."""
        count: int = self.connection.execute(f"SELECT COUNT(*) FROM stage.{table}").fetchone()[0]
        return count

    def _has_unreadable_keys(self, file: RegistryFile) -> bool:
        is_unreadable = " OR ".join(f"{name} IS NULL" for name in file.key)
        sql = f"SELECT EXISTS (SELECT 1 FROM stage.{file.table} WHERE {is_unreadable})"
        return bool(self.connection.execute(sql).fetchone()[0])

    def _change(self, target: Target) -> Change:
        sql = f"""
            SELECT (SELECT COUNT(*) FROM stage.{target.table}),
                COUNT(*) FILTER (WHERE is_new), COUNT(*) FILTER (WHERE NOT is_new),
                (SELECT COUNT(*) FROM stage.{target.table}_vanished)
            FROM stage.{target.table}_changed
        """
        rows, added, altered, vanished = self.connection.execute(sql).fetchone()
        return Change(target.table, rows, added, altered, vanished)


def _creation(file: RegistryFile) -> str:
    numbers = {column.name for column in file.columns if column.kind.is_number} | {file.counted}
    values = ", ".join(f"{name} {'BIGINT' if name in numbers else 'TEXT'}" for name in file.value_names)
    return f"""
        CREATE TABLE stage.{file.table} (
            position INTEGER PRIMARY KEY, line BIGINT, is_intact BOOLEAN, {values}
        )
    """


def _counted(file: RegistryFile, rows: Iterable[FileRow]) -> Iterator[FileRow]:
    """Add to each row its place among those that follow one another with the rest of the key in common."""
    at = [2 + file.column_names.index(name) for name in file.key if name != file.counted]
    last, place = None, 0
    for row in rows:
        key = [row[index] for index in at]
        place = place + 1 if key == last else 1
        last = key
        yield (*row, place)


def _named(row: Row) -> NamedScale:
    return NamedScale(row["scale"], row["name"], row["last_value"])
