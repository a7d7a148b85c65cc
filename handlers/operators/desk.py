"""Taking an alert in work, giving it back, closing one that needs no decision, and lifting a limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.errors import DomainError
from domain.limits import shown_until
from handlers.context import Context
from handlers.operators.members import operator_of
from handlers.operators.wording import explain_to_operator
from services.desk.alert_lookup import ViewAlert
from services.desk.hands import RestoreHolds
from services.desk.lifting import LiftProofLimit
from services.desk.taking import CloseAlert, ReleaseAlert, TakeAlert
from ui.buttons import AlertButton
from ui.talk import Talk


async def take_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Take an alert in work for the operator who pressed."""
    facts = context.facts

    async def take() -> str:
        hold = await context.cases[TakeAlert](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-taken-hint", until=shown_until(hold.until, facts.clock(), facts.zone))

    await answer_press(talk, context, button.alert, take)


async def release_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Give an alert back."""

    async def release() -> str:
        await context.cases[ReleaseAlert](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-released-hint")

    await answer_press(talk, context, button.alert, release)


async def close_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Close an alert."""

    async def close() -> str:
        await context.cases[CloseAlert](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-closed-hint")

    await answer_press(talk, context, button.alert, close)


async def lift_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Lift the limit of failed proofs."""

    async def lift() -> str:
        await context.cases[LiftProofLimit](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-lifted-hint")

    await answer_press(talk, context, button.alert, lift)


async def restore_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Give a number back to those whom another resident disconnected from it."""

    async def restore() -> str:
        await context.cases[RestoreHolds](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-restored-hint")

    await answer_press(talk, context, button.alert, restore)


async def unknown_press(talk: Talk) -> None:
    """Answer a button that was made up, or that this version does not know any more."""
    await talk.hint(talk.say.plain("stale-hint"))


async def answer_press(
    talk: Talk, context: Context, alert_id: int, deed: Callable[[], Awaitable[str]]
) -> None:
    """Do what a button of an alert asks for, and tell the operator in a hint, or why it was not done.

    The message of the alert is drawn again from the outbox, so that it changes even if Telegram does not
    answer now. If a newer message shows the alert, the message that was pressed loses its buttons.
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
