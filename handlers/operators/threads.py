"""The operators' side of a thread: answers by reply, changed and withdrawn ones, the end of a question."""

from __future__ import annotations

from html import escape
from typing import Any

from aiogram.types import CallbackQuery, Message, User

from domain.alert import Alert, AlertKind
from domain.errors import DomainError
from domain.thread import Purpose
from handlers.context import Context
from handlers.operators.alerts import WITHDRAW
from handlers.operators.desk import answer_press
from handlers.operators.members import operator_of
from handlers.operators.prompts import ask_in_group
from handlers.operators.review import decide
from handlers.operators.wording import explain_to_operator
from handlers.posts import post_in
from services.threads.questions import (
    AnswerQuestion,
    CheckAnswerable,
    CloseQuestion,
    RewriteAnswer,
    WithdrawAnswer,
)
from services.threads.thread import LONGEST_REASON, FindTalk, IsAnswer
from ui.buttons import AlertButton
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech


def sent_rows(say: Speech, alert_id: int) -> Rows:
    """Give the button under the news that an answer arrived."""
    withdraw = Button(say.plain("thread-withdraw-button"), AlertButton(action=WITHDRAW, alert=alert_id))
    return ((withdraw,),)


async def answer_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Open a reply to whoever asked."""

    async def ask() -> str:
        await context.cases[CheckAnswerable](callback_data.alert, operator_of(event_from_user))
        await ask_in_group(talk, context, callback_data.alert, operator_of(event_from_user), Purpose.ABOUT)
        return talk.say.plain("alert-answer-hint")

    await answer_press(talk, context, callback_data.alert, ask)


async def finish_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Close a question."""

    async def finish() -> str:
        await context.cases[CloseQuestion](callback_data.alert, operator_of(event_from_user))
        return talk.say.plain("alert-closed-hint")

    await answer_press(talk, context, callback_data.alert, finish)


async def withdraw_pressed(
    _query: CallbackQuery, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Take an answer back."""
    pressed = talk.message
    if pressed is None:  # too old for Telegram to tell which message it was
        await talk.hint(talk.say.plain("error-answer-too-old"), alert=True)
        return
    operator = operator_of(event_from_user)
    try:
        await context.cases[WithdrawAnswer](talk.chat_id, pressed.message_id, operator)
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
        return
    await talk.show(Screen(talk.say("thread-withdrawn", by=operator.name)))


async def answers_thread(message: Message, talk: Talk, context: Context) -> bool | dict[str, Any]:
    """Let through what answers a question, or says a reason that was asked for; hand over ``found``."""
    replied = message.reply_to_message
    if replied is None:
        return False
    found = await context.cases[FindTalk](talk.chat_id, replied.message_id)
    if found is None or (found[1] is not Purpose.REASON and found[0].kind is not AlertKind.QUESTION):
        return False
    return {"found": found}


async def reply_written(
    message: Message, event_from_user: User, found: tuple[Alert, Purpose], talk: Talk, context: Context
) -> None:
    """Pass an answer on, or decide for the reason that is given."""
    alert, purpose = found
    operator = operator_of(event_from_user)
    try:
        if purpose is Purpose.REASON:
            await decide(context, alert.id, operator, accept=False, reason=_reason(message))
        else:
            await context.cases[AnswerQuestion](alert.id, operator, post_in(message), talk.key)
    except DomainError as error:
        await talk.reply(Screen(escape(explain_to_operator(talk.say, error))))


def _reason(message: Message) -> str:
    reason = " ".join((message.text or "").split())
    if not reason:
        raise DomainError("reason-empty")
    if len(reason) > LONGEST_REASON:
        raise DomainError("question-too-long", most=LONGEST_REASON)
    return reason


async def was_answer(message: Message, talk: Talk, context: Context) -> bool:
    """Let through changes of what was sent to a resident."""
    return await context.cases[IsAnswer](talk.chat_id, message.message_id)


async def message_changed(message: Message, event_from_user: User, talk: Talk, context: Context) -> None:
    """Change what a resident reads, if the changed message was an answer."""
    try:
        await context.cases[RewriteAnswer](operator_of(event_from_user), post_in(message))
    except DomainError as error:
        await talk.reply(Screen(escape(explain_to_operator(talk.say, error))))
