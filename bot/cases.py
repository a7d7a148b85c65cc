"""Puts every use case together from the ports' real sides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from domain.dates import ReadingWindow
from handlers.cases import Cases
from integrations.charts import ChartArtist
from integrations.tokens import KeyedTokens
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
from services.numbers.situation import ReadingCalendar
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
from services.passwords import ChoosePassword, PasswordHasher, RepeatPassword
from services.people.captcha import CaptchaPictures, CheckCaptcha, NewCaptcha, SpeakCaptcha
from services.people.email_confirmation import (
    ConfirmationLetters,
    ConfirmByCode,
    ConfirmByToken,
    ResendLetter,
)
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
from services.ports import Clock, Randomness
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
from storage.sqlite.database import Database


@dataclass(frozen=True)
class Means:
    """What use cases are made of."""

    units: Database
    clock: Clock
    random: Randomness
    zone: ZoneInfo
    window: ReadingWindow
    languages: frozenset[str]
    tokens: KeyedTokens
    hasher: PasswordHasher
    pictures: CaptchaPictures
    wake_exchange: Callable[[], None] = lambda: None
    statistics_charts: StatisticsCharts = field(default_factory=ChartArtist)
    """Has jobs looked for: one was stored."""


def make_cases(means: Means) -> Cases:
    """Give every use case its means."""
    units, clock, zone = means.units, means.clock, means.zone
    tokens, hasher, pictures = means.tokens, means.hasher, means.pictures
    letters = ConfirmationLetters(tokens, means.random)
    calendar = ReadingCalendar(clock, zone, means.window)
    begin_reading = BeginReading(units, calendar)
    return Cases(
        check_login=CheckLogin(units),
        choose_password=ChoosePassword(hasher),
        repeat_password=RepeatPassword(hasher),
        check_email=CheckEmail(hasher),
        new_captcha=NewCaptcha(units, tokens, pictures, means.random, clock, zone),
        speak_captcha=SpeakCaptcha(tokens, pictures),
        check_captcha=CheckCaptcha(units, tokens, clock, zone),
        register=Register(units, letters, clock),
        confirm_by_token=ConfirmByToken(units, tokens, clock),
        confirm_by_code=ConfirmByCode(units, tokens, clock, zone),
        resend_letter=ResendLetter(units, letters, clock, zone),
        sign_in=SignIn(units, hasher, clock, zone),
        sign_out=SignOut(units),
        view_profile=ViewProfile(units),
        change_phone=ChangePhone(units),
        change_email=ChangeEmail(units, letters, clock, zone),
        check_password=CheckPassword(units, hasher, clock, zone),
        change_password=ChangePassword(units),
        mute_notices=MuteNotices(units),
        set_language=SetLanguage(units, means.languages),
        export_my_data=ExportMyData(units),
        check_adding=BeginAdding(units, clock, zone),
        check_number=CheckNumber(units),
        add_subscriber=AddSubscriber(units, clock, zone),
        list_subscribers=ListSubscribers(units),
        view_card=ViewCard(units, calendar),
        rename=Rename(units),
        remove=Remove(units),
        list_payments=ListPayments(units),
        list_bills=ListBills(units),
        reading_history=ReadingHistory(units),
        begin_any_reading=BeginAnyReading(units, begin_reading),
        begin_reading=begin_reading,
        enter_values=EnterValues(units, calendar),
        correct_values=CorrectValues(units, calendar),
        judge_reading=JudgeReading(units, calendar),
        submit_reading=SubmitReading(units, calendar),
        view_old_meter=ViewOldMeter(units),
        report_meter_change=ReportMeterChange(units, clock),
        ask_question=AskQuestion(units, clock),
        find_thread=FindThread(units),
        check_thread=CheckThread(units),
        write_to_operators=WriteToOperators(units, clock),
        resolve_question=ResolveQuestion(units, clock),
        view_alert=ViewAlert(units),
        take_alert=TakeAlert(units, clock, zone),
        release_alert=ReleaseAlert(units, clock, zone),
        close_alert=CloseAlert(units, clock, zone),
        list_alerts=ListAlerts(units, clock),
        move_alert=MoveAlert(units),
        view_duty=ViewDuty(units),
        change_duty=ChangeDuty(units, clock),
        report_forgery=ReportForgery(units, clock, zone),
        decide_reading=DecideReading(units, clock, zone),
        decide_meter_change=DecideMeterChange(units, clock, zone),
        choose_reason=ChooseReason(units, clock, zone),
        request_photo=RequestPhoto(units, clock, zone),
        find_talk=FindTalk(units),
        note_place=NotePlace(units),
        is_answer=IsAnswer(units),
        check_answerable=CheckAnswerable(units, clock, zone),
        answer_question=AnswerQuestion(units, clock, zone),
        rewrite_answer=RewriteAnswer(units, clock),
        withdraw_answer=WithdrawAnswer(units, clock),
        close_question=CloseQuestion(units, clock, zone),
        address_everybody=AddressEverybody(units, clock),
        address_streets=AddressStreets(units, clock),
        address_numbers=AddressNumbers(units, clock),
        preview_notice=PreviewNotice(units),
        confirm_notice=ConfirmNotice(units, clock),
        pause_notice=PauseNotice(units, clock),
        resume_notice=ResumeNotice(units, clock),
        cancel_notice=CancelNotice(units, clock),
        offer_file=OfferFile(units, clock),
        offer_export=OfferExport(units, clock),
        show_job=ShowJob(units, clock, means.wake_exchange),
        start_job=StartJob(units, clock, means.wake_exchange),
        cancel_job=CancelJob(units, clock, means.wake_exchange),
        list_exports=ListExports(units),
        send_export_again=SendExportAgain(units, clock, means.wake_exchange),
        count_statistics=CountStatistics(units, clock, zone),
        draw_statistics=DrawStatistics(means.statistics_charts),
        look_up=LookUp(units, clock),
        view_subscriber=ViewSubscriber(units, clock),
        view_account=ViewAccount(units, clock),
        view_subscriber_in_full=ViewSubscriberInFull(units, clock),
        view_account_in_full=ViewAccountInFull(units, clock),
    )
