"""Who is on duty in the operators' group."""

from dataclasses import dataclass
from datetime import datetime

from domain.duty import OnDuty
from domain.operator import Operator
from storage.columns import moment_from, moment_text
from storage.connection import Connection

BEGIN = """
    INSERT INTO duty (operator_id, operator_name, since) VALUES (?, ?, ?)
    ON CONFLICT (operator_id) DO NOTHING
"""
END = "DELETE FROM duty WHERE operator_id = ?"
LIST = "SELECT operator_id, operator_name, since FROM duty ORDER BY since, operator_id"


@dataclass(frozen=True)
class DutyRepository:
    """``services.desk.duty.DutyRoster`` in the database."""

    connection: Connection

    def begin(self, operator: Operator, at: datetime) -> bool:
        """Put an operator on duty; ``False`` if they were."""
        row = (operator.id, operator.name, moment_text(at))
        return self.connection.execute(BEGIN, row).rowcount == 1

    def end(self, operator: Operator) -> bool:
        """Take an operator off duty; ``False`` if they were not on it."""
        return self.connection.execute(END, (operator.id,)).rowcount == 1

    def list_all(self) -> list[OnDuty]:
        """List who is on duty, those first who began first."""
        return [
            OnDuty(Operator(row["operator_id"], row["operator_name"]), moment_from(row["since"]))
            for row in self.connection.execute(LIST)
        ]
