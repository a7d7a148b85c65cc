"""Requests to the operators' group, and how long what the group does not take has to wait.

A group may get another number, lose its topics, throw the bot out or forbid it to write, and Telegram has
many words for that. So the words decide little: a message to the group waits until the group takes it. It is
given up only if it is at fault itself, which shows when Telegram takes others and refuses this one.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.delivery.refusals import is_of_the_message
from bot.process.patience import LONG_ENOUGH
from services.group import GroupStanding, OperatorsGroup
from ui.messenger import (
    Messenger,
    MessengerError,
    MovedError,
    OutOfReachError,
    RefusedError,
    Request,
    Sent,
    TooFastError,
    UnreachableError,
)

log = logging.getLogger(__name__)

GONE = "message to edit not found"
"""What is said of a message that stands in the group by its former number."""
OF_THE_GROUP = (
    "not enough rights",
    "have no rights",
    "no write access",
    "need administrator rights",
    "chat not found",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "chat_send_",
    "user_restricted",
    "channel_private",
    "kicked",
    "deactivated",
    "deleted",
    "upgraded to a supergroup",
)
"""Beginnings of words by which Telegram refuses whatever is sent to a chat, in lower case."""
OF_A_TOPIC = ("thread", "topic")

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)
"""How long the group is left alone at most, so that what waits goes out soon after the trouble is over."""
CERTAIN_ROUNDS = 2
"""So many rounds are of one message, where Telegram's error concerns the whole group."""
SET_BACK = timedelta(minutes=10)
"""How long a message waits that was tried in the place of the first one; it goes when the group is back."""
STRIKES = 3
"""How often Telegram refuses a message between others of its sort that it takes, until that is proof.

These refusals have to last for :data:`~bot.process.patience.LONG_ENOUGH`,
like all that waits in front of others.
"""


def is_of(error: MessengerError, words: Collection[str]) -> bool:
    """Whether Telegram's words contain one of these."""
    said = error.words.casefold()
    return any(word in said for word in words)


def is_refusal_of_all(error: MessengerError) -> bool:
    """Whether the group takes nothing, as far as the error alone tells."""
    if isinstance(error, RefusedError):
        return isinstance(error, MovedError) or is_of(error, OF_THE_GROUP)
    return not isinstance(error, TooFastError | OutOfReachError)


class Verdict(NamedTuple):
    """What becomes of a message that was not taken: it waits ``until``, or is given up if that is empty.

    ``all_until``: nothing else goes to the group before; empty if the next message may try.
    """

    until: datetime | None
    all_until: datetime | None = None


@dataclass
class _Record:
    """How a message fared."""

    since: datetime
    method: str
    taken_before: int
    """How many others of its sort had been taken when it was refused last."""
    strikes: int = 0


@dataclass
class GroupPatience:
    """Decides by what the group takes and refuses how long the messages to it wait.

    A round begins with the first message that waits. If it is refused, one other message is tried at once,
    because the first may be at fault; then the group is left alone, longer after each round.
    """

    standing: GroupStanding
    better: list[Callable[[], object]] = field(default_factory=list, repr=False)
    """Called when the group takes something after it had refused."""
    _records: dict[int, _Record] = field(default_factory=dict)
    _taken: dict[str, int] = field(default_factory=dict)
    """How many requests of a method the group took."""
    _rounds: int = 0
    """How many rounds brought nothing but refusals."""
    _refused: set[str] = field(default_factory=set)
    """The methods that were refused in these rounds."""
    _round_ends: datetime | None = None

    def took(self, method: str) -> None:
        """Note that the group took a request.

        A change of a message tells nothing about messages that are sent, unless both were refused.
        """
        self._taken[method] = self._taken.get(method, 0) + 1
        if method.startswith("send") or method in self._refused:
            self._is_back(method)

    def sent(self, message_id: int) -> None:
        """Note that a message went out; if the group had refused it before, the group is back."""
        record = self._records.pop(message_id, None)
        if record is not None:
            self._is_back(record.method)

    def _is_back(self, method: str) -> None:
        self.standing.took(method)
        if self._rounds:
            self.forgive()
            for tell in self.better:
                tell()

    def forgive(self) -> None:
        """Begin from the shortest pause, because there is reason to hope."""
        self._rounds, self._round_ends = 0, None
        self._refused.clear()

    def refused(self, message_id: int, error: MessengerError, now: datetime) -> Verdict:
        """Judge a message that was not taken."""
        if isinstance(error, MovedError) and error.is_followed:
            return Verdict(now)
        record = self._note(message_id, error, now)
        is_proven = record.strikes >= STRIKES and now - record.since >= LONG_ENOUGH
        if is_proven or is_of_the_message(error):
            self._records.pop(message_id, None)
            return Verdict(None)
        self._refused.add(error.method)
        is_second = self._round_ends is not None and now < self._round_ends
        if is_refusal_of_all(error) or is_second or self._rounds:
            self.standing.refused(error.words, error.method)
        if is_second:
            return Verdict(now + SET_BACK, self._round_ends)
        return self._begin_round(error, now)

    def _begin_round(self, error: MessengerError, now: datetime) -> Verdict:
        self._rounds += 1
        ends = self._round_ends = now + min(FIRST_PAUSE * 2 ** min(self._rounds - 1, 20), LONGEST_PAUSE)
        is_certain = not isinstance(error, RefusedError) or "chat not found" in error.words
        return Verdict(ends, ends if is_certain and self._rounds <= CERTAIN_ROUNDS else None)

    def _note(self, message_id: int, error: MessengerError, now: datetime) -> _Record:
        taken = self._taken.get(error.method, 0)
        record = self._records.get(message_id)
        if record is None:
            record = self._records[message_id] = _Record(now, error.method, taken)
        record.strikes += taken > record.taken_before
        record.taken_before = taken
        return record


@dataclass(frozen=True)
class GroupMessenger:
    """``ui.messenger.Messenger`` that knows where the operators' group is; other chats it passes on.

    ``topic``: of the group, for what names no topic itself. With ``goes_on`` a request is sent again when the
    group turns out to have moved; without, its sender has to make it again.
    """

    messenger: Messenger
    group: OperatorsGroup
    patience: GroupPatience
    topic: int | None = None
    goes_on: bool = True

    def __call__(self, request: Request) -> Awaitable[Sent]:
        """Send a request, at once if a connection is open; raises ``MessengerError`` when it is awaited."""
        chat_id = request.fields.get("chat_id")
        if chat_id is None or not self.group.is_at(chat_id):
            return self.messenger(request)
        return _ToGroup(self, request)

    async def download(self, file_id: str) -> bytes:
        """Give the content of a file that a person sent, which Telegram limits to 20 MB."""
        return await self.messenger.download(file_id)

    def begin(self, request: Request) -> Awaitable[Sent]:
        """Send a request to where the group is now; a message of the group it was cannot be changed."""
        fields = dict(request.fields)
        if self.group.had(fields["chat_id"]):
            if "message_id" in fields:
                return _Refused(GONE)
            fields["chat_id"] = self.group.chat_id
            fields.pop("reply_parameters", None)
        if self.topic is not None and request.method.startswith("send"):
            fields.setdefault("message_thread_id", self.topic)
        return self.messenger(Request(request.method, fields))

    async def result(self, request: Request, begun: Awaitable[Sent]) -> Sent:
        """Await a request, follow the group if it has moved, and leave a topic that is closed."""
        try:
            sent = await self._answer(request, begun)
        except MessengerError as error:
            error.method = request.method
            if self.goes_on and request.method.startswith("send") and _is_about_group(error):
                raise UnreachableError(error.words) from error
            raise
        self.patience.took(request.method)
        return sent

    async def _answer(self, request: Request, begun: Awaitable[Sent]) -> Sent:
        try:
            return await begun
        except MovedError as error:
            await self.group.move(request.fields["chat_id"], error.chat_id)
            error.is_followed = self.group.had(request.fields["chat_id"])
            if not (self.goes_on and error.is_followed):
                raise
            return await self.begin(request)
        except RefusedError as error:
            if not request.method.startswith("send") or not is_of(error, OF_A_TOPIC):
                raise
            return await self._outside_of_topics(request, error)

    async def _outside_of_topics(self, request: Request, error: RefusedError) -> Sent:
        """Send to «General», where everybody reads it, and not in reply to what stands in a lost topic."""
        log.warning("a topic of the operators' group cannot be written to, messages go to General: %s", error)
        fields = {**request.fields, "chat_id": self.group.chat_id}
        for left_out in ("message_thread_id", "reply_parameters"):
            fields = {name: value for name, value in fields.items() if name != left_out}
            try:
                return await self.messenger(Request(request.method, fields))
            except RefusedError as again:
                if not is_of(again, OF_A_TOPIC):
                    raise
        raise error


class _ToGroup:
    """A request to the group that is under way."""

    __slots__ = ("_begun", "_owner", "_request")

    def __init__(self, owner: GroupMessenger, request: Request) -> None:
        self._owner = owner
        self._request = request
        self._begun = owner.begin(request)

    def __await__(self) -> Generator[Any, None, Sent]:
        return self._owner.result(self._request, self._begun).__await__()


class _Refused:
    """A request that was not even sent."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words

    def __await__(self) -> Generator[Any, None, Sent]:
        return self._refuse().__await__()

    async def _refuse(self) -> Sent:
        raise RefusedError(self._words)


def _is_about_group(error: MessengerError) -> bool:
    return isinstance(error, RefusedError) and is_of(error, OF_THE_GROUP)
