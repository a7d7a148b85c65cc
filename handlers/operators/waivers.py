"""Letting somebody register who can read the captcha neither by eye nor by ear, or turning them away."""

from __future__ import annotations

from handlers.context import Context
from handlers.operators.alerts import LET_THROUGH
from handlers.operators.desk import answer_press
from handlers.operators.members import operator_of
from services.people.waivers import DecideWaiver
from ui.buttons import AlertButton
from ui.talk import Talk


async def decided(talk: Talk, context: Context, button: AlertButton) -> None:
    """Decide, and tell the operator in a hint."""

    async def decide() -> str:
        grant = button.action == LET_THROUGH
        await context.cases[DecideWaiver](button.alert, operator_of(talk.person), grant=grant)
        return talk.say.plain("alert-let-through-hint" if grant else "alert-turned-away-hint")

    await answer_press(talk, context, button.alert, decide)
