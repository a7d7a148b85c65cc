"""The resident's side of a thread: further messages after a question, and answers to what operators ask."""

from __future__ import annotations

from contextlib import suppress

from domain.errors import DomainError
from domain.sent_file import FileKind
from domain.thread import Post
from handlers.context import Context
from handlers.menu import menu_screen, show_note
from handlers.posts import file_of, post_in, words_of
from handlers.residents.questions import ANY_LENGTH, emergency, with_emergency
from services.threads.questions import Correction, CorrectMessage, Heard, ResolveQuestion, WriteToOperators
from services.threads.thread import Belonging, CheckThread, FindThread
from ui.buttons import ThreadButton
from ui.errors import explain
from ui.event import Message
from ui.forms import Finish, Form, FormTable, GivenFile, Next, Question, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

REPLY = "reply"
PHOTO = "photo"
RESOLVE = "resolve"
ACTIONS = frozenset({REPLY, PHOTO, RESOLVE})
REFUSED_ALBUM = "refused_album"
"""Where the draft keeps the album of which a file was refused last."""


class ThreadForm(States):
    """What going on with a thread is waiting for."""

    words = State()
    photo = State()


def answer_rows(say: Speech, alert_id: int) -> Rows:
    """Give the buttons under an operator's answer."""
    reply = Button(say.plain("thread-reply-button"), ThreadButton(action=REPLY, alert=alert_id))
    resolve = Button(say.plain("thread-resolve-button"), ThreadButton(action=RESOLVE, alert=alert_id))
    return ((reply,), (resolve,))


def photo_rows(say: Speech, alert_id: int) -> Rows:
    """Give the button under a request for a photo."""
    send = Button(say.plain("thread-photo-button"), ThreadButton(action=PHOTO, alert=alert_id))
    return ((send,),)


async def button_pressed(talk: Talk, context: Context, button: ThreadButton) -> None:
    """Ask for what a button under an operator's message promises.

    The operator's message stays as it is: the question comes below it.
    """
    await talk.release()
    context.book.drop(talk, context)
    account_id = context.account_id
    if button.action == RESOLVE:
        await context.cases[ResolveQuestion](account_id, talk.chat_id, button.alert)
        await talk.send(menu_screen(talk, context, talk.say("question-resolved")))
        return
    await context.cases[CheckThread](account_id, talk.chat_id, button.alert)
    first = ThreadForm.photo if button.action == PHOTO else ThreadForm.words
    await context.book.begin(talk, context, first, alert=button.alert)


async def ask_words(form: Form[Context]) -> Question:
    """Ask for the words that the operators should read."""
    return Question(form.say("thread-words-ask"))


async def ask_photo(form: Form[Context]) -> Question:
    """Ask for the photo."""
    return Question(form.say("thread-photo-ask"))


async def words_typed(form: Form[Context], text: str) -> Next:
    """Pass words on, which may also explain why there is no photo."""
    return await _passed_on(form, words_of(form, text))


async def file_given(form: Form[Context], given: GivenFile) -> Next:
    """Pass a photo or a file on."""
    return await _passed_on(form, file_of(form, given))


async def _passed_on(form: Form[Context], post: Post) -> Next:
    context = form.context
    heard = await context.cases[WriteToOperators](context.account_id, form.answers["alert"], post, form.key)
    thanks = with_emergency(form, post.text, _thanks(form.say, post, heard))
    return Finish(menu_screen(form.talk, context, thanks))


def _thanks(say: Speech, post: Post, heard: Heard) -> str:
    if heard is Heard.ASKED_ANEW:
        return say("thread-asked-anew")
    return say("thread-words-sent" if post.file is None else "thread-file-sent")


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was sent."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


async def is_for_operators(message: Message, talk: Talk, context: Context) -> bool:
    """Pass on a message that belongs to a thread although no form asks for it; ``False`` if it does not.

    A question under way is asked once more afterwards. A file that the question takes is left to it, and so
    is every message where a secret is asked for.
    """
    if message.replied_to is None and message.file is None:
        return False
    post = post_in(talk, message)
    if post.album is not None and post.album == talk.turn.draft.get(REFUSED_ALBUM):
        return True  # the first file of the album was answered for all
    belonging = await _belonging(message, post, talk, context)
    if belonging is None:
        return False
    if belonging.goes_on:  # the first file of the album was answered for all
        with suppress(DomainError):
            await context.cases[WriteToOperators](context.account_id, belonging.alert_id, post, talk.key)
        return True
    try:
        heard = await context.cases[WriteToOperators](context.account_id, belonging.alert_id, post, talk.key)
        note = _thanks(talk.say, post, heard)
        refused = None
    except DomainError as error:
        note = explain(talk.say, error)
        refused = post.album
    await show_note(talk, context, emergency(talk.say, context, post.text) + note)
    if refused is not None:
        talk.turn.draft[REFUSED_ALBUM] = refused
    return True


async def is_corrected(message: Message, talk: Talk, context: Context) -> bool:
    """Let operators read what the resident changed in a message to them; ``False`` if it went to nobody.

    A question under way is asked once more afterwards.
    """
    if not context.is_signed_in:
        return False
    post = post_in(talk, message)
    try:
        corrected = await context.cases[CorrectMessage](context.account_id, post, talk.key)
    except DomainError as error:
        note = explain(talk.say, error)
    else:
        if corrected is None:
            return False
        note = talk.say("thread-corrected" if corrected is Correction.SHOWN else "thread-corrected-too-late")
    await show_note(talk, context, emergency(talk.say, context, post.text) + note)
    return True


async def _belonging(message: Message, post: Post, talk: Talk, context: Context) -> Belonging | None:
    replied = message.replied_to
    state = talk.turn.state
    if not context.is_signed_in or context.book.is_secret(state):
        return None
    if replied is None and context.book.takes_files(state):
        return None
    return await context.cases[FindThread](
        context.account_id,
        talk.chat_id,
        answers=replied.message_id if replied is not None else None,
        album=post.album,
        has_file=post.file is not None,
    )


THREAD = FormTable[Context](
    name="thread",
    leave=leave,
    also_starts=(ThreadForm.photo,),
    steps=(
        Step(
            ThreadForm.words,
            ask_words,
            parse=words_typed,
            file=file_given,
            kinds=frozenset(FileKind),
            words=True,
            longest=ANY_LENGTH,
            ends=True,
        ),
        Step(
            ThreadForm.photo,
            ask_photo,
            parse=words_typed,
            file=file_given,
            words=True,
            longest=ANY_LENGTH,
            ends=True,
        ),
    ),
)
