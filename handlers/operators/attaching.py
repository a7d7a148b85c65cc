"""«Добавить номера списком»: an operator attaches numbers to an account that was looked up."""

from __future__ import annotations

from domain.ban import checked_reason
from domain.errors import DomainError
from domain.number_list import NumberList
from handlers.context import Context
from handlers.operators.members import operator_of
from handlers.operators.number_lists import listed, numbers_in_file
from handlers.operators.wording import explain_to_operator, mention_of
from services.desk.attaching import MOST_ATTACHED, Attachable, AttachNumbers, ViewAttachable
from ui.buttons import FindButton, number_of
from ui.forms import Again, Choice, Finish, Form, FormTable, GivenFile, Next, Question, Rewind, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Safe, Speech

ATTACH = "attach"
LONGEST_LIST = 4096


class AttachForm(States):
    """What attaching numbers is waiting for."""

    numbers = State()
    reason = State()
    confirm = State()


def attach_button(say: Speech, account_id: int) -> Button:
    """Give the button that attaches numbers to an account."""
    return Button(say.plain("attach-button"), FindButton(action=ATTACH, key=str(account_id)))


async def attach_pressed(talk: Talk, context: Context, button: FindButton) -> None:
    """Ask for the numbers, in a question below the account."""
    talk.keep_message()
    try:
        account_id = number_of(button.key)
        found = await context.cases[ViewAttachable](account_id, ())
    except (DomainError, ValueError) as error:
        known = error if isinstance(error, DomainError) else DomainError("lookup-gone")
        await talk.hint(explain_to_operator(talk.say, known), alert=True)
        return
    await context.book.begin(talk, context, AttachForm.numbers, account=account_id, login=found.login)


def _whom(form: Form[Context]) -> Safe:
    """Name the operator who is asked."""
    return mention_of(form.say, operator_of(form.talk.person))


async def ask_numbers(form: Form[Context]) -> Question:
    """Ask for a list of subscriber numbers."""
    say = form.say
    text = say("attach-numbers-ask", name=_whom(form), login=form.answers["login"], most=MOST_ATTACHED)
    return Question(text, placeholder=say.plain("notice-numbers-placeholder"))


async def numbers_entered(form: Form[Context], text: str) -> Next:
    """Take a typed list."""
    return await _take(form, NumberList.parse(text))


async def file_sent(form: Form[Context], given: GivenFile) -> Next:
    """Take a file with a list."""
    numbers = await numbers_in_file(form, given)
    return Again(form.say("notice-numbers-no-photo")) if numbers is None else await _take(form, numbers)


async def _take(form: Form[Context], numbers: NumberList) -> Next:
    """Keep the numbers that can be attached; ask again if all of them are there already, or unknown."""
    found = await form.context.cases[ViewAttachable](form.answers["account"], numbers.numbers)
    told = _found(form.say, found, numbers.unreadable)
    if not found.new:
        return Again(told)
    form.answers["numbers"], form.answers["found"] = list(found.new), told
    return AttachForm.reason


def _found(say: Speech, found: Attachable, unreadable: tuple[str, ...]) -> str:
    """Say what would be attached, and what would not and why."""
    lists = (
        ("attach-shared", found.shared),
        ("attach-held", found.held),
        ("attach-unknown", found.unknown),
        ("notice-unreadable", unreadable),
    )
    parts = [listed(say, say("attach-new", count=len(found.new), login=found.login), found.new)]
    parts += [listed(say, say(text_id, count=len(items)), items) for text_id, items in lists if items]
    return "\n\n".join(parts)


async def ask_reason(form: Form[Context]) -> Question:
    """Show what would be attached, and ask why."""
    say = form.say
    text = f"{form.answers['found']}\n\n{say('attach-reason-ask', name=_whom(form))}"
    return Question(text, placeholder=say.plain("attach-reason-placeholder"))


async def reason_entered(form: Form[Context], text: str) -> Next:
    """Keep the reason."""
    form.answers["reason"] = checked_reason(text)
    return AttachForm.confirm


async def ask_confirm(form: Form[Context]) -> Question:
    """Ask once more, with the account, how many numbers, and the reason."""
    say, answers = form.say, form.answers
    text = say(
        "attach-confirm-ask",
        name=_whom(form),
        login=answers["login"],
        count=len(answers["numbers"]),
        reason=answers["reason"],
    )
    rows = (
        (Choice(say.plain("attach-confirm-button"), "attach"),),
        (Choice(say.plain("attach-numbers-button"), "numbers"),),
    )
    return Question(text, rows=rows)


async def confirmed(form: Form[Context], _: str) -> Next:
    """Attach the numbers."""
    answers, operator = form.answers, operator_of(form.talk.person)
    count = await form.context.cases[AttachNumbers](
        answers["account"], answers["numbers"], answers["reason"], operator, form.key
    )
    text = form.say(
        "attach-done", count=count, login=answers["login"], reason=answers["reason"], by=operator.name
    )
    return Finish(Screen(text))


async def numbers_wanted(_form: Form[Context], _: str) -> Next:
    """Ask for another list."""
    return Rewind(AttachForm.numbers)


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was attached."""
    return Screen(form.say("attach-left"))


F = AttachForm
ATTACHING = FormTable[Context](
    name="attach",
    leave=leave,
    steps=(
        Step(
            F.numbers,
            ask_numbers,
            parse=numbers_entered,
            file=file_sent,
            goes_to=(F.reason,),
            words=True,
            longest=LONGEST_LIST,
        ),
        Step(F.reason, ask_reason, parse=reason_entered, goes_to=(F.confirm,), words=True),
        Step(
            F.confirm,
            ask_confirm,
            choices={"attach": confirmed, "numbers": numbers_wanted},
            goes_to=(F.numbers,),
            ends=True,
        ),
    ),
)
