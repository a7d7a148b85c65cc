"""What residents read of prices: the screen «Тарифы», and what a reading will cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from domain.cost import Tariff
from domain.dates import format_date
from domain.money import format_amount
from domain.tariffs import Prices, RangeState, ScalePrices
from handlers.context import Context
from handlers.wording import grouped, month_name, scale_name, title_of
from services.numbers.tariffs import Estimate, MeterTariffs, PricedScale, TariffView, ViewTariffs
from ui.buttons import NumberButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech


async def show_tariffs(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show what a number pays for a kWh now, since when, and what it was before."""
    view = await context.cases[ViewTariffs](context.account_id, number)
    await talk.show(tariffs_screen(talk.say, view, context.facts.support_phone))


def tariffs_screen(say: Speech, view: TariffView, phone: str) -> Screen:
    """Give the prices of each scale and range; ``phone`` is whom to ask about a price that is not known."""
    number = view.holding.number
    head = [say("tariffs-title"), title_of(say, number, view.holding.name)]
    if view.holding.category:
        head.append(say("tariffs-category", category=view.holding.category))
    parts = ["\n".join(head)]
    parts += [part for group in view.groups for part in _group_parts(say, group, phone)]
    if not view.groups:
        parts.append(say("card-no-meters"))
    elif scales := [each for group in view.groups for each in group.scales if each.prices is not None]:
        has_ranges = any(len(each.prices.now.ranges) > 1 for each in scales if each.prices is not None)
        parts.append(say("tariffs-note-ranges" if has_ranges else "tariffs-note"))
        if has_ranges:
            parts.append("\n".join(_used_lines(say, view, scales)))
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=number))
    return Screen("\n\n".join(parts), rows=((back,),))


def _group_parts(say: Speech, group: MeterTariffs, phone: str) -> Iterator[str]:
    """Name the meters, and give each scale; a price that is not known is told once for all of them."""
    blocks = [
        "\n".join(_scale_lines(say, each, each.prices)) for each in group.scales if each.prices is not None
    ]
    if len(blocks) < len(group.scales):
        blocks.append(say("tariffs-unknown", phone=phone))
    meters = (say("card-meter", model=each.model, serial=each.serial) for each in group.meters)
    yield "\n".join([*meters, blocks[0]])
    yield from blocks[1:]


def _scale_lines(say: Speech, each: PricedScale, prices: ScalePrices) -> Iterator[str]:
    name = scale_name(say, each.scale.name, each.scale.hours)
    yield say("tariffs-scale", scale=name, since=format_date(prices.now.since))
    before = prices.before
    is_alike = before is not None and before.thresholds == prices.now.thresholds
    was = {each.from_kwh: each.price for each in before.ranges} if before is not None and is_alike else {}
    for text, tariff in _ranges(say, prices.now):
        earlier = was.get(tariff.from_kwh)
        yield text if earlier is None else f"{text} {say('tariffs-was', price=format_amount(earlier))}"
    if before is not None and not is_alike:
        yield say("tariffs-before", since=format_date(before.since))
        yield from (text for text, _ in _ranges(say, before))
    if prices.coming is not None:
        yield say("tariffs-coming", since=format_date(prices.coming.since))
        yield from (text for text, _ in _ranges(say, prices.coming))


def _ranges(say: Speech, prices: Prices) -> Iterator[tuple[str, Tariff]]:
    """Give a line for each range, with the tariff that it shows."""
    first, *others = prices.ranges
    price = format_amount(first.price)
    if others:
        yield say("tariffs-range-first", until=_kwh(others[0].from_kwh), price=price), first
    else:
        yield say("tariffs-range-only", price=price), first
    for each in others:
        begin, price = _kwh(each.from_kwh), format_amount(each.price)
        yield say("tariffs-range-above", begin=begin, price=price), each


def _used_lines(say: Speech, view: TariffView, scales: Iterable[PricedScale]) -> Iterator[str]:
    """Say how far the ranges of the month are used up, as far as readings were sent."""
    month, ranges = month_name(say, view.month), view.ranges
    if not view.is_used:
        yield say("tariffs-nothing-sent", month=month)
        return
    if ranges.ahead is None:
        yield say("tariffs-used", month=month, used=_kwh(ranges.used))
    else:
        yield say("tariffs-used-of", month=month, used=_kwh(ranges.used), ahead=_kwh(ranges.ahead))
    if view.unread:
        yield say("tariffs-unread")
    yield from range_lines(say, ranges, scales)


def range_lines(say: Speech, ranges: RangeState, scales: Iterable[PricedScale]) -> list[str]:
    """Say which threshold was passed, and on which day the next one will be, with the prices above it."""
    known, lines = list(scales), []
    if ranges.passed is not None and (prices := _changes(say, known, ranges.passed)):
        above = _kwh(ranges.used - ranges.passed)
        lines.append(say("range-passed", threshold=_kwh(ranges.passed), above=above, prices=prices))
    day = ranges.crossed_on
    if day is not None and ranges.ahead is not None and (prices := _changes(say, known, ranges.ahead)):
        lines.append(say("range-ahead", threshold=_kwh(ranges.ahead), day=str(day.day), prices=prices))
    return lines


def _changes(say: Speech, scales: Iterable[PricedScale], threshold: int) -> str:
    """Give the prices above a threshold and below it; empty if it changes nothing."""
    changes: dict[tuple[str, int, int], None] = {}
    for each in scales:
        if each.prices is not None:
            above, below = (each.prices.now.price_above(kwh) for kwh in (threshold, threshold - 1))
            if above != below:
                changes[each.scale.name, above, below] = None
    if len({(above, below) for _, above, below in changes}) == 1:
        _, above, below = next(iter(changes))
        return say.plain("range-price", price=format_amount(above), before=format_amount(below))
    return ", ".join(
        say.plain("range-price-of", scale=name, price=format_amount(above), before=format_amount(below))
        for name, above, below in changes
    )


def estimate_lines(say: Speech, estimate: Estimate) -> list[str]:
    """Say in one line what a reading will cost and what that assumes, and which ranges it reaches."""
    amount = format_amount(estimate.total)
    basis = "; ".join(_basis(say, estimate))
    return [
        f"{say('reading-cost', amount=amount)} {basis}",
        *range_lines(say, estimate.ranges, estimate.scales),
    ]


def _basis(say: Speech, estimate: Estimate) -> Iterator[str]:
    days = sorted({line.valid_from for line in estimate.lines if line.kwh})
    yield say("reading-cost-basis", since=_days(say, days))
    if estimate.divided_since is not None:
        yield say("reading-cost-divided", since=format_date(estimate.divided_since))
    if estimate.without:
        serial = estimate.without[0].serial
        is_one = len(estimate.without) == 1
        yield say("reading-cost-without", serial=serial) if is_one else say("reading-cost-without-others")


def _days(say: Speech, days: Iterable[date]) -> str:
    first, *others = map(format_date, days)
    for other in others:
        first = say.plain("reading-cost-days", before=first, since=other)
    return first


def _kwh(amount: Fraction | int) -> str:
    """Write kWh without decimals: «1 200»."""
    return grouped(Decimal(floor(amount + Fraction(1, 2))))
