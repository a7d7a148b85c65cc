"""A question to the operators."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup

from handlers.context import Context
from handlers.menu import menu_screen
from ui.forms import Finish, Form, FormTable, Next, Question, Step
from ui.screen import Screen

ANY_LENGTH = 4096
"""What Telegram takes; how long a question may be is the use case's to say."""


class QuestionForm(StatesGroup):
    """What asking a question is waiting for."""

    text = State()


async def ask_text(form: Form[Context]) -> Question:
    """Ask what the question is."""
    return Question(form.say("question-ask", phone=form.context.facts.support_phone))


async def text_entered(form: Form[Context], text: str) -> Next:
    """Pass the question on."""
    context = form.context
    await context.cases.ask_question(context.account_id, form.talk.chat_id, form.say.language, text, form.key)
    return Finish(menu_screen(form.talk, context, form.say("question-sent")))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was sent."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


QUESTION = FormTable[Context](
    name="question",
    leave=leave,
    steps=(Step(QuestionForm.text, ask_text, parse=text_entered, longest=ANY_LENGTH, ends=True),),
)
