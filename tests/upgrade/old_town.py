"""Everybody who used version 0.1 when it ended, and what they see of the present version."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from simulator import Message, Person
from tests.conversations.harness import Operator, Resident, Town, as_seen, say

HERE = Path(__file__).parent
ROWS = (HERE / "version_0_1.sql").read_text(encoding="utf-8")
TELEGRAM: dict[str, Any] = json.loads((HERE / "version_0_1.json").read_text(encoding="utf-8"))
NEVER_GIVEN = 10_000
"""What a randomness that counts had not come to in version 0.1."""
DOWN = timedelta(minutes=5)
"""How long the upgrade took."""


def left_behind(folder: Path) -> Path:
    """Put the database of version 0.1 into a folder."""
    file = folder / "cabinet.db"
    for stale in folder.glob("cabinet.db*"):
        stale.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(ROWS)
    return file


@dataclass
class OldTown:
    """Everybody who used version 0.1, and what they see of the present one."""

    town: Town
    people: dict[str, Person]

    def resident(self, name: str) -> Resident:
        """Somebody who looks at the newest message but notices."""
        person = self.people[name]
        shown = [each for each in person.chat.messages if each.from_bot and not is_notice(each)]
        return Resident(self.town, person, answers=shown[-1:])

    def operator(self, name: str) -> Operator:
        return Operator(self.town, self.people[name])

    def shown(self, name: str) -> list[Message]:
        """What came into a chat or was changed there since the upgrade, notices aside."""
        messages = self.people[name].chat.messages
        return [message for message in messages if is_new(message) and not is_notice(message)]

    def told(self, name: str) -> list[str]:
        """The words of that."""
        return [words_of(message) for message in self.shown(name)]

    def notices_to(self, name: str) -> list[str]:
        """The notices that ever came into a chat, oldest first."""
        return [message.text for message in self.people[name].chat.messages if is_notice(message)]

    def left_with_button(self, name: str, label: str) -> Message:
        """The newest message of version 0.1 in somebody's chat that has this button."""
        messages = self.people[name].chat.messages
        return next(each for each in reversed(messages) if not is_new(each) and label in labels(each))

    @property
    def group(self) -> list[Message]:
        """What stands in the operators' group, oldest first."""
        return [message for message in self.town.group.messages if message.from_bot]

    def shows(self, words: str, label: str = "") -> Message:
        """The newest message of the group with these words and, if it is named, this button."""
        return next(
            message
            for message in reversed(self.group)
            if words in words_of(message) and (not label or label in str(message.button_labels))
        )

    async def press(self, operator: str, label: str, words: str) -> None:
        """Let an operator press a button under the newest message that has it and these words."""
        await self.operator(operator).press(label, on=self.shows(words, label))


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def is_notice(message: Message) -> bool:
    return say("notice-mute-button") in labels(message)


def words_of(message: Message) -> str:
    return as_seen(message.text or message.caption)


def is_new(message: Message) -> bool:
    return message.from_bot and (message.id > TELEGRAM["last_message"] or message.edited)
