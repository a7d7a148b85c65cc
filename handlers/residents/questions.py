"""A question to the operators: words, written or spoken, and files before them or with them."""

from __future__ import annotations

from domain.sent_file import FileKind
from domain.thread import Post
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.posts import file_of, from_draft, to_draft, words_of
from services.threads.questions import AskQuestion
from services.threads.thread import checked
from ui.forms import Again, Finish, Form, FormTable, GivenFile, Next, Question, Step
from ui.screen import Screen
from ui.states import State, States

ANY_LENGTH = 4096
"""The longest message of Telegram, because the use case says how long a question may be."""


class QuestionForm(States):
    """What asking a question is waiting for."""

    text = State()


async def ask_text(form: Form[Context]) -> Question:
    """Ask what the question is."""
    return Question(form.say("question-ask", phone=form.context.facts.support_phone))


async def text_entered(form: Form[Context], text: str) -> Next:
    """Pass the question on to the operators."""
    return await _ask(form, words_of(form, text))


async def file_given(form: Form[Context], given: GivenFile) -> Next:
    """Pass a voice message, or a file with words, on; keep a file without words until words come."""
    post = file_of(form, given)
    files = form.answers.setdefault("files", [])
    goes_on = given.album is not None and any(file["album"] == given.album for file in files)
    if (given.caption or post.is_spoken) and not goes_on:
        return await _ask(form, post)
    files.append(to_draft(checked(post)))
    return Again(form.say("question-file-kept"))


async def _ask(form: Form[Context], post: Post) -> Next:
    files = [from_draft(kept) for kept in form.answers.get("files", [])]
    await form.context.cases[AskQuestion](form.context.account_id, post, files, form.key)
    return Finish(menu_screen(form.talk, form.context, form.say("question-sent")))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was sent."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


QUESTION = FormTable[Context](
    name="question",
    leave=leave,
    steps=(
        Step(
            QuestionForm.text,
            ask_text,
            parse=text_entered,
            file=file_given,
            kinds=frozenset(FileKind),
            longest=ANY_LENGTH,
            ends=True,
        ),
    ),
)
