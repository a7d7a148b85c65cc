"""Everything that can be done, in one place: the list of fields is the list of features."""

from dataclasses import dataclass

from services.decisions.meter_changes import DecideMeterChange, ReportMeterChange, ViewOldMeter
from services.decisions.review import ChooseReason, DecideReading
from services.desk.alert_list import ListAlerts, MoveAlert
from services.desk.alert_lookup import ViewAlert
from services.desk.duty import ChangeDuty, ViewDuty
from services.desk.forgery import ReportForgery
from services.desk.lookup import (
    LookUp,
    ViewAccount,
    ViewAccountInFull,
    ViewSubscriber,
    ViewSubscriberInFull,
)
from services.desk.statistics import CountStatistics, DrawStatistics
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
from services.notices.preparing import (
    AddressEverybody,
    AddressNumbers,
    AddressStreets,
    CancelNotice,
    ConfirmNotice,
    PauseNotice,
    PreviewNotice,
    ResumeNotice,
)
from services.numbers.readings import (
    BeginAnyReading,
    BeginReading,
    CorrectValues,
    EnterValues,
    JudgeReading,
    ReadingHistory,
    SubmitReading,
)
from services.numbers.subscribers import (
    AddSubscriber,
    BeginAdding,
    CheckNumber,
    ListBills,
    ListPayments,
    ListSubscribers,
    Remove,
    Rename,
    ViewCard,
)
from services.passwords import ChoosePassword, RepeatPassword
from services.people.captcha import CheckCaptcha, NewCaptcha, SpeakCaptcha
from services.people.email_confirmation import ConfirmByCode, ConfirmByToken, ResendLetter
from services.people.profile import (
    ChangeEmail,
    ChangePassword,
    ChangePhone,
    CheckPassword,
    ExportMyData,
    MuteNotices,
    SetLanguage,
    ViewProfile,
)
from services.people.registration import CheckEmail, CheckLogin, Register
from services.people.sign_in import SignIn, SignOut
from services.threads.photos import RequestPhoto
from services.threads.questions import (
    AnswerQuestion,
    AskQuestion,
    CheckAnswerable,
    CloseQuestion,
    ResolveQuestion,
    RewriteAnswer,
    WithdrawAnswer,
    WriteToOperators,
)
from services.threads.thread import CheckThread, FindTalk, FindThread, IsAnswer, NotePlace


@dataclass(frozen=True)
class Cases:
    """The use cases, ready to be called."""

    check_login: CheckLogin
    choose_password: ChoosePassword
    repeat_password: RepeatPassword
    check_email: CheckEmail
    new_captcha: NewCaptcha
    speak_captcha: SpeakCaptcha
    check_captcha: CheckCaptcha
    register: Register

    confirm_by_token: ConfirmByToken
    confirm_by_code: ConfirmByCode
    resend_letter: ResendLetter

    sign_in: SignIn
    sign_out: SignOut

    view_profile: ViewProfile
    change_phone: ChangePhone
    change_email: ChangeEmail
    check_password: CheckPassword
    change_password: ChangePassword
    mute_notices: MuteNotices
    set_language: SetLanguage
    export_my_data: ExportMyData

    check_adding: BeginAdding
    check_number: CheckNumber
    add_subscriber: AddSubscriber
    list_subscribers: ListSubscribers
    view_card: ViewCard
    rename: Rename
    remove: Remove
    list_payments: ListPayments
    list_bills: ListBills
    reading_history: ReadingHistory

    begin_any_reading: BeginAnyReading
    begin_reading: BeginReading
    enter_values: EnterValues
    correct_values: CorrectValues
    judge_reading: JudgeReading
    submit_reading: SubmitReading
    view_old_meter: ViewOldMeter
    report_meter_change: ReportMeterChange

    ask_question: AskQuestion
    find_thread: FindThread
    check_thread: CheckThread
    write_to_operators: WriteToOperators
    resolve_question: ResolveQuestion

    view_alert: ViewAlert
    take_alert: TakeAlert
    release_alert: ReleaseAlert
    close_alert: CloseAlert
    list_alerts: ListAlerts
    move_alert: MoveAlert
    view_duty: ViewDuty
    change_duty: ChangeDuty
    report_forgery: ReportForgery
    decide_reading: DecideReading
    decide_meter_change: DecideMeterChange
    choose_reason: ChooseReason
    request_photo: RequestPhoto
    find_talk: FindTalk
    note_place: NotePlace
    is_answer: IsAnswer
    check_answerable: CheckAnswerable
    answer_question: AnswerQuestion
    rewrite_answer: RewriteAnswer
    withdraw_answer: WithdrawAnswer
    close_question: CloseQuestion

    address_everybody: AddressEverybody
    address_streets: AddressStreets
    address_numbers: AddressNumbers
    preview_notice: PreviewNotice
    confirm_notice: ConfirmNotice
    pause_notice: PauseNotice
    resume_notice: ResumeNotice
    cancel_notice: CancelNotice

    offer_file: OfferFile
    offer_export: OfferExport
    show_job: ShowJob
    start_job: StartJob
    cancel_job: CancelJob
    list_exports: ListExports
    send_export_again: SendExportAgain
    look_up: LookUp
    view_subscriber: ViewSubscriber
    view_account: ViewAccount
    view_subscriber_in_full: ViewSubscriberInFull
    view_account_in_full: ViewAccountInFull

    count_statistics: CountStatistics
    draw_statistics: DrawStatistics
