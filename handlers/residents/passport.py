"""What the registry knows of the meters and of the home of a subscriber number, and how to correct it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from domain.dates import format_date
from domain.meter import Meter
from domain.reading_text import format_value
from domain.subscriber import BillDelivery, Premises, Stove
from handlers.context import Context
from handlers.sections import Section
from handlers.wording import fitting, scale_name, title_of, verification_warning
from services.numbers.passport import MeterPassport, Passport, ViewPassport
from ui.buttons import NumberButton, SectionButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech

ROOM_FOR_METERS = 2500
"""Characters that the meters take at most, so that all of the home still fits the message."""


async def show_passport(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show what the registry knows of the meters and of the home."""
    passport = await context.cases[ViewPassport](context.account_id, number)
    await talk.show(passport_screen(talk.say, passport, context.facts.support_phone))


def passport_screen(say: Speech, passport: Passport, phone: str) -> Screen:
    """Give the passport of a number; ``phone`` is whom to call about a verification."""
    holding = passport.holding
    head = [say("passport-title"), title_of(say, holding.number, holding.name)]
    if holding.closed:
        head.append(say("card-closed"))
    blocks = ["\n".join(_meter_lines(say, each, phone)) for each in passport.meters]
    home = "\n".join(_home_lines(say, holding.address, passport.premises))
    parts = ["\n".join(head), *_meter_blocks(say, blocks), home, say("passport-wrong")]
    ask = Button(say.plain("passport-ask-button"), SectionButton(action=Section.QUESTION))
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=holding.number))
    return Screen("\n\n".join(parts), rows=((ask, back),))


def _meter_blocks(say: Speech, blocks: list[str]) -> Iterator[str]:
    """Give the meters that there is room for, at least one, and say how many others there are."""
    shown = max(fitting(blocks, ROOM_FOR_METERS), 1)
    yield from blocks[:shown]
    if shown < len(blocks):
        yield say("passport-more-meters", count=len(blocks) - shown)
    if not blocks:
        yield say("card-no-meters")


def _meter_lines(say: Speech, view: MeterPassport, phone: str) -> Iterator[str]:
    meter = view.meter
    yield say("card-meter", model=meter.model, serial=meter.serial)
    yield _digits(say, meter)
    yield from _rates(say, meter)
    if meter.installed_on is not None:
        yield say("passport-installed", date=format_date(meter.installed_on))
    yield say("card-meter-automatic" if meter.automatic else "passport-by-hand")
    if meter.verify_by is not None:
        warning = verification_warning(say, meter, view.verification, phone)
        yield warning or say("card-verify-by", date=format_date(meter.verify_by))


def _digits(say: Speech, meter: Meter) -> str:
    digits, decimals = str(meter.digits), str(meter.decimals)
    if meter.decimals:
        return say("passport-digits-decimals", digits=digits, decimals=decimals)
    return say("passport-digits", digits=digits)


def _rates(say: Speech, meter: Meter) -> Iterable[str]:
    """Name the scales with their hours, one in a line if there are several."""
    names = [scale_name(say, each.name, each.hours) for each in meter.scales]
    if len(names) == 1:
        return [say("passport-rate", scale=names[0])]
    return [say("passport-rates"), *(say("passport-scale", scale=name) for name in names)]


def _home_lines(say: Speech, address: str, home: Premises) -> Iterator[str]:
    """Say what billing knows of the home, and nothing of what it does not tell."""
    yield say("passport-home")
    yield say("card-address", address=address)
    if home.area is not None:
        yield say("passport-area", area=format_value(home.area))
    if home.residents is not None:
        yield say("passport-residents", residents=str(home.residents))
    if home.stove:
        yield say("passport-stove", stove=_word(say, Stove, "stove", home.stove))
    if home.category:
        yield say("tariffs-category", category=home.category)
    if home.bill_delivery:
        delivery = _word(say, BillDelivery, "delivery", home.bill_delivery)
        yield say("passport-delivery", delivery=delivery)


def _word(say: Speech, known: type[StrEnum], kind: str, word: str) -> str:
    """Give a word that the program knows in the language of the resident, any other as billing wrote it."""
    return say.plain(f"my-data-{kind}-{word}") if word in list(known) else word
