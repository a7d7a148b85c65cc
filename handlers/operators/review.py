"""What operators decide: readings far above the usual, and reports of other meters."""

from __future__ import annotations

from aiogram.types import CallbackQuery, User

from domain.operator import Operator
from domain.thread import Purpose
from handlers.context import Context
from handlers.operators.alerts import REJECT, WHY
from handlers.operators.desk import answer_press
from handlers.operators.members import operator_of
from handlers.operators.prompts import ask_in_group
from services.decisions.photos import RequestPhoto
from services.decisions.reasons import ChooseReason
from services.decisions.refusable import DecideAlert
from ui.buttons import AlertButton
from ui.talk import Talk


async def accept_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Accept; the second operator hears who was faster."""

    async def accept() -> str:
        await decide(context, callback_data.alert, operator_of(event_from_user), accept=True)
        return talk.say.plain("alert-accepted-hint")

    await answer_press(talk, context, callback_data.alert, accept)


async def reject_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Offer the reasons, or take the offer back."""

    async def offer() -> str:
        begins = callback_data.action == REJECT
        await context.cases[ChooseReason](callback_data.alert, operator_of(event_from_user), begins=begins)
        return talk.say.plain("alert-reason-hint" if begins else "alert-reason-dropped-hint")

    await answer_press(talk, context, callback_data.alert, offer)


async def reason_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Reject for a reason that has words already."""

    async def reject() -> str:
        reason = callback_data.action.removeprefix(WHY)
        await decide(context, callback_data.alert, operator_of(event_from_user), accept=False, reason=reason)
        return talk.say.plain("alert-rejected-hint")

    await answer_press(talk, context, callback_data.alert, reject)


async def other_reason_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Ask for the reason in words."""

    async def ask() -> str:
        operator = operator_of(event_from_user)
        await context.cases[ChooseReason](callback_data.alert, operator, begins=True)
        await ask_in_group(talk, context, callback_data.alert, operator, Purpose.REASON)
        return talk.say.plain("alert-reason-write-hint")

    await answer_press(talk, context, callback_data.alert, ask)


async def photo_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Ask the resident for a photo."""

    async def ask() -> str:
        await context.cases[RequestPhoto](callback_data.alert, operator_of(event_from_user))
        return talk.say.plain("alert-photo-hint")

    await answer_press(talk, context, callback_data.alert, ask)


async def decide(
    context: Context, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
) -> None:
    """Decide about the subject of an alert.

    :raises DomainError: ``alert-unknown``, or why it cannot be decided now.
    """
    await context.cases[DecideAlert](alert_id, operator, accept=accept, reason=reason)
