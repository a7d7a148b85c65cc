"""Rows of the outbox are read as version 0.1 wrote them, whatever else stands in them."""

import json

import pytest

from services.messages import (
    AccessClosed,
    AccessOpened,
    AccountClaimed,
    AccountClosed,
    AccountClosing,
    AccountErased,
    AccountOpenAgain,
    AccountReopened,
    ActPhotoAsked,
    AlertChart,
    AlertDrawn,
    AlertsWait,
    AlertWaits,
    BillComes,
    BillDueSoon,
    ChatLocksLifted,
    ClaimDue,
    ClaimLetter,
    ClaimObjected,
    ClaimOver,
    ConfirmEmail,
    ConsentAsked,
    Content,
    EmailChanged,
    EmailConfirmed,
    ExchangeDocument,
    ExchangeInterrupted,
    ExchangeReport,
    HolderEnded,
    HolderRestored,
    LetInByOperator,
    LetInElsewhere,
    LocksLifted,
    MessageKind,
    MeterChangeAccepted,
    MeterChangeExported,
    MeterChangeRejected,
    NewSignIn,
    NoticeProgress,
    NoticeToResident,
    NumberClosed,
    NumberEnded,
    NumberEndedByOperator,
    NumberRestored,
    NumberReturned,
    NumbersAttached,
    NumbersAttachedToOther,
    NumberShared,
    NumbersShared,
    OthersRestored,
    OutageAnswered,
    PasswordChanged,
    ProofLifted,
    QuestionClosed,
    ReadingAccepted,
    ReadingBelowAccepted,
    ReadingBilled,
    ReadingExported,
    ReadingPhotoAsked,
    ReadingRefused,
    ReadingRejected,
    ReadingReopened,
    ReadingsBilled,
    ReadingsExported,
    ReadingsTaken,
    ReadingsWanted,
    ReadingTaken,
    ReadingUnconfirmed,
    ReadmissionAsked,
    ReadmissionGranted,
    ReadmissionLetter,
    ReadmissionRefused,
    RecoverAccess,
    SignedInElsewhere,
    SignedOut,
    SignedOutElsewhere,
    SignInCode,
    ThreadCorrected,
    ThreadKept,
    ThreadRewritten,
    ThreadSent,
    ThreadToOperators,
    ThreadToResident,
    ThreadUndelivered,
    ThreadVoiceRefused,
    ThreadWithdrawn,
    TooMuchAtOnce,
    Unreadable,
    VacancyBegun,
    VacancyDoubted,
    VacancyEnded,
    VacantSent,
    VacantUnsent,
    VacantWithdrawn,
    VerificationEnds,
    WaiverGranted,
    WaiverRefused,
    read_content,
)
from storage.columns import json_text

READING, CHANGE = ("261122-000017", "100200301"), ("100200301", "09348817", "55501")
OF_READING = '"receipt":"261122-000017","number":"100200301"'
EARLIER = "261122-000016", "День 8300"
OF_EARLIER = '"earlier":"261122-000016","values":"\\u0414\\u0435\\u043d\\u044c 8300"'
NOTHING = '"earlier":"","values":"","reading":0'
OF_CHANGE = '"number":"100200301","serial":"09348817","new_serial":"55501"'
PHOTO = '{"alert":7,"number":"100200301","serial":"09348817"}'
OF_VACANCY = '"number":"100200301","name":null'
VACANCY = ("100200301", None)
ROWS: list[tuple[str, str, Content]] = [
    ("reading-accepted", f"{{{OF_READING}}}", ReadingAccepted(*READING)),
    (
        "reading-rejected",
        f'{{{OF_READING},"reason":"typo",{OF_EARLIER},"reading":7}}',
        ReadingRejected(*READING, "typo", *EARLIER, 7),
    ),
    ("reading-rejected", f'{{{OF_READING},"reason":null,{NOTHING}}}', ReadingRejected(*READING, None)),
    (
        "reading-unconfirmed",
        '{"account":1,"meter":"M1","number":"100200301"}',
        ReadingUnconfirmed(1, "M1", "100200301"),
    ),
    (
        "readings-wanted",
        '{"account":1,"number":"100200301","month":"2026-11"}',
        ReadingsWanted(1, "100200301", "2026-11"),
    ),
    (
        "verification-ends",
        '{"account":1,"meter":"M1","verify_by":"2027-01-20"}',
        VerificationEnds(1, "M1", "2027-01-20"),
    ),
    ("vacancy-begun", f'{{{OF_VACANCY},"until":"01.05.2027"}}', VacancyBegun(*VACANCY, "01.05.2027")),
    ("vacancy-ended", f'{{{OF_VACANCY},"why":"over"}}', VacancyEnded(*VACANCY, "over")),
    ("vacancy-doubted", f"{{{OF_VACANCY}}}", VacancyDoubted(*VACANCY)),
    (
        "vacant-sent",
        f'{{{OF_VACANCY},"reading":5,"receipt":"2611-0","serial":"7","month":"2026-11","values":"12000"}}',
        VacantSent(*VACANCY, 5, "2611-0", "7", "2026-11", "12000"),
    ),
    (
        "vacant-unsent",
        f'{{{OF_VACANCY},"serial":"7","month":"2026-11","why":"no-values"}}',
        VacantUnsent(*VACANCY, "7", "2026-11", "no-values"),
    ),
    (
        "vacant-withdrawn",
        f'{{{OF_VACANCY},"receipt":"2611-0000001-0"}}',
        VacantWithdrawn(*VACANCY, "2611-0000001-0"),
    ),
    ("bill-comes", '{"account":1,"number":"100200301","bill":"B1"}', BillComes(1, "100200301", "B1")),
    ("bill-due-soon", '{"account":1,"number":"100200301","bill":"B1"}', BillDueSoon(1, "100200301", "B1")),
    ("reading-below-accepted", f"{{{OF_READING}}}", ReadingBelowAccepted(*READING)),
    ("reading-reopened", f"{{{OF_READING},{OF_EARLIER}}}", ReadingReopened(*READING, *EARLIER)),
    ("readings-taken", '{"count":2,"listed":"1 2\\n3 4"}', ReadingsTaken(2, "1 2\n3 4")),
    (
        "readings-billed",
        '{"count":1,"listed":"1 2","month":"2026-11"}',
        ReadingsBilled(1, "1 2", "2026-11"),
    ),
    ("readings-exported", '{"count":2,"listed":"1 2\\n3 4"}', ReadingsExported(2, "1 2\n3 4")),
    ("reading-exported", f"{{{OF_READING}}}", ReadingExported(*READING)),
    ("reading-taken", f"{{{OF_READING}}}", ReadingTaken(*READING)),
    ("reading-billed", f'{{{OF_READING},"month":"2026-11"}}', ReadingBilled(*READING, "2026-11")),
    (
        "reading-refused",
        f'{{{OF_READING},"reason":"no meter",{NOTHING}}}',
        ReadingRefused(*READING, "no meter"),
    ),
    ("meter-change-accepted", f"{{{OF_CHANGE}}}", MeterChangeAccepted(*CHANGE)),
    ("meter-change-rejected", f'{{{OF_CHANGE},"reason":""}}', MeterChangeRejected(*CHANGE, "")),
    ("meter-change-exported", f"{{{OF_CHANGE}}}", MeterChangeExported(*CHANGE)),
    ("number-closed", '{"number":"100200301"}', NumberClosed("100200301")),
    ("number-returned", '{"number":"100200301"}', NumberReturned("100200301")),
    (
        "number-shared",
        '{"number":"\\u20260301","name":"\\u0414\\u043e\\u043c"}',
        NumberShared("…0301", "Дом"),
    ),
    ("number-shared", '{"number":"\\u20260301","name":null}', NumberShared("…0301", None)),
    ("numbers-shared", '{"numbers":"\\u20260301, \\u20260302","rest":1}', NumbersShared("…0301, …0302", 1)),
    ("numbers-attached", '{"numbers":"100200301","rest":0}', NumbersAttached("100200301", 0)),
    (
        "numbers-attached-to-other",
        '{"numbers":"\\u20260301","rest":0}',
        NumbersAttachedToOther("…0301", 0),
    ),
    (
        "number-ended",
        '{"number":"100200301","name":null,"day":"12.11.2026"}',
        NumberEnded("100200301", None, "12.11.2026"),
    ),
    ("number-restored", '{"number":"100200301","name":null}', NumberRestored("100200301", None)),
    ("others-restored", '{"number":"100200301"}', OthersRestored("100200301")),
    (
        "number-ended-by-operator",
        '{"number":"100200301","name":null,"reason":"moved-out"}',
        NumberEndedByOperator("100200301", None, "moved-out"),
    ),
    ("holder-ended", '{"number":"100200301"}', HolderEnded("100200301")),
    ("holder-restored", '{"number":"100200301"}', HolderRestored("100200301")),
    ("proof-lifted", '{"number":"100200301"}', ProofLifted("100200301")),
    ("locks-lifted", "{}", LocksLifted()),
    ("chat-locks-lifted", "{}", ChatLocksLifted()),
    ("email-confirmed", '{"email":"a***"}', EmailConfirmed("a***")),
    ("signed-out", "{}", SignedOut()),
    ("signed-out-elsewhere", "{}", SignedOutElsewhere()),
    ("account-closed", '{"until":"29.11.2026, 12:00"}', AccountClosed("29.11.2026, 12:00")),
    ("account-reopened", "{}", AccountReopened()),
    ("account-erased", '{"receipt":"0123456789"}', AccountErased("0123456789")),
    ("consent-asked", "{}", ConsentAsked()),
    (
        "account-closing",
        '{"login":"anna","receipt":"0123456789","until":"29.11.2026, 12:00"}',
        AccountClosing("anna", "0123456789", "29.11.2026, 12:00"),
    ),
    ("account-open-again", '{"login":"anna"}', AccountOpenAgain("anna")),
    (
        "new-sign-in",
        '{"chat":501,"name":"Anna","at":"22.11.2026, 12:00"}',
        NewSignIn(501, "Anna", "22.11.2026, 12:00"),
    ),
    (
        "account-claimed",
        '{"claim":3,"name":"Anna","at":"22.11.2026, 12:00","due":"23.11.2026, 12:00"}',
        AccountClaimed(3, "Anna", "22.11.2026, 12:00", "23.11.2026, 12:00"),
    ),
    ("claim-due", '{"claim":3,"until":"26.11.2026, 12:00"}', ClaimDue(3, "26.11.2026, 12:00")),
    ("claim-over", "{}", ClaimOver()),
    ("claim-objected", "{}", ClaimObjected()),
    ("let-in", "{}", LetInByOperator()),
    (
        "let-in-elsewhere",
        '{"name":"Anna","at":"22.11.2026, 12:00"}',
        LetInElsewhere("Anna", "22.11.2026, 12:00"),
    ),
    ("too-much-at-once", '{"count":250}', TooMuchAtOnce(250)),
    (
        "question-closed",
        '{"question":"?","asked":"22.11 12:00","bill":"2026-10"}',
        QuestionClosed("?", "22.11 12:00", "2026-10"),
    ),
    (
        "outage-answered",
        '{"house":"Lipovaya 3","words":"At 18"}',
        OutageAnswered("Lipovaya 3", "At 18"),
    ),
    ("access-closed", "{}", AccessClosed()),
    ("access-opened", "{}", AccessOpened()),
    ("waiver-granted", "{}", WaiverGranted()),
    ("waiver-refused", "{}", WaiverRefused()),
    (
        "readmission-asked",
        '{"login":"anna","words":"It is me","name":"Anna"}',
        ReadmissionAsked("anna", "It is me", "Anna"),
    ),
    ("readmission-granted", '{"alert":7}', ReadmissionGranted(7)),
    ("readmission-refused", '{"reason":"not-reached"}', ReadmissionRefused("not-reached")),
    ("photo-asked-reading", PHOTO, ReadingPhotoAsked(7, "100200301", "09348817")),
    ("photo-asked-act", PHOTO, ActPhotoAsked(7, "100200301", "09348817")),
    ("thread-to-operators", '{"message":9}', ThreadToOperators(9)),
    ("thread-to-resident", '{"message":9}', ThreadToResident(9)),
    ("thread-rewritten", '{"message":9}', ThreadRewritten(9)),
    ("thread-corrected", '{"message":9}', ThreadCorrected(9)),
    ("thread-withdrawn", '{"message":9}', ThreadWithdrawn(9)),
    ("thread-sent", '{"message":9}', ThreadSent(9)),
    ("thread-undelivered", '{"message":9}', ThreadUndelivered(9)),
    ("thread-voice-refused", '{"message":9}', ThreadVoiceRefused(9)),
    ("thread-kept", '{"message":9}', ThreadKept(9)),
    ("notice", '{"notice":2,"account":1}', NoticeToResident(2, 1)),
    ("notice-progress", '{"notice":2}', NoticeProgress(2)),
    ("alert", '{"alert":7}', AlertDrawn(7)),
    ("alert-chart", '{"alert":7}', AlertChart(7)),
    ("alert-waits", '{"alert":7}', AlertWaits(7)),
    ("alerts-wait", '{"count":5,"alert":7}', AlertsWait(5, 7)),
    ("exchange-report", '{"job":3}', ExchangeReport(3)),
    ("exchange-document", '{"job":3,"name":"readings.csv"}', ExchangeDocument(3, "readings.csv")),
    ("exchange-interrupted", '{"job":3}', ExchangeInterrupted(3)),
    ("confirm-email", '{"nonce":"n","login":"anna"}', ConfirmEmail("n", "anna")),
    ("password-changed", '{"login":"anna"}', PasswordChanged("anna")),
    ("recover-access", '{"listed":"anna n.0\\nboris n.1"}', RecoverAccess("anna n.0\nboris n.1")),
    (
        "claim-letter",
        '{"nonce":"n","login":"anna","name":"Anna","at":"22.11.2026, 12:00","due":"23.11.2026, 12:00"}',
        ClaimLetter("n", "anna", "Anna", "22.11.2026, 12:00", "23.11.2026, 12:00"),
    ),
    (
        "readmission-letter",
        '{"login":"anna","name":"Boris","at":"22.11.2026, 12:00"}',
        ReadmissionLetter("anna", "Boris", "22.11.2026, 12:00"),
    ),
    ("email-changed", '{"login":"anna","email":"a***"}', EmailChanged("anna", "a***")),
    ("sign-in-code", '{"nonce":"n","login":"anna"}', SignInCode("n", "anna")),
    (
        "signed-in-elsewhere",
        '{"login":"anna","name":"Boris","at":"22.11.2026, 12:00"}',
        SignedInElsewhere("anna", "Boris", "22.11.2026, 12:00"),
    ),
]


@pytest.mark.parametrize(("kind", "details", "content"), ROWS)
def test_a_row_of_version_0_1_is_read_and_written_alike(kind: str, details: str, content: Content) -> None:
    assert read_content(kind, json.loads(details)) == content
    assert (content.kind, json_text(content.details)) == (kind, details)


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _, _ in ROWS} == set(MessageKind)


def test_what_another_version_wrote_besides_is_ignored() -> None:
    assert read_content("signed-out", {"place": "Москва"}) == SignedOut()


@pytest.mark.parametrize(
    ("kind", "details", "content"),
    [
        ("reading-rejected", f'{{{OF_READING},"reason":"typo"}}', ReadingRejected(*READING, "typo")),
        ("reading-refused", f'{{{OF_READING},"reason":"no"}}', ReadingRefused(*READING, "no")),
        ("question-closed", "{}", QuestionClosed()),
        ("question-closed", '{"question":"?","asked":"1"}', QuestionClosed("?", "1")),
    ],
)
def test_a_row_without_what_came_later_is_still_read(kind: str, details: str, content: Content) -> None:
    assert read_content(kind, json.loads(details)) == content


def test_a_detail_that_may_be_missing_has_its_default() -> None:
    details = {"receipt": "261122-000017", "number": "100200301"}
    assert read_content("reading-rejected", details) == ReadingRejected("261122-000017", "100200301")


@pytest.mark.parametrize(
    ("kind", "details", "problem"),
    [
        ("from-the-future", {}, "the kind is unknown"),
        ("alert", {}, "the detail alert is missing"),
        ("alert", {"alert": None}, "a detail is of another type"),
        ("alert", {"alert": "seven"}, "a detail is of another type"),
        ("number-closed", {"number": ["100200301"]}, "a detail is of another type"),
        ("alert", [7], "the details are no object"),
    ],
)
def test_what_cannot_be_read_keeps_its_kind_and_tells_no_details(
    kind: str, details: object, problem: str
) -> None:
    assert read_content(kind, details) == Unreadable(kind, problem)
