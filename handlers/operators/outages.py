"""A house without light: one answer to all who reported it, or a notice about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.alert import Alert
from domain.errors import DomainError
from handlers.context import Context
from handlers.operators.members import operator_of
from handlers.operators.notices import NoticeForm
from handlers.operators.wording import explain_to_operator, mention_of
from services.notices.outages import LONGEST_ANSWER, AnswerOutage, FindOutage
from ui.buttons import AlertButton
from ui.forms import Finish, Form, FormTable, Next, Question, Step
from ui.screen import Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Safe


class OutageForm(States):
    """What answering all reports of a house is waiting for."""

    words = State()


async def answer_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Ask for the words, in a question below the alert."""

    async def ask(alert: Alert) -> None:
        house = str(alert.details["house"])
        await context.book.begin(talk, context, OutageForm.words, alert=alert.id, house=house)

    await _unless_refused(talk, context, button, ask)


async def notice_pressed(talk: Talk, context: Context, button: AlertButton) -> None:
    """Begin a notice for the house."""

    async def begin(alert: Alert) -> None:
        await context.book.begin(talk, context, NoticeForm.text, house=str(alert.details["house"]))

    await _unless_refused(talk, context, button, begin)


async def _unless_refused(
    talk: Talk, context: Context, button: AlertButton, deed: Callable[[Alert], Awaitable[None]]
) -> None:
    talk.keep_message()
    try:
        alert = await context.cases[FindOutage](button.alert, operator_of(talk.person))
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
        return
    await deed(alert)


async def ask_words(form: Form[Context]) -> Question:
    """Ask what all reporters should read."""
    say = form.say
    text = say("outage-answer-ask", name=_whom(form), house=form.answers["house"])
    return Question(text, placeholder=say.plain("outage-answer-placeholder"))


async def words_entered(form: Form[Context], text: str) -> Next:
    """Tell all reporters."""
    operator = operator_of(form.talk.person)
    told = await form.context.cases[AnswerOutage](form.answers["alert"], text, operator)
    return Finish(Screen(form.say("outage-answer-sent", by=operator.name, count=told)))


async def leave(form: Form[Context]) -> Screen:
    """Say that nobody was answered."""
    return Screen(form.say("outage-answer-left"))


ANSWER_OUTAGE = FormTable[Context](
    name="outage",
    leave=leave,
    steps=(
        Step(OutageForm.words, ask_words, parse=words_entered, ends=True, words=True, longest=LONGEST_ANSWER),
    ),
)


def _whom(form: Form[Context]) -> Safe:
    return mention_of(form.say, operator_of(form.talk.person))
