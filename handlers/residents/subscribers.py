"""Subscriber numbers: adding, renaming, removing, and what their buttons open (part 2 of the manual)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from domain.errors import DomainError
from domain.money import format_amount
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents import adding_many, readings
from handlers.residents.adding_many import AddManyForm
from handlers.residents.bills import show_bills, show_payments
from handlers.residents.cards import card_screen, number_card, show_card, show_more
from handlers.residents.downloads import offer_formats, send_archive, send_workbook
from handlers.residents.history import show_history
from handlers.residents.holders import begin_ending, show_holders
from handlers.residents.outages import show_outage_of
from handlers.residents.passport import show_passport
from handlers.residents.paying import begin_other_sum, show_code, show_how_to_pay, show_penalty_code
from handlers.residents.proofs import (
    LastPayment,
    delete_amounts,
    proof_key,
    proof_of,
    shown_day,
)
from handlers.residents.tariffs import show_tariffs
from handlers.residents.vacancies import begin_vacancy, confirm_vacancy, end_vacancy
from services.numbers.card import ViewCard
from services.numbers.subscribers import AddSubscriber, BeginAdding, CheckNumber, Remove, Rename
from ui.errors import explain
from ui.forms import Choice, Finish, Form, FormTable, Next, Progress, Question, Rewind, Step, once_answered
from ui.screen import Screen
from ui.states import State, States
from ui.talk import Talk


class AddNumberForm(States):
    """What adding a number is waiting for."""

    number = State()
    paid_on = State()
    amount = State()
    confirm = State()


class RenameForm(States):
    """What renaming a number is waiting for."""

    name = State()


class RemoveForm(States):
    """What removing a number is waiting for."""

    confirm = State()


async def begin_adding(talk: Talk, context: Context) -> None:
    """Ask for the number, unless attempts at a proof are paused."""
    await context.cases[BeginAdding](context.account_id, talk.chat_id)
    await context.book.begin(talk, context, AddNumberForm.number)


async def ask_number(form: Form[Context]) -> Question:
    """Ask for the subscriber number."""
    by_list = Choice(form.say.plain("numbers-list-button"), "list")
    return Question(form.say("number-ask"), rows=((by_list,),))


async def number_entered(form: Form[Context], text: str) -> Next:
    """Take a number; only the proof tells whether there is such a subscriber."""
    number = await form.context.cases[CheckNumber](form.context.account_id, text)
    form.answers["number"] = number.text
    return AddNumberForm.paid_on


async def ask_confirm(form: Form[Context]) -> Question:
    """Show the number, the date and the amount as they were understood."""
    say = form.say
    return Question(
        say(
            "number-confirm-ask",
            number=form.answers["number"],
            date=shown_day(form),
            amount=format_amount(form.answers["amount"]),
        ),
        rows=(
            (Choice(say.plain("number-confirm-button"), "confirm"),),
            (Choice(say.plain("number-correct-button"), "correct"),),
        ),
    )


async def confirmed(form: Form[Context], _: str) -> Next:
    """Check the proof, add the number, and delete the amounts."""
    context, proof = form.context, proof_of(form)
    try:
        holding = await context.cases[AddSubscriber](
            context.account_id,
            proof.number,
            proof.paid_on,
            proof.amount,
            form.talk.chat_id,
            proof_key(form),
        )
    except DomainError as error:
        return _proof_failed(form, error)
    await delete_amounts(form)
    card = await context.cases[ViewCard](context.account_id, holding.number)
    screen = card_screen(form.say, card, context.facts.support_phone)
    return Finish(Screen(form.say("number-added") + "\n\n" + screen.text, rows=screen.rows))


def _proof_failed(form: Form[Context], error: DomainError) -> Next:
    """Ask again from the number, because each of the three may be wrong; end if no attempt is left."""
    text = explain(form.say, error)
    if error.code == "proof-wrong":
        return Rewind(AddNumberForm.number, note=text)
    return Finish(menu_screen(form.talk, form.context, text))


async def to_correct(_form: Form[Context], _: str) -> Next:
    """Go through the questions again."""
    return Rewind(AddNumberForm.number)


async def begin_reading(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to send a reading for the number."""
    await readings.begin_with(talk, context, number)


async def begin_next_reading(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to send a reading that is still to be sent for the number."""
    await readings.begin_next(talk, context, number)


async def begin_renaming(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to give the number a name."""
    card = await context.cases[ViewCard](context.account_id, number)
    await context.book.begin(talk, context, RenameForm.name, number=number, name=card.holding.name)


async def ask_name(form: Form[Context]) -> Question:
    """Ask for the name."""
    say = form.say
    rows = ((Choice(say.plain("rename-clear-button"), "clear"),),) if form.answers["name"] else ()
    return Question(say("rename-ask", number=form.answers["number"]), rows=rows)


async def name_entered(form: Form[Context], text: str) -> Next:
    """Keep the name."""
    return await _rename(form, text)


async def name_cleared(form: Form[Context], _: str) -> Next:
    """Keep no name."""
    return await _rename(form, None)


async def _rename(form: Form[Context], name: str | None) -> Next:
    context, number = form.context, form.answers["number"]
    await context.cases[Rename](context.account_id, number, name)
    return Finish(await number_card(form.say, context, number))


async def begin_removing(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to take the number off the account."""
    await context.cases[ViewCard](context.account_id, number)
    await context.book.begin(talk, context, RemoveForm.confirm, number=number)


async def ask_remove(form: Form[Context]) -> Question:
    """Ask whether the number is really to be taken off."""
    say = form.say
    return Question(
        say("remove-ask", number=form.answers["number"]),
        rows=((Choice(say.plain("card-remove-button"), "remove"),),),
    )


async def remove_confirmed(form: Form[Context], _: str) -> Next:
    """Take the number off the account."""
    await form.context.cases[Remove](form.context.account_id, form.answers["number"])
    return Finish(
        menu_screen(form.talk, form.context, form.say("remove-done", number=form.answers["number"]))
    )


async def leave(form: Form[Context]) -> Screen:
    """Go back to where it began, and delete what shows amounts."""
    await delete_amounts(form)
    return menu_screen(form.talk, form.context, form.say("form-left"))


async def back_to_card(form: Form[Context]) -> Screen:
    """Show the card of the number again."""
    return await number_card(form.say, form.context, form.answers["number"])


def _would_be_lost(progress: Progress) -> bool:
    """Tell whether answers would be lost; a list that was tried is done."""
    return once_answered(progress) and adding_many.RESULTS not in progress.answers


A = AddNumberForm
ADD_NUMBER = FormTable[Context](
    name="add-number",
    leave=leave,
    keeps=_would_be_lost,
    counted=3,
    steps=(
        Step(
            A.number,
            ask_number,
            parse=number_entered,
            choices={"list": adding_many.list_wanted},
            goes_to=(A.paid_on, AddManyForm.rows),
        ),
        *LastPayment(A.paid_on, A.amount, A.confirm, "number").steps,
        *adding_many.STEPS,
        Step(
            A.confirm,
            ask_confirm,
            choices={"confirm": confirmed, "correct": to_correct},
            goes_to=(A.number,),
            ends=True,
        ),
    ),
)
RENAME = FormTable[Context](
    name="rename",
    leave=back_to_card,
    steps=(
        Step(
            RenameForm.name,
            ask_name,
            parse=name_entered,
            choices={"clear": name_cleared},
            words=True,
            ends=True,
        ),
    ),
)
REMOVE = FormTable[Context](
    name="remove",
    leave=back_to_card,
    steps=(Step(RemoveForm.confirm, ask_remove, choices={"remove": remove_confirmed}, ends=True),),
)

Opener = Callable[[Talk, Context, str, int], Awaitable[None]]
OPENERS: Mapping[str, Opener] = {
    "card": show_card,
    "reading": begin_reading,
    "history": show_history,
    "download": offer_formats,
    "xlsx": send_workbook,
    "csv": send_archive,
    "payments": show_payments,
    "bills": show_bills,
    "pay": show_how_to_pay,
    "pay-code": show_code,
    "pay-penalty": show_penalty_code,
    "pay-other": begin_other_sum,
    "more": show_more,
    "tariffs": show_tariffs,
    "passport": show_passport,
    "outage": show_outage_of,
    "holders": show_holders,
    "end-holds": begin_ending,
    "vacant": begin_vacancy,
    "still-vacant": confirm_vacancy,
    "returned": end_vacancy,
    "rename": begin_renaming,
    "remove": begin_removing,
}
"""What the buttons of a card open, by their action."""
OF_RECEIPTS: Mapping[str, Opener] = {
    "card": show_card,
    "history": show_history,
    "next": begin_next_reading,
}
"""What the buttons of a receipt open below it, by their action."""
