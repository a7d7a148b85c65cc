"""How news for a resident read, and the button under those that ask for another reading."""

from __future__ import annotations

from collections.abc import Iterator

from domain.dates import Month
from domain.refusal import remedy_of
from handlers.residents.claims import due_rows, not_me_rows
from handlers.residents.vacancies import vacancy_details, vacancy_rows
from handlers.wording import month_name
from services.messages import (
    AccountClaimed,
    ClaimDue,
    NewSignIn,
    QuestionClosed,
    ReadingBilled,
    ReadingReopened,
    ReadingsBilled,
    Reasoned,
    SentBack,
    SeveralReadings,
    VacancyBegun,
    VacancyNews,
    Words,
)
from ui.buttons import AgainButton, ButtonData, DeviceButton, NumberButton
from ui.screen import Button, Screen
from ui.texts import Speech


def news_screen(say: Speech, news: Words) -> Screen:
    """Write news for a resident.

    A reason that operators choose has a text of its own, which says what to do; one that was typed is quoted.
    """
    text = "\n\n".join([_text(say, news), *_more(say, news)])
    if isinstance(news, VacancyNews):
        return Screen(text, rows=vacancy_rows(say, news))
    if isinstance(news, NewSignIn):
        not_me = DeviceButton(action="not-me", chat=news.chat)
        return Screen(text, rows=((Button(say.plain("devices-not-me-button"), not_me),),))
    if isinstance(news, AccountClaimed):
        return Screen(text, rows=not_me_rows(say, news.claim))
    if isinstance(news, ClaimDue):
        return Screen(text, rows=due_rows(say, news.claim))
    if not isinstance(news, SentBack):
        return Screen(text)
    again: ButtonData = AgainButton(reading=news.reading)
    if not news.reading:  # version 0.1 did not tell which reading it was
        again = NumberButton(action="reading", number=news.number)
    return Screen(text, rows=((Button(say.plain("reading-again-button"), again),),))


def _text(say: Speech, news: Words) -> str:
    text_id, details = f"message-{news.kind}", dict(news.details)
    if isinstance(news, NewSignIn):
        details["name"] = news.name or say.plain("devices-unnamed")
    if isinstance(news, ReadingBilled | ReadingsBilled):
        details["month"] = month_name(say, Month.parse(news.month))
    if isinstance(news, VacancyNews):
        details |= vacancy_details(say, news)
    if isinstance(news, QuestionClosed) and news.question:
        text_id += "-about-bill" if news.bill else "-quoted"
        details["bill"] = month_name(say, Month.parse(news.bill)) if news.bill else ""
    if isinstance(news, Reasoned) and news.reason:
        text_id += f"-{news.reason}" if say.has(f"{text_id}-{news.reason}") else "-reason"
    return say(text_id, **details)


def _more(say: Speech, news: Words) -> Iterator[str]:
    """Give what follows some news: advice on a reason in words, what is in force, and the receipts."""
    if isinstance(news, SentBack) and news.reason and not say.has(f"message-{news.kind}-{news.reason}"):
        yield say(f"advice-{remedy_of(news.reason)}")
    if isinstance(news, SentBack | ReadingReopened) and news.earlier:
        yield say("message-earlier-in-force", receipt=news.earlier, values=news.values)
    if isinstance(news, VacancyBegun) and news.until:
        yield say("vacancy-until", date=news.until)
    if isinstance(news, SeveralReadings):
        yield "\n".join(_receipt_lines(say, news))


def _receipt_lines(say: Speech, news: SeveralReadings) -> Iterator[str]:
    lines = news.listed.splitlines()
    for line in lines:
        number, _, receipt = line.partition(" ")
        yield say("message-readings-row", number=number, receipt=receipt)
    if news.count > len(lines):
        yield say("message-readings-rest", count=news.count - len(lines))
