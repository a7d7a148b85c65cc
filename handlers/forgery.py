"""Answers a button of the operators that a person pressed who is not an operator."""

from __future__ import annotations

from handlers.context import Context
from services.desk.forgery import ReportForgery
from ui.talk import Talk


async def report_forged_press(talk: Talk, context: Context) -> None:
    """Refuse the press and tell the operators, because no client offers that button."""
    await context.cases[ReportForgery](talk.person.id)
    await talk.hint(talk.say.plain("stale-hint"))
