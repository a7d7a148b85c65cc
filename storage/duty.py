"""The operators who are on duty."""

from dataclasses import dataclass
from datetime import datetime

from domain.duty import OnDuty
from domain.operator import Operator
from storage.columns import moment_from, moment_text
from storage.connection import Connection

BEGIN_DUTY = """
    INSERT INTO duty (operator_id, operator_name, since) VALUES (?, ?, ?)
    ON CONFLICT (operator_id) DO NOTHING
"""
END_DUTY = "DELETE FROM duty WHERE operator_id = ?"
LIST_ON_DUTY = "SELECT operator_id, operator_name, since FROM duty ORDER BY since, operator_id"


@dataclass(frozen=True)
class DutyRepository:
    """``services.desk.duty.DutyRoster`` in the database."""

    connection: Connection

    def begin(self, operator: Operator, at: datetime) -> bool:
        """Put an operator on duty; ``False`` if the operator was on duty already."""
        row = (operator.id, operator.name, moment_text(at))
        return self.connection.execute(BEGIN_DUTY, row).rowcount == 1

    def end(self, operator: Operator) -> bool:
        """Take an operator off duty; ``False`` if the operator was not on duty."""
        return self.connection.execute(END_DUTY, (operator.id,)).rowcount == 1

    def list_all(self) -> list[OnDuty]:
        """List the operators on duty, in the order in which they began."""
        return [
            OnDuty(Operator(row["operator_id"], row["operator_name"]), moment_from(row["since"]))
            for row in self.connection.execute(LIST_ON_DUTY)
        ]
