"""Who else sees a number, and ending the hold of those who proved it with an earlier payment."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.context import Context
from handlers.residents.cards import number_card
from handlers.wording import title_of
from services.numbers.card import ViewCard
from services.numbers.hands import EndOtherHolds, ListOtherHolders, OtherHolder
from services.people.devices import CheckDevice
from ui.buttons import NumberButton
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

MOST_LISTED = 20
"""Logins on the screen; more than a family has."""


class EndHoldsForm(States):
    """What ending the holds of others is waiting for."""

    confirm = State()


async def show_holders(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show who else sees the number, with a button that ends it if this account may."""
    await talk.show(await _screen(talk.say, context, number))


async def _screen(say: Speech, context: Context, number: str) -> Screen:
    others = await context.cases[ListOtherHolders](context.account_id, number)
    holding = (await context.cases[ViewCard](context.account_id, number)).holding
    text = "\n\n".join([title_of(say, number, holding.name), *_paragraphs(say, others)])
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=number))
    if not any(each.may_be_ended for each in others):
        return Screen(text, rows=((back,),))
    end = Button(say.plain("holders-end-button"), NumberButton(action="end-holds", number=number))
    return Screen(text, rows=((end,), (back,)))


def _paragraphs(say: Speech, others: list[OtherHolder]) -> list[str]:
    if not others:
        return [say("holders-none")]
    paragraphs = [say("holders-title", count=len(others)), "\n".join(_lines(say, others))]
    if any(each.may_be_ended for each in others):
        paragraphs.append(say("holders-may-end"))
    if not all(each.may_be_ended for each in others):
        paragraphs.append(say("holders-ask"))
    return paragraphs


def _lines(say: Speech, others: list[OtherHolder]) -> list[str]:
    lines = [say("holders-line", login=each.login) for each in others[:MOST_LISTED]]
    left = len(others) - len(lines)
    return [*lines, say("holders-more", count=left)] if left else lines


async def begin_ending(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Ask before the holds of others are ended; ``no-hold-to-end``, and ``device-too-new`` (``until``)."""
    others = await context.cases[ListOtherHolders](context.account_id, number)
    if not any(each.may_be_ended for each in others):
        raise DomainError("no-hold-to-end")
    await context.cases[CheckDevice](context.account_id, talk.chat_id)
    await context.book.begin(talk, context, EndHoldsForm.confirm, number=number)


async def ask_to_end(form: Form[Context]) -> Question:
    """Ask whether those who proved the number earlier shall see it no longer."""
    say, number = form.say, form.answers["number"]
    others = await form.context.cases[ListOtherHolders](form.context.account_id, number)
    ended = [each for each in others if each.may_be_ended]
    text = "\n\n".join([say("holders-end-ask", number=number), "\n".join(_lines(say, ended))])
    return Question(text, rows=((Choice(say.plain("holders-end-sure-button"), "end"),),))


async def end_confirmed(form: Form[Context], _: str) -> Next:
    """End the holds, and show the card; a device that is too new takes nothing away from others."""
    context, number = form.context, form.answers["number"]
    await context.cases[CheckDevice](context.account_id, form.talk.chat_id)
    count = await context.cases[EndOtherHolds](context.account_id, number, form.key)
    card = await number_card(form.say, context, number)
    return Finish(Screen(form.say("holders-ended", count=count) + "\n\n" + card.text, rows=card.rows))


async def back_to_card(form: Form[Context]) -> Screen:
    """Show the card of the number again."""
    return await number_card(form.say, form.context, form.answers["number"])


END_HOLDS = FormTable[Context](
    name="end-holds",
    leave=back_to_card,
    steps=(Step(EndHoldsForm.confirm, ask_to_end, choices={"end": end_confirmed}, ends=True),),
)
