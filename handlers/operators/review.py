"""What operators decide: readings for review, and answers to questions."""

from __future__ import annotations

from aiogram.types import CallbackQuery, Message, User

from domain.errors import DomainError
from handlers.context import Context
from handlers.operators.alerts import ACCEPT, alert_screen
from services.alerts import AlertKind
from services.audit import Operator
from ui.buttons import AlertButton
from ui.errors import explain, explain_plainly
from ui.screen import Screen
from ui.talk import Talk


async def alert_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Decide; the second operator hears who was faster, and sees it in the message."""
    try:
        await context.cases.decide_reading(
            callback_data.alert, _operator(event_from_user), accept=callback_data.action == ACCEPT
        )
    except DomainError as error:
        await talk.hint(explain_plainly(talk.say, error), alert=True)
    alert = await context.cases.view_alert(callback_data.alert)
    if alert is not None:
        await talk.replace(alert_screen(talk.say, alert))


async def unknown_press(_query: CallbackQuery, talk: Talk) -> None:
    """Answer a button that nobody made, or that a later version no longer knows."""
    await talk.hint(talk.say.plain("stale-hint"))


async def group_message(message: Message, event_from_user: User, talk: Talk, context: Context) -> None:
    """Pass a reply to a question on to who asked; everything else is the operators' own talk."""
    replied = message.reply_to_message
    if replied is None:
        return
    alert = await context.cases.find_alert(replied.message_id)
    if alert is None or alert.kind != AlertKind.QUESTION:
        return
    try:
        await context.cases.answer_question(alert.id, _operator(event_from_user), message.text or "")
    except DomainError as error:
        await talk.show(Screen(explain(talk.say, error)))
        return
    answered = await context.cases.view_alert(alert.id) or alert
    await talk.rewrite(replied.message_id, alert_screen(talk.say, answered))
    await talk.show(Screen(talk.say("question-answer-sent")))


def _operator(user: User) -> Operator:
    return Operator(user.id, user.full_name)
