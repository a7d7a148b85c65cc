"""«Найти»: one of many numbers, by a part of it, its name, or street and flat."""

from __future__ import annotations

from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents.cards import number_card
from handlers.residents.choosing import CHOICES, ON_PAGE, SOUGHT, choice_rows, chosen_page, page_lines, seek
from services.numbers.card import ListHeld
from ui.forms import Again, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Screen
from ui.states import State, States


class NumberSearchForm(States):
    """What the search for a number is waiting for."""

    words = State()


async def ask_words(form: Form[Context]) -> Question:
    """Ask what to look for; once something was found, show it, and ask which number it is."""
    say, answers = form.say, form.answers
    held = await form.context.cases[ListHeld](form.context.account_id)
    page = chosen_page(answers, held, lambda each: each)
    if not {SOUGHT, ON_PAGE} & answers.keys():
        return Question(say("numbers-find-ask"))
    text = "\n\n".join([*page_lines(say, page, answers), say("numbers-find-more")])
    return Question(text, rows=choice_rows(say, page.items, page, answers))


async def words_typed(form: Form[Context], text: str) -> Next:
    """Look for what was typed, and open the card at once if there is one number alone."""
    before = dict(form.answers)
    seek(form.answers, text)
    held = await form.context.cases[ListHeld](form.context.account_id)
    page = chosen_page(form.answers, held, lambda each: each)
    if page.total == 1:
        return await number_chosen(form, page.items[0].number)
    if not page.total:
        form.answers.clear()
        form.answers.update(before)
        return Again(form.say("numbers-not-found"))
    return Again()


async def number_chosen(form: Form[Context], number: str) -> Next:
    """Open the card."""
    return Finish(await number_card(form.say, form.context, number))


async def leave(form: Form[Context]) -> Screen:
    """Go back to the menu."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


W = NumberSearchForm
NUMBER_SEARCH = FormTable[Context](
    name="number-search",
    leave=leave,
    steps=(
        Step(
            W.words,
            ask_words,
            parse=words_typed,
            choices={"number": number_chosen, **CHOICES},
            ends=True,
        ),
    ),
)
