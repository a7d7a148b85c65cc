"""A question to the operators: words, written or spoken, and files before them or with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.asked_bill import AskedBill, NamedLine
from domain.dates import Month
from domain.errors import DomainError
from domain.limits import FILES_OF_QUESTION
from domain.sent_file import FileKind
from domain.thread import Post
from handlers.bill_wording import name_of_place, scale_names
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.posts import file_of, from_draft, to_draft, words_of
from handlers.residents.expecting import expected_lines
from services.numbers.bills import BillPlace, ViewBill
from services.threads.questions import AskQuestion, ListOpenQuestions, WriteToOperators
from services.threads.thread import checked, in_pieces
from ui.buttons import BillButton
from ui.errors import explain
from ui.forms import Again, Choice, Finish, Form, FormTable, GivenFile, Next, Progress, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

ANY_LENGTH = 4096
"""The longest message of Telegram, because the use case says how long a question may be."""

SHOWN = 30
"""Characters of a question on the button that goes on with it."""
CROWDED = frozenset(
    {"questions-open", "questions-open-in-chat", "question-open-unconfirmed", "questions-too-many"}
)
"""Refusals of a new question that leave the way into an open one."""


class QuestionForm(States):
    """What asking a question is waiting for."""

    text = State()
    add = State()


def ask_button(say: Speech, number: str, at: BillPlace) -> Button:
    """Give the button that begins a question about a bill."""
    asking = BillButton(action="ask", number=number, month=at.month, place=at.place)
    return Button(say.plain("bill-ask-button"), asking)


async def ask_about_bill(talk: Talk, context: Context, button: BillButton) -> None:
    """Begin a question about a bill; ``not-yours``; ``bill-unknown`` if it is not there any more."""
    at = BillPlace(button.month, button.place)
    view = await context.cases[ViewBill](context.account_id, button.number, at)
    about = {"number": button.number, "month": str(view.bill.month), "place": at.place}
    await context.book.begin(talk, context, QuestionForm.text, bill=about)


async def ask_text(form: Form[Context]) -> Question:
    """Ask what the question is, and say which bill it is about."""
    phone, named = form.context.facts.support_phone, _bill_named(form)
    if named is None:
        return Question(form.say("question-ask", phone=phone))
    bill = name_of_place(form.say, named.month, named.place)
    return Question(form.say("question-bill-ask", bill=bill, number=named.number, phone=phone))


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
    if len(files) >= FILES_OF_QUESTION.most and not goes_on:
        raise DomainError("question-too-many-files", most=FILES_OF_QUESTION.most)
    files.append(to_draft(checked(post)))
    return Again(form.say("question-file-kept"))


async def _ask(form: Form[Context], post: Post) -> Next:
    context = form.context
    try:
        about = await _bill_seen(form)
        await context.cases[AskQuestion](context.account_id, post, _files(form), form.key, about)
    except DomainError as error:
        return await _refused(form, post, error)
    text = with_emergency(form, post.text, await _sent_words(form.say, context))
    return Finish(menu_screen(form.talk, context, text))


async def _sent_words(say: Speech, context: Context) -> str:
    """Say that the question was sent, and when to expect an answer."""
    return "\n\n".join([say("question-sent"), *await expected_lines(say, context)])


def _bill_named(form: Form[Context]) -> AskedBill | None:
    """Give the bill that a question is about by its name alone; ``None`` if it is about no bill."""
    kept = form.answers.get("bill")
    return None if kept is None else AskedBill(kept["number"], Month.parse(kept["month"]), kept["place"])


async def _bill_seen(form: Form[Context]) -> AskedBill | None:
    """Give the bill as it stands now, or by its name if it is gone, or its number is."""
    named = _bill_named(form)
    if named is None:
        return None
    at = BillPlace(named.month.number, named.place)
    try:
        view = await form.context.cases[ViewBill](form.context.account_id, named.number, at)
    except DomainError:
        return named
    names = scale_names(form.context.texts.within(None), view.lines, view.meters)
    lines = tuple(NamedLine(line, names.get(line, "")) for line in view.lines)
    return replace(named, bill=view.bill, lines=lines)


def _files(form: Form[Context]) -> list[Post]:
    return [from_draft(kept) for kept in form.answers.get("files", [])]


async def ask_unasked(talk: Talk, context: Context, question: Post, files: Sequence[Post], key: str) -> None:
    """Ask what a resident wrote without being asked; if it cannot be new, offer to add it to an open one."""
    say, account_id = talk.say, context.account_id
    try:
        await context.cases[AskQuestion](account_id, question, files, key)
    except DomainError as error:
        if error.code not in CROWDED:
            raise
        why = emergency(say, context, question.text) + explain(say, error)
        open_ones = await context.cases[ListOpenQuestions](account_id, talk.chat_id)
        if not open_ones:
            await talk.show(menu_screen(talk, context, why))
            return
        await context.book.begin(
            talk,
            context,
            QuestionForm.add,
            post=to_draft(question),
            why=why,
            open=[[each.alert_id, each.words] for each in open_ones],
            files=[to_draft(each) for each in files],
        )
        return
    text = emergency(say, context, question.text) + await _sent_words(say, context)
    await talk.show(menu_screen(talk, context, text))


async def _refused(form: Form[Context], post: Post, error: DomainError) -> Next:
    """Say why there can be no new question now, and offer to add the words to an open one."""
    if error.code not in CROWDED:
        raise error
    context = form.context
    why = with_emergency(form, post.text, explain(form.say, error))
    open_ones = await context.cases[ListOpenQuestions](context.account_id, form.talk.chat_id)
    if not open_ones:
        return Again(why)
    form.answers["post"], form.answers["why"] = to_draft(post), why
    form.answers["open"] = [[each.alert_id, each.words] for each in open_ones]
    return QuestionForm.add


async def ask_where(form: Form[Context]) -> Question:
    """Offer to add the words to an open question."""
    say, answers = form.say, form.answers
    rows = tuple(
        (Choice(say.plain("question-add-button", words=shorten(words)), "add", str(alert_id)),)
        for alert_id, words in answers["open"]
    )
    expected = await expected_lines(say, form.context)
    return Question("\n\n".join([answers["why"], *expected, say("question-add-ask")]), rows)


async def added(form: Form[Context], alert_id: str) -> Next:
    """Add the words, and the files before them, to an open question."""
    context, post = form.context, from_draft(form.answers["post"])
    for number, each in enumerate([*_files(form), *_naming_bill(form, post)]):
        key = f"{form.key}:add:{number}"
        await context.cases[WriteToOperators](context.account_id, int(alert_id), each, key)
    return Finish(menu_screen(form.talk, context, form.say("question-added")))


def _naming_bill(form: Form[Context], post: Post) -> list[Post]:
    """Put the name of the bill before words, if they are about one: the open question is about another."""
    named = _bill_named(form)
    if named is None:
        return [post]
    operators = form.context.texts.within(None)
    bill = name_of_place(operators, named.month, named.place)
    name = operators.plain("question-bill-named", bill=bill, number=named.number)
    words = post.words.with_inserted(0, f"{name}\n\n" if post.text else name)
    return in_pieces(replace(post, text=words.text, marks=words.marks))


def shorten(words: str) -> str:
    """Give the beginning of a question, so that it fits a button."""
    line = " ".join(words.split())
    return line if len(line) <= SHOWN else line[:SHOWN].rstrip() + "…"


def with_emergency(form: Form[Context], words: str, text: str) -> str:
    """Put the emergency number above a text, if the words speak of danger."""
    return emergency(form.say, form.context, words) + text


def emergency(say: Speech, context: Context, words: str) -> str:
    """Give the emergency number with an empty line below it if the words speak of danger, or nothing."""
    facts = context.facts
    if not facts.danger.found_in(words):
        return ""
    return say("danger-call", phone=facts.emergency_phone) + "\n\n"


def _has_words_or_files(progress: Progress) -> bool:
    return bool(progress.trail or progress.answers.get("files"))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was sent."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


QUESTION = FormTable[Context](
    name="question",
    leave=leave,
    keeps=_has_words_or_files,
    also_starts=(QuestionForm.add,),
    steps=(
        Step(
            QuestionForm.text,
            ask_text,
            parse=text_entered,
            file=file_given,
            kinds=frozenset(FileKind),
            words=True,
            longest=ANY_LENGTH,
            goes_to=(QuestionForm.add,),
            ends=True,
        ),
        Step(QuestionForm.add, ask_where, choices={"add": added}, ends=True),
    ),
)
