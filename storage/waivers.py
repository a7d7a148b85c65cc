"""Requests to register without the digits of the captcha."""

from dataclasses import dataclass
from datetime import datetime

from domain.waiver import Waiver, WaiverState
from storage.columns import moment_from, moment_text
from storage.connection import Connection

PUT_WAIVER = """
    INSERT INTO captcha_waivers (chat_id, alert_id, state, changed_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET
        alert_id = excluded.alert_id, state = excluded.state, changed_at = excluded.changed_at
"""
FIND_WAIVER = "SELECT chat_id, alert_id, state, changed_at FROM captcha_waivers WHERE chat_id = ?"
REMOVE_WAIVER = "DELETE FROM captcha_waivers WHERE chat_id = ?"
FORGET_WAIVERS = "DELETE FROM captcha_waivers WHERE changed_at < ?"


@dataclass(frozen=True)
class WaiverRepository:
    """``services.people.waivers.WaiverBook`` in the database."""

    connection: Connection

    def put(self, waiver: Waiver) -> None:
        """Keep the request of a chat, instead of an earlier one."""
        row = (waiver.chat_id, waiver.alert_id, waiver.state, moment_text(waiver.changed_at))
        self.connection.execute(PUT_WAIVER, row)

    def find(self, chat_id: int) -> Waiver | None:
        """Return the latest request of a chat; ``None`` without one."""
        row = self.connection.execute(FIND_WAIVER, (chat_id,)).fetchone()
        if row is None:
            return None
        state = WaiverState(row["state"])
        return Waiver(row["chat_id"], row["alert_id"], state, moment_from(row["changed_at"]))

    def remove(self, chat_id: int) -> None:
        """Forget the request of a chat."""
        self.connection.execute(REMOVE_WAIVER, (chat_id,))

    def forget(self, before: datetime) -> None:
        """Forget requests that nothing was done about since a moment; limits keep them few."""
        self.connection.execute(FORGET_WAIVERS, (moment_text(before),))
