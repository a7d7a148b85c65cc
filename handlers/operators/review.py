"""Lets operators decide about readings far above the usual, and about reports of other meters."""

from __future__ import annotations

from domain.thread import Purpose
from handlers.context import Context
from handlers.operators.alerts import REJECT, WHY
from handlers.operators.desk import answer_press
from handlers.operators.members import operator_of
from handlers.operators.prompts import ask_in_group
from services.decisions.photos import RequestPhoto
from services.decisions.reasons import ChooseReason, WeighAcceptance
from services.decisions.refusable import DecideAlert
from services.decisions.undoing import UndoDecision
from ui.buttons import AlertButton
from ui.talk import Talk


async def accept_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Accept the subject of an alert, or ask once more if much is at stake.

    An operator who is too late is told who decided.
    """

    async def accept() -> str:
        if await context.cases[WeighAcceptance](button.alert, operator_of(talk.person)):
            return talk.say.plain("alert-weigh-hint")
        return await _accept(talk, context, button)

    await answer_press(talk, context, button.alert, accept)


async def sure_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Accept what the operator was asked about a second time."""
    await answer_press(talk, context, button.alert, lambda: _accept(talk, context, button))


async def _accept(talk: Talk, context: Context, button: AlertButton) -> str:
    await context.cases[DecideAlert](button.alert, operator_of(talk.person), accept=True)
    return talk.say.plain("alert-accepted-hint")


async def undo_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Take a decision back."""

    async def undo() -> str:
        await context.cases[UndoDecision](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-undone-hint")

    await answer_press(talk, context, button.alert, undo)


async def reject_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Offer the reasons for a refusal, or take the offer back."""

    async def offer() -> str:
        begins = button.action == REJECT
        await context.cases[ChooseReason](button.alert, operator_of(talk.person), begins=begins)
        return talk.say.plain("alert-reason-hint" if begins else "alert-reason-dropped-hint")

    await answer_press(talk, context, button.alert, offer)


async def reason_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Refuse for the reason on the button."""

    async def reject() -> str:
        reason = button.action.removeprefix(WHY)
        operator = operator_of(talk.person)
        await context.cases[DecideAlert](button.alert, operator, accept=False, reason=reason)
        return talk.say.plain("alert-rejected-hint")

    await answer_press(talk, context, button.alert, reject)


async def other_reason_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Ask the operator for a reason in words."""

    async def ask() -> str:
        operator = operator_of(talk.person)
        await context.cases[ChooseReason](button.alert, operator, begins=True)
        await ask_in_group(talk, context, button.alert, operator, Purpose.REASON)
        return talk.say.plain("alert-reason-write-hint")

    await answer_press(talk, context, button.alert, ask)


async def photo_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Ask the resident for a photo."""

    async def ask() -> str:
        await context.cases[RequestPhoto](button.alert, operator_of(talk.person))
        return talk.say.plain("alert-photo-hint")

    await answer_press(talk, context, button.alert, ask)
