"""What operators decide: readings for review, and answers to questions."""

from __future__ import annotations

from aiogram.types import CallbackQuery, Message, User

from domain.errors import DomainError
from handlers.context import Context
from handlers.operators.alerts import ACCEPT
from handlers.operators.desk import answer_press
from handlers.operators.members import operator_of
from services.alerts import AlertKind
from ui.buttons import AlertButton
from ui.errors import explain
from ui.screen import Screen
from ui.talk import Talk


async def alert_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Decide; the second operator hears who was faster."""

    async def decide() -> str:
        accept = callback_data.action == ACCEPT
        await context.cases.decide_reading(callback_data.alert, operator_of(event_from_user), accept=accept)
        return talk.say.plain("alert-accepted-hint" if accept else "alert-rejected-hint")

    await answer_press(talk, context, callback_data.alert, decide)


async def group_message(message: Message, event_from_user: User, talk: Talk, context: Context) -> None:
    """Pass a reply to a question on to who asked; everything else is the operators' own talk."""
    replied = message.reply_to_message
    if replied is None:
        return
    alert = await context.cases.find_alert(replied.message_id)
    if alert is None or alert.kind is not AlertKind.QUESTION:
        return
    try:
        await context.cases.answer_question(alert.id, operator_of(event_from_user), message.text or "")
    except DomainError as error:
        await talk.show(Screen(explain(talk.say, error)))
        return
    await talk.show(Screen(talk.say("question-answer-sent")))
