"""What residents and operators saw with their own eyes, kept apart from the bot and its database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from simulator import CallbackQuery

Values = tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """A reading that somebody pressed «Подтвердить» for; values in kWh by scale."""

    chat_id: int
    number: str
    values: Values


@dataclass
class Ledger:
    """The witness."""

    receipts: dict[str, int] = field(default_factory=dict)
    """Receipt numbers that were shown, with the chat that saw each first."""
    confirmed: set[Entry] = field(default_factory=set)
    """Readings that somebody confirmed; the answer may have been lost."""
    lists_sent: int = 0
    """Lists of readings that somebody saw end with receipts."""
    registered: dict[int, str] = field(default_factory=dict)
    """Logins of the chats that saw their registration end well."""
    added: set[tuple[int, str]] = field(default_factory=set)
    """Chat and number of everybody who saw a number added."""
    addresses: dict[int, str] = field(default_factory=dict)
    """The address that each chat saw confirmed last, where it was changed."""
    asked: dict[str, int] = field(default_factory=dict)
    """Questions whose receipt was acknowledged, with the chat that asked."""
    answered: dict[str, str] = field(default_factory=dict)
    """Answers that an operator saw accepted, by question."""
    decided: set[str] = field(default_factory=set)
    """Receipts of the readings that an operator saw decided."""
    announced: set[str] = field(default_factory=set)
    """Texts of the notices that an operator saw go out."""
    heard: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Messages nobody had asked for, by chat."""
    forgotten: set[int] = field(default_factory=set)
    """Chats that Telegram did not know for a while."""
    deeds: Counter[str] = field(default_factory=Counter)
    """What people did, by kind."""
    pressed: set[str] = field(default_factory=set)
    """Ids of all presses: each is owed an answer, if only that the button is old."""
    shown_again: int = 0
    """Receipts shown more than once: an answer that had been lost, or was thought to be."""

    def press(self, query: CallbackQuery | None) -> None:
        """Note a press; a button with a link presses nothing."""
        if query is not None:
            self.pressed.add(query.id)
