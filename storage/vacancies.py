"""Empty homes, the values that were confirmed for them, and what became of their meters month by month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from domain.dates import Month
from domain.vacancy import Vacancy
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row
from storage.meters import kwh_from, watt_hours

SELECT_VACANCIES = "SELECT number, account_id, begun_at, last_day, doubted_at FROM vacancies"
FIND_VACANCY = SELECT_VACANCIES + " WHERE number = ?"
LIST_VACANCIES = SELECT_VACANCIES + " WHERE number > ? ORDER BY number LIMIT ?"
LIST_VALUES = "SELECT meter_id, scale, value FROM vacancy_values WHERE number = ?"
KEEP_VACANCY = """
    INSERT INTO vacancies (number, account_id, begun_at, last_day) VALUES (?, ?, ?, ?)
    ON CONFLICT (number) DO UPDATE SET account_id = excluded.account_id, begun_at = excluded.begun_at,
        last_day = excluded.last_day, doubted_at = NULL
"""
KEEP_VALUE = "INSERT INTO vacancy_values (number, meter_id, scale, value) VALUES (?, ?, ?, ?)"
REMOVE_VALUES = "DELETE FROM vacancy_values WHERE number = ?"
END_VACANCY = "DELETE FROM vacancies WHERE number = ?"
DOUBT_VACANCY = "UPDATE vacancies SET doubted_at = ? WHERE number = ?"
LIST_DONE = "SELECT meter_id, at FROM vacancy_months WHERE number = ? AND month = ?"
NOTE_DONE = "INSERT INTO vacancy_months (number, meter_id, month, outcome, at) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class VacancyRepository:
    """``services.numbers.vacancies.VacancyBook`` in the database."""

    connection: Connection

    def find(self, number: str) -> Vacancy | None:
        """Find the vacancy of a number."""
        row = self.connection.execute(FIND_VACANCY, (number,)).fetchone()
        return None if row is None else self._vacancy(row)

    def list_after(self, number: str, most: int) -> list[Vacancy]:
        """List vacancies in the order of their numbers, after a number."""
        rows = self.connection.execute(LIST_VACANCIES, (number, most)).fetchall()
        return [self._vacancy(row) for row in rows]

    def keep(self, vacancy: Vacancy) -> None:
        """Keep a vacancy with its values, in place of the one of its number."""
        last_day = None if vacancy.last_day is None else vacancy.last_day.isoformat()
        begun_at = moment_text(vacancy.begun_at)
        self.connection.execute(KEEP_VACANCY, (vacancy.number, vacancy.account_id, begun_at, last_day))
        self.connection.execute(REMOVE_VALUES, (vacancy.number,))
        rows = (
            (vacancy.number, meter_id, scale, watt_hours(value))
            for meter_id, values in vacancy.values.items()
            for scale, value in values.items()
        )
        self.connection.executemany(KEEP_VALUE, rows)

    def end(self, number: str) -> None:
        """Remove the vacancy of a number."""
        self.connection.execute(END_VACANCY, (number,))

    def doubt(self, number: str, at: datetime) -> None:
        """Keep that the residents are asked whether they are back."""
        self.connection.execute(DOUBT_VACANCY, (moment_text(at), number))

    def list_done(self, number: str, month: Month) -> dict[str, datetime]:
        """Tell of which meters something became in a month, by their ids, and when."""
        rows = self.connection.execute(LIST_DONE, (number, str(month)))
        return {row["meter_id"]: moment_from(row["at"]) for row in rows}

    def note_done(self, number: str, meter_id: str, month: Month, outcome: str, at: datetime) -> None:
        """Keep what became of a meter in a month."""
        self.connection.execute(NOTE_DONE, (number, meter_id, str(month), outcome, moment_text(at)))

    def _vacancy(self, row: Row) -> Vacancy:
        values: defaultdict[str, dict[int, Decimal]] = defaultdict(dict)
        for each in self.connection.execute(LIST_VALUES, (row["number"],)):
            values[each["meter_id"]][each["scale"]] = kwh_from(each["value"])
        last_day = row["last_day"]
        return Vacancy(
            row["number"],
            row["account_id"],
            moment_from(row["begun_at"]),
            None if last_day is None else date.fromisoformat(last_day),
            dict(values),
            optional_moment_from(row["doubted_at"]),
        )
