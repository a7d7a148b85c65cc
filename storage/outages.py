"""Reports of residents who have no light."""

from dataclasses import dataclass
from datetime import datetime

from services.notices.outages import OutageReport
from services.people.my_data import OwnReport
from storage.columns import moment_from, moment_text
from storage.connection import Connection

ADD_REPORT = """
    INSERT INTO outage_reports (alert_id, account_id, number, house, reported_at, idempotency_key)
    VALUES (?, ?, ?, ?, ?, ?)
"""
FIND_REPORT = """
    SELECT alert_id, account_id, number, house, reported_at, idempotency_key FROM outage_reports
    WHERE alert_id = ? AND account_id = ? AND number = ?
"""
FIND_ALERT_OF_HOUSE = """
    SELECT r.alert_id FROM outage_reports r JOIN alerts a ON a.id = r.alert_id
    WHERE r.house = ? AND r.reported_at > ? AND a.created_at > ?
    ORDER BY r.alert_id DESC LIMIT 1
"""
LIST_REPORTERS = "SELECT DISTINCT account_id FROM outage_reports WHERE alert_id = ? ORDER BY account_id"
LIST_REPORTS_OF_ACCOUNT = """
    SELECT number, reported_at FROM outage_reports WHERE account_id = ? ORDER BY reported_at, id
"""


@dataclass(frozen=True)
class OutageReportRepository:
    """``services.notices.outages.ReportBook`` in the database."""

    connection: Connection

    def add(self, report: OutageReport) -> None:
        """Keep a report."""
        at = moment_text(report.at)
        row = report.alert_id, report.account_id, report.number, report.house, at, report.key
        self.connection.execute(ADD_REPORT, row)

    def find(self, alert_id: int, account_id: int, number: str) -> OutageReport | None:
        """Find the report of a number by an account in an alert."""
        row = self.connection.execute(FIND_REPORT, (alert_id, account_id, number)).fetchone()
        if row is None:
            return None
        at = moment_from(row["reported_at"])
        return OutageReport(
            row["alert_id"], row["account_id"], row["number"], row["house"], at, row["idempotency_key"]
        )

    def find_alert(self, house: str, since: datetime) -> int | None:
        """Find the newest alert of a house whose first report came after a moment."""
        moment = moment_text(since)
        row = self.connection.execute(FIND_ALERT_OF_HOUSE, (house, moment, moment)).fetchone()
        return None if row is None else row["alert_id"]

    def list_accounts(self, alert_id: int) -> list[int]:
        """List the accounts that an alert has reports of, each once."""
        return [row["account_id"] for row in self.connection.execute(LIST_REPORTERS, (alert_id,))]

    def list_of_account(self, account_id: int) -> list[OwnReport]:
        """List the reports that an account made, oldest first."""
        rows = self.connection.execute(LIST_REPORTS_OF_ACCOUNT, (account_id,))
        return [OwnReport(row["number"], moment_from(row["reported_at"])) for row in rows]
