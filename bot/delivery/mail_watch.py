"""Asks the mail server whether it would take letters, before the first letter finds out.

A wrong password would otherwise be noticed only when a resident waits for a letter.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from bot.intake.http_side import Contacts
from integrations.smtp_mailer import MailError

log = logging.getLogger(__name__)

EVERY_SECONDS = 300.0
"""How often to ask while nothing is known of the server, or no good."""


class Asks(Protocol):
    """Connects to the mail server and signs in, without a letter."""

    async def ask(self) -> None:
        """Raises ``MailError``."""
        ...


@dataclass(frozen=True)
class MailWatch:
    """Asks once at the start, and again while the server is out of reach; letters that go out end that."""

    mailer: Asks
    contacts: Contacts

    async def __call__(self) -> None:
        """Ask, unless the last letter or the last question went well."""
        if self.contacts.mail_works:
            return
        try:
            await self.mailer.ask()
        except MailError as error:
            log.warning("the mail server takes no letters: %s", error.reason)
            self.contacts.mail_asked(error.reason)
        else:
            self.contacts.mail_asked(None)
