"""Questions of residents, and the answers of operators."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.asked_bill import AskedBill, asked_bill
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.operator import Operator
from domain.sent_file import PAPERS
from domain.subscriber import Holding
from domain.thread import Place, Post, Purpose, Thread, ThreadMessage
from domain.unreached import Unreached
from domain.words import PLAIN, marks_text
from services.alerts import require_open
from services.messages import (
    QuestionClosed,
    ThreadCorrected,
    ThreadRewritten,
    ThreadToResident,
    ThreadVoiceRefused,
    ThreadWithdrawn,
)
from services.ports import Clock, Priority
from services.telling import tell_chats
from services.threads.crowding import Author, CrowdedUnit, Crowding
from services.threads.thread import (
    DELETABLE,
    ThreadUnit,
    chats_of,
    checked,
    relay,
    require_thread,
    tell_resident,
)
from services.threads.undelivered import note_undelivered
from services.units import Units

ANSWERED = "answered"
"""The outcome of a question that an operator closed."""
RESOLVED = "resolved"
"""The outcome of a question that the resident closed."""
WITHOUT_WORDS, SPOKEN = "📎", "🎤"
"""Stand for a question that is only a file, or a voice."""


class Heard(Enum):
    """Where the words of a resident went."""

    ADDED = "to the thread"
    ASKED_ANEW = "as a new question, because the old one was closed"


class Correction(Enum):
    """What became of words that a resident changed after sending them."""

    SHOWN = "operators read the new words"
    TOO_LATE = "the question is closed"


GOES_ON = timedelta(minutes=15)
"""How long plain words after a question, or after its answer, belong to it."""
MOST_LISTED = 3
"""Open questions that are offered to go on with."""
QUOTED = 300
"""Characters of dangerous words that the alert itself repeats."""
SHOWN_NUMBERS = 3
"""Numbers of the resident that the alert names; operators find the others by the login."""
QUOTED_BACK = 200
"""Characters of a question that are quoted when it is closed."""


class NumberList(Protocol):
    """The numbers of an account."""

    def list_for(self, account_id: int, most: int = ...) -> list[Holding]: ...

    def count(self, account_id: int) -> int: ...


class QuestionUnit(CrowdedUnit, Protocol):
    """What a new question needs of the storage."""

    @property
    def holdings(self) -> NumberList: ...


@dataclass(frozen=True)
class AskQuestion:
    """Bring a question before the operators, at once if its words speak of danger.

    Errors: those of :func:`~services.threads.thread.checked` and of
    :meth:`~services.threads.crowding.Crowding.admit_question`.
    """

    units: Units[QuestionUnit]
    clock: Clock
    crowding: Crowding

    async def __call__(
        self,
        account_id: int,
        post: Post,
        files: Sequence[Post],
        key: str,
        about: AskedBill | None = None,
    ) -> None:
        """Ask; the same ``key`` asks once. ``files`` were sent with the words, or before them.

        ``about``: the bill that operators see with the question; the caller has seen to whose it is.
        """
        question = checked(post)
        now = self.clock()

        def ask(unit: QuestionUnit) -> None:
            if unit.threads.find_by_key(key) is None:
                _ask(unit, self.crowding, Author(account_id, question, key, now), files, about)

        await self.units.write(ask)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that a resident can go on with; ``words`` are those that it began with."""

    alert_id: int
    words: str


@dataclass(frozen=True)
class ListOpenQuestions:
    """List the open questions that a chat can go on with, newest first."""

    units: Units[ThreadUnit]

    async def __call__(self, account_id: int, chat_id: int) -> Sequence[OpenQuestion]:
        """Return :data:`MOST_LISTED` at most."""

        def look(unit: ThreadUnit) -> Sequence[OpenQuestion]:
            threads = reversed(unit.threads.list_open(account_id))
            alerts = (unit.alerts.get(each.alert_id) for each in threads if each.chat_id in {None, chat_id})
            questions = (alert for alert in alerts if alert.kind is AlertKind.QUESTION)
            return [
                OpenQuestion(alert.id, str(alert.details.get("question") or ""))
                for alert in islice(questions, MOST_LISTED)
            ]

        return await self.units.read(look)


@dataclass(frozen=True)
class FindOpenTalk:
    """Find the open question that goes on at this moment, so that further words belong to it.

    It goes on for :data:`GOES_ON` after the resident or an operator said something in it.
    """

    units: Units[ThreadUnit]
    clock: Clock

    async def __call__(self, account_id: int, chat_id: int) -> int | None:
        """Return its alert; of several, that in which something was said last."""
        since = self.clock() - GOES_ON

        def find(unit: ThreadUnit) -> int | None:
            latest: tuple[datetime, int | None] = (since, None)
            for thread in unit.threads.list_open(account_id):
                is_question = unit.alerts.get(thread.alert_id).kind is AlertKind.QUESTION
                if is_question and chat_id in chats_of(unit, thread):
                    at = unit.threads.last_at(thread.alert_id) or since
                    latest = max(latest, (at, thread.alert_id), key=lambda each: each[0])
            return latest[1]

        return await self.units.read(find)


def _ask(
    unit: QuestionUnit,
    crowding: Crowding,
    author: Author,
    files: Sequence[Post],
    about: AskedBill | None = None,
) -> None:
    is_urgent = crowding.admit_question(unit, author)
    account_id, post, key, now = author.account_id, author.post, author.key, author.now
    numbers = [holding.number for holding in unit.holdings.list_for(account_id, SHOWN_NUMBERS)]
    details: dict[str, Value] = {
        "account": account_id,
        "login": unit.accounts.get(account_id).login,
        "numbers": ", ".join(numbers),
        "more_numbers": unit.holdings.count(account_id) - len(numbers),
        **_question(post),
        **({} if about is None else about.details),
        "unanswered_since": now.isoformat(),
    }
    alert_id = unit.alerts.raise_alert(
        AlertKind.QUESTION, f"question:{key}", details, now, account_id=account_id, is_urgent=is_urgent
    )
    unit.threads.open(Thread(alert_id, account_id, post.chat_id))
    unit.threads.add(alert_id, replace(post, file=None, album=None), None, key, now)
    own = [replace(post, text="", marks=PLAIN)] if post.file is not None else []
    for number, file in enumerate([*files, *own]):
        relay(unit, alert_id, file, f"{key}:{number}", now)


@dataclass(frozen=True)
class WriteToOperators:
    """Go on with a thread: with more about a question, or with the photo that operators asked for.

    A question that was closed meanwhile is asked as a new one, so that nothing is lost. Words of danger raise
    the alert again.

    Errors: ``thread-unknown``; ``photo-not-needed`` if operators decided without the photo;
    those of :func:`~services.threads.thread.checked` and of
    :class:`~services.threads.crowding.Crowding`.
    """

    units: Units[QuestionUnit]
    clock: Clock
    crowding: Crowding

    async def __call__(self, account_id: int, alert_id: int, post: Post, key: str) -> Heard:
        """Write; the same ``key`` writes once."""
        said = checked(post)
        now = self.clock()

        def write(unit: QuestionUnit) -> Heard:
            known = unit.threads.find_by_key(key)
            if known is not None:
                return Heard.ADDED if known.alert_id == alert_id else Heard.ASKED_ANEW
            require_thread(unit, account_id, said.chat_id, alert_id)
            alert, author = unit.alerts.get(alert_id), Author(account_id, said, key, now)
            if not alert.is_decided:
                _add(unit, self.crowding, alert, author)
                return Heard.ADDED
            if alert.kind is not AlertKind.QUESTION:
                raise DomainError("photo-not-needed")
            _ask(unit, self.crowding, author, ())
            return Heard.ASKED_ANEW

        return await self.units.write(write)


def _add(unit: QuestionUnit, crowding: Crowding, alert: Alert, author: Author) -> None:
    said, now = author.post, author.now
    is_urgent = crowding.admit_message(unit, alert.id, author)
    relay(unit, alert.id, said, author.key, now)
    danger: dict[str, Value] = {"danger": said.text[:QUOTED]} if is_urgent else {}
    unit.alerts.annotate(alert.id, _noted(alert, said, now) | danger)
    if alert.kind is AlertKind.QUESTION:
        unit.alerts.expect(alert.id, now, now)
    if is_urgent:
        unit.alerts.hurry(alert.id, now)


def _noted(alert: Alert, said: Post, now: datetime) -> dict[str, Value]:
    """Return the details by which the alert shows that the resident wrote."""
    if alert.kind is AlertKind.QUESTION:
        return {"unanswered_since": alert.details.get("unanswered_since") or now.isoformat()}
    pictures = int(alert.details.get("photos") or 0)
    return {"photos": pictures + (said.file is not None and said.file.kind in PAPERS)}


@dataclass(frozen=True)
class CorrectMessage:
    """Change what operators read, because the resident changed a message of a thread.

    The alert waits for operators again, because they may have answered the words as they were.

    Errors: ``question-empty``; ``question-too-long`` (``most``); ``thread-too-many`` (``until``).
    """

    units: Units[QuestionUnit]
    clock: Clock
    crowding: Crowding

    async def __call__(self, account_id: int, post: Post, key: str) -> Correction | None:
        """Correct; ``None`` if the message belongs to no thread of the account."""
        now = self.clock()

        def correct(unit: QuestionUnit) -> Correction | None:
            rows = [said for said in _said_by(unit, post) if _is_of(unit, said, account_id)]
            if not rows:
                return None
            alert = unit.alerts.get(rows[0].alert_id)
            if alert.is_decided:
                return Correction.TOO_LATE
            said = checked(post)
            changed = [(row, words) for row, words in _parts(rows, said) if not _reads_the_same(row, words)]
            if not changed:
                return Correction.SHOWN
            is_urgent = self.crowding.admit_message(unit, alert.id, Author(account_id, said, key, now))
            for row, words in changed:
                unit.threads.rewrite(row.id, words)
                unit.operators.leave(ThreadCorrected(row.id))
            first = unit.threads.list_for(alert.id)[0].id
            opening: dict[str, Value] = _question(said) if rows[0].id == first else {}
            danger: dict[str, Value] = {"danger": said.text[:QUOTED]} if is_urgent else {}
            is_question = alert.kind is AlertKind.QUESTION
            waiting = _noted(alert, said, now) if is_question else {}
            unit.alerts.annotate(alert.id, opening | waiting | danger)
            if is_question:
                unit.alerts.expect(alert.id, now, now)
            if is_urgent:
                unit.alerts.hurry(alert.id, now)
            return Correction.SHOWN

        return await self.units.write(correct)


def _said_by(unit: ThreadUnit, post: Post) -> Sequence[ThreadMessage]:
    """List what a resident's message became: its words and its file apart, if it began a question."""
    rows = unit.threads.list_by_origin(post.chat_id, post.message_id)
    return [row for row in rows if row.operator is None]


def _is_of(unit: ThreadUnit, said: ThreadMessage, account_id: int) -> bool:
    thread = unit.threads.find(said.alert_id)
    return thread is not None and thread.account_id == account_id


def _parts(rows: Sequence[ThreadMessage], said: Post) -> Sequence[tuple[ThreadMessage, Post]]:
    """Divide a changed message as it was divided when it was sent."""
    if len(rows) == 1:
        return [(rows[0], said)]
    return [
        (row, replace(said, file=None) if row.post.file is None else replace(said, text="", marks=PLAIN))
        for row in rows
    ]


def _reads_the_same(row: ThreadMessage, words: Post) -> bool:
    return (row.post.words, row.post.file) == (words.words, words.file)


def _question(post: Post) -> dict[str, Value]:
    """Give the words of a question, with their formatting, as details of its alert."""
    text = post.text or (SPOKEN if post.is_spoken else WITHOUT_WORDS)
    return {"question": text, "question_marks": marks_text(post.marks) or None}


@dataclass(frozen=True)
class ResolveQuestion:
    """Let the resident close a question.

    Errors: ``thread-unknown``.
    """

    units: Units[ThreadUnit]
    clock: Clock

    async def __call__(self, account_id: int, chat_id: int, alert_id: int) -> None:
        """Close; once it is closed nothing changes."""
        now = self.clock()

        def resolve(unit: ThreadUnit) -> None:
            require_thread(unit, account_id, chat_id, alert_id)
            if unit.alerts.get(alert_id).kind is not AlertKind.QUESTION:
                raise DomainError("thread-unknown")
            unit.alerts.close(alert_id, RESOLVED, now)

        await self.units.write(resolve)


@dataclass(frozen=True)
class CheckAnswerable:
    """See that an operator may answer a question now.

    Errors: those of ``services.alerts.require_open``.
    """

    units: Units[ThreadUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Check."""
        now = self.clock()
        await self.units.read(
            lambda unit: require_open(unit.alerts, alert_id, AlertKind.QUESTION, operator, now, self.zone)
        )


@dataclass(frozen=True)
class AnswerQuestion:
    """Send an operator's words or file to the resident; the question stays open until one of them closes it.

    Errors: those of ``services.alerts.require_open`` and of :func:`~services.threads.thread.checked`.
    """

    units: Units[ThreadUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator, post: Post, key: str) -> None:
        """Answer; the same ``key`` answers once."""
        said = checked(post)
        now = self.clock()

        def answer(unit: ThreadUnit) -> None:
            if unit.threads.find_by_key(key) is not None:
                return
            require_open(unit.alerts, alert_id, AlertKind.QUESTION, operator, now, self.zone)
            thread = unit.threads.find(alert_id)
            if thread is None:
                raise DomainError("alert-unknown")
            message_id = unit.threads.add(alert_id, said, operator, key, now)
            content = ThreadToResident(message_id)
            if not tell_resident(unit, thread, content):
                note_undelivered(unit, content, Unreached.SIGNED_OUT, now)
            unit.alerts.annotate(alert_id, {"unanswered_since": None, "answered_by": operator.name})
            unit.alerts.expect(alert_id, None, now)
            details: dict[str, Value] = {"answer": said.text, "file": said.file.kind if said.file else None}
            unit.audit.add(operator, Action.QUESTION_ANSWERED, f"alert:{alert_id}", details, now)

        await self.units.write(answer)


@dataclass(frozen=True)
class RewriteAnswer:
    """Change what the resident reads, because the operator changed the message with the answer.

    Errors: those of :func:`~services.threads.thread.checked`.
    """

    units: Units[ThreadUnit]
    clock: Clock

    async def __call__(self, operator: Operator, post: Post) -> None:
        """Rewrite; a message that answered nothing, or was withdrawn, changes nothing."""
        now = self.clock()

        def rewrite(unit: ThreadUnit) -> None:
            said = unit.threads.find_by_origin(post.chat_id, post.message_id)
            if said is None or said.operator is None or said.withdrawn_at is not None:
                return
            corrected = checked(post)
            if _reads_the_same(said, corrected):
                return
            thread = unit.threads.find(said.alert_id)
            if thread is None:
                return
            unit.threads.rewrite(said.id, corrected)
            chats = {*chats_of(unit, thread), *_showing(unit, said)}
            tell_chats(unit, thread.account_id, sorted(chats), ThreadRewritten(said.id), Priority.DECISION)
            details: dict[str, Value] = {"before": said.post.text, "answer": corrected.text}
            unit.audit.add(operator, Action.ANSWER_REWRITTEN, f"alert:{said.alert_id}", details, now)

        await self.units.write(rewrite)


@dataclass(frozen=True)
class WithdrawAnswer:
    """Take an answer away from the resident, all files that were sent with it included.

    Errors: ``answer-unknown``; ``answer-already-withdrawn``; ``answer-too-old``: Telegram deletes nothing
    that is older than :data:`~services.threads.thread.DELETABLE`.
    """

    units: Units[ThreadUnit]
    clock: Clock

    async def __call__(self, chat_id: int, message_id: int, operator: Operator) -> None:
        """Withdraw the answer that a message in the group (chat and number) speaks of."""
        now = self.clock()

        def withdraw(unit: ThreadUnit) -> None:
            place = unit.threads.find_place(chat_id, message_id)
            thread = None if place is None else unit.threads.find(place.alert_id)
            if place is None or place.shows is None or thread is None:
                raise DomainError("answer-unknown")
            said = _sent_together(unit, unit.threads.get(place.shows))
            if any(each.withdrawn_at is not None for each in said):
                raise DomainError("answer-already-withdrawn")
            if any(now - shown_at > DELETABLE for each in said for shown_at in _shown_at(unit, each)):
                raise DomainError("answer-too-old")
            for each in said:
                unit.threads.withdraw(each.id, now)
                _take_away(unit, thread, each)
            _wait_again(unit, thread.alert_id, now)
            details: dict[str, Value] = {"answer": said[0].post.text}
            unit.audit.add(operator, Action.ANSWER_WITHDRAWN, f"alert:{thread.alert_id}", details, now)

        await self.units.write(withdraw)


def take_refused_voice_back(unit: ThreadUnit, said: ThreadMessage, at: datetime) -> None:
    """Withdraw a spoken answer that the resident's settings refused, and let its question wait again."""
    unit.threads.withdraw(said.id, at)
    _wait_again(unit, said.alert_id, at)
    unit.operators.leave(ThreadVoiceRefused(said.id), Priority.DESK)


def _sent_together(unit: ThreadUnit, said: ThreadMessage) -> Sequence[ThreadMessage]:
    album = said.post.album
    return unit.threads.list_album(said.post.chat_id, album) if album else [said]


def _places(unit: ThreadUnit, said: ThreadMessage) -> Sequence[Place]:
    return [place for place in unit.threads.list_places(said.id) if place.purpose is Purpose.WORDS]


def _shown_at(unit: ThreadUnit, said: ThreadMessage) -> Sequence[datetime]:
    """List when an answer reached the resident."""
    return [place.shown_at for place in _places(unit, said)]


def _showing(unit: ThreadUnit, said: ThreadMessage) -> Sequence[int]:
    """List the chats that show an answer, also those that were signed out since."""
    return [place.chat_id for place in _places(unit, said)]


def _take_away(unit: ThreadUnit, thread: Thread, said: ThreadMessage) -> None:
    """Have an answer deleted wherever it is shown, and where it may be on its way this moment."""
    language = unit.accounts.get(thread.account_id).language
    for chat_id in sorted({*chats_of(unit, thread), *_showing(unit, said)}):
        unit.outbox.telegram(chat_id, ThreadWithdrawn(said.id), language=language, priority=Priority.DECISION)


def _wait_again(unit: ThreadUnit, alert_id: int, at: datetime) -> None:
    """Find out again since when the resident waits, as if the withdrawn answers had never been given."""
    waits_since, answered_by = None, None
    for said in unit.threads.list_for(alert_id):
        if said.operator is None:
            waits_since = waits_since or said.at
        elif said.withdrawn_at is None:
            waits_since, answered_by = None, said.operator.name
    since = waits_since.isoformat() if waits_since else None
    unit.alerts.annotate(alert_id, {"unanswered_since": since, "answered_by": answered_by})
    if not unit.alerts.get(alert_id).is_decided:
        unit.alerts.expect(alert_id, waits_since, at)


@dataclass(frozen=True)
class CloseQuestion:
    """Close a question, and tell the resident.

    Errors: those of ``services.alerts.require_open``.
    """

    units: Units[ThreadUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        now = self.clock()

        def close(unit: ThreadUnit) -> None:
            alert = require_open(unit.alerts, alert_id, AlertKind.QUESTION, operator, now, self.zone)
            thread = unit.threads.find(alert_id)
            unit.alerts.decide(alert_id, operator, ANSWERED, now)
            unit.audit.add(operator, Action.QUESTION_CLOSED, f"alert:{alert_id}", {}, now)
            if thread is not None:
                asked = alert.created_at.astimezone(self.zone).strftime("%d.%m %H:%M")
                about = asked_bill(alert.details)
                bill = "" if about is None else str(about.month)
                tell_resident(unit, thread, QuestionClosed(_quoted(alert), asked, bill))

        await self.units.write(close)


def _quoted(alert: Alert) -> str:
    """Return the beginning of a question in one line, because a resident may have asked several."""
    words = " ".join(str(alert.details.get("question") or "").split())
    return words if len(words) <= QUOTED_BACK else words[:QUOTED_BACK].rstrip() + "…"
