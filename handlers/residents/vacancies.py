"""Empty homes: a resident says until when, and who is back says so; news about what was sent meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.dates import Month, format_date
from domain.details import Value
from domain.reading_text import format_value
from domain.vacancy import months_ahead, parse_last_day
from handlers.context import Context
from handlers.residents.cards import number_card
from handlers.wording import fitting, meter_label, month_name, number_label
from services.messages import VacancyDoubted, VacancyNews, VacantSent, VacantUnsent
from services.numbers.vacancies import (
    BeginVacancy,
    ConfirmVacancy,
    EndVacancy,
    KnownValues,
    OfferVacancy,
    WithdrawReading,
)
from ui.buttons import NumberButton, WithdrawButton
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

MONTHS = (1, 3, 6)
"""How long a home may be empty by a press; other days are typed."""
ROOM_FOR_METERS = 2000
"""Characters in which the confirmation names the values."""


class VacancyForm(States):
    """What saying that a home is empty is waiting for."""

    last_day = State()
    confirm = State()


async def begin_vacancy(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Ask until when the home is empty, if its values can be sent at all."""
    await context.cases[OfferVacancy](context.account_id, number)
    await context.book.begin(talk, context, VacancyForm.last_day, number=number)


async def ask_last_day(form: Form[Context]) -> Question:
    """Explain it, and ask until when."""
    say, today = form.say, form.context.facts.today()
    months = (
        Choice(say.plain("vacancy-months-button", count=count), "months", str(count)) for count in MONTHS
    )
    rows = (tuple(months), (Choice(say.plain("vacancy-open-button"), "open"),))
    example = format_date(months_ahead(today, 2))
    return Question(say("vacancy-ask", number=form.answers["number"], example=example), rows=rows)


async def last_day_entered(form: Form[Context], text: str) -> Next:
    """Take a day that was typed."""
    return _until(form, parse_last_day(text, form.context.facts.today()))


async def months_chosen(form: Form[Context], count: str) -> Next:
    """Take so many months from today."""
    return _until(form, months_ahead(form.context.facts.today(), int(count)))


async def open_chosen(form: Form[Context], _: str) -> Next:
    """Take no day: it ends when somebody says so."""
    return _until(form, None)


def _until(form: Form[Context], day: date | None) -> Next:
    form.answers["last_day"] = None if day is None else day.isoformat()
    return VacancyForm.confirm


async def ask_to_confirm(form: Form[Context]) -> Question:
    """Show what would be sent, until when, and who answers for it."""
    say, number = form.say, form.answers["number"]
    offer = await form.context.cases[OfferVacancy](form.context.account_id, number)
    day = _last_day(form)
    until = say("vacancy-until-stopped") if day is None else say("vacancy-until", date=format_date(day))
    parts = [
        say("vacancy-confirm-ask", number=number),
        "\n".join(_value_lines(say, offer.meters)),
        until,
        say("vacancy-terms"),
    ]
    return Question("\n\n".join(parts), rows=((Choice(say.plain("vacancy-confirm-button"), "confirm"),),))


def _value_lines(say: Speech, meters: tuple[KnownValues, ...]) -> list[str]:
    lines = [_value_line(say, each) for each in meters]
    shown = fitting(lines, ROOM_FOR_METERS)
    left = len(lines) - shown
    return [*lines[:shown], *([say("card-more-meters", count=left)] if left else [])]


def _value_line(say: Speech, known: KnownValues) -> str:
    meter = meter_label(say, known.meter)
    if not known.values:
        return say("vacancy-meter-unknown", meter=meter)
    values = " / ".join(format_value(known.values[scale.number]) for scale in known.meter.scales)
    return say("vacancy-meter", meter=meter, values=values)


async def confirmed(form: Form[Context], _: str) -> Next:
    """Keep it, and show the card."""
    context, number = form.context, form.answers["number"]
    await context.cases[BeginVacancy](context.account_id, number, _last_day(form))
    return Finish(await _card_below(form.say, context, number, "vacancy-begun"))


def _last_day(form: Form[Context]) -> date | None:
    day = form.answers["last_day"]
    return None if day is None else date.fromisoformat(day)


async def back_to_card(form: Form[Context]) -> Screen:
    """Show the card of the number again."""
    return await number_card(form.say, form.context, form.answers["number"])


async def _card_below(say: Speech, context: Context, number: str, text_id: str) -> Screen:
    card = await number_card(say, context, number)
    return Screen(say(text_id) + "\n\n" + card.text, rows=card.rows)


VACANCY = FormTable[Context](
    name="vacancy",
    leave=back_to_card,
    steps=(
        Step(
            VacancyForm.last_day,
            ask_last_day,
            parse=last_day_entered,
            choices={"months": months_chosen, "open": open_chosen},
            goes_to=(VacancyForm.confirm,),
        ),
        Step(VacancyForm.confirm, ask_to_confirm, choices={"confirm": confirmed}, ends=True),
    ),
)


# Presses ------------------------------------------------------------------------------------------------


async def end_vacancy(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Send nothing for the residents any more, and show the card."""
    await context.cases[EndVacancy](context.account_id, number)
    await talk.show(await _card_below(talk.say, context, number, "vacancy-ended"))


async def confirm_vacancy(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Go on sending, with the values that are known now, and show the card."""
    await context.cases[ConfirmVacancy](context.account_id, number)
    await talk.show(await _card_below(talk.say, context, number, "vacancy-goes-on"))


async def withdraw_pressed(talk: Talk, context: Context, button: WithdrawButton) -> None:
    """Take back what was sent, and offer to send a reading; the receipt stays in the chat."""
    talk.keep_message()
    context.book.drop(talk, context)
    reading = await context.cases[WithdrawReading](context.account_id, button.reading)
    send = Button(
        talk.say.plain("menu-reading-button"), NumberButton(action="reading", number=reading.number)
    )
    month = month_name(talk.say, reading.month)
    text = talk.say("vacant-withdrawn", receipt=reading.receipt, month=month)
    await talk.show(Screen(text, rows=((send,),)))


# News ---------------------------------------------------------------------------------------------------


def vacancy_details(say: Speech, news: VacancyNews) -> Mapping[str, Value]:
    """Give the values of news about an empty home that read differently in each language."""
    details: dict[str, Value] = {"number": number_label(say, news.number, news.name)}
    if isinstance(news, VacantSent | VacantUnsent):
        details["month"] = month_name(say, Month.parse(news.month))
    return details


def vacancy_rows(say: Speech, news: VacancyNews) -> Rows:
    """Give the buttons under news about an empty home."""
    card = Button(say.plain("card-back-button"), NumberButton(action="card", number=news.number))
    match news:
        case VacantSent():
            undo = Button(say.plain("vacant-withdraw-button"), WithdrawButton(reading=news.reading))
            return ((undo,), (card,))
        case VacantUnsent():
            send = NumberButton(action="reading", number=news.number)
            return ((Button(say.plain("menu-reading-button"), send),), (card,))
        case VacancyDoubted():
            back = NumberButton(action="returned", number=news.number)
            still = NumberButton(action="still-vacant", number=news.number)
            return (
                (Button(say.plain("vacancy-returned-button"), back),),
                (Button(say.plain("vacancy-still-button"), still),),
            )
        case _:
            return ((card,),)
