"""The operators' side of a thread: giving, changing and withdrawing answers, and closing questions."""

from __future__ import annotations

from functools import partial
from html import escape

from domain.alert import Alert, AlertKind
from domain.errors import DomainError
from domain.thread import Purpose
from handlers.context import Context
from handlers.operators import forms
from handlers.operators.alerts import WITHDRAW
from handlers.operators.deeds import Deed
from handlers.operators.desk import answer_press
from handlers.operators.members import operator_of
from handlers.operators.prompts import ask_in_group
from handlers.operators.wording import explain_to_operator
from handlers.posts import post_in
from services.decisions.refusable import DecideAlert
from services.threads.questions import (
    AnswerQuestion,
    CheckAnswerable,
    CloseQuestion,
    RewriteAnswer,
    WithdrawAnswer,
)
from services.threads.thread import LONGEST_REASON, FindTalk, IsAnswer
from ui.buttons import AlertButton
from ui.event import Message
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech


def sent_rows(say: Speech, alert_id: int) -> Rows:
    """Give the button under the message which says that an answer arrived."""
    withdraw = Button(say.plain("thread-withdraw-button"), AlertButton(action=WITHDRAW, alert=alert_id))
    return ((withdraw,),)


async def answer_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Ask the operator for an answer to the resident."""

    async def ask() -> str:
        await context.cases[CheckAnswerable](button.alert, operator_of(talk.person))
        await ask_in_group(talk, context, button.alert, operator_of(talk.person), Purpose.ABOUT)
        return talk.say.plain("alert-answer-hint")

    await answer_press(talk, context, button.alert, ask)


async def finish_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Close a question."""

    async def finish() -> str:
        await context.cases[CloseQuestion](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-closed-hint")

    await answer_press(talk, context, button.alert, finish)


async def withdraw_pressed(talk: Talk, context: Context, _button: AlertButton) -> None:
    """Take an answer back."""
    pressed = talk.message
    if pressed is None:  # Telegram does not tell which message this is, because it is too old
        await talk.hint(talk.say.plain("error-answer-too-old"), alert=True)
        return
    operator = operator_of(talk.person)
    try:
        await context.cases[WithdrawAnswer](talk.chat_id, pressed.message_id, operator)
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
        return
    await talk.show(Screen(talk.say("thread-withdrawn", by=operator.name)))


async def answer_in(talk: Talk, context: Context, message: Message) -> Deed | None:
    """Find the deed for a reply that answers a question, or gives the reason that was asked for."""
    answered = message.answered
    if answered is None:
        return None
    found = await context.cases[FindTalk](talk.chat_id, answered)
    if found is None:
        return None
    if found[1] is Purpose.REASON or found[0].kind is AlertKind.QUESTION:
        return partial(_reply_written, talk, context, message, *found)
    return partial(forms.ask_again, talk) if message.replied_to is None else None


async def _reply_written(
    talk: Talk, context: Context, message: Message, alert: Alert, purpose: Purpose
) -> None:
    """Pass an answer on to the resident, or refuse for the reason that was typed."""
    operator = operator_of(talk.person)
    try:
        if purpose is Purpose.REASON:
            await context.cases[DecideAlert](alert.id, operator, accept=False, reason=_reason(message))
        else:
            await context.cases[AnswerQuestion](alert.id, operator, post_in(talk, message), talk.key)
    except DomainError as error:
        await talk.reply(Screen(escape(explain_to_operator(talk.say, error))))


def _reason(message: Message) -> str:
    reason = " ".join((message.said.written_out() if message.text else "").split())
    if not reason:
        raise DomainError("reason-empty")
    if len(reason) > LONGEST_REASON:
        raise DomainError("reason-too-long", most=LONGEST_REASON, length=len(reason))
    return reason


async def change_in(talk: Talk, context: Context, message: Message) -> Deed | None:
    """Find the deed for an edit of a message that went to a resident."""
    if not await context.cases[IsAnswer](talk.chat_id, message.message_id):
        return None
    return partial(_answer_changed, talk, context, message)


async def _answer_changed(talk: Talk, context: Context, message: Message) -> None:
    """Change the answer in the chats of the resident."""
    try:
        await context.cases[RewriteAnswer](operator_of(talk.person), post_in(talk, message))
    except DomainError as error:
        await talk.reply(Screen(escape(explain_to_operator(talk.say, error))))
