"""All kinds of messages and letters that no update asked for, each with what it is about.

This module exists because a message is left in one place and goes out in another, maybe after a restart or an
upgrade: both sides have to agree on its kind and on its details. A use case leaves an object of one of these
classes; the outbox keeps its kind and its details, and gives an equal object to the delivery.

Kinds, names of fields and their order are in the rows of databases that are in use: they never change. A new
field needs a default, because rows without it may wait.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import ClassVar, Self

from domain.details import Value


class MessageKind(StrEnum):
    """How each kind is called in the database and in the ids of its texts."""

    READING_ACCEPTED = "reading-accepted"
    READING_REJECTED = "reading-rejected"
    READING_UNCONFIRMED = "reading-unconfirmed"
    READINGS_WANTED = "readings-wanted"
    VACANCY_BEGUN = "vacancy-begun"
    VACANCY_ENDED = "vacancy-ended"
    VACANCY_DOUBTED = "vacancy-doubted"
    VACANT_SENT = "vacant-sent"
    VACANT_UNSENT = "vacant-unsent"
    VACANT_WITHDRAWN = "vacant-withdrawn"
    READING_EXPORTED = "reading-exported"
    READING_TAKEN = "reading-taken"
    READING_BILLED = "reading-billed"
    READING_REFUSED = "reading-refused"
    READING_BELOW_ACCEPTED = "reading-below-accepted"
    READING_REOPENED = "reading-reopened"
    READINGS_EXPORTED = "readings-exported"
    READINGS_TAKEN = "readings-taken"
    READINGS_BILLED = "readings-billed"
    METER_CHANGE_ACCEPTED = "meter-change-accepted"
    METER_CHANGE_REJECTED = "meter-change-rejected"
    METER_CHANGE_EXPORTED = "meter-change-exported"
    VERIFICATION_ENDS = "verification-ends"
    BILL_COMES = "bill-comes"
    BILL_DUE_SOON = "bill-due-soon"
    NUMBER_CLOSED = "number-closed"
    NUMBER_RETURNED = "number-returned"
    NUMBER_SHARED = "number-shared"
    NUMBERS_SHARED = "numbers-shared"
    NUMBERS_ATTACHED = "numbers-attached"
    NUMBERS_ATTACHED_TO_OTHER = "numbers-attached-to-other"
    NUMBER_ENDED = "number-ended"
    NUMBER_RESTORED = "number-restored"
    OTHERS_RESTORED = "others-restored"
    NUMBER_ENDED_BY_OPERATOR = "number-ended-by-operator"
    HOLDER_ENDED = "holder-ended"
    HOLDER_RESTORED = "holder-restored"
    PROOF_LIFTED = "proof-lifted"
    LOCKS_LIFTED = "locks-lifted"
    CHAT_LOCKS_LIFTED = "chat-locks-lifted"
    EMAIL_CONFIRMED = "email-confirmed"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_ELSEWHERE = "signed-out-elsewhere"
    ACCOUNT_CLOSED = "account-closed"
    ACCOUNT_REOPENED = "account-reopened"
    ACCOUNT_ERASED = "account-erased"
    CONSENT_ASKED = "consent-asked"
    NEW_SIGN_IN = "new-sign-in"
    ACCOUNT_CLAIMED = "account-claimed"
    CLAIM_DUE = "claim-due"
    CLAIM_OVER = "claim-over"
    CLAIM_OBJECTED = "claim-objected"
    LET_IN = "let-in"
    LET_IN_ELSEWHERE = "let-in-elsewhere"
    TOO_MUCH_AT_ONCE = "too-much-at-once"
    QUESTION_CLOSED = "question-closed"
    OUTAGE_ANSWERED = "outage-answered"

    ACCESS_CLOSED = "access-closed"
    ACCESS_OPENED = "access-opened"
    WAIVER_GRANTED = "waiver-granted"
    WAIVER_REFUSED = "waiver-refused"
    READMISSION_ASKED = "readmission-asked"
    READMISSION_GRANTED = "readmission-granted"
    READMISSION_REFUSED = "readmission-refused"

    PHOTO_ASKED_READING = "photo-asked-reading"
    PHOTO_ASKED_ACT = "photo-asked-act"
    THREAD_TO_OPERATORS = "thread-to-operators"
    THREAD_TO_RESIDENT = "thread-to-resident"
    THREAD_REWRITTEN = "thread-rewritten"
    THREAD_CORRECTED = "thread-corrected"
    THREAD_WITHDRAWN = "thread-withdrawn"
    THREAD_SENT = "thread-sent"
    THREAD_UNDELIVERED = "thread-undelivered"
    THREAD_VOICE_REFUSED = "thread-voice-refused"
    THREAD_KEPT = "thread-kept"

    NOTICE = "notice"
    NOTICE_PROGRESS = "notice-progress"

    ALERT = "alert"
    ALERT_CHART = "alert-chart"
    ALERT_WAITS = "alert-waits"
    ALERTS_WAIT = "alerts-wait"

    EXCHANGE_REPORT = "exchange-report"
    EXCHANGE_DOCUMENT = "exchange-document"
    EXCHANGE_INTERRUPTED = "exchange-interrupted"

    CONFIRM_EMAIL = "confirm-email"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 (a kind of letter)
    EMAIL_CHANGED = "email-changed"
    SIGN_IN_CODE = "sign-in-code"
    SIGNED_IN_ELSEWHERE = "signed-in-elsewhere"
    ACCOUNT_CLOSING = "account-closing"
    ACCOUNT_OPEN_AGAIN = "account-open-again"
    CLAIM_LETTER = "claim-letter"
    READMISSION_LETTER = "readmission-letter"
    RECOVER_ACCESS = "recover-access"


@dataclass(frozen=True)
class Content:
    """What a message or a letter is about; its words are made when it goes out."""

    @property
    def kind(self) -> str:
        """The kind in the database, a :class:`MessageKind` for all that this program can leave."""
        return _KINDS[type(self)]

    @property
    def details(self) -> Mapping[str, Value]:
        """The fields by their names, as the database keeps them; of :class:`Unreadable` what is known."""
        return vars(self)


@dataclass(frozen=True)
class ChatContent(Content):
    """A message to a chat: either an :class:`OpenContent` or an :class:`AccountContent`."""


@dataclass(frozen=True)
class OpenContent(ChatContent):
    """A message bound to no account: to the operators' group, or to a chat of any resident.

    It tells a resident nothing that only the owner of an account may know.
    """


@dataclass(frozen=True)
class AccountContent(ChatContent):
    """A message about an account: only a chat that is signed in to the account when it goes out shows it.

    A chat changes hands, because a telephone is lent or given away, so the chat that was right when the
    message was left may be wrong when it goes out.
    """

    follows: ClassVar[bool] = True
    """Whether it goes to another chat of the account then, or waits until somebody signs in to the account.
    Otherwise it is dropped, because it only says something where it was left for."""


@dataclass(frozen=True)
class LetterContent(Content):
    """A letter; ``login``, where it is about one account, is that of the account."""


# News for residents: the text ``message-<kind>`` filled with the details --------------------------------


@dataclass(frozen=True)
class Words(ChatContent):
    """What is told to a resident, and is nothing but words."""


@dataclass(frozen=True)
class News(Words, AccountContent):
    """News about an account."""


@dataclass(frozen=True)
class Reasoned(News):
    """News with a reason: a :class:`StrEnum` member that an operator chose, or typed words.

    Each reason that can be chosen has the text ``message-<kind>-<reason>``; typed words are quoted in
    ``message-<kind>-reason``. ``message-<kind>`` is for no reason, ``None`` or empty.
    """

    reason: str | None = None


@dataclass(frozen=True)
class ReadingNews(News):
    """What happened to a reading: to the chats of the account that sent it."""

    receipt: str
    number: str


@dataclass(frozen=True)
class ReadingAccepted(ReadingNews):
    """An operator accepted a reading that was far above the usual."""


@dataclass(frozen=True)
class ReadingBelowAccepted(ReadingNews):
    """An operator accepted a reading that is lower than what was known."""


@dataclass(frozen=True)
class SentBack(Reasoned, ReadingNews):
    """A reading does not count, and another one can be sent.

    ``earlier`` is the receipt of what is in force for the month and ``values`` what it says, both empty if
    there is nothing. ``reading`` is the id of the reading that does not count, 0 in old rows.
    """

    earlier: str = ""
    values: str = ""
    reading: int = 0


@dataclass(frozen=True)
class ReadingRejected(SentBack):
    """An operator rejected a reading; ``reason``: a ``Doubt``, or what the operator typed."""


@dataclass(frozen=True)
class ReadingReopened(ReadingNews):
    """An operator took a decision back, so that a reading waits for review again.

    ``earlier`` and ``values`` are those of :class:`SentBack`.
    """

    earlier: str = ""
    values: str = ""


@dataclass(frozen=True)
class ReadingExported(ReadingNews):
    """A reading went to billing."""


MOST_LISTED = 40
"""Receipts that one message names, because Telegram takes 4096 characters."""


@dataclass(frozen=True)
class SeveralReadings(News):
    """The same happened to several readings of an account together.

    ``listed`` has a line «number receipt» for each of the first of them, ``count`` counts them all.
    """

    count: int
    listed: str


def listed(readings: Sequence[ReadingNews]) -> tuple[int, str]:
    """Return the first fields of :class:`SeveralReadings` for news about single readings."""
    return len(readings), "\n".join(f"{each.number} {each.receipt}" for each in readings[:MOST_LISTED])


@dataclass(frozen=True)
class ReadingsExported(SeveralReadings):
    """They went to billing."""


@dataclass(frozen=True)
class ReadingsTaken(SeveralReadings):
    """Billing took them."""


@dataclass(frozen=True)
class ReadingsBilled(SeveralReadings):
    """Billing counted them in the bills of ``month``, YYYY-MM."""

    month: str


@dataclass(frozen=True)
class ReadingTaken(ReadingNews):
    """Billing took a reading."""


@dataclass(frozen=True)
class ReadingBilled(ReadingNews):
    """Billing counted a reading in the bill of ``month``, YYYY-MM."""

    month: str


@dataclass(frozen=True)
class ReadingRefused(SentBack):
    """Billing refused a reading; there is always a reason, in billing's words."""


@dataclass(frozen=True)
class MeterChangeNews(News):
    """What happened to the report of another meter: to the chats of the account that reported it."""

    number: str
    serial: str
    new_serial: str


@dataclass(frozen=True)
class MeterChangeAccepted(MeterChangeNews):
    """An operator accepted the report."""


@dataclass(frozen=True)
class MeterChangeRejected(Reasoned, MeterChangeNews):
    """An operator rejected the report; ``reason``: an ``Objection``, or what the operator typed."""


@dataclass(frozen=True)
class MeterChangeExported(MeterChangeNews):
    """The report went to billing."""


@dataclass(frozen=True)
class NumberClosed(News):
    """The registry does not name a number any more: to chats of the accounts that hold it."""

    number: str


@dataclass(frozen=True)
class NumberReturned(News):
    """The registry names a closed number again: to chats of the accounts that hold it."""

    number: str


@dataclass(frozen=True)
class NumberShared(News):
    """Another account added a number: to its other holders.

    ``number`` is masked; ``name`` is the recipient's own name for it, ``None`` without one.
    """

    number: str
    name: str | None


MOST_NAMED = 20
"""Numbers that a message about many of them names."""


@dataclass(frozen=True)
class ManyNumbers(News):
    """News about several numbers: ``numbers`` names the first of them, ``rest`` counts the others."""

    numbers: str
    rest: int

    @classmethod
    def of(cls, numbers: Sequence[str]) -> Self:
        """Name the first numbers."""
        return cls(", ".join(numbers[:MOST_NAMED]), max(0, len(numbers) - MOST_NAMED))


@dataclass(frozen=True)
class NumbersShared(ManyNumbers):
    """Another account proved several numbers together: to their other holders; ``numbers`` are masked."""


@dataclass(frozen=True)
class NumbersAttached(ManyNumbers):
    """An operator attached numbers to this account."""


@dataclass(frozen=True)
class NumbersAttachedToOther(ManyNumbers):
    """An operator attached numbers of this account to another one as well; ``numbers`` are masked."""


@dataclass(frozen=True)
class NumberEnded(News):
    """A resident who proved a number with a later payment ended the hold of this account.

    ``day`` is that of the payment, as people read it: a later one brings the number back.
    """

    number: str
    name: str | None
    day: str


@dataclass(frozen=True)
class OwnNumberNews(News):
    """What an operator did about a number of this account; ``name`` is the account's own for it, if any."""

    number: str
    name: str | None


@dataclass(frozen=True)
class NumberRestored(OwnNumberNews):
    """An operator gave a number back whose hold somebody had ended."""


@dataclass(frozen=True)
class OthersRestored(News):
    """An operator gave a number back to the residents whose hold this account had ended."""

    number: str


@dataclass(frozen=True)
class NumberEndedByOperator(Reasoned, OwnNumberNews):
    """An operator ended the hold of this account; ``reason``: a ``HoldEndReason``, or what they typed."""


@dataclass(frozen=True)
class HolderEnded(News):
    """An operator ended the hold of another account that this one shared a number with."""

    number: str


@dataclass(frozen=True)
class HolderRestored(News):
    """An operator gave the number back to the account whose hold one had ended."""

    number: str


@dataclass(frozen=True)
class VacancyNews(News):
    """Something about a number whose home is empty: to all accounts that hold it.

    ``name`` is the recipient's own name for it, ``None`` without one.
    """

    number: str
    name: str | None


@dataclass(frozen=True)
class VacancyBegun(VacancyNews):
    """Another holder said that the home is empty; ``until`` as people read it, empty without an end."""

    until: str


@dataclass(frozen=True)
class VacancyEnded(VacancyNews):
    """Values are not sent for the residents any more; ``why`` is an ``Ending``."""

    why: str


@dataclass(frozen=True)
class VacancyDoubted(VacancyNews):
    """Residents sent a reading with a consumption, and are asked whether they are back."""


@dataclass(frozen=True)
class VacantSent(VacancyNews):
    """The last values of a meter were sent for the residents.

    ``reading`` is the id of the reading, ``values`` what it says, ``month`` YYYY-MM.
    """

    reading: int
    receipt: str
    serial: str
    month: str
    values: str


@dataclass(frozen=True)
class VacantUnsent(VacancyNews):
    """The last values of a meter could not be sent for ``month``, YYYY-MM; ``why`` is an ``Obstacle``."""

    serial: str
    month: str
    why: str


@dataclass(frozen=True)
class VacantWithdrawn(VacancyNews):
    """Another holder took back what had been sent for the residents."""

    receipt: str


@dataclass(frozen=True)
class ProofLifted(News):
    """An operator lifted the limit of failed proofs, which were last about ``number``."""

    number: str


@dataclass(frozen=True)
class LocksLifted(News):
    """An operator lifted all limits that had closed something to the account."""


@dataclass(frozen=True)
class ChatLocksLifted(Words, OpenContent):
    """An operator lifted all limits that had closed something in the chat, also where nobody is signed in."""


@dataclass(frozen=True)
class EmailConfirmed(News):
    """An address was confirmed in another chat; ``email`` is masked."""

    follows: ClassVar[bool] = False
    email: str


@dataclass(frozen=True)
class SignedOut(Words, OpenContent):
    """A change of the password signed the chat out, which it is told as long as nobody signs in there."""


@dataclass(frozen=True)
class SignedOutElsewhere(Words, OpenContent):
    """The owner of the account signed the chat out from another one of theirs."""


@dataclass(frozen=True)
class AccountClosed(Words, OpenContent):
    """The owner closed the account in another chat; ``until``: when it is erased, as residents read it."""

    until: str


@dataclass(frozen=True)
class AccountReopened(News):
    """The account was taken back, because somebody signed in: to the chat that did."""

    follows: ClassVar[bool] = False


@dataclass(frozen=True)
class AccountErased(Words, OpenContent):
    """Nothing personal is left of an account: to the chat that asked for it, which may have another one."""

    receipt: str


@dataclass(frozen=True)
class ConsentAsked(AccountContent):
    """Asks for consent to a newer text about personal data, in the chat that wrote."""

    follows: ClassVar[bool] = False


@dataclass(frozen=True)
class NewSignIn(News):
    """A chat was signed in that was not signed in to the account before: to the other chats.

    ``name`` is that of its person in Telegram, ``at`` the moment as residents read it.
    """

    follows: ClassVar[bool] = False
    chat: int
    name: str
    at: str


@dataclass(frozen=True)
class AccountClaimed(News):
    """Somebody proved a number of the account and asks for a new password: to all chats of the account.

    ``name`` is that of the person in Telegram, ``at`` and ``due`` the moments as residents read them: when it
    was asked for, and until when to object.
    """

    follows: ClassVar[bool] = False
    claim: int
    name: str
    at: str
    due: str


@dataclass(frozen=True)
class ClaimDue(Words, OpenContent):
    """Nobody objected to a claim, so the chat that claimed may choose a new password until ``until``."""

    claim: int
    until: str


@dataclass(frozen=True)
class ClaimOver(Words, OpenContent):
    """A claim ended because the account was opened otherwise, or does not hold the number any more."""


@dataclass(frozen=True)
class ClaimObjected(Words, OpenContent):
    """Somebody objected to a claim: to the chat that claimed."""


@dataclass(frozen=True)
class LetInByOperator(News):
    """An operator let the chat in without a code."""

    follows: ClassVar[bool] = False


@dataclass(frozen=True)
class LetInElsewhere(News):
    """An operator lets another chat choose a new password: to the chats that are signed in.

    ``name`` and ``at`` as in :class:`NewSignIn`.
    """

    follows: ClassVar[bool] = False
    name: str
    at: str


@dataclass(frozen=True)
class TooMuchAtOnce(Words, OpenContent):
    """So much came at once from one person in a chat that ``count`` messages and presses were not read."""

    count: int


@dataclass(frozen=True)
class QuestionClosed(News):
    """An operator closed a question: to where the resident reads its thread.

    ``question`` is its beginning, empty in old rows; ``asked`` is when it was asked, as residents read it;
    ``bill`` is the month of the bill that it is about, «YYYY-MM», empty if it is about none.
    """

    question: str = ""
    asked: str = ""
    bill: str = ""


@dataclass(frozen=True)
class OutageAnswered(News):
    """An operator answered all who said that there is no light in a ``house``, by its short address."""

    house: str
    words: str


# What operators decided about somebody's access to the bot ---------------------------------------------


@dataclass(frozen=True)
class AccessClosed(OpenContent):
    """Operators banned the chat or its account, which the chat is told if it is still so."""


@dataclass(frozen=True)
class AccessOpened(OpenContent):
    """Operators lifted the ban of the chat or of its account, which it is told if it is still so."""


@dataclass(frozen=True)
class WaiverGranted(OpenContent):
    """An operator lets the chat register without the digits of the captcha."""


@dataclass(frozen=True)
class WaiverRefused(OpenContent):
    """An operator does not let the chat register without the digits of the captcha."""


@dataclass(frozen=True)
class ReadmissionAsked(OpenContent):
    """The chat asks operators to be let in; it becomes an alert if somebody has the ``login`` (its key).

    ``words`` say who it is, ``name`` is that of the person in Telegram.
    """

    login: str
    words: str
    name: str


@dataclass(frozen=True)
class ReadmissionGranted(OpenContent):
    """An operator lets the chat choose a new password, as it asked under ``alert``."""

    alert: int


@dataclass(frozen=True)
class ReadmissionRefused(OpenContent):
    """An operator does not let the chat in; ``reason``: an ``Unsure``, or what the operator typed."""

    reason: str


# Threads ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PhotoAsked(AccountContent):
    """Operators want to see something before they decide about ``alert``: to all chats of the account."""

    alert: int
    number: str
    serial: str


@dataclass(frozen=True)
class ReadingPhotoAsked(PhotoAsked):
    """Operators want to see the meter of a doubtful reading."""


@dataclass(frozen=True)
class ActPhotoAsked(PhotoAsked):
    """Operators want to see the paper about a new meter."""


@dataclass(frozen=True)
class ThreadContent(ChatContent):
    """Something about the thread's message with the id ``message``."""

    message: int


@dataclass(frozen=True)
class ThreadToOperators(ThreadContent, OpenContent):
    """Shows in the group what the resident said."""


@dataclass(frozen=True)
class ThreadToResident(ThreadContent, AccountContent):
    """Shows the resident what an operator said."""


@dataclass(frozen=True)
class ThreadRewritten(ThreadContent, AccountContent):
    """Replaces the words that the resident reads by those that the operator changed.

    A chat of the account that shows the answer nowhere gets the new words, if another chat showed it before.
    """


@dataclass(frozen=True)
class ThreadCorrected(ThreadContent, OpenContent):
    """Replaces the words that the group reads by those that the resident changed."""


@dataclass(frozen=True)
class ThreadWithdrawn(ThreadContent, OpenContent):
    """Deletes an answer in the resident's chat."""


@dataclass(frozen=True)
class ThreadSent(ThreadContent, OpenContent):
    """Tells the group that an answer arrived."""


@dataclass(frozen=True)
class ThreadUndelivered(ThreadContent, OpenContent):
    """Tells the group that an answer reached nobody."""


@dataclass(frozen=True)
class ThreadVoiceRefused(ThreadContent, OpenContent):
    """Tells the group that the resident lets nobody send them voice messages."""


@dataclass(frozen=True)
class ThreadKept(ThreadContent, OpenContent):
    """Tells the group that an answer could not be taken back."""


# Reminders ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadingUnconfirmed(AccountContent):
    """Reminds of values that the account typed for a meter and did not confirm; only their chat has them."""

    follows: ClassVar[bool] = False
    account: int
    meter: str
    number: str


@dataclass(frozen=True)
class ReadingsWanted(AccountContent):
    """Reminds of the readings of a number that are still to be sent for ``month``, YYYY-MM."""

    follows: ClassVar[bool] = False
    account: int
    number: str
    month: str


@dataclass(frozen=True)
class VerificationEnds(AccountContent):
    """Reminds that the verification of a meter ends on ``verify_by``, YYYY-MM-DD."""

    follows: ClassVar[bool] = False
    account: int
    meter: str
    verify_by: str


@dataclass(frozen=True)
class BillReminder(AccountContent):
    """Something about the bill of a number that billing calls ``bill``."""

    follows: ClassVar[bool] = False
    account: int
    number: str
    bill: str


@dataclass(frozen=True)
class BillComes(BillReminder):
    """Tells that a bill has come."""


@dataclass(frozen=True)
class BillDueSoon(BillReminder):
    """Reminds that a bill has to be paid soon."""


# Notices ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoticeToResident(AccountContent):
    """A notice, with the addresses of the account that it is about."""

    follows: ClassVar[bool] = False
    notice: int
    account: int


@dataclass(frozen=True)
class NoticeProgress(OpenContent):
    """Shows operators how far a notice is, in the message that is there."""

    notice: int


# Alerts -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AlertContent(OpenContent):
    """Something about the alert with the id ``alert``: to the operators' group."""

    alert: int


@dataclass(frozen=True)
class AlertDrawn(AlertContent):
    """Shows the alert as it stands, as a new message or in place of the one that is there."""


@dataclass(frozen=True)
class AlertChart(AlertContent):
    """A picture of what the meter counted, under the alert about its reading."""


@dataclass(frozen=True)
class AlertWaits(AlertContent):
    """Reminds of an alert that no operator took."""


@dataclass(frozen=True)
class AlertsWait(OpenContent):
    """Reminds of ``count`` alerts that no operator took; ``alert`` is the one that has waited longest."""

    count: int
    alert: int


# The exchange with billing ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExchangeContent(OpenContent):
    """Something about the job with the id ``job``: to the operators' group."""

    job: int


@dataclass(frozen=True)
class ExchangeReport(ExchangeContent):
    """The outcome, in place of the message of the job."""


@dataclass(frozen=True)
class ExchangeDocument(ExchangeContent):
    """A file of the export that the job wrote; ``name`` is the file's, without a folder."""

    name: str


@dataclass(frozen=True)
class ExchangeInterrupted(ExchangeContent):
    """A restart ended the job, and it is offered again."""


# Letters ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConfirmEmail(LetterContent):
    """Asks to confirm an address; link and code are derived from ``nonce`` when the letter is sent."""

    nonce: str
    login: str


@dataclass(frozen=True)
class PasswordChanged(LetterContent):
    """Tells that the password was changed."""

    login: str


@dataclass(frozen=True)
class EmailChanged(LetterContent):
    """Tells the address that was in force before that another one is; ``email`` is the new one, masked."""

    login: str
    email: str


@dataclass(frozen=True)
class SignInCode(LetterContent):
    """The code for a new chat; it is derived from ``nonce`` when the letter is sent."""

    nonce: str
    login: str


@dataclass(frozen=True)
class SignedInElsewhere(LetterContent):
    """Tells of a sign-in from a chat that was not signed in before; fields as in :class:`NewSignIn`."""

    login: str
    name: str
    at: str


@dataclass(frozen=True)
class ClaimLetter(LetterContent):
    """Tells of a claim; its link, which ends the claim, is derived from ``nonce`` when the letter is sent.

    The other fields are those of :class:`AccountClaimed`.
    """

    nonce: str
    login: str
    name: str
    at: str
    due: str


@dataclass(frozen=True)
class ReadmissionLetter(LetterContent):
    """Tells that an operator lets a chat choose a new password; fields as in :class:`NewSignIn`."""

    login: str
    name: str
    at: str


@dataclass(frozen=True)
class AccountClosing(LetterContent):
    """The account is closed; ``until`` is the moment of erasing as residents read it."""

    login: str
    receipt: str
    until: str


@dataclass(frozen=True)
class AccountOpenAgain(LetterContent):
    """The account was taken back, because somebody signed in to it."""

    login: str


TO_NOBODY = ""
"""The address of a letter that is not sent."""


@dataclass(frozen=True)
class RecoverAccess(LetterContent):
    """Lets a resident who forgot login or password choose a new password.

    ``listed`` has a line «login nonce» for each account: neither of the two holds a space. Where nobody is
    known, a letter :data:`TO_NOBODY` is left all the same, so that the answer takes as long.
    """

    listed: str


CONTENTS: Mapping[MessageKind, type[Content]] = {
    MessageKind.READING_ACCEPTED: ReadingAccepted,
    MessageKind.READING_REJECTED: ReadingRejected,
    MessageKind.READING_UNCONFIRMED: ReadingUnconfirmed,
    MessageKind.READINGS_WANTED: ReadingsWanted,
    MessageKind.VACANCY_BEGUN: VacancyBegun,
    MessageKind.VACANCY_ENDED: VacancyEnded,
    MessageKind.VACANCY_DOUBTED: VacancyDoubted,
    MessageKind.VACANT_SENT: VacantSent,
    MessageKind.VACANT_UNSENT: VacantUnsent,
    MessageKind.VACANT_WITHDRAWN: VacantWithdrawn,
    MessageKind.READING_EXPORTED: ReadingExported,
    MessageKind.READING_TAKEN: ReadingTaken,
    MessageKind.READING_BILLED: ReadingBilled,
    MessageKind.READING_REFUSED: ReadingRefused,
    MessageKind.READING_BELOW_ACCEPTED: ReadingBelowAccepted,
    MessageKind.READING_REOPENED: ReadingReopened,
    MessageKind.READINGS_EXPORTED: ReadingsExported,
    MessageKind.READINGS_TAKEN: ReadingsTaken,
    MessageKind.READINGS_BILLED: ReadingsBilled,
    MessageKind.METER_CHANGE_ACCEPTED: MeterChangeAccepted,
    MessageKind.METER_CHANGE_REJECTED: MeterChangeRejected,
    MessageKind.METER_CHANGE_EXPORTED: MeterChangeExported,
    MessageKind.VERIFICATION_ENDS: VerificationEnds,
    MessageKind.BILL_COMES: BillComes,
    MessageKind.BILL_DUE_SOON: BillDueSoon,
    MessageKind.NUMBER_CLOSED: NumberClosed,
    MessageKind.NUMBER_RETURNED: NumberReturned,
    MessageKind.NUMBER_SHARED: NumberShared,
    MessageKind.NUMBERS_SHARED: NumbersShared,
    MessageKind.NUMBERS_ATTACHED: NumbersAttached,
    MessageKind.NUMBERS_ATTACHED_TO_OTHER: NumbersAttachedToOther,
    MessageKind.NUMBER_ENDED: NumberEnded,
    MessageKind.NUMBER_RESTORED: NumberRestored,
    MessageKind.OTHERS_RESTORED: OthersRestored,
    MessageKind.NUMBER_ENDED_BY_OPERATOR: NumberEndedByOperator,
    MessageKind.HOLDER_ENDED: HolderEnded,
    MessageKind.HOLDER_RESTORED: HolderRestored,
    MessageKind.PROOF_LIFTED: ProofLifted,
    MessageKind.LOCKS_LIFTED: LocksLifted,
    MessageKind.CHAT_LOCKS_LIFTED: ChatLocksLifted,
    MessageKind.EMAIL_CONFIRMED: EmailConfirmed,
    MessageKind.SIGNED_OUT: SignedOut,
    MessageKind.SIGNED_OUT_ELSEWHERE: SignedOutElsewhere,
    MessageKind.ACCOUNT_CLOSED: AccountClosed,
    MessageKind.ACCOUNT_REOPENED: AccountReopened,
    MessageKind.ACCOUNT_ERASED: AccountErased,
    MessageKind.CONSENT_ASKED: ConsentAsked,
    MessageKind.NEW_SIGN_IN: NewSignIn,
    MessageKind.ACCOUNT_CLAIMED: AccountClaimed,
    MessageKind.CLAIM_DUE: ClaimDue,
    MessageKind.CLAIM_OVER: ClaimOver,
    MessageKind.CLAIM_OBJECTED: ClaimObjected,
    MessageKind.LET_IN: LetInByOperator,
    MessageKind.LET_IN_ELSEWHERE: LetInElsewhere,
    MessageKind.TOO_MUCH_AT_ONCE: TooMuchAtOnce,
    MessageKind.QUESTION_CLOSED: QuestionClosed,
    MessageKind.OUTAGE_ANSWERED: OutageAnswered,
    MessageKind.ACCESS_CLOSED: AccessClosed,
    MessageKind.ACCESS_OPENED: AccessOpened,
    MessageKind.WAIVER_GRANTED: WaiverGranted,
    MessageKind.WAIVER_REFUSED: WaiverRefused,
    MessageKind.READMISSION_ASKED: ReadmissionAsked,
    MessageKind.READMISSION_GRANTED: ReadmissionGranted,
    MessageKind.READMISSION_REFUSED: ReadmissionRefused,
    MessageKind.PHOTO_ASKED_READING: ReadingPhotoAsked,
    MessageKind.PHOTO_ASKED_ACT: ActPhotoAsked,
    MessageKind.THREAD_TO_OPERATORS: ThreadToOperators,
    MessageKind.THREAD_TO_RESIDENT: ThreadToResident,
    MessageKind.THREAD_REWRITTEN: ThreadRewritten,
    MessageKind.THREAD_CORRECTED: ThreadCorrected,
    MessageKind.THREAD_WITHDRAWN: ThreadWithdrawn,
    MessageKind.THREAD_SENT: ThreadSent,
    MessageKind.THREAD_UNDELIVERED: ThreadUndelivered,
    MessageKind.THREAD_VOICE_REFUSED: ThreadVoiceRefused,
    MessageKind.THREAD_KEPT: ThreadKept,
    MessageKind.NOTICE: NoticeToResident,
    MessageKind.NOTICE_PROGRESS: NoticeProgress,
    MessageKind.ALERT: AlertDrawn,
    MessageKind.ALERT_CHART: AlertChart,
    MessageKind.ALERT_WAITS: AlertWaits,
    MessageKind.ALERTS_WAIT: AlertsWait,
    MessageKind.EXCHANGE_REPORT: ExchangeReport,
    MessageKind.EXCHANGE_DOCUMENT: ExchangeDocument,
    MessageKind.EXCHANGE_INTERRUPTED: ExchangeInterrupted,
    MessageKind.CONFIRM_EMAIL: ConfirmEmail,
    MessageKind.PASSWORD_CHANGED: PasswordChanged,
    MessageKind.EMAIL_CHANGED: EmailChanged,
    MessageKind.SIGN_IN_CODE: SignInCode,
    MessageKind.SIGNED_IN_ELSEWHERE: SignedInElsewhere,
    MessageKind.ACCOUNT_CLOSING: AccountClosing,
    MessageKind.ACCOUNT_OPEN_AGAIN: AccountOpenAgain,
    MessageKind.CLAIM_LETTER: ClaimLetter,
    MessageKind.READMISSION_LETTER: ReadmissionLetter,
    MessageKind.RECOVER_ACCESS: RecoverAccess,
}
"""The one list: which class each kind has."""
_KINDS = {content: kind for kind, content in CONTENTS.items()}


# From a row of the outbox -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unreadable(Content):
    """What the outbox holds for a message that this program cannot read; nothing delivers it.

    Another version of the program may have left it. ``problem`` tells a person what is wrong with it, without
    personal data.
    """

    stored_kind: str
    problem: str

    @property
    def kind(self) -> str:
        """The kind in the database, whatever it is."""
        return self.stored_kind


@dataclass(frozen=True)
class Addressed:
    """A message about an account, with one of its chats and its language; without a chat it waits."""

    account_id: int
    chat_id: int | None
    language: str
    content: AccountContent


def read_content(kind: str, details: object) -> Content:
    """Make the object that was left with this kind and these details, or :class:`Unreadable`.

    Keys that the class does not know are ignored, and those with a default may be missing.
    """
    try:
        content = CONTENTS[MessageKind(kind)]
    except ValueError:
        return Unreadable(kind, "the kind is unknown")
    if not isinstance(details, Mapping):
        return Unreadable(kind, "the details are no object")
    try:
        return content(**_fields_from(content, details))
    except KeyError as error:
        return Unreadable(kind, f"the detail {error.args[0]} is missing")
    except (TypeError, ValueError):
        return Unreadable(kind, "a detail is of another type")


def _fields_from(content: type[Content], details: Mapping[str, object]) -> dict[str, Value]:
    return {
        field.name: _READERS[field.type](details[field.name])
        for field in fields(content)
        if field.name in details or field.default is MISSING
    }


def _text(value: object) -> str:
    if isinstance(value, str | int):
        return str(value)
    raise TypeError


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> int:
    return int(_text(value))


_READERS: Mapping[object, Callable[[object], Value]] = {
    str: _text,
    str | None: _optional_text,
    int: _number,
}
