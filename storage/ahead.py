"""What works are going to look up, said before the first answer of it is awaited.

Where a database is a trip away, the statements of a work that do not need each other's answers leave
together. They and their values are those that the repositories ask with a moment later; what is asked in vain
costs a little time and nothing else.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from domain.dates import Month
from domain.frozen import frozen
from storage import accounts, history, meter_changes, meters, readings, subscribers
from storage.connection import Connection, Parameters

Ask: TypeAlias = Callable[[str, Parameters], None]
"""Sends a statement that only reads; who executes it next with the same values gets its answer."""


@frozen
class Ahead:
    """``services.numbers.situation.Ahead`` for a connection; one that answers at once has no ``ask``."""

    ask: Ask | None

    def meter(self, account_id: int, meter_id: str, since: date) -> None:
        """Ask for a meter, who may reach it, and all that its readings are judged by."""
        if self.ask is not None:
            self.ask(meters.FIND_METER, (meter_id,))
            self.ask(subscribers.SEE_ACCESS_TO_METER, (meter_id, account_id))
            self.readings(meter_id, since)

    def readings(self, meter_id: str, since: date) -> None:
        """Ask for what the readings of a meter are judged by."""
        if self.ask is not None:
            self.ask(meter_changes.LIST_CHANGES_OF_METER, (meter_id,))
            self.ask(readings.LIST_READINGS_FOR_METER, (meter_id,))
            self.ask(history.LIST_HISTORY_OF_METER, (meter_id, meter_id, since.isoformat()))

    def storing(self, key: str, month: Month) -> None:
        """Ask whether a reading is stored by its key, and for the numbers of the next one of a month."""
        if self.ask is not None:
            self.ask(readings.FIND_READING_BY_KEY, (key,))
            self.ask(readings.FIND_NEXT, readings.bounds_of(month))

    def first_numbers(self, account_id: int, most: int) -> None:
        """Ask for an account and the first of its numbers."""
        if self.ask is not None:
            self.ask(accounts.GET_ACCOUNT, (account_id,))
            self.ask(subscribers.LIST_HOLDINGS, (account_id, most))

    def due(self, account_id: int, month: Month) -> None:
        """Ask for what the readings of a month of all numbers of an account are."""
        if self.ask is not None:
            self.ask(accounts.GET_ACCOUNT, (account_id,))
            self.ask(subscribers.COUNT_HOLDINGS, (account_id,))
            self.ask(subscribers.LIST_HOLDINGS, (account_id, subscribers.MOST_HELD))
            self.ask(meters.LIST_METERS_OF_HOLDER, (account_id,))
            of_month = (account_id, readings.earliest_of(month), str(month))
            self.ask(readings.LIST_READINGS_OF_HOLDER, of_month)
            self.ask(meter_changes.LIST_PENDING_OF_HOLDER, (account_id,))


def ahead_of(connection: Connection) -> Ahead:
    """Look ahead as far as a connection does."""
    return Ahead(getattr(connection, "ask_ahead", None))
