"""Disconnecting an account from a number that it should not see, and taking that back.

``/find`` shows who sees a number. The reason is chosen or typed, and the resident reads it.
"""

from __future__ import annotations

from domain.ban import checked_reason
from domain.errors import DomainError
from domain.subscriber import HoldEndReason
from handlers.context import Context
from handlers.operators.members import operator_of
from handlers.operators.wording import explain_to_operator, mention_of
from services.desk.hands import EndHold, GiveHoldBack, ViewHold
from ui.buttons import HoldButton
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Safe, Speech

END = "end"
GIVE_BACK = "give-back"


class EndHoldForm(States):
    """What disconnecting an account from a number is waiting for."""

    reason = State()
    sure = State()


def end_button(say: Speech, account_id: int, login: str, number: str) -> Button:
    """Give the button that begins it, under what ``/find`` shows of a number."""
    return Button(
        say.plain("end-hold-button", login=login), HoldButton(action=END, number=number, account=account_id)
    )


async def pressed(talk: Talk, context: Context, button: HoldButton) -> None:
    """Ask why, in a question below."""
    talk.keep_message()
    try:
        login = await context.cases[ViewHold](button.account, button.number)
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
        return
    await context.book.begin(
        talk, context, EndHoldForm.reason, account=button.account, number=button.number, login=login
    )


async def ask_reason(form: Form[Context]) -> Question:
    """Ask why."""
    say = form.say
    rows = tuple((Choice(say.plain(f"end-hold-reason-{each}"), "why", str(each)),) for each in HoldEndReason)
    return Question(say("end-hold-why-ask", **_named(form)), rows=rows)


async def reason_given(form: Form[Context], reason: str) -> Next:
    """Keep a reason of the list or in words."""
    form.answers["reason"] = checked_reason(reason)
    return EndHoldForm.sure


async def ask_sure(form: Form[Context]) -> Question:
    """Ask once more, because somebody loses bills and readings."""
    say = form.say
    text = say("end-hold-sure-ask", reason=_reason(form), **_named(form))
    return Question(text, rows=((Choice(say.plain("end-hold-sure-button"), "sure"),),))


async def surely(form: Form[Context], _: str) -> Next:
    """End the hold, and offer to take it back."""
    say, answers, operator = form.say, form.answers, operator_of(form.talk.person)
    ended = await form.context.cases[EndHold](
        answers["account"], answers["number"], answers["reason"], operator, form.key
    )
    back = HoldButton(
        action=GIVE_BACK, number=ended.number, account=ended.account_id, ended=ended.ended_second
    )
    text = say(
        "end-hold-done",
        login=answers["login"],
        number=ended.number,
        reason=_reason(form),
        by=operator.name,
    )
    return Finish(Screen(text, rows=((Button(say.plain("alert-undo-button"), back),),)))


async def gave_back(talk: Talk, context: Context, button: HoldButton) -> None:
    """Give the number back; who presses after that is told that it is back already."""
    say, operator = talk.say, operator_of(talk.person)
    try:
        login = await context.cases[GiveHoldBack](button.account, button.number, button.ended, operator)
    except DomainError as error:
        await talk.hint(explain_to_operator(say, error), alert=True)
        return
    await talk.hint(say.plain("alert-restored-hint"))
    await talk.replace(
        Screen(say("end-hold-given-back", login=login, number=button.number, by=operator.name))
    )


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing changed."""
    return Screen(form.say("ban-left"))


def _named(form: Form[Context]) -> dict[str, str | Safe]:
    answers = form.answers
    name = mention_of(form.say, operator_of(form.talk.person))
    return {"name": name, "login": answers["login"], "number": answers["number"]}


def _reason(form: Form[Context]) -> str:
    reason: str = form.answers["reason"]
    text_id = f"end-hold-reason-{reason}"
    return form.say.plain(text_id) if form.say.has(text_id) else reason


ANSWERS = {END: pressed, GIVE_BACK: gave_back}
"""What each button does."""
F = EndHoldForm
ENDING = FormTable[Context](
    name="end-hold",
    leave=leave,
    steps=(
        Step(
            F.reason,
            ask_reason,
            parse=reason_given,
            choices={"why": reason_given},
            goes_to=(F.sure,),
            words=True,
        ),
        Step(F.sure, ask_sure, choices={"sure": surely}, ends=True),
    ),
)
