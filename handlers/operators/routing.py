"""What is answered in the operators' group: all of it stands in the four lists below.

The lists are asked in the order commands, buttons, messages, edits, each from its top; whatever none of them
takes is the operators' own talk.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.operators import (
    desk,
    duty,
    exchange,
    find,
    forms,
    guide,
    lists,
    notices,
    review,
    statistics,
    threads,
)
from handlers.operators.alerts import (
    ACCEPT,
    ANSWER,
    ANY_REASON,
    BACK,
    CLOSE,
    FINISH,
    OTHER_REASON,
    PHOTO,
    REJECT,
    RELEASE,
    SHOW,
    TAKE,
    WHY,
    WITHDRAW,
)
from handlers.operators.members import Members, OnlyMembers
from handlers.places import InChat
from services.desk.statistics import Period
from ui.buttons import (
    AlertButton,
    AlertListButton,
    DutyButton,
    ExchangeButton,
    FindButton,
    FormButton,
    NoticeButton,
    StatisticsButton,
)

ANY_WORD = re.compile(r"\w+")

Handler: TypeAlias = Callable[..., Awaitable[None]]
Filters: TypeAlias = tuple[Any, ...]

COMMANDS: tuple[tuple[str, Handler], ...] = (
    ("alerts", lists.alerts_asked),
    ("duty", duty.duty_asked),
    ("help", guide.help_asked),
    ("start", guide.help_asked),
    ("find", find.find_asked),
    ("stats", statistics.statistics_asked),
    ("notice", notices.begin),
    ("cancel", forms.cancelled),
    ("export", exchange.export_asked),
    ("exports", exchange.exports_asked),
)
"""``/name`` and what answers it; those that people should know of stand in ``guide.COMMANDS`` too."""
BUTTONS: tuple[tuple[Any, Handler], ...] = (
    (AlertButton.filter(F.action == ACCEPT), review.accept_pressed),
    (AlertButton.filter(F.action.in_({REJECT, BACK})), review.reject_pressed),
    (AlertButton.filter(F.action == OTHER_REASON), review.other_reason_pressed),
    (AlertButton.filter(F.action.in_({f"{WHY}{reason}" for reason in ANY_REASON})), review.reason_pressed),
    (AlertButton.filter(F.action == PHOTO), review.photo_pressed),
    (AlertButton.filter(F.action == ANSWER), threads.answer_pressed),
    (AlertButton.filter(F.action == FINISH), threads.finish_pressed),
    (AlertButton.filter(F.action == WITHDRAW), threads.withdraw_pressed),
    (AlertButton.filter(F.action == TAKE), desk.take_pressed),
    (AlertButton.filter(F.action == RELEASE), desk.release_pressed),
    (AlertButton.filter(F.action == CLOSE), desk.close_pressed),
    (NoticeButton.filter(F.action.in_(notices.ACTIONS)), notices.steered),
    (ExchangeButton.filter(), exchange.exchange_pressed),
    (FindButton.filter(F.action.in_(find.ACTIONS)), find.found_pressed),
    (StatisticsButton.filter(F.period.in_(set(Period))), statistics.period_pressed),
    (FormButton.filter(), forms.pressed),
    (AlertButton.filter(F.action == SHOW), lists.show_pressed),
    (AlertListButton.filter(), lists.list_pressed),
    (DutyButton.filter(F.action.in_({duty.BEGIN, duty.END})), duty.duty_pressed),
)
"""Which press, and what answers it."""
MESSAGES: tuple[tuple[Filters, Handler], ...] = (
    ((forms.AnswersQuestion(),), forms.answered),
    ((threads.answers_thread,), threads.reply_written),
    ((exchange.is_exchange_file,), exchange.file_sent),
)
"""Messages that are no commands, such as replies to alerts."""
EDITS: tuple[tuple[Filters, Handler], ...] = (
    ((Command(ANY_WORD),), guide.edited_command),
    ((threads.was_answer,), threads.message_changed),
)
"""Messages that were changed after they had been sent."""


def operators_router(members: Members) -> Router:
    """Take everything that happens in the operators' chat; members alone reach what stands in the lists."""
    router, desk_router = Router(name="operators"), Router(name="desk")
    for observer in (router.message, router.callback_query, router.edited_message):
        observer.filter(InChat(members.chat_id))
    for observer in (desk_router.message, desk_router.callback_query, desk_router.edited_message):
        observer.middleware(OnlyMembers(members))
    router.message(F.is_automatic_forward)(nothing)
    for name, handler in COMMANDS:
        desk_router.message(Command(name))(handler)
    desk_router.message(Command(ANY_WORD))(guide.unknown_command)
    for filter_, handler in BUTTONS:
        desk_router.callback_query(filter_)(handler)
    desk_router.callback_query()(desk.unknown_press)
    for filters, handler in MESSAGES:
        desk_router.message(*filters)(handler)
    for filters, handler in EDITS:
        desk_router.edited_message(*filters)(handler)
    silence = Router(name="operators' own talk")
    silence.message()(nothing)
    silence.edited_message()(nothing)
    router.include_routers(desk_router, silence)
    return router


async def nothing(_event: Message | CallbackQuery) -> None:
    """Keep silent."""
