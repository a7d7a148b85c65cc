"""The one list of use cases: what residents and operators can do, each with the real sides of its ports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from domain.danger import DangerWords, built_in
from domain.dates import ReadingWindow
from domain.payee import Payee
from domain.reminder import ReminderKind
from domain.support_hours import SupportHours
from handlers.cases import Cases
from integrations.authenticator import AuthenticatorApps
from integrations.batch_files import BatchFileReader
from integrations.bill_pdf import PdfWriter
from integrations.charts import ChartArtist
from integrations.name_forms import first_forms
from integrations.number_files import read_number_file, read_proof_file
from integrations.payment_pictures import CodeArtist
from integrations.sealing import Seal
from integrations.table_files import TableWriter
from integrations.tokens import KeyedTokens
from services.decisions.insisting import InsistOnReading
from services.decisions.meter_changes import ReportMeterChange, ViewOldMeter
from services.decisions.photos import RequestPhoto
from services.decisions.reasons import ChooseReason, WeighAcceptance
from services.decisions.refusable import DecideAlert
from services.decisions.undoing import UndoDecision
from services.desk.acquaintance import KnowChats, People, Strangers, ViewSessions
from services.desk.alert_list import ListAlerts, MoveAlert
from services.desk.alert_lookup import ViewAlert
from services.desk.attaching import AttachNumbers, ViewAttachable
from services.desk.bans import BanSubjects, FindBannable, LiftBans, ListBans, ViewBannable
from services.desk.chats import LiftLocksOfChat, ViewChat
from services.desk.duty import ChangeDuty, ViewDuty
from services.desk.forgery import ReportForgery
from services.desk.hands import EndHold, GiveHoldBack, RestoreHolds, ViewHold
from services.desk.lifting import LiftLocksOfAccount, LiftLocksOfNumber, LiftProofLimit
from services.desk.lookup import (
    LookUp,
    TurnPage,
    ViewAccount,
    ViewAccountInFull,
    ViewSubscriber,
    ViewSubscriberInFull,
)
from services.desk.statistics import CountStatistics, DrawStatistics, StatisticsCharts
from services.desk.taking import CloseAlert, ReleaseAlert, TakeAlert
from services.exchange.jobs import (
    CancelJob,
    ListExports,
    OfferExport,
    OfferFile,
    SendExportAgain,
    ShowJob,
    StartJob,
)
from services.notices.in_force import (
    CallOffNotice,
    FindInForce,
    ListInForce,
    ProlongNotice,
    ViewSupply,
)
from services.notices.outages import AnswerOutage, FindOutage, ReportOutage
from services.notices.preparing import (
    AddressEverybody,
    AddressNumbers,
    AddressStreets,
    CancelNotice,
    ConfirmNotice,
    PauseNotice,
    PreviewNotice,
    ReadNumbers,
    ResumeNotice,
)
from services.numbers.adding_many import AddMany, ReadProofs
from services.numbers.batch_files import BatchFiles, ReadBatchFile
from services.numbers.batches import (
    CollectTemplate,
    DecideRow,
    ExchangeValues,
    ListReceipts,
    NextToFix,
    RetypeRow,
    SendRows,
    TakeRows,
    ViewBatch,
)
from services.numbers.bill_documents import BillDocuments, WriteBill
from services.numbers.bills import ListBills, ListPayments, ViewBill
from services.numbers.card import ListHeld, ViewCard, ViewNumbers
from services.numbers.differences import CompareBill
from services.numbers.downloads import CollectRecords, TableFiles, WriteTables
from services.numbers.due import ListDue
from services.numbers.file_counter import FileCounter
from services.numbers.hands import EndOtherHolds, ListOtherHolders
from services.numbers.history import ListHistory
from services.numbers.missed import AVERAGE_MONTHS, ViewMissed
from services.numbers.passport import ViewPassport
from services.numbers.paying import CheckPaymentCodes, CheckPaymentText, CodePictures, DrawPaymentCode
from services.numbers.readings import (
    BeginAgain,
    BeginAnyReading,
    BeginReading,
    CorrectValues,
    EnterValues,
    JudgeReading,
    SubmitReading,
)
from services.numbers.reminder_choices import ChooseReminder, ViewReminders
from services.numbers.situation import ReadingCalendar
from services.numbers.subscribers import AddSubscriber, BeginAdding, CheckNumber, Remove, Rename
from services.numbers.tariffs import ViewTariffs
from services.numbers.unconfirmed import ForgetTypedReading, NoteTypedReading
from services.numbers.use_charts import DrawUse, UseCharts, ViewUse
from services.numbers.vacancies import (
    BeginVacancy,
    ConfirmVacancy,
    EndVacancy,
    OfferVacancy,
    WithdrawReading,
)
from services.passwords import ChoosePassword, PasswordHasher, RepeatPassword
from services.people.captcha import CaptchaPictures, CheckCaptcha, NewCaptcha, SpeakCaptcha
from services.people.claims import BeginClaim, ObjectByLink, ObjectToClaim, UseClaim
from services.people.closing import CloseAccount
from services.people.consents import RenewConsent
from services.people.devices import CheckDevice, EndDevice, EndOtherDevices, ListDevices
from services.people.email_confirmation import (
    ConfirmationLetters,
    ConfirmByCode,
    ConfirmByToken,
    ResendLetter,
)
from services.people.my_data import ExportMyData
from services.people.profile import (
    ChangeEmail,
    ChangePassword,
    ChangePhone,
    CheckPassword,
    MuteNotices,
    SetLanguage,
    ViewProfile,
)
from services.people.protection import (
    ConnectApp,
    NewKey,
    RenewBackupCodes,
    ShowKey,
    SwitchSecondStep,
    ViewProtection,
)
from services.people.readmission import AskReadmission, OpenReadmission
from services.people.recovery import AskRecovery, ProveByCode, ProveByLink, SetRecoveredPassword
from services.people.registration import CheckAddress, CheckLogin, Register
from services.people.second_step import LetIn, ListWaiting, PassSecondStep, SendStepCode, StepLetters
from services.people.sign_in import SignIn, SignOut
from services.people.visiting import ViewVisitor
from services.people.waivers import AskWaiver, DecideWaiver, ViewWaiver
from services.ports import Clock, Randomness
from services.threads.crowding import Crowding
from services.threads.expecting import ExpectAnswer
from services.threads.questions import (
    AnswerQuestion,
    AskQuestion,
    CheckAnswerable,
    CloseQuestion,
    CorrectMessage,
    FindOpenTalk,
    ListOpenQuestions,
    ResolveQuestion,
    RewriteAnswer,
    WithdrawAnswer,
    WriteToOperators,
)
from services.threads.thread import CheckThread, FindTalk, FindThread, IsAnswer, NotePlace
from storage.store import Store


@dataclass(frozen=True)
class Means:
    """The real sides of the ports that use cases need."""

    units: Store
    clock: Clock
    random: Randomness
    zone: ZoneInfo
    window: ReadingWindow
    languages: frozenset[str]
    tokens: KeyedTokens
    hasher: PasswordHasher
    pictures: CaptchaPictures
    seal: Seal
    """Keeps the keys of authenticators."""
    mail_is_down: Callable[[], bool] = lambda: False
    wake_exchange: Callable[[], None] = lambda: None
    """Called when a job was stored, so that it is begun at once."""
    danger: DangerWords = field(default_factory=built_in)
    statistics_charts: StatisticsCharts = field(default_factory=ChartArtist)
    use_charts: UseCharts = field(default_factory=ChartArtist)
    table_files: TableFiles = field(default_factory=TableWriter)
    bill_documents: BillDocuments = field(default_factory=PdfWriter)
    code_pictures: CodePictures = field(default_factory=CodeArtist)
    batch_files: BatchFiles = field(default_factory=BatchFileReader)
    payee: Payee | None = None
    reminders: frozenset[ReminderKind] = frozenset(ReminderKind)
    """Those that residents can switch on and off."""
    average_months: int = AVERAGE_MONTHS
    support_hours: SupportHours | None = None
    people: People = field(default_factory=Strangers)


def make_cases(means: Means) -> Cases:
    """Make every use case with the means that it needs."""
    units, clock, zone = means.units, means.clock, means.zone
    tokens, hasher, pictures = means.tokens, means.hasher, means.pictures
    letters = ConfirmationLetters(tokens, means.random)
    authenticators = AuthenticatorApps(means.seal)
    step_letters = StepLetters(tokens, authenticators, means.random, zone, means.mail_is_down)
    calendar = ReadingCalendar(clock, zone, means.window)
    begin_reading, submit_reading = BeginReading(units, calendar), SubmitReading(units, calendar)
    view_card = ViewCard(units, calendar, means.average_months)
    add_subscriber = AddSubscriber(units, clock, zone)
    offer_vacancy = OfferVacancy(units, calendar)
    list_history = ListHistory(units, calendar)
    count_file = FileCounter(units, clock, zone)
    look_up = LookUp(units, clock, first_forms)
    crowding, know_chats = Crowding(means.danger, zone), KnowChats(means.people)
    return Cases(
        CheckLogin(units, clock, zone),
        CheckAddress(units, clock, zone),
        ChoosePassword(units, hasher, clock, zone),
        RepeatPassword(units, hasher, clock, zone),
        NewCaptcha(units, tokens, pictures, means.random, clock, zone),
        SpeakCaptcha(units, tokens, pictures, clock, zone),
        CheckCaptcha(units, tokens, clock, zone),
        Register(units, letters, clock, zone),
        ConfirmByToken(units, tokens, clock),
        ConfirmByCode(units, tokens, clock, zone),
        ResendLetter(units, letters, clock, zone),
        SignIn(units, hasher, clock, zone, step_letters),
        PassSecondStep(units, tokens, authenticators, clock, zone),
        SendStepCode(units, step_letters, clock),
        ListWaiting(units, clock),
        LetIn(units, clock, zone),
        SignOut(units),
        ViewVisitor(units),
        AskWaiver(units, clock, zone),
        ViewWaiver(units, clock),
        AskRecovery(units, tokens, means.random, clock, zone),
        AskReadmission(units, clock, zone),
        OpenReadmission(units, clock),
        ProveByCode(units, tokens, clock, zone),
        ProveByLink(units, tokens, clock),
        SetRecoveredPassword(units, step_letters, clock, zone),
        BeginClaim(units, tokens, means.random, clock, zone),
        ObjectToClaim(units, clock),
        ObjectByLink(units, tokens, clock),
        UseClaim(units, tokens, means.random, clock, zone),
        ViewProfile(units),
        ChangePhone(units),
        ChangeEmail(units, letters, clock, zone),
        CheckPassword(units, hasher, clock, zone),
        ChangePassword(units, clock, zone),
        CheckDevice(units, clock, zone),
        ListDevices(units),
        EndDevice(units, clock, zone),
        EndOtherDevices(units, clock, zone),
        ViewProtection(units),
        SwitchSecondStep(units, clock, zone),
        NewKey(authenticators, means.random),
        ShowKey(authenticators),
        ConnectApp(units, clock, zone, tokens, authenticators, means.random),
        RenewBackupCodes(units, clock, zone, tokens, means.random),
        MuteNotices(units),
        ViewReminders(units, means.reminders),
        ChooseReminder(units, clock),
        SetLanguage(units, means.languages),
        ExportMyData(units),
        CloseAccount(units, means.random, clock, zone),
        RenewConsent(units, clock),
        BeginAdding(units, clock, zone),
        CheckNumber(units),
        add_subscriber,
        AddMany(units, add_subscriber),
        ReadProofs(read_proof_file),
        ListDue(units, calendar),
        view_card,
        ViewNumbers(units, view_card),
        ListHeld(units),
        ViewPassport(units, calendar),
        Rename(units),
        offer_vacancy,
        BeginVacancy(units, offer_vacancy),
        ConfirmVacancy(units, offer_vacancy),
        EndVacancy(units),
        WithdrawReading(units),
        ListOtherHolders(units),
        EndOtherHolds(units, clock),
        RestoreHolds(units, clock, zone),
        ViewHold(units),
        EndHold(units, clock, zone),
        GiveHoldBack(units, clock),
        ViewAttachable(units),
        AttachNumbers(units, clock),
        Remove(units),
        ListPayments(units),
        ListBills(units),
        ViewBill(units),
        CompareBill(units),
        DrawPaymentCode(means.code_pictures),
        CheckPaymentCodes(units, means.code_pictures, means.payee, clock, zone),
        CheckPaymentText(units, means.payee),
        ViewTariffs(units, calendar),
        ViewMissed(units, calendar, means.average_months),
        list_history,
        ViewUse(list_history),
        DrawUse(count_file, means.use_charts),
        CollectRecords(units, list_history),
        WriteTables(count_file, means.table_files),
        WriteBill(count_file, means.bill_documents),
        BeginAnyReading(units, begin_reading),
        begin_reading,
        BeginAgain(units, begin_reading),
        EnterValues(units, calendar),
        CorrectValues(units, calendar),
        JudgeReading(units, calendar),
        submit_reading,
        InsistOnReading(units, submit_reading),
        ReadBatchFile(units, means.batch_files, clock, zone),
        TakeRows(units, calendar),
        ViewBatch(units, calendar),
        NextToFix(units, calendar),
        DecideRow(units, calendar),
        ExchangeValues(units, calendar),
        RetypeRow(units, calendar),
        SendRows(units, submit_reading),
        ListReceipts(units),
        CollectTemplate(units, calendar),
        NoteTypedReading(units, calendar),
        ForgetTypedReading(units),
        ViewOldMeter(units),
        ReportMeterChange(units, clock),
        AskQuestion(units, clock, crowding),
        ListOpenQuestions(units),
        FindOpenTalk(units, clock),
        ExpectAnswer(units, clock, zone, means.support_hours),
        FindThread(units),
        CheckThread(units),
        WriteToOperators(units, clock, crowding),
        CorrectMessage(units, clock, crowding),
        ResolveQuestion(units, clock),
        ViewAlert(units),
        TakeAlert(units, clock, zone),
        ReleaseAlert(units, clock, zone),
        CloseAlert(units, clock, zone),
        LiftProofLimit(units, clock, zone),
        DecideWaiver(units, clock, zone),
        FindBannable(units),
        ViewBannable(units),
        BanSubjects(units, clock),
        LiftBans(units, clock),
        ListBans(units),
        know_chats,
        ViewSessions(units, know_chats),
        LiftLocksOfAccount(units, clock),
        LiftLocksOfNumber(units, clock),
        ViewChat(units, know_chats, clock),
        LiftLocksOfChat(units, clock),
        ListAlerts(units, clock),
        MoveAlert(units),
        ViewDuty(units),
        ChangeDuty(units, clock),
        ReportForgery(units, clock, zone),
        DecideAlert(units, clock, zone),
        ChooseReason(units, clock, zone),
        WeighAcceptance(units, clock, zone),
        UndoDecision(units, clock, zone),
        RequestPhoto(units, clock, zone),
        FindTalk(units),
        NotePlace(units),
        IsAnswer(units),
        CheckAnswerable(units, clock, zone),
        AnswerQuestion(units, clock, zone),
        RewriteAnswer(units, clock),
        WithdrawAnswer(units, clock),
        CloseQuestion(units, clock, zone),
        AddressEverybody(units, clock),
        AddressStreets(units, clock, first_forms),
        ReadNumbers(read_number_file),
        AddressNumbers(units, clock),
        PreviewNotice(units),
        ConfirmNotice(units, clock),
        PauseNotice(units, clock),
        ResumeNotice(units, clock),
        CancelNotice(units, clock),
        ViewSupply(units, clock),
        ListInForce(units, clock),
        FindInForce(units, clock),
        ProlongNotice(units, clock),
        CallOffNotice(units, clock),
        ReportOutage(units, clock, zone),
        FindOutage(units, clock, zone),
        AnswerOutage(units, clock, zone),
        OfferFile(units, clock),
        OfferExport(units, clock),
        ShowJob(units, clock, means.wake_exchange),
        StartJob(units, clock, means.wake_exchange),
        CancelJob(units, clock, means.wake_exchange),
        ListExports(units),
        SendExportAgain(units, clock, means.wake_exchange),
        CountStatistics(units, clock, zone),
        DrawStatistics(means.statistics_charts),
        look_up,
        TurnPage(units, look_up),
        ViewSubscriber(units, clock),
        ViewAccount(units, clock),
        ViewSubscriberInFull(units, clock),
        ViewAccountInFull(units, clock),
    )
