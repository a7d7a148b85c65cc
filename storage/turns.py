"""What is written for every update, as works that also tell what they write.

Such a work runs like any other. An engine for which each statement is a trip to a server may look into those
that wait together, and write what all of them want in one statement of each kind.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from domain.frozen import frozen
from services.people.consents import ask_once
from storage.conversations import Conversation, ConversationKey, Scene
from storage.inbox import IncomingUpdate
from storage.unit import StoredUnit


@frozen
class Accepted:
    """What came of an arrival."""

    scenes: Mapping[int, Scene]
    elsewhere: Collection[int] = ()
    """The numbers of updates whose chats another replica answers; it finds them when it leaves the chat."""
    found: Sequence[IncomingUpdate] = ()
    """What waited in chats that this process answers from now on, by number."""


@frozen
class Arrival:
    """Keeps updates in the inbox, and sees the scenes of some of them."""

    updates: Sequence[IncomingUpdate]
    of_nobody: Sequence[IncomingUpdate]
    """Updates that are kept for inspection alone."""
    keys: Mapping[int, ConversationKey]
    """Whose scene is wanted, by the number of the update that begins with it."""
    waiting: Sequence[int] = ()
    """The numbers of updates that wait here already, so that they need not be found in the inbox."""

    def __call__(self, unit: StoredUnit) -> Accepted:
        """Do it where no other process answers."""
        unit.inbox.add_batch([*self.updates, *self.of_nobody])
        for update in self.of_nobody:
            unit.inbox.set_aside(update.update_id, update.received_at)
        return Accepted({number: unit.conversations.scene(key) for number, key in self.keys.items()})


NOTHING_NEW: Final = Arrival((), (), {})
"""Writes nothing; once it is done, so is all that was handed over before it, the ends of turns included."""


@frozen
class Ending:
    """Saves a conversation as an update has left it, and takes the update out of the inbox."""

    key: ConversationKey
    update_id: int
    before: Conversation
    after: Conversation
    now: datetime
    is_first_of_day: bool
    """Whether the chat is signed in and wrote for the first time on the day."""
    is_back: bool
    """Whether nothing had reached the chat before this update."""
    is_given_up: bool = False
    """Whether the update came to nothing: it is kept, but not handled again."""

    @property
    def is_alone(self) -> bool:
        """Whether it is more than to keep a conversation and to take an update out of the inbox."""
        return self.is_in_group or self.is_given_up

    @property
    def is_in_group(self) -> bool:
        """Whether the chat may have got another number while the update was answered."""
        return self.key.chat_id < 0

    def __call__(self, unit: StoredUnit) -> None:
        """Do it."""
        if self.is_in_group:
            self._save_in_group(unit)
        else:
            unit.conversations.save(self.key, self.after)
        if self.is_given_up:
            unit.inbox.set_aside(self.update_id, self.now)
        else:
            unit.inbox.remove(self.update_id)
        self.note(unit)

    def note(self, unit: StoredUnit) -> None:
        """Do what few updates ask for."""
        if self.is_first_of_day:
            unit.sessions.note_seen(self.key.chat_id, self.now.date())
            self.ask_for_consent(unit)
        self.note_return(unit)

    def note_return(self, unit: StoredUnit) -> None:
        """Keep that the person wrote again, if nothing had reached them."""
        if self.is_back:
            unit.outbox.mark_reachable(self.key.chat_id)

    def ask_for_consent(self, unit: StoredUnit) -> None:
        """Ask the resident who is signed in now, because the update may have signed somebody in or out."""
        account_id = unit.sessions.account_of(self.key.chat_id)
        if account_id is not None:
            ask_once(unit, account_id, self.key.chat_id, self.now)

    def _save_in_group(self, unit: StoredUnit) -> None:
        """Save a conversation in a group, which may have got another number meanwhile.

        The conversations went there with it, so a turn that changed nothing must not put back what it began
        with.
        """
        key, after = self.key._replace(chat_id=unit.group.now_of(self.key.chat_id)), self.after
        if (after.state, after.draft_text) == (self.before.state, self.before.draft_text):
            current = unit.conversations.find(key)
            after = current.after(self.update_id, self.now, current.state, current.draft_text)
        unit.conversations.save(key, after)
