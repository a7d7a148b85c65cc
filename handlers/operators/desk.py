"""Taking an alert in work, giving it back, and closing what asks for no decision."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram.types import CallbackQuery, User

from domain.errors import DomainError
from domain.limits import shown_until
from handlers.context import Context
from handlers.operators.members import operator_of
from handlers.operators.wording import explain_to_operator
from services.desk.alert_lookup import ViewAlert
from services.desk.taking import CloseAlert, ReleaseAlert, TakeAlert
from ui.buttons import AlertButton
from ui.talk import Talk


async def take_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Take an alert in work."""
    facts = context.facts

    async def take() -> str:
        hold = await context.cases[TakeAlert](callback_data.alert, operator_of(event_from_user))
        return talk.say.plain("alert-taken-hint", until=shown_until(hold.until, facts.clock(), facts.zone))

    await answer_press(talk, context, callback_data.alert, take)


async def release_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Give an alert back."""

    async def release() -> str:
        await context.cases[ReleaseAlert](callback_data.alert, operator_of(event_from_user))
        return talk.say.plain("alert-released-hint")

    await answer_press(talk, context, callback_data.alert, release)


async def close_pressed(
    _query: CallbackQuery, callback_data: AlertButton, event_from_user: User, talk: Talk, context: Context
) -> None:
    """Close an alert."""

    async def close() -> str:
        await context.cases[CloseAlert](callback_data.alert, operator_of(event_from_user))
        return talk.say.plain("alert-closed-hint")

    await answer_press(talk, context, callback_data.alert, close)


async def unknown_press(_query: CallbackQuery, talk: Talk) -> None:
    """Answer a button that nobody made, or that a later version no longer knows."""
    await talk.hint(talk.say.plain("stale-hint"))


async def answer_press(
    talk: Talk, context: Context, alert_id: int, deed: Callable[[], Awaitable[str]]
) -> None:
    """Do what a button of an alert asks for, and say so over the chat, or why it was not done.

    The message is drawn again from the outbox, where it outlives a Telegram that does not answer now. An
    older message of an alert that has a newer one loses its buttons.
    """
    try:
        hint, is_refused = await deed(), False
    except DomainError as error:
        hint, is_refused = explain_to_operator(talk.say, error), True
    await talk.hint(hint, alert=is_refused)
    alert = await context.cases[ViewAlert](alert_id)
    pressed = talk.message
    if pressed is not None and (alert is None or alert.message_id not in {None, pressed.message_id}):
        await talk.retire(pressed.message_id)
