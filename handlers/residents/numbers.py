"""The list of an account's subscriber numbers: what is to pay and to send for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from domain.address import short_address
from domain.dates import format_date
from domain.money import format_amount
from domain.subscriber import Holding
from handlers.context import Context
from handlers.residents.cards import card_screen
from handlers.residents.choosing import PAGE
from handlers.sections import Section
from handlers.wording import day_words, ending, number_words, place_label
from services.numbers.card import Card, NumberPage, ViewNumbers
from services.numbers.due import NumberDue
from ui.buttons import NumberButton, NumbersButton, SectionButton
from ui.screen import Button, Rows, Screen, in_rows
from ui.talk import Talk
from ui.texts import Speech

LONGEST_PLACE = 60
"""Characters of an address in the list."""


async def show_numbers(talk: Talk, context: Context) -> None:
    """Show the numbers of the account, or the card of its only one."""
    await show_page(talk, context, 0)


async def show_page(talk: Talk, context: Context, page: int) -> None:
    """Show a page of the numbers, with a button for each."""
    found = await context.cases[ViewNumbers](context.account_id, page, PAGE)
    if isinstance(found, Card):
        await talk.show(card_screen(talk.say, found, context.facts.support_phone))
    else:
        await talk.show(_list_screen(talk.say, found, context.facts.today()))


def _list_screen(say: Speech, found: NumberPage, today: date) -> Screen:
    add = Button(say.plain("number-add-button"), SectionButton(action=Section.ADD_NUMBER))
    if not found.numbers:
        return Screen(say("numbers-none"), rows=((add,),))
    title = say("numbers-title")
    if found.pages > 1:
        title += "\n" + say("numbers-page", page=found.page + 1, pages=found.pages)
    parts = [title, *_window(say, found.numbers, today), *_blocks(say, found.numbers)]
    return Screen("\n\n".join([*parts, say("numbers-choose")]), rows=(*_rows(say, found), (add,)))


def _window(say: Speech, numbers: Sequence[NumberDue], today: date) -> list[str]:
    """Say once until when readings are taken, or from when on, because it is the same for all numbers."""
    first = numbers[0]
    if first.opens is not None:
        return [say("card-window-closed", opens=format_date(first.opens))]
    if not any(each.due for each in numbers):
        return []
    day = day_words(say, first.closes, today)
    return [say("numbers-days-left", day=day, days=first.days_left)]


def _rows(say: Speech, found: NumberPage) -> Rows:
    numbers = in_rows(
        Button(place_label(say, each.holding), NumberButton(action="card", number=each.holding.number))
        for each in found.numbers
    )
    turn = tuple(
        Button(say.plain(text_id), NumbersButton(page=page))
        for text_id, page, is_there in (
            ("numbers-before-button", found.page - 1, found.page > 0),
            ("numbers-after-button", found.page + 1, found.is_more),
        )
        if is_there
    )
    if not turn:
        return numbers
    find = Button(say.plain("numbers-find-button"), SectionButton(action=Section.FIND_NUMBER))
    return (*numbers, turn, (find,))


def _blocks(say: Speech, numbers: Iterable[NumberDue]) -> list[str]:
    """Give a block for each number; those that are called alike are told apart by their numbers."""
    named = [(each, _place(each.holding)) for each in numbers]
    times = Counter(place for _, place in named)
    return [
        _block(
            say, each, place if times[place] == 1 else say.plain("number-button", number=each.holding.number)
        )
        for each, place in named
    ]


def _place(holding: Holding) -> str:
    return holding.name or ending(short_address(holding.address), LONGEST_PLACE)


def _block(say: Speech, due: NumberDue, what: str) -> str:
    lines = [say("numbers-row", what=what, money=_money(say, due.holding)), *_readings(say, due)]
    return "\n".join(lines)


def _money(say: Speech, holding: Holding) -> str:
    if not holding.due:
        return say.plain("numbers-even")
    text_id = "numbers-debt" if holding.due > 0 else "numbers-overpaid"
    return say.plain(text_id, amount=format_amount(abs(holding.due)))


def _readings(say: Speech, due: NumberDue) -> list[str]:
    """Say how the readings of the month stand; nothing while none are taken and none were sent."""
    if due.holding.closed:
        return [say("numbers-closed")]
    if not due.meters:
        return [say("numbers-no-meters")]
    if due.is_untouched and due.opens is not None:
        return []
    return [say("numbers-state", state=number_words(say, due))]
