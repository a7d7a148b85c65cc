"""«Почему больше?»: what makes a bill higher or lower than others, in sentences with their sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from domain.bill_line import Basis
from domain.dates import format_date
from domain.difference import Cause, Difference, Part, Trend, without_scales
from domain.line_pairs import Thresholds
from domain.meter import Meter
from domain.money import format_amount
from handlers.bill_wording import kwh_of, rubles
from handlers.context import Context
from handlers.residents.questions import ask_button
from handlers.wording import grouped, month_name
from services.numbers.bills import BillPlace
from services.numbers.differences import BillComparison, CompareBill, Comparison
from ui.buttons import BillButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech


async def show_difference(talk: Talk, context: Context, button: BillButton) -> None:
    """Show why a month costs more or less than others."""
    at = BillPlace(button.month, button.place)
    found = await context.cases[CompareBill](context.account_id, button.number, at)
    await talk.show(difference_screen(talk.say, found))


def why_button(say: Speech, trend: Trend, number: str, at: BillPlace) -> Button:
    """Give the button of a bill that asks for its comparison, in the words of the answer."""
    return Button(
        say.plain(f"why-{trend}-button"),
        BillButton(action="why", number=number, month=at.month, place=at.place),
    )


def difference_screen(say: Speech, found: BillComparison) -> Screen:
    """Give both comparisons, that with the month before first."""
    number, at = found.holding.number, found.at
    texts = [say("why-title", number=number), *(_comparison(say, found, each) for each in found.comparisons)]
    bill = BillButton(action="view", number=number, month=at.month, place=at.place)
    rows = ((ask_button(say, number, at),), (Button(say.plain("why-bill-button"), bill),))
    return Screen("\n\n".join(texts), rows=rows)


def _comparison(say: Speech, found: BillComparison, compared: Comparison) -> str:
    other, difference = month_name(say, compared.month), compared.difference
    if difference is None:
        return say("why-none", other=other)
    month, amount = month_name(say, found.month), format_amount(abs(difference.amount))
    head = say(_head(difference), bills=found.bills, month=month, other=other, amount=amount)
    scales = _scale_names(say, found.meters, difference.parts)
    parts = without_scales(difference.parts) if scales is None else difference.parts
    words = _Words(say, other, scales or {}, compared.since)
    return "\n".join(
        [
            head,
            *((say("why-sums"),) if parts and not difference.by_lines else ()),
            *map(words.of, parts),
            *_remarks(say, difference, month, other),
        ]
    )


def _head(difference: Difference) -> str:
    trend = Trend.of(difference.amount)
    return "why-same-parts" if trend is Trend.SAME and difference.parts else f"why-{trend}"


def _remarks(say: Speech, difference: Difference, month: str, other: str) -> Iterator[str]:
    """Say what a resident should know of how the bills were counted."""
    before, now = difference.before, difference.now
    if before is not None and now is not None and {before, now} != {Basis.READING}:
        words = {"now": say.plain(f"why-by-{now}"), "before": say.plain(f"why-by-{before}")}
        if now is before:
            yield say("why-basis-both", now=words["now"])
        else:
            yield say("why-basis", month=month, other=other, **words)
    if difference.is_pooled:
        yield say("why-pooled")


def _scale_names(say: Speech, meters: Iterable[Meter], parts: Iterable[Part]) -> Mapping[int, str] | None:
    """Name the scales of meters and of parts; none if there is only one, and ``None`` if names do not tell.

    So it is where meters have scales of one number with different names, or a part has a scale of no meter.
    """
    names: dict[int, set[str]] = {part.scale: set() for part in parts if part.scale is not None}
    for scale in (scale for meter in meters for scale in meter.scales):
        names.setdefault(scale.place, set()).add(scale.name)
    if len(names) == 1:
        return {}
    if any(len(known) != 1 for known in names.values()):
        return None
    return {number: say.plain("why-scale", name=next(iter(known))) for number, known in names.items()}


class _Words:
    """Says what each part of a difference means; scales have names where there are several."""

    def __init__(self, say: Speech, other: str, scales: Mapping[int, str], since: Mapping[int, date]) -> None:
        self._say, self._other, self._scales, self._since = say, other, scales, since

    def of(self, part: Part) -> str:
        """Say why, and what it costs."""
        match part.cause:
            case Cause.CONSUMPTION:
                return self._consumption(part)
            case Cause.PRICE:
                return self._price(part)
            case Cause.RANGE:
                return self._range(part.thresholds, part.amount)
            case _:
                return self._sum(part)

    def _consumption(self, part: Part) -> str:
        say, amount, what = self._say, _signed(part.amount), self._what("why-consumption-of", part)
        if part.kwh * part.amount <= 0:
            return say("why-consumption-moved", what=what, amount=amount)
        kwh = kwh_of(say, abs(part.kwh))
        return say(f"why-consumption-{Trend.of(part.amount)}", what=what, kwh=kwh, amount=amount)

    def _price(self, part: Part) -> str:
        say, amount, what = self._say, _signed(part.amount), self._what("why-price-of", part)
        before, now = (format_amount(round(each)) for each in (part.before, part.now))
        trend = Trend.of(part.amount)
        if before == now or trend is not Trend.of(part.now - part.before):
            return say("why-price-moved", amount=amount)
        prices = say.plain(_kind_of_prices(part), before=before, now=now)
        since = self._since.get(part.scale or 0)
        if since is None:
            return say(f"why-price-{trend}", what=what, prices=prices, amount=amount)
        return say(
            f"why-price-since-{trend}", what=what, since=format_date(since), prices=prices, amount=amount
        )

    def _range(self, thresholds: Thresholds, kopecks: int) -> str:
        say, amount = self._say, _signed(kopecks)
        begun, ended = _all(say, thresholds.begun), _all(say, thresholds.ended)
        if begun and ended:
            return say("why-range-changed", begun=begun, ended=ended, amount=amount)
        if begun and kopecks > 0:
            if thresholds.price is None or len(thresholds.begun) > 1:
                return say("why-range-begun", thresholds=begun, amount=amount)
            price = format_amount(thresholds.price)
            return say("why-range-begun-at", thresholds=begun, price=price, amount=amount)
        if ended and kopecks < 0:
            return say("why-range-ended", thresholds=ended, amount=amount)
        return say("why-range-moved", amount=amount)

    def _sum(self, part: Part) -> str:
        say, amount = self._say, _signed(part.amount)
        what = say.plain(f"why-{part.cause}")
        if part.before == part.now:
            return say("why-rounding", amount=amount)
        if not part.before:
            return say("why-sum-begun", what=what, amount=amount)
        before, now = (rubles(say, round(each)) for each in (part.before, part.now))
        if not part.now:
            return say("why-sum-ended", what=what, other=self._other, before=before, amount=amount)
        return say("why-sum-both", what=what, other=self._other, before=before, now=now, amount=amount)

    def _what(self, text_id: str, part: Part) -> str:
        """Name what changed, and its scale where there are several."""
        scale = self._scales.get(part.scale or 0)
        return self._say.plain(text_id) if scale is None else self._say.plain(f"{text_id}-scale", scale=scale)


def _kind_of_prices(part: Part) -> str:
    if part.before.denominator > 1 or part.now.denominator > 1:
        return "why-prices-mean"
    return "why-prices-first" if part.ranges > 1 else "why-prices"


def _signed(kopecks: int) -> str:
    """Write an amount with the sign that says whether it makes the bill higher."""
    return f"+{format_amount(kopecks)}" if kopecks > 0 else format_amount(kopecks)


def _all(say: Speech, thresholds: Iterable[int]) -> str:
    """Name thresholds: «1 200 и 3 900»; nothing without any."""
    named = ""
    for each in thresholds:
        kwh = grouped(Decimal(each))
        named = say.plain("why-and", first=named, next=kwh) if named else kwh
    return named
