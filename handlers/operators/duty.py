"""The operators on duty: ``/duty`` lists them, two buttons begin and end a duty."""

from __future__ import annotations

from collections.abc import Sequence

from domain.duty import OnDuty
from domain.operator import Operator
from handlers.context import Context
from handlers.operators.alerts import moment_shown
from handlers.operators.members import operator_of
from handlers.operators.wording import mention_of
from services.desk.duty import ChangeDuty, ViewDuty
from ui.buttons import DutyButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Safe, Speech

BEGIN = "begin"
END = "end"


async def duty_asked(talk: Talk, context: Context, _argument: str) -> None:
    """List the operators on duty."""
    await talk.show(_screen(talk.say, await context.cases[ViewDuty](), context))


async def duty_pressed(talk: Talk, context: Context, button: DutyButton) -> None:
    """Begin or end the duty of the operator who pressed."""
    begins = button.action == BEGIN
    roster = await context.cases[ChangeDuty](operator_of(talk.person), on=begins)
    await talk.hint(talk.say.plain("duty-begun-hint" if begins else "duty-ended-hint"))
    await talk.replace(_screen(talk.say, roster, context))


def called(say: Speech, on_duty: Sequence[Operator]) -> str:
    """Name the operators on duty, in HTML that makes Telegram notify them."""
    if not on_duty:
        return say("duty-nobody-called")
    people = Safe(", ".join(mention_of(say, operator).html for operator in on_duty))
    return say("duty-called", people=people)


def _screen(say: Speech, roster: Sequence[OnDuty], context: Context) -> Screen:
    lines = [
        say("duty-line", name=each.operator.name, since=moment_shown(each.since, context.facts.zone))
        for each in roster
    ]
    text = "\n".join([say("duty-title"), *lines]) if lines else say("duty-nobody")
    begin = Button(say.plain("duty-begin-button"), DutyButton(action=BEGIN))
    end = Button(say.plain("duty-end-button"), DutyButton(action=END))
    return Screen(text, rows=((begin, end),))
