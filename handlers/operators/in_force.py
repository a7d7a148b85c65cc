"""``/notices``: the notices in force; operators prolong one, or call it off when the supply is back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.errors import DomainError
from domain.notice import Notice, NoticeKind, Validity
from domain.until_text import parse_until
from handlers.context import Context
from handlers.notices import period_words, shortened
from handlers.operators.members import operator_of
from handlers.operators.notices import validity_line
from handlers.operators.wording import explain_to_operator, mention_of
from services.notices.in_force import CallOffNotice, FindInForce, ListInForce, ProlongNotice
from ui.buttons import NoticeButton
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Filling, Safe, Speech

PROLONG = "prolong"
CALL_OFF = "call-off"
ACTIONS = frozenset({PROLONG, CALL_OFF})
MOST_LISTED = 10
"""Notices with buttons of their own; more have never been in force at once."""
SHOWN_OF_TEXT = 150


class FollowForm(States):
    """What telling something new about a notice is waiting for."""

    until = State()
    sure = State()


async def notices_asked(talk: Talk, context: Context, _argument: str) -> None:
    """List the notices in force."""
    await talk.show(_list_screen(talk.say, await context.cases[ListInForce](), context))


async def pressed(talk: Talk, context: Context, button: NoticeButton) -> None:
    """Begin to prolong a notice, or to call it off, in a question below the list."""
    talk.keep_message()
    first = FollowForm.until if button.action == PROLONG else FollowForm.sure
    try:
        notice = await context.cases[FindInForce](button.notice)
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
        return
    await context.book.begin(talk, context, first, notice=notice.id, deed=button.action)


async def ask_until(form: Form[Context]) -> Question:
    """Ask for the new end."""
    say = form.say
    text = say("follow-until-ask", name=_whom(form), notice=str(form.answers["notice"]))
    return Question(text, placeholder=say.plain("notice-until-placeholder"))


async def until_entered(form: Form[Context], text: str) -> Next:
    """Keep the new end."""
    facts = form.context.facts
    form.answers["until"] = parse_until(text, facts.clock().astimezone(facts.zone)).until.isoformat()
    return FollowForm.sure


async def ask_sure(form: Form[Context]) -> Question:
    """Show what would be told, and ask whether it shall be."""
    say, notice = form.say, await form.context.cases[FindInForce](form.answers["notice"])
    values: dict[str, Filling] = {
        "name": _whom(form),
        "notice": str(notice.id),
        "text": shortened(notice.text, SHOWN_OF_TEXT),
    }
    if form.answers["deed"] == PROLONG:
        end = Validity(until=datetime.fromisoformat(form.answers["until"]))
        text = say("follow-sure-prolong", period=period_words(say, end, form.context.facts.zone), **values)
    elif notice.validity.kind is NoticeKind.OTHER:
        text = say("follow-sure-call-off-other", **values)
    else:
        text = say("follow-sure-call-off", **values)
    return Question(text, rows=((Choice(say.plain("follow-send-button"), "send"),),))


async def send_chosen(form: Form[Context], _: str) -> Next:
    """Do it, and tell all residents who got the notice."""
    cases, operator, answers = form.context.cases, operator_of(form.talk.person), form.answers
    if answers["deed"] == PROLONG:
        until = datetime.fromisoformat(answers["until"])
        await cases[ProlongNotice](answers["notice"], until, operator, form.key)
    else:
        await cases[CallOffNotice](answers["notice"], operator, form.key)
    text_id = "follow-prolonged" if answers["deed"] == PROLONG else "follow-called-off"
    return Finish(Screen(form.say(text_id, notice=str(answers["notice"]), by=operator.name)))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing changed."""
    return Screen(form.say("follow-left"))


F = FollowForm
FOLLOW = FormTable[Context](
    name="follow",
    leave=leave,
    also_starts=(F.sure,),
    steps=(
        Step(F.until, ask_until, parse=until_entered, goes_to=(F.sure,)),
        Step(F.sure, ask_sure, choices={"send": send_chosen}, ends=True),
    ),
)


def _list_screen(say: Speech, notices: Sequence[Notice], context: Context) -> Screen:
    if not notices:
        return Screen(say("notices-none"))
    lines = [
        say(
            "notices-line",
            notice=str(notice.id),
            what=Safe(validity_line(say, notice, context.facts.zone)),
            text=shortened(notice.text, SHOWN_OF_TEXT),
            by=notice.operator.name,
        )
        for notice in notices[:MOST_LISTED]
    ]
    rows: Rows = tuple(_row(say, notice) for notice in notices[:MOST_LISTED])
    return Screen("\n\n".join([say("notices-title", count=len(notices)), *lines]), rows=rows)


def _row(say: Speech, notice: Notice) -> tuple[Button, ...]:
    end = "notices-end-button" if notice.validity.kind is NoticeKind.OTHER else "notices-call-off-button"
    labels = ((PROLONG, "notices-prolong-button"), (CALL_OFF, end))
    return tuple(
        Button(say.plain(text_id, notice=str(notice.id)), NoticeButton(action=action, notice=notice.id))
        for action, text_id in labels
    )


def _whom(form: Form[Context]) -> Safe:
    return mention_of(form.say, operator_of(form.talk.person))
