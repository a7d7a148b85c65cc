"""What residents and operators say to each other about an alert: words, pictures and files.

The operators' group and the resident's chat each show a thread as replies; a reply to any of them goes on
with the thread. Neither side has to be there when the other writes, because what is said is a row first, and
a message later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from domain.alert import Alert, AlertKind
from domain.errors import DomainError
from domain.operator import Operator
from domain.thread import Place, Post, Purpose, Thread, ThreadMessage
from domain.unreached import Unreached
from domain.words import PLAIN
from services.alerts import AlertDesk, show_to_operators
from services.audit import AuditTrail
from services.messages import AccountContent
from services.ports import OperatorsChat, Priority
from services.telling import TellingUnit, tell_chats
from services.units import Units

LONGEST = 2000
"""Characters of the words; they fit one message together with the words around them."""
LONGEST_REASON = 500
LONGEST_CAPTION = 1000
"""Characters of the words under a file, likewise."""
DELETABLE = timedelta(hours=48)
"""How long Telegram lets a bot take a message back: https://core.telegram.org/bots/api#deletemessage"""


class ThreadBook(Protocol):
    """All threads."""

    def open(self, thread: Thread) -> None:
        """Begin the thread about an alert; an alert that has one keeps it."""
        ...

    def find(self, alert_id: int) -> Thread | None: ...

    def find_of_message(self, message_id: int) -> Thread | None: ...

    def is_shown_in(self, alert_id: int, chat_id: int) -> bool:
        """Whether a message of the bot in a chat shows something of a thread."""
        ...

    def list_open(self, account_id: int) -> list[Thread]:
        """List the threads of an account whose alerts are not decided."""
        ...

    def count_waiting(self, account_id: int) -> int:
        """Count the questions of an account that wait for operators."""
        ...

    def count_waiting_in_chat(self, chat_id: int) -> int:
        """Count the questions that were asked in a chat, from any account, and wait for operators."""
        ...

    def get(self, message_id: int) -> ThreadMessage: ...

    def find_by_key(self, key: str) -> ThreadMessage | None: ...

    def find_by_origin(self, chat_id: int, message_id: int) -> ThreadMessage | None:
        """Find the message of a thread that its author wrote as this message of a chat."""
        ...

    def list_by_origin(self, chat_id: int, message_id: int) -> list[ThreadMessage]:
        """List all that this message of a chat became in threads, in order."""
        ...

    def list_album(self, chat_id: int, album: str) -> list[ThreadMessage]: ...

    def last_at(self, alert_id: int) -> datetime | None:
        """Return when something was said in the thread about an alert last; ``None`` if nothing was."""
        ...

    def list_for(self, alert_id: int) -> list[ThreadMessage]:
        """List the messages of the thread about an alert, in order."""
        ...

    def add(self, alert_id: int, post: Post, operator: Operator | None, key: str, at: datetime) -> int: ...

    def rewrite(self, message_id: int, post: Post) -> None: ...

    def withdraw(self, message_id: int, at: datetime) -> None: ...

    def mark_undelivered(self, message_id: int, at: datetime, reason: Unreached) -> None: ...

    def add_place(self, place: Place) -> None: ...

    def find_place(self, chat_id: int, message_id: int) -> Place | None: ...

    def list_places(self, message_id: int) -> list[Place]:
        """List the bot's messages that show a message of a thread, or speak of it."""
        ...


class ThreadUnit(TellingUnit, Protocol):
    """What a thread needs of the storage."""

    @property
    def threads(self) -> ThreadBook: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def operators(self) -> OperatorsChat: ...
    @property
    def audit(self) -> AuditTrail: ...


def checked(post: Post) -> Post:
    """Return the post without needless spaces.

    Errors: ``question-empty``; ``question-too-long`` and, of words under a file, ``caption-too-long``
    (``most``, ``length``: characters).
    """
    words = post.words.stripped()
    length = len(words.text)
    if not length and post.file is None:
        raise DomainError("question-empty")
    if post.file is None and length > LONGEST:
        raise DomainError("question-too-long", most=LONGEST, length=length)
    if length > LONGEST_CAPTION and post.file is not None:
        raise DomainError("caption-too-long", most=LONGEST_CAPTION, length=length)
    return replace(post, text=words.text, marks=words.marks)


def in_pieces(post: Post) -> list[Post]:
    """Divide words that are too long for one message of a thread; a file comes after such words."""
    most = LONGEST if post.file is None else LONGEST_CAPTION
    words = post.words.stripped()
    length = len(words.text)
    if length <= most:
        return [post]
    cuts = [words.cut(begin, begin + LONGEST) for begin in range(0, length, LONGEST)]
    pieces = [replace(post, text=cut.text, marks=cut.marks, file=None) for cut in cuts]
    return pieces if post.file is None else [*pieces, replace(post, text="", marks=PLAIN)]


def relay(unit: ThreadUnit, alert_id: int, post: Post, key: str, at: datetime) -> None:
    """Keep what a resident said, and show it to the operators under the alert.

    If the alert has no message in the group yet, this one follows later.
    """
    message_id = unit.threads.add(alert_id, post, None, key, at)
    show_to_operators(unit.operators, message_id)


def require_thread(unit: ThreadUnit, account_id: int, chat_id: int, alert_id: int) -> Thread:
    """Return a thread that a chat of an account takes part in; ``thread-unknown``."""
    thread = unit.threads.find(alert_id)
    if thread is None or thread.account_id != account_id or not _reads(unit, thread, chat_id):
        raise DomainError("thread-unknown")
    return thread


def _reads(unit: ThreadUnit, thread: Thread, chat_id: int) -> bool:
    if thread.chat_id is None or thread.chat_id == chat_id:
        return True
    return chat_id in chats_of(unit, thread) or unit.threads.is_shown_in(thread.alert_id, chat_id)


def chats_of(unit: ThreadUnit, thread: Thread) -> Sequence[int]:
    """List where the resident reads a thread: in the chat that asked, or in all if that was signed out."""
    chats = unit.sessions.list_chats(thread.account_id)
    return [thread.chat_id] if thread.chat_id in chats else chats


def tell_resident(unit: ThreadUnit, thread: Thread, content: AccountContent) -> int:
    """Leave a message to where the resident reads a thread, and return to how many chats.

    If no chat is signed in to the account, the message waits until one is.
    """
    chats = chats_of(unit, thread)
    tell_chats(unit, thread.account_id, chats, content, Priority.DECISION)
    return len(chats)


@dataclass(frozen=True)
class CheckThread:
    """Check that operators still want the words or the photo that a resident is about to send.

    Errors: ``thread-unknown``; ``photo-not-needed``.
    """

    units: Units[ThreadUnit]

    async def __call__(self, account_id: int, chat_id: int, alert_id: int) -> None:
        """Check; a question that was closed may still be gone on with."""

        def check(unit: ThreadUnit) -> None:
            require_thread(unit, account_id, chat_id, alert_id)
            alert = unit.alerts.get(alert_id)
            if alert.is_decided and alert.kind is not AlertKind.QUESTION:
                raise DomainError("photo-not-needed")

        await self.units.read(check)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Which alert a resident's message is about, and whether it only goes on with an album that was taken."""

    alert_id: int
    goes_on: bool


@dataclass(frozen=True)
class FindThread:
    """Find the thread that a message belongs to though no question in force asks for it.

    It belongs to the thread of what it answers, to that of its album, and, if it brings a file, to the one
    photo that operators wait for, or else to the one question of this chat that is open. Anything else is not
    for the operators.
    """

    units: Units[ThreadUnit]

    async def __call__(
        self, account_id: int, chat_id: int, *, answers: int | None, album: str | None, has_file: bool
    ) -> Belonging | None:
        """``answers``: the number of the message that it replies to."""

        def find(unit: ThreadUnit) -> Belonging | None:
            together = unit.threads.list_album(chat_id, album) if album else []
            if together and _takes_part(unit, account_id, chat_id, together[0].alert_id):
                return Belonging(together[0].alert_id, goes_on=True)
            alert_id = _answered(unit, chat_id, answers)
            if alert_id is None and has_file:
                alert_id = _waiting_for_files(unit, account_id, chat_id)
            if alert_id is None or not _takes_part(unit, account_id, chat_id, alert_id):
                return None
            return Belonging(alert_id, goes_on=False)

        return await self.units.read(find)


def _takes_part(unit: ThreadUnit, account_id: int, chat_id: int, alert_id: int) -> bool:
    try:
        require_thread(unit, account_id, chat_id, alert_id)
    except DomainError:
        return False
    return True


def _answered(unit: ThreadUnit, chat_id: int, answers: int | None) -> int | None:
    if answers is None:
        return None
    place = unit.threads.find_place(chat_id, answers)
    said = place or unit.threads.find_by_origin(chat_id, answers)
    return None if said is None else said.alert_id


def _waiting_for_files(unit: ThreadUnit, account_id: int, chat_id: int) -> int | None:
    alerts = [(thread, unit.alerts.get(thread.alert_id)) for thread in unit.threads.list_open(account_id)]
    asked = [alert.id for _, alert in alerts if is_photo_wanted(alert)]
    questions = [
        alert.id
        for thread, alert in alerts
        if alert.kind is AlertKind.QUESTION and chat_id in chats_of(unit, thread)
    ]
    candidates = asked or questions
    return candidates[0] if len(candidates) == 1 else None


def is_photo_wanted(alert: Alert) -> bool:
    """Whether a resident was asked for a photo, and no operator has decided yet."""
    return not alert.is_decided and bool(alert.details.get("photo_asked_by"))


@dataclass(frozen=True)
class FindTalk:
    """Find the alert that an operator's message in the group answers.

    The alert's own message, what the resident said, what operators answered and what the bot says about it
    all stand for the thread.
    """

    units: Units[ThreadUnit]

    async def __call__(self, chat_id: int, message_id: int) -> tuple[Alert, Purpose] | None:
        """Return the alert, and what the answered message is to it."""

        def find(unit: ThreadUnit) -> tuple[Alert, Purpose] | None:
            place = unit.threads.find_place(chat_id, message_id)
            if place is not None:
                return unit.alerts.get(place.alert_id), place.purpose
            said = unit.threads.find_by_origin(chat_id, message_id)
            if said is not None:
                return unit.alerts.get(said.alert_id), Purpose.WORDS
            alert = unit.alerts.find_by_message(message_id)
            return None if alert is None else (alert, Purpose.ABOUT)

        return await self.units.read(find)


@dataclass(frozen=True)
class IsAnswer:
    """Tell whether a message of the group was sent on to a resident."""

    units: Units[ThreadUnit]

    async def __call__(self, chat_id: int, message_id: int) -> bool:
        said = await self.units.read(lambda unit: unit.threads.find_by_origin(chat_id, message_id))
        return said is not None and said.operator is not None


@dataclass(frozen=True)
class NotePlace:
    """Keep that a message of the bot belongs to a thread, so that an answer to it goes on with it."""

    units: Units[ThreadUnit]

    async def __call__(self, place: Place) -> None:
        await self.units.write(lambda unit: unit.threads.add_place(place))
