"""The choice of one of an account's numbers, page by page where there are many, and among those sought.

The page, and the words that were typed to find a number, stand in the answers of the conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.number_search import NumberQuery
from domain.subscriber import Holding
from handlers.context import Context
from handlers.wording import place_label
from ui.forms import Again, Answers, Choice, Form, Next, Understand
from ui.texts import Speech

PAGE = 8
"""Numbers on a page: more would not fit the screen of a phone together with their buttons."""
SOUGHT = "sought"
"""Where the answers keep what was typed to find a number."""
ON_PAGE = "page"
"""Where the answers keep which page is shown, counted from 0."""
LONGEST_SHOWN = 60
"""Characters of what was sought, in a line about it."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some of all items; ``number`` counts from 0, ``total`` counts the items of all ``pages``."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int


def page_of(items: Sequence[Item], number: int, size: int = PAGE) -> Page[Item]:
    """Give a page; one that is not there is the first or the last one."""
    last = max(len(items) - 1, 0) // size
    shown = min(max(number, 0), last)
    return Page(items[shown * size : (shown + 1) * size], shown, last + 1, len(items))


def chosen_page(
    answers: Mapping[str, Any], items: Sequence[Item], holding_of: Callable[[Item], Holding]
) -> Page[Item]:
    """Give the page that the answers ask for, of the numbers that fit what was sought."""
    sought = answers.get(SOUGHT)
    if sought is not None:
        query = NumberQuery.parse(sought)
        items = [each for each in items if query.fits(holding_of(each))]
    return page_of(items, answers.get(ON_PAGE, 0))


def seek(answers: Answers, text: str) -> None:
    """Keep what is sought; ``number-search-empty``."""
    NumberQuery.parse(text)
    answers[SOUGHT], answers[ON_PAGE] = text, 0


async def page_turned(form: Form[Context], page: str) -> Next:
    """Show another page."""
    form.answers[ON_PAGE] = int(page)
    return Again()


async def all_wanted(form: Form[Context], _: str) -> Next:
    """Show all numbers instead of those that were sought."""
    form.answers.pop(SOUGHT, None)
    form.answers[ON_PAGE] = 0
    return Again()


async def search_wanted(form: Form[Context], _: str) -> Next:
    """Say how a number is found."""
    return Again(form.say("numbers-find-ask"))


CHOICES: Mapping[str, Understand[Context]] = {"page": page_turned, "all": all_wanted, "find": search_wanted}
"""What the buttons do that choose no number."""


def choice_rows(
    say: Speech, offered: Iterable[Holding], page: Page[Any], answers: Mapping[str, Any]
) -> tuple[tuple[Choice, ...], ...]:
    """Give a button for each number of a page, and where there are many, those that turn it and search."""
    rows = [(Choice(place_label(say, each), "number", each.number),) for each in offered]
    turns = tuple(_turns(say, page))
    return (*rows, *((turns,) if turns else ()), *_search_rows(say, page, answers))


def _turns(say: Speech, page: Page[Any]) -> Iterator[Choice]:
    if page.number:
        yield Choice(say.plain("numbers-before-button"), "page", str(page.number - 1))
    if page.number + 1 < page.pages:
        yield Choice(say.plain("numbers-after-button"), "page", str(page.number + 1))


def _search_rows(say: Speech, page: Page[Any], answers: Mapping[str, Any]) -> tuple[tuple[Choice, ...], ...]:
    if answers.get(SOUGHT) is not None:
        return ((Choice(say.plain("card-all-button"), "all"),),)
    return ((Choice(say.plain("numbers-find-button"), "find"),),) if page.pages > 1 else ()


def page_lines(say: Speech, page: Page[Any], answers: Mapping[str, Any]) -> list[str]:
    """Say what was sought and how many were found, and which page is shown if there are several."""
    lines = []
    if (sought := answers.get(SOUGHT)) is not None:
        lines.append(say("numbers-found", sought=sought[:LONGEST_SHOWN], count=page.total))
    if page.pages > 1:
        lines.append(say("numbers-page", page=page.number + 1, pages=page.pages))
    return lines
